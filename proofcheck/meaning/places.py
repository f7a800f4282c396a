"""A claim's recurrences and values as places: which case a cell belongs to, for all cells of a region at once.

A place is one case of a recurrence, or one value of `let`. The indices of a cell have names of their own (`h#1`,
`h#2`), the same for every case, so that regions of cells can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from proofcheck.claim import Claim, Definition, Recurrence
from proofcheck.language.tree import Node, free_names
from proofcheck.language.types import Dim, Type
from proofcheck.meaning.casework import Uncounted, by_cases, holds, is_zero
from proofcheck.meaning.regions import Linear, Region
from proofcheck.meaning.size_expressions import Reading
from proofcheck.meaning.summation import mentions


@dataclass(frozen=True, slots=True)
class Place:
    """A case of a recurrence (counted from 0), or a value of `let` (case 0)."""

    name: str
    case: int


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a claim. Errors of its methods: Uncounted, Undecided, Stride."""

    claim: Claim
    sizes: Mapping[str, Dim] = field(default_factory=dict)  # sizes that are written in others, as n = 2*m + 1
    _known: dict[str, Definition | Recurrence] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", {d.name: d for d in self.claim.definitions})

    def recurrence(self, name: str) -> Recurrence:
        found = self._known.get(name)
        if not isinstance(found, Recurrence):
            raise Uncounted(f"`{name}` is no recurrence")
        return found

    def definition(self, name: str) -> Definition | Recurrence | None:
        return self._known.get(name)

    def indices(self, name: str) -> tuple[str, ...]:
        """The index names of a recurrence's cells; none of a value."""
        found = self._known.get(name)
        count = len(found.cases[0].pattern) if isinstance(found, Recurrence) else 0
        return tuple(f"{name}#{k + 1}" for k in range(count))

    def body(self, place: Place) -> Node:
        found = self._known.get(place.name)
        if isinstance(found, Recurrence):
            return found.cases[place.case].body
        if isinstance(found, Definition):
            return found.body
        raise Uncounted(f"`{place.name}` is no definition")

    def type(self, name: str) -> Type:
        found = self._known[name]
        return found.type if isinstance(found, Recurrence) else found.body.type

    def reading(self, place: Place, region: Region) -> Reading:
        """How the body of a place is read for the cells of a region."""
        found = self._known[place.name]
        values = dict(self.sizes)
        if isinstance(found, Recurrence):
            pattern = found.cases[place.case].pattern
            own = zip(pattern, self.indices(place.name), strict=True)
            values.update({item: Dim.of(name) for item, name in own if isinstance(item, str)})
        return Reading(claim=self.claim, region=region, values=values)

    def place_of(self, name: str, at: Sequence[Linear], region: Region) -> Place:
        """The place of the cell `name[at]`, the same for all points of a region."""
        reading, recurrence = self.reading_of_nothing(region), self.recurrence(name)
        for number, case in enumerate(recurrence.cases):
            items = zip(case.pattern, at, strict=True)
            if all(isinstance(p, str) or is_zero(region, reading.linear(p) - a) for p, a in items):
                boxed = recurrence.box and case.pattern == tuple(b.name for b in recurrence.box)
                if not boxed or self._in_box(recurrence, at, region):
                    return Place(name, number)
        raise Uncounted(f"no case of `{name}` covers every cell that is read")

    def _in_box(self, recurrence: Recurrence, at: Sequence[Linear], region: Region) -> bool:
        """Whether a cell lies in the index box; only there does the case with the box's indices apply."""
        own = {**self.sizes, **{b.name: a.dim() for b, a in zip(recurrence.box, at, strict=True)}}
        reading = Reading(claim=self.claim, region=region, values=own)
        ends = ((reading.linear(b.lower), reading.linear(b.upper)) for b in recurrence.box)
        return all(holds(region, a - low) and holds(region, high - a) for a, (low, high) in zip(at, ends, strict=True))

    def box(self, name: str, context: Region) -> list[tuple[Place, Region]]:
        """The cells of a recurrence's index box, by place."""
        recurrence = self.recurrence(name)
        if not recurrence.box:
            raise Uncounted(f"`{name}` has no index box")
        region = context
        values = dict(self.sizes)
        for binder, own in zip(recurrence.box, self.indices(name), strict=True):
            reading = Reading(claim=self.claim, region=region, values=values)
            low, high = reading.linear(binder.lower), reading.linear(binder.upper)
            region = region.where((Linear.name(own) - low, high - Linear.name(own)))
            values[binder.name] = Dim.of(own)
        return self.cells(name, [Linear.name(n) for n in self.indices(name)], region)

    def reading_of_nothing(self, context: Region) -> Reading:
        """How an expression outside of every definition is read."""
        return Reading(claim=self.claim, region=context, values=self.sizes)

    def limits(self, name: str, axis: int, context: Region) -> list[Linear]:
        """The boundary values of an index, and the ends of its box where they depend on sizes alone."""
        recurrence, reading = self.recurrence(name), self.reading_of_nothing(context)
        ends = [end for b in recurrence.box[axis : axis + 1] for end in (b.lower, b.upper)]
        values = [item for case in recurrence.cases if not isinstance(item := case.pattern[axis], str)]
        own = {b.name for b in recurrence.box}
        return [reading.linear(node) for node in (*values, *ends) if not own & free_names(node)]

    def cells(self, name: str, at: Sequence[Linear], region: Region) -> list[tuple[Place, Region]]:
        """The places of the cells `name[at]`, each with the part of the region that leads there."""
        return [(place, part) for part, place in by_cases(region, lambda r: self.place_of(name, at, r))]


def projected(region: Region, names: Sequence[str]) -> Region:
    """The region without some of its names: exactly the points that have a whole number for each. Errors: Uncounted."""
    region = Region(tuple(f.lowest() for f in region.zero), region.least)
    for name in names:
        if any(mentions(a, name) for a in region.atoms()):
            raise Uncounted(f"`{name}` stands in a product or a rounding")
        equation = next((f for f in region.zero if abs(f.coefficient(name)) == 1), None)
        if equation is not None:
            c = equation.coefficient(name)
            region = region.put(name, (equation + Linear(((name, -c),), 0)).scaled(-c))
            continue
        if any(f.coefficient(name) for f in region.zero):
            raise Uncounted(f"every second `{name}`, or fewer")
        region = _eliminated(region, name)
    return region


def _eliminated(region: Region, name: str) -> Region:
    lower = [f for f in region.least if f.coefficient(name) > 0]
    upper = [f for f in region.least if f.coefficient(name) < 0]
    rest = [f for f in region.least if not f.coefficient(name)]
    for low in lower:
        for high in upper:
            a, b = low.coefficient(name), -high.coefficient(name)
            if min(a, b) != 1:
                raise Uncounted(f"every second `{name}`, or fewer")
            rest.append(low.scaled(b) + high.scaled(a))
    kept = tuple(dict.fromkeys(f for f in rest if f.terms or f.constant < 0))
    return Region(region.zero, kept)


def renamed(region: Region, names: Mapping[str, str]) -> Region:
    """The region with other names, none of which it has yet."""
    for old, new in names.items():
        region = region.put(old, Linear.name(new))
    return region
