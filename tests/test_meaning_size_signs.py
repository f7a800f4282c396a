"""Signs of polynomials over regions of sizes, and formulas joined: certain answers agree with every small choice."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.language.types import Dim
from proofcheck.meaning.interpolation import value_at
from proofcheck.meaning.regions import Linear, Region
from proofcheck.meaning.size_signs import joined, nonnegative, positive, vanishes
from proofcheck.meaning.summation import Term

n, m, one = Dim.of("n"), Dim.of("m"), Dim.ONE
N, M = Linear.name("n"), Linear.name("m")
NATURAL = Region(least=(N.plus(-1), M.plus(-1)))


def number(value: int) -> Dim:
    return Dim.of(value)


@pytest.mark.parametrize(
    ("dim", "region", "sure"),
    [
        pytest.param(n * m - n, NATURAL, True, id="a-factor"),
        pytest.param(n * n - n - n + one, NATURAL, True, id="a-square"),
        pytest.param(n * n - n.scaled(one.terms[0][1] * 3) + number(2), NATURAL, True, id="zero-at-1-and-2"),
        pytest.param(n * n - n.scaled(one.terms[0][1] * 3) + one, NATURAL, False, id="negative-at-1"),
        pytest.param(n - m, NATURAL, False, id="incomparable"),
        pytest.param(n - m, NATURAL.where((N - M,)), True, id="compared-by-the-region"),
        pytest.param(n * n - m * m, NATURAL.where((N - M,)), True, id="squares-compared"),
        pytest.param(n - m * m, NATURAL.where((N - M,)), False, id="a-size-against-a-square"),
        pytest.param(m - n, NATURAL.where((N - M,)), False, id="the-other-way-round"),
        pytest.param(n * m - one, Region(least=(N.plus(-1),)), False, id="a-size-without-a-bound"),
        pytest.param(number(6) - n, Region(least=(N, N.scaled(-1).plus(6))), True, id="an-upper-bound"),
    ],
)
def test_nonnegative(dim: Dim, region: Region, sure: bool) -> None:
    assert nonnegative(dim, region) is sure


def test_positive_and_zero() -> None:
    assert positive(n * m, NATURAL)
    assert not positive(n * m - one, NATURAL)
    assert vanishes(n * n - n, NATURAL.where((N.scaled(-1).plus(1),)))
    assert vanishes((n - one) * (n - number(2)), NATURAL.where((N.scaled(-1).plus(2),)))
    assert not vanishes((n - one) * (n - number(2)), NATURAL)
    assert vanishes(n - m, NATURAL.where(zero=(N - M,)))


coefficients = st.integers(-3, 3)
polynomials = st.builds(
    lambda a, b, c, d, e: n * n * number(a) + n * m * number(b) + n * number(c) + m * number(d) + number(e),
    coefficients, coefficients, coefficients, coefficients, coefficients,
)  # fmt: skip
forms = st.builds(lambda a, b, c: Linear.of({"n": a, "m": b}, c), *(st.integers(-2, 2),) * 2, st.integers(-3, 3))


@settings(deadline=None, max_examples=150, derandomize=True)
@given(polynomials, st.lists(forms, max_size=2))
def test_what_is_affirmed_holds(dim: Dim, least: list[Linear]) -> None:
    region = NATURAL.where(least)
    answers = nonnegative(dim, region), positive(dim, region), vanishes(dim, region)
    for sizes in ({"n": a, "m": b} for a, b in product(range(1, 9), repeat=2)):
        if all(value_at(f.dim(), sizes) >= 0 for f in region.least):
            value = value_at(dim, sizes)
            assert not answers[0] or value >= 0
            assert not answers[1] or value > 0
            assert not answers[2] or value == 0


def test_formulas_that_agree_are_joined() -> None:
    """`3n - 2` for n >= 2 and `1` for n = 1 are one formula; another one for n = 1 is not."""
    three = n + n + n - number(2)
    small, large = NATURAL.where((N.scaled(-1).plus(1),)), NATURAL.where((N.plus(-2),))
    (whole,) = joined(NATURAL, [Term(small, one), Term(large, three)])
    assert (whole.where, str(whole.value)) == (NATURAL, "3*n - 2")
    parts = joined(NATURAL, [Term(small, number(5)), Term(large, three)])
    assert [str(t.value) for t in parts] == ["3*n - 2", "5"]
