"""Sums of functions of one variable each, by itself or under an equation between the variables: part by part.

Source: the method of tangent lines, with the multiplier taken where all variables are equal.
"""

from __future__ import annotations

from fractions import Fraction

from proofcheck.analysis.constants import rational_value
from proofcheck.analysis.demands import conjuncts
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, variables_of
from proofcheck.analysis.rules.substitution import extended
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.symmetries import transcendental, used
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph

_MOST = 6


def summands(g: Graph, entry: Entry, sign: int = 1) -> list[Entry]:
    """The terms of a sum, differences and rational multiples of sums taken apart."""
    if entry.op in ("+", "-"):
        a, b = entry.args
        return summands(g, a, sign) + summands(g, b, sign if entry.op == "+" else -sign)
    if entry.op == "neg":
        return summands(g, entry.args[0], -sign)
    if entry.op == "*":
        for a, b in (entry.args, entry.args[::-1]):
            if rational_value(a) is not None and b.op in ("+", "-", "neg"):
                return [g.mul(a, t) for t in summands(g, b, sign)]
    return [entry if sign > 0 else g.neg(entry)]


def _parts(problem: Problem) -> tuple[dict[Entry, Entry], Entry] | None:
    """What each variable contributes to a separable sum, and the constant; None if some term has two variables."""
    g = problem.graph
    parts: dict[Entry, Entry] = {}
    constant = g.zero
    for term in summands(g, problem.entry):
        inner = list(dict.fromkeys(variables_of(term)))
        if len(inner) > 1:
            return None
        if inner:
            parts[inner[0]] = g.add(parts.get(inner[0], g.zero), term)
        else:
            constant = g.add(constant, term)
    return parts, constant


def _separable(search: Search, problem: Problem, depth: int) -> Plan | None:
    variables = used(problem)
    if not 2 <= len(variables) <= _MOST or problem.op not in (">=", ">") or not transcendental(problem):
        return None
    found = _parts(problem)
    if found is None or len(found[0]) < 2:
        return None
    g, (parts, constant) = problem.graph, found
    share = g.mul(g.num(Fraction(1, len(parts))), constant)
    for fact in conjuncts(problem.facts):
        plan = _with_multiplier(search, problem, depth, parts, share, fact)
        if plan is not None or fact.op == "==":
            return plan
    shares = [g.add(part, share) for part in parts.values()]
    return search.apply(problem, depth, "sum of parts", *map(encode, shares), ";")


def _with_multiplier(
    search: Search, problem: Problem, depth: int, parts: dict[Entry, Entry], share: Entry, fact: Entry
) -> Plan | None:
    """Where the variables have a fixed sum s: each part above its tangent at s/n."""
    g = problem.graph
    if fact.op != "==":
        return None
    terms = _plain_sum(problem, fact)
    if terms is None or set(terms[0]) != set(parts):
        return None
    signs, rest = terms
    if set(signs.values()) not in ({1}, {-1}):
        return None
    sign = next(iter(signs.values()))
    middle = g.mul(g.num(Fraction(-sign, len(parts))), rest)
    slopes = [extended(g, g.substitute(differentiate(g, [part], v), {v: middle})[0]) for v, part in parts.items()]
    if len({str(s) for s in slopes}) > 1 and any(s is not slopes[0] for s in slopes):
        return None
    slope = slopes[0]
    lines = [g.sub(g.add(part, share), g.mul(slope, g.sub(v, middle))) for v, part in parts.items()]
    factor = g.mul(g.num(-sign), slope)
    return search.apply(problem, depth, "sum of parts", *map(encode, lines), ";", encode(fact), encode(factor))


def _plain_sum(problem: Problem, fact: Entry) -> tuple[dict[Entry, int], Entry] | None:
    """An equation as a sum of variables with signs and a constant, all on its left."""
    g = problem.graph
    signs: dict[Entry, int] = {}
    constant = g.zero
    for term in summands(g, g.sub(*fact.args)):
        v = term.args[0] if term.op == "neg" else term
        if v.op == "var" and v not in signs:
            signs[v] = -1 if term.op == "neg" else 1
        elif any(True for _ in variables_of(term)):
            return None
        else:
            constant = g.add(constant, term)
    return signs, constant


TACTICS = (Tactic(name="separable sum", find=_separable, cost=3, depth=4),)
