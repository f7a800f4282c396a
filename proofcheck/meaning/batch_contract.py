"""Sums of products over whole axes, recognised as tensor contractions: `sum(A[i, j]*x[j] for j in 1..n)`.

Index notation is how documents write matrix products; one `einsum` is many times faster than gathering every term. A
form that is not plainly a contraction has no meaning here and is left to the general rule for binders.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from proofcheck.language.tree import Apply, Bind, Index, Node, Range, Slice, Var, walk
from proofcheck.language.types import Scalar
from proofcheck.meaning.batch_graph import Structural, Value
from proofcheck.meaning.batch_index import part
from proofcheck.meaning.batch_lower import Lowering, Scope

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def contraction(low: Lowering, node: Bind, scope: Scope) -> Value | None:
    """The value of a sum, or of an array of sums or products, that is a contraction; None of any other form."""
    kept: list[Range] = []
    body: Node = node
    if node.op == "array":
        kept, body = _ranges(node), node.body
    summed: list[Range] = []
    if isinstance(body, Bind) and body.op == "sum":
        summed, body = _ranges(body), body.body
        if not summed:
            return None
    ranges = [*kept, *summed]
    if not ranges or len(ranges) > len(_LETTERS) or not isinstance(body.type, Scalar):
        return None
    if node.op == "array" and not kept:
        return None
    factors = list(_factors(body))
    names = {r.name for r in ranges}
    if not all(_fits(f, names) for f in factors):
        return None
    try:
        lengths = {r.name: _length(low, r, names, scope) for r in ranges}
        return _contracted(low, factors, kept, ranges, lengths, scope)
    except Structural:
        return None


def _ranges(node: Bind) -> list[Range]:
    """The plain ranges of a binder; none at all if one of them is filtered, falling, or no range."""
    found = [b for b in node.binders if isinstance(b, Range) and b.filter is None and b.step == 1]
    return found if len(found) == len(node.binders) else []


def _factors(node: Node) -> Iterator[Node]:
    if isinstance(node, Apply) and node.op == "*":
        for arg in node.args:
            yield from _factors(arg)
    else:
        yield node


def _mentions(node: Node, names: set[str]) -> bool:
    return any(isinstance(n, Var) and n.name in names for n in walk(node))


def _fits(factor: Node, names: set[str]) -> bool:
    """Whether a factor is free of the indices, or an entry of something free of them at bare indices."""
    if not _mentions(factor, names):
        return True
    if not isinstance(factor, Index) or _mentions(factor.base, names):
        return False
    return all(
        not isinstance(i, Slice) and ((isinstance(i, Var) and i.name in names) or not _mentions(i, names))
        for i in factor.at
    )


def _length(low: Lowering, binder: Range, names: set[str], scope: Scope) -> int:
    if _mentions(binder.lower, names) or _mentions(binder.upper, names) or low.whole(binder.lower, scope) != 1:
        raise Structural
    return low.whole(binder.upper, scope)


def _contracted(
    low: Lowering, factors: Sequence[Node], kept: Sequence[Range], ranges: Sequence[Range], lengths: dict[str, int],
    scope: Scope,
) -> Value | None:  # fmt: skip
    letter = {r.name: _LETTERS[k] for k, r in enumerate(ranges)}
    values: list[Value] = []
    inputs: list[str] = []
    for factor in factors:
        if not _mentions(factor, set(lengths)):
            values.append(low.value(factor, scope))
            inputs.append("")
            continue
        assert isinstance(factor, Index)
        shape = low.dims(factor.base.type, scope)
        axes = [(i, n) for i, n in zip(factor.at, shape, strict=False) if isinstance(i, Var) and i.name in letter]
        if any(lengths[i.name] != n for i, n in axes):
            return None
        items = [
            slice(0, n) if isinstance(i, Var) and i.name in letter else low.whole(i, scope) - 1
            for i, n in zip(factor.at, shape, strict=False)
            if isinstance(i, Node)
        ]
        values.append(part(low.graph, low.value(factor.base, scope), items, shape))
        inputs.append("".join(letter[i.name] for i, _ in axes))
    if set("".join(inputs)) != set(letter.values()):
        return None
    output = "".join(letter[r.name] for r in kept)
    spec = ",".join(f"...{i}" for i in inputs) + f"->...{output}"
    complex_ = any(v.complex_ for v in values)
    return low.graph.apply("contraction", _einsum, values, len(output), complex_=complex_, spec=spec)


def _einsum(*xs: Tensor, spec: str) -> Tensor:
    if any(x.is_complex() for x in xs):
        xs = tuple(x.to(torch.complex128) for x in xs)
    return torch.einsum(spec, *xs)
