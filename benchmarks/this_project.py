"""proofcheck itself: the whole verdict, and the time until it stood."""

from __future__ import annotations

import time

import proofcheck
from benchmarks.outcome import PROVED, REFUTED, UNDECIDED, Answer
from benchmarks.peer import Peer
from proofcheck.claim import Claim
from proofcheck.portfolio import decide
from proofcheck.verdict import Certificate, Outcome, Verdict


def answer(claim: Claim) -> Answer:
    """The verdict; `parts` has the processor time until it stood, without the search for what would have been right."""
    since = time.process_time()
    marks: dict[str, float] = {}

    def heard(phase: str, standing: Verdict | None) -> None:
        marks.setdefault(phase, time.process_time() - since)

    verdict = decide(claim, report=heard)
    stood = marks.get("explanation", time.process_time() - since)
    outcome = {Outcome.PROVED: PROVED, Outcome.REFUTED: REFUTED}.get(verdict.outcome, UNDECIDED)
    evidence = verdict.evidence
    detail = evidence.method if isinstance(evidence, Certificate) else f"{verdict.outcome}: {verdict.reason}"
    return Answer(outcome=outcome, detail=detail, parts={"verdict": round(stood, 5)})


def peer() -> Peer:
    return Peer(name="proofcheck", version=getattr(proofcheck, "__version__", ""), decide=answer)
