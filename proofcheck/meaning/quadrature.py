"""Integrals enclosed: the integrand over complex balls, with a guard that it has a real value all along.

A complex integrator follows `sqrt(t)` to negative t, where there is no real value; so every partial function in the
integrand must be shown defined on a covering of the interval before its integral counts.
Source: F. Johansson, Numerical integration in arbitrary-precision ball arithmetic (2018).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from flint import acb, arb

from proofcheck.meaning.graph import Entry, reachable

Ball = Any
Value = Callable[[Entry], Ball | None]  # of entries that do not depend on the variable of integration

PIECES = 48
EVALUATIONS = 4000

_NAN = acb(arb.nan())

_HOLOMORPHIC: Mapping[str, Callable[..., Ball]] = {
    "+": lambda analytic, a, b: a + b,
    "-": lambda analytic, a, b: a - b,
    "*": lambda analytic, a, b: a * b,
    "/": lambda analytic, a, b: a / b,
    "neg": lambda analytic, a: -a,
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

    def __init__(self, body: Entry, leaf: Entry, value: Value) -> None:
        depends: set[Entry] = {leaf}
        self.steps: list[Entry] = []
        self.fixed: dict[Entry, Ball] = {}
        for entry in reachable([body]):
            if any(a in depends for a in entry.args):
                depends.add(entry)
                self.steps.append(entry)
                for a in entry.args:
                    if a not in depends:
                        self.fixed[a] = value(a)
        if body not in depends:
            self.fixed[body] = value(body)
        self.body, self.leaf = body, leaf
        ops = {e.op for e in self.steps}
        known = all(v is not None for v in self.fixed.values())
        self.possible = known and ops <= {*_HOLOMORPHIC, "**"} and all(e.data is None for e in self.steps)

    def __call__(self, z: Ball, analytic: bool) -> Ball:
        values: dict[Entry, Ball] = {e: acb(v) for e, v in self.fixed.items()}
        values[self.leaf] = z
        for entry in self.steps:
            function = _power if entry.op == "**" else _HOLOMORPHIC[entry.op]
            values[entry] = function(analytic, *(values[a] for a in entry.args))
            if not values[entry].is_finite():
                return _NAN
        return values[self.body]


def enclosed(
    ends: Sequence[Ball], body: Entry, leaf: Entry, value: Value, real_at: Callable[[Ball, Sequence[Entry]], bool]
) -> Ball | None:
    """A ball around the integral of the body between real ends; None where nothing can be said.

    `real_at(ball, entries)`: whether these entries certainly have real values all over a ball of the variable.
    """
    low, high = ends
    integrand = Integrand(body, leaf, value)
    if not integrand.possible or not (low.is_finite() and high.is_finite()):
        return None
    partial = [e for e in integrand.steps if not e.total]
    if partial and not _defined(low, high, partial, leaf, real_at):
        return None
    found = acb.integral(integrand, acb(low), acb(high), eval_limit=EVALUATIONS)
    return found.real if found.is_finite() else None


def _defined(
    low: Ball, high: Ball, partial: Sequence[Entry], leaf: Entry, real_at: Callable[[Ball, Sequence[Entry]], bool]
) -> bool:
    """Whether partial functions have values on a covering of the interval."""
    if leaf_only := [e for e in partial if e.op == "sqrt" and e.args[0] is leaf]:
        if not (low >= 0 and high >= 0):
            return False
        rooted = [e for e in partial if any(a in leaf_only for a in (e.args[:1] if e.op == "**" else e.args))]
        partial = [e for e in partial if e not in leaf_only and e not in rooted]
    step = (high - low) / PIECES
    pieces = ((low + step * k).union(low + step * (k + 1)) for k in range(PIECES))
    return not partial or all(real_at(piece, partial) for piece in pieces)
