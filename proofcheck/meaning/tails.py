"""What a function does all the way to infinity: enclosed by `c + y**a·log(y)**l·exp(s·y**r)·B` for every y >= M.

B is a ball, c a constant that is split off where it is exact, as that of `1 - x` with x = 1 - 1/y. From such a form
one reads bounds of the values and of the integral beyond M. Whatever is not certain is None; so is a function that
need not have a value for some y >= M. Source of the maxima used: y**a·exp(-b·y**r) is largest where y**r = a/(b·r).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

Ball = Any
UNIT = arb(0.5, 0.5)  # [0, 1]


_ZERO = arb(0)


@dataclass(frozen=True, slots=True)
class Tail:
    """`constant + y**power·log(y)**logs·exp(rate·y**order)·ball`; `order` matters only where the rate is not 0."""

    ball: Ball
    power: Ball = _ZERO
    rate: Ball = _ZERO
    order: Fraction = Fraction(1)
    logs: Fraction = Fraction(0)
    constant: Ball = _ZERO


def exactly(value: Fraction) -> Ball:
    return arb(fmpq(value.numerator, value.denominator))


def _top(x: Ball) -> Ball:
    return x.upper()


class Ray:
    """The arithmetic of tails beyond one M, a number of at least 3."""

    def __init__(self, start: int) -> None:
        self.start = arb(start)
        self.log = self.start.log()

    # Sizes

    def most(self, power: Ball, rate: Ball, order: Fraction, logs: Fraction) -> Ball | None:
        """An upper bound of y**power·log(y)**logs·exp(rate·y**order) for y >= M; None where it grows."""
        power, rate = _top(power), _top(rate)
        if logs < 0:
            found = self.most(power, rate, order, Fraction(0))
            return None if found is None else found * self.log ** exactly(logs)
        if rate > 0:
            return None
        r = exactly(order)
        if rate < 0:
            if logs > 0:  # half of the fall for the logarithm
                half = self.most(arb(0), rate / 2, order, Fraction(0))
                part = self.most(power + exactly(logs), rate / 2, order, Fraction(0))  # log(y) <= y
                return None if half is None or part is None else half * part
            there = self.start**power * (rate * self.start**r).exp()
            if not power > 0:
                return there
            peak = power / (-rate * r)  # of y**r
            if peak <= self.start**r:
                return there
            return (power / r * peak.log() - power / r).exp().max(there)
        if power > 0 or (logs > 0 and not power < 0):
            return None
        if logs == 0:
            return self.start**power
        q = exactly(logs)
        at = q / -power  # of log(y)
        return at**q * (-q).exp() if at > self.log else self.start**power * self.log**q

    def factor(self, t: Tail) -> Ball | None:
        """The range of what stands beside the ball, all of it between 0 and this."""
        if t.power.is_zero() and t.rate.is_zero() and t.logs == 0:
            return arb(1)
        most = self.most(t.power, t.rate, t.order, t.logs)
        return None if most is None else UNIT * most

    def range(self, t: Tail) -> Ball | None:
        """A ball around all values beyond M."""
        factor = self.factor(t)
        found = None if factor is None else t.constant + factor * t.ball
        return found if found is not None and found.is_finite() else None

    def plain(self, t: Tail) -> Tail | None:
        """The tail without a constant split off."""
        if t.constant.is_zero():
            return t
        if t.power.is_zero() and t.rate.is_zero() and t.logs == 0:
            return replace(t, ball=t.ball + t.constant, constant=arb(0))
        factor = self.factor(t)
        if factor is not None:
            return Tail(t.constant + factor * t.ball)
        return self._sum(Tail(t.constant), replace(t, constant=arb(0)))

    def integral(self, t: Tail) -> Ball | None:
        """A ball around the integral of the modulus from M to infinity, or None."""
        found = self.plain(t)
        if found is None:
            return None
        size = found.ball.abs_upper()
        if size.is_zero():
            return arb(0)
        half = (_top(found.power) + 1) / 2
        if found.rate < 0:
            most = self.most(found.power + 2, found.rate, found.order, found.logs)
            return None if most is None else size * most / self.start
        if not (found.rate.is_zero() and half < 0):
            return None
        if found.logs <= 0:
            return size * self.start ** (2 * half) / (-2 * half) * self.log ** exactly(found.logs)
        most = self.most(half, arb(0), Fraction(1), found.logs)  # y**power·log**l <= most·y**(half - 1)
        return None if most is None else size * most * self.start**half / -half

    # Arithmetic

    def add(self, a: Tail, b: Tail) -> Tail | None:
        total = self._sum(replace(a, constant=arb(0)), replace(b, constant=arb(0)))
        return None if total is None else replace(total, constant=total.constant + a.constant + b.constant)

    def _sum(self, a: Tail, b: Tail) -> Tail | None:
        if a.ball.is_zero():
            return b
        if b.ball.is_zero():
            return a
        pair = self._alike(a, b)
        if pair is None:
            return None
        for first, second in (pair, pair[::-1]):
            ratio = self._ratio(first, second)
            if ratio is not None:
                return replace(first, ball=first.ball + ratio * second.ball)
        first, second = pair
        joint = Tail(
            arb(0),
            _top(first.power).max(_top(second.power)),
            _top(first.rate).max(_top(second.rate)),
            first.order,
            max(first.logs, second.logs),
        )
        ratios = [self._ratio(joint, t) for t in pair]
        if ratios[0] is None or ratios[1] is None:
            return None
        return replace(joint, ball=ratios[0] * first.ball + ratios[1] * second.ball)

    def _ratio(self, big: Tail, small: Tail) -> Ball | None:
        """The range of the factor of one tail over that of another, if it is at most bounded."""
        power, rate, logs = small.power - big.power, small.rate - big.rate, small.logs - big.logs
        if rate.is_zero() and power.is_zero() and logs == 0:
            return arb(1)
        most = self.most(power, rate, big.order, logs)
        return None if most is None else UNIT * most

    def _alike(self, a: Tail, b: Tail) -> tuple[Tail, Tail] | None:
        """Both with one order of the exponential."""
        if a.rate.is_zero():
            return replace(a, order=b.order), b
        if b.rate.is_zero():
            return a, replace(b, order=a.order)
        if a.order == b.order:
            return a, b
        if a.order > b.order:
            return a, self._raised(b, a.order)
        return self._raised(a, b.order), b

    def _raised(self, t: Tail, order: Fraction) -> Tail:
        return replace(t, rate=t.rate * UNIT * self.start ** exactly(t.order - order), order=order)

    def negate(self, a: Tail) -> Tail:
        return replace(a, ball=-a.ball, constant=-a.constant)

    def multiply(self, a: Tail, b: Tail) -> Tail | None:
        both = self._times(a, b)
        found: Tail | None = both
        for constant, other in ((a.constant, b), (b.constant, a)):
            if not constant.is_zero() and found is not None:
                found = self._sum(found, replace(other, ball=other.ball * constant, constant=arb(0)))
        return None if found is None else replace(found, constant=a.constant * b.constant)

    def _times(self, a: Tail, b: Tail) -> Tail | None:
        pair = self._alike(a, b)
        if pair is None:
            return None
        a, b = pair
        return Tail(a.ball * b.ball, a.power + b.power, a.rate + b.rate, a.order, a.logs + b.logs)

    def invert(self, a: Tail) -> Tail | None:
        if not a.constant.is_zero():
            near = self.range(replace(a, constant=arb(0)))
            around = a.constant if near is None else a.constant + near
            if near is not None and not around.contains(0):
                return replace(a, ball=-a.ball / (a.constant * around), constant=1 / a.constant)
        found = self.plain(a)
        if found is None or found.ball.contains(0):
            return None
        return Tail(1 / found.ball, -found.power, -found.rate, found.order, -found.logs)

    def power(self, a: Tail, exponent: Ball) -> Tail | None:
        if exponent.is_exact() and exponent.is_integer() and 0 <= exponent <= 16:
            total: Tail | None = Tail(arb(0), constant=arb(1))
            for _ in range(int(exponent.unique_fmpz())):
                total = None if total is None else self.multiply(total, a)
            return total
        found = self.plain(a)
        if found is None:
            return None
        whole = exponent.is_exact() and exponent.is_integer()
        powered = found.ball > 0 or (whole and not found.ball.contains(0))
        if not powered and not (exponent > 0 and found.ball >= 0):  # a root of what may vanish
            return None
        logs = Fraction(0)
        if found.logs != 0:
            if not exponent.is_exact():
                return None
            mantissa, binary = exponent.man_exp()
            logs = found.logs * Fraction(int(mantissa)) * Fraction(2) ** int(binary)
        ball = found.ball**exponent
        if not ball.is_finite():
            top = _top(found.ball) ** exponent
            ball = UNIT * top
        return (
            Tail(ball, found.power * exponent, found.rate * exponent, found.order, logs) if ball.is_finite() else None
        )

    def exp(self, u: Tail) -> Tail | None:
        bounded = self.range(u)
        constant = u.constant
        if bounded is not None:
            near = self.range(replace(u, constant=arb(0)))
            if near is not None and near.rad() < 1 and not u.power.is_zero():  # e**c + (e**range)·u
                return replace(u, ball=u.ball * (constant + near).exp(), constant=constant.exp())
            return Tail(bounded.exp())
        if not u.rate.is_zero():
            # exp of what grows like an exponential: at least like y either way
            if not u.rate > 0 or not u.ball < 0:
                return None
            return self.exp(Tail(_top(u.ball), arb(1), constant=constant)) if _dominates(self, u) else None
        scale = constant.exp()
        if u.power.is_zero() and u.logs == 1:  # e**(B·log y)
            return Tail(scale, u.ball)
        if not u.power > 0 or not u.power.is_exact():
            return None
        mantissa, binary = u.power.man_exp()
        order = Fraction(int(mantissa)) * Fraction(2) ** int(binary)
        if u.logs == 0:
            return Tail(scale, arb(0), u.ball, order)
        if u.logs > 0 and u.ball < 0:
            return Tail(UNIT * scale, arb(0), _top(u.ball) * self.log ** exactly(u.logs), order)
        return None

    def logarithm(self, u: Tail) -> Tail | None:
        if not u.constant.is_zero():
            near = self.range(replace(u, constant=arb(0)))
            around = None if near is None else u.constant + near.union(arb(0))
            if near is not None and around is not None and around > 0:
                return replace(u, ball=u.ball / around, constant=u.constant.log())
        found = self.plain(u)
        if found is None or not found.ball > 0 or found.logs != 0:
            return None
        total: Tail | None = Tail(arb(0), constant=found.ball.log())
        if not found.power.is_zero():
            total = self.add(Tail(found.power, logs=Fraction(1)), Tail(found.ball.log()))
        if total is not None and not found.rate.is_zero():
            total = self.add(Tail(found.rate, exactly(found.order)), total)
        return total

    def smooth(self, u: Tail, f: Callable[[Ball], Ball], slope: Callable[[Ball], Ball] | None) -> Tail | None:
        """f(u) of bounded u: near a constant by the mean value theorem."""
        values = self.range(u)
        if values is None:
            return None
        near = replace(u, constant=arb(0))
        if slope is not None and not (u.power.is_zero() and u.rate.is_zero()):
            rate, level = slope(values), f(u.constant)
            if rate.is_finite() and level.is_finite():
                return replace(near, ball=near.ball * rate, constant=level)
        found = f(values)
        return Tail(found) if found.is_finite() else None

    def sign(self, u: Tail) -> int | None:
        """The sign of all values beyond M."""
        found = self.plain(u)
        if found is None:
            return None
        return 1 if found.ball > 0 else -1 if found.ball < 0 else None

    def least_size(self, u: Tail) -> Ball | None:
        """A lower bound of |u| beyond M, for u that grows or stays."""
        found = self.plain(u)
        if found is None or found.ball.contains(0) or found.power < 0 or found.rate < 0 or found.logs < 0:
            return None
        if not (found.power >= 0 and found.rate >= 0):
            return None
        low = found.ball.abs_lower() * self.start ** found.power.lower() * self.log ** exactly(found.logs)
        return low * (found.rate.lower() * self.start ** exactly(found.order)).exp()


def _dominates(ray: Ray, u: Tail) -> bool:
    """Whether y**power·exp(rate·y**order) is at least y."""
    return bool(u.power >= 0 and u.rate.lower() * ray.start ** exactly(u.order) >= ray.start.log() and u.order >= 1)
