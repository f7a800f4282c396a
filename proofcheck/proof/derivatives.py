"""Relations of smooth functions, by the signs of derivatives away from a known value; replayed by the kernel."""

from __future__ import annotations

from proofcheck.claim import Claim
from proofcheck.meaning.arguments import DERIVATIVES
from proofcheck.proof.links import by_methods
from proofcheck.verdict import Certificate


def prove(claim: Claim) -> Certificate | None:
    """A certificate, or None where the method does not reach."""
    return by_methods(claim, DERIVATIVES)
