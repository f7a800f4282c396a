"""Each prover's certificates: the method, the rule in words, what it trusts, and that the kernel replays them."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy

from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.meaning.arguments import BASIC
from proofcheck.proof import provers
from proofcheck.proof.partial import partial_proofs
from proofcheck.verdict import Certificate
from tests.claim_text import claim_of

PROVERS = {p.name: p for p in provers()}
SYMPY = (f"SymPy {sympy.__version__}: simplify",)


def first(claim: Claim) -> tuple[str, Certificate] | None:
    for prover in provers():
        certificate = prover.prove(claim)
        if certificate is not None and (certificate.trusts or kernel.refusal(claim, certificate) is None):
            return prover.name, certificate
    return None


@pytest.mark.parametrize(
    ("text", "given", "prover", "method", "rule"),
    [
        pytest.param(
            "sin(2*x) == 2*sin(x)*cos(x)",
            "x: real",
            "identities",
            "rational identity",
            "rational identity: equal normal forms",
            id="identity",
        ),
        pytest.param(
            "x*(1 - x) <= 1/4", "x: real", "ranges", "range", "range: sign of the difference", id="inequality"
        ),
        pytest.param(
            "abs(x + y) <= abs(x) + abs(y)",
            "x: real, y: real",
            "ranges",
            "range",
            "range: cases by sign, sign of the difference; 11 cases",
            id="cases",
        ),
        pytest.param(
            "exp(x) >= 1 + x",
            "x: real",
            "derivatives",
            "derivatives",
            "derivatives: monotone in x away from 0",
            id="tangent",
        ),
        pytest.param(
            "diff(f(g(x)), x) == f'(g(x))*g'(x)",
            "x: real, f: function(real) -> real, g: function(real) -> real",
            "index notation",
            "derivation",
            "index normal form",
            id="every-function",
        ),
        pytest.param(
            "abs(tanh(f(x))) < 1",
            "x: real, f: function(real) -> real",
            "ranges",
            "range",
            "range: cases by sign, sign of the difference; 3 cases",
            id="range-over-every-function",
        ),
        pytest.param(
            "gamma(1/3) > 2", "x: real", "closed form", "closed form", "closed form: balls of 64 bits", id="number"
        ),
        pytest.param(
            "exp(x) + cos(3*x) > 1/2", "x: 'real in [0, 1]'", "boxes", "boxes", "boxes: 3 boxes", id="covering"
        ),
        pytest.param(
            "factorial(n) <= n**n",
            "n: integer in 1..6",
            "enumeration",
            "enumeration",
            "closed form (exact arithmetic)",
            id="finite-sizes",
        ),
    ],
)
def test_replayed_certificates(text: str, given: str, prover: str, method: str, rule: str) -> None:
    claim = claim_of(text, given)
    certificate = PROVERS[prover].prove(claim)
    assert certificate is not None
    assert (certificate.method, certificate.steps[0].rule) == (method, rule)
    assert certificate.trusts == ()
    assert kernel.replay(claim, certificate)


@pytest.mark.parametrize("method", [*BASIC, "enumeration"])
@pytest.mark.parametrize(
    "text", ["x**2 == x", "x > 0", "log(x**2) == 2*log(x)", "x/x == 1 + 0*log(x)", "exp(x) >= 2 + x"]
)
def test_kernel_refuses_false_certificates(method: str, text: str) -> None:
    assert not kernel.replay(claim_of(text, "x: real"), Certificate(method=method, steps=()))


def test_kernel_refuses_a_method_for_another_claim() -> None:
    claim = claim_of("x + y == y + x")
    assert kernel.replay(claim, Certificate(method="rational identity", steps=()))
    assert not kernel.replay(claim, Certificate(method="enumeration", steps=()))
    assert not kernel.replay(claim, Certificate(method="nonesuch", steps=()))
    assert not kernel.replay(claim, Certificate(method="rational identity", steps=(), trusts=SYMPY))


def test_sympy_is_named() -> None:
    claim = claim_of("gamma(x + 2) == x*(x + 1)*gamma(x)", "x: real > 0")
    certificate = PROVERS["computer algebra"].prove(claim)
    assert certificate is not None
    assert certificate.trusts == SYMPY
    assert not kernel.replay(claim, certificate)
    assert not kernel.replay(claim, replace(certificate, trusts=()))


@pytest.mark.parametrize(
    ("text", "given", "assume"),
    [
        pytest.param("sum(2**i for i in 1..n) == 2**(n + 1) - 1", "n: integer >= 1", "", id="unbounded-size"),
        pytest.param("f(2*x) == 2*f(x)", "x: real, f: function(real) -> real", "", id="function"),
        pytest.param("f(f(x)) == f(x)", "x: real, f: function(real) -> real", "f(x) > x", id="function-assumed"),
        pytest.param("x == x + 1", "x: real", "x**2 < 0", id="negative-square"),
        pytest.param("x == x + 1", "x: real, y: real", "x > 1 and x < 0", id="contradiction"),
        pytest.param("x/x == 1", "x: real", "x == 0", id="nowhere-defined"),
        pytest.param("log(x) == log(x)", "x: real < 0", "", id="outside-the-domain"),
        pytest.param("inv(A) @ A == eye(2)", "A: 'matrix[2, 2]'", "det(A) == 0", id="singular"),
        pytest.param("n**2 <= 2**n", "n: integer in 1..30", "", id="one-false-size"),
        pytest.param("trace(eye(d)) != 7", "d: integer in 1..8", "", id="one-false-dimension"),
        pytest.param("abs(z)**2 == z**2", "z: complex", "", id="complex"),
    ],
)
def test_nothing_is_proved(text: str, given: str, assume: str) -> None:
    claim = claim_of(text, given, assume)
    found = first(claim)
    assert found is None or kernel.refusal(claim, found[1]) is not None


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        pytest.param("sum(i for i in 1..n) == n*(n + 1)/2", "n: integer >= 0", ("proved for n = 0; n = 1",), id="sum"),
        pytest.param("A.T.T == A", "A: 'matrix[n, n]'", ("proved for n = 1; n = 2",), id="dimension"),
        pytest.param("det(2*A) == 2*det(A)", "A: 'matrix[n, n]'", ("proved for n = 1",), id="only-one"),
        pytest.param("n < n", "n: integer >= 1", (), id="never"),
        pytest.param(
            "is_symmetric(hessian(J(u), u))",
            "u: 'vector[n]', J: 'function(vector[n]) -> real'",
            ("proved for n = 1; n = 2",),
            id="every-function",
        ),
        pytest.param(
            "det(hessian(J(u), u)) == hessian(J(u), u)[1, 1]",
            "u: 'vector[n]', J: 'function(vector[n]) -> real'",
            ("proved for n = 1",),
            id="functions-of-one-variable",
        ),
        pytest.param("x == x", "x: real", (), id="no-sizes"),
    ],
)
def test_partial_proofs(text: str, given: str, expected: tuple[str, ...]) -> None:
    assert partial_proofs(claim_of(text, given)) == expected
