"""Exact linear algebra: identities that hold for every rational matrix, and hand-checked cases."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.instances import linear

F = Fraction
small = st.fractions(min_value=-3, max_value=3, max_denominator=4)


def matrices(n: int, m: int) -> st.SearchStrategy[list[list[Fraction]]]:
    return st.lists(st.lists(small, min_size=m, max_size=m), min_size=n, max_size=n)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(matrices(3, 3))
def test_inverse_exists_exactly_where_the_determinant_is_not_zero(a: list[list[Fraction]]) -> None:
    inverse = linear.inverse(a)
    assert (inverse is None) == (linear.determinant(a) == 0)
    assert (linear.rank(a) == 3) == (inverse is not None)
    if inverse is not None:
        assert linear.multiply(a, inverse) == linear.identity(3)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(matrices(3, 3), matrices(3, 3))
def test_inertia_is_kept_by_congruence_and_counts_the_rank(a: list[list[Fraction]], t: list[list[Fraction]]) -> None:
    symmetric = [[a[i][j] + a[j][i] for j in range(3)] for i in range(3)]
    negative, zero, positive = linear.inertia(symmetric)
    assert negative + positive == linear.rank(symmetric)
    assert negative + zero + positive == 3
    if linear.determinant(t) != 0:
        turned = linear.multiply(linear.multiply(linear.transpose(t), symmetric), t)
        assert linear.inertia(turned) == (negative, zero, positive)


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        pytest.param([[0, 1], [1, 0]], (1, 0, 1), id="no diagonal pivot"),
        pytest.param([[1, 1], [1, 1]], (0, 1, 1), id="semidefinite"),
        pytest.param([[0, 0], [0, 0]], (0, 2, 0), id="zero"),
        pytest.param([[-1, 0, 0], [0, 2, 3], [0, 3, 4]], (2, 0, 1), id="mixed"),
    ],
)
def test_inertia_of_hand_checked_matrices(matrix: list[list[int]], expected: tuple[int, int, int]) -> None:
    assert linear.inertia([[F(x) for x in row] for row in matrix]) == expected


def test_determinant_of_a_permutation_has_the_sign_of_its_parity() -> None:
    assert linear.determinant([[F(0), F(1)], [F(1), F(0)]]) == -1


@settings(deadline=None, max_examples=60, derandomize=True)
@given(matrices(2, 3), st.lists(small, min_size=3, max_size=3), st.lists(small, min_size=3, max_size=3))
def test_projection_solves_the_equations_and_moves_orthogonally(
    a: list[list[Fraction]], solution: list[Fraction], point: list[Fraction]
) -> None:
    b = [sum((x * y for x, y in zip(row, solution, strict=True)), F(0)) for row in a]
    found = linear.projected(point, a, b)
    assert found is not None
    assert [sum((x * y for x, y in zip(row, found, strict=True)), F(0)) for row in a] == b
    move = [f - p for f, p in zip(found, point, strict=True)]
    along = [s - f for s, f in zip(solution, found, strict=True)]
    assert sum((m * d for m, d in zip(move, along, strict=True)), F(0)) == 0


def test_projection_onto_nothing_is_none() -> None:
    assert linear.projected([F(0)], [[F(0)]], [F(1)]) is None


def test_reduction_looks_for_pivots_in_the_order_asked() -> None:
    rows, pivots = linear.reduced([[F(1), F(2), F(3)]], [2, 1, 0])
    assert pivots == [2]
    assert rows == [[F(1, 3), F(2, 3), F(1)]]
