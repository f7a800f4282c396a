"""A prover: equal trees on both sides of an equation are equal."""

from __future__ import annotations

from proofcheck.claim import Claim
from proofcheck.language.tree import Apply
from proofcheck.verdict import Certificate, Step


def prove(claim: Claim) -> Certificate | None:
    """A certificate if every link is `e == e`, which holds wherever `e` is defined."""
    for link in claim.links:
        if not (isinstance(link.node, Apply) and link.node.op == "==" and link.node.args[0] == link.node.args[1]):
            return None
    steps = tuple(Step(rule="both sides are the same expression", text=link.text) for link in claim.links)
    return Certificate(method="reflexive", steps=steps, trusts=("proofcheck-example 0.1.0",))
