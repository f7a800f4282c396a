"""What entries are in their leaves: degrees, constant coefficients, norms."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck.instances.forms import BEYOND, atoms, degree, linear_form, norm, squares
from proofcheck.meaning.graph import Entry, Graph

F = Fraction
g = Graph()
x, y, z = g.var("x"), g.var("y", (1,)), g.var("y", (2,))


@pytest.mark.parametrize(
    ("entry", "in_x", "in_y"),
    [
        pytest.param(g.add(x, y), 1, 1, id="sum"),
        pytest.param(g.mul(x, g.mul(x, y)), 2, 1, id="product"),
        pytest.param(g.power(g.add(x, y), 3), 3, 3, id="power"),
        pytest.param(g.div(x, y), 1, BEYOND, id="quotient"),
        pytest.param(g.make("exp", y), 0, BEYOND, id="exponential"),
        pytest.param(g.choose(g.make("<", x, g.zero), y, z), BEYOND, 1, id="choice"),
        pytest.param(g.power(y, g.num(F(1, 2))), 0, BEYOND, id="root"),
        pytest.param(g.mul(x, g.make("exp", y)), 1, BEYOND, id="mixed"),
    ],
)
def test_degrees(entry: Entry, in_x: int, in_y: int) -> None:
    assert (degree(entry, {x}), degree(entry, {y})) == (in_x, in_y)


@pytest.mark.parametrize(
    ("entry", "form"),
    [
        pytest.param(g.sub(g.mul(g.num(2), x), g.neg(y)), {x: F(2), y: F(1)}, id="combination"),
        pytest.param(g.div(x, g.num(4)), {x: F(1, 4)}, id="quotient"),
        pytest.param(g.add(g.make("exp", z), x), {x: F(1)}, id="rest"),
        pytest.param(g.sub(g.add(x, y), x), {y: F(1)}, id="cancelling"),
        pytest.param(g.mul(x, z), None, id="coefficient that moves"),
        pytest.param(g.mul(x, y), None, id="product"),
        pytest.param(g.make("abs", x), None, id="kink"),
    ],
)
def test_linear_forms(entry: Entry, form: dict[Entry, Fraction] | None) -> None:
    assert linear_form(entry, {x, y}) == form


MATRIX = tuple(g.var("A", (i, j)) for i in (1, 2) for j in (1, 2))


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        pytest.param(g.make("sqrt", g.add(g.mul(x, x), g.power(y, 2))), "length", id="length"),
        pytest.param(g.make("abs", x), "length", id="absolute value"),
        pytest.param(g.add(g.mul(x, x), g.mul(y, y)), "square", id="sum of squares"),
        pytest.param(g.make("singular_value", *MATRIX, data=(2, 2, 0)), "sigma_max", id="largest singular value"),
        pytest.param(g.make("singular_value", *MATRIX, data=(2, 2, 1)), "sigma_min", id="least singular value"),
        pytest.param(g.make("eigenvalue", *MATRIX, data=(2, 2, 1)), "lambda_min", id="least eigenvalue"),
        pytest.param(g.make("spectral_radius", *MATRIX, data=(2, 2, 0)), "radius", id="spectral radius"),
        pytest.param(g.make("singular_value", *MATRIX[:3], x, data=(2, 2, 0)), "sigma_max", id="any leaves"),
    ],
)
def test_norms_are_recognised(entry: Entry, kind: str) -> None:
    found = norm(entry)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(g.make("sqrt", g.add(g.mul(x, x), g.mul(x, y))), id="mixed term"),
        pytest.param(g.make("sqrt", g.mul(g.num(2), g.mul(x, x))), id="weighted"),
        pytest.param(g.make("singular_value", *MATRIX[:3], g.num(1), data=(2, 2, 0)), id="a number among them"),
        pytest.param(g.make("singular_value", *MATRIX[:2], *MATRIX[:2], data=(2, 2, 0)), id="repeated leaves"),
        pytest.param(g.add(x, y), id="sum"),
    ],
)
def test_other_entries_are_no_norms(entry: Entry) -> None:
    assert norm(entry) is None


def test_squares_of_one_leaf_twice_are_no_sum_of_squares() -> None:
    assert squares(g.add(g.mul(x, x), g.power(x, 2))) is None


def test_conjunctions_fall_apart_into_relations() -> None:
    both = g.all((g.make("<", x, y), g.make("==", y, z), g.make("or", g.make("<", x, z), g.make("<", z, x))))
    assert sorted(a.op for a in atoms(both, 3)) == ["<", "=="]
    assert {a.source for a in atoms(both, 3)} == {3}
