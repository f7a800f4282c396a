"""A corpus of a benchmark: `<area>-true.claims.yaml` has true statements, `<area>-false.claims.yaml` false ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from proofcheck.claim import Claim
from proofcheck.load.yaml import LoadedFile, load

_TRUE, _FALSE = "-true.claims.yaml", "-false.claims.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One statement: its file, its id there, and whether it is true."""

    path: Path
    id: str
    truth: bool

    @property
    def area(self) -> str:
        return self.path.name.removesuffix(_TRUE).removesuffix(_FALSE)

    @property
    def claim(self) -> Claim:
        return by_id(self.path)[self.id]


@lru_cache
def loaded(path: Path) -> LoadedFile:
    return load(path)


@lru_cache
def by_id(path: Path) -> dict[str, Claim]:
    return {claim.id: claim for claim in loaded(path).claims}


def files(folder: Path) -> tuple[Path, ...]:
    """The files of true statements, then those of false ones, by name."""
    return tuple(sorted(folder.glob(f"*{_TRUE}"))) + tuple(sorted(folder.glob(f"*{_FALSE}")))


def entries(paths: Iterable[Path]) -> Iterator[Entry]:
    """Every statement of these files, in their order."""
    for path in paths:
        if not path.name.endswith((_TRUE, _FALSE)):
            raise ValueError(f"{path}: neither `*{_TRUE}` nor `*{_FALSE}`")
        for claim in loaded(path).claims:
            yield Entry(path=path, id=claim.id, truth=path.name.endswith(_TRUE))
