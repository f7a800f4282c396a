"""The same formula in mathematical spelling: `x**2 <= pi` as `x² ≤ π`.

Works on tokens, and only writes what the lexer reads back as the same tree; so a report can be pasted into a claim.
"""

from __future__ import annotations

from collections.abc import Sequence

from proofcheck.language.lex import Limits, Token, tokenize
from proofcheck.source import Fragment

_SIGNS = {
    "*": "·",
    "-": "−",
    "<=": "≤",
    ">=": "≥",
    "!=": "≠",
    "=>": "⇒",
    "<=>": "⇔",
    "->": "→",
    "and": "∧",
    "or": "∨",
    "not": "¬",
    "in": "∈",
    "forall": "∀",
    "exists": "∃",
}
_NAMES = {"pi": "π", "oo": "∞"}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def spell(text: str) -> str:
    """A formula of the claim language in Unicode. Raises ClaimError where `text` is none."""
    limits = Limits(length=max(len(text), 1), digits=4000)
    tokens = tokenize(Fragment.whole(text), limits)
    pieces: list[str] = []
    place = 0
    while place < len(tokens):
        before = tokens[place - 1].end if place else 0
        written, taken = _spelled(tokens, place)
        start, end = tokens[place].start, tokens[place + taken - 1].end
        gap = text[before:start]
        pieces.append(gap + (text[start:end] if written is None else written))
        place += taken
    return "".join(pieces).replace("¬ ", "¬")


def _spelled(tokens: Sequence[Token], place: int) -> tuple[str | None, int]:
    """The new spelling of the token here (None: as it is), and how many tokens it stands for."""
    token = tokens[place]
    following = tokens[place + 1 : place + 3]
    texts = [t.text for t in following]
    match token.kind, token.text:
        case "operator", "**" if following[0].kind == "number" and texts[0].isdigit() and texts[1] != "**":
            return texts[0].translate(_RAISED), 2
        case "operator", "." if texts[0] == "T":
            return "ᵀ", 2
        case "operator", "-" if place and tokens[place - 1].text == "one" and texts[0] == "hot":
            return None, 1
        case "name", "sqrt" if texts[0] == "(" and _ends_operand(tokens, place + 1):
            return "√", 1
        case "operator" | "keyword", text:
            return _SIGNS.get(text), 1
        case "name", text:
            return _NAMES.get(text), 1
    return None, 1


def _ends_operand(tokens: Sequence[Token], opening: int) -> bool:
    """Whether nothing binds to the bracket that opens here once it is closed: `√(v)[1]` would be the root of `v[1]`."""
    depth = 0
    for place in range(opening, len(tokens)):
        if tokens[place].kind == "operator":
            depth += {"(": 1, ")": -1}.get(tokens[place].text, 0)
        if depth == 0:
            return tokens[place + 1].text not in ("[", ".", "ᵀ")
    return False
