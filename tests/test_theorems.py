"""Every theorem that the rules rest on is a claim of the language, and holds wherever the kernel tries it."""

from __future__ import annotations

import pytest
from theorem_claims import claim_from, grouped

from proofcheck import kernel
from proofcheck.inference.estimates.rules_estimates import THEOREMS
from proofcheck.inference.estimates.theorems import Theorem
from proofcheck.inference.table import rules
from proofcheck.instances.trials import trials

ENTRIES = 20_000  # of one theorem, at instances
ROWS = grouped(THEOREMS)


def readings(stated: Theorem) -> list[kernel.LinkReading]:
    """What the theorem says at each instance that has what it supposes."""
    claim, found, spent = claim_from(stated), [], 0
    for trial in trials(claim):
        judgement = kernel.judge(claim, trial.instance)
        spent += judgement.cost
        if judgement.admissible is True:
            found.append(judgement.links[0])
        if spent > ENTRIES:
            break
    return found


@pytest.mark.parametrize("name", ROWS)
def test_no_theorem_is_false_or_vacuous(name: str) -> None:
    seen = {stated.statement: [r.truth for r in readings(stated) if not r.undefined] for stated in ROWS[name]}
    assert [text for text, truths in seen.items() if False in truths] == []
    assert [text for text, truths in seen.items() if not truths] == []


def test_each_name_of_theorems_is_a_rule() -> None:
    assert ROWS.keys() <= rules().keys()
    assert len(THEOREMS) > 700
