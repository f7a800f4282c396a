"""Jensen's inequality and sums of tangents: what they prove, and what the rule must refuse."""

from __future__ import annotations

import pytest

from proofcheck.analysis.check import follow, reduced
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.tactics import Search
from tests.analysis_problems import problem_of

REAL = "x: real, y: real"
UNIT = 'x: "real in [0, 1]", y: "real in [0, 1]"'
HALF = "1/2"

TRUE = {
    "tangent": (
        "tan((x + y)/2) <= (tan(x) + tan(y))/2",
        'x: "real in [0, pi/2)", y: "real in [0, pi/2)"',
        ("$t", "(tan $t)", "$x", HALF, "$y", HALF),
    ),
    "weights": ("exp((x + 2*y)/3) <= (exp(x) + 2*exp(y))/3", REAL, ("$t", "(exp $t)", "$x", "1/3", "$y", "2/3")),
    "three": (
        "log(1 + exp((x + y + z)/3)) <= (log(1 + exp(x)) + log(1 + exp(y)) + log(1 + exp(z)))/3",
        "x: real, y: real, z: real",
        ("$t", "(log (+ 1 (exp $t)))", "$x", "1/3", "$y", "1/3", "$z", "1/3"),
    ),
    "a root at a closed end": (
        "sqrt((x + y)/2) >= (sqrt(x) + sqrt(y))/2",
        'x: "real >= 0", y: "real >= 0"',
        ("$t", "(neg (sqrt $t))", "$x", HALF, "$y", HALF),
    ),
}


@pytest.mark.parametrize(("claim", "given", "data"), TRUE.values(), ids=TRUE)
def test_jensen_proves(claim: str, given: str, data: tuple[str, ...]) -> None:
    problem = problem_of(claim, given)
    plan = Search().apply(problem, 0, "Jensen's inequality", *data)
    assert plan is not None
    assert follow(problem, plan) is not None


MEAN = "exp((x + y)/2) <= (exp(x) + exp(y))/2"
REFUSED = {
    "a strict relation": ("exp((x + y)/2) < (exp(x) + exp(y))/2", REAL, ("$t", "(exp $t)", "$x", HALF, "$y", HALF)),
    "an equation": ("exp((x + y)/2) == (exp(x) + exp(y))/2", REAL, ("$t", "(exp $t)", "$x", HALF, "$y", HALF)),
    "weights of another sum": (MEAN, REAL, ("$t", "(exp $t)", "$x", HALF, "$y", "1/3")),
    "a negative weight": ("exp(2*x - y) <= 2*exp(x) - exp(y)", REAL, ("$t", "(exp $t)", "$x", "2", "$y", "-1")),
    "another function": (MEAN, REAL, ("$t", "(exp (* 2 $t))", "$x", HALF, "$y", HALF)),
    "a variable that is taken": (MEAN, REAL, ("$x", "(exp $x)", "$x", HALF, "$y", HALF)),
    "a parameter in the function": (
        "exp((x + y)/2*x) <= (exp(x*x) + exp(y*x))/2",
        REAL,
        ("$t", "(exp (* $t $x))", "$x", HALF, "$y", HALF),
    ),
    "ranges that differ": (
        "abs((x + y)/2) <= (abs(x) + abs(y))/2",
        'x: "real >= 0", y: "real <= 0"',
        ("$t", "(abs $t)", "$x", HALF, "$y", HALF),
    ),
    "a jump": ("floor((x + y)/2) <= (floor(x) + floor(y))/2", REAL, ("$t", "(floor $t)", "$x", HALF, "$y", HALF)),
    "no pairs": (MEAN, REAL, ("$t", "(exp $t)")),
}


@pytest.mark.parametrize(("claim", "given", "data"), REFUSED.values(), ids=REFUSED)
def test_jensen_refuses(claim: str, given: str, data: tuple[str, ...]) -> None:
    assert reduced(problem_of(claim, given), Plan("Jensen's inequality", data)) is None


FALSE = {
    "a concave function": ("log((x + y)/2) <= (log(x) + log(y))/2", 'x: "real > 0", y: "real > 0"', "(log $t)"),
    "a pole in the range": ("1/((x + y)/2) <= (1/x + 1/y)/2", REAL, "(/ 1 $t)"),
    "a kink": ("-abs((x + y)/2) <= (-abs(x) - abs(y))/2", REAL, "(neg (abs $t))"),
    "convex in a part": ("((x + y)/2)**3 <= (x**3 + y**3)/2", REAL, "(** $t 3)"),
    "a root at the end": ("((x + y)/2)**(1/3) <= (x**(1/3) + y**(1/3))/2", UNIT, "(** $t 1/3)"),
}


@pytest.mark.parametrize(("claim", "given", "function"), FALSE.values(), ids=FALSE)
def test_what_is_left_of_a_false_claim_fails(claim: str, given: str, function: str) -> None:
    problem = problem_of(claim, given)
    assert Search().apply(problem, 0, "Jensen's inequality", "$t", function, "$x", HALF, "$y", HALF) is None


FOUND = {
    "tangents of roots": ("sqrt(a**2 + b**2) + sqrt(b**2 + c**2) + sqrt(c**2 + a**2) >= sqrt(2)*(a + b + c)", "abc"),
    "mean of logarithms": ("gamma((a + b)/2)**2 <= gamma(a)*gamma(b)", "ab"),
}


@pytest.mark.parametrize(("claim", "names"), FOUND.values(), ids=FOUND)
def test_found(claim: str, names: str) -> None:
    problem = problem_of(claim, ", ".join(f'{v}: "real > 0"' for v in names))
    plan = Search().decide(problem)
    assert plan is not None
    assert follow(problem, plan) is not None
