"""Endless sums enclosed, and what certainly diverges: values, and what nothing may be said of."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from flint import arb

from proofcheck import kernel
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.entries import unroll
from proofcheck.meaning.graph import Entry
from proofcheck.verdict import Instance
from tests.claim_text import claim_of


def entry(text: str) -> Entry:
    sides = unroll(claim_of(f"{text} == 1"), {}).sides[0]
    assert sides is not None
    return sides.left.scalar


VALUES = {
    "sum(1/2**k for k in 0..oo)": 2.0,
    "sum((-1/2)**k for k in 0..oo)": 2 / 3,
    "sum(k*(1/3)**k for k in 1..oo)": 3 / 4,
    "sum(1/k**2 for k in 1..oo)": math.pi**2 / 6,
    "sum(1/k**(3/2) for k in 1..oo)": 2.612375348685488,
    "sum(log(k)/k**2 for k in 1..oo)": 0.9375482543158438,
    "sum((-1)**k/(2*k + 1) for k in 0..oo)": math.pi / 4,
    "sum((-1)**(k + 1)/k for k in 1..oo)": math.log(2),
    "sum((-1)**(k + 1)/sqrt(k) for k in 1..oo)": 0.6048986434216303,
    "sum((-1)**k*log(k)/k for k in 2..oo)": 0.5772156649015329 * math.log(2) - math.log(2) ** 2 / 2,
    "sum((1 + (-1)**k)/k**2 for k in 1..oo)": math.pi**2 / 12,
    "sum(1/factorial(k) for k in 0..oo)": math.e,
    "sum((-1)**k*2**(2*k + 1)/factorial(2*k + 1) for k in 0..oo)": math.sin(2),
    "sum(factorial(k)**2/factorial(2*k) for k in 0..oo)": 1.7363998587187151,
    "sum(binomial(2*k, k)/8**k for k in 0..oo)": math.sqrt(2),
    "sum(k**(-k) for k in 1..oo)": 1.2912859970626636,
    "sum(exp(-k**2) for k in 1..oo)": 0.3863186024133261,
    "sum(1/(k**2 + 1) for k in -3..oo)": 1.0766740474685812 + 1 + 1 / 2 + 1 / 5 + 1 / 10,
}
UNKNOWN = (
    "sum(1/k for k in 1..oo)",
    "sum((-1)**k for k in 1..oo)",
    "sum(2**k for k in 0..oo)",
    "sum((-1)**k*k for k in 0..oo)",
    "sum((-2)**k/k for k in 1..oo)",
    "sum(1/(k*log(k)) for k in 2..oo)",
    "sum(1/k**2 for k in 0..oo)",
    "sum(1/(k - 7)**2 for k in 1..oo)",
    "sum(factorial(k)/3**k for k in 0..oo)",
    "sum(log(k - 5)/k**2 for k in 1..oo)",
    "sum((-2)**(k/2)/factorial(k) for k in 0..oo)",
    "sum(sin(k)/k for k in 1..oo)",
    "sum(binomial(2*k, k)/4**k for k in 0..oo)",
    "sum(floor(k/2)/k**2 for k in 1..oo)",
)
DIVERGENT = (
    "integral(1/x for x in (0, 1])",
    "integral(1/x for x in [1, oo))",
    "integral(1/(x*log(x)) for x in [2, oo))",
    "integral(1/(1 - x) for x in [0, 1))",
    "integral(exp(x) for x in [0, oo))",
    "integral(x for x in (-oo, 0])",
    "sum(1/k for k in 1..oo)",
    "sum(-1/(2*k + 1) for k in 0..oo)",
    "sum(1/(k*log(k)) for k in 2..oo)",
    "sum((-1)**k for k in 0..oo)",
    "sum((-1)**k*k/(k + 1) for k in 0..oo)",
    "sum(2**k for k in 0..oo)",
)


@pytest.mark.parametrize("text", VALUES)
def test_an_enclosure_holds_the_value(text: str) -> None:
    ball = evaluate([entry(text)], {})[0]
    assert isinstance(ball, arb)
    assert ball.overlaps(arb(VALUES[text]) * (1 + arb(0, 1e-14)))
    assert float(ball.rad()) < 1e-7


@pytest.mark.parametrize("text", UNKNOWN)
def test_nothing_is_said(text: str) -> None:
    assert evaluate([entry(text)], {})[0] is None


@pytest.mark.parametrize("text", DIVERGENT)
def test_what_diverges_has_no_value(text: str) -> None:
    for relation in (">= 0", "<= 0"):
        judged = kernel.judge(claim_of(f"{text} {relation}", given=""), Instance(values=()))
        assert judged.admissible is True
        assert [(r.truth, r.undefined) for r in judged.links] == [(None, "left")]


@pytest.mark.parametrize("text", [*VALUES, "integral(exp(-x) for x in [0, oo))", "integral(1/sqrt(x) for x in (0, 1])"])
def test_what_converges_keeps_its_value(text: str) -> None:
    assert kernel.judge(claim_of(f"{text} >= -1", given=""), Instance(values=())).links[0].truth is True


def test_terms_that_depend_on_what_goes_to_infinity_are_no_series() -> None:
    claim = claim_of("limit(sum(1/(n + k)**2 for k in 1..n), n -> oo) == 0.6449", "n: integer >= 1")
    assert kernel.confirm(claim, Instance(values=(("n", Fraction(1)),))) is None
