"""Bounds of integrals without known values: what is proved, near misses, and wrong applications of each rule."""

from __future__ import annotations

import pytest

from proofcheck.analysis.check import follow, reduced
from proofcheck.analysis.claims import posed
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.rules.integral_bounds import RULES
from proofcheck.analysis.tactics import Search
from proofcheck.meaning.work import OutOfWork, limited
from tests.claim_text import claim_of
from tests.test_sabotage_algebra import PLANE, RIGHT, Wrong, is_false, problem

WORK = 4_000_000
POSITIVE, BOTH, NONE = "x: real > 0", "a: real > 0, b: real > 0", "x: real, y: real"

TRUE = {
    "Dawson's integral": ("sinh(x**2)/x < integral(exp(t**2) for t in [0, x])", POSITIVE),
    "the exponential integral": ("exp(x)*integral(exp(-t)/t for t in [x, oo]) < log(1 + 1/x)", POSITIVE),
    "Mills' ratio": ("exp(x**2)*integral(exp(-t**2) for t in [x, oo]) < 1/(2*x)", POSITIVE),
    "the sine integral": ("x - x**3/18 < integral(sin(t)/t for t in [0, x]) < x", POSITIVE),
    "a closed end": ("integral(sinh(t)/t for t in [0, x]) >= x + x**3/18", "x: real >= 0"),
    "an incomplete gamma function": ("integral(sqrt(t)*exp(-t) for t in [x, oo]) > sqrt(x)*exp(-x)", POSITIVE),
    "the integral of a logarithm's reciprocal": ("integral(1/log(t) for t in [2, x]) > (x - 2)/log(x)", "x: real > 2"),
    "a wave under an exponential": ("abs(integral(exp(-t)*cos(x*t**2) for t in [0, 1])) <= 1 - exp(-1)", NONE),
    "a factor bounded": ("integral(exp(-t)/(1 + x*t) for t in [0, oo]) <= 1", "x: real >= 0"),
    "strictly": ("integral(exp(-x*t - t**4) for t in [0, oo]) < 1/x", POSITIVE),
    "with parameters": ("integral(t**(s-1)*exp(-t) for t in [x, oo]) >= x**(s-1)*exp(-x)", "x: real > 0, s: real > 1"),
    "an elliptic integral": (
        "pi/2 < integral(1/sqrt(1 - x**2*sin(t)**2) for t in [0, pi/2]) < pi/(2*sqrt(1 - x**2))",
        'x: "real in (0, 1)"',
    ),
    "Hermite and Hadamard for softplus": (
        "softplus((x+y)/2) <= integral(softplus(x + s*(y-x)) for s in [0, 1]) <= (softplus(x) + softplus(y))/2",
        NONE,
    ),
    "the logarithmic mean": ("sqrt(a*b) <= integral(a**t*b**(1-t) for t in [0, 1]) <= (a+b)/2", BOTH),
    "a maximum at a constant": ("integral(sin(t)/t for t in [0, x]) <= 1.852", 'x: "real in [0, 6]"'),
    "a maximum": ("exp(-x**2)*integral(exp(t**2) for t in [0, x]) <= 0.5411", "x: real >= 0"),
    "a tangent at the mean of a wave": ("integral(exp(x*cos(t)) for t in [0, pi])/pi >= 1", NONE),
    "a tangent": ("1/(1 + x) <= integral(exp(-t)/(1 + x*t) for t in [0, oo])", POSITIVE),
    "a concave function": ("(sqrt(a)+sqrt(b))/2 <= integral(sqrt(a + s*(b-a)) for s in [0, 1])", BOTH),
    "a bell with a linear term": (
        "integral(exp(-x*t**2 + y*t) for t in [-oo, oo]) == sqrt(pi/x)*exp(y**2/(4*x))",
        "x: real > 0, y: real",
    ),
    "a variance": (
        "integral((t-m)**2*exp(-(t-m)**2/(2*s**2))/(s*sqrt(2*pi)) for t in [-oo, oo]) == s**2",
        "s: real > 0, m: real",
    ),
    "a characteristic function": (
        "integral(cos(y*t)*exp(-(t-m)**2/(2*s**2))/(s*sqrt(2*pi)) for t in [-oo, oo]) == cos(m*y)*exp(-s**2*y**2/2)",
        "s: real > 0, m: real, y: real",
    ),
}

FALSE = {
    "Dawson's integral, a larger factor": ("integral(exp(t**2) for t in [0, x]) < 1.05*sinh(x**2)/x", POSITIVE),
    "the exponential integral, a smaller one": (
        "exp(x)*integral(exp(-t)/t for t in [x, oo]) < log(1 + 0.99/x)",
        POSITIVE,
    ),
    "Mills' ratio turned round": ("integral(exp(-t**2/2) for t in [x, oo]) < exp(-x**2/2)*x/(x**2 + 1)", POSITIVE),
    "strict at a closed end": ("integral(exp(t**2) for t in [0, x]) > x", "x: real >= 0"),
    "a maximum, too small": ("exp(-x**2)*integral(exp(t**2) for t in [0, x]) <= 0.541", "x: real >= 0"),
    "to the left of the end": ("integral(exp(t**2) for t in [0, x]) >= x", "x: real"),
    "equality at a parameter": ("integral(1/(1 + x*t**3) for t in [0, 1]) < 1", "x: real >= 0"),
    "equality at a parameter, to infinity": ("integral(exp(-t)/(1 + x*t) for t in [0, oo]) < 1", "x: real >= 0"),
    "neither convex nor concave": ("tanh((x+y)/2) <= integral(tanh(x + s*(y-x)) for s in [0, 1])", NONE),
    "the wrong order of the ends": ("(b-a)*exp(((a+b)/2)**2) <= integral(exp(t**2) for t in [a, b])", BOTH),
    "below the harmonic mean": ("integral(a**t*b**(1-t) for t in [0, 1]) <= 2*a*b/(a+b)", BOTH),
    "another exponent": (
        "integral(exp(-x*t**2 + y*t) for t in [-oo, oo]) == sqrt(pi/x)*exp(y**2/(2*x))",
        "x: real > 0, y: real",
    ),
    "the second moment for the variance": (
        "integral(t**2*exp(-(t-m)**2/(2*s**2))/(s*sqrt(2*pi)) for t in [-oo, oo]) == s**2",
        "s: real > 0, m: real",
    ),
}


def proved(text: str, given: str) -> bool:
    found = posed(claim_of(text, given))
    assert found is not None
    for one in found.problems:
        try:
            with limited(WORK):
                plan = Search(problems=200).decide(one)
        except OutOfWork:
            return False
        if plan is None or follow(one, plan) is None:
            return False
    return True


@pytest.mark.parametrize(("text", "given"), TRUE.values(), ids=TRUE)
def test_proved(text: str, given: str) -> None:
    assert proved(text, given)


@pytest.mark.parametrize(("text", "given"), FALSE.values(), ids=FALSE)
def test_not_proved(text: str, given: str) -> None:
    assert not proved(text, given)


COMPARED, CONVEX, FROM_END = "comparison of integrals", "Hermite-Hadamard inequality", "integral from its end"
PLACE, GROWTH, TEST, SIGNS = (
    "integral from a place",
    "growth at the ends",
    "comparison test",
    "absolute value by both signs",
)
T, LINE = "$\N{SECTION SIGN}t,1", "x in (-oo, oo)"


def over(low: str, high: str, body: str) -> str:
    return f"(integral {low} {high} {body.replace('T', '$#,1')} $#,1)"


BELL, ROOT = over("0", "$x", "(exp (** T 2))"), over("0", "1", "(sqrt (+ $x T))")
LINEAR, STEEP = over("0", "1", "(+ $x T)"), over("0", "1", "(/ 1 (sqrt T))")
WITHIN, FALLING = over("0", "$x", "(- T $x)"), over("0", "(oo)", "(exp (neg T))")
RAMP = over("0", "$x", "(max (- T 1) 0)")
SLOW, PASSED = over("0", "$x", "(/ (sin T) T)"), over("-1", "$x", "(/ 1 (** T 2))")
POLE, FAR, MIDDLE = (
    over("0", "1", "(/ 1 T)"),
    over("1", "(oo)", "(/ 1 T)"),
    over("0", "2", "(/ 1 (** (- T 1) 2))"),
)

WRONG = {
    "an integrand that is greater": Wrong(COMPARED, f"(- $x {BELL})", ">", (BELL, "1", "-", "weak"), RIGHT),
    "a coefficient of the other sign": Wrong(COMPARED, f"(neg {BELL})", ">=", (BELL, "0", "+", "weak"), RIGHT),
    "strict between equal ends": Wrong(COMPARED, BELL, ">", (BELL, "0", "+", "strict"), "x in [0, oo)"),
    "strict for equal integrands": Wrong(
        COMPARED, f"(- {LINEAR} (+ $x 1/2))", ">", (LINEAR, f"(+ $x {T})", "+", "strict"), LINE
    ),
    "ends in the wrong order": Wrong(COMPARED, f"(- {BELL} $x)", ">=", (BELL, "1", "+", "weak"), LINE),
    "a midpoint of a concave function": Wrong(
        CONVEX, f"(- {ROOT} (sqrt (+ $x 1/2)))", ">=", (ROOT, "+", "midpoint", "weak"), RIGHT
    ),
    "a strict midpoint of a linear function": Wrong(
        CONVEX, f"(- {LINEAR} (+ $x 1/2))", ">", (LINEAR, "+", "midpoint", "strict"), LINE
    ),
    "an end without a value": Wrong(CONVEX, f"(- 3/2 {STEEP})", ">", (STEEP, "-", "trapezoid", "weak"), LINE),
    "the trapezoid from below": Wrong(
        CONVEX, f"(- {BELL} (/ (* $x (+ 1 (exp (** $x 2)))) 2))", ">=", (BELL, "+", "trapezoid", "weak"), RIGHT
    ),
    "a convex function over an interval turned round": Wrong(
        CONVEX, f"(- {BELL} (* $x (exp (/ (** $x 2) 4))))", ">=", (BELL, "+", "midpoint", "weak"), LINE
    ),
    "a negative start": Wrong(FROM_END, f"(- {BELL} 1)", ">", (BELL, "$x", "slope"), RIGHT),
    "a function that falls": Wrong(FROM_END, f"(- $x {BELL})", ">", (BELL, "$x", "slope"), RIGHT),
    "beyond the end that stays": Wrong(FROM_END, BELL, ">", (BELL, "$x", "slope"), "x in (-oo, 0)"),
    "on both sides of the end that stays": Wrong(FROM_END, BELL, ">=", (BELL, "$x", "value"), "x in [-1, 1]"),
    "the variable in the integrand": Wrong(FROM_END, WITHIN, ">=", (WITHIN, "$x", "value"), RIGHT),
    "the end itself": Wrong(FROM_END, BELL, ">", (BELL, "$x", "slope"), "x in [0, oo)"),
    "a start of 0 that is not left": Wrong(FROM_END, RAMP, ">", (RAMP, "$x", "value"), RIGHT),
    "a start of 0 that is left late": Wrong(FROM_END, RAMP, ">", (RAMP, "$x", "slope"), RIGHT),
    "an equation with a slope": Wrong(FROM_END, BELL, "==", (BELL, "$x", "value"), RIGHT),
    "a fact on the variable": Wrong(
        FROM_END, f"(- (* 3 $x) {BELL})", ">=", (BELL, "$x", "value"), RIGHT, ("(> $x 3)",)
    ),
    "a start that jumps": Wrong(
        FROM_END, f"(- {BELL} (+ (floor $x) (/ 1 2)))", ">", (BELL, "$x", "slope"), "x in [0, 1]"
    ),
    "from a place, below 0 there": Wrong(PLACE, f"(- {BELL} 3)", ">", (BELL, "$x", "right"), "x in [1, oo)"),
    "from a place, downwards": Wrong(PLACE, f"(- 3 {BELL})", ">", (BELL, "$x", "right"), "x in [1, oo)"),
    "from a place that is left out": Wrong(PLACE, f"(- {RAMP} 0)", ">", (RAMP, "$x", "right"), "x in (1/2, oo)"),
    "from a place over a pole": Wrong(PLACE, f"(+ {PASSED} 2)", ">", (PASSED, "$x", "right"), "x in [-1/2, oo)"),
    "to the end that stays": Wrong(PLACE, f"(+ {BELL} (if (<= $x 0) -1 0))", ">=", (BELL, "$x", "left"), "x in [0, 1]"),
    "to the end that stays, strictly": Wrong(PLACE, f"(- {SLOW} 0)", ">", (SLOW, "$x", "left"), "x in [0, 1]"),
    "from a place, under a fact": Wrong(
        PLACE, f"(- {BELL} (* 2 $x))", ">=", (BELL, "$x", "right"), "x in [1, oo)", ("(> $x 3)",)
    ),
    "a pole at an end": Wrong(GROWTH, f"(lacks {POLE})", "==", (POLE, "1/2", "0"), LINE),
    "an exponent of 1 at an end": Wrong(GROWTH, f"(lacks {POLE})", "==", (POLE, "1", "0"), LINE),
    "an exponent of 1 at infinity": Wrong(GROWTH, f"(lacks {FAR})", "==", (FAR, "0", "1"), LINE),
    "a slow fall": Wrong(GROWTH, f"(lacks {FAR})", "==", (FAR, "0", "2"), LINE),
    "a pole between the ends": Wrong(GROWTH, f"(lacks {MIDDLE})", "==", (MIDDLE, "0", "0"), LINE),
    "a bound from one side": Wrong(TEST, f"(lacks {POLE})", "==", (POLE, "0"), LINE),
    "a bound of what has a pole": Wrong(TEST, f"(lacks {MIDDLE})", "==", (MIDDLE, "4"), LINE),
    "one sign of two": Wrong(SIGNS, "(- $x (abs $y))", ">=", ("(abs $y)",), PLANE),
    "an absolute value without a value": Wrong(
        SIGNS, "(if (or (< $x 0) (> (abs (log $x)) 5)) -1 1)", ">", ("(abs (log $x))",), "x in [-3, -1]"
    ),
}


@pytest.mark.parametrize("row", WRONG.values(), ids=WRONG)
def test_wrong(row: Wrong) -> None:
    p = problem(row.entry, row.op, row.ranges, row.facts)
    smaller = reduced(p, Plan(row.rule, row.data))
    assert smaller is None or any(map(is_false, smaller)), smaller


def test_every_rule_of_this_module_has_a_wrong_application() -> None:
    assert {rule.name for rule in RULES} == {row.rule for row in WRONG.values()}


@pytest.mark.parametrize(
    ("rule", "entry", "op", "data"),
    [
        (COMPARED, f"(- {FALLING} 5)", ">", (FALLING, "-1", "+", "weak")),
        (TEST, f"(lacks {POLE})", "==", (POLE, f"(/ 1 {T})")),
    ],
)
def test_a_bound_without_an_integral_is_asked_for_one(rule: str, entry: str, op: str, data: tuple[str, ...]) -> None:
    smaller = reduced(problem(entry, op, LINE), Plan(rule, data))
    assert smaller is not None
    (exists,) = [p for p in smaller if p.entry.op == "lacks"]
    assert Search(problems=60).decide(exists) is None
