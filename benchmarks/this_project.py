"""proofcheck itself: the whole verdict, search and proof, with the time that each of them took."""

from __future__ import annotations

import proofcheck
from benchmarks.outcome import PROVED, REFUTED, UNDECIDED, Answer
from benchmarks.peer import Peer
from proofcheck.claim import Claim
from proofcheck.portfolio import decide
from proofcheck.verdict import Certificate, Outcome

_SEARCH = frozenset({"search", "explanation"})


def answer(claim: Claim) -> Answer:
    verdict = decide(claim)
    search = sum(a.seconds for a in verdict.attempts if a.method in _SEARCH)
    proof = sum(a.seconds for a in verdict.attempts if a.method not in _SEARCH)
    outcome = {Outcome.PROVED: PROVED, Outcome.REFUTED: REFUTED}.get(verdict.outcome, UNDECIDED)
    evidence = verdict.evidence
    detail = evidence.method if isinstance(evidence, Certificate) else f"{verdict.outcome}: {verdict.reason}"
    return Answer(outcome=outcome, detail=detail, parts={"search": round(search, 3), "proof": round(proof, 3)})


def peer() -> Peer:
    return Peer(name="proofcheck", version=getattr(proofcheck, "__version__", ""), decide=answer)
