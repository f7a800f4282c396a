"""Growth monomials: one form for each, text as the claim language writes it."""

from __future__ import annotations

import pytest

from proofcheck.meaning.growth_constants import ONE, Unsure, rational
from proofcheck.meaning.growth_monomials import (
    UNIT,
    Leaf,
    Monomial,
    as_atom,
    as_monomial,
    exponential,
    height,
    variable,
)
from tests.growth_sums import monomial_of


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("exp(log(n))", "n"),
        ("2**log2(n)", "n"),
        ("n**m", "exp(m*log(n))"),
        ("4**log2(n)", "n**2"),
        ("log(n)**log(n)", "n**log(log(n))"),
        ("(2**n)**m", "2**(n*m)"),
        ("sqrt(n)*sqrt(n)", "n"),
        ("8**(n/3)", "2**n"),
    ],
)
def test_equal_monomials_are_one(text: str, same: str) -> None:
    assert monomial_of(text) == monomial_of(same)
    assert hash(monomial_of(text)) == hash(monomial_of(same))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("n**2*log(n)", "n**2*log(n)"),
        ("n**n*2**n", "2**n*n**n"),
        ("1/n", "1/n"),
        ("1/(n*log(n))", "1/(n*log(n))"),
        ("exp(n)*2**n", "e**n*2**n"),
        ("exp(sqrt(n))", "e**(sqrt(n))"),
        ("log(log(n))**(1/2)", "sqrt(log(log(n)))"),
        ("n**log2(3)", "n**(log(2)**(-1)*log(3))"),
        ("2**(2**n)", "2**(2**n)"),
        ("n**(2*m)", "n**(2*m)"),
    ],
)
def test_text(text: str, shown: str) -> None:
    assert str(monomial_of(text)) == shown


def test_iterated_logarithms_are_atoms_of_themselves() -> None:
    assert as_atom(as_monomial(Leaf("n", 2))) == Leaf("n", 2)
    assert as_atom(variable("n")) == Leaf("n")
    assert exponential([(as_monomial(Leaf("n", 1)), ONE)]) == variable("n")
    assert variable("n") / variable("n") == UNIT


@pytest.mark.parametrize(
    ("text", "levels"), [("n*log(n)", 0), ("2**n", 1), ("n**n", 1), ("2**(2**n)", 2), ("n**log(n)", 1)]
)
def test_height(text: str, levels: int) -> None:
    assert height(monomial_of(text)) == levels


def test_towers_are_limited() -> None:
    def tower(height: int) -> Monomial:
        return variable("n") if height == 0 else exponential([(tower(height - 1), rational(1))])

    with pytest.raises(Unsure, match="tower"):
        tower(40)
