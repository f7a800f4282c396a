"""SymPy's reading of unrolled scalars: a table from operators to constructors, holes explicit.

Only constructors are called, never a parser. Where both are real, SymPy's principal branches agree with the language's
real functions; an operator for which that is not so without further knowledge has no row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.meaning import NoMeaning
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.interval import REALS, Interval

Expression = Any  # the library has no types
Constructor = Callable[..., Expression]

_RELATIONS: Mapping[str, Constructor] = {
    "==": sympy.Eq,
    "!=": sympy.Ne,
    "<": sympy.Lt,
    "<=": sympy.Le,
    ">": sympy.Gt,
    ">=": sympy.Ge,
    "and": sympy.And,
    "or": sympy.Or,
    "not": sympy.Not,
}


def _power(base: Expression, exponent: Expression) -> Expression:
    if exponent.is_integer or base.is_nonnegative:
        return sympy.Pow(base, exponent)
    raise NoMeaning("**", "a fractional power of what may be negative")


def _cbrt(x: Expression) -> Expression:
    if x.is_nonnegative:
        return sympy.Pow(x, sympy.Rational(1, 3))
    if x.is_negative:
        return -sympy.Pow(-x, sympy.Rational(1, 3))
    raise NoMeaning("cbrt", "the cube root of what may have either sign")


def _sqrt(x: Expression) -> Expression:
    return sympy.sqrt(x)


def _half() -> Expression:
    return sympy.Rational(1, 2)


def _normal_cdf(x: Expression) -> Expression:
    return _half() * (1 + sympy.erf(x / sympy.sqrt(2)))


def _logistic(x: Expression) -> Expression:
    return 1 / (1 + sympy.exp(-x))


def _choice(test: Expression, then: Expression, other: Expression) -> Expression:
    return sympy.Piecewise((then, test), (other, True))


def _whole(constructor: Constructor, op: str) -> Constructor:
    """A function of whole numbers, refused unless SymPy knows that its arguments are whole and not negative."""

    def build(*args: Expression) -> Expression:
        if not all(a.is_integer and a.is_nonnegative for a in args):
            raise NoMeaning(op, "arguments that may not be natural numbers")
        return constructor(*args)

    return build


TABLE: Mapping[str, Constructor] = {
    "+": lambda *xs: sympy.Add(*xs),
    "-": lambda x, y: x - y,
    "*": lambda *xs: sympy.Mul(*xs),
    "/": lambda x, y: x / y,
    "neg": lambda x: -x,
    "**": _power,
    "pi": lambda: sympy.pi,
    "e": lambda: sympy.E,
    "I": lambda: sympy.I,
    "restrict": lambda x, *_: x,
    "if": _choice,
    "exp": sympy.exp,
    "log": sympy.log,
    "log2": lambda x: sympy.log(x) / sympy.log(2),
    "sqrt": _sqrt,
    "cbrt": _cbrt,
    "abs": sympy.Abs,
    "sign": sympy.sign,
    "floor": sympy.floor,
    "ceil": sympy.ceiling,
    "min": sympy.Min,
    "max": sympy.Max,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "sec": sympy.sec,
    "csc": sympy.csc,
    "cot": sympy.cot,
    "asin": sympy.asin,
    "acos": sympy.acos,
    "atan": sympy.atan,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "sech": sympy.sech,
    "csch": sympy.csch,
    "coth": sympy.coth,
    "asinh": sympy.asinh,
    "acosh": sympy.acosh,
    "atanh": sympy.atanh,
    "erf": sympy.erf,
    "erfc": sympy.erfc,
    "gamma": sympy.gamma,
    "loggamma": sympy.loggamma,
    "factorial": _whole(sympy.factorial, "factorial"),
    "binomial": _whole(sympy.binomial, "binomial"),
    "gcd": _whole(sympy.gcd, "gcd"),
    "sigmoid": _logistic,
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "silu": lambda x: x * _logistic(x),
    "normal_cdf": _normal_cdf,
    "gelu": lambda x: x * _normal_cdf(x),
    "relu": lambda x: sympy.Max(x, 0),
    **_RELATIONS,
}


def symbol(entry: Entry, interval: Interval, whole: bool = False) -> Expression:
    """A real symbol that knows what its interval says about its sign."""
    zero = Fraction(0)
    known: dict[str, bool] = {"real": True}
    if interval.above(zero, strictly=True):
        known["positive"] = True
    elif interval.below(zero, strictly=True):
        known["negative"] = True
    elif interval.above(zero, strictly=False):
        known["nonnegative"] = True
    elif interval.below(zero, strictly=False):
        known["nonpositive"] = True
    if whole:
        known["integer"] = True
    return sympy.Symbol(f"v{entry.number}", **known)


class Symbolic:
    """Reads entries of one graph as SymPy expressions; raises NoMeaning for what has no row."""

    def __init__(self, bounds: Mapping[Entry, Interval], table: Mapping[str, Constructor] = TABLE) -> None:
        self._bounds = bounds
        self._table = table
        self._memo: dict[Entry, Expression] = {}

    def of(self, entry: Entry) -> Expression:
        stack = [entry]
        while stack:
            top = stack[-1]
            missing = [a for a in top.args if a not in self._memo]
            if missing and top not in self._memo:
                stack.extend(missing)
                continue
            stack.pop()
            if top not in self._memo:
                self._memo[top] = self._one(top)
        return self._memo[entry]

    def _one(self, entry: Entry) -> Expression:
        match entry.op:
            case "num":
                if not isinstance(entry.data, Fraction):
                    raise NoMeaning("num", "a complex number")
                return sympy.Rational(entry.data.numerator, entry.data.denominator)
            case "truth":
                return sympy.true if entry.data else sympy.false
            case "var":
                interval = self._bounds.get(entry, REALS)
                if interval.point is not None:
                    return sympy.Rational(interval.point.numerator, interval.point.denominator)
                return symbol(entry, interval)
        row = self._table.get(entry.op)
        if row is None or entry.data is not None:
            raise NoMeaning(entry.op, "no SymPy constructor")
        value = row(*(self._memo[a] for a in entry.args))
        if isinstance(value, sympy.Expr) and value.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
            raise NoMeaning(entry.op, "no finite value")
        return value
