"""The corpus of the benchmark: true statements and their false twins, two files of equal ids for each area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from proofcheck.claim import Claim
from proofcheck.load.yaml import LoadedFile, load

FOLDER = Path(__file__).parent
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
        return next(c for c in loaded(self.path).claims if c.id == self.id)


@lru_cache
def loaded(path: Path) -> LoadedFile:
    return load(path)


def files(folder: Path = FOLDER) -> tuple[Path, ...]:
    """The files of true statements, then those of false ones, by name."""
    return tuple(sorted(folder.glob(f"*{_TRUE}"))) + tuple(sorted(folder.glob(f"*{_FALSE}")))


def entries(paths: tuple[Path, ...] = ()) -> Iterator[Entry]:
    """Every statement of these files, else of the corpus, in the order of the files."""
    for path in paths or files():
        if not path.name.endswith((_TRUE, _FALSE)):
            raise ValueError(f"{path}: neither `*{_TRUE}` nor `*{_FALSE}`")
        for claim in loaded(path).claims:
            yield Entry(path=path, id=claim.id, truth=path.name.endswith(_TRUE))
