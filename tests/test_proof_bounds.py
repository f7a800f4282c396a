"""Estimates: proofs for all sizes that the kernel replays, and none of what is false."""

from __future__ import annotations

from pathlib import Path

import pytest
from claim_text import claim_of

from proofcheck.claim import Claim
from proofcheck.inference.replay import Refused, replay
from proofcheck.load.yaml import load
from proofcheck.proof.bounds import prove, prove_at_once

MATRIX = Path(__file__).parent.parent / "benchmarks" / "matrix"


def _corpus(name: str, area: str = "inequalities") -> tuple[Claim, ...]:
    loaded = load(MATRIX / f"{area}-{name}.claims.yaml")
    assert not loaded.problems
    return loaded.claims


TRUE, FALSE = _corpus("true"), _corpus("false")


def _steps(claim: Claim) -> list[tuple[str, str]]:
    certificate = prove(claim)
    assert certificate is not None
    return [(step.rule, step.text) for step in certificate.steps]


def test_each_statement_has_a_twin() -> None:
    assert [c.id for c in TRUE] == [c.id for c in FALSE]


@pytest.mark.parametrize("claim", _corpus("true", "perturbations")[::3], ids=lambda c: c.id)
def test_perturbations_and_iterations(claim: Claim) -> None:
    certificate = prove(claim)
    assert certificate is not None
    assert not isinstance(replay(claim, certificate), Refused)


@pytest.mark.parametrize("claim", _corpus("false", "perturbations")[::3], ids=lambda c: c.id)
def test_their_false_twins_are_not_proved(claim: Claim) -> None:
    assert prove(claim) is None


def test_what_takes_long_is_left_for_after_the_search() -> None:
    given = {"given": "n: integer >= 1, w: real >= -1, W: 'matrix[n, n]'"}
    assert prove_at_once(claim_of("sigma_max(W @ W) <= sigma_max(W)**2", **given)) is not None
    bernoulli = claim_of("(1 + w)**n >= 1 + n*w", **given)
    assert prove_at_once(bernoulli) is None
    assert prove(bernoulli) is not None


@pytest.mark.parametrize("claim", TRUE[::4], ids=lambda c: c.id)
def test_textbook_inequalities_are_proved_and_replayed(claim: Claim) -> None:
    certificate = prove(claim)
    assert certificate is not None
    assert not isinstance(replay(claim, certificate), Refused)


@pytest.mark.parametrize("claim", FALSE[::4], ids=lambda c: c.id)
def test_false_twins_are_not_proved(claim: Claim) -> None:
    assert prove(claim) is None


def test_a_layer() -> None:
    claim = claim_of("sigma_max(jacobian(tanh(W @ x), x)) <= sigma_max(W)", given="W: 'matrix[m, n]', x: 'vector[n]'")
    slopes = "1 - tanh(W @ x)**2"
    assert _steps(claim) == [
        ("index normal form", f"jacobian(tanh(W @ x), x) == diag({slopes}) @ W"),
        ("equals for equals", f"sigma_max(jacobian(tanh(W @ x), x)) == sigma_max(diag({slopes}) @ W)"),
        ("submultiplicativity", f"sigma_max(diag({slopes}) @ W) <= sigma_max(diag({slopes}))*sigma_max(W)"),
        ("norm of a diagonal matrix", f"sigma_max(diag({slopes})) == max_abs({slopes})"),
        ("equals for equals", f"sigma_max(diag({slopes}))*sigma_max(W) == max_abs({slopes})*sigma_max(W)"),
        ("entry by entry", f"max_abs({slopes}) <= 1"),
        ("monotonicity", f"max_abs({slopes})*sigma_max(W) <= 1*sigma_max(W)"),
        ("term by term", "1*sigma_max(W) == sigma_max(W)"),
        ("chain", "sigma_max(jacobian(tanh(W @ x), x)) <= sigma_max(W)"),
    ]


ASSUMED = [
    ("sigma_max(A @ B) <= 1/2*sigma_max(B)", "sigma_max(A) == 1/2", True),
    ("sigma_max(A @ B) <= 1/3*sigma_max(B)", "sigma_max(A) == 1/2", False),
    ("norm(A @ B, 2) <= c*norm(B, 2)", "c >= norm(A, 2)", True),
    ("norm(A @ B, 2) <= c*norm(B, 2)", "c >= spectral_radius(A)", False),
    ("sigma_min(eye(n) + A) >= 1/2", "sigma_max(A) <= 1/2", True),
    ("sigma_min(eye(n) + A) >= 1/2", "sigma_min(A) <= 1/2", False),
    ("norm(x + y) <= 2", "norm(x) <= 1 and norm(y) <= 1", True),
    ("norm(x + y) < 2", "norm(x) <= 1 and norm(y) <= 1", False),
    ("is_psd(c*eye(n) - S)", "lambda_max(S) <= c", True),
    ("is_psd(c*eye(n) - S)", "lambda_min(S) <= c", False),
]
GIVEN = "A: 'matrix[n, n]', B: 'matrix[n, n]', S: 'symmetric matrix[n, n]', x: 'vector[n]', y: 'vector[n]', c: real"


@pytest.mark.parametrize(("text", "assume", "proved"), ASSUMED, ids=[f"{t} if {a}" for t, a, _ in ASSUMED])
def test_assumptions_are_used(text: str, assume: str, proved: bool) -> None:
    assert (prove(claim_of(text, given=GIVEN, assume=assume)) is not None) is proved


RECURRENCE = "let: {'h[0]': x0, 'h[j]': 'tanh(W @ h[j-1])'}"
DEPTH = [
    ("sigma_max(jacobian(h[n], h[0])) <= (1/2)**n", "sigma_max(W) == 1/2", True),
    ("sigma_max(jacobian(h[n], h[0])) <= (1/2)**(n + 1)", "sigma_max(W) == 1/2", False),
    ("sigma_max(jacobian(h[n], h[0])) <= sigma_max(W)**n", "", True),
    ("sigma_max(jacobian(h[n], h[0])) <= spectral_radius(W)**n", "", False),
]


@pytest.mark.parametrize(("text", "assume", "proved"), DEPTH, ids=[t for t, _, _ in DEPTH])
def test_bounds_over_depth(text: str, assume: str, proved: bool) -> None:
    given = "n: integer >= 1, d: integer >= 1, W: 'matrix[d, d]', x0: 'vector[d]'"
    claim = claim_of(text, given=given, assume=assume, extra=RECURRENCE)
    certificate = prove(claim)
    assert (certificate is not None) is proved
    if certificate is not None:
        assert not isinstance(replay(claim, certificate), Refused)


INDUCTION = [
    ("norm(s[n]) <= sigma_max(W)**n*norm(v)", "", True),
    ("norm(s[n]) <= sigma_max(W)**(n - 1)*norm(v)", "", False),
    ("norm(s[n]) >= sigma_min(W)**n*norm(v)", "", True),
    ("norm(s[n]) <= norm(v)", "sigma_max(W) <= 1", True),
    ("norm(s[n]) <= norm(v)", "spectral_radius(W) <= 1", False),
    ("sum(k for k in 1..n) <= n**2", "", True),
    ("sum(k for k in 1..n) <= n", "", False),
    ("r**n >= 1", "", True),
    ("r**n <= 1", "", False),
]


@pytest.mark.parametrize(("text", "assume", "proved"), INDUCTION, ids=[f"{t} if {a}" for t, a, _ in INDUCTION])
def test_induction(text: str, assume: str, proved: bool) -> None:
    given = "n: integer >= 1, d: integer >= 1, W: 'matrix[d, d]', v: 'vector[d]', r: real >= 1"
    claim = claim_of(text, given=given, assume=assume, extra="let: {'s[0]': v, 's[t]': 'W @ s[t-1]'}")
    certificate = prove(claim)
    assert (certificate is not None) is proved
    if certificate is not None:
        assert not isinstance(replay(claim, certificate), Refused)
