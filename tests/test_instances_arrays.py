"""Arithmetic on float batches and exact object arrays: the same results, and nothing but Fractions in the latter."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from proofcheck.instances import arrays
from proofcheck.verdict import Imaginary, Value

F = Fraction


def test_inverses_agree() -> None:
    exact = arrays.exact_array([[[2, 1], [1, 1]], [[0, 1], [1, 0]]])
    floats = arrays.inverse(exact.astype(np.float64))
    found = arrays.inverse(exact)
    assert found.tolist() == [[[1, -1], [-1, 2]], [[0, 1], [1, 0]]]
    assert all(type(x) is Fraction for x in found.ravel())
    assert np.allclose(floats, found.astype(np.float64))


def test_singular_matrices_have_no_inverse() -> None:
    exact = arrays.exact_array([[[1, 1], [1, 1]]])
    assert arrays.inverse(exact).tolist() == [[[0, 0], [0, 0]]]
    both = np.array([[[1.0, 1.0], [1.0, 1.0]], [[2.0, 0.0], [0.0, 2.0]]])
    inverted = arrays.inverse(both)
    assert np.isnan(inverted[0]).all()
    assert inverted[1].tolist() == [[0.5, 0.0], [0.0, 0.5]]


@pytest.mark.parametrize("exact", [True, False])
def test_choices_are_rounded_and_kept_in_range(exact: bool) -> None:
    row = [-1, F(2, 5), F(3, 2), 2, 99]
    p = arrays.as_row(row) if exact else np.array([[float(x) for x in row]])
    assert arrays.as_index(p, 3).tolist() == [[0, 0, 2, 2, 2]]


def test_quotients_by_zero_are_zero() -> None:
    found = arrays.safe_ratio(arrays.exact_array([1, 1]), arrays.exact_array([0, 2]))
    assert found.tolist() == [0, F(1, 2)]
    assert arrays.safe_ratio(np.array([1.0, 1.0]), np.array([0.0, 2.0])).tolist() == [0.0, 0.5]


@pytest.mark.parametrize("exact", [True, False])
def test_permutations_sort_their_keys(exact: bool) -> None:
    keys = arrays.as_row([3, 1, 2]) if exact else np.array([[3.0, 1.0, 2.0]])
    sort = arrays.permutations(keys)[0]
    assert (sort @ keys[0]).tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(F(1, 3), id="number"),
        pytest.param(True, id="truth"),
        pytest.param(Imaginary(F(1), F(2)), id="complex"),
        pytest.param(((F(1), F(2)), (F(3), F(4))), id="matrix"),
        pytest.param((Imaginary(F(1), F(2)),), id="complex vector"),
    ],
)
def test_values_survive_the_way_through_arrays(value: Value) -> None:
    assert arrays.to_value(arrays.from_value(value)) == value


def test_constants_match_what_they_meet() -> None:
    assert type(arrays.constant(2, arrays.as_row([F(1)]))) is Fraction
    assert type(arrays.constant(F(1, 2), np.zeros(1))) is float
    assert arrays.eye(1, 2, arrays.as_row([F(1)])).tolist() == [[[1, 0], [0, 1]]]
