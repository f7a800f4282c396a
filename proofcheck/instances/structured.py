"""Structured rows of several variables together: the small grid where there are few, else one at a time and in step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

from proofcheck.instances.families import Row


def combined(each: Sequence[Sequence[Row]], limit: int) -> list[Row]:
    """Rows that join one row of each block, at most `limit`, simplest first and without repeats."""
    lists = [list(dict.fromkeys(rows)) for rows in each]
    if any(not rows for rows in lists):
        return []
    return list(islice(dict.fromkeys(_joined(lists, limit)), limit))


def _joined(lists: list[list[Row]], limit: int) -> Iterator[Row]:
    if not lists:
        yield ()
        return
    for choice in _choices([len(rows) for rows in lists], limit):
        yield tuple(value for rows, k in zip(lists, choice, strict=True) for value in rows[k])


def _choices(lengths: list[int], limit: int) -> Iterator[tuple[int, ...]]:
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


def _walks(lengths: list[int], limit: int) -> Iterator[tuple[int, ...]]:
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
