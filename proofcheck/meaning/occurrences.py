"""What the evaluation of a body does, for all cells of a region at once: which of its parts are evaluated where.

Ranges between numbers are written out, ranges between sizes stay, their variable one more name of the region; filters
and conditions on indices cut the region. Where an operator stands under no condition it occurs in the whole region.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from proofcheck.language.complexity import COUNTS
from proofcheck.language.tree import Apply, Bind, Call, Cell, Index, Node, Range, children
from proofcheck.language.types import Dim
from proofcheck.meaning.casework import Uncounted, by_cases
from proofcheck.meaning.regions import Linear, Region
from proofcheck.meaning.size_expressions import Reading

WRITTEN_OUT = 64  # the longest range between numbers that is written out
RANGED = frozenset({"sum", "product", "max", "min", "array", "matprod"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A node that is evaluated at every point of `reading.region`; `names`: its bound names that the region has."""

    node: Node
    reading: Reading
    names: tuple[str, ...] = ()
    terms: tuple[Occurrence, ...] = ()  # of a binder: its body, for each term or run of terms

    @property
    def region(self) -> Region:
        return self.reading.region

    def within(self, region: Region) -> Occurrence:
        return replace(self, reading=self.reading.within(region))

    def at(self, node: Node) -> Occurrence:
        return replace(self, node=node, terms=())


def occurrences(top: Occurrence) -> Iterator[Occurrence]:
    """Every evaluated node at or below `top`, each once for every region and term. Errors: Uncounted, Stride.

    Indices of cells and arrays are places, not values: they do not occur.
    """
    node = top.node
    match node:
        case Apply(op="if", args=(test, then, other)):
            yield top
            for part, truth in decided(top, test):
                yield from occurrences(top.within(part).at(then if truth else other))
            return
        case Bind(op=op) if op in RANGED:
            terms = tuple(bound_terms(top, node))
            yield replace(top, terms=terms)
            for term in terms:
                yield from occurrences(term)
            return
        case Index(base=base):
            yield top
            yield from occurrences(top.at(base))
            return
        case Cell():
            yield top
            return
        case Call(args=args):
            yield top
            for child in args:
                yield from occurrences(top.at(child))
            return
        case Apply(op=op, args=args):
            yield top
            for child in () if op in COUNTS else args:
                yield from occurrences(top.at(child))
            return
    if children(node):
        raise Uncounted(f"`{type(node).__name__.lower()}` inside of what is counted")
    yield top


def bound_terms(top: Occurrence, node: Bind) -> Iterator[Occurrence]:
    """The body for each value of the bound names that is written out, in the region where it counts."""
    found = [top.at(node.body)]
    for binder in node.binders:
        if not isinstance(binder, Range):
            raise Uncounted("a binder over a continuum")
        found = [inner for term in found for inner in _bound(term, binder)]
        if binder.filter is not None:
            found = [inner for term in found for inner in _filtered(term, binder.filter)]
    yield from found


def _bound(term: Occurrence, binder: Range) -> Iterator[Occurrence]:
    reading = term.reading
    for part, (low, high) in by_cases(term.region, lambda r: _ends(reading.within(r), binder)):
        inner = term.within(part)
        if not low.terms and not high.terms and high.constant - low.constant < WRITTEN_OUT:
            for value in range(low.constant, high.constant + 1):
                yield replace(inner, reading=inner.reading.binding(binder.name, Dim.of(value)))
            continue
        own = Linear.name(binder.name)
        region = part.where((own - low, high - own))
        if not region.empty:
            yield replace(inner.within(region), names=(*term.names, binder.name))


def _ends(reading: Reading, binder: Range) -> tuple[Linear, Linear]:
    low, high = reading.linear(binder.lower), reading.linear(binder.upper)
    return (low, high) if binder.step > 0 else (high, low)


def _filtered(term: Occurrence, test: Node) -> Iterator[Occurrence]:
    yield from (term.within(part) for part, truth in decided(term, test) if truth)


def decided(top: Occurrence, test: Node) -> list[tuple[Region, bool]]:
    """The truth of a condition on indices and sizes, in each part of a region. Errors: Uncounted."""
    return by_cases(top.region, lambda r: top.reading.within(r).truth(test))
