"""Whether a verdict is what the claim's author asked for: `expect`, `require` and `skip`, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from proofcheck.claim import Claim, Policy
from proofcheck.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A verdict with its claim and what it means there: `complaint` is empty exactly when all is as asked.

    `claim` is None where the text is malformed; `line` is 1-based, None where there is no place to point at.
    """

    path: str
    line: int | None
    verdict: Verdict
    claim: Claim | None = None
    complaint: str = ""

    @property
    def id(self) -> str:
        return self.verdict.claim_id

    @property
    def outcome(self) -> Outcome:
        return self.verdict.outcome

    @property
    def fine(self) -> bool:
        return not self.complaint


def judged(claim: Claim, verdict: Verdict, *, path: str, require: str = "") -> Result:
    """The verdict on a claim, held against what its author and the run ask for."""
    line = None if claim.span is None else claim.span.line
    return Result(
        path=path, line=line, verdict=verdict, claim=claim, complaint=complaint(verdict, claim.policy, require)
    )


def complaint(verdict: Verdict, policy: Policy, require: str = "") -> str:
    """What is wrong with a verdict, empty if nothing.

    `expect: refuted` is met by `refuted` alone. `expect: proved`, `require: proof` and a run that requires proofs are
    met by `proved`; `expect: supported` excuses a claim from what the run requires. Undecided is never met.
    """
    match verdict.outcome:
        case Outcome.SKIPPED:
            return ""
        case Outcome.REFUTED:
            return "" if policy.expect == "refuted" else "it does not hold"
        case Outcome.UNDECIDED | Outcome.MALFORMED:
            return verdict.reason
    if policy.expect == "refuted":
        return "a counterexample was expected"
    needs_proof = "proved" in policy.expect or policy.require == "proof" or (require == "proof" and not policy.expect)
    return "a proof is required" if needs_proof and verdict.outcome is Outcome.SUPPORTED else ""
