"""Counts guessed from their values at small sizes: a polynomial through some of them, checked at others.

For counts that no exact rule reaches. What comes out is marked as a guess: it never proves anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from proofcheck.claim import Claim, Definition, Recurrence
from proofcheck.language.dims import number, polynomial
from proofcheck.language.tree import Apply, Node, Var, free_names, walk
from proofcheck.language.types import INTEGER, REAL, Dim, Opaque, Type, shape_of
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.expand import Expander
from proofcheck.meaning.graph import Graph
from proofcheck.meaning.interpolation import degree_along, determines, fit, value_at
from proofcheck.meaning.regions import Region, substituted
from proofcheck.meaning.scope import Scope
from proofcheck.meaning.sizes import is_size

DEGREE = 4  # the highest power of a size
LATER = 3  # how many smallest values of each size may be exceptions
CHECKS = 4  # the fewest further sizes at which a formula must be right
MOST_POINTS = 160
FAR = 6
PERIODS = (2, 3, 4)
_ROUNDED = "rounded#"
CELLS, ENTRIES = 4_000, 20_000

Point = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """A polynomial, the smallest sizes from which it fits, and at how many sizes it was fitted and checked."""

    value: Dim
    valid_from: tuple[tuple[str, int], ...]
    fitted: int
    checked: int


def guessed(claim: Claim, node: Node, region: Region) -> Guess | None:
    """A polynomial for a count over the admissible sizes of `region`, or None."""
    names = sizes_in(claim, node)
    if not names:
        return None
    samples = _Samples(claim, node, region, names)
    start = tuple(samples.least(name) for name in names)
    for later in range(LATER):
        found = _fitted(samples, tuple(s + later for s in start), names)
        if found is not None:
            value, fitted, checked = found
            valid = tuple((name, s + later) for name, s in zip(names, start, strict=True) if later)
            return Guess(value, valid, fitted, checked)
    return None


def _fitted(samples: _Samples, start: Point, names: Sequence[str]) -> tuple[Dim, int, int] | None:
    """A polynomial from some sizes on; one size along which there is none may stand in it rounded, too."""
    degrees = [samples.degree(start, axis) for axis in range(len(names))]
    odd = [axis for axis, d in enumerate(degrees) if d is None]
    if not odd:
        return _through(samples, start, names, [d for d in degrees if d is not None], None)
    if len(odd) > 1:
        return None
    known = [1 if d is None else d for d in degrees]
    tries = (_through(samples, start, names, known, (odd[0], period)) for period in PERIODS)
    return next((found for found in tries if found is not None), None)


def _through(
    samples: _Samples, start: Point, names: Sequence[str], degrees: Sequence[int], rounded: tuple[int, int] | None
) -> tuple[Dim, int, int] | None:
    """The polynomial of these degrees through what was enumerated; `rounded`: an axis, and what it is divided by."""
    reach = degrees if rounded is None else [d + rounded[1] * (k == rounded[0]) for k, d in enumerate(degrees)]
    for point in samples.grid(start, reach):
        samples.at(point)
    if rounded is not None:  # several periods, so that no rounding fits by accident
        for step in range(3 * rounded[1] + 3):
            samples.at(tuple(s + step * (k == rounded[0]) for k, s in enumerate(start)))
    values = samples.beyond(start)
    if rounded is not None:
        axis, period = rounded
        values = {(*point, point[axis] // period): count for point, count in values.items()}
        names, degrees = (*names, _ROUNDED), (*degrees, 1)
    checked = len(values) - _unknowns(degrees)
    value = fit(values, degrees, names) if checked >= CHECKS and determines(values, degrees) else None
    if value is None:
        return None
    if rounded is not None:
        value = substituted(value, {_ROUNDED: _floor(names[rounded[0]], rounded[1])})
    return value, _unknowns(degrees), checked


def _floor(name: str, period: int) -> Dim:
    """`floor(name/period)` as one quantity."""
    quotient = Apply(type=REAL, op="/", args=(Var(type=INTEGER, name=name), number(period)))
    found = polynomial(Apply(type=INTEGER, op="floor", args=(quotient,)))
    assert found is not None
    return found


def _unknowns(degrees: Sequence[int]) -> int:
    total = 1
    for d in degrees:
        total *= d + 1
    return total


@dataclass(slots=True)
class _Samples:
    """The values of a count, each enumerated once."""

    claim: Claim
    node: Node
    region: Region
    names: tuple[str, ...]
    _known: dict[Point, int | None] = field(default_factory=dict)

    def least(self, name: str) -> int:
        return max((-f.constant for f in self.region.least if f.terms == ((name, 1),)), default=1)

    def admits(self, point: Point) -> bool:
        """Whether sizes satisfy what is known of them, as far as it speaks of these alone."""
        sizes = dict(zip(self.names, point, strict=True))
        forms = [f for f in self.region.least if all(a in sizes for a, _ in f.terms)]
        ties = [f for f in self.region.zero if all(a in sizes for a, _ in f.terms)]
        inside = all(value_at(f.dim(), sizes) >= 0 for f in forms)
        return inside and all(value_at(f.dim(), sizes) == 0 for f in ties)

    def at(self, point: Point) -> int | None:
        """The count at these sizes; None where it has no value or takes too long."""
        if point not in self._known:
            if len(self._known) >= MOST_POINTS or not self.admits(point):
                return None
            self._known[point] = self._enumerated(dict(zip(self.names, point, strict=True)))
        return self._known[point]

    def _enumerated(self, sizes: dict[str, int]) -> int | None:
        x = Expander(self.claim, sizes, Graph(ENTRIES), CELLS)
        try:
            value = x.expand(self.node, Scope(x.world)).scalar.constant
        except (NoMeaning, TooLarge, IllFounded):
            return None
        return int(value) if isinstance(value, Fraction) else None

    def degree(self, start: Point, axis: int) -> int | None:
        """The degree along one axis, the other sizes held at some value that leaves it room."""
        for held in (2, 1, 0, 5):
            values: dict[int, int] = {}
            for step in range(DEGREE + 3):
                at = tuple(s + (step if k == axis else held) for k, s in enumerate(start))
                value = self.at(at)
                if value is not None:
                    values[at[axis]] = value
            if len(values) >= 4:
                return degree_along(values, DEGREE)
        return None

    def grid(self, start: Point, reach: Sequence[int]) -> Iterator[Point]:
        """The points up to `reach` beyond a start, or a little more where sizes bind each other; and a few others."""
        tied = any(len(f.terms) > 1 for f in (*self.region.least, *self.region.zero))
        yield from product(*(range(s, s + r + 1 + 2 * tied) for s, r in zip(start, reach, strict=True)))
        yield tuple(s + r + 1 for s, r in zip(start, reach, strict=True))
        for axis in range(len(start)):  # one size large beside small ones, where a formula is likeliest to break
            yield tuple(s + (FAR if k == axis else 0) for k, s in enumerate(start))

    def beyond(self, start: Point) -> dict[Point, int]:
        """All that was enumerated from some sizes on."""
        found = {p: v for p, v in self._known.items() if v is not None}
        return {p: v for p, v in found.items() if all(x >= s for x, s in zip(p, start, strict=True))}


def sizes_in(claim: Claim, node: Node) -> tuple[str, ...]:
    """The sizes that a count can depend on: those in its expression, in what it reaches, and in shapes."""
    todo, seen = [*_names(node)], set[str]()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        given, definition = claim.given_named(name), claim.definition_named(name)
        if given is not None:
            todo += _names_in_type(given.type)
        if isinstance(definition, Definition):
            todo += _names(definition.body)
        if isinstance(definition, Recurrence):
            parts = [case.body for case in definition.cases]
            parts += [item for case in definition.cases for item in case.pattern if not isinstance(item, str)]
            parts += [end for binder in definition.box for end in (binder.lower, binder.upper)]
            todo += [n for part in parts for n in _names(part)] + list(_names_in_type(definition.type))
    return tuple(g.name for g in claim.given if g.name in seen and is_size(g))


def _names(node: Node) -> Iterable[str]:
    yield from free_names(node)
    for part in walk(node):
        yield from _names_in_type(part.type)


def _names_in_type(type_: Type) -> Iterator[str]:
    for dim in shape_of(type_):
        for atom in dim.atoms():
            if isinstance(atom, str):
                yield atom
            elif isinstance(atom, Opaque) and isinstance(atom.node, Node):
                yield from free_names(atom.node)
