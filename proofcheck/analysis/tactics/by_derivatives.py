"""Monotonicity from an end of a variable's range."""

from __future__ import annotations

from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.rules_order import anchors
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.charts import is_line

_DEPTH = 5


def _monotone(search: Search, problem: Problem, depth: int) -> Plan | None:
    if is_line(problem):
        return None  # of one variable, which has a tactic of its own
    for variable in problem.variables:
        for anchor, side in anchors(problem, variable):
            for strict in ("value", "slope") if problem.op == ">" else ("value",):
                plan = search.apply(problem, depth, "monotonicity", encode(variable), encode(anchor), side, strict)
                if plan is not None:
                    return plan
    return None


TACTICS = (Tactic(name="monotonicity", find=_monotone, cost=20, depth=_DEPTH),)
