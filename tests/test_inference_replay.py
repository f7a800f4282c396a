"""Derivations: what the kernel accepts, and the reason in full for which it refuses."""

from __future__ import annotations

import pytest

from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.verdict import Certificate, Step
from tests.claim_text import claim_of

REALS = "x: real, y: real, z: real"


def certificate(*steps: tuple[str, str, tuple[int, ...]]) -> Certificate:
    return Certificate(method="derivation", steps=tuple(Step(rule=r, text=t, premises=p) for r, t, p in steps))


def reason(claim: Claim, *steps: tuple[str, str, tuple[int, ...]]) -> str:
    refused = kernel.refusal(claim, certificate(*steps))
    return "" if refused is None else refused.reason


CHAIN = (
    ("given", "x <= y", ()),
    ("given", "y < z", ()),
    ("chain", "x < z", (0, 1)),
)


def test_a_chain_of_assumptions() -> None:
    assert reason(claim_of("x < z", REALS, "x <= y and y < z"), *CHAIN) == ""


@pytest.mark.parametrize(
    ("claim", "assume", "steps", "why"),
    [
        pytest.param("x < z", "x <= y and y <= z", CHAIN, "step 2: `given` does not give `y < z`", id="not-given"),
        pytest.param("x <= z", "x <= y and y < z", CHAIN, "`x <= z` is not concluded", id="another-conclusion"),
        pytest.param(
            "x < z",
            "x <= y and y < z",
            (("given", "x <= y", ()), ("chain", "x < z", (0, 1)), ("given", "y < z", ())),
            "step 2: a premise is no earlier step",
            id="premise-comes-later",
        ),
        pytest.param(
            "x < z", "x <= y and y < z", (("magic", "x < z", ()),), "step 1: no rule is called `magic`", id="no-rule"
        ),
        pytest.param("x < z", "x <= y and y < z", (("given", "x + z", ()),), "step 1: it is no formula", id="a-number"),
        pytest.param(
            "x < z", "x <= y and y < z", (("given", "x < w", ()),), "step 1: unknown name `w`", id="a-name-of-nothing"
        ),
        pytest.param(
            "x < z",
            "x <= y and y < z",
            (("given", "x <= y", ()), ("given", "y < z", ()), ("chain", "x < z", (1, 0))),
            "step 3: `chain` does not give `x < z`",
            id="out-of-order",
        ),
    ],
)
def test_refused(claim: str, assume: str, steps: tuple[tuple[str, str, tuple[int, ...]], ...], why: str) -> None:
    assert reason(claim_of(claim, REALS, assume), *steps) == why


def test_a_false_step_is_seen_at_an_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a rule says: each formula is also evaluated."""
    from proofcheck.inference import table

    lie = table.Rule(name="lie", check=lambda context, premises, body: True, statement="anything")
    rules = {**table.rules(), "lie": lie}
    monkeypatch.setattr("proofcheck.inference.replay.rules", lambda: rules)
    claim = claim_of("x <= x + y**2", REALS)
    assert reason(claim, ("lie", "x <= y", ()), ("lie", "x <= x + y**2", ())).startswith("`x <= y` is false at ")
    assert reason(claim, ("lie", "x <= x + y**2", ())) == ""


def test_no_step_is_partial_where_the_claim_is_not() -> None:
    """x = √x² and √x² = |x| hold where √x has a value; x = |x| does not follow."""
    claim = claim_of("abs(x) == x", REALS)
    steps = (
        ("real arithmetic", "x == sqrt(x)**2", ()),
        ("real arithmetic", "sqrt(x)**2 == abs(x)", ()),
        ("chain", "x == abs(x)", (0, 1)),
    )
    assert reason(claim, *steps) != ""


def test_sides_that_are_undefined_at_different_instances() -> None:
    claim = claim_of("log(x*y) == log(x) + log(y)", REALS)
    why = "the sides of a link may be undefined at different instances"
    assert reason(claim, ("given", "log(x*y) == log(x) + log(y)", ())) != ""
    same = claim_of("log(x*y) == log(y*x)", REALS)
    assert reason(same, ("equals for equals", "log(x*y) == log(y*x)", ())) != why


def test_nothing_is_proved_of_no_instance() -> None:
    claim = claim_of("x < y", REALS, "x < y and y < x")
    assert reason(claim, ("given", "x < y", ())) == "no instance was found at which the claim has a meaning"
