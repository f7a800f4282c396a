"""A claim at fixed sizes as scalar entries: the one expansion that exact and ball arithmetic, and the kernel, read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import Function, Kind, kind_of
from proofcheck.meaning import IllFounded, NoMeaning
from proofcheck.meaning.cells import MAX_STEPS as COUNTING_STEPS
from proofcheck.meaning.conditions import conditions
from proofcheck.meaning.expand import RELATIONS, Expander
from proofcheck.meaning.graph import Entry, Graph, Grid
from proofcheck.meaning.scope import Scope

__all__ = ["Entry", "Graph", "Grid", "Limits", "Sides", "Unrolled", "unroll"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one expansion may hold."""

    entries: int = 200_000
    cells: int = 20_000
    counting: int = COUNTING_STEPS  # steps of counting dataflow


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a link that is a relation."""

    op: str
    left: Grid
    right: Grid
    graph: Graph

    def pair(self, a: Entry, b: Entry) -> Entry:
        """The relation between one entry of each side."""
        return self.graph.make(self.op, a, b)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrolled:
    """A claim at fixed sizes. `links`, `assumptions` and `domain` are boolean entries of `graph`.

    `sides` has one item a link: None where the link is no relation. `givens` are the values of the given variables:
    numbers for sizes, else `var` leaves. `domain`: that the givens have their kinds, domains and adjectives. `steps`:
    the entries of every tree expanded on the way.
    """

    graph: Graph
    links: tuple[Entry, ...]
    sides: tuple[Sides | None, ...]
    assumptions: tuple[Entry, ...]
    domain: tuple[Entry, ...]
    givens: Mapping[str, Grid]
    steps: int = 0


def unroll(claim: Claim, sizes: Mapping[str, int], limits: Limits = DEFAULT, *, holes: bool = False) -> Unrolled:
    """The claim expanded at these sizes (a value for every integer scalar given).

    Errors: NoMeaning(op) for something without a meaning here (with `holes` it becomes an entry that is never decided),
    TooLarge past a limit, IllFounded for a recurrence that has no value (with `holes`, an undecided entry too).
    """
    names = frozenset(g.name for g in claim.given if kind_of(g.type) is Kind.COMPLEX)
    graph = Graph(limits.entries, names)
    x = Expander(claim, sizes, graph, limits.cells, limits.counting)
    scope = Scope(x.world)
    domain: list[Entry] = []
    for given in claim.given:
        if isinstance(given.type, Function):
            continue
        try:
            domain.extend(conditions(x, given, x.given(given.name), scope))
        except (NoMeaning, IllFounded) as gap:
            domain.append(_hole(graph, gap, holes))
    domain.extend(_shaped(x, given, scope, holes) for given in claim.counted)
    assumptions = tuple(_truth(x, node, scope, holes) for node in claim.assumptions)
    links = [_link(x, link.node, scope, holes) for link in claim.links]
    return Unrolled(
        graph=graph,
        links=tuple(truth for truth, _ in links),
        sides=tuple(sides for _, sides in links),
        assumptions=assumptions,
        domain=tuple(e for e in domain if e.constant is not True),
        givens=x.givens,
        steps=x.steps,
    )


def _shaped(x: Expander, given: Given, scope: Scope, holes: bool) -> Entry:
    """That what has a shape alone has one at these sizes."""
    try:
        for type_ in (*given.type.parameters, given.type.result) if isinstance(given.type, Function) else (given.type,):
            x.shape(type_, scope)
    except (NoMeaning, IllFounded) as gap:
        return _hole(x.graph, gap, holes)
    return x.graph.true


def _hole(graph: Graph, gap: NoMeaning | IllFounded, holes: bool) -> Entry:
    if not holes:
        raise gap
    return graph.hole(str(gap))


def _truth(x: Expander, node: Node, scope: Scope, holes: bool) -> Entry:
    try:
        return x.expand(node, scope).scalar
    except (NoMeaning, IllFounded) as gap:
        return _hole(x.graph, gap, holes)


def _link(x: Expander, node: Node, scope: Scope, holes: bool) -> tuple[Entry, Sides | None]:
    try:
        if isinstance(node, Apply) and node.op in RELATIONS:
            left, right = (x.expand(a, scope) for a in node.args)
            return x.compared(node.op, left, right), Sides(node.op, left, right, x.graph)
        return x.expand(node, scope).scalar, None
    except (NoMeaning, IllFounded) as gap:
        return _hole(x.graph, gap, holes), None
