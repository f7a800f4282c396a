"""Terms with gamma functions in as few of them as possible, by their functional equations."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from proofcheck.analysis.check import reduced
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.forms import normal
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.meaning.graph import Entry, reachable

_RULE = "functional equation of gamma"
_MOST = 8  # terms
_SHIFT = 8
_TIMES = 4


def _gammas(search: Search, problem: Problem, depth: int) -> Plan | None:
    terms = [e for e in reachable([problem.entry]) if e.op in ("gamma", "loggamma", "factorial") and e.data is None]
    if not terms or len(terms) > _MOST:
        return None
    for term, how in _steps(problem, terms):
        data = (encode(term), *how)
        if reduced(problem, Plan(_RULE, data)) is None:
            continue
        plan = search.apply(problem, depth, _RULE, *data)
        if plan is not None:
            return plan
    return None


def _steps(problem: Problem, terms: list[Entry]) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Ways to write one of the terms by others, or to write all of them alike."""
    if len({t.op for t in terms}) > 1:
        yield from ((t, ("gamma",)) for t in terms if t.op == "factorial")
        yield from ((t, ("logarithm",)) for t in terms if t.op == "loggamma")
    forms, arguments = normal(problem.setting, [t.args[0] for t in terms])
    ring = forms.ring
    pairs = [(i, j) for i in range(len(terms)) for j in range(len(terms)) if i != j and terms[i].op == terms[j].op]
    for i, j in pairs:
        gap = ring.number(ring.subtract(arguments[i], arguments[j]))
        if gap is not None and gap.denominator == 1 and 0 < gap <= _SHIFT:
            yield terms[i], ("recurrence", str(int(gap)))
    for i, j in pairs:
        total = ring.number(ring.add(arguments[i], arguments[j]))
        if total is not None and total.denominator == 1 and 1 <= total <= _SHIFT:
            yield terms[i], ("reflection",) if total == 1 else ("recurrence", str(int(total) - 1))
    for i, j in pairs:
        for times in range(2, _TIMES + 1):
            rest = ring.number(ring.subtract(arguments[i], ring.scaled(arguments[j], Fraction(times))))
            if rest is not None and (rest == 0 or (times == 2 and rest.denominator == 1 and abs(rest) <= 1)):
                yield terms[i], ("multiplication", str(times))


TACTICS = (Tactic(name="gamma functions", find=_gammas, cost=5, depth=8),)
