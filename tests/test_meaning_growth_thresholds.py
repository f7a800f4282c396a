"""From where on inequalities between monomials hold: never too early, checked at the sizes around."""

from __future__ import annotations

import pytest
from flint import arb, fmpq

from proofcheck.meaning.growth_monomials import value_at
from proofcheck.meaning.growth_thresholds import nondecreasing_from, nonnegative_from, upper_of
from tests.growth_sums import monomial_of

NEAR = 1e-12  # of balls at the usual precision


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("n", 1),
        ("n/log(n)", 3),
        ("n/log(n)**3", 100),
        ("2**n/n**3", 10),
        ("n**n/2**n", 3),
        ("exp(n*m)/exp(n)", 1),
        ("n*m/log(n)", 3),
        ("1/n", None),
        ("n**0.01/log(n)**5", None),
        ("n/m", None),
    ],
)
def test_from_where_on_a_monomial_is_at_least_one(text: str, start: int | None) -> None:
    monomial = monomial_of(text)
    assert nonnegative_from(monomial.form) == start
    if start is not None:
        for n in (start, start + 1, 2 * start, 10 * start):
            for m in (start, start + 5):
                assert value_at(monomial, {"n": n, "m": m}) > 1 - NEAR


@pytest.mark.parametrize("text", ["log(n)/n", "n**3/2**n", "1/(n*m)", "log(log(n))/log(n)", "n*exp(-n)*m*exp(-m)"])
@pytest.mark.parametrize("start", [20, 1000])
def test_upper_bounds(text: str, start: int) -> None:
    monomial = monomial_of(text)
    most = upper_of(monomial, start)
    assert most is not None
    for n in (start, start + 1, 3 * start):
        for m in (start, 2 * start):
            assert value_at(monomial, {"n": n, "m": m}) < arb(fmpq(most.numerator, most.denominator)) * (1 + NEAR)
    assert 2 * value_at(monomial, {"n": start, "m": start}) > arb(fmpq(most.numerator, most.denominator))


def test_what_still_rises_has_no_upper_bound_yet() -> None:
    assert upper_of(monomial_of("n**3/2**n"), 2) is None
    assert upper_of(monomial_of("n/m"), 100) is None


@pytest.mark.parametrize(("text", "start"), [("n**2", 1), ("log(n)/n", None), ("2**n/n", 2), ("n/log(n)**2", 8)])
def test_from_where_on_a_monomial_rises(text: str, start: int | None) -> None:
    assert nondecreasing_from(monomial_of(text).form, "n") == start
