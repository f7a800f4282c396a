"""Expectations in a batched program: exact sums for finite distributions, quadrature for the others.

The variable and its probability become functions of tables over lanes. Poisson sums end at a fixed value; a
multivariate normal is a product grid in at most three dimensions.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import torch
from torch import Tensor

from proofcheck.language.tree import Apply, Bind, Binder, Draw, Node
from proofcheck.language.types import shape_of
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.batch_array import lift, outer
from proofcheck.meaning.batch_calculus import agreeing
from proofcheck.meaning.batch_distributions import density, hermite, laguerre, legendre
from proofcheck.meaning.batch_graph import Operation, Value
from proofcheck.meaning.batch_lanes import over_lanes
from proofcheck.meaning.batch_lower import Lowering, Scope
from proofcheck.meaning.batch_scalar import poisoned

_POISSON_LAST = 160
_NODES, _FEWER = 48, 35  # of the rule that counts, and of one that it must agree with


def expectation(low: Lowering, node: Bind, scope: Scope) -> Value:
    """`E`, `Var` and `Cov` of a body for draws, later ones conditional on earlier ones."""
    if node.op == "E":
        return _mean(low, node.binders, scope, [node.body], None)
    if node.op == "Var":
        centre = _mean(low, node.binders, scope, [node.body], None)
        return _mean(low, node.binders, scope, [node.body, node.body], [centre, centre])
    body = node.body
    if not isinstance(body, Apply) or body.op != "stack" or len(body.args) != 2:
        raise NoMeaning("Cov", "of something that is no pair")
    centres = [_mean(low, node.binders, scope, [part], None) for part in body.args]
    return _mean(low, node.binders, scope, list(body.args), centres)


def _mean(
    low: Lowering, binders: Sequence[Binder], scope: Scope, parts: list[Node], centres: list[Value] | None
) -> Value:
    """The expectation of the single part, or of the product of both parts less their centres."""
    if not binders:
        values = [low.value(p, scope) for p in parts]
        if centres is None:
            return values[0]
        a, b = (low.graph.apply("-", torch.sub, [v, c], v.rank) for v, c in zip(values, centres, strict=True))
        if a.rank == 1:
            return low.graph.apply("outer", outer, [a, b], 2)
        return low.graph.apply("*", torch.mul, [a, b], a.rank)
    binder = binders[0]
    if not isinstance(binder, Draw) or not isinstance(binder.distribution, Apply):
        raise NoMeaning("E", "without a distribution")
    leaves, tables, point, weight = _drawn(low, binder.name, binder.distribution, scope)
    inner = _mean(low, binders[1:], scope.having(**{binder.name: point}), parts, centres)
    if weight.rank:
        return agreeing(low, leaves, tables, inner, gaps=False)
    return over_lanes(low.graph, leaves, tables, scaled(low, inner, weight), None, "sum")


def _drawn(low: Lowering, name: str, node: Apply, scope: Scope) -> tuple[list[Value], list[Tensor], Value, Value]:
    """Bound values, their tables, the drawn value and its weight."""
    graph, kind = low.graph, node.op
    values = [low.value(a, scope) for a in node.args]
    if kind in ("bernoulli", "finite", "poisson"):
        if kind == "finite":
            points = list(range(1, low.dims(node.args[0].type, scope)[0] + 1))
        else:
            points = [0, 1] if kind == "bernoulli" else list(range(_POISSON_LAST + 1))
        low.approximate |= kind == "poisson"
        leaf = graph.leaf(name, 0, scope.world, bounds=(points[0], points[-1]))
        weight = graph.apply(f"pdf {kind}", density(kind), [*values, leaf], 0)
        return [leaf], [torch.tensor(points, dtype=torch.float64)], leaf, weight
    low.approximate = True
    if kind == "mvnormal":
        return _multivariate(low, name, node, values, scope)
    rule = {"normal": hermite, "uniform": legendre, "exponential": laguerre}[kind]
    nodes, weights = rule(_NODES)
    others, doubts = rule(_FEWER)
    both = [*((q, 0.0) for q in weights), *((0.0, q) for q in doubts)]
    u, w = graph.leaf(name, 0, scope.world), graph.leaf(f"weights {name}", 1, scope.world)
    point = graph.apply(f"draw {kind}", _PLACES[kind], [u, *values], 0)
    return [u, w], [torch.tensor(t, dtype=torch.float64) for t in ([*nodes, *others], both)], point, w


def scaled(low: Lowering, value: Value, factor: Value) -> Value:
    """A value times a scalar."""
    return low.graph.apply("scaled", _scaled, [value, factor], value.rank, complex_=value.complex_, rank=value.rank)


def _scaled(x: Tensor, factor: Tensor, *, rank: int) -> Tensor:
    return x * lift(factor, rank)


def _multivariate(
    low: Lowering, name: str, node: Apply, values: list[Value], scope: Scope
) -> tuple[list[Value], list[Tensor], Value, Value]:
    (size,) = low.dims(node.args[0].type, scope)
    if size > 3 or not shape_of(node.args[0].type):
        raise NoMeaning("E", "over a normal distribution of more than three dimensions")
    nodes, weights = hermite({1: _NODES, 2: 20, 3: 10}[size])
    rows = list(itertools.product(range(len(nodes)), repeat=size))
    table = torch.tensor([[nodes[i] for i in row] for row in rows], dtype=torch.float64)
    mass = torch.tensor([math.prod(weights[i] for i in row) for row in rows], dtype=torch.float64)
    u, w = low.graph.leaf(name, 1, scope.world), low.graph.leaf(f"weight {name}", 0, scope.world)
    return [u, w], [table, mass], low.graph.apply("draw mvnormal", _correlated, [u, *values], 1), w


def _correlated(u: Tensor, m: Tensor, s: Tensor) -> Tensor:
    """m + S^(1/2) u, by eigenvectors, so that a singular covariance works as well."""
    tame = torch.where(torch.isfinite(s), s, 0.0)
    values, vectors = torch.linalg.eigh(tame)
    values = poisoned(values, values < -1e-9 * torch.abs(values).amax(-1, keepdim=True))
    root = vectors * torch.sqrt(torch.clamp(values, min=0)).unsqueeze(-2)
    shift: Tensor = (root @ u.unsqueeze(-1)).squeeze(-1)
    return m + shift


def _normal(u: Tensor, mu: Tensor, s: Tensor) -> Tensor:
    return mu + poisoned(s, s <= 0) * u


def _uniform(u: Tensor, a: Tensor, b: Tensor) -> Tensor:
    return a + u * poisoned(b - a, b <= a)


def _exponential(u: Tensor, rate: Tensor) -> Tensor:
    return u / poisoned(rate, rate <= 0)


_PLACES: dict[str, Operation] = {"normal": _normal, "uniform": _uniform, "exponential": _exponential}
