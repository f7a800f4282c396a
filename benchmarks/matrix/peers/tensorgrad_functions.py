"""Entrywise functions in tensorgrad: its own, and further ones by its interface for functions with a derivative."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import log as logarithm
from math import sqrt

import tensorgrad.functions as F
from tensorgrad import Tensor
from tensorgrad.functions import _ExprGradFunction
from tensorgrad.tensor import Function, FunctionSignature

Make = Callable[[Tensor], Tensor]


class _Cyclic(FunctionSignature):
    """A function whose derivative is an expression in such functions, as sine and cosine are."""

    def __init__(self, name: str, slope: Callable[[], Make]) -> None:
        super().__init__(name, frozenset(), (frozenset(),))
        self._slope = slope

    def derivative(self, i: int, new_edges: dict[str, str] | None = None) -> FunctionSignature:
        return _ExprGradFunction(f"D_{self.name}", self._slope())


def _function(name: str, slope: Callable[[], Make]) -> Make:
    return lambda t: Function(_Cyclic(name, slope), (t,), {})


_sin: Make = _function("sin", lambda: _cos)
_cos: Make = _function("cos", lambda: lambda t: -_sin(t))
_sinh: Make = _function("sinh", lambda: _cosh)
_cosh: Make = _function("cosh", lambda: _sinh)
_atan: Make = _function("atan", lambda: lambda t: F.pow(1 + F.pow(t, 2), -1))


def _softplus(t: Tensor) -> Tensor:
    return F.log(1 + F.exp(t))


def _silu(t: Tensor) -> Tensor:
    return t * F.sigmoid(t)


def _sech(t: Tensor) -> Tensor:
    return F.pow(_cosh(t), -1)


ENTRYWISE: Mapping[str, Make] = {
    "exp": F.exp,
    "log": F.log,
    "log2": lambda t: F.log(t) * (1 / logarithm(2)),
    "sqrt": F.sqrt,
    "cbrt": lambda t: F.pow(t, Fraction(1, 3)),
    "abs": F.abs,
    "sign": F.sign,
    "tanh": F.tanh,
    "sigmoid": F.sigmoid,
    "softplus": _softplus,
    "silu": _silu,
    "relu": F.relu,
    "erf": F.erf,
    "normal_cdf": lambda t: (1 + F.erf(t / sqrt(2))) / 2,
    "gelu": F.gelu,
    "sin": _sin,
    "cos": _cos,
    "tan": lambda t: _sin(t) * F.pow(_cos(t), -1),
    "sinh": _sinh,
    "cosh": _cosh,
    "sech": _sech,
    "atan": _atan,
}
