"""Claims about growth with their truth: none is decided wrongly, and these are decided.

Of textbook orders, near misses, expansions that cancel, oscillations, and several sizes that grow independently.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from proofcheck.claim import Claim
from proofcheck.language.tree import Apply
from proofcheck.meaning.growth import decide
from proofcheck.meaning.growth_links import affirmed
from tests.claim_text import claim_of

TRUTHS = {"[holds]": True, "[fails]": False, "[open]": None}

ONE_SIZE = """
[holds]
n in O(n**2)
3*n**2 + 10*n + 5 in Theta(n**2)
n**2 - 100*n in Omega(n**2)
n**2 - 100*n in Theta(n**2)
(n+1)**2 in O(n**2)
(n+1)**2 - n**2 in Theta(n)
n*log(n) in O(n**2)
n*log(n) in o(n**2)
log(n)**100 in o(n**0.01)
2**(n+1) in O(2**n)
factorial(n) in O(n**n)
log(factorial(n)) in Theta(n*log(n))
factorial(n) in Theta(sqrt(n)*(n/e)**n)
binomial(2*n, n) in Theta(4**n/sqrt(n))
n**log(n) in O(2**n)
2**sqrt(log(n)) in o(n**0.1)
(log(n))**log(n) in Omega(n**3)
log(n)**log(log(n)) in O(n)
n*sin(n) in O(n)
n + sin(n) in Theta(n)
n*(2+sin(n)) in Theta(n)
n**2*sin(n)**2 in O(n**2)
-n in O(n)
sqrt(n+1) - sqrt(n) in Theta(1/sqrt(n))
sqrt(n+1) - sqrt(n) in o(1)
log(n+1) - log(n) in Theta(1/n)
(1+1/n)**n in Theta(1)
(1+1/n)**n in o(log(n))
n**(1/n) in Theta(1)
n**(1/n) - 1 in Theta(log(n)/n)
exp(n+1/n) in Theta(exp(n))
factorial(n+1)/factorial(n) in Theta(n)
factorial(n) in o(factorial(n+1))
log(factorial(n)) - n*log(n) + n in Theta(log(n))
n*log(n) - log(factorial(n)) in Theta(n)
log2(n) in Theta(log(n))
log(n**5) in O(log(n))
log(2**n) in Theta(n)
2**n in o(3**n)
4**log2(n) in Theta(n**2)
n**(log2(3)) in o(n**1.6)
2**(2**n) in O(2**(2**(n+1)))
factorial(n) in o(2**(n**2))
n**100 in o(2**n)
n**n in o(2**(n**1.1))
sum(i for i in 1..n) in Theta(n**2)
sum(i**2 for i in 1..n) in Theta(n**3)
sum(i**2 for i in 1..n) - n**3/3 in Theta(n**2)
sum(1/i for i in 1..n) in Theta(log(n))
sum(1/i for i in 1..n) - log(n) in O(1)
sum(1/i**2 for i in 1..n) in Theta(1)
sum(log(i) for i in 1..n) in Theta(n*log(n))
sum(2**i for i in 0..n) in Theta(2**n)
sum(1/2**i for i in 0..n) in O(1)
sum(i*2**i for i in 1..n) in Theta(n*2**n)
sum(i*log(i) for i in 1..n) in Theta(n**2*log(n))
sum(sqrt(i) for i in 1..n) in Theta(n**1.5)
sum(1/sqrt(i) for i in 1..n) in Theta(sqrt(n))
sum(n/i for i in 1..n) in Theta(n*log(n))
sum(floor(n/i) for i in 1..n) in O(n*log(n))
sum(sum(1 for j in i..n) for i in 1..n) in Theta(n**2)
sum(1 for i in 1..n, j in 1..i, k in 1..j) in Theta(n**3)
sum(factorial(i) for i in 1..n) in Theta(factorial(n))
sum(i**i for i in 1..n) in O(n**n)
sum(log(i)/i for i in 1..n) in Theta(log(n)**2)
sum(1/(i*log(i)) for i in 2..n) in Theta(log(log(n)))
product(i for i in 1..n) in Theta(factorial(n))
product(2 for i in 1..n) in Theta(2**n)
product(1 + 1/i for i in 1..n) in Theta(n)
sum(sqrt(log(i)) for i in 1..n) in Theta(n*sqrt(log(n)))
sum(binomial(i, 2) for i in 1..n) in Theta(n**3)
floor(log2(n)) in Theta(log(n))
2**floor(log2(n)) in Theta(n)
2**ceil(log2(n)) in O(n)
floor(n/2)*ceil(n/2) in Theta(n**2)
floor(sqrt(n))**2 in Theta(n)
n - floor(sqrt(n))**2 in O(sqrt(n))
mod(n, 7) in O(1)
mod(n, 2)*n in O(n)
(-1)**n*n in O(n)
n*(2 + (-1)**n) in Theta(n)
max(n, n*log(n)) in Theta(n*log(n))
min(n**2, 2**n) in O(n**2)
max(100, n) in Theta(n)
abs(n - n**2) in Theta(n**2)
tanh(n)*n in Theta(n)
sigmoid(n) in Theta(1)
sigmoid(-n) in Theta(exp(-n))
1 - tanh(n) in Theta(exp(-2*n))
cosh(n) in Theta(exp(n))
n*sin(1/n) in Theta(1)
1 - cos(1/n) in Theta(1/n**2)
atan(n) in Theta(1)
gamma(n) in Theta(factorial(n)/n)
gamma(n + 1/2) in Theta(factorial(n)/sqrt(n))
binomial(n, 3) in Theta(n**3)
binomial(n, n-2) in Theta(n**2)
binomial(n, floor(n/2)) in O(2**n)
binomial(3*n, n) in o(8**n)
1/n in O(1)
1/n in o(1)
1 in O(1)
0*n in O(n)
n - n in o(n)
(n**2 + n)/(n + 1) - n in O(1/n)
sqrt(n**2 + n) - n in Theta(1)
cbrt(n**3 + n**2) - n in Theta(1)
log(n + log(n)) - log(n) in Theta(log(n)/n)
log(log(n**2)) - log(log(n)) in Theta(1)
log(n*log(n)) in Theta(log(n))
exp(sqrt(log(n))) in O(n)
exp(sqrt(log(n))) in Omega(log(n)**10)
n**(log(log(n))) in o(2**(log(n)**2))
n**(1/log(n)) in Theta(1)
(n+1)**n in Theta(n**n)
(n + log(n))**n in Theta(n**(n+1))
(1 - 1/n)**(n**2) in Theta(exp(-n))
(1 - 1/n)**(n**2) in Theta(exp(-n)/2)
exp(n)*exp(-n) in Theta(1)
exp(log(n)**2) in o(exp(n))
log(log(log(n))) in o(log(log(n)))
log(log(n))*log(n) in O(log(n)**1.1)
log(n)/log(log(n)) in Omega(sqrt(log(n)))
n**2/log(n) in o(n**2)
n**3 in O(n**3.0001/log(n))
5 in O(1)
pi*n in Theta(e*n)
n*pi - n*e in Theta(n)
sqrt(2)*n - 7/5*n in Theta(n)
(sqrt(2)*sqrt(3) - sqrt(6))*n**2 in O(n)
log(n)*(log(6) - log(2) - log(3)) in O(1)
2*log(n) in O(log(n))
sin(n) in O(1)
[fails]
n**2 in O(n)
n*log(n) in O(n)
n*log(n)**2/log(log(n)) in O(n*log(n))
n**1.01 in O(n*log(n)**5)
2**(2*n) in O(2**n)
n**n in O(factorial(n))
log(n+1) - log(n) in O(1/n**2)
factorial(n+1) in O(factorial(n))
log(n)**2 in O(log(n))
3**n in O(2**n)
2**(n/2) in Theta(2**n)
n**log2(3) in O(n**1.58)
2**(2**(n+1)) in O(2**(2**n))
2**(n**2) in O(factorial(n))
mod(n, 2)*n in Omega(n)
n*(1 + (-1)**n) in Theta(n)
binomial(2*n, n) in O(3**n)
1 in O(1/n)
n in O(0*n)
sqrt(n**2+n) - n in o(1)
(n+1)**(n+1) in O(n**n)
(2*n)**n in O(n**n)
factorial(floor(log2(n))) in O(n)
n**2/log(n) in O(n**1.99)
n**2 in o(n**2)
n**2 in Omega(n**3)
[open]
-n**2 in O(n)
-n in Omega(n)
-n**2 in O(-n)
log(factorial(n)) - n*log(n) in Theta(n)
(-1)**n*n in Omega(n)
n*sin(n) in Omega(n)
"""

TWO_SIZES = """
[holds]
n*m in O(n**2 + m**2)
n + m in O(n*m)
log(n*m) in Theta(log(n) + log(m))
log(n+m) in Theta(max(log(n), log(m)))
2**n + 2**m in O(2**(n+m))
(n+m)**2 in O(n**2 + m**2)
(n+m)**2 in Theta(n**2 + m**2)
n**2 - n*m + m**2 in Theta(n**2 + m**2)
n**2 - n*m + m**2 in Omega(n*m)
n in O(n*m)
n in o(n*m)
n*m in Omega(n)
n*log(m) in O(n*log(n) + m)
(n + m)*log(n) in O(m*log(m) + n*log(n))
n**2*m + n*m**2 in O(n**3 + m**3)
sqrt(n*m) in O(n + m)
sqrt(n**2 + m**2) in Theta(n + m)
max(n, m) in Theta(n + m)
min(n, m) in O(sqrt(n*m))
n*m/(n+m) in Theta(min(n, m))
2**(n*m) in O(2**(n**2 + m**2))
2**(n*m) in o(2**(n**2 + m**2))
2**(2*n*m) in O(2**(n**2 + m**2))
binomial(n + m, n) in O(2**(n+m))
log(n)*log(m) in O(log(n)**2 + log(m)**2)
log(n)*m in o(n*m)
log(log(n)) in O(log(n) + log(m))
n**(1/m) in O(n)
(1 + 1/n)**m in O(exp(m))
abs(n - m) in O(n + m)
n - m in O(n + m)
n**2 + m**2 in Omega(n*m)
n**2*m**2 in O(n**4 + m**4)
n**1.5*m**0.5 in O(n**2 + m**2)
n**2*m in O(n**4 + m**2)
n*log(n)*m*log(m) in O(n**2*log(n)**2 + m**2*log(m)**2)
exp(-n)*m in O(m)
n/m in O(n)
n/m in o(n)
n/m + m/n in Omega(1)
n**2/m + m in Omega(n)
sum(i*m for i in 1..n) in Theta(n**2*m)
sum(1 for i in 1..n, j in 1..m) in Theta(n*m)
sum(1/(n+i) for i in 1..n) in Theta(1)
sum(m**i for i in 0..n) in Theta(m**n)
floor(n/m) in O(n)
mod(n, m) in O(m)
gcd(n, m) in O(n)
log(n**m) in Theta(m*log(n))
log(n + m) in O(log(n)*log(m))
log(n + m) in Omega(log(n))
log(n**2 + m**3) in Theta(log(n) + log(m))
n**m in Omega(2**m)
n**m in o(n**(2*m))
n**m in O(m**m + n**n)
(n*m)**2 in Theta(n**2*m**2)
sqrt(n + m) - sqrt(n) in O(m/sqrt(n))
[fails]
n*m in O(n + m)
log(n) in O(m)
n**m in O(m**n)
m**n in O(n**m)
2**(n+m) in O(2**n + 2**m)
n**2 - 2*n*m + m**2 in Omega(n**2)
n in Theta(m)
n*log(m) in O(n*log(n))
n*log(m) in O(n + m*log(m))
m*log(n) in O(m*log(m))
n**2*m in O(n**3 + m)
n*m in O(n**2 + m)
min(n, m) in Omega(sqrt(n*m))
2**(3*n*m) in O(2**(n**2 + m**2))
binomial(n + m, m) in Theta(2**(n+m))
factorial(n+m) in O(factorial(n)*factorial(m))
log(n)*log(m) in O(log(n) + log(m))
log(log(n)) in O(log(m))
n**(1/m) in O(1)
m**(1/n) in O(log(m))
(1 + 1/n)**m in O(1)
abs(n - m) in Omega(n + m)
n**2 + m**2 in O(n*m)
n**3*m in O(n**4 + m**2)
n*log(n)*m*log(m) in O(n**2*log(n)**2 + m**2*log(m))
exp(-n)*m in O(1)
n/m in Omega(1)
mod(n, m) in Theta(m)
log(n + m) in O(log(n))
n**m in O(m**m)
sqrt(n + m) - sqrt(n) in Theta(m/sqrt(n))
[open]
n - m in O(n)
"""

MORE_SIZES = """
[holds]
n + m + k in O(n*m*k)
n*m*k in O(n**3 + m**3 + k**3)
n*m + m*k + k*n in O(n**2 + m**2 + k**2)
n*m*log(k) in O(n*m*k)
log(n*m*k) in Theta(log(n) + log(m) + log(k))
9*d*W*H*k**2 in O(d*W*H*k**2)
(3*W-2)*(3*H-2)*d*k**2 in Theta(d*W*H*k**2)
d + W + H - 2 in O(d*W*H)
d*W*H*k in O(d*W*H*k**2)
d*W*H*k in o(d*W*H*k**2)
3*d*k**2 in Theta(d*k**2)
(n+m+k)**2 in Theta(n**2+m**2+k**2)
2**(n+m+k) in O(2**(n*m*k))
max(n, m, k) in Theta(n + m + k)
n*m*k*l in O(n**4 + m**4 + k**4 + l**4)
n*m in Omega(n*log(m) + m*log(n))
n**m + m**n in Omega(n*m)
[fails]
n*m*k in O(n**2 + m**2 + k**2)
n**2 + m**2 + k**2 in O(n*m + m*k + k*n)
n*m in O(n*k + m*k)
d*W*H in O(d + W + H)
d*W*H*k**2 in O(d*W*H*k)
n*m + k*l in O(n*k + m*l)
"""

GRAPHS = """
[holds]
(V+E)*log(V) in O(E*log(V) + V*log(V))
V + E in Theta(max(V, E))
V*log(E)+E*log(V) in O((V+E)*log(V+E))
V*E in O((V+E)**2)
V*2**E in O(2**(V+E))
2**V*2**E in Theta(2**(V+E))
2**max(V,E) in Theta(2**V + 2**E)
2**(V+E) in O(4**V + 4**E)
log(2**V + 2**E) in Theta(V + E)
log(V)+log(E) in O(log(V)*log(E))
sqrt(V)+sqrt(E) in Theta(sqrt(V+E))
V**log(E) in Theta(E**log(V))
binomial(V, E) in O(V**E)
binomial(V, E) in O(2**V)
V**E in O(2**(V*E))
sum(i**E for i in 1..V) in O(V**(E+1))
sum(E*i for i in 1..V) in Theta(E*V**2)
sum(log(i*E) for i in 1..V) in Theta(V*log(V) + V*log(E))
V*log(V) + E in O(V*log(V)*E)
V*E/log(V) in o(V*E)
V**2*E**2/(V*E + 1) in Theta(V*E)
(V + E)/(V*E) in o(1)
(V*E)/(V + E) in O(V)
abs(V - E) in O(max(V, E))
max(V,E) - min(V,E) in O(V + E)
max(V, E)*min(V, E) in Theta(V*E)
V**2 - E**2 in O(V**2 + E**2)
V**2 + E**2 - V*E in Omega(V*E)
floor(V/E)*E in O(V)
ceil(V/E) in O(V)
ceil(V/E) in O(V/E + 1)
ceil(V/E) in Theta(V/E + 1)
exp(V)/exp(E) in O(exp(V))
log(log(V*E)) in Theta(log(log(V)) + log(log(E)))
log(V + E)/log(V*E) in Theta(1)
log(V)**2 + log(E)**2 in Theta(log(V*E)**2)
sqrt(V*log(E)) in O(V + log(E))
[fails]
V**2 + E in O(V**2)
(V+E)**2 in O(V*E)
2**(V*E) in O(2**(V+E))
2**(V+E) in O(3**V + 3**E)
E**log(V) in O(V**2)
V**E in O(E**V)
V*log(V) + E in O(V*E)
(V*E)/(V + E) in Omega(V)
ceil(V/E) in Theta(V/E)
exp(V - E) in O(1)
V*exp(-E) in O(1)
[open]
V**2 + E**2 - 2*V*E + V in Omega(V)
V**2 + E**2 - 3*V*E in Omega(V**2)
"""

TIED = [
    ("V**2 + E in O(V**2)", "E <= V**2", True),
    ("E*log(V) in O(V**2*log(V))", "E <= V**2", True),
    ("E in O(V)", "E <= V**2", False),
    ("log(E) in O(log(V))", "E <= V**2", True),
    ("log(E) in Theta(log(V))", "V - 1 <= E and E <= V**2", True),
    ("(V+E)*log(V) in O(E*log(V))", "E >= V - 1", True),
    ("E + V*log(V) in O(E*log(V))", "E >= V - 1", True),
    ("E*log(V) in O(E + V*log(V))", "V - 1 <= E and E <= V**2", False),
    ("V**3 in O(V*E)", "E >= V", False),
    ("V**2 in O(E)", "E >= V", False),
    ("E*V in O(V**3)", "E <= V*(V-1)/2", True),
    ("E in Theta(V)", "E == 3*V - 6", True),
    ("E in O(V)", "E <= 3*V - 6", True),
    ("exp(V - E) in O(1)", "V <= E", True),
    ("V*exp(-E) in O(1)", "V <= E", True),
    ("V/E in O(1)", "V <= E", True),
    ("V/E in o(1)", "V <= E", False),
    ("V in O(E)", "V == 5", None),
    ("V in O(E)", "V <= E", True),
    ("V in Theta(E)", "V <= E and E <= 2*V", True),
    ("V*log(V) in Theta(E*log(E))", "V <= E and E <= 2*V", True),
    ("2**V in Theta(2**E)", "V <= E and E <= 2*V", False),
    ("V in O(log(E))", "E == 2**V", True),
    ("V**2 in O(E)", "E >= 2**V", True),
    ("E in O(V**100)", "E >= 2**V", False),
]

# Each grows more slowly than the one before it; those of one line alike.
ORDER = (
    "2**(2**(n+1))",
    "2**(2**n)",
    "factorial(n+1)",
    "factorial(n)",
    "exp(n)",
    "n*2**n",
    "2**n",
    "(3/2)**n",
    "log2(n)**log2(n) | n**log2(log2(n))",
    "factorial(log2(n))",
    "n**3",
    "n**2 | 4**log2(n)",
    "n*log2(n) | log2(factorial(n))",
    "n | 2**log2(n)",
    "sqrt(2)**log2(n) | sqrt(n)",
    "2**sqrt(2*log2(n))",
    "log2(n)**2",
    "log(n)",
    "sqrt(log2(n))",
    "log(log(n))",
    "1 | n**(1/log2(n))",
)

LOGIC = {
    "not (n**2 in O(n))": True,
    "not (n in O(n**2))": False,
    "(n in O(n**2)) => (n**2 in Omega(n))": True,
    "(n**2 in O(n)) => (1 in O(1/n))": True,
    "(n in O(n**2)) and (n**2 in O(n**3))": True,
    "(n**2 in O(n)) or (n in O(n**2))": True,
    "(n in Theta(2*n)) <=> (n in O(2*n) and n in Omega(2*n))": True,
    "(n in o(n**2)) <=> (n**2 in o(n))": False,
}


def listed(text: str, names: str) -> Iterator[object]:
    truth: bool | None = None
    for line in text.strip().splitlines():
        if line in TRUTHS:
            truth = TRUTHS[line]
        else:
            yield pytest.param(line, names, truth, id=line)


def sizes(names: str) -> str:
    return ", ".join(f"{name}: integer >= 1" for name in names.split())


def decided(claim: Claim) -> bool | None:
    decision = decide(claim, claim.links[0].node, {})
    assert "defect" not in decision.words
    assert bool(decision.path) == (decision.truth is False and bool(claim.given))
    return decision.truth


@pytest.mark.parametrize(
    ("text", "names", "truth"),
    [
        *listed(ONE_SIZE, "n"),
        *listed(TWO_SIZES, "n m"),
        *listed(MORE_SIZES, "n m k l d W H"),
        *listed(GRAPHS, "V E"),
    ],
)
def test_truth(text: str, names: str, truth: bool | None) -> None:
    assert decided(claim_of(text, sizes(names))) is truth


@pytest.mark.parametrize(("text", "assume", "truth"), [pytest.param(*row, id=f"{row[0]} if {row[1]}") for row in TIED])
def test_truth_of_sizes_that_are_tied(text: str, assume: str, truth: bool | None) -> None:
    assert decided(claim_of(text, sizes("V E"), assume)) is truth


def neighbours() -> Iterator[tuple[str, str, bool]]:
    """(larger, smaller, alike): each expression with the others of its line, and with the next two lines."""
    lines = [line.split(" | ") for line in ORDER]
    for k, line in enumerate(lines):
        yield from ((a, b, True) for a in line for b in line)
        for below in lines[k + 1 : k + 3]:
            yield from ((a, b, False) for a in line for b in below)


@pytest.mark.parametrize(
    ("large", "small", "alike"), [pytest.param(*p, id=f"{p[0]} above {p[1]}") for p in neighbours()]
)
def test_the_order_of_functions(large: str, small: str, alike: bool) -> None:
    for relation, truth in (("O", alike), ("o", False), ("Omega", True), ("Theta", alike)):
        assert decided(claim_of(f"{large} in {relation}({small})", sizes("n"))) is truth
    assert decided(claim_of(f"{small} in o({large})", sizes("n"))) is not alike


@pytest.mark.parametrize("text", sorted(LOGIC))
def test_connectives(text: str) -> None:
    found = affirmed(claim_of(text, sizes("n")))
    assert (found is not None) is LOGIC[text]


CONSTANTS = [
    "3*n**2 + 10*n in O(n**2)",
    "n**2 - 100*n in Theta(n**2)",
    "(n + 1)**3 - n**3 in Theta(n**2)",
    "binomial(n, 3) in Theta(n**3)",
    "sum(i**2 for i in 1..n) in Theta(n**3)",
    "n*m in O(n**2 + m**2)",
    "n**2 - n*m + m**2 in Theta(n**2 + m**2)",
    "(n + m)**2 in Theta(n**2 + m**2)",
    "n*m/(n + m) in Theta(min(n, m))",
    "max(n, m) in Theta(n + m)",
    "floor(n/m) in O(n)",
    "mod(n, 7)*m in O(m)",
]


@pytest.mark.parametrize("text", CONSTANTS)
def test_the_constants_hold(text: str) -> None:
    """At points that the engine does not try, in exact arithmetic of this test's own."""
    claim = claim_of(text, sizes("n m"))
    node = claim.links[0].node
    assert isinstance(node, Apply)
    constants = dict(decide(claim, node, {}).constants)
    start = int(constants["N"])
    for n in (start, start + 2, 3 * start + 1, 40 + start):
        for m in (start, start + 3, 7 * start, 55 + start):
            e, g = (value(side, {"n": Fraction(n), "m": Fraction(m)}) for side in node.args)
            assert "C" not in constants or abs(e) <= Fraction(constants["C"]) * g
            assert "c" not in constants or e >= Fraction(constants["c"]) * g


def value(node: object, at: dict[str, Fraction]) -> Fraction:
    from math import comb, floor

    from proofcheck.language.tree import Bind, Num, Range, Var

    match node:
        case Num(value=number):
            return number
        case Var(name=name):
            return at[name]
        case Bind(op="sum", binders=(Range(name=name, lower=lower, upper=upper),), body=body):
            ends = (int(value(lower, at)), int(value(upper, at)))
            return sum((value(body, {**at, name: Fraction(i)}) for i in range(ends[0], ends[1] + 1)), Fraction(0))
        case Apply(op=op, args=args):
            a, *rest = (value(arg, at) for arg in args)
            b = rest[0] if rest else Fraction(0)
            return {
                "+": lambda: a + b,
                "-": lambda: a - b,
                "*": lambda: a * b,
                "/": lambda: a / b,
                "**": lambda: a ** int(b),
                "min": lambda: min(a, b),
                "max": lambda: max(a, b),
                "mod": lambda: a % b,
                "floor": lambda: Fraction(floor(a)),
                "binomial": lambda: Fraction(comb(int(a), int(b))),
            }[op]()
    raise AssertionError(node)
