"""Indices that a range drives out of their array are errors where nothing can keep them inside."""

from __future__ import annotations

import pytest
from elaborated import claim, only

GIVEN = {"n": "integer >= 1", "m": "integer >= 0", "k": "integer", "v": "vector[n]", "A": "matrix[n, 3]"}
HINT = "shorten the range, or filter it with `if`"


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("sum(v[i] for i in 0..n) == 0", "index `i` lies outside 1..n at `i = 0`", "i"),
        ("sum(v[i] for i in n..0 by -1) == 0", "index `i` lies outside 1..n at `i = 0`", "i"),
        ("sum(v[i + 1]*v[i] for i in 1..n) == 0", "index `i + 1` lies outside 1..n at `i = n`", "i + 1"),
        ("product(v[n - i] for i in 1..n) == 0", "index `n - i` lies outside 1..n at `i = n`", "n - i"),
        ("[A[i, j] for i in 1..n, j in 1..4] == A", "index `j` lies outside 1..3 at `j = 4`", "j"),
        ("forall i in 1..n+1: v[i] > 0", "index `i` lies outside 1..n at `i = n + 1`", "i"),
        ("max(v[2*i] for i in 1..n) == 0", "index `2*i` lies outside 1..n at `i = n`", "2*i"),
        ("sum(v[i - 1] if v[i] > 0 else 0 for i in 0..n) == 0", "index `i` lies outside 1..n at `i = 0`", "i"),
    ],
)
def test_an_index_that_leaves_its_array(text: str, message: str, marked: str) -> None:
    assert only(claim(GIVEN, relations=text)) == (message, marked, HINT)


@pytest.mark.parametrize(
    "text",
    [
        "sum(v[i + 1] for i in 1..n-1) == 0",
        "sum(v[i + 1] for i in 1..m) == 0",
        "sum(v[i + 1] for i in 1..n if i < n) == 0",
        "sum(v[i] if i > 0 else 0 for i in 0..n) == 0",
        "forall i in 0..n: i > 0 => v[i] > 0",
        "exists i in 0..n: v[i] > 0",
        "sum(sum(v[i + 1]*v[j] for j in i+1..n) for i in 1..n) == 0",
        "sum(v[i + k] for i in 1..n) == 0",
        "sum(v[1..i - 1] @ v[1..i - 1] for i in 1..n) == 0",
        "at(sum(v[i] for i in 1..n), k = 0) == 0",
    ],
)
def test_an_index_that_something_may_keep_inside(text: str) -> None:
    assert claim(GIVEN, relations=text).problems == ()


def test_the_name_is_the_one_that_was_written() -> None:
    """Bound variables are renamed inside, where the name is taken."""
    found = claim({**GIVEN, "i": "integer"}, relations="sum(v[i] for i in 0..n) == i")
    assert only(found)[0] == "index `i` lies outside 1..n at `i = 0`"
