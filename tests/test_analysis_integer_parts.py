"""Floors, remainders, whole variables and gamma functions: what is proved, what is refused, what is to be shown."""

from __future__ import annotations

import pytest

from proofcheck.analysis.check import follow, reduced
from proofcheck.analysis.claims import posed
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.tactics import Search
from proofcheck.analysis.whole_givens import as_reals
from proofcheck.analysis.whole_numbers import is_whole, whole, whole_variables
from proofcheck.meaning.boxes import check
from tests.analysis_problems import claim_of, problem_of


def proved(text: str, given: str) -> bool:
    found = posed(claim_of(text, given))
    if found is None:
        return False
    for problem in found.problems:
        plan = Search(most=40, problems=100).decide(problem)
        if plan is None or follow(problem, plan) is None:
            return False
    return True


TRUE = (
    ("floor(x + n) == floor(x) + n", "x: real, n: integer"),
    ("floor(2*x) == floor(x) + floor(x + 1/2)", "x: real"),
    ("floor(3*x) == floor(x) + floor(x + 1/3) + floor(x + 2/3)", "x: real"),
    ("ceil(2*x) == ceil(x) + ceil(x - 1/2)", "x: real"),
    ("floor(x/2) + floor((x + 1)/2) == floor(x)", "x: real"),
    ("floor(floor(x)/n) == floor(x/n)", 'x: real, n: "integer >= 1"'),
    ("floor(sqrt(floor(x))) == floor(sqrt(x))", 'x: "real >= 0"'),
    ("mod(n**2, 4) == mod(n, 2)", "n: integer"),
    ("mod(n**3 - n, 6) == 0", "n: integer"),
    ("floor((n + 1)/2) == ceil(n/2)", "n: integer"),
    ("floor(x)*(floor(x) - 1)*(floor(x) - 2) == 0", 'x: "real in [0, 3)"'),
    ("cos(x + n*pi) == (-1)**n*cos(x)", "x: real, n: integer"),
    ("sin(n*pi) == 0", "n: integer"),
    ("tan(n*pi + pi/4) == 1", "n: integer"),
    ("gamma(n + 1) == factorial(n)", 'n: "integer >= 0"'),
    ("factorial(n)/factorial(n - 2) == n*(n - 1)", 'n: "integer >= 2"'),
    ("gamma(x + 1) == x*gamma(x)", 'x: "real > 0"'),
    ("gamma(x)*gamma(1 - x) == pi/sin(pi*x)", 'x: "real in (0, 1)"'),
    ("gamma(x)*gamma(x + 1/2) == 2**(1 - 2*x)*sqrt(pi)*gamma(2*x)", 'x: "real > 0"'),
    ("loggamma(x + 2) == loggamma(x) + log(x) + log(x + 1)", 'x: "real > 0"'),
)
FALSE = (
    ("floor(2*x) == 2*floor(x)", "x: real"),
    ("floor(2*x) == floor(x) + ceil(x - 1/2)", "x: real"),
    ("floor(3*x) == floor(x) + floor(x + 1/3) + floor(x + 3/5)", "x: real"),
    ("floor(x + y) == floor(x) + y", "x: real, y: real"),
    ("ceil(x) == floor(x) + 1", "x: real"),
    ("ceil(x) == floor(x + 1)", "x: real"),
    ("floor(x) == 0", 'x: "real in [0, 1]"'),
    ("floor(floor(x)/y) == floor(x/y)", 'x: real, y: "real > 0"'),
    ("floor(floor(x)/n) == floor(x/n)", 'x: real, n: "integer <= -1"'),
    ("floor(2*floor(x)/3) == floor(2*x/3)", "x: real"),
    ("floor(floor(x)**2) == floor(x**2)", 'x: "real >= 0"'),
    ("floor(sqrt(ceil(x))) == floor(sqrt(x))", 'x: "real >= 0"'),
    ("ceil(floor(x)/2) == ceil(x/2)", "x: real"),
    ("mod(n**2, 8) == mod(n, 2)", "n: integer"),
    ("mod(x**2, 4) == mod(x, 2)", "x: real"),
    ("cos(n*pi) == 1", "n: integer"),
    ("sin(x + n*pi) == sin(x)", "x: real, n: integer"),
    ("cos(pi*x) == (-1)**x", "x: real"),
    ("gamma(n) == factorial(n)", 'n: "integer >= 1"'),
    ("gamma(x + 1) == (x + 1)*gamma(x)", 'x: "real > 0"'),
    ("gamma(x)*gamma(x + 1/2) == 2**(2*x - 1)*sqrt(pi)*gamma(2*x)", 'x: "real > 0"'),
    ("loggamma(x + 1) == loggamma(x) + x", 'x: "real > 0"'),
)


@pytest.mark.parametrize(("text", "given"), TRUE)
def test_true_claims_are_proved(text: str, given: str) -> None:
    assert proved(text, given)


@pytest.mark.parametrize(("text", "given"), FALSE)
def test_false_claims_are_not(text: str, given: str) -> None:
    assert not proved(text, given)


def test_whole_variables_are_facts() -> None:
    problem = problem_of("n*x >= floor(x)", "x: real, n: integer")
    g = problem.graph
    x, n = (g.var(name) for name in "xn")
    assert whole_variables(problem) == {n}
    assert problem.facts == (whole(g, n),)
    known = frozenset((n,))
    assert is_whole(g.add(g.mul(g.num(3), n), g.make("ceil", x)), known)
    assert is_whole(g.power(n, 2), known)
    for entry in (x, g.div(n, g.num(2)), g.power(n, -1), g.make("sqrt", n), g.mul(n, x)):
        assert not is_whole(entry, known)


def test_points_have_whole_values_of_whole_variables() -> None:
    problem = problem_of("sin(pi*n) >= 1", "n: integer")
    g, n = problem.graph, problem.variables[0]
    assert check(problem.setting, g.make("==", g.make("floor", n), n)).points > 0
    assert not check(problem.setting, g.make("==", g.make("floor", n), n)).broken
    assert check(problem.setting, g.make("==", g.make("floor", g.div(n, g.num(2))), g.div(n, g.num(2)))).broken


def test_sizes_of_arrays_have_no_such_reading() -> None:
    assert as_reals(claim_of("norm(v)**2 >= 0", 'n: "integer >= 1", v: "vector[n]"')) is None
    assert posed(claim_of("sum(k for k in 1..n) == n*(n + 1)/2", 'n: "integer >= 1"')) is None


def test_only_whole_numbers_are_taken_out() -> None:
    problem = problem_of("floor(x + n + y) >= 0", "x: real, y: real, n: integer")
    g = problem.graph
    x, y, n = (g.var(name) for name in "xyn")
    term = problem.entry
    rule = "whole number apart"
    good = reduced(problem, Plan(rule, (encode(term), encode(n), encode(g.add(x, y)))))
    assert good is not None
    assert good[0].entry is g.add(n, g.make("floor", g.add(x, y)))
    for count, rest in ((y, g.add(x, n)), (n, x), (g.add(n, g.one), g.add(x, y))):
        assert reduced(problem, Plan(rule, (encode(term), encode(count), encode(rest)))) is None
    assert reduced(problem, Plan(rule, ())) is None


def test_waves_lose_whole_periods_only() -> None:
    problem = problem_of("sin(x + n*pi) >= 0", "x: real, n: integer")
    g = problem.graph
    x, n = g.var("x"), g.var("n")
    half = g.div(n, g.num(2))
    assert reduced(problem, Plan("whole number apart", (encode(problem.entry), encode(half), encode(x)))) is None
    assert reduced(problem, Plan("whole number apart", (encode(problem.entry), encode(n), encode(x)))) is None


def test_the_value_of_a_floor_is_to_be_shown() -> None:
    problem = problem_of("floor(x) >= 0", 'x: "real in [0, 1]"')
    left = reduced(problem, Plan("value of a floor", (encode(problem.entry), "0")))
    assert left is not None
    assert [Search(most=30).decide(p) is not None for p in left] == [True, False]  # 1 - x > 0 fails at 1
    assert reduced(problem, Plan("value of a floor", (encode(problem.entry), "1/2"))) is None


def test_parts_and_residues_want_fresh_variables() -> None:
    problem = problem_of("floor(x/2) + n >= y", "x: real, y: real, n: integer")
    assert reduced(problem, Plan("whole and fractional part", ("$x", "$k", "$t", "1"))) is not None
    for data in (("$x", "$y", "$t", "1"), ("$x", "$k", "$k", "1"), ("$x", "$k", "$t", "0"), ("$z", "$k", "$t", "1")):
        assert reduced(problem, Plan("whole and fractional part", data)) is None
    left = reduced(problem, Plan("residues", ("$n", "$k", "3")))
    assert left is not None
    assert len(left) == 3
    for others in (("$x", "$k", "3"), ("$n", "$y", "3"), ("$n", "$k", "1"), ("$n", "$k", "3/2")):
        assert reduced(problem, Plan("residues", others)) is None


@pytest.mark.parametrize(
    ("text", "given", "how", "left"),
    [
        ("gamma(x + 1) >= 0", 'x: "real > -1"', ("recurrence", "1"), ">"),  # of x, which may be negative
        ("gamma(x) >= 0", 'x: "real > 0"', ("reflection",), ">"),  # of 1 - x
    ],
)
def test_gamma_equations_have_conditions(text: str, given: str, how: tuple[str, ...], left: str) -> None:
    problem = problem_of(text, given)
    found = reduced(problem, Plan("functional equation of gamma", (encode(problem.entry), *how)))
    assert found is not None
    assert any(p.op == left and Search(most=30).decide(p) is None for p in found[1:])


@pytest.mark.parametrize("how", [("recurrence", "0"), ("recurrence", "-1"), ("multiplication", "1"), ("other",), ()])
def test_unknown_gamma_equations_are_refused(how: tuple[str, ...]) -> None:
    problem = problem_of("gamma(x) >= 0", 'x: "real > 3"')
    assert reduced(problem, Plan("functional equation of gamma", (encode(problem.entry), *how))) is None
