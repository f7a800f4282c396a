"""Givens as explicit entries in SymPy: real symbols where nothing is known, and what each adjective allows.

An adjective gives one or several parametrisations, whose union (up to a null set) is all there is; where only more
than that can be written down, a statement can still be proved, but not refuted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count, permutations, product
from typing import Any

import numpy as np
import sympy

from benchmarks.outcome import Inexpressible
from proofcheck.claim import Given
from proofcheck.language.tree import Num

Array = Any  # numpy arrays of SymPy expressions


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The parametrisations of one given; `exact` where they are all that is admissible."""

    cases: tuple[Array, ...]
    exact: bool = True


class Symbols:
    """A source of fresh real symbols."""

    def __init__(self) -> None:
        self._count = count()

    def one(self, **known: bool) -> Any:
        return sympy.Symbol(f"s{next(self._count)}", real=True, **known)

    def array(self, shape: tuple[int, ...], **known: bool) -> Array:
        found = np.empty(shape, dtype=object)
        for at in np.ndindex(*shape):
            found[at] = self.one(**known)
        return found


def matrix(array: Array) -> Any:
    return sympy.Matrix(array.shape[0], array.shape[1], list(array.reshape(-1)))


def array_of(found: Any) -> Array:
    out = np.empty(found.shape, dtype=object)
    for at in np.ndindex(*found.shape):
        out[at] = found[at]
    return out


def _masked(s: Symbols, shape: tuple[int, ...], keep: Callable[[int, int], bool]) -> Values:
    found = s.array(shape)
    for i, j in np.ndindex(*shape):
        if not keep(i, j):
            found[i, j] = sympy.Integer(0)
    return Values(cases=(found,))


def _symmetric(s: Symbols, shape: tuple[int, ...], exact: bool = True) -> Values:
    found = s.array(shape)
    for i, j in np.ndindex(*shape):
        found[i, j] = found[min(i, j), max(i, j)]
    return Values(cases=(found,), exact=exact)


def _definite(s: Symbols, shape: tuple[int, ...]) -> Values:
    """`L @ L.T`, with a positive diagonal of L."""
    low = s.array(shape)
    for i, j in np.ndindex(*shape):
        low[i, j] = s.one(positive=True) if i == j else low[i, j] if i > j else sympy.Integer(0)
    return Values(cases=(low @ low.T,))


def _skew(s: Symbols, shape: tuple[int, ...]) -> Values:
    found = s.array(shape)
    for i, j in np.ndindex(*shape):
        found[i, j] = found[i, j] if i < j else -found[j, i] if i > j else sympy.Integer(0)
    return Values(cases=(found,))


def _orthogonal(s: Symbols, shape: tuple[int, ...]) -> Values:
    """Cayley's parametrisation, and a reflection of it."""
    k, one = matrix(_skew(s, shape).cases[0]), sympy.eye(shape[0])
    turn = ((one - k) * (one + k).inv(method="ADJ")).applyfunc(sympy.cancel)
    mirror = sympy.diag(*([1] * (shape[0] - 1)), -1)
    return Values(cases=(array_of(turn), array_of(turn * mirror)))


def _unit(s: Symbols, shape: tuple[int, ...]) -> Values:
    """The stereographic projection."""
    t = s.array((shape[0] - 1,))
    square = sum(t * t, sympy.Integer(0))
    found = np.empty(shape, dtype=object)
    found[:-1], found[-1] = 2 * t / (square + 1), (square - 1) / (square + 1)
    return Values(cases=(found,))


def _rows_of_mass_one(s: Symbols, shape: tuple[int, ...]) -> Values:
    weights = s.array(shape, positive=True)
    return Values(cases=(weights / weights.sum(axis=-1, keepdims=True),))


def _doubly_stochastic(s: Symbols, shape: tuple[int, ...]) -> Values:
    found = s.array(shape)
    found[:-1, -1] = 1 - found[:-1, :-1].sum(axis=1)
    found[-1, :] = 1 - found[:-1, :].sum(axis=0)
    return Values(cases=(found,), exact=False)


def _basis(s: Symbols, shape: tuple[int, ...]) -> Values:
    return Values(cases=tuple(np.array([sympy.Integer(i == k) for i in range(shape[0])]) for k in range(shape[0])))


def _permutations(s: Symbols, shape: tuple[int, ...]) -> Values:
    rows = np.array([[sympy.Integer(i == j) for j in range(shape[0])] for i in range(shape[0])], dtype=object)
    return Values(cases=tuple(rows[list(order)] for order in permutations(range(shape[0]))))


def _rank_one(s: Symbols, shape: tuple[int, ...]) -> Values:
    return Values(cases=(np.multiply.outer(s.array(shape[:1]), s.array(shape[1:])),))


def _projection(s: Symbols, shape: tuple[int, ...], symmetric: bool = False) -> Values:
    """Of every rank."""
    n = shape[0]
    v = s.array((n,))
    w = v if symmetric else s.array((n,))
    line = np.multiply.outer(v, w) / sum(v * w, sympy.Integer(0))
    one = array_of(sympy.eye(n))
    return Values(cases=(line, one - line, one, one * 0)[: 4 if n > 1 else 2], exact=n <= 3)


_ADJECTIVES: dict[frozenset[str], Callable[[Symbols, tuple[int, ...]], Values]] = {
    frozenset({"symmetric"}): _symmetric,
    frozenset({"skew"}): _skew,
    frozenset({"positive definite"}): _definite,
    frozenset({"positive semidefinite"}): _definite,
    frozenset({"diagonal"}): lambda s, shape: _masked(s, shape, lambda i, j: i == j),
    frozenset({"lower triangular"}): lambda s, shape: _masked(s, shape, lambda i, j: i >= j),
    frozenset({"upper triangular"}): lambda s, shape: _masked(s, shape, lambda i, j: i <= j),
    frozenset({"orthogonal"}): _orthogonal,
    frozenset({"orthonormal columns"}): _orthogonal,
    frozenset({"unit"}): _unit,
    frozenset({"probability"}): _rows_of_mass_one,
    frozenset({"stochastic"}): _rows_of_mass_one,
    frozenset({"doubly stochastic"}): _doubly_stochastic,
    frozenset({"one-hot"}): _basis,
    frozenset({"permutation"}): _permutations,
    frozenset({"rank one"}): _rank_one,
    frozenset({"projection"}): _projection,
    frozenset({"projection", "symmetric"}): lambda s, shape: _projection(s, shape, symmetric=True),
}
_GENERIC = {"invertible", "full rank"}  # what almost every matrix is


def values(s: Symbols, properties: tuple[str, ...], shape: tuple[int, ...], known: dict[str, bool]) -> Values:
    """The parametrisations of an array with these adjectives, its entries with these signs."""
    asked = frozenset(properties) - _GENERIC
    if not asked:
        return Values(cases=(s.array(shape, **known),), exact=not (set(properties) - _GENERIC))
    if known or asked not in _ADJECTIVES:
        raise Inexpressible(" ".join(sorted(asked)))
    return _ADJECTIVES[asked](s, shape)


def general(s: Symbols, properties: tuple[str, ...], shape: tuple[int, ...], known: dict[str, bool]) -> Values:
    """More than is admissible, but simpler: definite matrices as symmetric ones."""
    if set(properties) & {"positive definite", "positive semidefinite"}:
        return _symmetric(s, shape, exact=False)
    return values(s, properties, shape, known)


def scalar_known(given: Given) -> dict[str, bool]:
    """What a domain says of the sign of every entry."""
    lower, upper = given.domain.lower, given.domain.upper
    if isinstance(lower, Num) and lower.value >= 0:
        return {"positive": True} if lower.value > 0 or given.domain.lower_open else {"nonnegative": True}
    if isinstance(upper, Num) and upper.value <= 0:
        return {"negative": True} if upper.value < 0 or given.domain.upper_open else {"nonpositive": True}
    return {"nonzero": True} if given.domain.excluded else {}


def choices(lists: list[Values]) -> tuple[list[tuple[Array, ...]], bool]:
    """Every combination of parametrisations, and whether they are exact."""
    return list(product(*(v.cases for v in lists))), all(v.exact for v in lists)
