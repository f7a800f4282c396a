"""Text to tokens: exact numbers, names, operators in ASCII or Unicode spelling, each with its place.

Characters that mean something elsewhere (`^`, `|x|`, `n!`, `∂`) are refused here with what to write instead, so that
no formula is ever read in a sense that its author did not have in mind.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.errors import ClaimError, Problem
from proofcheck.source import Fragment

KEYWORDS = frozenset({"for", "in", "if", "else", "and", "or", "not", "forall", "exists", "true", "false"})

_LONG = ("<=>", "**", "==", "!=", "<=", ">=", "=>", "->", "..")
_SPELLINGS: dict[str, tuple[str, str]] = {
    **{text: ("operator", text) for text in (*_LONG, *"+-*/@()[]{},:<>=~.'")},
    **{c: ("operator", "*") for c in "·⋅∙×⊙∗"},
    "÷": ("operator", "/"),
    "−": ("operator", "-"),
    "≤": ("operator", "<="),
    "⩽": ("operator", "<="),
    "≥": ("operator", ">="),
    "⩾": ("operator", ">="),
    "≠": ("operator", "!="),
    "⇒": ("operator", "=>"),
    "⟹": ("operator", "=>"),
    "⇔": ("operator", "<=>"),
    "⟺": ("operator", "<=>"),
    "→": ("operator", "->"),
    "…": ("operator", ".."),
    "√": ("operator", "√"),
    "∛": ("operator", "∛"),
    "ᵀ": ("operator", "ᵀ"),
    "⁺": ("operator", "+"),
    "⁻": ("operator", "-"),
    "′": ("operator", "'"),
    "’": ("operator", "'"),
    "″": ("operator", "''"),
    "‴": ("operator", "'''"),
    "∈": ("keyword", "in"),
    "∀": ("keyword", "forall"),
    "∃": ("keyword", "exists"),
    "∧": ("keyword", "and"),
    "∨": ("keyword", "or"),
    "¬": ("keyword", "not"),
    "∞": ("name", "oo"),
}

_BARS = "write `abs(x)` for an absolute value, `norm(x)` for a norm"
_REFUSED: dict[str, str] = {
    "^T": "write `A.T` or `transpose(A)` for the transpose",
    "^": "write `**` for a power",
    "**=": "write `==` for equality",
    "...": "write `1..n` for a range",
    "&&": "write `and`",
    "&": "write `and`",
    "||": "write `or`; norms are `norm(x)`",
    "|": _BARS,
    "∣": _BARS,
    "‖": "write `norm(x)` for a norm",
    "∥": "write `norm(x)` for a norm",
    "//": "write `floor(a/b)` for the whole part of a quotient",
    "%": "write `mod(a, b)` for the remainder",
    ":=": "write `==` for equality",
    "<>": "write `!=`",
    "=<": "write `<=`",
    "∉": "write `not x in {1, 2}`",
    "≈": "write a bound on the difference, as in `abs(a - b) <= 0.01`",
    "≡": "write `==` for equality, `<=>` for equivalence",
    "±": "write one claim for each sign",
    "∂": "write `diff(e, x)`, `grad(e, x)` or `jacobian(y, x)`",
    "∇": "write `grad(e, x)`",
    "∑": "write `sum(e for i in 1..n)`",
    "∏": "write `product(e for i in 1..n)`",
    "∫": "write `integral(e for t in [a, b])`",
    "∘": "write `f(g(x))` for a composition",
    "⊗": "write `kron(A, B)` or `outer(a, b)`",
    "⊤": "write `A.T` or `transpose(A)` for the transpose",
    "⌊": "write `floor(x)`",
    "⌈": "write `ceil(x)`",
    "–": "write the minus sign `-`",
    "—": "write the minus sign `-`",
    "\\": "write names without LaTeX commands, as in `sigma` or `σ`",
    "$": "write the formula without dollar signs",
    ";": "write one relation for each claim, rows of a matrix as `[[1, 2], [3, 4]]`",
}
_NUMBER = re.compile(r"(?:[0-9]+(?:\.(?=[0-9])[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SUPERSCRIPT = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_CLOSERS = frozenset({")", "]", "}", "'", "''", "'''", "ᵀ"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much text one formula may be; strangers write formulas, so every count is bounded."""

    length: int = 4000  # characters
    depth: int = 100  # levels of nesting
    digits: int = 1000  # of one literal, its power of ten included
    nodes: int = 5000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word of a formula: `text` in its ASCII spelling, `[start, end)` where it stands in the fragment.

    `kind`: number, superscript, name, keyword, operator, end; `value` is set for the first two.
    """

    kind: str
    text: str
    start: int
    end: int
    value: Fraction | None = None

    @property
    def ends_operand(self) -> bool:
        """Whether an expression can end with it."""
        return self.kind in ("number", "superscript", "name") or self.text in _CLOSERS | {"true", "false"}

    @property
    def starts_operand(self) -> bool:
        """Whether an expression can start with it, other than by a sign."""
        opens = {"(", "[", "√", "∛", "forall", "exists", "true", "false"}
        return self.kind in ("number", "name") or (self.kind in ("operator", "keyword") and self.text in opens)


def printable(text: str) -> str:
    """The text as a message may show it: control and invisible characters as `U+001B`."""
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text)


def tokenize(fragment: Fragment, limits: Limits = DEFAULT_LIMITS) -> tuple[Token, ...]:
    """The tokens of a fragment, the last one of kind `end`. Raises ClaimError at the first character it cannot read."""
    if len(fragment.text) > limits.length:
        message = f"the formula has {len(fragment.text)} characters, at most {limits.length} are read"
        raise _error(fragment, limits.length, limits.length + 1, message, "name parts of it in `let`")
    tokens: list[Token] = []
    position = 0
    while position < len(fragment.text):
        if fragment.text[position].isspace():
            position += 1
            continue
        token = _token(fragment, position, limits, tokens[-1] if tokens else None)
        tokens.append(token)
        position = token.end
    end = len(fragment.text)
    return (*tokens, Token(kind="end", text="", start=end, end=end))


def _error(fragment: Fragment, start: int, end: int, message: str, hint: str) -> ClaimError:
    return ClaimError(Problem(message=message, span=fragment.span(start, end), hint=hint))


def _token(fragment: Fragment, start: int, limits: Limits, previous: Token | None) -> Token:
    text = fragment.text
    if match := _NUMBER.match(text, start):
        return _number(fragment, start, match.end(), limits)
    if match := _SUPERSCRIPT.match(text, start):
        digits = match.group().translate(_RAISED)
        _check_digits(fragment, start, match.end(), len(digits), limits)
        return Token(kind="superscript", text=digits, start=start, end=match.end(), value=Fraction(int(digits)))
    if _starts_name(text[start]):
        end = start + 1
        while end < len(text) and _continues_name(text[end]):
            end += 1
        name = unicodedata.normalize("NFC", text[start:end]).replace("µ", "μ")
        name = "pi" if name == "π" else name
        return Token(kind="keyword" if name in KEYWORDS else "name", text=name, start=start, end=end)
    return _symbol(fragment, start, previous)


def _number(fragment: Fragment, start: int, end: int, limits: Limits) -> Token:
    text = fragment.text[start:end]
    if fragment.text[end : end + 1] == "_":
        raise _error(fragment, end, end + 1, "unexpected `_` after a number", "write the digits together, as in `1000`")
    mantissa, _, power = text.lower().partition("e")
    _check_digits(fragment, start, end, len(text), limits)
    _check_digits(fragment, start, end, len(mantissa) + abs(int(power or "0")), limits)
    return Token(kind="number", text=text, start=start, end=end, value=Fraction(text))


def _check_digits(fragment: Fragment, start: int, end: int, digits: int, limits: Limits) -> None:
    if digits > min(limits.digits, 4000):
        message = f"a number of {digits} digits, at most {limits.digits} are read"
        raise _error(fragment, start, end, message, "write large numbers as powers, as in `10**n`")


def _symbol(fragment: Fragment, start: int, previous: Token | None) -> Token:
    for length in (3, 2, 1):
        piece = fragment.text[start : start + length]
        if len(piece) < length:
            continue
        if piece == "^T" and _continues_name(fragment.text[start + 2 : start + 3]):
            continue
        if piece in _REFUSED:
            raise _error(fragment, start, start + length, f"unexpected `{piece}`", _REFUSED[piece])
        if piece in _SPELLINGS:
            kind, text = _SPELLINGS[piece]
            return Token(kind=kind, text=text, start=start, end=start + length)
    raise _refuse(fragment, start, previous)


def _refuse(fragment: Fragment, start: int, previous: Token | None) -> ClaimError:
    character = fragment.text[start]
    if character == "!":
        is_factorial = previous is not None and previous.ends_operand
        hint = "write `factorial(n)`" if is_factorial else "write `not p`"
    elif _is_raised(character):
        hint = f"write `**{unicodedata.normalize('NFKC', character)}` for a power"
    else:
        hint = "write it in words: letters, digits and `_` make a name"
    return _error(fragment, start, start + 1, f"unexpected character `{printable(character)}`", hint)


def _is_raised(character: str) -> bool:
    return unicodedata.decomposition(character).startswith("<super>")


def _starts_name(character: str) -> bool:
    return character == "_" or (character.isalpha() and not _is_raised(character))


def _continues_name(character: str) -> bool:
    if not character:
        return False
    if character.isascii():
        return character.isalnum() or character == "_"
    is_subscript = unicodedata.decomposition(character).startswith("<sub>")
    return _starts_name(character) or is_subscript or unicodedata.category(character) == "Mn"
