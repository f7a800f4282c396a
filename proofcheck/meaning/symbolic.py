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
from proofcheck.meaning.jets import Jet, jet_of

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
    "=>": sympy.Implies,
    "<=>": sympy.Equivalent,
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
    "atan2": sympy.atan2,
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


def derivative(jet: Jet, at: list[Expression]) -> Expression:
    """A function that SymPy knows by its name alone, or the partial derivative of it, at these arguments."""
    if not at:
        raise NoMeaning(jet.function, "a function of nothing")
    function = sympy.Function(f"{jet.function}[{jet.index}]:{jet.place}", real=True)
    if not any(jet.orders):
        return function(*at)
    plain = all(a.is_Symbol for a in at) and len(set(at)) == len(at)
    by = at if plain else [sympy.Symbol(f"u{k}", real=True) for k in range(len(at))]
    derived = sympy.Derivative(function(*by), *((u, n) for u, n in zip(by, jet.orders, strict=True) if n))
    return derived if plain else sympy.Subs(derived, by, at)


def _valued(entry: Entry) -> tuple[Entry, ...]:
    """The arguments that the value comes from: of a choice with one branch that has none, the other alone."""
    if entry.op == "if":
        branches = [a for a in entry.args[1:] if a.op != "undefined"]
        if len(branches) == 1:
            return tuple(branches)
    return entry.args


class Symbolic:
    """Reads entries of one graph as SymPy expressions; raises NoMeaning for what has no row.

    The expression has the entry's value wherever that has one: of a choice between a value and `undefined` it is the
    value, so whoever reads it settles first where the entry is defined.
    """

    def __init__(self, bounds: Mapping[Entry, Interval], table: Mapping[str, Constructor] = TABLE) -> None:
        self._bounds = bounds
        self._table = table
        self._memo: dict[Entry, Expression] = {}

    def of(self, entry: Entry) -> Expression:
        stack = [entry]
        while stack:
            top = stack[-1]
            missing = [a for a in _valued(top) if a not in self._memo]
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
            case "jet":
                return derivative(jet_of(entry), [self._memo[a] for a in entry.args])
        args = _valued(entry)
        if len(args) == 1 and entry.op == "if":
            return self._memo[args[0]]
        row = self._table.get(entry.op)
        if row is None or entry.data is not None:
            raise NoMeaning(entry.op, "no SymPy constructor")
        value = row(*(self._memo[a] for a in args))
        if isinstance(value, sympy.Expr) and value.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
            raise NoMeaning(entry.op, "no finite value")
        return value
