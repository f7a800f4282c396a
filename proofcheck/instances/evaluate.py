"""What scalar entries are worth on a state of values, in floats for whole batches.

Floats serve the search only: an equality has a slack, and a witness is judged by the kernel.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from proofcheck.instances.arrays import Numbers
from proofcheck.instances.families import Shape
from proofcheck.instances.plan import State
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.verdict import Imaginary

if TYPE_CHECKING:
    from numpy.typing import NDArray

Shapes = Mapping[str, Shape]
_SLACK = 1e-9


def target(entry: Entry, shapes: Shapes) -> tuple[str, int] | None:
    """The variable and flat position of a leaf; None for any other entry or an unknown name."""
    if entry.op != "var" or not isinstance(entry.data, tuple):
        return None
    name, at = entry.data
    if name not in shapes:
        return None
    flat = 0
    for i, n in zip(at, shapes[name], strict=True):
        flat = flat * n + i - 1
    return str(name), flat


def floats(
    roots: Sequence[Entry], state: State, shapes: Shapes, given: Mapping[Entry, Numbers] | None = None
) -> list[Any]:
    """The roots' values, `[B]` each, or `[B, K]` where `given` leaves are `[1, K]`; NoMeaning for an unknown op."""
    values: dict[Entry, Any] = dict(given or {})
    for entry in reachable(roots):
        if entry in values:
            continue
        if entry.op in ("num", "truth"):
            values[entry] = _literal(entry.data)
        elif entry.op == "var":
            found = target(entry, shapes)
            if found is None:
                raise NoMeaning("var", str(entry))
            column = state[found[0]][:, found[1]]
            values[entry] = column[:, None] if given else column
        else:
            values[entry] = _apply(entry, [values[a] for a in entry.args])
    return [values[r] for r in roots]


def _literal(data: object) -> Any:
    if isinstance(data, Imaginary):
        return complex(data.re, data.im)
    return data if isinstance(data, bool) else float(data) if isinstance(data, Fraction) else math.nan


def _apply(entry: Entry, args: list[Any]) -> Any:
    if entry.op in _MATRIX:
        rows, columns, place = layout(entry)
        return _MATRIX[entry.op](_stacked(args, (rows, columns)), place)
    meaning = _FLOATS.get(entry.op)
    if meaning is None:
        raise NoMeaning(entry.op)
    return meaning(*args)


def layout(entry: Entry) -> tuple[int, int, int]:
    """Rows and columns of the matrix that the arguments fill, and which of its values is meant (0-based)."""
    if isinstance(entry.data, tuple) and len(entry.data) == 3 and all(isinstance(k, int) for k in entry.data):
        return entry.data
    raise NoMeaning(entry.op, "layout")


def _stacked(args: list[Any], side: tuple[int, int]) -> NDArray[np.float64]:
    columns = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in args))
    return np.stack(columns, axis=-1).reshape(*columns[0].shape, *side)


def _guarded(values: Callable[[NDArray[np.float64]], Any]) -> Callable[[NDArray[np.float64], int], Any]:
    """Values of finite matrices, NaN for others (LAPACK refuses them)."""

    def run(a: NDArray[np.float64], place: int) -> Any:
        finite = np.asarray(np.isfinite(a).all(axis=(-1, -2)))
        result = np.asarray(values(np.where(finite[..., None, None], a, 0.0)))
        if result.ndim > finite.ndim:
            result = result.reshape(*finite.shape, -1)[..., place]
        return result if result.dtype == np.bool_ else np.where(finite, result, np.nan)

    return run


def _eigenvalues(a: NDArray[np.float64]) -> Any:
    return np.linalg.eigvalsh((a + np.swapaxes(a, -1, -2)) / 2)[..., ::-1]


def _definite(strictly: bool) -> Callable[[NDArray[np.float64]], Any]:
    def decide(a: NDArray[np.float64]) -> Any:
        values = _eigenvalues(a)
        least, scale = values[..., -1], np.abs(values).max(axis=-1)
        return least > 1e-14 * scale if strictly else least >= -_SLACK * (1 + scale)

    return decide


def _rank(a: NDArray[np.float64]) -> Any:
    values = np.linalg.svd(a, compute_uv=False)
    return (values > 1e-12 * values[..., :1]).sum(axis=-1).astype(np.float64)


def _inverse(a: NDArray[np.float64]) -> Any:
    singular = np.abs(np.linalg.det(a)) == 0
    eye = np.broadcast_to(np.eye(a.shape[-1]), a.shape)
    return np.where(singular[..., None, None], np.nan, np.linalg.inv(np.where(singular[..., None, None], eye, a)))


_MATRIX: dict[str, Callable[[NDArray[np.float64], int], Any]] = {
    "eigenvalue": _guarded(_eigenvalues),
    "singular_value": _guarded(lambda a: np.linalg.svd(a, compute_uv=False)),
    "spectral_radius": _guarded(lambda a: np.abs(np.linalg.eigvals(a)).max(axis=-1)),
    "det": _guarded(np.linalg.det),
    "rank": _guarded(_rank),
    "inverse": _guarded(_inverse),
    "pinv": _guarded(np.linalg.pinv),
    "is_psd": _guarded(_definite(False)),
    "is_pd": _guarded(_definite(True)),
}


def _close(a: Any, b: Any) -> Any:
    return np.abs(a - b) <= _SLACK * (1 + np.abs(a) + np.abs(b))


def _at_most(a: Any, b: Any) -> Any:
    return (a <= b) | (np.abs(a - b) <= 1e-12 * (np.abs(a) + np.abs(b)))


def _restrict(value: Any, *where: Any) -> Any:
    for other in where:
        other = np.asarray(other)
        if other.dtype != np.bool_:
            value = np.where(np.isnan(other), np.nan, value)
    return value


def _power(a: Any, b: Any) -> Any:
    return np.float_power(a, b) if not np.iscomplexobj(a) else a**b


def _quotient(a: Any, b: Any) -> Any:
    return np.where(np.asarray(b) == 0, np.nan, np.divide(a, np.where(np.asarray(b) == 0, 1.0, b)))


def _folded(function: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def fold(*args: Any) -> Any:
        result = args[0]
        for a in args[1:]:
            result = function(result, a)
        return result

    return fold


def _each(function: Callable[[float], float]) -> Callable[[Any], Any]:
    def safe(x: float) -> float:
        try:
            return function(x)
        except (ValueError, OverflowError):
            return math.nan

    return np.vectorize(safe, otypes=[np.float64])


_FLOATS: dict[str, Callable[..., Any]] = {
    "+": _folded(np.add),
    "-": np.subtract,
    "*": _folded(np.multiply),
    "/": _quotient,
    "**": _power,
    "neg": np.negative,
    "pi": lambda: math.pi,
    "e": lambda: math.e,
    "oo": lambda: math.inf,
    "true": lambda: True,
    "false": lambda: False,
    "undefined": lambda: math.nan,
    "restrict": _restrict,
    "sqrt": np.sqrt,
    "cbrt": np.cbrt,
    "exp": np.exp,
    "log": np.log,
    "log2": np.log2,
    "abs": np.abs,
    "sign": np.sign,
    "floor": np.floor,
    "ceil": np.ceil,
    "mod": np.mod,
    "min": _folded(np.minimum),
    "max": _folded(np.maximum),
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "atan2": np.arctan2,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "erf": _each(math.erf),
    "erfc": _each(math.erfc),
    "gamma": _each(math.gamma),
    "loggamma": _each(math.lgamma),
    "if": np.where,
    "==": _close,
    "!=": lambda a, b: ~np.asarray(_close(a, b)),
    "<": np.less,
    ">": np.greater,
    "<=": _at_most,
    ">=": lambda a, b: _at_most(b, a),
    "and": _folded(np.logical_and),
    "or": _folded(np.logical_or),
    "not": np.logical_not,
    "=>": lambda a, b: np.logical_or(np.logical_not(a), b),
    "<=>": lambda a, b: np.asarray(a, dtype=bool) == np.asarray(b, dtype=bool),
}
