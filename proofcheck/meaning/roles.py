"""What values are made of (numbers, boundaries, weights, data), for all cells of a region at once.

The rules are those of `cells_values`, which count at fixed sizes; here every answer comes with the part of the region
in which it is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from proofcheck.claim import Definition, Given
from proofcheck.language.complexity import COUNTS
from proofcheck.language.tree import Apply, Bind, Call, Cell, Index, Node, Num, Ref, Var, walk
from proofcheck.language.types import Array, Kind, Scalar
from proofcheck.meaning.casework import Uncounted, by_cases, is_zero
from proofcheck.meaning.cells_body import MOVES
from proofcheck.meaning.cells_values import Part, applied, joined, moved, number, weight
from proofcheck.meaning.cost import Role
from proofcheck.meaning.dataflow import Flow, Read
from proofcheck.meaning.occurrences import Occurrence, bound_terms, decided, occurrences
from proofcheck.meaning.places import Place, projected
from proofcheck.meaning.regions import Region

Pieces = list[tuple[Region, Part]]
_DATA = Role(data=True)
_CELL = Part(role=_DATA, moved=True)
NOWHERE = Place("", 0)  # the reader of an expression outside of every definition
_PLAIN = frozenset({"+", "-", "*", "neg", "min", "max"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A cell or let-value as its readers see it. `constant`: it costs nothing and is no cell of data; `copies`: it only
    hands on what it reads."""

    part: Part
    constant: bool = False
    copies: bool = False


@dataclass(frozen=True, slots=True)
class Addend:
    """Terms of a binder that are alike: where they are, with all bound names; where that is outside; what they are."""

    where: Region
    names: tuple[str, ...]
    outer: Region
    part: Part


@dataclass(frozen=True, slots=True)
class Folded:
    """The terms of a binder, and the kinds of terms that there are in each part of the region."""

    terms: tuple[Addend, ...]
    kinds: tuple[tuple[Region, frozenset[Part]], ...]


@dataclass(slots=True)
class Roles:
    """The roles of the values in one dataflow, of which `cells` are reached. Errors: Uncounted, Stride."""

    flow: Flow
    cells: Mapping[Place, tuple[Region, ...]]
    _givens: dict[str, Given] = field(init=False)
    _seen: dict[Place, list[tuple[Region, Seen]]] = field(default_factory=dict)
    _active: set[Place] = field(default_factory=set)
    _assumed: set[Place] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._givens = {g.name: g for g in self.flow.places.claim.declared}

    def given(self, name: str) -> Given | None:
        """The given of a name that stands for a value; None for a size or a bound name."""
        found = self._givens.get(name)
        return None if found is None or found.type == Scalar(Kind.INTEGER) else found

    # Expressions

    def parts(self, top: Occurrence) -> Pieces:
        """What an expression is, in each part of its region."""
        match top.node:
            case Num(value=value):
                return [(top.region, number(zero=value == 0))]
            case Var(name=name):
                return [(top.region, self._variable(name))]
            case Index(base=base):
                return self.parts(top.at(base))
            case Ref() | Cell():
                seen = (p for r in self.flow.reads_of(NOWHERE, top) for p in self.seen_by(r))
                return merged(top.region, ((region, s.part) for region, s in seen))
            case Call():
                return [(top.region, Part(role=_DATA))]
            case Bind() as node:
                found = ((region, fold(node, kinds)) for region, kinds in self.folded(top, node).kinds)
                return merged(top.region, found)
            case Apply():
                return self._applied(top, top.node)
        raise Uncounted("no value by itself")

    def _variable(self, name: str) -> Part:
        given = self.given(name)
        if given is None:
            return number()
        return Part(role=Role(weight=given.parameter, data=not given.parameter), moved=True)

    def seen_by(self, read: Read) -> list[tuple[Region, Seen]]:
        """What a read sees, in each part of where it reads, in the reader's indices."""
        place = read.target
        if place in self._active:
            self._assumed.add(place)
            return [(read.where, Seen(_CELL))]
        found = self.seen(place)
        if len({seen for _, seen in found}) == 1:
            return [(read.where, found[0][1])]
        here = [(read.where.meet(self.flow.pulled(region, read)), seen) for region, seen in found]
        return [(region, seen) for region, seen in here if not region.empty]

    def _applied(self, top: Occurrence, node: Apply) -> Pieces:
        op = node.op
        if op in COUNTS:
            return [(top.region, number())]
        if op == "if":
            test, then, other = node.args
            chosen = ((part, then if truth else other) for part, truth in decided(top, test))
            return merged(top.region, (p for part, branch in chosen for p in self.parts(top.within(part).at(branch))))
        found = (self._of(top.within(region), node, args) for region, args in self.arguments(top, node))
        return merged(top.region, (piece for pieces in found for piece in pieces))

    def _of(self, top: Occurrence, node: Apply, args: Sequence[Part]) -> Pieces:
        if free(node, args):
            return [(part, Part(known=True, zero=z, moved=True)) for part, z in self._zero(top, node)]
        return [(top.region, moved(args, node.op) if node.op in MOVES else applied(node.op, args))]

    def _zero(self, top: Occurrence, node: Apply) -> list[tuple[Region, bool]]:
        """Where a known number is 0, as far as plain arithmetic tells."""
        if not all(isinstance(n, (Num, Var)) or (isinstance(n, Apply) and n.op in _PLAIN) for n in walk(node)):
            return [(top.region, False)]
        return by_cases(top.region, lambda r: is_zero(r, top.reading.within(r).linear(node)))

    def arguments(self, top: Occurrence, node: Apply | Call) -> list[tuple[Region, tuple[Part, ...]]]:
        """The parts of all arguments together."""
        found: list[tuple[Region, tuple[Part, ...]]] = [(top.region, ())]
        for arg in node.args:
            pieces = self.parts(top.at(arg))
            if len(pieces) == 1:
                found = [(region, (*before, pieces[0][1])) for region, before in found]
                continue
            both = [(a.meet(b), (*before, part)) for a, before in found for b, part in pieces]
            found = [(region, args) for region, args in both if not region.empty]
        return found

    def folded(self, top: Occurrence, node: Bind) -> Folded:
        """The terms of a binder, and which kinds of terms there are where. Errors: Uncounted."""
        terms: list[Addend] = []
        for term in top.terms or bound_terms(top, node):
            names = tuple(n for n in term.names if n not in top.names)
            for region, part in self.parts(term):
                terms.append(Addend(region, term.names, projected(region, names), part))
        kinds: Kinds = {frozenset(): [top.region]}
        for addend in terms:
            kinds = _joined_by(kinds, addend.outer, addend.part)
        return Folded(tuple(terms), tuple((r, found) for found, regions in kinds.items() for r in regions))

    # Cells

    def seen(self, place: Place) -> list[tuple[Region, Seen]]:
        """The reached cells of a place, as their readers see them.

        A place that reads itself is taken for computed data first; if that is what comes out, it is so for every
        cell, by induction along the reads.
        """
        if place not in self._seen:
            self._active.add(place)
            try:
                found = [p for region in self.cells.get(place, ()) for p in self._of_place(place, region)]
            finally:
                self._active.discard(place)
            if place in self._assumed and any(seen.part != _CELL or seen.constant for _, seen in found):
                raise Uncounted("cells of one case that are not all of one kind")
            if not self._active:
                self._assumed.clear()
            self._seen[place] = found
        return self._seen[place]

    def _of_place(self, place: Place, region: Region) -> Iterator[tuple[Region, Seen]]:
        value = isinstance(self.flow.places.definition(place.name), Definition)
        for leaf in self.flow.leaves(place, region):
            for part_region, part in self.parts(leaf):
                if value:
                    yield part_region, Seen(replace(part, moved=True), constant=part.known)
                else:
                    yield from self._cell(leaf.within(part_region), part)

    def _cell(self, top: Occurrence, part: Part) -> list[tuple[Region, Seen]]:
        boundary = Seen(Part(boundary=True, zero=part.zero, moved=True), constant=True)
        if self._is_boundary(top.node):
            return [(top.region, boundary)]
        learned = part.role.weight if part.moved else weight(part.role)
        own = Seen(Part(role=Role(weight=learned, data=True), moved=True, mixed=part.mixed), copies=part.moved)
        if not part.moved or self._takes_givens(top):
            return [(top.region, own)]
        rest, live = [top.region], []
        reads = [r for o in occurrences(top) for r in self.flow.reads_of(NOWHERE, o)]
        if any(r.names for r in reads):
            raise Uncounted("a copy of a range of cells")
        for region, seen in (p for r in reads for p in self.seen_by(r)):
            if not seen.constant:
                live += [r for s in rest if not (r := s.meet(region)).empty]
                rest = [r for s in rest for r in s.without(region)]
        return [(r, boundary) for r in rest] + [(r, own) for r in live] if reads else [(top.region, own)]

    def _takes_givens(self, top: Occurrence) -> bool:
        return any(isinstance(o.node, Var) and self.given(o.node.name) is not None for o in occurrences(top))

    def _is_boundary(self, node: Node) -> bool:
        """Whether a body mentions no variable and no cell."""
        for part in walk(node):
            if isinstance(part, (Cell, Call)) or (isinstance(part, Var) and self.given(part.name) is not None):
                return False
            if isinstance(part, Ref):
                definition = self.flow.places.definition(part.name)
                if not isinstance(definition, Definition) or not self._is_boundary(definition.body):
                    return False
        return True


def free(node: Apply, args: Sequence[Part]) -> bool:
    """Whether an application is arithmetic of known numbers, which costs nothing."""
    return all(a.known for a in args) and not any(isinstance(n.type, Array) for n in (node, *node.args))


def fold(node: Bind, parts: Iterable[Part]) -> Part:
    terms = tuple(parts)
    if node.op == "array":
        return moved(terms) if terms else number(zero=True)
    part, _ = joined(terms)
    return Part(known=True, moved=True) if part.known and not isinstance(node.type, Array) else part


Kinds = dict[frozenset[Part], list[Region]]


def _joined_by(states: Kinds, outer: Region, part: Part) -> Kinds:
    """The kinds of terms that there are in each part of a region, once terms of one more kind are in `outer`."""
    found: Kinds = {}
    for parts, regions in states.items():
        for region in regions:
            inside = region.meet(outer)
            if part in parts or inside.empty:
                found.setdefault(parts, []).append(region)
                continue
            outside = region.without(outer)
            found.setdefault(parts | {part}, []).append(inside if outside else region)
            found.setdefault(parts, []).extend(outside)
    return {parts: regions for parts, regions in found.items() if regions}


def merged(whole: Region, pieces: Iterable[tuple[Region, Part]]) -> Pieces:
    """The pieces of a region, which cover it, as one where all are alike."""
    found = list(pieces)
    return [(whole, found[0][1])] if len({part for _, part in found}) == 1 else found
