"""What a body reads directly, for all indices of a region at once: cells, values and variables, and where it does.

Indices are linear forms; conditions, ranges and cases on integers cut the region. A read is `sure` where the body
cannot be evaluated without it at any point of the read's region.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from proofcheck.claim import Case, Claim, Definition, Recurrence
from proofcheck.inference.recurrences.unfolding import UNREADABLE, Indices
from proofcheck.language.complexity import COUNTS
from proofcheck.language.dims import is_integer
from proofcheck.language.tree import (
    Apply,
    Approach,
    At,
    Bind,
    Binder,
    Call,
    Cell,
    Derive,
    Index,
    Node,
    Num,
    Range,
    Ref,
    Slice,
    Var,
    Whole,
    children,
)
from proofcheck.language.types import Dim
from proofcheck.meaning.casework import by_cases
from proofcheck.meaning.regions import Linear, Region
from proofcheck.meaning.size_expressions import Reading

_BINDERS = frozenset({"sum", "product", "max", "min", "array", "matprod", "forall", "exists", "argmax", "argmin"})
_MIXING = frozenset({"softmax", "log_softmax", "layernorm", "rmsnorm"})  # each entry needs every entry of the argument
_PICKED = frozenset({"stack", "block", "pad", "flip", "tril", "triu", "diag", "diagonal", "transpose", "vec"})
MOST_READS = 300


class Unclear(Exception):
    """What a body reads cannot be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """At each point of `region` the definition or variable `name` is read, a recurrence at `at`; `sure`: always."""

    name: str
    at: Indices
    region: Region
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the walk is: the region, values of names; whether what stands here is surely evaluated, and as a whole."""

    reading: Reading
    sure: bool = True
    part: bool = False  # some entries alone may be asked for

    def within(self, region: Region, *, sure: bool = True) -> _Place:
        return replace(self, reading=self.reading.within(region), sure=self.sure and sure)

    @property
    def region(self) -> Region:
        return self.reading.region


def own_names(recurrence: Recurrence) -> tuple[str, ...]:
    """Names for the indices of a recurrence's cells, that no variable has."""
    return tuple(f"{recurrence.name}#{k + 1}" for k in range(len(recurrence.cases[0].pattern)))


def reads(claim: Claim, node: Node, region: Region, values: Mapping[str, Dim] | None = None) -> tuple[Read, ...]:
    """The direct reads of an expression. Errors: Unclear."""
    place = _Place(reading=Reading(claim=claim, region=region, values=values or {}))
    try:
        found = tuple(dict.fromkeys(_reads(place, node)))
    except UNREADABLE as why:
        raise Unclear(str(why)) from None
    if len(found) > MOST_READS:
        raise Unclear("too many reads")
    return tuple(r for r in found if not r.region.empty)


def body_reads(claim: Claim, name: str, region: Region) -> tuple[Read, ...]:
    """What the cells of a recurrence in a region of its `own_names`, or a value, read directly. Errors: Unclear."""
    found: list[Read] = []
    for body, part, values in bodies(claim, name, region):
        found += reads(claim, body, part, values)
    return tuple(found)


def bodies(claim: Claim, name: str, region: Region) -> Iterator[tuple[Node, Region, Mapping[str, Dim]]]:
    """The bodies that cells of a region may have, each where it may be the one, with the values of its index names."""
    definition = claim.definition_named(name)
    if isinstance(definition, Definition):
        yield definition.body, region, {}
    if not isinstance(definition, Recurrence):
        return
    try:
        for case, part in _cases(claim, definition, region):
            own = zip(case.pattern, own_names(definition), strict=True)
            yield case.body, part, {item: Dim.of(index) for item, index in own if isinstance(item, str)}
    except UNREADABLE as why:
        raise Unclear(str(why)) from None


def _cases(claim: Claim, recurrence: Recurrence, region: Region) -> Iterator[tuple[Case, Region]]:
    """Each case with a part of the region that holds every cell of it."""
    rest = [region]
    for case in recurrence.cases:
        zero, least = _pattern(claim, recurrence, case, region)
        here = Region(zero=zero, least=least)
        for part in rest:
            both = part.meet(here)
            if not both.empty:
                yield case, both
        rest = [piece for part in rest for piece in part.without(here)]


def _pattern(
    claim: Claim, recurrence: Recurrence, case: Case, region: Region
) -> tuple[tuple[Linear, ...], tuple[Linear, ...]]:
    """The conditions under which a case fits: equations, and bounds of its box."""
    own = own_names(recurrence)
    reading = Reading(claim=claim, region=region, values={})
    pairs = zip(case.pattern, own, strict=True)
    zero = tuple(Linear.name(name) - reading.linear(item) for item, name in pairs if not isinstance(item, str))
    if not recurrence.box or case.pattern != tuple(b.name for b in recurrence.box):
        return zero, ()
    reading = replace(reading, values={b.name: Dim.of(n) for b, n in zip(recurrence.box, own, strict=True)})
    least: list[Linear] = []
    for binder, name in zip(recurrence.box, own, strict=True):
        least += [Linear.name(name) - reading.linear(binder.lower), reading.linear(binder.upper) - Linear.name(name)]
    return zero, tuple(least)


def _reads(place: _Place, node: Node) -> Iterator[Read]:
    match node:
        case Num():
            return
        case Var(name=name):
            given = place.reading.claim.given_named(name)
            if given is not None and not is_integer(given.type):
                yield Read(name=name, at=(), region=place.region, sure=place.sure)
        case Ref(name=name):
            yield Read(name=name, at=(), region=place.region, sure=place.sure and not place.part)
        case Cell(name=name, at=indices):
            places = by_cases(place.region, lambda r: tuple(place.reading.within(r).linear(i) for i in indices))
            for part, at in places:
                yield Read(name=name, at=at, region=part, sure=place.sure and not place.part)
        case Apply():
            yield from _applied(place, node)
        case Bind():
            yield from _bound(place, node)
        case Call(args=args):
            for child in args:
                yield from _reads(replace(place, part=False), child)
        case Index(base=base, at=items):
            yield from _indexed(place, base, items)
        case Derive() | At() | Whole():
            raise Unclear("a derivative or a substitution inside of a definition")
        case _:
            raise Unclear("an expression of another kind")


def _indexed(place: _Place, base: Node, items: tuple[Node | Slice, ...]) -> Iterator[Read]:
    if isinstance(base, Apply) and base.op in COUNTS:
        return
    yield from _reads(replace(place, part=True), base)
    for item in items:
        for end in (item.lower, item.upper) if isinstance(item, Slice) else (item,):
            if end is not None:
                yield from _reads(place, end)


def _applied(place: _Place, node: Apply) -> Iterator[Read]:
    if node.op in COUNTS:
        return
    if node.op == "if":
        yield from _chosen(place, *node.args)
        return
    lazy = node.op in ("and", "or", "=>")
    picked = node.op in _PICKED  # of an entry, not every argument is needed
    for k, child in enumerate(children(node)):
        sure = place.sure and not (lazy and k) and not (picked and place.part)
        yield from _reads(replace(place, sure=sure, part=place.part and node.op not in _MIXING), child)


def _chosen(place: _Place, test: Node, then: Node, other: Node) -> Iterator[Read]:
    try:
        parts = by_cases(place.region, lambda r: place.reading.within(r).truth(test))
    except UNREADABLE:  # a condition on data
        yield from _reads(place, test)
        for branch in (then, other):
            yield from _reads(place.within(place.region, sure=False), branch)
        return
    for part, truth in parts:
        yield from _reads(place.within(part), then if truth else other)


def _bound(place: _Place, node: Bind) -> Iterator[Read]:
    if any(isinstance(b, Approach) for b in node.binders):
        raise Unclear("a limit inside of a definition")
    if node.op not in _BINDERS or not all(isinstance(b, Range) for b in node.binders):
        for child in children(node):
            yield from _reads(replace(place, sure=False), child)
        return
    for inner in _over(place, node.binders[0]):
        yield from _rest(inner, node, 1)


def _rest(place: _Place, node: Bind, k: int) -> Iterator[Read]:
    if k == len(node.binders):
        lazy = node.op in ("forall", "exists") or (node.op == "array" and place.part)
        yield from _reads(replace(place, sure=place.sure and not lazy), node.body)
        return
    for inner in _over(place, node.binders[k]):
        yield from _rest(inner, node, k + 1)


def _over(place: _Place, binder: Binder) -> Iterator[_Place]:
    """The places inside a range."""
    assert isinstance(binder, Range)
    low, high = (binder.lower, binder.upper) if binder.step > 0 else (binder.upper, binder.lower)
    own = Linear.name(binder.name)
    if own.terms[0][0] in place.region.atoms():
        raise Unclear(f"`{binder.name}` is bound twice")
    ends = by_cases(place.region, lambda r: (place.reading.within(r).linear(low), place.reading.within(r).linear(high)))
    for part, (first, last) in ends:
        inner = place.within(part.where((own - first, last - own)), sure=abs(binder.step) == 1)
        if binder.filter is None:
            yield inner
            continue
        yield from _where(inner, binder.filter)


def _where(place: _Place, test: Node) -> Iterator[_Place]:
    """The places at which a filter on integers lets a term count."""
    chosen = by_cases(place.region, lambda r: place.reading.within(r).truth(test))
    yield from (place.within(region) for region, truth in chosen if truth)
