"""Parts of arrays in a batched program: `x[i]`, `A[i, :]`, `x[1..k]`, with fixed indices or ones of a run.

An index outside the array is *undefined* (NaN), not an error: a filter may exclude it later.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import torch
from torch import Tensor

from proofcheck.meaning.batch_array import common, lift
from proofcheck.meaning.batch_graph import Graph, Value

Item = int | slice | Value  # 0-based number or stretch; a Value is a 1-based index


def part(graph: Graph, base: Value, items: Sequence[Item], shape: tuple[int, ...]) -> Value:
    """`base[items]`; fewer items than axes leave the last axes whole."""
    rank = base.rank - sum(not isinstance(i, slice) for i in items)
    fixed = tuple(i for i in items if not isinstance(i, Value))
    if len(fixed) == len(items):
        if any(_outside(i, n) for i, n in zip(items, shape, strict=False)):
            kept = [_length(i) for i in items if isinstance(i, slice)] + list(shape[len(items) :])
            return graph.constant(torch.full(kept, math.nan, dtype=torch.float64))
        keys = tuple((i.start, i.stop) if isinstance(i, slice) else i for i in fixed)
        return graph.apply("index", _fixed(keys, base.rank), [base], rank, complex_=base.complex_)
    if any(isinstance(i, slice) and (i.start, i.stop) != (0, n) for i, n in zip(items, shape, strict=False)):
        cut = [i if isinstance(i, slice) else slice(0, n) for i, n in zip(items, shape, strict=False)]
        base = part(graph, base, cut, shape)
    numbers = [graph.number(float(i + 1)) for i in items if isinstance(i, int)]
    order: list[Value] = []
    places: list[int] = []
    constants = iter(numbers)
    for place, item in enumerate(items):
        if not isinstance(item, slice):
            order.append(item if isinstance(item, Value) else next(constants))
            places.append(place)
    lengths = tuple(shape[p] for p in places)
    sure = all(_inside(i, n) for i, n in zip(order, lengths, strict=True))
    return graph.apply(
        "gather", _gathered, [base, *order], rank, complex_=base.complex_,
        axes=base.rank, places=tuple(places), lengths=lengths, sure=sure,
    )  # fmt: skip


def _outside(item: Item, length: int) -> bool:
    if isinstance(item, slice):
        return _length(item) > 0 and bool(item.start < 0 or item.stop > length)
    return isinstance(item, int) and not 0 <= item < length


def _inside(index: Value, length: int) -> bool:
    return index.bounds is not None and index.bounds[0] >= 1 and index.bounds[1] <= length


def _length(item: slice) -> int:
    return max(0, int(item.stop) - int(item.start))


@lru_cache(maxsize=1024)
def _fixed(at: tuple[int | tuple[int, int], ...], axes: int) -> Callable[[Tensor], Tensor]:
    """The part of an array at fixed places of its own axes; the same function for the same places."""
    keys = (..., *(slice(*k) if isinstance(k, tuple) else k for k in at), *([slice(None)] * (axes - len(at))))

    def fixed(x: Tensor) -> Tensor:
        return x[keys]

    return fixed


def _gathered(
    x: Tensor, *index: Tensor, axes: int, places: tuple[int, ...], lengths: tuple[int, ...], sure: bool
) -> Tensor:
    """Entries at run-time indices (1-based float scalars with batch axes) along the own axes `places`."""
    whole = [torch.round(i).to(torch.int64) - 1 for i in index]
    bad = None
    if not sure:
        ok = [(i >= 0) & (i < n) & (i + 1 == f) for i, n, f in zip(whole, lengths, index, strict=True)]
        whole = [i.clamp(0, n - 1) for i, n in zip(whole, lengths, strict=True)]
        for each in ok:
            bad = ~each if bad is None else bad | ~each
    front = x.ndim - axes
    rest = [a for a in range(axes) if a not in places]
    x = x.permute(*range(front), *(front + p for p in places), *(front + a for a in rest))
    flat = whole[0]
    for i, n in zip(whole[1:], lengths[1:], strict=True):
        flat = flat * n + i
    x = x.flatten(front, front + len(places) - 1)
    picked = _pick(x, flat, front, len(rest))
    if bad is None:
        return picked
    return torch.where(lift(bad, len(rest)), math.nan, picked)


def _pick(x: Tensor, flat: Tensor, front: int, rest: int) -> Tensor:
    """`x[…, flat, …]`, where x has `front` batch axes, then the picked one, then `rest`."""
    behind = flat.shape[max(0, flat.ndim - front) :]
    if flat.ndim >= front and all(n == 1 for n in behind):
        head = flat.shape[: flat.ndim - front]
        y = x.index_select(front, flat.reshape(-1)).movedim(front, 0)
        return y.reshape((*head, *y.shape[1:])) if len(head) != 1 else y
    batch = common(flat.shape, x.shape[:front])
    x = x.expand((*batch, *x.shape[front:]))
    at = flat.expand(batch).reshape((*batch, 1, *([1] * rest))).expand((*batch, 1, *x.shape[len(batch) + 1 :]))
    return torch.gather(x, len(batch), at).squeeze(len(batch))


def mask_of(graph: Graph, items: Sequence[Item], shape: tuple[int, ...]) -> Value:
    """Which entries of an array `items` select: own axes of the part, then of the array; ones and zeros."""
    if not any(isinstance(i, Value) for i in items):
        keys = tuple(i for i in items if not isinstance(i, Value))
        numbers = torch.arange(math.prod(shape)).reshape(shape)[keys]
        mask = torch.zeros(numbers.numel(), math.prod(shape), dtype=torch.float64)
        mask[torch.arange(numbers.numel()), numbers.reshape(-1)] = 1.0
        return graph.constant(mask.reshape((*numbers.shape, *shape)))
    every = [*items, *(slice(0, n) for n in shape[len(items) :])]
    order = [i if isinstance(i, Value) else graph.number(float(i + 1)) for i in every if not isinstance(i, slice)]
    stretches = tuple((i.start, i.stop) if isinstance(i, slice) else None for i in every)
    rank = sum(s is not None for s in stretches)
    return graph.apply("mask", _mask, order, rank + len(shape), shape=shape, stretches=stretches)


def _mask(*index: Tensor, shape: tuple[int, ...], stretches: tuple[tuple[int, int] | None, ...]) -> Tensor:
    """The product over the axes of the array: where the index is, or each place of the stretch against itself."""
    rank = sum(s is not None for s in stretches)
    places, axis_of_part = iter(index), 0
    result: Tensor | None = None
    for axis, (stretch, n) in enumerate(zip(stretches, shape, strict=True)):
        behind = [1] * (len(shape) - axis - 1)
        if stretch is None:
            i = next(places)
            here = (i.unsqueeze(-1) == torch.arange(1, n + 1, device=i.device)).to(torch.float64)
            here = here.reshape((*i.shape, *([1] * (rank + axis)), n, *behind))
        else:
            row = torch.eye(n, dtype=torch.float64, device=index[0].device)[slice(*stretch)]
            before, after = [1] * axis_of_part, [1] * (rank - axis_of_part - 1)
            here = row.reshape((*before, row.shape[0], *after, *([1] * axis), n, *behind))
            axis_of_part += 1
        result = here if result is None else result * here
    assert result is not None
    return result
