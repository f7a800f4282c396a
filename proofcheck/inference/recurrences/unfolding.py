"""The body that defines a cell or a value: its index names replaced, its bound names apart from those around it."""

from __future__ import annotations

from dataclasses import replace

from proofcheck.claim import Case, Claim, Definition, Recurrence
from proofcheck.inference.context import Context
from proofcheck.inference.matching import put_in_types
from proofcheck.language.renaming import renamed
from proofcheck.language.tree import (
    Approach,
    At,
    Bind,
    Cell,
    Index,
    Node,
    Range,
    Ref,
    Var,
    bound_names,
    free_names,
    rebuild,
    substitute,
    walk,
)
from proofcheck.language.types import INTEGER
from proofcheck.meaning.casework import Uncounted, Undecided
from proofcheck.meaning.regions import Linear, Region
from proofcheck.meaning.size_expressions import Reading
from proofcheck.meaning.summation import Stride

Indices = tuple[Linear, ...]
UNREADABLE = (Uncounted, Undecided, Stride)


def linear_index(claim: Claim, region: Region, node: Node) -> Linear | None:
    """An index as one linear form all over a region."""
    try:
        return Reading(claim=claim, region=region, values={}).linear(node)
    except UNREADABLE:
        return None


def indices_of(claim: Claim, region: Region, cell: Cell) -> Indices | None:
    """The indices of a cell as linear forms, if every one is such."""
    found = [linear_index(claim, region, i) for i in cell.at]
    return tuple(f for f in found if f is not None) if None not in found else None


def apart(region: Region, a: Indices, b: Indices) -> bool:
    """Whether two places certainly differ: some index does all over the region."""
    gaps = [x - y for x, y in zip(a, b, strict=True)]
    return any(region.entails(g.plus(-1)) or region.entails(g.scaled(-1).plus(-1)) for g in gaps) or (
        region.where(zero=gaps).empty
    )


def equal(region: Region, a: Indices, b: Indices) -> bool:
    """Whether two places certainly agree."""
    return all(region.fixes(x - y) for x, y in zip(a, b, strict=True))


def base_of(node: Node) -> Node:
    """The cell, value or variable that an entry, a row or a stretch belongs to."""
    return node.base if isinstance(node, Index) else node


def distinct(context: Context, a: Node, b: Node) -> bool:
    """Whether two cells, values or variables are certainly not the same one."""
    a, b = base_of(a), base_of(b)
    if type(a) is not type(b):
        return True
    if isinstance(a, Cell) and isinstance(b, Cell):
        if a.name != b.name:
            return True
        left, right = (indices_of(context.claim, context.region, c) for c in (a, b))
        return left is not None and right is not None and apart(context.region, left, right)
    return isinstance(a, (Ref, Var)) and isinstance(b, (Ref, Var)) and a.name != b.name


def body_of(context: Context, node: Node) -> Node | None:
    """The body of a value, or of the first case of a recurrence that applies to a cell; None where that is not certain.

    Every case before it must certainly not apply.
    """
    if isinstance(node, Ref):
        definition = context.claim.definition_named(node.name)
        return _apart_from(context, definition.body, frozenset()) if isinstance(definition, Definition) else None
    if not isinstance(node, Cell):
        return None
    recurrence = context.claim.definition_named(node.name)
    if not isinstance(recurrence, Recurrence):
        return None
    at = indices_of(context.claim, context.region, node)
    if at is None:
        return None
    for case in recurrence.cases:
        fits = _fits(context, recurrence, case, at)
        if fits is None:
            return None
        if fits:
            return _put(context, case, node)
    return None


def _fits(context: Context, recurrence: Recurrence, case: Case, at: Indices) -> bool | None:
    """Whether a case applies to a cell; None where that depends."""
    region, certain = context.region, True
    for item, place in zip(case.pattern, at, strict=True):
        if isinstance(item, str):
            continue
        own = linear_index(context.claim, region, item)
        if own is None:
            return None
        if apart(region, (own,), (place,)):
            return False
        certain = certain and region.fixes(own - place)
    if recurrence.box and case.pattern == tuple(b.name for b in recurrence.box):
        inside = _in_box(context, recurrence, at)
        if inside is not True:
            return inside
    return True if certain else None


def _in_box(context: Context, recurrence: Recurrence, at: Indices) -> bool | None:
    values = {b.name: a.dim() for b, a in zip(recurrence.box, at, strict=True)}
    reading = Reading(claim=context.claim, region=context.region, values=values)
    certain = True
    for binder, place in zip(recurrence.box, at, strict=True):
        try:
            gaps = (place - reading.linear(binder.lower), reading.linear(binder.upper) - place)
        except UNREADABLE:
            return None
        if any(context.region.entails(g.scaled(-1).plus(-1)) for g in gaps):
            return False
        certain = certain and all(context.region.entails(g) for g in gaps)
    return True if certain else None


def _put(context: Context, case: Case, cell: Cell) -> Node | None:
    values = {item: i for item, i in zip(case.pattern, cell.at, strict=True) if isinstance(item, str)}
    inside = frozenset[str]().union(*map(free_names, cell.at))
    body = _apart_from(context, case.body, inside)
    return None if body is None else put_in_types(body, values)


def _apart_from(context: Context, body: Node, used: frozenset[str]) -> Node | None:
    """The body with bound names that nothing around it has; None where it binds a variable of the claim anew."""
    for part in walk(body):
        if isinstance(part, At) or (isinstance(part, Bind) and any(isinstance(b, Approach) for b in part.binders)):
            return None
    taken = set(used) | {b.name for b in context.binders}
    return _refreshed(body, taken)


def _refreshed(node: Node, taken: set[str]) -> Node:
    if isinstance(node, Bind):
        for name in bound_names(node):
            if name in taken:
                node = _bound_as(node, name, _fresh(name, taken))
    return rebuild(node, lambda child: _refreshed(child, taken))


def _fresh(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    taken.add(f"{name}_{number}")
    return f"{name}_{number}"


def _bound_as(node: Node, old: str, new: str) -> Node:
    inside = rebuild(node, lambda child: renamed(child, old, new))
    assert isinstance(inside, Bind)
    binders = tuple(replace(b, name=new) if b.name == old else b for b in inside.binders)
    return replace(inside, binders=binders)


def instantiated(body: Node, binder: Range, value: Node) -> Node:
    """A body with a value for the integer that a binder runs over."""
    return substitute(body, {binder.name: value})


def integer(name: str) -> Var:
    return Var(type=INTEGER, name=name)
