"""The corpus of the scalar benchmark; the tags of a claim name its classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks import corpus
from benchmarks.corpus import Entry

FOLDER = Path(__file__).parent


def files() -> tuple[Path, ...]:
    return corpus.files(FOLDER)


def entries(paths: tuple[Path, ...] = (), classes: Iterable[str] = ()) -> Iterator[Entry]:
    """Every statement of these files, else of the corpus, of one of these classes if any are named."""
    wanted = frozenset(classes)
    for entry in corpus.entries(paths or files()):
        if not wanted or wanted & frozenset(entry.claim.tags):
            yield entry


def classes_of() -> dict[tuple[str, str, bool], tuple[str, ...]]:
    """The classes of each statement of the corpus."""
    return {(e.area, e.id, e.truth): e.claim.tags for e in entries()}
