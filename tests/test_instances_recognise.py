"""Assumptions that are adjectives in other words, and some that only look like it."""

from __future__ import annotations

import pytest

from proofcheck.instances.recognise import adjectives
from proofcheck.load.yaml import load_text


def stated(text: str) -> list[tuple[str, str]]:
    given = "given: {A: 'matrix[n, n]', B: 'matrix[n, n]'}\n"
    body = f"claims:\n  - id: a\n    assume: ['{text}']\n    claim: ['A == A', 'B == B']\n"
    loaded = load_text(f"proofcheck: 1\n{given}{body}", "x.claims.yaml")
    assert not loaded.problems, [str(p.problem) for p in loaded.problems]
    return list(adjectives(loaded.claims[0].assumptions[0]))


@pytest.mark.parametrize(
    ("text", "adjective"),
    [
        ("A.T @ A == eye(n)", "orthonormal columns"),
        ("eye(n) == A @ A.T", "orthogonal"),
        ("A @ A == A", "projection"),
        ("power(A, 2) == A", "projection"),
        ("A @ A == zeros(n, n)", "nilpotent"),
        ("power(A, n) == zeros(n, n)", "nilpotent"),
        ("A == A.T", "symmetric"),
        ("A.T == -A", "skew"),
        ("A == -A.T", "skew"),
        ("det(A) == 0", "singular"),
        ("rank(A) == 1", "rank one"),
        ("is_symmetric(A)", "symmetric"),
        ("is_psd(A)", "positive semidefinite"),
        ("is_orthogonal(A)", "orthogonal"),
        ("is_singular(A)", "singular"),
    ],
)
def test_adjectives_in_other_words(text: str, adjective: str) -> None:
    assert stated(text) == [("A", adjective)]


@pytest.mark.parametrize(
    "text",
    [
        "A.T @ B == eye(n)",
        "A @ A == B",
        "A == B.T",
        "det(A) == 1",
        "rank(A) == 2",
        "not is_symmetric(A)",
        "A @ A == eye(n)",
    ],
)
def test_other_assumptions_state_no_adjective(text: str) -> None:
    assert stated(text) == []
