"""The scan of whole numbers: nearest first, within bounds, and for counts of the dataflow over more variables."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import pytest

from proofcheck.claim import Claim
from proofcheck.prune import without_unused
from proofcheck.search.falsify import falsify
from proofcheck.search.scan import counts, scan
from tests.claim_text import claim_of

CHAIN = 'let: {"h[0]": 0, "h[t] over t in 1..T": "h[t-1] + 1"}'
GRID = """let: {"h[0, i, j]": 0, "h[l, 0, j]": 0, "h[l, i, 0]": 0,
  "h[l, i, j] over l in 1..d, i in 1..H, j in 1..W": "h[l-1, i, j] + h[l, i-1, j] + h[l, i, j-1] + b[k]"}"""
SIZES = "d: integer >= 1, H: integer >= 1, W: integer >= 1, k: integer >= 1, b: 'vector[k]'"


def choices(claim: Claim) -> list[tuple[int, ...]]:
    return [tuple(int(v) for _, v in instance.values) for instance, _ in scan(claim)]  # type: ignore[arg-type]


def found(claim: Claim) -> dict[str, Fraction]:
    witness = falsify(without_unused(claim), seed=0).witness
    assert witness is not None
    return {name: value for name, value in witness.instance.values if isinstance(value, Fraction)}


def test_nearest_to_zero_first() -> None:
    every = choices(claim_of("a*b == b*a", "a: integer, b: integer"))
    assert every[:4] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    sizes = [max(map(abs, choice)) for choice in every]
    assert sizes == sorted(sizes)
    assert len(set(every)) == len(every)


def test_what_is_known_is_left_out() -> None:
    claim = claim_of("n >= 0", "n: integer >= 0")
    (first, _), (second, _) = islice(scan(claim), 2)
    assert next(scan(claim, {first}))[0] == second


@pytest.mark.parametrize(
    ("claim", "counting"),
    [
        pytest.param(claim_of("steps(h) == T", "T: integer >= 1", extra=CHAIN), True, id="a count"),
        pytest.param(claim_of("T >= 1", "T: integer >= 1"), False, id="no count"),
        pytest.param(claim_of("x*size(x*[1]) == x", "x: real"), False, id="a value"),
        pytest.param(claim_of("steps(h) in O(T)", "T: integer >= 1", extra=CHAIN), False, id="growth"),
    ],
)
def test_which_claims_count(claim: Claim, counting: bool) -> None:
    assert counts(claim) is counting


def test_four_variables_are_scanned_for_counts_alone() -> None:
    counted = without_unused(claim_of("steps(h) == d + H + W - 2", SIZES, extra=GRID))
    seen = choices(counted)
    assert {(2, 2, 2, 2), (3, 1, 2, 3)} <= set(seen)
    plain = claim_of("d + H + W + k >= 4", SIZES.replace(", b: 'vector[k]'", ""))
    assert choices(plain) == []


@pytest.mark.parametrize(
    ("text", "given", "extra", "witness"),
    [
        pytest.param("steps(h) == d + H + W - 1", SIZES, GRID, (1, 1, 1, 1), id="everywhere"),
        pytest.param("steps(h) == d*H*W", SIZES, GRID, (1, 2, 2, 1), id="two sizes at once"),
        pytest.param("steps(h) <= 40", SIZES, GRID, (41, 1, 1, 1), id="beyond a number"),
        pytest.param("steps(h) <= 1000", "T: integer >= 1, n: integer >= 1", CHAIN, (1001,), id="far beyond"),
        pytest.param("steps(h) != 7", "T: integer >= 1", CHAIN, (7,), id="at a number"),
    ],
)
def test_the_smallest_sizes_that_fail_are_found(text: str, given: str, extra: str, witness: tuple[int, ...]) -> None:
    assert tuple(found(claim_of(text, given, extra=extra)).values()) == witness


def test_sizes_of_a_supported_count_are_told() -> None:
    claim = without_unused(claim_of("steps(h) == T", "T: integer >= 1", extra=CHAIN))
    seen = falsify(claim, seed=0)
    assert seen.witness is None
    assert seen.scanned == seen.instances > 100
    assert seen.furthest > 100
