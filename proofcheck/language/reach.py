"""Indices that a binder drives out of their array: `sum(x[i + 1] for i in 1..n)` of a vector of n entries.

Only what certainly happens is an error: the range is not empty at any size, nothing guards the index, and at one end
of the range it lies outside at every size. Whatever is less certain is left to the instances.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from proofcheck.errors import ClaimError, Problem
from proofcheck.language.dims import integer_polynomial
from proofcheck.language.scope import Scope
from proofcheck.language.tree import Apply, At, Bind, Binder, Index, Node, Num, Range, Slice, children, substitute
from proofcheck.language.types import Dim, shape_of

_STRICT = frozenset({"sum", "product", "max", "min", "array", "matprod", "forall"})
_LAZY = frozenset({"if", "and", "or", "=>"})  # only their first argument is read whatever the others are


def check_reach(op: str, binders: Sequence[Binder], names: Sequence[str], body: Node, scope: Scope) -> None:
    """Raise ClaimError for an index in `body` that leaves its array at an end of one of the ranges.

    `names` are those of the bound variables as the user wrote them.
    """
    ranges = [(b, n) for b, n in zip(binders, names, strict=True) if isinstance(b, Range) and _never_empty(b, scope)]
    if op not in _STRICT or len(ranges) != len(binders):
        return
    for index in _read(body, scope):
        for item, length in zip(index.at, shape_of(index.base.type), strict=False):
            if not isinstance(item, Slice):
                for b, name in ranges:
                    _check_ends(item, length, b, name, scope)


def _never_empty(binder: Range, scope: Scope) -> bool:
    low, high = integer_polynomial(binder.lower), integer_polynomial(binder.upper)
    if binder.filter is not None or low is None or high is None:
        return False
    least = _least(low - high if binder.step < 0 else high - low, scope)
    return least is not None and least >= 0


def _least(dim: Dim, scope: Scope) -> int | None:
    """A number that a polynomial with positive coefficients never goes below, from the least values of its names."""
    total = 0
    for monomial, coefficient in dim.terms:
        if coefficient.denominator != 1 or (monomial and coefficient < 0):
            return None
        lows = [(_lowest(atom, scope) if isinstance(atom, str) else None, power) for atom, power in monomial]
        if any(low is None or low < 0 for low, _ in lows):
            return None
        total += int(coefficient) * prod(low**power for low, power in lows if low is not None)
    return total


def _lowest(name: str, scope: Scope) -> int | None:
    given = scope.givens.get(name)
    lower = None if given is None else given.domain.lower
    if isinstance(lower, Num) and lower.value.denominator == 1:
        return int(lower.value)
    return 0 if name in scope.natural else None


def _read(node: Node, scope: Scope) -> Iterator[Index]:
    """Every index that is certainly read when `node` is."""
    if isinstance(node, Index):
        yield node
    parts: tuple[Node, ...] = children(node)
    if isinstance(node, Apply) and node.op in _LAZY:
        parts = node.args[:1]
    elif isinstance(node, At) or (
        isinstance(node, Bind)
        and not (node.op in _STRICT and all(isinstance(b, Range) and _never_empty(b, scope) for b in node.binders))
    ):
        parts = ()
    for part in parts:
        yield from _read(part, scope)


def _check_ends(item: Node, length: Dim, binder: Range, name: str, scope: Scope) -> None:
    for end in (binder.lower, binder.upper):
        bound = integer_polynomial(end)
        place = integer_polynomial(substitute(item, {binder.name: end}))
        if bound is None or place is None or place == integer_polynomial(item):
            continue
        first, past = place.constant, _least(place - length, scope)
        if (first is not None and first < 1) or (past is not None and past > 0):
            text = item.span.text if item.span is not None else str(integer_polynomial(item))
            message = f"index `{text}` lies outside 1..{length} at `{name} = {bound}`"
            raise ClaimError(Problem(message=message, span=item.span, hint="shorten the range, or filter it with `if`"))
