"""Unicode spelling: it reads well, and it reads back as the same tree."""

from __future__ import annotations

import pytest

from proofcheck.language.parse import parse_text
from proofcheck.language.spell import spell


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        pytest.param(text, spelled, id=text)
        for text, spelled in [
            ("-x**2 <= 2*pi", "−x² ≤ 2·π"),
            ("x**-1 + 2**n", "x**−1 + 2**n"),
            ("x**10 != x**2.5", "x¹⁰ ≠ x**2.5"),
            ("x**2**y", "x**2**y"),
            ("2**x**2", "2**x²"),
            ("A.T @ x", "Aᵀ @ x"),
            ("not a and b => c <=> d", "¬a ∧ b ⇒ c ⇔ d"),
            ("forall i in 1..n: exists x: real in (-oo, oo): x >= i", "∀ i ∈ 1..n: ∃ x: real ∈ (−∞, ∞): x ≥ i"),
            ("sqrt(x + 1)**2", "√(x + 1)²"),
            ("sqrt((v))[1]", "sqrt((v))[1]"),
            ("limit(e, x -> 0+)", "limit(e, x → 0+)"),
            ("exists p: one-hot vector[n]: a or b", "∃ p: one-hot vector[n]: a ∨ b"),
            ("inner + pivot + sqrtm(A)", "inner + pivot + sqrtm(A)"),
        ]
    ],
)
def test_spell(text: str, spelled: str) -> None:
    assert spell(text) == spelled
    assert parse_text(spelled) == parse_text(text)
