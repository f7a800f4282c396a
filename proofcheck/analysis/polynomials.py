"""TRUSTED: a problem in field operations alone as a polynomial relation under polynomial constraints.

Denominators are multiplied out along their signs, and are not 0 where the entry has a value; factors whose sign is
plain are left out of the goal. Variables are told apart by their names, never by the history of a graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from proofcheck.analysis.constants import enclosing, is_closed, rational_value
from proofcheck.analysis.demands import conjuncts
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.problem import End, Problem
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.ring import rational
from proofcheck.meaning.work import remembered

Polynomial = Any  # fmpq_mpoly: the library has no types
Part = tuple[Polynomial, Polynomial]

_VARIABLES = 8
_TERMS, _DEGREE, _ENTRIES = 2000, 64, 600
_FACTORED = 400  # terms of a polynomial that is factored
_FIELD = frozenset(("num", "var", "+", "-", "*", "/", "neg", "**", "restrict"))
_COMPARED = {"==": ("==", 1), "!=": ("!=", 1), ">=": (">=", 1), ">": (">", 1), "<=": (">=", -1), "<": (">", -1)}
_NUMBER = re.compile(r"-?[0-9]+(/[0-9]+)?")


class NotPolynomial(Exception):
    """An entry that is no quotient of polynomials, or too large a one."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """`poly op 0` with op in `>= > == !=`; its leading coefficient is 1 or -1."""

    op: str
    poly: Polynomial

    @property
    def strict(self) -> bool:
        return self.op == ">"


@dataclass(frozen=True, slots=True)
class Bound:
    """An end of a variable's range: its place, and whether it is left out."""

    at: Fraction
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """`goal op 0` at every real point where the constraints hold. `lower`, `upper`: ends of the variables' ranges."""

    names: tuple[str, ...]
    context: Any
    constraints: tuple[Constraint, ...]
    lower: tuple[Bound | None, ...]
    upper: tuple[Bound | None, ...]
    op: str
    goal: Polynomial

    def sign(self, p: Polynomial) -> tuple[int, bool]:
        """(1, whether it is never 0) if `p` is plainly >= 0 on the region; (-1, …) if <= 0; else (0, False)."""
        if p.is_zero():
            return 1, False
        for constraint in self.constraints:
            if constraint.op in (">=", ">"):
                for sign in (1, -1):
                    if monic(p * sign) == constraint.poly:
                        return sign, constraint.strict
        for upper in (False, True):
            sign, strict = _sign_by_terms(*self.shifted(p, upper=upper))
            if sign:
                return sign, strict
        return 0, False

    def shifted(self, p: Polynomial, *, upper: bool) -> tuple[Polynomial, tuple[int, ...]]:
        """`p` in the distances from ends of ranges, and for each variable: 0 any real, 1 nonnegative, 2 positive."""
        gens, kinds = list(self.context.gens()), []
        for i, (lo, hi) in enumerate(zip(self.lower, self.upper, strict=True)):
            end = hi if hi is not None and (upper or lo is None) else lo
            kinds.append(0 if end is None else 2 if end.open else 1)
            if end is not None:
                gens[i] = flint(end.at) + (gens[i] if end is lo else -gens[i])
        return p.compose(*gens), tuple(kinds)


def _sign_by_terms(p: Polynomial, kinds: tuple[int, ...]) -> tuple[int, bool]:
    signs, strict = set(), False
    for monomial, coefficient in p.to_dict().items():
        if any(e % 2 and not kind for e, kind in zip(monomial, kinds, strict=True)):
            return 0, False
        signs.add(1 if coefficient > 0 else -1)
        strict = strict or all(not e or kind == 2 for e, kind in zip(monomial, kinds, strict=True))
    return (signs.pop(), strict) if len(signs) == 1 else (0, False)


def flint(value: Fraction) -> Any:
    return fmpq(value.numerator, value.denominator)


def monic(p: Polynomial) -> Polynomial:
    """`p` over the absolute value of its leading coefficient."""
    return p / abs(p.leading_coefficient())


@remembered(64)
def system_of(problem: Problem) -> System | None:
    """The polynomial reading of a problem, or None."""
    try:
        return _read(problem)
    except NotPolynomial:
        return None


def _read(problem: Problem) -> System:
    known = {encode(v): v for v in problem.variables}
    names = tuple(sorted(known))
    if not 0 < len(names) <= _VARIABLES:
        raise NotPolynomial("too many variables")
    context = fmpq_mpoly_ctx.get(tuple(f"x{i}" for i in range(len(names))), Ordering.degrevlex)
    reader = Reader(context, {known[name]: g for name, g in zip(names, context.gens(), strict=True)})
    num, den = reader.of(problem.entry)
    nonzero = [*reader.nonzero]
    ranges = [problem.range_of(known[name]) for name in names]
    bare = System(
        names=names,
        context=context,
        constraints=(),
        lower=tuple(_bound(r.lo, 0) for r in ranges),
        upper=tuple(_bound(r.hi, 1) for r in ranges),
        op=problem.op,
        goal=num,
    )
    found = [*_of_ranges(bare)]
    for fact in conjuncts(problem.facts):
        found += _of_fact(reader, fact)
    constraints = _distinct(c for c in found if not c.poly.is_constant())
    region = _with(bare, constraints)
    goal = _simplified(_along_sign(region, num, den), region, problem.op)
    others = (factor for p in nonzero for factor, _ in factors(p)[1])
    more = (Constraint("!=", monic(p)) for p in others if not region.sign(p)[1])
    return _with(region, _distinct((*constraints, *more)), goal)


def _distinct(constraints: Iterable[Constraint]) -> tuple[Constraint, ...]:
    found: list[Constraint] = []
    for constraint in constraints:
        if constraint not in found:
            found.append(constraint)
    return tuple(found)


def _with(system: System, constraints: tuple[Constraint, ...], goal: Polynomial | None = None) -> System:
    return System(
        names=system.names,
        context=system.context,
        constraints=constraints,
        lower=system.lower,
        upper=system.upper,
        op=system.op,
        goal=system.goal if goal is None else goal,
    )


def _bound(end: End, side: int) -> Bound | None:
    """An end, rounded outwards where it is not rational."""
    if end.at is None:
        return None
    exact = rational_value(end.at)
    return Bound(enclosing(end.at)[side], open=False) if exact is None else Bound(exact, end.open)


def _of_ranges(system: System) -> Iterator[Constraint]:
    for g, lo, hi in zip(system.context.gens(), system.lower, system.upper, strict=True):
        if lo is not None and hi is not None and lo.at == hi.at:
            yield Constraint("==", g - flint(lo.at))
            continue
        if lo is not None:
            yield Constraint(">" if lo.open else ">=", g - flint(lo.at))
        if hi is not None:
            yield Constraint(">" if hi.open else ">=", flint(hi.at) - g)


def _of_fact(reader: Reader, fact: Entry) -> Iterator[Constraint]:
    """What a fact says in polynomials; nothing where it cannot be read so."""
    if fact.op not in _COMPARED:
        return
    try:
        (a, b), (c, d) = map(reader.of, fact.args)
    except NotPolynomial:
        return
    op, sign = _COMPARED[fact.op]
    num, den = (a * d - c * b) * sign, b * d
    if num.is_zero():
        return
    whole = num if op in ("==", "!=") or (den.is_constant() and den.leading_coefficient() > 0) else num * den
    if len(whole) <= _TERMS and whole.total_degree() <= _DEGREE:
        yield Constraint(op, monic(whole))


class Reader:
    """Entries in field operations as quotients of polynomials; `nonzero` gathers what is divided by."""

    def __init__(self, context: Any, variables: Mapping[Entry, Polynomial]) -> None:
        self.context = context
        self.one = context.constant(1)
        self.nonzero: list[Polynomial] = []
        self._known: dict[Entry, Part] = {v: (g, self.one) for v, g in variables.items()}

    def of(self, entry: Entry) -> Part:
        parts = reachable([entry])
        if len(parts) > _ENTRIES:
            raise NotPolynomial("too many parts")
        if any(e.op not in _FIELD and not is_closed(e) for e in parts):
            raise NotPolynomial("a function")
        for e in parts:
            if e not in self._known:
                self._known[e] = self._one(e, [self._known[a] for a in e.args])
        return self._known[entry]

    def _one(self, entry: Entry, args: list[Part]) -> Part:
        match entry.op, args:
            case "num", _ if isinstance(entry.data, (int, Fraction)):
                return self.context.constant(flint(Fraction(entry.data))), self.one
            case "neg", [(a, b)]:
                return -a, b
            case "restrict", [first, *_]:
                return first
            case (("+" | "-"), [(a, b), (c, d)]):
                c = c if entry.op == "+" else -c
                return (a + c, b) if b == d else self._lowest(_times(a, d) + _times(c, b), _times(b, d))
            case "*", [(a, b), (c, d)]:
                return self._lowest(_times(a, c), _times(b, d))
            case "/", [(a, b), (c, d)]:
                self._not_zero(c)
                return self._lowest(_times(a, d), _times(b, c))
            case "**", [(a, b), _]:
                return self._power(a, b, entry.args[1])
        raise NotPolynomial(entry.op)

    def _power(self, a: Polynomial, b: Polynomial, exponent: Entry) -> Part:
        value = exponent.constant
        if not isinstance(value, Fraction) or value.denominator != 1 or abs(value) > _DEGREE:
            raise NotPolynomial("a power")
        if value < 0:
            self._not_zero(a)
            a, b = b, a
        times = abs(int(value))
        if max(a.total_degree(), b.total_degree()) * times > _DEGREE or len(a) ** times > 10**7:
            raise NotPolynomial("too high a power")
        return self._lowest(a**times, b**times)

    def _not_zero(self, p: Polynomial) -> None:
        if p.is_zero():
            raise NotPolynomial("a division by 0")
        if not p.is_constant() and p not in self.nonzero:
            self.nonzero.append(p)

    def _lowest(self, num: Polynomial, den: Polynomial) -> Part:
        if den.is_constant():
            return num / den.leading_coefficient(), self.one
        common = num.gcd(den)
        return (num, den) if common.is_constant() else (num / common, den / common)


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    if len(a) * len(b) > 8 * _TERMS:
        raise NotPolynomial("too large a product")
    product = a * b
    if product.total_degree() > _DEGREE or len(product) > _TERMS:
        raise NotPolynomial("too large a product")
    return product


def factors(p: Polynomial) -> tuple[Any, list[tuple[Polynomial, int]]]:
    """Constant and irreducible factors, monic up to sign; the whole where factoring costs too much."""
    if p.is_constant():
        return (p.leading_coefficient() if not p.is_zero() else fmpq(0)), []
    if len(p) > _FACTORED:
        return abs(p.leading_coefficient()), [(monic(p), 1)]
    constant, parts = p.factor()
    found = []
    for part, times in parts:
        constant *= abs(part.leading_coefficient()) ** int(times)
        found.append((monic(part), int(times)))
    return constant, found


def _along_sign(region: System, num: Polynomial, den: Polynomial) -> Polynomial:
    """A polynomial with the sign of num/den where den is not 0; num alone where only zeros matter."""
    if region.op in ("==", "!="):
        return num
    constant, parts = factors(den)
    value = num * (1 if constant > 0 else -1)
    for factor, times in parts:
        sign = region.sign(factor)[0]
        if times % 2:
            value = value * sign if sign else _times(value, factor)
    return value


def _simplified(p: Polynomial, region: System, op: str) -> Polynomial:
    """Less to show: a factor that is nonnegative is left out, from a strict relation only if it is never 0."""
    constant, parts = factors(p)
    value = region.context.constant((constant > 0) - (constant < 0))
    for factor, times in parts:
        sign, never = region.sign(factor)
        never = never or any(c.op == "!=" and c.poly in (factor, -factor) for c in region.constraints)
        free = never if op in (">", "!=") else op == ">="
        if free and times % 2 == 0:
            continue
        if free and sign:
            value = value * sign
            continue
        value = _times(value, factor ** (2 - times % 2 if op in (">=", ">") else 1))
    return value


def to_text(p: Polynomial) -> str:
    """Terms `coefficient:exponents`, separated by blanks."""
    return " ".join(f"{c}:{','.join(map(str, m))}" for m, c in p.to_dict().items())


def number(text: str) -> Fraction:
    """A fraction as `str` writes it; nothing else, such as `1e999999999`. Errors: NotPolynomial."""
    if not _NUMBER.fullmatch(text):
        raise NotPolynomial("no number")
    return Fraction(text)


def from_text(context: Any, text: str) -> Polynomial:
    """The polynomial that `to_text` wrote. Errors: NotPolynomial."""
    terms = {}
    try:
        for item in text.split():
            coefficient, exponents = item.split(":")
            terms[tuple(map(int, exponents.split(",")))] = flint(number(coefficient))
        if any(len(m) != context.nvars() or min(m) < 0 or sum(m) > _DEGREE for m in terms):
            raise NotPolynomial("other variables")
    except (ValueError, ZeroDivisionError):
        raise NotPolynomial("unreadable") from None
    return context.from_dict(terms)


def numbers(p: Polynomial) -> dict[tuple[int, ...], Fraction]:
    """The terms of a polynomial in Python's own numbers."""
    return {tuple(map(int, m)): rational(c) for m, c in p.to_dict().items()}
