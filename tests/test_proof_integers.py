"""Relations on symbolic integers: sums, products, binomials and inequalities that are proved, and their false twins."""

from __future__ import annotations

import json

import pytest

from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text
from proofcheck.proof.integers import prove
from proofcheck.prune import without_unused

GIVEN = {
    "n": "integer >= 1",
    "m": "integer >= 1",
    "x": "real",
    "y": "real",
    "a": "real in (0, 6)",
    "q": "real in (0, 1)",
}


def claim(text: str) -> Claim:
    fields = json.dumps({"id": "it", "given": GIVEN, "claim": text})
    loaded = load_text(f"proofcheck: 1\nclaims:\n  - {fields}\n", "it.claims.yaml")
    assert not loaded.problems, loaded.problems
    return without_unused(loaded.claims[0])


PROVED = [
    "product(1 - q**k for k in 1..n) >= 1 - sum(q**k for k in 1..n)",
    "product(1 + q**k for k in 1..n) >= 1 + sum(q**k for k in 1..n)",
    "2**n*sin(x)*product(cos(2**k*x) for k in 0..n-1) == sin(2**n*x)",
    "product(2*cos(2**k*x) - 1 for k in 0..n-1)*(2*cos(x) + 1) == 2*cos(2**n*x) + 1",
    "sum((-1)**(k - 1)*binomial(n, k)/k for k in 1..n) == sum(1/k for k in 1..n)",
    "sin(x)*sum(sin((2*k - 1)*x) for k in 1..n) == sin(n*x)**2",
    "sum(k**2 for k in 1..n) == n*(n + 1)*(2*n + 1)/6",
    "sum(1/(k*(k + 1)) for k in 1..n) == n/(n + 1)",
    "sum(k*factorial(k) for k in 1..n) == factorial(n + 1) - 1",
    "sum(log(1 + 1/k) for k in 1..n) == log(n + 1)",
    "sum(sin(k*a) for k in 1..n) == sin(n*a/2)*sin((n + 1)*a/2)/sin(a/2)",
    "sum(atan(1/(k**2 + k + 1)) for k in 1..n) == atan(n + 1) - pi/4",
    "sum(q**k for k in 0..n) == (1 - q**(n + 1))/(1 - q)",
    "sum((-1)**k*k**2 for k in 1..n) == (-1)**n*n*(n + 1)/2",
    "sum(sum(1/j for j in 1..k) for k in 1..n) == (n + 1)*sum(1/k for k in 1..n) - n",
    "sum((-1)**(k + 1)/k for k in 1..2*n) == sum(1/(n + k) for k in 1..n)",
    "product(2*k for k in 1..n) == 2**n*factorial(n)",
    "product(1 + q**(2**k) for k in 0..n) == (1 - q**(2**(n + 1)))/(1 - q)",
    "gamma(n + 1/2) == factorial(2*n)*sqrt(pi)/(4**n*factorial(n))",
    "sum(binomial(n, k) for k in 0..n) == 2**n",
    "sum(binomial(n, k)**2 for k in 0..n) == binomial(2*n, n)",
    "sum(binomial(n, k)*x**k*y**(n - k) for k in 0..n) == (x + y)**n",
    "sum((-1)**k*binomial(n, k)/(k + 1) for k in 0..n) == 1/(n + 1)",
    "sum(binomial(m + k, k) for k in 0..n) == binomial(m + n + 1, n)",
    "sum((-1)**k*binomial(n, k) for k in 0..n) == 0",
    "mod(n**3 - n, 6) == 0",
    "2**n >= n + 1",
    "n**3 + 2*n >= 3*n**2",
    "sum(1/k**2 for k in 1..n) <= 2 - 1/n",
    "sum(1/k for k in 1..n) <= 1 + log(n)",
    "binomial(2*n, n) <= 4**n/sqrt(3*n + 1)",
    # by stronger statements, and the first cases by themselves
    "sum(1/k**2 for k in 1..n) < 5/3",
    "sum(1/k**3 for k in 1..n) < 5/4",
    "sum(1/(k*sqrt(k)) for k in 1..n) < 3",
    "sum(1/(2**k - 1) for k in 1..n) < 2",
    "product(1 + 1/k**2 for k in 1..n) < 3.68",
    "product(1 - 1/2**k for k in 1..n) > 1/4",
    "sum(1/(n + k) for k in 1..n) < 3/4",
    # by known series
    "sum(1/factorial(k) for k in 0..n) < e",
    "sum(1/k**2 for k in 1..n) < pi**2/6",
    "sum(q**k for k in 0..n) < 1/(1 - q)",
    "sum(a**k/factorial(k) for k in 0..n) < exp(a)",
    "abs(sum((-1)**k/(2*k + 1) for k in 0..n) - pi/4) <= 1/(2*n + 3)",
    "sum((-1)**(k + 1)/k for k in 1..2*n) < log(2)",
    # by integrals
    "1/2 <= sum(1/(n + k) for k in 1..n) < log(2)",
    # of waves
    "sum(sin(2*pi*k/n) for k in 1..n) == 0",
    "sum(cos(2*pi*k/(n + 1)) for k in 0..n) == 0",
    "sum(cos(2*pi*k/(n + 2))**2 for k in 1..n+2) == (n + 2)/2",
    # of powers, remainders and whole parts
    "x**n - y**n == (x - y)*sum(x**(n - 1 - k)*y**k for k in 0..n-1)",
    "((a + q)/2)**n <= (a**n + q**n)/2",
    "(a + q)**n <= 2**(n - 1)*(a**n + q**n)",
    "gcd(n, n + 1) == 1",
    "floor(x + n) == floor(x) + n",
    "floor(n/2) + ceil(n/2) == n",
    "gamma(n + 1/2)/gamma(1/2) == factorial(2*n)/(4**n*factorial(n))",
]
FALSE = [
    "sum(k**2 for k in 1..n) == n*(n + 1)*(2*n + 1)/3",
    "sum(1/(k*(k + 1)) for k in 1..n) == n/(n + 2)",
    "sum(k*factorial(k) for k in 1..n) == factorial(n + 1)",
    "sum(sin(k*a) for k in 1..n) == sin(n*a/2)*cos((n + 1)*a/2)/sin(a/2)",
    "sum(q**k for k in 0..n) == (1 - q**n)/(1 - q)",
    "sum(0*k for k in 1..n) == abs(n - 3)/(n - 3) + 1",  # has no value at n = 3, and is 2 after it
    "sum(k for k in 1..n) == n*(n + 1)/2 + floor(n/100)",
    "product(2*k for k in 1..n) == 2*factorial(n)",
    "sum(binomial(n, k) for k in 1..n) == 2**n",
    "sum(binomial(n, k) for k in 0..n) == 2**(n - 1)",
    "sum(binomial(n, k)*x**k*y**(n - k) for k in 0..n-1) == (x + y)**n",
    "mod(n**3 - n, 12) == 0",
    "product(1 - q**k for k in 1..n) >= 1 - sum(q**k for k in 2..n)",
    "product(1 - x**k for k in 1..n) >= 1 - sum(x**k for k in 1..n)",
    "2**n*sin(x)*product(cos(2**k*x) for k in 0..n) == sin(2**n*x)",
    "sum((-1)**(k - 1)*binomial(n, k)/k for k in 1..n) == sum(1/k for k in 1..n-1) + 1",
    "2**n > n**2",
    "n**2 - 1001*n + 250000 > 0",
    "sum(1/k for k in 1..n) <= log(n) + 99/100",
    "(1 + x)**n >= 1 + n*x",
    "sum(1/k**2 for k in 1..n) < 1.64",
    "sum(1/k**3 for k in 1..n) < 1.202",
    "sum(1/sqrt(k) for k in 1..n) < 1000",
    "product(1 + 1/k for k in 1..n) < 100000",
    "product(1 + 1/k**2 for k in 1..n) < 3.676",
    "sum(1/factorial(k) for k in 0..n) < e - 1/100000",
    "sum(x**k/factorial(k) for k in 0..n) <= exp(x)",
    "sum(1/(n + k) for k in 1..n) < 0.693",
    "sum(1/(n + k) for k in 0..n) < log(2)",
    "sum((-1)**(k + 1)/k for k in 1..n) < log(2)",
    "sum(cos(2*pi*k/n) for k in 1..n) == 0",
    "sum(cos(2*pi*k/(n + 1))**2 for k in 1..n+1) == (n + 1)/2",
    "x**n - y**n == (x - y)*sum(x**(n - k)*y**k for k in 0..n-1)",
    "((x + y)/2)**n <= (x**n + y**n)/2",
    "gcd(n, n + 2) == 1",
    "floor(x + n/2) == floor(x) + n/2",
]


@pytest.mark.parametrize("text", PROVED)
def test_it_is_proved(text: str) -> None:
    asked = claim(text)
    certificate = prove(asked)
    assert certificate is not None
    assert kernel.refusal(asked, certificate) is None


@pytest.mark.parametrize("text", FALSE)
def test_false_twins_are_not(text: str) -> None:
    assert prove(claim(text)) is None
