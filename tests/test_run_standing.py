"""What a verdict means to the author of the claim: `expect`, `require` and `skip`."""

from __future__ import annotations

import pytest
from fake_decide import proved, refuted, supported

from proofcheck.claim import Claim, Policy
from proofcheck.run.standing import complaint, judged
from proofcheck.source import Source, Span
from proofcheck.verdict import Outcome, Verdict

CLAIM = Claim(id="a", text="x == x", span=Span(source=Source(path="f", text="1\n2\n3"), start=2, end=3))
VERDICTS = {
    "proved": proved(CLAIM),
    "supported": supported(CLAIM),
    "refuted": refuted(CLAIM),
    "undecided": Verdict(claim_id="a", outcome=Outcome.UNDECIDED, reason="vacuous: no instance"),
    "skipped": Verdict(claim_id="a", outcome=Outcome.SKIPPED, reason="by hand"),
    "malformed": Verdict(claim_id="a", outcome=Outcome.MALFORMED, reason="no id"),
}
PROOF = "a proof is required"
COUNTER = "a counterexample was expected"
WRONG = "it does not hold"
VACUOUS = "vacuous: no instance"


@pytest.mark.parametrize(
    ("policy", "run", "expected"),
    [
        (Policy(), "", {"refuted": WRONG}),
        (Policy(expect="refuted"), "", {"proved": COUNTER, "supported": COUNTER}),
        (Policy(expect="refuted"), "proof", {"proved": COUNTER, "supported": COUNTER}),
        (Policy(expect="proved"), "", {"supported": PROOF, "refuted": WRONG}),
        (Policy(expect="supported"), "", {"refuted": WRONG}),
        (Policy(expect="supported"), "proof", {"refuted": WRONG}),
        (Policy(expect="supported", require="proof"), "", {"supported": PROOF, "refuted": WRONG}),
        (Policy(require="proof"), "", {"supported": PROOF, "refuted": WRONG}),
        (Policy(), "proof", {"supported": PROOF, "refuted": WRONG}),
    ],
    ids=[
        "nothing",
        "expect-refuted",
        "expect-refuted-run-proof",
        "expect-proved",
        "expect-supported",
        "expect-supported-run-proof",
        "expect-supported-require-proof",
        "require-proof",
        "run-proof",
    ],
)
def test_what_is_wrong_with_each_verdict(policy: Policy, run: str, expected: dict[str, str]) -> None:
    every = {name: complaint(verdict, policy, run) for name, verdict in VERDICTS.items()}
    assert {name: told for name, told in every.items() if told} == {
        **expected,
        "undecided": VACUOUS,
        "malformed": "no id",
    }


def test_a_result_knows_its_line() -> None:
    result = judged(CLAIM, VERDICTS["refuted"], path="f")
    assert (result.line, result.id, result.fine, result.complaint) == (2, "a", False, WRONG)
