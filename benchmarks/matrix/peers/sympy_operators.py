"""The vocabulary on explicit entries in SymPy; matrices go through SymPy's own determinant, inverse and eigenvalues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy

from benchmarks.matrix.peers.sympy_givens import Array, array_of, matrix
from benchmarks.outcome import Inexpressible
from proofcheck.meaning.symbolic import TABLE

_ZERO, _HALF = sympy.Integer(0), sympy.Rational(1, 2)


def scalar(value: Any) -> Array:
    found = np.empty((), dtype=object)
    found[()] = value
    return found


def _total(a: Array) -> Any:
    return sum(a.reshape(-1), _ZERO)


def _eigenvalues(a: Array) -> list[Any]:
    found: list[Any] = matrix(a).eigenvals(multiple=True)
    return found


def _singular(a: Array) -> list[Any]:
    gram = a.T @ a if a.shape[0] >= a.shape[1] else a @ a.T
    return [sympy.sqrt(v) for v in _eigenvalues(gram)]


def norm(a: Array, kind: str) -> Any:
    size = np.frompyfunc(sympy.Abs, 1, 1)(a)
    if kind in ("", "fro") or (kind == "2" and a.ndim == 1):
        return sympy.sqrt(_total(a * a))
    if kind in ("1", "oo"):
        sums = size if a.ndim == 1 else size.sum(axis=0 if kind == "1" else 1)
        return _total(size) if a.ndim == 1 and kind == "1" else sympy.Max(*sums)
    return sympy.Max(*_singular(a)) if kind == "2" else sum(_singular(a), _ZERO)


def _softmax(a: Array) -> Array:
    found = np.frompyfunc(sympy.exp, 1, 1)(a)
    return found / found.sum(axis=-1, keepdims=True)


def _normalised(a: Array, axis: int, centre: bool, eps: Any) -> Array:
    n = sympy.Integer(a.shape[axis])
    away = a - a.sum(axis=axis, keepdims=True) / n if centre else a
    square = (away * away).sum(axis=axis, keepdims=True) / n + eps
    return away / np.frompyfunc(sympy.sqrt, 1, 1)(square)


def _mean(a: Array) -> Any:
    return _total(a) / sympy.Integer(a.size)


def _covariance(a: Array, b: Array) -> Any:
    return _mean((a - _mean(a)) * (b - _mean(b)))


def _attention(q: Array, k: Array, v: Array) -> Array:
    return _softmax(q @ k.T / sympy.sqrt(q.shape[1])) @ v


def _outer(a: Array, b: Array) -> Array:
    return np.multiply.outer(a, b)


def _eye(n: Array) -> Array:
    return array_of(sympy.eye(int(n[()])))


def _filled(value: int) -> Callable[..., Array]:
    def fill(*sizes: Array) -> Array:
        return np.full(tuple(int(n[()]) for n in sizes), sympy.Integer(value), dtype=object)

    return fill


def _power(a: Array, n: Array) -> Array:
    if not n[()].is_Integer:
        raise Inexpressible("a matrix power with a symbolic exponent")
    return array_of(matrix(a) ** int(n[()]))


def _stack(*parts: Array) -> Array:
    return np.stack([np.asarray(p, dtype=object) for p in parts])


def _one_hot(i: Array, n: Array) -> Array:
    return np.array([sympy.Integer(k + 1 == i[()]) for k in range(int(n[()]))], dtype=object)


def _logistic_log(a: Array) -> Any:
    return sympy.log(_total(np.frompyfunc(sympy.exp, 1, 1)(a)))


# Functions of arrays: an array, or a scalar expression.
ARRAYS: Mapping[str, Callable[..., Any]] = {
    "@": lambda a, b: a @ b,
    "dot": lambda a, b: a @ b,
    "outer": _outer,
    "kron": np.kron,
    "vec": lambda a: a.T.reshape(-1),
    "transpose": lambda a: a.T,
    "trace": lambda a: _total(np.diagonal(a)),
    "sum": _total,
    "mean": _mean,
    "diag": np.diag,
    "diagonal": lambda a: np.diagonal(a).copy(),
    "eye": _eye,
    "ones": _filled(1),
    "zeros": _filled(0),
    "stack": _stack,
    "tril": np.tril,
    "triu": np.triu,
    "flip": lambda a: a[::-1],
    "cumsum": lambda a: np.cumsum(a),
    "cross": lambda a, b: array_of(sympy.Matrix(list(a)).cross(sympy.Matrix(list(b)))).reshape(3),
    "inv": lambda a: array_of(matrix(a).inv(method="ADJ")),
    "pinv": lambda a: array_of(matrix(a).pinv()),
    "expm": lambda a: array_of(matrix(a).exp()),
    "sqrtm": lambda a: array_of(matrix(a) ** _HALF),
    "chol": lambda a: array_of(matrix(a).cholesky(hermitian=False)),
    "det": lambda a: matrix(a).det(method="berkowitz"),
    "logabsdet": lambda a: sympy.log(sympy.Abs(matrix(a).det(method="berkowitz"))),
    "rank": lambda a: sympy.Integer(matrix(a).rank()),
    "power": _power,
    "eigenvalues": lambda a: np.array(_eigenvalues(a), dtype=object),
    "sigma": lambda a: np.array(_singular(a), dtype=object),
    "sigma_max": lambda a: sympy.Max(*_singular(a)),
    "sigma_min": lambda a: sympy.Min(*_singular(a)),
    "lambda_max": lambda a: sympy.Max(*_eigenvalues(a)),
    "lambda_min": lambda a: sympy.Min(*_eigenvalues(a)),
    "spectral_radius": lambda a: sympy.Max(*map(sympy.Abs, _eigenvalues(a))),
    "condition": lambda a: sympy.Max(*_singular(a)) / sympy.Min(*_singular(a)),
    "max_abs": lambda a: sympy.Max(*map(sympy.Abs, a.reshape(-1))),
    "softmax": _softmax,
    "log_softmax": lambda a: np.frompyfunc(sympy.log, 1, 1)(_softmax(a)),
    "logsumexp": _logistic_log,
    "cross_entropy": lambda p, q: -_total(p * np.frompyfunc(sympy.log, 1, 1)(q)),
    "entropy": lambda p: -_total(p * np.frompyfunc(sympy.log, 1, 1)(p)),
    "kl": lambda p, q: _total(p * np.frompyfunc(sympy.log, 1, 1)(p / q)),
    "layernorm": lambda a, eps=_ZERO: _normalised(a, -1, True, eps),
    "rmsnorm": lambda a, eps=_ZERO: _normalised(a, -1, False, eps),
    "batchnorm": lambda a, eps=_ZERO: _normalised(a, 0, True, eps),
    "var": lambda a: _covariance(a, a),
    "std": lambda a: sympy.sqrt(_covariance(a, a)),
    "cov": _covariance,
    "attention": _attention,
    "onehot": _one_hot,
    "size": lambda a: sympy.Integer(a.size),
}

# Entry by entry, as `proofcheck.meaning.symbolic` spells them.
ENTRYWISE: Mapping[str, Callable[..., Any]] = {
    name: make for name, make in TABLE.items() if name not in ("restrict", "==", "!=", "<", "<=", ">", ">=")
}
