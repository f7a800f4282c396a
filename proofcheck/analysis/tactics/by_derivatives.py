"""Monotonicity from an end of a variable's range."""

from __future__ import annotations

from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.rules.order import anchors
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.charts import is_line
from proofcheck.analysis.tactics.points import points, value
from proofcheck.meaning.graph import Entry, reachable

_DEPTH = 5
_POINTS = 4
_CLOSE = 1e-12


def _monotone(search: Search, problem: Problem, depth: int) -> Plan | None:
    if is_line(problem):
        return None  # of one variable, which has a tactic of its own
    for variable in problem.variables:
        for anchor, side in anchors(problem, variable):
            part = _strict_part(problem, variable, anchor)
            if part is not None:
                plan = search.apply(problem, depth, "monotonicity", encode(variable), encode(anchor), side, part)
                if plan is not None:
                    return plan
    return None


def _strict_part(problem: Problem, variable: Entry, anchor: Entry) -> str | None:
    """Which part is strict where the relation is: as far as points tell, that at the anchor; None if it is broken."""
    there = problem.graph.substitute([problem.entry], {variable: anchor})[0]
    found = [v for v in (value(there, p) for p in points(problem, _POINTS)) if v is not None]
    if any(e.op == "undefined" for e in reachable([there])) or not found or min(found) < -_CLOSE:
        return None
    return "slope" if problem.op == ">" and min(found) < _CLOSE else "value"


TACTICS = (Tactic(name="monotonicity", find=_monotone, cost=20, depth=_DEPTH),)
