"""Values in words, and strangers' text made harmless."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.report.plain import inert, inert_block, instance_text, listed, shortened, value_text
from proofcheck.verdict import Imaginary, Instance, Value


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x == y", "x == y"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("a\n  b\tc\r\n", "a b c"),
        ("a\u202eb\u200b", "ab"),
        ("##[error]x", "## [error]x"),
        ("∂x ≤ ½", "∂x ≤ ½"),
    ],
    ids=["plain", "ansi", "white-space", "invisible", "command", "unicode"],
)
def test_one_line(text: str, shown: str) -> None:
    assert inert(text) == shown


def test_a_block_keeps_columns_and_starts_no_command() -> None:
    assert inert_block("3 | a\t\x07b\n  ::error::x\n##[group]") == ["3 | a b", "|   ::error::x", "## [group]"]


@given(text=st.text())
@settings(deadline=None, max_examples=60, derandomize=True)
def test_no_line_is_a_command_or_has_a_control_character(text: str) -> None:
    assert not [line for line in inert_block(text) if line.lstrip().startswith("::")]
    for line in [*inert_block(text), inert(text)]:
        assert "##[" not in line
        assert line.isprintable()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(-1, 2), "-1/2"),
        (Fraction(3), "3"),
        (True, "true"),
        (Imaginary(Fraction(1), Fraction(-1, 2)), "1 - 1/2*I"),
        (((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))), "[[1, 0], [0, 1]]"),
        ((), "[]"),
    ],
    ids=["ratio", "integer", "truth", "complex", "matrix", "empty"],
)
def test_values(value: Value, shown: str) -> None:
    assert value_text(value) == shown


def test_an_instance() -> None:
    instance = Instance(values=(("d", Fraction(1)), ("f.A", (Fraction(2),) * 9)), functions=(("f", ("z",), "A @ z"),))
    assert instance_text(instance, 12) == "d = 1, f.A = [2, 2, …, 2], f(z) = A @ z"


@pytest.mark.parametrize(
    ("text", "width", "shown"), [("abcdef", 6, "abcdef"), ("abcdefgh", 6, "abc…gh")], ids=["fits", "cut"]
)
def test_shortened(text: str, width: int, shown: str) -> None:
    assert shortened(text, width) == shown


def test_listed() -> None:
    assert listed(["a", "b", "c"], 2) == "a; b; 1 more"
