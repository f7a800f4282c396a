"""Equations: what the rules leave to be shown, what they refuse, and which identities the tactics prove or must not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck.analysis.check import follow, reduced
from proofcheck.analysis.claims import posed
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.rules.arcs import terms_of
from proofcheck.analysis.tactics import Search
from proofcheck.meaning.graph import Entry
from tests.analysis_problems import claim_of, problem_of


def proved(text: str, given: str) -> bool:
    """Whether plans are found for every problem of a claim, and followed."""
    found = posed(claim_of(text, given))
    assert found is not None
    for problem in found.problems:
        plan = Search(most=40, problems=60).decide(problem)
        if plan is None or follow(problem, plan) is None:
            return False
    return True


def variable(problem: Problem, name: str) -> Entry:
    return problem.graph.var(name)


TRUE = (
    ("asin(sin(x)) == pi - x", 'x: "real in [pi/2, 3*pi/2]"'),
    ("acos(cos(x)) == 2*pi - x", 'x: "real in [pi, 2*pi]"'),
    ("atan(tan(x)) == x - pi", 'x: "real in (pi/2, 3*pi/2)"'),
    ("2*asin(x) == asin(2*x*sqrt(1 - x**2))", 'x: "real in [-1/sqrt(2), 1/sqrt(2)]"'),
    ("acos(4*x**3 - 3*x) == 3*acos(x)", 'x: "real in [1/2, 1]"'),
    ("atan(x) + atan(1/x) == pi/2", 'x: "real > 0"'),
    ("atan(x) + atan(y) == pi + atan((x + y)/(1 - x*y))", 'x: "real > 1", y: "real > 1"'),
    ("atan((x - 1)/(x + 1)) == atan(x) + 3*pi/4", 'x: "real < -1"'),
    ("asin(x) == atan(x/sqrt(1 - x**2))", 'x: "real in (-1, 1)"'),
    ("asin(sqrt(x)) == pi/4 + asin(2*x - 1)/2", 'x: "real in [0, 1]"'),
    ("asinh(x) == log(x + sqrt(x**2 + 1))", "x: real"),
    ("cosh(asinh(x)) == sqrt(1 + x**2)", "x: real"),
    ("2*atan(tanh(x/2)) == atan(sinh(x))", "x: real"),
    ("sqrt(x + sqrt(x**2 - 1)) == sqrt((x + 1)/2) + sqrt((x - 1)/2)", 'x: "real >= 1"'),
    ("sqrt(x + 2*sqrt(x - 1)) + sqrt(x - 2*sqrt(x - 1)) == 2", 'x: "real in [1, 2]"'),
    ("sqrt(1 + 2*sqrt(x*(1 - x))) == sqrt(x) + sqrt(1 - x)", 'x: "real in [0, 1]"'),
    ("cbrt(q + sqrt(q**2 + p**3))*cbrt(q - sqrt(q**2 + p**3)) == -p", 'p: "real > 0", q: real'),
    ("sqrt(1 - sin(x)**2) == cos(x)", 'x: "real in [-pi/2, pi/2]"'),
    ("log(x + sqrt(x**2 - 1)) == -log(x - sqrt(x**2 - 1))", 'x: "real >= 1"'),
    ("log((1 - x)*(2 - x)) == log(1 - x) + log(2 - x)", 'x: "real < 1"'),
    ("sqrt((1 - x)*(2 - x)) == sqrt(1 - x)*sqrt(2 - x)", 'x: "real <= 1"'),
    ("gamma(-1/2) == -2*sqrt(pi)", ""),
    ("4*atan(1/5) - atan(1/239) == pi/4", ""),
)
FALSE = (
    ("asin(sin(x)) == x", 'x: "real in [0, pi]"'),
    ("asin(sin(x)) == x", 'x: "real in [-pi/2, 11/7]"'),
    ("acos(cos(x)) == x", 'x: "real in [-pi, pi]"'),
    ("atan(tan(x)) == x", "x: real"),
    ("2*asin(x) == asin(2*x*sqrt(1 - x**2))", 'x: "real in [0, 1]"'),
    ("2*asin(x) == asin(2*x*sqrt(1 - x**2))", 'x: "real in [0, 7072/10000]"'),
    ("acos(4*x**3 - 3*x) == 3*acos(x)", 'x: "real in [0, 1]"'),
    ("atan(x) + atan(1/x) == pi/2", 'x: "real != 0"'),
    ("atan(x) + atan(y) == atan((x + y)/(1 - x*y))", 'x: "real > 1", y: "real > 1"'),
    ("atan(x) + atan(y) == atan((x + y)/(1 - x*y))", 'x: "real in (-2, 2)", y: "real in (-2/3, 2/3)"'),
    ("2*atan(x) == asin(2*x/(1 + x**2))", 'x: "real in [0, 3]"'),
    ("acosh(cosh(x)) == x", "x: real"),
    ("acosh(2*x**2 - 1) == 2*acosh(x)", 'x: "real < 0"'),
    ("sqrt(x + 2*sqrt(x - 1)) + sqrt(x - 2*sqrt(x - 1)) == 2", 'x: "real in [1, 201/100]"'),
    ("sqrt(1 - sin(x)**2) == cos(x)", 'x: "real in [-pi/2, 8/5]"'),
    ("sqrt((cosh(x) - 1)/2) == sinh(x/2)", "x: real"),
    ("sqrt(x*y) == -sqrt(-x)*sqrt(-y)", 'x: "real <= 0", y: "real <= 0"'),
    ("sqrt((1 - x)*(2 - x)) == -sqrt(1 - x)*sqrt(2 - x)", 'x: "real <= 1"'),
    ("log((1 - x)*(2 - x)) == log(1 - x) - log(2 - x)", 'x: "real < 1"'),
    ("cbrt(x**3) == abs(x)", "x: real"),
    ("asinh(1/x) == log((1 + sqrt(1 + x**2))/x)", 'x: "real != 0"'),
    ("atan(1) + atan(2) + atan(3) == 0", ""),
    ("asin(3/5) + asin(12/13) == asin(63/65)", ""),
)


@pytest.mark.parametrize(("text", "given"), TRUE)
def test_true_identities_are_proved(text: str, given: str) -> None:
    assert proved(text, given)


@pytest.mark.parametrize(("text", "given"), FALSE)
def test_false_identities_are_not(text: str, given: str) -> None:
    assert not proved(text, given)


def injective(problem: Problem, function: str, a: Entry, b: Entry, times: str = "1") -> tuple[Problem, ...] | None:
    return reduced(problem, Plan("one-to-one function", (function, encode(a), encode(b), times)))


def test_a_one_to_one_function_asks_for_its_range() -> None:
    problem = problem_of("asin(sin(x)) >= x", 'x: "real in [0, pi]"')
    g, x = problem.graph, problem.variables[0]
    a = g.make("asin", g.make("sin", x))
    equation = problem.stating("==", g.sub(a, x))
    left = injective(equation, "sin", a, x)
    assert left is not None
    assert [p.op for p in left] == ["==", ">=", ">="]  # the equation, and that x lies in [-pi/2, pi/2]
    assert left[0].entry is g.sub(g.make("sin", x), g.make("sin", x))
    assert Search(most=30).decide(left[1]) is not None
    assert Search(most=30).decide(left[2]) is None


@pytest.mark.parametrize("times", ["0", "x", "(pi)", "1/0", "2"])
def test_a_one_to_one_function_wants_the_difference_itself(times: str) -> None:
    problem = problem_of("sqrt(x) >= 1", 'x: "real >= 0"')
    g, x = problem.graph, problem.variables[0]
    equation = problem.stating("==", g.sub(g.make("sqrt", x), g.one))
    assert injective(equation, "square", g.make("sqrt", x), g.one) is not None
    assert injective(equation, "square", g.make("sqrt", x), g.one, times) is None
    assert injective(problem, "square", g.make("sqrt", x), g.one) is None  # an inequality
    assert injective(equation, "abs", g.make("sqrt", x), g.one) is None
    assert injective(equation, "square", g.make("sqrt", x), g.num(2)) is None


def test_squares_ask_both_sides_to_be_nonnegative() -> None:
    problem = problem_of("x >= 1", "x: real")
    g, x = problem.graph, problem.variables[0]
    left = injective(problem.stating("==", g.sub(x, g.one)), "square", x, g.one)
    assert left is not None
    assert [(p.op, p.entry) for p in left[1:2]] == [(">=", x)]


def constant(problem: Problem, at: Fraction | Entry) -> tuple[Problem, ...] | None:
    value = at if isinstance(at, Entry) else problem.graph.num(at)
    return reduced(problem, Plan("constant function", (encode(problem.variables[0]), encode(value))))


@pytest.mark.parametrize(
    ("given", "at", "allowed"),
    [
        ('x: "real in (0, 1)"', Fraction(1, 2), True),
        ('x: "real in (0, 1)"', Fraction(0), False),
        ('x: "real in [0, 1)"', Fraction(0), True),
        ('x: "real in [0, 1)"', Fraction(1), False),
        ('x: "real in (0, 1)"', Fraction(2), False),
        ('x: "real != 0"', Fraction(1), False),  # two intervals
        ("x: real", Fraction(7), True),
    ],
)
def test_a_constant_function_has_an_anchor_in_one_interval(given: str, at: Fraction, allowed: bool) -> None:
    problem = problem_of("sin(x)**2 + cos(x)**2 >= 1", given)
    equation = problem.stating("==", problem.entry)
    assert (constant(equation, at) is not None) is allowed
    assert constant(problem, at) is None  # an inequality


def test_a_constant_function_must_not_jump() -> None:
    problem = problem_of("floor(x) >= 0", 'x: "real in [0, 2]"')
    assert constant(problem.stating("==", problem.entry), Fraction(1, 2)) is None
    other = problem_of("sign(x)/x*abs(x) >= 1", 'x: "real in [-1, 1]"')
    assert constant(other.stating("==", other.entry), Fraction(1, 2)) is None


def test_a_constant_function_must_be_continuous() -> None:
    problem = problem_of("atan(x) + atan(1/x) >= pi/2", 'x: "real in [-1, 1]"')
    left = constant(problem.stating("==", problem.entry), Fraction(1))
    assert left is not None
    assert any(p.op == "!=" and p.entry is problem.variables[0] for p in left)  # which fails at 0


@pytest.mark.parametrize(
    ("given", "scale", "at", "allowed"),
    [
        ('x: "real > 0"', "1", "1", True),
        ('x: "real > 0"', "-1", "1", False),
        ('x: "real > 0"', "0", "1", False),
        ('x: "real > 0"', "(pi)", "1", False),
        ('x: "real > 0"', "1", "-1", False),
        ('x: "real > 0"', "1", "0", False),
        ('x: "real != 0"', "1", "1", False),
    ],
)
def test_a_locked_angle_has_a_point_in_a_connected_region(given: str, scale: str, at: str, allowed: bool) -> None:
    problem = problem_of("atan(x) + atan(1/x) >= pi/2", given)
    left = reduced(problem.stating("==", problem.entry), Plan("locked angle", (scale, at)))
    assert (left is not None) is allowed


def test_a_lemma_is_proved_first() -> None:
    problem = problem_of("x >= 0", "x: real")
    g, x = problem.graph, problem.variables[0]
    left = reduced(problem, Plan("lemma", (encode(g.make(">=", x, g.zero)),)))
    assert left is not None
    assert left[0] == problem
    assert reduced(problem, Plan("lemma", ())) is None
    assert reduced(problem, Plan("lemma", (encode(g.make(">=", g.var("z"), g.zero)),))) is None
    assert reduced(problem, Plan("lemma", (encode(x),))) is None
    undefined = g.make(">=", g.make("sqrt", x), g.zero)
    left = reduced(problem, Plan("lemma", (encode(undefined),)))
    assert left is not None
    assert any(p.op == ">=" and p.entry is x for p in left[2:])  # that the fact has a truth value


def arcs(text: str, given: str, *data: str) -> tuple[Problem, ...] | None:
    return reduced(problem_of(text, given), Plan("ranges of arcs", data))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("atan(x) + pi/2 > 0", True),
        ("asin(x) + pi/2 > 0", False),
        ("asin(x) + pi/2 >= 0", True),
        ("acos(x) >= 0", True),
        ("pi - acos(x) > 0", False),
        ("2*atan(x) + 3 > 0", False),
        ("2*atan(x) + 22/7 > 0", True),
        ("atan(x) + asin(x) + pi > 0", True),
        ("asin(x) - acos(x) + 3*pi/2 > 0", False),
        ("x*atan(x) + pi > 0", False),
        ("atan(x)**2 + pi > 0", False),
    ],
)
def test_ranges_of_arcs(text: str, holds: bool) -> None:
    assert (arcs(text, 'x: "real in [-1, 1]"') == ()) is holds


def test_bounds_of_arcs_become_bounds_of_their_arguments() -> None:
    problem = problem_of("2*atan(x) - pi/2 > 0", 'x: "real > 1"')
    g, x = problem.graph, problem.variables[0]
    arc = encode(g.make("atan", x))
    left = reduced(problem, Plan("ranges of arcs", (arc, "1/4", "strict")))
    assert left is not None
    assert len(left) == 1
    assert left[0].op == ">"
    assert reduced(problem, Plan("ranges of arcs", (arc, "1/4", "weak"))) is None  # 0 is not enough
    assert reduced(problem, Plan("ranges of arcs", (arc, "1/2", "strict"))) is None  # not below pi/2
    assert reduced(problem, Plan("ranges of arcs", (arc, "3/4", "strict"))) is None
    assert reduced(problem, Plan("ranges of arcs", (arc, "1/5", "strict"))) is None
    assert reduced(problem, Plan("ranges of arcs", (arc, "one", "strict"))) is None
    assert reduced(problem, Plan("ranges of arcs", (arc, "1/4"))) is None


def test_terms_of_a_sum() -> None:
    problem = problem_of("3*(x - 2*y)/2 - (-x) >= 0", "x: real, y: real")
    x, y = problem.variables
    found = terms_of(problem.entry)
    assert sum(t for t, e in found if e is x) == Fraction(5, 2)
    assert sum(t for t, e in found if e is y) == -3


WAVES = (
    ("cos(x) + cos(x + 2*pi/5) + cos(x + 4*pi/5) + cos(x + 6*pi/5) + cos(x + 8*pi/5) == 0", "x: real"),
    ("sin(x + pi/5) + sin(x - pi/5) == (1 + sqrt(5))/2*sin(x)", "x: real"),
    ("sin(x + pi/8)*sin(x - pi/8) == sin(x)**2 - (2 - sqrt(2))/4", "x: real"),
    ("cos(x/3 + pi/7)**2 + sin(x/3 + pi/7)**2 == 1", "x: real"),
    ("atan2(y, x) == atan(y/x)", 'x: "real > 0", y: real'),
    ("atan2(y, x) == -pi/2 - atan(x/y)", 'x: real, y: "real < 0"'),
)
NO_WAVES = (
    ("cos(x) + cos(x + 2*pi/5) + cos(x + 4*pi/5) + cos(x + 6*pi/5) == 0", "x: real"),
    ("sin(x + pi/5) + sin(x - pi/5) == 1618/1000*sin(x)", "x: real"),
    ("sin(12*x)*sin(x) == 0", "x: real"),
    ("atan2(y, x) == atan(y/x)", 'x: "real != 0", y: real'),
    ("atan2(y, x) == pi/2 - atan(x/y)", 'x: real, y: "real < 0"'),
)


@pytest.mark.parametrize(("text", "given"), WAVES)
def test_true_waves_are_proved(text: str, given: str) -> None:
    assert proved(text, given)


@pytest.mark.parametrize(("text", "given"), NO_WAVES)
def test_false_waves_are_not(text: str, given: str) -> None:
    assert not proved(text, given)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("sin(x)**2*cos(3*x) + 2", 11),  # of degree 5
        ("cos(x/2 + y) - sin(x/3)", 7),  # of degree 3 in x/6
        ("x*sin(x)", None),
        ("sin(x**2)", None),
        ("tan(x) + 1", None),
        ("1/(2 + sin(x))", None),
        ("sin(x)**(1/2)", None),
        ("sin(pi*x) + cos(x)", None),
        ("sin(sin(x))", None),
        ("sin(30*x)", None),
    ],
)
def test_points_of_a_trigonometric_polynomial(text: str, count: int | None) -> None:
    problem = problem_of(f"{text} >= 0", "x: real, y: real" if "y" in text else "x: real")
    equation = problem.stating("==", problem.entry)
    left = reduced(equation, Plan("trigonometric interpolation", ("$x",)))
    assert (None if left is None else len(left)) == count
    assert reduced(problem, Plan("trigonometric interpolation", ("$x",))) is None  # an inequality
    if left is not None:
        assert len({p.entry for p in left}) == count


def test_conditions_on_the_variable_are_left_behind() -> None:
    problem = problem_of("sin(x)*y >= 0", 'x: "real != 1", y: "real != 2"')
    left = reduced(problem.stating("==", problem.entry), Plan("trigonometric interpolation", ("$x",)))
    assert left is not None
    assert all(len(p.facts) == 1 and len(p.ranges) == 1 for p in left)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("x - sin(-pi/4) >= 0", True),
        ("x + 1/sqrt(2) > 0", False),
        ("y - x + 1/sqrt(2) > 0", True),  # y is never 0
        ("y - x + 7/10 > 0", False),
        ("2*x - x + 3*y + sqrt(2)/2 > 0", True),
        ("x - y > -1", False),
        ("x*y + 1 > 0", False),
        ("1 - z >= 0", True),
        ("z >= 0", False),
    ],
)
def test_ends_of_ranges(text: str, holds: bool) -> None:
    given = 'x: "real in [-1/sqrt(2), 1/sqrt(2)]", y: "real > 0", z: "real <= 1"'
    assert (reduced(problem_of(text, given), Plan("ends of the ranges")) == ()) is holds
