"""TRUSTED: branch and bound. A relation holds on a box if enclosures show it on each part of a covering.

On a part, the bounds of the entry come from its natural extension and from the mean value form: where all partial
derivatives exist, f(x) lies within f(c) + sum f_i(part) (x_i - c_i), along the edges from c to x.
Source: R. Baker Kearfott, Rigorous Global Search; E. Baumann, optimal centered forms, for the choice of c.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite, nextafter, sqrt
from typing import Any

from proofcheck.analysis.constants import enclosing, rational_value
from proofcheck.analysis.enclosures.program import KNOWN, Box, Program, Side, finite, truth_of
from proofcheck.analysis.enclosures.values import Enclosure, Maybe, add, multiply, negate, of_fraction
from proofcheck.analysis.problem import End, Problem, depends_on
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import reachable

VARIABLES = 4
LARGEST = 3000  # entries of a problem, or of its derivatives
_NARROWEST = 1e-13  # relative width of a box that is not divided further


@dataclass(frozen=True)
class Bounds:
    """The programs of a problem: its entry with the facts, and, made when they are first needed, its derivatives."""

    problem: Problem

    @cached_property
    def values(self) -> Program:
        return Program([self.problem.entry, *self.problem.facts], self.problem.variables)

    @cached_property
    def slopes(self) -> Program | None:
        """The partial derivatives, where they are known."""
        found = []
        try:
            for variable in self.problem.variables:
                found += differentiate(self.problem.graph, [self.problem.entry], variable)
        except (NoMeaning, TooLarge):
            return None
        return Program(found, self.problem.variables) if len(reachable(found)) <= LARGEST else None

    @cached_property
    def free(self) -> tuple[bool, ...]:
        """For each variable, whether no fact is about it."""
        facts = self.problem.facts
        return tuple(not any(depends_on(f, v) for f in facts) for v in self.problem.variables)

    @cached_property
    def outside(self) -> tuple[tuple[float, ...], ...]:
        """For each variable, floats at the ends that may not belong to its range: open ends, rounded ends."""
        return tuple(
            tuple(
                at
                for end, towards in ((r.lo, -inf), (r.hi, inf))
                if end.open or end.at is None or rational_value(end.at) != _end(end, towards)
                for at in (_end(end, towards), nextafter(_end(end, towards), -towards))
            )
            for _, r in self.problem.ranges
        )


@dataclass(slots=True)
class Covering:
    """What came of it: how many boxes; the box at which it got stuck; whether a point breaks the relation."""

    boxes: int = 0
    stuck: Box | None = None
    broken: bool = False

    @property
    def complete(self) -> bool:
        return self.stuck is None


def whole(problem: Problem) -> Box | None:
    """The box of a problem, its ends rounded outwards; None where there are no variables, or too much for boxes."""
    if not 1 <= len(problem.ranges) <= VARIABLES or len(reachable([problem.entry, *problem.facts])) > LARGEST:
        return None
    if not all(e.op in KNOWN for e in reachable([problem.entry])):
        return None
    return tuple((_end(r.lo, -inf), _end(r.hi, inf)) for _, r in problem.ranges)


def _end(end: End, towards: float) -> float:
    if end.at is None:
        return towards
    exact = rational_value(end.at)
    low, high = (exact, exact) if exact is not None else enclosing(end.at)
    return of_fraction(low)[0] if towards < 0 else of_fraction(high)[1]


def holds(op: str, value: Maybe) -> bool:
    """Whether a relation to 0 is certain for everything in an enclosure; where there is no value nothing is asked."""
    if value is None:
        return True
    return (op == ">=" and value[0] >= 0) or (op == "!=" and value[1] < 0) or (op in (">", "!=") and value[0] > 0)


def excluded(facts: Sequence[Any]) -> bool:
    """Whether some fact holds nowhere in the box."""
    return any(f is None or truth_of(f)[0] < 0 for f in facts)


def cover(
    bounds: Bounds,
    start: Box,
    limit: int,
    settled: Callable[[Box], bool] = lambda box: False,
    least: float = _NARROWEST,
) -> Covering:
    """Divide a box until the relation is certain on every part, or `settled` says so; depth first.

    `least`: the relative width of the boxes that are given up.
    """
    op, found = bounds.problem.op, Covering()
    todo = [start]
    while todo:
        box = todo.pop()
        found.boxes += 1
        entry, *facts = bounds.values.run(box)
        if holds(op, entry) or excluded(facts):
            continue
        slopes = slopes_over(bounds, box)
        if slopes is not None:
            entry, faces = centred(bounds, box, entry, slopes)
            if holds(op, entry) or settled(box):
                continue
            box = faces
        elif settled(box):
            continue
        if found.boxes >= limit or (parts := divided(box, slopes, least)) is None or _breaks(bounds, box):
            found.stuck, found.broken = box, _breaks(bounds, box)
            return found
        todo.extend(parts)
    return found


def slopes_over(bounds: Bounds, box: Box) -> list[Enclosure] | None:
    """Enclosures of the partial derivatives, if they exist all over the box."""
    if bounds.slopes is None:
        return None
    slopes = bounds.slopes.run(box)
    return slopes if all(s is not None and s[2] for s in slopes) else None


def centred(bounds: Bounds, box: Box, natural: Maybe, slopes: list[Enclosure]) -> tuple[Maybe, Box]:
    """Tighter bounds of the entry on the box; the box shrunk to faces on which its least value is taken."""
    if natural is None:
        return None, box
    op = bounds.problem.op
    if op == "!=" and _sign_within(bounds, box) < 0:
        low, _ = _least_value(bounds, box, [negate(s) for s in slopes], -1)
        return (natural[0], min(natural[1], -low), natural[2]), box
    low, faces = _least_value(bounds, box, slopes, 1)
    kept = faces if op != "!=" else box
    return (max(natural[0], low), natural[1], natural[2]), kept


def _sign_within(bounds: Bounds, box: Box) -> int:
    value = bounds.values.run(tuple((m, m) for m in map(middle, box)))[0]
    return 1 if value is None or value[0] + value[1] >= 0 else -1


def _least_value(bounds: Bounds, box: Box, slopes: list[Enclosure], sign: int) -> tuple[float, Box]:
    centre: list[float] = []
    faces: list[Side] = []
    for side, slope, free, outside in zip(box, slopes, bounds.free, bounds.outside, strict=True):
        at = _lowest(side, slope)
        centre.append(at)
        monotone = slope[0] >= 0 or slope[1] <= 0
        faces.append((at, at) if free and monotone and isfinite(at) and at not in outside else side)
    if not all(map(isfinite, centre)):
        return -inf, tuple(faces)
    value = bounds.values.run(tuple((c, c) for c in centre))[0]
    if value is None or not finite(value):
        return -inf, tuple(faces)
    total = value if sign > 0 else negate(value)
    for side, at, slope in zip(box, centre, slopes, strict=True):
        if side[0] < side[1] and not (slope[0] >= 0 and at == side[0]) and not (slope[1] <= 0 and at == side[1]):
            step = add((side[0], side[1], True), (-at, -at, True))
            total = add(total, multiply(slope, step))
    return total[0], tuple(faces)


def _lowest(side: Side, slope: Enclosure) -> float:
    """The centre that makes the lower bound best: an end where the function is monotone."""
    low, high = side
    if slope[0] >= 0:
        return low
    if slope[1] <= 0:
        return high
    if not (isfinite(slope[0]) and isfinite(slope[1]) and isfinite(low) and isfinite(high)):
        return middle(side)
    return min(max(low + (high - low) * (-slope[0] / (slope[1] - slope[0])), low), high)


def _breaks(bounds: Bounds, box: Box) -> bool:
    """Whether the middle of a box satisfies the facts and certainly breaks the relation."""
    entry, *facts = bounds.values.run(tuple((m, m) for m in map(middle, box)))
    if entry is None or not entry[2] or not all(t is not None and t == (1, True) for t in facts):
        return False
    return breaks(bounds.problem.op, entry)


def breaks(op: str, value: Enclosure) -> bool:
    """Whether a relation to 0 certainly fails for everything in an enclosure."""
    low, high, _ = value
    match op:
        case ">=":
            return high < 0
        case ">":
            return high <= 0
        case "==":
            return high < 0 or low > 0
    return low == high == 0


def middle(side: Side) -> float:
    """Where a side is divided: in the middle by size where its ends are of different sizes."""
    low, high = side
    if low == -inf:
        return 0.0 if high > 0 else min(-2 * high * high, 2 * high, -1.0)
    if high == inf:
        return 0.0 if low < 0 else max(2 * low * low, 2 * low, 1.0)
    if low > 0 and high > 16 * low:
        return sqrt(low) * sqrt(high)
    if high < 0 and low < 16 * high:
        return -sqrt(-low) * sqrt(-high)
    return low + (high - low) / 2


def divided(box: Box, slopes: list[Enclosure] | None, least: float = _NARROWEST) -> Iterator[Box] | None:
    """Two halves, across the side along which the entry changes most; None where the box is too narrow for that."""
    best, chosen = 0.0, -1
    for k, (low, high) in enumerate(box):
        width = high - low
        if width <= least * (1 + max(abs(low), abs(high))) and width < inf:
            continue
        change = 1.0 if slopes is None else max(-slopes[k][0], slopes[k][1])
        weight = width * change if 0 < width * change < inf else width
        if weight > best:
            best, chosen = weight, k
    if chosen < 0:
        return None
    at = middle(box[chosen])
    low, high = box[chosen]
    if not low < at < high:
        return None
    return iter([(*box[:chosen], side, *box[chosen + 1 :]) for side in ((at, high), (low, at))])
