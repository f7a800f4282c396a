"""Far out, functions that approach a limit are bounded by it, or by how they approach it: erf, tanh.

A middle part of the range is cut out first, so that what is left over at its ends is small.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from proofcheck.analysis.constants import enclosing
from proofcheck.analysis.demands import conjuncts
from proofcheck.analysis.enclosures.taylor import KNOWN
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.rules.estimates import BOUNDS, argument
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.meaning.graph import Entry, reachable

_FAR = (Fraction(8), Fraction(32))
_SATURATING = ("tanh", "erf", "erfc", "/")
_MOST = 4  # saturated values in one entry
_BOUNDS = {
    ("tanh", 1): ("tanh <= 1", "tanh u >= 1 - 2 exp(-2u)"),
    ("tanh", -1): ("tanh >= -1", "tanh u <= 2 exp(2u) - 1"),
    ("erf", 1): ("erf <= 1", "erf u >= 1 - exp(-u^2)"),
    ("erf", -1): ("erf >= -1", "erf u <= exp(-u^2) - 1"),
    ("erfc", 1): ("erfc >= 0", "erfc above"),
    ("erfc", -1): ("erfc <= 2",),
    ("/", 1): ("1/(1 + exp u) >= 0", "1/(1 + exp u) <= exp(-u)"),
    ("/", -1): ("1/(1 + exp u) <= 1", "1/(1 + exp u) >= 1 - exp u"),
    ("exp", 1): ("exp u <= 24/u^4",),
    ("exp", -1): ("exp >= 0",),
}


def _saturating(problem: Problem, ops: Sequence[str]) -> bool:
    """Whether the problem is of the kind."""
    if len(problem.ranges) != 1 or problem.op not in (">", ">="):
        return False
    where = problem.ranges[0][1]
    if where.lo.at is not None and where.hi.at is not None:
        return False
    parts = reachable([problem.entry])
    found = [e for e in parts if _among(e, ops)]
    return 1 <= len(found) <= _MOST and all(e.op in KNOWN and e.op != "abs" for e in parts)


def _among(part: Entry, ops: Sequence[str]) -> bool:
    """Whether a part is a value of one of some functions, quotients only if they are logistic."""
    return part.op in ops and (part.op != "/" or argument(part, BOUNDS[_BOUNDS["/", 1][0]]) is not None)


def _far_out(search: Search, problem: Problem, depth: int) -> Plan | None:
    if not _saturating(problem, _SATURATING):
        return None
    if problem.facts:
        return search.apply(problem, depth, "fewer facts", *map(encode, conjuncts(problem.facts)))
    where = problem.ranges[0][1]
    if where.lo.at is None and where.hi.at is None:
        return _cut(search, problem, depth, 1)
    side = 1 if where.hi.at is None else -1
    end = where.lo.at if side > 0 else where.hi.at
    if end is None:
        return None
    near = enclosing(end)[0] * side
    if near < _FAR[0]:
        return _cut(search, problem, depth, side)
    return _bounded(search, problem, depth, _SATURATING, side)


def _bounded(search: Search, problem: Problem, depth: int, ops: Sequence[str], side: int) -> Plan | None:
    for part in (e for e in reachable([problem.entry]) if _among(e, ops)):
        for sign in (side, -side):
            for name in _BOUNDS[part.op, sign]:
                plan = search.apply(problem, depth, "classical bound", encode(part), name)
                if plan is not None:
                    return plan
    return None


def _vanishing(search: Search, problem: Problem, depth: int) -> Plan | None:
    """A power in the place of an exponential that goes to 0."""
    if not _saturating(problem, ("exp",)) or problem.facts:
        return None
    where = problem.ranges[0][1]
    if where.lo.at is None and where.hi.at is None:
        return None
    return _bounded(search, problem, depth, ("exp",), 1)


def _cut(search: Search, problem: Problem, depth: int, side: int) -> Plan | None:
    """The tail apart, nearer or farther."""
    x = problem.variables[0]
    for far in _FAR:
        plan = search.apply(problem, depth, "split", encode(x), str(side * far))
        if plan is not None:
            return plan
    return None


TACTICS = (
    Tactic(name="saturation", find=_far_out, cost=22, depth=8),
    Tactic(name="vanishing exponentials", find=_vanishing, cost=32, depth=9),
)
