"""The search: what it counts, where it stops, and what it says of partial functions, vacuity, size and limits."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import pytest

from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.instances.configurations import configurations
from proofcheck.search.falsify import Findings, describe, falsify
from proofcheck.verdict import Instance
from tests.claim_text import claim_of


def search(text: str, given: str = "x: real", assume: str = "", *, instances: int = 200, seed: int = 0) -> Findings:
    claim = claim_of(text, given, assume)
    return falsify(replace(claim, policy=replace(claim.policy, instances=instances)), seed=seed)


@pytest.mark.parametrize("instances", [100, 400], ids=str)
def test_the_policy_says_how_many_random_instances(instances: int) -> None:
    found = search("x == x", instances=instances)
    assert (found.random, found.broken, found.rate) == (instances, 0, 0.0)
    assert found.instances == found.admissible >= instances
    assert found.witness is None


def test_instances_are_shared_among_the_sizes() -> None:
    found = search("A.T.T == A", "A: 'matrix[n, n]'", instances=400)
    assert found.sizes == [f"n = {n}" for n in range(1, 6)]
    assert (found.configurations, found.random) == (5, 5 * 80)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("x > 0", 0.4, 0.6), ("x**2 < 0", 1.0, 1.0), ("x**2 >= 0", 0.0, 0.0)],
    ids=["half", "always", "never"],
)
def test_rate_of_random_instances(text: str, least: float, most: float) -> None:
    rate = search(text).rate
    assert rate is not None
    assert least <= rate <= most


def test_no_rate_without_random_instances() -> None:
    assert search("1/2 < log(2) < 1").rate is None
    assert search("n**2 <= 2**n", "n: integer >= 1").rate is None


def test_the_first_configuration_with_a_witness_ends_the_search() -> None:
    found = search("n**2 <= 2**n", "n: integer >= 1")
    assert found.witness is not None
    assert found.witness.instance == Instance(values=(("n", F(3)),))
    assert found.sizes == ["n = 1", "n = 2", "n = 3"]


@pytest.mark.parametrize(
    ("text", "given", "exhaustive"),
    [
        pytest.param("n**2 >= n", "n: integer in 1..5", True, id="finite-sizes"),
        pytest.param("1/2 < log(2) < 1", "x: real", True, id="no-variables"),
        pytest.param("n**2 >= n", "n: integer >= 1", False, id="unbounded-sizes"),
        pytest.param("n*x**2 >= 0", "n: integer in 1..2, x: real", False, id="a-number-left"),
        pytest.param("n/(n - 3) == n/(n - 3)", "n: integer in 1..5", False, id="undefined-at-one"),
    ],
)
def test_exhaustive_means_that_the_kernel_saw_all(text: str, given: str, exhaustive: bool) -> None:
    found = search(text, given)
    assert found.witness is None
    assert found.exhaustive is exhaustive


@pytest.mark.parametrize(
    ("text", "given", "side"),
    [
        pytest.param("log(x**2) == 2*log(x)", "x: real", "right", id="right"),
        pytest.param("log(x) <= x", "x: real", "left", id="left"),
        pytest.param("x**2/x == x", "x: real", None, id="isolated"),
        pytest.param("log(x) == log(x)", "x: real", None, id="both-alike"),
        pytest.param("log(x**2) == 2*log(x)", "x: real > 0", None, id="domain-stated"),
        pytest.param("x == x", "x: real", None, id="everywhere"),
    ],
)
def test_a_side_that_alone_is_undefined(text: str, given: str, side: str | None) -> None:
    found = search(text, given)
    assert found.witness is None
    assert (found.one_sided and found.one_sided[0]) == side
    if found.one_sided is not None:
        (reading,) = kernel.judge(claim_of(text, given), found.one_sided[1]).links
        assert reading.undefined == side


def test_undefined_everywhere() -> None:
    found = search("log(-1 - x**2) == 1 + log(-1 - x**2)")
    assert (found.instances, found.somewhere) == (0, 0)
    assert found.undefined == found.admissible > 0
    assert found.nowhere >= 3


@pytest.mark.parametrize(
    ("given", "assume"),
    [("x: real", "x**2 < 0"), ("x: real, y: real", "x > 1 and x < 0"), ("n: integer >= 1", "n < 1")],
    ids=["square", "contradiction", "sizes"],
)
def test_vacuous(given: str, assume: str) -> None:
    found = search("1 == 2", given, assume)
    assert (found.witness, found.admissible, found.instances) == (None, 0, 0)


def test_too_large_at_every_size() -> None:
    found = search("sum(zeros(n, n)) == x", "n: integer in 3000..4000, x: real")
    assert (found.configurations, found.too_large, found.exhaustive, found.instances) == (0, True, False, 0)


def test_a_hole_is_named() -> None:
    found = search("sum(1/2**k for k in 0..oo) == x", "x: real")
    assert set(found.holes) == {"limit"}
    assert (found.instances, found.exhaustive) == (0, False)


def test_floats_alone_refute_nothing() -> None:
    found = search("exp(x) > 0", instances=4000)
    assert found.broken > 0  # exp underflows to 0 far to the left
    assert found.unconfirmed > 0
    assert found.witness is None


def test_the_closest_call() -> None:
    closest = search("x**2 >= -1").closest
    assert closest is not None
    assert closest[0] == pytest.approx(-1)
    assert closest[1] == describe(next(iter(configurations(claim_of("x**2 >= -1")))))


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("bounded(n, n)", True),
        ("vanishes(n/(n + 1), n)", True),
        ("diverges(1/n, n)", True),
        ("vanishes(1/n, n)", False),
        ("diverges(n**2, n)", False),
    ],
    ids=["unbounded", "tends-to-one", "vanishing", "vanishes", "diverges"],
)
def test_limits_are_tried_at_one_depth_only(text: str, broken: bool) -> None:
    found = search(text, "n: integer >= 1")
    assert found.configurations == 1
    assert (found.witness is not None) is broken
    assert found.instances == int(not broken)


def test_a_limit_beyond_exact_arithmetic_is_left_open() -> None:
    found = search("vanishes(sin(n)/n, n)", "n: integer >= 1")
    assert (found.witness, found.instances) == (None, 0)


def test_the_same_seed_finds_the_same() -> None:
    first, again, other = (search("sin(x) <= cos(x)**2 + 1/2", seed=s) for s in (3, 3, 4))
    assert first == again
    assert (first.witness is None) == (other.witness is None)
    assert first.broken != other.broken


def test_every_configuration_is_announced() -> None:
    said: list[str] = []
    falsify(claim_of("n**2 >= n", "n: integer in 1..3"), seed=0, say=lambda phase, found: said.append(phase))
    assert said == ["search at n = 1", "search at n = 2", "search at n = 3"]


@pytest.mark.parametrize(
    ("text", "given", "words"),
    [
        ("x == x", "x: real", ""),
        ("m + n == n + m", "m: integer in 2..2, n: integer in 3..3", "m = 2, n = 3"),
    ],
    ids=["none", "two"],
)
def test_describe(text: str, given: str, words: str) -> None:
    assert describe(next(iter(configurations(claim_of(text, given))))) == words


TRUE_CLOSE: dict[str, Claim] = {
    "cancellation": claim_of("(exp(x) - 1)/x > 0", "x: real != 0"),
    "cancelling cosine": claim_of("(1 - cos(x))/x**2 <= 1/2", "x: real"),
    "overflow": claim_of("log(1 + exp(x)) >= x", "x: real"),
    "pole": claim_of("1/(1 - p) == 1/(1 - p)", "p: real"),
    "strict limit": claim_of("-1 < tanh(x) < 1", "x: real"),
    "large products": claim_of("(A @ B).T == B.T @ A.T", "A: 'matrix[n, n]', B: 'matrix[n, n]'"),
    "touching": claim_of("exp(x) >= 1 + x", "x: real"),
}


@pytest.mark.parametrize("name", sorted(TRUE_CLOSE))
def test_rounding_refutes_nothing(name: str) -> None:
    found = falsify(TRUE_CLOSE[name], seed=0)
    assert found.witness is None
    assert found.instances > 0
