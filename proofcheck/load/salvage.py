"""Reading a file that is no valid YAML in places: the claims around a broken one are still there.

Each broken claim is blanked out, character for character, so that every other place keeps its line and column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from proofcheck.errors import ClaimError, Problem
from proofcheck.load.nodes import FileLimits, Value, read
from proofcheck.source import Source

_MOST = 20  # broken claims that are looked past
_CLAIMS = re.compile(r"^claims *:[ \t]*(?:#.*)?$", re.M)
_ITEM = re.compile(r"^( *)- ", re.M)
_ID = re.compile(r"^ *(?:- +)?id *: +[\"']?([a-z0-9-]+)", re.M)
_VISIBLE = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A stretch of a file that cannot be read; `claim_id` is the claim it belongs to, empty for the file itself."""

    claim_id: str
    problem: Problem


def read_around(source: Source, limits: FileLimits) -> tuple[Value | None, tuple[Damage, ...]]:
    """The document without its unreadable claims, and what is wrong with those; None if nothing can be read."""
    text = source.text
    damage: list[Damage] = []
    while True:
        try:
            return read(source, text, limits), tuple(damage)
        except ClaimError as error:
            place = error.problem.span.start if error.problem.span else 0
            item = _item_around(text, place) if len(damage) < _MOST else None
            if item is None:
                return None, (*damage, Damage(claim_id="", problem=error.problem))
            start, end = item
            line = source.position(start)[0]
            named = _ID.search(text, start, end)
            damage.append(Damage(claim_id=named[1] if named else f"line {line}", problem=error.problem))
            text = text[:start] + _VISIBLE.sub(" ", text[start:end]) + text[end:]


def _item_around(text: str, place: int) -> tuple[int, int] | None:
    """Where the entry of `claims` begins and ends in which a place lies."""
    claims = _CLAIMS.search(text)
    first = _ITEM.search(text, claims.end()) if claims else None
    if first is None or place < first.start():
        return None
    starts = _starts(text, first)
    after = re.compile(rf"^(?! {{{len(first[1]) + 1}}}|{first[1]}- |[ \t]*(?:#|$))", re.M).search(text, first.start())
    end_of_claims = after.start() if after else len(text)
    if place >= end_of_claims:
        return None
    start = max(s for s in starts if s <= place)
    return start, min([s for s in starts if s > place] + [end_of_claims])


def _starts(text: str, first: re.Match[str]) -> Sequence[int]:
    return [item.start() for item in re.compile(rf"^{first[1]}- ", re.M).finditer(text, first.start())]
