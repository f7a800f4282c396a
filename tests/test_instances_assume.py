"""Assumptions met by construction: floats of random rows satisfy them, and exact rows satisfy them exactly."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from proofcheck.claim import Claim
from proofcheck.instances import linear
from proofcheck.instances.configurations import configurations
from proofcheck.instances.space import Space
from proofcheck.load.yaml import load_text
from proofcheck.meaning.entries import unroll
from proofcheck.meaning.graph import Entry

F = Fraction


def claim_of(given: dict[str, str], assume: list[str], let: dict[str, str] | None = None) -> Claim:
    """A claim that speaks of all its variables: those that nothing uses are dropped."""
    used = [f"{name} == {name}" for name, type_ in given.items() if not type_.startswith("function")]
    claim = {"id": "a", "claim": used, "given": given, "assume": assume, "let": let or {}}
    text = json.dumps({key: value for key, value in claim.items() if value})
    body = f"proofcheck: 1\nclaims: [{text}]\n"
    loaded = load_text(body, "x.claims.yaml")
    assert not loaded.problems, [str(p.problem) for p in loaded.problems]
    return loaded.claims[0]


def random_rows(space: Space, count: int = 400) -> np.ndarray:
    return space.parameters(np.random.Generator(np.random.PCG64(11)), count)


SQUARE = {"A": "matrix[n, n]"}
N3 = {"n": 3}

# given, assumptions, sizes, the least share of random float rows and of exact rows that are admissible
TABLE = [
    pytest.param(SQUARE, ["trace(A) == 0"], N3, 1, 1, id="trace"),
    pytest.param({"A": "symmetric matrix[n, n]"}, ["trace(A) == 1"], N3, 1, 1, id="trace of symmetric"),
    pytest.param({"x": "vector[n]"}, ["sum(x) == 1"], N3, 1, 1, id="sum"),
    pytest.param({"x": "vector[n] in [0, 1]"}, ["sum(x) == 1"], N3, 1, 1, id="chances"),
    pytest.param({"x": "vector[n]", "y": "vector[n]"}, ["dot(x, y) == 0"], N3, 0.95, 0.95, id="orthogonal vectors"),
    pytest.param(
        {"A": "matrix[n, n]", "v": "vector[n]", "lam": "real"}, ["A @ v == lam*v"], N3, 0.95, 1, id="eigenvector"
    ),
    pytest.param({"A": "matrix[n, n]", "B": "matrix[n, n]"}, ["A @ B == B @ A"], {"n": 2}, 0.95, 1, id="commuting"),
    pytest.param({"a": "real", "b": "real"}, ["a + b == 1"], {}, 1, 1, id="complement"),
    pytest.param({"a": "real", "b": "real", "c": "real"}, ["a*b*c == 1"], {}, 0.7, 0.5, id="product"),
    pytest.param({"x": "real", "y": "real"}, ["x**2 + y**2 == 1"], {}, 1, 1, id="circle"),
    pytest.param({"x": "real", "y": "real"}, ["x**2 + x*y + y**2 == 1"], {}, 0.6, 0.02, id="ellipse"),
    pytest.param({"x": "vector[n]"}, ["norm(x) == 2"], N3, 1, 1, id="norm"),
    pytest.param({"x": "vector[n]", "r": "real"}, ["norm(x) == r"], N3, 1, 1, id="norm by name"),
    pytest.param({"x": "vector[n]"}, ["norm(x) <= 1"], N3, 1, 1, id="ball"),
    pytest.param({"x": "vector[n]"}, ["norm(x) < 1"], N3, 1, 1, id="open ball"),
    pytest.param({"x": "vector[n]"}, ["norm(x) >= 3"], N3, 1, 1, id="outside a ball"),
    pytest.param({"x": "vector[n]", "A": "matrix[n, n]"}, ["norm(A @ x) == 1"], N3, 0.8, 0, id="norm of an image"),
    pytest.param(SQUARE, ["max_abs(A) <= 1"], N3, 1, 1, id="greatest entry"),
    pytest.param(SQUARE, ["norm(A, 1) == 1"], N3, 0.9, 0.9, id="column sums"),
    pytest.param(SQUARE, ["sigma_max(A) == 1/2"], N3, 1, 1, id="spectral norm"),
    pytest.param({"A": "matrix[m, n]"}, ["norm(A, 2) <= 1/2"], {"m": 2, "n": 3}, 1, 1, id="spectral norm at most"),
    pytest.param(SQUARE, ["sigma_min(A) >= 1/2"], N3, 0.99, 1, id="least singular value"),
    pytest.param({"A": "symmetric matrix[n, n]"}, ["sigma_max(A) == 1/2"], N3, 1, 1, id="spectral norm, symmetric"),
    pytest.param({"A": "symmetric matrix[n, n]"}, ["lambda_max(A) == -1"], N3, 0.99, 1, id="largest eigenvalue"),
    pytest.param({"A": "symmetric matrix[n, n]"}, ["lambda_min(A) == 2"], N3, 0.99, 1, id="least eigenvalue"),
    pytest.param(
        {"A": "positive definite matrix[n, n]"}, ["lambda_min(A) == 2"], N3, 0.99, 1, id="least eigenvalue, definite"
    ),
    pytest.param(
        {"A": "positive semidefinite matrix[n, n]"}, ["lambda_max(A) == 2"], N3, 0.99, 1, id="largest, semidefinite"
    ),
    pytest.param(
        {"A": "lower triangular matrix[n, n]"}, ["sigma_max(A) == 1"], {"n": 2}, 0.9, 0.02, id="norm, triangular"
    ),
    pytest.param(SQUARE, ["spectral_radius(A) == 2"], N3, 0.7, 1, id="spectral radius"),
    pytest.param(
        {"F": "tensor[n, d, d]", "s": "real > 2"},
        ["forall t in 1..n: sigma_max(F[t]) == s"],
        {"n": 2, "d": 2},
        1,
        1,
        id="every matrix of a tensor",
    ),
    pytest.param(SQUARE, ["A.T @ A == eye(n)"], N3, 1, 1, id="orthogonal in other words"),
    pytest.param({"A": "matrix[m, n]"}, ["A.T @ A == eye(n)"], {"m": 3, "n": 2}, 1, 1, id="orthonormal columns"),
    pytest.param(SQUARE, ["A @ A == A"], N3, 0.99, 1, id="projection in other words"),
    pytest.param(SQUARE, ["is_psd(A)"], N3, 0.99, 1, id="semidefinite in other words"),
    pytest.param(SQUARE, ["A.T == -A"], N3, 1, 1, id="skew in other words"),
    pytest.param(SQUARE, ["det(A) == 0"], N3, 0.9, 1, id="singular"),
    pytest.param(SQUARE, ["det(A) == 1"], N3, 0.7, 0.5, id="unimodular"),
    pytest.param(
        SQUARE, ["A @ ones(n) == ones(n)", "forall i in 1..n, j in 1..n: A[i, j] >= 0"], N3, 1, 1, id="stochastic"
    ),
    pytest.param({"a": "real", "b": "real", "c": "real"}, ["a <= b <= c"], {}, 1, 1, id="order"),
    pytest.param({"a": "real", "b": "real"}, ["a < b", "a > 0"], {}, 1, 1, id="positive and ordered"),
    pytest.param({"x": "vector[n]"}, ["forall i in 1..n-1: x[i] <= x[i+1]"], {"n": 4}, 1, 1, id="sorted"),
    pytest.param({"x": "real > 0", "y": "real in [0, x]"}, [], {}, 1, 1, id="moving domain"),
    pytest.param({"x": "real in [0, 1]", "y": "real in (x, 1]"}, ["x < 1"], {}, 1, 1, id="moving, half open"),
    pytest.param({"A": "matrix[n, n]", "B": "matrix[n, n]"}, ["B == A.T @ A"], N3, 1, 1, id="definition"),
    pytest.param(
        {"x": "vector[n]", "y": "vector[n]"}, ["x @ y == 1", "y == x"], {"n": 2}, 1, 1, id="through a definition"
    ),
    pytest.param(
        {"A": "matrix[n, n]", "x": "vector[n]", "b": "vector[n]"},
        ["A @ x == b", "norm(b) == 1"],
        N3,
        0.9,
        0.9,
        id="equation with a norm",
    ),
    pytest.param({"x": "real", "y": "real"}, ["y == exp(x)"], {}, 0.9, 0.01, id="transcendental definition"),
    pytest.param({"x": "real", "y": "real"}, ["x**2 + y**2 > 0"], {}, 0.8, 1, id="not the origin"),
    pytest.param({"x": "vector[n]"}, ["norm(x) >= 0"], N3, 1, 1, id="nothing asked"),
    pytest.param({"x": "real", "b": "boolean"}, ["b => x > 1"], {}, 0.5, 0.5, id="rejection"),
]


@pytest.mark.parametrize(("given", "assume", "sizes", "floats", "exact"), TABLE)
def test_assumptions_are_met(
    given: dict[str, str], assume: list[str], sizes: dict[str, int], floats: float, exact: float
) -> None:
    space = Space(claim_of(given, assume), sizes)
    assert space.unchecked == ()
    rows = random_rows(space)
    built = space.build(rows)
    assert built.admissible.mean() >= floats
    assert (space.tried, space.accepted) == (400, int(built.admissible.sum()))
    structured = space.structured()[:40]
    assert structured
    found = [space.build_exact(row) for row in structured]
    good = [values for values in found if values is not None]
    assert len(good) >= exact * len(structured)
    for values in good[:12]:
        assert _holds(space.claim, sizes, values) is not False
    near = [space.build_exact(next(iter(space.rounded(row, (4,))))) for row in rows[:40]]
    assert sum(values is not None for values in near) >= exact * 20


def _holds(claim: Claim, sizes: dict[str, int], values: dict[str, object]) -> bool | None:
    """The assumptions and domains on exact values, by an expansion of their own; None where not known."""
    from proofcheck.instances.arrays import from_value
    from proofcheck.instances.exact_values import exactly

    state = {name: from_value(value).reshape(1, -1) for name, value in values.items()}  # type: ignore[arg-type]
    shapes = {name: from_value(value).shape for name, value in values.items()}  # type: ignore[arg-type]
    unrolled = unroll(claim, sizes)
    conditions: tuple[Entry, ...] = (*unrolled.assumptions, *unrolled.domain)
    truths = exactly(conditions, state, shapes)
    if False in truths:
        return False
    return None if None in truths else True


@pytest.mark.parametrize(
    ("given", "assume"),
    [
        pytest.param({"x": "real"}, ["x > 1", "x < 0"], id="crossed"),
        pytest.param({"x": "real"}, ["x**2 == -1"], id="negative square"),
        pytest.param({"x": "real"}, ["1 == 2"], id="false"),
        pytest.param({"x": "real", "y": "real"}, ["x < y", "y < x"], id="circular order"),
        pytest.param({"A": "skew matrix[n, n]"}, ["trace(A) == 1"], id="trace of skew"),
        pytest.param({"A": "nilpotent matrix[n, n]"}, ["is_orthogonal(A)"], id="nilpotent and orthogonal"),
    ],
)
def test_assumptions_that_nothing_meets_admit_nothing(given: dict[str, str], assume: list[str]) -> None:
    space = Space(claim_of(given, assume), N3 if "[n" in str(given) else {})
    assert not space.build(random_rows(space)).admissible.any()
    assert space.accepted == 0
    assert space.structured() == []
    assert space.build_exact([F(0)] * space.dimension) is None


def test_a_norm_that_is_asked_for_is_exact() -> None:
    space = Space(claim_of({"W": "matrix[d, d]"}, ["sigma_max(W) == 1/2"]), {"d": 3})
    for row in space.structured()[::16]:
        values = space.build_exact(row)
        assert values is not None
        w: list[list[Fraction]] = [list(line) for line in values["W"]]  # type: ignore[union-attr, arg-type]
        gram = linear.multiply(linear.transpose(w), w)
        gap = [[(F(1, 4) if i == j else 0) - x for j, x in enumerate(line)] for i, line in enumerate(gram)]
        negative, zero, _ = linear.inertia(gap)
        assert negative == 0
        assert zero >= 1


def test_jacobians_of_affine_families_are_scaled() -> None:
    claim = claim_of(
        {"d": "integer >= 1", "s": "real > 2", "f": "function(vector[d]) -> vector[d]", "z": "vector[d]"},
        ["sigma_max(jacobian(f(z), z)) == s"],
    )
    first = next(c for c in configurations(claim) if c.sizes == {"d": 2} and "@ z" in c.functions[0][2])
    space = Space(first.claim, first.sizes)
    assert space.build(random_rows(space)).admissible.all()
    values = space.build_exact(space.structured()[0])
    assert values is not None
    assert values["s"] == 3
    assert values["f.A"] in (((3, 0), (0, 3)), ((0, 3), (3, 0)))


def test_an_assumption_beyond_reach_is_left_to_the_judge() -> None:
    space = Space(claim_of({"x": "real"}, ["forall u: real: u*x == 0"]), {})
    assert space.unchecked == (0,)
    assert space.build(random_rows(space)).admissible.all()
