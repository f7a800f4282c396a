"""Small linear programs in exact rationals."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import product
from random import Random

import pytest

from proofcheck.meaning.growth_linear import maximise


def at(*values: int) -> list[F]:
    return [F(v) for v in values]


def test_a_vertex() -> None:
    assert maximise(at(3, 2), [(at(1, 1), F(4)), (at(1, 3), F(6)), (at(1, 0), F(3))]) == (F(3), F(1))


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([(at(1, 0), F(-1))], id="below-nothing"),
        pytest.param([(at(1, 1), F(1)), (at(-1, -1), F(-2))], id="contradiction"),
    ],
)
def test_infeasible(rows: list[tuple[list[F], F]]) -> None:
    assert maximise(at(1, 1), rows) is None


def test_unbounded() -> None:
    assert maximise(at(1, 1), [(at(1, -1), F(1))]) is None


def test_lower_bounds_as_negative_rows() -> None:
    assert maximise(at(-1, -1), [(at(-1, -2), F(-4)), (at(1, 0), F(9))]) == (F(0), F(2))


def test_degenerate_rows_do_not_cycle() -> None:
    """Beale's example, on which the usual rule cycles."""
    rows = [
        ([F(1, 4), F(-60), F(-1, 25), F(9)], F(0)),
        ([F(1, 2), F(-90), F(-1, 50), F(3)], F(0)),
        (at(0, 0, 1, 0), F(1)),
    ]
    found = maximise([F(3, 4), F(-150), F(1, 50), F(-6)], rows)
    assert found == (F(1, 25), F(0), F(1), F(0))


def test_against_all_points_of_a_grid() -> None:
    random = Random(3)
    for _ in range(60):
        objective = [F(random.randint(-3, 3)) for _ in range(3)]
        rows = [([F(random.randint(-2, 3)) for _ in range(3)], F(random.randint(-2, 6))) for _ in range(4)]
        rows += [(at(*(int(i == j) for j in range(3))), F(4)) for i in range(3)]
        grid = [
            p
            for p in product([F(k, 2) for k in range(9)], repeat=3)
            if all(sum(a * x for a, x in zip(row, p, strict=True)) <= bound for row, bound in rows)
        ]
        found = maximise(objective, rows)
        if found is None:
            assert not grid
            continue
        assert all(sum(a * x for a, x in zip(row, found, strict=True)) <= bound for row, bound in rows)
        best = sum(c * x for c, x in zip(objective, found, strict=True))
        assert all(sum(c * x for c, x in zip(objective, p, strict=True)) <= best for p in grid)
