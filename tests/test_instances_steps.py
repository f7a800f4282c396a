"""Steps: each makes its assumption true, by the same formula in floats and exactly, and says when it cannot."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np
import pytest

from proofcheck.instances.arrays import as_row
from proofcheck.instances.plan import Impossible, State
from proofcheck.instances.steps import Affine, Between, Bound, Coordinate, Define, Isolate, Normalise, Scale, Shift
from proofcheck.meaning.graph import Entry, Graph

F = Fraction
g = Graph()
SHAPES = {"x": (3,), "c": ()}
x = [g.var("x", (k,)) for k in (1, 2, 3)]
c = g.var("c")


def free(*places: int) -> tuple[Coordinate, ...]:
    return tuple(Coordinate(places=((("x", k), x[k], 1),)) for k in places)


def bound(left: Entry, right: Entry, coefficient: int, strict: bool = False) -> Bound:
    return Bound(left=left, right=right, coefficient=F(coefficient), strict=strict)


def equation(left: Entry, right: Entry, matrix: tuple[tuple[Fraction, ...], ...] | None, *places: int) -> Affine:
    return Affine(coordinates=free(*places), lefts=(left,), rights=(right,), shapes=SHAPES, matrix=matrix)


TOTAL = g.sum(x)
PLACES = (("x", 0), ("x", 1), ("x", 2))

TABLE = [
    pytest.param(Define(targets=(("x", 2),), entries=(g.mul(c, x[0]),), shapes=SHAPES), (1, 2, 5), id="define"),
    pytest.param(equation(TOTAL, c, ((F(1), F(1), F(1)),), 0, 1, 2), (1, 2, 2), id="last coordinate solved for"),
    pytest.param(equation(TOTAL, c, None, 0, 1, 2), (F(1, 3), F(4, 3), F(10, 3)), id="nearest solution"),
    pytest.param(
        Isolate(coordinate=free(2)[0], left=g.mul(x[1], x[2]), right=c, quadratic=False, shapes=SHAPES),
        (1, 2, F(5, 2)),
        id="one entry",
    ),
    pytest.param(
        Isolate(coordinate=free(2)[0], left=g.mul(x[2], x[2]), right=g.num(9), quadratic=True, shapes=SHAPES),
        (1, 2, 3),
        id="the nearer root",
    ),
    pytest.param(
        Between(coordinate=free(2)[0], bounds=(bound(x[2], x[1], 1),), lower=None, upper=None, shapes=SHAPES),
        (1, 2, 0),
        id="reflected at an end",
    ),
    pytest.param(
        Between(coordinate=free(2)[0], bounds=(bound(x[2], x[1], 1),), lower=F(0), upper=None, shapes=SHAPES),
        (1, 2, F(8, 5)),
        id="spread over an interval",
    ),
    pytest.param(
        Between(coordinate=free(2)[0], bounds=(bound(x[1], x[2], -1, True),), lower=None, upper=None, shapes=SHAPES),
        (1, 2, 4),
        id="inside already",
    ),
    pytest.param(Scale(targets=PLACES, factor=c, shapes=SHAPES), (5, 10, 20), id="scale"),
    pytest.param(Scale(targets=PLACES, factor=g.num(4), shapes=SHAPES, root=True), (2, 4, 8), id="scale by a root"),
    pytest.param(Shift(targets=PLACES[:1], amount=c, shapes=SHAPES), (6, 2, 4), id="shift"),
    pytest.param(
        Normalise(targets=PLACES, size=TOTAL, bound=c, op="==", shapes=SHAPES),
        (F(5, 7), F(10, 7), F(20, 7)),
        id="normalise",
    ),
    pytest.param(
        Normalise(targets=PLACES, size=TOTAL, bound=g.num(9), op="<=", shapes=SHAPES), (1, 2, 4), id="small enough"
    ),
    pytest.param(
        Normalise(targets=PLACES, size=TOTAL, bound=g.num(7), op="<", shapes=SHAPES),
        (F(1, 2), 1, 2),
        id="made smaller",
    ),
]


@pytest.mark.parametrize(("step", "expected"), TABLE)
def test_steps_in_floats_and_exactly(step: Define, expected: tuple[Fraction | int, ...]) -> None:
    exact: State = {"x": as_row([F(1), F(2), F(4)]), "c": as_row([F(5)])}
    rough: State = {name: np.repeat(value.astype(np.float64), 3, axis=0) for name, value in exact.items()}
    step.apply(exact)
    step.apply(rough)
    assert exact["x"].tolist() == [list(expected)]
    assert all(type(v) is Fraction for v in exact["x"].ravel())
    assert np.allclose(rough["x"], [[float(v) for v in expected]] * 3)


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(Define(targets=(("x", 2),), entries=(g.make("exp", c),), shapes=SHAPES), id="irrational"),
        pytest.param(
            Define(targets=(("x", 2),), entries=(g.div(c, g.sub(c, g.num(5))),), shapes=SHAPES), id="undefined"
        ),
        pytest.param(Scale(targets=PLACES, factor=c, shapes=SHAPES, root=True), id="irrational root"),
        pytest.param(equation(g.mul(g.sub(c, g.num(5)), x[2]), c, None, 2), id="no solution"),
        pytest.param(
            Isolate(
                coordinate=free(2)[0], left=g.mul(g.sub(c, g.num(5)), x[2]), right=c, quadratic=False, shapes=SHAPES
            ),
            id="coefficient zero",
        ),
        pytest.param(
            Isolate(coordinate=free(2)[0], left=g.mul(x[2], x[2]), right=g.neg(c), quadratic=True, shapes=SHAPES),
            id="no real root",
        ),
    ],
)
def test_exact_steps_without_a_rational_answer_say_so(step: Define) -> None:
    state: State = {"x": as_row([F(1), F(2), F(4)]), "c": as_row([F(5)])}
    assert all(state[name].shape[1] == prod(shape) for name, shape in SHAPES.items())
    with pytest.raises(Impossible):
        step.apply(state)
