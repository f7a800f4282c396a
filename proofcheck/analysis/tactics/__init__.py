"""Tactics look for plans; none is trusted. A search asks each in turn, and they ask it again for what is left over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from proofcheck.analysis.check import reduced
from proofcheck.analysis.encoding import Unreadable
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.rules.signs import relation
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.boxes import check
from proofcheck.meaning.graph import BINDERS, Entry, reachable
from proofcheck.meaning.ring import TooHard
from proofcheck.meaning.work import OutOfWork, left_over, limited, spend

MODULES = (
    "basic",
    "by_derivatives",
    "polynomials",
    "algebraic",
    "squares",
    "symmetries",
    "critical_points",
    "several_variables",
    "composites",
    "both_sides",
    "simpler_forms",
    "separable",
    "tangent_sums",
    "jensen",
    "norms",
    "boxes",
    "taylor",
    "singular_powers",
    "reciprocals",
    "saturation",
    "univariate",
    "evaluation",
    "identities",
    "gammas",
    "integral_bounds",
    "integer_parts",
)
_DEEPEST = 12
_SHARE = 0.5
_POINTS, _TRIES = 10, 40  # at which a problem is tried before any work goes into it
_OF_INTEGRALS = (
    "convex integrand",
    "moving end",
    "growth at the ends",
    "absolute value of an integral",
    "integrals compared",
    "mean of a convex integrand",
)
_OUTSIDE = "evaluation by antiderivatives from outside"
_OF_OPAQUE = frozenset(
    (
        *("plain", "constant", "evaluation", "plainer facts", "monotonicity", "unequal sides", "cases"),
        *(*_OF_INTEGRALS, _OUTSIDE),
    )
)
_FEW = 3  # the same for one with integrals or extremes, which take long to evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class Tactic:
    """A way to look for a plan. `cost` orders the tactics, cheap first; `depth`: how deep in a plan it is tried."""

    name: str
    find: Callable[[Search, Problem, int], Plan | None]
    cost: int
    depth: int = _DEEPEST


@cache
def tactics() -> tuple[Tactic, ...]:
    """All of them, in the order in which they are tried."""
    found = [t for m in MODULES for t in import_module(f"proofcheck.analysis.tactics.{m}").TACTICS]
    return tuple(sorted(found, key=lambda t: t.cost))


@dataclass(frozen=True, slots=True)
class _Failure:
    """How deep, and with how much work to spend (None: any), a problem was tried in vain."""

    depth: int
    work: int | None

    def again(self, depth: int, work: int | None) -> bool:
        """Whether there is more to hope for now."""
        return depth < self.depth or (self.work is not None and (work is None or work > 2 * self.work))


@dataclass(slots=True)
class Search:
    """One search for plans, with what it may still spend: counted, never timed.

    `most`: the cost up to which tactics are tried; a search with few of them comes before one with all.
    `antiderivative`: proposes antiderivatives of an entry by a variable, where the tactics know none.
    """

    most: int = 1000
    problems: int = 400  # that may be looked at
    boxes: int = 60_000  # that may be evaluated
    memory: dict[object, object] = field(default_factory=dict)  # what tactics remember
    antiderivative: Callable[[Problem, Entry, Entry], Sequence[Entry]] | None = None
    known: dict[Problem, Plan | None] = field(default_factory=dict)
    failed: dict[Problem, _Failure] = field(default_factory=dict)
    open: set[Problem] = field(default_factory=set)  # being worked on: not to be asked again below

    def decide(self, problem: Problem, depth: int = 0) -> Plan | None:
        """A plan for a problem, by the first tactic that finds one."""
        if problem in self.known:
            return self.known[problem]
        if depth > _DEEPEST or problem in self.open or self.problems <= 0:
            return None
        work, failure = left_over(), self.failed.get(problem)
        if failure is not None and not failure.again(depth, work):
            return None
        self.problems -= 1
        if not self.plausible(problem):
            self.known[problem] = None
            return None
        self.open.add(problem)
        plan = None
        opaque = any(e.op in BINDERS for e in reachable([problem.entry]))
        for tactic in tactics():
            if opaque and tactic.name not in _OF_OPAQUE:
                continue  # before its integrals and extremes have their values, nothing else helps
            if depth <= tactic.depth and tactic.cost <= self.most:
                plan = self._found(tactic, problem, depth)
                if plan is not None or problem in self.known:
                    break
        self.open.discard(problem)
        if plan is not None or depth == 0:
            self.known[problem] = plan
        else:
            self.failed[problem] = _Failure(depth, work)
        return plan

    def plausible(self, problem: Problem) -> bool:
        """Whether no point that was tried breaks the relation; asked once."""
        key = ("plausible", problem)
        known = self.memory.get(key)
        if known is None:
            known = self.memory[key] = plausible(problem)
        return bool(known)

    def _found(self, tactic: Tactic, problem: Problem, depth: int) -> Plan | None:
        """What a tactic finds; nothing where it meets what has no meaning, grows too large, or takes too much work.

        No tactic takes more than its share of the work that is left, so that the later ones have theirs.
        """
        left = left_over()
        share = limited(int(left * _SHARE)) if left is not None else nullcontext()
        try:
            with share:
                return tactic.find(self, problem, depth)
        except OutOfWork:
            spend(0)
            return None
        except (NoMeaning, TooLarge, TooHard, Unreadable):
            return None

    def only(self, problem: Problem, plan: Plan | None) -> Plan | None:
        """What an equivalent problem that is plainly easier gave: no other tactic is asked about this one."""
        self.known[problem] = plan
        return plan

    def apply(self, problem: Problem, depth: int, rule: str, *data: str) -> Plan | None:
        """The plan that starts with this rule, if each problem that it leaves has one."""
        smaller = reduced(problem, Plan(rule, data))
        if smaller is None:
            return None
        if not all(map(self.plausible, smaller)):
            return None
        parts = []
        for part in smaller:
            plan = self.decide(part, depth + 1)
            if plan is None:
                return None
            parts.append(plan)
        return Plan(rule, data, tuple(parts))


def plausible(problem: Problem) -> bool:
    """Whether no point that was tried breaks the relation."""
    costly = any(e.op in BINDERS for e in reachable([problem.entry]))
    wanted, tries = (_POINTS, _TRIES) if not costly else (_FEW, 4 * _FEW)
    return not check(problem.setting, relation(problem), wanted=wanted, tries=tries).broken
