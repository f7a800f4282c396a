"""TRUSTED: whether the plans that a certificate carries affirm the problems of its claim."""

from __future__ import annotations

from collections.abc import Sequence

from proofcheck.analysis.check import Followed, follow
from proofcheck.analysis.claims import Posed, posed
from proofcheck.analysis.plan import Plan, from_text
from proofcheck.analysis.prose import trusted
from proofcheck.analysis.rules.signs import relation
from proofcheck.claim import Claim
from proofcheck.meaning.boxes import check
from proofcheck.verdict import Certificate

METHOD = "real analysis"
_KEY = "plan"


def followed(found: Posed, plans: Sequence[Plan]) -> tuple[Followed, ...] | None:
    """The steps of the plans, problem by problem; None where one does not affirm its problem, or a point breaks it."""
    if len(plans) != len(found.problems):
        return None
    steps: list[Followed] = []
    for problem, plan in zip(found.problems, plans, strict=True):
        taken = follow(problem, plan)
        if taken is None or check(problem.setting, relation(problem)).broken:
            return None
        steps.extend(taken)
    return tuple(steps)


def replay(claim: Claim, certificate: Certificate) -> bool:
    """Whether the plans are followed to their ends, with no engine trusted that the certificate does not name."""
    found = posed(claim)
    if found is None:
        return False
    try:
        plans = [from_text(text) for key, text in certificate.data if key == _KEY]
    except ValueError:
        return False
    steps = followed(found, plans)
    return steps is not None and set(trusted(steps)) <= set(certificate.trusts)
