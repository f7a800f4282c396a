"""The depths of a dataflow's cells: what raises them, by the rules of `cells`, for all cells of a region at once.

A cell that mixes (a matrix product, a product with a weight) takes a step of its own; one that only combines entries
joins the step of what it reads, unless its own definition already stands in that step; boundaries, inputs and copies
take none. Who stands in whose step depends on the depths, and these on that: both are guessed and then proved together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from proofcheck.claim import Definition
from proofcheck.language.complexity import COUNTS
from proofcheck.language.tree import Apply, Bind, Call, Cell, Index, Ref
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.casework import Uncounted, by_cases
from proofcheck.meaning.cells_body import MOVES
from proofcheck.meaning.cells_values import Part
from proofcheck.meaning.cost import PRODUCTS, cost_of
from proofcheck.meaning.dataflow import Read
from proofcheck.meaning.occurrences import Occurrence, bound_terms, decided, occurrences
from proofcheck.meaning.places import Place, projected
from proofcheck.meaning.regions import Linear, Region, left_over
from proofcheck.meaning.roles import NOWHERE, Roles, free
from proofcheck.meaning.schedule import Chains, Depths, Edge, at_target, bounding, depths
from proofcheck.meaning.tally import application

GUESSES = 5

Members = tuple[frozenset[str], frozenset[str]]  # definitions that surely, and that perhaps, stand in a cell's step
Steps = Mapping[Place, Members]


@dataclass(frozen=True, slots=True)
class Link:
    """A read of one cell by another, and what it does to the depth: `raises` None where it depends on the steps."""

    read: Read
    raises: int | None


@dataclass(slots=True)
class Levels:
    """The cells of one count by how their depth comes about. Errors of its methods: Uncounted, Undecided, Stride."""

    roles: Roles
    top: Sequence[Chain]  # what the count itself reads
    cells: dict[Place, tuple[tuple[Region, int], ...]] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    computing: dict[Place, set[bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place in self.roles.cells:
            self.cells[place] = tuple(self._settle(place))
        self.cells[NOWHERE] = self._noted(self.top)

    def _noted(self, chains: Iterable[Chain]) -> tuple[tuple[Region, int], ...]:
        """The chains of products alone; those through cells are kept as links."""
        found = list(chains)
        self.links += [c for c in found if isinstance(c, Link)]
        return tuple(dict.fromkeys(c for c in found if not isinstance(c, Link)))

    def depth(self) -> tuple[Linear, ...]:
        """Forms in the sizes whose least is the depth of the whole. Errors: Uncounted where that is not proved."""
        steps: Steps = self._alone()
        for _ in range(GUESSES):
            chains = self._chains(steps)
            found = depths(chains)
            told = self._steps(chains, found)
            if told == steps:
                joining = any(link.raises is None for link in self.links)
                if not found.exact >= (set(self.cells) if joining else {NOWHERE}):
                    raise Uncounted("a longest chain that no affine schedule tells")
                return tuple(s[NOWHERE] for s in found.schedules)
            steps = told
        raise Uncounted("steps that depend on each other")

    def bound(self) -> Linear:
        """A form in the sizes that the depth never passes. Errors: Uncounted."""
        edges = tuple(Edge(link.read, 1 if link.raises is None else link.raises) for link in self.links)
        return bounding(replace(self._chains({}), edges=edges))[NOWHERE]

    def _settle(self, place: Place) -> Iterator[tuple[Region, int]]:
        """The cells of a place by base depth; their links are noted."""
        flow, value = self.roles.flow, isinstance(self.roles.flow.places.definition(place.name), Definition)
        for region, seen in self.roles.seen(place):
            self.computing.setdefault(place, set()).add(not (value or seen.constant or seen.copies))
            if value:
                yield from self._noted(alternatives(self.roles, flow.top_of(place, region), place))
            elif seen.constant:
                yield region, 0
            elif seen.copies:
                yield region, 0
                self.links += [Link(r, 0) for r in flow.reads(place, region)]
            else:
                yield region, 1
                mixed, plain = self._mixing(place, region)
                self.links += [Link(r, 1) for part in mixed for r in flow.reads(place, part)]
                self.links += [Link(r, None) for part in plain for r in flow.reads(place, part)]

    def _mixing(self, place: Place, region: Region) -> tuple[list[Region], list[Region]]:
        """Where the cells of a place mix, and where they only combine entries."""
        mixed: list[Region] = []
        plain = [region]
        for occurrence in occurrences(self.roles.flow.top_of(place, region)):
            for part in self._mixes(occurrence):
                outer = projected(part, occurrence.names)
                mixed += [r for p in plain if not (r := p.meet(outer)).empty]
                plain = [r for p in plain for r in p.without(outer)]
            if not plain:
                break
        return ([region], []) if not plain else (mixed, plain)

    def _mixes(self, top: Occurrence) -> list[Region]:
        node = top.node
        if isinstance(node, Call):
            return [top.region]
        if isinstance(node, Bind) and node.op == "matprod":
            raise Uncounted("a product of matrices over a range, in a cell")
        if not isinstance(node, Apply) or node.op in COUNTS or node.op in MOVES or node.op == "if":
            return []
        return [region for region, args in self.roles.arguments(top, node) if _lengthens(top, node, args, region)]

    # Who stands in whose step

    def _chains(self, steps: Steps) -> Chains:
        edges = tuple(Edge(link.read, self._weight(link, steps)) for link in self.links)
        flow = self.roles.flow
        return Chains(places=flow.places, context=flow.context, cells=self.cells, edges=edges)

    def _weight(self, link: Link, steps: Steps) -> int:
        if link.raises is not None:
            return link.raises
        surely, perhaps = steps.get(link.read.target, (frozenset(), frozenset()))
        name = link.read.source.name
        if name in surely:
            return 1
        if name in perhaps:
            raise Uncounted("cells of one case in steps of different kinds")
        return 0

    def _steps(self, chains: Chains, found: Depths) -> Steps:
        """The definitions that share the last step of each place's cells, by the schedule that was found."""
        if len(found.schedules) > 1:
            if any(link.raises is None for link in self.links):
                raise Uncounted("steps under the minimum of two schedules")
            return self._alone()
        joins = [(e.read, r) for e in chains.edges if not e.weight and not (r := _level(chains, found, e)).empty]
        steps = self._alone()
        while True:
            told = {p: self._told(p, joins, steps) for p in self.cells}
            if told == steps:
                return steps
            steps = told

    def _alone(self) -> dict[Place, Members]:
        """What computes stands in its own step; a copy, an input or a boundary has none."""
        found: dict[Place, Members] = {}
        for place in self.cells:
            own, kinds = frozenset((place.name,)), self.computing.get(place, {False})
            found[place] = (own if kinds == {True} else frozenset(), own if True in kinds else frozenset())
        return found

    def _told(self, place: Place, joins: Sequence[tuple[Read, Region]], steps: Steps) -> Members:
        surely, perhaps = self._alone()[place]
        cells = [region for region, _ in self.cells[place]]
        for name in sorted({n for read, _ in joins if read.source == place for n in steps[read.target][1]}):
            perhaps |= {name}
            own = [(read, region) for read, region in joins if read.source == place]
            bringing = [projected(region, read.names) for read, region in own if name in steps[read.target][0]]
            if left_over(cells, bringing) == []:
                surely |= {name}
        return surely, perhaps


def _level(chains: Chains, found: Depths, edge: Edge) -> Region:
    """Where a read is as deep as its reader."""
    schedule = found.schedules[0]
    gap = schedule[edge.read.source] - at_target(chains, schedule, edge.read)
    return edge.read.where.where(zero=(gap,))


def _lengthens(top: Occurrence, node: Apply, args: Sequence[Part], region: Region) -> bool:
    """Whether an application takes a step of its own in a cell."""
    if free(node, args):
        return False
    if node.op in ("*", "/") and _scaled_by_weight(args):
        return True
    try:
        cost_of(application(node, top.reading.within(region)))
    except NoMeaning:
        return True
    return node.op in PRODUCTS and not all(a.known for a in args)


def _scaled_by_weight(args: Sequence[Part]) -> bool:
    a, b = args
    return any(w.role.weight and (v.role.data or v.boundary) for w, v in ((a, b), (b, a)))


Chain = Link | tuple[Region, int]


def alternatives(roles: Roles, top: Occurrence, source: Place, raised: int = 0) -> Iterator[Chain]:
    """The chains that end in an expression: a cell read and how many products follow it, or products alone."""
    node = top.node
    yield projected(top.region, top.names), raised
    match node:
        case Cell() | Ref():
            yield from (Link(read, raised) for read in roles.flow.reads_of(source, top))
        case Index(base=base):
            yield from alternatives(roles, top.at(base), source, raised)
        case Call(args=args):
            yield projected(top.region, top.names), raised + 1
            for arg in args:
                yield from alternatives(roles, top.at(arg), source, raised + 1)
        case Apply(op="if", args=(test, then, other)):
            for part, truth in decided(top, test):
                yield from alternatives(roles, top.within(part).at(then if truth else other), source, raised)
        case Bind(op=op):
            if op == "matprod":
                raise Uncounted("a product of matrices over a range")
            for term in bound_terms(top, node):
                yield from alternatives(roles, term, source, raised)
        case Apply(op=op) if op not in COUNTS:
            for region, parts in roles.arguments(top, node):
                for part, extra in _products(top, node, parts, region):
                    yield projected(part, top.names), raised + extra
                    for arg in node.args:
                        yield from alternatives(roles, top.within(part).at(arg), source, raised + extra)


def _products(top: Occurrence, node: Apply, args: Sequence[Part], region: Region) -> list[tuple[Region, int]]:
    """How many products follow one another in an application, in each part of a region. Errors: Uncounted."""
    if node.op in MOVES or free(node, args):
        return [(region, 0)]
    known = all(a.known for a in args)
    scaled = node.op in ("*", "/") and _scaled_by_weight(args)

    def chain(part: Region) -> int:
        try:
            cost = cost_of(application(node, top.reading.within(part)))
        except NoMeaning as hole:
            raise Uncounted(str(hole)) from None
        found = cost.chain.constant
        if found is None:
            raise Uncounted("a chain as long as a size")
        return (found if node.op in PRODUCTS and not known else 0) + scaled

    return by_cases(region, chain)
