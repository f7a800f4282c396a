"""A checker of checkers: theorems of the calculus, each turned into a wrong one, which the prover then uses.

The prover proves a false claim by it, and the kernel, which has taken the rule's word for it, sees that a step is false
at an instance, or the search finds one. Rules that are no theorems are in `test_sabotage_rules.py`.
"""

from __future__ import annotations

import pytest
from theorem_claims import claim_from, grouped, wrong

from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.inference import replay, table
from proofcheck.inference.estimates.rules_estimates import THEOREMS
from proofcheck.inference.estimates.theorems import Theorem, rules_of
from proofcheck.proof import bounds, derivation, theorem_index
from proofcheck.search.falsify import falsify
from proofcheck.verdict import Certificate

ROWS = grouped(THEOREMS)
MOST = 6  # rows of one name that are tried, from all over the list
# What is as true the other way round, or where no instance has a value: −0 is psd; corr has no value of one number.
EXCEPT = ("is_psd(-(zeros(n, n)))", "1 <= abs(corr(x, y))")
# Rows that hold at most instances the other way round as well: there the search finds what the kernel does not try.
SEARCHED = (
    *("for s in lo..hi", "for s in hi..lo"),
    *("1 <= rank(outer(u, x))", "rank(A) <= rank(A @ C)", "rank(C) <= rank(A @ C)", "min(rank(A), rank(C))"),
)


def broken(name: str) -> tuple[Theorem, ...]:
    return tuple(map(wrong, ROWS[name]))


def tried(rows: tuple[Theorem, ...]) -> tuple[Theorem, ...]:
    """Some of the wrong rows."""
    false = [r for r in rows if r.statement not in EXCEPT]
    return tuple(false[:: -(-len(false) // MOST)])


def put_in_place(rows: tuple[Theorem, ...], patch: pytest.MonkeyPatch) -> None:
    """The rule of these rows in the table, and the rows in the prover's index."""
    rules = {**table.rules(), **{rule.name: rule for rule in rules_of(rows)}}
    for module in (replay, derivation):
        patch.setattr(module, "rules", lambda: rules)
    patch.setattr(theorem_index, "THEOREMS", rows)


def forget() -> None:
    for remembered in (theorem_index._uses, theorem_index._closers):
        remembered.cache_clear()


def found_out(claim: Claim, certificate: Certificate, statement: str) -> bool:
    refused = kernel.refusal(claim, certificate)
    if refused is not None:
        assert " is false at " in refused.reason
        assert refused.defect
        return True
    assert any(part in statement for part in SEARCHED)
    return falsify(claim, seed=0).witness is not None


@pytest.mark.parametrize("name", ROWS)
def test_a_wrong_theorem_is_used_and_found_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = broken(name)
    proposed: list[tuple[Claim, Certificate]] = []
    try:
        with monkeypatch.context() as patch:
            put_in_place(rows, patch)
            forget()
            for stated in tried(rows):
                claim = claim_from(stated)
                certificate = bounds.prove(claim)
                assert certificate is not None, stated.statement
                assert found_out(claim, certificate, stated.statement), stated.statement
                proposed.append((claim, certificate))
    finally:
        forget()
    for claim, certificate in proposed:
        refused = kernel.refusal(claim, certificate)
        assert refused is not None
        assert f"`{name}` does not give" in refused.reason
