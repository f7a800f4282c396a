"""Branch and bound with derivative tests: what the rule proves, what it must refuse, and what the tactic finds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck.analysis.check import follow, reduced
from proofcheck.analysis.claims import posed
from proofcheck.analysis.constants import sign_of
from proofcheck.analysis.enclosures.covering import Bounds, cover, middle, whole
from proofcheck.analysis.enclosures.touching import positive_definite
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.rules.boxes import places_of
from proofcheck.analysis.tactics import Search
from proofcheck.analysis.tactics.boxes import TACTICS
from proofcheck.load.yaml import load_text
from proofcheck.meaning.graph import Graph

RULE = "ball arithmetic"


def problems(text: str, given: str) -> tuple[Problem, ...]:
    loaded = load_text(
        f"proofcheck: 1\nclaims:\n  - id: c\n    given: {{{given}}}\n    claim: {text}\n", "t.claims.yaml"
    )
    assert loaded.problems == ()
    found = posed(loaded.claims[0])
    assert found is not None
    return found.problems


def problem(text: str, given: str) -> Problem:
    (found,) = problems(text, given)
    return found


def by_boxes(text: str, given: str) -> bool:
    """Whether this tactic alone, from many boxes on, proves every problem of the claim."""
    for p in problems(text, given):
        plan = next((found for t in TACTICS if (found := Search()._found(t, p, 0)) is not None), None)
        if plan is None or follow(p, plan) is None:
            return False
    return True


def on(low: str, high: str, names: str = "x") -> str:
    return ", ".join(f'{n}: "real in [{low}, {high}]"' for n in names)


TRUE = {
    "jordan": ("2*x/pi <= sin(x)", on("0", "pi/2")),
    "parabola": ("x*(1-x) <= 1/4", on("0", "1")),
    "cosine": ("cos(x) >= 1 - x**2/2", on("-3", "3")),
    "cosine, sixth order": ("cos(x) <= 1 - x**2/2 + x**4/24", on("-2", "2")),
    "exponential": ("exp(x) >= 1 + x", on("-5", "5")),
    "logarithm": ("log(x) <= x - 1", on("1/10", "10")),
    "logarithm, lower": ("1 - 1/x <= log(x)", on("1/2", "10")),
    "self power": ("x**x >= exp(-1/e)", on("1/10", "10")),
    "x exp(-x)": ("x*exp(-x) <= 1/e", on("0", "10")),
    "error function": ("erf(x) <= 2*x/sqrt(pi)", on("0", "4")),
    "gamma": ("gamma(x) >= 0.8856", 'x: "real in (0, 5]"'),
    "loggamma": ("loggamma(x) <= x*log(x)", on("1", "10")),
    "third order at an end": ("x - x**3/6 <= sin(x)", on("0", "4")),
    "a root of the cosine": ("sin(x) > x*cos(x)**(1/3)", 'x: "real in (0, pi/2)"'),
    "zero over zero": ("sin(x)/x > cos(x)**(1/3)", 'x: "real in (0, pi/2)"'),
    "zero over zero, Bernoulli": ("x/(exp(x) - 1) >= 1 - x/2", 'x: "real in (0, 1]"'),
    "all reals, attained": ("exp(x) >= 1 + x", "x: real"),
    "strict at an open end": ("sin(x) < x", 'x: "real in (0, 3]"'),
    "square of a difference": ("x**2 + y**2 >= 2*x*y", on("0", "1", "xy")),
    "three variables": ("x**2 + y**2 + z**2 >= x*y + y*z + z*x", on("0", "3", "xyz")),
    "midpoints of exp": ("exp((x+y)/2) <= (exp(x)+exp(y))/2", on("0", "3", "xy")),
    "a line of zeros, fourth order": ("cos(x - y) >= 1 - (x - y)**2/2", on("-2", "2", "xy")),
    "kinks": ("abs(x - 1) + sin(x) > 0.7", on("0", "2")),
    "all reals": ("atan(x) + exp(-x**2) < 3", "x: real"),
    "a tail": ("exp(-x)*x**2 < 6", 'x: "real in [0, 50]"'),
    "under a fact": ("x + y <= 1 => x*y <= 0.26", on("0", "1", "xy")),
    "many variables, apart": ("x*y*z + 1/100 > x*y*z*sin(x)", on("0", "1", "xyz")),
    "not 0": ("exp(x) != sin(x) - 2", on("-3", "3")),
}


@pytest.mark.parametrize(("text", "given"), TRUE.values(), ids=TRUE)
def test_true_ones_are_proved(text: str, given: str) -> None:
    assert by_boxes(text, given)


FALSE = {
    "jordan, too steep": ("2.000001*x/pi <= sin(x)", on("0", "pi/2")),
    "parabola, lower": ("x*(1-x) <= 1/4 - 1/10**12", on("0", "1")),
    "parabola, much closer": ("x*(1-x) <= 1/4 - 1/10**40", on("0", "1")),
    "parabola, strict": ("x*(1-x) < 1/4", on("0", "1")),
    "sine, strict": ("sin(x) < 1", on("0", "3")),
    "exponential, strict": ("exp(x) > 1 + x", on("-5", "5")),
    "exponential, shifted": ("exp(x) >= 1 + x + 1/10**30", on("-5", "5")),
    "cosine, flatter": ("cos(x) >= 1 - 0.4999999*x**2", on("-3", "3")),
    "gamma": ("gamma(x) >= 0.885604", 'x: "real in (0, 5]"'),
    "strict at a closed end": ("sin(x) < x", on("0", "3")),
    "strict beside an open end": ("(x - 1)**2 > 0", 'x: "real in (0, 3]"'),
    "squares, strict": ("x**2 + y**2 > 2*x*y", on("0", "1", "xy")),
    "squares, indefinite": ("x**2 + y**2 >= 2.0001*x*y", on("0", "1", "xy")),
    "three variables": ("x**2 + y**2 + z**2 >= x*y + y*z + 1.0001*z*x", on("0", "3", "xyz")),
    "a saddle at the origin": ("x**2 - y**2/10**8 >= 0", on("-1", "1", "xy")),
    "changes its sign at third order": ("x**3 >= 0", on("-1/10**9", "1")),
    "fails beyond the fact": ("x + y <= 1.001 => x*y <= 1/4", on("0", "1", "xy")),
    "not 0 but at one point": ("x**2 != 2", on("1", "2")),
    "zero over zero": ("sin(x)/x > cos(x)**0.33", 'x: "real in (0, pi/2)"'),
    "a negative denominator": ("sin(x)/(-x) > -cos(x)**(1/3)", 'x: "real in (0, pi/2)"'),
    "far away": ("1/(1 + x**2) > 1/10**12", "x: real"),
}


@pytest.mark.parametrize(("text", "given"), FALSE.values(), ids=FALSE)
def test_false_ones_are_not(text: str, given: str) -> None:
    assert not by_boxes(text, given)


REFUSED = {
    "no places, and equality is attained": ("2*x/pi <= sin(x)", on("0", "pi/2"), ()),
    "a place that is none": ("2*x/pi <= sin(x)", on("0", "pi/2"), ("at", "8", "$x", "1")),
    "close to a zero": ("2*x/pi <= sin(x)", on("0", "pi/2"), ("at", "8", "$x", "355/226")),
    "odd data": ("sin(x) <= 1", on("0", "3"), ("at", "8", "$x")),
    "no order": ("sin(x) <= 1", on("0", "3"), ("at", "$x", "(* 1/2 (pi))")),
    "data before a place": ("sin(x) <= 1", on("0", "3"), ("$x", "(* 1/2 (pi))")),
    "another variable": ("sin(x) <= 1", on("0", "3"), ("at", "8", "$y", "(* 1/2 (pi))")),
    "put at itself": ("x**2 + y**2 >= 2*x*y", on("0", "1", "xy"), ("at", "8", "$x", "$x")),
    "no value at the place": ("sin(x) <= 1", on("0", "3"), ("at", "8", "$x", "(log -1)")),
    "kinks": ("abs(x - 1) >= 0", on("0", "3"), ("at", "8", "$x", "1")),
    "an equation": ("sin(x)**2 + cos(x)**2 == 1", on("0", "3"), ()),
}


@pytest.mark.parametrize(("text", "given", "data"), REFUSED.values(), ids=REFUSED)
def test_the_rule_refuses(text: str, given: str, data: tuple[str, ...]) -> None:
    assert reduced(problem(text, given), Plan(RULE, ("2000", *data))) is None


@pytest.mark.parametrize("limit", ["", "x", "-1", "10000000"])
def test_the_rule_wants_a_number_of_boxes_within_bounds(limit: str) -> None:
    assert reduced(problem("exp(x) > 0", on("0", "1")), Plan(RULE, (limit,))) is None


def test_a_place_closes_a_problem() -> None:
    p = problem("sin(x) <= 1", on("0", "3"))
    assert reduced(p, Plan(RULE, ("2000", "at", "4", "$x", "(* 1/2 (pi))"))) == ()


def test_a_curve_leaves_what_holds_on_it_as_problems() -> None:
    p = problem("exp(x) + exp(y) >= 2*exp((x + y)/2)", on("0", "1", "xy"))
    left = reduced(p, Plan(RULE, ("2000", "at", "2", "$y", "$x")))
    assert left is not None
    assert [(q.op, q.variables) for q in left] == [(">=", p.variables[:1]), ("==", p.variables[:1])]


def test_from_inside_a_simple_zero_is_no_end() -> None:
    """(x - 1)(2 - x) >= 0 only between the two."""
    data = ("99", "at", "1", "$x", "1", "at", "1", "$x", "2")
    assert reduced(problem("(x-1)*(2-x) >= 0", on("1", "2")), Plan(RULE, data)) == ()
    assert reduced(problem("(x-1)*(2-x) >= 0", on("0.999999999", "2")), Plan(RULE, data)) is None
    assert reduced(problem("(x-1)*(2-x) >= 0", on("1", "2.000000001")), Plan(RULE, data)) is None


def test_points_without_a_value_claim_nothing() -> None:
    p, *_ = problems("sqrt(x) >= -1/10", on("-1", "1"))
    assert reduced(p, Plan(RULE, ("9",))) == ()
    p, *_ = problems("log(x) <= 1", on("-1", "2"))
    assert reduced(p, Plan(RULE, ("9",))) == ()


def test_ends_that_are_no_rationals_are_covered() -> None:
    p = problem("x <= 4", 'x: "real in [0, pi]"')
    ((low, high),) = whole(p) or ()
    assert low == 0.0
    assert Fraction(high) > Fraction("3.14159265358979323846264338327")
    assert sign_of(p.graph, decode(p.graph, f"(- {Fraction(high)} (pi))")) == 1


@pytest.mark.parametrize(
    ("side", "at"),
    [((0.0, 1.0), 0.5), ((1.0, 10000.0), 100.0), ((-float("inf"), float("inf")), 0.0), ((3.0, float("inf")), 18.0)],
)
def test_where_a_side_is_divided(side: tuple[float, float], at: float) -> None:
    assert middle(side) == pytest.approx(at)


def test_counting() -> None:
    p = problem("x*(1-x) <= 0.3", on("0", "1"))
    start = whole(p)
    assert start is not None
    assert cover(Bounds(p), start, 100).complete
    stuck = cover(Bounds(problem("x*(1-x) <= 1/4", on("0", "1"))), start, 5)
    assert not stuck.complete
    assert stuck.boxes <= 5


def _exact(*rows: tuple[float, ...]) -> list[list[tuple[float, float, bool]]]:
    return [[(v, v, True) for v in row] for row in rows]


@pytest.mark.parametrize(
    ("matrix", "definite"),
    [
        (_exact((2, 1), (1, 2)), True),
        (_exact((1, 1), (1, 1)), False),
        (_exact((1, 2), (2, 1)), False),
        (_exact((-1,)), False),
        (_exact((4, 1, 1), (1, 4, 1), (1, 1, 4)), True),
        (_exact((1, 1, 1), (1, 1, 1), (1, 1, 4)), False),
        ([[(1.0, 1.0, False)]], False),
        ([[None]], False),
    ],
)
def test_positive_definite(matrix: list[list[tuple[float, float, bool] | None]], definite: bool) -> None:
    assert positive_definite(matrix) is definite


def test_places_are_read_in_groups() -> None:
    p = problem("x**2 + y**2 >= 2*x*y", on("0", "1", "xy"))
    found = places_of(p, ("at", "2", "$x", "0", "$y", "0", "at", "3", "$y", "$x"))
    assert found is not None
    assert [(place.order, len(place.at)) for place in found] == [(2, 2), (3, 1)]
    assert Graph().zero is not p.graph.zero
