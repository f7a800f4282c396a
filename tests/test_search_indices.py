"""Edits of indices, ranges and sizes: which are proposed, and that each is a well-typed relation again."""

from __future__ import annotations

import pytest

from proofcheck.language.show import show
from proofcheck.language.tree import Node
from proofcheck.search.indices import index_edits, plus
from tests.claim_text import claim_of

GIVEN = "v: 'vector[5]', A: 'matrix[n, m]', n: integer >= 1, m: integer >= 1, x: real, y: 'vector[n]'"
LET = "let: {'h[0]': x, 'h[t]': 'tanh(h[t-1])'}"


def right_side(text: str) -> Node:
    return claim_of(f"x == {text}", GIVEN, extra=LET).links[0].node.args[1]  # type: ignore[attr-defined, no-any-return]


def proposed(text: str) -> list[str]:
    return [show(whole) for whole, _, _ in index_edits(right_side(text), lambda node: node)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("sum(v[k] for k in 1..2)", ["sum(v[k] for k in 1..5)"], id="number"),
        pytest.param("sum(A[i, 1] for i in 1..m)", ["sum(A[i, 1] for i in 1..n)"], id="size"),
        pytest.param(
            "sum(A[i, j] for i in 1..m, j in 1..n)",
            ["sum(A[i, j] for i in 1..n, j in 1..n)", "sum(A[i, j] for i in 1..m, j in 1..m)"],
            id="two-ranges",
        ),
    ],
)
def test_a_range_may_go_to_the_end_of_its_axis(text: str, expected: list[str]) -> None:
    assert proposed(text)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("v[2]", ["v[1]", "v[3]"], id="number"),
        pytest.param("A[n, 1]", ["A[n - 1, 1]", "A[n + 1, 1]", "A[n, 0]", "A[n, 2]"], id="each-index"),
        pytest.param("h[n - 1]", ["h[n - 2]", "h[n]", "h[n - 2]", "h[n]"], id="cell"),
        pytest.param("n*m", ["(n - 1)*m", "(n + 1)*m", "n*(m - 1)", "n*(m + 1)"], id="sizes"),
        pytest.param("n + 1", ["n", "n + 2"], id="no-number-beside-a-number"),
        pytest.param("sum(v[1..2])", [], id="stretches-stay"),
        pytest.param("diff(h[2], h[1])", [], id="nothing-within-a-derivative"),
        pytest.param("grad(sum(y), y)[1]", ["grad(sum(y), y)[0]", "grad(sum(y), y)[2]"], id="but-of-one"),
    ],
)
def test_indices_and_sizes_one_off(text: str, expected: list[str]) -> None:
    assert proposed(text) == expected


def test_one_number_in_several_places() -> None:
    assert "v[2]*v[2]" in proposed("v[1]*v[1]")
    assert "v[0]*v[0]" in proposed("v[1]*v[1]")


@pytest.mark.parametrize("text", ["v[2]*h[n - 1]", "sum(v[k] for k in 2..4)*n"])
def test_every_edit_is_another_expression_of_the_same_type(text: str) -> None:
    node = right_side(text)
    for whole, old, new in index_edits(node, lambda part: part):
        assert whole.type == node.type
        assert old.type == new.type
        assert show(old) in show(node)
        assert show(right_side(show(whole))) == show(whole)


@pytest.mark.parametrize(
    ("text", "step", "expected"),
    [
        ("2", 1, "3"),
        ("n", -1, "n - 1"),
        ("n - 1", 1, "n"),
        ("n + 1", -1, "n"),
        ("n - 1", -1, "n - 2"),
        ("n*m", 1, "n*m + 1"),
    ],
)
def test_one_more_or_less_is_folded(text: str, step: int, expected: str) -> None:
    assert show(plus(right_side(text), step)) == expected
