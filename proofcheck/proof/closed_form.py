"""Relations between numbers, decided by balls; replayed by the kernel."""

from __future__ import annotations

from proofcheck.claim import Claim
from proofcheck.meaning.arguments import CLOSED
from proofcheck.proof.links import by_methods
from proofcheck.verdict import Certificate


def prove(claim: Claim) -> Certificate | None:
    """A certificate, or None where the method does not reach."""
    return by_methods(claim, CLOSED)
