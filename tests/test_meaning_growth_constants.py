"""Exact constants: normal forms that cancel, logarithms and exponentials of each other, signs by balls."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from proofcheck.meaning.growth_constants import (
    ONE,
    PI,
    ZERO,
    Constant,
    Unsure,
    constant_text,
    enclosing,
    exp,
    gamma,
    log,
    rational,
)

TWO, THREE = rational(2), rational(3)
HALF = F(1, 2)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(log(rational(12)), "2*log(2) + log(3)", id="logarithm-of-primes"),
        pytest.param(log(rational(F(2, 3))), "log(2) - log(3)", id="logarithm-of-a-quotient"),
        pytest.param(exp(log(rational(12)).scaled(HALF)), "2*sqrt(3)", id="root"),
        pytest.param((PI * TWO).power(HALF), "sqrt(pi)*sqrt(2)", id="root-of-pi"),
        pytest.param(exp(log(THREE) / log(TWO)), "exp(log(2)**(-1)*log(3))", id="irrational-exponent"),
        pytest.param(log(log(TWO)), "-(-log(log(2)))", id="negative-logarithm"),
        pytest.param(exp(log(log(TWO))), "log(2)", id="back-again"),
        pytest.param(exp(rational(F(3, 2))), "e**(3/2)", id="power-of-e"),
        pytest.param(log(exp(rational(5))), "5", id="logarithm-of-a-power-of-e"),
        pytest.param(gamma(rational(5)), "24", id="gamma"),
        pytest.param(gamma(rational(F(1, 2))), "gamma(1/2)", id="gamma-kept-whole"),
        pytest.param((ONE + rational(5).power(HALF)).power(F(-1)), "(1 + sqrt(5))**(-1)", id="sum-kept-whole"),
    ],
)
def test_normal_forms(value: Constant, text: str) -> None:
    assert constant_text(value) == text


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(log(rational(6)) - log(TWO) - log(THREE), id="logarithms"),
        pytest.param(TWO.power(HALF) * THREE.power(HALF) - rational(6).power(HALF), id="roots"),
        pytest.param(TWO.power(HALF) * TWO.power(HALF) - TWO, id="square"),
        pytest.param(log(TWO) / log(TWO) - ONE, id="quotient"),
        pytest.param(exp(log(THREE).scaled(F(2))) - rational(9), id="exponential"),
    ],
)
def test_what_cancels(value: Constant) -> None:
    assert value == ZERO
    assert value.sign() == 0


@pytest.mark.parametrize(
    ("value", "sign"),
    [
        pytest.param(TWO.power(HALF) - rational(F(7, 5)), 1, id="root"),
        pytest.param(PI - rational(F(355, 113)), -1, id="pi"),
        pytest.param(log(THREE) - log(TWO) - rational(F(1, 2)), -1, id="logarithms"),
        pytest.param(log(log(TWO)), -1, id="below-one"),
    ],
)
def test_signs(value: Constant, sign: int) -> None:
    assert value.sign() == sign
    low, high = value.bounds()
    assert low < high
    assert (low > 0) == (sign > 0)


def test_what_no_precision_tells_is_not_known() -> None:
    golden = (ONE + rational(5).power(HALF)).scaled(HALF)
    with pytest.raises(Unsure):
        (golden.power(F(-1)) - golden + ONE).sign()


@pytest.mark.parametrize("wrong", [lambda: log(ZERO), lambda: log(rational(-1)), lambda: rational(-2).power(HALF)])
def test_no_value(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"logarithm|root"):
        wrong()  # type: ignore[operator]


def test_a_rational_is_its_own_bound() -> None:
    assert rational(F(9, 7)).bounds() == (F(9, 7), F(9, 7))


def test_bounds_are_rounded_outward() -> None:
    low, high = enclosing(lambda: PI.ball())
    assert low < F("3.14159265358979323846264338328") < high
    assert high - low < F(1, 10**20)


def test_long_numbers_are_refused() -> None:
    with pytest.raises(Unsure):
        rational(2**5000)
