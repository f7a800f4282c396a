from __future__ import annotations

import pytest
from elaborated import claim, only

GIVEN = {"A": "matrix[m, n]", "x": "vector[m]"}
MESSAGE = "`@` between a matrix[m, n] and a vector[m]: inner dimensions `n` and `m` differ"


@pytest.mark.parametrize(
    ("given", "assume"),
    [
        pytest.param({}, [], id="free"),
        pytest.param({}, ["m <= n"], id="inequality"),
        pytest.param({}, ["sigma_max(A) == 1/2"], id="about-the-array"),
        pytest.param({"m": "integer in 1..5", "n": "integer in 6..9"}, [], id="never-equal"),
        pytest.param({"m": "integer in {3}", "n": "integer in 3..4"}, [], id="one-other"),
        pytest.param({}, ["n == 2*m"], id="tied-but-different"),
        pytest.param({"k": "integer >= 1"}, ["m == k", "k >= 3"], id="through-a-third"),
        pytest.param({"A": "orthonormal columns matrix[m, n]"}, [], id="tall"),
    ],
)
def test_sizes_that_may_differ_refute_the_statement(given: dict[str, str], assume: list[str]) -> None:
    found = claim({**GIVEN, **given}, assume=assume, relations="A @ x == 0")
    assert found.problems == ()
    assert found.fault is not None
    assert (found.fault.message, found.fault.condition) == (MESSAGE, "m = n")


@pytest.mark.parametrize(
    ("given", "assume"),
    [
        pytest.param({}, ["m == n"], id="equation"),
        pytest.param({}, ["m <= n", "n <= m"], id="two-inequalities"),
        pytest.param({}, ["m == n or m + 1 == n + 1"], id="disjunction"),
        pytest.param({"k": "integer"}, ["m == k", "n == k"], id="through-a-third"),
        pytest.param({"m": "integer in {3}", "n": "integer in 3..3"}, [], id="domains"),
        pytest.param({"n": "integer in m..m"}, [], id="domain-of-the-other"),
        pytest.param({"B": "matrix[n, m]"}, ["B @ A == eye(n)", "A @ B == eye(m)"], id="inverse"),
        pytest.param({}, ["rank(A) == m", "rank(A) == n"], id="rank"),
        pytest.param({}, ["factorial(m) == factorial(n)"], id="not-understood"),
        pytest.param(
            {"A": "orthonormal columns matrix[m, n]", "B": "orthonormal columns matrix[n, m]"}, [], id="both-tall"
        ),
    ],
)
def test_sizes_that_must_agree_refute_nothing(given: dict[str, str], assume: list[str]) -> None:
    found = claim({**GIVEN, **given}, assume=assume, relations="A @ x == 0")
    assert found.fault is None
    message = f"{MESSAGE}, unless an assumption makes them equal"
    assert only(found) == (message, "@", "declare both with the same name")


def test_shapes_of_different_rank_never_agree() -> None:
    found = claim(GIVEN, assume=["m == n"], relations="A == x")
    assert found.fault is not None
    assert found.fault.condition == ""
