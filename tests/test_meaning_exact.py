"""Exact arithmetic: the value, `Inexact`, or `Undefined`; never an approximation."""

from __future__ import annotations

import math
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.meaning.exact import MEANINGS, Exact, Inexact, Term, Undefined, apply_exactly, term
from proofcheck.verdict import Imaginary

I = Imaginary(F(0), F(1))  # noqa: E741 - its name in mathematics
PI = term(F(1), 1)
ROOT2 = term(F(1), 0, 2)

VALUES: list[tuple[str, tuple[Exact, ...], Exact]] = [
    ("+", (F(1, 2), F(1, 3)), F(5, 6)),
    ("-", (PI, PI), F(0)),
    ("*", (ROOT2, ROOT2), F(2)),
    ("*", (ROOT2, term(F(1), 0, 6)), term(F(2), 0, 3)),
    ("*", (I, I), F(-1)),
    ("/", (F(1), F(-3)), F(-1, 3)),
    ("/", (F(1), ROOT2), term(F(1, 2), 0, 2)),
    ("/", (PI, PI), F(1)),
    ("/", (F(1), I), Imaginary(F(0), F(-1))),
    ("**", (F(0), F(0)), F(1)),
    ("**", (F(0), F(3)), F(0)),
    ("**", (F(0), F(1, 2)), F(0)),
    ("**", (F(-2), F(3)), F(-8)),
    ("**", (F(2), F(-3)), F(1, 8)),
    ("**", (F(-1), F(10**30 + 1)), F(-1)),
    ("**", (F(8, 27), F(2, 3)), F(4, 9)),
    ("**", (F(2), F(3, 2)), term(F(2), 0, 2)),
    ("**", (ROOT2, F(4)), F(4)),
    ("**", (term(F(0)), F(5)), F(0)),
    ("**", (I, F(2)), F(-1)),
    ("sqrt", (F(9, 4),), F(3, 2)),
    ("sqrt", (F(0),), F(0)),
    ("sqrt", (F(12),), term(F(2), 0, 3)),
    ("sqrt", (F(1, 2),), term(F(1, 2), 0, 2)),
    ("cbrt", (F(-8),), F(-2)),
    ("exp", (F(0),), F(1)),
    ("log", (F(1),), F(0)),
    ("log2", (F(1, 8),), F(-3)),
    ("abs", (F(-2, 3),), F(2, 3)),
    ("abs", (Imaginary(F(3), F(4)),), F(5)),
    ("sign", (F(0),), F(0)),
    ("sign", (term(F(-1), 1),), F(-1)),
    ("floor", (F(-1, 2),), F(-1)),
    ("ceil", (F(-1, 2),), F(0)),
    ("mod", (F(-7), F(3)), F(2)),
    ("mod", (F(7), F(-3)), F(-2)),
    ("mod", (F(7, 2), F(1)), F(1, 2)),
    ("min", (F(2), ROOT2, F(3)), ROOT2),
    ("max", (F(1), ROOT2), ROOT2),
    ("sin", (term(F(1, 6), 1),), F(1, 2)),
    ("sin", (term(F(7, 6), 1),), F(-1, 2)),
    ("sin", (term(F(-1, 2), 1),), F(-1)),
    ("sin", (term(F(100), 1),), F(0)),
    ("cos", (PI,), F(-1)),
    ("cos", (term(F(1, 4), 1),), term(F(1, 2), 0, 2)),
    ("cos", (term(F(2, 3), 1),), F(-1, 2)),
    ("tan", (term(F(3, 4), 1),), F(-1)),
    ("tan", (term(F(1, 3), 1),), term(F(1), 0, 3)),
    ("asin", (F(-1),), term(F(-1, 2), 1)),
    ("acos", (F(-1),), PI),
    ("acos", (F(1),), F(0)),
    ("acos", (F(-1, 2),), term(F(2, 3), 1)),
    ("atan", (F(-1),), term(F(-1, 4), 1)),
    ("atan2", (F(0), F(-2)), PI),
    ("atan2", (F(-3), F(0)), term(F(-1, 2), 1)),
    ("atan2", (F(-1), F(-1)), term(F(-3, 4), 1)),
    ("cosh", (F(0),), F(1)),
    ("acosh", (F(1),), F(0)),
    ("factorial", (F(5),), F(120)),
    ("binomial", (F(5), F(2)), F(10)),
    ("binomial", (F(5), F(7)), F(0)),
    ("binomial", (F(5), F(-1)), F(0)),
    ("gamma", (F(4),), F(6)),
    ("loggamma", (F(2),), F(0)),
    ("erf", (F(0),), F(0)),
    ("erfc", (F(0),), F(1)),
    ("gcd", (F(12), F(18), F(27)), F(3)),
    ("==", (ROOT2, F(1)), False),
    ("==", (ROOT2, term(F(1), 0, 2)), True),
    ("==", (PI, F(22, 7)), False),
    ("!=", (I, F(0)), True),
    ("<", (term(F(3), 0, 2), term(F(2), 0, 5)), True),
    ("<", (term(F(-3), 0, 2), term(F(-2), 0, 5)), False),
    ("<", (ROOT2, F(3, 2)), True),
    (">", (PI, F(-4)), True),
    ("<=", (F(1), F(1)), True),
    (">=", (F(0), F(1)), False),
    ("not", (True,), False),
    ("and", (True, False), False),
    ("or", (True, False), True),
    ("=>", (False, False), True),
    ("<=>", (False, False), True),
]


@pytest.mark.parametrize(("op", "args", "value"), VALUES, ids=[f"{op}-{args}" for op, args, _ in VALUES])
def test_values(op: str, args: tuple[Exact, ...], value: Exact) -> None:
    found = apply_exactly(op, args)
    assert found == value
    assert type(found) is type(value)


UNDEFINED: list[tuple[str, tuple[Exact, ...], str]] = [
    ("/", (F(1), F(0)), "division by zero"),
    ("/", (I, F(0)), "division by zero"),
    ("**", (F(0), F(-1)), "division by zero"),
    ("**", (F(0), F(-1, 2)), "zero to a negative power"),
    ("**", (F(-8), F(1, 3)), "a negative number to a power that is not whole"),
    ("**", (F(-8), PI), "a negative number to a power that is not whole"),
    ("sqrt", (F(-1),), "square root of a negative number"),
    ("log", (F(0),), "logarithm of a number that is not positive"),
    ("log", (term(F(-1), 1),), "logarithm of a number that is not positive"),
    ("log2", (F(-4),), "logarithm of a number that is not positive"),
    ("mod", (F(1), F(0)), "mod by zero"),
    ("tan", (term(F(3, 2), 1),), "pole of the tangent"),
    ("asin", (F(2),), "outside [-1, 1]"),
    ("acos", (F(-2),), "outside [-1, 1]"),
    ("atan2", (F(0), F(0)), "atan2 at the origin"),
    ("acosh", (F(1, 2),), "acosh below 1"),
    ("atanh", (F(1),), "atanh outside (-1, 1)"),
    ("factorial", (F(-1),), "factorial of a negative number"),
    ("gamma", (F(0),), "pole of gamma"),
]


@pytest.mark.parametrize(("op", "args", "reason"), UNDEFINED, ids=[f"{op}-{args}" for op, args, _ in UNDEFINED])
def test_undefined(op: str, args: tuple[Exact, ...], reason: str) -> None:
    with pytest.raises(Undefined) as caught:
        apply_exactly(op, args)
    assert str(caught.value) == reason


INEXACT: list[tuple[str, tuple[Exact, ...]]] = [
    ("exp", (F(1),)),
    ("log", (F(2),)),
    ("sin", (F(1),)),
    ("tanh", (F(1),)),
    ("+", (F(1), PI)),
    ("+", (PI, ROOT2)),
    ("<", (PI, F(3))),
    ("cbrt", (F(2),)),
    ("**", (F(2), F(1, 3))),
    ("**", (F(9), F(9**9))),
    ("**", (F(2), PI)),
    ("factorial", (F(10**8),)),
    ("factorial", (F(1, 2),)),
    ("gamma", (F(1, 2),)),
    ("binomial", (F(-1), F(2))),
    ("sqrt", (F(10**30 + 57),)),
    ("==", (True, F(1))),
    ("+", (True, F(1))),
    ("polygamma", (F(0), F(1))),
    ("no such operator", (F(0),)),
]


@pytest.mark.parametrize(("op", "args"), INEXACT, ids=[f"{op}-{args}" for op, args in INEXACT])
def test_inexact(op: str, args: tuple[Exact, ...]) -> None:
    with pytest.raises(Inexact):
        apply_exactly(op, args)


def test_terms_are_in_normal_form() -> None:
    assert term(F(0), 3, 5) == F(0)
    assert term(F(2), 0, 1) == F(2)
    assert apply_exactly("sqrt", (F(72),)) == Term(F(6), 0, 2)
    assert apply_exactly("*", (term(F(1), 2, 6), term(F(1), -2, 10))) == Term(F(2), 0, 15)


rationals = st.fractions(min_value=-20, max_value=20, max_denominator=12)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(rationals, rationals)
def test_order_is_total_and_agrees_with_floats(a: F, b: F) -> None:
    assert apply_exactly("<", (a, b)) == (a < b)
    assert apply_exactly("<=", (a, b)) == (a <= b)
    assert apply_exactly("max", (a, b)) == max(a, b)
    assert apply_exactly("min", (a, b)) == min(a, b)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.sampled_from(sorted(MEANINGS)), st.lists(rationals, min_size=1, max_size=2))
def test_exact_values_agree_with_floats(op: str, values: list[F]) -> None:
    reference = getattr(math, {"abs": "fabs", "mod": "fmod_", "min": "min_", "max": "max_"}.get(op, op), None)
    if reference is None or op in ("factorial", "gcd", "gamma"):
        return
    try:
        found = apply_exactly(op, values)
    except (Inexact, Undefined, TypeError):
        return
    number = float(found.coefficient) * math.pi**found.pi * math.sqrt(found.root) if isinstance(found, Term) else found
    assert isinstance(number, (F, float))
    assert float(number) == pytest.approx(reference(*map(float, values)), abs=1e-12)
