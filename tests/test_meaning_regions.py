"""Regions against enumeration of their points in a small box."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.language.types import Dim, Opaque
from proofcheck.meaning.regions import Linear, Region, left_over, linear, substituted

NAMES = ("x", "y", "z")
BOX = range(-4, 5)
Point = tuple[int, ...]


def form(*coefficients: int) -> Linear:
    """A form in x, y, z: three coefficients and a constant."""
    *own, constant = coefficients
    return Linear.of(dict(zip(NAMES, own, strict=True)), constant)


def at(f: Linear, point: Point) -> int:
    values = dict(zip(NAMES, point, strict=True))
    return f.constant + sum(c * values[str(a)] for a, c in f.terms)


def points(region: Region) -> set[Point]:
    return {
        p
        for p in product(BOX, repeat=3)
        if all(at(f, p) >= 0 for f in region.least) and all(at(f, p) == 0 for f in region.zero)
    }


INSIDE = Region(least=tuple(Linear.name(n).scaled(s).plus(4) for n in NAMES for s in (1, -1)))
forms = st.builds(form, *(st.integers(-2, 2),) * 3, st.integers(-4, 4))
regions = st.builds(
    lambda least, zero: INSIDE.where(least, zero), st.lists(forms, max_size=4), st.lists(forms, max_size=1)
)
checked = settings(deadline=None, max_examples=80, derandomize=True)


@checked
@given(regions)
def test_what_is_called_empty_is_empty(region: Region) -> None:
    if region.empty:
        assert not points(region)


@checked
@given(st.lists(st.builds(form, *(st.integers(-1, 1),) * 3, st.integers(-4, 4)), max_size=3))
def test_with_small_coefficients_emptiness_is_seen(least: list[Linear]) -> None:
    region = INSIDE.where(least)
    if not region.empty:
        assert points(region)


@checked
@given(regions, forms)
def test_what_is_entailed_holds(region: Region, f: Linear) -> None:
    if region.entails(f):
        assert all(at(f, p) >= 0 for p in points(region))
    if region.fixes(f):
        assert all(at(f, p) == 0 for p in points(region))


@checked
@given(regions, regions)
def test_a_difference_is_disjoint_and_complete(left: Region, right: Region) -> None:
    parts = [points(r) for r in left.without(right)]
    assert set().union(*parts) == points(left) - points(right)
    assert sum(map(len, parts)) == len(points(left) - points(right))


@checked
@given(regions, st.lists(regions, max_size=3))
def test_what_is_left_over(region: Region, covers: list[Region]) -> None:
    left = left_over([region], covers)
    assert left is not None
    assert set().union(*map(points, left)) == points(region).difference(*map(points, covers))


@checked
@given(regions, forms)
def test_a_split_and_a_simplified_region(region: Region, f: Linear) -> None:
    yes, no = region.split(f)
    assert points(yes) | points(no) == points(region)
    assert not points(yes) & points(no)
    assert points(region.simplified()) == points(region)


@checked
@given(regions, st.integers(-4, 4))
def test_putting_a_number_for_a_name(region: Region, value: int) -> None:
    put = region.put("x", Linear.number(value))
    assert {(value, *p[1:]) for p in points(put)} == {p for p in points(region) if p[0] == value}


@pytest.mark.parametrize(
    ("dim", "text"),
    [
        pytest.param(Dim.of("n") + Dim.of(2), "n + 2", id="names"),
        pytest.param(Dim.of("n") * Dim.of("m"), "m*n", id="a-product-stands-for-itself"),
    ],
)
def test_a_polynomial_as_a_linear_form(dim: Dim, text: str) -> None:
    found = linear(dim)
    assert found is not None
    assert str(found.dim()) == text


def test_a_fraction_is_no_linear_form() -> None:
    assert linear(Dim.of("n").scaled(Dim.of(1).terms[0][1] / 2)) is None


def test_a_product_is_one_quantity() -> None:
    product_ = linear(Dim.of("n") * Dim.of("m"))
    assert product_ is not None
    ((atom, _),) = product_.terms
    assert isinstance(atom, Opaque)
    assert Region(least=(product_.plus(-1),)).entails(product_)


def test_substitution() -> None:
    n, m = Dim.of("n"), Dim.of("m")
    assert substituted(n * n * m, {"n": m + Dim.ONE}) == (m + Dim.ONE) * (m + Dim.ONE) * m
