"""Where a problem may attain 0: found with floats from a box that no enclosure settles, guessed as closed forms.

Only a guess: the rule that uses a place of zeros checks it exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import atan2, cos, inf, isfinite, sin
from random import Random

from proofcheck.analysis.closed_forms import closed_near, constants_in, dependent, float_of, rational_near
from proofcheck.analysis.enclosures.covering import Bounds, middle, whole
from proofcheck.analysis.enclosures.program import Box
from proofcheck.analysis.encoding import encode
from proofcheck.meaning.graph import Entry

_ORDER = 8
_STEPS = 25
_ZERO = 1e-7  # how large a value may be that may be 0
_NEAR = 1e-3  # how far from a plain number a zero may be found to lie
_TOLERANCES = (1e-10, 1e-7)  # from other closed constants
_CLOSE = (1e-6, 1e-3)  # how far zeros may lie from a curve
_SWEEPS = 5  # of rotations
_OTHERS = 5  # further zeros looked for, in several variables
Point = tuple[float, ...]


def places(bounds: Bounds, stuck: Box, known: Sequence[str]) -> list[str] | None:
    """Data of one more place of zeros near a box, or None."""
    region = whole(bounds.problem)
    if region is None or any(high == inf or low == -inf for low, high in stuck):
        return None
    point = lowest(bounds, region, tuple(map(middle, stuck)))
    value = value_at(bounds, point)
    if value is None or abs(value) > _ZERO:
        return None
    groups = _groups(known)
    width = max(high - low for low, high in stuck)
    for at in _places(bounds, region, point, value, width):
        pairs = [text for v, a in at.items() for text in (encode(v), encode(a))]
        if pairs not in groups:
            return ["at", str(_ORDER), *pairs]
    return None


def _groups(data: Sequence[str]) -> list[list[str]]:
    starts = [k for k, text in enumerate(data) if text == "at"] + [len(data)]
    return [list(data[a + 2 : b]) for a, b in pairwise(starts)]


def _places(bounds: Bounds, region: Box, point: Point, value: float, width: float) -> Iterator[dict[Entry, Entry]]:
    variables = bounds.problem.variables
    if len(variables) > 1:
        zeros = [point, *_more(bounds, region, point)]
        for close in _CLOSE:
            yield from _curves(bounds, zeros, close)
    for tolerance, guesses in ((max(_NEAR, 4 * width), _simple), *((t, _closed) for t in _TOLERANCES)):
        found = [next(guesses(bounds, v, x, tolerance), None) for v, x in zip(variables, point, strict=True)]
        if None not in found:
            at = {v: a for v, a in zip(variables, found, strict=True) if a is not None}
            there = value_at(bounds, tuple(map(float_of, at.values())))
            if there is not None and abs(there) <= max(1e-13, abs(value) / 4):
                yield at


def _simple(bounds: Bounds, variable: Entry, value: float, tolerance: float) -> Iterator[Entry]:
    """Ends of the range, and plain numbers."""
    graph, where = bounds.problem.graph, bounds.problem.range_of(variable)
    ends = [end.at for end in (where.lo, where.hi) if end.at is not None]
    plain = rational_near(value, tolerance, 4)
    found = [*ends, *([] if plain is None else [graph.num(plain)])]
    return (c for c in found if abs(float_of(c) - value) <= tolerance * (1 + abs(value)))


def _closed(bounds: Bounds, variable: Entry, value: float, tolerance: float) -> Iterator[Entry]:
    problem = bounds.problem
    where = problem.range_of(variable)
    ends = [end.at for end in (where.lo, where.hi) if end.at is not None]
    return closed_near(problem.graph, value, tolerance, [*ends, *constants_in(problem.entry, *problem.facts)])


def _more(bounds: Bounds, region: Box, point: Point) -> list[Point]:
    """Further zeros, reached from points around one."""
    found = []
    random = Random("zeros")
    for _ in range(_OTHERS):
        start = tuple(
            min(max(x + random.uniform(-0.3, 0.3) * min(1 + abs(x), high - low), low), high)
            for x, (low, high) in zip(point, region, strict=True)
        )
        other = lowest(bounds, region, start)
        value = value_at(bounds, other)
        if value is not None and abs(value) <= _ZERO:
            found.append(other)
    return found


def _curves(bounds: Bounds, zeros: Sequence[Point], close: float) -> Iterator[dict[Entry, Entry]]:
    """Places that leave some variables free, on which all the zeros lie, about."""
    variables = bounds.problem.variables
    columns = [tuple(zero[k] for zero in zeros) for k in range(len(variables))]
    moving = [k for k, c in enumerate(columns) if max(c) - min(c) > 10 * close * (1 + abs(c[0]))]
    graph = bounds.problem.graph
    for size in range(1, len(moving) + 1):
        for free in combinations(moving, size):
            if size == len(variables):
                continue
            at: dict[Entry, Entry] = {}
            for k, variable in enumerate(variables):
                if k in free:
                    continue
                if k in moving:
                    chosen, values = [variables[j] for j in free], [columns[j] for j in free]
                    guesses = dependent(graph, columns[k], chosen, values, close)
                else:
                    guesses = _closed(bounds, variable, columns[k][0], close)
                guess = next(guesses, None)
                if guess is None:
                    break
                at[variable] = guess
            else:
                yield at


def value_at(bounds: Bounds, point: Point) -> float | None:
    """The entry at a point, about; None where it may have no value."""
    if not all(map(isfinite, point)):
        return None
    value = bounds.values.run(tuple((x, x) for x in point))[0]
    return (value[0] + value[1]) / 2 if value is not None and isfinite(value[0]) and isfinite(value[1]) else None


def _gradient(bounds: Bounds, point: Point) -> list[float] | None:
    if bounds.slopes is None:
        return None
    slopes = bounds.slopes.run(tuple((x, x) for x in point))
    found = [(s[0] + s[1]) / 2 if s is not None and s[2] else inf for s in slopes]
    return found if all(map(isfinite, found)) else None


def lowest(bounds: Bounds, region: Box, start: Point) -> Point:
    """A point near another at which the gradient vanishes, or points out of the region: damped Newton steps."""
    point, reach = start, 0.3
    for _ in range(_STEPS):
        slopes = _gradient(bounds, point)
        if slopes is None:
            break
        free = [k for k, (s, x, side) in enumerate(zip(slopes, point, region, strict=True)) if not _pressed(s, x, side)]
        if not free or max(abs(slopes[k]) for k in free) == 0:
            break
        curvature = _curvature(bounds, region, point, free)
        if curvature is None:
            break
        step = _step(curvature, [slopes[k] for k in free])
        moved = list(point)
        for k, s in zip(free, step, strict=True):
            room = reach * (1 + abs(point[k]))
            moved[k] = min(max(point[k] + min(max(s, -room), room), region[k][0]), region[k][1])
        change = max(abs(a - b) / (1 + abs(b)) for a, b in zip(moved, point, strict=True))
        point = tuple(moved)
        if change < 1e-15:
            break
    return point


def _pressed(slope: float, x: float, side: tuple[float, float]) -> bool:
    return (x <= side[0] and slope >= 0) or (x >= side[1] and slope <= 0)


def _curvature(bounds: Bounds, region: Box, point: Point, free: Sequence[int]) -> list[list[float]] | None:
    rows = []
    for k in free:
        h = 1e-5 * (1 + abs(point[k]))
        low, high = max(point[k] - h, region[k][0]), min(point[k] + h, region[k][1])
        before, after = (_gradient(bounds, (*point[:k], x, *point[k + 1 :])) for x in (low, high))
        if before is None or after is None or high <= low:
            return None
        rows.append([(after[j] - before[j]) / (high - low) for j in free])
    return rows


def _step(curvature: list[list[float]], slopes: Sequence[float]) -> list[float]:
    """A Newton step that goes down: curvatures by their size, flat directions left out."""
    sizes, axes = _principal(curvature)
    least = 1e-7 * max(1e-30, *map(abs, sizes))
    step = [0.0] * len(slopes)
    for size, axis in zip(sizes, axes, strict=True):
        if abs(size) > least:
            along = sum(a * s for a, s in zip(axis, slopes, strict=True)) / abs(size)
            step = [x - along * a for x, a in zip(step, axis, strict=True)]
    return step


def _principal(matrix: list[list[float]]) -> tuple[list[float], list[list[float]]]:
    """Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations."""
    n = len(matrix)
    m = [[(matrix[i][j] + matrix[j][i]) / 2 for j in range(n)] for i in range(n)]
    axes = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(_SWEEPS):
        for i, j in combinations(range(n), 2):
            if m[i][j] == 0:
                continue
            angle = atan2(2 * m[i][j], m[j][j] - m[i][i]) / 2
            c, s = cos(angle), sin(angle)
            for rows in (m, axes):
                rows[i], rows[j] = (
                    [c * a - s * b for a, b in zip(rows[i], rows[j], strict=True)],
                    [s * a + c * b for a, b in zip(rows[i], rows[j], strict=True)],
                )
            for row in m:
                row[i], row[j] = c * row[i] - s * row[j], s * row[i] + c * row[j]
    return [m[k][k] for k in range(n)], axes
