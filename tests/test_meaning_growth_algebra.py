"""Expansions of sums: what they are exactly, where they are cut, and that the function lies inside."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from flint import arb, fmpq

from proofcheck.meaning.ball import precision
from proofcheck.meaning.growth_bounds import bounds, consequences
from proofcheck.meaning.growth_constants import Cancelled, Unsure
from proofcheck.meaning.growth_monomials import value_at
from proofcheck.meaning.growth_order import Order, Split
from proofcheck.meaning.growth_sums import Sum, descending
from tests.claim_text import claim_of
from tests.growth_sums import algebra, chamber, monomial_of, sum_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(n + 1)**2 - n**2", "2*n + 1"),
        ("n*(n - 1)/2", "1/2*n**2 - 1/2*n"),
        ("n**2/n", "n"),
        ("log(n**2*m)", "log(m) + 2*log(n)"),
        ("log2(8*n)", "log(2)**(-1)*log(n) + 3"),
        ("exp(n + 2)", "e**2*e**n"),
        ("2**(n + m)", "2**m*2**n"),
        ("n**log2(4)", "n**2"),
        ("binomial(n, 2)", "1/2*n**2 - 1/2*n"),
        ("binomial(n, n - 1)", "n"),
        ("factorial(5)", "120"),
        ("floor(n)", "n"),
        ("floor(7/2)", "3"),
        ("floor(1/n)", "0"),
        ("mod(6*n + 4, 3)", "1"),
        ("abs(n - n**2)", "n**2 - n"),
        ("max(n, 5)", "n"),
        ("min(n, 2**n)", "n"),
        ("(n if n > 3 else n**2)", "n"),
        ("sum(i for i in 1..n)", "1/2*n**2 + 1/2*n"),
        ("sum(i**3 for i in 1..n)", "1/4*n**4 + 1/2*n**3 + 1/4*n**2"),
        ("sum(2**i for i in 0..n)", "2*2**n - 1"),
        ("sum(i*2**i for i in 1..n)", "2*2**n*n - 2*2**n + 2"),
        ("sum(m**i for i in 1..n)", "m**n + m**n/m + m**n/m**2 + m**n/m**3 + [-10.6, 7.59]*m**n/m**4"),
        ("sum(1 for i in 1..n, j in i..n)", "1/2*n**2 + 1/2*n"),
        ("sum(1 for i in 5..n)", "n - 4"),
        ("product(2 for i in 1..n)", "2**n"),
        ("(-1)**(2*n)", "1"),
        ("sqrt(n + 1)", "sqrt(n) + 1/2/sqrt(n) - 1/8/n**(3/2) + 1/16/n**(5/2) + [-0.0391, -0.0143]/n**(7/2)"),
        ("n*sin(n)", "[-1, 1]*n"),
        ("mod(n, 7)", "[0, 7]"),
        ("floor(n/2)", "1/2*n + [-1, 0]"),
        ("2**floor(log2(n))", "[0.5, 1]*n"),
    ],
)
def test_expansions(text: str, shown: str) -> None:
    assert str(descending(sum_of(text), Order())) == shown


ENCLOSED = [
    "sqrt(n + 1)",
    "cbrt(n**3 + n**2)",
    "1/(n**2 - n + 3)",
    "log(n + log(n))",
    "log(n**2 + 2*n + 7)",
    "exp(1/n + 3/n**2)",
    "(1 + 1/n)**n",
    "n**(1/n)",
    "factorial(n)",
    "loggamma(n)",
    "gamma(n + 1/2)",
    "binomial(2*n, n)",
    "log(factorial(n))",
    "sin(1/n)",
    "cos(2/n)",
    "atan(n)",
    "tanh(n)",
    "sigmoid(log(n))",
    "softplus(n)",
    "floor(n/3)",
    "ceil(sqrt(n))",
    "sum(1/i for i in 1..n)",
    "sum(sqrt(i) for i in 1..n)",
    "sum(1/sqrt(i) for i in 1..n)",
    "sum(1/i**2 for i in 1..n)",
    "sum(log(i) for i in 1..n)",
    "sum(log(i)/i for i in 1..n)",
    "sum(i*log(i) for i in 1..n)",
    "sum(1/(n + i) for i in 1..n)",
    "sum(i*log(i + 1) for i in 1..n)",
    "sum(1/(i + 5) for i in 1..n)",
    "sum(3**i/i for i in 1..n)",
    "product(1 + 1/i for i in 1..n)",
]


@pytest.mark.parametrize("text", ENCLOSED)
@pytest.mark.parametrize("terms", [2, 5])
def test_the_function_lies_inside(text: str, terms: int) -> None:
    """At sizes from where the expansion is said to hold; where it only holds eventually, at large ones."""
    found = sum_of(text, terms)
    start = 60 if found.after is None else max(found.after, 2)
    for n in (start, start + 1, 2 * start + 3, start + 57):
        with precision(256):
            low, high = inside(found, n)
            value = exactly(text, n)
            assert value.upper() >= low.lower()
            assert value.lower() <= high.upper()


def inside(found: Sum, n: int) -> tuple[arb, arb]:
    low = high = arb(0)
    for m in found.monomials:
        size = value_at(m, {"n": n})
        exact = found.exact[m].ball() if m in found.exact else arb(0)
        a, b = found.loose.get(m, (F(0), F(0)))
        low += (exact + arb(fmpq(a.numerator, a.denominator))) * size
        high += (exact + arb(fmpq(b.numerator, b.denominator))) * size
    return low, high


def exactly(text: str, n: int) -> arb:
    """The value by the expansion that everything else is judged with."""
    from proofcheck.language.tree import Apply
    from proofcheck.meaning.expand import Expander
    from proofcheck.meaning.graph import Graph
    from proofcheck.meaning.hybrid import Evaluator, enclose, is_exact
    from proofcheck.meaning.scope import Scope

    claim = claim_of(f"{text} == 0", "n: integer >= 1")
    node = claim.links[0].node
    assert isinstance(node, Apply)
    x = Expander(claim, {"n": n}, Graph(60_000), 100)
    entry = x.expand(node.args[0], Scope(x.world)).scalar
    (state,) = Evaluator({}).states([entry], 256)
    return arb(enclose(state)) if is_exact(state) else state


@pytest.mark.parametrize(
    ("text", "sign"),
    [("n**2 - 100*n", 1), ("log(n) - sqrt(n)", -1), ("n - n", 0), ("2**n - n**9", 1), ("n*m - n", 1), ("1/n - 1", -1)],
)
def test_signs(text: str, sign: int) -> None:
    assert algebra().sign(sum_of(text)) == sign


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param("sin(n)", Unsure, id="oscillation"),
        pytest.param("n - m", Split, id="two-sizes"),
        pytest.param("sqrt(n + 1)**2 - n - 1", Cancelled, id="remainder"),
    ],
)
def test_signs_that_are_not_known(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        algebra().sign(sum_of(text))


@pytest.mark.parametrize(
    "text",
    ["log(-n)", "sqrt(1 - n)", "1/(n - n)", "factorial(-n)", "log(sin(n))", "1/sin(n)", "0**(0 - n)", "exp(n*sin(n))"],
)
def test_no_value(text: str) -> None:
    with pytest.raises(Unsure):
        sum_of(text)


@pytest.mark.parametrize(("text", "pair"), [("1/(n + m)", "mn"), ("log(n + m)", "mn"), ("min(n, m)", "mn")])
def test_what_must_be_compared_first(text: str, pair: str) -> None:
    with pytest.raises(Split) as found:
        sum_of(text)
    assert {str(found.value.first), str(found.value.second)} == set(pair)


def test_in_a_chamber() -> None:
    order = chamber(("n", "m"))
    assert str(sum_of("log(n + m)", order=order)) == "log(n) + [0.5, 1]*m/n"
    assert str(sum_of("max(n, m)", order=order)) == "n"
    assert str(sum_of("abs(m - n)", order=order)) == "-m + n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("max(n, m)", "[0.5, 1]*n + [0.5, 1]*m"), ("floor(n/m)", "[0, 1]*n/m"), ("binomial(n, m)", "[0, 1]*2**n")],
)
def test_crude_enclosures(text: str, shown: str) -> None:
    assert str(sum_of(text, crude=True)) == shown


def test_bounds() -> None:
    assert bounds(algebra(), sum_of("3 + sin(n)/2 + 1/n"))[0] == F(5, 2)
    with pytest.raises(Unsure):
        bounds(algebra(), sum_of("log(n)"))


def test_consequences() -> None:
    (found,) = consequences(algebra(), sum_of("3*n**2 - 2*m"))
    assert found.form == monomial_of("n**2/m").form
    assert str(found.low) == "log(2) - log(3)"
