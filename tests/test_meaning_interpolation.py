"""The polynomial through exact counts: exact, unique, and None rather than a guess that does not hold."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.language.types import Dim
from proofcheck.meaning.interpolation import degree_along, determines, exponents, fit, value_at


def sampled(count: Callable[..., int], *axes: range) -> dict[tuple[int, ...], int]:
    return {point: count(*point) for point in product(*axes)}


@pytest.mark.parametrize(
    ("count", "axes", "degree", "expected"),
    [
        pytest.param(lambda n: 5, (range(2, 5),), 0, "5", id="constant"),
        pytest.param(lambda n: n * (n - 1) // 2, (range(1, 6),), 2, "1/2*n**2 - 1/2*n", id="rational"),
        pytest.param(
            lambda n, m: 3 * n * m * m + m, (range(2, 5), range(2, 6)), (1, 2), "3*m**2*n + m", id="two-sizes"
        ),
        pytest.param(lambda n, m: 7 * n, (range(2, 5), range(2, 5)), 2, "7*n", id="degrees-above-need"),
        pytest.param(lambda n: n**3, (range(2, 8),), 2, None, id="degree-too-low"),
        pytest.param(lambda n: n // 2, (range(2, 8),), 4, None, id="stride"),
        pytest.param(lambda n: n, (range(2, 4),), 2, None, id="too-few"),
        pytest.param(lambda n, m: n, (range(2, 3), range(2, 9)), 1, None, id="one-value-of-a-size"),
    ],
)
def test_fit(
    count: Callable[..., int], axes: tuple[range, ...], degree: int | tuple[int, ...], expected: str | None
) -> None:
    found = fit(sampled(count, *axes), degree, ["n", "m"][: len(axes)])
    assert (None if found is None else str(found)) == expected


def test_names_are_optional() -> None:
    assert str(fit(sampled(lambda a, b: a * b, range(2, 5), range(2, 5)), 1)) == "x1*x2"


def test_no_samples_and_no_sizes() -> None:
    assert fit({}, 2) is None
    assert fit({(): 4}, 2, []) == Dim.of(4)


def test_one_wrong_value_is_noticed() -> None:
    samples = sampled(lambda n: n * n, range(2, 8))
    samples[(5,)] += 1
    assert fit(samples, 2, ["n"]) is None


def test_points_that_determine() -> None:
    assert exponents((1, 2)) == ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2))
    assert determines(product(range(2), range(3)), (1, 2))
    assert not determines(product(range(2), range(2)), (1, 2))
    assert not determines([(n, 2 * n) for n in range(9)], (1, 1))


@pytest.mark.parametrize(
    ("values", "most", "expected"),
    [
        pytest.param({n: 7 for n in range(2, 5)}, 4, 0, id="constant"),
        pytest.param({n: n * n for n in (4, 8, 12, 20)}, 4, 2, id="unequal-steps"),
        pytest.param({n: n**4 for n in range(6)}, 4, 4, id="fourth"),
        pytest.param({n: n**5 for n in range(9)}, 4, None, id="above-the-bound"),
        pytest.param({n: n // 2 for n in range(9)}, 4, None, id="stride"),
        pytest.param({3: 7}, 4, None, id="nothing-to-check-with"),
    ],
)
def test_degree_along(values: dict[int, int], most: int, expected: int | None) -> None:
    assert degree_along(values, most) == expected


@given(st.lists(st.integers(-9, 9), min_size=6, max_size=6), st.integers(1, 50), st.integers(1, 50))
def test_a_polynomial_is_found_again(coefficients: list[int], n: int, m: int) -> None:
    powers = exponents((1, 2))

    def value(a: int, b: int) -> int:
        return sum(c * a**i * b**j for c, (i, j) in zip(coefficients, powers, strict=True))

    found = fit(sampled(value, range(1, 4), range(1, 5)), (1, 2), ["n", "m"])
    assert found is not None
    assert value_at(found, {"n": n, "m": m}) == Fraction(value(n, m))
