"""Expressions in sizes as polynomials, with the questions that a region leaves open."""

from __future__ import annotations

import pytest

from proofcheck.language.types import Dim
from proofcheck.meaning.casework import Uncounted, Undecided, by_cases
from proofcheck.meaning.regions import Linear, Region
from proofcheck.meaning.size_expressions import Reading
from proofcheck.meaning.summation import Stride
from tests.claim_text import claim_of

GIVEN = "n: integer >= 1, m: integer >= 1, v: 'vector[n]', x: real"
N, M = Linear.name("n"), Linear.name("m")
NATURAL = Region(least=(N.plus(-1), M.plus(-1)))


def read(text: str, region: Region = NATURAL, *, roundings: bool = True) -> Dim:
    claim = claim_of(f"({text}) == 0", GIVEN)
    side = claim.links[0].node.args[0]  # type: ignore[attr-defined]
    return Reading(claim=claim, region=region, values={}, roundings=roundings).number(side)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(n + m)**2 - n**2", "2*m*n + m**2"),
        ("n*(n + 1)/2", "1/2*n**2 + 1/2*n"),
        ("max(n, 1)", "n"),
        ("min(n, n + m)", "n"),
        ("abs(n - 1)", "n - 1"),
        ("n if n >= 1 else m", "n"),
        ("sum(i for i in 1..n)", "1/2*n**2 + 1/2*n"),
        ("sum(1 for i in 2..n)", "n - 1"),
        ("sum(i*j for i in 1..n, j in 1..i)", "1/8*n**4 + 5/12*n**3 + 3/8*n**2 + 1/12*n"),
        ("floor((2*n + 5)/2)", "n + 2"),
        ("ceil((2*n + 5)/2)", "n + 3"),
        ("floor((n + 5)/2)", "floor((n + 1)/2) + 2"),
        ("floor((n - 3)/2)", "floor((n + 1)/2) - 2"),
        ("floor(n/m)", "floor(n/m)"),
        ("mod(2*n + 3, 2)", "1"),
        ("mod(n, n + m)", "n"),
    ],
)
def test_values(text: str, value: str) -> None:
    assert str(read(text)) == value


def test_open_questions() -> None:
    with pytest.raises(Undecided, match="m - n >= 0"):
        read("min(n, m)")
    with pytest.raises(Undecided, match="n - 3 >= 0"):
        read("n if n >= 3 else 1")
    with pytest.raises(Stride, match="n modulo 2"):
        read("floor(n/2)", roundings=False)
    with pytest.raises(Undecided, match="n - 2 >= 0"):
        read("sum(i for i in 1..n if i != 2)")
    for text in ("n/m", "n**m", "sum(v)", "size(v)"):
        with pytest.raises(Uncounted):
            read(text)


def test_a_question_splits_the_region() -> None:
    found = by_cases(NATURAL, lambda region: read("min(n, m)", region))
    assert [str(value) for _, value in found] == ["n", "m"]
    for region, value in found:
        assert region.entails((M if str(value) == "n" else N) - (N if str(value) == "n" else M))


def test_a_question_about_a_bound_name_is_settled_inside_of_its_sum() -> None:
    found = by_cases(NATURAL, lambda region: read("sum(min(i, 3) for i in 1..n)", region))
    formulas = {str(value) for _, value in found}
    assert formulas == {"3*n - 3", "1/2*n**2 + 1/2*n"}


def test_a_question_about_a_name_that_the_region_does_not_have_is_no_question() -> None:
    def asks(region: Region) -> None:
        raise Undecided(Linear.name("i"))

    with pytest.raises(Uncounted, match="a condition on a bound name"):
        by_cases(NATURAL, asks)
