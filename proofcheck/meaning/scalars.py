"""Scalar operators as entries: the elementary ones stay, the others are written out in elementary ones.

Fewer operators for the trusted interpreters to know, and identities between a function and its formula become plain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from proofcheck.meaning import NoMeaning
from proofcheck.meaning.graph import Entry, Graph
from proofcheck.verdict import Imaginary

_ARITHMETIC = ("+", "-", "*", "/", "**", "neg", "abs", "sign", "floor", "ceil", "mod", "min", "max", "gcd")
_FUNCTIONS = ("exp", "log", "log2", "sqrt", "cbrt", "factorial", "binomial", "gamma", "loggamma", "erf", "erfc")
_ANGLES = ("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh")
_LOGIC = ("==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "=>", "<=>", "if")
ELEMENTARY = frozenset((*_ARITHMETIC, *_FUNCTIONS, *_ANGLES, *_LOGIC, "pi", "true", "false", "undefined"))
_BRANCHED = frozenset(("sqrt", "log", "log2", "**", "asin", "acos", "acosh", "atanh"))  # principal branches

Written = Callable[..., Entry]


def sigmoid(g: Graph, x: Entry) -> Entry:
    return g.div(g.one, g.add(g.one, g.make("exp", g.neg(x))))


def step(g: Graph, x: Entry) -> Entry:
    return g.choose(
        g.make(">", x, g.zero), g.one, g.choose(g.make("<", x, g.zero), g.zero, g.undefined("the step at 0"))
    )


def clip(g: Graph, x: Entry, low: Entry, high: Entry) -> Entry:
    inside = g.make("min", g.make("max", x, low), high)
    return g.choose(g.make("<=", low, high), inside, g.undefined("clip between bounds in the wrong order"))


def _relu6(g: Graph, x: Entry) -> Entry:
    return clip(g, x, g.zero, g.num(6))


def _leaky(g: Graph, x: Entry, slope: Entry | None = None) -> Entry:
    slope = g.literal(Fraction(1, 100)) if slope is None else slope
    return g.choose(g.make(">=", x, g.zero), x, g.mul(slope, x))


def _elu(g: Graph, x: Entry, scale: Entry | None = None) -> Entry:
    scale = g.one if scale is None else scale
    return g.choose(g.make(">=", x, g.zero), x, g.mul(scale, g.sub(g.make("exp", x), g.one)))


def _celu(g: Graph, x: Entry, scale: Entry | None = None) -> Entry:
    scale = g.one if scale is None else scale
    negative = g.mul(scale, g.sub(g.make("exp", g.div(x, scale)), g.one))
    return g.restrict(g.choose(g.make(">=", x, g.zero), x, negative), g.div(g.one, scale))


def _hardswish(g: Graph, x: Entry) -> Entry:
    return g.div(g.mul(x, clip(g, g.add(x, g.num(3)), g.zero, g.num(6))), g.num(6))


def normal_cdf(g: Graph, x: Entry) -> Entry:
    return g.div(g.make("erfc", g.neg(g.div(x, g.make("sqrt", g.num(2))))), g.num(2))


def _inverse_of(op: str) -> Written:
    return lambda g, x: g.div(g.one, g.make(op, x))


WRITTEN: Mapping[str, Written] = {
    "e": lambda g: g.make("exp", g.one),
    "sec": _inverse_of("cos"),
    "csc": _inverse_of("sin"),
    "sech": _inverse_of("cosh"),
    "csch": _inverse_of("sinh"),
    "cot": lambda g, x: g.div(g.make("cos", x), g.make("sin", x)),
    "coth": lambda g, x: g.div(g.make("cosh", x), g.make("sinh", x)),
    "normal_cdf": normal_cdf,
    "sigmoid": sigmoid,
    "relu": lambda g, x: g.make("max", x, g.zero),
    "relu6": _relu6,
    "clip": clip,
    "step": step,
    "leaky_relu": _leaky,
    "elu": _elu,
    "celu": _celu,
    "hardswish": _hardswish,
    "softplus": lambda g, x: g.make("log", g.add(g.one, g.make("exp", x))),
    "silu": lambda g, x: g.mul(x, sigmoid(g, x)),
    "gelu": lambda g, x: g.mul(x, normal_cdf(g, x)),
}


def is_scalar_operator(op: str) -> bool:
    return op in ELEMENTARY or op in WRITTEN or op == "I"


def apply_scalar(g: Graph, op: str, *args: Entry, as_complex: bool = False) -> Entry:
    """The entry of a scalar operator; `as_complex`: on its principal branch. Errors: NoMeaning."""
    if op == "undefined":
        return g.undefined()
    if op in ("true", "false"):
        return g.truth(op == "true")
    if op == "I":
        return g.num(Imaginary(Fraction(0), Fraction(1)))
    if op in ELEMENTARY:
        return g.make(op, *args, data="complex" if as_complex and op in _BRANCHED else None)
    written = WRITTEN.get(op)
    if written is None:
        raise NoMeaning(op)
    return written(g, *args)
