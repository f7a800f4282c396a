"""Closed constants and dependent entries are recognised from floats; what is not close is not guessed."""

from __future__ import annotations

from fractions import Fraction
from math import asin, atan, exp, log, pi, sqrt

import pytest

from proofcheck.analysis.closed_forms import closed_near, constants_in, dependent, float_of, rational_near
from proofcheck.analysis.encoding import decode, encode
from proofcheck.meaning.graph import Graph

VALUES = {
    "1/3": 1 / 3,
    "-5": -5.0,
    "(* (pi) 1/2)": pi / 2,
    "(sqrt 2)": sqrt(2),
    "(log 3)": log(3),
    "(exp -1)": exp(-1),
    "(atan 3/4)": atan(3 / 4),
    "(asin 1/3)": asin(1 / 3),
    "(* 1/2 (+ 1 (sqrt 5)))": (1 + sqrt(5)) / 2,
}


@pytest.mark.parametrize(("text", "value"), VALUES.items(), ids=VALUES)
def test_closed_constants(text: str, value: float) -> None:
    g = Graph()
    found = list(closed_near(g, value, 1e-10))
    assert all(abs(float_of(c) - value) < 1e-9 * (1 + abs(value)) for c in found)
    assert any(encode(c) == encode(decode(g, text)) for c in found)


def test_what_is_near_nothing() -> None:
    assert list(closed_near(Graph(), 0.7390851332151607, 1e-12)) == []  # cos(x) = x


@pytest.mark.parametrize(
    ("value", "tolerance", "near"), [(0.3333, 1e-3, "1/3"), (0.3333, 1e-9, None), (1e300, 1.0, None), (2.0, 0.0, "2")]
)
def test_rationals(value: float, tolerance: float, near: str | None) -> None:
    assert rational_near(value, tolerance) == (None if near is None else Fraction(near))


T, U = [1.0, 2.0, 3.5], [2.0, 5.0, 0.5]
RELATED = {
    "$t": T,
    "(neg $t)": [-t for t in T],
    "(- 1 $t)": [1 - t for t in T],
    "(* 2 $t)": [2 * t for t in T],
    "(/ 3 $t)": [3 / t for t in T],
    "(** $t 2)": [t * t for t in T],
    "(exp $t)": [exp(t) for t in T],
    "(+ $t $u)": [t + u for t, u in zip(T, U, strict=True)],
    "(* $t $u)": [t * u for t, u in zip(T, U, strict=True)],
    "(- (- 3 $t) $u)": [3 - t - u for t, u in zip(T, U, strict=True)],
}


@pytest.mark.parametrize(("text", "wanted"), RELATED.items(), ids=RELATED)
def test_dependent_entries(text: str, wanted: list[float]) -> None:
    g = Graph()
    t, u = g.var("t"), g.var("u")
    found = {point for e in dependent(g, wanted, [t, u], [T, U]) for point in [_values(g, e)]}
    assert _values(g, decode(g, text)) in found


def _values(g: Graph, entry: object) -> tuple[float, ...]:
    t, u = g.var("t"), g.var("u")
    put = [g.substitute([entry], {t: g.num(Fraction(a)), u: g.num(Fraction(b))})[0] for a, b in zip(T, U, strict=True)]  # type: ignore[list-item]
    return tuple(round(float_of(e), 9) for e in put)


def test_constants_of_an_entry() -> None:
    g = Graph()
    entry = decode(g, "(+ $x (* 1/2 (sqrt 3)))")
    assert [encode(c) for c in constants_in(entry)] == ["(sqrt 3)", "(* 1/2 (sqrt 3))"]
