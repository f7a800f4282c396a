"""Chains of cells: those that lead away from every base case are given up soon, all others are computed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text
from proofcheck.meaning import IllFounded
from proofcheck.meaning.batch import compile_claim
from proofcheck.meaning.entries import Limits, unroll

GIVEN = {"x": "real", "n": "integer"}


def claim_of(relation: str, let: dict[str, str]) -> Claim:
    lines = ["proofcheck: 1", "given:", *(f"  {name}: {type_}" for name, type_ in GIVEN.items()), "let:"]
    lines += [f"  {head}: {body}" for head, body in let.items()]
    lines += ["claims:", "  - id: it", f"    claim: {relation}"]
    loaded = load_text("\n".join(lines) + "\n")
    assert not loaded.problems, loaded.problems
    return loaded.claims[0]


ENGINES: dict[str, Callable[[Claim, int], object]] = {
    "exact": lambda claim, n: unroll(claim, {"n": n}, Limits(entries=4000, cells=600)),
    "batch": lambda claim, n: compile_claim(claim, {"n": n}),
}
LOOP = {"s[0]": "x", "q[t, i]": "s[t-i]/2", "s[t]": "q[t, 1] + q[t, 2]"}
AHEAD = {"s[0]": "x", "q[t, i]": "s[t+i]/2", "s[t]": "q[t, 1] + q[t, 2]"}
PAIR = {"s[-1]": "x", "s[0]": "x", "q[t, i]": "s[t-i]/2", "s[t]": "q[t, 1] + q[t, 2]"}
BOTH = {"s[0]": "x", "s[t]": "s[t-1]/2 if t > 0 else s[t+1]/3"}


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize(
    ("let", "n"),
    [
        pytest.param(LOOP, 5, id="through-another-recurrence"),
        pytest.param(LOOP, -2, id="from-before-the-base"),
        pytest.param(AHEAD, -5, id="ahead"),
    ],
)
def test_a_chain_that_leads_away_is_given_up(engine: str, let: dict[str, str], n: int) -> None:
    with pytest.raises(IllFounded, match="farther from the base cases"):
        ENGINES[engine](claim_of("s[n] == x", let), n)


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize(
    ("let", "n"),
    [
        pytest.param(PAIR, 150, id="far-along"),
        pytest.param(BOTH, 200, id="up"),
        pytest.param(BOTH, -200, id="down"),
    ],
)
def test_a_long_chain_towards_a_base_case_is_computed(engine: str, let: dict[str, str], n: int) -> None:
    assert ENGINES[engine](claim_of("s[n] == x", let), n) is not None


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_many_cells_beyond_the_base_cases_are_fine(engine: str) -> None:
    """Each of them has a value; asking for one after the other is no chain."""
    assert ENGINES[engine](claim_of("sum(s[-k] for k in 1..n) == x", BOTH), 150) is not None
