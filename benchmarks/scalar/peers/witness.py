"""A candidate of a peer counts as a counterexample only if evaluation to 50 and more digits confirms it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from benchmarks.evaluate import Point, value, violated
from benchmarks.outcome import DENIED, REFUTED, UNDECIDED, Answer, Inexpressible
from benchmarks.points import points
from benchmarks.trees import inlined
from proofcheck.claim import Claim


def shown(point: Point) -> str:
    return ", ".join(f"{name} = {str(value(node, digits=15))[:24]}" for name, node in point.items())


def confirmed(claim: Claim, candidates: Iterable[Point]) -> Answer | None:
    """A refutation, if one of the points breaks the claim."""
    plain = inlined(claim)
    for point in candidates:
        try:
            if violated(plain, point):
                return Answer(outcome=REFUTED, detail=shown(point))
        except Inexpressible:
            return None
    return None


def against(claim: Claim, candidates: Iterable[Point], said: str) -> Answer:
    """What counts for a peer that says that the claim is false, with these points for it."""
    return confirmed(claim, candidates) or Answer(outcome=DENIED, detail=said)


def unsure(claim: Claim, candidates: Iterable[Point], said: str) -> Answer:
    """What counts for a peer that says that the claim may be false at these points."""
    return confirmed(claim, candidates) or Answer(outcome=UNDECIDED, detail=said)


def random_points(claim: Claim, count: int = 50) -> Iterable[Point]:
    """Points for a peer that says `false` and names none."""
    try:
        return list(islice(points(inlined(claim)), count))
    except Inexpressible:
        return ()
