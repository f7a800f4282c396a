"""Counts of complexity of a claim file at fixed sizes, for tests: each text `e` is read as a side of `e == 0`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.claim import Claim
from proofcheck.language.tree import Apply
from proofcheck.load.yaml import load_text
from proofcheck.meaning.expand import Expander
from proofcheck.meaning.graph import Graph
from proofcheck.meaning.scope import Scope

MAX_CELLS = 20_000


@dataclass(frozen=True)
class Counted:
    """The counts `texts` over shared variables and definitions."""

    claim: Claim
    texts: tuple[str, ...]

    @classmethod
    def of(cls, given: str, let: str, *texts: str) -> Counted:
        """`given` and `let`: lines `name: …` of a claim file."""
        relations = [f"      - '{text} == 0'" for text in texts]
        parts = [
            "proofcheck: 1",
            *_section("given", given),
            *_section("let", let),
            "claims:",
            "  - id: it",
            "    claim:",
        ]
        loaded = load_text("\n".join([*parts, *relations]) + "\n", "it.claims.yaml")
        assert not loaded.problems, loaded.problems
        return cls(loaded.claims[0], texts)

    def at(self, sizes: Mapping[str, int]) -> tuple[int, ...]:
        """Every count at these sizes, in order, in one expansion."""
        x = Expander(self.claim, sizes, Graph(), MAX_CELLS)
        return tuple(_counted(x, number) for number in range(len(self.texts)))

    def one(self, text: str, sizes: Mapping[str, int]) -> int:
        """One of the counts, in an expansion of its own."""
        return _counted(Expander(self.claim, sizes, Graph(), MAX_CELLS), self.texts.index(text))


def _counted(x: Expander, number: int) -> int:
    node = x.claim.links[number].node
    assert isinstance(node, Apply)
    value = x.expand(node.args[0], Scope(x.world)).scalar.constant
    assert isinstance(value, Fraction)
    return int(value)


def _section(name: str, lines: str) -> list[str]:
    kept = [f"  {line.strip()}" for line in lines.splitlines() if line.strip()]
    return [f"{name}:", *kept] if kept else []


def grid(names: Sequence[str], least: int = 1, most: int = 6) -> list[dict[str, int]]:
    """Every choice of these sizes from `least` to `most`."""
    found: list[dict[str, int]] = [{}]
    for name in names:
        found = [{**sizes, name: value} for sizes in found for value in range(least, most + 1)]
    return found
