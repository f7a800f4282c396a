"""Claims whose sizes lie in finite sets: every choice of sizes proved by itself; replayed by the kernel."""

from __future__ import annotations

from proofcheck.claim import Claim
from proofcheck.meaning.arguments import ENUMERATION, enumerate_sizes
from proofcheck.verdict import Certificate, Step

_SHOWN = 12


def prove(claim: Claim) -> Certificate | None:
    """A certificate with a step for each choice of sizes (the first few), or None."""
    found = enumerate_sizes(claim)
    if found is None:
        return None
    steps = []
    for sizes, argued in found[:_SHOWN]:
        where = ", ".join(f"{name} = {value}" for name, value in sizes.items())
        rules = "; ".join(dict.fromkeys(f"{a.method} ({a.detail})" for a in argued))
        steps.append(Step(rule=rules, text=where))
    if len(found) > _SHOWN:
        steps.append(Step(rule="likewise", text=f"{len(found) - _SHOWN} more choices of sizes"))
    data = (("choices", str(len(found))),)
    return Certificate(method=ENUMERATION, steps=tuple(steps), data=data)
