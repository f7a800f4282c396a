"""The polynomial in the named sizes behind counts that can only be made at given sizes.

Small sizes determine it, one name at a time for the degrees and all together for the coefficients; other sizes, larger
ones among them, check it. Where the names enter through a stride it is a polynomial for each remainder. What fits no
polynomial of degree 4 is said to fit none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod

from proofcheck.count.request import MAX_SIZE, Sizes
from proofcheck.language.types import Dim
from proofcheck.meaning.interpolation import MAX_UNKNOWNS, Point, degree_along, determines, fit, value_at

MOST_DEGREE = 4
MOST_PERIOD = 8
MOST_PIECES = 16
MAX_RUNS = 2000
SMALL = (2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 224, 256, 512, 768, 1024)
_VALUES = MOST_DEGREE + 2  # of one size: as many as the degree needs, and one to check it
_VALUES_OF_A_PERIOD = 3 * MOST_PERIOD + 2
_ROOM = 12  # has many divisors
_REACH = 16  # how far above the first size the next ones are looked for one by one

Counts = Mapping[str, int]
Measure = Callable[[Sizes], Counts | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A polynomial, for the sizes with these remainders: (name, divisor, remainder)."""

    remainders: tuple[tuple[str, int, int], ...]
    value: Dim

    def holds_at(self, sizes: Sizes) -> bool:
        return all(sizes[name] % divisor == rest for name, divisor, rest in self.remainders)


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """What fits, and on how many sizes that rests. `exception`: sizes further out, what fits, what is counted."""

    pieces: tuple[Piece, ...] = ()
    determined: int = 0
    checked: int = 0
    exception: tuple[Point, str, int] | None = None
    why_not: str = ""


class Samples:
    """Counts at sizes, each made once; None where the model does not run."""

    def __init__(self, names: Sequence[str], measure: Measure) -> None:
        self.names = tuple(names)
        self._measure = measure
        self._known: dict[Point, Counts | None] = {}

    def at(self, point: Point) -> Counts | None:
        if point not in self._known:
            if len(self._known) >= MAX_RUNS or max(point, default=0) > MAX_SIZE:
                return None
            self._known[point] = self._measure(self.sizes(point))
        return self._known[point]

    def sizes(self, point: Point) -> Sizes:
        return dict(zip(self.names, point, strict=True))

    def ran(self) -> tuple[Point, ...]:
        """Where the model ran."""
        return tuple(sorted(point for point, counts in self._known.items() if counts is not None))

    def of(self, quantity: str) -> dict[Point, int]:
        """The values of a count at every size at which the model ran; a part that is not there counts 0."""
        return {point: counts.get(quantity, 0) for point, counts in self._known.items() if counts is not None}


def home_of(samples: Samples, start: Point) -> Point:
    """Small sizes at which the model runs, from `start` at which it does. Never 1, which broadcasts."""
    ways: Iterable[Point] = ((v,) * len(start) for v in SMALL)
    home = next((p for p in ways if samples.at(p) is not None), start)
    for i, found in enumerate(home):
        for value in (v for v in SMALL if v < found):
            if samples.at(lower := _with(home, i, value)) is not None:
                home = lower
                break
    return home


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where to sample: around `home`, along each axis, and far out."""

    home: Point
    axes: tuple[tuple[int, ...], ...]
    far: tuple[Point, ...]


def plan_of(samples: Samples, home: Point, start: Point, stretch: int) -> Plan:
    """The sizes of each axis at which the model runs, and sizes `stretch` times as large for checks."""
    axes = _axes(samples, home)
    if min(map(len, axes), default=_VALUES) < _VALUES:  # one size bounds or divides another: give it room
        roomy = tuple(_ROOM * h if len(axis) == _VALUES else h for h, axis in zip(home, axes, strict=True))
        if roomy != home and samples.at(roomy) is not None:
            home, axes = roomy, _axes(samples, roomy)
    out = tuple(stretch * h for h in home)
    far = (start, out, *(_with(home, i, value) for i, value in enumerate(out)))
    return Plan(home=home, axes=axes, far=tuple(p for p in dict.fromkeys(far) if samples.at(p) is not None))


def _axes(samples: Samples, home: Point) -> tuple[tuple[int, ...], ...]:
    return tuple(_along(samples, home, i, _VALUES, _REACH) for i in range(len(home)))


def _along(samples: Samples, home: Point, i: int, wanted: int, reach: int) -> tuple[int, ...]:
    near = range(home[i], home[i] + reach + 1)
    multiples = (k * home[i] for k in range(2, 2 * wanted))
    ways = dict.fromkeys((*near, *multiples))
    return tuple(sorted(islice((v for v in ways if samples.at(_with(home, i, v)) is not None), wanted)))


def _with(point: Point, i: int, value: int) -> Point:
    return (*point[:i], value, *point[i + 1 :])


@dataclass(frozen=True, slots=True)
class _Axis:
    """How a count depends on one size: a polynomial of this degree for each remainder modulo the period."""

    values: tuple[int, ...]
    degree: int
    period: int = 1

    def of(self, remainder: int) -> list[int]:
        return [v for v in self.values if v % self.period == remainder]


def formula(samples: Samples, plan: Plan, quantity: str) -> Formula:
    """The polynomial that a count follows."""
    axes = []
    for i, name in enumerate(samples.names):
        axis = _axis(samples, plan, i, quantity)
        if axis is None:
            few = len(plan.axes[i]) < 3
            why = f"the model runs at too few values of `{name}`" if few else _none(f" in `{name}`")
            return Formula(why_not=why)
        axes.append(axis)
    unknowns = prod(a.degree + 1 for a in axes)
    if prod(a.period for a in axes) > MOST_PIECES or unknowns > MAX_UNKNOWNS:
        return Formula(why_not=f"too many cases or coefficients ({unknowns}) to be determined; name fewer sizes")
    made = Formula()
    for remainders in product(*(range(a.period) for a in axes)):
        if all(axis.of(r) for axis, r in zip(axes, remainders, strict=True)):  # else the model runs at no such sizes
            made = _with_piece(made, samples, plan, axes, remainders, quantity)
    return made


def _none(where: str = "") -> str:
    return f"no polynomial of degree ≤ {MOST_DEGREE}{where} fits"


def _axis(samples: Samples, plan: Plan, i: int, quantity: str) -> _Axis | None:
    line = _line(samples, plan, i, plan.axes[i], quantity)
    degree = degree_along(line, MOST_DEGREE)
    if degree is not None:
        return _Axis(plan.axes[i], degree)
    more = _along(samples, plan.home, i, _VALUES_OF_A_PERIOD, _VALUES_OF_A_PERIOD * MOST_PERIOD)
    line = _line(samples, plan, i, more, quantity)
    for period in range(2, MOST_PERIOD + 1):
        classes = [{v: n for v, n in line.items() if v % period == r} for r in range(period)]
        degrees = [degree_along(c, MOST_DEGREE) for c in classes if c]
        known = [d for d in degrees if d is not None]
        if len(known) == len(degrees):
            return _Axis(more, max(known), period)
    return None


def _line(samples: Samples, plan: Plan, i: int, values: Sequence[int], quantity: str) -> dict[int, int]:
    found = {v: samples.at(_with(plan.home, i, v)) for v in values}
    return {v: counts.get(quantity, 0) for v, counts in found.items() if counts is not None}


def _with_piece(
    made: Formula, samples: Samples, plan: Plan, axes: Sequence[_Axis], remainders: Point, quantity: str
) -> Formula:
    """The formula with a polynomial for these remainders, or without any if there is none."""
    degrees = [axis.degree for axis in axes]
    near = _grid(samples, axes, remainders)
    if made.why_not or near is None:
        return made if made.why_not else Formula(why_not="the model runs at too few sizes at once")
    everything = {
        point: value
        for point, value in samples.of(quantity).items()
        if all(x % a.period == r for x, a, r in zip(point, axes, remainders, strict=True))
    }
    exception = None
    used, found = everything, fit(everything, degrees, samples.names)
    if found is None:  # perhaps only further out
        used = {point: value for point, value in everything.items() if point in near or point not in plan.far}
        found = fit(used, degrees, samples.names)
        if found is None:
            return Formula(why_not=_none())
        values = {p: value_at(found, samples.sizes(p)) for p in plan.far if p in everything}
        exception = next((p, str(v), everything[p]) for p, v in values.items() if v != everything[p])
    unknowns = prod(d + 1 for d in degrees)
    named = tuple((n, a.period, r) for n, a, r in zip(samples.names, axes, remainders, strict=True) if a.period > 1)
    return Formula(
        pieces=(*made.pieces, Piece(remainders=named, value=found)),
        determined=made.determined + unknowns,
        checked=made.checked + len(used) - unknowns,
        exception=made.exception or exception,
    )


def _grid(samples: Samples, axes: Sequence[_Axis], remainders: Point) -> set[Point] | None:
    """Sizes that determine the coefficients, and some off the grid to check them; None if too few can be had."""
    choices = [axis.of(r) for axis, r in zip(axes, remainders, strict=True)]
    for k in range(_VALUES):
        samples.at(tuple(chosen[(k + i) % len(chosen)] for i, chosen in enumerate(choices)))
    for more in (1, 2, 3):  # sizes at which the model does not run leave gaps
        grid = [chosen[: axis.degree + more] for chosen, axis in zip(choices, axes, strict=True)]
        if prod(map(len, grid)) > MAX_RUNS:
            return None
        ran = {p for p in product(*grid) if samples.at(p) is not None}
        if determines(ran, [axis.degree for axis in axes]):
            return ran
    return None
