"""Limits of rational functions of the depth, by degrees; None for whatever is not one."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from proofcheck.meaning.germs import limit_at
from tests.limit_claims import SCALARS, at, bind_of, limit_claim

KINDS = ("vanishes", "bounded", "diverges")
VANISHES = (True, True, False)
STAYS = (False, True, False)
GROWS = (False, False, True)
OPEN = (None, None, None)
GIVEN = "n: integer >= 1, x: real, z: real"

LIMITS: dict[str, tuple[bool | None, ...]] = {
    "1/n": VANISHES,
    "x/n": VANISHES,
    "z": VANISHES,
    "z*n": VANISHES,
    "abs(n) - n": VANISHES,
    "relu(5 - n)": VANISHES,
    "1/(n - 3)": VANISHES,
    "n**(-2)": VANISHES,
    "(n + 1)/n - 1": VANISHES,
    "x": STAYS,
    "n/(n + 1)": STAYS,
    "min(n, 5)": STAYS,
    "sqrt(n**2) - n + 1": STAYS,
    "(1 if n > 10**6 else n)": STAYS,
    "n": GROWS,
    "-n": GROWS,
    "x*n": GROWS,
    "(n**2 + 1)/n": GROWS,
    "max(n, 5)": GROWS,
    "sqrt(n**2)": GROWS,
    "sqrt(n**2 + 2*n + 1)": GROWS,
    "(n**2)**(1/2)": GROWS,
    "log(n)": GROWS,
    "log(1/n)": GROWS,
    "sum(i for i in 1..3)*n": GROWS,
    "abs(-n)": GROWS,
    "norm([1/n, n])": GROWS,
    "norm([1/n, 1])": STAYS,
    "norm([1/n, 0])": VANISHES,
    "log(n/(n + 1))": (None, True, False),
    "log(x)": (None, True, False),
    "sqrt(n)": OPEN,
    "n**(1/2)": OPEN,
    "n**(1/3)": OPEN,
    "2**n": OPEN,
    "(-1)**n": OPEN,
    "sin(n)/n": OPEN,
    "1/(n - n)": OPEN,
    "sqrt(-n)": OPEN,
    "log(-n)": OPEN,
    "log(z)": OPEN,
    "exp(-n)": OPEN,
    "n**70": OPEN,
    "factorial(n)": OPEN,
    "mod(n, 2)": OPEN,
    "floor(n/2)": OPEN,
    "sum(i for i in 1..n)": OPEN,
    "min(sin(n), n)": OPEN,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", sorted(LIMITS))
def test_limit(body: str, kind: str) -> None:
    claim = limit_claim(f"{kind}({body}, n)", given=GIVEN)
    assert limit_at(bind_of(claim), claim, at(n=2, x=F(3, 2), z=0)) is LIMITS[body][KINDS.index(kind)]


@pytest.mark.parametrize("n", [1, 3, 50], ids=str)
def test_the_depth_of_the_instance_does_not_matter(n: int) -> None:
    claim = limit_claim("vanishes((n - 3)/n**2, n)", given=GIVEN)
    assert limit_at(bind_of(claim), claim, at(n=n, x=0, z=0)) is True


def test_other_variables_matter() -> None:
    claim = limit_claim("bounded((x - 1)*n, n)", given=GIVEN)
    assert limit_at(bind_of(claim), claim, at(n=2, x=1, z=0)) is True
    assert limit_at(bind_of(claim), claim, at(n=2, x=2, z=0)) is False


@pytest.mark.parametrize("body", ["h[n]", "diff(h[n], x)", "sum(h[i] for i in 1..n)"])
def test_recurrences_over_the_depth_are_left_alone(body: str) -> None:
    claim = limit_claim(f"bounded({body}, n)", "w*h[t-1]", SCALARS)
    assert limit_at(bind_of(claim), claim, at(n=2, x=1, w=2)) is None
