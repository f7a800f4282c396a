"""Scalar entries: a hash-consed graph that every array, binder and recurrence is expanded into at fixed sizes.

One object per distinct entry of a graph, numbered so that arguments always come before what uses them: readers go
through the numbers and never recurse. Folding at construction keeps definedness: `0*x` is 0 only where `x` certainly
has a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from proofcheck.meaning import TooLarge
from proofcheck.meaning.exact import Inexact, Term, Undefined, apply_exactly
from proofcheck.meaning.totality import Sign, is_total, sign_of
from proofcheck.verdict import Imaginary

Number = Fraction | Imaginary


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A scalar: an operator over entries. Within one graph, equal entries are the same object.

    Leaves: `num` (data: Fraction or Imaginary), `truth` (data: bool), `var` and `bound` (data: (name, 1-based index)),
    constants (`pi`), `undefined` (data: why) and `hole` (data: what has no meaning). `number`: arguments come first.
    `total`: whether it certainly has a value wherever its variables do; `sign` is what is plain about its value there.
    """

    op: str
    args: tuple[Entry, ...]
    data: object
    number: int
    sign: Sign
    total: bool

    def __repr__(self) -> str:
        if self.op in ("num", "truth"):
            return str(self.data)
        if self.op == "var" and isinstance(self.data, tuple):
            name, at = self.data
            return f"{name}[{', '.join(map(str, at))}]" if at else str(name)
        inner = ", ".join(map(repr, self.args)) if self.number < 200 else "…"
        return f"{self.op}({inner})"

    @property
    def constant(self) -> Number | bool | None:
        """The value of a literal, else None."""
        if self.op in ("num", "truth") and isinstance(self.data, (Fraction, Imaginary, bool)):
            return self.data
        return None


@dataclass(frozen=True, slots=True)
class Grid:
    """An array of entries, row-major; the shape `()` is a scalar."""

    shape: tuple[int, ...]
    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        if prod(self.shape) != len(self.entries):
            raise ValueError(f"{len(self.entries)} entries do not fill the shape {self.shape}")

    @property
    def scalar(self) -> Entry:
        if self.shape != ():
            raise ValueError(f"an array of shape {self.shape} is no scalar")
        return self.entries[0]

    def at(self, *index: int) -> Entry:
        """The entry at a 0-based index."""
        flat = 0
        for i, n in zip(index, self.shape, strict=True):
            flat = flat * n + i
        return self.entries[flat]

    def row(self, i: int) -> Grid:
        """The i-th (0-based) part along the first axis."""
        size = prod(self.shape[1:])
        return Grid(self.shape[1:], self.entries[i * size : (i + 1) * size])

    def rows(self) -> Iterator[Grid]:
        return (self.row(i) for i in range(self.shape[0]))


_COMMUTATIVE = frozenset(("+", "*", "min", "max", "and", "or", "==", "!=", "<=>", "gcd"))
_LITERALS = frozenset(("num", "truth"))

# What binds a variable: (…, body, variable). Ends may be `oo` or its negative; that they belong to a domain is 1 or 0.
LIMITS = frozenset(("limit", "limit_above", "limit_below", "limit_whole"))  # (target, body, variable)
EXTREMES = frozenset(("sup", "inf", "argmax", "argmin"))  # (lower, upper, lower belongs, upper belongs, body, variable)
BINDERS = LIMITS | EXTREMES | {"integral", "series"}  # (lower, upper, body, variable); (first, body, variable)
BOUND = "\N{NUMBER SIGN}"


class Graph:
    """The entries of one expansion, and their constructors."""

    def __init__(self, limit: int = 200_000, complex_names: frozenset[str] = frozenset()) -> None:
        self.limit = limit
        self.complex_names = complex_names
        self._table: dict[tuple[str, tuple[Entry, ...], object], Entry] = {}
        self._fresh = 0
        self.zero = self.num(0)
        self.one = self.num(1)
        self.true = self.truth(True)
        self.false = self.truth(False)

    def __len__(self) -> int:
        return len(self._table)

    def _entry(self, op: str, args: tuple[Entry, ...], data: object) -> Entry:
        key = (op, args, data)
        found = self._table.get(key)
        if found is None:
            if len(self._table) >= self.limit:
                raise TooLarge(f"more than {self.limit} entries")
            if op == "var" and isinstance(data, tuple) and data[0] in self.complex_names:
                sign = Sign.COMPLEX
            else:
                sign = sign_of(op, args, data)
            total = is_total(op, args, data)
            found = Entry(op, args, data, len(self._table), sign, total)
            self._table[key] = found
        return found

    def num(self, value: int | Number) -> Entry:
        if isinstance(value, Imaginary):
            return self.num(value.re) if value.im == 0 else self._entry("num", (), value)
        return self._entry("num", (), Fraction(value))

    def truth(self, value: bool) -> Entry:
        return self._entry("truth", (), value)

    def var(self, name: str, at: tuple[int, ...] = ()) -> Entry:
        return self._entry("var", (), (name, at))

    def fresh(self, like: Entry | None = None) -> Entry:
        """A variable that occurs nowhere yet, complex if `like` may be; its name cannot be written by a user."""
        while ("var", (), (f"\N{SECTION SIGN}{self._fresh}", ())) in self._table:  # a certificate may have named one so
            self._fresh += 1
        name = f"\N{SECTION SIGN}{self._fresh}"
        self.complex_names |= {name} if like is not None and like.sign is Sign.COMPLEX else frozenset()
        return self.var(name)

    def bound(self, level: int) -> Entry:
        """The variable that a binder of this level binds."""
        return self._entry("bound", (), (BOUND, (level,)))

    def bind(self, op: str, *args: Entry) -> Entry:
        """The entry of a binder, its variable the one of the least level above those that the body binds.

        So entries that differ in the name of a bound variable only are the same, and nothing is captured.
        """
        *heads, body, leaf = args
        levels = [e.args[-1].data[1][0] for e in reachable([body]) if e.op in BINDERS]  # type: ignore[index]
        canonical = self.bound(1 + max(levels, default=0))
        body = body if leaf is canonical else self.substitute([body], {leaf: canonical})[0]
        return self._entry(op, (*heads, body, canonical), None)

    def undefined(self, reason: str = "") -> Entry:
        return self._entry("undefined", (), reason)

    def hole(self, what: str) -> Entry:
        """A value that nobody knows: neither a value nor its absence may be concluded from it."""
        self._fresh += 1
        return self._entry("hole", (), (what, self._fresh))

    def literal(self, value: Number | bool) -> Entry:
        return self.truth(value) if isinstance(value, bool) else self.num(value)

    def make(self, op: str, *args: Entry, data: object = None) -> Entry:
        """The entry `op(args)`, folded where it is a constant or obviously simpler."""
        if len(args) > 1 and op in _COMMUTATIVE and (len(args) > 2 or args[0].number > args[1].number):
            args = tuple(sorted(args, key=lambda a: a.number))
        special = _SIMPLER.get(op)
        if special is not None:
            simpler = special(self, args, data)
            if simpler is not None:
                return simpler
        if args and data is None and op not in ("restrict", "if") and all([a.op in _LITERALS for a in args]):
            known = [v for v in (a.constant for a in args) if v is not None]
            if len(known) == len(args):
                try:
                    value = apply_exactly(op, known)
                except Undefined as why:
                    return self.undefined(str(why))
                except Inexact:
                    return self._entry(op, args, data)
                if not isinstance(value, Term):
                    return self.literal(value)
        return self._entry(op, args, data)

    # The commonest constructors by name.

    def add(self, a: Entry, b: Entry) -> Entry:
        return self.make("+", a, b)

    def sub(self, a: Entry, b: Entry) -> Entry:
        return self.make("-", a, b)

    def mul(self, a: Entry, b: Entry) -> Entry:
        return self.make("*", a, b)

    def div(self, a: Entry, b: Entry) -> Entry:
        return self.make("/", a, b)

    def neg(self, a: Entry) -> Entry:
        return self.make("neg", a)

    def power(self, a: Entry, b: Entry | int) -> Entry:
        return self.make("**", a, self.num(b) if isinstance(b, int) else b)

    def sum(self, items: Iterable[Entry]) -> Entry:
        total = self.zero
        for item in items:
            total = self.add(total, item)
        return total

    def product(self, items: Iterable[Entry]) -> Entry:
        total = self.one
        for item in items:
            total = self.mul(total, item)
        return total

    def dot(self, a: Sequence[Entry], b: Sequence[Entry]) -> Entry:
        return self.sum(self.mul(x, y) for x, y in zip(a, b, strict=True))

    def all(self, items: Iterable[Entry]) -> Entry:
        return self.make("and", *items)

    def any(self, items: Iterable[Entry]) -> Entry:
        return self.make("or", *items)

    def choose(self, test: Entry, then: Entry, other: Entry) -> Entry:
        """`then` where `test` holds, else `other`; the branch not taken need not have a value."""
        return self.make("if", test, then, other)

    def restrict(self, value: Entry, *where: Entry) -> Entry:
        """`value` where every one of `where` has a value, undefined elsewhere."""
        return self.make("restrict", value, *where)

    def substitute(self, roots: Sequence[Entry], values: Mapping[Entry, Entry]) -> list[Entry]:
        """The roots with leaves replaced; what the leaves' values are undefined for stays undefined."""
        done: dict[Entry, Entry] = dict(values)
        touched = set(values)
        for entry in reachable(roots):
            if entry in done:
                continue
            if any(a in touched for a in entry.args):
                touched.add(entry)
                args = [done[a] for a in entry.args]
                if entry.op in BINDERS:
                    if (own := entry.args[-1]) in values:
                        others = {e: v for e, v in values.items() if e is not own}
                        args[-2:] = [*self.substitute(entry.args[-2:-1], others), own]
                    done[entry] = self.bind(entry.op, *args)
                else:
                    done[entry] = self.make(entry.op, *args, data=entry.data)
            else:
                done[entry] = entry
        partial = [v for v in dict.fromkeys(values.values()) if not v.total]
        return [self.restrict(done[r], *partial) if partial else done[r] for r in roots]


def matrix_place(entry: Entry) -> tuple[int, int, int]:
    """Rows, columns and place of an entry that belongs to a matrix as a whole."""
    if not isinstance(entry.data, tuple) or len(entry.data) != 3:
        raise ValueError(f"`{entry.op}` is no function of a matrix")
    rows, columns, place = entry.data
    return int(rows), int(columns), int(place)


def reachable(roots: Iterable[Entry]) -> list[Entry]:
    """Every entry under the roots, arguments before what uses them."""
    seen: set[Entry] = set()
    stack = list(roots)
    while stack:
        entry = stack.pop()
        if entry not in seen:
            seen.add(entry)
            stack.extend(entry.args)
    return sorted(seen, key=lambda e: e.number)


Simpler = Callable[[Graph, tuple[Entry, ...], object], "Entry | None"]


def _is(entry: Entry, value: int) -> bool:
    return entry.op == "num" and entry.data == value


def _plus(g: Graph, args: tuple[Entry, ...], data: object) -> Entry | None:
    a, b = args
    if _is(a, 0):
        return b
    return a if _is(b, 0) else None


def _minus(g: Graph, args: tuple[Entry, ...], data: object) -> Entry | None:
    a, b = args
    if _is(b, 0):
        return a
    if _is(a, 0):
        return g.neg(b)
    return g.zero if a is b and a.total else None


def _times(g: Graph, args: tuple[Entry, ...], data: object) -> Entry | None:
    for a, b in (args, args[::-1]):
        if _is(a, 1):
            return b
        if _is(a, 0) and b.total:
            return g.zero
        if _is(a, -1):
            return g.neg(b)
    return None


def _over(g: Graph, args: tuple[Entry, ...], data: object) -> Entry | None:
    a, b = args
    if _is(b, 1):
        return a
    if b.op == "num" and isinstance(b.data, Fraction) and b.data != 0:
        return g.mul(g.num(1 / b.data), a)
    return None


def _negative(g: Graph, args: tuple[Entry, ...], data: object) -> Entry | None:
    return args[0].args[0] if args[0].op == "neg" else None


def _power(g: Graph, args: tuple[Entry, ...], data: object) -> Entry | None:
    base, exponent = args
    if _is(exponent, 1):
        return base
    return g.one if _is(exponent, 0) and base.total else None


def _connective(neutral: bool) -> Simpler:
    def rule(g: Graph, args: tuple[Entry, ...], data: object) -> Entry | None:
        if any(a.constant is (not neutral) for a in args):
            return g.truth(not neutral)
        kept = tuple(dict.fromkeys(a for a in args if a.constant is not neutral))
        if not kept:
            return g.truth(neutral)
        if len(kept) == 1:
            return kept[0]
        return None if kept == args else g.make("and" if neutral else "or", *kept)

    return rule


def _implies(g: Graph, args: tuple[Entry, ...], data: object) -> Entry | None:
    a, b = args
    if a.constant is False or b.constant is True:
        return g.true
    return b if a.constant is True else None


def _choice(g: Graph, args: tuple[Entry, ...], data: object) -> Entry | None:
    test, then, other = args
    if test.constant is True:
        return then
    if test.constant is False:
        return other
    return then if then is other and test.total else None


def _restricted(g: Graph, args: tuple[Entry, ...], data: object) -> Entry | None:
    value, *where = args
    inner: tuple[Entry, ...] = ()
    if value.op == "restrict":
        value, *held = value.args
        inner = tuple(held)
    kept = tuple(w for w in dict.fromkeys((*inner, *where)) if not w.total and w is not value)
    for w in kept:
        if w.op == "undefined":
            return w
    if not kept:
        return value
    return None if (value, *kept) == args else g.make("restrict", value, *kept)


_SIMPLER: Mapping[str, Simpler] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _over,
    "neg": _negative,
    "**": _power,
    "and": _connective(True),
    "or": _connective(False),
    "=>": _implies,
    "if": _choice,
    "restrict": _restricted,
}
