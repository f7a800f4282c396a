"""Jobs and limits: what a run asks of a worker, and how a stop is put into words."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from proofcheck.claim import Claim, Policy
from proofcheck.run.job import Job, Limits, after_seconds, at_memory, is_internal, stopped, undecided
from proofcheck.verdict import Outcome, Samples, Verdict

JOB = Job(path="a.claims.yaml", text="…", claim_id="a", seconds=Fraction(1, 3), megabytes=100, seed=5)


def test_a_job_survives_json() -> None:
    assert Job.from_json(json.loads(json.dumps(JOB.as_json()))) == JOB


def test_a_job_s_limits_replace_those_of_the_claim() -> None:
    assert JOB.policy(Policy(expect="refuted")) == Policy(
        expect="refuted", seconds=Fraction(1, 3), megabytes=100, seed=5
    )


@pytest.mark.parametrize(
    ("limits", "written", "seconds"),
    [
        (Limits(), Policy(), 20),
        (Limits(), Policy(seconds=Fraction(60)), 60),
        (Limits(budget=Fraction(5)), Policy(seconds=Fraction(60)), 5),
        (Limits(default_budget=Fraction(5)), Policy(), 5),
        (Limits(default_budget=Fraction(5)), Policy(seconds=Fraction(60)), 60),
        (Limits(budget=Fraction(7), default_budget=Fraction(5)), Policy(), 7),
    ],
    ids=["default", "own", "run-wins", "setting-is-a-default", "own-beats-setting", "run-beats-setting"],
)
def test_whose_budget_holds(limits: Limits, written: Policy, seconds: int) -> None:
    assert limits.job(Claim(id="a", text="x == x", policy=written), "p", "t").seconds == seconds


def test_a_stop_keeps_what_was_established() -> None:
    interim = Verdict(claim_id="a", outcome=Outcome.SUPPORTED, evidence=Samples(instances=3), notes=("one",))
    verdict = stopped(JOB, "after 20 s", "proof", interim, 20.00049)
    assert verdict.outcome is Outcome.SUPPORTED
    assert verdict.notes == ("one", "stopped after 20 s in proof")
    assert verdict.seconds == 20.0


def test_a_stop_before_anything_is_known_is_undecided() -> None:
    verdict = stopped(JOB, "at 2 GiB", "search", None, 1.5)
    assert verdict == Verdict(claim_id="a", outcome=Outcome.UNDECIDED, reason="stopped at 2 GiB in search", seconds=1.5)


@pytest.mark.parametrize(
    ("seconds", "words"), [(Fraction(20), "after 20 s"), (Fraction(1, 2), "after 0.5 s")], ids=["whole", "half"]
)
def test_seconds_in_words(seconds: Fraction, words: str) -> None:
    assert after_seconds(seconds) == words


@pytest.mark.parametrize(("size", "words"), [(2048, "at 2 GiB"), (300, "at 300 MiB")], ids=["gib", "mib"])
def test_memory_in_words(size: int, words: str) -> None:
    assert at_memory(size) == words


@pytest.mark.parametrize(
    ("reason", "internal"),
    [("internal error in search: KeyError: 1", True), ("stopped after 20 s in internal error", False)],
    ids=["defect", "stop"],
)
def test_a_defect_is_told_from_a_limit(reason: str, internal: bool) -> None:
    assert is_internal(undecided(JOB, reason)) is internal
