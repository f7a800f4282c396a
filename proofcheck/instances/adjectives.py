"""What the adjectives of a type mean: which follow from which, and whether an array has them, exactly or in floats.

An adjective of a vector or matrix; on an array of more axes it is meant of every matrix of the last two axes
(vectors for `unit`, `probability` and `one-hot` speak of the whole array, save that a matrix is one-hot by rows).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from proofcheck.instances import linear
from proofcheck.instances.arrays import Mask, Numbers, constant, is_exact, total, transposed

_FOLLOWS: dict[str, tuple[str, ...]] = {
    "diagonal": ("symmetric", "lower triangular", "upper triangular"),
    "positive definite": ("symmetric", "positive semidefinite", "invertible"),
    "positive semidefinite": ("symmetric",),
    "permutation": ("orthogonal", "doubly stochastic"),
    "doubly stochastic": ("stochastic",),
    "orthogonal": ("orthonormal columns", "invertible"),
    "orthonormal columns": ("full rank",),
    "invertible": ("full rank",),
    "one-hot": (),
}

_SLACK = 1e-9


def closure(adjectives: Iterable[str]) -> frozenset[str]:
    """The adjectives with all that follow from one of them or from a pair."""
    known = set(adjectives)
    while True:
        more = {f for a in known for f in _FOLLOWS.get(a, ())}
        if {"symmetric", "lower triangular"} <= known or {"symmetric", "upper triangular"} <= known:
            more.add("diagonal")
        if {"lower triangular", "upper triangular"} <= known:
            more.add("diagonal")
        if {"symmetric", "stochastic"} <= known:
            more.add("doubly stochastic")
        if {"symmetric", "projection"} <= known:
            more.add("positive semidefinite")
        if {"orthogonal", "stochastic"} <= known:
            more.add("permutation")
        if {"positive semidefinite", "invertible"} <= known:
            more.add("positive definite")
        if more <= known:
            return frozenset(known)
        known |= more


def holds(adjective: str, a: Numbers) -> Mask:
    """Which members of a batch have the adjective; floats get a relative slack, exact arrays none."""
    if a.dtype == np.bool_ or a.ndim == 1 or 0 in a.shape[1:]:
        return np.ones(a.shape[0], dtype=bool)
    if a.ndim > 3 and adjective not in ("unit", "probability"):
        inner = a.reshape(-1, *a.shape[-2:])
        return every(holds(adjective, inner).reshape(a.shape[0], -1))
    test = _TESTS.get(adjective)
    if test is None:
        return np.ones(a.shape[0], dtype=bool)
    with np.errstate(all="ignore"):
        return np.asarray(test(a), dtype=bool)


def every(test: Numbers) -> Mask:
    """Which members of `[B, k]` are true throughout."""
    return np.asarray(np.asarray(test, dtype=bool).all(axis=1))


def _zero(gap: Numbers, scale: Numbers | None = None) -> Mask:
    """Which members of `[B, …]` vanish everywhere, relative to `scale` (the whole array it came from)."""
    flat = gap.reshape(gap.shape[0], -1)
    if is_exact(gap):
        return every(flat == 0)
    size = 1 if scale is None else 1 + np.abs(scale).reshape(scale.shape[0], -1).max(axis=1, initial=0)
    result: Mask = np.abs(flat).max(axis=1, initial=0) <= _SLACK * size
    return result


def _nonnegative(a: Numbers) -> Mask:
    least = constant(0, a) if is_exact(a) else -_SLACK
    return every(a.reshape(a.shape[0], -1) >= least)


def _ones(a: Numbers, axis: int | tuple[int, ...]) -> Mask:
    sums = total(a, axis)
    return _zero(sums.reshape(a.shape[0], -1) - constant(1, a))


def _square(a: Numbers) -> bool:
    return a.ndim == 3 and a.shape[1] == a.shape[2]


def _never(a: Numbers) -> Mask:
    return np.zeros(a.shape[0], dtype=bool)


def _when_square(test: Callable[[Numbers], Mask]) -> Callable[[Numbers], Mask]:
    return lambda a: test(a) if _square(a) else _never(a)


def _identity_gap(product: Numbers) -> Numbers:
    n = product.shape[-1]
    gap = product.copy()
    gap[:, range(n), range(n)] = gap[:, range(n), range(n)] - constant(1, product)
    return gap


def _outside(a: Numbers, keep: Callable[[int, int], bool]) -> Mask:
    cells = [(i, j) for i in range(a.shape[1]) for j in range(a.shape[2]) if not keep(i, j)]
    if not cells:
        return np.ones(a.shape[0], dtype=bool)
    return _zero(np.stack([a[:, i, j] for i, j in cells], axis=1), None if is_exact(a) else a)


def _per_matrix(a: Numbers, exact: Callable[[linear.Matrix], bool]) -> Mask:
    return np.array([exact(m.tolist()) for m in a], dtype=bool)


def _finite(a: Numbers) -> Numbers:
    """Floats with NaN and infinity as 0, for LAPACK; those members fail elsewhere."""
    return np.nan_to_num(a, nan=0.0, posinf=0.0, neginf=0.0)


def _full_rank(a: Numbers) -> Mask:
    k = min(a.shape[1:])
    if is_exact(a):
        return _per_matrix(a, lambda m: linear.rank(m) == k)
    values = np.linalg.svd(_finite(a), compute_uv=False)
    result: Mask = values[:, -1] > 1e-12 * (values[:, 0] + 1e-300)
    return result


def _rank_one(a: Numbers) -> Mask:
    if is_exact(a):
        return _per_matrix(a, lambda m: linear.rank(m) == 1)
    values = np.linalg.svd(_finite(a), compute_uv=False)
    second = values[:, 1] if values.shape[1] > 1 else np.zeros(len(a))
    result: Mask = (values[:, 0] > 0) & (second <= _SLACK * values[:, 0])
    return result


def _singular(a: Numbers) -> Mask:
    if is_exact(a):
        return _per_matrix(a, lambda m: linear.rank(m) < len(m))
    values = np.linalg.svd(_finite(a), compute_uv=False)
    result: Mask = values[:, -1] <= _SLACK * values[:, 0]
    return result


def _definite(a: Numbers, strict: bool) -> Mask:
    symmetric = holds("symmetric", a)
    if is_exact(a):

        def exact(m: linear.Matrix) -> bool:
            negative, zero, _ = linear.inertia(m)
            return negative == 0 and (zero == 0 or not strict)

        return np.array([s and exact(m.tolist()) for s, m in zip(symmetric, a, strict=True)], dtype=bool)
    values = np.linalg.eigvalsh(_finite(a))
    least = values[:, 0]
    scale = np.abs(values).max(axis=1, initial=0)
    result: Mask = symmetric & ((least > 1e-14 * scale) if strict else (least >= -_SLACK * (1 + scale)))
    return result


def _nilpotent(a: Numbers) -> Mask:
    power, scale = a, a
    for _ in range(a.shape[1] - 1):
        power = power @ a
        scale = scale if is_exact(a) else np.abs(scale) @ np.abs(a)
    return _zero(power, None if is_exact(a) else scale)


def _projection(a: Numbers) -> Mask:
    return _zero(a @ a - a, None if is_exact(a) else np.abs(a) @ np.abs(a))


def _one_hot(a: Numbers) -> Mask:
    zero, one = np.asarray(a == constant(0, a), dtype=bool), np.asarray(a == constant(1, a), dtype=bool)
    return every((zero | one).reshape(a.shape[0], -1)) & _ones(a, a.ndim - 1)


def _permutation(a: Numbers) -> Mask:
    result: Mask = _one_hot(a) & _ones(a, 1)
    return result


def _unit(a: Numbers) -> Mask:
    return _ones(a * a, tuple(range(1, a.ndim)))


def _probability(a: Numbers) -> Mask:
    result: Mask = _nonnegative(a) & _ones(a, tuple(range(1, a.ndim)))
    return result


def _stochastic(a: Numbers) -> Mask:
    result: Mask = _nonnegative(a) & _ones(a, a.ndim - 1)
    return result


def _doubly_stochastic(a: Numbers) -> Mask:
    result: Mask = _stochastic(a) & _ones(a, 1)
    return result


_TESTS: dict[str, Callable[[Numbers], Mask]] = {
    "symmetric": _when_square(lambda a: _zero(a - transposed(a), a)),
    "skew": _when_square(lambda a: _zero(a + transposed(a), a)),
    "positive definite": _when_square(lambda a: _definite(a, True)),
    "positive semidefinite": _when_square(lambda a: _definite(a, False)),
    "orthogonal": _when_square(lambda a: _zero(_identity_gap(transposed(a) @ a))),
    "orthonormal columns": lambda a: _zero(_identity_gap(transposed(a) @ a)),
    "full rank": _full_rank,
    "invertible": _when_square(_full_rank),
    "diagonal": lambda a: _outside(a, lambda i, j: i == j),
    "lower triangular": lambda a: _outside(a, lambda i, j: i >= j),
    "upper triangular": lambda a: _outside(a, lambda i, j: i <= j),
    "rank one": _rank_one,
    "permutation": _when_square(_permutation),
    "unit": _unit,
    "probability": _probability,
    "one-hot": _one_hot,
    "stochastic": _stochastic,
    "doubly stochastic": _when_square(_doubly_stochastic),
    "nilpotent": _when_square(_nilpotent),
    "singular": _when_square(_singular),  # only as an assumption: `is_singular(A)`, `det(A) == 0`
    "projection": _when_square(_projection),
}

ADJECTIVES = tuple(_TESTS)


def holds_exactly(adjective: str, value: Numbers) -> bool:
    """Whether one exact array (no batch axis) has the adjective."""
    return bool(holds(adjective, value[None])[0])
