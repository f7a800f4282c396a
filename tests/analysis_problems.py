"""Problems of real analysis from the text of a claim, for tests."""

from __future__ import annotations

from proofcheck.analysis.claims import posed
from proofcheck.analysis.problem import Problem
from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text


def claim_of(text: str, given: str) -> Claim:
    """A claim with the types of its variables: `x: "real > 0"`."""
    loaded = load_text(
        f"proofcheck: 1\nclaims:\n  - id: c\n    given: {{{given}}}\n    claim: '{text}'\n", "t.claims.yaml"
    )
    assert loaded.problems == ()
    return loaded.claims[0]


def problem_of(text: str, given: str) -> Problem:
    """The first problem that a claim consists of."""
    found = posed(claim_of(text, given))
    assert found is not None
    return found.problems[0]
