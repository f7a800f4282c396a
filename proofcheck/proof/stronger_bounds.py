"""Bounds on symbolic integers by inductions on stronger statements."""

from __future__ import annotations

from functools import partial

from proofcheck.inference.context import Context, opened
from proofcheck.inference.integers.folds import outermost
from proofcheck.inference.recurrences.rules_induction import base_formulas
from proofcheck.inference.replay import read
from proofcheck.language.dims import number
from proofcheck.language.show import show
from proofcheck.language.tree import Node, Num, Range, free_names
from proofcheck.proof.derivation import Derivation
from proofcheck.proof.integer_induction import ANALYSIS, Induction, first_cases, general, tried, variables
from proofcheck.proof.majorants import Stronger, stronger

_SHARE = 600_000  # units of work for one statement


def by_stronger(derivation: Derivation, place: Context, body: Node) -> int | None:
    """The step that concludes a bound, by one with room to spare."""
    names = variables(place, body)
    if len(names) != 1 or free_names(body) != {names[0]} or not any(True for _ in outermost_of(body)):
        return None
    low = next((low for low, _ in first_cases(place, names[0])), None)
    if not isinstance(low, Num):
        return None
    for found in stronger(body, names[0], int(low.value)):
        step = tried(partial(_by, derivation, place, body, names[0], int(low.value), found), _SHARE)
        if step is not None:
            return step
    return None


def outermost_of(body: Node) -> list[Node]:
    """The sums and products of a relation."""
    return [fold for side in getattr(body, "args", ()) for fold in outermost(side)]


def _by(derivation: Derivation, place: Context, body: Node, name: str, first: int, found: Stronger) -> int | None:
    """The bound from the first integer at which the stronger one holds, and before it one by one."""
    whole = Induction(derivation, place, found.statement, name, number(found.first), 1).everywhere()
    if whole is None:
        return None
    claim = derivation.claim
    every, statement = general(claim, place, body, name, number(found.first))
    later = derivation.conclude(every, ANALYSIS, statement, [whole])
    if later is None:
        return None
    return from_there_on(derivation, place, body, name, (first, found.first), later)


def from_there_on(
    derivation: Derivation, place: Context, body: Node, name: str, firsts: tuple[int, int], later: int
) -> int | None:
    """A relation by the step that says it from a later integer on, and one by one before that."""
    first, start = firsts
    if start > first:
        every, statement = general(derivation.claim, place, body, name, number(first))
        last = every.binders[-1]
        assert isinstance(last, Range)
        premises = []
        for formula in base_formulas(place, last, statement, start - first):
            context, case = opened(derivation.claim, read(derivation.claim, show(formula)))
            step = derivation.conclude(context, ANALYSIS, case)
            if step is None:
                return None
            premises.append(step)
        found = derivation.conclude(every, "induction", statement, [*premises, later])
        if found is None:
            return None
        later = found
    return derivation.conclude(place, "given", body, [later])
