"""The field that normal forms live in: quotients of polynomials over the rationals, in generators made on demand.

A generator stands for a variable, a constant or a function's value at normalised arguments; it knows the interval that
its values lie in, and a rule such as s² = 1 - c² or r² = a that lowers its powers. An equation between quotients that
holds here holds wherever every generator has a value and no denominator vanishes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeVar

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from proofcheck.meaning.interval import REALS, Interval, point
from proofcheck.meaning.work import spend

Polynomial = Any  # fmpq_mpoly: the library has no types
Key = tuple[Any, ...]
T = TypeVar("T")


class TooHard(Exception):
    """A normal form that passes a limit on terms, degree or generators: no answer, never a wrong one."""


class Crowded(Exception):
    """More functions than a small ring has room for: the same again in a larger one."""


class ZeroDenominator(Exception):
    """A division by something that is identically zero."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """num/den in lowest terms, den with leading coefficient 1."""

    num: Polynomial
    den: Polynomial

    def __str__(self) -> str:
        return f"({self.num})/({self.den})"


@dataclass(frozen=True, slots=True)
class Rule:
    """generator**power == value."""

    power: int
    value: Quotient


@dataclass(frozen=True, slots=True)
class Limits:
    """What one normal form may cost, counted, never timed; not `final`: past the generators, `Crowded` is raised."""

    generators: int = 96
    terms: int = 3000
    degree: int = 400
    final: bool = True


_SMALL = Limits(generators=16, final=False)


def with_room(work: Callable[[Limits], T]) -> T:
    """What `work` makes of a small ring, and where that is crowded, of a large one.

    Every operation on polynomials takes time in proportion to the generators that there may be.
    """
    try:
        return work(_SMALL)
    except Crowded:
        return work(Limits())


class Ring:
    """Generators, their rules and intervals, and exact arithmetic on quotients."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits = limits or Limits()
        names = tuple(f"g{i}" for i in range(limits.generators))
        self.context = fmpq_mpoly_ctx.get(names, Ordering.degrevlex)
        self._gens = self.context.gens()
        self.keys: list[Key] = []
        self.intervals: list[Interval] = []
        self.rules: dict[int, Rule] = {}
        self.sources: dict[int, tuple[str, Quotient]] = {}
        self._index: dict[Key, int] = {}
        self.zero = self.constant(Fraction(0))
        self.one = self.constant(Fraction(1))

    def constant(self, value: Fraction) -> Quotient:
        number = fmpq(value.numerator, value.denominator)
        return Quotient(self.context.constant(number), self.context.constant(1))

    def find(self, key: Key) -> int | None:
        return self._index.get(key)

    def fork(self) -> Ring:
        """A ring with the same generators, for a case: what it learns stays its own."""
        new = Ring.__new__(Ring)
        new.limits, new.context, new._gens = self.limits, self.context, self._gens
        new.zero, new.one = self.zero, self.one
        new.keys, new.intervals = list(self.keys), list(self.intervals)
        new.rules, new.sources, new._index = dict(self.rules), dict(self.sources), dict(self._index)
        return new

    def close(self, spare: int) -> None:
        """From now on no ring is made in place of this one. Errors: Crowded, without so much room to spare."""
        if not self.limits.final:
            if len(self.keys) + spare > self.limits.generators:
                raise Crowded
            self.limits = replace(self.limits, final=True)

    def narrow(self, index: int, interval: Interval) -> bool:
        """Bound a generator more tightly; False where no value is left."""
        met = self.intervals[index].meet(interval)
        if met is None:
            return False
        self.intervals[index] = met
        return True

    def generator(
        self,
        key: Key,
        interval: Interval = REALS,
        rule: Rule | None = None,
        source: tuple[str, Quotient] | None = None,
    ) -> int:
        """The index of the generator with this key, made now if it is new; `source`: its function and argument."""
        known = self._index.get(key)
        if known is not None:
            return known
        if len(self.keys) >= self.limits.generators:
            raise TooHard("too many different functions") if self.limits.final else Crowded
        self._index[key] = len(self.keys)
        self.keys.append(key)
        self.intervals.append(interval)
        if rule is not None:
            self.rules[len(self.keys) - 1] = rule
        if source is not None:
            self.sources[len(self.keys) - 1] = source
        return len(self.keys) - 1

    def monomial(self, index: int, exponent: int = 1) -> Quotient:
        """generator**exponent, reduced by its rule; the exponent may be negative."""
        if abs(exponent) > self.limits.degree:
            raise TooHard("too high a power")
        power = self._gens[index] ** abs(exponent)
        value = Quotient(power, self.one.num) if exponent >= 0 else Quotient(self.one.num, power)
        return self.reduced(value) if index in self.rules else value

    def polynomial(self, p: Polynomial) -> Quotient:
        return Quotient(p, self.one.num)

    def quotient(self, num: Polynomial, den: Polynomial) -> Quotient:
        """num/den in lowest terms."""
        spend(4 + (len(num) + len(den)) // 2)
        if den.is_zero():
            raise ZeroDenominator
        self._check(num)
        self._check(den)
        if not den.is_constant():
            spend(10 + len(num) * len(den) // 8)
            common = num.gcd(den)
            if not common.is_constant():
                num, den = num / common, den / common
        lead = den.leading_coefficient()
        return Quotient(num / lead, den / lead)

    def _check(self, p: Polynomial) -> None:
        if len(p) > self.limits.terms or p.total_degree() > self.limits.degree:
            raise TooHard("too large a normal form")

    def reduced(self, q: Quotient) -> Quotient:
        """The quotient with every power lowered by the rules, the youngest generators first."""
        if not self.rules:
            return q
        return self._divide(self._lowered(q.num), self._lowered(q.den))

    def _lowered(self, p: Polynomial) -> Quotient:
        value = Quotient(p, self.one.num)
        order = sorted(self.rules, reverse=True)
        for _ in range(4):
            changed = False
            top_degrees, bottom_degrees = value.num.degrees(), value.den.degrees()
            for index in order:
                rule = self.rules[index]
                if not changed and top_degrees[index] < rule.power and bottom_degrees[index] < rule.power:
                    continue
                top, bottom = self._lower_one(value.num, index, rule), self._lower_one(value.den, index, rule)
                if top is not None or bottom is not None:
                    changed = True
                    value = self._divide(
                        self.polynomial(value.num) if top is None else top,
                        self.polynomial(value.den) if bottom is None else bottom,
                    )
            if not changed:
                break
        return value

    def _lower_one(self, p: Polynomial, index: int, rule: Rule) -> Quotient | None:
        degree = p.degrees()[index]
        if degree < rule.power:
            return None
        most = degree // rule.power
        num = self.context.constant(0)
        for exponent, coefficient in self.split(p, index).items():
            times, left = divmod(exponent, rule.power)
            num += coefficient * self._gens[index] ** left * rule.value.num**times * rule.value.den ** (most - times)
            self._check(num)
        return self.quotient(num, rule.value.den**most)

    def split(self, p: Polynomial, index: int) -> dict[int, Polynomial]:
        """The coefficients of `p` as a polynomial in one generator, by exponent."""
        parts: dict[int, dict[tuple[int, ...], Any]] = {}
        for monomial, coefficient in p.to_dict().items():
            rest = (*monomial[:index], 0, *monomial[index + 1 :])
            parts.setdefault(int(monomial[index]), {})[rest] = coefficient
        return {e: self.context.from_dict(terms) for e, terms in parts.items()}

    def add(self, a: Quotient, b: Quotient) -> Quotient:
        if a.den == b.den:
            return self.quotient(a.num + b.num, a.den)
        return self.reduced(self.quotient(a.num * b.den + b.num * a.den, a.den * b.den))

    def negative(self, a: Quotient) -> Quotient:
        return Quotient(-a.num, a.den)

    def subtract(self, a: Quotient, b: Quotient) -> Quotient:
        return self.add(a, self.negative(b))

    def multiply(self, a: Quotient, b: Quotient) -> Quotient:
        spend((len(a.num) * len(b.num) + len(a.den) * len(b.den)) // 8)
        if len(a.num) * len(b.num) > 8 * self.limits.terms or len(a.den) * len(b.den) > 8 * self.limits.terms:
            raise TooHard("too large a product")
        return self.reduced(self.quotient(a.num * b.num, a.den * b.den))

    def _divide(self, a: Quotient, b: Quotient) -> Quotient:
        return self.quotient(a.num * b.den, a.den * b.num)

    def divide(self, a: Quotient, b: Quotient) -> Quotient:
        return self.reduced(self._divide(a, b))

    def power(self, a: Quotient, exponent: int) -> Quotient:
        """a**exponent for a whole exponent."""
        if exponent < 0:
            return self.power(self.divide(self.one, a), -exponent)
        if exponent > self.limits.degree:
            raise TooHard("too high a power")
        result, base = self.one, a
        while exponent:
            if exponent % 2:
                result = self.multiply(result, base)
            exponent //= 2
            if exponent:
                base = self.multiply(base, base)
        return result

    def scaled(self, a: Quotient, factor: Fraction) -> Quotient:
        return Quotient(a.num * fmpq(factor.numerator, factor.denominator), a.den)

    def used(self, p: Polynomial) -> tuple[int, ...]:
        """The generators that occur in `p`."""
        return tuple(i for i, d in enumerate(p.degrees()) if d > 0)

    def number(self, q: Quotient) -> Fraction | None:
        """The value if the quotient is a rational constant."""
        if q.num.is_constant() and q.den.is_constant():
            return rational(q.num.leading_coefficient()) if not q.num.is_zero() else Fraction(0)
        return None

    def interval(self, p: Polynomial) -> Interval:
        """An interval that holds the values of `p`, term by term."""
        total = point(0)
        for monomial, coefficient in p.to_dict().items():
            term: Interval | None = None
            for index, exponent in enumerate(monomial):
                if exponent:
                    power = self.intervals[index].power(int(exponent))
                    term = power if term is None else term * power
            value = rational(coefficient)
            total = total + (point(value) if term is None else term.scaled(value))
            if total.lo is total.hi is None:
                return REALS
        return total

    def interval_of(self, q: Quotient) -> Interval:
        top = self.interval(q.num)
        return top if q.den.is_constant() else top * self.interval(q.den).inverse()


def rational(value: Any) -> Fraction:
    """A flint rational as a Fraction."""
    return Fraction(int(value.p), int(value.q))
