"""How large the numbers were that a value was computed from: what its rounding error is measured against.

`a - b` of nearly equal terms is small, its rounding error is not. A violation that does not stand out against these
magnitudes is no candidate. A rough running error analysis, for a second look at flagged instances only.
"""

from __future__ import annotations

import torch
from torch import Tensor

from proofcheck.language.tree import Apply, At, Bind, Node, Range, Ref
from proofcheck.language.types import Kind, kind_of, shape_of
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.batch_array import max_abs
from proofcheck.meaning.batch_bind import gather
from proofcheck.meaning.batch_graph import Value
from proofcheck.meaning.batch_lower import Lowering, Scope

_DEEPEST = 8


def magnitude(low: Lowering, node: Node, scope: Scope, depth: int = 0) -> Value:
    """A scalar: a bound, up to small factors, of the terms that the entries of a node are computed from."""
    value = _largest(low, node, scope)
    if depth >= _DEEPEST:
        return value
    try:
        parts = _parts(low, node, scope, depth)
    except (NoMeaning, TooLarge, IllFounded):
        return value
    for part in parts:
        value = low.graph.apply("larger", torch.maximum, [value, part], 0)
    return value


def _largest(low: Lowering, node: Node, scope: Scope) -> Value:
    value = low.value(node, scope)
    return low.graph.apply("max_abs", max_abs, [value], 0, rank=value.rank)


def _parts(low: Lowering, node: Node, scope: Scope, depth: int) -> list[Value]:
    """Magnitudes of a node's terms."""

    def of(inner: Node) -> Value:
        return magnitude(low, inner, scope, depth + 1)

    match node:
        case Ref():
            body = next(d.body for d in low.claim.definitions if d.name == node.name and hasattr(d, "body"))
            assert scope.world.scope is not None
            return [magnitude(low, body, scope.world.scope, depth + 1)]
        case Apply(op="*" | "@" | "dot", args=(a, b)):
            return [low.graph.apply("*", torch.mul, [of(a), of(b)], 0)]
        case Apply(op="/", args=(a, b)) if not shape_of(b.type):
            size = low.graph.apply("max_abs", max_abs, [low.value(b, scope)], 0, rank=0)
            return [low.graph.apply("ratio", _ratio, [of(a), of(b), size], 0)]
        case Apply(op="+" | "-" | "neg" | "sum" | "mean" | "trace" | "cumsum" | "transpose" | "abs", args=args):
            return [of(a) for a in args]
        case Apply(op="log" | "loggamma" | "log2" | "logabsdet"):
            return [low.graph.number(1.0)]
        case Apply(op="sin" | "cos" | "tan" | "exp" | "sinh" | "cosh" | "sqrt" | "expm", args=(a,)):
            terms = [_largest(low, node, scope), of(a)]
            return [low.graph.apply("grown", _grown, terms, 0, periodic=node.op in _PERIODIC)]
        case At(name=name) if low.claim.given_named(name) is None and kind_of(node.type) is Kind.REAL:
            return [_sensitivity(low, node, scope, of(node.value))]
        case Bind(op="sum", binders=binders, body=body):
            ranges = [b for b in binders if isinstance(b, Range)]
            found = gather(low, ranges, scope, lambda inner: magnitude(low, body, inner, depth + 1), "max")
            return [] if found is None else [low.as_value(found)]
    return []


def _sensitivity(low: Lowering, node: At, scope: Scope, size: Value) -> Value:
    """How much the body changes, in relation, as the place where it is taken moves by a little of its magnitude."""
    here, place = low.value(node, scope), low.value(node.value, scope)
    moved = low.graph.apply("moved", _moved, [place, size], place.rank, rank=place.rank)
    there = low.value(node.body, low.replacing(scope, {node.name: low.graph.bind(node.name, moved)}))
    change = low.graph.apply("-", torch.sub, [there, here], here.rank)
    return low.graph.apply("steepness", _steepness, [change], 0, rank=here.rank)


def _moved(x: Tensor, size: Tensor, *, rank: int) -> Tensor:
    """Each entry moved, in both directions and by different steps, so that no two changes cancel."""
    own = x.shape[x.ndim - rank :]
    number = torch.arange(own.numel(), dtype=torch.float64, device=x.device)
    steps = _STEP * torch.cos(3 * number) / (1 + number / 7)
    return x + size[(..., *(None,) * rank)] * steps.reshape(own)


def _steepness(change: Tensor, *, rank: int) -> Tensor:
    return max_abs(change, rank=rank) / _STEP


_STEP = 2.0**-46  # some way above the rounding of a place, and no further than its error may reach
_PERIODIC = frozenset({"sin", "cos", "tan"})


def _ratio(a: Tensor, b: Tensor, size: Tensor) -> Tensor:
    """|a|/|b| with the relative error of a denominator that cancelled."""
    size = torch.clamp(size, min=1e-300)
    return a / size * torch.clamp(b / size, min=1.0)


def _grown(value: Tensor, argument: Tensor, *, periodic: bool) -> Tensor:
    return torch.clamp(argument, min=0) if periodic else value * (1 + argument)
