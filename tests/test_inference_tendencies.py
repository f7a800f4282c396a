"""Rules on n → ∞: what they give, and what they refuse."""

from __future__ import annotations

import pytest

from tests.inferred import gives

GIVEN = {
    "n": "integer >= 1",
    "m": "integer >= 1",
    "d": "integer >= 1",
    "k": "integer in 1..n",
    "x": "real",
    "c": "real",
    "q": "real in (-1, 1)",
    "u": "real in [-1, 1]",
    "r": "real > 1",
    "λ": "real in [0, 1)",
    "b": "vector[n]",
    "W": "matrix[d, d]",
}
LET = {"h[0]": "x", "h[t]": "sigmoid(h[t-1] + b[t])"}


CLOSED = [
    ("vanishes(c*q**n, n)", True),
    ("vanishes(n**3*q**n, n)", True),
    ("vanishes(1/n, n)", True),
    ("vanishes(q**(n - k), n)", True),
    ("vanishes(λ**n/(1 - λ), n)", True),
    ("vanishes(sin(n)/n, n)", True),
    ("vanishes(u**n, n)", False),
    ("vanishes(x**n, n)", False),
    ("vanishes(n*q, n)", False),
    ("vanishes(c, n)", False),
    ("vanishes(q**m, n)", False),
    ("vanishes(k/n*n, n)", False),
    ("bounded(u**n, n)", True),
    ("bounded((2*n + 1)/(n + 3), n)", True),
    ("bounded(sum(q**i for i in 0..n), n)", True),
    ("bounded(n*u**n, n)", False),
    ("bounded(r**n, n)", False),
    ("bounded(b[1], n)", False),
    ("bounded(sin(sqrt(x)), n)", False),  # no value for x < 0
    ("diverges(r**n, n)", True),
    ("diverges(2**n - n, n)", True),
    ("diverges(c*r**n, n)", False),
    ("diverges((1 + q)**n, n)", False),
    ("diverges(n*(-1)**n, n)", True),
    ("not vanishes(1 + q**n, n)", True),
    ("not vanishes(c + q**n, n)", False),
    ("not bounded(n**2, n)", True),
    ("not diverges(q**n, n)", True),
    ("not bounded(c*n, n)", False),
]


@pytest.mark.parametrize(("conclusion", "expected"), CLOSED, ids=[c for c, _ in CLOSED])
def test_growth_of_a_closed_form(conclusion: str, expected: bool) -> None:
    assert gives("growth of a closed form", conclusion, (), GIVEN) is expected


COMPARED = [
    ("vanishes(h[n], n)", "abs(h[n]) <= c*q**n", True),
    ("vanishes(sigmoid(b[n]), n)", "sigmoid(b[n]) <= (1/4)**n", True),
    ("vanishes(b[n], n)", "b[n] <= (1/4)**n", False),  # the sign is missing
    ("vanishes(b[n], n)", "abs(b[n]) <= (1/4)**n", True),
    ("vanishes(b[n], n)", "n >= 5 => abs(b[n]) <= (1/4)**n", True),
    ("vanishes(b[n], n)", "n <= 5 => abs(b[n]) <= (1/4)**n", False),
    ("vanishes(b[n], n)", "c >= 0 => abs(b[n]) <= (1/4)**n", False),
    ("vanishes(b[n], n)", "abs(b[n]) <= u**n", False),  # q may be 1
    ("vanishes(b[n], n)", "abs(b[n]) <= (1 - 1/n)**n", False),  # q depends on n
    ("vanishes(b[n], n)", "abs(b[n]) <= 2**n*(1/2)**n", False),  # C depends on n
    ("vanishes(b[n], n)", "abs(b[n]) <= h[n]*(1/2)**n", False),  # C is not known to be bounded
    ("vanishes(b[n], n)", "abs(b[n]) <= b[1]*(1/2)**n", False),  # another sequence at each n
    ("vanishes(b[n], n)", "abs(b[n]) >= q**n", False),
    ("bounded(b[n], n)", "abs(b[n]) <= c", True),
    ("bounded(b[n], n)", "abs(b[n]) <= c*n", False),
    ("bounded(b[n], n)", "b[n] <= c", False),
    ("diverges(b[n], n)", "b[n] >= r**n", True),
    ("diverges(b[n], n)", "b[n] >= -(r**n)", False),
    ("diverges(b[n], n)", "abs(b[n]) >= c*r**n", False),  # C may be 0
    ("not vanishes(b[n], n)", "b[n] == 1", True),
    ("not vanishes(b[n], n)", "b[n] == c", False),
    ("not bounded(b[n], n)", "n <= abs(b[n])", True),
]


@pytest.mark.parametrize(("conclusion", "premise", "expected"), COMPARED, ids=[f"{c} if {p}" for c, p, _ in COMPARED])
def test_comparison(conclusion: str, premise: str, expected: bool) -> None:
    assert gives("comparison", conclusion, [premise], GIVEN, LET) is expected


TIED = [
    ({"n": "integer in 1..9"}, ()),  # n goes nowhere
    ({"x": "real in [0, 1/n]"}, ()),
    ({}, ("x == n",)),
    ({}, ("n <= 7",)),
    ({}, ("c*n <= 1",)),
    ({}, ("forall t in 1..n: t <= c",)),
    ({}, ("forall t in 1..n: abs(b[t]) <= c - t",)),
]


@pytest.mark.parametrize(
    ("given", "assume"), TIED, ids=["bounded", "domain", "equation", "held back", "product", "range", "entries"]
)
def test_a_variable_that_is_tied_to_the_depth_is_refused(given: dict[str, str], assume: tuple[str, ...]) -> None:
    assert not gives("growth of a closed form", "vanishes(x/n, n)", (), GIVEN | given, assume=assume)


@pytest.mark.parametrize("assume", ["n >= 3", "forall t in 1..n: abs(b[t]) <= λ", "c <= 1"])
def test_conditions_that_a_longer_sequence_keeps(assume: str) -> None:
    assert gives("growth of a closed form", "vanishes(c/n, n)", (), GIVEN, assume=(assume,))


LIMITS = [
    ("limit((2*n + 1)/(n + 3), n -> oo) == 2", True),
    ("limit((2*n + 1)/(n + 3), n -> oo) == 1", False),
    ("limit(sum((1/2)**i for i in 0..n), n -> oo) == 2", True),
    ("limit(n, n -> oo) == 1", False),
    ("limit(c/n, n -> oo) == 0", True),
    ("limit((-1)**n, n -> oo) == 1", False),
]


@pytest.mark.parametrize(("conclusion", "expected"), LIMITS, ids=[c for c, _ in LIMITS])
def test_limit(conclusion: str, expected: bool) -> None:
    assert gives("limit", conclusion, (), GIVEN) is expected


PRODUCTS = [
    ("abs(product(b[j] for j in 1..n)) <= λ**n", "forall j in 1..n: abs(b[j]) <= λ", True),
    ("abs(product(b[j] for j in 1..n)) <= λ**(n+1)", "forall j in 1..n: abs(b[j]) <= λ", False),
    ("abs(product(b[j] for j in 1..n)) <= λ**n", "forall j in 2..n: abs(b[j]) <= λ", False),
    ("abs(product(b[j] for j in 1..n)) <= λ**n", "forall j in 1..n: b[j] <= λ", False),
    ("product(b[j] for j in 1..n) <= λ**n", "forall j in 1..n: b[j] <= λ", False),
    ("norm(power(W, m), 2) <= λ**m", "norm(W, 2) <= λ", True),
    ("norm(power(W, m - 2), 2) <= λ**(m - 2)", "norm(W, 2) <= λ", False),  # m = 1: an inverse
    ("norm(power(W, m), fro) <= λ**m", "norm(W, fro) <= λ", False),  # the identity has norm sqrt(d)
    ("r**n <= abs(product(b[j] for j in 1..n))", "forall j in 1..n: r <= abs(b[j])", True),
    ("q**n <= abs(product(b[j] for j in 1..n))", "forall j in 1..n: q <= abs(b[j])", False),  # q may be negative
]


@pytest.mark.parametrize(("conclusion", "premise", "expected"), PRODUCTS, ids=[c for c, _, _ in PRODUCTS])
def test_product_of_bounds(conclusion: str, premise: str, expected: bool) -> None:
    assert gives("product of bounds", conclusion, [premise], GIVEN) is expected
