"""What is plain: the sign of the normal form, an empty region, cases of absolute values, extremes and choices."""

from __future__ import annotations

from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.meaning.graph import reachable

_EQUATIONS = 2  # with more of them, signs are looked for at length and in vain
_CASED = ("abs", "sign", "max", "min", "if")


def _plain(search: Search, problem: Problem, depth: int) -> Plan | None:
    if sum(f.op == "==" for f in problem.facts) > _EQUATIONS:
        return search.apply(problem, depth, "empty region")
    return search.apply(problem, depth, "empty region") or search.apply(problem, depth, "sign of the normal form")


def _cases(search: Search, problem: Problem, depth: int) -> Plan | None:
    part = next((e for e in reachable([problem.entry, *problem.facts]) if e.op in _CASED), None)
    return None if part is None else search.apply(problem, depth, "cases", encode(part))


TACTICS = (Tactic(name="plain", find=_plain, cost=0), Tactic(name="cases", find=_cases, cost=60))
