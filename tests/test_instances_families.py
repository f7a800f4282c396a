"""Families one by one: hand-checked members, and structured rows that fit their parameters."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import numpy as np
import pytest

from proofcheck.instances.arrays import to_value
from proofcheck.instances.chances import Chances, DoublyStochastic, OneHot, Permutation
from proofcheck.instances.domains import Extent
from proofcheck.instances.families import Family, Plain, Scaled, Truth, Unit, built_exactly, graded, pattern, within
from proofcheck.instances.matrices import Conjugated, Definite, Orthonormal, RankOne, Singular, SingularValues, Spectral

F = Fraction
SIGNS = Extent(members=(F(1), F(-1)))


@pytest.mark.parametrize(
    ("family", "row", "value"),
    [
        pytest.param(Plain(shape=(2, 2)), (1, 2, 3, 4), ((1, 2), (3, 4)), id="plain"),
        pytest.param(Plain(shape=()), (F(1, 3),), F(1, 3), id="scalar"),
        pytest.param(pattern((2, 2), "symmetric"), (1, 2, 3), ((1, 2), (2, 3)), id="symmetric"),
        pytest.param(pattern((2, 2), "skew"), (5,), ((0, -5), (5, 0)), id="skew"),
        pytest.param(pattern((2, 3), "diagonal"), (1, 2), ((1, 0, 0), (0, 2, 0)), id="diagonal"),
        pytest.param(Unit(shape=(2,)), (F(1, 2), 0), (F(3, 5), F(4, 5)), id="unit"),
        pytest.param(Unit(shape=(2,)), (0, 1), (-1, 0), id="unit, other sign"),
        pytest.param(Chances(shape=(3,), rows=False), (1, 0, 3), (F(1, 4), 0, F(3, 4)), id="chances"),
        pytest.param(Chances(shape=(2,), rows=False), (0, 0), (F(1, 2), F(1, 2)), id="chances of nothing"),
        pytest.param(OneHot(shape=(3,)), (2,), (0, 0, 1), id="one-hot"),
        pytest.param(Permutation(shape=(2, 2)), (1, 0), ((0, 1), (1, 0)), id="permutation"),
        pytest.param(Truth(shape=(2,)), (1, 0), (True, False), id="truth"),
        pytest.param(Definite(shape=(2, 2), definite=False), (2, 1, 0), ((1, 2), (2, 4)), id="semidefinite"),
        pytest.param(
            Orthonormal(shape=(2, 2)), (F(1, 2), 0, 0, 0, 1), ((F(3, 5), F(4, 5)), (F(-4, 5), F(3, 5))), id="turn"
        ),
        pytest.param(
            RankOne(shape=(2, 2), kind="projection"), (1, 1, 1, 0), ((1, 0), (1, 0)), id="rank one projection"
        ),
        pytest.param(Singular(shape=(2, 2)), (1, 2, 3), ((1, 3), (2, 6)), id="singular"),
        pytest.param(
            Spectral(shape=(2, 2), eigenvalue=SIGNS, kept=frozenset()),
            (F(1, 2), 0, 1),
            ((F(-7, 25), F(-24, 25)), (F(-24, 25), F(7, 25))),
            id="reflection",
        ),
        pytest.param(SingularValues(shape=(1, 2)), (0, 0, 0), ((1, 0),), id="norm of a row"),
        pytest.param(
            Conjugated(shape=(2, 2), middle="nilpotent", kept=frozenset(), outer=("lower",)),
            (1, 1),
            ((-1, 1), (-1, 1)),
            id="nilpotent",
        ),
        pytest.param(Scaled(shape=(2,), inner=Unit(shape=(2,))), (0, 0, F(1, 2)), (F(1, 2), 0), id="scaled"),
        pytest.param(
            DoublyStochastic(shape=(2, 2)),
            (1, 3, 0, 0, 0, 0, 0, 0),
            ((F(1, 4), F(3, 4)), (F(3, 4), F(1, 4))),
            id="Birkhoff",
        ),
    ],
)
def test_members(family: Family, row: tuple[Fraction | int, ...], value: object) -> None:
    assert len(row) == len(family.hints)
    assert to_value(built_exactly(family, [F(v) for v in row])) == value
    for structured in islice(family.structured(), 200):
        assert len(structured) == len(family.hints)
        assert all(type(v) is Fraction for v in structured)


def test_families_do_not_write_into_their_rows() -> None:
    rows = np.array([[1.0, 2.0, 3.0]])
    pattern((2, 2), "symmetric").build(rows)[:] = 0
    assert rows.tolist() == [[1.0, 2.0, 3.0]]


def test_simple_numbers_of_a_hint_include_its_ends() -> None:
    assert {F(2), F(5), F(7, 2)} <= set(within(Extent(lower=F(2), upper=F(5)).hint))
    assert F(2) not in within(Extent(lower=F(2), lower_open=True).hint)
    assert within(Extent(lower=F(1, 3), upper=F(1, 3)).hint) == [F(1, 3)]


def test_graded_rows_ascend() -> None:
    assert list(graded([(F(0),), (F(1),)], [(F(5),), (F(6),)])) == [(0, 5), (0, 6), (1, 5), (1, 6)]
