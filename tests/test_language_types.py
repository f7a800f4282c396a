from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.language.types import (
    BOOLEAN,
    COMPLEX,
    INTEGER,
    REAL,
    Array,
    Dim,
    Distribution,
    Function,
    Kind,
    Opaque,
    array,
    kind_of,
    shape_of,
    wider,
)

N, M = Dim.of("n"), Dim.of("m")


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (REAL, "real"),
        (BOOLEAN, "boolean"),
        (Array((N,)), "vector[n]"),
        (Array((M, N)), "matrix[m, n]"),
        (Array((M, N, Dim.of(3)), Kind.COMPLEX), "tensor[m, n, 3] of complex"),
        (Function((Array((N,)), REAL), Array((M, M))), "function(vector[n], real) -> matrix[m, m]"),
        (Function((REAL,), REAL, N), "function[n](real) -> real"),
        (Distribution(INTEGER), "distribution over integer"),
    ],
)
def test_types_read_as_a_user_writes_them(type_: object, expected: str) -> None:
    assert str(type_) == expected


@pytest.mark.parametrize(
    ("dim", "expected"),
    [
        (Dim.of(0), "0"),
        (Dim.of(-2), "-2"),
        (N + Dim.ONE, "n + 1"),
        (Dim.ONE - N, "-n + 1"),
        (N * M * N, "m*n**2"),
        (N.scaled(Fraction(1, 2)), "1/2*n"),
        (Dim.of(Opaque("floor(n/2)", "node")) + Dim.ONE, "floor(n/2) + 1"),
    ],
)
def test_dimensions_read_as_polynomials(dim: Dim, expected: str) -> None:
    assert str(dim) == expected


def test_equal_polynomials_are_equal_dimensions() -> None:
    assert (N + M) * (N - M) == N * N - M * M
    assert hash((N + M) * (N - M)) == hash(N * N - M * M)
    assert Dim.of(0) == N - N


@pytest.mark.parametrize(
    ("dim", "expected"), [(Dim.of(3), 3), (Dim.of(0), 0), (N - N, 0), (N, None), (Dim.of(Fraction(1, 2)), None)]
)
def test_constant_is_a_whole_number_or_nothing(dim: Dim, expected: int | None) -> None:
    assert dim.constant == expected


def test_atoms_are_named_once_in_order() -> None:
    assert (N * M + N + Dim.of("k")).atoms() == ("m", "n", "k")


def test_kinds_are_ordered() -> None:
    assert wider((Kind.INTEGER, Kind.COMPLEX, Kind.REAL)) is Kind.COMPLEX
    assert wider((Kind.BOOLEAN, Kind.INTEGER)) is Kind.INTEGER
    assert wider(()) is Kind.INTEGER


def test_shape_and_kind_of_a_type() -> None:
    assert shape_of(Array((M, N))) == (M, N)
    assert shape_of(REAL) == ()
    assert kind_of(COMPLEX) is Kind.COMPLEX
    assert kind_of(Distribution(INTEGER)) is Kind.REAL
    assert array(()) == REAL
    assert array((N,), Kind.INTEGER) == Array((N,), Kind.INTEGER)


_dims = st.recursive(
    st.one_of(st.integers(-3, 3).map(Dim.of), st.sampled_from("nmk").map(Dim.of)),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: p[0] + p[1]), st.tuples(inner, inner).map(lambda p: p[0] * p[1])
    ),
    max_leaves=6,
)


@given(_dims, _dims, _dims)
@settings(deadline=None, max_examples=60, derandomize=True)
def test_dimensions_form_a_ring(a: Dim, b: Dim, c: Dim) -> None:
    assert a + b == b + a
    assert a * b == b * a
    assert a * (b + c) == a * b + a * c
    assert (a - b) + b == a
    assert a * Dim.ONE == a
