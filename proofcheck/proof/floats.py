"""Terms on integers in floating point: a guide of searches, never part of a proof."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from proofcheck.language.tree import Apply, Bind, Node, Num, Range, Var
from proofcheck.meaning.work import spend

_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt, "exp": math.exp, "log": math.log, "sin": math.sin, "cos": math.cos, "tan": math.tan,
    "atan": math.atan, "asin": math.asin, "acos": math.acos, "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh,
    "atanh": math.atanh, "abs": abs, "gamma": math.gamma, "loggamma": math.lgamma, "floor": math.floor,
    "ceil": math.ceil,
}  # fmt: skip
_LONGEST = 4_000  # terms of a sum
_LARGEST = 300  # exponent, argument of a factorial


class NotFloat(Exception):
    """A term that is not computed here."""


def value(node: Node, at: Mapping[str, float]) -> float:
    """The value of a term. Errors: NotFloat, and those of arithmetic."""
    spend(1)
    match node:
        case Num(value=number):
            return float(number) if number.denominator > 1 else int(number)
        case Var(name=name):
            if name not in at:
                raise NotFloat
            return at[name]
        case Bind(op="sum" | "product" as op, binders=(Range(step=1, filter=None) as binder,), body=body):
            low, high = (round(value(end, at)) for end in (binder.lower, binder.upper))
            if high - low > _LONGEST:
                raise NotFloat
            terms = [value(body, {**at, binder.name: k}) for k in range(low, high + 1)]
            return math.fsum(terms) if op == "sum" else math.prod(terms)
        case Apply(op=op, args=args):
            return _applied(op, [value(a, at) for a in args])
    raise NotFloat


def _applied(op: str, args: list[float]) -> float:
    match op, args:
        case "+", [a, b]:
            return a + b
        case "-", [a, b]:
            return a - b
        case "*", [a, b]:
            return a * b
        case "/", [a, b]:
            return a / b
        case "neg", [a]:
            return -a
        case "**", [a, b]:
            if abs(b) > _LARGEST or abs(a) > 2.0**_LARGEST:
                raise NotFloat
            found = a**b
            if not isinstance(found, (int, float)):
                raise NotFloat
            return found
        case "pi", []:
            return math.pi
        case "e", []:
            return math.e
        case "factorial", [a]:
            if a > _LARGEST:
                raise NotFloat
            return math.factorial(round(a))
        case "binomial", [a, b]:
            if a > _LARGEST:
                raise NotFloat
            return math.comb(round(a), round(b)) if b >= 0 else 0
        case "min" | "max", [*several] if several:
            return min(several) if op == "min" else max(several)
        case _, [a] if op in _FUNCTIONS:
            return _FUNCTIONS[op](a)
    raise NotFloat
