"""Equations among the assumptions, for all sizes."""

from __future__ import annotations

import pytest
from matrix_equations import fails_somewhere, proves

TRUE = {
    "commuting": ("(A + B) @ (A + B) == A @ A + 2*A @ B + B @ B", "A @ B == B @ A"),
    "commuting-transposes": ("A.T @ B.T == B.T @ A.T", "A @ B == B @ A"),
    "commuting-inverse": ("inv(A) @ B == B @ inv(A)", "A @ B == B @ A"),
    "symmetric": ("x @ A @ y == y @ A @ x", "A.T == A"),
    "orthogonal": ("norm(A @ x)**2 == norm(x)**2", "A.T @ A == eye(n)"),
    "unit": ("outer(x, x) @ outer(x, x) == outer(x, x)", "dot(x, x) == 1"),
    "sum": ("sum(3*x) == 3", "sum(x) == 1"),
    "trace": ("trace(A + eye(n)) == n", "trace(A) == 0"),
    "orthogonal-vectors": ("norm(x + y)**2 == norm(x)**2 + norm(y)**2", "dot(x, y) == 0"),
    "eigenpair": ("A @ A @ x == a**2*x", "A @ x == a*x"),
    "eigenpair-of-power": ("power(A, k) @ x == a**k*x", "A @ x == a*x"),
    "eigenpair-of-inverse": ("inv(A) @ x == x/a", "A @ x == a*x"),
    "entrywise": ("A @ x == x", "forall i in 1..n, j in 1..n: A[i, j] == eye(n)[i, j]"),
    "square-zero": ("inv(eye(n) - A) == eye(n) + A", "A @ A == zeros(n, n)"),
    "idempotent": ("power(A, 3) == A", "A @ A == A"),
    "scalar": ("a**3 == 4*a", "a**2 == 4"),
}
FALSE = {
    "commuting": ("A @ B.T == B.T @ A", "A @ B == B @ A"),
    "sum": ("dot(x, x) == 1", "sum(x) == 1"),
    "trace": ("A[1, 1] == 0", "trace(A) == 0"),
    "eigenpair": ("A.T @ x == a*x", "A @ x == a*x"),
    "eigenpair-of-power": ("power(A, k) @ x == a*k*x", "A @ x == a*x"),
    "cancelled": ("B == C", "A @ B == A @ C"),
    "scalar": ("a == 2", "a**2 == 4"),
    "inequality": ("a == t", "a <= t"),
    "first-entries": ("x[n] == 0", "forall i in 1..k: x[i] == 0"),
    "sum-of-first-entries": ("sum(x) == sum(y)", "forall i in 1..k: x[i] == y[i]"),
    "first-rows": ("A == B", "forall i in 1..k, j in 1..n: A[i, j] == B[i, j]"),
    "first-block-symmetric": ("A == A.T", "forall i in 1..k, j in 1..k: A[i, j] == A[j, i]"),
    "part-of-product": ("A @ B == B @ A", "forall i in 1..k, j in 1..n: (A @ B)[i, j] == (B @ A)[i, j]"),
    "part-of-range": ("x == y", "forall i in 2..n: x[i] == y[i]"),
}


@pytest.mark.parametrize("name", TRUE)
def test_identities(name: str) -> None:
    assert proves(*TRUE[name])


@pytest.mark.parametrize("name", TRUE)
def test_identities_hold_at_instances(name: str) -> None:
    assert not fails_somewhere(*TRUE[name])


@pytest.mark.parametrize("name", FALSE)
def test_near_misses(name: str) -> None:
    assert not proves(*FALSE[name])
