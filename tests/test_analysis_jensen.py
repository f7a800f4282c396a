"""Jensen's inequality and sums of tangents: what they prove, and what the rule must refuse."""

from __future__ import annotations

from contextlib import suppress

import pytest

from proofcheck.analysis.check import follow, reduced
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.tactics import Search
from proofcheck.meaning.work import OutOfWork, limited
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


LOGARITHM = "concavity of the logarithm"
WEIGHTS = ("$p", "$x", "(- 1 $p)", "$y")
MEAN_OF_TWO = "(+ (* $p $x) (* (- 1 $p) $y))"
GEOMETRIC = "log(p*x + (1 - p)*y) >= p*log(x) + (1 - p)*log(y)"
OPEN = 'p: "real in (0, 1)", x: "real > 0", y: "real > 0"'
LOGARITHMS = {
    "weights in a variable": (GEOMETRIC, OPEN, ("0", "1", MEAN_OF_TWO, *WEIGHTS)),
    "closed weights": (
        GEOMETRIC,
        'p: "real in [0, 1]", x: "real > 0", y: "real > 0"',
        ("0", "1", MEAN_OF_TWO, *WEIGHTS),
    ),
    "a factor and a rest": (
        "x + 2*log(p*x + (1 - p)*y) > 2*p*log(x) + 2*(1 - p)*log(y)",
        OPEN,
        ("$x", "2", MEAN_OF_TWO, *WEIGHTS),
    ),
    "a mean in another form": (GEOMETRIC, OPEN, ("0", "1", "(+ $y (* $p (- $x $y)))", *WEIGHTS)),
}


@pytest.mark.parametrize(("claim", "given", "data"), LOGARITHMS.values(), ids=LOGARITHMS)
def test_logarithm_proves(claim: str, given: str, data: tuple[str, ...]) -> None:
    problem = problem_of(claim, given)
    plan = Search().apply(problem, 0, LOGARITHM, *data)
    assert plan is not None
    assert follow(problem, plan) is not None


LOGARITHMS_REFUSED = {
    "an equation": ("log(p*x + (1 - p)*y) == p*log(x) + (1 - p)*log(y)", OPEN, ("0", "1", MEAN_OF_TWO, *WEIGHTS)),
    "another mean": (GEOMETRIC, OPEN, ("0", "1", "(+ (* $p $y) (* (- 1 $p) $x))", *WEIGHTS)),
    "another rest": (GEOMETRIC, OPEN, ("1", "1", MEAN_OF_TWO, *WEIGHTS)),
    "no pairs": (GEOMETRIC, OPEN, ("0", "1", MEAN_OF_TWO)),
    "a weight without its entry": (GEOMETRIC, OPEN, ("0", "1", MEAN_OF_TWO, "$p", "$x", "(- 1 $p)")),
    "a new variable": ("log(x) >= log(x)", OPEN, ("0", "1", "$t", "1", "$t")),
}


@pytest.mark.parametrize(("claim", "given", "data"), LOGARITHMS_REFUSED.values(), ids=LOGARITHMS_REFUSED)
def test_logarithm_refuses(claim: str, given: str, data: tuple[str, ...]) -> None:
    assert reduced(problem_of(claim, given), Plan(LOGARITHM, data)) is None


LOGARITHMS_FALSE = {
    "a strict relation": (
        "log(p*x + (1 - p)*y) > p*log(x) + (1 - p)*log(y)",
        OPEN,
        ("0", "1", MEAN_OF_TWO, *WEIGHTS),
    ),
    "a negative factor": (
        "log(p*x + (1 - p)*y) <= p*log(x) + (1 - p)*log(y)",
        OPEN,
        ("0", "-1", MEAN_OF_TWO, *WEIGHTS),
    ),
    "weights out of range": (
        GEOMETRIC,
        'p: "real in (0, 2)", x: "real > 0", y: "real > 0"',
        ("0", "1", MEAN_OF_TWO, *WEIGHTS),
    ),
    "weights of another sum": (
        "log(p*x + (2 - p)*y) >= p*log(x) + (2 - p)*log(y)",
        OPEN,
        ("0", "1", "(+ (* $p $x) (* (- 2 $p) $y))", "$p", "$x", "(- 2 $p)", "$y"),
    ),
    "values that may be negative": (
        "log(x**2/2 + y**2/2) >= log(x) + log(y) + 1/100",
        "x: real, y: real",
        ("-1/100", "1", "(+ (* 1/2 (** $x 2)) (* 1/2 (** $y 2)))", "1/2", "(** $x 2)", "1/2", "(** $y 2)"),
    ),
}


@pytest.mark.parametrize(("claim", "given", "data"), LOGARITHMS_FALSE.values(), ids=LOGARITHMS_FALSE)
def test_what_is_left_of_a_false_claim_on_logarithms_fails(claim: str, given: str, data: tuple[str, ...]) -> None:
    assert Search().apply(problem_of(claim, given), 0, LOGARITHM, *data) is None


UNIT_OPEN = 'p: "real in (0, 1)", q: "real in (0, 1)"'
ENTROPY = "p*log(p/q) + (1 - p)*log((1 - p)/(1 - q))"
ABC = ", ".join(f'{v}: "real > 0"' for v in "abc")
SEVERAL = {
    "divergences": (f"{ENTROPY} >= -2*log(sqrt(p*q) + sqrt((1 - p)*(1 - q)))", UNIT_OPEN),
    "Hellinger": (f"{ENTROPY} >= (sqrt(p) - sqrt(q))**2 + (sqrt(1 - p) - sqrt(1 - q))**2", UNIT_OPEN),
    "Bretagnolle and Huber": (f"abs(p - q) <= sqrt(1 - exp(-({ENTROPY})))", UNIT_OPEN),
    "Minkowski of order 3": (
        "cbrt((a + b)**3 + (c + d)**3) <= cbrt(a**3 + c**3) + cbrt(b**3 + d**3)",
        f'{ABC}, d: "real > 0"',
    ),
    "shares": ("a/sqrt(a**2 + 8*b*c) + b/sqrt(b**2 + 8*c*a) + c/sqrt(c**2 + 8*a*b) >= 1", ABC),
    "shares of a root": ("cbrt((a/(b+c))**2) + cbrt((b/(c+a))**2) + cbrt((c/(a+b))**2) >= 3/cbrt(4)", ABC),
    "strict shares": ("sqrt(a/(b+c)) + sqrt(b/(c+a)) + sqrt(c/(a+b)) > 2", ABC),
    "norms of any sign": (
        "sqrt(a**2+b**2) + sqrt(b**2+c**2) + sqrt(c**2+a**2) >= sqrt(2)*abs(a+b+c)",
        "a: real, b: real, c: real",
    ),
    "made homogeneous by a bound": ("a**2 + b**2 + c**2 <= 3 => 1/(1+a*b) + 1/(1+b*c) + 1/(1+c*a) >= 3/2", ABC),
    "a symmetric form with irrational zeros": (
        "abs(a*b*(a**2-b**2) + b*c*(b**2-c**2) + c*a*(c**2-a**2)) <= 9*sqrt(2)/32*(a**2+b**2+c**2)**2",
        "a: real, b: real, c: real",
    ),
}


@pytest.mark.parametrize(("claim", "given"), SEVERAL.values(), ids=SEVERAL)
def test_found_in_several_variables(claim: str, given: str) -> None:
    problem = problem_of(claim, given)
    with limited(4_000_000):
        plan = Search(most=60, problems=200).decide(problem) or Search().decide(problem)
    assert plan is not None
    assert follow(problem, plan) is not None


NEAR = {
    "divergences": (f"{ENTROPY} >= -201/100*log(sqrt(p*q) + sqrt((1 - p)*(1 - q)))", UNIT_OPEN),
    "shares": ("a/sqrt(a**2 + 801/100*b*c) + b/sqrt(b**2 + 801/100*c*a) + c/sqrt(c**2 + 801/100*a*b) >= 1", ABC),
    "strict shares": ("sqrt(a/(b+c)) + sqrt(b/(c+a)) + sqrt(c/(a+b)) > 2001/1000", ABC),
    "Minkowski, strictly": (
        "cbrt((a + b)**3 + (c + d)**3) < cbrt(a**3 + c**3) + cbrt(b**3 + d**3)",
        f'{ABC}, d: "real > 0"',
    ),
    "Minkowski below order 1": (
        "((a + b)**(1/2) + (c + d)**(1/2))**2 <= (a**(1/2) + c**(1/2))**2 + (b**(1/2) + d**(1/2))**2",
        f'{ABC}, d: "real > 0"',
    ),
    "a bound of more": (
        "a**2 + b**2 + c**2 <= 301/100 => 1/(1+a*b) + 1/(1+b*c) + 1/(1+c*a) >= 3/2",
        ABC,
    ),
    "a strict relation at a bound": ("a + b + c >= 3 => a**3 + b**3 + c**3 > a**2 + b**2 + c**2", ABC),
}


@pytest.mark.parametrize(("claim", "given"), NEAR.values(), ids=NEAR)
def test_near_misses_have_no_plan(claim: str, given: str) -> None:
    with limited(400_000), suppress(OutOfWork):
        assert Search(most=60, problems=80).decide(problem_of(claim, given)) is None


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
