"""From a YAML scalar to a formula: its text, and where every character of it stands in the file.

YAML removes quotes, escapes, indentation and line ends; a caret has to point behind them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from proofcheck.errors import ClaimError, Problem
from proofcheck.load.nodes import Scalar, Sequence, Value
from proofcheck.source import Fragment

_SHORT = {
    **{"0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b"},
    **{" ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029"},
}
_CODES = {"x": 2, "u": 4, "U": 8}
_FOLD = re.compile(r"[ \t]*\n(?:[ \t]*\n)*[ \t]*")
_Written = list[tuple[str, int]]  # characters with their offsets


def fragment(scalar: Scalar) -> Fragment:
    """The formula in a scalar, without white space around it. Raises ClaimError for a folded (`>`) one."""
    if scalar.style == ">":
        hint = "use `|`, or write the lines without either"
        raise ClaimError(Problem(message="a formula cannot be folded with `>`", span=scalar.span, hint=hint))
    raw = scalar.source.text[scalar.start : scalar.end]
    if scalar.style == "|":
        written = _literal(raw, scalar.text)
    elif scalar.style:
        written = _flow(raw[1:-1], scalar.style, 1)
    else:
        written = _flow(raw, "", 0)
    if "".join(c for c, _ in written) != scalar.text:  # exotic line ends: one place for all of it
        written = [(c, 0) for c in scalar.text]
    first = len(scalar.text) - len(scalar.text.lstrip())
    last = max(len(scalar.text.rstrip()), first)
    offsets = [scalar.start + at for _, at in written]
    end = offsets[last - 1] + 1 if last > first else scalar.start
    return Fragment(source=scalar.source, text=scalar.text[first:last], offsets=(*offsets[first:last], end))


def rejoined(sequence: Sequence) -> tuple[Value, ...]:
    """The items of a list; in `[norm(A, 2) == 1, x > 0]` YAML splits the formula at its comma, which is undone."""
    items: list[Value] = []
    for item in sequence.items:
        joint = _joint(items[-1], item) if items else None
        if joint is None:
            items.append(item)
        else:
            items[-1] = joint
    return tuple(items)


def _joint(left: Value, right: Value) -> Scalar | None:
    """Both texts with what stands between them, if the left one ends inside a bracket."""
    if not (isinstance(left, Scalar) and isinstance(right, Scalar)) or left.style or right.style:
        return None
    text = left.source.text[left.start : right.end]
    if not left.in_flow or left.text.count("(") <= left.text.count(")") or "\n" in text:
        return None
    return replace(left, end=right.end, text=text)


def _flow(raw: str, style: str, shift: int) -> _Written:
    """The characters of a plain or quoted scalar: lines joined, doubled quotes and escapes undone."""
    written: _Written = []
    at = 0
    while at < len(raw):
        fold = _FOLD.match(raw, at)
        if fold is not None:
            breaks = fold.group().count("\n")
            joint = " " if breaks == 1 else "\n" * (breaks - 1)
            written.extend((c, at + shift) for c in joint)
            at = fold.end()
        elif style == "'" and raw.startswith("''", at):
            written.append(("'", at + shift))
            at += 2
        elif style == '"' and raw[at] == "\\":
            character, length = _escape(raw, at)
            written.extend((c, at + shift) for c in character)
            at += length
        else:
            written.append((raw[at], at + shift))
            at += 1
    return written


def _escape(raw: str, at: int) -> tuple[str, int]:
    """The text that an escape stands for, and the escape's length."""
    letter = raw[at + 1]
    if letter == "\n":
        fold = _FOLD.match(raw, at + 1)
        assert fold is not None
        return "\n" * (fold.group().count("\n") - 1), 1 + len(fold.group())
    digits = _CODES.get(letter, 0)
    if digits:
        return chr(int(raw[at + 2 : at + 2 + digits], 16)), 2 + digits
    return _SHORT[letter], 2


def _literal(raw: str, text: str) -> _Written:
    """The characters of a `|` block: each of its lines ends as the raw line does."""
    written: _Written = []
    start = raw.find("\n") + 1
    for line in text.splitlines(keepends=True):
        end = raw.find("\n", start)
        end = len(raw) if end < 0 else end
        content = line.rstrip("\n")
        written.extend((c, end - len(content) + i) for i, c in enumerate(content))
        written.extend(("\n", end) for _ in line[len(content) :])
        start = end + 1
    return written
