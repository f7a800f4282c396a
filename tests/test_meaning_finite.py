"""Finite choices of sizes: all of them, or none where one is unbounded."""

from __future__ import annotations

import pytest

from proofcheck.meaning.finite import every_choice, sizes_of
from tests.claim_text import claim_of


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("n: integer in 1..3", [{"n": 1}, {"n": 2}, {"n": 3}], id="range"),
        pytest.param("n: 'integer in {1, 3, 5}'", [{"n": 1}, {"n": 3}, {"n": 5}], id="members"),
        pytest.param(
            "n: integer in 1..2, k: integer in 0..n-1",
            [{"n": 1, "k": 0}, {"n": 2, "k": 0}, {"n": 2, "k": 1}],
            id="bound-by-another",
        ),
        pytest.param(
            "k: integer in n..3, n: integer in 2..3", [{"n": 2, "k": 2}, {"n": 2, "k": 3}, {"n": 3, "k": 3}], id="later"
        ),
        pytest.param("n: integer >= 1", None, id="unbounded"),
        pytest.param("n: integer in 1..100000", None, id="too-many"),
        pytest.param("n: 'integer in (0, 3)'", [{"n": 1}, {"n": 2}], id="open-ends"),
        pytest.param("n: integer in 5..6, k: integer in 9..n", [], id="empty"),
    ],
)
def test_every_choice(given: str, expected: list[dict[str, int]] | None) -> None:
    choices = every_choice(claim_of("n + k == k + n" if "k:" in given else "n == n", given))
    assert (None if choices is None else [dict(c) for c in choices]) == expected


def test_dimensions_are_sizes() -> None:
    claim = claim_of("A @ x == A @ x", "A: 'matrix[m, n]', x: 'vector[n]'")
    assert set(sizes_of(claim)) == {"m", "n"}
    assert every_choice(claim) is None
