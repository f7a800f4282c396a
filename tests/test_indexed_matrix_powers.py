"""Powers of matrices with a symbolic exponent, for all sizes and exponents."""

from __future__ import annotations

import pytest
from matrix_equations import fails_somewhere, proves

TRUE = {
    "next": "power(A, k) @ A == power(A, k + 1)",
    "commutes": "A @ power(A, k) == power(A, k) @ A",
    "adds": "power(A, k) @ power(A, n) == power(A, k + n)",
    "transpose": "power(A, k).T == power(A.T, k)",
    "diagonal": "power(diag(x), k) == diag(x**k)",
    "scaled": "power(3*A, k) == 3**k*power(A, k)",
    "similar": "power(G @ A @ inv(G), k) == G @ power(A, k) @ inv(G)",
    "projection": "power(E, k + 1) == E",
    "geometric": "(eye(n) - A) @ sum(power(A, i) for i in 0..k) == eye(n) - power(A, k + 1)",
    "gradient": "grad(trace(power(Z, k + 1)), Z) == (k + 1)*power(Z, k).T",
    "exponential": "diff(expm(t*A), t) == A @ expm(t*A)",
}
FALSE = {
    "multiplies": "power(A, k) @ power(A, n) == power(A, k*n)",
    "other": "power(A, k) @ B == B @ power(A, k)",
    "projection-from-zero": "power(E, k) == E",
    "geometric": "(eye(n) - A) @ sum(power(A, i) for i in 0..k) == eye(n) - power(A, k)",
    "exponential": "diff(expm(A + t*B), t) == B @ expm(A + t*B)",
}
OF_WHOLE = {  # an empty product is the identity, however negative its end is
    "next": "matprod(A for i in 1..k - 2) @ A == matprod(A for i in 1..k - 1)",
    "merged": "matprod(A for i in 1..k - 3) @ matprod(A for i in 1..2) == matprod(A for i in 1..k - 1)",
}


@pytest.mark.parametrize("name", TRUE)
def test_identities(name: str) -> None:
    assert proves(TRUE[name])


@pytest.mark.parametrize("name", TRUE)
def test_identities_hold_at_instances(name: str) -> None:
    assert not fails_somewhere(TRUE[name])


@pytest.mark.parametrize("name", FALSE)
def test_near_misses(name: str) -> None:
    assert not proves(FALSE[name])


@pytest.mark.parametrize("name", OF_WHOLE)
def test_an_end_that_may_be_negative(name: str) -> None:
    assert not proves(OF_WHOLE[name])
    assert fails_somewhere(OF_WHOLE[name])
