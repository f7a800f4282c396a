"""The simplest expression that an expression grows like: its monomials that no other one outweighs, as a tree.

Only a proposal, to be decided like any growth relation: `n**2*log(n)` for `3*n**2*log(n) + n`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from proofcheck.claim import Claim
from proofcheck.language.dims import number
from proofcheck.language.tree import Apply, Node, Var
from proofcheck.language.types import INTEGER, REAL
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.growth_constants import ONE, Constant, Unsure, exp
from proofcheck.meaning.growth_monomials import Atom, Leaf, Monomial, as_monomial
from proofcheck.meaning.growth_order import Order, Split
from proofcheck.meaning.growth_setting import setting
from proofcheck.meaning.growth_sums import Sum
from proofcheck.meaning.growth_values import Pieces
from proofcheck.verdict import Value

_TERMS = 4  # terms of series
_MOST = 5  # monomials of a class that is still simple


def growth_class(claim: Claim, side: Node, values: Mapping[str, Value]) -> Node | None:
    """What `side` grows like at an instance, or None where that is not seen or has no simple form."""
    where = setting(claim, side, values)
    try:
        order = where.order()
        found = where.values(order, _TERMS).of(side)
        kept = _heaviest(order, found)
        return _total(kept) if 0 < len(kept) <= _MOST else None
    except (NoMeaning, Unsure, Split, Pieces):
        return None


def _heaviest(order: Order, f: Sum) -> list[Monomial]:
    kept: list[Monomial] = []
    for m in f.monomials:
        if any(order.ratio(m, other) is not None for other in kept):
            continue
        kept = [other for other in kept if order.ratio(other, m) is None] + [m]
    return kept


def _total(monomials: list[Monomial]) -> Node:
    found = _product(monomials[0])
    for m in monomials[1:]:
        found = _apply("+", found, _product(m))
    return found


def _apply(op: str, *args: Node) -> Node:
    return Apply(type=REAL, op=op, args=args)


def _product(monomial: Monomial) -> Node:
    """The tree of a monomial. Errors: Unsure where an exponent is not rational."""
    above: list[Node] = []
    below: list[Node] = []
    for atom, factor in sorted(monomial.form.terms, key=lambda t: isinstance(t[0], Leaf) and t[0].depth > 0):
        whole = isinstance(atom, Leaf) and bool(atom.depth)
        for part in (factor,) if whole else (Constant((term,)) for term in factor.terms):
            negative = part.sign() < 0
            (below if negative else above).append(_power(atom, -part if negative else part))
    top = _times(above) if above else number(1)
    return _apply("/", top, _times(below)) if below else top


def _times(factors: list[Node]) -> Node:
    found = factors[0]
    for factor in factors[1:]:
        found = _apply("*", found, factor)
    return found


def _power(atom: Atom, factor: Constant) -> Node:
    """exp(factor·atom)."""
    if isinstance(atom, Leaf) and atom.depth:
        base: Node = Var(type=INTEGER, name=atom.variable)
        for _ in range(atom.depth - 1):
            base = _apply("log", base)
        exponent = _rational(factor)
        if exponent == Fraction(1, 2):
            return _apply("sqrt", base)
        return base if exponent == 1 else _apply("**", base, number(exponent))
    inner = Var(type=INTEGER, name=atom.variable) if isinstance(atom, Leaf) else _product(atom)
    whole = exp(factor).rational
    if whole is not None:
        return _apply("**", number(whole), inner)
    exponent = _rational(factor)
    if isinstance(atom, Monomial):
        for leaf, power in atom.form.terms:
            if isinstance(leaf, Leaf) and leaf.depth == 2 and power == ONE:  # exp(c·n·log n) is n**(c·n)
                rest = _product(atom / as_monomial(Leaf(leaf.variable, 1)))
                raised = rest if exponent == 1 else _apply("*", number(exponent), rest)
                return _apply("**", Var(type=INTEGER, name=leaf.variable), raised)
    return _apply("exp", inner if exponent == 1 else _apply("*", number(exponent), inner))


def _rational(value: Constant) -> Fraction:
    if value.rational is None:
        raise Unsure("an exponent that is not rational")
    return value.rational
