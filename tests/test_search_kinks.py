"""Points between kinks: each narrow piece of a piecewise relation gets one, and there are none without pieces."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck.load.yaml import load_text
from proofcheck.search.kinks import between_kinks
from proofcheck.search.margins import Margin
from proofcheck.search.points import posed_at_sizes


def margin(text: str, given: str = "x: real") -> Margin:
    loaded = load_text(
        f"proofcheck: 1\nclaims:\n  - id: c\n    given: {{{given}}}\n    claim: {text}\n", "t.claims.yaml"
    )
    assert loaded.problems == ()
    ((_, found),) = posed_at_sizes(loaded.claims[0])
    return Margin.of(found.problems[0])


NARROW = {
    "between two absolute values": (
        "abs(x - 1/3) + abs(x - 1/3 - 1/10**6) == abs(2*x - 2/3 - 1/10**6)",
        (Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**6)),
    ),
    "between two maxima": ("max(x, 5) + max(x, 5 + 1/10**8) == 2*max(x, 5)", (Fraction(5), 5 + Fraction(1, 10**8))),
    "a choice": ("(1 if x < 7 else 0) == (1 if x < 7 + 1/10**9 else 0)", (Fraction(7), 7 + Fraction(1, 10**9))),
}


@pytest.mark.parametrize(("text", "piece"), NARROW.values(), ids=NARROW)
def test_a_narrow_piece_has_a_point(text: str, piece: tuple[Fraction, Fraction]) -> None:
    low, high = piece
    points = [x for (x,) in between_kinks(margin(text))]
    assert any(low <= x <= high and margin(text).breaks((x,)) for x in points)


def test_there_are_no_kinks_in_what_is_smooth() -> None:
    assert list(between_kinks(margin("sin(x) <= x**2 + 1"))) == []


def test_kinks_of_two_variables_lie_along_each() -> None:
    points = list(between_kinks(margin("abs(x - y) >= 0", "x: real, y: real")))
    assert points
    assert all(len(point) == 2 for point in points)
