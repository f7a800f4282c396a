"""Binders over ranges of integers in a batched program: lanes where the body allows it, unrolled where not.

The index tuples are enumerated exactly, filters that are known decide there; a filter that depends on the instance
becomes a mask. A body that needs its index as an exact integer (a cell, a shape) is unrolled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import nan

import torch
from torch import Tensor

from proofcheck.language.tree import Bind, Range
from proofcheck.language.types import Kind, Scalar, kind_of, shape_of
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.batch_array import alike, lift
from proofcheck.meaning.batch_graph import Operation, Structural, Value
from proofcheck.meaning.batch_lanes import NEUTRAL, over_lanes
from proofcheck.meaning.batch_linear import matmul
from proofcheck.meaning.batch_lower import Lowered, Lowering, Scope

_MAX_TUPLES = 100_000
_FEW = 2  # so many are unrolled anyway
_EXACT = 512  # so many integers are added exactly

Job = Callable[[Scope], Lowered]


@dataclass(frozen=True, slots=True)
class Tuples:
    """Every index tuple of some ranges; `open_` says that a filter depends on the instance."""

    names: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]
    open_: bool

    def scope(self, row: Sequence[int], scope: Scope) -> Scope:
        return scope.having(**{n: Fraction(i) for n, i in zip(self.names, row, strict=True)})


def enumerate_(low: Lowering, binders: Sequence[Range], scope: Scope) -> Tuples:
    """The index tuples of these ranges that no known filter excludes, in order."""
    rows: list[tuple[int, ...]] = []
    open_ = False

    def visit(rest: Sequence[Range], row: tuple[int, ...], here: Scope) -> Iterator[tuple[tuple[int, ...], bool]]:
        if not rest:
            yield row, False
            return
        binder = rest[0]
        first, last = low.whole(binder.lower, here), low.whole(binder.upper, here)
        for i in range(first, last + (1 if binder.step > 0 else -1), binder.step):
            inner = here.having(**{binder.name: Fraction(i)})
            unknown = False
            if binder.filter is not None:
                test = low.lower(binder.filter, inner)
                unknown = isinstance(test, Value)
                if not unknown and not test:
                    continue
            for found, deeper in visit(rest[1:], (*row, i), inner):
                yield found, deeper or unknown

    for row, unknown in visit(binders, (), scope):
        rows.append(row)
        open_ = open_ or unknown
        if len(rows) > _MAX_TUPLES:
            raise TooLarge(f"a range of more than {_MAX_TUPLES} indices")
    return Tuples(tuple(b.name for b in binders), tuple(rows), open_)


def _condition(low: Lowering, binders: Sequence[Range], scope: Scope) -> Value | None:
    """The filters that depend on the instance, together."""
    result: Value | None = None
    for binder in binders:
        test = None if binder.filter is None else low.lower(binder.filter, scope)
        if isinstance(test, Value):
            result = test if result is None else low.graph.apply("and", torch.logical_and, [result, test], 0)
        elif test is False:
            raise Structural
    return result


def gather(
    low: Lowering, binders: Sequence[Range], scope: Scope, job: Job, reduction: str, counts: tuple[int, ...] = (),
    exact: bool = False,
) -> Lowered | None:  # fmt: skip
    """The reduction of the job over the ranges; None where no index is left."""
    tuples = enumerate_(low, binders, scope)
    if not tuples.rows:
        return None
    if len(tuples.rows) > _FEW and not (exact and len(tuples.rows) <= _EXACT):
        try:
            return _by_lanes(low, binders, tuples, scope, job, reduction, counts)
        except Structural:
            pass
    return _unrolled(low, binders, tuples, scope, job, reduction, counts)


def _by_lanes(
    low: Lowering, binders: Sequence[Range], tuples: Tuples, scope: Scope, job: Job, reduction: str,
    counts: tuple[int, ...],
) -> Value:  # fmt: skip
    columns = list(zip(*tuples.rows, strict=True))
    leaves = [
        low.graph.leaf(name, 0, scope.world, bounds=(min(column), max(column)))
        for name, column in zip(tuples.names, columns, strict=True)
    ]
    inner = scope.having(**dict(zip(tuples.names, leaves, strict=True)))
    body = low.as_value(job(inner))
    mask = _condition(low, binders, inner) if tuples.open_ else None
    tables = [torch.tensor(column, dtype=torch.float64) for column in columns]
    return over_lanes(low.graph, leaves, tables, body, mask, reduction, counts)


def _unrolled(
    low: Lowering, binders: Sequence[Range], tuples: Tuples, scope: Scope, job: Job, reduction: str,
    counts: tuple[int, ...],
) -> Lowered:  # fmt: skip
    items: list[Lowered] = []
    for row in tuples.rows:
        inner = tuples.scope(row, scope)
        mask = _condition(low, binders, inner) if tuples.open_ else None
        item = job(inner)
        if mask is not None:
            value = low.as_value(item)
            item = low.graph.apply(
                "masked", _masked, [mask, value], value.rank, complex_=value.complex_, branches=True,
                rank=value.rank, other=NEUTRAL.get(reduction, 0.0),
            )  # fmt: skip
        items.append(item)
    if reduction in ("sum", "product") and all(isinstance(i, Fraction) for i in items):
        total = Fraction(0) if reduction == "sum" else Fraction(1)
        for i in items:
            assert isinstance(i, Fraction)
            total = total + i if reduction == "sum" else total * i
        return total
    values = [low.as_value(i) for i in items]
    rank = values[0].rank
    complex_ = any(v.complex_ for v in values)
    return low.graph.apply(
        f"unrolled {reduction}", _joined, values, rank + len(counts), complex_=complex_,
        reduction=reduction, rank=rank, counts=counts,
    )  # fmt: skip


def _masked(mask: Tensor, value: Tensor, *, rank: int, other: float) -> Tensor:
    return torch.where(lift(mask, rank), value, other)


def _joined(*xs: Tensor, reduction: str, rank: int, counts: tuple[int, ...]) -> Tensor:
    if reduction == "matprod":
        result = xs[0]
        for x in xs[1:]:
            result = matmul(result, x, ranks=(2, 2))
        return result
    steps: dict[str, Operation] = {
        "sum": torch.add, "product": torch.mul, "max": torch.maximum, "min": torch.minimum,
        "all": torch.logical_and, "any": torch.logical_or,
    }  # fmt: skip
    if reduction in steps:
        result = xs[0]
        for x in xs[1:]:
            result = steps[reduction](result, x)
        return result
    stacked = torch.stack(alike(xs, [rank] * len(xs)), dim=-rank - 1)
    own = stacked.ndim - rank - 1
    return stacked.reshape((*stacked.shape[:own], *counts, *stacked.shape[own + 1 :]))


def ranged(low: Lowering, node: Bind, scope: Scope) -> Lowered:
    """`sum product max min array matprod` over ranges."""
    binders = [b for b in node.binders if isinstance(b, Range)]
    if len(binders) != len(node.binders):
        raise NoMeaning(node.op, "over something that is no range")
    counts = low.dims(node.type, scope)[: len(binders)] if node.op == "array" else ()
    exact = isinstance(node.body.type, Scalar) and kind_of(node.body.type) is Kind.INTEGER
    found = gather(
        low, binders, scope, lambda inner: low.lower(node.body, inner), node.op, counts,
        exact=exact and node.op in ("sum", "product"),
    )  # fmt: skip
    return _empty(low, node, scope) if found is None else found


def _empty(low: Lowering, node: Bind, scope: Scope) -> Lowered:
    """What an empty range gives: the neutral element, or nothing for `max` and `min`."""
    rank = len(shape_of(node.type))
    if node.op in ("sum", "product") and rank == 0:
        return Fraction(0 if node.op == "sum" else 1)
    if node.op in ("max", "min"):
        return low.graph.number(nan)
    shape = low.dims(node.type, scope)
    if node.op == "matprod":
        if len(shape) != 2 or shape[0] != shape[1]:
            raise IllFounded("an empty product of matrices that are not square")
        return low.graph.constant(torch.eye(shape[0], dtype=torch.float64))
    return low.graph.constant(torch.zeros(shape, dtype=torch.float64))
