"""Sums of growth monomials with exact coefficients, and with bounded ones where only an enclosure is known.

`f = Σ c·m + Σ [lo, hi]·m'` means: once all variables are at least `after` (None: once they are large enough), f is such
a sum for some numbers in the intervals, which may differ from point to point. A remainder of a series, the fractional
part in `floor`, a sine: all are intervals, and no step forgets one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from proofcheck.meaning.growth_constants import ZERO, Constant, Unsure, constant_text, exp, rational
from proofcheck.meaning.growth_monomials import UNIT, Monomial, as_monomial, monomial_text, variable
from proofcheck.meaning.growth_order import Order

MAX_TERMS = 150
_LONG = 1 << 64
_BITS = 60

Interval = tuple[Fraction, Fraction]
_NONE: Interval = (Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Sum:
    """What a function of the growth variables is, exactly or within intervals; no exact coefficient is 0."""

    exact: Mapping[Monomial, Constant] = field(default_factory=dict)
    loose: Mapping[Monomial, Interval] = field(default_factory=dict)
    after: int | None = 1

    @property
    def constant(self) -> Constant | None:
        """The value, if it is one exact constant."""
        if self.loose or any(m != UNIT for m in self.exact):
            return None
        return self.exact.get(UNIT, ZERO)

    @property
    def monomials(self) -> tuple[Monomial, ...]:
        return tuple(dict.fromkeys((*self.exact, *self.loose)))

    @property
    def single(self) -> tuple[Monomial, Constant] | None:
        """The only term, if it is exact."""
        return next(iter(self.exact.items())) if len(self.exact) == 1 and not self.loose else None

    def interval(self, monomial: Monomial) -> Interval:
        """Bounds of the whole coefficient of a monomial. Errors: Unsure."""
        low, high = self.exact.get(monomial, ZERO).bounds()
        more = self.loose.get(monomial, _NONE)
        return low + more[0], high + more[1]

    def __str__(self) -> str:
        parts = [_term_text(m, constant_text(c), len(c.terms) > 1) for m, c in self.exact.items()]
        parts += [_term_text(m, f"[{_digits(lo)}, {_digits(hi)}]", False) for m, (lo, hi) in self.loose.items()]
        return " + ".join(parts).replace("+ -", "- ") or "0"


def _digits(value: Fraction) -> str:
    """A few digits of a number, however large."""
    try:
        return f"{float(value):.3g}"
    except OverflowError:
        bits = (abs(value.numerator) // value.denominator).bit_length()
        return f"{'-' if value < 0 else ''}2**{bits}"


def _term_text(monomial: Monomial, factor: str, several: bool) -> str:
    body = monomial_text(monomial)
    if body == "1":
        return factor
    if factor in ("1", "-1"):
        return body if factor == "1" else f"-{body}"
    shown = f"({factor})" if several else factor
    return shown + body[1:] if body.startswith("1/") else f"{shown}*{body}"


def constant(value: Constant | Fraction | int) -> Sum:
    known = value if isinstance(value, Constant) else rational(value)
    return Sum({UNIT: known}) if known.sign() != 0 else Sum()


def of_monomial(monomial: Monomial, factor: Constant | None = None) -> Sum:
    return Sum({monomial: rational(1) if factor is None else factor})


def of_variable(name: str) -> Sum:
    return of_monomial(variable(name))


def logarithm_of(monomial: Monomial) -> Sum:
    """log of a monomial: its form, with atoms as monomials; each may be an iterated logarithm."""
    return Sum({as_monomial(atom): factor for atom, factor in monomial.form.terms})


def between(low: Fraction | int, high: Fraction | int, monomial: Monomial = UNIT) -> Sum:
    """Some number in [low, high] at each point, times a monomial."""
    if low == high:
        return Sum({monomial: rational(low)}) if low else Sum()
    return Sum({}, {monomial: rounded((Fraction(low), Fraction(high)))})


def rounded(interval: Interval) -> Interval:
    """The interval, made slightly wider where its ends are long numbers."""
    low, high = interval
    if max(low.denominator, high.denominator, abs(low.numerator), abs(high.numerator)) <= _LONG:
        return interval
    return _cut(low, up=False), _cut(high, up=True)


def _cut(value: Fraction, *, up: bool) -> Fraction:
    if value == 0:
        return value
    shift = _BITS - (abs(value.numerator).bit_length() - value.denominator.bit_length())
    scaled = value * Fraction(2) ** shift
    whole = -((-scaled.numerator) // scaled.denominator) if up else scaled.numerator // scaled.denominator
    return Fraction(whole) / Fraction(2) ** shift


def later(*starts: int | None) -> int | None:
    """From where on all of several things hold."""
    known = [s for s in starts if s is not None]
    return max(known, default=1) if len(known) == len(starts) else None


def add(f: Sum, g: Sum) -> Sum:
    exact = dict(f.exact)
    for monomial, factor in g.exact.items():
        total = exact[monomial] + factor if monomial in exact else factor
        if total.sign() == 0:
            del exact[monomial]
        else:
            exact[monomial] = total
    loose = dict(f.loose)
    for monomial, (low, high) in g.loose.items():
        before = loose.get(monomial, _NONE)
        loose[monomial] = rounded((before[0] + low, before[1] + high))
    return _limited(Sum(exact, loose, later(f.after, g.after)))


def negative(f: Sum) -> Sum:
    return Sum({m: -c for m, c in f.exact.items()}, {m: (-hi, -lo) for m, (lo, hi) in f.loose.items()}, f.after)


def subtract(f: Sum, g: Sum) -> Sum:
    return add(f, negative(g))


def multiply(f: Sum, g: Sum) -> Sum:
    """The product; every pair of terms gives one, an interval wherever one of the two is."""
    if len(f.monomials) * len(g.monomials) > 4 * MAX_TERMS:
        raise Unsure("a product of too many terms")
    total = Sum({}, {}, later(f.after, g.after))
    for monomial, factor in f.exact.items():
        total = add(total, scaled(g, factor, monomial))
    for monomial, interval in f.loose.items():
        loose: dict[Monomial, Interval] = {}
        for other in g.monomials:
            loose[other * monomial] = rounded(_product(interval, g.interval(other)))
        total = add(total, Sum({}, loose))
    return total


def scaled(f: Sum, factor: Constant, monomial: Monomial = UNIT) -> Sum:
    """f times one exact term."""
    if factor.sign() == 0:
        return Sum()
    exact = {m * monomial: c * factor for m, c in f.exact.items()}
    if not f.loose:
        return Sum(exact, {}, f.after)
    bounds = factor.bounds()
    return Sum(exact, {m * monomial: rounded(_product(i, bounds)) for m, i in f.loose.items()}, f.after)


def stretched(f: Sum, interval: Interval) -> Sum:
    """f times an unknown number of an interval at each point; its terms no longer cancel anything."""
    return Sum({}, {m: rounded(_product(f.interval(m), interval)) for m in f.monomials}, f.after)


def _product(a: Interval, b: Interval) -> Interval:
    ends = [x * y for x in a for y in b]
    return min(ends), max(ends)


def _limited(f: Sum) -> Sum:
    if len(f.exact) + len(f.loose) > MAX_TERMS:
        raise Unsure("an expansion of too many terms")
    return f


def descending(f: Sum, order: Order) -> Sum:
    """The same sum, each term before those that are negligible against it: as people write it."""
    found: list[Monomial] = []
    for m in f.monomials:
        smaller = (k for k, other in enumerate(found) if (r := order.ratio(other, m)) is not None and r.diverges)
        found.insert(next(smaller, len(found)), m)
    exact = {m: f.exact[m] for m in found if m in f.exact}
    return Sum(exact, {m: f.loose[m] for m in found if m in f.loose}, f.after)


def tidied(f: Sum, order: Order) -> Sum:
    """f with the terms that a remainder outweighs anyway taken into that remainder."""
    if not f.loose or len(f.exact) + len(f.loose) < 2:
        return f
    exact, loose, after = dict(f.exact), dict(f.loose), f.after
    for monomial in f.monomials:
        for target in tuple(loose):
            if target == monomial and monomial not in exact:
                continue
            known = order.ratio(monomial, target)
            if known is None or not (known.diverges or monomial == target):
                continue
            low, high = Sum(exact, loose).interval(monomial)
            most, before = exp(-known.low).bounds()[1], loose[target]
            exact.pop(monomial, None)
            loose.pop(monomial, None)
            if target == monomial:
                loose[target] = rounded((low, high))
            else:
                loose[target] = rounded((before[0] + min(low * most, _NONE[0]), before[1] + max(high * most, _NONE[0])))
                after = after if after is None else later(after, known.after())
            break
    return replace(f, exact=exact, loose=loose, after=after)
