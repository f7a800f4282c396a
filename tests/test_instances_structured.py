"""How structured rows of several blocks are joined: simplest first, few blocks in a grid, many in step."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck.instances.structured import combined

F = Fraction


def lists(*lengths: int) -> list[list[tuple[Fraction, ...]]]:
    return [[(F(k),) for k in range(length)] for length in lengths]


@pytest.mark.parametrize(
    "lengths", [(5,), (40, 40), (3, 200), (7, 7, 7), (60, 60, 60, 60), (2, 60, 60, 60, 60, 60), (1, 1)]
)
def test_rows_are_distinct_simplest_first_and_few(lengths: tuple[int, ...]) -> None:
    rows = combined(lists(*lengths), 300)
    assert len(rows) == len(set(rows)) <= 300
    assert rows[0] == (0,) * len(lengths)
    assert all(0 <= row[k] < length for row in rows for k, length in enumerate(lengths))


def test_a_small_grid_is_complete() -> None:
    assert set(combined(lists(3, 4), 300)) == {(a, b) for a in range(3) for b in range(4)}


def test_short_lists_leave_room_to_long_ones() -> None:
    rows = combined(lists(2, 200), 300)
    assert {b for _, b in rows} >= set(range(140))


def test_many_blocks_are_tried_alike_and_apart() -> None:
    rows = combined(lists(60, 60, 60, 60, 60), 300)
    assert any(len(set(row)) == 1 and row[0] == 9 for row in rows)
    assert any(len(set(row)) == 5 for row in rows)
    assert max(row[0] for row in rows) > 10


def test_repeats_count_once() -> None:
    assert combined([[(F(1),), (F(1),), (F(2),)]], 10) == [(1,), (2,)]


def test_a_block_without_rows_leaves_none() -> None:
    assert combined([[(F(1),)], []], 10) == []


def test_no_blocks_leave_the_empty_row() -> None:
    assert combined([], 10) == [()]
