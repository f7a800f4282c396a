"""Equations of arrays of any size: both sides as sums of products of entries, which the kernel compares again."""

from __future__ import annotations

from proofcheck.claim import Claim
from proofcheck.inference.context import closed, opened
from proofcheck.inference.rules_logic import as_equation
from proofcheck.language.tree import Apply, Node
from proofcheck.proof.derivation import Derivation
from proofcheck.verdict import Certificate


def prove(claim: Claim) -> Certificate | None:
    """A derivation that concludes every link by its normal forms, or None."""
    derivation = Derivation(claim)
    conclusions = []
    for link in claim.links:
        number = equation(derivation, link.node)
        if number is None:
            return None
        conclusions.append(number)
    return derivation.certificate(conclusions) if conclusions else None


def equation(derivation: Derivation, formula: Node) -> int | None:
    """The step that concludes an equation, or every equation of a conjunction."""
    place, body = opened(derivation.claim, formula)
    if not isinstance(body, Apply):
        return None
    if body.op == "and":
        parts = [equation(derivation, closed(place, part)) for part in body.args]
        return None if None in parts else derivation.add("conjunction", formula, [p for p in parts if p is not None])
    return None if as_equation(body) is None else derivation.add("index normal form", formula)
