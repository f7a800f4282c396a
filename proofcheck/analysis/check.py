"""Follows a plan from a problem to its leaves: the one way in which real analysis affirms anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from proofcheck.analysis.encoding import Unreadable
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.table import rules
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.work import remembered

_MOST = 4000  # steps of a plan


@dataclass(frozen=True, slots=True)
class Followed:
    """One step of a plan that was followed: the problem, the rule, and how deep in the plan it stands."""

    problem: Problem
    plan: Plan
    depth: int


def follow(problem: Problem, plan: Plan) -> tuple[Followed, ...] | None:
    """The steps of a plan that affirms the problem, parents first; None where it does not."""
    try:
        return tuple(_followed(problem, plan))
    except (_Stuck, ValueError, IndexError):  # the latter: data that is none of the rule's
        return None


class _Stuck(Exception):
    """A rule that does not apply."""


def _followed(problem: Problem, plan: Plan) -> Iterator[Followed]:
    todo = [(problem, plan, 0)]
    steps = 0
    while todo:
        problem, plan, depth = todo.pop()
        steps += 1
        smaller = reduced(problem, plan)
        if smaller is None or len(smaller) != len(plan.parts) or steps > _MOST:
            raise _Stuck
        yield Followed(problem, plan, depth)
        pairs = zip(smaller, plan.parts, strict=True)
        todo.extend((part, below, depth + 1) for part, below in reversed(list(pairs)))


def reduced(problem: Problem, plan: Plan) -> tuple[Problem, ...] | None:
    """The smaller problems that a plan's first step leaves, or None."""
    return _reduced(problem, plan.rule, plan.data)


@remembered(1024)
def _reduced(problem: Problem, name: str, data: tuple[str, ...]) -> tuple[Problem, ...] | None:
    """Remembered, since what a search finds is soon followed again by the kernel."""
    rule = rules().get(name)
    if rule is None or not problem.real:
        return None
    try:
        return rule.reduce(problem, data)
    except (NoMeaning, TooLarge, Unreadable):
        return None
