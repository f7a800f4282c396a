"""A peer: a way to decide claims. Its module is imported only in the process where it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from benchmarks.outcome import Answer
from proofcheck.claim import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A way to decide claims, and what it runs on."""

    name: str
    version: str
    decide: Callable[[Claim], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The peers of one benchmark.

    `rows`: name on the command line and in the results -> module with `peer()`, where `module:word` stands for
    `peer(word)`, and the title in the table. `warm_up`: a claim file that each peer decides before the clock starts.
    """

    rows: Mapping[str, tuple[str, str]]
    warm_up: str

    @property
    def titles(self) -> dict[str, str]:
        return {name: title for name, (_, title) in self.rows.items()}

    def peer(self, name: str) -> Peer:
        """The peer, with its library loaded. Raises ImportError where that is absent."""
        module, _, word = self.rows[name][0].partition(":")
        made = import_module(module).peer
        found: Peer = made(word) if word else made()
        return found


def roster(benchmark: str) -> Roster:
    """The peers of `benchmarks.<benchmark>`."""
    found: Roster = import_module(f"benchmarks.{benchmark}.peers").ROSTER
    return found
