"""What is read off types, domains and assumptions: bounds, facts, and whether the admissible set may be thin."""

from __future__ import annotations

import pytest

from proofcheck.meaning.arguments import unfold
from tests.claim_text import claim_of


@pytest.mark.parametrize(
    ("given", "assume", "bounds", "facts", "thin", "empty"),
    [
        pytest.param("x: real", "", {}, 0, False, False, id="free"),
        pytest.param("x: 'real in (0, 1]'", "", {"x": "(0, 1]"}, 0, False, False, id="interval"),
        pytest.param("x: real >= 0", "x < 2", {"x": "[0, 2)"}, 0, False, False, id="assumption-as-bound"),
        pytest.param("x: real > 0", "x < 0", {"x": "(0, oo)"}, 0, False, True, id="contradiction"),
        pytest.param("x: real", "x == 3", {"x": "[3, 3]"}, 0, False, False, id="equal-to-number"),
        pytest.param("x: real, y: real", "x == y", {}, 1, True, False, id="equation"),
        pytest.param("x: real, y: real", "x < y", {}, 1, False, False, id="strict"),
        pytest.param("x: real, y: real", "x <= y", {}, 1, True, False, id="attained"),
        pytest.param("x: real != 0", "", {}, 1, False, False, id="excluded"),
        pytest.param("x: real", "1 < 0", {}, 0, False, True, id="false"),
    ],
)
def test_setting(given: str, assume: str, bounds: dict[str, str], facts: int, thin: bool, empty: bool) -> None:
    found = unfold(claim_of("x + x == 2*x" if "y" not in given else "x + y == y + x", given, assume), {})
    assert found is not None
    known = found.setting
    assert {repr(v): str(i) for v, i in known.bounds.items()} == bounds
    assert (len(known.facts), known.thin, known.empty) == (facts, thin, empty)


def test_finite_and_complex_values() -> None:
    members = unfold(claim_of("v == v", "v: 'vector[2] in {0, 1}'"), {})
    assert members is not None
    assert members.setting.thin
    complex_ = unfold(claim_of("z + z == 2*z", "z: complex"), {})
    assert complex_ is not None
    assert complex_.setting.field_only
