"""Polynomial inequalities by the signs of coefficients, once the variables are put in order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice

from proofcheck.analysis.differences import MOST_STEPS, Orthant, affine, orthants
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.polynomials import Polynomial, System, system_of, to_text
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.meaning.work import spend

_DEPTH = 8  # of a tree
_ORTHANTS = 16
_TERMS = 800
_CHOICES = 24  # of constraints taken as variables
_POINTS = ((1, 1, 1, 1, 1, 1, 1, 1, 1), (1, 2, 3, 5, 7, 4, 6, 8, 9), (9, 1, 5, 2, 8, 3, 7, 4, 6))


def _differences(search: Search, problem: Problem, depth: int) -> Plan | None:
    system = system_of(problem)
    if system is None:
        return None
    if system.goal.is_constant():
        return search.apply(problem, depth, "plain factors")
    if system.op not in (">=", ">"):
        return None
    for rows in _choices(system):
        found = orthants(system, rows)
        if found is None or len(found) > _ORTHANTS or any(len(o.form) > _TERMS for o in found):
            continue
        trees = _trees(found, system.op)
        if trees is not None:
            return search.apply(problem, depth, "ordered differences", ";".join(map(to_text, rows)), *trees)
    return None


def _choices(system: System) -> Iterator[tuple[Polynomial, ...]]:
    """Which constraints become the variables: the ends of ranges, or as many facts as there are variables."""
    n, possible = len(system.names), affine(system.constraints)
    if not any(c.op == "==" for c in system.constraints):
        yield ()
    ends = sum(b is not None for b in (*system.lower, *system.upper))
    if len(possible) > ends or (len(possible) == n and system.op == ">"):
        yield from islice(combinations(reversed(possible), n), _CHOICES)


def _trees(found: tuple[Orthant, ...], op: str) -> list[str] | None:
    trees, left = [], MOST_STEPS
    for orthant in found:
        steps = list[str]()
        if not _tree(orthant, op, _DEPTH, steps, left):
            return None
        left -= len(steps)
        trees.append(" ".join(steps))
    return trees


def _tree(orthant: Orthant, op: str, depth: int, steps: list[str], most: int) -> bool:
    if orthant.plain(op):
        steps.append(".")
        return True
    if depth == 0 or len(steps) >= most or len(orthant.form) > _TERMS or not _hopeful(orthant):
        return False
    spend(20 * len(orthant.form) * len(orthant.strict) ** 2)
    step = _best(orthant)
    if step is None:
        return False
    steps.append(step)
    return all(_tree(part, op, depth - 1, steps, most) for part in orthant.parts(step) or ())


def _hopeful(orthant: Orthant) -> bool:
    """Whether no corner and no point that is tried shows a negative value."""
    form = orthant.form
    n = len(orthant.strict)
    if any(c < 0 and max(m) == sum(m) for m, c in form.to_dict().items()):
        return False
    return all(form(*point[:n]) >= 0 for point in _POINTS)


def _best(orthant: Orthant) -> str | None:
    """The comparison that leaves least below zero; one of variables that are alike before others."""
    used = [i for i, d in enumerate(orthant.form.degrees()) if d]
    if len(used) > 2:
        for circle in (tuple(used), tuple(used[:-1])):
            if len(circle) > 2 and orthant.alike(circle):
                return "=".join(map(str, circle))
    best, least = None, None
    for i, j in combinations(used, 2):
        same = orthant.alike((i, j))
        parts = (orthant.above(i, (j,)),) if same else (orthant.above(i, (j,)), orthant.above(j, (i,)))
        rest = sum(_below(p) for p in parts) * (1 if not same else 2)
        if least is None or (rest, not same) < least:
            least, best = (rest, not same), f"{i}{'=' if same else '<'}{j}"
    return best


def _below(orthant: Orthant) -> int:
    return sum(c < 0 for c in orthant.form.to_dict().values())


TACTICS = (Tactic(name="ordered differences", find=_differences, cost=5),)
