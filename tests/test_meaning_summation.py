"""Sums in closed form against sums point by point, at every value of the sizes that a small box holds."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.language.types import Dim
from proofcheck.meaning.interpolation import value_at
from proofcheck.meaning.regions import Linear, Region
from proofcheck.meaning.summation import NotSummable, Stride, Term, antidifference, power_sum, total

NAMES = ("i", "j")
SIZES = ("m", "n")
ALL = (*NAMES, *SIZES)


def at(form: Linear, values: Mapping[str, int]) -> int:
    return form.constant + sum(c * values[str(a)] for a, c in form.terms)


def holds(region: Region, values: Mapping[str, int]) -> bool:
    return all(at(f, values) >= 0 for f in region.least) and all(at(f, values) == 0 for f in region.zero)


def summed(terms: list[Term], sizes: Mapping[str, int]) -> Fraction:
    return sum((value_at(t.value, sizes) for t in terms if holds(t.where, sizes)), Fraction(0))


def by_points(region: Region, weight: Dim, sizes: Mapping[str, int]) -> Fraction:
    places = ({**sizes, **dict(zip(NAMES, p, strict=True))} for p in product(range(-4, 6), repeat=len(NAMES)))
    return sum((value_at(weight, p) for p in places if holds(region, p)), Fraction(0))


@pytest.mark.parametrize("p", range(7))
def test_power_sums(p: int) -> None:
    for n in range(-3, 6):
        value = sum(c * n**k for k, c in enumerate(power_sum(p)))
        before = sum(c * (n - 1) ** k for k, c in enumerate(power_sum(p)))
        assert value - before == n**p
    assert sum(power_sum(p)) == 1


def test_an_antidifference() -> None:
    weight = Dim.of("v") * Dim.of("v") * Dim.of("n") + Dim.of("n")
    found = antidifference(weight, "v")
    for v, n in product(range(-3, 4), repeat=2):
        gap = value_at(found, {"v": v, "n": n}) - value_at(found, {"v": v - 1, "n": n})
        assert gap == v * v * n + n


def name(atom: str) -> Linear:
    return Linear.name(atom)


one = Linear.number(1)
SQUARE = Region(least=(name("i") - one, name("n") - name("i"), name("j") - one, name("m") - name("j")))


@pytest.mark.parametrize(
    ("extra", "weight"),
    [
        pytest.param((), Dim.ONE, id="a-rectangle"),
        pytest.param((name("i") - name("j"),), Dim.ONE, id="a-triangle"),
        pytest.param((name("i") - name("j") - one,), Dim.of("i") * Dim.of("j"), id="a-weighted-triangle"),
        pytest.param((name("i") - one - one, name("j") + name("i") - name("n")), Dim.ONE, id="beyond-a-diagonal"),
    ],
)
def test_sums_over_parts_of_a_rectangle(extra: tuple[Linear, ...], weight: Dim) -> None:
    region = SQUARE.where(extra)
    terms = total(region, weight, NAMES)
    for m, n in product(range(-1, 6), repeat=2):
        sizes = {"m": m, "n": n}
        assert summed(terms, sizes) == by_points(region, weight, sizes), sizes


small = st.integers(-1, 1)
bounds = st.builds(
    lambda a, b, c, d, k: Linear.of(dict(zip(ALL, (a, b, c, d), strict=True)), k),
    small, small, small, small, st.integers(-2, 2),
)  # fmt: skip
weights = st.sampled_from([Dim.ONE, Dim.of("i"), Dim.of("i") * Dim.of("j") + Dim.of("n"), Dim.of("j") * Dim.of("j")])
inside = tuple(name(n).scaled(s).plus(4) for n in NAMES for s in (1, -1))


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.lists(bounds, max_size=4), st.lists(bounds, max_size=1), weights)
def test_sums_over_random_regions(least: list[Linear], zero: list[Linear], weight: Dim) -> None:
    region = Region(least=inside).where(least, zero)
    try:
        terms = total(region, weight, NAMES)
    except Stride:
        return
    for m, n in product(range(-2, 4), repeat=2):
        sizes = {"m": m, "n": n}
        assert summed(terms, sizes) == by_points(region, weight, sizes), sizes


def test_what_has_no_closed_form() -> None:
    with pytest.raises(NotSummable, match="`i` has no end"):
        total(Region(least=(name("i"),)), Dim.ONE, ("i",))
    twice = Region(least=(name("i"), name("n") - name("i").scaled(2)))
    with pytest.raises(Stride, match="n modulo 2"):
        total(twice, Dim.ONE, ("i",))
    (term,) = total(twice.put("n", name("n").scaled(2).plus(1)), Dim.ONE, ("i",))
    assert str(term.value) == "n + 1"
