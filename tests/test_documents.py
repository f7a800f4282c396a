"""The statements of the documents: what is true is proved for every size and depth, what is false refuted."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from proofcheck.load.yaml import load
from proofcheck.portfolio import decide
from proofcheck.verdict import Verdict, Witness

ROOT = Path(__file__).parent.parent
CLAIMS = (
    "exploding-and-vanishing-gradients",
    "gradients-second-solution",
    "convolution-gated-and-attention-rnn",
    "lstm-mdrnn-and-reversible-momentum",
    "recurrent-gradient-notes",
)
FAILS = frozenset(
    [
        "a10",
        "a12",
        "a15",
        "a16",
        "a17",
        "a18",
        "a20",
        "a23",
        "a24",
        "a25",
        "a27",
        "a28",
        "a29",
        "a30",
        "a39",
        "b10",
        "b11",
        "b13",
        "b15",
        "b17",
        "b22",
        "b24",
        "b25",
        "b26",
        "b27",
        "c02",
        "c06",
        "c07",
        "c13",
        "c14",
        "c15",
        "c16",
        "c18",
        "c20",
        "c22",
        "c23",
        "c24",
        "d02",
        "d08",
        "d16",
        "e03",
        "e13",
        "e16",
    ]
)
SKIPPED = frozenset(["a31", "b28", "c01", "c19", "c26", "d18"])
STATEMENTS = {"a": 40, "b": 28, "c": 26, "d": 18, "e": 16}


@cache
def _claims(path: Path) -> dict[str, object]:
    loaded = load(path)
    assert loaded.problems == ()
    return {claim.id: claim for claim in loaded.claims}


def _all(folder: str, prefix: str = "") -> list[tuple[Path, str]]:
    paths = [ROOT / folder / f"{prefix}{name}.claims.yaml" for name in CLAIMS]
    return [(path, claim_id) for path in paths for claim_id in _claims(path)]


def _decide(path: Path, claim_id: str) -> Verdict:
    return decide(_claims(path)[claim_id])


def test_every_statement_is_claimed() -> None:
    """No statement of the documents is left out."""
    ids = {claim_id.split("-")[0] for _, claim_id in _all("claims")}
    assert ids == {f"{letter}{number:02}" for letter, count in STATEMENTS.items() for number in range(1, count + 1)}


def test_claims_carry_no_expectation() -> None:
    """The claim files say what the documents say; the key stands here."""
    assert {c.policy.expect for path, _ in _all("claims") for c in _claims(path).values()} == {""}


@pytest.mark.parametrize(("path", "claim_id"), _all("claims"), ids=[c for _, c in _all("claims")])
def test_verdict_is_the_key_s(path: Path, claim_id: str) -> None:
    verdict = _decide(path, claim_id)
    key = claim_id.split("-")[0]
    if key in SKIPPED:
        assert verdict.outcome == "skipped"
    elif key in FAILS:
        assert verdict.outcome == "refuted", verdict.reason
        assert isinstance(verdict.evidence, Witness)
        assert verdict.evidence.certified
    else:
        assert verdict.outcome == "proved", verdict.reason


CORRECTED = _all("tests/documents", "corrected-")


@pytest.mark.parametrize(("path", "claim_id"), CORRECTED, ids=[c for _, c in CORRECTED])
def test_corrected_statement_is_not_refuted(path: Path, claim_id: str) -> None:
    assert _decide(path, claim_id).outcome in ("proved", "supported")


def test_every_wrong_statement_has_a_corrected_one() -> None:
    assert {claim_id.split("-")[0] for _, claim_id in CORRECTED} == FAILS
