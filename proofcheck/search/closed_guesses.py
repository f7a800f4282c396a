"""Closed expressions near numbers: what a point may be at which a margin touches 0. The kernel decides on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import islice, product
from math import cos, e, exp, log, pi, sin, sqrt, tan

from proofcheck.verdict import Closed, Value

_CLOSE = 1e-6  # relative
_GUESSES = 5  # of one coordinate
_POINTS = 48
_DENOMINATOR, _NUMERATOR = 24, 400


def _multiple(unit: float, name: str) -> Callable[[float], str | None]:
    def guess(x: float) -> str | None:
        ratio = _simple(x / unit)
        return None if ratio is None or ratio == 0 else _times(ratio, name)

    return guess


def _times(ratio: Fraction, name: str) -> str:
    top = name if abs(ratio.numerator) == 1 else f"{abs(ratio.numerator)}*{name}"
    sign = "-" if ratio < 0 else ""
    return f"{sign}{top}" if ratio.denominator == 1 else f"{sign}{top}/{ratio.denominator}"


def _simple(x: float) -> Fraction | None:
    """The simple fraction that a number is close to, if any."""
    if abs(x) > _NUMERATOR:
        return None
    near = Fraction(x).limit_denominator(_DENOMINATOR)
    return near if abs(float(near) - x) <= _CLOSE * max(abs(x), 1e-3) else None


def _root(x: float) -> str | None:
    square = _simple(x * x)
    if square is None or square <= 0:
        return None
    return f"{'-' if x < 0 else ''}sqrt({square})"


def _cube_root(x: float) -> str | None:
    cube = _simple(x**3)
    return None if cube is None or cube == 0 else f"cbrt({cube})"


def _logarithm(x: float) -> str | None:
    inside = _simple(exp(x)) if abs(x) < 6 else None
    return None if inside is None or inside <= 0 or inside == 1 else f"log({inside})"


def _exponential(x: float) -> str | None:
    if not 1e-6 < abs(x) < 1e6:
        return None
    exponent = _simple(log(abs(x)))
    if exponent is None or exponent == 0:
        return None
    return f"{'-' if x < 0 else ''}exp({exponent})"


def _quadratic(x: float) -> str | None:
    """(a + sqrt(b))/c of small integers."""
    for c in (1, 2, 3, 4, 5, 6):
        for a in range(-6, 7):
            rest = x * c - a
            square = round(rest * rest)
            if a and 0 < square < 200 and abs(rest * rest - square) < _CLOSE * max(1.0, abs(rest)):
                sign = "+" if rest > 0 else "-"
                return f"({a} {sign} sqrt({square})){f'/{c}' if c > 1 else ''}"
    return None


def _inverse(function: Callable[[float], float], name: str, least: float, most: float) -> Callable[[float], str | None]:
    """name(r) for a simple r, on the branch that the function inverts."""

    def guess(x: float) -> str | None:
        inside = _simple(function(x)) if least < abs(x) < most else None
        return (
            None if inside is None or inside in (0, 1, -1) else f"{'-' if least == 0 and x < 0 else ''}{name}({inside})"
        )

    return guess


def _log_of_surd(x: float) -> str | None:
    inside = _quadratic(exp(x)) if 0 < abs(x) < 6 else None
    return None if inside is None else f"log({inside})"


_GUESSERS: tuple[Callable[[float], str | None], ...] = (
    _multiple(pi, "pi"),
    _root,
    _logarithm,
    _exponential,
    _cube_root,
    _multiple(e, "e"),
    _multiple(sqrt(pi), "sqrt(pi)"),
    _inverse(cos, "acos", 0.0, pi),
    _inverse(tan, "atan", -1.0, pi / 2),
    _inverse(sin, "asin", -1.0, pi / 2),
    _quadratic,
    _log_of_surd,
)


def closed_guesses(point: Sequence[Fraction]) -> Iterator[tuple[Value, ...]]:
    """Points with simple closed coordinates close to this one, likeliest first."""
    return islice(product(*(tuple(islice(_coordinate(x), _GUESSES)) for x in point)), _POINTS)


def _coordinate(x: Fraction) -> Iterator[Value]:
    value = float(x)
    near = _simple(value)
    if abs(value) < _CLOSE:
        yield Fraction(0)
    if near is not None and near != 0:
        yield near
    for guess in _GUESSERS:
        text = guess(value)
        if text is not None:
            yield Closed(text)
