"""Variables in tensorgrad, with what it can say of them: symmetries, and equations that it rewrites with."""

from __future__ import annotations

from collections.abc import Callable

import tensorgrad.functions as F
from sympy import Symbol
from tensorgrad import Delta, Ones, Tensor, Variable

from benchmarks.outcome import Inexpressible
from proofcheck.claim import Given
from proofcheck.language.types import Dim, Function, shape_of

_SYMMETRIC = {"symmetric", "positive definite", "positive semidefinite"}


def plain(variable: Variable, axes: tuple[str, ...]) -> Tensor:
    """The variable over these edges, in the order of its own."""
    return variable.rename(**dict(zip(variable.edges, axes, strict=True)))


def declared(given: Given, size: Callable[[Dim], Symbol]) -> Tensor:
    """A given variable, its axes in order, with the adjectives that the library knows; it goes without the others."""
    if isinstance(given.type, Function):
        raise Inexpressible("a function as a value")
    shape = {f"i{k}": size(d) for k, d in enumerate(shape_of(given.type))}
    properties = set(given.properties)
    if "skew" in properties:
        free = Variable(given.name, **shape)
        return free - free.rename(i0="i1", i1="i0")
    if "diagonal" in properties:
        return Variable(given.name, k=shape["i0"]) @ Delta(shape["i0"], "k", "i0", "i1")
    if len(shape) == 2 and properties & _SYMMETRIC:
        return _constrained(Variable(given.name, _symmetries="i0 i1", **shape), properties, shape)
    return _constrained(Variable(given.name, **shape), properties, shape)


def _constrained(variable: Variable, properties: set[str], shape: dict[str, Symbol]) -> Variable:
    """The variable with its equations; the library may refuse one, and then it goes without."""
    for lhs, rhs in _equations(variable, properties, shape):
        try:
            variable = variable.with_eq_constraint(lhs, rhs)
        except ValueError:
            continue
    return variable


def _equations(x: Variable, properties: set[str], shape: dict[str, Symbol]) -> list[tuple[Tensor, Tensor | int]]:
    found: list[tuple[Tensor, Tensor | int]] = []
    if properties & {"orthogonal", "orthonormal columns", "permutation"}:
        found.append((x @ x.rename(i1="j"), Delta(shape["i1"], "i1", "j")))
    if properties & {"orthogonal", "permutation"}:
        found.append((x @ x.rename(i0="j"), Delta(shape["i0"], "i0", "j")))
    if "projection" in properties:
        found.append((x.rename(i1="j") @ x.rename(i0="j"), x))
    if "unit" in properties:
        found.append((F.sum(F.pow(x, 2), ["i0"]), 1))
    if properties & {"probability", "one-hot"}:
        found.append((F.sum(x, ["i0"]), 1))
    if properties & {"stochastic", "doubly stochastic", "permutation"}:
        found.append((F.sum(x, ["i1"]), Ones(i0=shape["i0"])))
    if properties & {"doubly stochastic", "permutation"}:
        found.append((F.sum(x, ["i0"]), Ones(i1=shape["i1"])))
    return found
