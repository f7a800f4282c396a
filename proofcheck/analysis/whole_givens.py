"""Claims with integer variables as claims on reals, of which the facts say that they are whole numbers.

What a claim says at whole numbers is the same, whatever kind its variables are; sizes of arrays, ends of ranges and
depths of recurrences need numbers, so that claims with those have no such reading.
"""

from __future__ import annotations

from dataclasses import replace

from proofcheck.claim import Claim, Definition
from proofcheck.language.types import REAL, Array
from proofcheck.meaning.entries import Unrolled
from proofcheck.meaning.finite import is_size
from proofcheck.meaning.graph import Entry


def as_reals(claim: Claim) -> tuple[Claim, tuple[str, ...]] | None:
    """The claim with its integer scalars as reals, and their names; None where one of them is the size of an array."""
    if any(isinstance(g.type, Array) for g in claim.declared):
        return None
    if any(not isinstance(d, Definition) for d in claim.definitions):
        return None
    names = tuple(g.name for g in claim.given if is_size(g))
    given = tuple(replace(g, type=REAL) if g.name in names else g for g in claim.given)
    return replace(claim, given=given), names


def whole_facts(expanded: Unrolled, names: tuple[str, ...]) -> tuple[Entry, ...]:
    """That the variables of these names are whole numbers."""
    g = expanded.graph
    variables = [expanded.givens[name].scalar for name in names if name in expanded.givens]
    return tuple(g.make("==", g.make("floor", v), v) for v in variables)
