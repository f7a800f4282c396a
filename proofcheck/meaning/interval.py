"""Intervals of the reals with exact rational ends, open, closed or infinite: what a range is bounded by.

Every operation encloses: an end that is not rational is rounded outwards to a rational by ball arithmetic and then
counted as closed, which only widens. An infinite end is None and counts as open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from random import Random
from typing import Any

from flint import arb, ctx, fmpq

BITS = 96
_LONGEST = 2048  # binary digits of an end, past which it is rounded outwards
Bound = tuple[Fraction | None, bool]  # an end and whether it is open


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from `lo` to `hi`; never empty."""

    lo: Fraction | None = None
    hi: Fraction | None = None
    lo_open: bool = True
    hi_open: bool = True

    def __str__(self) -> str:
        left = "(-oo" if self.lo is None else f"{'(' if self.lo_open else '['}{self.lo}"
        right = "oo)" if self.hi is None else f"{self.hi}{')' if self.hi_open else ']'}"
        return f"{left}, {right}"

    @property
    def point(self) -> Fraction | None:
        """The only number in it, if there is just one."""
        return self.lo if self.lo is not None and self.lo == self.hi else None

    @property
    def solid(self) -> bool:
        """Whether it has an inner point."""
        return self.lo is None or self.hi is None or self.lo < self.hi

    def above(self, value: Fraction, *, strictly: bool) -> bool:
        """Whether every number in it is > `value` (`strictly`) or >= it."""
        return self.lo is not None and (self.lo > value or (self.lo == value and (self.lo_open or not strictly)))

    def below(self, value: Fraction, *, strictly: bool) -> bool:
        """Whether every number in it is < `value` (`strictly`) or <= it."""
        return self.hi is not None and (self.hi < value or (self.hi == value and (self.hi_open or not strictly)))

    def excludes(self, value: Fraction) -> bool:
        return self.above(value, strictly=True) or self.below(value, strictly=True)

    def within(self, other: Interval) -> bool:
        """Whether it is a part of `other`."""
        low = other.lo is None or self.above(other.lo, strictly=other.lo_open)
        return low and (other.hi is None or self.below(other.hi, strictly=other.hi_open))

    def meet(self, other: Interval) -> Interval | None:
        """What both hold; None where that is empty."""
        lo, lo_open = _tighter((self.lo, self.lo_open), (other.lo, other.lo_open), low=True)
        hi, hi_open = _tighter((self.hi, self.hi_open), (other.hi, other.hi_open), low=False)
        if lo is not None and hi is not None and (lo > hi or (lo == hi and (lo_open or hi_open))):
            return None
        return Interval(lo, hi, lo_open, hi_open)

    def hull(self, other: Interval) -> Interval:
        """The least interval that holds both."""
        lo, lo_open = _wider((self.lo, self.lo_open), (other.lo, other.lo_open), low=True)
        hi, hi_open = _wider((self.hi, self.hi_open), (other.hi, other.hi_open), low=False)
        return Interval(lo, hi, lo_open, hi_open)

    def __neg__(self) -> Interval:
        return Interval(_negated(self.hi), _negated(self.lo), self.hi_open, self.lo_open)

    def __add__(self, other: Interval) -> Interval:
        lo = None if self.lo is None or other.lo is None else self.lo + other.lo
        hi = None if self.hi is None or other.hi is None else self.hi + other.hi
        return Interval(lo, hi, self.lo_open or other.lo_open, self.hi_open or other.hi_open)

    def __sub__(self, other: Interval) -> Interval:
        return self + (-other)

    def __mul__(self, other: Interval) -> Interval:
        ends = [
            _product(a, b, sign_a, sign_b)
            for a, sign_a in (((self.lo, self.lo_open), -1), ((self.hi, self.hi_open), 1))
            for b, sign_b in (((other.lo, other.lo_open), -1), ((other.hi, other.hi_open), 1))
        ]
        finite = [(v, o) for v, o, infinite in ends if infinite == 0 and v is not None]
        lo, hi = None, None
        lo_open = hi_open = True
        if finite and all(infinite >= 0 for _, _, infinite in ends):
            lo = min(v for v, _ in finite)
            lo_open = all(o for v, o in finite if v == lo)
        if finite and all(infinite <= 0 for _, _, infinite in ends):
            hi = max(v for v, _ in finite)
            hi_open = all(o for v, o in finite if v == hi)
        return Interval(lo, hi, lo_open, hi_open).coarse()

    def scaled(self, factor: Fraction) -> Interval:
        """factor·x over it, for a factor that is not 0."""
        if factor < 0:
            return (-self).scaled(-factor)
        lo = None if self.lo is None else self.lo * factor
        hi = None if self.hi is None else self.hi * factor
        return Interval(lo, hi, self.lo_open, self.hi_open).coarse()

    def inverse(self) -> Interval:
        """1/x over those of its numbers that are not 0; everything if it has both signs."""
        if self.above(Fraction(0), strictly=False) and self.point is None:
            lo = (Fraction(0), True) if self.hi is None else (1 / self.hi, self.hi_open)
            hi = (None, True) if self.lo is None or self.lo == 0 else (1 / self.lo, self.lo_open)
            return Interval(lo[0], hi[0], lo[1], hi[1])
        if self.below(Fraction(0), strictly=False) and self.point is None:
            return -((-self).inverse())
        if self.point:
            return point(1 / self.point)
        return REALS

    def magnitude(self) -> Interval:
        """|x| over it."""
        if self.above(Fraction(0), strictly=False):
            return self
        if self.below(Fraction(0), strictly=False):
            return -self
        other = -self
        hi, hi_open = _wider((self.hi, self.hi_open), (other.hi, other.hi_open), low=False)
        return Interval(Fraction(0), hi, False, hi_open)

    def coarse(self, times: int = 1) -> Interval:
        """It, or a slightly larger one where its ends (to a power, `times`) would take too many digits."""
        if self.point is not None:
            return self
        lo, hi = _outward(self.lo, times, up=False), _outward(self.hi, times, up=True)
        return Interval(lo, hi, self.lo_open or lo != self.lo, self.hi_open or hi != self.hi)

    def power(self, exponent: int) -> Interval:
        """x**exponent over it, for a whole exponent."""
        if exponent == 0:
            return point(1)
        if exponent < 0:
            return self.power(-exponent).inverse()
        base = (self if exponent % 2 else self.magnitude()).coarse(exponent)
        lo = None if base.lo is None else base.lo**exponent
        hi = None if base.hi is None else base.hi**exponent
        return Interval(lo, hi, base.lo_open, base.hi_open)


REALS = Interval()
POSITIVE = Interval(lo=Fraction(0))
NONNEGATIVE = Interval(lo=Fraction(0), lo_open=False)


def point(value: int | Fraction) -> Interval:
    """The interval that holds this number alone."""
    return Interval(Fraction(value), Fraction(value), False, False)


def closed(lo: int | Fraction, hi: int | Fraction) -> Interval:
    return Interval(Fraction(lo), Fraction(hi), False, False)


def opened(lo: int | Fraction, hi: int | Fraction) -> Interval:
    return Interval(Fraction(lo), Fraction(hi), True, True)


def inside(interval: Interval, random: Random) -> Fraction:
    """A rational inside an interval, small ones more often."""
    low, high = interval.lo, interval.hi
    part = Fraction(random.randint(1, 127), 128)
    if low is not None and high is not None:
        return low + (high - low) * part
    size = Fraction(random.randint(1, 64), random.choice((1, 8, 32)))
    if low is not None:
        return low + size
    if high is not None:
        return high - size
    return size * random.choice((-1, 1))


def _outward(end: Fraction | None, times: int, *, up: bool) -> Fraction | None:
    """An end moved outwards to `BITS` significant binary digits, if it has far more.

    A tiny one moves to 0 or 2**-BITS, a huge one to 2**BITS or to infinity (None).
    """
    if end is None or times * max(end.numerator.bit_length(), end.denominator.bit_length()) <= _LONGEST:
        return end
    size = end.numerator.bit_length() - end.denominator.bit_length()
    if size < -BITS:
        towards = Fraction(0) if (end > 0) != up else Fraction(1, 1 << BITS)
        return towards if up else -towards
    if size > BITS:
        huge = Fraction(1 << (BITS - 1))
        return None if (end > 0) == up else (huge if end > 0 else -huge)
    shift = BITS - size
    top = end.numerator << shift if shift > 0 else end.numerator
    bottom = end.denominator if shift > 0 else end.denominator << -shift
    whole = -(-top // bottom) if up else top // bottom
    return Fraction(whole, 1 << shift) if shift > 0 else Fraction(whole << -shift)


def _negated(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value


def _tighter(a: Bound, b: Bound, *, low: bool) -> Bound:
    if a[0] is None:
        return b
    if b[0] is None:
        return a
    if a[0] == b[0]:
        return a[0], a[1] or b[1]
    return a if (a[0] > b[0]) == low else b


def _wider(a: Bound, b: Bound, *, low: bool) -> Bound:
    if a[0] is None or b[0] is None:
        return None, True
    if a[0] == b[0]:
        return a[0], a[1] and b[1]
    return a if (a[0] < b[0]) == low else b


def _product(a: Bound, b: Bound, sign_a: int, sign_b: int) -> tuple[Fraction | None, bool, int]:
    """Product of two ends: value, whether open, and the sign of infinity where it is infinite (else 0)."""
    (x, x_open), (y, y_open) = a, b
    if (x == 0 and not x_open) or (y == 0 and not y_open):
        return Fraction(0), False, 0
    if x == 0 or y == 0:
        return Fraction(0), True, 0
    if x is not None and y is not None:
        return x * y, x_open or y_open, 0
    first = sign_a if x is None else (1 if x > 0 else -1)
    second = sign_b if y is None else (1 if y > 0 else -1)
    return None, True, first * second


_MOST_EXPONENT = 50_000


def _rounded(function: Callable[[Any], Any], value: Fraction, *, up: bool) -> tuple[Fraction | None, bool]:
    """An outward rational bound of `function(value)`, and whether it is the very value; None where there is none."""
    old = ctx.prec
    ctx.prec = BITS
    try:
        ball = function(arb(fmpq(value.numerator, value.denominator)))
        if not ball.is_finite():
            return None, False
        bound = ball.upper() if up else ball.lower()
        if abs(int(bound.man_exp()[1])) > _MOST_EXPONENT:  # too long to be written as a rational
            return None, False
        end = bound.fmpq()
        return Fraction(int(end.p), int(end.q)), bool(ball.is_exact())
    finally:
        ctx.prec = old


def increasing(function: Callable[[Any], Any], domain: Interval, image: Interval, x: Interval) -> Interval:
    """The range of an increasing function over `x`; `image` is its range over all of `domain`."""
    inside = x.meet(domain)
    if inside is None:
        return image
    lo, hi = image.lo, image.hi
    lo_open, hi_open = image.lo_open, image.hi_open
    if inside.lo is not None:
        bound, exact = _rounded(function, inside.lo, up=False)
        if bound is not None and (lo is None or bound > lo or (exact and bound == lo)):
            lo, lo_open = bound, exact and inside.lo_open
    if inside.hi is not None:
        bound, exact = _rounded(function, inside.hi, up=True)
        if bound is not None and (hi is None or bound < hi or (exact and bound == hi)):
            hi, hi_open = bound, exact and inside.hi_open
    return Interval(lo, hi, lo_open, hi_open)


def enclosure(function: Callable[[], Any]) -> Interval:
    """A constant given as a ball, rounded outwards."""
    lo, _ = _rounded(lambda _: function(), Fraction(0), up=False)
    hi, _ = _rounded(lambda _: function(), Fraction(0), up=True)
    return REALS if lo is None or hi is None else closed(lo, hi)


def pi() -> Interval:
    return enclosure(arb.pi)


def _wave(x: Interval, shift: Fraction) -> Interval:
    """cos(x + shift·pi) over it: [-1, 1] unless a short stretch allows better."""
    whole = closed(-1, 1)
    if x.lo is None or x.hi is None or x.hi - x.lo >= 3:
        return whole
    old = ctx.prec
    ctx.prec = BITS
    try:
        turn = arb.pi() * fmpq(shift.numerator, shift.denominator)
        a, b = (arb(fmpq(v.numerator, v.denominator)) + turn for v in (x.lo, x.hi))
        first, last = (a / arb.pi()).floor(), (b / arb.pi()).floor()
        u, v = a.cos(), b.cos()
        if not (first.is_exact() and last.is_exact()):
            return whole
        ends = u.min(v).lower(), u.max(v).upper()
        if any(abs(int(end.man_exp()[1])) > _MOST_EXPONENT for end in ends):
            return whole
        lower, upper = (end.fmpq() for end in ends)
        lo, hi = Fraction(int(lower.p), int(lower.q)), Fraction(int(upper.p), int(upper.q))
        start, stop = first.unique_fmpz(), last.unique_fmpz()
        if start is None or stop is None:
            return whole
        for k in range(int(start) + 1, int(stop) + 1):
            lo, hi = (lo, Fraction(1)) if k % 2 == 0 else (Fraction(-1), hi)
        return closed(max(lo, Fraction(-1)), min(hi, Fraction(1)))
    finally:
        ctx.prec = old


def _falling(function: Callable[[Any], Any], domain: Interval, image: Interval, x: Interval) -> Interval:
    return -increasing(lambda t: -function(t), domain, -image, x)


@cache
def _table() -> dict[str, Callable[[Interval], Interval]]:
    half_pi = enclosure(lambda: arb.pi() / 2).hi or Fraction(2)
    unit, right = closed(-1, 1), Interval(lo=Fraction(1), lo_open=False)
    return {
        "exp": partial(increasing, arb.exp, REALS, POSITIVE),
        "log": partial(increasing, arb.log, POSITIVE, REALS),
        "sqrt": partial(increasing, arb.sqrt, NONNEGATIVE, NONNEGATIVE),
        "sinh": partial(increasing, arb.sinh, REALS, REALS),
        "tanh": partial(increasing, arb.tanh, REALS, opened(-1, 1)),
        "atan": partial(increasing, arb.atan, REALS, opened(-half_pi, half_pi)),
        "asin": partial(increasing, arb.asin, unit, closed(-half_pi, half_pi)),
        "acos": partial(_falling, arb.acos, unit, closed(0, 2 * half_pi)),
        "asinh": partial(increasing, arb.asinh, REALS, REALS),
        "acosh": partial(increasing, arb.acosh, right, NONNEGATIVE),
        "atanh": partial(increasing, arb.atanh, opened(-1, 1), REALS),
        "erf": partial(increasing, arb.erf, REALS, opened(-1, 1)),
        "erfc": partial(_falling, arb.erfc, REALS, opened(0, 2)),
        "cosh": lambda x: increasing(arb.cosh, NONNEGATIVE, right, x.magnitude()),
        "sech": lambda x: increasing(arb.cosh, NONNEGATIVE, right, x.magnitude()).inverse(),
        "sigmoid": partial(increasing, lambda t: 1 / (1 + (-t).exp()), REALS, opened(0, 1)),
        "softplus": partial(increasing, lambda t: (1 + t.exp()).log(), REALS, POSITIVE),
        "normal_cdf": partial(increasing, lambda t: (1 + (t / arb(2).sqrt()).erf()) / 2, REALS, opened(0, 1)),
        "cos": lambda x: _wave(x, Fraction(0)),
        "sin": lambda x: _wave(x, Fraction(-1, 2)),
        "abs": Interval.magnitude,
        "neg": Interval.__neg__,
    }


class Elementary:
    """Ranges of the scalar functions of one argument, by operator name."""

    def __init__(self) -> None:
        self._rows = _table()

    def __contains__(self, op: str) -> bool:
        return op in self._rows

    def __call__(self, op: str, x: Interval) -> Interval:
        """The range over those points of `x` where the function is defined; everything for a name without a row."""
        row = self._rows.get(op)
        return REALS if row is None else row(x)
