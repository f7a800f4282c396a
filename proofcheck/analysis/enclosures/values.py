"""TRUSTED: what values a function takes where its arguments lie between bounds; the arithmetic of boxes.

An enclosure is `(low, high, sure)`: floats, rounded outwards, between which every value lies that the function has for
such arguments, and whether it surely has one for all of them. None: it has a value for none. Infinite bounds are
allowed, so an unbounded range is a box like others. Sums, products and quotients of floats are within one step of
their value (IEEE 754); transcendental functions are taken at the bounds by ball arithmetic.
Source: R. E. Moore, Interval Analysis; F. Johansson, Arb.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf, nextafter
from math import sqrt as root_of
from typing import Any

from flint import arb

Enclosure = tuple[float, float, bool]
Maybe = Enclosure | None
ANYTHING: Enclosure = (-inf, inf, False)


def below(ball: Any) -> float:
    """A float at most as large as anything in a ball."""
    value = float(ball.lower())
    return nextafter(value, -inf) if value == value else -inf


def above(ball: Any) -> float:
    value = float(ball.upper())
    return nextafter(value, inf) if value == value else inf


def of_fraction(value: Fraction) -> Enclosure:
    """The tightest floats around a rational."""
    try:
        near = value.numerator / value.denominator
    except OverflowError:
        return (nextafter(inf, 0), inf, True) if value > 0 else (-inf, -nextafter(inf, 0), True)
    exact = Fraction(near)
    if exact == value:
        return near, near, True
    return (near, nextafter(near, inf), True) if exact < value else (nextafter(near, -inf), near, True)


def add(a: Enclosure, b: Enclosure) -> Enclosure:
    al, ah, ao = a
    bl, bh, bo = b
    low, high = al + bl, ah + bh
    # of the two differences that of the larger summand is exact, so that both agree only where the sum is
    if low - al != bl or low - bl != al:
        low = nextafter(low, -inf) if low == low else -inf
    if high - ah != bh or high - bh != ah:
        high = nextafter(high, inf) if high == high else inf
    return low, high, ao and bo


def negate(a: Enclosure) -> Enclosure:
    return -a[1], -a[0], a[2]


def subtract(a: Enclosure, b: Enclosure) -> Enclosure:
    return add(a, (-b[1], -b[0], b[2]))


def multiply(a: Enclosure, b: Enclosure) -> Enclosure:
    al, ah, ao = a
    bl, bh, bo = b
    if al == ah == 0 or bl == bh == 0:
        return 0.0, 0.0, ao and bo
    products = [x * y if x and y else 0.0 for x in (al, ah) for y in (bl, bh)]
    low, high = min(products), max(products)
    # a bound that is 0 may be one that is too small for a float, unless the signs say otherwise
    if low or not ((al >= 0 and bl >= 0) or (ah <= 0 and bh <= 0)):
        low = nextafter(low, -inf)
    if high or not ((al >= 0 and bh <= 0) or (ah <= 0 and bl >= 0)):
        high = nextafter(high, inf)
    return low, high, ao and bo


def square(a: Enclosure) -> Enclosure:
    low, high, sure = magnitude(a)
    return (nextafter(low * low, -inf) if low * low > 0 else 0.0), (nextafter(high * high, inf) if high else 0.0), sure


def invert(b: Enclosure) -> Maybe:
    low, high, sure = b
    if low > 0 or high < 0:
        under, over = nextafter(1 / high, -inf), nextafter(1 / low, inf)
        return (max(under, 0.0), over, sure) if low > 0 else (under, min(over, 0.0), sure)
    if low == 0:
        return None if high == 0 else (max(nextafter(1 / high, -inf), 0.0), inf, False)
    return (-inf, min(nextafter(1 / low, inf), 0.0), False) if high == 0 else ANYTHING


def divide(a: Enclosure, b: Enclosure) -> Maybe:
    bl, bh, sure = b
    if (bl > 0 or bh < 0) and bl > -inf and bh < inf and a[0] > -inf and a[1] < inf:
        quotients = (a[0] / bl, a[0] / bh, a[1] / bl, a[1] / bh)
        low, high = min(quotients), max(quotients)
        low = 0.0 if low >= 0 and a[0] == 0 and bl > 0 else nextafter(low, -inf)
        high = 0.0 if high <= 0 and a[1] == 0 and bl > 0 else nextafter(high, inf)
        return low, high, a[2] and sure
    inverse = invert(b)
    return None if inverse is None else multiply(a, inverse)


def magnitude(a: Enclosure) -> Enclosure:
    low, high, sure = a
    if low >= 0:
        return a
    return (-high, -low, sure) if high <= 0 else (0.0, max(-low, high), sure)


def whole_power(exponent: int) -> Callable[[Enclosure], Maybe]:
    """x**exponent for a whole exponent."""
    size, odd = abs(exponent), bool(exponent % 2)

    def at(x: float, rounded: Callable[[Any], float]) -> float:
        if x in (0.0, 1.0, inf, -inf):
            return x
        value = rounded(arb(x) ** size)
        return max(value, 0.0) if x > 0 else min(value, 0.0)

    def function(a: Enclosure) -> Enclosure:
        low, high, sure = a if odd else magnitude(a)
        return at(low, below), at(high, above), sure

    if exponent == 0:
        return lambda a: (1.0, 1.0, a[2])
    raised = square if size == 2 else function
    return raised if exponent > 0 else lambda a: invert(raised(a))


def broken_power(exponent: Fraction) -> Callable[[Enclosure], Maybe]:
    """x**exponent for an exponent that is not whole: at no negative x."""
    size = abs(exponent)

    def at(x: float, rounded: Callable[[Any], float]) -> float:
        if x in (0.0, 1.0, inf):
            return x
        return max(rounded((arb(x).log() * size.numerator / size.denominator).exp()), 0.0)

    def function(a: Enclosure) -> Maybe:
        low, high, sure = a
        if high < 0:
            return None
        raised = at(max(low, 0.0), below), at(high, above), sure and low >= 0
        return raised if exponent > 0 else invert(raised)

    return function


def power(a: Enclosure, b: Enclosure) -> Maybe:
    """a**b as exp(b log a), where a is not negative and not 0 to a power that is not positive."""
    if a[0] < 0 or (a[0] == 0 and b[0] <= 0):
        return ANYTHING
    logarithm = log(a)
    if logarithm is None:
        return (0.0, 0.0, a[2] and b[2])
    low, high, _ = multiply(b, logarithm)
    return exp((low, high, a[2] and b[2]))


def exp(a: Enclosure) -> Enclosure:
    low, high, sure = a
    return (
        1.0 if low == 0 else 0.0 if low == -inf else max(below(arb(low).exp()), 0.0),
        1.0 if high == 0 else 0.0 if high == -inf else above(arb(high).exp()) if high < inf else inf,
        sure,
    )


def log(a: Enclosure) -> Maybe:
    low, high, sure = a
    if high <= 0:
        return None
    under = 0.0 if low == 1 else below(arb(low).log()) if low > 0 else -inf
    return under, 0.0 if high == 1 else inf if high == inf else above(arb(high).log()), sure and low > 0


def sqrt(a: Enclosure) -> Maybe:
    low, high, sure = a
    if high < 0:
        return None
    return _root(max(low, 0.0), -inf), _root(high, inf), sure and low >= 0


def _root(x: float, towards: float) -> float:
    near = root_of(x)
    whole = near == inf or (near < 2**26 and near == int(near) and near * near == x)
    return near if whole else max(nextafter(near, towards), 0.0)
