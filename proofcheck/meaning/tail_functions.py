"""The tails of entries, from those of their variables, by the functions in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import arb

from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.tails import UNIT, Ball, Ray, Tail, exactly

_WAVE = arb(0, 1)  # [-1, 1]

Value = Tail | bool | None

_ODD_LIMITS: Mapping[str, tuple[Callable[[Ball], Ball], Callable[[], Ball]]] = {
    "atan": (lambda x: x.atan(), lambda: arb.pi() / 2),
    "tanh": (lambda x: x.tanh(), lambda: arb(1)),
    "erf": (lambda x: x.erf(), lambda: arb(1)),
}
_SLOPES: Mapping[str, tuple[Callable[[Ball], Ball], Callable[[Ball], Ball]]] = {
    "sin": (lambda x: x.sin(), lambda x: x.cos()),
    "cos": (lambda x: x.cos(), lambda x: -x.sin()),
    "tan": (lambda x: x.tan(), lambda x: 1 / x.cos() ** 2),
    "sinh": (lambda x: x.sinh(), lambda x: x.cosh()),
    "cosh": (lambda x: x.cosh(), lambda x: x.sinh()),
    "tanh": (lambda x: x.tanh(), lambda x: 1 / x.cosh() ** 2),
    "atan": (lambda x: x.atan(), lambda x: 1 / (1 + x * x)),
    "asin": (lambda x: x.asin(), lambda x: 1 / (1 - x * x).sqrt()),
    "acos": (lambda x: x.acos(), lambda x: -1 / (1 - x * x).sqrt()),
    "asinh": (lambda x: x.asinh(), lambda x: 1 / (1 + x * x).sqrt()),
    "atanh": (lambda x: x.atanh(), lambda x: 1 / (1 - x * x)),
    "erf": (lambda x: x.erf(), lambda x: 2 / arb.pi().sqrt() * (-x * x).exp()),
    "erfc": (lambda x: x.erfc(), lambda x: -2 / arb.pi().sqrt() * (-x * x).exp()),
    "gamma": (lambda x: x.gamma(), lambda x: x.gamma() * x.digamma()),
}


def tail(roots: Sequence[Entry], given: Mapping[Entry, Value], start: int) -> list[Value]:
    """The tails of entries from those of their variables; None where nothing is known."""
    ray = Ray(start)
    known: dict[Entry, Value] = dict(given)
    for entry in reachable(roots):
        if entry not in known:
            args = [known[a] for a in entry.args]
            known[entry] = None if any(a is None for a in args) else _applied(ray, entry, args)
    return [known[r] for r in roots]


def _applied(ray: Ray, entry: Entry, args: Sequence[Any]) -> Value:
    op = entry.op
    if op == "num" and isinstance(entry.data, Fraction):
        return Tail(arb(0), constant=exactly(entry.data))
    if op == "pi":
        return Tail(arb(0), constant=arb.pi())
    if entry.data is not None:
        return None
    if op == "if":
        return (args[1] if args[0] else args[2]) if isinstance(args[0], bool) else None
    if any(isinstance(a, bool) for a in args):
        return None
    if op in _COMPARED:
        gap = ray.add(args[0], ray.negate(args[1]))
        sign = None if gap is None else ray.sign(gap)
        return None if sign is None else _COMPARED[op](sign)
    row = _ROWS.get(op)
    if row is not None:
        return row(ray, *args)
    if op in _SLOPES:
        return _function(ray, op, args[0])
    return None


def _function(ray: Ray, op: str, u: Tail) -> Tail | None:
    if ray.range(u) is not None:
        return ray.smooth(u, *_SLOPES[op])
    sign, least = ray.sign(u), ray.least_size(u)
    if op in ("sin", "cos"):
        return Tail(_WAVE)
    if sign is None or least is None:
        return None
    if op in _ODD_LIMITS:
        f, limit = _ODD_LIMITS[op]
        values = f(least).union(limit())
        return Tail(values if sign > 0 else -values)
    if op == "erfc":
        if sign < 0:
            return Tail((1 + least.erf()).union(arb(2)))
        square = ray.multiply(u, u)
        fall = None if square is None else ray.exp(ray.negate(square))
        return None if fall is None else ray.multiply(fall, Tail(UNIT))
    if op in ("sinh", "cosh"):
        up, down = ray.exp(u), ray.exp(ray.negate(u))
        if up is None or down is None:
            return None
        total = ray.add(up, down if op == "cosh" else ray.negate(down))
        return None if total is None else ray.multiply(total, Tail(arb(0), constant=arb(0.5)))
    return None


def _over(ray: Ray, a: Tail, b: Tail) -> Tail | None:
    inverse = ray.invert(b)
    return None if inverse is None else ray.multiply(a, inverse)


def _raise(ray: Ray, a: Tail, b: Tail) -> Tail | None:
    exponent = ray.plain(b)
    fixed = exponent is not None and exponent.power.is_zero() and exponent.rate.is_zero() and exponent.logs == 0
    if exponent is not None and fixed and (b.ball.is_zero() or exponent.ball.is_exact()):
        return ray.power(a, exponent.ball)
    if ray.sign(a) != 1:
        return None
    log = ray.logarithm(a)
    product = None if log is None else ray.multiply(b, log)
    return None if product is None else ray.exp(product)


def _modulus(ray: Ray, a: Tail) -> Tail | None:
    sign = ray.sign(a)
    if sign is not None:
        return a if sign > 0 else ray.negate(a)
    found = ray.plain(a)
    return None if found is None else replace(found, ball=abs(found.ball))


def _extreme(upper: bool) -> Callable[..., Tail | None]:
    def rule(ray: Ray, *items: Tail) -> Tail | None:
        best: Tail = items[0]
        for item in items[1:]:
            gap = ray.add(best, ray.negate(item))
            sign = None if gap is None else ray.sign(gap)
            if sign is None:
                a, b = ray.range(best), ray.range(item)
                if a is None or b is None:
                    return None
                best = Tail(a.max(b) if upper else a.min(b))
            elif (sign < 0) is upper:
                best = item
        return best

    return rule


_COMPARED: Mapping[str, Callable[[int], bool]] = {
    "<": lambda s: s < 0, "<=": lambda s: s < 0, ">": lambda s: s > 0, ">=": lambda s: s > 0,
    "==": lambda s: False, "!=": lambda s: True,
}  # fmt: skip
_ROWS: Mapping[str, Callable[..., Tail | None]] = {
    "+": lambda ray, a, b: ray.add(a, b),
    "-": lambda ray, a, b: ray.add(a, ray.negate(b)),
    "*": lambda ray, a, b: ray.multiply(a, b),
    "/": _over,
    "neg": lambda ray, a: ray.negate(a),
    "**": _raise,
    "sqrt": lambda ray, a: ray.power(a, arb(0.5)),
    "exp": lambda ray, a: ray.exp(a),
    "log": lambda ray, a: ray.logarithm(a),
    "abs": _modulus,
    "max": _extreme(True),
    "min": _extreme(False),
    "restrict": lambda ray, a, *where: a,
}
