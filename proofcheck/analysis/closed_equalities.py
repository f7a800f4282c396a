"""TRUSTED: equality of closed constants with integrals, limits or extremes in them, which no ball can show.

The tactics look for a plan; only one that is followed counts. That both sides have values is for the caller to know.
"""

from __future__ import annotations

from proofcheck.analysis.check import follow
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.tactics import Search
from proofcheck.meaning.graph import BINDERS, Entry, Graph, reachable

_PROBLEMS = 40


def are_equal(graph: Graph, a: Entry, b: Entry) -> bool:
    """Whether two closed entries, one of which binds a variable, are shown to be equal."""
    if not any(e.op in BINDERS for e in reachable((a, b))):
        return False
    problem = Problem(graph=graph, ranges=(), op="==", entry=graph.sub(a, b))
    plan = Search(problems=_PROBLEMS).decide(problem)
    return plan is not None and follow(problem, plan) is not None
