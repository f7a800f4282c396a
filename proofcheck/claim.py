"""A claim, ready to be judged: givens, assumptions, definitions, the relation link by link, and the policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from proofcheck.language.statement import Case, Definition, Fault, Given, Link, Recurrence
from proofcheck.language.tree import Node
from proofcheck.language.types import Remembered
from proofcheck.source import Span

__all__ = ["Case", "Claim", "Definition", "Fault", "Given", "Link", "Policy", "Recurrence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the author asks of the checker for one claim."""

    expect: str = ""  # proved | supported | refuted | ""
    require: str = ""  # proof | ""
    defined: str = "same"  # same | both
    seconds: Fraction = Fraction(20)
    megabytes: int = 2048
    instances: int = 4000
    points: Fraction = Fraction(1)
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Remembered):
    """A closed statement: for all givens that satisfy the assumptions, every link holds.

    `links` is empty exactly when the claim is skipped or has a `fault`. `counted` are givens of which only counts of
    the dataflow speak (`parameters(h)`): they have shapes, and no values that could matter, so an instance has none.
    """

    id: str
    text: str
    given: tuple[Given, ...] = ()
    counted: tuple[Given, ...] = ()
    assumptions: tuple[Node, ...] = ()
    definitions: tuple[Definition | Recurrence, ...] = ()
    links: tuple[Link, ...] = ()
    fault: Fault | None = None
    section: str = ""
    statement: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    skip: str = ""
    policy: Policy = Policy()
    span: Span | None = field(default=None, compare=False, repr=False)

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            parts = (self.id, self.text, self.given, self.assumptions, self.definitions, self.links)
            object.__setattr__(self, "_hash", hash(parts))
            return self._hash

    @property
    def declared(self) -> tuple[Given, ...]:
        """Every variable that is declared, with a value in an instance or without."""
        return (*self.given, *self.counted)

    def given_named(self, name: str) -> Given | None:
        return next((g for g in self.declared if g.name == name), None)

    def definition_named(self, name: str) -> Definition | Recurrence | None:
        return next((d for d in self.definitions if d.name == name), None)
