"""Quantifiers over reals and arrays look at points: all pairs of two variables, and of more the points together."""

from __future__ import annotations

import numpy as np
import pytest

from proofcheck.meaning.batch import compile_claim
from tests.claim_text import claim_of

X = np.array([-1.0, 0.0, 2.0])


def truths(text: str, given: str = "x: real") -> list[bool]:
    program = compile_claim(claim_of(text, given), {"n": 2} if "n:" in given else {}, device="cpu")
    return [bool(t) for t in program({"x": X}).links[0].truth]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("exists a: real, b: real, c: real: a*b*c == x - x", [True] * 3, id="three-reals-at-zero"),
        pytest.param("exists a: real, b: real, c: real: a + b + c > 5*x", [True] * 3, id="three-reals"),
        pytest.param("forall a: real, b: real, c: real: a**2 + b**2 + c**2 >= x", [True, True, False], id="forall"),
        pytest.param(
            "forall a: real in [0, 1], b: real in [0, 1], c: real in [0, 1], d: real in [0, 1]: a*b*c*d <= 1",
            [True] * 3,
            id="in-a-box",
        ),
        pytest.param(
            "exists a: real, b: real in [0, 1], c: real in {1, 2} if b < c: a*b*c > x", [True] * 3, id="with-a-filter"
        ),
        pytest.param("exists a: real, b: real, c: real, i in 1..3: a*i + b + c < x", [True] * 3, id="then-a-range"),
    ],
)
def test_of_three_variables_and_more_the_points_are_taken_together(text: str, expected: list[bool]) -> None:
    assert truths(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "exists A: matrix[n, n], B: matrix[n, n], u: vector[n]: sum(A @ B @ u) + x == x",
        "exists A: matrix[n, n], B: matrix[n, n], C: matrix[n, n], u: vector[n]: sum(A @ B @ C @ u) < x - 1/1000000",
    ],
    ids=["three", "four"],
)
def test_arrays_together(text: str) -> None:
    assert truths(text, "x: real, n: integer >= 2") == [True] * 3


def test_many_variables_take_few_points() -> None:
    """Seven matrices are as cheap as three: the work does not grow with the power of their number."""
    names = "ABCDEFG"
    costs = []
    for count in (3, 7):
        bound = ", ".join(f"{name}: matrix[2, 2]" for name in names[:count])
        program = compile_claim(claim_of(f"exists {bound}: sum({' @ '.join(names[:count])}) > x", "x: real"), {})
        costs.append(program.cost({"x": X}))
    assert costs[1] < 4 * costs[0] < 40_000
