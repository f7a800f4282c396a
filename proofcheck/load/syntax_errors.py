"""What went wrong where a file is no YAML: mostly a formula that YAML reads as its own punctuation."""

from __future__ import annotations

import re
from typing import Any

from proofcheck.errors import Problem
from proofcheck.source import Source, Span

QUOTE_HINT = "if this is a formula, put it into quotes"
_ENTRY = re.compile(r"[ \t]*(?:- +)*(?:(?P<key>[^\s:#'\"{\[-][^:#]*?) *: +)?(?P<value>\S.*?)\s*$")
_PUNCTUATION = "|[{*&-!%@>`\"'?,]}"
_LONGEST = 60


def explain(source: Source, text: str, error: Any) -> Problem:
    """The problem behind a YAML error, the same for both of PyYAML's parsers; `text` is what was parsed."""
    offset = _place(text, error)
    span = Span(source=source, start=offset, end=offset + 1)
    line = source.line(span.line)
    character = text[offset : offset + 1]
    if character == "\t" and not line[: span.column - 1].strip():
        return Problem(message="a tab cannot indent", span=span, hint="indent with spaces")
    if "quoted scalar" in (error.context or ""):
        return Problem(message=f"this `{character}` is never closed", span=span, hint=f"close it with `{character}`")
    return Problem(message="this is no valid YAML", span=span, hint=_hint(line, error))


def _place(text: str, error: Any) -> int:
    """Where the user should look: an open bracket or quote if the error is lines below it, else the error itself."""
    mark, context = error.problem_mark, error.context_mark
    is_opener = context is not None and re.search("flow|quoted", error.context or "")
    if mark is None or (is_opener and (context.line != mark.line or "quoted" in error.context)):
        mark = context
    offset: int = min(mark.index, len(text))
    if offset == len(text) or text[offset] == "\n":  # point at text, not behind it
        offset = max(len(text[:offset].rstrip()) - 1, 0)
    return offset


def _hint(line: str, error: Any) -> str:
    entry = _ENTRY.match(line)
    if entry is None:
        return "check the indentation of this line and of the lines above"
    key, value = entry["key"], entry["value"]
    if "simple key" in (error.context or "") or (key is None and ": " not in value and value[0] not in _PUNCTUATION):
        return "write `key: value`, indented as far as the keys above"
    if value[0] in _PUNCTUATION or ": " in value:
        return _quoted(key, value)
    return "check the indentation of this line and of the lines above"


def _quoted(key: str | None, value: str) -> str:
    """How to write the value so that YAML takes it as text."""
    is_plain_list = value[0] in "[{" and value[-1] in "]}"
    if is_plain_list:
        return "inside `[ ]` and `{ }` put every text that holds brackets, commas or `: ` into quotes"
    quote = '"' if "'" in value else "'"
    if len(value) > _LONGEST or (quote == '"' and ('"' in value or "\\" in value)):
        return "put the formula into quotes" if key is None else f"put the value of `{key}` into quotes"
    return f"quote the formula: `{'' if key is None else f'{key}: '}{quote}{value}{quote}`"
