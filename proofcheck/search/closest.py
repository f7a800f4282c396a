"""The closest calls of a claim on real scalars, followed down to where it may fail: rare violations and single points.

Violations on tiny sets, far out or near an end are found by descending the margin from the best of many points of all
scales; where the margin only touches 0 and the relation is strict, the point is guessed as a closed expression. The
kernel confirms or discards every candidate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, islice, product
from math import isfinite
from random import Random

from proofcheck import kernel
from proofcheck.analysis.claims import Posed
from proofcheck.analysis.constants import enclosing
from proofcheck.analysis.enclosures.violations import find
from proofcheck.analysis.problem import interval_of
from proofcheck.analysis.prose import text
from proofcheck.claim import Claim
from proofcheck.instances.seeds import SIMPLE
from proofcheck.language.types import INTEGER, REAL
from proofcheck.meaning.interval import Interval, inside
from proofcheck.search.closed_guesses import closed_guesses
from proofcheck.search.kinks import between_kinks
from proofcheck.search.margins import NOWHERE, Margin, holds
from proofcheck.search.points import posed_at_sizes
from proofcheck.verdict import Closed, Instance, Value, Witness

_STARTS = {1: 400, 2: 900, 3: 1200, 4: 1500}  # points looked at, by the number of variables
_FOLLOWED = 10  # of them that are followed down
_STEPS = 90  # moves along each variable of a descent
_STARTS_OF_HEAVY, _FOLLOWED_OF_HEAVY, _STEPS_OF_HEAVY = 24, 2, 6  # the same where a point costs an integral
_SIZES = (-4, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8)  # binary, of the first points of such a claim
_LENGTHS = (0, 1, 2, 3, 4, 6, 8, 10, 13, 16, 20, 25, 30, 40, 60)  # binary digits of denominators
_KINKS = 4  # points between kinks that are followed
_NEARER = (Fraction(7, 8), Fraction(3, 4), Fraction(5, 8), Fraction(1, 2))  # of a point too far out for the kernel
_TOUCHING = 1e-12  # relative margin below which it may be 0
_DEEPEST = 40  # decades that an open or infinite end is approached by

Point = tuple[Fraction, ...]


def closest_witness(claim: Claim) -> Witness | None:
    """A witness found near a closest call, or None; None at once for claims that are not on scalars alone."""
    reals = sum(g.type == REAL for g in claim.given)
    if not 1 <= reals <= max(_STARTS) or any(g.type not in (REAL, INTEGER) for g in claim.given):
        return None
    every = (_among(claim, found, sizes) for sizes, found in posed_at_sizes(claim))
    return next((witness for witness in every if witness is not None), None)


def _among(claim: Claim, found: Posed, sizes: Mapping[str, int]) -> Witness | None:
    for problem in found.problems:
        margin = Margin.of(problem)
        if not margin.variables:
            continue
        rare = (w for p in _rare_points(margin) if (w := _confirm(claim, found, sizes, margin, p)) is not None)
        witness = next(rare, None)
        if witness is not None:
            return witness
        between = islice((p for p in between_kinks(margin) if margin.breaks(p)), _KINKS)
        for low in chain(between, (_descended(margin, point) for point in _lowest(margin))):
            candidates = chain(_short_points(margin, low), _touching_points(margin, low))
            witness = next((w for p in candidates if (w := _confirm(claim, found, sizes, margin, p)) is not None), None)
            if witness is not None:
                return witness
    return None


def _rare_points(margin: Margin) -> Iterator[tuple[Value, ...]]:
    """Points that branch and bound leaves over: of rational ones those with few digits first."""
    for point in find(margin.problem) if not margin.heavy else ():
        values = [point.get(v, Fraction(0)) for v in margin.variables]
        rational = tuple(x for x in values if isinstance(x, Fraction))
        if len(rational) == len(values):
            yield from _short_points(margin, rational)
            continue
        yield from closed_guesses([x if isinstance(x, Fraction) else enclosing(x)[0] for x in values])
        yield tuple(x if isinstance(x, Fraction) else Closed(text(x)) for x in values)


def _lowest(margin: Margin) -> list[Point]:
    """The points with the smallest margins, from different parts of the region: in one variable, all local minima."""
    many = _STARTS_OF_HEAVY if margin.heavy else _STARTS[len(margin.variables)]
    drawn = (margin.projected(point) for point in islice(_points(margin), many))
    points = list(dict.fromkeys(point for point in drawn if point is not None))
    if len(margin.variables) == 1:
        points.sort()
    gaps = [margin.gap(p) for p in points]
    order = sorted((g, k) for k, g in enumerate(gaps) if isfinite(g))
    if len(margin.variables) == 1:
        order = [(g, k) for g, k in order if all(gaps[j] >= g for j in (k - 1, k + 1) if 0 <= j < len(gaps))]
    return [points[k] for _, k in order[: _FOLLOWED_OF_HEAVY if margin.heavy else _FOLLOWED]]


def _points(margin: Margin) -> Iterator[Point]:
    random = Random(0)
    if margin.heavy:  # few points: of every size
        for k in _SIZES:
            yield tuple(_at_size(interval, Fraction(2) ** k) for interval in margin.intervals)
    while True:
        yield tuple(_scaled(interval, random) for interval in margin.intervals)


def _at_size(interval: Interval, size: Fraction) -> Fraction:
    """A number of an interval so far from its nearer end, or from 0."""
    lo, hi = interval.lo, interval.hi
    if lo is not None and hi is not None:
        return lo + (hi - lo) * size / (1 + size)
    return size if lo is None and hi is None else hi - size if lo is None and hi is not None else (lo or 0) + size


def _scaled(interval: Interval, random: Random) -> Fraction:
    """A number of an interval, of any scale of distance from its ends or from 0."""
    lo, hi = interval.lo, interval.hi
    u = random.random()
    if lo is not None and hi is not None:
        width = hi - lo
        if u < 0.6:
            return _short(lo + width * Fraction(random.randint(1, 4095), 4096))
        near = width * Fraction(10) ** -random.randint(1, 14) * random.randint(1, 9)
        return lo + near if u < 0.8 else hi - near
    sign = 1 if hi is None and lo is not None else -1 if lo is None and hi is not None else random.choice((1, -1))
    start = lo if lo is not None else hi if hi is not None else Fraction(0)
    if u < 0.5:
        return start + sign * Fraction(random.randint(1, 8 * 1024), 1024)
    exponent = random.randint(-14, 14) if u < 0.9 else random.randint(-_DEEPEST, _DEEPEST)
    return start + sign * Fraction(10) ** exponent * Fraction(random.randint(10, 99), 10)


def _short(value: Fraction) -> Fraction:
    return value.limit_denominator(1 << 40)


def _descended(margin: Margin, start: Point, only: int | None = None) -> Point:
    """A point of smaller margin, by steps along each variable (or one alone) that shrink where they do not help."""
    best, height = start, margin.gap(start)
    steps = [max(abs(x) / 4, Fraction(1, 1024)) for x in start]
    for _ in range(_STEPS_OF_HEAVY if margin.heavy else _STEPS):
        for i, step in enumerate(steps):
            if only not in (None, i):
                continue
            steps[i] = step / 3
            for move in (step, -step):
                value = _short(best[i] + move)
                if not holds(margin.intervals[i], value):
                    continue
                point = margin.projected((*best[:i], value, *best[i + 1 :]))
                if point is None:
                    continue
                gap = margin.gap(point)
                if gap < height:
                    best, height, steps[i] = point, gap, step * 2
                    break
    return best


def _short_points(margin: Margin, low: Point) -> Iterator[Point]:
    """A point at which the relation breaks, with few digits first."""
    if margin.breaks(low):
        for bits in _LENGTHS:
            point = tuple(x.limit_denominator(1 << bits) for x in low)
            if margin.breaks(point):
                yield point
        yield low
        nearer = (tuple((x * part).limit_denominator(8) for x in low) for part in _NEARER)
        yield from (point for point in nearer if margin.inside(point) and margin.breaks(point))


def _touching_points(margin: Margin, low: Point) -> Iterator[tuple[Value, ...]]:
    """Closed expressions near a point at which the margin of a strict relation may be 0.

    Where it is 0 along a curve, the point may lie anywhere on it: then all variables but one are given simple values.
    """
    gap = margin.gap(low)
    if gap == NOWHERE or gap > _TOUCHING or margin.problem.op not in (">", "!="):
        return
    yield from closed_guesses(low)
    for free in range(len(low)) if len(low) > 1 else ():
        for others in product(*(_simple_near(x, i) for k, (x, i) in enumerate(_placed(margin, low)) if k != free)):
            start = (*others[:free], low[free], *others[free:])
            moved = _descended(margin, start, only=free)
            if margin.gap(moved) <= _TOUCHING:
                yield from closed_guesses(moved)


def _placed(margin: Margin, low: Point) -> list[tuple[Fraction, Interval]]:
    return list(zip(low, margin.intervals, strict=True))


def _simple_near(x: Fraction, interval: Interval) -> list[Fraction]:
    """The nearest whole number, and 0 and 1, as far as they are in the interval."""
    values = dict.fromkeys((Fraction(round(x)), Fraction(0), Fraction(1)))
    return [v for v in values if holds(interval, v)]


def _confirm(
    claim: Claim, found: Posed, sizes: Mapping[str, int], margin: Margin, point: Sequence[Value]
) -> Witness | None:
    rational = tuple(x for x in point if isinstance(x, Fraction))
    if margin.solved and len(rational) == len(point):  # an equation that only holds up to rounding
        exact = margin.settled(rational)
        point = point if exact is None else [x if isinstance(x, Fraction) else Closed(text(x)) for x in exact]
    known: dict[str, Value] = {name: Fraction(size) for name, size in sizes.items()}
    known |= {v.data[0]: value for v, value in zip(margin.variables, point, strict=True) if isinstance(v.data, tuple)}
    if any(given.name not in known for given in claim.given):
        known = {**_anywhere(claim, found), **known}
    return kernel.confirm(claim, Instance(values=tuple((g.name, known[g.name]) for g in claim.given)))


def _anywhere(claim: Claim, found: Posed) -> dict[str, Value]:
    """A simple number in the range of each variable, for those that a relation does not depend on."""
    ranges = {v: where for p in found.problems for v, where in p.ranges}
    values: dict[str, Value] = {g.name: Fraction(1) for g in claim.given}
    for variable, where in ranges.items():
        interval = interval_of(where)
        simple = (q for q in SIMPLE if holds(interval, q))
        if isinstance(variable.data, tuple):
            values[variable.data[0]] = next(simple, inside(interval, Random(0)))
    return values
