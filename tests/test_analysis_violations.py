"""Points that break a problem are found where they are rare, far away or single; none is found of what holds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck.analysis.claims import posed
from proofcheck.analysis.enclosures.violations import confirmed, exactly, find
from proofcheck.analysis.problem import Problem
from proofcheck.load.yaml import load_text


def problem(text: str, given: str, assume: str = "") -> Problem:
    assumed = f"    assume: [{assume}]\n" if assume else ""
    loaded = load_text(
        f"proofcheck: 1\nclaims:\n  - id: c\n    given: {{{given}}}\n{assumed}    claim: {text}\n", "t.claims.yaml"
    )
    assert loaded.problems == ()
    found = posed(loaded.claims[0])
    assert found is not None
    return found.problems[0]


BROKEN = {
    "everywhere": ("x**2 < 0", "x: real"),
    "a hair above": ("x*(1-x) <= 1/4 - 1/10**12", 'x: "real in [0, 1]"'),
    "a width of a millionth": ("(x - 271/1000)**2 >= 1/10**13", 'x: "real in [-10**6, 10**6]"'),
    "two variables, a small disk": (
        "(x - 1/3)**2 + (y - 2/7)**2 >= 1/10**10",
        'x: "real in [-9, 9]", y: "real in [-9, 9]"',
    ),
    "a far tail": ("1/(1 + x**2) > 1/10**20", "x: real"),
    "near an end": ("x >= 1/10**12", 'x: "real in (0, 1]"'),
    "at pi/2 alone": ("sin(x) < 1", 'x: "real in [0, 3]"'),
    "at a root alone": ("(x**2 - 2)**2 > 0", 'x: "real in [0, 3]"'),
    "at a logarithm": ("exp(x) != 3", 'x: "real in [0, 3]"'),
    "at 1 alone": ("log(x) < x - 1", 'x: "real in (0, 10]"'),
    "at an end alone": ("sin(x) < x", 'x: "real in [0, 3]"'),
    "on a diagonal": ("x**2 + y**2 > 2*x*y", "x: real, y: real"),
    "at a kink": ("abs(x) + cos(x) > 1", "x: real"),
    "an identity": ("2*cosh(x) == exp(x)", "x: real >= 40"),
    "gamma": ("gamma(x) >= 0.885604", "x: real > 0"),
    "angles": ("1 + 2*cos(x) + 2*cos(2*x) > -5/4", "x: real"),
}


@pytest.mark.parametrize(("text", "given"), BROKEN.values(), ids=BROKEN)
def test_a_violation_is_found(text: str, given: str) -> None:
    p = problem(text, given)
    (witness,) = find(p)
    assert set(witness) == set(p.variables)
    assert exactly(p, {v: p.graph.num(x) if isinstance(x, Fraction) else x for v, x in witness.items()})


HOLDS = {
    "attained": ("x*(1-x) <= 1/4", 'x: "real in [0, 1]"'),
    "strict, beside the zero": ("sin(x) < x", 'x: "real in (0, 3]"'),
    "at pi/2": ("sin(x) <= 1", 'x: "real in [0, 3]"'),
    "the gap of an irrational": ("x**2 != 2", 'x: "real in [0, 1]"'),
    "diagonal": ("x**2 + y**2 >= 2*x*y", 'x: "real in [-9, 9]", y: "real in [-9, 9]"'),
    "an identity": ("sin(x)**2 + cos(x)**2 == 1", "x: real"),
    "a far tail": ("atan(x) < pi/2", "x: real"),
}


@pytest.mark.parametrize(("text", "given"), HOLDS.values(), ids=HOLDS)
def test_nothing_is_found_of_what_holds(text: str, given: str) -> None:
    assert find(problem(text, given), 300) == []


EQUATIONS = {
    "a linear one": (
        "x*y + y*z + z*x - 2*x*y*z <= 0.25925",
        "x: real >= 0, y: real >= 0, z: real >= 0",
        "x + y + z == 1",
    ),
    "a strict one": ("x*y < 1/4", "x: real >= 0, y: real >= 0", "x + y == 1"),
    "a sphere": ("x + y <= 1.4142", "x: real, y: real", "x**2 + y**2 == 1"),
}


@pytest.mark.parametrize(("text", "given", "assume"), EQUATIONS.values(), ids=EQUATIONS)
def test_equations_among_the_facts_are_solved(text: str, given: str, assume: str) -> None:
    p = problem(text, given, assume)
    (witness,) = find(p)
    assert exactly(p, {v: p.graph.num(x) if isinstance(x, Fraction) else x for v, x in witness.items()})


def test_points_outside_of_the_region_do_not_count() -> None:
    p = problem("x < 1", 'x: "real in [0, 2)"')
    assert confirmed(p, (Fraction(3, 2),)) is not None
    assert confirmed(p, (Fraction(2),)) is None
    assert confirmed(p, (Fraction(-1),)) is None
    assert confirmed(p, (Fraction(1, 2),)) is None
    assert exactly(p, {p.variables[0]: p.graph.num(1)})
    assert not exactly(p, {p.variables[0]: p.graph.num(2)})


def test_it_is_deterministic() -> None:
    text, given = "x**4 + y**4 + 1 >= 4.001*x*y", "x: real, y: real"
    first, second = ([str(x) for x in find(problem(text, given))[0].values()] for _ in range(2))
    assert first == second
