"""TRUSTED: enclosures of the elementary functions, in one table with the arithmetic; monotone ones from their bounds.

Sources: their monotonicity, poles and extrema; NIST's Digital Library of Mathematical Functions, chapters 4, 5, 7.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil, floor, inf, nextafter
from typing import Any

from flint import acb, arb

from proofcheck.analysis.enclosures.values import (
    ANYTHING,
    Enclosure,
    Maybe,
    above,
    add,
    below,
    divide,
    exp,
    log,
    magnitude,
    multiply,
    negate,
    power,
    sqrt,
    subtract,
)

_FAR = 1e10  # arguments of periodic functions beyond which nothing is said
_PI = 3.141592653589793  # only to find multiples of pi, with room for its error
_SLACK = 1e-12
_LEAST_GAMMA = (
    1.4616321449,
    1.461632145,
    0.8856031944,
    -0.1214862906,
)  # where it is, and lower bounds of gamma, loggamma


def _rising(
    name: str, least: float, most: float, fixed: tuple[float, ...] = (0.0,)
) -> Callable[[Enclosure], Enclosure]:
    """A function that grows, between its limits at minus and plus infinity; it is its argument at `fixed` points."""

    def at(x: float, rounded: Callable[[Any], float]) -> float:
        if x in fixed:
            return x
        if x in (inf, -inf):
            return most if x > 0 else least
        return min(max(rounded(getattr(arb(x), name)()), least), most)

    return lambda a: (at(a[0], below), at(a[1], above), a[2])


def cbrt(a: Enclosure) -> Enclosure:
    def at(x: float, up: bool) -> float:
        if x in (0.0, 1.0, -1.0, inf, -inf):
            return x
        if x < 0:
            return -at(-x, not up)
        return above(arb(x).root(3)) if up else max(below(arb(x).root(3)), 0.0)

    return at(a[0], False), at(a[1], True), a[2]


def _clipped(function: Callable[[Enclosure], Enclosure], least: float, most: float) -> Callable[[Enclosure], Maybe]:
    """A function that has values only between two bounds, themselves included."""

    def inside(a: Enclosure) -> Maybe:
        low, high, sure = a
        if high < least or low > most:
            return None
        value = function((max(low, least), min(high, most), True))
        return value[0], value[1], sure and low >= least and high <= most

    return inside


_asin = _clipped(_rising("asin", -1.5707963267948968, 1.5707963267948968), -1.0, 1.0)


def acos(a: Enclosure) -> Maybe:
    low, high, sure = a
    if low > 1 or high < -1:
        return None
    under = 0.0 if high >= 1 else max(below(arb(max(high, -1.0)).acos()), 0.0)
    over = 0.0 if low == 1 else above(arb(max(low, -1.0)).acos())
    return under, over, sure and low >= -1 and high <= 1


def acosh(a: Enclosure) -> Maybe:
    low, high, sure = a
    if high < 1:
        return None
    under = max(below(arb(low).acosh()), 0.0) if 1 < low < inf else 0.0
    return under, inf if high == inf else above(arb(high).acosh()) if high > 1 else 0.0, sure and low >= 1


def atanh(a: Enclosure) -> Maybe:
    low, high, sure = a
    if high <= -1 or low >= 1:
        return None
    under = below(arb(low).atanh()) if low > -1 else -inf
    return (
        0.0 if low == 0 else under,
        0.0 if high == 0 else above(arb(high).atanh()) if high < 1 else inf,
        sure and low > -1 and high < 1,
    )


def cosh(a: Enclosure) -> Enclosure:
    low, high, sure = magnitude(a)
    under = 1.0 if low == 0 else max(below(arb(low).cosh()), 1.0) if low < inf else nextafter(inf, 0)
    return under, 1.0 if high == 0 else above(arb(high).cosh()) if high < inf else inf, sure


def _multiples(a: Enclosure, shift: float) -> range | None:
    """Every whole k for which (k + shift) pi may lie in it; None where that says nothing."""
    low, high, _ = a
    if not (low > -_FAR and high < _FAR):
        return None
    first, last = low / _PI - shift, high / _PI - shift
    return range(ceil(first - _SLACK * (1 + abs(first))), floor(last + _SLACK * (1 + abs(last))) + 1)


def _wave(name: str, shift: float) -> Callable[[Enclosure], Enclosure]:
    """sin or cos, whose maxima and minima are at even and odd k of (k + shift) pi."""

    def function(a: Enclosure) -> Enclosure:
        tops = _multiples(a, shift)
        if tops is None or len(tops) > 2:
            return -1.0, 1.0, a[2]
        at_low, at_high = getattr(arb(a[0]), name)(), getattr(arb(a[1]), name)()
        low, high = min(below(at_low), below(at_high)), max(above(at_low), above(at_high))
        for k in tops:
            low, high = (low, 1.0) if k % 2 == 0 else (-1.0, high)
        if a[0] == 0 and low < 0 and a[1] <= 3.14 and shift:
            low = 0.0  # the sine between 0 and pi
        if a[1] == 0 and high > 0 and a[0] >= -3.14 and shift:
            high = 0.0
        return max(low, -1.0), min(high, 1.0), a[2]

    return function


def tan(a: Enclosure) -> Maybe:
    poles = _multiples(a, 0.5)
    if poles is None or len(poles):
        return ANYTHING
    low, high = (0.0 if x == 0 else x for x in a[:2])
    return (below(arb(low).tan()) if low else 0.0), (above(arb(high).tan()) if high else 0.0), a[2]


def _convex(name: str, least: float) -> Callable[[Enclosure], Maybe]:
    """gamma or loggamma of positive arguments: convex, with the least value where the digamma function is 0."""

    def function(a: Enclosure) -> Maybe:
        low, high, sure = a
        if low < 0 or (low == 0 and high == 0):
            return ANYTHING
        ends = [getattr(arb(x), name)() for x in (low, high) if 0 < x < inf]
        start, end = _LEAST_GAMMA[:2]
        under = min(map(below, ends)) if high < start or low > end else least
        over = inf if low == 0 or high == inf else max(map(above, ends))
        return max(under, least), over, sure and low > 0

    return function


gamma = _convex("gamma", _LEAST_GAMMA[2])
loggamma = _convex("lgamma", _LEAST_GAMMA[3])


def polygamma(order: int) -> Callable[[Enclosure], Maybe]:
    """The derivative of this order of the digamma function at positive arguments: monotone, one sign if order > 0."""

    def at(x: float) -> Any:
        return arb(x).digamma() if order == 0 else acb(x).polygamma(acb(order)).real

    def function(a: Enclosure) -> Maybe:
        low, high, sure = a
        if low < 0 or high == 0:
            return ANYTHING
        if order == 0:
            return (below(at(low)) if low > 0 else -inf), (above(at(high)) if high < inf else inf), sure and low > 0
        sign = 1 if order % 2 else -1
        most = inf if low == 0 else (above(at(low)) if sign > 0 else -below(at(low)))
        least = 0.0 if high == inf else max(below(at(high)) if sign > 0 else -above(at(high)), 0.0)
        return (least, most, sure and low > 0) if sign > 0 else (-most, -least, sure and low > 0)

    return function


def sign(a: Enclosure) -> Enclosure:
    return (1.0 if a[0] > 0 else 0.0 if a[0] == 0 else -1.0), (-1.0 if a[1] < 0 else 0.0 if a[1] == 0 else 1.0), a[2]


def _stepped(step: Callable[[float], int]) -> Callable[[Enclosure], Enclosure]:
    return lambda a: (*(float(step(x)) if -inf < x < inf else x for x in a[:2]), a[2])  # type: ignore[return-value]


floor_of = _stepped(floor)
ceil_of = _stepped(ceil)


def mod(a: Enclosure, b: Enclosure) -> Maybe:
    ratio = divide(a, b)
    return None if ratio is None else subtract(a, multiply(b, floor_of(ratio)))


def least(a: Enclosure, b: Enclosure) -> Enclosure:
    return min(a[0], b[0]), min(a[1], b[1]), a[2] and b[2]


def greatest(a: Enclosure, b: Enclosure) -> Enclosure:
    return max(a[0], b[0]), max(a[1], b[1]), a[2] and b[2]


def angle(y: Enclosure, x: Enclosure) -> Maybe:
    """atan2 in the right half plane."""
    if not x[0] > 0:
        return ANYTHING
    ratio = divide(y, x)
    return None if ratio is None else atan(ratio)


atan = _rising("atan", -1.5707963267948968, 1.5707963267948968)
_log_of_2 = (below(arb.const_log2()), above(arb.const_log2()), True)
PI = (below(arb.pi()), above(arb.pi()), True)


def log2(a: Enclosure) -> Maybe:
    value = log(a)
    return None if value is None else divide(value, _log_of_2)


def factorial(a: Enclosure) -> Maybe:
    return gamma(add(a, (1.0, 1.0, True))) if a[0] >= 0 else ANYTHING


def erfc(a: Enclosure) -> Enclosure:
    def at(x: float, rounded: Callable[[Any], float]) -> float:
        return 1.0 if x == 0 else (0.0 if x > 0 else 2.0) if x in (inf, -inf) else rounded(arb(x).erfc())

    return max(at(a[1], below), 0.0), min(at(a[0], above), 2.0), a[2]


UNARY: Mapping[str, Callable[[Enclosure], Maybe]] = {
    "neg": negate,
    "exp": exp,
    "log": log,
    "log2": log2,
    "sqrt": sqrt,
    "cbrt": cbrt,
    "abs": magnitude,
    "sign": sign,
    "floor": floor_of,
    "ceil": ceil_of,
    "sin": _wave("sin", 0.5),
    "cos": _wave("cos", 0.0),
    "tan": tan,
    "asin": _asin,
    "acos": acos,
    "atan": atan,
    "sinh": _rising("sinh", -inf, inf),
    "cosh": cosh,
    "tanh": _rising("tanh", -1.0, 1.0),
    "asinh": _rising("asinh", -inf, inf),
    "acosh": acosh,
    "atanh": atanh,
    "factorial": factorial,
    "gamma": gamma,
    "loggamma": loggamma,
    "erf": _rising("erf", -1.0, 1.0),
    "erfc": erfc,
}
BINARY: Mapping[str, Callable[[Enclosure, Enclosure], Maybe]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
    "mod": mod,
    "min": least,
    "max": greatest,
    "atan2": angle,
}
