"""What stays bounded below as all sizes grow: the rules, the chambers, and what they must not conclude."""

from __future__ import annotations

import pytest

from proofcheck.meaning.growth_order import Order
from tests.growth_sums import chamber, monomial_of

NEGLIGIBLE, BOUNDED, UNKNOWN = "negligible", "bounded", ""


def compared(order: Order, small: str, large: str) -> str:
    known = order.ratio(monomial_of(small), monomial_of(large))
    return UNKNOWN if known is None else NEGLIGIBLE if known.diverges else BOUNDED


@pytest.mark.parametrize(
    ("small", "large", "answer"),
    [
        ("n", "n", BOUNDED),
        ("n", "n*log(n)", NEGLIGIBLE),
        ("n*log(n)", "n", UNKNOWN),
        ("log(n)**100", "n**0.01", NEGLIGIBLE),
        ("log(log(n))**9", "log(n)**0.1", NEGLIGIBLE),
        ("n", "n*m", NEGLIGIBLE),
        ("m", "n", UNKNOWN),
        ("n*log(m)", "n*m", NEGLIGIBLE),
        ("log(log(m))", "log(n)", UNKNOWN),
        ("n*m", "n**2", UNKNOWN),
        ("n**5", "2**n", NEGLIGIBLE),
        ("2**n", "3**n", NEGLIGIBLE),
        ("2**n", "n**n", NEGLIGIBLE),
        ("2**n*2**m", "2**(n*m)", NEGLIGIBLE),
        ("2**(n*m)", "2**(n**2)*2**(m**2)", NEGLIGIBLE),
        ("2**(2*n*m)", "2**(n**2)*2**(m**2)", BOUNDED),
        ("2**(3*n*m)", "2**(n**2)*2**(m**2)", UNKNOWN),
        ("n**m", "m**n", UNKNOWN),
        ("exp(sqrt(log(n)))", "n", NEGLIGIBLE),
        ("n**log(n)", "2**sqrt(n)", NEGLIGIBLE),
    ],
)
def test_everywhere(small: str, large: str, answer: str) -> None:
    assert compared(Order(), small, large) == answer


@pytest.mark.parametrize(
    ("pairs", "small", "large", "answer"),
    [
        pytest.param([("n", "m")], "m", "n", BOUNDED, id="itself"),
        pytest.param([("n", "m")], "n", "m", UNKNOWN, id="not-the-other-way"),
        pytest.param([("n", "m")], "m", "n**2", NEGLIGIBLE, id="with-something-left"),
        pytest.param([("n", "m")], "log(m)", "log(n)", BOUNDED, id="logarithm"),
        pytest.param([("n", "m")], "log(log(m))", "log(log(n))", BOUNDED, id="twice"),
        pytest.param([("n", "m")], "log(m)", "n**0.1", NEGLIGIBLE, id="logarithm-below-power"),
        pytest.param([("n", "m")], "2**m", "2**n", BOUNDED, id="exponential"),
        pytest.param([("n", "m")], "3**m", "2**n", UNKNOWN, id="exponential-of-another-base"),
        pytest.param([("n", "2**m")], "m", "log(n)", BOUNDED, id="exponential-size"),
        pytest.param([("n", "2**m")], "m**9", "n", NEGLIGIBLE, id="power-below-exponential-size"),
        pytest.param([("n*log(n)", "m")], "log(m)", "log(n)", BOUNDED, id="several-atoms"),
        pytest.param([("n", "m"), ("m", "k")], "k", "n", BOUNDED, id="chain"),
        pytest.param([("n", "m"), ("m", "k")], "log(k)", "log(n)", BOUNDED, id="chain-of-logarithms"),
        pytest.param([("n**2", "m*k")], "sqrt(m*k)", "n", BOUNDED, id="multiple"),
        pytest.param([("n**2", "m*k")], "log(m)", "log(n)", BOUNDED, id="one-of-two"),
    ],
)
def test_in_a_chamber(pairs: list[tuple[str, str]], small: str, large: str, answer: str) -> None:
    assert compared(chamber(*pairs), small, large) == answer


@pytest.mark.parametrize(
    ("small", "large", "start"),
    [("n", "n*log(n)", 3), ("n", "n**2", 1), ("n**3", "2**n", 10), ("log(n)**100", "n**0.01", None)],
)
def test_from_where_on(small: str, large: str, start: int | None) -> None:
    known = Order().ratio(monomial_of(small), monomial_of(large))
    assert known is not None
    assert known.after() == start


def test_a_mean_of_several() -> None:
    found = Order().mean([monomial_of("n**2"), monomial_of("m**2")], monomial_of("n*m"))
    assert found is not None
    assert [str(w) for w in found[0]] == ["1/2", "1/2"]
    assert Order().mean([monomial_of("n"), monomial_of("m")], monomial_of("n*m")) is None
