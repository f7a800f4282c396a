"""Limits by expansions: exact values, infinite ones, and no answer where there is none."""

from __future__ import annotations

import pytest

from proofcheck.analysis.check import reduced
from proofcheck.analysis.constants import compare
from proofcheck.analysis.encoding import decode, encode
from proofcheck.analysis.limits import Limit, limit_of
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.meaning.graph import Entry
from tests.analysis_problems import problem_of


def constant(problem: Problem, text: str) -> Entry:
    """A closed constant in the graph of a problem."""
    other = problem_of(f"{text} + x >= 0", "x: real")
    entry = decode(problem.graph, encode(other.entry))
    return problem.graph.substitute([entry], {problem.graph.var("x"): problem.graph.zero})[0]


def limit(entry: str, at: str, value: str = "0") -> tuple[Limit, int | None]:
    """The limit at `oo`, `-oo`, or at a closed constant with a side, such as `pi/2-`; and its order to a value."""
    problem = problem_of(f"{entry} >= 0", "x: real")
    g = problem.graph
    end, side = (None, "left") if at == "oo" else (None, "right")
    if at not in ("oo", "-oo"):
        end, side = constant(problem, at[:-1]), "right" if at[-1] == "+" else "left"
    found = limit_of(problem, problem.entry, g.var("x"), end, side)
    return found, None if found.value is None else compare(g, found.value, constant(problem, value))


VALUES = {
    "euler": ("(1 + 1/x)**x", "oo", "e"),
    "sinc": ("sin(x)/x", "0+", "1"),
    "bounded over x": ("sin(x)/x", "oo", "0"),
    "bounded, squared": ("sin(x)**2/x", "oo", "0"),
    "exp of bounded": ("exp(sin(x))/x", "oo", "0"),
    "second order": ("(1 - cos(x))/x**2", "0-", "1/2"),
    "third order": ("(tan(x) - x)/x**3", "0+", "1/3"),
    "power tower": ("x**x", "0+", "1"),
    "x log x": ("x*log(x)", "0+", "0"),
    "arctangent": ("x*(pi/2 - atan(x))", "oo", "1"),
    "conjugate": ("sqrt(x**2 + x) - x", "oo", "1/2"),
    "mills": ("erfc(x)*exp(x**2)*x", "oo", "1/sqrt(pi)"),
    "stirling": ("loggamma(x) - (x - 1/2)*log(x) + x", "oo", "log(2*pi)/2"),
    "gamma at 0": ("gamma(x)*x", "0+", "1"),
    "pole of tan": ("(pi/2 - x)*tan(x)", "pi/2-", "1"),
    "branch of acos": ("acos(x)/sqrt(1 - x)", "1-", "sqrt(2)"),
    "softplus": ("log(1 + exp(x)) - x", "oo", "0"),
    "gompertz": ("exp(-exp(-x))", "-oo", "0"),
    "floor from below": ("floor(x)", "2-", "1"),
    "essential": ("exp(1/x)", "0-", "0"),
    "at pi/3": ("(cos(x) - 1/2)/(x - pi/3)", "pi/3+", "-sqrt(3)/2"),
    "logs": ("log(log(x))/log(x)", "oo", "0"),
}


@pytest.mark.parametrize(("entry", "at", "value"), VALUES.values(), ids=VALUES)
def test_limits_are_exact(entry: str, at: str, value: str) -> None:
    found, order = limit(entry, at, value)
    assert (found.kind, order) == ("value", 0)


INFINITE = {
    "exponential": ("exp(x)/x**100", "oo", "+oo"),
    "pole": ("tan(x)", "pi/2-", "+oo"),
    "other side": ("tan(x)", "pi/2+", "-oo"),
    "log": ("log(sin(x))", "0+", "-oo"),
    "drift": ("x + sin(x)", "oo", "+oo"),
    "cube root": ("cbrt(x)", "-oo", "-oo"),
}


@pytest.mark.parametrize(("entry", "at", "kind"), INFINITE.values(), ids=INFINITE)
def test_infinite_limits(entry: str, at: str, kind: str) -> None:
    assert limit(entry, at)[0].kind == kind


UNKNOWN = {
    "a wave": ("sin(x)", "oo"),
    "a wave that is divided by": ("1/(2 + sin(x))", "oo"),
    "a growing wave": ("x*sin(x)", "oo"),
    "a fast wave near 0": ("log(x)*sin(1/x)", "0+"),
    "no value there": ("log(x)", "0-"),
    "no value far off": ("asin(x)", "oo"),
    "a root of what is negative": ("sqrt(-x)", "oo"),
    "a power of what is negative": ("(-x)**(1/2)", "oo"),
    "between poles of gamma": ("gamma(x)", "0-"),
    "a jump at a wave": ("floor(sin(x)/x)", "oo"),
    "the sign of a wave": ("sign(sin(x))/x", "oo"),
}


@pytest.mark.parametrize(("entry", "at"), UNKNOWN.values(), ids=UNKNOWN)
def test_nothing_is_said_where_nothing_is_known(entry: str, at: str) -> None:
    assert limit(entry, at)[0].kind == "unknown"


def steps(text: str, given: str, *data: str) -> object:
    problem = problem_of(text, given)
    return reduced(problem, Plan("monotonicity from a limit", ("$x", *data)))


REFUSED = {
    "the limit is negative": ("1/x - 1/100 >= 0", "x: real > 0", "high", "value"),
    "the limit is 0 and the relation strict": ("1/x > 0", "x: real > 0", "high", "value"),
    "no limit": ("sin(x) + 1 >= 0", "x: real > 0", "high", "value"),
    "the end is reached": ("x - 1 >= 0", 'x: "real in [1, 2]"', "low", "value"),
    "another variable": ("x + y >= 0", "x: real > 0, y: real > 0", "high", "value"),
    "a jump": ("floor(x) >= 0", "x: real > 0", "high", "value"),
    "no end of that name": ("1/x >= 0", "x: real > 0", "right", "value"),
}


@pytest.mark.parametrize(("text", "given", "end", "part"), REFUSED.values(), ids=REFUSED)
def test_the_rule_refuses(text: str, given: str, end: str, part: str) -> None:
    assert steps(text, given, end, part) is None


def test_the_rule_leaves_the_slope_with_the_sign_of_its_end() -> None:
    left = steps("log(1 + 1/x) > 1/(x + 1)", "x: real > 0", "high", "slope")
    assert isinstance(left, tuple)
    assert [p.op for p in left] == [">"]
    falling = steps("exp(-x) >= 0", "x: real > 0", "high", "slope")
    assert isinstance(falling, tuple)
    assert falling[0].entry.op == "exp"
