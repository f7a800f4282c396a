"""Balls enclose: exact values, floats and eigenvalues lie in them; undefined, unknown and known are kept apart."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from flint import acb, arb
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.meaning import exact, matrix_ball, matrix_exact
from proofcheck.meaning.ball import MEANINGS, apply_to_balls, enclose, equal, less, precision, rational
from proofcheck.meaning.exact import Exact, Inexact, Undefined, apply_exactly, term
from proofcheck.verdict import Imaginary

WIDE = arb(0, 1)  # [-1, 1]
rationals = st.fractions(min_value=-9, max_value=9, max_denominator=8)

REFERENCES: dict[str, Callable[..., float]] = {
    "exp": math.exp,
    "log": math.log,
    "log2": math.log2,
    "sqrt": math.sqrt,
    "cbrt": math.cbrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "atan2": math.atan2,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "asinh": math.asinh,
    "acosh": math.acosh,
    "atanh": math.atanh,
    "gamma": math.gamma,
    "loggamma": math.lgamma,
    "erf": math.erf,
    "erfc": math.erfc,
    "floor": math.floor,
    "ceil": math.ceil,
    "abs": abs,
    "**": lambda a, b: a**b,
    "mod": lambda a, b: a - b * math.floor(a / b),
}
POINTS = {"acosh": (F(5, 2),), "gamma": (F(7, 3),), "loggamma": (F(7, 3),)}


@pytest.mark.parametrize("op", sorted(REFERENCES))
def test_agrees_with_floats(op: str) -> None:
    reference = REFERENCES[op]
    two = op in ("atan2", "**", "mod")
    points = POINTS.get(op, (F(1, 3),))
    args = (*points, F(-7, 5)) if two else points
    found = apply_to_balls(op, [enclose(a) for a in args])
    assert float(found.mid()) == pytest.approx(reference(*map(float, args)), rel=1e-12)
    assert float(found.rad()) < 1e-10


def test_every_exact_operator_has_a_ball() -> None:
    """But for those of whole numbers and of truth values."""
    without = {"gcd", "not", "and", "or", "=>", "<=>"}
    assert set(exact.MEANINGS) - set(MEANINGS) == without
    assert set(MEANINGS) - set(exact.MEANINGS) == {"polygamma"}
    assert set(matrix_ball.FAMILIES) == set(matrix_exact.FAMILIES)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.sampled_from(sorted(set(exact.MEANINGS) & set(MEANINGS))), st.lists(rationals, min_size=1, max_size=2))
def test_exact_values_lie_in_balls(op: str, values: list[F]) -> None:
    try:
        value: Exact | None = apply_exactly(op, values)
    except (Inexact, TypeError):
        return
    except Undefined:
        value = None
    try:
        found = apply_to_balls(op, [enclose(v) for v in values])
    except Undefined:
        assert value is None
        return
    if found is not None and value is not None:
        truth = isinstance(value, bool)
        assert found is value if truth else found.overlaps(enclose(value))
    assert found is None or value is not None, "a ball for what has no value"


def state(op: str, args: list[Any]) -> Any:
    """A ball, None where nothing is known, or the word `undefined`."""
    try:
        return apply_to_balls(op, args)
    except Undefined:
        return "undefined"


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.sampled_from(sorted(REFERENCES)), rationals, rationals, st.fractions(0, 1, max_denominator=16))
def test_balls_enclose_the_values_of_all_their_points(op: str, middle: F, other: F, shift: F) -> None:
    """A ball of radius 1 holds the value at every point at which there is one; a known ball has values everywhere."""
    wide = arb(enclose(middle).mid(), 1)
    two = op in ("atan2", "**", "mod")
    inside = middle + 2 * shift - 1
    extra = [enclose(other)] if two else []
    found, at_point = (state(op, [x, *extra]) for x in (wide, enclose(inside)))
    if found == "undefined":
        assert at_point in ("undefined", None)
    elif found is not None:
        assert at_point not in ("undefined", None)
        assert found.overlaps(at_point)


UNKNOWN: list[tuple[str, list[Any]]] = [
    ("log", [WIDE]),
    ("sqrt", [WIDE]),
    ("/", [arb(1), WIDE]),
    ("tan", [arb(1.5, 0.5)]),
    ("asin", [arb(1, 0.1)]),
    ("acosh", [arb(1, 0.1)]),
    ("atanh", [arb(1, 0.1)]),
    ("atan2", [WIDE, WIDE]),
    ("gamma", [WIDE]),
    ("**", [WIDE, arb(-1)]),
    ("**", [WIDE, arb(0.5)]),
    ("**", [arb(-2), WIDE]),
    ("**", [arb(0), WIDE]),
    ("factorial", [WIDE]),
    ("polygamma", [arb(0), arb(-0.5)]),
    ("exp", [arb(10) ** arb(400)]),
    ("gcd", [arb(2), arb(4)]),
]


@pytest.mark.parametrize(("op", "args"), UNKNOWN, ids=[f"{op}-{k}" for k, (op, _) in enumerate(UNKNOWN)])
def test_unknown(op: str, args: list[Any]) -> None:
    assert apply_to_balls(op, args) is None


UNDEFINED: list[tuple[str, list[Any]]] = [
    ("log", [arb(-2, 1)]),
    ("log2", [arb(-2, 1)]),
    ("sqrt", [arb(-2, 1)]),
    ("/", [WIDE, arb(0)]),
    ("asin", [arb(3, 1)]),
    ("acos", [arb(-3, 1)]),
    ("acosh", [WIDE / 2]),
    ("atanh", [arb(3, 1)]),
    ("**", [arb(0), arb(-2, 1)]),
    ("**", [arb(-2), arb(0.5)]),
    ("mod", [arb(1), arb(0)]),
]


@pytest.mark.parametrize(("op", "args"), UNDEFINED, ids=[f"{op}-{k}" for k, (op, _) in enumerate(UNDEFINED)])
def test_certainly_undefined(op: str, args: list[Any]) -> None:
    with pytest.raises(Undefined):
        apply_to_balls(op, args)


def test_comparisons_are_three_valued() -> None:
    assert less(arb(1), arb(2)) is True
    assert less(arb(2), arb(1)) is False
    assert less(arb(1), arb(1)) is False
    assert less(WIDE, arb(0)) is None
    assert equal(arb(1), arb(1)) is True
    assert equal(WIDE, WIDE) is None
    assert equal(WIDE, arb(2)) is False
    assert equal(acb(1, 1), acb(1, 2)) is False
    assert equal(True, True) is True
    assert equal(True, arb(1)) is None


def test_numbers_enter_exactly() -> None:
    """A tenth is not the nearest float."""
    tenth = enclose(F(1, 10))
    assert not tenth.is_exact()
    assert rational(tenth) is None
    assert equal(tenth * 10, arb(1)) is None
    assert equal(tenth, arb(0.1)) is None if tenth.overlaps(arb(0.1)) else equal(tenth, arb(0.1)) is False
    with precision(256):
        assert equal(enclose(F(1, 10)), arb(0.1)) is False


def test_exact_constants() -> None:
    with precision(128):
        assert enclose(term(F(1, 2), 1, 2)).overlaps(arb.pi() * arb(2).sqrt() / 2)
        assert enclose(Imaginary(F(1), F(-2))).imag == -2
        assert enclose(True) is True
    assert rational(arb(0.375)) == F(3, 8)


def test_principal_branches() -> None:
    assert apply_to_balls("sqrt", [arb(-4)], as_complex=True).imag == 2
    assert apply_to_balls("log", [arb(-1)], as_complex=True).imag.overlaps(arb.pi())
    assert apply_to_balls("abs", [acb(3, 4)]) == 5
    assert apply_to_balls("<", [acb(0, 1), arb(1)]) is None
    assert apply_to_balls("**", [acb(0, 1), arb(2)]) == -1


COMPLEX: dict[str, Callable[..., complex]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "neg": lambda a: -a,
    "abs": abs,
    "exp": cmath.exp,
    "log": cmath.log,
    "sqrt": cmath.sqrt,
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tan": cmath.tan,
    "sinh": cmath.sinh,
    "cosh": cmath.cosh,
    "tanh": cmath.tanh,
}


@pytest.mark.parametrize("op", sorted(COMPLEX))
@pytest.mark.parametrize("first", [(F(1, 2), F(-3, 4)), (F(-2), F(1, 8))])
def test_complex_functions_agree_with_floats(op: str, first: tuple[F, F]) -> None:
    args = [first, (F(-1, 4), F(2))] if op in ("+", "-", "*", "/", "**") else [first]
    reference = COMPLEX[op](*(complex(float(a), float(b)) for a, b in args))
    found = apply_to_balls(op, [acb(enclose(a), enclose(b)) for a, b in args])
    assert complex(float(found.real.mid()), float(found.imag.mid())) == pytest.approx(reference, rel=1e-12)


def test_complex_equality_and_poles() -> None:
    assert apply_to_balls("==", [acb(1, 1), acb(1, 1)]) is True
    assert apply_to_balls("!=", [acb(1, 1), acb(1, 2)]) is True
    for op, args in (("/", [acb(1, 1), acb(0)]), ("log", [acb(0, 0)]), ("**", [acb(0, 0), acb(-1, 0)])):
        with pytest.raises(Undefined):
            apply_to_balls(op, args, as_complex=True)


def test_order_and_extremes_of_balls() -> None:
    assert apply_to_balls("min", [arb(2), arb(1), arb(3)]) == 1
    assert apply_to_balls("max", [arb(2), WIDE]) == 2
    assert apply_to_balls("sign", [arb(-2, 1)]) == -1
    assert apply_to_balls("sign", [WIDE]).contains(-1)
    assert apply_to_balls(">=", [arb(1), arb(1)]) is True
    assert apply_to_balls(">=", [arb(1), WIDE]) is None
    assert apply_to_balls("!=", [arb(1), arb(3)]) is True
    assert apply_to_balls("!=", [WIDE, arb(0)]) is None
    assert apply_to_balls("pi", []).overlaps(arb.pi())
    assert apply_to_balls("+", [True, arb(1)]) is None


def test_precision_is_put_back() -> None:
    from flint import ctx

    def fail() -> None:
        with precision(300):
            seen.append(ctx.prec)
            raise ValueError("inside")

    before, seen = ctx.prec, []
    with pytest.raises(ValueError, match="inside"):
        fail()
    assert (seen, ctx.prec) == ([300], before)


matrices = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(rationals, min_size=n, max_size=n), min_size=n, max_size=n)
)


def flat(rows: list[list[F]]) -> list[F]:
    return [x for row in rows for x in row]


@settings(deadline=None, max_examples=40, derandomize=True)
@given(matrices)
def test_spectra_agree_with_floats(rows: list[list[F]]) -> None:
    n = len(rows)
    symmetric = [[rows[i][j] + rows[j][i] for j in range(n)] for i in range(n)]
    reference = np.linalg.eigvalsh(np.array(symmetric, dtype=float))[::-1]
    with precision(128):
        found = matrix_ball.eigenvalues(n, n, [enclose(x) for x in flat(symmetric)])
        values = matrix_ball.singular_values(n, n, [enclose(x) for x in flat(rows)])
    for ball, number in zip(found, reference, strict=True):
        assert abs(float(ball.mid()) - number) < 1e-9 + float(ball.rad())
        assert float(ball.rad()) < 1e-25
    singular = np.linalg.svd(np.array(rows, dtype=float), compute_uv=False)
    for ball, number in zip(values, singular, strict=True):
        assert abs(float(ball.mid()) - number) < 1e-6 + float(ball.rad())
    for op, balls, entries in (("eigenvalue", found, symmetric), ("singular_value", values, rows)):
        for ball, value in zip(balls, matrix_exact.FAMILIES[op](n, n, flat(entries)), strict=True):
            with precision(128):
                assert value is None or ball.overlaps(enclose(value))


@settings(deadline=None, max_examples=40, derandomize=True)
@given(matrices)
def test_matrix_functions_agree_exactly_and_in_balls(rows: list[list[F]]) -> None:
    n, values = len(rows), flat(rows)
    with precision(128):
        balls = [enclose(x) for x in values]
        for op in ("det", "rank", "inverse", "pinv", "spectral_radius"):
            try:
                exactly = matrix_exact.FAMILIES[op](n, n, values)
            except (Inexact, Undefined):
                continue
            for value, ball in zip(exactly, matrix_ball.FAMILIES[op](n, n, balls), strict=True):
                assert value is None or ball is None or ball.overlaps(enclose(value)), op


def test_multiple_and_zero_eigenvalues() -> None:
    one = [F(int(i == j)) for i in range(5) for j in range(5)]
    with precision(64):
        for ball in matrix_ball.eigenvalues(5, 5, [enclose(x) for x in one]):
            assert ball.contains(1)
        thin = matrix_ball.singular_values(2, 3, [enclose(F(k)) for k in (1, 2, 3, 2, 4, 6)])
        assert thin[1].contains(0)
        assert not thin[1] < 0


def test_uncertain_entries_give_uncertain_definiteness() -> None:
    nearly = [arb(1), arb(1, 1e-9), arb(1, 1e-9), arb(1)]
    assert list(matrix_ball.FAMILIES["is_psd"](2, 2, nearly)) == [None]
    assert list(matrix_ball.FAMILIES["is_psd"](2, 2, [arb(2), arb(1), arb(1), arb(2)])) == [True]
    assert list(matrix_ball.FAMILIES["is_pd"](2, 2, [arb(1), arb(2), arb(2), arb(1)])) == [False]
    assert list(matrix_ball.inverse(2, 2, [arb(1), arb(1), arb(1), arb(1, 1e-9)])) == [None] * 4


def test_descartes_counts_multiple_roots() -> None:
    rows = [[2, 1, 0], [1, 2, 0], [0, 0, 3]]
    assert list(matrix_exact.eigenvalues(3, 3, [F(x) for row in rows for x in row])) == [3, 3, 1]
    assert list(matrix_exact.singular_values(2, 2, [F(3), F(0), F(0), F(-5)])) == [5, 3]
    assert list(matrix_exact.singular_values(1, 2, [F(1), F(1)])) == [term(F(1), 0, 2)]
    with pytest.raises(Inexact):
        matrix_exact.eigenvalues(2, 2, [F(0), F(1), F(2), F(0)])


@pytest.mark.parametrize(
    ("entries", "semidefinite", "definite"),
    [
        ((1, 1, 1, 1), True, False),
        ((2, 1, 1, 2), True, True),
        ((0, 0, 0, 0), True, False),
        ((0, 1, 1, 0), False, False),
    ],
)
def test_definiteness(entries: tuple[int, ...], semidefinite: bool, definite: bool) -> None:
    values = [F(x) for x in entries]
    assert list(matrix_exact.FAMILIES["is_psd"](2, 2, values)) == [semidefinite]
    assert list(matrix_exact.FAMILIES["is_pd"](2, 2, values)) == [definite]


def test_definiteness_of_what_is_not_symmetric() -> None:
    """Its quadratic form may be definite all the same: undecided; if not even that, no."""
    with pytest.raises(Inexact):
        matrix_exact.FAMILIES["is_psd"](2, 2, [F(1), F(1), F(-1), F(1)])
    assert list(matrix_exact.FAMILIES["is_psd"](2, 2, [F(1), F(9), F(0), F(1)])) == [False]
