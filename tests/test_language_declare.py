from __future__ import annotations

import pytest
from elaborated import claim, only, parts

from proofcheck.language.dims import number
from proofcheck.language.elaborate import elaborate_claim
from proofcheck.language.parse import parse_head, parse_type
from proofcheck.language.statement import Given
from proofcheck.language.tree import Domain
from proofcheck.language.types import INTEGER
from proofcheck.source import Fragment


@pytest.mark.parametrize(
    ("given", "order"),
    [
        pytest.param({"x": "vector[n]"}, ["n", "x"], id="implicit"),
        pytest.param({"A": "matrix[m, n]", "B": "matrix[n, 2*k + 1]"}, ["m", "n", "k", "A", "B"], id="each-once"),
        pytest.param({"x": "vector[n]", "n": "integer in 1..8"}, ["n", "x"], id="declared-later"),
        pytest.param({"t": "integer in 1..T-1", "x": "tensor[T, d]"}, ["T", "d", "t", "x"], id="in-a-domain"),
        pytest.param({"a": "real > b", "b": "real > c", "c": "real"}, ["c", "b", "a"], id="chain-of-bounds"),
        pytest.param({"f": "function[n](vector[d]) -> vector[d]"}, ["n", "d", "f"], id="function"),
        pytest.param({"y": "vector[floor((n - k)/s) + 1]"}, ["n", "k", "s", "y"], id="expression"),
    ],
)
def test_variables_come_after_those_that_they_need(given: dict[str, str], order: list[str]) -> None:
    found = claim(given)
    assert found.problems == ()
    assert [g.name for g in found.given] == order


def test_an_undeclared_size_is_at_least_one() -> None:
    assert claim({"x": "vector[n]"}).given[0] == Given(name="n", type=INTEGER, domain=Domain(lower=number(1)))


def test_a_declared_size_keeps_its_domain() -> None:
    found = claim({"x": "vector[n]", "n": "integer >= 3"})
    assert found.given[0] == Given(name="n", type=INTEGER, domain=Domain(lower=number(3)))


@pytest.mark.parametrize(
    ("given", "message", "marked", "hint"),
    [
        ({"a": "integer in 1..b", "b": "integer in 1..a"}, "the types of `a` and `b` depend on each other", "a", ""),
        ({"a": "real > a"}, "the types of `a` depend on each other", "a", ""),
        ({"t": "integer in 1..T"}, "unknown name `T`", "T", ""),
        ({"x": "vector[f(n)]"}, "unknown function `f`", "f", ""),
        *(
            (
                {"x": f"parameter {kind}"},
                f"a parameter is learned, and `x` is {called}",
                f"parameter {kind}",
                "mark reals and arrays of them",
            )
            for kind, called in (("integer", "an integer"), ("boolean", "a truth value"))
        ),
        ({"x": "vector[oo]"}, "a dimension must be an integer, not a real", "oo", "write `floor(oo)`"),
    ],
)
def test_what_cannot_be_declared_is_an_error(given: dict[str, str], message: str, marked: str, hint: str) -> None:
    assert only(claim(given)) == (message, marked, hint)


@pytest.mark.parametrize("text", ["parameter real", "parameter vector[n]", "parameter tensor[n, n, n]"])
def test_parameters_are_marked(text: str) -> None:
    assert claim({"w": text}).given[-1].parameter


def test_a_name_is_declared_once() -> None:
    head = parse_head(Fragment.whole("x"))
    spec = parse_type(Fragment.whole("real"))
    found = elaborate_claim(given=[("x", head.span, spec), ("x", head.span, spec)])
    assert [parts(p) for p in found.problems] == [("`x` is declared twice", "x", "keep one of the two")]


def test_one_wrong_type_does_not_hide_another() -> None:
    found = claim({"x": "vector[0]", "y": "real in [1, 0]", "z": "real > x"}, relations="x[1] + y == z")
    assert [p.message for p in found.problems] == ["a dimension must be at least 1, not 0", "the domain is empty"]
