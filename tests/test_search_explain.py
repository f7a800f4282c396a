"""What is said of a refuted claim: where it holds and what would be right, each checked, and silence otherwise."""

from __future__ import annotations

import pytest

from proofcheck.search.explain import explain
from proofcheck.search.falsify import falsify
from tests.claim_text import claim_of


def explained(text: str, given: str, assume: str = "") -> tuple[list[str], list[str]]:
    """Restrictions without their counts, and repairs without what survived."""
    claim = claim_of(text, given, assume)
    witness = falsify(claim, seed=0).witness
    assert witness is not None
    where, repairs = explain(claim, witness, seed=0)
    assert all(" (no counterexample among " in words for words in where)
    assert all(outcome.startswith("supported by ") for _, outcome in repairs)
    return [words.split(" (")[0] for words in where], [words for words, _ in repairs]


MATRICES = "A: 'matrix[n, n]', B: 'matrix[n, n]'"

RESTRICTIONS = {
    "dimension": ("det(A + B) == det(A) + det(B)", MATRICES, ["n = 1"]),
    "commuting": ("A @ B == B @ A", MATRICES, ["n = 1"]),
    "symmetric": ("A.T == A", "A: 'matrix[2, 2]'", ["A is symmetric", "A is diagonal"]),
    "diagonal": ("A[1, 2] == 0", "A: 'matrix[2, 2]'", ["A is diagonal"]),
    "nonnegative": ("abs(x) == x", "x: real", ["x >= 0"]),
    "nowhere": ("x**2 == -1", "x: real", []),
    "below-the-witness": ("n**2 <= 2**n", "n: integer >= 1", ["n <= 2"]),
    "depth": ("sum(k for k in 1..n) == 2**n - 1", "n: integer >= 1", ["n <= 2"]),
    "bounded-already": ("abs(x - 2) == x - 2", "x: 'real in [0, 9]'", []),
}


@pytest.mark.parametrize("name", sorted(RESTRICTIONS))
def test_where_it_holds(name: str) -> None:
    text, given, where = RESTRICTIONS[name]
    assert explained(text, given)[0] == where


REPAIRS = {
    "range-sum": (
        "sum(i for i in 1..n) == n*(n - 1)/2", "n: integer in 1..30", "`n + 1` instead of `n - 1`",
    ),
    "inequality": (
        "abs(x + y) == abs(x) + abs(y)", "x: real, y: real",
        "`abs(x + y) <= abs(x) + abs(y)` instead of `abs(x + y) == abs(x) + abs(y)`",
    ),
    "strict": ("x**2 > 0", "x: real", "`x**2 >= 0` instead of `x**2 > 0`"),
    "order-of-a-product": ("(A @ B).T == A.T @ B.T", MATRICES, "`B.T @ A.T` instead of `A.T @ B.T`"),
    "range-to-the-end": (
        "sum(v) == sum(v[k] for k in 1..2)", "v: 'vector[5]'",
        "`sum(v[k] for k in 1..5)` instead of `sum(v[k] for k in 1..2)`",
    ),
    "index": ("dot(v, onehot(2, 3)) == v[1]", "v: 'vector[3]'", "`v[2]` instead of `v[1]`"),
    "size": ("sum(1 for k in 1..n*(m - 1)) == n*m", "n: integer >= 1, m: integer >= 1", "`n*(m - 1)` instead of `n*m`"),
    "size-deep-inside": (
        "sum(1 for k in 1..2*m*(n - 1)) == 2*m*n", "n: integer >= 1, m: integer >= 1",
        "`2*m*(n - 1)` instead of `2*m*n`",
    ),
    "factor": ("x + x == x", "x: real", "`2*x` instead of `x`"),
    "sign": ("diff(cos(x), x) == sin(x)", "x: real", "`-sin(x)` instead of `sin(x)`"),
    "twin": ("diff(sin(x), x) == sin(x)", "x: real", "`cos(x)` instead of `sin(x)`"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(REPAIRS))
def test_what_would_be_right(name: str) -> None:
    text, given, repair = REPAIRS[name]
    assert repair in explained(text, given)[1]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        pytest.param("x == x + 1", "x: real", id="nothing-near"),
        pytest.param("x + y < x", "x: real, y: real", id="two-numbers"),
    ],
)
def test_no_repair_that_fails_elsewhere(text: str, given: str) -> None:
    claim = claim_of(text, given)
    witness = falsify(claim, seed=0).witness
    assert witness is not None
    for words, _ in explain(claim, witness, seed=0)[1]:
        new, old = words.split("`")[1], words.split("`")[3]
        repaired = claim_of(new if old == text else text.replace(old, new), given)
        assert falsify(repaired, seed=1).witness is None


def test_at_most_two_of_each() -> None:
    where, repairs = explained("A.T == A", "A: 'matrix[2, 2]', B: 'matrix[2, 2]', x: real")
    assert len(where) <= 2
    assert len(repairs) <= 2


def test_limits_are_not_explained() -> None:
    assert explained("bounded(n, n)", "n: integer >= 1") == ([], [])


def test_the_explanation_repeats() -> None:
    claim = claim_of("A @ B == B @ A", MATRICES)
    witness = falsify(claim, seed=0).witness
    assert witness is not None
    assert explain(claim, witness, seed=0) == explain(claim, witness, seed=0)
