"""Relations by derivatives: tangents, series and constant functions; nothing across a gap of the domain."""

from __future__ import annotations

import pytest

from proofcheck.meaning.arguments import unfold
from proofcheck.meaning.monotone import follow
from tests.claim_text import claim_of


def followed(text: str, given: str, assume: str = "") -> bool:
    found = unfold(claim_of(text, given, assume), {})
    assert found is not None
    return all(follow(found.setting, link) is not None for link in found.links)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        pytest.param("exp(x) >= 1 + x", "x: real", id="exponential"),
        pytest.param("exp(x) >= 1 + x + x**2/2", "x: real >= 0", id="exponential-second-order"),
        pytest.param("log(x) <= x - 1", "x: real > 0", id="logarithm"),
        pytest.param("x*log(x) >= x - 1", "x: real > 0", id="entropy"),
        pytest.param("sin(x) <= x", "x: real >= 0", id="sine"),
        pytest.param("cos(x) >= 1 - x**2/2", "x: real", id="cosine"),
        pytest.param("tanh(x) <= x", "x: real >= 0", id="tanh"),
        pytest.param("cosh(x) >= 1 + x**2/2", "x: real", id="hyperbolic-cosine"),
        pytest.param("atan(x) + atan(1/x) == pi/2", "x: real > 0", id="constant"),
        pytest.param("atan(x) + atan(1/x) == -pi/2", "x: real < 0", id="constant-left"),
        pytest.param("atanh(x) == log((1 + x)/(1 - x))/2", "x: 'real in (-1, 1)'", id="area-tangent"),
        pytest.param("exp(x + y) >= exp(y)*(1 + x)", "x: real, y: real", id="with-parameter"),
        pytest.param("x + 1/2 < exp(x)", "x: real >= 0", id="strict"),
    ],
)
def test_follows(text: str, given: str) -> None:
    assert followed(text, given)


@pytest.mark.parametrize(
    ("text", "given", "assume"),
    [
        pytest.param("exp(x) >= 2 + x", "x: real", "", id="false-at-0"),
        pytest.param("exp(x) >= 1 + 2*x", "x: real", "", id="false-near-0"),
        pytest.param("sin(x) <= x", "x: real", "", id="false-left"),
        pytest.param("sin(x) <= x/2", "x: real >= 0", "", id="false-right"),
        pytest.param("log(x) <= x - 1", "x: real", "", id="undefined-left"),
        pytest.param("atan(x) + atan(1/x) == pi/2", "x: real", "", id="gap-at-0"),
        pytest.param("atan(x) + atan(1/x) == pi/2", "x: real", "x != 0", id="gap-by-assumption"),
        pytest.param("floor(x) == 0", "x: real", "", id="step"),
        pytest.param("sign(x) == 1", "x: real", "x != 0", id="sign"),
        pytest.param("abs(x) >= x + 1/10", "x: real", "", id="kink"),
        pytest.param("exp(x) > 1 + x", "x: real", "", id="attained"),
        pytest.param("1/x >= 2 - x", "x: real", "", id="pole"),
    ],
)
def test_does_not_follow(text: str, given: str, assume: str) -> None:
    assert not followed(text, given, assume)
