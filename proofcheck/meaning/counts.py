"""Counts of complexity for every size: the symbolic side of `cells`, one region of sizes at a time.

A count is a sum of amounts over the cells that are reached, or the depth of the whole, or the number of cells read;
each is exact, or where asked for a bound from above. That computations end is proved by a rank along the reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from proofcheck.claim import Given
from proofcheck.language.tree import Apply, Index, Node, Slice, Var, Whole
from proofcheck.language.types import Dim, Type, shape_of
from proofcheck.meaning.casework import Uncounted, by_cases, holds
from proofcheck.meaning.dataflow import Flow, Reached, Read, reached
from proofcheck.meaning.levels import Chain, Levels, Link, alternatives
from proofcheck.meaning.occurrences import Occurrence, occurrences
from proofcheck.meaning.places import Place, Places, projected
from proofcheck.meaning.regions import Linear, Region, left_over
from proofcheck.meaning.roles import NOWHERE, Roles
from proofcheck.meaning.schedule import ranked
from proofcheck.meaning.size_expressions import Reading, compared
from proofcheck.meaning.summation import Term, total
from proofcheck.meaning.tally import Amount, amounts

WORK = frozenset({"multiplications", "operations", "connections"})
EXACT, ABOVE = "==", "<="
_PARTIAL = frozenset({"diagonal", "trace", "tril", "triu", "conv1d", "conv2d"})  # do not read all of their argument


def size_of(type_: Type, reading: Reading) -> Dim:
    """The number of entries of a value."""
    total_ = Dim.ONE
    for n in shape_of(type_):
        total_ = total_ * reading.dimension(n)
    return total_


@dataclass(slots=True)
class Subject:
    """What is counted, in one region of sizes. Errors of its methods: Uncounted, Undecided, Stride."""

    places: Places
    node: Node
    context: Region
    relation: str = EXACT
    flow: Flow = field(init=False)
    start: list[tuple[Place, Region]] = field(init=False)
    found: Reached = field(init=False)
    roles: Roles = field(init=False)

    def __post_init__(self) -> None:
        self.flow = Flow(self.places, self.context)
        self.start = self._start()
        self.found = reached(self.flow, self.start)
        ranked(self.places, self.context, self.found.cells, self.found.reads)
        self.roles = Roles(self.flow, self.found.cells)
        self._check_indices()

    def _start(self) -> list[tuple[Place, Region]]:
        if isinstance(self.node, Whole):
            return self.places.box(self.node.name, self.context)
        return [(r.target, self.flow.image(r)) for r in self._own_reads()]

    def _own_reads(self) -> list[Read]:
        return [r for o in occurrences(self.flow.top(self.node)) for r in self.flow.reads_of(NOWHERE, o)]

    @property
    def reading(self) -> Reading:
        return self.places.reading_of_nothing(self.context)

    def bodies(self, *, live: bool) -> Iterator[tuple[Place, Occurrence]]:
        """The expression itself, and the bodies of what is reached; of `live` ones only those that are no constants.

        Errors: Uncounted where a live one is not surely reached as far as it is given, and the count is to be exact.
        """
        if not isinstance(self.node, Whole):
            yield NOWHERE, self.flow.top(self.node)
        for place in self.found.cells:
            pieces = self.roles.seen(place) if live else [(r, None) for r in self.found.cells[place]]
            for region, seen in pieces:
                if seen is not None and seen.constant:
                    continue
                if live and self.relation == EXACT and place not in self.found.exact:
                    raise Uncounted(f"which cells of `{place.name}` are reached")
                yield place, self.flow.top_of(place, region)

    def _check_indices(self) -> None:
        """Every index lies in its array. Errors: Uncounted."""
        for _, body in self.bodies(live=False):
            for occurrence in occurrences(body):
                if isinstance(occurrence.node, Index):
                    _check_index(occurrence, occurrence.node)

    # Counts

    def memory(self) -> list[Term]:
        """The cells of the box, times their size."""
        assert isinstance(self.node, Whole)
        size = size_of(self.places.type(self.node.name), self.reading)
        return [t for _, region in self.start for t in total(region, size, self.places.indices(self.node.name))]

    def work(self, count: str) -> list[Term]:
        """The operations or connections of everything reached, each cell and value once."""
        found = ((place, a) for place, body in self.bodies(live=True) for a in amounts(self.roles, body, count))
        return [t for place, amount in found for t in self._summed(place, amount)]

    def _summed(self, place: Place, amount: Amount) -> list[Term]:
        return total(amount.where, amount.value, (*self.places.indices(place.name), *amount.names))

    def parameters(self) -> Dim:
        """The sizes of the arrays marked `parameter` that are read at all."""
        reads: dict[str, list[Region]] = {}
        for place, body in self.bodies(live=True):
            for occurrence in occurrences(body):
                given = self._parameter(occurrence.node)
                if given is not None:
                    names = (*self.places.indices(place.name), *occurrence.names)
                    reads.setdefault(given.name, []).append(projected(occurrence.region, names))
        total_ = Dim(())
        for name, regions in reads.items():
            if any(not r.empty and all(holds(self.context, f) for f in _forms(r)) for r in regions):
                given = self.places.claim.given_named(name)
                assert given is not None
                total_ = total_ + size_of(given.type, self.reading)
        return total_

    def _parameter(self, node: Node) -> Given | None:
        given = self.roles.given(node.name) if isinstance(node, Var) else None
        return given if given is not None and given.parameter else None

    def steps(self) -> Dim:
        """The longest chain of cells."""
        levels = Levels(self.roles, tuple(self._chains()))
        if self.relation == ABOVE:
            return levels.bound().dim()
        best, *others = (form.dim() for form in levels.depth())
        for other in others:
            best = best if compared("<=", best - other, self.context) else other
        return best

    def _chains(self) -> Iterator[Chain]:
        """What ends the chains: the cells of the box, or what the expression reads."""
        if not isinstance(self.node, Whole):
            yield from alternatives(self.roles, self.flow.top(self.node), NOWHERE)
            return
        own = self.places.indices(self.node.name)
        fresh = {name: f"{name}'" for name in own}
        at = tuple(Linear.name(n) for n in fresh.values())
        yield self.context, 0
        for place, region in self.start:
            for old, new in fresh.items():
                region = region.put(old, Linear.name(new))
            yield Link(Read(source=NOWHERE, target=place, at=at, where=region, names=tuple(fresh.values())), 0)

    def cells_of(self, name: str) -> list[Term]:
        """The cells of a recurrence that are reached, its boundary left out."""
        if self.relation == EXACT and any(p.name == name and p not in self.found.exact for p in self.found.cells):
            raise Uncounted(f"which cells of `{name}` are reached")
        found = ((p, piece) for p in self.found.cells if p.name == name for piece in self.roles.seen(p))
        live = [(p, region) for p, (region, seen) in found if not seen.constant]
        return [t for p, region in live for t in total(region, Dim.ONE, self.places.indices(p.name))]

    def entries_of(self, given: Given) -> list[Term]:
        """The cells of a given array that are read, at the finest depth at which it is indexed."""
        reads = [(place, read) for place, body in self._readers(given.name) for read in _reads(given.name, body)]
        shape = [self.reading.linear_dimension(n) for n in shape_of(given.type)]
        depth = max((len(at) for _, (_, at) in reads), default=0) or len(shape)
        names = tuple(f"{given.name}#{k + 1}" for k in range(depth))
        found: list[Region] = []
        for place, (occurrence, at) in reads:
            region = occurrence.region.where(zero=(Linear.name(n) - a for n, a in zip(names, at, strict=False)))
            for name, length in list(zip(names, shape, strict=False))[len(at) :]:
                region = region.where((Linear.name(name).plus(-1), length - Linear.name(name)))
            inner = projected(region, (*occurrence.names, *self.places.indices(place.name)))
            new = left_over([inner], found)
            if new is None:
                raise Uncounted("too many kinds of entries")
            found += new
        return [t for region in found for t in total(region, Dim.ONE, names)]

    def _readers(self, name: str) -> Iterator[tuple[Place, Occurrence]]:
        """The bodies that read an array, each known to be reached where the count is to be exact."""
        for place, body in self.bodies(live=False):
            found = list(occurrences(body))
            if any(_takes_a_part(o.node) for o in found):
                raise Uncounted("a part of a value that is computed")
            if any(isinstance(o.node, Var) and o.node.name == name for o in found):
                if self.relation == EXACT and place != NOWHERE and place not in self.found.exact:
                    raise Uncounted(f"which cells of `{place.name}` are reached")
                yield place, body


def _takes_a_part(node: Node) -> bool:
    """Whether a node reads a part of something else than a given array, or has a setting that is read as well."""
    if isinstance(node, Index):
        return not isinstance(node.base, Var)
    return isinstance(node, Apply) and (node.op in _PARTIAL or isinstance(node.option("eps"), Node))


def _forms(region: Region) -> Iterator[Linear]:
    yield from region.least
    for form in region.zero:
        yield from (form, form.scaled(-1))


def _check_index(occurrence: Occurrence, node: Index) -> None:
    """Errors: Uncounted where an index may lie outside of its array."""
    for item, dim in zip(node.at, shape_of(node.base.type), strict=False):
        ends = (item.lower, item.upper) if isinstance(item, Slice) else (item, item)
        for end, sign in zip(ends, (1, -1), strict=True):
            if end is not None and not _inside(occurrence, end, sign, dim):
                raise Uncounted("an index that may lie outside of its array")


def _inside(occurrence: Occurrence, end: Node, sign: int, dim: Dim) -> bool:
    """Whether an index is surely at least 1 (sign 1), or at most the length (sign -1)."""

    def entailed(region: Region) -> bool:
        reading = occurrence.reading.within(region)
        at = reading.linear(end)
        return region.entails(at.plus(-1) if sign > 0 else reading.linear_dimension(dim) - at)

    return all(sure for _, sure in by_cases(occurrence.region, entailed))


def _reads(name: str, body: Occurrence) -> Iterator[tuple[Occurrence, tuple[Linear, ...]]]:
    """Where a body reads an array, and at which indices; none where it is read whole."""
    indexed: set[int] = set()
    for occurrence in occurrences(body):
        node = occurrence.node
        if isinstance(node, Index) and isinstance(node.base, Var) and node.base.name == name:
            indexed.add(id(node.base))
            yield from ((occurrence.within(part), at) for part, at in _placed(occurrence, node))
        elif isinstance(node, Var) and node.name == name and id(node) not in indexed:
            yield occurrence, ()


def _placed(occurrence: Occurrence, node: Index) -> list[tuple[Region, tuple[Linear, ...]]]:
    """The indices of a read, in each part of its region; axes that stay whole at the end are left out."""
    items = list(node.at)
    while items and items[-1] == Slice():
        items.pop()
    nodes = [i for i in items if not isinstance(i, Slice)]
    if len(nodes) < len(items):
        raise Uncounted("a stretch of an array")

    def places(region: Region) -> tuple[Linear, ...]:
        reading = occurrence.reading.within(region)
        return tuple(reading.linear(i) for i in nodes)

    return by_cases(occurrence.region, places)
