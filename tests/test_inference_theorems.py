"""Theorems of the calculus: right instances are accepted; a wrong direction or a missing condition is refused."""

from __future__ import annotations

import pytest
from claim_text import claim_of

from proofcheck.inference.context import opened
from proofcheck.inference.estimates.rules_estimates import THEOREMS
from proofcheck.inference.estimates.theorems import Theorem, read
from proofcheck.inference.replay import read as formula_of
from proofcheck.inference.table import rules

GIVEN = ", ".join(
    [
        "m: integer >= 1, n: integer >= 1, p: integer >= 1, k: integer >= 0, l: integer >= 0, c: real, a: real >= 0",
        "A: 'matrix[m, n]', B: 'matrix[m, n]', C: 'matrix[n, p]', M: 'matrix[n, n]', N: 'matrix[n, n]'",
        "S: 'symmetric matrix[n, n]', P: 'positive semidefinite matrix[n, n]', U: 'orthogonal matrix[n, n]'",
        "G: 'positive definite matrix[n, n]', J: 'invertible matrix[n, n]', E: 'tensor[k, n, n]', D: 'matrix[l, n]'",
        "x: 'vector[n]', y: 'vector[n]', u: 'vector[m]', w: 'unit vector[n]', q: 'probability vector[n]'",
        "Z: 'complex matrix[m, n]', X: 'complex vector[n]', R: 'stochastic matrix[n, n]'",
    ]
)


def follows(rule: str, text: str, premises: tuple[str, ...] = ()) -> bool:
    """Whether a rule gives a formula from premises."""
    claim = claim_of(" and ".join(f"({t})" for t in (text, *premises)), given=GIVEN)
    context, body = opened(claim, formula_of(claim, text))
    return rules()[rule].check(context, tuple(formula_of(claim, p) for p in premises), body)


RIGHT = [
    ("triangle inequality", "norm(x + y) <= norm(x) + norm(y)"),
    ("triangle inequality", "norm(x) + norm(2*y) >= norm(x + 2*y)"),
    ("triangle inequality", "sigma_max(A + A) <= sigma_max(A) + sigma_max(A)"),
    ("reverse triangle inequality", "norm(x) - norm(y) <= norm(x + y)"),
    ("homogeneity", "norm(c*A, fro) == abs(c)*norm(A, fro)"),
    ("homogeneity", "abs(c)*norm(A, fro) == norm(c*A, fro)"),
    ("submultiplicativity", "sigma_max(A @ C) <= sigma_max(A)*sigma_max(C)"),
    ("submultiplicativity", "forall i in 1..k: sigma_max(E[i] @ M) <= sigma_max(E[i])*sigma_max(M)"),
    ("submultiplicativity", "sigma_max(matprod(E[t] for t in 1..k)) <= product(sigma_max(E[t]) for t in 1..k)"),
    ("submultiplicativity", "sigma_max(matprod(E[t] for t in k..1 by -1)) <= product(sigma_max(E[t]) for t in 1..k)"),
    ("Cauchy-Schwarz inequality", "abs(dot(x, y)) <= norm(x)*norm(y)"),
    (
        "Cauchy-Schwarz inequality",
        "sum(x[i]*y[i] for i in 1..n)**2 <= sum(x[i]**2 for i in 1..n)*sum(y[i]**2 for i in 1..n)",
    ),
    ("comparison of norms", "norm(A, nuc) <= sqrt(m)*norm(A, fro)"),
    ("norm of a diagonal matrix", "sigma_max(diag(x)) == max_abs(x)"),
    ("norm of the identity", "norm(eye(n), fro) == sqrt(n)"),
    ("orthogonal invariance", "sigma_max(A @ U) == sigma_max(A)"),
    ("orthogonal invariance", "sigma_max(A @ U.T) == sigma_max(A)"),
    ("Weyl's inequality", "sigma_min(A) - sigma_max(B) <= sigma_min(A + B)"),
    ("Weyl's inequality", "lambda_max(S + P) <= lambda_max(S) + lambda_max(P)"),
    ("Rayleigh quotient", "x @ S @ x <= lambda_max(S)*norm(x)**2"),
    ("Rayleigh quotient", "forall i in 1..n: S[i, i] <= lambda_max(S)"),
    ("least singular value", "sigma_min(M @ N) >= sigma_min(M)*sigma_min(N)"),
    ("singular values of an inverse", "sigma_max(inv(J)) == 1/sigma_min(J)"),
    ("positive semidefinite matrix", "is_psd(A.T @ A)"),
    ("positive semidefinite matrix", "is_psd(a*P)"),
    ("positive semidefinite matrix", "trace(P @ G) >= 0"),
    ("positive semidefinite matrix", "det(G) > 0"),
    ("unit vector", "norm(w) == 1"),
    ("probability vector", "norm(softmax(x), 1) == 1"),
    ("softmax", "sigma_max(diag(q) - outer(q, q)) <= 1/2"),
    ("mean value theorem", "norm(sigmoid(x) - sigmoid(y)) <= 1/4*norm(x - y)"),
    ("stochastic matrix", "norm(R, oo) == 1"),
    ("entry by entry", "max_abs(1 - tanh(A @ x)**2) <= 1"),
    ("entry by entry", "norm(sigmoid(x)*y) <= norm(y)"),
    ("entry by entry", "0 <= sigmoid(x)"),
    ("term by term", "norm(x) <= 2*norm(x)"),
    ("term by term", "(norm(x) + norm(y))**2 == norm(x)**2 + 2*norm(x)*norm(y) + norm(y)**2"),
    ("term by term", "(1/4)**n*norm(x) == norm(x)/2**(2*n)"),
    ("term by term", "sqrt(n)*sqrt(n)*norm(x) <= (n + 1)*norm(x)"),
]

WRONG = [
    ("triangle inequality", "norm(x) + norm(y) <= norm(x + y)"),
    ("triangle inequality", "norm(x + y) == norm(x) + norm(y)"),
    ("triangle inequality", "norm(x + y) < norm(x) + norm(y)"),
    ("homogeneity", "norm(c*A, fro) == c*norm(A, fro)"),
    ("homogeneity", "norm(x/c) == norm(x)/abs(c)"),  # c may be 0
    ("submultiplicativity", "sigma_max(A @ C) == sigma_max(A)*sigma_max(C)"),
    ("submultiplicativity", "max_abs(A @ C) <= max_abs(A)*max_abs(C)"),
    ("submultiplicativity", "norm(matprod(E[t] for t in 1..k), fro) <= product(norm(E[t], fro) for t in 1..k)"),
    ("submultiplicativity", "sigma_max(matprod(E[t] for t in 1..k)) <= product(sigma_max(E[t]) for t in 1..k-1)"),
    ("comparison of norms", "norm(A, nuc) <= norm(A, fro)"),
    ("comparison of norms", "norm(x, 1) <= sqrt(m)*norm(x)"),
    ("norm of the identity", "norm(eye(n), fro) == sqrt(m)"),
    ("norm of the identity", "max_abs(eye(l)) == 1"),  # l may be 0
    ("comparison of norms", "max_abs(D) <= sigma_max(D)"),  # an empty matrix
    ("norm of a diagonal matrix", "sigma_max(diag(x)) == max(x)"),
    ("orthogonal invariance", "sigma_max(A @ M) == sigma_max(A)"),
    ("orthogonal invariance", "norm(U @ M, 1) == norm(M, 1)"),
    ("Weyl's inequality", "sigma_min(A) - sigma_min(B) <= sigma_min(A + B)"),
    ("Weyl's inequality", "lambda_max(M + N) <= lambda_max(M) + lambda_max(N)"),  # not symmetric
    ("Rayleigh quotient", "x @ S @ x <= lambda_min(S)*norm(x)**2"),
    ("Rayleigh quotient", "x @ M @ x <= lambda_max(M)*norm(x)**2"),
    ("Rayleigh quotient", "x @ S @ y <= lambda_max(S)*norm(x)**2"),
    ("least singular value", "sigma_min(A @ C) >= sigma_min(A)*sigma_min(C)"),  # not square
    ("least singular value", "sigma_min(M @ N) <= sigma_min(M)*sigma_min(N)"),
    ("singular values of an inverse", "sigma_max(inv(M)) == 1/sigma_min(M)"),
    ("condition number", "1 <= condition(M)"),
    ("spectral radius", "spectral_radius(M) == sigma_max(M)"),
    ("positive semidefinite matrix", "is_psd(M @ M)"),
    ("positive semidefinite matrix", "is_psd(c*P)"),
    ("positive semidefinite matrix", "is_psd(P @ G)"),
    ("positive semidefinite matrix", "trace(P @ S) >= 0"),
    ("positive semidefinite matrix", "det(P) > 0"),
    ("quadratic form", "0 < x @ G @ x"),  # x may be 0
    ("unit vector", "norm(x) == 1"),
    ("probability vector", "norm(x, 1) == 1"),
    ("softmax", "sigma_max(diag(x) - outer(x, x)) <= 1/2"),
    ("mean value theorem", "norm(sigmoid(x) - sigmoid(y)) <= 1/8*norm(x - y)"),
    ("stochastic matrix", "norm(R, 1) == 1"),
    ("Gram matrix", "sigma_max(Z.T @ Z) == sigma_max(Z)**2"),  # complex: the transpose does not conjugate
    ("Euclidean norm", "dot(X, X) == norm(X)**2"),
    ("entry by entry", "max_abs(tanh(x)) <= 1/2"),
    ("entry by entry", "sigma_max(tanh(A)) <= sigma_max(A)"),  # no norm that grows with the entries
    ("entry by entry", "norm(tanh(A), nuc) <= norm(A, nuc)"),
    ("entry by entry", "norm(y) <= norm(sigmoid(x)*y)"),
    ("entry by entry", "sum(sigmoid(x)) <= 1"),
    ("term by term", "2*norm(x) <= norm(x)"),
    ("term by term", "norm(x) < 2*norm(x)"),
    ("term by term", "c <= 2*c"),
    ("term by term", "norm(x)/c == norm(x)**2/(c*norm(x))"),
    ("term by term", "sqrt(c**2) == c"),
    ("term by term", "(n - 2)*norm(x) >= 0"),
]


@pytest.mark.parametrize(("rule", "text"), RIGHT, ids=[f"{r} {t}" for r, t in RIGHT])
def test_a_right_instance_is_accepted(rule: str, text: str) -> None:
    assert follows(rule, text)


@pytest.mark.parametrize(("rule", "text"), WRONG, ids=[f"{r} {t}" for r, t in WRONG])
def test_a_wrong_instance_is_refused(rule: str, text: str) -> None:
    assert not follows(rule, text)


def test_conditions_may_come_from_premises() -> None:
    assert not follows("quadratic form", "0 < x @ G @ x")
    assert follows("quadratic form", "0 < x @ G @ x", ("norm(x) > 0",))
    assert follows("positive semidefinite matrix", "is_psd(c*P)", ("c >= 0",))
    assert follows("Rayleigh quotient", "x @ M @ x <= lambda_max(M)*norm(x)**2", ("is_symmetric(M)",))
    assert follows("absolute value", "abs(c) <= a", ("c <= a", "-c <= a"))
    assert not follows("absolute value", "abs(c) <= a", ("c <= a",))
    assert follows("equal matrices", "is_psd(M)", ("is_psd(P)", "M == P"))
    assert not follows("equal matrices", "is_psd(M)", ("is_psd(P)",))


@pytest.mark.parametrize("stated", THEOREMS, ids=lambda t: t.statement)
def test_every_theorem_can_be_read(stated: Theorem) -> None:
    assert read(stated).conclusion is not None
