"""Claims with integer variables as claims on reals, of which the facts say that they are whole numbers.

What a claim says at whole numbers is the same, whatever kind its variables are; sizes of arrays, ends of ranges and
depths of recurrences need numbers, so that claims with those have no such reading.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from proofcheck.claim import Claim, Definition
from proofcheck.language.types import REAL, Array
from proofcheck.meaning.entries import Unrolled
from proofcheck.meaning.finite import is_size
from proofcheck.meaning.graph import Entry, reachable


def as_reals(claim: Claim) -> tuple[Claim, tuple[str, ...]] | None:
    """The claim with its integer scalars as reals, and their names; None where one of them is the size of an array."""
    if any(isinstance(g.type, Array) for g in claim.declared):
        return None
    if any(not isinstance(d, Definition) for d in claim.definitions):
        return None
    names = tuple(g.name for g in claim.given if is_size(g))
    given = tuple(replace(g, type=REAL) if g.name in names else g for g in claim.given)
    return replace(claim, given=given), names


def without_floors(expanded: Unrolled, names: tuple[str, ...]) -> Unrolled:
    """The expansion without the integer parts of what is whole by its form, such as those of k + 1 in a density."""
    g = expanded.graph
    wholes = {expanded.givens[name].scalar for name in names if name in expanded.givens}
    roots = [*expanded.links, *expanded.assumptions, *expanded.domain]
    parts = {e: e.args[0] for e in reachable(roots) if e.op == "floor" and _is_whole(e.args[0], wholes)}
    if not parts:
        return expanded
    plain = g.substitute(roots, parts)
    links, rest = plain[: len(expanded.links)], plain[len(expanded.links) :]
    assumptions, domain = rest[: len(expanded.assumptions)], rest[len(expanded.assumptions) :]
    return replace(expanded, links=tuple(links), assumptions=tuple(assumptions), domain=tuple(domain))


def _is_whole(entry: Entry, wholes: set[Entry]) -> bool:
    if entry in wholes or entry.op in ("+", "-", "*", "neg"):
        return entry in wholes or all(_is_whole(a, wholes) for a in entry.args)
    return entry.op == "num" and isinstance(entry.data, Fraction) and entry.data.denominator == 1


def whole_facts(expanded: Unrolled, names: tuple[str, ...]) -> tuple[Entry, ...]:
    """That the variables of these names are whole numbers."""
    g = expanded.graph
    variables = [expanded.givens[name].scalar for name in names if name in expanded.givens]
    return tuple(g.make("==", g.make("floor", v), v) for v in variables)
