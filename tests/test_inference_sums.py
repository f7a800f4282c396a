"""Rules on sums and products over ranges: what they give, and what they refuse."""

from __future__ import annotations

import pytest

from tests.inferred import gives

GIVEN = {
    "n": "integer >= 1",
    "m": "integer >= 0",
    "k": "integer",
    "x": "real",
    "q": "real != 1",
    "λ": "real in [0, 1)",
    "b": "vector[n]",
}
SUMMED = [
    ("sum(i for i in 1..n) == n*(n + 1)/2", True),
    ("sum(i for i in 1..n) == n*(n - 1)/2", False),
    ("sum(i for i in 1..k) == k*(k + 1)/2", False),  # k = -5: the sum is empty
    ("sum(i for i in n..1 by -1) == n*(n + 1)/2", True),
    ("sum(i**3 for i in 1..m) == sum(i for i in 1..m)**2", True),
    ("sum(q**i for i in 0..n) == (1 - q**(n+1))/(1 - q)", True),
    ("sum(q**i for i in 0..n) == (1 - q**n)/(1 - q)", False),
    ("sum(x**i for i in 0..n)*(1 - x) == 1 - x**(n+1)", True),
    ("sum(2**i for i in 0..n) == 2**(n+1) - 1", True),
    ("sum((-1)**i for i in 1..2*n) == 0", True),
    ("sum((-1)**i for i in 1..n) == 0", False),
    ("sum((1 - λ)*λ**(n - i) for i in 1..n) == 1 - λ**n", True),
    ("sum((1 - λ)*λ**i for i in 1..n) == 1 - λ**n", False),
    ("sum(i*2**i for i in 1..n) == (n - 1)*2**(n+1) + 2", True),
    ("sum((1/2)**i for i in 1..n) < 1", True),
    ("sum((1/2)**i for i in 0..n) < 1", False),
    ("n/n == 1", True),
    ("k/k == 1", False),  # k may be 0
    ("(x**2 - 1)/(x - 1) == x + 1", True),
    ("x**k*x == x**(k + 1)", False),  # 0 to a negative power
    ("x**m*x == x**(m + 1)", True),
    ("factorial(n) == n*factorial(n - 1)", True),
    ("factorial(k + 1) == (k + 1)*factorial(k)", False),
    ("binomial(n, 2) == n*(n - 1)/2", True),
    ("product(2 for i in 1..n) == 2**n", True),
    ("product(2 for i in 1..k) == 2**k", False),
    ("1 <= 2**n", True),
    ("2 <= 2**m", False),
]


@pytest.mark.parametrize(("conclusion", "expected"), SUMMED, ids=[c for c, _ in SUMMED])
def test_summation(conclusion: str, expected: bool) -> None:
    assert gives("summation", conclusion, (), GIVEN) is expected


TELESCOPED = [
    ("sum(1/(i*(i + 1)) for i in 1..n) == n/(n + 1)", True),
    ("sum(1/(i*(i + 1)) for i in 1..n) == 1/(n + 1)", False),
    ("sum(1/(i*(i + 1)) for i in 1..m) == m/(m + 1)", True),
    ("sum(1/(i*(i + 1)) for i in 1..k) == k/(k + 1)", False),
    ("sum(1/(i*(i + 1)) for i in 0..n) == n/(n + 1)", False),  # the first term has no value
    ("sum(i*factorial(i) for i in 1..n) == factorial(n + 1) - 1", True),
    ("product(i for i in 1..n) == factorial(n)", True),
    ("product(i for i in 1..n) == factorial(n + 1)", False),
    ("product(1 + 1/i for i in 1..n) == n + 1", True),
    ("sum(n for i in 1..n) == n**2", False),  # the term depends on the end
    ("sum(b[i] for i in 1..n) == sum(b)", False),  # so does the array
    ("sum(1 for i in 1..n) == n + 1", False),  # wrong at the start
]


@pytest.mark.parametrize(("conclusion", "expected"), TELESCOPED, ids=[c for c, _ in TELESCOPED])
def test_telescoping(conclusion: str, expected: bool) -> None:
    assert gives("telescoping", conclusion, (), GIVEN) is expected


COUNTED = [
    ("sum(1 for i in 1..n, j in 1..n if i < j) == n*(n - 1)/2", True),
    ("sum(1 for i in 1..n, j in 1..n if i <= j) == n*(n - 1)/2", False),
    ("sum(1 for i in 1..n, j in 1..n if i != j) == n*(n - 1)", True),
    ("sum(i for i in 1..n if i > 3) == n*(n + 1)/2 - 6", False),  # not for n = 1
    ("n >= 3 => sum(i for i in 1..n if i > 3) == n*(n + 1)/2 - 6", True),
    ("sum(1 for i in 1..n, j in 1..m) == n*m", True),
]


@pytest.mark.parametrize(("conclusion", "expected"), COUNTED, ids=[c for c, _ in COUNTED])
def test_exact_counting(conclusion: str, expected: bool) -> None:
    assert gives("exact counting", conclusion, (), GIVEN) is expected
