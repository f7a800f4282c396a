"""Integrals and suprema in a batched program, all estimates: quadrature and grids.

They point the search at candidates and never decide. `Lowering.approximate` is set, so that comparisons allow for the
error.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from proofcheck.language.tree import Bind, Binder, Node, Over
from proofcheck.language.types import Scalar
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.batch_array import alike, lift
from proofcheck.meaning.batch_distributions import legendre
from proofcheck.meaning.batch_graph import Value
from proofcheck.meaning.batch_lanes import over_lanes
from proofcheck.meaning.batch_lower import Lowering, Scope
from proofcheck.meaning.batch_points import Job, bounds_of, linear, placed, table_of

_POINTS = 12  # Gauss–Legendre, in each panel; narrow ones see what only happens near an end
_PANELS = (0.0, 1e-6, 1e-4, 1e-2, 0.1, 0.3, 0.5, 0.7, 0.9, 1 - 1e-2, 1 - 1e-4, 1 - 1e-6, 1.0)
_GRIDS = (129, 65, 65, 65)  # coarse grid of sup and inf, then refinements
_INNER_GRIDS = (33, 17)
_AGREEMENT = 1e-5  # relative distance of two quadratures that counts as agreement
_CANCELLED = 1e-11  # an integral this small beside that of the modulus is 0


# Integrals


def integral(low: Lowering, node: Bind, scope: Scope) -> Value:
    """Composite Gauss–Legendre on an interval, double-exponential quadrature up to infinity."""
    low.approximate = True
    return _integral(low, node.binders, node.body, scope)


def _integral(low: Lowering, binders: Sequence[Binder], body: Node, scope: Scope) -> Value:
    if not binders:
        return low.value(body, scope)
    binder = binders[0]
    if not isinstance(binder, Over):
        raise NoMeaning("integral", "over a range")
    ends = bounds_of(low, binder.domain, scope)
    points, weights = _finite_rule() if None not in ends else _infinite_rule(both=ends == (None, None))
    u, w = low.graph.leaf(binder.name, 0, scope.world), low.graph.leaf(f"weights {binder.name}", 1, scope.world)
    if None not in ends:
        assert ends[0] is not None
        assert ends[1] is not None
        point, factor = linear(low, u, ends[0], ends[1]), low.graph.apply("-", torch.sub, [ends[1], ends[0]], 0)
    else:
        base = ends[0] if ends[0] is not None else ends[1]
        up = ends[1] is None
        point = u if base is None else low.graph.apply("+" if up else "-", torch.add if up else torch.sub, [base, u], 0)
        factor = low.graph.number(1.0)
    inner = _integral(low, binders[1:], body, scope.having(**{binder.name: point}))
    agreed = agreeing(low, [u, w], [table_of(points), weights], inner, gaps=True)
    return low.graph.apply("over", _over, [agreed, factor], inner.rank, complex_=inner.complex_, rank=inner.rank)


def agreeing(low: Lowering, leaves: Sequence[Value], tables: Sequence[Tensor], body: Value, *, gaps: bool) -> Value:
    """The sum of the body by the first of two rules, whose weights the last leaf has; infinite where they differ.

    `gaps`: also where both see 0 only, since they may have missed where the body is not.
    """
    rank, complex_ = body.rank, body.complex_
    summand = low.graph.apply("weighed", _weighed, [body, leaves[-1]], rank + 1, complex_=complex_, rank=rank)
    total = over_lanes(low.graph, leaves, tables, summand, None, "sum")
    return low.graph.apply("agreed", _agreed, [total], rank, complex_=complex_, rank=rank, gaps=gaps)


def _weighed(x: Tensor, weights: Tensor, *, rank: int) -> Tensor:
    """A value times each weight and its modulus times the first, along a new first own axis."""
    x = x.unsqueeze(-rank - 1)
    w = lift(weights, rank)
    return torch.cat(alike((x * w, torch.abs(x * w.narrow(-rank - 1, 0, 1))), (rank + 1, rank + 1)), dim=-rank - 1)


def _agreed(x: Tensor, *, rank: int, gaps: bool) -> Tensor:
    """The first rule's sum; one that is lost beside the sum of the moduli (the third entry) is 0.

    Derivatives go through the first rule.
    """
    first, second, size = x.unbind(-rank - 1)
    size = torch.abs(size).detach()
    lost = torch.abs(first) <= _CANCELLED * size
    apart = torch.abs(first - second) > _AGREEMENT * torch.where(lost, size, torch.abs(first))
    unsure = apart | torch.isnan(second)
    unsure = unsure | (size == 0) if gaps else unsure
    settled = first - torch.where(lost, first.detach(), 0.0)
    doubtful = first + torch.where(first == 0, 1.0, 0.0 * size)  # not 0, so that it and its derivative become infinite
    one = torch.ones_like(size)
    return torch.where(unsure, doubtful, settled) * torch.where(unsure, math.inf, one)


def _over(x: Tensor, length: Tensor, *, rank: int) -> Tensor:
    """A mean times the length of the interval; nothing is unsure about an empty one."""
    length = lift(length, rank)
    return length * torch.where(torch.isinf(x) & (length == 0), 0.0, x)


def _finite_rule() -> tuple[list[float], Tensor]:
    """Composite Gauss–Legendre on [0, 1]; the second rule interpolates through every other of its points."""
    x, w = legendre(_POINTS)
    coarse = _interpolatory(x[::2])
    second = [q for pair in zip(coarse, [0.0] * len(coarse), strict=True) for q in pair]
    panels = [(a, b - a) for a, b in pairwise(_PANELS)]
    weights = [[q * width for q in both] for _, width in panels for both in zip(w, second, strict=True)]
    return [a + width * p for a, width in panels for p in x], table_of(weights)


def _interpolatory(points: Sequence[float]) -> list[float]:
    """Weights on [0, 1] that are exact for polynomials of degree below the number of points."""
    x, w = legendre(_POINTS)
    at = np.asarray(points)
    others = [np.delete(at, k) for k in range(len(at))]
    return [
        float(sum(q * np.prod((p - rest) / (at[k] - rest)) for p, q in zip(x, w, strict=True)))
        for k, rest in enumerate(others)
    ]


def _infinite_rule(both: bool) -> tuple[list[float], Tensor]:
    """Double-exponential points on (0, oo), or on the whole line; the second rule takes every other point."""
    s = np.linspace(-4.0, 4.0, 161)
    step = s[1] - s[0]
    half = math.pi / 2
    if both:
        x, w = np.sinh(half * np.sinh(s)), half * np.cosh(s) * np.cosh(half * np.sinh(s))
    else:
        x = np.exp(half * np.sinh(s))
        w = x * half * np.cosh(s)
    w = w * step
    rules = np.stack([w, np.where(np.arange(len(s)) % 2 == 0, 2 * w, 0.0)], axis=1)
    keep = np.abs(x) < 1e12
    return x[keep].tolist(), table_of(rules[keep].tolist())


# Suprema


def extremum(low: Lowering, node: Bind, scope: Scope) -> Value:
    """`sup inf argmax argmin` over intervals: a grid, refined around its best point."""
    low.approximate = True
    binders = node.binders
    grids = _GRIDS if len(binders) == 1 else _INNER_GRIDS

    def of(rest: Sequence[Binder], here: Scope) -> Value:
        if not rest:
            return low.value(node.body, here)
        return _extreme(low, rest[0], here, lambda deeper: of(rest[1:], deeper), node.op, grids)

    return of(binders, scope)


def _extreme(low: Lowering, binder: Binder, scope: Scope, job: Job, op: str, grids: Sequence[int]) -> Value:
    if not isinstance(binder, Over) or binder.domain.members is not None or not isinstance(binder.type, Scalar):
        raise NoMeaning(op, f"over `{binder.name}`")
    ends = bounds_of(low, binder.domain, scope)
    sign = 1.0 if op in ("sup", "argmax") else -1.0
    centre, width = low.graph.number(0.5), 0.5
    best = centre
    for level, count in enumerate(grids):
        leaf = low.graph.leaf(f"{binder.name} {level}", 0, scope.world)
        u = low.graph.apply("near", _near, [leaf, best], 0, width=width)
        point = placed(low, u, ends)
        here = scope.having(**{binder.name: point})
        body = job(here)
        mask = None if binder.filter is None else low.value(binder.filter, here)
        table = table_of(np.linspace(-1, 1, count).tolist())
        value = low.graph.apply("signed", _signed, [body, *([mask] if mask else [])], 0, sign=sign)
        values = over_lanes(low.graph, [leaf], [table], value, None, "array", (count,))
        places = over_lanes(low.graph, [leaf], [table], u, None, "array", (count,))
        best = low.graph.apply("best", _best, [values, places], 0)
        width = 2 * width / (count - 1)
    if op in ("sup", "inf"):
        return low.graph.apply("top", _top, [values], 0, sign=sign)
    return placed(low, best, ends)


def _near(t: Tensor, centre: Tensor, *, width: float) -> Tensor:
    return torch.clamp(centre + width * t, 0.0, 1.0)


def _signed(x: Tensor, mask: Tensor | None = None, *, sign: float) -> Tensor:
    x = torch.where(torch.isnan(x), -math.inf, sign * x)
    return x if mask is None else torch.where(mask, x, -math.inf)


def _best(values: Tensor, places: Tensor) -> Tensor:
    values, places = alike((values, places), (1, 1))
    return torch.gather(places, -1, values.argmax(-1, keepdim=True)).squeeze(-1)


def _top(values: Tensor, *, sign: float) -> Tensor:
    top = values.amax(-1)
    return torch.where(top == -math.inf, math.nan, sign * top)
