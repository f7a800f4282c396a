"""The space of instances: rows in, values out; exact and float agree; the same seed gives the same rows."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given as given_
from hypothesis import settings
from hypothesis import strategies as st

from proofcheck.claim import Claim, Given
from proofcheck.instances.space import Space
from proofcheck.language.tree import Apply, Domain, Num
from proofcheck.language.types import BOOLEAN, COMPLEX, INTEGER, REAL, Array, Dim, Kind, Type
from proofcheck.verdict import Imaginary, Value

F = Fraction
d = Dim.of("d")
PI = Apply(type=REAL, op="pi", args=())


def num(value: int) -> Num:
    return Num(type=INTEGER, value=F(value))


def space_of(*givens: tuple[str, Type, Domain, tuple[str, ...]], size: int = 3) -> Space:
    listed = [Given(name="d", type=INTEGER)]
    listed += [Given(name=n, type=t, domain=dom, properties=p) for n, t, dom, p in givens]
    return Space(Claim(id="a", text="", given=tuple(listed)), {"d": size})


EVERYTHING = space_of(
    ("A", Array((d, d)), Domain(), ("symmetric",)),
    ("x", Array((d,)), Domain(lower=num(0), upper=PI), ()),
    ("s", REAL, Domain(lower=num(2), lower_open=True), ()),
    ("z", COMPLEX, Domain(), ()),
    ("b", BOOLEAN, Domain(), ()),
    ("k", Array((d,), Kind.INTEGER), Domain(lower=num(1)), ()),
    ("m", Array((d, d)), Domain(members=(num(0), num(1))), ()),
)


def floats(value: Value) -> object:
    if isinstance(value, tuple):
        return [floats(v) for v in value]
    if isinstance(value, Imaginary):
        return complex(value.re, value.im)
    return value if isinstance(value, bool) else float(value)


@settings(deadline=None, max_examples=40, derandomize=True)
@given_(st.integers(0, 10**6), st.sampled_from((1, 4, 1000)))
def test_exact_values_are_the_float_values_of_the_same_row(seed: int, denominator: int) -> None:
    row = EVERYTHING.parameters(np.random.Generator(np.random.PCG64(seed)), 1)[0]
    exact_row = next(iter(EVERYTHING.rounded(row, (denominator,))))
    exact = EVERYTHING.build_exact(exact_row)
    built = EVERYTHING.build(np.array([[float(x) for x in exact_row]]))
    assert exact is not None
    assert built.admissible.all()
    assert list(exact) == list(built.values) == ["A", "x", "s", "z", "b", "k", "m"]
    for name, value in exact.items():
        assert np.allclose(built.values[name][0], np.array(floats(value)), rtol=1e-9, atol=1e-9)


def test_shapes_and_kinds_of_floats() -> None:
    built = EVERYTHING.build(EVERYTHING.parameters(np.random.Generator(np.random.PCG64(0)), 5))
    shapes = {name: (value.shape, str(value.dtype)) for name, value in built.values.items()}
    assert shapes == {
        "A": ((5, 3, 3), "float64"),
        "x": ((5, 3), "float64"),
        "s": ((5,), "float64"),
        "z": ((5,), "complex128"),
        "b": ((5,), "bool"),
        "k": ((5, 3), "float64"),
        "m": ((5, 3, 3), "float64"),
    }


def test_the_same_seed_gives_the_same_rows() -> None:
    first, second = (EVERYTHING.parameters(np.random.Generator(np.random.PCG64(7)), 64) for _ in range(2))
    assert (first == second).all()
    assert (EVERYTHING.parameters(np.random.Generator(np.random.PCG64(8)), 64) != first).any()


def test_building_leaves_the_rows_alone() -> None:
    rows = EVERYTHING.parameters(np.random.Generator(np.random.PCG64(7)), 64)
    kept = rows.copy()
    EVERYTHING.build(rows)
    assert (rows == kept).all()


def test_one_scalar_meets_the_simple_numbers_first() -> None:
    space = space_of(("x", REAL, Domain(), ()))
    assert [row[0] for row in space.structured()[:7]] == [0, 1, -1, F(1, 2), F(-1, 2), 2, -2]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_scalars_meet_the_grid_of_simple_numbers(count: int) -> None:
    space = space_of(*((name, REAL, Domain(), ()) for name in "xyz"[:count]))
    rows = set(space.structured())
    assert {(F(a), F(b), F(c))[:count] for a in (0, 1, -1) for b in (0, 1, -1) for c in (0, 1, -1)} <= rows
    assert len(rows) == len(space.structured()) <= 320


def test_structured_matrices_hold_the_classics() -> None:
    space = space_of(("A", Array((d, d)), Domain(), ()), size=2)
    values = [space.build_exact(row)["A"] for row in space.structured()]  # type: ignore[index]
    for classic in (
        ((0, 0), (0, 0)),
        ((1, 0), (0, 1)),
        ((0, 1), (0, 0)),
        ((0, 1), (1, 0)),
        ((1, 1), (1, 1)),
        ((0, 1), (-1, 0)),
        ((1, 0), (0, -1)),
        ((1, 2), (2, 4)),
    ):
        assert classic in values
    assert values[0] == ((0, 0), (0, 0))


def test_several_matrices_are_not_all_alike() -> None:
    space = space_of(*((name, Array((d, d)), Domain(), ()) for name in "ABCDE"), size=2)
    values = [space.build_exact(row) for row in space.structured()]
    assert len(values) > 100
    assert len({v["A"] for v in values if v}) > 10
    assert any(v["A"] != v["B"] != v["C"] for v in values if v)


@pytest.mark.parametrize(
    ("domain", "inside"),
    [
        pytest.param(Domain(lower=num(0), upper=num(1)), lambda x: 0 <= x <= 1, id="closed"),
        pytest.param(
            Domain(lower=num(0), upper=num(1), lower_open=True, upper_open=True), lambda x: 0 < x < 1, id="open"
        ),
        pytest.param(Domain(lower=num(2), lower_open=True), lambda x: x > 2, id="half-line"),
        pytest.param(Domain(excluded=(num(0),)), lambda x: x != 0, id="not zero"),
        pytest.param(Domain(lower=num(-3), upper=PI), lambda x: -3 <= x < 3.1415926536, id="irrational end"),
    ],
)
def test_random_and_structured_numbers_lie_in_their_domain(domain: Domain, inside: object) -> None:
    assert callable(inside)
    space = space_of(("x", REAL, domain, ()))
    built = space.build(space.parameters(np.random.Generator(np.random.PCG64(2)), 500))
    assert built.admissible.all()
    assert all(inside(x) for x in built.values["x"])
    exact = [space.build_exact(row) for row in space.structured()]
    assert len(exact) > 5
    assert all(values is not None and inside(values["x"]) for values in exact)


def test_random_numbers_come_at_every_scale() -> None:
    space = space_of(("A", Array((d, d)), Domain(), ()))
    sizes = np.abs(space.parameters(np.random.Generator(np.random.PCG64(1)), 2000)).max(axis=1)
    for low, high in ((0, 0.01), (0.01, 1), (1, 100), (1e3, 1e6)):
        assert ((sizes > low) & (sizes <= high)).sum() > 10


def test_rounding_keeps_whole_parameters_whole() -> None:
    space = space_of(("x", REAL, Domain(), ()), ("b", BOOLEAN, Domain(), ()))
    assert list(space.rounded([0.3, 1.0], (1, 10))) == [(0, 1), (F(3, 10), 1)]


def test_a_row_of_the_wrong_length_is_an_error() -> None:
    space = space_of(("x", REAL, Domain(), ()))
    with pytest.raises(ValueError, match="a row of 2 parameters, not 1"):
        space.build_exact([F(0), F(0)])


def test_a_space_without_variables_has_one_instance() -> None:
    space = space_of()
    assert space.dimension == 0
    assert space.structured() == [()]
    assert space.build_exact(()) == {}
    assert space.build(np.zeros((1, 0))).admissible.tolist() == [True]


def test_an_empty_domain_has_no_instance() -> None:
    space = space_of(("x", REAL, Domain(lower=num(1), upper=num(0)), ()))
    assert space.structured() == []
    assert space.build_exact([F(0)]) is None
    assert not space.build(np.zeros((3, 1))).admissible.any()
