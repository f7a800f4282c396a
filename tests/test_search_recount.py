"""Repairs of claims about counts: what the count is, put to the argument of any claim."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck.claim import Claim
from proofcheck.portfolio import decide
from proofcheck.prune import without_unused
from proofcheck.search.recount import recounts
from proofcheck.verdict import Instance, Outcome, Witness
from tests.test_meaning_size_relations import claim

RIGHT = {
    "steps(m) == d*W*H": [
        ("`H + W + d - 2` instead of `d*W*H`", "proved"),
        ("`steps(m) <= d*W*H` instead of `steps(m) == d*W*H`", "proved"),
    ],
    "d*W*H <= steps(m)": [("`H + W + d - 2` instead of `d*W*H`", "proved")],
    "connections(h) == T*k**2": [
        ("`k**2*(T - 1)` instead of `T*k**2`", "proved"),
        ("`connections(h) <= T*k**2` instead of `connections(h) == T*k**2`", "proved"),
    ],
    "memory(p) < memory(m)": [("`memory(p) == memory(m)` instead of `memory(p) < memory(m)`", "proved")],
    "steps(p) > steps(m)": [("`steps(p) <= steps(m)` instead of `steps(p) > steps(m)`", "proved")],
    "connections(p) < connections(m)": [
        (
            "`connections(p) - connections(m) == d*k**2*(H*W - 2*H - 2*W + 2)` instead of "
            "`connections(p) < connections(m)`",
            "proved",
        ),
    ],
    "steps(p) == d": [("`steps(p) <= d` instead of `steps(p) == d`", "proved")],
    "steps(g) == T": [
        (
            "`T - floor(T/2)` instead of `T`",
            "supported by interpolation on 4 choices of sizes, checked on 19 others",
        ),
    ],
    "T**2 == T + 1": [],
}


def witness(of: Claim) -> Witness:
    """Some sizes; which ones matters to guesses alone."""
    values = tuple((g.name, Fraction(3)) for g in of.given)
    return Witness(
        instance=Instance(values=values), link=0, relation=of.links[0].text, left="", right="", certified=True,
        confirmed=True,
    )  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_what_the_count_is(text: str) -> None:
    found = without_unused(claim(text))
    repairs = [r for r in recounts(found, witness(found)) if not r[0].startswith("`steps(g) <= T`")]
    assert repairs == RIGHT[text]


def test_a_report_shows_it_first() -> None:
    verdict = decide(claim("steps(m) == d*W*H"))
    assert verdict.outcome is Outcome.REFUTED
    assert isinstance(verdict.evidence, Witness)
    assert verdict.evidence.repairs[0] == ("`H + W + d - 2` instead of `d*W*H`", "proved")
