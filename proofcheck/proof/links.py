"""Certificates for claims without sizes, link by link: what the provers on unrolled scalars have in common."""

from __future__ import annotations

from collections.abc import Sequence

from proofcheck.claim import Claim
from proofcheck.meaning.arguments import BASIC, Argued, argue
from proofcheck.meaning.finite import sizes_of
from proofcheck.verdict import Certificate, Step


def by_methods(claim: Claim, last: str) -> Certificate | None:
    """A certificate by the methods up to `last`, which at least one link needs; None for a claim with sizes."""
    if sizes_of(claim):
        return None
    argued = argue(claim, {}, BASIC[: BASIC.index(last) + 1])
    if argued is None or all(a.method != last for a in argued):
        return None
    return Certificate(method=last, steps=steps(claim, argued))


def steps(claim: Claim, argued: Sequence[Argued]) -> tuple[Step, ...]:
    """One step a link: the rule and the relation it concludes."""
    return tuple(
        Step(rule=f"{a.method}: {a.detail}", text=link.text) for a, link in zip(argued, claim.links, strict=True)
    )
