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
from proofcheck.analysis.tactics.both_sides import coefficient
from proofcheck.analysis.tactics.points import points as places
from proofcheck.analysis.tactics.points import values
from proofcheck.analysis.tactics.separable import summands
from proofcheck.analysis.tactics.several_variables import new_variable
from proofcheck.analysis.tactics.symmetries import transcendental, used
from proofcheck.meaning.graph import Entry, Graph, reachable

_LOWER = (">", ">=")
_ORDERS = (Fraction(2), Fraction(1))  # k
_CLOSE = 1e-9
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


def _logarithm(search: Search, problem: Problem, depth: int) -> Plan | None:
    """R - r·Σ w·log y for weights that are entries of sum 1, above R - r·k·log Σ w·y**(1/k)."""
    g = problem.graph
    if problem.op not in _LOWER or not 2 <= len(used(problem)) <= 4 or not transcendental(problem):
        return None
    rate, logs, rest = _logarithms(problem)
    shares = list(logs)
    if rate is None or not 2 <= len(logs) <= 3 or not _partition(problem, shares):
        return None
    for k in _ORDERS:
        inner = [g.div(g.product(top), g.product(bottom)) for top, bottom in logs.values()]
        inner = [g.power(y, g.num(1 / k)) if k != 2 else g.make("sqrt", y) for y in inner]
        mean = g.sum(_product(g, w, u) for w, u in zip(shares, inner, strict=True))
        factor = g.num(rate * k)
        new = g.sub(rest, g.mul(factor, g.make("log", mean)))
        pairs = (encode(e) for pair in zip(shares, inner, strict=True) for e in pair)
        plan = search.apply(problem, depth, "concavity of the logarithm", *map(encode, (new, factor, mean)), *pairs)
        if plan is not None:
            return plan
    return None


_Logs = dict[Entry, tuple[list[Entry], list[Entry]]]


def _logarithms(problem: Problem) -> tuple[Fraction | None, _Logs, Entry]:
    """The common factor r, the weights w with the quotients y of a sum of terms -r·w·log y, and the other terms."""
    g = problem.graph
    found: _Logs = {}
    rates: set[Fraction] = set()
    rest = g.zero
    for term in summands(g, problem.entry):
        rate, part = coefficient(term)
        sides = (part.args, part.args[::-1]) if part.op == "*" else ()
        pair = next(((a, b.args[0]) for a, b in sides if b.op == "log"), None)
        if pair is None or not any(True for _ in variables_of(pair[0])):
            rest = g.add(rest, term)
            continue
        weight, value = pair
        rates.add(abs(rate))
        top, bottom = found.setdefault(weight, ([], []))
        over, under = value.args if value.op == "/" else (value, g.one)
        top.append(over if rate < 0 else under)
        bottom.append(under if rate < 0 else over)
    return (rates.pop() if len(rates) == 1 else None), found, rest


def _partition(problem: Problem, weights: list[Entry]) -> bool:
    """Whether entries seem to be positive with the sum 1."""
    for point in places(problem, 3):
        sizes = [s for s in values(weights, point) if s is not None]
        if len(sizes) < len(weights) or min(sizes) < 0 or abs(sum(sizes) - 1) > _CLOSE:
            return False
    return True


def _below(search: Search, problem: Problem, depth: int) -> Plan | None:
    """A logarithm of a sum in several variables by its tangent at 1."""
    if problem.op not in _LOWER or not 2 <= len(used(problem)) <= 4 or not transcendental(problem):
        return None
    inner = reachable([problem.entry])
    logs = [e for e in inner if e.op == "log" and e.args[0].op == "+" and len(set(variables_of(e))) > 1]
    for part in logs if len(logs) == 1 else ():
        for name in ("log u <= u - 1", "log u >= 1 - 1/u"):
            plan = search.apply(problem, depth, "classical bound", encode(part), name)
            if plan is not None:
                return plan
    return None


def _product(g: Graph, weight: Entry, value: Entry) -> Entry:
    """w·u, as sqrt(w·v) for u = sqrt(v/w)."""
    inner = value.args[0] if value.op == "sqrt" else value
    if inner.op == "/" and inner.args[1] is weight:
        return inner.args[0] if inner is value else g.make("sqrt", g.mul(weight, inner.args[0]))
    return g.mul(weight, value)


TACTICS = (
    Tactic(name="Jensen's inequality", find=_jensen, cost=8, depth=4),
    Tactic(name="concavity of the logarithm", find=_logarithm, cost=8, depth=3),
    Tactic(name="tangent of a logarithm", find=_below, cost=10, depth=4),
)
