"""What adjectives mean: hand-checked matrices that have them and that just miss them, exactly and in floats."""

from __future__ import annotations

import numpy as np
import pytest

from proofcheck.instances.adjectives import ADJECTIVES, closure, holds, holds_exactly
from proofcheck.instances.arrays import exact_array

EYE, SWAP, ZERO = [[1, 0], [0, 1]], [[0, 1], [1, 0]], [[0, 0], [0, 0]]

TABLE = {
    "symmetric": ([[1, 2], [2, 3]], [[1, 2], [3, 1]]),
    "skew": ([[0, 2], [-2, 0]], [[1, 2], [-2, 0]]),
    "positive definite": ([[2, 1], [1, 2]], [[1, 1], [1, 1]]),
    "positive semidefinite": ([[1, 1], [1, 1]], [[0, 1], [1, 0]]),
    "orthogonal": (SWAP, [[1, 1], [1, -1]]),
    "orthonormal columns": ([[0, 1], [1, 0], [0, 0]], [[1, 0], [1, 0], [0, 1]]),
    "full rank": ([[1, 0, 0], [0, 1, 0]], [[1, 2, 3], [2, 4, 6]]),
    "invertible": ([[1, 2], [3, 4]], [[1, 2], [2, 4]]),
    "diagonal": ([[1, 0], [0, 2]], [[1, 1], [0, 2]]),
    "lower triangular": ([[1, 0], [1, 1]], [[1, 1], [0, 1]]),
    "upper triangular": ([[1, 1], [0, 1]], [[1, 0], [1, 1]]),
    "rank one": ([[1, 2], [2, 4]], ZERO),
    "permutation": (SWAP, [[1, 0], [1, 0]]),
    "unit": ([0, 1], [1, 1]),
    "probability": ([0, 1], [2, -1]),
    "one-hot": ([0, 1], [1, 1]),
    "stochastic": ([[1, 0], [1, 0]], [[1, 1], [0, 0]]),
    "doubly stochastic": (SWAP, [[1, 0], [1, 0]]),
    "nilpotent": ([[1, -1], [1, -1]], EYE),
    "projection": ([[1, 1], [0, 0]], [[0, 1], [0, 0]]),
    "singular": ([[1, 1], [1, 1]], EYE),
}


@pytest.mark.parametrize("adjective", ADJECTIVES)
def test_adjectives_of_hand_checked_arrays(adjective: str) -> None:
    has, misses = (exact_array(a) for a in TABLE[adjective])
    assert holds_exactly(adjective, has)
    assert not holds_exactly(adjective, misses)
    floats = [a.astype(np.float64)[None] for a in (has, misses)]
    assert [bool(holds(adjective, a)[0]) for a in floats] == [True, False]


@pytest.mark.parametrize(
    ("stated", "follows"),
    [
        pytest.param({"diagonal"}, {"symmetric", "lower triangular"}, id="diagonal"),
        pytest.param({"symmetric", "lower triangular"}, {"diagonal"}, id="symmetric and triangular"),
        pytest.param({"symmetric", "stochastic"}, {"doubly stochastic"}, id="symmetric and stochastic"),
        pytest.param({"orthogonal", "stochastic"}, {"permutation"}, id="orthogonal and stochastic"),
        pytest.param({"positive semidefinite", "invertible"}, {"positive definite"}, id="semidefinite, invertible"),
        pytest.param({"permutation"}, {"orthogonal", "full rank", "stochastic"}, id="permutation"),
    ],
)
def test_what_follows_from_what(stated: set[str], follows: set[str]) -> None:
    assert follows <= closure(stated)


def test_a_slightly_wrong_exact_matrix_is_wrong() -> None:
    tiny = exact_array([[1, 0], [0, 1]])
    tiny[0, 1] += exact_array([1])[0] / 10**30
    assert not holds_exactly("orthogonal", tiny)
    assert holds("orthogonal", tiny.astype(np.float64)[None])[0]


def test_every_matrix_of_a_tensor_counts() -> None:
    assert not holds_exactly("symmetric", exact_array([EYE, [[0, 1], [0, 0]]]))
    assert holds_exactly("symmetric", exact_array([EYE, SWAP]))
