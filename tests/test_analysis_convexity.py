"""Convexity, sums and monotone functions of both sides: what the rules leave to prove, and what they must refuse."""

from __future__ import annotations

import pytest

from proofcheck.analysis.check import follow, reduced
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.prose import stated
from proofcheck.analysis.tactics import Search
from tests.analysis_problems import problem_of

POSITIVE = "a: real > 0, b: real > 0"
REAL = "x: real, y: real"
CRITICAL = "minimum at a critical point"
SIDES = "increasing function of both sides"
LEFT_OUT = "strictly monotone function left out"


def proves(rule: str, claim: str, given: str, *data: str) -> bool:
    """Whether the rule applies and everything that it leaves is proved."""
    p = problem_of(claim, given)
    plan = Search().apply(p, 0, rule, *data)
    return plan is not None and follow(p, plan) is not None


def applies(rule: str, claim: str, given: str, *data: str) -> bool:
    return reduced(problem_of(claim, given), Plan(rule, data)) is not None


TRUE = {
    "gibbs": (CRITICAL, "a*log(a/b) >= a - b", POSITIVE, "$a", "$b", "convex"),
    "tangent of exp": (CRITICAL, "exp(x) >= exp(y)*(1 + x - y)", REAL, "$x", "$y", "turning"),
    "in a range": (
        CRITICAL,
        "x**2 - x*y + y**2/4 >= 0",
        'x: "real in [0, 1]", y: "real in [0, 2]"',
        "$x",
        "(* $y 1/2)",
        "convex",
    ),
    "strict": (CRITICAL, "(x - y)**2 + 1 > 0", REAL, "$x", "$y", "convex"),
    "concave": ("concave function", "x*y <= 1", 'x: "real in [0, 1]", y: "real in [0, 1]"', "$x", "0", "1", "left"),
    "concave, open": (
        "concave function",
        "x*(1 - x)*exp(y) + x > 0",
        'x: "real in (0, 1)", y: real',
        "$x",
        "0",
        "1",
        "right",
    ),
    "sum": (
        "sum of parts",
        "exp(x) + exp(y) >= 2 + x + y",
        REAL,
        "(- (exp $x) (+ 1 $x))",
        "(- (exp $y) (+ 1 $y))",
        ";",
    ),
    "sum with a multiplier": (
        "sum of parts",
        "a + b == 2 => a**2 + b**2 >= 2",
        POSITIVE,
        "(** (- $a 1) 2)",
        "(** (- $b 1) 2)",
        ";",
        "(== (+ $a $b) 2)",
        "-2",
    ),
    "sum with an upper bound": (
        "sum of parts",
        "a + b <= 2 => 1/a + 1/b >= 2",
        POSITIVE,
        "(/ (** (- $a 1) 2) $a)",
        "(/ (** (- $b 1) 2) $b)",
        ";",
        "(<= (+ $a $b) 2)",
        "1",
    ),
    "sum with a lower bound": (
        "sum of parts",
        "a + b >= 2 => a**2 + b**2 >= 2",
        POSITIVE,
        "(** (- $a 1) 2)",
        "(** (- $b 1) 2)",
        ";",
        "(>= (+ $a $b) 2)",
        "-2",
    ),
    "sum with a multiplier in the variables": (
        "sum of parts",
        "a <= b => a**3 <= a**2*b",
        POSITIVE,
        "0",
        ";",
        "(<= $a $b)",
        "(** $a 2)",
    ),
    "terms too large for a normal form": (
        "sum of parts",
        "a/sqrt(a**2 + 8*b) + (a + b)**(1/7)/sqrt(b**2 + cbrt(a)) >= 0",
        POSITIVE,
        "(/ (** (+ $a $b) 1/7) (sqrt (+ (** $b 2) (cbrt $a))))",
        "(/ $a (sqrt (+ (** $a 2) (* $b 8))))",
        ";",
    ),
    "cubes": (
        SIDES,
        "cbrt(a) <= (a + 2)/3",
        POSITIVE,
        "power 3",
        "(/ (+ $a 2) 3)",
        "(cbrt $a)",
        "(- (/ (** (+ $a 2) 3) 27) $a)",
    ),
    "fourth powers": (
        SIDES,
        "a**(1/4) <= (a + 3)/4",
        POSITIVE,
        "power 4",
        "(/ (+ $a 3) 4)",
        "(** $a 1/4)",
        "(- (/ (** (+ $a 3) 4) 256) $a)",
    ),
    "odd powers of any sign": (SIDES, "x**3 >= y**3 => x >= y", REAL, "power 3", "$x", "$y", "(- (** $x 3) (** $y 3))"),
    "logarithms": (SIDES, "exp(x) >= exp(x - exp(y))", REAL, "log", "(exp $x)", "(exp (- $x (exp $y)))", "(exp $y)"),
    "left out": (LEFT_OUT, "x <= y => atan(x) <= atan(y)", REAL, "atan", "$y", "$x", "1"),
    "falling": (
        LEFT_OUT,
        "x <= y => cos(x) >= cos(y)",
        'x: "real in [0, pi]", y: "real in [0, pi]"',
        "cos",
        "$x",
        "$y",
        "1",
    ),
}


@pytest.mark.parametrize("case", TRUE.values(), ids=TRUE)
def test_proves(case: tuple[str, ...]) -> None:
    assert proves(*case)


FALSE = {
    "no minimum": (CRITICAL, "x*y <= x**2 + y**2/5", REAL, "$x", "(* 1/2 $y)", "convex"),
    "a maximum": (CRITICAL, "y**2 - x**2 <= -1", REAL, "$x", "0", "turning"),
    "not convex": (CRITICAL, "sin(x) >= sin(y) + cos(y)*(x - y)", REAL, "$x", "$y", "convex"),
    "outside of the range": (
        CRITICAL,
        "(x - y)**2 >= 1",
        'x: "real in [1, 2]", y: "real in [3, 4]"',
        "$x",
        "$y",
        "convex",
    ),
    "strict where it touches": (CRITICAL, "a*log(a/b) > a - b", POSITIVE, "$a", "$b", "convex"),
    "a pole between": (CRITICAL, "1/x**2 + x**2 >= 3", "x: real", "$x", "1", "convex"),
    "convex, not concave": ("concave function", "x**2 >= x", 'x: "real in [0, 1]"', "$x", "0", "1", "left"),
    "an end that fails": (
        "concave function",
        "x*y <= 1",
        'x: "real in [0, 2]", y: "real in [0, 1]"',
        "$x",
        "0",
        "2",
        "left",
    ),
    "strict at closed ends": ("concave function", "x*(1 - x) > 0", 'x: "real in [0, 1]"', "$x", "0", "1", "left"),
    "zero at both open ends": ("concave function", "0*x > 0", 'x: "real in (0, 1)"', "$x", "0", "1", "left"),
    "a part that fails": ("sum of parts", "x**2 + y >= 0", REAL, "(** $x 2)", "$y", ";"),
    "a bound the wrong way": (
        "sum of parts",
        "a + b <= 2 => a**2 + b**2 >= 2",
        POSITIVE,
        "(** (- $a 1) 2)",
        "(** (- $b 1) 2)",
        ";",
        "(<= (+ $a $b) 2)",
        "-2",
    ),
    "a lower bound the wrong way": (
        "sum of parts",
        "a + b >= 2 => a + b <= 2",
        POSITIVE,
        "0",
        ";",
        "(>= (+ $a $b) 2)",
        "1",
    ),
    "a multiplier of both signs": (
        "sum of parts",
        "x <= y => x*x <= x*y",
        REAL,
        "0",
        ";",
        "(<= $x $y)",
        "$x",
    ),
    "strict with a bound": (
        "sum of parts",
        "a + b >= 2 => a + b > 2",
        POSITIVE,
        "0",
        ";",
        "(>= (+ $a $b) 2)",
        "-1",
    ),
    "terms that cancel but have no value": (
        "sum of parts",
        "x**2 >= 0",
        REAL,
        "(- (** $x 2) (log $x))",
        "(log $x)",
        ";",
    ),
    "an even power of what may be negative": (
        SIDES,
        "x**4 >= y**4 => x >= y",
        REAL,
        "power 4",
        "$x",
        "$y",
        "(- (** $x 4) (** $y 4))",
    ),
    "strict sum": ("sum of parts", "x**2 + y**2 > 0", REAL, "(** $x 2)", "(** $y 2)", ";"),
    "logarithm of what may be negative": (
        SIDES,
        "x**2 >= x*y",
        REAL,
        "log",
        "(** $x 2)",
        "(* $x $y)",
        "(- (log (** $x 2)) (log (* $x $y)))",
    ),
    "square of what may be negative": (SIDES, "x >= y", REAL, "square", "$x", "$y", "(- (** $x 2) (** $y 2))"),
    "sine past its top": (
        LEFT_OUT,
        "x <= y => sin(x) <= sin(y)",
        'x: "real in [0, 2]", y: "real in [0, 2]"',
        "sin",
        "$y",
        "$x",
        "1",
    ),
    "cosine below zero": (
        LEFT_OUT,
        "x <= y => cos(x) >= cos(y)",
        'x: "real in [-1, 1]", y: "real in [-1, 1]"',
        "cos",
        "$x",
        "$y",
        "1",
    ),
    "tangent over its pole": (
        LEFT_OUT,
        "x <= y => tan(x) <= tan(y)",
        'x: "real in [0, 3]", y: "real in [0, 3]"',
        "tan",
        "$y",
        "$x",
        "1",
    ),
}


@pytest.mark.parametrize("case", FALSE.values(), ids=FALSE)
def test_does_not_prove_what_is_false(case: tuple[str, ...]) -> None:
    assert not proves(*case)


REFUSED = {
    "no direction": (CRITICAL, "a*log(a/b) >= a - b", POSITIVE, "$a", "$b", "rising"),
    "the variable as its own place": (CRITICAL, "a*log(a/b) >= a - b", POSITIVE, "$a", "$a", "convex"),
    "an equation": (CRITICAL, "x*y == y*x", REAL, "$x", "$y", "convex"),
    "a fact that is no bound": (CRITICAL, "x**2 != y => (x - y)**2 >= 0", REAL, "$x", "$y", "convex"),
    "a jump": (CRITICAL, "floor(x) + (x - y)**2 >= 0", REAL, "$x", "$y", "convex"),
    "no bound": ("concave function", "x <= y + 1", 'x: "real in [0, 1]", y: real', "$x", "0", "2", "left"),
    "another sum": ("sum of parts", "exp(x) + exp(y) >= 2 + x + y", REAL, "(exp $x)", "(exp $y)", ";"),
    "an inequation": (
        "sum of parts",
        "a + b != 2 => a**2 + b**2 >= 2",
        POSITIVE,
        "(** (- $a 1) 2)",
        "(** (- $b 1) 2)",
        ";",
        "(!= (+ $a $b) 2)",
        "-2",
    ),
    "a multiplier without a value": (
        "sum of parts",
        "a <= b => b*log(a) + log(b)*(b - a) >= b*log(a)",
        "a: real, b: real",
        "0",
        ";",
        "(<= $a $b)",
        "(log $b)",
    ),
    "a power that is not whole": (SIDES, "x >= y", REAL, "power 1/2", "$x", "$y", "(- (sqrt $x) (sqrt $y))"),
    "the power of 1": (SIDES, "x >= y", REAL, "power 1", "$x", "$y", "(- $x $y)"),
    "an equation that is no fact": (
        "sum of parts",
        "a**2 + b**2 >= 2",
        POSITIVE,
        "(** (- $a 1) 2)",
        "(** (- $b 1) 2)",
        ";",
        "(== (+ $a $b) 2)",
        "-2",
    ),
    "other sides": (SIDES, "x >= y", REAL, "exp", "$y", "$x", "(- (exp $y) (exp $x))"),
    "another image": (SIDES, "x >= y", REAL, "exp", "$x", "$y", "(- (exp (* 2 $x)) (exp $y))"),
    "no increasing function": (SIDES, "x >= y", REAL, "sin", "$x", "$y", "(- (sin $x) (sin $y))"),
    "a negative factor": (LEFT_OUT, "atan(x) >= atan(y)", REAL, "atan", "$y", "$x", "-1"),
    "another function": (LEFT_OUT, "atan(x) >= atan(y)", REAL, "tanh", "$x", "$y", "1"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_refuses(case: tuple[str, ...]) -> None:
    assert not applies(*case)


def test_a_place_of_the_minimum_must_lie_in_the_range() -> None:
    p = problem_of("(a - x)**2 >= 0", 'a: "real > 0", x: real')
    found = reduced(p, Plan(CRITICAL, ("$a", "$x", "convex")))
    assert found is not None
    assert any(stated(q).startswith("x > 0") for q in found)
