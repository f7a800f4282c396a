"""Arbitrary smooth functions as entries: a value, or a partial derivative, that is known by its arguments alone.

A `jet` is the derivative of one entry of one function (of one member of a family) by its arguments, at arguments that
are entries. Nothing else is known of it, so whatever holds for jets as unknowns holds for every smooth function. It
has no value at an instance; only `member` puts a concrete smooth function in its place, for checks at points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

from proofcheck.language.tree import Call
from proofcheck.language.types import Array, Function, Kind, Scalar, Type
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.ball import enclose, is_real_ball
from proofcheck.meaning.graph import Entry, Graph, Grid
from proofcheck.meaning.scope import Expands, Scope

OP = "jet"
_WAVES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Jet:
    """Which derivative: `orders` counts the derivations by each argument, so that their order cannot matter.

    `index`: the member of a family, else 0. `place`: the entry of the result, row-major. `real`: for each argument,
    whether the function is one of a real there, so that it can be derived.
    """

    function: str
    index: int
    place: int
    orders: tuple[int, ...]
    real: tuple[bool, ...]


def is_jet(entry: Entry) -> bool:
    return entry.op == OP


def jet_of(entry: Entry) -> Jet:
    if not isinstance(entry.data, Jet):
        raise ValueError(f"`{entry.op}` is no derivative of an arbitrary function")
    return entry.data


def expand_call(x: Expands, node: Call, scope: Scope) -> Grid:
    """The values of an arbitrary function at these arguments. Errors: NoMeaning."""
    given = x.claim.given_named(node.function)
    if given is None or not isinstance(given.type, Function):
        raise NoMeaning(node.function, "an unknown function")
    type_ = given.type
    if _kind(type_.result) is not Kind.REAL or any(_kind(p) not in _ARGUMENTS for p in type_.parameters):
        raise NoMeaning(node.function, "a function that is not one of reals with real values")
    shape = x.shape(type_.result, scope)
    index = 0 if node.index is None else x.whole(node.index, scope)
    args: list[Entry] = []
    real: list[bool] = []
    for parameter, arg in zip(type_.parameters, node.args, strict=True):
        grid = x.expand(arg, scope)
        if grid.shape != x.shape(parameter, scope):
            raise NoMeaning(node.function, "an argument of another shape")
        args.extend(grid.entries)
        real.extend([_kind(parameter) is Kind.REAL] * len(grid.entries))
    count = _size(shape)
    if type_.index is not None and not 1 <= index <= x.shape(Array((type_.index,)), scope)[0]:
        return Grid(shape, (x.graph.undefined(f"no member {index} of `{node.function}`"),) * count)
    first = Jet(function=node.function, index=index, place=0, orders=(0,) * len(args), real=tuple(real))
    return Grid(shape, tuple(x.graph.make(OP, *args, data=replace(first, place=k)) for k in range(count)))


_ARGUMENTS = (Kind.REAL, Kind.INTEGER)


def _kind(type_: Type) -> Kind | None:
    return type_.kind if isinstance(type_, (Scalar, Array)) else None


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for n in shape:
        size *= n
    return size


def slope(g: Graph, entry: Entry, inner: Sequence[Entry]) -> Entry:
    """The chain rule: the sum of the derivatives by the arguments, times those of the arguments. Errors: NoMeaning."""
    jet = jet_of(entry)
    total = g.zero
    for k, d in enumerate(inner):
        if d.constant == 0:
            continue
        if not jet.real[k]:
            raise NoMeaning(jet.function, "derived by a whole number")
        orders = (*jet.orders[:k], jet.orders[k] + 1, *jet.orders[k + 1 :])
        total = g.add(total, g.mul(g.make(OP, *entry.args, data=replace(jet, orders=orders)), d))
    return total


def member(jet: Jet, at: Sequence[Any], seed: int) -> Any:
    """A ball of this derivative of a concrete smooth function, a sum of waves that `seed` and the name choose."""
    if not all(is_real_ball(x) for x in at):
        return None
    random = Random(f"{seed} {jet.function} {jet.index} {jet.place}")
    total = enclose(Fraction(0))
    for _ in range(_WAVES):
        size, angle = _coefficient(random), _coefficient(random)
        for x, order in zip(at, jet.orders, strict=True):
            rate = _coefficient(random)
            angle, size = angle + rate * x, size * rate**order
        total += size * _WAVE[sum(jet.orders) % 4](angle)
    return total if total.is_finite() else None


_WAVE = (lambda x: x.sin(), lambda x: x.cos(), lambda x: -x.sin(), lambda x: -x.cos())


def _coefficient(random: Random) -> Any:
    return enclose(Fraction(random.choice((-1, 1)) * random.randint(3, 40), 16))
