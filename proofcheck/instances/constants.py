"""What an expression without variables is worth at fixed sizes: dimensions, bounds of domains, conditions on sizes.

Rational arithmetic is exact; `pi`, `sqrt(2)` and their like are floats, and whoever needs a rational rounds inward.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from proofcheck.claim import Claim, Definition
from proofcheck.language.tree import Apply, Bind, Node, Num, Range, Ref, Var
from proofcheck.language.types import Dim, Opaque

Constant = Fraction | float | bool
Sizes = Mapping[str, int]


class NotConstant(Exception):
    """An expression that depends on a variable other than the sizes, or that this reading does not know."""


def constant(node: Node, sizes: Sizes, claim: Claim | None = None) -> Constant:
    """The value of an expression in the sizes; raises `NotConstant`, or `ArithmeticError` where undefined."""
    match node:
        case Num(value=value):
            return value
        case Var(name=name):
            if name not in sizes:
                raise NotConstant(name)
            return Fraction(sizes[name])
        case Ref(name=name):
            definition = claim.definition_named(name) if claim is not None else None
            if not isinstance(definition, Definition):
                raise NotConstant(name)
            return constant(definition.body, sizes, claim)
        case Apply(op=op, args=args):
            return _apply(op, args, sizes, claim)
        case Bind(op=op, binders=(Range() as range_,), body=body) if op in _FOLDS:
            return _fold(op, range_, body, sizes, claim)
    raise NotConstant(type(node).__name__)


def _apply(op: str, args: tuple[Node, ...], sizes: Sizes, claim: Claim | None) -> Constant:
    if op == "if":
        return constant(args[1 if constant(args[0], sizes, claim) else 2], sizes, claim)
    if op in ("and", "or", "=>"):
        left = bool(constant(args[0], sizes, claim))
        if left is (op == "or"):
            return left or op == "=>"
        return bool(constant(args[1], sizes, claim))
    meaning = _MEANING.get(op)
    if meaning is None:
        raise NotConstant(op)
    return meaning(*(constant(a, sizes, claim) for a in args))


def _fold(op: str, range_: Range, body: Node, sizes: Sizes, claim: Claim | None) -> Constant:
    first, last = constant(range_.lower, sizes, claim), constant(range_.upper, sizes, claim)
    if not math.isfinite(first) or not math.isfinite(last) or abs(float(last) - float(first)) > 10_000:
        raise NotConstant(op)
    steps = range(int(first), int(last) + (1 if range_.step > 0 else -1), range_.step)
    values: list[Constant] = []
    for k in steps:
        inner = {**sizes, range_.name: k}
        if range_.filter is None or constant(range_.filter, inner, claim):
            values.append(constant(body, inner, claim))
    if not values and op in ("max", "min"):
        raise ArithmeticError("empty")
    return _FOLDS[op](values)


def _power(base: Constant, exponent: Constant) -> Constant:
    if isinstance(base, Fraction) and isinstance(exponent, Fraction) and exponent.denominator == 1:
        if abs(exponent) * max(base.numerator.bit_length(), base.denominator.bit_length()) > 100_000:
            raise NotConstant("**")
        return Fraction(base**exponent.numerator)
    if base < 0:
        raise ArithmeticError("power of a negative number")
    return math.pow(base, exponent)


def _root(x: Constant) -> Constant:
    if x < 0:
        raise ArithmeticError("root of a negative number")
    if isinstance(x, Fraction):
        top, bottom = math.isqrt(x.numerator), math.isqrt(x.denominator)
        if top * top == x.numerator and bottom * bottom == x.denominator:
            return Fraction(top, bottom)
    return math.sqrt(x)


def _factorial(x: Constant) -> Constant:
    if not isinstance(x, Fraction) or x.denominator != 1 or x < 0:
        raise ArithmeticError("factorial")
    if x > 1000:
        raise NotConstant("factorial")
    return Fraction(math.factorial(int(x)))


def _log(x: Constant) -> Constant:
    if x <= 0:
        raise ArithmeticError("log")
    return Fraction(0) if x == 1 else math.log(x)


def _total(values: list[Constant]) -> Constant:
    result: Constant = Fraction(0)
    for value in values:
        result = result + value
    return result


def _product(values: list[Constant]) -> Constant:
    result: Constant = Fraction(1)
    for value in values:
        result = result * value
    return result


_MEANING: dict[str, Callable[..., Constant]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": _power,
    "neg": lambda a: -a,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "not": lambda a: not a,
    "<=>": lambda a, b: bool(a) is bool(b),
    "true": lambda: True,
    "false": lambda: False,
    "pi": lambda: math.pi,
    "e": lambda: math.e,
    "oo": lambda: math.inf,
    "abs": abs,
    "sign": lambda a: Fraction((a > 0) - (a < 0)),
    "floor": lambda a: Fraction(math.floor(a)),
    "ceil": lambda a: Fraction(math.ceil(a)),
    "mod": lambda a, b: a % b,
    "gcd": lambda a, b: Fraction(math.gcd(int(a), int(b))),
    "min": lambda *a: min(a),
    "max": lambda *a: max(a),
    "sqrt": _root,
    "exp": lambda a: Fraction(1) if a == 0 else math.exp(a),
    "log": _log,
    "log2": lambda a: _log(a) / math.log(2),
    "factorial": _factorial,
    "binomial": lambda a, b: Fraction(math.comb(int(a), int(b))),
}

_FOLDS: dict[str, Callable[[list[Constant]], Constant]] = {
    "sum": _total,
    "product": _product,
    "max": lambda values: max(values),
    "min": lambda values: min(values),
    "forall": lambda values: all(values),
    "exists": lambda values: any(values),
}


def dimension(dim: Dim, sizes: Sizes, claim: Claim | None = None) -> int:
    """A dimension at these sizes; raises `ArithmeticError` where it is negative or no whole number."""
    total = Fraction(0)
    for monomial, coefficient in dim.terms:
        term = coefficient
        for atom, power in monomial:
            value = _atom(atom, sizes, claim)
            if not isinstance(value, Fraction):
                raise ArithmeticError(str(dim))
            term *= value**power
        total += term
    if total.denominator != 1 or total < 0:
        raise ArithmeticError(f"dimension `{dim}`")
    return int(total)


def _atom(atom: str | Opaque, sizes: Sizes, claim: Claim | None) -> Constant:
    if isinstance(atom, str):
        if atom not in sizes:
            raise NotConstant(atom)
        return Fraction(sizes[atom])
    if not isinstance(atom.node, Node):
        raise NotConstant(atom.text)
    return constant(atom.node, sizes, claim)
