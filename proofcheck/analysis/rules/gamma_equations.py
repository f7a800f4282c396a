"""The functional equations of the gamma function and its logarithm, as equal values of one term.

Sources: NIST Digital Library of Mathematical Functions, 5.5.1 (recurrence), 5.5.3 (reflection), 5.5.5 (duplication),
5.5.6 (multiplication).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from proofcheck.analysis.demands import demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.graph import Entry, Graph, reachable

_MOST = 12  # steps of a recurrence
Conditions = list[tuple[str, Entry]]


def _recurrence(g: Graph, op: str, x: Entry, steps: int) -> tuple[Entry, Conditions] | None:
    """gamma(x) by gamma(x - steps): gamma(y + 1) = y·gamma(y), for y > 0."""
    low = g.sub(x, g.num(steps))
    factors = [g.sub(x, g.num(k)) for k in range(1, steps + 1)]
    inner = g.make(op, low)
    if op == "gamma":
        return g.mul(g.product(factors), inner), [(">", low)]
    if op == "factorial":
        return g.mul(g.product(g.add(f, g.one) for f in factors), inner), [(">=", low)]
    return g.add(g.sum(g.make("log", f) for f in factors), inner), [(">", low)]


def _reflection(g: Graph, op: str, x: Entry) -> tuple[Entry, Conditions] | None:
    """gamma(x) = pi/(sin(pi·x)·gamma(1 - x)), for 0 < x < 1."""
    other = g.sub(g.one, x)
    if op != "gamma":
        return None
    turned = g.make("sin", g.mul(g.make("pi"), x))
    return g.div(g.make("pi"), g.mul(turned, g.make("gamma", other))), [(">", x), (">", other)]


def _multiplication(g: Graph, op: str, x: Entry, parts: int) -> tuple[Entry, Conditions] | None:
    """gamma(m·y) = (2·pi)**((1 - m)/2)·m**(m·y - 1/2)·product of gamma(y + k/m), for y > 0 and x = m·y."""
    if op != "gamma":
        return None
    y = g.mul(g.num(Fraction(1, parts)), x)
    turns = g.power(g.mul(g.num(2), g.make("pi")), g.num(Fraction(1 - parts, 2)))
    scale = g.make("**", g.num(parts), g.sub(x, g.num(Fraction(1, 2))))
    values = g.product(g.make("gamma", g.add(y, g.num(Fraction(k, parts)))) for k in range(parts))
    return g.product((turns, scale, values)), [(">", y)]


def _exponential(g: Graph, op: str, x: Entry) -> tuple[Entry, Conditions] | None:
    """loggamma(x) = log(gamma(x)), for x > 0."""
    return (g.make("log", g.make("gamma", x)), [(">", x)]) if op == "loggamma" else None


def _shifted(g: Graph, op: str, x: Entry) -> tuple[Entry, Conditions] | None:
    """factorial(x) = gamma(x + 1), for x >= 0."""
    return (g.make("gamma", g.add(x, g.one)), [(">=", x)]) if op == "factorial" else None


def written(g: Graph, term: Entry, how: Sequence[str]) -> tuple[Entry, Conditions] | None:
    """A gamma term in another way, and the conditions on it."""
    if term.op not in ("gamma", "loggamma", "factorial") or term.data is not None:
        return None
    x = term.args[0]
    match how:
        case ["recurrence", count] if count.isdigit() and 1 <= int(count) <= _MOST:
            return _recurrence(g, term.op, x, int(count))
        case ["reflection"]:
            return _reflection(g, term.op, x)
        case ["multiplication", count] if count.isdigit() and 2 <= int(count) <= _MOST:
            return _multiplication(g, term.op, x, int(count))
        case ["logarithm"]:
            return _exponential(g, term.op, x)
        case ["gamma"]:
            return _shifted(g, term.op, x)
    return None


def _functional_equation(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a gamma term of the entry, and how to write it: `recurrence` n, `reflection`, `multiplication` m, …"""
    g = problem.graph
    term = decode(g, data[0])
    found = written(g, term, data[1:])
    parts = reachable([problem.entry, *problem.facts])
    if found is None or term not in parts or any(e.op in ("if", "and", "or", "lacks") for e in parts):
        return None
    value, conditions = found
    defined = demands(problem, term.args[0], "defined")
    if defined is None:
        return None
    entry, *facts = _replaced(g, [problem.entry, *problem.facts], {term: value})
    new = replace(problem, entry=entry, facts=tuple(f for f in facts if f.constant is not True))
    return (new, *(problem.stating(op, e) for op, e in conditions), *defined)


def _replaced(g: Graph, roots: Sequence[Entry], values: dict[Entry, Entry]) -> list[Entry]:
    done = dict(values)
    for e in reachable(roots):
        if e in done:
            continue
        args = tuple(done[a] for a in e.args)
        done[e] = e if args == e.args else g.make(e.op, *args, data=e.data)
    return [done[r] for r in roots]


RULES = (
    Rule(
        name="functional equation of gamma",
        reduce=_functional_equation,
        statement="gamma(x + 1) = x·gamma(x), gamma(x)·gamma(1 - x) = pi/sin(pi·x), Gauss's multiplication formula",
    ),
)
