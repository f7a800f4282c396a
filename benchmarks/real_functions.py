"""Real functions with mpmath, each refusing what lies outside its domain or is too large to compute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import mpmath
from mpmath import mp, mpf

_HUGE = mpf(10) ** 100_000


class Undefined(Exception):
    """The expression has no value here."""


def real(value: Any) -> Any:
    if isinstance(value, mpmath.mpc):
        if value.imag != 0:
            raise Undefined("a complex value")
        value = value.real
    if not mpmath.isfinite(value):
        raise Undefined("no finite value")
    if abs(value) > _HUGE:
        raise Undefined("too large a value")
    return value


def _log(x: Any) -> Any:
    if x <= 0:
        raise Undefined("log")
    return mp.log(x)


def _within(f: Callable[[Any], Any], low: float | None, high: float | None) -> Callable[[Any], Any]:
    def guarded(x: Any) -> Any:
        if (low is not None and x < low) or (high is not None and x > high):
            raise Undefined("outside its domain")
        return f(x)

    return guarded


def _exp(x: Any) -> Any:
    if x > 200_000:
        raise Undefined("too large a value")
    return mp.exp(x)


def _power(x: Any, y: Any) -> Any:
    if x == 0 and y < 0:
        raise Undefined("a negative power of 0")
    if x < 0 and y != mp.floor(y):
        raise Undefined("a broken power of a negative number")
    if abs(y) * abs(mp.log(abs(x)) if x != 0 else 0) > 200_000:
        raise Undefined("too large a value")
    return mp.power(x, y)


def divided(x: Any, y: Any) -> Any:
    if y == 0:
        raise Undefined("a zero denominator")
    return x / y


def _gamma(x: Any) -> Any:
    if (x <= 0 and x == mp.floor(x)) or abs(x) > 10_000:
        raise Undefined("gamma")
    return mp.gamma(x)


def _atanh(x: Any) -> Any:
    if not -1 < x < 1:
        raise Undefined("outside its domain")
    return mp.atanh(x)


def _binomial(n: Any, k: Any) -> Any:
    if n != mp.floor(n) or k != mp.floor(k) or n < 0 or n > 10_000:
        raise Undefined("a binomial that is not counted here")
    return mp.binomial(n, k) if 0 <= k <= n else mpf(0)


def _mod(x: Any, y: Any) -> Any:
    return x - y * mp.floor(divided(x, y))


def _atan2(y: Any, x: Any) -> Any:
    if x == 0 and y == 0:
        raise Undefined("atan2 at the origin")
    return mp.atan2(y, x)


def _gcd(*numbers: Any) -> Any:
    found = 0
    for each in map(int, numbers):
        while each:
            found, each = each, found % each
    return mpf(abs(found))


def _trigonometric(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return _within(f, -1e40, 1e40)


TABLE: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": divided,
        "**": _power,
        "neg": lambda a: -a,
        "abs": abs,
        "sign": mp.sign,
        "floor": mp.floor,
        "ceil": mp.ceil,
        "mod": _mod,
        "gcd": _gcd,
        "min": min,
        "max": max,
        "exp": _exp,
        "log": _log,
        "sqrt": _within(mp.sqrt, 0, None),
        "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)),
        "sin": _trigonometric(mp.sin),
        "cos": _trigonometric(mp.cos),
        "tan": _trigonometric(mp.tan),
        "asin": _within(mp.asin, -1, 1),
        "acos": _within(mp.acos, -1, 1),
        "atan": mp.atan,
        "atan2": _atan2,
        "sinh": _within(mp.sinh, -2e5, 2e5),
        "cosh": _within(mp.cosh, -2e5, 2e5),
        "tanh": mp.tanh,
        "asinh": mp.asinh,
        "acosh": _within(mp.acosh, 1, None),
        "atanh": _atanh,
        "factorial": lambda x: _gamma(x + 1),
        "gamma": _gamma,
        "loggamma": lambda x: mp.loggamma(_within(lambda t: t, 0, 1e30)(x)),
        "binomial": _binomial,
        "erf": mp.erf,
        "pi": lambda: +mp.pi,
        "e": lambda: +mp.e,
    }
)
