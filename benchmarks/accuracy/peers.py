"""Who answers for one mutated claim: proofcheck, its witness evaluated again, and a judge that shares no code."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import islice
from types import MappingProxyType

import mpmath
import numpy as np

from benchmarks.evaluate import Point, breaks, evaluable, value, violated
from benchmarks.floats import violations
from benchmarks.outcome import ACCEPTED, PROVED, REFUTED, UNDECIDED, Answer, Inexpressible
from benchmarks.peer import Peer, Roster
from benchmarks.points import exact, points
from benchmarks.trees import constant, num
from proofcheck.claim import Claim
from proofcheck.language.tree import Apply, Node
from proofcheck.load.yaml import load_text
from proofcheck.verdict import Certificate, Closed, Outcome, Witness

POINTS, MORE = 260, 1500  # of mixed scale
FLOATS = 20_000
_SUSPECTS = 40  # of the violations in float64 that are evaluated again

ROSTER = Roster(
    rows=MappingProxyType(
        {
            "proofcheck": ("benchmarks.accuracy.peers:verdict", "proofcheck"),
            "judge": ("benchmarks.accuracy.peers:judge", "mpmath"),
            "strict-judge": ("benchmarks.accuracy.peers:strict", "mpmath, more points"),
        }
    ),
    warm_up="""
proofcheck: 1
claims:
  - {id: bound, given: {x: real > 0}, claim: x**2 + 1 >= 2*x}
  - {id: wrong, given: {x: real, y: real}, claim: (x + y)**2 == x**2 + y**2}
""",
)


def shown(point: Point) -> dict[str, str]:
    """Short enough to read, and exact for rationals."""
    found = {}
    for name, node in point.items():
        known = constant(node)
        found[name] = str(known) if known is not None else str(mpmath.nstr(value(node), 20))
    return found


def _closed(text: str) -> Node:
    """The tree of a closed expression."""
    claim = load_text(f"proofcheck: 1\nclaims: [{{id: it, claim: {json.dumps(f'{text} == 0')}}}]").claims[0]
    node = claim.links[0].node
    assert isinstance(node, Apply)
    return node.args[0]


def point_of(witness: Witness) -> Point:
    """Raises Inexpressible for values that are no real numbers."""
    found: dict[str, Node] = {}
    for name, known in witness.instance.values:
        if isinstance(known, Closed):
            found[name] = _closed(known.text)
        elif isinstance(known, Fraction):
            found[name] = num(known)
        else:
            raise Inexpressible("a value that is no real number")
    return found


def _checked(claim: Claim, witness: Witness) -> tuple[dict[str, str], bool | None]:
    """The witness, and whether the judge finds the claim false there (None: it cannot tell)."""
    try:
        point = point_of(witness)
        return shown(point), breaks(claim, point)
    except Inexpressible:
        return {name: str(known) for name, known in witness.instance.values}, None


def verdict(claim: Claim) -> Answer:
    from proofcheck.portfolio import decide

    found = decide(claim)
    detail: dict[str, object] = {"verdict": str(found.outcome), "reason": found.reason}
    if isinstance(found.evidence, Certificate):
        detail["method"] = found.evidence.method
    if isinstance(found.evidence, Witness):
        detail["witness"], detail["confirmed"] = _checked(claim, found.evidence)
    outcome = {Outcome.PROVED: PROVED, Outcome.REFUTED: REFUTED}.get(found.outcome, UNDECIDED)
    return Answer(outcome=outcome, detail=json.dumps(detail))


def _judged(claim: Claim, found: Point | None) -> Answer:
    if found is None:
        return Answer(outcome=ACCEPTED)
    return Answer(outcome=REFUTED, detail=json.dumps({"point": shown(found)}))


def judge(claim: Claim, count: int = POINTS) -> Answer:
    if not evaluable(claim):
        raise Inexpressible("a word that the judge does not know")
    tried = islice(points(claim), count if claim.given else 1)
    return _judged(claim, next((p for p in tried if violated(claim, p)), None))


def strict(claim: Claim) -> Answer:
    """More points, and what fails in float64 at any of 20,000 others evaluated again."""
    first = judge(claim, MORE)
    if first.outcome == REFUTED or not claim.given:
        return first
    try:
        at, failed = violations(claim, FLOATS, 1e-9, seed=1)
    except Inexpressible:
        return first
    for k in np.flatnonzero(failed)[:_SUSPECTS]:
        point = exact({name: float(np.broadcast_to(v, failed.shape)[k]) for name, v in at.items()})
        if violated(claim, point):
            return _judged(claim, point)
    return first


def peer(name: str) -> Peer:
    decide = {"verdict": verdict, "judge": judge, "strict": strict}[name]
    return Peer(name="proofcheck" if name == "verdict" else name, version=f"mpmath {mpmath.__version__}", decide=decide)
