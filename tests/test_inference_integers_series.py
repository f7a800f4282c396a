"""Partial sums of known series: what the rule gives, and what it refuses near its borders."""

from __future__ import annotations

from math import isclose

import pytest

from proofcheck.inference.integers.series import SERIES, Series
from proofcheck.language.tree import Var
from proofcheck.language.types import INTEGER, REAL
from proofcheck.proof.floats import value
from tests.inferred import gives

GIVEN = {"n": "integer >= 1", "m": "integer >= 0", "k": "integer", "x": "real >= 0", "y": "real > 0", "z": "real"}
GIVEN |= {"u": "real in [0, 1)"}


def premise(term: str, same: str, low: int, high: str = "n") -> tuple[str, ...]:
    return (f"forall j in {low}..{high}: {term} == {same}",)


E = premise("1/factorial(j)", "1/factorial(j)", 0)
EXP = premise("x**j/factorial(j)", "x**j/factorial(j)", 0)
ANY = premise("z**j/factorial(j)", "z**j/factorial(j)", 0)
LOG = premise("(-1)**(j + 1)/j", "(-1)**(j + 1)*(1/j)", 1)
SINE = "(-1)**(j + 0)*(y**(2*j + 1)/factorial(2*j + 1))"
COSINE = "(-1)**(j + 0)*(y**(2*j)/factorial(2*j))"
CASES = [
    ("0 < e - sum(1/factorial(j) for j in 0..n)", E, True),
    ("0 < e - sum(1/factorial(j) for j in 1..n)", E, False),
    ("0 < e - sum(1/factorial(j) for j in 1..n)", premise("1/factorial(j)", "1/factorial(j)", 1), False),
    ("0 < e - sum(1/factorial(j) for j in 0..n) - 1/n", E, False),
    ("e - sum(1/factorial(j) for j in 0..n) <= 1/(n*factorial(n))", E, True),
    ("e - sum(1/factorial(j) for j in 0..n) <= 1/factorial(n + 1)", E, False),
    (
        "e - sum(1/factorial(j) for j in 0..m) <= 1/(m*factorial(m))",  # m = 0
        premise("1/factorial(j)", "1/factorial(j)", 0, "m"),
        False,
    ),
    ("0 < pi**2/6 - sum(1/j**2 for j in 1..n)", premise("1/j**2", "1/j**2", 1), True),
    ("0 < pi**2/8 - sum(1/j**2 for j in 1..n)", premise("1/j**2", "1/j**2", 1), False),
    ("0 < pi**2/6 - sum(1/j for j in 1..n)", premise("1/j", "1/j", 1), False),
    ("0 <= exp(x) - sum(x**j/factorial(j) for j in 0..n)", EXP, True),
    ("0 < exp(x) - sum(x**j/factorial(j) for j in 0..n)", EXP, False),  # x = 0
    ("0 <= exp(z) - sum(z**j/factorial(j) for j in 0..n)", ANY, False),
    ("0 <= 1/(1 - u) - sum(u**j for j in 0..n)", premise("u**j", "u**j", 0), True),
    ("0 <= 1/(1 - x) - sum(x**j for j in 0..n)", premise("x**j", "x**j", 0), False),
    ("0 < (-1)**(n + 1 + 1)*(log(2) - sum((-1)**(j + 1)/j for j in 1..n))", LOG, True),
    ("0 < (-1)**(n + 1)*(log(2) - sum((-1)**(j + 1)/j for j in 1..n))", LOG, False),
    ("(-1)**(n + 1 + 1)*(log(2) - sum((-1)**(j + 1)/j for j in 1..n)) < 1/(n + 1)", LOG, True),
    ("(-1)**(n + 1 + 1)*(log(2) - sum((-1)**(j + 1)/j for j in 1..n)) < 1/(n + 2)", LOG, False),
    (  # of k = -5 there is no sum
        "0 < (-1)**(k + 1 + 1)*(log(2) - sum((-1)**(j + 1)/j for j in 1..k))",
        premise("(-1)**(j + 1)/j", "(-1)**(j + 1)*(1/j)", 1, "k"),
        False,
    ),
    (f"0 < (-1)**(n + 1 + 0)*(sin(y) - sum({SINE} for j in 0..n))", premise(SINE, SINE, 0), True),
    (f"0 <= (-1)**(m + 1 + 0)*(sin(y) - sum({SINE} for j in 0..m))", premise(SINE, SINE, 0, "m"), True),
    (  # of no terms: sin is no more positive
        f"0 <= (-1)**(m - 1 + 1 + 0)*(sin(y) - sum({SINE} for j in 0..m - 1))",
        premise(SINE, SINE, 0, "m - 1"),
        False,
    ),
    (  # 1 - cos(2 π) = 0
        f"0 < (-1)**(m + 1 + 0)*(cos(y) - sum({COSINE} for j in 0..m))",
        premise(COSINE, COSINE, 0, "m"),
        False,
    ),
    (f"0 <= (-1)**(m + 1 + 0)*(cos(y) - sum({COSINE} for j in 0..m))", premise(COSINE, COSINE, 0, "m"), True),
]


@pytest.mark.parametrize(("conclusion", "premises", "expected"), CASES, ids=[c for c, _, _ in CASES])
def test_series(conclusion: str, premises: tuple[str, ...], expected: bool) -> None:
    assert gives("series", conclusion, premises, GIVEN) is expected


@pytest.mark.parametrize("row", SERIES, ids=[row.name for row in SERIES])
def test_the_value_is_the_limit(row: Series) -> None:
    """Every row of the table, summed in floating point at one argument."""
    index, argument = Var(type=INTEGER, name="k"), Var(type=REAL, name="x")
    at = {"x": 0.4}
    terms = 60 if row.argument or row.name == "e" else 250
    total = sum(value(row.term(index, argument), {**at, "k": k}) for k in _indices(row, terms))
    wanted = value(row.value(argument), at)
    next_term = abs(value(row.term(index, argument), {**at, "k": row.first + terms}))
    assert isclose(total, wanted, rel_tol=1e-9, abs_tol=max(next_term, 1e-12) * (1 if row.alternating else 2 * terms))


def _indices(row: Series, terms: int) -> range:
    return range(row.first, row.first + terms)
