"""Domains: parameters inside stay what they are, all others are moved inside, exactly and in floats."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.instances.arrays import as_row
from proofcheck.instances.domains import Extent

F = Fraction

EXTENTS = [
    pytest.param(Extent(), id="reals"),
    pytest.param(Extent(lower=F(0), upper=F(1)), id="closed interval"),
    pytest.param(Extent(lower=F(0), upper=F(1), lower_open=True, upper_open=True), id="open interval"),
    pytest.param(Extent(lower=F(1), upper=F(1)), id="a point"),
    pytest.param(Extent(lower=F(2), lower_open=True), id="open half-line"),
    pytest.param(Extent(upper=F(-1)), id="closed half-line"),
    pytest.param(Extent(excluded=(F(0),)), id="not zero"),
    pytest.param(Extent(lower=F(0), excluded=(F(0), F(1))), id="half-line without points"),
    pytest.param(Extent(lower=F(0), upper=F(5), lower_open=True, integer=True), id="whole numbers"),
    pytest.param(Extent(integer=True, excluded=(F(0),)), id="whole, not zero"),
    pytest.param(Extent(members=(F(1), F(3), F(5))), id="set"),
]


@pytest.mark.parametrize("extent", EXTENTS)
@settings(deadline=None, max_examples=40, derandomize=True)
@given(value=st.fractions(max_denominator=8, min_value=-9, max_value=9))
def test_every_parameter_becomes_a_member(extent: Extent, value: Fraction) -> None:
    placed = extent.place(as_row([value]))[0, 0]
    assert isinstance(placed, Fraction)
    assert extent.contains(placed)
    if extent.contains(value) and extent.members is None:
        assert placed == value
    rough = extent.place(np.array([[float(value)]]))[0, 0]
    assert rough == pytest.approx(float(placed), abs=1e-9)


@pytest.mark.parametrize(
    ("extent", "empty"),
    [
        pytest.param(Extent(lower=F(1), upper=F(0)), True, id="crossed"),
        pytest.param(Extent(lower=F(1), upper=F(1), upper_open=True), True, id="open point"),
        pytest.param(Extent(lower=F(1), upper=F(1)), False, id="point"),
        pytest.param(Extent(lower=F(1, 4), upper=F(3, 4), integer=True), True, id="no whole number"),
        pytest.param(Extent(members=(F(1),), lower=F(2)), True, id="no member left"),
        pytest.param(Extent(lower=F(0)), False, id="half-line"),
    ],
)
def test_an_extent_knows_whether_it_is_empty(extent: Extent, empty: bool) -> None:
    assert extent.empty is empty


def test_hints_of_whole_numbers_are_the_least_and_the_greatest() -> None:
    hint = Extent(lower=F(0), upper=F(7, 2), lower_open=True, integer=True).hint
    assert (hint.lower, hint.upper, hint.lower_open, hint.integer) == (1, 3, False, True)
