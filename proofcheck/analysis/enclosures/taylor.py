"""TRUSTED: Taylor polynomials with enclosed remainders of entries in one variable, on one interval at a time.

The coefficients are power series arithmetic over balls: computed at a point they are those of the polynomial, computed
over an interval that holds the point the last one encloses the remainder in Lagrange's form. Where a part is not
analytic all over the interval, as far as balls tell, there is no series (None).
Source: R. E. Moore, Interval Analysis, on automatic differentiation; Taylor's theorem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from flint import arb, arb_series, ctx, fmpq

from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.work import spend

Ball = Any  # arb: the library has no types
Series = Any  # arb_series
_MOST_POWER = 64
_WORK = 3  # units for one operation on series
_WORK_OF_SPECIAL = 60


@contextmanager
def terms(count: int) -> Iterator[None]:
    """Work with power series of this many terms."""
    before = ctx.cap
    ctx.cap = count
    try:
        yield
    finally:
        ctx.cap = before


def _first(u: Series) -> Ball:
    """The constant term."""
    return u[0]


def _divide(a: Series, b: Series) -> Series | None:
    return None if _first(b).contains(0) else a / b


def _whole_power(u: Series, exponent: int) -> Series | None:
    if abs(exponent) > _MOST_POWER:
        return None
    value = u ** abs(exponent)
    return value if exponent >= 0 else _divide(arb_series([1]), value)


def _power(u: Series, exponent: Series, given: Fraction | None) -> Series | None:
    """u**v as exp(v log u) where u > 0, and by multiplication where v is whole."""
    if given is not None and given.denominator == 1:
        return _whole_power(u, int(given))
    return (exponent * u.log()).exp() if _first(u) > 0 else None


def _cbrt(u: Series) -> Series | None:
    if _first(u) < 0:
        return -(((-u).log() / 3).exp())
    return (u.log() / 3).exp() if _first(u) > 0 else None


def _magnitude(u: Series) -> Series | None:
    return u if _first(u) > 0 else -u if _first(u) < 0 else None


def _by_slope(name: str, slope: Callable[[Series], Series | None]) -> Callable[[Series], Series | None]:
    """f(u) as its first value and the integral of f'(u)·u'."""

    def function(u: Series) -> Series | None:
        start, rate = getattr(_first(u), name)(), slope(u)
        if rate is None or not start.is_finite():
            return None
        return arb_series([start]) + (rate * u.derivative()).integral()

    return function


def _tanh(u: Series) -> Series | None:
    gap = _divide(arb_series([2]), (2 * u).exp() + 1)
    return None if gap is None else 1 - gap


def _sinh(u: Series) -> Series:
    return (u.exp() - (-u).exp()) / 2


def _cosh(u: Series) -> Series:
    return (u.exp() + (-u).exp()) / 2


def _derived(u: Series, order: int) -> Series | None:
    """The derivative of this order of log gamma at u > 0, whose derivatives beyond the first are monotone."""
    at = _first(u)
    if not at > 0:
        return None
    spend(_WORK_OF_SPECIAL)
    count = ctx.cap
    with terms(count + order):
        lower, upper = (arb_series([end, 1]).lgamma() for end in (at.lower(), at.upper()))
        for _ in range(order):
            lower, upper = lower.derivative(), upper.derivative()
    if min(lower.prec, upper.prec) < count:
        return None
    found = [lower[k].union(upper[k]) for k in range(count)]
    if order == 0:
        found[0] = at.lgamma()  # not monotone
    inner = arb_series([0, *list(u)[1:]])
    return arb_series(found)(inner) if len(inner) > 1 else at_constant(found[0])


def at_constant(value: Ball) -> Series:
    """A constant as a series."""
    return arb_series([value])


def _gamma(u: Series) -> Series | None:
    log = _derived(u, 0)
    return None if log is None else log.exp()


_UNARY: Mapping[str, Callable[[Series], Series | None]] = {
    "neg": lambda u: -u,
    "exp": lambda u: u.exp(),
    "log": lambda u: u.log() if _first(u) > 0 else None,
    "log2": lambda u: u.log() / arb.const_log2() if _first(u) > 0 else None,
    "sqrt": lambda u: u.sqrt() if _first(u) > 0 else None,
    "cbrt": _cbrt,
    "abs": _magnitude,
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "tan": lambda u: u.tan(),
    "asin": lambda u: u.asin(),
    "acos": lambda u: u.acos(),
    "atan": lambda u: u.atan(),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "asinh": _by_slope("asinh", lambda u: (u * u + 1).rsqrt()),
    "acosh": _by_slope("acosh", lambda u: (u * u - 1).rsqrt() if _first(u) > 1 else None),
    "atanh": _by_slope("atanh", lambda u: _divide(arb_series([1]), 1 - u * u)),
    "erf": lambda u: u.erf(),
    "erfc": lambda u: u.erfc(),
    "gamma": _gamma,
    "loggamma": lambda u: _derived(u, 0),
    "factorial": lambda u: _gamma(u + 1),
}
_OTHERS = frozenset(("num", "pi", "var", "+", "-", "*", "/", "**", "polygamma", "restrict"))
KNOWN = frozenset((*_UNARY, *_OTHERS))


def _value(e: Entry, parts: Sequence[Series]) -> Series | None:
    match e.op:
        case "num":
            number = e.data
            if not isinstance(number, (int, Fraction)):
                return None
            return at_constant(arb(fmpq(number.numerator, number.denominator)))
        case "pi":
            return at_constant(arb.pi())
        case "+" | "-":
            return parts[0] + parts[1] if e.op == "+" else parts[0] - parts[1]
        case "*":
            return parts[0] * parts[1]
        case "/":
            return _divide(*parts)
        case "**":
            exponent = e.args[1].constant
            return _power(parts[0], parts[1], exponent if isinstance(exponent, Fraction) else None)
        case "polygamma":
            order = e.args[0].constant
            whole = isinstance(order, Fraction) and order.denominator == 1 and 0 <= order <= 8
            return _derived(parts[1], int(order) + 1) if whole and isinstance(order, Fraction) else None
        case "restrict":
            return parts[0]
    return _UNARY[e.op](parts[0]) if e.op in _UNARY else None


class Expanded:
    """An entry in one variable, to be expanded at points and over intervals."""

    def __init__(self, entry: Entry, variable: Entry) -> None:
        self._parts = reachable([entry])
        self._entry, self._variable = entry, variable
        self.known = all(e.op in KNOWN and (e.data is None or e.op in ("num", "var")) for e in self._parts)

    def coefficients(self, at: Ball, count: int) -> list[Ball] | None:
        """The first Taylor coefficients at every point of a ball, in which the entry and its parts are analytic."""
        spend(_WORK * len(self._parts))
        done: dict[Entry, Series] = {}
        with terms(count):
            for e in self._parts:
                if e is self._variable:
                    done[e] = arb_series([at, 1])
                    continue
                if e.op == "var":
                    return None
                value = _value(e, [done[a] for a in e.args])
                if value is None or value.prec < count or not all(c.is_finite() for c in value):
                    return None
                done[e] = value
            whole = done[self._entry]
            return [arb(whole[k]) for k in range(count)]


def least(coefficients: Sequence[Ball], low: Ball, high: Ball) -> Ball:
    """A lower bound of Σ c_k h**k for all h between two balls and all c_k in theirs: quadratic part and the rest."""
    size = abs(low).max(abs(high)).upper()
    bound = _least_of_quadratic([*coefficients[:3], arb(0), arb(0)][:3], low, high)
    for k, c in enumerate(coefficients[3:], 3):
        bound = bound - (abs(c) * size**k).upper()
    return bound.lower()


def _least_of_quadratic(c: Sequence[Ball], low: Ball, high: Ball) -> Ball:
    """c_0 + c_1 h + c_2 h**2 is least at an end, or, where it turns upwards, at its vertex."""
    ends = [(c[0] + h * (c[1] + h * c[2])).lower() for h in (low, high)]
    bound = ends[0].min(ends[1])
    rising, falling = c[1] + 2 * low * c[2] >= 0, c[1] + 2 * high * c[2] <= 0
    if c[2] <= 0 or (c[2] >= 0 and (rising or falling)):
        return bound
    if c[2] > 0:
        return bound.min((c[0] - c[1] * c[1] / (4 * c[2])).lower())
    size = abs(low).max(abs(high))
    straight = [(c[0] + h * c[1]).lower() for h in (low, high)]
    return (straight[0].min(straight[1]) - abs(c[2]) * size * size).lower()
