"""Structured rows of several variables together: the small grid where there are few, else one at a time and in step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

import numpy as np
from numpy.typing import NDArray

from proofcheck.instances.families import Family, Row


@dataclass(frozen=True, slots=True)
class Table:
    """The structured rows of one family without repeats, exact and in floats."""

    rows: tuple[Row, ...]
    floats: NDArray[np.float64]

    @staticmethod
    def of(rows: Sequence[Row]) -> Table:
        distinct = tuple(dict.fromkeys(rows))
        width = len(distinct[0]) if distinct else 0
        return Table(distinct, np.array(distinct, dtype=np.float64).reshape(len(distinct), width))


@lru_cache(maxsize=64)
def table(family: Family, most: int) -> Table:
    """The first structured rows of a family; remembered, since every choice of sizes and functions asks again."""
    return Table.of(list(islice(family.structured(), most)))


@dataclass(frozen=True, slots=True)
class Combined:
    """Rows that join one row of each table: `choices` says which, simplest first and without repeats."""

    tables: tuple[Table, ...]
    choices: tuple[tuple[int, ...], ...]

    def row(self, k: int) -> Row:
        return tuple(value for t, i in zip(self.tables, self.choices[k], strict=True) for value in t.rows[i])

    @property
    def floats(self) -> NDArray[np.float64]:
        """All of them, `[rows, parameters]`."""
        picks = np.array(self.choices, dtype=np.int64).reshape(len(self.choices), len(self.tables))
        columns = [t.floats[picks[:, k]] for k, t in enumerate(self.tables)]
        return np.concatenate(columns, axis=1) if columns else np.zeros((len(self.choices), 0))


def combined(tables: Sequence[Table], limit: int) -> Combined:
    """At most `limit` rows that join one row of each table."""
    return Combined(tuple(tables), _chosen(tuple(len(t.rows) for t in tables), limit))


@lru_cache(maxsize=256)
def _chosen(lengths: tuple[int, ...], limit: int) -> tuple[tuple[int, ...], ...]:
    if not lengths:
        return ((),)
    return () if 0 in lengths else tuple(islice(dict.fromkeys(_choices(lengths, limit)), limit))


def _choices(lengths: Sequence[int], limit: int) -> Iterator[tuple[int, ...]]:
    """Which row of each list to take, simplest first: sums of positions ascend in the grid."""
    count = len(lengths)
    side = max(1, int(limit ** (1 / count) + 1e-9))
    grid = [min(length, side) for length in lengths]
    spare = True
    while spare:  # long lists take what short ones leave
        spare = False
        for k in range(count):
            rest = 1
            for j in range(count):
                rest *= grid[j] + (j == k)
            if grid[k] < lengths[k] and rest <= limit:
                grid[k] += 1
                spare = True
    full = sorted(product(*map(range, grid)), key=lambda c: (sum(c), max(c), c))
    if count <= 3 and min(map(min, zip(grid, lengths, strict=True))) >= min(6, *lengths):
        yield from full
        return
    walks = list(_walks(lengths, limit))
    for k in range(max(len(full), len(walks))):
        yield from full[k : k + 1]
        yield from walks[k : k + 1]


def _walks(lengths: Sequence[int], limit: int) -> Iterator[tuple[int, ...]]:
    """All lists in step, in step with strides, and one at a time with the others at rest."""
    count = len(lengths)
    yield (0,) * count
    longest = max(lengths)
    for step in range(1, longest):
        yield tuple(step % length for length in lengths)
        yield tuple(((2 * k + 1) * step) % length for k, length in enumerate(lengths))
        for k in range(count):
            if step < lengths[k] and step <= max(2, limit // (4 * count)):
                yield tuple(step if j == k else 1 % lengths[j] for j in range(count))
                yield tuple(step if j == k else 0 for j in range(count))
