"""Suprema and where they are attained, enclosed by branch and bound with derivatives.

Parts of the domain on which the curve is lower than a value that it has elsewhere are left out, and so are those on
which its derivative has a sign, but for the ends of the domain. What is left shrinks to the critical points. Beyond a
point near an infinite or open end, `tails` bound the curve. Every part is shown to have values all over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flint import arb

from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.curves import Curve
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.tail_functions import tail
from proofcheck.meaning.tails import Ray, Tail

Ball = Any
_PARTS, _NARROW = 3000, 40  # parts to look at; bits to which places are told
_CONTINUOUS = frozenset(  # wherever balls give them a bounded value
    [
        "+",
        "-",
        "*",
        "/",
        "neg",
        "**",
        "exp",
        "log",
        "log2",
        "sqrt",
        "cbrt",
        "abs",
        "min",
        "max",
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
        "asinh",
        "acosh",
        "atanh",
        "gamma",
        "loggamma",
        "factorial",
        "erf",
        "erfc",
    ]
)
_STARTS = (8, 64, 2**10, 2**20, 2**40, 2**60)


@dataclass(frozen=True, slots=True)
class Extreme:
    """The supremum, and the place of the only maximum if that is known."""

    value: Ball
    place: Ball | None = None


@dataclass(slots=True)
class _Part:
    """A closed interval, with a bound of the curve on it; `inner`: no end of the domain belongs to it."""

    low: Ball
    high: Ball
    value: Ball

    @property
    def ball(self) -> Ball:
        return self.low.union(self.high)


def extreme(curve: Curve, low: Ball | None, high: Ball | None, belong: Sequence[bool], sign: int) -> Extreme | None:
    """The supremum (sign 1) or infimum (-1) of a curve between its ends, None for infinite ones."""
    if any(end is not None and not end.is_finite() for end in (low, high)):
        return None
    if low is not None and high is not None and not low < high:
        return None
    return _Search(curve, sign).run(low, high, belong)


class _Search:
    def __init__(self, curve: Curve, sign: int) -> None:
        g = curve.graph
        self.curve = curve if sign > 0 else curve.of(g.neg(curve.body))
        self.sign = sign
        self.slopes: list[Entry] = []
        try:
            for _ in range(2):
                self.slopes.append(
                    differentiate(g, [self.slopes[-1] if self.slopes else self.curve.body], curve.leaf)[0]
                )
        except (NoMeaning, TooLarge):
            pass
        self.best: Ball | None = None  # a lower bound of the supremum that the curve attains, or comes near
        self.away: list[Ball] = []  # enclosures of what the curve comes near at open and infinite ends

    def run(self, low: Ball | None, high: Ball | None, belong: Sequence[bool]) -> Extreme | None:
        ends: list[Ball] = []
        start = _inside(low, high)
        for end, closed, side in ((low, belong[0], -1), (high, belong[1], 1)):
            found = self._end(end, closed, side, start)
            if found is None:
                return None
            ends.append(found)
        top = self._covered(ends[0], ends[1], belong)
        if top is None or self.best is None:
            return None
        return top

    def _value(self, at: Ball) -> Ball | None:
        found = self.curve.at(at)[0]
        return found if isinstance(found, arb) and found.is_finite() else None

    def _seen(self, at: Ball) -> None:
        value = self._value(at)
        if value is not None and (self.best is None or value.lower() > self.best):
            self.best = value.lower()

    def _end(self, end: Ball | None, closed: bool, side: int, start: Ball) -> Ball | None:
        """Where the branch and bound may stop on this side; bounds of the curve beyond are noted."""
        if end is not None and (closed or self._continuous_to(end, side)):
            if not closed:  # the closed interval has the same supremum
                self._seen(end)
            return end
        for y in _STARTS:
            if end is None:
                stop, along = arb(y) * side, Tail(arb(side), arb(1))
            else:
                stop, along = end - arb(side) / y, Tail(arb(-side), arb(-1), constant=end)
            if not (stop - start) * side > 0:
                continue
            given: dict[Entry, Any] = {e: Tail(b) for e, b in self.curve.fixed.items()}
            body = tail([self.curve.body], {**given, self.curve.leaf: along}, y)[0]
            if isinstance(body, Tail):
                beyond = _upper(Ray(y), body)
                if beyond is not None:
                    self._seen(stop)
                    if self.best is not None and beyond[0] < self.best:
                        return stop
                    near = beyond[1]
                    if near is not None and (y == _STARTS[-1] or near.rad() < arb(2) ** -40 * (1 + abs(near))):
                        self.away.append(near)
                        return stop
        return None

    def _continuous_to(self, end: Ball, side: int) -> bool:
        """Whether the curve goes on continuously to an end that does not belong to the domain."""
        smooth = all(e.op in _CONTINUOUS and e.data is None for e in self.curve.steps)
        return smooth and self._value(end.union(end - side * arb(2) ** -30)) is not None

    def _covered(self, low: Ball, high: Ball, belong: Sequence[bool]) -> Extreme | None:
        for at in (low, high, ((low + high) / 2).mid()):
            self._seen(at)
        todo = [(low, high)]
        left: list[_Part] = []
        width = arb(2) ** -_NARROW
        parts = 0
        while todo:
            a, b = todo.pop()
            parts += 1
            if parts > _PARTS:
                return None
            value = self._value(a.union(b))
            middle = ((a + b) / 2).mid()
            self._seen(middle)
            small = bool(b - a < width * (1 + abs(middle)))
            if value is None:
                if small or not (middle > a and middle < b):
                    return None
                todo += [(a, middle), (middle, b)]
                continue
            if self.best is not None and value < self.best:
                continue
            at_end = a is low or b is high
            slope = self._slope(a, b, 0)
            if slope is not None and (slope > 0 or slope < 0):
                if not at_end:
                    continue
                end = low if a is low else high
                rising = bool(slope > 0) is (end is high)  # towards the end of the domain
                if a is low and b is high:
                    end, rising = (high if slope > 0 else low), True
                if rising:
                    left.append(_Part(end, end, self._value(end)))
                continue
            if small:
                left.append(_Part(a, b, value))
                continue
            todo += [(a, middle), (middle, b)]
        return self._joined(left, low, high, belong)

    def _slope(self, a: Ball, b: Ball, order: int) -> Ball | None:
        if len(self.slopes) <= order:
            return None
        found = self.curve.at(a.union(b), (self.slopes[order],))[0]
        return found if isinstance(found, arb) and found.is_finite() else None

    def _joined(self, left: Sequence[_Part], low: Ball, high: Ball, belong: Sequence[bool]) -> Extreme | None:
        kept = [p for p in left if p.value is not None and self.best is not None and not p.value < self.best]
        tops = [p.value for p in kept] + self.away
        if not tops or self.best is None or any(p.value is None for p in left):
            return None
        top = tops[0]
        for other in tops[1:]:
            top = top.max(other)
        top = top.max(self.best)
        return Extreme(top if self.sign > 0 else -top, self._place(kept, low, high, belong))

    def _place(self, kept: Sequence[_Part], low: Ball, high: Ball, belong: Sequence[bool]) -> Ball | None:
        """The place of the maximum, if all candidates lie together and the curve is strictly concave there."""
        if self.away or not kept:
            return None
        ordered = sorted(kept, key=lambda p: float(p.low))
        a, b = ordered[0].low, ordered[-1].high
        if len(ordered) == 1 and a is b:
            closed = (belong[0] if a is low else True) and (belong[1] if a is high else True)
            return a if closed else None
        bend = self._slope(a, b, 1)
        if bend is None or not bend < 0 or not (a > low or belong[0]) or not (b < high or belong[1]):
            return None
        return a.union(b)


def _inside(low: Ball | None, high: Ball | None) -> Ball:
    if low is not None and high is not None:
        return ((low + high) / 2).mid()
    if low is not None:
        return (low + 1).mid()
    return arb(0) if high is None else (high - 1).mid()


def _upper(ray: Ray, body: Tail) -> tuple[Ball, Ball | None] | None:
    """An upper bound of a tail, and a ball around its limit where it is bounded."""
    values = ray.range(body)
    if values is not None:
        return values.upper(), values
    found = ray.plain(body)
    least = ray.least_size(body)
    if found is None or least is None or not found.ball < 0:
        return None
    return (-least).upper(), None
