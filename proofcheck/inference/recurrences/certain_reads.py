"""Whether a cell is certainly evaluated where an expression is: a reader of it is sought, and a reader of that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from proofcheck.claim import Claim, Definition, Recurrence
from proofcheck.inference.recurrences.ancestors import Node
from proofcheck.inference.recurrences.reads import Read, Unclear, body_reads, own_names
from proofcheck.inference.recurrences.unfolding import Indices
from proofcheck.meaning.regions import Linear, Region

DEEPEST = 4
_FAR = 10**9


def surely_read(claim: Claim, context: Region, start: Sequence[Read], node: Node, deep: int = DEEPEST) -> bool:
    """Whether a node is certainly evaluated where all of `start` is, at each point of the context. Errors: Unclear."""
    if any(_hits(context, r, node) for r in start):
        return True
    if deep == 0:
        return False
    return any(surely_read(claim, context, start, reader, deep - 1) for reader in _readers(claim, context, node))


def every_one_used(claim: Claim, start: Sequence[Read], name: str, box: Region) -> bool:
    """Whether every cell of a box of a recurrence's own indices is certainly evaluated where all of `start` is.

    By induction: each is read by its neighbour in the box along some axis, always the next one or always the one
    before, or it is read from `start`. Errors: Unclear.
    """
    definition = claim.definition_named(name)
    assert isinstance(definition, Recurrence)
    places = [f"{own}'" for own in own_names(definition)]
    for own, new in zip(own_names(definition), places, strict=True):
        box = box.put(own, Linear.name(new))
    cell = Node(name=name, at=tuple(map(Linear.name, places)))
    return any(_by_neighbours(claim, start, cell, places, box, way) for way in (1, -1))


def _by_neighbours(
    claim: Claim, start: Sequence[Read], cell: Node, places: Sequence[str], box: Region, way: int
) -> bool:
    rest = [box]
    for place in places:
        if not any(_ends_at(f, place, way, places) for f in box.least):
            continue  # it may go on for ever
        value = Linear.name(place).plus(way)
        moved, neighbour = box.put(place, value), Node(name=cell.name, at=tuple(a.put(place, value) for a in cell.at))
        left: list[Region] = []
        for piece in rest:
            both = piece.meet(moved)
            read = both.empty or any(_hits(both, r, cell) for r in reads_at(claim, both, neighbour))
            left += [p for p in piece.without(moved) if not p.empty] if read else [piece]
        rest = left
    return all(surely_read(claim, piece, start, cell) for piece in rest)


def _ends_at(form: Linear, place: str, way: int, places: Sequence[str]) -> bool:
    """Whether a condition bounds an index on the way, by what does not depend on the other indices."""
    return form.coefficient(place) * way < 0 and all(a == place or a not in places for a, _ in form.terms)


def reads_at(claim: Claim, context: Region, node: Node) -> tuple[Read, ...]:
    """What a value or one cell reads, in the names of the context. Errors: Unclear."""
    definition = claim.definition_named(node.name)
    if not isinstance(definition, Recurrence):
        return body_reads(claim, node.name, context)
    own = own_names(definition)
    here = context.where(zero=[Linear.name(n) - a for n, a in zip(own, node.at, strict=True)])
    found: list[Read] = []
    for read in body_reads(claim, definition.name, here):
        region, place = read.region, read.at
        for name, value in zip(own, node.at, strict=True):
            region, place = region.put(name, value), tuple(p.put(name, value) for p in place)
        found.append(Read(name=read.name, at=place, region=region, sure=read.sure))
    return tuple(found)


def _hits(context: Region, read: Read, node: Node) -> bool:
    """Whether a sure read is of this node, at each point of the context, for some values of the bound names."""
    if not read.sure or read.name != node.name:
        return False
    return _always(context, read.region.where(zero=[a - b for a, b in zip(read.at, node.at, strict=True)]))


def _always(context: Region, region: Region) -> bool:
    """Whether each point of the context lies under a point of the region; the other names are solved for."""
    known = frozenset(context.atoms())
    region = Region(tuple(f.lowest() for f in region.zero), region.least)
    for atom in region.atoms():
        if atom in known or not isinstance(atom, str):
            continue
        equation = next((f for f in region.zero if abs(f.coefficient(atom)) == 1), None)
        if equation is None:
            return any(_always(context, region.put(atom, end)) for end in _ends(region, atom, known))
        c = equation.coefficient(atom)
        region = region.put(atom, (equation - Linear(((atom, c),), 0)).scaled(-c))
    return all(context.fixes(f) for f in region.zero) and all(context.entails(f) for f in region.least)


def _ends(region: Region, atom: str, known: frozenset[object]) -> Iterator[Linear]:
    """Values to try for a name: the ends of its range."""
    for form in region.least:
        c = form.coefficient(atom)
        if abs(c) == 1:
            rest = form - Linear(((atom, c),), 0)
            if all(a in known for a, _ in rest.terms):
                yield rest.scaled(-c)


def _readers(claim: Claim, context: Region, node: Node) -> Iterator[Node]:
    """Values and cells that certainly read a node, at each point of the context."""
    for definition in claim.definitions:
        if isinstance(definition, Definition):
            candidates: Iterator[Node] = iter((Node(name=definition.name),))
        else:
            candidates = _candidates(claim, context, definition, node)
        try:
            for candidate in candidates:
                if any(_hits(context, r, node) for r in reads_at(claim, context, candidate)):
                    yield candidate
        except Unclear:
            continue


def _candidates(claim: Claim, context: Region, definition: Recurrence, node: Node) -> Iterator[Node]:
    """Cells that may read a node: indices at which a read of the recurrence's body meets it."""
    own = own_names(definition)
    anywhere = context.where(Linear.name(n).plus(_FAR) for n in own)  # so that the indices are names of the region
    known = frozenset(context.atoms())
    seen: set[Indices] = set()
    for read in body_reads(claim, definition.name, anywhere):
        if not read.sure or read.name != node.name:
            continue
        for at in _solved(read, node.at, own, known):
            if at not in seen:
                seen.add(at)
                yield Node(name=definition.name, at=at)


def _solved(read: Read, wanted: Indices, own: Sequence[str], known: frozenset[object]) -> Iterator[Indices]:
    """The reader's indices, if each stands in one equation; bound names at the ends of their ranges."""
    found: dict[str, Linear] = {}
    for form, value in zip(read.at, wanted, strict=True):
        names = [n for n in own if form.coefficient(n)]
        if len(names) == 1 and form.coefficient(names[0]) == 1 and names[0] not in found:
            found[names[0]] = value - (form - Linear.name(names[0]))
    if set(found) != set(own):
        return
    at = tuple(found[n] for n in own)
    bound = dict.fromkeys(a for form in at for a, _ in form.terms if a not in known and isinstance(a, str))
    if not bound:
        yield at
    elif len(bound) == 1:
        (name,) = bound
        for end in _ends(read.region, name, known):
            yield tuple(form.put(name, end) for form in at)
