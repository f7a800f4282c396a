"""True scalar claims to start from, small ones more often than large ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.corpus import loaded
from benchmarks.evaluate import evaluable
from benchmarks.pool import ROOT
from benchmarks.trees import inlined, nodes
from proofcheck.claim import Claim
from proofcheck.language.tree import Bind
from proofcheck.language.types import INTEGER, REAL

# Claims that are known to be true: those of `claims/` are documents' statements, some of them wrong on purpose.
FOLDERS = ("benchmarks/scalar", "benchmarks/matrix", "tests/sound", "claims")
_SLOW = frozenset({"integral", "E", "Var"})  # numerical integration at hundreds of points


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A true claim, its definitions written out. `weight`: how often it is drawn."""

    name: str
    claim: Claim

    @property
    def weight(self) -> float:
        return 1 / (len(nodes(self.claim)) * (1 + len(self.claim.given)) ** 2)


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).glob("*.claims.yaml")):
            if not path.name.endswith("-false.claims.yaml"):
                yield path


def _usable(claim: Claim, known: bool) -> bool:
    if not claim.links or claim.skip or claim.fault or (not known and claim.policy.expect != "proved"):
        return False
    return all(g.type in (INTEGER, REAL) for g in claim.declared) and evaluable(claim)


@cache
def seeds() -> tuple[Seed, ...]:
    """Every usable claim, in the order of the files."""
    found = []
    for path in _files():
        known = path.parent.name != "claims"
        for claim in loaded(path).claims:
            if not _usable(claim, known):
                continue
            plain = inlined(claim)
            if not any(isinstance(n, Bind) and n.op in _SLOW for n in nodes(plain)):
                name = f"{path.name.removesuffix('.claims.yaml')}/{claim.id}"
                found.append(Seed(name=name, claim=plain))
    return tuple(found)
