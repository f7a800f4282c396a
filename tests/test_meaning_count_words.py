"""Polynomials in words: factored, in the claim language, and read back as the same polynomial."""

from __future__ import annotations

import pytest

from proofcheck.language.dims import polynomial
from proofcheck.language.types import Dim
from proofcheck.meaning.count_words import condition, conditions, factored
from proofcheck.meaning.regions import Linear, Region
from tests.elaborated import value

GIVEN = {"d": "integer", "H": "integer", "W": "integer", "k": "integer", "n": "integer"}


def dim(text: str) -> Dim:
    found = polynomial(value(text, GIVEN))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("d*(3*W - 2)*(3*H - 2)*k**2", "d*k**2*(3*H - 2)*(3*W - 2)"),
        ("d + W + H - 2", "H + W + d - 2"),
        ("n*(n + 1)/2", "n*(n + 1)/2"),
        ("(n + 1)/2", "(n + 1)/2"),
        ("-n**2", "-n**2"),
        ("1 - n", "-n + 1"),
        ("(1 - n)*k", "-k*(n - 1)"),
        ("2*n", "2*n"),
        ("(n - 1)**2", "(n - 1)**2"),
        ("7", "7"),
        ("n - n", "0"),
        ("3*floor(n/2) + 3", "3*floor(n/2) + 3"),
    ],
)
def test_factored(text: str, words: str) -> None:
    assert factored(dim(text)) == words
    assert dim(words) == dim(text)


def form(constant: int, **coefficients: int) -> Linear:
    return Linear.of(coefficients, constant)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (form(-2, W=1), "W >= 2"),
        (form(3, W=-1), "W <= 3"),
        (form(-2, W=1, H=2, d=-1), "d <= 2*H + W - 2"),
        (form(-1, W=2, H=-3), "2*W >= 3*H + 1"),
    ],
)
def test_conditions(given: Linear, words: str) -> None:
    assert condition(given) == words
    whole = Region(least=(form(-1, W=1),))
    assert conditions(whole.where((given,)), whole) == words
    assert conditions(whole, whole) == ""
