"""Sizes and families: small first, axes told apart, domains kept, the same every time."""

from __future__ import annotations

import json

import pytest

from proofcheck.claim import Claim
from proofcheck.instances.configurations import LIMIT, PAIRS, configurations, families, sizes_of
from proofcheck.load.yaml import load_text


def claim_of(given: dict[str, str], relation: str = "", **more: object) -> Claim:
    """A claim that speaks of all its variables: those that nothing uses are dropped."""
    used = [relation] if relation else [f"{name} == {name}" for name in given]
    text = json.dumps({"id": "a", "claim": used, "given": given, **more})
    loaded = load_text(f"proofcheck: 1\nclaims: [{text}]\n", "x.claims.yaml")
    assert not loaded.problems, [str(p.problem) for p in loaded.problems]
    return loaded.claims[0]


def sizes(claim: Claim) -> list[tuple[int, ...]]:
    return [tuple(c.sizes.values()) for c in configurations(claim)]


def test_a_claim_without_sizes_has_one_configuration() -> None:
    claim = claim_of({"x": "real"})
    (only,) = configurations(claim)
    assert (only.sizes, only.functions, only.exhaustive, only.claim) == ({}, (), True, claim)


def test_dimensions_start_at_one_and_stay_small() -> None:
    assert sizes(claim_of({"A": "matrix[n, n]"})) == [(1,), (2,), (3,), (4,), (5,)]


def test_two_dimensions_are_told_apart_early() -> None:
    found = sizes(claim_of({"A": "matrix[m, n]"}))
    assert found[0] == (1, 1)
    assert {(1, 2), (2, 1), (2, 2), (2, 3), (3, 2)} <= set(found[:12])
    assert any(m == 1 and n > 3 for m, n in found)
    assert len(found) <= LIMIT


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({"n": "integer in 1..4"}, [1, 2, 3, 4], id="range"),
        pytest.param({"n": "integer in {5, 3}"}, [5, 3], id="set"),
        pytest.param({"n": "integer in 2..4", "x": "vector[n]"}, [2, 3, 4], id="range of a dimension"),
        pytest.param({"n": "integer in (1, 4)"}, [2, 3], id="open interval"),
    ],
)
def test_small_finite_domains_are_tried_in_full(given: dict[str, str], expected: list[int]) -> None:
    found = list(configurations(claim_of(given)))
    assert [c.sizes["n"] for c in found] == expected
    assert all(c.exhaustive for c in found)


def test_a_large_finite_set_of_dimensions_is_not_tried_in_full() -> None:
    found = list(configurations(claim_of({"d": "integer in 1..64", "x": "vector[d]"})))
    assert [c.sizes["d"] for c in found] == [1, 2, 3, 4, 5]
    assert not any(c.exhaustive for c in found)


def test_up_to_two_hundred_cases_are_tried_in_full() -> None:
    found = list(configurations(claim_of({"a": "integer in 0..9", "b": "integer in 0..9"})))
    assert len(found) == 100
    assert found[0].sizes == {"a": 0, "b": 0}
    assert all(c.exhaustive for c in found)


def test_plain_integers_reach_far_and_below_zero() -> None:
    (found,) = ([n for (n,) in sizes(claim_of({"n": "integer"}))],)
    assert {0, 1, -1, 7, -5, 100} <= set(found)


def test_bounds_may_use_other_sizes() -> None:
    claim = claim_of({"T": "integer >= 2", "t": "integer in 1..T-1"})
    found = [(c.sizes["T"], c.sizes["t"]) for c in configurations(claim)]
    assert found[0] == (2, 1)
    assert len(found) > 5
    assert all(1 <= t <= T - 1 for T, t in found)


def test_assumptions_about_sizes_are_kept() -> None:
    found = sizes(claim_of({"A": "matrix[m, n]"}, assume=["m > n", "mod(m, 2) == 1"]))
    assert found
    assert all(m > n and m % 2 == 1 for m, n in found)


def test_impossible_shapes_are_left_out() -> None:
    claim = claim_of({"n": "integer", "x": "vector[n - 2]"})
    assert min(n for (n,) in sizes(claim)) >= 2


def test_no_sizes_no_configurations() -> None:
    assert list(configurations(claim_of({"n": "integer >= 3"}, assume=["n < 3"]))) == []


def test_depths_stay_small() -> None:
    claim = claim_of({"n": "integer >= 2", "x": "real"}, "h[n] == h[n]", let={"h[0]": "x", "h[t]": "tanh(h[t-1])"})
    assert [n for (n,) in sizes(claim)] == [2, 3, 4, 5, 6, 7]


def test_families_alternate_with_sizes() -> None:
    claim = claim_of({"f": "function(vector[d]) -> vector[d]", "x": "vector[d]"}, "f(x) == x")
    found = list(configurations(claim))
    assert len(found) == 5 * 6  # each size with each family
    assert len({c.functions for c in found[:10]}) >= 4
    assert found[0].functions == (("f", ("z",), "A @ z + b"),)
    assert {str(g.type) for g in found[0].claim.given if g.name == "f.A"} == {"matrix[d, d]"}
    assert len(families(claim)) == len({c.functions for c in found})


def test_families_leave_room_for_telling_sizes() -> None:
    """Depths and dimensions above 2 are tried with functions too, though each size comes with many families."""
    given = {"f": "function[T](vector[m]) -> real", "A": "matrix[m, n]", "T": "integer >= 1", "x": "vector[n]"}
    found = list(configurations(claim_of(given, "sum(f[t](A @ x) for t in 1..T) == 1")))
    assert len(found) == PAIRS
    assert any(c.sizes["T"] == 3 for c in found)
    assert {c.sizes[name] for c in found for name in ("T", "m", "n")} >= {1, 2, 3, 4}
    assert len({c.functions for c in found}) >= 6


def test_conditions_on_sizes_read_definitions() -> None:
    claim = claim_of({"A": "matrix[m, n]"}, "A == A", assume=["k <= 3", "m <= n"], let={"k": "m + n"})
    assert set(sizes(claim)) == {(1, 1), (1, 2)}


def test_two_functions_are_also_of_different_families() -> None:
    claim = claim_of({"f": "function(real) -> real", "g": "function(real) -> real", "x": "real"}, "f(x) == g(x)")
    bodies = [tuple(body for _, _, body in members) for members in families(claim)]
    assert any(a == b for a, b in bodies)
    assert any(a != b for a, b in bodies)


def test_a_function_without_families_has_no_configuration() -> None:
    assert list(configurations(claim_of({"f": "function(real) -> complex", "x": "real"}, "f(x) == f(x)"))) == []


def test_the_same_claim_gives_the_same_configurations() -> None:
    claim = claim_of({"A": "matrix[m, n]", "f": "function(real) -> real"}, "f(1) == f(1)")
    assert list(configurations(claim, 1)) == list(configurations(claim, 1))
    assert sizes_of(claim) == sizes_of(claim)
