"""Every adjective, and pairs of them: built exactly they hold exactly, and floats of the same row agree."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import numpy as np
import pytest

from proofcheck.instances import linear
from proofcheck.instances.adjectives import ADJECTIVES, holds, holds_exactly
from proofcheck.instances.arrays import as_row, to_value
from proofcheck.instances.domains import Extent
from proofcheck.instances.families import built_exactly
from proofcheck.instances.parametrise import parametrise
from proofcheck.instances.sample import draw
from proofcheck.language.types import Kind

F = Fraction
REALS = Extent()
SHAPES = {"probability": (3,), "unit": (3,), "one-hot": (3,), "orthonormal columns": (3, 2), "full rank": (2, 3)}

PAIRS = [
    ("symmetric", "orthogonal"),
    ("symmetric", "nilpotent"),
    ("diagonal", "positive definite"),
    ("diagonal", "positive semidefinite"),
    ("symmetric", "stochastic"),
    ("orthogonal", "lower triangular"),
    ("orthogonal", "skew"),
    ("orthogonal", "positive definite"),
    ("orthogonal", "stochastic"),
    ("symmetric", "rank one"),
    ("rank one", "projection"),
    ("rank one", "nilpotent"),
    ("rank one", "stochastic"),
    ("rank one", "positive semidefinite"),
    ("rank one", "diagonal"),
    ("symmetric", "projection"),
    ("projection", "lower triangular"),
    ("projection", "diagonal"),
    ("projection", "invertible"),
    ("nilpotent", "upper triangular"),
    ("lower triangular", "stochastic"),
    ("lower triangular", "invertible"),
    ("symmetric", "invertible"),
    ("permutation", "symmetric"),
    ("permutation", "diagonal"),
    ("doubly stochastic", "symmetric"),
    ("skew", "upper triangular"),
    ("rank one", "orthonormal columns"),
]


def sound_rows(properties: tuple[str, ...], shape: tuple[int, ...], extent: Extent = REALS) -> int:
    """How many structured rows are admissible, each of them checked adjective by adjective."""
    made = parametrise(shape, Kind.REAL, properties, extent)
    good = 0
    for row in islice(made.family.structured(), 60):
        assert len(row) == len(made.family.hints)
        value = built_exactly(made.family, row)
        assert all(type(x) is Fraction for x in value.ravel())
        rough = made.family.build(np.array([[float(x) for x in row]], dtype=np.float64).reshape(1, -1))[0]
        assert np.allclose(rough, value.astype(np.float64), rtol=1e-7, atol=1e-7)
        admissible = all(holds_exactly(p, value) for p in properties) and all(map(extent.contains, value.ravel()))
        assert bool(made.admissible(value[None])[0]) is admissible
        good += admissible
    return good


@pytest.mark.parametrize("adjective", ADJECTIVES)
def test_every_adjective_is_built_exactly(adjective: str) -> None:
    shape = SHAPES.get(adjective, (3, 3))
    assert sound_rows((adjective,), shape) >= 3


@pytest.mark.parametrize("adjective", [a for a in ADJECTIVES if a not in SHAPES])
def test_every_adjective_of_one_by_one_matrices(adjective: str) -> None:
    assert sound_rows((adjective,), (1, 1)) >= 1


@pytest.mark.parametrize("pair", PAIRS, ids=" ".join)
def test_pairs_of_adjectives_are_built_exactly(pair: tuple[str, str]) -> None:
    wanted = 0 if pair == ("rank one", "orthonormal columns") else 1
    assert (sound_rows(pair, (2, 2)) >= wanted) is True
    if not wanted:
        assert sound_rows(pair, (2, 2)) == 0
        assert sound_rows(pair, (3, 1)) >= 3


@pytest.mark.parametrize("adjective", ["symmetric", "orthogonal", "projection", "stochastic", "positive definite"])
def test_adjectives_of_a_tensor_are_meant_of_its_matrices(adjective: str) -> None:
    assert sound_rows((adjective,), (2, 2, 2)) >= 10


@pytest.mark.parametrize(
    ("properties", "extent"),
    [
        pytest.param(("symmetric",), Extent(members=(F(0), F(1))), id="adjacency"),
        pytest.param(("symmetric",), Extent(lower=F(0)), id="symmetric, nonnegative"),
        pytest.param(("positive definite", "diagonal"), Extent(upper=F(2)), id="bounded definite diagonal"),
        pytest.param(("stochastic",), Extent(lower=F(0), lower_open=True), id="positive stochastic"),
    ],
)
def test_adjectives_with_domains(properties: tuple[str, ...], extent: Extent) -> None:
    assert sound_rows(properties, (2, 2), extent) >= 2


@pytest.mark.parametrize("adjective", ["symmetric", "orthogonal", "permutation", "nilpotent", "positive definite"])
def test_square_adjectives_have_no_members_of_other_shapes(adjective: str) -> None:
    assert sound_rows((adjective,), (2, 3)) == 0


@pytest.mark.parametrize("adjective", ADJECTIVES)
def test_random_floats_have_their_adjective(adjective: str) -> None:
    made = parametrise(SHAPES.get(adjective, (3, 3)), Kind.REAL, (adjective,), REALS)
    rows = draw([made.family.hints], np.random.Generator(np.random.PCG64(5)), 500)
    value = made.family.build(rows)
    assert holds(adjective, value).mean() > 0.8
    tame = np.abs(rows).max(axis=1) < 30
    kept = holds(adjective, value)[tame] if adjective in made.family.guarantees else np.ones(1, dtype=bool)
    assert kept.all()


def test_definite_families_reach_every_small_definite_matrix() -> None:
    made = parametrise((2, 2), Kind.REAL, ("positive definite",), REALS)
    wanted = [[F(2), F(1)], [F(1), F(2)]]
    assert built_exactly(made.family, (F(1, 2), F(2), F(3, 2))).tolist() == wanted


@pytest.mark.parametrize(
    ("shape", "kind", "row", "value"),
    [
        pytest.param((), Kind.BOOLEAN, (F(1),), True, id="boolean"),
        pytest.param((2,), Kind.INTEGER, (F(7, 3), F(-1, 3)), (2, 0), id="integer vector"),
    ],
)
def test_other_kinds(shape: tuple[int, ...], kind: Kind, row: tuple[Fraction, ...], value: object) -> None:
    made = parametrise(shape, kind, (), Extent(integer=kind is Kind.INTEGER))
    assert to_value(made.family.build(as_row(list(row)))[0]) == value


def test_complex_matrices_keep_linear_adjectives() -> None:
    made = parametrise((2, 2), Kind.COMPLEX, ("symmetric",), REALS)
    value = made.family.build(np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]))[0]
    assert value.tolist() == [[1 + 4j, 2 + 5j], [2 + 5j, 3 + 6j]]


def test_singular_values_of_one_are_exact() -> None:
    from proofcheck.instances.matrices import SingularValues

    family = SingularValues(shape=(2, 3))
    for row in islice(family.structured(), 80):
        value = built_exactly(family, row).tolist()
        gap = [[(1 if i == j else 0) - x for j, x in enumerate(line)] for i, line in enumerate(_gram(value))]
        negative, zero, _ = linear.inertia(gap)
        assert negative == 0
        assert zero >= 1


def _gram(value: list[list[Fraction]]) -> list[list[Fraction]]:
    return linear.multiply(value, linear.transpose(value))
