"""Interpreters of the typed tree: complete tables over the vocabulary, holes explicit."""

from __future__ import annotations


class NoMeaning(Exception):
    """An operator (or a use of it) that an interpreter has no meaning for: a visible hole, never a wrong value."""

    def __init__(self, op: str, reason: str = "") -> None:
        super().__init__(f"no meaning for `{op}`" + (f": {reason}" if reason else ""))
        self.op = op
        self.reason = reason


class TooLarge(Exception):
    """An expression that passes a limit (cells, entries, tensor size) when it is unrolled at some sizes."""


class IllFounded(Exception):
    """A recurrence that reaches itself, or an index that no case covers, at some sizes."""
