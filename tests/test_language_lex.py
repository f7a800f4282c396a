"""Tokens: exact numbers, Unicode spellings, and the characters that are refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.errors import ClaimError
from proofcheck.language.lex import Limits, printable, tokenize
from proofcheck.source import Fragment


def texts(formula: str) -> list[str]:
    return [token.text for token in tokenize(Fragment.whole(formula))[:-1]]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        pytest.param("1..n", ["1", "..", "n"], id="range"),
        pytest.param("0.5..1.5", ["0.5", "..", "1.5"], id="range-of-decimals"),
        pytest.param("x[..k]", ["x", "[", "..", "k", "]"], id="open-range"),
        pytest.param("a<=>b=>c<=d", ["a", "<=>", "b", "=>", "c", "<=", "d"], id="longest-match"),
        pytest.param("x->0", ["x", "->", "0"], id="arrow"),
        pytest.param("x**-y", ["x", "**", "-", "y"], id="power"),
        pytest.param("f''(x)", ["f", "'", "'", "(", "x", ")"], id="primes"),
        pytest.param("f″(x)", ["f", "''", "(", "x", ")"], id="double-prime"),
        pytest.param("A.T", ["A", ".", "T"], id="transpose"),
        pytest.param("σ_max x₁ x̂", ["σ_max", "x₁", "x̂"], id="names"),
        pytest.param("π π_1 ∞", ["pi", "π_1", "oo"], id="constants"),
        pytest.param("µ", ["μ"], id="micro-sign-is-mu"),
        pytest.param("e\u0301", ["\u00e9"], id="composed"),
        pytest.param(
            "≤ ≥ ≠ · ⊙ × ᵀ √ ∈ ∀ ∃", ["<=", ">=", "!=", "*", "*", "*", "ᵀ", "√", "in", "forall", "exists"], id="unicode"
        ),
        pytest.param(
            "⇒ ⇔ ∧ ∨ ¬ − ² ⁻³ → …", ["=>", "<=>", "and", "or", "not", "-", "2", "-3", "->", ".."], id="unicode-more"
        ),
        pytest.param("2e", ["2", "e"], id="no-exponent"),
        pytest.param(" a\n\tb ", ["a", "b"], id="space"),
    ],
)
def test_tokens(formula: str, expected: list[str]) -> None:
    assert texts(formula) == expected


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        pytest.param("0.1", Fraction(1, 10), id="decimal"),
        pytest.param(".5", Fraction(1, 2), id="no-whole-part"),
        pytest.param("1e-3", Fraction(1, 1000), id="negative-exponent"),
        pytest.param("2.5E+2", Fraction(250), id="positive-exponent"),
        pytest.param("007", Fraction(7), id="leading-zeros"),
        pytest.param("x⁻¹⁰", Fraction(-10), id="superscript"),
    ],
)
def test_numbers_are_exact(formula: str, value: Fraction) -> None:
    assert tokenize(Fragment.whole(formula))[-2].value == value


def test_tokens_know_their_places() -> None:
    places = [(t.kind, t.start, t.end) for t in tokenize(Fragment.whole("x ≤ 1.5"))]
    assert places == [("name", 0, 1), ("operator", 2, 3), ("number", 4, 7), ("end", 7, 7)]


@pytest.mark.parametrize(
    ("formula", "column", "message", "hint"),
    [
        ("a ^ b", 3, "unexpected `^`", "write `**` for a power"),
        ("A^T", 2, "unexpected `^T`", "write `A.T` or `transpose(A)` for the transpose"),
        ("a^Tb", 2, "unexpected `^`", "write `**` for a power"),
        ("|x|", 1, "unexpected `|`", "write `abs(x)` for an absolute value, `norm(x)` for a norm"),
        ("‖x‖", 1, "unexpected `‖`", "write `norm(x)` for a norm"),
        ("a || b", 3, "unexpected `||`", "write `or`; norms are `norm(x)`"),
        ("a && b", 3, "unexpected `&&`", "write `and`"),
        ("n!", 2, "unexpected character `!`", "write `factorial(n)`"),
        ("!p", 1, "unexpected character `!`", "write `not p`"),
        ("a // b", 3, "unexpected `//`", "write `floor(a/b)` for the whole part of a quotient"),
        ("a % b", 3, "unexpected `%`", "write `mod(a, b)` for the remainder"),
        ("∂f", 1, "unexpected `∂`", "write `diff(e, x)`, `grad(e, x)` or `jacobian(y, x)`"),
        ("1...n", 2, "unexpected `...`", "write `1..n` for a range"),
        ("1_000", 2, "unexpected `_` after a number", "write the digits together, as in `1000`"),
        ("xⁿ", 2, "unexpected character `ⁿ`", "write `**n` for a power"),
        ("\\frac", 1, "unexpected `\\`", "write names without LaTeX commands, as in `sigma` or `σ`"),
        ("a\x1b[1m", 2, "unexpected character `U+001B`", "write it in words: letters, digits and `_` make a name"),
        ("\ufeffa", 1, "unexpected character `U+FEFF`", "write it in words: letters, digits and `_` make a name"),
        ("1e1000", 1, "a number of 1001 digits, at most 1000 are read", "write large numbers as powers, as in `10**n`"),
        (
            "1e-" + "9" * 30,
            1,
            f"a number of {10**30} digits, at most 1000 are read",
            "write large numbers as powers, as in `10**n`",
        ),
    ],
)
def test_refused(formula: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(ClaimError) as caught:
        tokenize(Fragment.whole(formula))
    problem = caught.value.problem
    assert problem.span is not None
    assert (problem.message, problem.span.column, problem.hint) == (message, column, hint)


def test_length_is_limited() -> None:
    with pytest.raises(ClaimError) as caught:
        tokenize(Fragment.whole("-" * 5000))
    assert caught.value.problem.message == "the formula has 5000 characters, at most 4000 are read"
    assert caught.value.problem.hint == "name parts of it in `let`"
    assert len(tokenize(Fragment.whole("-" * 5000), Limits(length=5000))) == 5001


def test_printable_shows_invisible_characters() -> None:
    assert printable("a\x1b\u202eb") == "aU+001BU+202Eb"


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.text(max_size=30))
def test_any_text_gives_tokens_or_a_claim_error(text: str) -> None:
    try:
        tokens = tokenize(Fragment.whole(text))
    except ClaimError as error:
        problem = error.problem
        tokens = ()
    else:
        problem = None
    assert problem is None or (problem.span is not None and problem.hint != "")
    ends = [0, *(t.end for t in tokens)]
    assert all(before <= token.start <= token.end for before, token in zip(ends, tokens, strict=False))
