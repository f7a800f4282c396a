"""Arithmetic that reads the same on float64 batches and on exact object arrays of `Fraction`s.

A construction is written once and run twice: on floats for the search, on rationals for the witness. Object arrays
hold `Fraction`s only (an `int` would make `1/2` a float), so constants enter through `constant` and `filled`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from proofcheck.instances import linear
from proofcheck.verdict import Imaginary, Value

Numbers = NDArray[Any]  # float64, or object with Fractions; the first axis is the batch
Mask = NDArray[np.bool_]


def is_exact(a: Numbers) -> bool:
    return a.dtype == object


def constant(value: Fraction | int, like: Numbers) -> Any:
    """A number that may meet `like` in arithmetic."""
    return Fraction(value) if is_exact(like) else float(value)


def filled(shape: tuple[int, ...], value: Fraction | int, like: Numbers) -> Numbers:
    return np.full(shape, constant(value, like), dtype=like.dtype if is_exact(like) else np.float64)


def exact_array(values: Any) -> Numbers:
    """An object array of Fractions from nested sequences of numbers."""
    raw = np.array(values, dtype=object)
    flat = np.empty(raw.size, dtype=object)
    flat[:] = [Fraction(v) for v in raw.ravel()]
    return flat.reshape(raw.shape)


def eye(count: int, n: int, like: Numbers) -> Numbers:
    """A batch of `count` identities."""
    out = filled((count, n, n), 0, like)
    out[:, range(n), range(n)] = constant(1, like)
    return out


def rounded(a: Numbers) -> Numbers:
    """The nearest whole numbers, ties to even."""
    if not is_exact(a):
        return np.rint(a)
    return _each(a, lambda x: Fraction(round(x)))


def as_index(a: Numbers, count: int) -> NDArray[np.int64]:
    """Parameters read as a choice among `count` things, 0-based."""
    if not is_exact(a):
        a = np.nan_to_num(a, nan=0.0, posinf=count, neginf=0)
    whole: NDArray[np.int64] = np.clip(rounded(a).astype(np.float64), 0, max(count - 1, 0)).astype(np.int64)
    return whole


def magnitude(a: Numbers) -> Numbers:
    result: Numbers = np.abs(a)
    return result


def choose(test: Any, yes: Numbers, no: Numbers) -> Numbers:
    """`yes` where the test holds, else `no`; object arrays give object tests."""
    return np.where(np.asarray(test, dtype=bool), yes, no)


def safe_ratio(a: Numbers, b: Numbers) -> Numbers:
    """`a / b`, and 0 where b is 0: constructions never divide by zero, whoever checks them sees the 0."""
    zero = np.asarray(b == 0, dtype=bool)
    result: Numbers = a / choose(zero, filled(b.shape, 1, b), b)
    return choose(np.broadcast_to(zero, result.shape), filled(result.shape, 0, result), result)


def inverse(a: Numbers) -> Numbers:
    """The inverse of each matrix of a batch; a singular one gives NaN (floats) or zeros (exact)."""
    if not is_exact(a):
        try:
            return np.linalg.inv(a)
        except np.linalg.LinAlgError:
            return np.stack([_inverse_or_nan(m) for m in a])
    out = filled(a.shape, 0, a)
    for k, m in enumerate(a):
        inverted = linear.inverse(m.tolist())
        if inverted is not None:
            out[k] = exact_array(inverted)
    return out


def _inverse_or_nan(m: Numbers) -> Numbers:
    try:
        return np.linalg.inv(m)
    except np.linalg.LinAlgError:
        return np.full(m.shape, np.nan)


def total(a: Numbers, axis: int | tuple[int, ...], keepdims: bool = False) -> Numbers:
    return np.asarray(np.sum(a, axis=axis, keepdims=keepdims))


def transposed(a: Numbers) -> Numbers:
    return np.swapaxes(a, -1, -2)


def permutations(keys: Numbers) -> Numbers:
    """Permutation matrices that sort the keys; `[B, n]` to `[B, n, n]`."""
    count, n = keys.shape
    order = np.array([sorted(range(n), key=row.__getitem__) for row in keys.tolist()]).reshape(count, n)
    hot = order[:, :, None] == np.arange(n)
    return choose(hot, filled(hot.shape, 1, keys), filled(hot.shape, 0, keys))


def to_value(a: Any) -> Value:
    """One exact array (no batch axis) as nested tuples, a scalar as itself."""
    if isinstance(a, np.ndarray):
        return to_value(a.item()) if a.ndim == 0 else tuple(to_value(x) for x in a)
    if isinstance(a, (bool, np.bool_)):
        return bool(a)
    if isinstance(a, Imaginary):
        return a
    return Fraction(a)


def from_value(value: Value) -> Numbers:
    """The object array of a witness's value, without batch axis."""

    def shape(v: Value) -> tuple[int, ...]:
        return (len(v), *(shape(v[0]) if v else ())) if isinstance(v, tuple) else ()

    def leaves(v: Value) -> list[Value]:
        return [x for part in v for x in leaves(part)] if isinstance(v, tuple) else [v]

    flat = leaves(value)
    out = np.empty(len(flat), dtype=object)
    out[:] = flat
    return out.reshape(shape(value))


def _each(a: Numbers, change: Any) -> Numbers:
    out = np.empty(a.size, dtype=object)
    out[:] = [change(x) for x in a.ravel()]
    return out.reshape(a.shape)


def as_row(values: Sequence[Fraction]) -> Numbers:
    """One exact parameter row as a batch of one."""
    out = np.empty((1, len(values)), dtype=object)
    out[0, :] = [Fraction(v) for v in values]
    return out
