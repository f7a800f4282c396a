"""The corpus of the matrix benchmark: true statements and their false twins, two files of equal ids for each area."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import corpus
from benchmarks.corpus import Entry

FOLDER = Path(__file__).parent


def files() -> tuple[Path, ...]:
    return corpus.files(FOLDER)


def entries(paths: tuple[Path, ...] = ()) -> Iterator[Entry]:
    """Every statement of these files, else of the corpus, in the order of the files."""
    return corpus.entries(paths or files())
