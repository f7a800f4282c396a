"""Limits in a batched program: values ever nearer to the target, extrapolated two ways.

Estimates that point the search at candidates and never decide. Where no estimate has settled the limit is infinite,
which says nothing. Source of the epsilon algorithm: P. Wynn, On a device for computing the e_m(S_n) transformation
(1956).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from proofcheck.language.tree import Approach, Bind
from proofcheck.language.types import Kind, kind_of
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.batch_graph import Value
from proofcheck.meaning.batch_lanes import over_lanes
from proofcheck.meaning.batch_lower import Lowering, Scope

_FIRST, _LEVELS = 3, 11  # the points lie 2**-3, 2**-4, … from the target; a whole number of steps of both schemes
_AGREEMENT = 1e-5  # relative distance of two estimates that counts as agreement
_VANISHED = 1e-7  # a limit this small beside the nearest value is 0, where the last values fall so fast:
_FALLING, _FALL = 4, 0.75
_REACH = 100.0  # so many of the last steps may be left to go
_HUGE = 1e150  # for 1/0 in the epsilon table


def limit(low: Lowering, node: Bind, scope: Scope) -> Value:
    """Values ever nearer to the target (ever larger at infinity), extrapolated; no meaning for sequences."""
    (binder,) = node.binders
    if not isinstance(binder, Approach) or kind_of(binder.type) is not Kind.REAL:
        raise NoMeaning("limit", "of a sequence")
    low.approximate = True
    target = low.value(binder.target, scope)
    infinite = target.constant is not None and bool(torch.isinf(target.constant))
    sides = {"+": (1.0,), "-": (-1.0,)}.get(binder.side, (1.0, -1.0))
    if infinite:
        assert target.constant is not None
        sides = (math.copysign(1.0, float(target.constant)),)
    exponents = range(_FIRST, _FIRST + _LEVELS)
    offsets = torch.tensor([s * 2.0 ** (k if infinite else -k) for s in sides for k in exponents], dtype=torch.float64)
    u = low.graph.leaf(binder.name, 0, scope.world)
    point = u if infinite else low.graph.apply("+", torch.add, [target, u], 0)
    body = low.value(node.body, low.replacing(scope, {binder.name: point}))
    values = over_lanes(low.graph, [u], [offsets], body, None, "array", (len(sides), _LEVELS))
    return low.graph.apply("limit", extrapolated, [values], body.rank, complex_=body.complex_, rank=body.rank)


def extrapolated(values: Tensor, *, rank: int) -> Tensor:
    """The limit of `[…, sides, levels, own…]`; infinite where no estimate has settled or the sides differ.

    Richardson's scheme is best for what has a Taylor series in the distance, the epsilon algorithm for other powers
    and logarithms of it. Each is compared with itself some levels earlier.
    """
    rows = values.movedim(-rank - 1, 0)  # levels first
    best, other = _richardson(rows), _epsilon(rows)
    error, apart = torch.abs(best - _richardson(rows[:-1])), torch.abs(other - _epsilon(rows[:-2]))
    better = (apart < error) & torch.isfinite(other)
    best, error = torch.where(better, other, best), torch.where(better, apart, error)
    size = torch.abs(rows)
    falling = (size[-_FALLING:] < _FALL * size[-_FALLING - 1 : -1]).all(0)
    vanishes = falling & (torch.abs(best) + error <= _VANISHED * size[-1])
    best = torch.where(vanishes, 0.0, best)
    reach = _REACH * torch.abs(rows[-1] - rows[-2]) + _AGREEMENT * size[-1]
    near = (torch.abs(best - rows[-1]) <= reach) & (torch.abs(best) >= _VANISHED * size[-1])
    sure = vanishes | ((error <= _AGREEMENT * torch.abs(best)) & near)
    side = -rank - 1
    value = best.mean(side)
    alike = torch.abs(best - value.unsqueeze(side)).amax(side) <= _AGREEMENT * torch.abs(value)
    known = torch.where(sure.all(side) & alike, value, math.inf)
    return torch.where(torch.isnan(size).any(0).any(side), math.nan, known)


def _richardson(rows: Tensor) -> Tensor:
    for k in range(1, len(rows)):
        rows = (2.0**k * rows[1:] - rows[:-1]) / (2.0**k - 1)
    return rows[0]


def _epsilon(rows: Tensor) -> Tensor:
    """The last even column of the epsilon table of an odd number of rows; equal estimates stay as they are."""
    before, now = rows.new_zeros((len(rows) + 1, *rows.shape[1:])), rows
    while len(now) > 1:
        step = now[1:] - now[:-1]
        odd = (len(rows) - len(now)) % 2 == 1
        inverse = torch.where(step == 0, 0.0 if odd else _HUGE, 1 / step)
        before, now = now, before[1:-1] + inverse
    return now[0]
