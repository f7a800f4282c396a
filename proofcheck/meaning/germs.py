"""Limits over an integer at one instance, decided exactly where the value is a rational function of it for large n.

With every other variable a rational number, an entry is read in the ordered field of germs at infinity of rational
functions of n: arithmetic is that of quotients of polynomials, a comparison is the sign for all large n, a square root
is taken where it is exact. Degrees then decide `vanishes`, `bounded` and `diverges`; a norm of an array grows like its
fastest entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_poly
from flint.utils.flint_exceptions import DomainError

from proofcheck.claim import Claim
from proofcheck.language.tree import Apply, At, Bind, Node
from proofcheck.language.types import INTEGER, shape_of
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.cycles import growing_axes
from proofcheck.meaning.expand import Expander
from proofcheck.meaning.graph import Entry, Graph, Grid, Number, reachable
from proofcheck.meaning.scope import Scope
from proofcheck.verdict import Closed, Instance, Value

_NORMS = frozenset({"sigma_max", "norm", "max_abs", "abs"})
_ENTRIES, _CELLS, _DEGREE = 20_000, 200, 60


class _NoGerm(Exception):
    """A value that is no rational function of n, or has none for large n."""


@dataclass(frozen=True, slots=True)
class Germ:
    """num/den in lowest terms, den positive for large n."""

    num: Any
    den: Any

    @classmethod
    def of(cls, num: Any, den: Any) -> Germ:
        if den.is_zero():
            raise _NoGerm("division by zero")
        common = num.gcd(den)
        num, den = num // common, den // common
        if den.leading_coefficient() < 0:
            num, den = -num, -den
        if max(num.degree(), den.degree()) > _DEGREE:
            raise _NoGerm("degree")
        return cls(num, den)

    @classmethod
    def number(cls, value: Fraction) -> Germ:
        return cls.of(fmpq_poly([fmpq(value.numerator, value.denominator)]), fmpq_poly([1]))

    @property
    def sign(self) -> int:
        """The sign for all large n."""
        lead = 0 if self.num.is_zero() else self.num.leading_coefficient()
        return (lead > 0) - (lead < 0)

    @property
    def degree(self) -> int | None:
        """The exponent of n that it grows like; None for zero."""
        return None if self.num.is_zero() else int(self.num.degree() - self.den.degree())

    def __add__(self, other: Germ) -> Germ:
        return Germ.of(self.num * other.den + other.num * self.den, self.den * other.den)

    def __neg__(self) -> Germ:
        return Germ(-self.num, self.den)

    def __sub__(self, other: Germ) -> Germ:
        return self + (-other)

    def __mul__(self, other: Germ) -> Germ:
        return Germ.of(self.num * other.num, self.den * other.den)

    def __truediv__(self, other: Germ) -> Germ:
        return Germ.of(self.num * other.den, self.den * other.num)

    def root(self) -> Germ:
        """The square root, where it is a rational function."""
        if self.sign < 0:
            raise _NoGerm("root of a negative")
        if self.num.is_zero():
            return self
        try:  # sqrt(p/q) = sqrt(p q)/q
            top = (self.num * self.den).sqrt()
        except (ValueError, ArithmeticError, DomainError) as gap:
            raise _NoGerm("root") from gap
        found = Germ.of(top, self.den)
        return found if found.sign > 0 else -found


def limit_at(bind: Bind, claim: Claim, instance: Instance) -> bool | None:
    """Whether `vanishes`, `bounded` or `diverges` holds at this instance; None where germs do not reach."""
    name = bind.binders[0].name
    peeled = _peel(bind.body)
    if peeled is None:
        return None
    inner, logarithm = peeled
    try:
        germs = _germs(inner, name, claim, instance)
    except (_NoGerm, NoMeaning, TooLarge, IllFounded):
        return None
    degrees = [g.degree for g in germs if g.degree is not None]
    if logarithm:
        return _of_logarithm(bind.op, degrees, germs)
    if bind.op == "diverges":
        return any(d > 0 for d in degrees)
    return all(d < 0 for d in degrees) if bind.op == "vanishes" else all(d <= 0 for d in degrees)


def _of_logarithm(kind: str, degrees: list[int], germs: list[Germ]) -> bool | None:
    """The same of the logarithm of the norm of the germs; None where that has no value for large n."""
    if not degrees or (len(germs) == 1 and germs[0].sign <= 0):
        return None
    if kind == "vanishes":
        return False if max(degrees) != 0 else None
    return max(degrees) == 0 if kind == "bounded" else max(degrees) != 0


def _peel(body: Node) -> tuple[Node, bool] | None:
    """What is inside `log`, norms and `at`, the `at` put back inside; the second part: whether there was a `log`."""
    settings: list[At] = []
    logarithm = False
    norms = 0
    while True:
        if isinstance(body, At):
            settings.append(body)
            body = body.body
        elif isinstance(body, Apply) and body.op == "log" and not logarithm and not norms:
            logarithm, body = True, body.args[0]
        elif isinstance(body, Apply) and body.op in _NORMS and len(body.args) == 1:
            norms, body = norms + 1, body.args[0]
        else:
            break
    if shape_of(body.type) and not norms:
        return None
    for setting in reversed(settings):
        body = replace(setting, body=body, type=body.type)
    return body, logarithm


def _germs(node: Node, name: str, claim: Claim, instance: Instance) -> list[Germ]:
    x = expander_at(claim, instance, _ENTRIES, _CELLS, free=name)
    grid = x.expand(node, Scope(x.world))
    return _fold(list(grid.entries), x.graph.var(name))


def expander_at(claim: Claim, instance: Instance, entries: int, cells: int, free: str = "") -> Expander:
    """An expansion with the values of an instance put in from the start, so that nearly everything folds to numbers.

    The given `free` stays a variable, and an array whose shape depends on it has no value. Errors: NoMeaning where a
    value does not fit its variable.
    """
    values = {name: value for name, value in instance.values if name != free}
    sizes = {
        g.name: int(value)
        for g in claim.given
        if g.type == INTEGER and isinstance(value := values.get(g.name), Fraction)
    }
    x = Expander(claim, sizes, Graph(entries), cells)
    for given in claim.given:
        grows = bool(free) and bool(growing_axes(given.type, free))
        if given.name in values and given.name not in sizes and not grows:
            x.givens[given.name] = _grid(x.graph, values[given.name])
    return x


def _grid(graph: Graph, value: Value) -> Grid:
    shape: list[int] = []
    part = value
    while isinstance(part, tuple):
        shape.append(len(part))
        part = part[0] if part else Fraction(0)
    leaves = [graph.literal(v) for v in _flat(value)]
    return Grid(tuple(shape), tuple(leaves))


def _flat(value: Value) -> Iterator[Number | bool]:
    if isinstance(value, tuple):
        for part in value:
            yield from _flat(part)
    elif isinstance(value, Closed):
        raise _NoGerm("no rational number")
    else:
        yield value


def _fold(roots: list[Entry], leaf: Entry) -> list[Germ]:
    done: dict[Entry, Germ | bool | None] = {}
    for entry in reachable(roots):
        try:
            done[entry] = _value(entry, leaf, done)
        except _NoGerm:
            done[entry] = None  # only matters if it is used
    found = [done[r] for r in roots]
    germs = [g for g in found if isinstance(g, Germ)]
    if len(germs) != len(found):
        raise _NoGerm("value")
    return germs


def _value(entry: Entry, leaf: Entry, done: Mapping[Entry, Germ | bool | None]) -> Germ | bool | None:
    if entry is leaf:
        return Germ.of(fmpq_poly([0, 1]), fmpq_poly([1]))
    if entry.op == "num" and isinstance(entry.data, Fraction):
        return Germ.number(entry.data)
    if entry.op == "truth":
        return bool(entry.data)
    args = [done[a] for a in entry.args]
    if entry.op == "if":
        if not isinstance(args[0], bool):
            return None
        return args[1] if args[0] else args[2]
    if any(a is None for a in args):
        return None
    if entry.op == "restrict":
        return args[0]
    return _applied(entry.op, args)


def _applied(op: str, args: list[Any]) -> Germ | bool | None:
    if all(isinstance(a, bool) for a in args):
        return {"and": all(args), "or": any(args), "not": not args[0]}.get(op) if args else None
    germs = [a for a in args if isinstance(a, Germ)]
    if len(germs) != len(args):
        return None
    if op in _SIGNS:
        return _SIGNS[op]((germs[0] - germs[1]).sign)
    meaning = _MEANINGS.get((op, len(germs)))
    return None if meaning is None else meaning(*germs)


def _power(base: Germ, exponent: Germ) -> Germ | None:
    if exponent.num.degree() > 0 or exponent.den.degree() > 0:
        return None
    power = (
        Fraction(str(exponent.num.coeffs()[0] / exponent.den.coeffs()[0]))
        if not exponent.num.is_zero()
        else Fraction(0)
    )
    if power.denominator == 2:
        return _power(base.root(), Germ.number(power * 2))
    if power.denominator != 1 or abs(power) > _DEGREE:
        return None
    result = Germ.number(Fraction(1))
    for _ in range(abs(int(power))):
        result = result * base
    return result if power >= 0 else Germ.number(Fraction(1)) / result


_SIGNS: Mapping[str, Callable[[int], bool]] = {
    "==": lambda sign: sign == 0,
    "!=": lambda sign: sign != 0,
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
}
_MEANINGS: Mapping[tuple[str, int], Callable[..., Germ | None]] = {
    ("+", 2): lambda a, b: a + b,
    ("-", 2): lambda a, b: a - b,
    ("*", 2): lambda a, b: a * b,
    ("/", 2): lambda a, b: a / b,
    ("**", 2): _power,
    ("neg", 1): lambda a: -a,
    ("abs", 1): lambda a: a if a.sign >= 0 else -a,
    ("sqrt", 1): Germ.root,
    ("relu", 1): lambda a: a if a.sign > 0 else Germ.number(Fraction(0)),
    ("max", 2): lambda a, b: a if (a - b).sign >= 0 else b,
    ("min", 2): lambda a, b: b if (a - b).sign >= 0 else a,
}
