"""Sums of growth monomials out of claim text, for the tests of what computes with them."""

from __future__ import annotations

from proofcheck.language.tree import Apply
from proofcheck.meaning.growth_algebra import Algebra
from proofcheck.meaning.growth_monomials import Monomial
from proofcheck.meaning.growth_order import Constraint, Order
from proofcheck.meaning.growth_setting import setting
from proofcheck.meaning.growth_sums import Sum
from tests.claim_text import claim_of

GIVEN = "n: integer >= 1, m: integer >= 1, k: integer >= 1"


def sum_of(text: str, terms: int = 4, order: Order | None = None, *, crude: bool = False) -> Sum:
    """The value of an expression in the sizes n, m, k."""
    claim = claim_of(f"{text} in O(1)", GIVEN)
    node = claim.links[0].node
    assert isinstance(node, Apply)
    return setting(claim, node, {}).values(order or Order(), terms, crude=crude).of(node.args[0])


def monomial_of(text: str) -> Monomial:
    """The monomial that an expression is."""
    single = sum_of(text).single
    assert single is not None
    return single[0]


def chamber(*pairs: tuple[str, str]) -> Order:
    """The chamber where the first of each pair is at least the second."""
    given = (Constraint(monomial_of(a).form - monomial_of(b).form, sum_of("0*n").constant) for a, b in pairs)  # type: ignore[arg-type]
    return Order().under(given)


def algebra(terms: int = 4) -> Algebra:
    return Algebra(Order(), terms)
