"""Real analysis of scalar claims: plans found by tactics, followed by the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from proofcheck.analysis.check import follow
from proofcheck.analysis.claims import posed
from proofcheck.analysis.plan import Plan, to_text
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.prose import steps, trusted
from proofcheck.analysis.replay import METHOD
from proofcheck.analysis.tactics import Search
from proofcheck.claim import Claim
from proofcheck.meaning.work import OutOfWork, limited
from proofcheck.proof.antiderivatives import antiderivatives
from proofcheck.verdict import Certificate, Step


@dataclass(frozen=True, slots=True)
class _Stage:
    """What one search for plans may cost: tactics up to a cost, problems, and units of work."""

    most: int
    problems: int
    work: int


_AT_ONCE = (_Stage(most=40, problems=80, work=250_000),)
_AT_LENGTH = (
    _Stage(most=60, problems=200, work=1_200_000),
    _Stage(most=1000, problems=600, work=4_000_000),
)


def prove_at_once(claim: Claim) -> Certificate | None:
    """The same with little work, by cheap tactics alone."""
    return _proved(claim, _AT_ONCE)


def prove(claim: Claim) -> Certificate | None:
    """A certificate that carries one plan for each problem of the claim, or None."""
    return _proved(claim, _AT_LENGTH)


def _proved(claim: Claim, stages: Sequence[_Stage]) -> Certificate | None:
    found = posed(claim)
    if found is None:
        return None
    plans = []
    for problem in found.problems:
        plan = _plan(problem, stages)
        if plan is None:
            return None
        plans.append(plan)
    return _certificate(found.problems, plans)


def _plan(problem: Problem, stages: Sequence[_Stage]) -> Plan | None:
    """A plan that the first stage finds which finds one."""
    memory: dict[object, object] = {}
    proved: dict[Problem, Plan | None] = {}
    for stage in stages:
        search = Search(
            most=stage.most, problems=stage.problems, memory=memory, known=proved, antiderivative=antiderivatives
        )
        try:
            with limited(stage.work):
                plan = search.decide(problem)
        except OutOfWork:
            plan = None
        if plan is not None:
            return plan
        proved = {p: found for p, found in search.known.items() if found is not None}
    return None


def _certificate(problems: Sequence[Problem], plans: Sequence[Plan]) -> Certificate | None:
    told, engines = list[Step](), list[str]()
    for problem, plan in zip(problems, plans, strict=True):
        taken = follow(problem, plan)
        if taken is None:
            return None
        offset = len(told)
        told += (Step(rule=s.rule, text=s.text, premises=tuple(p + offset for p in s.premises)) for s in steps(taken))
        engines += trusted(taken)
    return Certificate(
        method=METHOD,
        steps=tuple(told),
        trusts=tuple(dict.fromkeys(engines)),
        data=tuple(("plan", to_text(plan)) for plan in plans),
    )
