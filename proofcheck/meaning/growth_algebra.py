"""Powers, quotients, logarithms and exponentials of sums of growth monomials, by expansions with explicit remainders.

All of them go through the leading monomial: f = c·M·(1 + d), where every other monomial is negligible against M or at
most a multiple of it. The series of (1 + d)**p, log(1 + d) and exp(d) are cut after a number of terms (after the first
if d does not tend to 0), and Lagrange's remainder is an interval times the next power of d. Where c is not exact, f is
M times a number in an interval, and so is the result. Where no monomial leads, `Split` asks which of two does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import factorial

from flint import arb, fmpq

from proofcheck.meaning.growth_constants import ONE, Cancelled, Constant, Unsure, enclosing, exp, log, rational
from proofcheck.meaning.growth_monomials import UNIT, Monomial, exponential
from proofcheck.meaning.growth_order import Lower, Order, Split
from proofcheck.meaning.growth_sums import (
    Interval,
    Sum,
    add,
    between,
    constant,
    later,
    logarithm_of,
    multiply,
    negative,
    of_monomial,
    rounded,
    scaled,
    stretched,
    subtract,
    tidied,
)
from proofcheck.meaning.growth_thresholds import CANDIDATES, upper_of

_WHOLE = 16  # sums are multiplied out up to this power
_ZERO, _HALF, _ONE = Fraction(0), Fraction(1, 2), Fraction(1)


@dataclass(frozen=True, slots=True)
class Lead:
    """f = monomial·(a number in [low, high]); if `factor` is not None, monomial·factor·(1 + small).

    `reach`: what `small` lies between, 0 included; `vanishing`: it tends to 0, and is at most 1/2 from `after` on.
    """

    monomial: Monomial
    factor: Constant | None
    small: Sum
    reach: Interval
    vanishing: bool
    low: Fraction
    high: Fraction
    after: int | None


@dataclass(slots=True, eq=False)
class Algebra:
    """Functions of sums in one chamber; `terms` is how far series are expanded.

    `crude`: of what has several enclosures take an interval times one monomial, which has no terms that cancel.
    """

    order: Order
    terms: int = 4
    crude: bool = False
    _leads: dict[int, tuple[Sum, Lead]] = field(default_factory=dict)

    def lead(self, f: Sum) -> Lead:
        """The leading monomial and what multiplies it. Errors: Split; Unsure for a sum without terms."""
        known = self._leads.get(id(f))
        if known is not None and known[0] is f:
            return known[1]
        monomials = f.monomials
        if not monomials:
            raise Unsure("a leading term of 0")
        for candidate in (*f.exact, *f.loose):
            ratios = self._ratios(candidate, monomials)
            if ratios is not None:
                found = self._lead(f, candidate, ratios)
                self._leads[id(f)] = (f, found)
                return found
        raise self._incomparable(monomials)

    def _ratios(self, candidate: Monomial, monomials: tuple[Monomial, ...]) -> dict[Monomial, Lower] | None:
        found: dict[Monomial, Lower] = {}
        for m in monomials:
            if m != candidate:
                known = self.order.ratio(m, candidate)
                if known is None:
                    return None
                found[m] = known
        return found

    def _incomparable(self, monomials: tuple[Monomial, ...]) -> Exception:
        for i, a in enumerate(monomials):
            for b in monomials[:i]:
                if self.order.ratio(a, b) is None and self.order.ratio(b, a) is None:
                    return Split(b, a)
        return Unsure("no leading term")

    def _lead(self, f: Sum, monomial: Monomial, ratios: dict[Monomial, Lower]) -> Lead:
        low, high = f.interval(monomial)
        near = min(abs(low), abs(high)) if low * high > 0 else _ZERO
        exact = monomial in f.exact and monomial not in f.loose
        if exact and not near:
            raise Unsure("a coefficient that is next to 0")
        after, down, up = f.after, _ZERO, _ZERO
        vanishing = [m for m, known in ratios.items() if known.diverges]
        for m, known in ratios.items():
            if not known.diverges:
                most = exp(-known.low).bounds()[1]
                a, b = f.interval(m)
                down, up = down + max(-a * most, _ZERO), up + max(b * most, _ZERO)
                after = after if after is None else later(after, known.after())
        after, less, more = self._vanishing(f, monomial, vanishing, near / 2 or _ONE, after)
        down, up = down + less, up + more
        small, reach = Sum(), (_ZERO, _ZERO)
        if exact:
            rest = Sum({m: c for m, c in f.exact.items() if m != monomial}, f.loose, after)
            small = scaled(rest, f.exact[monomial].power(Fraction(-1)), UNIT / monomial)
            reach = rounded((-down / near, up / near) if low > 0 else (-up / near, down / near))
        sharp = len(vanishing) == len(ratios)
        factor = f.exact[monomial] if exact and reach[0] > -1 and (sharp or not self.crude) else None
        low, high = rounded((low - down, high + up))
        return Lead(monomial, factor, small, reach, sharp, low, high, after)

    def _vanishing(
        self, f: Sum, monomial: Monomial, others: list[Monomial], most: Fraction, after: int | None
    ) -> tuple[int | None, Fraction, Fraction]:
        """From where on the negligible terms are within `most`, and how far they reach down and up there."""
        if not others:
            return after, Fraction(0), Fraction(0)
        for start in CANDIDATES if after is not None else ():
            if after is None or start < after:
                continue
            down = up = Fraction(0)
            for m in others:
                size = upper_of(m / monomial, start)
                if size is None:
                    down = most + 1
                    break
                low, high = f.interval(m)
                down, up = down + max(-low * size, _ZERO), up + max(high * size, _ZERO)
            if down + up <= most:
                return start, down, up
        return None, most, most

    def sign(self, f: Sum) -> int:
        """The sign of f once all variables are large; 0 if f is 0. Errors: Unsure, Split."""
        return self.sign_from(f)[0]

    def sign_from(self, f: Sum) -> tuple[int, int | None]:
        """The sign, and from where on it is the sign for certain (None: eventually)."""
        if not f.monomials:
            return 0, f.after
        lead = self.lead(f)
        if lead.low > 0 or lead.high < 0:
            return 1 if lead.low > 0 else -1, lead.after
        raise self._without_sign(f, lead)

    def short(self, f: Sum) -> bool:
        """Whether all that is known of f is a remainder of which the sign is not known."""
        lead = self.lead(f) if f.monomials else None
        return lead is not None and lead.monomial in f.loose and lead.low <= 0 <= lead.high

    def _without_sign(self, f: Sum, lead: Lead) -> Unsure:
        kind = Cancelled if lead.monomial in f.loose else Unsure
        return kind(f"the sign of {f}")

    def vanishes(self, monomial: Monomial) -> bool:
        known = self.order.ratio(monomial, UNIT)
        return known is not None and known.diverges

    def grows(self, f: Sum) -> bool:
        """Whether f tends to infinity."""
        return bool(f.monomials) and self.sign(f) > 0 and self.vanishes(UNIT / self.lead(f).monomial)

    def inverse(self, f: Sum) -> Sum:
        return self.power(f, rational(-1))

    def power(self, f: Sum, exponent: Constant) -> Sum:
        """f to a constant power; of a negative f only to a whole one. Errors: Unsure, Split, ZeroDivisionError."""
        exact = exponent.rational
        if exact is not None and exact == 0:
            return constant(1)
        if not f.monomials:
            if exponent.sign() < 0:
                raise ZeroDivisionError
            return f
        whole = exact is not None and exact.denominator == 1
        if exact is not None and whole and 0 < exact <= _WHOLE and len(f.monomials) ** int(exact) <= 5000:
            return self._multiplied(f, int(exact))
        single = f.single
        if (single is None and self.sign(f) < 0) or (single is not None and single[1].sign() < 0):
            if exact is None or not whole:
                raise Unsure("a root of a negative number")
            return scaled(self.power(negative(f), exponent), rational((-1) ** (exact.numerator % 2)))
        if single is not None:
            return replace(of_monomial(single[0].power(exponent), _power(single[1], exponent)), after=f.after)
        lead = self.lead(f)
        if lead.factor is None:
            if lead.low <= 0:
                raise self._without_sign(f, lead)
            ends = [_power(rational(v), exponent).bounds() for v in (lead.low, lead.high)]
            interval = rounded((min(e[0] for e in ends), max(e[1] for e in ends)))
            return replace(between(*interval, lead.monomial.power(exponent)), after=lead.after)
        n = self._length(lead)
        expanded = self._series(lead, list(_binomials(exponent, n)), _binomial_remainder(exponent, n, lead.reach))
        return scaled(expanded, _power(lead.factor, exponent), lead.monomial.power(exponent))

    def _multiplied(self, f: Sum, exponent: int) -> Sum:
        result = f
        for _ in range(exponent - 1):
            result = self.times(result, f)
        return result

    def _length(self, lead: Lead) -> int:
        """How many terms of a series are of use: one where they do not get smaller."""
        return self.terms if lead.vanishing else 1

    def _series(self, lead: Lead, factors: list[Constant], remainder: Interval) -> Sum:
        """Σ factors[k]·small**k + remainder·small**n, the remainder taken over all that `small` reaches."""
        total, power = Sum({}, {}, lead.small.after), constant(1)
        for factor in factors:
            total = add(total, scaled(power, factor))
            power = self.times(power, lead.small)
        return tidied(add(total, stretched(power, remainder)), self.order)

    def log(self, f: Sum) -> Sum:
        """Errors: Unsure unless f is positive; Split."""
        known = f.constant
        if known is not None:
            if known.sign() <= 0:
                raise Unsure("a logarithm of a number that is not positive")
            return constant(log(known))
        if self.sign(f) <= 0:
            raise Unsure("a logarithm of a number that is not positive")
        lead = self.lead(f)
        total = replace(logarithm_of(lead.monomial), after=lead.after)
        if lead.factor is None:
            ends = [enclosing(lambda v=v: arb(fmpq(v.numerator, v.denominator)).log()) for v in (lead.low, lead.high)]
            return add(total, between(*rounded((ends[0][0], ends[1][1]))))
        total = add(total, constant(log(lead.factor)))
        if not lead.small.monomials:
            return total
        n = self._length(lead)
        factors = [rational(0), *(rational(Fraction((-1) ** (k + 1), k)) for k in range(1, n))]
        # (-1)**(n+1)/n·(1 + x)**-n with x between 0 and small
        limits = sorted(Fraction((-1) ** (n + 1), n) * (1 + x) ** -n for x in lead.reach)
        return add(total, self._series(lead, factors, rounded((limits[0], limits[1]))))

    def exp(self, f: Sum) -> Sum:
        """The unbounded terms go into the exponent of a monomial, the constant becomes a factor, the rest a series."""
        big: list[tuple[Monomial, Constant]] = []
        small_exact: dict[Monomial, Constant] = {}
        small_loose: dict[Monomial, Interval] = {}
        factor, spread, after, below = ONE, (_ZERO, _ZERO), f.after, False
        for m, c in f.exact.items():
            if m == UNIT:
                factor = exp(c)
            elif self.vanishes(m):
                small_exact[m] = c
            else:
                big.append((m, c))
        for m, interval in f.loose.items():
            known = self.order.ratio(m, UNIT)
            if known is None and self.crude:  # at most its value at the upper end
                big.append((m, rational(max(interval[1], _ZERO))))
                below = True
                continue
            if known is None:
                raise Unsure("an exponential of what is only known up to an unbounded term")
            if known.diverges:
                small_loose[m] = interval
                continue
            if m == UNIT:
                spread = (spread[0] + interval[0], spread[1] + interval[1])
                continue
            most = exp(-known.low).bounds()[1]
            spread = (spread[0] + min(interval[0] * most, _ZERO), spread[1] + max(interval[1] * most, _ZERO))
            after = after if after is None else later(after, known.after())
        result = replace(of_monomial(exponential(big), factor), after=after)
        if any(spread):
            ends = [enclosing(lambda v=v: arb(fmpq(v.numerator, v.denominator)).exp()) for v in spread]
            result = stretched(result, rounded((ends[0][0], ends[1][1])))
        if below:
            result = stretched(result, (_ZERO, _ONE))
        small = Sum(small_exact, small_loose, f.after)
        return self.times(result, self._exp_series(small)) if small.monomials else result

    def _exp_series(self, small: Sum) -> Sum:
        n = factorial(self.terms)
        factors = [rational(Fraction(1, factorial(k))) for k in range(self.terms)]
        return self.series(small, factors, (Fraction(3, 5) / n, Fraction(5, 3) / n))  # e**x for |x| <= 1/2

    def series(self, small: Sum, factors: list[Constant], remainder: Interval) -> Sum:
        """Σ factors[k]·small**k + remainder·small**len(factors) of a sum that vanishes, once it is within 1/2."""
        start, down, up = self._vanishing(small, UNIT, list(small.monomials), _HALF, small.after)
        lead = Lead(UNIT, ONE, replace(small, after=start), (-down, up), True, 1 - down, 1 + up, start)
        return self._series(lead, factors, remainder)

    def times(self, f: Sum, g: Sum) -> Sum:
        return tidied(multiply(f, g), self.order)

    def general_power(self, f: Sum, g: Sum) -> Sum:
        """f**g for a positive f, or a constant g."""
        known = g.constant
        if known is not None:
            return self.power(f, known)
        return self.exp(self.times(g, self.log(f)))

    def magnitude(self, f: Sum) -> Sum:
        """|f|; where the sign is not known, somewhere between 0 and the sum of the terms' sizes."""
        try:
            above, start = self.at_least(f, Sum())
        except (Unsure, Split):
            loose = {m: (Fraction(0), max(abs(v) for v in f.interval(m))) for m in f.monomials}
            return Sum({}, loose, f.after)
        return self.since(f if above else negative(f), start)

    def at_least(self, f: Sum, g: Sum) -> tuple[bool, int | None]:
        """Whether f >= g or f <= g once all variables are large, and from where on. Errors: Unsure, Split."""
        difference = subtract(f, g)
        if not difference.monomials:
            return True, difference.after
        lead = self.lead(difference)
        if lead.low >= 0 or lead.high <= 0:
            return lead.low >= 0, lead.after
        raise self._without_sign(difference, lead)

    def greater(self, f: Sum, g: Sum) -> Sum:
        """max(f, g); of two positive sums that cannot be compared, between half their sum and their sum."""
        try:
            above, start = self.at_least(f, g)
        except (Unsure, Split) as gap:
            if isinstance(gap, Split) and not self.crude:
                raise
            if self.nonnegative(f) and self.nonnegative(g):
                return stretched(add(f, g), (_HALF, _ONE))
            raise
        return self.since(f if above else g, start)

    def lesser(self, f: Sum, g: Sum) -> Sum:
        above, start = self.at_least(f, g)
        return self.since(g if above else f, start)

    def since(self, f: Sum, start: int | None) -> Sum:
        """f as a value that is right only from `start` on."""
        return replace(f, after=later(f.after, start))

    def nonnegative(self, f: Sum) -> bool:
        return all(f.interval(m)[0] >= 0 for m in f.monomials)


def _power(value: Constant, exponent: Constant) -> Constant:
    exact = exponent.rational
    return value.power(exact) if exact is not None else exp(exponent * log(value))


def _binomials(p: Constant, terms: int) -> Iterator[Constant]:
    found = ONE
    for k in range(terms):
        yield found
        found = (found * (p - rational(k))).scaled(Fraction(1, k + 1))


def _binomial_remainder(p: Constant, terms: int, reach: Interval) -> Interval:
    """binomial(p, n)·(1 + x)**(p - n) for x within reach, which is above -1."""
    *_, last = _binomials(p, terms + 1)
    ends = [_power(rational(1 + x), p - rational(terms)).bounds() for x in reach]
    low, high = min(e[0] for e in ends), max(e[1] for e in ends)
    products = [a * b for a in last.bounds() for b in (low, high)]
    return rounded((min(products), max(products)))
