"""100,000 random points of mixed scale in float64: the claim fails at one by more than rounding, or is accepted."""

from __future__ import annotations

from itertools import islice

import numpy as np

from benchmarks.floats import violations
from benchmarks.outcome import ACCEPTED, Answer
from benchmarks.peer import Peer
from benchmarks.points import exact
from benchmarks.scalar.peers.witness import against
from benchmarks.trees import inlined
from proofcheck.claim import Claim

POINTS = 100_000
_SLACK = 1e-9  # relative
_TRIED = 10  # points that are shown to the judge


def answer(claim: Claim) -> Answer:
    plain = inlined(claim)
    at, failed = violations(plain, POINTS if plain.given else 1, _SLACK)
    found = np.flatnonzero(failed)
    if not len(found):
        return Answer(outcome=ACCEPTED)
    points = (exact({name: float(np.broadcast_to(v, failed.shape)[k]) for name, v in at.items()}) for k in found)
    return against(claim, islice(points, _TRIED), f"{len(found)} points")


def peer() -> Peer:
    return Peer(name="sampling", version=f"numpy {np.__version__}", decide=answer)
