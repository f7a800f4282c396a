"""Other variables in place of the given ones: what the rules leave to prove, and what they must refuse."""

from __future__ import annotations

import pytest

from proofcheck.analysis.check import reduced
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.prose import stated
from tests.analysis_problems import problem_of

POSITIVE = "a: real > 0, b: real > 0"
REAL = "x: real, y: real"


def smaller(rule: str, claim: str, given: str, *data: str) -> list[str] | None:
    found = reduced(problem_of(claim, given), Plan(rule, data))
    return None if found is None else [stated(p) for p in found]


def test_change_of_variable() -> None:
    found = smaller("change of variable", "a - 1 >= log(a)", "a: real > 0", "$a", "$u", "(log $a)", "(exp $u)")
    assert found is not None
    assert found[0].startswith("exp(u) - 1 ")
    assert len(found) == 1


CHANGES = {
    "no inverse": ("a - 1 >= log(a)", "a: real > 0", "$a", "$u", "(log $a)", "(exp (neg $u))"),
    "half of an inverse": ("x**2 >= -1", "x: real", "$x", "$u", "(** $x 2)", "(sqrt $u)"),
    "the old variable is left": ("a - 1 >= log(a)", "a: real > 0", "$a", "$u", "(log $a)", "(+ $a (- (exp $u) $a))"),
    "a name in use": ("a*b <= a**2 + b**2", POSITIVE, "$a", "$b", "(/ $a $b)", "(* $b $b)"),
    "an unknown variable": ("a - 1 >= log(a)", "a: real > 0", "$a", "$u", "(- $a $z)", "(+ $u $z)"),
    "a fact with no value": ("a - 1 >= log(a)", "a: real > 0", "$a", "$u", "(log $a)", "(exp $u)", "(> (log $u) 1)"),
    "a fact of the old variable": ("a - 1 >= log(a)", "a: real > 0", "$a", "$u", "(log $a)", "(exp $u)", "(> $a $u)"),
}


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES)
def test_no_change_of_variable(case: tuple[str, ...]) -> None:
    claim, given, *data = case
    assert smaller("change of variable", claim, given, *data) is None


def test_facts_about_new_variables_are_to_be_proved() -> None:
    found = smaller(
        "change of variable", "a - 1 >= log(a)", "a: real > 0", "$a", "$u", "(log $a)", "(exp $u)", "(> $u 0)"
    )
    assert found is not None
    assert any("log(a) > 0" in line for line in found[1:])
    found = smaller("generalisation", "exp(x) + exp(-x) >= 2", "x: real", "(exp $x)", "$u", ";", "(> $u 1)")
    assert found is not None
    assert any("exp(x)" in line and "1" in line for line in found[1:])


def test_generalisation() -> None:
    found = smaller("generalisation", "log(x + y)**2 + (x + y)**2 >= 0", REAL, "(+ $x $y)", "$u", ";")
    assert found is not None
    assert "x" not in found[0].replace("exp", "")
    assert "u" in found[0]


GENERAL = {
    "no such term": ("exp(x) >= 1 + x", REAL, "(sin $x)", "$u", ";"),
    "a name in use": ("exp(x) >= 1 + y", REAL, "(exp $x)", "$y", ";"),
    "one name for two": ("exp(x) >= sin(x)", REAL, "(exp $x)", "$u", "(sin $x)", "$u", ";"),
    "a branch": ("(1 if x > 0 else exp(x)) <= 1 + x**2", REAL, "(exp $x)", "$u", ";"),
    "a variable itself": ("exp(x) >= 1 + x", REAL, "$x", "$u", ";"),
    "no facts marked": ("exp(x) >= 1 + x", REAL, "(exp $x)", "$u"),
    "unknown facts": ("exp(x) >= 1 + x", REAL, "(exp $x)", "$u", ";", "(> $u $z)"),
}


@pytest.mark.parametrize("case", GENERAL.values(), ids=GENERAL)
def test_no_generalisation(case: tuple[str, ...]) -> None:
    claim, given, *data = case
    assert smaller("generalisation", claim, given, *data) is None


SUM = "(== 1 (+ $a $b))"


def test_elimination() -> None:
    found = smaller("elimination", "a + b == 1 => a*b <= 1/4", POSITIVE, SUM, "$b", "(- 1 $a)", "-1")
    assert found is not None
    assert "1 - a > 0" in found[0] or "0 < 1 - a" in found[0]
    assert any("!= 0" in line for line in found[1:])


ELIMINATIONS = {
    "another value": ("a + b == 1 => a*b <= 1/4", POSITIVE, SUM, "$b", "(- 2 $a)", "-1"),
    "another factor": ("a + b == 1 => a*b <= 1/4", POSITIVE, SUM, "$b", "(- 1 $a)", "1"),
    "the variable in its value": ("a + b == 1 => a*b <= 1/4", POSITIVE, SUM, "$b", "(+ $b 0)", "0"),
    "no fact": ("a + b <= 1 => a*b <= 1/4", POSITIVE, SUM, "$b", "(- 1 $a)", "-1"),
    "an inequality": ("a + b <= 1 => a*b <= 1/4", POSITIVE, "(<= (+ $a $b) 1)", "$b", "(- 1 $a)", "1"),
}


@pytest.mark.parametrize("case", ELIMINATIONS.values(), ids=ELIMINATIONS)
def test_no_elimination(case: tuple[str, ...]) -> None:
    claim, given, *data = case
    assert smaller("elimination", claim, given, *data) is None


def test_a_factor_that_may_vanish_is_asked_about() -> None:
    """y·(x - 1) = 0 does not say that x = 1."""
    found = smaller("elimination", "y*x == y => x <= 1", REAL, "(== $y (* $y $x))", "$x", "1", "(neg $y)")
    assert found is not None
    assert any("!= 0" in line and "y" in line for line in found[1:])


def test_ends_apart() -> None:
    found = smaller("end apart", "sqrt(x) >= 0", "x: real >= 0", "$x", "lower")
    assert found is not None
    assert len(found) == 2
    assert smaller("end apart", "log(a) <= a", "a: real > 0", "$a", "lower") is None
    assert smaller("end apart", "log(a) <= a", "a: real > 0", "$a", "upper") is None


def test_unequal_sides() -> None:
    found = smaller("order of two unequal sides", "x != y => (x - y)**2 > 0", REAL, "(!= $x $y)")
    assert found is not None
    assert [("x < y" in line, "x > y" in line) for line in found] == [(True, False), (False, True)]
    assert smaller("order of two unequal sides", "x < y => (x - y)**2 > 0", REAL, "(< $x $y)") is None


def test_facts_solved_for_a_variable() -> None:
    claim = "1 - 2*x > 0 => x < 1"
    found = smaller("fact solved for a variable", claim, "x: real", "(> (- 1 (* 2 $x)) 0)", "$x", "1/2", "-2")
    assert found is not None
    assert "1/2" in found[0]
    for value, factor in (("1/2", "2"), ("1/3", "-2"), ("1/2", "0")):
        assert (
            smaller("fact solved for a variable", claim, "x: real", "(> (- 1 (* 2 $x)) 0)", "$x", value, factor) is None
        )


def test_powers_of_zero() -> None:
    p: Problem = problem_of("0**a <= b", POSITIVE)
    found = reduced(p, Plan("power of zero", ()))
    assert found is not None
    assert [stated(q).split(" for ")[0] for q in found][1:] == ["a > 0"]
    assert reduced(problem_of("a**b > 0", POSITIVE), Plan("power of zero", ())) is None
