"""Composite quantities as variables, weaker facts, equations solved, choices: what is left, refused, and proved."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck.analysis.check import follow, reduced
from proofcheck.analysis.claims import posed
from proofcheck.analysis.demands import having_value
from proofcheck.analysis.equations import cleared, solutions
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.prose import stated, text
from proofcheck.analysis.tactics import Search
from proofcheck.meaning.graph import Graph
from tests.analysis_problems import claim_of, problem_of

REAL = "x: real, y: real"
POSITIVE = "x: real > 0, y: real > 0"


def problems_of(claim: str, given: str) -> tuple[Problem, ...]:
    found = posed(claim_of(claim, given))
    assert found is not None
    return found.problems


def smaller(rule: str, claim: str, given: str, *data: str) -> list[str] | None:
    found = reduced(problem_of(claim, given), Plan(rule, data))
    return None if found is None else [stated(p) for p in found]


def test_a_product_as_a_variable() -> None:
    claim = "x*y <= 0 => 1 <= 1 + exp(-x*y)"
    found = smaller("composite variables", claim, REAL, "(exp (neg $u))", "$u", "(* $x $y)", ";", "(<= $u 0)")
    assert found == ["exp(-u) >= 0 for u in (-oo, 0]", "-x*y >= 0 for x*y <= 0"]


COMPOSITES = {
    "another relation": ("exp(x*y) >= 0", REAL, "(exp (neg $u))", "$u", "(* $x $y)", ";"),
    "a name in use": ("exp(x*y) >= 0", REAL, "(exp $y)", "$y", "(* $x $y)", ";"),
    "one name for two": ("exp(x*y) >= 0", REAL, "(exp $u)", "$u", "(* $x $y)", "$u", "(+ $x $y)", ";"),
    "no variable": ("exp(x*y) >= 0", REAL, "(exp (* $x $y))", ";"),
    "a term of the new variable": ("exp(x*y) >= 0", REAL, "(exp $u)", "$u", "(* $x $u)", ";"),
    "an unknown variable": ("exp(x*y) >= 0", REAL, "(+ (exp $u) $z)", "$u", "(* $x $y)", ";"),
    "a fact with no value": ("exp(x*y) >= 0", REAL, "(exp $u)", "$u", "(* $x $y)", ";", "(> (log $u) 0)"),
    "an unknown fact": ("exp(x*y) >= 0", REAL, "(exp $u)", "$u", "(* $x $y)", ";", "(> $z 0)"),
    "no facts marked": ("exp(x*y) >= 0", REAL, "(exp $u)", "$u", "(* $x $y)"),
    "a term without values": ("x**2 >= 0", REAL, "(* $y (* $u $x))", "$u", "(/ $x $y)", ";"),
}


@pytest.mark.parametrize("case", COMPOSITES.values(), ids=COMPOSITES)
def test_no_composite(case: tuple[str, ...]) -> None:
    claim, given, *data = case
    assert smaller("composite variables", claim, given, *data) is None


def test_facts_about_terms_are_to_be_proved() -> None:
    found = smaller("composite variables", "exp(x - y) >= 0", REAL, "(exp $u)", "$u", "(- $x $y)", ";", "(> $u 0)")
    assert found is not None
    assert found[1:] in (["x - y > 0"], ["x > y"])


def test_consequences_of_the_facts() -> None:
    found = smaller("consequences of the facts", "x/(x - 1) > 0 => log(x) >= 0", POSITIVE, "(> (- $x 1) 0)")
    assert found is not None
    assert len(found) == 2
    assert found[1].startswith("x > 1 ") or found[1].startswith("x - 1 > 0 ")


CONSEQUENCES = {
    "a fact with no value": ("x > 1 => log(x) >= 0", "(> (log $x) 0)"),
    "an unknown variable": ("x > 1 => log(x) >= 0", "(> $z 0)"),
    "no relation": ("x > 1 => log(x) >= 0", "(and (> $x 0) (> $x 1))"),
}


@pytest.mark.parametrize("case", CONSEQUENCES.values(), ids=CONSEQUENCES)
def test_no_consequences(case: tuple[str, ...]) -> None:
    claim, *data = case
    assert smaller("consequences of the facts", claim, POSITIVE, *data) is None


SUM = "(== (+ (exp $x) (exp $y)) 2)"


def test_an_equation_solved() -> None:
    claim = "exp(x) + exp(y) == 2 => x + y <= 0"
    found = smaller("equation solved for a variable", claim, REAL, SUM, "$y", "(log (- 2 (exp $x)))")
    assert found is not None
    assert any("log(2 - exp(x)) " in line and "y" in line and "==" in line for line in found[1:])
    found = smaller("equation solved for a variable", claim, REAL, SUM, "$y", "(log (- 2 (exp $x)))", "(< $x 1)")
    assert found is not None
    assert any(line.startswith("1 > x") or line.startswith("-(x - 1) > 0") or "x < 1" in line for line in found[1:])


SOLVED = {
    "in terms of itself": (SUM, "$y", "(log (- 2 (exp $y)))"),
    "no such fact": ("(== (exp $x) 2)", "$x", "(log 2)"),
    "an unknown variable": (SUM, "$z", "(log (- 2 (exp $x)))"),
    "a fact about it": (SUM, "$y", "(log (- 2 (exp $x)))", "(> $y 0)"),
    "an unknown value": (SUM, "$y", "(+ $z 1)"),
}


@pytest.mark.parametrize("data", SOLVED.values(), ids=SOLVED)
def test_not_solved(data: tuple[str, ...]) -> None:
    claim = "exp(x) + exp(y) == 2 => x + y <= 0"
    assert smaller("equation solved for a variable", claim, REAL, *data) is None


def test_a_wrong_solution_is_not_followed() -> None:
    problem = problem_of("exp(x) + exp(y) == 2 => y <= 1", REAL)
    plan = Plan("equation solved for a variable", (SUM, "$y", "(- 1 $x)"), (Plan("sign of the normal form"),) * 2)
    assert follow(problem, plan) is None


VALUES = {
    "in the branch": ("(sqrt(x*y) if x*y >= 0 else 0) >= -1", 1),
    "beyond the branch": ("(sqrt(x*y) if x*y >= -1 else 0) >= -1", 1),
    "in the other branch": ("(0 if x > 0 else log(1 - x)) >= -1", 0),
    "of the test": ("(1 if 1/x > 0 else 0) >= -1", 1),
    "nested": ("(0 if x > 0 else (sqrt(y) if y >= 0 else 0)) >= -1", 0),
}


@pytest.mark.parametrize(("claim", "open_ones"), VALUES.values(), ids=VALUES)
def test_values_of_choices(claim: str, open_ones: int) -> None:
    problem = problem_of(claim, REAL)
    found = having_value(problem, problem.entry)
    assert found is not None
    assert len(found) == open_ones


def test_cleared_denominators_and_solutions() -> None:
    g = Graph()
    p, q = g.var("p"), g.var("q")
    gap = g.sub(g.add(g.div(g.one, p), g.div(g.one, q)), g.num(Fraction(99, 100)))
    assert text(cleared(g, gap)) == "p + q - (99/100)*p*q"
    assert [text(s) for s in solutions(g, gap, q)] == ["-p/(1 - p*(99/100))"]
    powers = g.sub(g.add(g.power(p, 3), g.power(q, 4)), g.num(2))
    assert len(list(solutions(g, powers, p))) == 1
    assert len(list(solutions(g, powers, q))) == 2
    roots = g.sub(g.add(g.make("sqrt", p), g.make("log", q)), g.num(2))
    assert [len(list(solutions(g, roots, v))) for v in (p, q)] == [1, 1]
    assert list(solutions(g, g.sub(g.make("sin", p), g.add(p, q)), p)) == []


TRUE = {
    "zero-one loss": ("(1 if x*y <= 0 else 0) <= log2(1 + exp(-x*y))", REAL),
    "cosine of a product": ("(1 - cos(x*y) if abs(x*y) <= pi else 2) <= x**2*y**2/2", REAL),
    "root in a branch": ("(sqrt(x*y) if x*y >= 0 else 0) <= (abs(x) + abs(y))/2", REAL),
    "smoothed hinge": (
        "(0 if x*y >= 1 else (1/2 - x*y if x*y <= 0 else (1 - x*y)**2/2)) <= log(1 + exp(1 - x*y))",
        REAL,
    ),
    "sum of exponentials": ("exp(x) + exp(y) == 2 => x + y <= 0", REAL),
    "sum of roots": ("sqrt(x) + sqrt(y) == 2 => exp(x) + exp(y) >= 2*exp(1)", POSITIVE),
    "sum of reciprocals": ("1/x + 1/y == 1 => log(x) + log(y) >= 2*log(2)", POSITIVE),
}


@pytest.mark.parametrize(("claim", "given"), TRUE.values(), ids=TRUE)
def test_proved(claim: str, given: str) -> None:
    for problem in problems_of(claim, given):
        plan = Search().decide(problem)
        assert plan is not None
        assert follow(problem, plan) is not None


FALSE = {
    "strict at the boundary": ("(1 if x*y <= 0 else 0) < log2(1 + exp(-x*y))", REAL),
    "natural logarithm": ("(1 if x*y <= 0 else 0) <= log(1 + exp(-x*y))", REAL),
    "test too wide": ("(1 if x*y <= 1/100 else 0) <= log2(1 + exp(-x*y))", REAL),
    "sum of exponentials": ("exp(x) + exp(y) == 2 => x + y <= -1/100", REAL),
    "the other root": ("sqrt(x) - sqrt(y) == 2 => y <= 2", POSITIVE),
    "sum of reciprocals": ("1/x + 1/y == 1 => log(x) + log(y) > 2*log(2)", POSITIVE),
}


@pytest.mark.parametrize(("claim", "given"), FALSE.values(), ids=FALSE)
def test_not_proved(claim: str, given: str) -> None:
    assert not all(Search().decide(problem) for problem in problems_of(claim, given))
