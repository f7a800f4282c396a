"""Means inside of a function against means of its values: which function, and with which weights."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from proofcheck.analysis.check import reduced
from proofcheck.analysis.constants import rational_value
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, variables_of
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.separable import summands
from proofcheck.analysis.tactics.several_variables import new_variable
from proofcheck.analysis.tactics.symmetries import transcendental, used
from proofcheck.meaning.graph import Entry, reachable

_LINEAR = frozenset(("+", "-", "*", "/", "neg"))


def _jensen(search: Search, problem: Problem, depth: int) -> Plan | None:
    variables = used(problem)
    if not 2 <= len(variables) <= 4 or problem.op != ">=" or not transcendental(problem):
        return None
    if any(problem.range_of(v) != problem.range_of(variables[0]) for v in variables):
        return None
    g, u = problem.graph, new_variable(problem)
    for phi, weights in _candidates(problem, variables, u):
        pairs = (encode(e) for v, w in zip(variables, weights, strict=True) for e in (v, g.num(w)))
        data = (encode(u), encode(phi), *pairs)
        if reduced(problem, Plan("Jensen's inequality", data)) is not None:
            return search.apply(problem, depth, "Jensen's inequality", *data)
    return None


def _candidates(
    problem: Problem, variables: tuple[Entry, ...], u: Entry
) -> Iterator[tuple[Entry, tuple[Fraction, ...]]]:
    """Functions and weights: from a term with a mean in it, and from the terms in one variable alone."""
    g, terms = problem.graph, summands(problem.graph, problem.entry)
    for term in terms:
        for mean, weights in _means(problem, term, variables):
            phi = g.neg(g.substitute([term], {mean: u})[0])
            if all(v is u for v in variables_of(phi)):
                yield phi, weights
    first = variables[0]
    alone = [t for t in terms if set(variables_of(t)) == {first}]
    mixed = any(len(set(variables_of(t))) > 1 for t in terms)
    if alone and mixed:
        count = len(variables)
        phi = g.mul(g.num(count), g.sum(g.substitute(alone, {first: u})))
        yield phi, (Fraction(1, count),) * count


def _means(problem: Problem, term: Entry, variables: tuple[Entry, ...]) -> Iterator[tuple[Entry, tuple[Fraction, ...]]]:
    """The means of all variables with rational weights that occur in a term, large ones first."""
    g = problem.graph
    for e in reversed(reachable([term])):
        if e.op not in _LINEAR or set(variables_of(e)) != set(variables):
            continue
        if any(p.op not in _LINEAR and p.op not in ("var", "num") for p in reachable([e])):
            continue
        weights = []
        for v in variables:
            value = rational_value(g.substitute([e], {w: g.one if w is v else g.zero for w in variables})[0])
            weights.append(Fraction(0) if value is None else value)
        if all(w > 0 for w in weights) and sum(weights) == 1:
            yield e, tuple(weights)


TACTICS = (Tactic(name="Jensen's inequality", find=_jensen, cost=8, depth=4),)
