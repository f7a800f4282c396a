"""Rules on existence, negation and values at a point: what they give, and what they refuse."""

from __future__ import annotations

import pytest

from tests.inferred import gives

GIVEN = {
    "n": "integer >= 1",
    "d": "integer >= 1",
    "x": "real",
    "y": "real",
    "c": "real > 0",
    "b": "vector[n]",
    "p": "nonnegative vector[n]",
    "A": "matrix[d, d]",
}
LET = {"u[0]": "x", "u[t]": "tanh(u[t-1] + b[t])", "h[0]": "x", "h[t]": "sigmoid(h[t-1] + b[t])"}
WITNESSED = [
    ("exists z: real: z**2 == 4", "2**2 == 4", True),
    ("exists z: real in [0, 1]: z**2 == 4", "2**2 == 4", False),  # outside the domain
    ("exists z: real in (2, 3): z**2 == 4", "2**2 == 4", False),  # on its open end
    ("exists z: real != 2: z**3 == 8", "2**3 == 8", False),
    ("exists z: real > 0: z*y == y", "c*y == y", True),
    ("exists z: real > 0: z*y == y", "x*y == y", False),
    ("exists z: integer: z/2 == 1/4", "(1/2)/2 == 1/4", False),  # no integer
    ("exists z: real in {0}: z/z == 1", "0/0 == 1", False),  # no value at the witness
    ("exists z: real: relu'(z) == 0", "relu'(0) == 0", False),
    ("exists z: real: z == 1/x", "1/x == 1/x", False),
    ("exists z: real: z == 1/c", "1/c == 1/c", True),
    ("exists k in 1..n: k >= n", "n >= n", True),
    ("exists k in 1..n: k > n", "n + 1 > n", False),
    ("exists k in 1..n if k != n: k >= n", "n >= n", False),
    ("exists E: matrix[d, d]: E @ A == A", "eye(d) @ A == A", True),
    ("exists E: orthogonal matrix[d, d]: E @ A == A", "eye(d) @ A == A", True),
    ("exists E: orthogonal matrix[d, d]: E @ E == E", "zeros(d, d) @ zeros(d, d) == zeros(d, d)", False),
    ("exists v: vector[n] in [1, 2]: dot(v, b) == 0", "dot(zeros(n), b) == 0", False),
    ("exists v: vector[n] in [0, 2]: dot(v, b) == 0", "dot(zeros(n), b) == 0", True),
    ("exists z: real: z**2 == y", "y > 0 => sqrt(y)**2 == y", False),  # only under a condition
    ("y > 0 => (exists z: real: z**2 == y)", "y > 0 => sqrt(y)**2 == y", True),
]


@pytest.mark.parametrize(
    ("conclusion", "premise", "expected"), WITNESSED, ids=[f"{c} from {p}" for c, p, _ in WITNESSED]
)
def test_witness(conclusion: str, premise: str, expected: bool) -> None:
    assert gives("witness", conclusion, [premise], GIVEN) is expected


NEGATED = [
    ("not (exists z: real: z**2 < 0)", "forall z: real: z**2 >= 0", True),
    ("not (exists z: real: z**2 < 0)", "forall z: real: z**2 >= -1", False),
    ("not (forall z: real: z > 0)", "exists z: real: z <= 0", True),
    ("not (forall z: real: z > 0)", "exists z: real: z < 1", False),
    ("not (x < y)", "x >= y", True),
    ("not (x < y)", "x > y - 1", False),
    ("not (x < y and y < x)", "x >= y or y >= x", True),
]


@pytest.mark.parametrize(("conclusion", "premise", "expected"), NEGATED, ids=[f"{c} from {p}" for c, p, _ in NEGATED])
def test_negation(conclusion: str, premise: str, expected: bool) -> None:
    assert gives("negation", conclusion, [premise], GIVEN) is expected


AT_A_POINT = [
    ("at(x**2, x = 3) == 9", "x == 3 => x**2 == 9", True),
    ("at(x**2, x = 3) == 9", "x == 2 => x**2 == 9", False),
    ("at(x*y, x = 3) == 3*y", "x == 3 => x*y == 3*y", True),
    ("at(x*y, x = 3) == x*y", "x == 3 => x*y == x*y", False),  # the other side speaks of x as well
    ("at(c*y, c = -1) == -y", "c == -1 => c*y == -y", False),  # outside the domain
    ("at(1/x, x = 0) == 1/x", "x == 0 => 1/x == 1/x", False),
    ("at(diff(u[n], x), x = 0, b = zeros(n)) == 1", "x == 0 and b == zeros(n) => diff(u[n], x) == 1", True),
    ("at(diff(u[n], x), x = 0, b = zeros(n)) == 1", "x == 0 => diff(u[n], x) == 1", True),
    ("at(diff(u[n], x), x = 0) == 1", "x == 0 and b == zeros(n) => diff(u[n], x) == 1", False),
]


@pytest.mark.parametrize(
    ("conclusion", "premise", "expected"), AT_A_POINT, ids=[f"{c} from {p}" for c, p, _ in AT_A_POINT]
)
def test_value_at_a_point(conclusion: str, premise: str, expected: bool) -> None:
    assert gives("value at a point", conclusion, [premise], GIVEN, LET) is expected


def test_a_point_that_an_assumption_speaks_of_is_not_moved_to() -> None:
    sides = ("at(x**2, x = 3) == 9", ["x == 3 => x**2 == 9"])
    assert not gives("value at a point", *sides, GIVEN, LET, assume=["x <= 1"])


CYCLES = [
    ("not vanishes(at(diff(u[n], x), x = 0, b = zeros(n)), n)", True),
    ("not vanishes(at(diff(h[n], x), x = 0, b = zeros(n)), n)", False),
    ("not bounded(at(diff(u[n], x), x = 0, b = zeros(n)), n)", False),
    ("not vanishes(at(diff(u[n], x), x = 0), n)", False),  # b is open
]


@pytest.mark.parametrize(("conclusion", "expected"), CYCLES, ids=[c for c, _ in CYCLES])
def test_exact_cycle(conclusion: str, expected: bool) -> None:
    given = {name: GIVEN[name] for name in ("n", "x", "b")}
    assert gives("exact cycle", conclusion, (), given, LET) is expected


def test_equivalence_and_disjunction() -> None:
    both = ["x > 0 => y > 0", "y > 0 => x > 0"]
    assert gives("equivalence", "x > 0 <=> y > 0", both, GIVEN)
    assert not gives("equivalence", "x > 0 <=> y > 0", both[:1], GIVEN)
    assert gives("disjunction", "x > 0 or y > 0", ["y > 0"], GIVEN)
    assert not gives("disjunction", "x > 0 or y > 0", ["y >= 0"], GIVEN)
