"""Taylor polynomials with remainders: series arithmetic, what the rule proves and must refuse, what tactics find."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from flint import arb

from proofcheck.analysis.check import follow, reduced
from proofcheck.analysis.claims import posed
from proofcheck.analysis.enclosures.taylor import Expanded, least
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.rules.taylor import RULES
from proofcheck.analysis.tactics import Search
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.ball import precision
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.work import OutOfWork, limited
from tests.analysis_problems import claim_of, problem_of

(RULE,) = RULES
UNIT, QUARTER, ABOVE = 'x: "real in [0, 1]"', 'x: "real in (0, pi/2)"', 'x: "real in [1, 3]"'

ELEMENTARY = ["exp(x)", "log(x)", "sqrt(x)", "cbrt(x)", "sin(x)", "cos(x)", "tan(x/3)", "asin(x/4)", "acos(x/4)"]
HYPERBOLIC = ["atan(x)", "sinh(x)", "cosh(x)", "tanh(x)", "asinh(x)", "acosh(x+1)", "atanh(x/4)", "log2(x)"]
SPECIAL = ["erf(x)", "erfc(x)", "gamma(x)", "loggamma(x)", "diff(loggamma(x), x)", "loggamma(x) - loggamma(5/2)"]
POWERS = ["x**x", "x**3", "x**(-2)", "x**(5/2)", "1/(1+x)", "abs(x)", "cbrt(-x)"]
FUNCTIONS = [*ELEMENTARY, *HYPERBOLIC, *SPECIAL, *POWERS]


@pytest.mark.parametrize("text", FUNCTIONS)
def test_coefficients_hold_the_derivatives_at_every_point_of_a_ball(text: str) -> None:
    problem = problem_of(f"{text} >= 0", ABOVE)
    g, x = problem.graph, problem.variables[0]
    with precision(128):
        found = Expanded(problem.entry, x).coefficients(arb(1.5, 0.0625), 4)
        assert found is not None
        entry, factorial = problem.entry, 1
        for k in range(4):
            for at in (Fraction(23, 16), Fraction(3, 2), Fraction(25, 16)):
                value = evaluate([entry], {x: arb(at.numerator) / at.denominator})[0]
                assert found[k].overlaps(value / factorial), (k, at)
            try:
                entry, factorial = differentiate(g, [entry], x)[0], factorial * (k + 1)
            except NoMeaning:
                assert k > 0 or text == "abs(x)"
                break


@pytest.mark.parametrize(
    "text",
    [
        "log(x)",
        "sqrt(x)",
        "1/x",
        "abs(x)",
        "cbrt(x)",
        "gamma(x)",
        "x**x",
        "asin(1 + x)",
        "tan(x + pi/2)",
        "acosh(x + 1)",
    ],
)
def test_no_series_where_a_function_is_not_analytic(text: str) -> None:
    problem = problem_of(f"{text} >= 0", UNIT)
    with precision(128):
        assert Expanded(problem.entry, problem.variables[0]).coefficients(arb(0, 0.125), 4) is None


@pytest.mark.parametrize(
    ("parts", "low", "high", "true"),
    [
        ((1, 0, -1), -1, 1, 0),
        ((1, -2, 1), 0, 3, 0),
        ((0, 1, 1), 1, 2, 2),
        ((0, -1, 1), -2, -1, 2),
        ((0, 0, 0, 1), -2, 1, -8),
        ((5, 1, 0, 0, -1), -1, 2, -9),
    ],
)
def test_bounds_of_polynomials_are_below_their_least_values(
    parts: tuple[int, ...], low: int, high: int, true: int
) -> None:
    bound = least([arb(c) for c in parts], arb(low), arb(high))
    assert bound <= true
    wide = least([arb(c, 0.5) for c in parts], arb(low), arb(high))
    assert wide <= bound


TRUE = {
    "a bound of an error": ("exp(x) - (1 + x + x**2/2) <= 0.2183", UNIT, ("8", "50")),
    "a zero at an end": ("sin(x) <= x", UNIT, ("8", "50", "3", "0")),
    "a strict relation, the end left out": ("sin(x) < x", QUARTER, ("8", "50", "3", "0")),
    "zeros at both ends": ("sin(x) >= 2*x/pi", 'x: "real in [0, pi/2]"', ("8", "50", "1", "0", "1", "(/ (pi) 2)")),
    "a zero inside": ("exp(x - 1/3) >= x + 2/3", UNIT, ("8", "50", "2", "1/3")),
    "up to infinity": ("erf(x) <= 1 + exp(-x)/1000", 'x: "real >= 0"', ("8", "50")),
}


@pytest.mark.parametrize(("claim", "given", "data"), TRUE.values(), ids=TRUE)
def test_the_rule_closes(claim: str, given: str, data: tuple[str, ...]) -> None:
    assert reduced(problem_of(claim, given), Plan(RULE.name, data)) == ()


REFUSED = {
    "false in a short interval": ("(x - 1/3)**2 + 1/100000 > 1/50000", UNIT, ("8", "5000")),
    "false at an end alone": ("sin(x) < x", UNIT, ("8", "5000", "3", "0")),
    "strict at a zero inside": ("exp(x - 1/3) > x + 2/3", UNIT, ("8", "500", "2", "1/3")),
    "below an odd zero inside": ("(x - 1/3)**3*exp(x) >= 0", UNIT, ("8", "500", "3", "1/3")),
    "below an odd zero at the upper end": ("(x - 1)**3*exp(x) >= 0", UNIT, ("8", "500", "3", "1")),
    "not quite 0 at the place": ("exp(x) - 1 - x - 1/10**30 >= 0", UNIT, ("8", "500", "2", "0")),
    "of a lower order than said": ("x**2 - x/10**20 >= 0", UNIT, ("8", "500", "2", "0")),
    "of an order that is none": ("sin(x) <= x", UNIT, ("8", "50", "0", "0")),
    "a place that is no constant": ("sin(x) <= x", UNIT, ("8", "50", "3", "$x")),
    "too few terms": ("sin(x) <= x", UNIT, ("2", "50", "3", "0")),
    "too few pieces": ("exp(x) - (1 + x + x**2/2) <= 0.2183", UNIT, ("3", "2")),
    "an equation": ("sin(x) == x", UNIT, ("8", "50", "3", "0")),
    "data that are no numbers": ("sin(x) <= x", UNIT, ("8", "many")),
    "no data": ("sin(x) <= x", UNIT, ()),
    "two variables": ("x*y <= 1", 'x: "real in [0, 1]", y: "real in [0, 1]"', ("8", "500")),
    "the root at its end": ("sqrt(x) >= x", UNIT, ("8", "500", "1", "0")),
    "a kink at the place": ("abs(x - 1/2)*exp(x) >= 0.0001", UNIT, ("8", "500")),
}


@pytest.mark.parametrize(("claim", "given", "data"), REFUSED.values(), ids=REFUSED)
def test_the_rule_refuses(claim: str, given: str, data: tuple[str, ...]) -> None:
    assert reduced(problem_of(claim, given), Plan(RULE.name, data)) is None


def found(claim: str, given: str) -> bool:
    """Whether plans for all problems of a claim are found and followed."""
    problems = posed(claim_of(claim, given))
    assert problems is not None
    for problem in problems.problems:
        plan = Search().decide(problem)
        if plan is None or follow(problem, plan) is None:
            return False
    return True


POSITIVE, REAL, OPEN_UNIT = 'x: "real > 0"', "x: real", 'x: "real in (0, 1)"'
PROVED = {
    "Hastings, erf": (
        "abs(erf(x) - (1 - (0.3480242/(1 + 0.47047*x) - 0.0958798/(1 + 0.47047*x)**2"
        " + 0.7478556/(1 + 0.47047*x)**3)*exp(-x**2))) <= 0.000025",
        'x: "real >= 0"',
    ),
    "a polynomial for gamma": (
        "abs(gamma(1 + x) - (1 - 0.5748646*x + 0.9512363*x**2 - 0.6998588*x**3 + 0.4245549*x**4"
        " - 0.1010678*x**5)) <= 0.00005",
        UNIT,
    ),
    "gelu by a sigmoid": ("abs(gelu(x) - x*sigmoid(1.702*x)) < 0.021", REAL),
    "three roots": ("sqrt(x) + sqrt(x + 1) + sqrt(x + 2) < sqrt(9*x + 9)", 'x: "real >= 1"'),
    "cube roots": ("cbrt(x) + cbrt(x + 2) < 2*cbrt(x + 1)", POSITIVE),
    "roots to both sides": ("sqrt(x**2 + x + 1) - sqrt(x**2 - x + 1) < 1", REAL),
    "powers, touched in the middle": ("x**(2*(1 - x)) + (1 - x)**(2*x) <= 1", OPEN_UNIT),
    "powers, tight at both ends": ("x**(1 - x) + (1 - x)**x > 1", OPEN_UNIT),
}


@pytest.mark.parametrize(("claim", "given"), PROVED.values(), ids=PROVED)
def test_published_inequalities_are_proved(claim: str, given: str) -> None:
    assert found(claim, given)


OPEN = {
    "an error bound too small": ("abs(gelu(x) - x*sigmoid(1.702*x)) < 0.0202", REAL),
    "a polynomial for gamma, one digit wrong": (
        "abs(gamma(1 + x) - (1 - 0.5748646*x + 0.9512363*x**2 - 0.6998588*x**3 + 0.4245549*x**4"
        " - 0.1012678*x**5)) <= 0.00005",
        UNIT,
    ),
    "three roots, fails far out": ("sqrt(x) + sqrt(x + 1) + sqrt(x + 2) < sqrt(9*x + 8.999999)", 'x: "real >= 1"'),
    "strict at 1/2": ("x**(2*(1 - x)) + (1 - x)**(2*x) < 1", OPEN_UNIT),
    "powers, fails next to 1": ("x**(1 - x) + (1 - x)**x > 1 + (1 - x)*1.0001", OPEN_UNIT),
}


@pytest.mark.parametrize(("claim", "given"), OPEN.values(), ids=OPEN)
def test_near_misses_are_not_proved(claim: str, given: str) -> None:
    with limited(1_000_000), suppress(OutOfWork):
        assert not found(claim, given)
