"""TRUSTED: greatest common divisors of polynomials in integers by Euclid's algorithm: gcd(a, b) = gcd(a − q b, b)."""

from __future__ import annotations

from fractions import Fraction

from proofcheck.inference.integers.folds import has_opaque
from proofcheck.language.dims import expression, is_integer, polynomial
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Node, bound_names, transform
from proofcheck.language.types import INTEGER, Dim, Monomial

_STEPS = 40


def reduced(node: Node) -> Node:
    """A formula with every greatest common divisor outside of binders as one of smaller polynomials."""

    def change(part: Node) -> Node | None:
        match part:
            case Apply(op="gcd", args=(a, b)):
                return _divisor(a, b)
        return part if bound_names(part) else None

    return transform(node, change)


def _divisor(a: Node, b: Node) -> Node | None:
    first, second = (polynomial(n) if is_integer(n.type) else None for n in (a, b))
    if first is None or second is None or not (_is_whole(first) and _is_whole(second)):
        return None
    for _ in range(_STEPS):
        if not first.terms or not second.terms:
            return Apply(type=INTEGER, op="abs", args=(expression(second if second.terms else first),))
        if 1 in (_absolute(first), _absolute(second)):
            return literal(1)
        smaller = _rest(first, second)
        if smaller is not None:
            first = smaller
            continue
        smaller = _rest(second, first)
        if smaller is None:
            break
        second = smaller
    return Apply(type=INTEGER, op="gcd", args=(expression(first), expression(second)))


def _is_whole(dim: Dim) -> bool:
    return not has_opaque(dim) and all(c.denominator == 1 for _, c in dim.terms)


def _absolute(dim: Dim) -> int | None:
    return None if dim.constant is None else abs(dim.constant)


def _rest(a: Dim, b: Dim) -> Dim | None:
    """a − q b with a smaller leading term; None where q would be 0."""
    factor = quotient_of_leading(a, b)
    return None if factor is None else a - factor * b


def quotient_of_leading(a: Dim, b: Dim) -> Dim | None:
    """The whole part of the quotient of the leading terms; None where that is 0."""
    (top, c), (low, d) = _leading(a), _leading(b)
    over = _quotient(top, low)
    return None if over is None or abs(c) < abs(d) else Dim(((over, Fraction(int(c / d))),))


def _leading(dim: Dim) -> tuple[Monomial, Fraction]:
    return max(dim.terms, key=lambda t: (sum(power for _, power in t[0]), str(t[0])))


def _quotient(a: Monomial, b: Monomial) -> Monomial | None:
    powers = dict(a)
    for atom, power in b:
        powers[atom] = powers.get(atom, 0) - power
    if any(p < 0 for p in powers.values()):
        return None
    return tuple((atom, powers[atom]) for atom, _ in a if powers[atom] > 0)
