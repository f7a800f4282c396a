"""Determinants for all sizes."""

from __future__ import annotations

import pytest
from matrix_equations import fails_somewhere, proves

TRUE = {
    "product": "det(A @ B) == det(B)*det(A)",
    "transpose": "det(A.T) == det(A)",
    "scaled": "det(3*A) == 3**n*det(A)",
    "negative": "det(-A) == (-1)**n*det(A)",
    "inverse": "det(inv(A))*det(A) == 1",
    "similar": "det(inv(G) @ A @ G) == det(A)",
    "identity": "det(eye(n)) == 1",
    "diagonal": "det(diag(x)) == product(x[i] for i in 1..n)",
    "triangular": "det(L) == product(L[i, i] for i in 1..n)",
    "upper-triangular": "det(H) == product(H[i, i] for i in 1..n)",
    "orthogonal": "det(Q)**2 == 1",
    "orthogonal-product": "det(Q @ A)**2 == det(A)**2",
    "kronecker": "det(kron(A, D)) == det(A)**m*det(D)**n",
    "power": "det(power(A, k)) == det(A)**k",
    "lemma": "det(A + outer(x, y)) == (1 + y @ inv(A) @ x)*det(A)",
    "lemma-identity": "det(eye(n) + outer(x, y)) == 1 + dot(x, y)",
    "sylvester": "det(eye(n) + U @ V) == det(eye(m) + V @ U)",
    "generalised-lemma": "det(A + U @ D @ V) == det(inv(D) + V @ inv(A) @ U)*det(D)*det(A)",
    "schur": "det(block([[A, U], [V, D]])) == det(A)*det(D - V @ inv(A) @ U)",
    "schur-invertible": "det(block([[G, U], [V, D]])) == det(G)*det(D - V @ inv(G) @ U)",
    "block-triangular": "det(block([[A, 0], [V, D]])) == det(A)*det(D)",
    "scalar-block": "det(block([[b*eye(n), A], [b*eye(n), B]])) == b**n*det(B - A)",
    "logarithm": "logabsdet(A @ inv(B)) == logabsdet(A) - logabsdet(B)",
    "gradient": "grad(det(Z), Z) == det(Z)*inv(Z).T",
    "gradient-of-logarithm": "grad(logabsdet(Z @ Z), Z) == 2*inv(Z).T",
    "gradient-definite": "grad(log(det(P)), P) == inv(P)",
    "adjugate": "grad(det(Z), Z).T @ Z == det(Z)*eye(n)",
    "jacobi": "diff(det(F(t)), t) == det(F(t))*trace(inv(F(t)) @ diff(F(t), t))",
    "at-identity": "at(diff(det(eye(n) + t*A), t), t = 0) == trace(A)",
}
FALSE = {
    "sum": "det(A + B) == det(A) + det(B)",
    "scaled": "det(3*A) == 3*det(A)",
    "orthogonal": "det(Q) == 1",
    "orthogonal-cube": "det(Q)**3 == 1",
    "similar": "det(G.T @ A @ G) == det(A)",
    "kronecker": "det(kron(A, D)) == det(A)**n*det(D)**m",
    "lemma": "det(A + outer(x, y)) == (1 + x @ inv(A) @ y)*det(A)",
    "sylvester-scaled": "det(a*eye(n) + U @ V) == det(a*eye(m) + V @ U)",
    "blocks": "det(block([[A, B], [C, Z]])) == det(A)*det(Z) - det(B)*det(C)",
    "anti-diagonal": "det(block([[zeros(n, n), A], [B, zeros(n, n)]])) == det(A)*det(B)",
    "scalar-block": "det(block([[a*eye(n), A], [a*eye(n), B]])) == b**n*det(B - A)",
    "gradient": "grad(det(Z), Z) == det(Z)*inv(Z)",
    "adjugate-scaled": "grad(det(a*A), A) == a*grad(det(A), A)",
    "logarithm-signed": "logabsdet(A) == log(det(A))",
    "triangular-sum": "det(L + H) == product(L[i, i] + H[i, i] for i in 1..n)",
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
