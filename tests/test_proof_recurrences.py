"""Derivations along recurrences: the corpus of textbook statements is proved and replayed, its false twins are not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from proofcheck.claim import Claim
from proofcheck.inference.replay import Refused, replay
from proofcheck.load.yaml import load
from proofcheck.proof import induction, recurrences
from proofcheck.prune import without_unused
from proofcheck.verdict import Certificate

CORPUS = Path(__file__).parent.parent / "benchmarks" / "matrix"
OPEN = {"jacobian-at-the-fixed-point"}
# Where the derivation is worth reading: its rules, in order.
RULES = {
    "rnn-chain-rule": ("chain rule",),
    "gru-adjoint-of-the-gate": ("identity in the derivatives", "chain"),
    "geometric-sequence": (
        "unfolding",
        "index normal form",
        "chain",
        "unfolding",
        "equals for equals",
        "index normal form",
        "chain",
        "chain",
        "induction",
        "given",
    ),
}


@cache
def corpus(kind: str) -> dict[str, Claim]:
    loaded = load(CORPUS / f"recurrences-{kind}.claims.yaml")
    assert not loaded.problems
    return {claim.id: without_unused(claim) for claim in loaded.claims}


def proved(claim: Claim) -> Certificate | None:
    certificate = recurrences.prove(claim) or induction.prove(claim)
    if certificate is not None:
        assert not isinstance(replay(claim, certificate), Refused)
    return certificate


@pytest.mark.parametrize("name", sorted(set(corpus("true")) - OPEN))
def test_a_textbook_statement_is_proved_for_every_size(name: str) -> None:
    certificate = proved(corpus("true")[name])
    assert certificate is not None
    if name in RULES:
        assert tuple(step.rule for step in certificate.steps)[-len(RULES[name]) :] == RULES[name]


@pytest.mark.parametrize("name", sorted(corpus("false")))
def test_its_false_twin_is_not_proved(name: str) -> None:
    assert proved(corpus("false")[name]) is None


def test_every_statement_has_a_twin() -> None:
    assert corpus("true").keys() == corpus("false").keys()
    assert len(corpus("true")) >= 30
