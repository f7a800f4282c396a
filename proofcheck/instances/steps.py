"""Steps that make assumptions true: definitions, solutions of linear and quadratic equations, bounds, scalings.

Each runs on floats for a batch and exactly for one row, by the same formula; an exact row without a rational answer
raises `Impossible`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from proofcheck.instances import linear
from proofcheck.instances.arrays import Mask, Numbers, choose, constant, exact_array, filled, is_exact, magnitude
from proofcheck.instances.evaluate import Shapes, floats
from proofcheck.instances.exact_values import NoValue, exactly
from proofcheck.instances.plan import Impossible, State
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.exact import rational_root
from proofcheck.meaning.graph import Entry

Target = tuple[str, int]  # variable, flat position


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinate:
    """A free number of a variable: the entries that repeat it, each with a sign."""

    places: tuple[tuple[Target, Entry | None, int], ...]  # entry: the leaf of the assumptions there, if it occurs

    def read(self, state: State) -> Numbers:
        (name, flat), _, sign = self.places[0]
        column = state[name][:, flat]
        return column if sign > 0 else -column

    def write(self, state: State, value: Numbers) -> None:
        for (name, flat), _, sign in self.places:
            state[name][:, flat] = value if sign > 0 else -value


def _exact_or_fail(roots: Sequence[Entry], state: State, shapes: Shapes, known: dict[Entry, Any]) -> list[Fraction]:
    try:
        values = exactly(roots, state, shapes, known)
    except NoValue as why:
        raise Impossible from why
    rational = [v for v in values if isinstance(v, Fraction)]
    if len(rational) < len(values):
        raise Impossible
    return rational


def _is_exact(state: State) -> bool:
    return any(value.dtype == object for value in state.values())


Points = Sequence[Sequence[int]]


def _at(
    roots: Sequence[Entry], state: State, shapes: Shapes, coordinates: Sequence[Coordinate], points: Points
) -> Numbers:
    """The roots where the coordinates take each of the points: `[B, K, roots]`."""
    if _is_exact(state):
        rows = []
        for point in points:
            pairs = zip(coordinates, point, strict=True)
            known = {leaf: Fraction(sign * x) for c, x in pairs for _, leaf, sign in c.places if leaf}
            rows.append(_exact_or_fail(roots, state, shapes, known))
        return exact_array([rows]).reshape(1, len(points), len(roots))
    table = np.array(points, dtype=np.float64)
    given: dict[Entry, Numbers] = {
        leaf: (sign * table[:, k])[None, :] for k, c in enumerate(coordinates) for _, leaf, sign in c.places if leaf
    }
    values = floats(roots, state, shapes, given)
    count = next(iter(state.values())).shape[0]
    return np.stack([np.broadcast_to(np.asarray(v, dtype=np.float64), (count, len(points))) for v in values], axis=-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Define:
    """Entries that are set to the values of expressions."""

    targets: tuple[Target, ...]
    entries: tuple[Entry, ...]
    shapes: Shapes

    def apply(self, state: State) -> None:
        values: Sequence[Any]
        if _is_exact(state):
            values = _exact_or_fail(self.entries, state, self.shapes, {})
        else:
            values = floats(self.entries, state, self.shapes)
        for (name, flat), value in zip(self.targets, values, strict=True):
            state[name][:, flat] = value


@dataclass(frozen=True, slots=True, kw_only=True)
class Affine:
    """Coordinates moved onto the solutions of equations that are affine in them.

    With constant coefficients (`matrix`) the last coordinates that can carry it are solved for, so that the others stay
    as simple as they were; else the point goes to the nearest solution.
    """

    coordinates: tuple[Coordinate, ...]
    lefts: tuple[Entry, ...]
    rights: tuple[Entry, ...]
    shapes: Shapes
    matrix: tuple[tuple[Fraction, ...], ...] | None = None

    def apply(self, state: State) -> None:
        count = len(self.coordinates)
        origin = [0] * count
        x = np.stack([c.read(state) for c in self.coordinates], axis=1)
        if self.matrix is not None:
            solved = self._eliminated(x, self._gaps(state, [origin])[:, 0])
        else:
            units = [[int(i == k) for i in range(count)] for k in range(count)]
            gaps = self._gaps(state, [origin, *units])
            solved = self._nearest(x, np.swapaxes(gaps[:, 1:] - gaps[:, :1], 1, 2), gaps[:, 0])
        for k, c in enumerate(self.coordinates):
            c.write(state, solved[:, k])

    def _gaps(self, state: State, points: list[list[int]]) -> Numbers:
        both = _at((*self.lefts, *self.rights), state, self.shapes, self.coordinates, points)
        half = len(self.lefts)
        gaps: Numbers = both[:, :, :half] - both[:, :, half:]
        return gaps

    def _eliminated(self, x: Numbers, rest: Numbers) -> Numbers:
        assert self.matrix is not None
        count, equations = x.shape[1], len(self.matrix)
        joined = [[*row, *line] for row, line in zip(self.matrix, linear.identity(equations), strict=True)]
        rows, pivots = linear.reduced(joined, range(count - 1, -1, -1))
        solved = x.copy()
        for row, pivot in zip(rows, pivots, strict=False):
            value = filled((x.shape[0],), 0, x)
            for k in range(count):
                if k != pivot and row[k] != 0:
                    value = value - x[:, k] * constant(row[k], x)
            for k in range(equations):
                if row[count + k] != 0:
                    value = value - rest[:, k] * constant(row[count + k], x)
            solved[:, pivot] = value
        return solved

    @staticmethod
    def _nearest(x: Numbers, matrix: Numbers, rest: Numbers) -> Numbers:
        if is_exact(x):
            found = linear.projected(x[0].tolist(), matrix[0].tolist(), [-r for r in rest[0]])
            if found is None:
                raise Impossible
            return exact_array([found])
        bad = np.asarray(~(np.isfinite(matrix).all(axis=(1, 2)) & np.isfinite(rest).all(axis=1)))
        inverse = np.linalg.pinv(np.where(bad[:, None, None], 0.0, matrix), rcond=1e-11)
        for _ in range(2):  # the second round takes up the rounding of the first
            miss = np.einsum("bij,bj->bi", matrix, x) + rest
            x = x - np.einsum("bij,bj->bi", inverse, miss)
        return np.where(bad[:, None], np.nan, x)


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolate:
    """One coordinate solved for, in which an equation has degree 1 or 2; of two roots the nearer to where it was."""

    coordinate: Coordinate
    left: Entry
    right: Entry
    quadratic: bool
    shapes: Shapes

    def apply(self, state: State) -> None:
        points = [[0], [1], [-1]] if self.quadratic else [[0], [1]]
        both = _at((self.left, self.right), state, self.shapes, (self.coordinate,), points)
        gap = both[:, :, 0] - both[:, :, 1]
        rest = gap[:, 0]
        if not self.quadratic:
            self.coordinate.write(state, self._ratio(-rest, gap[:, 1] - rest))
            return
        two = constant(2, gap)
        square, slope = (gap[:, 1] + gap[:, 2]) / two - rest, (gap[:, 1] - gap[:, 2]) / two
        root = self._root(slope * slope - two * two * square * rest)
        first = self._ratio(-slope + root, two * square)
        second = self._ratio(-slope - root, two * square)
        now = self.coordinate.read(state)
        nearer = magnitude(first - now) <= magnitude(second - now)
        self.coordinate.write(state, choose(nearer, first, second))

    @staticmethod
    def _ratio(a: Numbers, b: Numbers) -> Numbers:
        if is_exact(a):
            if b[0] == 0:
                raise Impossible
            return np.asarray(a / b)
        return np.where(b == 0, np.nan, a / np.where(b == 0, 1.0, b))

    @staticmethod
    def _root(a: Numbers) -> Numbers:
        if not is_exact(a):
            return np.sqrt(a)
        root = rational_root(a[0], 2) if a[0] >= 0 else None
        if root is None:
            raise Impossible
        return exact_array([root])


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """`left < right` (or `<=`) solved for a leaf of constant coefficient: a lower or an upper end for it."""

    left: Entry
    right: Entry
    coefficient: Fraction  # of the leaf in left - right; negative gives a lower end
    strict: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """A number moved between ends that other values set; one that lies there already stays."""

    coordinate: Coordinate
    bounds: tuple[Bound, ...]
    lower: Fraction | None
    upper: Fraction | None
    shapes: Shapes

    def apply(self, state: State) -> None:
        x = self.coordinate.read(state)
        low = None if self.lower is None else filled(x.shape, self.lower, x)
        high = None if self.upper is None else filled(x.shape, self.upper, x)
        open_low, open_high = np.zeros(x.shape, dtype=bool), np.zeros(x.shape, dtype=bool)
        for bound in self.bounds:
            both = _at((bound.left, bound.right), state, self.shapes, (self.coordinate,), [[0]])
            end = (both[:, 0, 1] - both[:, 0, 0]) / constant(bound.coefficient, x)
            if bound.coefficient < 0:
                low, open_low = _tighter(low, end, open_low, bound.strict, lower=True)
            else:
                high, open_high = _tighter(high, end, open_high, bound.strict, lower=False)
        self.coordinate.write(state, _moved(x, low, high, open_low, open_high))


def _tighter(now: Numbers | None, end: Numbers, is_open: Mask, strict: bool, *, lower: bool) -> tuple[Numbers, Mask]:
    if now is None:
        return end, np.full(end.shape, strict)
    tighter = np.asarray(end >= now if lower else end <= now, dtype=bool)
    same = np.asarray(end == now, dtype=bool)
    return choose(tighter, end, now), np.where(same, is_open | strict, np.where(tighter, strict, is_open))


def _moved(x: Numbers, low: Numbers | None, high: Numbers | None, open_low: Mask, open_high: Mask) -> Numbers:
    """Numbers moved between the ends: reflected at one, spread over the interval where there are two."""
    one = filled(x.shape, 1, x)
    inside = np.ones(x.shape, dtype=bool)
    if low is not None:
        inside &= np.asarray(x > low, dtype=bool) | (np.asarray(x == low, dtype=bool) & ~open_low)
    if high is not None:
        inside &= np.asarray(x < high, dtype=bool) | (np.asarray(x == high, dtype=bool) & ~open_high)
    if low is not None and high is not None:
        share = magnitude(x) / (one + magnitude(x))
        share = choose((np.asarray(share == 0, dtype=bool) & open_low), one / constant(2, x), share)
        moved: Numbers = low + share * (high - low)
    elif low is not None:
        step = magnitude(x - low)
        moved = low + choose(step == 0, one, step)
    elif high is not None:
        step = magnitude(x - high)
        moved = high - choose(step == 0, one, step)
    else:
        return x
    return choose(inside, x, moved)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Entries multiplied by a factor, or by its square root: what a family of size 1 becomes at size c."""

    targets: tuple[Target, ...]
    factor: Entry
    shapes: Shapes
    root: bool = False

    def apply(self, state: State) -> None:
        factor = _scalar(self.factor, state, self.shapes)
        if self.root:
            factor = Isolate._root(factor)
        for name, flat in self.targets:
            state[name][:, flat] = state[name][:, flat] * factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalise:
    """Entries scaled so that a size homogeneous in them is what it should be, or is so where it was too large."""

    targets: tuple[Target, ...]
    size: Entry
    bound: Entry
    op: str
    shapes: Shapes

    def apply(self, state: State) -> None:
        size, bound = _scalar(self.size, state, self.shapes), _scalar(self.bound, state, self.shapes)
        factor = Isolate._ratio(bound, size) if self.op == "==" or not is_exact(size) or size[0] != 0 else size
        if self.op != "==":
            factor = factor / constant(2, factor) if self.op == "<" else factor
            fits = np.asarray(size < bound if self.op == "<" else size <= bound, dtype=bool)
            factor = choose(fits, filled(factor.shape, 1, factor), factor)
        for name, flat in self.targets:
            state[name][:, flat] = state[name][:, flat] * factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A value added to entries: to a diagonal, so that an extreme eigenvalue comes to stand where it should."""

    targets: tuple[Target, ...]
    amount: Entry
    shapes: Shapes

    def apply(self, state: State) -> None:
        amount = _scalar(self.amount, state, self.shapes)
        for name, flat in self.targets:
            state[name][:, flat] = state[name][:, flat] + amount


def _scalar(entry: Entry, state: State, shapes: Shapes) -> Numbers:
    if _is_exact(state):
        return exact_array(_exact_or_fail((entry,), state, shapes, {}))
    count = next(iter(state.values())).shape[0]
    return np.broadcast_to(np.asarray(floats((entry,), state, shapes)[0], dtype=np.float64), (count,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """An assumption, put to the values in the end."""

    condition: Entry
    shapes: Shapes

    def known(self) -> bool:
        """Whether every operator of the condition has a meaning in floats."""
        state = {name: np.zeros((1, prod(shape))) for name, shape in self.shapes.items()}
        with np.errstate(all="ignore"):
            try:
                self.holds(state)
            except NoMeaning:
                return False
        return True

    def holds(self, state: State) -> Mask:
        count = next((v.shape[0] for v in state.values()), 1)
        value = floats((self.condition,), state, self.shapes)[0]
        return np.broadcast_to(np.asarray(value, dtype=bool), (count,))

    def holds_exactly(self, state: State) -> bool | None:
        """True, False, or None where exact arithmetic does not tell and the floats do not say no."""
        try:
            value = exactly((self.condition,), state, self.shapes)[0]
        except NoValue:
            return False
        if isinstance(value, bool):
            return value
        rough: State = {name: _rough(v) for name, v in state.items()}
        with np.errstate(all="ignore"):
            return None if bool(self.holds(rough)[0]) else False


def _rough(value: Numbers) -> Numbers:
    """An exact row in floats."""
    kinds = {type(x) for x in value.ravel()}
    if kinds <= {bool}:
        return value.astype(bool)
    if kinds <= {Fraction, int}:
        return value.astype(np.float64)
    return np.array([[complex(x.re, x.im) for x in row] for row in value.tolist()]).reshape(value.shape)
