"""Inverses for all sizes: what they are taken apart into, what cancels, and what does not."""

from __future__ import annotations

import pytest
from matrix_equations import fails_somewhere, proves

TRUE = {
    "left": "inv(A) @ A == eye(n)",
    "right": "A @ inv(A) @ x == x",
    "product": "inv(A @ B) == inv(B) @ inv(A)",
    "three": "inv(A @ B @ C) == inv(C) @ inv(B) @ inv(A)",
    "transpose": "inv(A.T) == inv(A).T",
    "twice": "inv(inv(A)) == A",
    "scaled": "inv(3*A) == inv(A)/3",
    "scaled-by-variable": "inv(b*A) == inv(A)/b",
    "identity": "inv(eye(n)) == eye(n)",
    "diagonal": "inv(diag(x)) == diag(1/x)",
    "declared-diagonal": "inv(M) == diag(1/diagonal(M))",
    "orthogonal": "inv(Q @ A) == inv(A) @ Q.T",
    "symmetric": "inv(S).T == inv(S)",
    "symmetric-product": "inv(X.T @ X).T == inv(X.T @ X)",
    "kronecker": "inv(kron(A, D)) == kron(inv(A), inv(D))",
    "power": "inv(power(A, k)) == power(inv(A), k)",
    "common-factor": "inv(A @ B + A @ C) == inv(B + C) @ inv(A)",
    "woodbury": "inv(eye(n) + U @ V) == eye(n) - U @ inv(eye(m) + V @ U) @ V",
    "push-through": "inv(eye(n) + U @ V) @ U == U @ inv(eye(m) + V @ U)",
    "sherman-morrison": "inv(A + outer(x, y)) == inv(A) - inv(A) @ outer(x, y) @ inv(A)/(1 + y @ inv(A) @ x)",
    "inside-of-trace": "trace(A @ inv(A + B)) + trace(B @ inv(A + B)) == n",
    "sum-of-inverses": "inv(inv(A) + inv(B)) == A @ inv(A + B) @ B",
    "cayley": "((eye(n) - K) @ inv(eye(n) + K)).T @ ((eye(n) - K) @ inv(eye(n) + K)) == eye(n)",
    "triangular-blocks": "inv(block([[A, U], [0, D]])) == block([[inv(A), -inv(A) @ U @ inv(D)], [0, inv(D)]])",
    "derivative": "diff(inv(F(t)), t) == -inv(F(t)) @ diff(F(t), t) @ inv(F(t))",
    "second-derivative": "diff(inv(A + t*B), t, 2) == 2*inv(A + t*B) @ B @ inv(A + t*B) @ B @ inv(A + t*B)",
}
FALSE = {
    "order": "inv(A @ B) == inv(A) @ inv(B)",
    "transpose": "inv(A.T) == inv(A)",
    "scaled": "inv(3*A) == 3*inv(A)",
    "of-sum": "inv(A + B) == inv(A) + inv(B)",
    "orthogonal": "inv(Q @ A) == Q.T @ inv(A)",
    "symmetric-only": "inv(A).T == inv(A)",
    "gram-is-no-product": "inv(X.T @ X) @ X.T @ X == X.T @ inv(X @ X.T) @ Y",
    "woodbury": "inv(eye(n) + U @ V) == eye(n) + U @ inv(eye(m) + V @ U) @ V",
    "push-through": "inv(eye(n) + A @ B) @ A == B @ inv(eye(n) + A @ B)",
    "commutes": "inv(A) @ B == B @ inv(A)",
    "blocks": "inv(block([[A, U], [0, D]])) == block([[inv(A), inv(A) @ U @ inv(D)], [0, inv(D)]])",
    "derivative": "diff(inv(F(t)), t) == -inv(F(t)) @ inv(F(t)) @ diff(F(t), t)",
}
ELSEWHERE = {  # what an inverse says where it has a value must not be used where it has none
    "branch": "(trace(inv(E)) if t > 0 else trace(E)) == (trace(inv(E)) if t > 0 else n)",
    "empty-sum": "sum(trace(inv(E)) for i in 1..k) + trace(E) == sum(trace(inv(E)) for i in 1..k) + n",
    "adjugate": "grad(det(E), E) == det(E)*eye(n)",
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


@pytest.mark.parametrize("name", ELSEWHERE)
def test_nothing_follows_where_there_is_no_inverse(name: str) -> None:
    assert not proves(ELSEWHERE[name])
