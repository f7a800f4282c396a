"""The rows of classical bounds, each held against values of its function."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck.analysis.check import reduced
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.rules.estimates import BOUNDS, LOGISTIC, argument
from proofcheck.analysis.tactics import plausible
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.graph import Graph, reachable
from tests.analysis_problems import problem_of

POINTS = [Fraction(k, 9) for k in range(-120, 121)] + [Fraction(1, 10**k) for k in range(1, 8)]


@pytest.mark.parametrize("name", BOUNDS)
def test_no_value_breaks_a_bound(name: str) -> None:
    bound, g = BOUNDS[name], Graph()
    u = g.var("u")
    if bound.op == LOGISTIC:
        value = g.div(g.one, g.add(g.one, g.make("exp", u)))
    else:
        value = g.make(bound.op, u) if bound.order is None else g.make(bound.op, g.num(bound.order), u)
    other = bound.of(g, u)
    gap = g.sub(other, value) if bound.upper else g.sub(value, other)
    conditions = [g.make(op, e, g.zero) for op, e in bound.where(g, u)]
    seen = 0
    for point in POINTS:
        with precision(300):
            found, *held = evaluate([gap, *conditions], {u: enclose(point)})
            if not all(h is True for h in held) or found is None or not hasattr(found, "lower"):
                continue
            seen += 1
            assert not found < 0, point
    assert seen > 50


CLAIMED = {
    "a product of the value": ("x*tanh(x) <= x", "tanh <= 1", True),
    "beneath a root": ("sqrt(tanh(x)) <= 1", "tanh <= 1", False),
    "in a denominator": ("1/(2 + tanh(x)) >= 1/3", "tanh <= 1", False),
    "twice in a product": ("tanh(x)*tanh(x) <= 1", "tanh <= 1", False),
    "the wrong way": ("x*tanh(x) <= x", "tanh >= -1", False),
    "a logistic function": ("x/(1 + exp(x)) < 1", "1/(1 + exp u) <= exp(-u)", False),
    "a logistic factor": ("x*(1/(1 + exp(x))) < 1", "1/(1 + exp u) <= exp(-u)", True),
    "not logistic": ("x*(1/(2 + exp(x))) < 1", "1/(1 + exp u) <= exp(-u)", False),
}


@pytest.mark.parametrize(("claim", "name", "applies"), CLAIMED.values(), ids=CLAIMED)
def test_a_bound_is_put_only_where_the_entry_is_affine_in_the_value(claim: str, name: str, applies: bool) -> None:
    problem = problem_of(claim, 'x: "real >= 1"')
    parts = [e for e in reachable([problem.entry]) if argument(e, BOUNDS[name]) is not None]
    smaller = [reduced(problem, Plan("classical bound", (encode(e), name))) for e in parts]
    held = any(s is not None and all(map(plausible, s)) for s in smaller)
    assert held is applies


def test_a_bound_for_some_arguments_asks_that_they_are_these() -> None:
    problem = problem_of("erf(x) >= 1 - exp(-x**2)", 'x: "real >= -1"')
    (value,) = (e for e in reachable([problem.entry]) if e.op == "erf")
    smaller = reduced(problem, Plan("classical bound", (encode(value), "erf u >= 1 - exp(-u^2)")))
    assert smaller is not None
    assert problem.stating(">=", problem.variables[0]) in smaller
