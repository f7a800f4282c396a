"""Growth of functions of sizes, by domination with constants or by comparison of leading monomials.

The kernel replays the argument; the steps name the rules and the constants C and N.
"""

from __future__ import annotations

from proofcheck.claim import Claim
from proofcheck.meaning.arguments import GROWTH
from proofcheck.meaning.growth_links import affirmed, without_growth
from proofcheck.proof import counting
from proofcheck.verdict import Certificate, Step

_MOST = 24  # steps that are shown


def prove(claim: Claim) -> Certificate | None:
    """A certificate with the constants of every relation, or None."""
    found = affirmed(claim)
    if found is None:
        return None
    counted = counting.prove(without_growth(claim))
    steps: list[Step] = [*counted.steps] if counted is not None else []
    for link, decisions in zip(claim.links, found, strict=True):
        for decision in decisions:
            steps += [Step(rule=rule, text=text) for rule, text in decision.steps]
            steps.append(Step(rule=f"{GROWTH}: {decision.words}", text=link.text))
    shown = list(dict.fromkeys(steps))
    if len(shown) > _MOST:
        shown = [*shown[: _MOST - 1], shown[-1]]
    constants = tuple(pair for decisions in found for decision in decisions for pair in decision.constants)
    return Certificate(method=GROWTH, steps=tuple(shown), data=constants[:_MOST])
