"""Intervals enclose: every operation holds the value at every pair of points of its arguments."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.meaning.interval import REALS, Elementary, Interval, closed, opened, point

BOUNDS = st.fractions(min_value=-9, max_value=9, max_denominator=8)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    a, b = sorted((draw(BOUNDS), draw(BOUNDS)))
    if a == b:
        return point(a)
    lo = None if draw(st.booleans()) and draw(st.booleans()) else a
    hi = None if draw(st.booleans()) and draw(st.booleans()) else b
    return Interval(lo, hi, lo is None or draw(st.booleans()), hi is None or draw(st.booleans()))


def inner(x: Interval, part: Fraction) -> Fraction:
    """A number of the interval; its ends where they belong to it."""
    if x.lo is not None and x.hi is not None:
        value = x.lo + (x.hi - x.lo) * part
        outside = (value == x.lo and x.lo_open) or (value == x.hi and x.hi_open)
        return (x.lo + x.hi) / 2 if outside else value
    if x.lo is not None:
        return x.lo + (part if part or not x.lo_open else 1) * 50
    return (x.hi - (part if part or not x.hi_open else 1) * 50) if x.hi is not None else (part - Fraction(1, 2)) * 90


PARTS = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(7, 8), Fraction(1)])


@settings(deadline=None, max_examples=60, derandomize=True)
@given(intervals(), intervals(), PARTS, PARTS)
def test_arithmetic_encloses(x: Interval, y: Interval, s: Fraction, t: Fraction) -> None:
    a, b = inner(x, s), inner(y, t)
    assert point(a).within(x)
    assert point(a + b).within(x + y)
    assert point(a - b).within(x - y)
    assert point(a * b).within(x * y)
    assert point(abs(a)).within(x.magnitude())
    assert point(a**2).within(x.power(2))
    assert point(a**3).within(x.power(3))
    assert point(a).within(x.hull(y))
    if a:
        assert point(1 / a).within(x.inverse())
        assert point(a**-2).within(x.power(-2))
    met = x.meet(y)
    assert met is None or not met.within(x) or met.within(y)
    if point(a).within(y):
        assert met is not None
        assert point(a).within(met)


@pytest.mark.parametrize(
    ("op", "x", "expected"),
    [
        pytest.param("exp", REALS, "(0, oo)", id="exp"),
        pytest.param("exp", Interval(lo=Fraction(0), lo_open=False), "[1, oo)", id="exp-nonnegative"),
        pytest.param("sqrt", Interval(lo=Fraction(0)), "(0, oo)", id="sqrt-open"),
        pytest.param("sqrt", closed(0, 4), "[0, 2]", id="sqrt-closed"),
        pytest.param("tanh", REALS, "(-1, 1)", id="tanh"),
        pytest.param("tanh", Interval(lo=Fraction(0), lo_open=False), "[0, 1)", id="tanh-nonnegative"),
        pytest.param("sigmoid", REALS, "(0, 1)", id="sigmoid"),
        pytest.param("cosh", opened(-1, 1), "[1, 2", id="cosh"),
        pytest.param("sech", REALS, "(0, 1]", id="sech"),
        pytest.param("log", Interval(lo=Fraction(1), lo_open=False), "[0, oo)", id="log"),
        pytest.param("cos", closed(-1, 1), "[5403", id="cos-short"),
        pytest.param("sin", REALS, "[-1, 1]", id="sin"),
        pytest.param("nonesuch", closed(0, 1), "(-oo, oo)", id="no-row"),
    ],
)
def test_elementary_ranges(op: str, x: Interval, expected: str) -> None:
    found = Elementary()(op, x)
    if op in ("cosh", "cos"):  # an irrational end
        assert found.within(closed(Fraction(1, 2), Fraction(8, 5)))
        assert found.hi == (1 if op == "cos" else found.hi)
        return
    assert str(found) == expected


SMOOTH = ("exp", "tanh", "atan", "sin", "cos", "erf", "erfc", "sinh", "sigmoid", "softplus", "abs")


@pytest.mark.parametrize("op", SMOOTH)
@pytest.mark.parametrize("low", [Fraction(-7, 2), Fraction(-1), Fraction(0), Fraction(2, 3), Fraction(3)])
def test_elementary_ranges_hold_values(op: str, low: Fraction) -> None:
    rows = Elementary()
    wide = rows(op, closed(low, low + 2))
    for k in range(9):
        single = rows(op, point(low + Fraction(k, 4)))
        assert single.lo is not None
        assert single.hi is not None
        rounding = Fraction(1, 2**80)
        assert wide.lo is None or single.lo >= wide.lo - rounding, k
        assert wide.hi is None or single.hi <= wide.hi + rounding, k


def test_open_ends_are_strict() -> None:
    assert opened(0, 1).above(Fraction(0), strictly=True)
    assert not closed(0, 1).above(Fraction(0), strictly=True)
    assert closed(0, 1).meet(opened(1, 2)) is None
    assert (Interval(lo=Fraction(0)) * Interval(lo=Fraction(1))).above(Fraction(0), strictly=True)
    assert not (closed(0, 1) * REALS).excludes(Fraction(0))


@pytest.mark.parametrize("sign", [1, -1], ids=["positive", "negative"])
@pytest.mark.parametrize(
    "size",
    [Fraction(3**2000, 2**2000), Fraction(2**2000, 3**2000), Fraction(3**4000, 3**4000 + 1), Fraction(10**900, 7)],
    ids=["large", "tiny", "near one", "whole part"],
)
def test_ends_with_too_many_digits_move_outwards(size: Fraction, sign: int) -> None:
    end = sign * size
    wide = Interval(min(end, Fraction(0)) - 1, max(end, Fraction(0)) + 1, True, True)
    for interval in (Interval(end, wide.hi, False, True), Interval(wide.lo, end, True, False)):
        coarse = interval.coarse(times=5)
        assert coarse.hull(interval) == coarse
        ends = [e for e in (coarse.lo, coarse.hi) if e is not None]
        assert max(max(e.numerator.bit_length(), e.denominator.bit_length()) for e in ends) <= 2048
