"""The corpus of the matrix benchmark: each statement has a false twin, the proved ones are on record, no twin is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.corpus import Entry, loaded
from benchmarks.matrix.corpus import entries, files
from benchmarks.matrix.proved import name, prover_of, recorded
from proofcheck.claim import Claim

LEAST = 150  # true statements
GENERIC = "generic"  # false on a null set only, so without twins
# Every n-th is tried here, each time the same ones; `benchmarks.matrix.proved`, with `--false`, tries all.
SHARE_TRUE, SHARE_FALSE = 10, 5
CHUNK = 8

ENTRIES = tuple(entries())
AREAS = sorted({e.area for e in ENTRIES} - {GENERIC})
FILES = [pytest.param(path, id=path.name) for path in files()]


def ids(area: str, truth: bool) -> list[str]:
    return [e.id for e in ENTRIES if e.area == area and e.truth is truth]


def chunks(truth: bool, share: int) -> list[object]:
    chosen = [e for e in ENTRIES if e.truth is truth][::share]
    parts = [chosen[k : k + CHUNK] for k in range(0, len(chosen), CHUNK)]
    return [pytest.param(part, id=f"{name(part[0])}..{part[-1].id}") for part in parts]


@pytest.mark.parametrize("path", FILES)
def test_every_file_is_read_without_problems(path: Path) -> None:
    assert loaded(path).problems == ()
    assert loaded(path).claims


@pytest.mark.parametrize("path", FILES)
def test_ids_are_unique_and_sections_are_named(path: Path) -> None:
    found = loaded(path).claims
    assert [i for i, times in Counter(c.id for c in found).items() if times > 1] == []
    assert [c.id for c in found if not c.section] == []


@pytest.mark.parametrize("area", AREAS)
def test_every_true_statement_has_a_false_twin(area: str) -> None:
    assert ids(area, truth=True) == ids(area, truth=False)


@pytest.mark.parametrize("area", AREAS)
def test_a_twin_says_something_else(area: str) -> None:
    true, false = ({e.id: e.claim for e in ENTRIES if e.area == area and e.truth is t} for t in (True, False))

    def said(c: Claim) -> tuple[object, ...]:
        return tuple(getattr(c, part) for part in ("links", "given", "assumptions", "definitions"))

    assert [i for i in true if said(true[i]) == said(false[i])] == []


def test_there_are_enough_statements() -> None:
    assert sum(len(ids(area, truth=True)) for area in AREAS) >= LEAST


def test_the_record_names_statements_of_the_corpus() -> None:
    assert recorded() <= {name(e) for e in ENTRIES if e.truth}


@pytest.mark.parametrize("part", chunks(truth=True, share=SHARE_TRUE))
def test_what_is_proved_is_on_record(part: list[Entry]) -> None:
    """`python -m benchmarks.matrix.proved` writes the record anew."""
    now = {name(e) for e in part if prover_of(e.claim)}
    assert now == recorded() & {name(e) for e in part}


@pytest.mark.parametrize("part", chunks(truth=False, share=SHARE_FALSE))
def test_no_false_statement_is_proved(part: list[Entry]) -> None:
    assert [(name(e), by) for e in part if (by := prover_of(e.claim))] == []
