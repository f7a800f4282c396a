"""Polynomial inequalities: what each rule proves, near misses that none may prove, plans that were tampered with."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction

import pytest

from proofcheck.analysis import tactics as searching
from proofcheck.analysis.check import follow, reduced
from proofcheck.analysis.claims import posed
from proofcheck.analysis.plan import Plan, from_text, to_text
from proofcheck.analysis.polynomials import NotPolynomial, system_of
from proofcheck.analysis.polynomials import from_text as polynomial
from proofcheck.analysis.polynomials import to_text as written
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.tactics import Search, algebraic, basic, polynomials, squares
from proofcheck.load.yaml import load_text

BASIC = ("plain", "cases")
ORDERED = (*BASIC, "ordered differences")
SQUARES = (*BASIC, "sum of squares")
NLSAT = (*BASIC, "roots as variables", "new variables", "nlsat")
FORMS = (*ORDERED, "homogeneous form", "sum of squares")
ROOTS = (*ORDERED, "roots as variables", "new variables", "square root apart", "homogeneous form", "sum of squares")
EVERYTHING = (*ROOTS, "roots of a product", "large sum of squares", "nlsat at a glance", "nlsat")

REALS = "a: real, b: real, c: real"
POSITIVE = 'a: "real > 0", b: "real > 0", c: "real > 0"'
NONNEGATIVE = 'a: "real >= 0", b: "real >= 0", c: "real >= 0"'
UNIT = 'a: "real in [0, 1]", b: "real in [0, 1]", c: "real in [0, 1]"'
Tactics = Callable[..., None]


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Tactics:
    """Lets a search use no tactics but these."""
    rows = {t.name: t for m in (basic, polynomials, algebraic, squares) for t in m.TACTICS}

    def choose(*names: str) -> None:
        chosen = tuple(sorted((rows[n] for n in names), key=lambda t: t.cost))
        monkeypatch.setattr(searching, "tactics", lambda: chosen)

    return choose


def problems(text: str, given: str, assume: str = "") -> tuple[Problem, ...]:
    assumed = f"    assume: [{assume}]\n" if assume else ""
    loaded = load_text(
        f"proofcheck: 1\nclaims:\n  - id: c\n    given: {{{given}}}\n{assumed}    claim: {json.dumps(text)}\n",
        "t.claims.yaml",
    )
    assert loaded.problems == ()
    found = posed(loaded.claims[0])
    assert found is not None
    return found.problems


def problem(text: str, given: str, assume: str = "") -> Problem:
    (found,) = problems(text, given, assume)
    return found


def plans(text: str, given: str, assume: str = "") -> list[Plan] | None:
    """Plans for a claim, held against a second reading of it."""
    found = []
    for first, again in zip(problems(text, given, assume), problems(text, given, assume), strict=True):
        plan = Search().decide(first)
        if plan is None:
            return None
        assert follow(first, plan) is not None
        assert follow(again, from_text(to_text(plan))) is not None
        found.append(plan)
    return found


TRUE = {
    "motzkin": (ORDERED, "x**4*y**2 + x**2*y**4 + 1 >= 3*x**2*y**2", "x: real, y: real", ""),
    "schur": (ORDERED, "a**2*(a-b)*(a-c) + b**2*(b-a)*(b-c) + c**2*(c-a)*(c-b) >= 0", NONNEGATIVE, ""),
    "nesbitt": (ORDERED, "a/(b+c) + b/(c+a) + c/(a+b) >= 3/2", POSITIVE, ""),
    "imo-1983": (
        ORDERED,
        "a**2*b*(a-b) + b**2*c*(b-c) + c**2*a*(c-a) >= 0",
        POSITIVE,
        '"a < b + c", "b < c + a", "c < a + b"',
    ),
    "ratio of two": (ORDERED, "x**3 + 16*y**3 >= 12*x*y**2", 'x: "real >= 0", y: "real >= 0"', ""),
    "strict": (ORDERED, "x**2 + y**2 + 1 > x*y + x", 'x: "real >= 0", y: "real >= 0"', ""),
    "box": (ORDERED, "a*(1-b) + b*(1-c) + c*(1-a) <= 1", UNIT, ""),
    "cirtoaje": (SQUARES, "(a**2 + b**2 + c**2)**2 >= 3*(a**3*b + b**3*c + c**3*a)", REALS, ""),
    "motzkin by squares": (SQUARES, "x**4*y**2 + x**2*y**4 + 1 >= 3*x**2*y**2", "x: real, y: real", ""),
    "robinson": (
        SQUARES,
        "a**6 + b**6 + c**6 + 3*a**2*b**2*c**2 >= a**4*(b**2+c**2) + b**4*(a**2+c**2) + c**4*(a**2+b**2)",
        REALS,
        "",
    ),
    "apmo-2004": (SQUARES, "(a**2+2)*(b**2+2)*(c**2+2) >= 9*(a*b+b*c+c*a)", POSITIVE, ""),
    "strict squares": (SQUARES, "x**4 + y**4 - x*y**3 + x**3 - x*y + 2 > 0", "x: real, y: real", ""),
    "given sum": (FORMS, "a**2*b + b**2*c + c**2*a <= 4", NONNEGATIVE, '"a + b + c == 3"'),
    "given product": ((*FORMS, "roots of a product", "new variables"), "a + b + c >= 3", POSITIVE, '"a*b*c == 1"'),
    "sphere": (ROOTS, "a + b + c <= sqrt(3)", REALS, '"a**2 + b**2 + c**2 == 1"'),
    "minkowski": (
        ROOTS,
        "sqrt((a+x)**2 + (b+y)**2) <= sqrt(a**2+b**2) + sqrt(x**2+y**2)",
        "a: real, b: real, x: real, y: real",
        "",
    ),
    "roots": (ROOTS, "sqrt(x) + sqrt(y) <= sqrt(2*(x+y))", 'x: "real >= 0", y: "real >= 0"', ""),
    "exponentials": (ROOTS, "exp(x+y) <= (exp(2*x) + exp(2*y))/2", "x: real, y: real", ""),
    "cosines": (NLSAT, "cos(x) - cos(x)**2 <= 1/4", "x: real", ""),
    "six-hump": (NLSAT, "4*x**2 - 21*x**4/10 + x**6/3 + x*y - 4*y**2 + 4*y**4 >= -1.0317", "x: real, y: real", ""),
    "four roots": (NLSAT, "sqrt(x+1) - sqrt(x) <= 1/(2*sqrt(x))", 'x: "real > 0"', ""),
}


@pytest.mark.parametrize(("names", "text", "given", "assume"), TRUE.values(), ids=TRUE)
def test_it_proves(only: Tactics, names: tuple[str, ...], text: str, given: str, assume: str) -> None:
    only(*names)
    assert plans(text, given, assume) is not None


FALSE = {
    "nesbitt, larger constant": ("a/(b+c) + b/(c+a) + c/(a+b) >= 3/2 + 1/1000", POSITIVE, ""),
    "nesbitt, strict": ("a/(b+c) + b/(c+a) + c/(a+b) > 3/2", POSITIVE, ""),
    "motzkin, larger constant": ("x**4*y**2 + x**2*y**4 + 1 >= 3001/1000*x**2*y**2", "x: real, y: real", ""),
    "motzkin, strict": ("x**4*y**2 + x**2*y**4 + 1 > 3*x**2*y**2", "x: real, y: real", ""),
    "cirtoaje, larger constant": ("(a**2+b**2+c**2)**2 >= 3001/1000*(a**3*b+b**3*c+c**3*a)", REALS, ""),
    "nonnegative at 0": ("x**2 + y**2 > 0", 'x: "real >= 0", y: "real >= 0"', ""),
    "box, strict": ("a*(1-b) + b*(1-c) + c*(1-a) < 1", UNIT, ""),
    "box, larger constant": ("a*(1-b) + b*(1-c) + c*(1-a) <= 999/1000", UNIT, ""),
    "given sum, smaller constant": ("a**2*b + b**2*c + c**2*a <= 3999/1000", NONNEGATIVE, '"a + b + c == 3"'),
    "given product, strict": ("a + b + c > 3", POSITIVE, '"a*b*c == 1"'),
    "sphere, strict": ("a + b + c < sqrt(3)", REALS, '"a**2 + b**2 + c**2 == 1"'),
    "minkowski, strict": (
        "sqrt((a+x)**2 + (b+y)**2) < sqrt(a**2+b**2) + sqrt(x**2+y**2)",
        "a: real, b: real, x: real, y: real",
        "",
    ),
    "roots, smaller constant": (
        "sqrt(x) + sqrt(y) <= 999/1000*sqrt(2*(x+y))",
        'x: "real >= 0", y: "real >= 0"',
        "",
    ),
    "no triangle": ("a**2*b*(a-b) + b**2*c*(b-c) + c**2*a*(c-a) >= 0", POSITIVE, ""),
    "point on a thin set": ("x >= 1", "x: real, y: real", '"x**2 + y**2 <= 0"'),
    "pole": ("1/x <= x + 1/x**2", "x: real", ""),
    "cosines": ("cos(x) - cos(x)**2 < 1/4", "x: real", ""),
    "schur of low degree": ("(a-b)*(a-c) + (b-a)*(b-c) + (c-a)*(c-b) > 0", POSITIVE, ""),
}


@pytest.mark.parametrize(("text", "given", "assume"), FALSE.values(), ids=FALSE)
def test_it_proves_no_near_miss(only: Tactics, text: str, given: str, assume: str) -> None:
    only(*EVERYTHING)
    assert plans(text, given, assume) is None


CERTIFIED = ("x**4*y**2 + x**2*y**4 + 1 >= 3*x**2*y**2", "x: real, y: real")


def certificate() -> tuple[Problem, dict[str, object]]:
    found = problem(*CERTIFIED)
    plan = squares.TACTICS[0].find(Search(), found, 0)
    assert plan is not None
    assert reduced(found, plan) == ()
    return found, json.loads(plan.data[0])


def larger_square(data: dict) -> None:
    data["blocks"][0][2][0][0] = str(Fraction(data["blocks"][0][2][0][0]) + Fraction(1, 1000))


def no_block(data: dict) -> None:
    data["blocks"] = data["blocks"][1:]


def negative_multiplier(data: dict) -> None:
    data["multiplier"] = " ".join(f"-{term}" for term in data["multiplier"].split())
    for _, _, rows in data["blocks"]:
        rows[:] = [[str(-Fraction(x)) for x in row] for row in rows]


def no_multiplier(data: dict) -> None:
    data["multiplier"] = ""
    data["blocks"] = []


def unknown_constraint(data: dict) -> None:
    data["blocks"][0][0] = [data["blocks"][0][1][0]]


def made_up_equation(data: dict) -> None:
    found = problem(*CERTIFIED)
    system = system_of(found)
    assert system is not None
    data["blocks"] = []
    data["equations"] = [[written(system.goal), data["multiplier"]]]


def no_rows(data: dict) -> None:
    data["blocks"][0][2] = []


TAMPERED = (larger_square, no_block, negative_multiplier, no_multiplier, unknown_constraint, made_up_equation, no_rows)


@pytest.mark.parametrize("change", TAMPERED, ids=lambda f: f.__name__)
def test_a_certificate_that_was_tampered_with_is_refused(change: Callable[[dict], None]) -> None:
    found, data = certificate()
    change(data)
    assert reduced(found, Plan("sum of squares", (json.dumps(data),))) is None


def test_indefinite_forms_are_no_squares() -> None:
    found = problem("x*y >= -1000000", "x: real, y: real")
    basis = ["1:0,0", "1:1,0", "1:0,1"]
    gram = [["1000000"], ["0", "0"], ["0", "1/2", "0"]]
    data = {"multiplier": "1:0,0", "blocks": [[[], basis, gram]], "equations": [], "inside": []}
    assert reduced(found, Plan("sum of squares", (json.dumps(data),))) is None


def test_a_multiplier_that_vanishes_needs_points_close_by() -> None:
    """x²·(x - 1) is 0 on the region x² <= 0, where x - 1 is not."""
    found = problem("x >= 1", "x: real, y: real", '"x**2 <= 0"')
    system = system_of(found)
    assert system is not None
    (fact,) = system.constraints
    block = [[written(fact.poly)], ["1:0,0"], [["1"]]]
    data = {"multiplier": "1:2,0", "blocks": [block], "equations": [], "inside": ["1", "1"]}
    assert reduced(found, Plan("sum of squares", (json.dumps(data),))) is None


SABOTAGED_TREES = {
    "left open": ("",),
    "one of two orders": ("0<1 .",),
    "not alike": ("0=1 .",),
    "too many": ("0<1 . . .",),
    "unknown place": ("0<7 . .",),
    "same place": ("0<0 . .",),
    "garbage": ("0<x . .",),
    "no tree": (),
    "two trees": (".", "."),
}


@pytest.mark.parametrize("trees", SABOTAGED_TREES.values(), ids=SABOTAGED_TREES)
def test_trees_that_do_not_cover_are_refused(trees: tuple[str, ...]) -> None:
    found = problem("x**2 + 3*y**2 >= 3*x*y", 'x: "real >= 0", y: "real >= 0"')
    assert reduced(found, Plan("ordered differences", ("", *trees))) is None


def test_constraints_as_variables_must_be_constraints() -> None:
    found = problem("x >= y", 'x: "real >= 0", y: "real >= 0"')
    for rows in ("1:1,0 -1:0,1;1:0,1", "1:1,0;1:1,0", "1:1,0", "1:2,0;1:0,1"):
        assert reduced(found, Plan("ordered differences", (rows, "."))) is None


def test_a_goal_that_is_not_alike_is_not_turned_round() -> None:
    found = problem("a**2*b + b**2*c + c**2*a >= 3*a*b*c", NONNEGATIVE)
    assert reduced(found, Plan("ordered differences", ("", "0=1 0=2 1=2 ."))) is None


REFUSED = {
    "root with the wrong side": ("square root apart", ("$t1", "upper")),
    "root of another variable": ("square root apart", ("$x", "lower")),
    "root by no side": ("square root apart", ("$t1", "both")),
    "form by no equation": ("homogeneous form", ("1:1,0,0 -1:0,0,0",)),
    "nlsat with data": ("nlsat", ("x",)),
    "a goal with terms": ("plain factors", ()),
}


@pytest.mark.parametrize(("rule", "data"), REFUSED.values(), ids=REFUSED)
def test_it_refuses(rule: str, data: tuple[str, ...]) -> None:
    (found,) = reduced(problem("sqrt(x) <= x + 1/5", 'x: "real >= 0"'), Plan("new variables", ("(sqrt $x)",))) or (
        None,
    )
    assert found is not None
    smaller = reduced(found, Plan(rule, data))
    assert smaller is None or not all(map(searching.plausible, smaller))


def test_new_variables_are_told_apart() -> None:
    found = problem("exp(x)*exp(y) >= 0", "x: real, y: real")
    for data in (("(exp $x)",), ("(exp $x)", "(exp $x)"), ("(+ (exp $x) 1)", "(exp $y)"), ("(exp $x)", "$y")):
        assert reduced(found, Plan("new variables", data)) is None
    assert reduced(found, Plan("new variables", ("(exp $x)", "(exp $y)"))) is not None


def test_nlsat_names_its_version() -> None:
    from importlib.metadata import version

    from proofcheck.analysis.table import rules

    assert rules()["nlsat"].trusts == f"Z3 {version('z3-solver')}: nlsat"


def test_polynomials_are_written_and_read() -> None:
    system = system_of(problem("a**2*b - 3/7*c >= 0", POSITIVE))
    assert system is not None
    assert polynomial(system.context, written(system.goal)) == system.goal
    for text in ("x", "1:2", "1:1,2,-3", "1/0:0,0,0", "1:99,0,0"):
        with pytest.raises(NotPolynomial):
            polynomial(system.context, text)
