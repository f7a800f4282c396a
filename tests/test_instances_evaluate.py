"""Entries in floats and exactly: both readings agree, and neither knows more than it can."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from proofcheck.instances.arrays import as_row
from proofcheck.instances.evaluate import floats, target
from proofcheck.instances.exact_values import NoValue, exactly
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.graph import Entry, Graph

F = Fraction
g = Graph()
SHAPES = {"x": (), "v": (2,), "A": (2, 2)}
x, v1, v2 = g.var("x"), g.var("v", (1,)), g.var("v", (2,))
A = tuple(g.var("A", (i, j)) for i in (1, 2) for j in (1, 2))
STATE = {"x": as_row([F(2)]), "v": as_row([F(3), F(4)]), "A": as_row([F(0), F(2), F(-3), F(0)])}
ROUGH = {name: value.astype(np.float64) for name, value in STATE.items()}

TABLE = [
    pytest.param(g.add(g.mul(x, v1), g.div(v2, x)), F(8), id="arithmetic"),
    pytest.param(g.make("sqrt", g.add(g.power(v1, 2), g.power(v2, 2))), F(5), id="norm"),
    pytest.param(g.make("singular_value", *A, data=(2, 2, 0)), F(3), id="largest singular value"),
    pytest.param(g.make("singular_value", *A, data=(2, 2, 1)), F(2), id="least singular value"),
    pytest.param(g.make("det", *A, data=(2, 2, 0)), F(6), id="determinant"),
    pytest.param(g.make("rank", *A, data=(2, 2, 0)), F(2), id="rank"),
    pytest.param(g.make("inverse", *A, data=(2, 2, 1)), F(-1, 3), id="entry of an inverse"),
    pytest.param(g.make("<", x, v1), True, id="order"),
    pytest.param(g.make("==", x, v1), False, id="equality"),
    pytest.param(g.all((g.make("<", x, v1), g.make("<", v1, x))), False, id="and"),
    pytest.param(g.make("=>", g.make("<", v1, x), g.make("<", g.make("log", g.neg(x)), x)), True, id="implication"),
    pytest.param(g.choose(g.make("<", x, v1), v1, g.div(x, g.sub(x, x))), F(3), id="choice"),
    pytest.param(g.make("restrict", x, g.div(g.one, v1)), F(2), id="restricted"),
]


@pytest.mark.parametrize(("entry", "expected"), TABLE)
def test_both_readings_agree(entry: Entry, expected: Fraction | bool) -> None:
    with np.errstate(all="ignore"):
        rough = floats((entry,), ROUGH, SHAPES)[0]
    assert exactly((entry,), STATE, SHAPES) == [expected]
    assert np.broadcast_to(np.asarray(rough, dtype=np.float64), (1,))[0] == pytest.approx(float(expected))


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(g.make("exp", x), id="exponential"),
        pytest.param(g.make("spectral_radius", *A[:1], A[1], A[1], x, data=(2, 2, 0)), id="irrational eigenvalue"),
        pytest.param(g.hole("nothing"), id="hole"),
        pytest.param(g.make("<", g.make("exp", x), v1), id="relation of an unknown"),
    ],
)
def test_what_is_not_known_exactly_is_none(entry: Entry) -> None:
    assert exactly((entry,), STATE, SHAPES) == [None]


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(g.div(x, g.sub(x, g.num(2))), id="division by zero"),
        pytest.param(g.make("log", g.neg(x)), id="logarithm"),
        pytest.param(g.undefined("no case"), id="undefined"),
        pytest.param(g.make("<", g.div(x, g.sub(x, g.num(2))), x), id="relation"),
    ],
)
def test_what_is_undefined_has_no_value(entry: Entry) -> None:
    with pytest.raises(NoValue):
        exactly((entry,), STATE, SHAPES)
    with np.errstate(all="ignore"):
        rough = np.asarray(floats((entry,), ROUGH, SHAPES)[0], dtype=np.float64)
    assert np.isnan(rough).all() or not rough.any()


def test_an_operator_without_meaning_is_a_visible_hole() -> None:
    with pytest.raises(NoMeaning):
        floats((g.hole("nothing"),), ROUGH, SHAPES)


def test_leaves_know_their_place() -> None:
    assert target(A[2], SHAPES) == ("A", 2)
    assert target(x, SHAPES) == ("x", 0)
    assert target(g.var("w"), SHAPES) is None
    assert target(g.one, SHAPES) is None


def test_given_leaves_run_along_an_axis_of_their_own() -> None:
    state = {"x": np.array([[1.0], [2.0]]), "v": np.ones((2, 2))}
    found = floats((g.add(x, v1),), state, SHAPES, {v1: np.array([[0.0, 10.0, 20.0]])})[0]
    assert found.tolist() == [[1.0, 11.0, 21.0], [2.0, 12.0, 22.0]]
