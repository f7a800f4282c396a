"""Coverings certify strict relations on bounded boxes, and nothing where a side may have no value."""

from __future__ import annotations

import pytest

from proofcheck.load.yaml import load_text
from proofcheck.meaning.arguments import Unfolded, unfold
from proofcheck.meaning.boxes import check, cover

UNIT = "x: 'real in [0, 1]', y: 'real in [0, 1]'"


def unfolded(text: str, given: str) -> Unfolded:
    loaded = load_text(
        f"proofcheck: 1\ngiven: {{{given}}}\nclaims:\n  - id: it\n    claim: '{text}'\n", "it.claims.yaml"
    )
    assert not loaded.problems, loaded.problems
    found = unfold(loaded.claims[0], {})
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "given", "covered"),
    [
        pytest.param("exp(x) + cos(3*x) > 1/2", UNIT, True, id="one-variable"),
        pytest.param("sin(x*y) < 9/10", UNIT, True, id="two-variables"),
        pytest.param("(1 if x > y else 2)*x < 21/10", UNIT, True, id="both-branches"),
        pytest.param("sin(x) < 1", "x: 'real in [0, 2]'", False, id="false-inside"),
        pytest.param("x**2 >= 0", "x: real", False, id="unbounded"),
        pytest.param("1/x < 10**9", "x: 'real in (0, 1]'", False, id="pole-at-open-end"),
        pytest.param("tan(x) < 10**6", "x: 'real in [0, 2]'", False, id="pole-inside"),
        pytest.param("log(x) < x", "x: 'real in [-1, 1]'", False, id="undefined-part"),
        pytest.param("x + y == y + x", UNIT, False, id="equation"),
        pytest.param("abs(x - 1/3) > 0", UNIT, False, id="touching"),
    ],
)
def test_cover(text: str, given: str, covered: bool) -> None:
    found = unfolded(text, given)
    assert (cover(found.setting, found.links[0]) is not None) is covered


@pytest.mark.parametrize(
    ("text", "given", "broken", "some"),
    [
        pytest.param("x + y == y + x", "x: real, y: real", False, True, id="holds"),
        pytest.param("x**2 == x", "x: real", True, None, id="breaks"),
        pytest.param("log(x) == log(x)", "x: real < 0", False, False, id="undefined"),
        pytest.param("log(x) == 7", "x: real < 0", False, False, id="undefined-left"),
    ],
)
def test_check(text: str, given: str, broken: bool, some: bool | None) -> None:
    found = unfolded(text, given)
    seen = check(found.setting, found.links[0])
    assert seen.broken is broken
    assert some is None or (seen.points > 0) is some
