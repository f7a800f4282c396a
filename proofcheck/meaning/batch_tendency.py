"""Tendencies in a batched program: `vanishes`, `bounded` and `diverges` as guesses from how the values grow.

They are read off the expression at n = n0, n0 + 1, n0 + 3, …, n0 + 31, where given arrays whose shape depends on n are
repeated cyclically. An estimate: it points at candidates and never decides.
"""

from __future__ import annotations

import math
from fractions import Fraction

import torch
from torch import Tensor

from proofcheck.language.tree import Approach, Bind, Num
from proofcheck.language.types import shape_of
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.batch_array import max_abs
from proofcheck.meaning.batch_graph import Value
from proofcheck.meaning.batch_lower import Lowered, Lowering, Scope

_AFTER = (0, 1, 3, 7, 15, 31)


def tendency(low: Lowering, node: Bind, scope: Scope) -> Value:
    """`vanishes bounded diverges` as a violation, from how the values grow."""
    low.approximate = True
    (binder,) = node.binders
    if not isinstance(binder, Approach):
        raise NoMeaning(node.op, "without a variable")
    given = low.claim.given_named(binder.name)
    first = 1
    if given is not None and isinstance(given.domain.lower, Num):
        first = math.floor(given.domain.lower.value) + int(given.domain.lower_open)
    sizes: list[Value] = []
    for more in _AFTER:
        here = _at_size(low, binder.name, max(first, 0) + more, scope)
        value = low.value(node.body, here)
        sizes.append(low.graph.apply("max_abs", max_abs, [value], 0, rank=value.rank))
    return low.graph.apply(node.op, _tendency, sizes[2:], 0, op=node.op)


def _at_size(low: Lowering, name: str, size: int, scope: Scope) -> Scope:
    """The scope with the integer `name` set; arrays whose shape depends on it are repeated cyclically."""
    names: dict[str, Lowered] = {name: Fraction(size)}
    target = scope.having(**{name: Fraction(size)})
    for given in low.claim.given:
        value = scope.bound.get(given.name)
        if not isinstance(value, Value) or not any(name in d.atoms() for d in shape_of(given.type)):
            continue
        shape = low.dims(given.type, target)
        names[given.name] = low.graph.apply(
            "repeated", _repeated, [value], value.rank, complex_=value.complex_, shape=shape
        )
    return low.replacing(scope, names)


def _repeated(x: Tensor, *, shape: tuple[int, ...]) -> Tensor:
    for axis, n in enumerate(shape):
        place = x.ndim - len(shape) + axis
        x = x.index_select(place, torch.arange(n, device=x.device) % max(1, x.shape[place]))
    return x


def _tendency(*sizes: Tensor, op: str) -> Tensor:
    """Growth is judged by increments at doublings: a bounded sequence's shrink, those of a logarithm stay the same."""
    _, middle, late, last = (torch.clamp(s, min=1e-300) for s in sizes)
    before, now = late - middle, last - late
    growing = now / last - torch.clamp(0.75 * before / last, min=1e-6)
    match op:
        case "vanishes":
            gap = torch.where(last <= 1e-200, -1.0, last / late - 0.95)
        case "bounded":
            gap = growing
        case _:
            gap = -growing
    return torch.nan_to_num(gap, nan=-math.inf, posinf=-math.inf, neginf=-math.inf)
