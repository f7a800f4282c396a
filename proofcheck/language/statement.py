"""The parts of a statement around its relation: variables, definitions, recurrences, links, and a fault of shapes.

They stand here, below `claim`, because elaboration produces them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from proofcheck.language.tree import Domain, Node, Range
from proofcheck.language.types import Type
from proofcheck.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A variable: its type, where it may lie, and its adjectives (`symmetric`, `unit`, …)."""

    name: str
    type: Type
    domain: Domain = field(default_factory=Domain)
    properties: tuple[str, ...] = ()
    parameter: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """`name: body`, a value."""

    name: str
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of a recurrence; a pattern item is a fresh index name (str) or a node that the index must equal."""

    pattern: tuple[str | Node, ...]
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """`name[pattern]: body` by cases, first match wins; `type` is that of one cell, `box` the declared index box."""

    name: str
    type: Type
    cases: tuple[Case, ...]
    box: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One relation of a claim (a chain `a == b <= c` has two): a boolean node and how the user wrote it."""

    node: Node
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A claim whose shapes do not fit: it is wrong as it stands. `condition` is when they would fit (may be empty)."""

    message: str
    condition: str
    span: Span | None = field(default=None, compare=False, repr=False)
