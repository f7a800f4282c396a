"""Integrals, suprema and places of maxima enclosed: what is known to hold, and what nothing may be said of."""

from __future__ import annotations

import math

import pytest
from flint import arb

from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.entries import unroll
from proofcheck.meaning.graph import Entry
from tests.claim_text import claim_of


def entry(text: str) -> Entry:
    sides = unroll(claim_of(f"{text} == 1"), {}).sides[0]
    assert sides is not None
    return sides.left.scalar


VALUES = {
    "integral(exp(-x**2) for x in [-oo, oo])": math.sqrt(math.pi),
    "integral(1/(1 + x**4) for x in [0, oo])": math.pi / (2 * math.sqrt(2)),
    "integral(log(x) for x in (0, 1])": -1.0,
    "integral(1/sqrt(1 - x**2) for x in (-1, 1))": math.pi,
    "integral(x**(-3/2) for x in [1, oo])": 2.0,
    "integral(log(sin(x)) for x in (0, pi/2))": -math.pi / 2 * math.log(2),
    "integral(x/(exp(x) - 1) for x in (0, oo))": math.pi**2 / 6,
    "integral(exp(-x)*log(x) for x in (0, oo))": -0.5772156649015329,
    "integral(log(x)/x**2 for x in [1, oo])": 1.0,
    "exp(64)*integral(exp(-x)/x for x in [64, oo])": 0.0153881518949434,
    "integral(floor(x) for x in [0, 3])": 3.0,
    "sup(x*exp(-x) for x in [0, oo))": math.exp(-1),
    "inf(x*log(x) for x in (0, oo))": -math.exp(-1),
    "inf(exp(-x) for x in [0, oo))": 0.0,
    "sup(atan(x) for x in (-oo, oo))": math.pi / 2,
    "sup(x for x in (0, 1))": 1.0,
    "sup(abs(sin(x)) for x in [0, 10])": 1.0,
    "argmax(log(x)/x for x in [1, 10])": math.e,
    "argmin(x**2 - x for x in (-oo, oo))": 0.5,
    "argmax(x for x in [0, 1])": 1.0,
}
UNKNOWN = (
    "integral(1/x for x in [0, 1])",
    "integral(1/x for x in [1, oo])",
    "integral(1/x for x in [-1, 1])",
    "integral(1/x**2 for x in [-1, 1])",
    "integral(sin(x) for x in [0, oo))",
    "integral(sqrt(x) for x in [-1, 1])",
    "integral(asin(x) for x in [0, 2])",
    "integral(asin(sqrt(x)) for x in [0, 4])",
    "integral(log(x - 2) for x in [0, 1])",
    "integral(atanh(x) for x in [0, 2])",
    "sup(1/x for x in (0, 1))",
    "sup(x for x in [0, oo))",
    "sup(tan(x) for x in [0, 2])",
    "sup(log(x) for x in [-1, 1])",
    "sup(floor(x) for x in [0, 1))",
    "argmax(x for x in (0, 1))",
    "argmax(abs(x) for x in [-1, 1])",
    "argmax(0*x for x in [-1, 1])",
    "argmin(exp(-x) for x in [0, oo))",
)


@pytest.mark.parametrize("text", VALUES)
def test_an_enclosure_holds_the_value(text: str) -> None:
    ball = evaluate([entry(text)], {})[0]
    assert isinstance(ball, arb)
    assert abs(float(ball.mid()) - VALUES[text]) < 1e-9
    assert float(ball.rad()) < 1e-8


@pytest.mark.parametrize("text", UNKNOWN)
def test_nothing_is_said_of(text: str) -> None:
    assert evaluate([entry(text)], {})[0] is None


def test_bound_variables_are_told_apart_by_what_binds_them() -> None:
    nested = entry(
        "integral(integral(exp(s*t) for s in [0, t]) for t in [0, 1]) - integral(exp(-s**2) for s in [0, 1])"
    )
    same = entry("integral(integral(exp(a*b) for a in [0, b]) for b in [0, 1]) - integral(exp(-b**2) for b in [0, 1])")
    assert repr(nested) == repr(same)
    assert entry("integral(exp(-s**2) for s in [0, 1]) - integral(exp(-t**2) for t in [0, 1])").op in ("num", "-")
