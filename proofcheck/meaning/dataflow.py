"""Which cells a computation reaches, for every size: as regions of indices, with a proof that they are just these.

Cells are followed from reader to read until nothing new appears; then every region found is reached by construction.
Where that goes on without end (from one cell down to the first) a box is guessed for each place and proved: nothing
in it reads outside (so no more is reached), and each of its cells is read by another (so no less is), where reading
cannot go round in a circle because a rank falls along it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from proofcheck.language.tree import Apply, Cell, Node, Ref
from proofcheck.meaning.casework import Uncounted, Undecided, by_cases
from proofcheck.meaning.occurrences import Occurrence, decided, occurrences
from proofcheck.meaning.places import Place, Places, projected, renamed
from proofcheck.meaning.regions import Linear, Region, left_over

GROWING = 2  # how often a place may get new cells before a box is guessed
MAX_REGIONS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """`source` at the points of `where` (in the source's indices and the bound `names`) reads the cell `target[at]`."""

    source: Place
    target: Place
    at: tuple[Linear, ...]
    where: Region
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The cells of each place that are reached; `exact`: places of which it is proved that each cell is reached."""

    cells: Mapping[Place, tuple[Region, ...]]
    exact: frozenset[Place]
    reads: tuple[Read, ...] = ()


@dataclass(slots=True)
class Flow:
    """The reads of a claim's places, worked out once for each region asked about."""

    places: Places
    context: Region
    _reads: dict[tuple[Place, Region], tuple[Read, ...]] = field(default_factory=dict)

    def top_of(self, place: Place, region: Region) -> Occurrence:
        """The body of a place, for the cells of a region."""
        return Occurrence(node=self.places.body(place), reading=self.places.reading(place, region))

    def leaves(self, place: Place, region: Region) -> Iterator[Occurrence]:
        """The bodies that conditions on indices and sizes at the top of a place's body choose from."""
        todo = [self.top_of(place, region)]
        while todo:
            top = todo.pop()
            node = top.node
            if isinstance(node, Apply) and node.op == "if":
                test, then, other = node.args
                todo += [top.within(part).at(then if truth else other) for part, truth in decided(top, test)]
            else:
                yield top

    def reads(self, place: Place, region: Region) -> tuple[Read, ...]:
        """What the cells of a region read, as uniformly as the bodies say it."""
        key = (place, region)
        if key not in self._reads:
            found = (r for o in occurrences(self.top_of(place, region)) for r in self.reads_of(place, o))
            self._reads[key] = tuple(found)
        return self._reads[key]

    def reads_of(self, source: Place, occurrence: Occurrence) -> Iterator[Read]:
        """The cells that one occurrence reads by itself."""
        node, names = occurrence.node, occurrence.names
        if isinstance(node, Ref):
            yield Read(source=source, target=Place(node.name, 0), at=(), where=occurrence.region, names=names)
        if isinstance(node, Cell):
            for part, (target, at) in by_cases(occurrence.region, lambda r: self._target(occurrence, node, r)):
                yield Read(source=source, target=target, at=at, where=part, names=names)

    def _target(self, occurrence: Occurrence, node: Cell, region: Region) -> tuple[Place, tuple[Linear, ...]]:
        reading = occurrence.reading.within(region)
        at = tuple(reading.linear(i) for i in node.at)
        return self.places.place_of(node.name, at, region), at

    def image(self, read: Read) -> Region:
        """The cells that a read reaches, in the target's indices. Errors: Uncounted."""
        own = self.places.indices(read.target.name)
        fresh = tuple(f"{name}'" for name in own)
        region = read.where.where(zero=(Linear.name(f) - a for f, a in zip(fresh, read.at, strict=True)))
        left = projected(region, (*read.names, *self.places.indices(read.source.name)))
        return renamed(left, dict(zip(fresh, own, strict=True))).simplified()

    def pulled(self, region: Region, read: Read) -> Region:
        """Where the cell that is read lies in a region, in the reader's indices."""
        own = self.places.indices(read.target.name)
        fresh = {name: f"{name}'" for name in own}
        region = renamed(region, fresh)
        for name, value in zip(own, read.at, strict=True):
            region = region.put(fresh[name], value)
        return region

    def top(self, node: Node) -> Occurrence:
        """An expression outside of every definition, read in the context."""
        from_nowhere = self.places.reading_of_nothing(self.context)
        return Occurrence(node=node, reading=from_nowhere)


Start = Sequence[tuple[Place, Region]]


def reached(flow: Flow, start: Start) -> Reached:
    """The cells that are reached from those of `start`, those included. Errors: Uncounted, Undecided."""
    return _followed(flow, start) or _guessed(flow, start)


def _followed(flow: Flow, start: Start) -> Reached | None:
    """Reader by reader; None where new cells keep appearing."""
    known: dict[Place, list[Region]] = {}
    reads: list[Read] = []
    new = list(start)
    grown: Counter[Place] = Counter()
    while max(grown.values(), default=0) <= GROWING:
        fresh: list[tuple[Place, Region]] = []
        for place, region in new:
            parts = left_over([region], known.get(place, []), MAX_REGIONS)
            if parts is None:
                return None
            known.setdefault(place, []).extend(parts)
            fresh += [(place, part) for part in parts]
        grown.update({place for place, _ in fresh})
        if not fresh:
            cells = {place: tuple(regions) for place, regions in known.items()}
            return Reached(cells=cells, exact=frozenset(cells), reads=tuple(reads))
        if sum(map(len, known.values())) > MAX_REGIONS:
            return None
        found = [r for place, part in fresh for r in flow.reads(place, part)]
        reads += found
        new = [(r.target, flow.image(r)) for r in found]
    return None


# A box for each place


@dataclass(frozen=True, slots=True)
class Box:
    """A lower and an upper bound of each index."""

    lower: tuple[Linear, ...]
    upper: tuple[Linear, ...]

    def region(self, names: Sequence[str], context: Region) -> Region:
        own = [Linear.name(n) for n in names]
        low = (n - b for n, b in zip(own, self.lower, strict=True))
        high = (b - n for n, b in zip(own, self.upper, strict=True))
        return context.where((*low, *high))


def _guessed(flow: Flow, start: Start) -> Reached:
    boxes: dict[Place, Box] = {}
    limits = _Limits(flow, start)
    for place, region in start:
        boxes[place] = limits.around(place, region, boxes.get(place))
    reads: tuple[Read, ...] = ()
    for _ in range(MAX_REGIONS):
        cells = {p: _regions(flow, p, box) for p, box in boxes.items()}
        reads = tuple(r for p, regions in cells.items() for region in regions for r in flow.reads(p, region))
        grown = dict(boxes)
        for read in reads:
            image = flow.image(read)
            if not image.empty:
                grown[read.target] = limits.around(read.target, image, grown.get(read.target))
        if grown == boxes:
            return Reached(cells=cells, exact=_covered(flow, start, cells, reads), reads=reads)
        boxes = grown
    raise Uncounted("no box that holds what is reached")


def _regions(flow: Flow, place: Place, box: Box) -> tuple[Region, ...]:
    """The cells of a box that belong to a place."""
    names = flow.places.indices(place.name)
    if not names:
        return (flow.context,)
    region = box.region(names, flow.context)
    cells = flow.places.cells(place.name, [Linear.name(n) for n in names], region)
    return tuple(part for found, part in cells if found == place)


@dataclass(slots=True)
class _Limits:
    """Bounds that a box may have: of the start, and the boundary values and boxes of recurrences, give or take 1."""

    flow: Flow
    start: Start
    _known: dict[tuple[str, int], tuple[Linear, ...]] = field(default_factory=dict)

    def around(self, place: Place, region: Region, box: Box | None) -> Box:
        """The smallest box of such bounds that holds a region and another box. Errors: Uncounted."""
        lower, upper = [], []
        for axis, name in enumerate(self.flow.places.indices(place.name)):
            at = Linear.name(name)
            forms = self._forms(place.name, axis)
            lower.append(self._bound(forms, region, at, None if box is None else box.lower[axis], 1))
            upper.append(self._bound(forms, region, at, None if box is None else box.upper[axis], -1))
        return Box(tuple(lower), tuple(upper))

    def _bound(self, forms: Iterable[Linear], region: Region, at: Linear, old: Linear | None, sign: int) -> Linear:
        """The largest lower (smallest upper) bound of a region that the old one respects too."""
        if old is not None and region.entails((at - old).scaled(sign)):
            return old
        holding = [form for form in forms if region.entails((at - form).scaled(sign))]
        best: Linear | None = None
        for form in holding:
            fits = old is None or self.flow.context.entails((old - form).scaled(sign))
            if fits and (best is None or self.flow.context.entails((form - best).scaled(sign))):
                best = form
        if best is None and holding and old is not None:
            raise Undecided((old - holding[0]).scaled(sign))
        if best is None:
            raise Uncounted("no bound for an index that is reached")
        return best

    def _forms(self, name: str, axis: int) -> tuple[Linear, ...]:
        key = (name, axis)
        if key not in self._known:
            own = Linear.name(self.flow.places.indices(name)[axis])
            found = [f for place, region in self.start if place.name == name for f in _ties(region, own)]
            found += self.flow.places.limits(name, axis, self.flow.context)
            near = (f.plus(step) for step in (0, 1, -1) for f in found)
            self._known[key] = tuple(dict.fromkeys(near))
        return self._known[key]


def _ties(region: Region, own: Linear) -> Iterator[Linear]:
    """The forms that bound an index in a region."""
    ((name, _),) = own.terms
    for form in (*region.zero, *region.least):
        c = form.coefficient(name)
        if abs(c) == 1:
            yield (form - own.scaled(c)).scaled(-c)


def _covered(
    flow: Flow, start: Start, cells: Mapping[Place, tuple[Region, ...]], reads: Sequence[Read]
) -> frozenset[Place]:
    """The places of which every cell is in the start or read by a cell of a place like it."""
    exact = set(cells)
    while True:
        images: dict[Place, list[Region]] = {p: [r for q, r in start if q == p] for p in cells}
        for read in reads:
            if read.source in exact:
                images[read.target].append(flow.image(read))
        failed = {p for p in exact if left_over(cells[p], images[p]) != []}
        if not failed:
            return frozenset(exact)
        exact -= failed
