"""What a growth relation should have said."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from proofcheck import kernel
from proofcheck.search.regrowth import regrowths
from proofcheck.verdict import Instance
from tests.claim_text import claim_of


@pytest.mark.parametrize(
    ("text", "repairs"),
    [
        ("3*n**2*log(n) + n in O(n**2)", ["`in O(n**2*log(n))` instead of `in O(n**2)`"]),
        ("n in Theta(n**2)", ["`in Theta(n)` instead of `in Theta(n**2)`", "`in O(n**2)` instead of `in Theta(n**2)`"]),
        ("n**2 in Theta(n)", ["`in Theta(n**2)` instead of `in Theta(n)`", "`in Omega(n)` instead of `in Theta(n)`"]),
        ("2*n in o(n)", ["`in O(n)` instead of `in o(n)`"]),
        ("n*m + m in O(n + m)", ["`in O(m*n)` instead of `in O(n + m)`"]),
        ("factorial(n) in O(2**n)", ["`in O(n**n*sqrt(n)/exp(n))` instead of `in O(2**n)`"]),
        ("sum(1/i for i in 1..n) in O(1)", ["`in O(log(n))` instead of `in O(1)`"]),
        ("n in Omega(n**2)", ["`in Omega(n)` instead of `in Omega(n**2)`"]),
        ("not (n in O(n))", []),
    ],
)
def test_repairs(text: str, repairs: list[str]) -> None:
    claim = claim_of(text, "n: integer >= 1, m: integer >= 1")
    witness = kernel.confirm(claim, Instance(values=tuple((g.name, F(1)) for g in claim.given)))
    assert witness is not None
    assert list(regrowths(claim, witness)) == [(repair, "proved") for repair in repairs]


def test_a_class_for_one_value_of_a_parameter_is_no_repair() -> None:
    claim = claim_of("n**c in O(n**2)", "n: integer >= 1, c: real")
    witness = kernel.confirm(claim, Instance(values=(("n", F(1)), ("c", F(3)))))
    assert witness is not None
    assert list(regrowths(claim, witness)) == []
