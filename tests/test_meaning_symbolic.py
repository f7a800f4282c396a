"""SymPy's reading of entries agrees with balls at points, and refuses what it would read differently."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy

from proofcheck.meaning import NoMeaning
from proofcheck.meaning.arguments import unfold
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.graph import reachable
from proofcheck.meaning.symbolic import Symbolic
from tests.claim_text import claim_of

EXPRESSIONS = (
    "exp log log2 sqrt abs sign floor ceil sin cos tan sec csc cot asin acos atan sinh cosh tanh sech csch coth asinh "
    "atanh erf erfc gamma loggamma sigmoid softplus silu gelu normal_cdf relu"
)


@pytest.mark.parametrize("name", EXPRESSIONS.split())
@pytest.mark.parametrize("at", [Fraction(1, 3), Fraction(3, 4)], ids=str)
def test_functions_agree_with_balls(name: str, at: Fraction) -> None:
    found = unfold(claim_of(f"{name}(x) + x**2 - max(x, 1/2)/3 == 0", "x: 'real in (0, 1)'"), {})
    assert found is not None
    side = found.links[0].args[0] if found.links[0].args[0].args else found.links[0].args[1]
    symbolic = Symbolic(found.setting.bounds)
    variables = [e for e in reachable([side]) if e.op == "var"]
    value = symbolic.of(side).subs({symbolic.of(v): sympy.Rational(at.numerator, at.denominator) for v in variables})
    with precision(128):
        ball = evaluate([side], {v: enclose(at) for v in variables})[0]
        assert abs(float(ball) - float(sympy.N(value, 30))) < 1e-14


@pytest.mark.parametrize(
    ("text", "given", "op"),
    [
        pytest.param("x**(1/3) == 0", "x: real", "**", id="fractional-power"),
        pytest.param("cbrt(x) == 0", "x: real", "cbrt", id="cube-root"),
        pytest.param("factorial(x) == 0", "x: real", "factorial", id="factorial"),
        pytest.param("mod(x, 2) == 0", "x: real", "mod", id="no-row"),
    ],
)
def test_holes_are_visible(text: str, given: str, op: str) -> None:
    found = unfold(claim_of(text, given), {})
    assert found is not None
    with pytest.raises(NoMeaning) as caught:
        [Symbolic(found.setting.bounds).of(side) for side in found.links[0].args]
    assert caught.value.op == op


@pytest.mark.parametrize("text", ["step(x) == 0", "clip(x, y, 2) == 0", "pdf(exponential(y), x) == 0"])
def test_of_a_choice_with_one_value_it_is_the_value(text: str) -> None:
    """Where an entry has no value nothing is claimed, and definedness is settled before SymPy is asked."""
    found = unfold(claim_of(text, "x: real, y: real"), {})
    assert found is not None
    assert found.setting is not None
    expression = Symbolic(found.setting.bounds).of(found.links[0].args[0])
    assert not expression.has(sympy.nan)
