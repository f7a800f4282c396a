"""Which divisors and matrices are 0, or singular, on a null set at most."""

from __future__ import annotations

import pytest

from proofcheck.inference.context import opened
from proofcheck.inference.definedness import open_demands
from proofcheck.inference.replay import Refused, read, replay
from proofcheck.language.tree import Apply
from proofcheck.verdict import Certificate, Step
from tests.claim_text import claim_of

GIVEN = (
    "m: integer >= 1, n: integer >= 1, A: 'matrix[m, n]', S: 'matrix[n, n]', G: 'positive definite matrix[n, n]',"
    " Y: 'symmetric matrix[n, n]', K: 'skew matrix[n, n]', U: 'orthogonal matrix[n, n]', x: 'vector[n]',"
    " E: 'projection matrix[n, n]', N: 'nilpotent matrix[n, n]', y: real, z: real, t: 'real in {0, 1}'"
)
USED = "trace(S) + trace(G) + trace(Y) + trace(K) + trace(U) + trace(E) + trace(N) + sum(A) + sum(x) + y + z + t == 0"
LET = "let: {r: 'relu(y + 1000)', q: '1 + y**2', s: 'y*z'}"
CLAIM = claim_of(USED + " and r + q + s == 0", GIVEN, extra=LET)


@pytest.mark.parametrize(
    "term",
    [
        *("1/r", "1/(abs(y) + y)", "1/(sqrt(y**2) + y)", "1/t", "1/(t*y)", "1/(n - 3)", "1/sum(relu(x))"),
        *("inv(K)", "inv(eye(n) - E)", "inv(A.T @ A)", "inv(outer(x, x))", "inv(eye(n) + U)", "log(det(A.T @ A))"),
        "1/lambda_max(diag([y, 0]))",
    ],
)
def test_undefined_on_more_than_a_null_set(term: str) -> None:
    assert _count(term) == 1


@pytest.mark.parametrize(
    "term",
    [
        *("1/y", "1/s", "1/q", "x/norm(x)", "1/(y**2 + z**2)", "1/(1 + abs(y))", "log(abs(y))", "1/max_abs(x)"),
        *("inv(eye(n) - K)", "inv(K/2 + 3*eye(n))", "inv(eye(n) + 2*E)", "inv(eye(n) + N)", "inv(y**2*S)"),
        *("inv(S)", "inv(S + y*eye(n))", "inv(A.T @ A + eye(n))", "inv(S.T @ G @ S)", "inv(diag(x))", "log(det(G))"),
        *("1/lambda_max(Y)", "1/sigma_max(A)", "1/sigma_max(S @ S)", "1/norm(A @ x)", "y/sum(abs(x))", "logabsdet(S)"),
    ],
)
def test_undefined_on_a_null_set(term: str) -> None:
    assert _count(term) == 0


@pytest.mark.parametrize("term", ["(abs(y + 1000) + y + 1000)/(abs(y + 1000) + y + 1000)", "t/t"])
def test_a_quotient_that_is_one_only_somewhere(term: str) -> None:
    refused = replay(
        claim_of(f"{term} == 1", "y: real, t: 'real in {0, 1}'"),
        Certificate(method="derivation", steps=(Step(rule="index normal form", text=f"{term} == 1"),)),
    )
    assert isinstance(refused, Refused)
    assert refused.reason == "the sides of a link may be undefined at different instances"


def _count(term: str) -> int:
    context, body = opened(CLAIM, read(CLAIM, f"0*({term}) == 0*({term})"))
    assert isinstance(body, Apply)
    return len(open_demands(context, body.args[0]))
