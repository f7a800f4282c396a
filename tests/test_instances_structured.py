"""How structured rows of several blocks are joined: simplest first, few blocks in a grid, many in step."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck.instances.families import Plain
from proofcheck.instances.structured import Table, combined, table

F = Fraction


Rows = list[tuple[Fraction, ...]]


def lists(*lengths: int) -> list[Rows]:
    return [[(F(k),) for k in range(length)] for length in lengths]


def joined(each: list[Rows], limit: int) -> Rows:
    found = combined([Table.of(rows) for rows in each], limit)
    return [found.row(k) for k in range(len(found.choices))]


@pytest.mark.parametrize(
    "lengths", [(5,), (40, 40), (3, 200), (7, 7, 7), (60, 60, 60, 60), (2, 60, 60, 60, 60, 60), (1, 1)]
)
def test_rows_are_distinct_simplest_first_and_few(lengths: tuple[int, ...]) -> None:
    rows = joined(lists(*lengths), 300)
    assert len(rows) == len(set(rows)) <= 300
    assert rows[0] == (0,) * len(lengths)
    assert all(0 <= row[k] < length for row in rows for k, length in enumerate(lengths))


def test_a_small_grid_is_complete() -> None:
    assert set(joined(lists(3, 4), 300)) == {(a, b) for a in range(3) for b in range(4)}


def test_short_lists_leave_room_to_long_ones() -> None:
    rows = joined(lists(2, 200), 300)
    assert {b for _, b in rows} >= set(range(140))


def test_many_blocks_are_tried_alike_and_apart() -> None:
    rows = joined(lists(60, 60, 60, 60, 60), 300)
    assert any(len(set(row)) == 1 and row[0] == 9 for row in rows)
    assert any(len(set(row)) == 5 for row in rows)
    assert max(row[0] for row in rows) > 10


def test_repeats_count_once() -> None:
    assert joined([[(F(1),), (F(1),), (F(2),)]], 10) == [(1,), (2,)]


def test_a_block_without_rows_leaves_none() -> None:
    assert joined([[(F(1),)], []], 10) == []


def test_no_blocks_leave_the_empty_row() -> None:
    assert joined([], 10) == [()]


def test_floats_are_those_of_the_rows() -> None:
    found = combined([Table.of([(F(1, 2), F(3)), (F(0), F(-1))]), Table.of([(F(1, 4),)])], 10)
    assert found.floats.tolist() == [[0.5, 3.0, 0.25], [0.0, -1.0, 0.25]]
    assert [found.row(k) for k in range(2)] == [(F(1, 2), 3, F(1, 4)), (0, -1, F(1, 4))]


def test_the_rows_of_a_family_are_remembered() -> None:
    assert table(Plain(shape=(2,)), 5) is table(Plain(shape=(2,)), 5)
    assert len(table(Plain(shape=(2,)), 5).rows) <= 5
