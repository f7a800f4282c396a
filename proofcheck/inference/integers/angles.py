"""TRUSTED: angles (P/Q) π with polynomials P, Q in integers, as whole multiples of π and a rest: P = q Q + r."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import lcm

from proofcheck.inference.integers.euclid import quotient_of_leading
from proofcheck.inference.integers.folds import has_opaque
from proofcheck.inference.matching import number
from proofcheck.language.dims import expression, is_integer, polynomial
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import REAL, Dim

_STEPS = 12
Quotient = tuple[Dim, Dim]


def divided(angle: Node, nonzero: Callable[[Dim], bool]) -> tuple[Node | None, Dim] | None:
    """What is left of an angle without whole multiples of π, and how many of these; None where that is not seen.

    `nonzero`: whether a denominator has no zero, so that the rest has a value only where the angle has one.
    """
    found = _of_pi(angle, 1)
    if found is None:
        return None
    over, under = found
    scale = Fraction(lcm(*(c.denominator for d in found for _, c in d.terms), 1))
    over, under = over.scaled(scale), under.scaled(scale)
    if has_opaque(over) or has_opaque(under) or not under.terms or not nonzero(under):
        return None
    turns = Dim(())
    for _ in range(_STEPS):
        factor = quotient_of_leading(over, under) if over.terms else None
        if factor is None:
            break
        over, turns = over - factor * under, turns + factor
    if not turns.terms:
        return None
    if not over.terms:
        return None, turns
    pi = Apply(type=REAL, op="pi", args=())
    rest = Apply(type=REAL, op="*", args=(expression(over), pi))
    return Apply(type=REAL, op="/", args=(rest, expression(under))), turns


def _of_pi(node: Node, degree: int) -> Quotient | None:
    """P and Q of a term (P/Q) π**degree, for degrees 0 and 1."""
    one = Dim.ONE
    value = number(node)
    if degree == 0 and value is not None:
        return Dim.of(value), one
    if degree == 0 and is_integer(node.type):
        dim = polynomial(node)
        return None if dim is None else (dim, one)
    match node:
        case Apply(op="pi", args=()):
            return (one, one) if degree == 1 else None
        case Apply(op="neg", args=(a,)):
            found = _of_pi(a, degree)
            return None if found is None else (found[0].scaled(Fraction(-1)), found[1])
        case Apply(op="+" | "-" as op, args=(a, b)):
            left, right = (_of_pi(x, degree) or _zero(x) for x in (a, b))
            if left is None or right is None:
                return None
            alike = left[1] == right[1]
            first = left[0] if alike else left[0] * right[1]
            second = right[0] if alike else right[0] * left[1]
            under = left[1] if alike else left[1] * right[1]
            return (first + second if op == "+" else first - second), under
        case Apply(op="*", args=(a, b)):
            for own in {(degree, 0), (0, degree)}:
                left, right = _of_pi(a, own[0]), _of_pi(b, own[1])
                if left is not None and right is not None:
                    return left[0] * right[0], left[1] * right[1]
        case Apply(op="/", args=(a, b)):
            left, right = _of_pi(a, degree), _of_pi(b, 0)
            if left is not None and right is not None and right[0].constant:
                return left[0].scaled(Fraction(1, right[0].constant)) * right[1], left[1]
            if left is not None and right is not None and right[0].terms:
                return left[0] * right[1], left[1] * right[0]
    return None


def _zero(node: Node) -> Quotient | None:
    return (Dim(()), Dim.ONE) if number(node) == 0 else None
