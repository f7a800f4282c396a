"""Proofs of real analysis in print: numbered facts, references, and plain leaves left out."""

from __future__ import annotations

from proofcheck.report.plans import printed, told
from proofcheck.verdict import Certificate, Step

PROOF = Certificate(
    method="real analysis",
    steps=(
        Step(rule="sign of the normal form", text="1 - cos(x) >= 0 for x in (0, oo)"),
        Step(rule="sign of the normal form", text="0 >= 0"),
        Step(rule="monotonicity", text="x - sin(x) >= 0 for x in [0, oo)", premises=(1, 0)),
    ),
    replayed=True,
)


def test_facts_are_numbered_and_plain_leaves_left_out() -> None:
    assert list(told(PROOF)) == [
        "(1) 1 - cos(x) ≥ 0 for x in (0, oo)  [sign of the normal form]",
        "(2) x - sin(x) ≥ 0 for x in [0, oo)  [monotonicity, by (1)]",
    ]


def test_signs_are_those_of_print() -> None:
    assert printed("x**2 <= 1 and y != 0") == "x² ≤ 1 and y ≠ 0"
    assert printed("x**24 >= 0") == "x**24 ≥ 0"
