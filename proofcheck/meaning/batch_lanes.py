"""Many values of one body at once: a bound variable becomes a leading axis of its values (its *lanes*).

The body is one tape over the lanes; the result is reduced over them in the same operation. This is how sums, products,
array builders, quantifiers, quadrature and grids are computed without unrolling.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import torch
from torch import Tensor

from proofcheck.meaning.batch_array import lift
from proofcheck.meaning.batch_graph import Closure, Graph, Operation, Value, close

Reduction = Callable[[Tensor, int], Tensor]  # (lanes first, own axes of one value) -> reduced


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """The operation: run the body over the tables of its bound values, then reduce. Arguments: what is captured."""

    tables: tuple[Tensor, ...]  # one per bound value: [lanes, own axes…]
    closure: Closure
    nested: Closure
    ranks: tuple[int, ...]
    out_rank: int
    reduction: str
    counts: tuple[int, ...]

    @property
    def lanes(self) -> int:
        return self.tables[0].shape[0]

    def weight(self, inside: int) -> int:
        """Numbers computed for each one of the result: an array has one for each lane, all else one for all."""
        return inside if self.reduction == "array" else self.lanes * inside

    @property
    def extent(self) -> int:
        return self.lanes if self.reduction == "array" else 1

    def inside(self) -> Operation:
        return replace(self, closure=self.nested)

    def __call__(self, *captured: Tensor) -> Tensor:
        depth = max((c.ndim - r for c, r in zip(captured, self.ranks, strict=True)), default=0)
        bound = [t.reshape(t.shape[0], *([1] * depth), *t.shape[1:]) for t in self.tables]
        outputs = self.closure.tape.run([*bound, *captured])
        length = self.lanes
        body, *mask = (
            y if depends else y.unsqueeze(0).expand(length, *y.shape)
            for y, depends in zip(outputs, self.closure.depends, strict=True)
        )
        if mask:
            width = max(body.ndim - self.out_rank, mask[0].ndim)
            keep = _widened(mask[0], width)
            keep = lift(keep, self.out_rank)
            body = torch.where(keep, _widened(body, width + self.out_rank), NEUTRAL[self.reduction])
        return _reduced(body, self.reduction, self.out_rank, self.counts)


def _widened(x: Tensor, axes: int) -> Tensor:
    """Axes of length 1 after the lanes, up to this many axes."""
    return x.reshape(x.shape[0], *([1] * (axes - x.ndim)), *x.shape[1:])


NEUTRAL: dict[str, float | bool] = {
    "sum": 0.0, "product": 1.0, "max": -math.inf, "min": math.inf, "all": True, "any": False, "array": 0.0,
}  # fmt: skip


def _reduced(x: Tensor, reduction: str, rank: int, counts: tuple[int, ...]) -> Tensor:
    match reduction:
        case "sum":
            return x.sum(0)
        case "product":
            return x.prod(0)
        case "max":
            return x.amax(0)
        case "min":
            return x.amin(0)
        case "all":
            return x.all(0)
        case "any":
            return x.any(0)
        case "matprod":
            return reduce(torch.matmul, x.unbind(0))
    own = x.ndim - rank - 1
    x = x.movedim(0, own)
    return x.reshape((*x.shape[:own], *counts, *x.shape[own + 1 :]))


def over_lanes(
    graph: Graph, bound: Sequence[Value], tables: Sequence[Tensor], body: Value, mask: Value | None, reduction: str,
    counts: tuple[int, ...] = (),
) -> Value:  # fmt: skip
    """The reduction of `body` over the lanes of `bound`; for `array`, axes of these `counts` in front of its own."""
    roots = [body] if mask is None else [body, mask]
    closure = close(roots, bound)
    nested = close(roots, bound, nested=True)
    run = Lanes(
        tables=tuple(t.to(graph.device) for t in tables), closure=closure, nested=nested, out_rank=body.rank,
        ranks=tuple(c.rank for c in closure.captured), reduction=reduction, counts=counts,
    )  # fmt: skip
    contents = tuple((b.number, t.numpy().tobytes()) for b, t in zip(bound, tables, strict=True))
    key: Hashable = (reduction, body.number, None if mask is None else mask.number, counts, contents)
    branches = closure.branches or mask is not None
    return graph.scoped(
        reduction, run, closure.captured, body.rank + len(counts), key, complex_=body.complex_, branches=branches
    )
