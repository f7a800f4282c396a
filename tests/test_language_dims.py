from __future__ import annotations

from fractions import Fraction

import pytest
from elaborated import value
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.language.dims import (
    condition,
    expression,
    integer_polynomial,
    integer_valued,
    minimum,
    number,
    polynomial,
    simplified,
    text,
)
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Node, Num, Var
from proofcheck.language.types import INTEGER, REAL, Dim, Kind, Scalar

SIZES = {"n": "integer >= 0", "m": "integer", "k": "integer", "x": "real"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("2*n + 1", "2*n + 1", id="linear"),
        pytest.param("(n + 1)*(n - 1)", "n**2 - 1", id="product"),
        pytest.param("-(n - m)", "m - n", id="negated"),
        pytest.param("(11 - 3)/2 + 1", "5", id="constant-quotient"),
        pytest.param("n*(n + 1)/2", "1/2*n**2 + 1/2*n", id="triangle-number"),
        pytest.param("(n + m)**2", "2*m*n + m**2 + n**2", id="square"),
        pytest.param("floor((11 - 4)/2)", "3", id="floor-folds"),
        pytest.param("ceil((11 - 4)/2)", "4", id="ceil-folds"),
        pytest.param("floor(n*(n + 1)/2)", "1/2*n**2 + 1/2*n", id="floor-of-an-integer"),
        pytest.param("floor((n - k)/2) + 1", "floor((n - k)/2) + 1", id="opaque-floor"),
        pytest.param("min(n, n + 1)", "n", id="min-decided"),
        pytest.param("max(3, n, n - 2, 3 + n - n)", "max(3, n, n - 2, 3 + n - n)", id="max-undecided"),
        pytest.param("mod(7, 3)", "1", id="mod-folds"),
        pytest.param("2**n", "2**n", id="power-of-a-natural"),
    ],
)
def test_an_integer_expression_is_a_polynomial(written: str, expected: str) -> None:
    assert str(integer_polynomial(value(written, SIZES))) == expected


@pytest.mark.parametrize("written", ["n/2", "x", "n*x", "2**m", "n*(n + 2)/2", "sqrt(4)"])
def test_what_need_not_be_an_integer_is_no_dimension(written: str) -> None:
    assert integer_polynomial(value(written, SIZES)) is None


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        pytest.param("n", "m", "m = n", id="names-sorted"),
        pytest.param("n + 1", "m + 1", "m = n", id="same-constant-dropped"),
        pytest.param("3", "n", "n = 3", id="name-first"),
        pytest.param("2*n", "2*m + 2", "m + 1 = n", id="common-factor-dropped"),
        pytest.param("n", "n + 1", "", id="never"),
        pytest.param("3", "4", "", id="numbers"),
    ],
)
def test_condition_says_when_two_dimensions_agree(left: str, right: str, expected: str) -> None:
    a, b = (integer_polynomial(value(t, SIZES)) for t in (left, right))
    assert a is not None
    assert b is not None
    assert condition(a, b) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("n - 1 + 1", "n"),
        ("m + n - m", "n"),
        ("1 - n", "1 - n"),
        ("n*2 + n", "3*n"),
        ("n - n", "0"),
        ("x + 0", "x + 0"),
    ],
)
def test_integers_are_put_into_one_form(written: str, expected: str) -> None:
    assert show(simplified(value(written, SIZES))) == expected


def test_simplified_keeps_the_place() -> None:
    node = value("n - 1 + 1", SIZES)
    assert simplified(node).span == node.span


def test_minimum_is_decided_or_kept() -> None:
    n, m = Dim.of("n"), Dim.of("m")
    assert minimum(n, n) == n
    assert minimum(n, n + Dim.ONE) == n
    assert str(minimum(m, n)) == "min(m, n)"


@pytest.mark.parametrize(
    "written",
    ["(" * 20 + "9**6" + ")**6" * 20, "(n + m + k + 1)**6", "(n + 1)**7"],
    ids=["tower", "many-terms", "high-power"],
)
def test_what_would_grow_too_large_stays_as_it_is(written: str) -> None:
    dim = integer_polynomial(value(written, SIZES))
    assert dim is not None
    assert all(not isinstance(a, str) for a in dim.atoms())


def test_numbers_know_whether_they_are_whole() -> None:
    assert number(2) == Num(type=INTEGER, value=Fraction(2))
    assert number(Fraction(1, 2)) == Num(type=REAL, value=Fraction(1, 2))


def test_text_puts_parentheses_where_they_matter() -> None:
    n = Var(type=INTEGER, name="n")
    total = Apply(type=INTEGER, op="-", args=(n, Apply(type=INTEGER, op="-", args=(n, number(1)))))
    assert text(Apply(type=INTEGER, op="*", args=(number(2), total))) == "2*(n - (n - 1))"


def _integers(depth: int = 3) -> st.SearchStrategy[Node]:
    leaf = st.one_of(
        st.integers(-4, 4).map(number), st.sampled_from("nmk").map(lambda s: Var(type=Scalar(Kind.INTEGER), name=s))
    )

    def grow(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        return st.builds(lambda op, a, b: Apply(type=INTEGER, op=op, args=(a, b)), st.sampled_from("+-*"), inner, inner)

    return st.recursive(leaf, grow, max_leaves=8)


def _evaluate(node: Node, at: dict[str, int]) -> int:
    match node:
        case Num(value=v):
            return int(v)
        case Var(name=name):
            return at[name]
        case Apply(op="**", args=(a, b)):
            return int(_evaluate(a, at) ** _evaluate(b, at))
        case Apply(op=op, args=(a, b)):
            left, right = _evaluate(a, at), _evaluate(b, at)
            return {"+": left + right, "-": left - right, "*": left * right}[op]
        case Apply(op="neg", args=(a,)):
            return -_evaluate(a, at)
    raise TypeError(node)


@given(_integers(), st.tuples(*[st.integers(-5, 5)] * 3))
@settings(deadline=None, max_examples=60, derandomize=True)
def test_the_canonical_form_has_the_same_value(node: Node, values: tuple[int, int, int]) -> None:
    at = dict(zip("nmk", values, strict=True))
    dim = polynomial(node)
    assert dim is not None
    assert integer_valued(dim)
    assert _evaluate(expression(dim), at) == _evaluate(node, at)
    assert polynomial(expression(dim)) == dim
