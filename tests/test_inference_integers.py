"""Rules on symbolic integers: what real analysis, residues and creative telescoping give, and what they refuse."""

from __future__ import annotations

import pytest

from tests.inferred import gives

GIVEN = {
    "n": "integer >= 1",
    "m": "integer >= 0",
    "k": "integer",
    "x": "real",
    "y": "real > 0",
    "z": "real != 1",
    "w": "real >= 0",
}
AT_ONCE = [
    ("factorial(n + 1) == (n + 1)*factorial(n)", True),
    ("factorial(n + 1) == n*factorial(n)", False),
    ("factorial(n) == n*(n - 1)*factorial(n - 2)", False),  # of -1 there is none, but nobody says so
    ("gamma(n + 1) == factorial(n)", True),
    ("gamma(n) == factorial(n)", False),
    ("gamma(y + 2) == y*(y + 1)*gamma(y)", True),
    ("gamma(x + 1) == x*gamma(x)", False),
    ("loggamma(y + 1) == log(y) + loggamma(y)", True),
    ("gamma(5/2) == 3*sqrt(pi)/4", True),
    ("binomial(n, k) == binomial(n - 1, k - 1) + binomial(n - 1, k)", True),
    ("binomial(m, k) == binomial(m - 1, k - 1) + binomial(m - 1, k)", False),  # m = 0
    ("binomial(n, k) == binomial(n, n - k)", True),
    ("binomial(n, k) > 0", False),
    ("k*binomial(n, k) == n*binomial(n - 1, k - 1)", True),
    ("k*binomial(n, k) == n*binomial(n - 1, k)", False),
    ("binomial(2*n, n) == factorial(2*n)/factorial(n)**2", True),
    ("4**n == 2**(2*n)", True),
    ("6**n == 2**n*3**n", True),
    ("6**n == 2**n*3**m", False),
    ("(-1)**(2*k) == 1", True),
    ("(-1)**(k + 1) == -(-1)**k", True),
    ("(-1)**k == 1", False),
    ("(-2)**n <= 2**n", True),
    ("(-2)**n < 2**n", False),
    ("x**(m + 1) == x*x**m", True),
    ("x**m == x*x**(n - 1)", False),
    ("x**(n + m) == x**n*x**m", True),
    ("(x*y)**m == x**m*y**m", True),
    ("(x/y)**m == x**m/y**m", True),
    ("0**n == 0", True),
    ("0**m == 0", False),
    ("cos(x + k*pi) == (-1)**k*cos(x)", True),
    ("sin(k*pi) == 0", True),
    ("cos(k*pi/2) == 0", False),
    ("sum(j for j in 1..m) == m*(m + 1)/2", True),
    ("sum(j for j in 1..k) == k*(k + 1)/2", False),
    ("sum(1/j for j in 1..n) == sum(1/j for j in 1..n - 1) + 1/n", True),
    ("sum(1/j for j in 1..n) == sum(1/j for j in 1..n - 1) + 1/(n + 1)", False),
    ("sum(1/(j + 1) for j in 1..n) == sum(1/j for j in 2..n + 1)", True),
    ("sum(1/(j + 1) for j in 1..n) == sum(1/j for j in 1..n)", False),
    ("sum(1/(n + 1 - j) for j in 1..n) == sum(1/j for j in n..1 by -1)", True),
    ("sum(x*sin(j) for j in 1..n) == x*sum(sin(j) for j in 1..n)", True),
    ("product(1/j for j in 1..k) == product(1/j for j in 1..k - 1)/k", False),  # k = -3
    ("floor(x + k) == floor(x) + k", True),
    ("ceil(x - k) == ceil(x) - k", True),
    ("floor(x + k/2) == floor(x) + k/2", False),
    ("floor(k/2) + ceil(k/2) == k", True),
    ("floor(k/2) + floor((k + 1)/2) == k", True),
    ("floor(k/2) + floor((k + 2)/2) == k", False),
    ("floor(k/2) == k/2", False),
    ("floor(k/3) + ceil(k/3) == k", False),
    ("gcd(k, k + 1) == 1", True),
    ("k**2 >= k", True),  # though not between 0 and 1
    ("k**2 > k", False),
    ("k**2 >= 1", False),
    ("k**2 >= 2*k", False),
    ("k**3 >= k", False),
    ("k**2 != -k - 1", True),
    ("k**2 != k + 2", False),
    ("k**2 + m**2 >= k + m", True),
    ("k**2 + m**2 > k + m", False),
    ("gcd(21*k + 4, 14*k + 3) == 1", True),
    ("gcd(k, k + 2) == 1", False),
    ("gcd(k, 0) == k", False),  # of negative k it is -k
    ("gcd(k, 2*k) == abs(k)", True),
    ("sin(2*pi*(n - 1)/n) == -sin(2*pi/n)", True),
    ("sin(2*pi*(n - 1)/n) == sin(2*pi/n)", False),
    ("cos(pi*(m*n + 1)/n) == (-1)**m*cos(pi/n)", True),
    ("cos(pi*(m*n + 1)/n) == cos(pi/n)", False),
    ("(y - w)*(y**n - w**n) >= 0", True),
    ("(y - w)*(y**n - w**n) > 0", False),
    ("(x - w)*(x**n - w**n) >= 0", False),
    ("(y - w)*(y**k - w**k) >= 0", False),
    ("(y - w)*(y**n - w**(n + 1)) >= 0", False),
    ("n**2 + n >= 2", True),
    ("m**2 + m >= 2", False),
]


@pytest.mark.parametrize(("conclusion", "expected"), AT_ONCE, ids=[c for c, _ in AT_ONCE])
def test_real_analysis(conclusion: str, expected: bool) -> None:
    assert gives("real analysis", conclusion, (), GIVEN) is expected


SUPPOSED = [
    ("sum(1/j**2 for j in 1..n) <= 2 - 1/n => sum(1/j**2 for j in 1..n+1) <= 2 - 1/(n + 1)", True),
    ("sum(1/j**2 for j in 1..n) <= 2 - 1/n => sum(1/j**2 for j in 1..n+1) <= 2 - 1/n", False),
    ("2**n >= n + 1 => 2**(n + 1) >= n + 2", True),
    ("2**n >= n => 2**(n + 1) >= 2*n + 3", False),
    ("2**n > n => 2**(n + 1) > 2*n", True),
    ("sum(x**j for j in 1..n) == x => sum(x**j for j in 1..n+1) == x + x**(n + 1)", True),
    # what is supposed has no value at n = 3, where nothing is known then
    ("sum(1/j for j in 1..n) <= 1/(n - 3) => sum(1/j for j in 1..n) <= 1/(n - 3) + 1", False),
    ("x == n/(n - 3) => x + 1 == n/(n - 3) + 1", False),
    # nor where an angle has none
    ("sum(1/j for j in 1..n) <= sin(pi*k/k) + 1 => sum(1/j for j in 1..n) <= 1", False),
    ("(-1)**n*x >= 1 => (-1)**(n + 2)*x >= 1", True),
    ("(-1)**n*x >= 1 => x >= 1", False),
    ("(-1)**n*x >= 1 => abs(x) >= 1", True),
    ("sum(cos(j*y) for j in 1..n) == 1/y => sum(cos(j*y) for j in 1..n+1) == 1/y + cos((n + 1)*y)", True),
    # a product of factors between 0 and 1, or above 1
    ("y <= 1 => product(1 - y**j for j in 1..n) <= 1", True),
    ("y <= 1 => product(1 - y**j for j in 1..n) < 1", False),  # 0 < y is known, but not of products
    ("product(1 + y**j for j in 1..n) >= 1", True),
    ("product(1 + y**j for j in 1..n) >= 1 + y", False),
    ("product(1 - y**j for j in 1..n) <= 1", False),
    ("product(x + j for j in 1..n) >= 1", False),
    ("w >= 1 => w*product(1 + y**j for j in 1..n) >= 1", True),
    # a multiple of what is supposed, whose factors may be 0
    (
        "sin(x)*product(cos(2**j*x) for j in 0..n-1)*2**n == sin(2**n*x) => "
        "sin(x)*product(cos(2**j*x) for j in 0..n)*2**(n+1) == sin(2**(n+1)*x)",
        True,
    ),
    (
        "sin(x)*product(cos(2**j*x) for j in 0..n-1)*2**n == sin(2**n*x) => "
        "sin(x)*product(cos(2**j*x) for j in 0..n)*2**n == sin(2**(n+1)*x)",
        False,
    ),
    ("(x - 1)*product(x + j for j in 1..n) == x => y*(x - 1)*product(x + j for j in 1..n) == x*y", True),
    ("(x - 1)*product(x + j for j in 1..n) == 0 => product(x + j for j in 1..n) == 0", False),
    ("0*product(x + j for j in 1..n) == 0 => product(x + j for j in 1..n) == 0", False),
    ("x - y*product(x + j for j in 1..n) == 1 => x*w*y*product(x + j for j in 1..n) == x*w*(x - 1)", True),
    ("x - y*product(x + j for j in 1..n) == 1 => x*w*y*product(x + j for j in 1..n) == x*w*(1 - x)", False),
    # the same sum, declared one of integers and one of reals
    (
        "sum((-1)**(j - 1)*binomial(n, j)/j for j in 1..n) == x => "
        "sum((-1)**j*binomial(n, j + 1)/(j + 1) for j in 0..n-1) == x",
        True,
    ),
]


@pytest.mark.parametrize(("conclusion", "expected"), SUPPOSED, ids=[c for c, _ in SUPPOSED])
def test_what_is_supposed(conclusion: str, expected: bool) -> None:
    assert gives("real analysis", conclusion, (), GIVEN) is expected


RESIDUES = [
    ("mod(n**2 + n, 2) == 0", True),
    ("mod(n**2 + n, 4) == 0", False),
    ("mod(k**3 - k, 6) == 0", True),
    ("mod(k*(k + 1)/2, 3) != 2", True),
    ("mod(k*(k + 1)/2, 3) != 1", False),
    ("mod(k**2, 4) == mod(k, 2)", True),
    ("mod(m**2 + k**2, 4) != 3", True),
    ("mod(m**2 + k**2, 4) != 2", False),
    ("mod(4**n + 15*n - 1, 9) == 0", True),
    ("mod(4**n + 15*n - 1, 27) == 0", False),
    ("mod(2**n, 2) == 0", True),
    ("mod(2**m, 2) == 0", False),
    ("mod(2**(n + 1), 8) == 0", False),  # n = 1, before powers come into their period
    ("mod(2**k, 3) != 0", False),  # of negative exponents nothing is said
    ("mod(k, 2) == 1 => mod(k**2, 8) == 1", True),
    ("mod(k, 2) == 1 => mod(k**2, 16) == 1", False),
    ("(-1)**(k*(k + 1)) == 1", True),
    ("gcd(2*k + 1, 2) == 1", True),
    ("gcd(2*k + 1, 3) == 1", False),
    ("(-1)**k == 1 - 2*mod(k, 2)", True),
    ("mod(x, 1) == 0", False),
    ("mod(n, 3) <= n", False),  # the integer itself is not periodic
    ("floor(n/2) == n/2", False),
]


@pytest.mark.parametrize(("conclusion", "expected"), RESIDUES, ids=[c for c, _ in RESIDUES])
def test_residues(conclusion: str, expected: bool) -> None:
    assert gives("residues", conclusion, (), GIVEN) is expected


IDENTITY = "forall j in 1..n: j == (j + 1)*j/2 - j*(j - 1)/2"
TELESCOPED = [
    ("sum(j for j in 1..n) == (n + 1)*n/2 - 1*(1 - 1)/2", (IDENTITY,), True),
    ("sum(j for j in 1..n) == (n + 1)*n/2 + 1", (IDENTITY,), False),
    ("sum(j for j in 0..n) == (n + 1)*n/2 - 0*(0 - 1)/2", (IDENTITY,), False),
    ("2*sum(j for j in 1..n) == (n + 1)*n/2 - 1*(1 - 1)/2", (IDENTITY,), False),
    ("sum(j for j in 1..n)**2 == (n + 1)*n/2 - 1*(1 - 1)/2", (IDENTITY,), False),
    ("product(j for j in 1..n) == (n + 1)*n/2 - 1*(1 - 1)/2", (IDENTITY,), False),
    ("sum(j for j in 1..k) == (k + 1)*k/2 - 1*(1 - 1)/2", ("forall j in 1..k: j == (j + 1)*j/2 - j*(j - 1)/2",), False),
    (  # 1/(j - 2) has no value on the way
        "sum(1/(j - 2)**3 for j in 1..n) == 1/(n + 1 - 2) - 1/(1 - 2)",
        ("forall j in 1..n: 1/(j - 2)**3 == 1/(j + 1 - 2) - 1/(j - 2)",),
        False,
    ),
]


@pytest.mark.parametrize(("conclusion", "premises", "expected"), TELESCOPED, ids=[c for c, _, _ in TELESCOPED])
def test_creative_telescoping(conclusion: str, premises: tuple[str, ...], expected: bool) -> None:
    assert gives("creative telescoping", conclusion, premises, GIVEN) is expected
