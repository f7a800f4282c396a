"""Signs of polynomials: never a sign excluded that is taken, and the usual cases decided."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq, fmpq_poly
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.meaning.interval import REALS, Interval, closed, opened, point
from proofcheck.meaning.ring import Ring
from proofcheck.meaning.signs import ANY, NEGATIVE, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, Signs
from proofcheck.meaning.sturm import signs_on

RIGHT = Interval(lo=Fraction(0))


@pytest.mark.parametrize(
    ("coefficients", "interval", "expected"),
    [
        pytest.param([1, 1, 1], REALS, POSITIVE, id="no-root"),
        pytest.param([1, -2, 1], REALS, NOT_NEGATIVE, id="double-root"),
        pytest.param([0, 1], RIGHT, POSITIVE, id="open-end-at-root"),
        pytest.param([0, 1], Interval(lo=Fraction(0), lo_open=False), NOT_NEGATIVE, id="closed-end-at-root"),
        pytest.param([-2, 0, 1], closed(0, 1), NEGATIVE, id="root-outside"),
        pytest.param([-2, 0, 1], closed(1, 2), ANY, id="root-inside"),
        pytest.param([0, -1, 0, 1], opened(0, 1), NEGATIVE, id="cubic-between-roots"),
        pytest.param([0, -1, 0, 1], closed(0, 1), NOT_POSITIVE, id="cubic-with-ends"),
        pytest.param([5], REALS, POSITIVE, id="constant"),
        pytest.param([-4, 0, 1], point(2), frozenset((0,)), id="point"),
        pytest.param([1, 0, -2, 0, 1], REALS, NOT_NEGATIVE, id="two-double-roots"),
        pytest.param([0, 0, 0, 1], REALS, ANY, id="triple-root"),
    ],
)
def test_univariate(coefficients: list[int], interval: Interval, expected: frozenset[int]) -> None:
    assert signs_on(fmpq_poly(coefficients), interval) == expected


@settings(deadline=None, max_examples=60, derandomize=True)
@given(
    st.lists(st.integers(-3, 3), min_size=1, max_size=4),
    st.integers(-3, 2),
    st.integers(1, 4),
    st.fractions(min_value=0, max_value=1, max_denominator=16),
)
def test_univariate_never_excludes_a_sign_taken(roots: list[int], low: int, width: int, part: Fraction) -> None:
    p = fmpq_poly([1])
    for r in roots:
        p *= fmpq_poly([-r, 1])
    x = low + width * part
    value = p(fmpq(x.numerator, x.denominator))
    assert ((value > 0) - (value < 0)) in signs_on(p, closed(low, low + width))


def ring_with(*intervals: Interval) -> tuple[Ring, list[object]]:
    ring = Ring()
    indices = [ring.generator(("var", i), x) for i, x in enumerate(intervals)]
    return ring, [ring.monomial(i).num for i in indices]


def test_square_completion() -> None:
    ring, (x, y, z) = ring_with(REALS, REALS, REALS)
    signs = Signs(ring)
    assert signs.of(x * x + y * y - 2 * x * y) == NOT_NEGATIVE
    assert signs.of(x * x + x * y + y * y + 1) == POSITIVE
    assert signs.of(x * x + y * y + z * z - x * y - y * z - z * x) == NOT_NEGATIVE
    assert signs.of(x * x - 3 * x * y + y * y) == ANY
    assert signs.of(x * x * y) == ANY


def test_signs_from_ends_of_intervals() -> None:
    ring, (x, y) = ring_with(Interval(lo=Fraction(1), lo_open=False), closed(0, 1))
    signs = Signs(ring)
    assert signs.of(x * x * x - x) == NOT_NEGATIVE
    assert signs.of(x - y) == NOT_NEGATIVE
    assert signs.of(x + y) == POSITIVE
    assert signs.of(x - 2 * y) == ANY


def test_facts_combine() -> None:
    ring, (x, y, z) = ring_with(REALS, REALS, REALS)
    signs = Signs(ring)
    signs.assume(y - x, NOT_NEGATIVE)
    signs.assume(z - y, POSITIVE)
    assert signs.of(z - x) == POSITIVE
    assert signs.of(x - z) == NEGATIVE
    assert signs.of(z + x) == ANY
