"""The parts of a surface tree."""

from __future__ import annotations

import pytest

from proofcheck.language.parse import parse_text, parse_type
from proofcheck.language.print_syntax import show_syntax
from proofcheck.language.syntax import children
from proofcheck.source import Fragment


@pytest.mark.parametrize(
    ("formula", "parts"),
    [
        pytest.param("x", [], id="name"),
        pytest.param("0 <= a <= b", ["0", "a", "b"], id="chain"),
        pytest.param("f(x, s=2)", ["f", "x", "2"], id="options"),
        pytest.param("at(e, x = a, y = b)", ["e", "a", "b"], id="settings"),
        pytest.param("x[1..k]", ["x", "1..k"], id="slice"),
        pytest.param("x[:]", ["x", ":"], id="whole-axis"),
        pytest.param("sum(e for i in 1..n if p)", ["i in 1..n if p", "e"], id="binder"),
    ],
)
def test_children_in_the_order_of_fields(formula: str, parts: list[str]) -> None:
    assert [show_syntax(part) for part in children(parse_text(formula))] == parts


def test_children_of_a_type() -> None:
    spec = parse_type(Fragment.whole("function[n](vector[d]) -> real > 0"))
    assert [show_syntax(part) for part in children(spec)] == ["vector[d]", "real > 0", "n"]
