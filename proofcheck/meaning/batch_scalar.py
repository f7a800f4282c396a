"""Entrywise operators on float64 (or complex128) tensors: one row each, or a hole with its reason.

Conventions: real semantics unless a tensor is complex; NaN marks *undefined*. Where IEEE arithmetic answers an
infinity for something undefined (`1/0`, `log 0`), the argument is poisoned with NaN first, which keeps the derivative
undefined there as well. `0**0 = 1`; `mod` is the floor remainder; `sign(0) = 0`; `step(0)` is undefined.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

_NAN = math.nan


def poisoned(x: Tensor, bad: Tensor) -> Tensor:
    """`x`, undefined where `bad`."""
    return torch.where(bad, _NAN, x)


def divide(x: Tensor, y: Tensor) -> Tensor:
    return x / poisoned(y, y == 0)


def power(x: Tensor, y: Tensor) -> Tensor:
    if x.is_complex() or y.is_complex():
        return torch.pow(poisoned(x, (x == 0) & (y.real <= 0)), y)
    return torch.pow(poisoned(x, (x == 0) & (y < 0)), y)


def power_by(x: Tensor, exponent: float) -> Tensor:
    """`x**exponent` for a fixed exponent."""
    if exponent < 0:
        x = poisoned(x, x == 0)
    if exponent == int(exponent) and abs(exponent) < 2**31:
        return torch.pow(x, int(exponent))
    return torch.pow(x, exponent)


def log(x: Tensor) -> Tensor:
    return torch.log(poisoned(x, x == 0) if x.is_complex() else poisoned(x, x <= 0))


def log2(x: Tensor) -> Tensor:
    return log(x) / math.log(2)


def cbrt(x: Tensor) -> Tensor:
    return torch.sign(x) * torch.pow(torch.abs(x), 1 / 3)


def sign(x: Tensor) -> Tensor:
    return torch.sign(x)


def step(x: Tensor) -> Tensor:
    return poisoned((x > 0).to(x.dtype), x == 0)


def mod(x: Tensor, y: Tensor) -> Tensor:
    return x - y * torch.floor(divide(x, y))


def minimum(*xs: Tensor) -> Tensor:
    result = xs[0]
    for x in xs[1:]:
        result = torch.minimum(result, x)
    return result


def maximum(*xs: Tensor) -> Tensor:
    result = xs[0]
    for x in xs[1:]:
        result = torch.maximum(result, x)
    return result


def _reciprocal(f: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    def of(x: Tensor) -> Tensor:
        y = f(x)
        return 1 / poisoned(y, y == 0)

    return of


def cot(x: Tensor) -> Tensor:
    return torch.cos(x) / poisoned(torch.sin(x), torch.sin(x) == 0)


def sech(x: Tensor) -> Tensor:
    if x.is_complex():
        return 1 / torch.cosh(x)
    decay = torch.exp(-torch.abs(x))
    return 2 * decay / (1 + decay * decay)


def coth(x: Tensor) -> Tensor:
    return 1 / torch.tanh(poisoned(x, x == 0))


def atan2(y: Tensor, x: Tensor) -> Tensor:
    return torch.atan2(poisoned(y, (x == 0) & (y == 0)), x)


def acosh(x: Tensor) -> Tensor:
    return torch.acosh(x)


def atanh(x: Tensor) -> Tensor:
    return torch.atanh(x if x.is_complex() else poisoned(x, torch.abs(x) >= 1))


def loggamma(x: Tensor) -> Tensor:
    return torch.lgamma(poisoned(x, x <= 0))


def gamma(x: Tensor) -> Tensor:
    """Through log-gamma; by reflection for negative arguments, which are poles at the integers."""
    y = poisoned(x, (x <= 0) & (x == torch.floor(x)))
    negative = y < 0
    right = torch.exp(torch.lgamma(torch.where(negative, 1 - y, y)))
    return torch.where(negative, math.pi / (torch.sin(math.pi * y) * right), right)


def factorial(x: Tensor) -> Tensor:
    return gamma(x + 1)


def binomial(n: Tensor, k: Tensor) -> Tensor:
    """Of integers; zero for k < 0 or k > n >= 0, rounded while that is exact."""
    outside = (k < 0) | (k > n)
    k_ = torch.where(outside, 0.0, k)
    n_ = torch.where(outside, 1.0, n)
    value = torch.exp(torch.lgamma(n_ + 1) - torch.lgamma(k_ + 1) - torch.lgamma(n_ - k_ + 1))
    value = torch.where(value < 2**48, torch.round(value), value)
    return poisoned(torch.where(outside, 0.0, value), n < 0)


def gcd(*xs: Tensor) -> Tensor:
    result = xs[0].to(torch.int64)
    for x in xs[1:]:
        result = torch.gcd(result, x.to(torch.int64))
    return result.to(torch.float64)


def normal_cdf(x: Tensor) -> Tensor:
    share: Tensor = torch.special.ndtr(x)
    return share


def softplus(x: Tensor) -> Tensor:
    """log(1 + exp(x)), also where exp overflows."""
    return torch.clamp(x, min=0) + torch.log1p(torch.exp(-torch.abs(x)))


def leaky_relu(x: Tensor, slope: Tensor) -> Tensor:
    return torch.where(x > 0, x, slope * x)


def elu(x: Tensor, a: Tensor) -> Tensor:
    return torch.where(x > 0, x, a * torch.expm1(torch.clamp(x, max=0)))


def celu(x: Tensor, a: Tensor) -> Tensor:
    a = poisoned(a, a == 0)
    return torch.where(x >= 0, x, a * torch.expm1(torch.clamp(x, max=0) / a))


def clip(x: Tensor, low: Tensor, high: Tensor) -> Tensor:
    return minimum(maximum(x, poisoned(low, low > high)), high)


def hardswish(x: Tensor) -> Tensor:
    return x * torch.clamp(x + 3, 0, 6) / 6


def gelu(x: Tensor) -> Tensor:
    return x * normal_cdf(x)


def silu(x: Tensor) -> Tensor:
    return x * torch.sigmoid(x)


def choose(test: Tensor, then: Tensor, other: Tensor) -> Tensor:
    """`then if test else other`, entrywise."""
    return torch.where(test, then, other)


def entrywise() -> dict[str, Callable[..., Tensor]]:
    """Operator key -> its meaning on tensors of equal rank."""
    return {
        "+": torch.add, "-": torch.sub, "*": torch.mul, "/": divide, "**": power, "neg": torch.neg,
        "exp": torch.exp, "log": log, "log2": log2, "sqrt": torch.sqrt, "cbrt": cbrt, "abs": torch.abs,
        "sign": sign, "floor": torch.floor, "ceil": torch.ceil, "mod": mod, "min": minimum, "max": maximum,
        "sin": torch.sin, "cos": torch.cos, "tan": torch.tan, "sec": _reciprocal(torch.cos),
        "csc": _reciprocal(torch.sin), "cot": cot, "asin": torch.asin, "acos": torch.acos, "atan": torch.atan,
        "atan2": atan2, "sinh": torch.sinh, "cosh": torch.cosh, "tanh": torch.tanh, "sech": sech,
        "csch": _reciprocal(torch.sinh), "coth": coth, "asinh": torch.asinh, "acosh": acosh, "atanh": atanh,
        "factorial": factorial, "binomial": binomial, "gamma": gamma, "loggamma": loggamma, "erf": torch.erf,
        "erfc": torch.erfc, "normal_cdf": normal_cdf, "gcd": gcd, "sigmoid": torch.sigmoid, "relu": torch.relu,
        "relu6": lambda x: torch.clamp(x, 0, 6), "clip": clip, "step": step, "leaky_relu": leaky_relu, "elu": elu,
        "celu": celu, "hardswish": hardswish, "softplus": softplus, "silu": silu, "gelu": gelu,
    }  # fmt: skip


# Operators whose meaning chooses between two computed values, so that reverse mode may meet infinity times zero.
BRANCHING = frozenset({"elu", "celu", "leaky_relu", "gamma", "factorial", "if"})
