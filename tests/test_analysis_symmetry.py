"""Symmetries of a problem: what the rules take, what they leave, and what they must refuse."""

from __future__ import annotations

import pytest

from proofcheck.analysis.check import reduced
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.prose import text as written
from tests.analysis_problems import problem_of


def problem(claim: str, given: str, assume: str = "") -> Problem:
    return problem_of(f"{assume} => {claim}" if assume else claim, given)


def scale(*variables: str) -> tuple[str, ...]:
    return tuple(text for v in variables for text in (f"${v}", "scale", "1"))


POSITIVE = "a: real > 0, b: real > 0"
REAL = "x: real, y: real"

SCALED = {
    "degree 1": ("a*log(a/b) >= a - b", POSITIVE, "", ("$b", ";", *scale("a", "b"), ";", "1"), "b"),
    "degree 0": ("log(a/b) <= a/b - 1", POSITIVE, "", ("$b", ";", *scale("a", "b"), ";", "0"), "b"),
    "weights": ("a**2/b + b >= 2*a", POSITIVE, "", ("$a", ";", *scale("a", "b"), ";", "1"), "a"),
    "a fact": ("sqrt(a*b) <= (a + b)/2", POSITIVE, "a <= 2*b", ("$b", ";", *scale("a", "b"), ";", "1", "1"), "b"),
    "shift": (
        "log(exp(x) + exp(y)) >= x",
        REAL,
        "",
        ("$y", ";", "$x", "shift", "1", "$y", "shift", "1", ";", "0"),
        "y",
    ),
    "shift and scale": (
        "x*a <= exp(x) + a*log(a) - a",
        "x: real, a: real > 0",
        "",
        ("$a", ";", "$x", "shift", "1", "$a", "scale", "1", ";", "1"),
        "a",
    ),
}


@pytest.mark.parametrize(("claim", "given", "assume", "data", "gone"), SCALED.values(), ids=SCALED)
def test_one_variable_less(claim: str, given: str, assume: str, data: tuple[str, ...], gone: str) -> None:
    before = problem(claim, given, assume)
    smaller = reduced(before, Plan("homogeneity", data))
    assert smaller is not None
    assert [written(v) for v in smaller[0].variables] == [written(v) for v in before.variables if written(v) != gone]


REFUSED = {
    "not homogeneous": ("a*log(a/b) >= a - b**2", POSITIVE, "", ("$b", ";", *scale("a", "b"), ";", "1")),
    "another degree": ("a*log(a/b) >= a - b", POSITIVE, "", ("$b", ";", *scale("a", "b"), ";", "2")),
    "a range that is no cone": (
        "a*log(a/b) >= a - b",
        'a: "real in (0, 1)", b: real > 0',
        "",
        ("$b", ";", *scale("a", "b"), ";", "1"),
    ),
    "the variable may be 0": (
        "a**2 + b**2 >= a*b",
        "a: real >= 0, b: real >= 0",
        "",
        ("$b", ";", *scale("a", "b"), ";", "2"),
    ),
    "either sign": ("x**2 + y**2 >= x*y", REAL, "", ("$y", ";", *scale("x", "y"), ";", "2")),
    "a fact that moves": ("a*log(a/b) >= a - b", POSITIVE, "a <= b + 1", ("$b", ";", *scale("a", "b"), ";", "1", "1")),
    "a fact left out": ("a*log(a/b) >= a - b", POSITIVE, "a <= b + 1", ("$b", ";", *scale("a", "b"), ";", "1")),
    "shift of a half line": (
        "exp(a) >= exp(b)*(1 + a - b)",
        POSITIVE,
        "",
        ("$b", ";", "$a", "shift", "1", "$b", "shift", "1", ";", "1"),
    ),
    "a variable twice": ("a*log(a/b) >= a - b", POSITIVE, "", ("$b", ";", *scale("a", "b", "b"), ";", "1")),
    "no weight": ("a*log(a/b) >= a - b", POSITIVE, "", ("$b", ";", *scale("a"), "$b", "scale", "0", ";", "1")),
}


@pytest.mark.parametrize(("claim", "given", "assume", "data"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_homogeneous(claim: str, given: str, assume: str, data: tuple[str, ...]) -> None:
    assert reduced(problem(claim, given, assume), Plan("homogeneity", data)) is None


def test_values_that_may_be_missing_are_asked_for() -> None:
    smaller = reduced(
        problem("log(a - b) <= a - b - 1", POSITIVE, "a != b"),
        Plan("homogeneity", ("$b", ";", *scale("a", "b"), ";", "1", "1")),
    )
    assert smaller is None  # it is not homogeneous at all
    smaller = reduced(
        problem("sqrt(a - b) <= sqrt(a + b)", POSITIVE), Plan("homogeneity", ("$b", ";", *scale("a", "b"), ";", "1/2"))
    )
    assert smaller is not None
    assert any(written(p.entry) == "a - b" for p in smaller[1:])


ORDERED = {
    "two": ("exp((x + y)/2) <= (exp(x) + exp(y))/2", REAL, "", ("all", "$x", "$y"), ("x <= y",)),
    "three": (
        "exp((x + y + z)/3) <= (exp(x) + exp(y) + exp(z))/3",
        "x: real, y: real, z: real",
        "",
        ("all", "$x", "$y", "$z"),
        ("x <= y", "y <= z"),
    ),
    "cyclic": (
        "a**2*b + b**2*c + c**2*a >= 3*a*b*c",
        f"{POSITIVE}, c: real > 0",
        "",
        ("cyclic", "$a", "$b", "$c"),
        ("a <= b", "a <= c"),
    ),
    "a fact that stays": (
        "a*log(a) + b*log(b) >= -log(2)",
        POSITIVE,
        "a + b == 1",
        ("all", "$a", "$b"),
        ("a <= b",),
    ),
}


@pytest.mark.parametrize(("claim", "given", "assume", "data", "facts"), ORDERED.values(), ids=ORDERED)
def test_variables_in_order(claim: str, given: str, assume: str, data: tuple[str, ...], facts: tuple[str, ...]) -> None:
    smaller = reduced(problem(claim, given, assume), Plan("symmetry in the variables", data))
    assert smaller is not None
    assert [written(f) for f in smaller[0].facts][-len(facts) :] == list(facts)


UNORDERED = {
    "not symmetric": ("exp(x) >= y", REAL, "", ("all", "$x", "$y")),
    "cyclic, not symmetric": (
        "a**2*b + b**2*c + c**2*a >= 3*a*b*c",
        f"{POSITIVE}, c: real > 0",
        "",
        ("all", "$a", "$b", "$c"),
    ),
    "other ranges": ("x*y <= (x**2 + y**2)/2", "x: real, y: real > 0", "", ("all", "$x", "$y")),
    "an order already": ("x*y <= (x**2 + y**2)/2", REAL, "x < y", ("all", "$x", "$y")),
    "one variable": ("x*y <= (x**2 + y**2)/2", REAL, "", ("all", "$x")),
    "a sign": ("x - y >= 0", REAL, "", ("all", "$x", "$y")),
}


@pytest.mark.parametrize(("claim", "given", "assume", "data"), UNORDERED.values(), ids=UNORDERED)
def test_what_may_not_be_put_in_order(claim: str, given: str, assume: str, data: tuple[str, ...]) -> None:
    assert reduced(problem(claim, given, assume), Plan("symmetry in the variables", data)) is None


def test_reflection() -> None:
    even = problem("cosh(x)*cosh(y) >= 1", REAL)
    smaller = reduced(even, Plan("reflection", ("$x",)))
    assert smaller is not None
    low = smaller[0].range_of(smaller[0].variables[0]).lo
    assert low.at is not None
    assert written(low.at) == "0"
    assert not low.open


@pytest.mark.parametrize(
    ("claim", "given", "data"),
    [
        ("exp(x) >= 1 + x", "x: real", ("$x",)),
        ("x*y <= 1", REAL, ("$x",)),
        ("x**2 <= 1", 'x: "real in [-1, 1)"', ("$x",)),
        ("x**2 <= 4", 'x: "real in [-1, 2]"', ("$x",)),
        ("x**2 >= 0", "x: real", ()),
    ],
)
def test_what_is_not_even(claim: str, given: str, data: tuple[str, ...]) -> None:
    assert reduced(problem(claim, given), Plan("reflection", data)) is None
