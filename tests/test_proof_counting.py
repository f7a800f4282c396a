"""Certificates by counting: what they say, that the kernel replays them, and what is said where there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofcheck import kernel
from proofcheck.portfolio import decide
from proofcheck.proof.counting import prove, told
from proofcheck.proof.partial import partial_proofs
from proofcheck.verdict import Certificate, Outcome, Samples
from tests.test_meaning_size_relations import claim

SUMMED = "summation over l in 1..d, i in 1..H, j in 1..W"
ORDERED = "schedule: a cell comes after what it reads"
EQUAL = "counting: equal polynomials"
SIGN = "counting: the sign of the difference, sizes counted from their smallest values"

STEPS = {
    "connections(m) == d*(3*W*H - W - H)*k**2": [
        (SUMMED, "connections(m) = d*k**2*(3*H*W - H - W)"),
        (EQUAL, "connections(m) == d*(3*W*H - W - H)*k**2"),
    ],
    "steps(p) <= steps(m)": [
        (ORDERED, "steps(m) = H + W + d - 2"),
        (ORDERED, "steps(p) <= d"),
        (SIGN, "steps(p) <= steps(m)"),
    ],
    "context(p[d, H, W], u) <= context(m[d, H, W], u)": [
        ("counting: the cells that are reached", "context(m[d, H, W], u) = H*W"),
        ("counting: the cells that are reached", "context(p[d, H, W], u) <= H*W"),
        (SIGN, "context(p[d, H, W], u) <= context(m[d, H, W], u)"),
    ],
    "W >= 2 => steps(p) == min(d, W + 2*H - 2)": [
        (ORDERED, "steps(p) = 2*H + W - 2 for W >= 2 and d >= 2*H + W - 2"),
        (ORDERED, "steps(p) = d for W >= 2 and d <= 2*H + W - 2"),
        (EQUAL, "W >= 2 => steps(p) == min(d, W + 2*H - 2)"),
    ],
    "connections(conv1d(z, F, stride=2, padding=1)) == 3*floor((L + 1)/2) - 1 - mod(L, 2)": [
        (
            "counting: from the shapes",
            "connections(conv1d(z, F, stride=2, padding=1)) = (3*L - 1)/2 for mod(L, 2) = 1",
        ),
        (
            "counting: from the shapes",
            "connections(conv1d(z, F, stride=2, padding=1)) = (3*L - 2)/2 for mod(L, 2) = 0",
        ),
        (EQUAL, "connections(conv1d(z, F, stride=2, padding=1)) == 3*floor((L + 1)/2) - 1 - mod(L, 2)"),
    ],
}


@pytest.mark.parametrize("text", STEPS)
def test_the_steps_of_a_proof(text: str) -> None:
    found = claim(text)
    certificate = prove(found)
    assert certificate is not None
    assert [(s.rule, s.text) for s in certificate.steps] == STEPS[text]
    assert (certificate.method, certificate.trusts, certificate.replayed) == ("counting", (), False)
    assert kernel.replay(found, certificate)


def test_a_certificate_proves_nothing_else() -> None:
    certificate = prove(claim("steps(h) == T"))
    assert certificate is not None
    assert not kernel.replay(claim("steps(h) == T + 1"), certificate)
    assert not kernel.replay(claim("steps(h) == T"), replace(certificate, trusts=("a friend",)))
    assert not kernel.replay(claim("steps(h) == T + 1"), Certificate(method="counting", steps=()))


def test_a_verdict_by_counting() -> None:
    verdict = decide(claim("steps(m) == d + W + H - 2"))
    assert verdict.outcome is Outcome.PROVED
    assert isinstance(verdict.evidence, Certificate)
    assert (verdict.evidence.method, verdict.evidence.replayed) == ("counting", True)


def test_what_is_known_of_the_counts_of_a_claim_that_is_not_proved() -> None:
    """Interpolation never proves: it is said beside the instances that support the claim."""
    found = claim("steps(g) == T - floor(T/2)")
    assert prove(found) is None
    said = told(found)
    assert said == ("`steps(g)` = T - floor(T/2) by interpolation on 4 choices of sizes, checked on 19 others",)
    assert partial_proofs(found)[-1] == said[0]
    verdict = decide(found)
    assert verdict.outcome is Outcome.SUPPORTED
    assert isinstance(verdict.evidence, Samples)
    assert said[0] in verdict.evidence.partial


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps(h) == T**2", "`steps(h)` = T for every size, by a schedule"),
        ("connections(h) == 0", "`connections(h)` = k**2*(T - 1) for every size, by summation"),
        ("steps(p) == d and W >= 2", None),
        ("forall t in 1..T: context(h[t], x) == 1", None),
    ],
)
def test_formulas_in_words(text: str, said: str | None) -> None:
    found = told(claim(text))
    if said is not None:
        assert found == (said,)
    elif "forall" in text:
        assert found == ()
    else:
        assert found[0].startswith("`steps(p)` = ")
        assert " for W >= 2 and " in found[0]
