"""Symbolic evaluation by cases: a question that a region leaves open splits it, and the answer is sought in each part.

What is evaluated is written for one region in which every question has one answer; where it has not, `Undecided` says
which condition would settle it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from proofcheck.language.tree import Node, free_names
from proofcheck.language.types import Atom, Dim
from proofcheck.meaning.regions import Linear, Region

MAX_CASES = 300

T = TypeVar("T")


class Undecided(Exception):
    """A region holds points with `form >= 0` and others without, or may do so."""

    def __init__(self, form: Linear) -> None:
        super().__init__(f"{form.dim()} >= 0")
        self.form = form


class Uncounted(Exception):
    """No rule of exact counting reaches this: it must be counted at fixed sizes."""


def by_cases(region: Region, answer: Callable[[Region], T], limit: int = MAX_CASES) -> list[tuple[Region, T]]:
    """What `answer` says in each part of a region, the parts disjoint and covering it. Errors: Uncounted.

    Only a question about the region's own names can split it: one about a name that is bound further inside has no
    answer here.
    """
    names = frozenset(region.atoms())
    found: list[tuple[Region, T]] = []
    todo = [region]
    tried = 0
    while todo:
        part = todo.pop()
        if part.empty:
            continue
        tried += 1
        if tried > limit:
            raise Uncounted("too many cases")
        try:
            found.append((part, answer(part)))
        except Undecided as question:
            if not all(_about(atom, names) for atom, _ in question.form.terms):
                raise Uncounted("a condition on a bound name") from None
            yes, no = part.split(question.form)
            todo += [no, yes]
    return found


def _about(atom: Atom, names: frozenset[Atom]) -> bool:
    """Whether an atom is one of these names, or a product or rounding of them."""
    if atom in names:
        return True
    if isinstance(atom, str):
        return False
    if isinstance(atom.node, Dim):
        return all(_about(a, names) for a in atom.node.atoms())
    return isinstance(atom.node, Node) and free_names(atom.node) <= names


def holds(region: Region, form: Linear) -> bool:
    """Whether `form >= 0` throughout the region. Errors: Undecided where it holds at some points only."""
    if region.entails(form):
        return True
    if region.where((form,)).empty:
        return False
    raise Undecided(form)


def is_zero(region: Region, form: Linear) -> bool:
    """Whether `form == 0` throughout the region. Errors: Undecided."""
    return holds(region, form) and holds(region, form.scaled(-1))
