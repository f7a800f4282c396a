"""Instances with values that are no rationals: `x = pi/2` is put into an expansion, and what is left is closed.

The text of such a value is parsed and elaborated like any expression; it is never evaluated as code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from proofcheck.analysis.closed_equalities import are_equal
from proofcheck.analysis.constants import enclosing, is_closed, sign_of
from proofcheck.claim import Claim
from proofcheck.errors import ClaimError
from proofcheck.language.elaborate import elaborate, scope_of
from proofcheck.language.parse import parse_text
from proofcheck.language.tree import Node
from proofcheck.language.types import Scalar
from proofcheck.meaning import IllFounded, NoMeaning
from proofcheck.meaning.entries import Sides, Unrolled
from proofcheck.meaning.expand import Expander
from proofcheck.meaning.graph import Entry, Graph, Grid
from proofcheck.meaning.scope import Scope

_LONGEST = 200  # characters of a value
_CELLS = 100
_COMPARED = {"==": (0,), "!=": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}


def closed_entry(graph: Graph, text: str) -> Entry:
    """The entry of a closed real expression. Errors: NoMeaning."""
    node = _read(text)
    try:
        x = Expander(Claim(id="", text=""), {}, graph, _CELLS)
        entry = x.expand(node, Scope(x.world)).scalar
    except IllFounded as gap:
        raise NoMeaning("value", str(gap)) from None
    if not is_closed(entry):
        raise NoMeaning("value", f"`{text}` is no real constant")
    enclosing(entry)  # it has a value
    return entry


@lru_cache(maxsize=256)
def _read(text: str) -> Node:
    if len(text) > _LONGEST:
        raise NoMeaning("value", "too long")
    try:
        node = elaborate(parse_text(text), scope_of())
    except ClaimError as error:
        raise NoMeaning("value", error.problem.message) from None
    if not isinstance(node.type, Scalar):
        raise NoMeaning("value", f"`{text}` is no number")
    return node


def at_closed(expanded: Unrolled, values: Mapping[str, str]) -> Unrolled:
    """An expansion with real scalars replaced by the closed expressions that are their values. Errors: NoMeaning."""
    graph = expanded.graph
    put = {expanded.givens[name].scalar: closed_entry(graph, text) for name, text in values.items()}

    def entries(many: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(graph.substitute(many, put))

    def grid(g: Grid) -> Grid:
        return Grid(g.shape, entries(g.entries))

    def sides(s: Sides | None) -> Sides | None:
        return None if s is None else Sides(s.op, grid(s.left), grid(s.right), graph)

    return replace(
        expanded,
        links=entries(expanded.links),
        sides=tuple(map(sides, expanded.sides)),
        assumptions=entries(expanded.assumptions),
        domain=entries(expanded.domain),
    )


def _has_value(entry: Entry) -> bool:
    """Whether a closed constant certainly has a value."""
    try:
        return is_closed(entry) and enclosing(entry) is not None
    except NoMeaning:
        return False


def closed_truth(graph: Graph, entry: Entry) -> bool | None:
    """The truth of a relation, or a combination of relations, between closed constants; None where nothing is known."""
    if entry.op == "truth":
        return bool(entry.data)
    if entry.op == "restrict":
        value, *where = entry.args
        return closed_truth(graph, value) if all(map(_has_value, where)) else None
    if entry.op in _COMPARED and all(map(is_closed, entry.args)):
        sign = sign_of(graph, graph.sub(*entry.args))
        if sign is None and entry.op in ("<", ">", "!=") and are_equal(graph, *entry.args):
            sign = 0
        return None if sign is None else sign in _COMPARED[entry.op]
    if entry.op in ("and", "or"):
        decisive = entry.op == "or"
        parts = [closed_truth(graph, part) for part in entry.args]
        return decisive if decisive in parts else None if None in parts else not decisive
    if entry.op == "not":
        inner = closed_truth(graph, entry.args[0])
        return None if inner is None else not inner
    return None
