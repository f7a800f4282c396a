"""What a user can get wrong: each problem knows its place and gives one hint."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from proofcheck.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in what a user wrote: what is wrong (lower case, the user's text in backticks), where, one hint."""

    message: str
    span: Span | None = None
    hint: str = ""

    def __str__(self) -> str:
        if self.span is None:
            head = self.message
        else:
            head = f"{self.span.source.path}:{self.span.line}:{self.span.column}: {self.message}\n{self.span.excerpt()}"
        return f"{head}\nhint: {self.hint}" if self.hint else head


class ProofcheckError(Exception):
    """Base of every error that a user's input can cause."""


class ClaimError(ProofcheckError):
    """Input that has no meaning: bad syntax, an unknown name, a type or shape that does not fit."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class ShapeError(ClaimError):
    """Shapes that agree only under a condition on the dimensions; in a claim this refutes the statement.

    `condition` says when they would agree, e.g. `m = n`; empty if never.
    """

    def __init__(self, problem: Problem, condition: str) -> None:
        super().__init__(problem)
        self.condition = condition


class PluginError(ProofcheckError):
    """A plug-in that registers something unusable; the message names the plug-in and the row."""


def nearest(word: str, known: object) -> str:
    """The known word closest to `word`, or an empty string: for `did you mean`."""
    candidates = [str(k) for k in known] if hasattr(known, "__iter__") else []
    found = get_close_matches(word, sorted(candidates), n=1, cutoff=0.6)
    return found[0] if found else ""
