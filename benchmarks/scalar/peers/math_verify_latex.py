"""Math-Verify: both sides of an equation as LaTeX, one the gold answer of the other."""

from __future__ import annotations

from importlib.metadata import version

import sympy
from math_verify import LatexExtractionConfig, parse, verify

from benchmarks.outcome import PROVED, UNDECIDED, Answer, Inexpressible
from benchmarks.peer import Peer
from benchmarks.scalar.peers.sympy_tree import statement
from benchmarks.scalar.peers.witness import against, random_points
from proofcheck.claim import Claim


def answer(claim: Claim) -> Answer:
    stated = statement(claim, evaluates=False)
    for relation, left, right in stated.links:
        if relation != "==":
            raise Inexpressible("an inequality")
        gold, given = (
            parse(f"${sympy.latex(side)}$", extraction_config=[LatexExtractionConfig()], parsing_timeout=None)
            for side in (left, right)
        )
        if not gold or not given:
            return Answer(outcome=UNDECIDED, detail="not parsed")
        if not verify(gold, given, timeout_seconds=None):
            return against(stated.claim, random_points(stated.claim), "verify: False")
    return Answer(outcome=PROVED)


def peer() -> Peer:
    return Peer(name="math-verify", version=f"Math-Verify {version('math-verify')}", decide=answer)
