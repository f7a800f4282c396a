"""Integrals enclosed: the integrand over complex balls, with a guard that it has a real value all along.

A complex integrator follows `sqrt(t)` to negative t, where there is no real value; so every partial function in the
integrand must be shown defined on a covering of the interval before its integral counts. Towards an infinite end, and
towards one where the integrand has no bounded value, the rest beyond some point is bounded by `tails`.
Source: F. Johansson, Numerical integration in arbitrary-precision ball arithmetic (2018).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from flint import acb, arb

from proofcheck.meaning.curves import Curve
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.tail_functions import tail
from proofcheck.meaning.tails import Ray, Tail
from proofcheck.meaning.work import OutOfWork, spend

Ball = Any

EVALUATIONS = 1500
_DEPTH, _COVERED = 24, 400  # of a covering: how often an interval is halved, and how many pieces there may be
_STARTS = (*(2**k for k in range(3, 10)), *(2**k for k in range(12, 100, 4)))
_LEAST = 5000  # bits below 1 of the smallest integrand to whose size errors are compared
_SMALL, _TIGHT = 48, 70  # bits to which the rest beyond the last point, and the integral before it, shall be known

_NAN = acb(arb.nan())


def _cut(function: Callable[[Ball], Ball], *, vertical: bool) -> Callable[..., Ball]:
    """A function with branch cuts along an axis from ±1 (±i) outwards, not analytic on a ball that meets them."""

    def of(analytic: bool, a: Ball) -> Ball:
        across, along = (a.real, a.imag) if vertical else (a.imag, a.real)
        if analytic and across.contains(0) and not abs(along) < 1:
            return _NAN
        return function(a)

    return of


_HOLOMORPHIC: Mapping[str, Callable[..., Ball]] = {
    "+": lambda analytic, a, b: a + b,
    "-": lambda analytic, a, b: a - b,
    "*": lambda analytic, a, b: a * b,
    "/": lambda analytic, a, b: a / b,
    "neg": lambda analytic, a: -a,
    "pi": lambda analytic: acb.pi(),
    "restrict": lambda analytic, a, *where: a,
    "exp": lambda analytic, a: a.exp(),
    "sin": lambda analytic, a: a.sin(),
    "cos": lambda analytic, a: a.cos(),
    "tan": lambda analytic, a: a.tan(),
    "sinh": lambda analytic, a: a.sinh(),
    "cosh": lambda analytic, a: a.cosh(),
    "tanh": lambda analytic, a: a.tanh(),
    "erf": lambda analytic, a: a.erf(),
    "erfc": lambda analytic, a: a.erfc(),
    "log": lambda analytic, a: a.log(analytic=analytic),
    "sqrt": lambda analytic, a: a.sqrt(analytic=analytic),
    "log2": lambda analytic, a: a.log(analytic=analytic) / acb(2).log(),
    "atan": _cut(lambda a: a.atan(), vertical=True),
    "asinh": _cut(lambda a: a.asinh(), vertical=True),
    "asin": _cut(lambda a: a.asin(), vertical=False),
    "acos": _cut(lambda a: a.acos(), vertical=False),
    "atanh": _cut(lambda a: a.atanh(), vertical=False),
    "gamma": lambda analytic, a: a.gamma(),
    "factorial": lambda analytic, a: (a + 1).gamma(),
    "sign": lambda analytic, a: a.real_sgn(analytic=analytic),
    "floor": lambda analytic, a: a.real_floor(analytic=analytic),
    "ceil": lambda analytic, a: a.real_ceil(analytic=analytic),
    "abs": lambda analytic, a: a.real_abs(analytic=analytic),
    "max": lambda analytic, *xs: reduce(lambda a, b: a.real_max(b, analytic=analytic), xs),
    "min": lambda analytic, *xs: reduce(lambda a, b: a.real_min(b, analytic=analytic), xs),
}


def _power(analytic: bool, a: Ball, b: Ball) -> Ball:
    if b.imag.is_zero() and b.real.is_exact() and b.real.is_integer():
        return a**b
    return a.pow(b, analytic=analytic)


class Integrand:
    """The body of an integral as a function of complex balls."""

    def __init__(self, curve: Curve) -> None:
        self.steps = curve.steps
        self.exhausted = False
        steps = {*self.steps, curve.leaf}
        outside = {a for e in (*self.steps, curve.body) for a in (e.args if e in steps else (e,)) if a not in steps}
        values = curve.evaluate(list(outside), curve.fixed)
        known = all(isinstance(v, arb) for v in values)
        self.fixed = {e: acb(v) for e, v in zip(outside, values, strict=True)} if known else {}
        self.body, self.leaf = curve.body, curve.leaf
        ops = {e.op for e in self.steps}
        self.possible = known and ops <= {*_HOLOMORPHIC, "**"} and all(e.data is None for e in self.steps)

    def __call__(self, z: Ball, analytic: bool) -> Ball:
        try:
            spend(4 * len(self.steps))
        except OutOfWork:
            self.exhausted = True  # nothing is raised through the integrator
            return _NAN
        values: dict[Entry, Ball] = dict(self.fixed)
        values[self.leaf] = z
        for entry in self.steps:
            function = _power if entry.op == "**" else _HOLOMORPHIC[entry.op]
            values[entry] = function(analytic, *(values[a] for a in entry.args))
            if not values[entry].is_finite():
                return _NAN
        return values[self.body]


def enclosed(curve: Curve, low: Ball | None, high: Ball | None) -> Ball | None:
    """A ball around the integral of a curve between real ends, None for infinite ones; None: nothing can be said."""
    if any(end is not None and not end.is_finite() for end in (low, high)):
        return None
    if low is not None and high is not None:
        if high < low:
            found = enclosed(curve, high, low)
            return None if found is None else -found
        found = _between(curve, low, high)
        if found is not None or not low < high:
            return found
    start = _inside(low, high)
    scale = _scale(curve, start)
    halves = (_half(curve, start, high, 1, scale), _half(curve, start, low, -1, scale))
    return None if halves[0] is None or halves[1] is None else halves[0] + halves[1]


def _inside(low: Ball | None, high: Ball | None) -> Ball:
    """A number between the ends."""
    if low is not None and high is not None:
        return ((low + high) / 2).mid()
    if low is not None:
        return (low + 1).mid()
    return arb(0) if high is None else (high - 1).mid()


def _scale(curve: Curve, at: Ball) -> Ball:
    """How large the integrand is at a point, if that is below 1: what is small all over shall be known as well."""
    integrand = Integrand(curve)
    size = abs(integrand(acb(at), False).real) if integrand.possible else arb(1)
    if integrand.exhausted:
        raise OutOfWork
    return arb(size.mid()) if size.is_finite() and arb(2) ** -_LEAST < size < 1 else arb(1)


def _half(curve: Curve, start: Ball, end: Ball | None, side: int, scale: Ball) -> Ball | None:
    """From a point inside to an end, above it or (side -1) below, as part of the integral upwards."""
    if end is not None:
        found = _between(curve, *((start, end) if side > 0 else (end, start)), scale)
        if found is not None:
            return found
    rest = _rest(curve, start, end, side, scale)
    if rest is None:
        return None
    total, best = arb(0), None
    for stop, most in rest:
        found = _between(curve, *((start, stop) if side > 0 else (stop, start)), scale)
        if found is None:
            break
        total, start = total + found, stop
        if most is not None:
            best = total + most * arb(0, 1)
    return best


def _rest(curve: Curve, start: Ball, end: Ball | None, side: int, scale: Ball) -> list[tuple[Ball, Ball | None]] | None:
    """Points ever nearer to the end, each with what the integral beyond it is at most, if that is known."""
    if _beyond(curve, end, side, _STARTS[-1]) is None:
        return None
    best: Ball | None = None
    found: list[tuple[Ball, Ball | None]] = []
    kept = 0
    for y in _STARTS:
        stop = arb(y) * side if end is None else end - arb(side) / y
        if not (stop - start) * side > 0:
            continue
        most = _beyond(curve, end, side, y)
        found.append((stop, None if most is None else most.upper()))
        if most is not None and (best is None or most < best):
            best, kept = most.upper(), len(found)
            if most < scale * arb(2) ** -_SMALL:
                break
    return found[:kept] if kept else None


def _beyond(curve: Curve, end: Ball | None, side: int, y: int) -> Ball | None:
    """What the integral of the modulus is at most from y on (or from 1/y before an end)."""
    along = Tail(arb(side), arb(1)) if end is None else Tail(arb(-side), arb(-1), constant=end)
    given: dict[Entry, Any] = {e: Tail(b) for e, b in curve.fixed.items()}
    body = tail([curve.body], {**given, curve.leaf: along}, y)[0]
    if not isinstance(body, Tail):
        return None
    ray = Ray(y)
    density = body if end is None else ray.multiply(body, Tail(arb(1), arb(-2)))  # dx = dy/y**2
    most = None if density is None else ray.integral(density)
    return most if most is not None and most.is_finite() else None


def _between(curve: Curve, low: Ball, high: Ball, scale: Ball | None = None) -> Ball | None:
    """The integral over a closed interval all over which the body has a value."""
    integrand = Integrand(curve)
    if not integrand.possible:
        return None
    partial = [e for e in integrand.steps if not e.total]
    if partial and not _defined(curve, low, high, partial):
        return None
    small = arb(2) ** -_TIGHT
    least = small if scale is None else small * scale
    found = acb.integral(integrand, acb(low), acb(high), eval_limit=EVALUATIONS, rel_tol=small, abs_tol=least)
    if integrand.exhausted:
        raise OutOfWork
    return found.real if found.is_finite() else None


def _defined(curve: Curve, low: Ball, high: Ball, partial: Sequence[Entry]) -> bool:
    """Whether partial functions have values on a covering of the interval."""
    if leaf_only := [e for e in partial if e.op == "sqrt" and e.args[0] is curve.leaf]:
        if not (low >= 0 and high >= 0):
            return False
        plain = [e for e in partial if e.op in ("/", "log", "log2", "sqrt", "**")]  # defined where the root is positive
        rooted = [e for e in plain if any(a in leaf_only for a in (e.args[:1] if e.op == "**" else e.args))]
        partial = [e for e in partial if e not in leaf_only and e not in rooted]
    todo, pieces = [(low, high, 0)], 0
    while todo and partial:
        a, b, depth = todo.pop()
        pieces += 1
        if all(isinstance(v, arb) for v in curve.at(a.union(b), partial)):
            continue
        if depth >= _DEPTH or pieces > _COVERED:
            return False
        middle = ((a + b) / 2).mid()
        todo += [(middle, b, depth + 1), (a, middle, depth + 1)]
    return True
