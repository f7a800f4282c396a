"""Points of the domains of bound variables in a batched program, and quantifiers that look at them only.

A quantifier over reals or arrays becomes the extreme violation at a fixed set of points: an estimate, which points the
search at candidates and never decides. Of three variables and more the points are taken together, not each with each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from itertools import takewhile

import numpy as np
import torch
from torch import Tensor

from proofcheck.language.tree import Bind, Binder, Domain, Node, Num, Over, Range
from proofcheck.language.types import INTEGER, Array, Function, Kind, kind_of
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.batch_bind import gather
from proofcheck.meaning.batch_graph import Value
from proofcheck.meaning.batch_lanes import over_lanes
from proofcheck.meaning.batch_lower import Lowering, Scope

_PAIR = 2  # variables of which every point is tried with every point
_TOGETHER = 64  # points of three variables and more

Job = Callable[[Scope], Value]


def table_of(values: Sequence[float] | Sequence[Sequence[float]]) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def linear(low: Lowering, u: Value, start: Value, stop: Value) -> Value:
    return low.graph.apply("between", _between, [u, start, stop], 0)


def _between(u: Tensor, start: Tensor, stop: Tensor) -> Tensor:
    return start + u * (stop - start)


def bounds_of(low: Lowering, domain: Domain, scope: Scope) -> tuple[Value | None, Value | None]:
    """Both ends of an interval; None for infinity."""

    def end(node: Node | None) -> Value | None:
        value = None if node is None else low.value(node, scope)
        infinite = value is not None and value.constant is not None and bool(torch.isinf(value.constant))
        return None if infinite else value

    return end(domain.lower), end(domain.upper)


# Points of a domain: the value as a function of a table over [0, 1]


def placed(low: Lowering, u: Value, ends: tuple[Value | None, Value | None]) -> Value:
    """The point of an interval that u in [0, 1] stands for; infinite ends are approached rationally."""
    start, stop = ends
    if start is not None and stop is not None:
        return linear(low, u, start, stop)
    if start is None and stop is None:
        return low.graph.apply("whole line", _whole_line, [u], 0)
    base = start if start is not None else stop
    assert base is not None
    return low.graph.apply("half line", _half_line, [u, base], 0, up=start is not None)


def _whole_line(u: Tensor) -> Tensor:
    v = torch.clamp(u, 1e-3, 1 - 1e-3)
    return (2 * v - 1) / (v * (1 - v))


def _half_line(u: Tensor, base: Tensor, *, up: bool) -> Tensor:
    v = torch.clamp(u, 0, 1 - 1e-3) if up else torch.clamp(1 - u, 0, 1 - 1e-3)
    return base + v / (1 - v) if up else base - v / (1 - v)


def sampled(low: Lowering, node: Bind, scope: Scope, job: Job, largest: bool) -> Value:
    """The extreme violation over binders, some of which range over reals: a fixed set of sample points of each."""
    low.approximate = True
    return _sampled(low, node.binders, scope, job, "max" if largest else "min")


def _sampled(low: Lowering, binders: Sequence[Binder], scope: Scope, job: Job, reduction: str) -> Value:
    if not binders:
        return job(scope)
    first, rest = binders[0], binders[1:]

    def inner(here: Scope) -> Value:
        return _sampled(low, rest, here, job, reduction)

    if isinstance(first, Over) and first.type == INTEGER and not first.domain.members and not first.domain.excluded:
        first = _whole_range(low, first, scope)
    if isinstance(first, Range):
        found = gather(low, [first], scope, inner, reduction)
        return low.graph.number(-math.inf if reduction == "max" else math.inf) if found is None else low.as_value(found)
    several = list(takewhile(lambda b: isinstance(b, Over) and b.type != INTEGER, binders))
    if len(several) > _PAIR:
        bound, rest = [b for b in several if isinstance(b, Over)], binders[len(several) :]
    elif isinstance(first, Over):
        bound = [first]
    else:
        raise NoMeaning("forall", f"over `{first.name}`")
    return _at_points(low, bound, rest, scope, inner, reduction)


def _at_points(
    low: Lowering, bound: Sequence[Over], rest: Sequence[Binder], scope: Scope, job: Job, reduction: str
) -> Value:
    """The extreme violation over the points of one variable, or of several together."""
    leaves, tables, masks = [], [], []
    for binder in bound:
        leaf, table, point = _points(low, binder, scope, few=bool(rest) or len(bound) > 1)
        scope = scope.having(**{binder.name: point})
        masks += _allowed(low, binder, point, scope)
        leaves.append(leaf)
        tables.append(table)
    if len(tables) > 1:
        tables = [table[picks] for table, picks in zip(tables, _together([len(t) for t in tables]), strict=True)]
    body = low.graph.apply("skipped", _skipped, [job(scope)], 0) if reduction == "min" else job(scope)
    mask = reduce(lambda a, b: low.graph.apply("and", torch.logical_and, [a, b], 0), masks) if masks else None
    return low.graph.apply("found", _found, [over_lanes(low.graph, leaves, tables, body, mask, reduction)], 0)


def _together(lengths: Sequence[int]) -> list[list[int]]:
    """Rows of each table that are taken at the same time: the first of all, the second of all, …, then mixed ones."""
    same = [[k % length for k in range(min(max(lengths), _TOGETHER))] for length in lengths]
    rng = np.random.Generator(np.random.PCG64(11))
    return [
        row + rng.integers(0, length, _TOGETHER - len(row)).tolist() for row, length in zip(same, lengths, strict=True)
    ]


def _allowed(low: Lowering, binder: Over, point: Value, scope: Scope) -> list[Value]:
    """Tests that only points pass which the filter and the excluded values leave."""
    tests = [] if binder.filter is None else [low.value(binder.filter, scope)]
    for node in binder.domain.excluded:
        tests.append(low.graph.apply("!=", torch.ne, [point, low.value(node, scope)], 0))
    return tests


def _skipped(violation: Tensor) -> Tensor:
    """A point where nothing can be said is none that exists."""
    return torch.where(violation == -math.inf, math.inf, violation)


def _found(violation: Tensor) -> Tensor:
    return torch.where(violation == math.inf, -math.inf, violation)


def _points(low: Lowering, binder: Over, scope: Scope, few: bool) -> tuple[Value, Tensor, Value]:
    """A bound value, its table, and the variable as a function of it."""
    type_, domain = binder.type, binder.domain
    if isinstance(type_, Function) or binder.properties or kind_of(type_) is Kind.COMPLEX:
        raise NoMeaning("forall", f"over {binder.type}")
    if isinstance(type_, Array):
        return _array_points(low, binder, scope, bounds_of(low, domain, scope))
    if domain.members is not None:
        members = [low.lower(m, scope) for m in domain.members]
        if any(isinstance(m, Value) for m in members):
            raise NoMeaning("forall", "over values that differ between instances")
        leaf = low.graph.leaf(binder.name, 0, scope.world)
        return leaf, table_of([float(m) for m in members if not isinstance(m, Value)]), leaf
    ends = bounds_of(low, domain, scope)
    if kind_of(type_) is Kind.BOOLEAN:
        leaf = low.graph.leaf(binder.name, 0, scope.world)
        return leaf, table_of([0.0, 1.0]), low.graph.apply("truth", _is_true, [leaf], 0)
    count = 17 if few else 65
    grid = np.linspace(0, 1, count)
    spread = (np.arange(1, 2 * count) * 0.6180339887498949) % 1.0
    u = np.concatenate([grid, spread, [1e-6, 1 - 1e-6]])
    if domain.lower_open:
        u = u[u > 0]
    if domain.upper_open:
        u = u[u < 1]
    leaf = low.graph.leaf(binder.name, 0, scope.world)
    return leaf, table_of(u.tolist()), placed(low, leaf, ends)


def _whole_range(low: Lowering, binder: Over, scope: Scope) -> Range:
    """The integers of a domain, or some of them where it is infinite."""
    ends = bounds_of(low, binder.domain, scope)
    if any(e is not None and e.constant is None for e in ends):
        raise NoMeaning("forall", "over integers up to a value of the instance")
    first, last = (None if e is None or e.constant is None else float(e.constant) for e in ends)
    if first is None:
        first = -20.0 if last is None else last - 40
    last = min(first + 400 if last is None else last, first + 400)
    lower = math.floor(first) + 1 if binder.domain.lower_open else math.ceil(first)
    upper = math.ceil(last) - 1 if binder.domain.upper_open else math.floor(last)
    least, most = (Num(type=binder.type, value=Fraction(n)) for n in (lower, upper))
    return Range(name=binder.name, lower=least, upper=most, filter=binder.filter)


def _is_true(x: Tensor) -> Tensor:
    return x != 0


def _array_points(
    low: Lowering, binder: Over, scope: Scope, ends: tuple[Value | None, Value | None]
) -> tuple[Value, Tensor, Value]:
    shape = low.dims(binder.type, scope)
    rng = np.random.Generator(np.random.PCG64(7))
    count = math.prod(shape)
    rows = [np.zeros(count), np.ones(count), *np.eye(count)[:8], *-np.eye(count)[:8], *rng.standard_normal((48, count))]
    leaf = low.graph.leaf(binder.name, len(shape), scope.world)
    table = torch.tensor(np.array(rows), dtype=torch.float64).reshape(len(rows), *shape)
    if ends == (None, None):
        return leaf, table, leaf
    if any(e is None or e.constant is None for e in ends):
        raise NoMeaning("forall", "over arrays in a half-open range")
    start, stop = (float(e.constant) for e in ends if e is not None and e.constant is not None)
    return leaf, start + (stop - start) * torch.special.ndtr(table), leaf
