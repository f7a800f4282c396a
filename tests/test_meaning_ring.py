"""The field of normal forms: exact arithmetic, lowering by rules, and its limits."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck.meaning.interval import closed
from proofcheck.meaning.ring import Limits, Ring, Rule, TooHard, ZeroDenominator


def test_rules_lower_powers() -> None:
    ring = Ring()
    c = ring.generator(("cos",), closed(-1, 1))
    s = ring.generator(("sin",), closed(-1, 1), Rule(2, ring.subtract(ring.one, ring.monomial(c, 2))))
    total = ring.add(ring.power(ring.monomial(s), 2), ring.power(ring.monomial(c), 2))
    assert ring.subtract(total, ring.one).num.is_zero()
    fourth = ring.power(ring.monomial(s), 4)
    assert str(fourth.num) == "g0^4 - 2*g0^2 + 1"


def test_rule_of_first_power_eliminates() -> None:
    ring = Ring()
    x, y = ring.generator(("x",)), ring.generator(("y",))
    ring.rules[y] = Rule(1, ring.add(ring.monomial(x), ring.one))
    assert str(ring.multiply(ring.monomial(y), ring.monomial(y)).num) == "g0^2 + 2*g0 + 1"


def test_quotients_are_in_lowest_terms() -> None:
    ring = Ring()
    x = ring.monomial(ring.generator(("x",)))
    above = ring.subtract(ring.power(x, 2), ring.one)
    assert str(ring.divide(above, ring.subtract(x, ring.one))) == "(g0 + 1)/(1)"
    assert ring.number(ring.divide(ring.scaled(x, Fraction(3)), x)) == 3


def test_zero_denominator_is_refused() -> None:
    ring = Ring()
    x = ring.monomial(ring.generator(("x",)))
    with pytest.raises(ZeroDenominator):
        ring.divide(ring.one, ring.subtract(x, x))


def test_fork_keeps_what_it_learns() -> None:
    ring = Ring()
    x = ring.generator(("x",), closed(-1, 1))
    case = ring.fork()
    assert case.narrow(x, closed(0, 5))
    case.generator(("y",))
    assert str(case.intervals[x]) == "[0, 1]"
    assert str(ring.intervals[x]) == "[-1, 1]"
    assert len(ring.keys) == 1
    assert not case.narrow(x, closed(7, 8))


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        pytest.param(Limits(generators=1), "too many different functions", id="generators"),
        pytest.param(Limits(degree=5), "too high a power", id="degree"),
    ],
)
def test_limits(limits: Limits, message: str) -> None:
    ring = Ring(limits)
    x = ring.monomial(ring.generator(("x",)))
    with pytest.raises(TooHard) as caught:
        ring.power(ring.add(x, ring.one), 6) if limits.degree == 5 else ring.generator(("y",))
    assert str(caught.value) == message
