"""Provers: each proposes a certificate for a whole claim, or nothing; only the kernel accepts one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from proofcheck.claim import Claim
from proofcheck.proof import induction, recurrences
from proofcheck.verdict import Certificate


@dataclass(frozen=True, slots=True)
class Prover:
    """A method of proof: its name in reports, and the function that tries it.

    `first`: it is quick to fail, and decides so much that it is tried before the search. `lengthy`: it may take
    seconds, which only the claim itself is worth, no variation of it.
    """

    name: str
    prove: Callable[[Claim], Certificate | None]
    first: bool = False
    lengthy: bool = False


def provers() -> tuple[Prover, ...]:
    """The built-in provers, cheap ones first."""
    from proofcheck.proof import (
        analysis,
        bounds,
        boxes,
        closed_form,
        computer_algebra,
        counting,
        derivatives,
        enumeration,
        goals,
        growth,
        identities,
        index_notation,
        integers,
        ranges,
    )

    return (
        Prover("index notation", index_notation.prove, first=True),
        Prover("bounds", bounds.prove_at_once, first=True),
        Prover("limits and existence", goals.prove_quantified, first=True),
        Prover("real analysis", analysis.prove_at_once, first=True),
        Prover("integers", integers.prove_at_once, first=True),
        Prover("real analysis at length", analysis.prove, lengthy=True),
        Prover("integers at length", integers.prove, lengthy=True),
        Prover("recurrences", recurrences.prove),
        Prover("induction", induction.prove),
        Prover("sums and connectives", goals.prove_others),
        Prover("identities", identities.prove),
        Prover("ranges", ranges.prove),
        Prover("derivatives", derivatives.prove),
        Prover("closed form", closed_form.prove),
        Prover("bounds at length", bounds.prove, lengthy=True),
        Prover("boxes", boxes.prove, lengthy=True),
        Prover("counting", counting.prove),
        Prover("growth", growth.prove),
        Prover("enumeration", enumeration.prove, lengthy=True),
        Prover("computer algebra", computer_algebra.prove, lengthy=True),
    )
