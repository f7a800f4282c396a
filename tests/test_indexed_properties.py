"""What adjectives say, for all sizes; a derivative treats the entries of a variable as independent all the same."""

from __future__ import annotations

import pytest
from matrix_equations import fails_somewhere, proves

TRUE = {
    "symmetric": "x @ S @ y == y @ S @ x",
    "definite-is-symmetric": "P.T @ A == P @ A",
    "skew": "x @ K @ x == 0",
    "skew-trace": "trace(K) == 0",
    "skew-against-symmetric": "trace(S @ K) == 0",
    "skew-square": "(K @ K).T == K @ K",
    "diagonal": "M @ x == diagonal(M)*x",
    "diagonals-commute": "M @ diag(x) == diag(x) @ M",
    "triangular": "trace(L @ L) == sum(L[i, i]**2 for i in 1..n)",
    "orthogonal": "norm(Q @ x) == norm(x)",
    "orthogonal-both": "Q @ R @ R.T @ Q.T == eye(n)",
    "orthonormal-columns": "norm(O @ x)**2 == dot(x, x)",
    "unit": "(eye(n) - 2*outer(w, w)) @ w == -w",
    "projection": "(eye(n) - 2*E) @ (eye(n) - 2*E) == eye(n)",
    "permutation": "sum(Pi @ x) == sum(x)",
    "permutation-inverse": "inv(Pi) == Pi.T",
    "stochastic": "T @ T @ ones(n) == ones(n)",
    "stochastic-probability": "sum(p @ T) == 1",
    "doubly-stochastic": "ones(n) @ W == ones(n)",
    "one-hot": "h*h == h",
    "one-hot-outer": "outer(h, h) == diag(h)",
    "gradient-by-symmetric": "grad(x @ S @ y, S) == outer(x, y)",
    "gradient-by-orthogonal": "grad(trace(inv(Q)), Q) == -(Q @ Q)",
}
FALSE = {
    "symmetric-product": "(S @ P).T == S @ P",
    "skew": "x @ K @ y == 0",
    "skew-fourth": "trace(K @ K @ K @ K) == 0",
    "orthonormal-columns": "O @ O.T == eye(m)",
    "stochastic-columns": "ones(n) @ T == ones(n)",
    "permutation-square": "Pi @ Pi == eye(n)",
    "projection-symmetric": "E.T == E",
    "projection-is-identity": "E == eye(n)",
    "triangular": "L @ H == H @ L",
    "unit": "norm(w, 1) == 1",
    "one-hot-first": "h[1] == 1",
    "gradient-by-symmetric": "grad(x @ S @ y, S) == outer(y, x)",
    "gradient-by-skew": "grad(trace(K), K) == zeros(n, n)",
    "gradient-by-diagonal": "grad(sum(M), M) == eye(n)",
    "gradient-by-orthogonal": "grad(trace(Q.T @ Q), Q) == zeros(n, n)",
    "gradient-by-inverse-orthogonal": "grad(trace(inv(Q)), Q) == eye(n)",
    "gradient-by-unit": "grad(dot(w, w), w) == zeros(n)",
    "at-symmetric": "at(x @ S @ y, S = A) == y @ A @ x",
    "at-projection": "at(trace(E @ E), E = A) == trace(A)",
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
