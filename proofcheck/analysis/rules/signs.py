"""Leaves: relations that normal forms, signs of factors, or a covering by balls settle at once."""

from __future__ import annotations

from proofcheck.analysis.problem import Problem
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.algebra import affirm
from proofcheck.meaning.graph import Entry


def relation(problem: Problem) -> Entry:
    return problem.graph.make(problem.op, problem.entry, problem.graph.zero)


def _signs(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """Normal forms, factors, Sturm sequences, discriminants; equations by equal normal forms."""
    return () if affirm(problem.setting, relation(problem), both=True) is not None else None


def _vacuous(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """A region that holds no point: a fact is false as it stands."""
    return () if any(fact.constant is False for fact in problem.facts) else None


RULES = (
    Rule(
        name="sign of the normal form",
        reduce=_signs,
        statement="the normal form is 0, or its factors have known signs that give the relation",
    ),
    Rule(name="empty region", reduce=_vacuous, statement="nothing satisfies the facts"),
)
