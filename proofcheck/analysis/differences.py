"""TRUSTED: nonnegative polynomials on an orthant, by successive substitution of differences of ordered variables.

Where x <= y, y is x plus a nonnegative difference; in either order, or in one where both are alike, the coefficients in
the end are nonnegative. Source: L. Yang, Solving harder problems with lesser mathematics, ATCM (2005).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from flint import Ordering, fmpq_mat, fmpq_mpoly_ctx

from proofcheck.analysis.polynomials import Constraint, Polynomial, System, flint

MOST_STEPS = 160  # of a tree
_TERMS = 3000


@dataclass(frozen=True, slots=True)
class Orthant:
    """A form in variables that are nonnegative; `strict` says which of them are positive."""

    form: Polynomial
    strict: tuple[bool, ...]

    @property
    def gens(self) -> tuple[Polynomial, ...]:
        return tuple(self.form.context().gens())

    def plain(self, op: str) -> bool:
        """Whether no coefficient is negative; for `>`, one belongs to variables that are all positive."""
        terms = self.form.to_dict()
        if any(c < 0 for c in terms.values()):
            return False
        return op == ">=" or any(all(s or not e for s, e in zip(self.strict, m, strict=True)) for m in terms)

    def above(self, least: int, others: tuple[int, ...]) -> Orthant:
        """The part where one variable is at most each of some others, in their differences from it."""
        gens = list(self.gens)
        for j in others:
            gens[j] = gens[j] + gens[least]
        strict = tuple(s and j not in others for j, s in enumerate(self.strict))
        return Orthant(self.form.compose(*gens), strict)

    def alike(self, places: tuple[int, ...]) -> bool:
        """Whether turning some variables round in a circle changes nothing."""
        gens = list(self.gens)
        for i, j in zip(places, (*places[1:], places[0]), strict=True):
            gens[i] = self.gens[j]
        same = len({self.strict[i] for i in places}) == 1
        return same and bool(self.form.compose(*gens) == self.form)

    def parts(self, step: str) -> tuple[Orthant, ...] | None:
        """The parts that a step leaves: `1<2` both orders, `1=2` one of two that are alike, `1=2=3` one of a circle."""
        try:
            places = tuple(map(int, step.replace("<", "=").split("=")))
        except ValueError:
            return None
        if len(set(places)) != len(places) or len(places) < 2 or not all(0 <= i < len(self.strict) for i in places):
            return None
        if "<" in step:
            if len(places) > 2:
                return None
            i, j = places
            return self.above(i, (j,)), self.above(j, (i,))
        return (self.above(places[0], places[1:]),) if self.alike(places) else None


def follows(orthant: Orthant, op: str, tree: str) -> bool:
    """Whether the steps of a tree, parents first, end in parts that are plain, marked by a dot."""
    todo = [orthant]
    steps = tree.split()
    if len(steps) > MOST_STEPS:
        return False
    for step in steps:
        if not todo:
            return False
        part = todo.pop()
        if step == ".":
            if not part.plain(op):
                return False
            continue
        smaller = part.parts(step)
        if smaller is None or any(len(p.form) > _TERMS for p in smaller):
            return False
        todo.extend(reversed(smaller))
    return not todo


def orthants(system: System, rows: tuple[Polynomial, ...]) -> tuple[Orthant, ...] | None:
    """The goal as forms on orthants that cover the region. `rows`: constraints that are the new variables, or none."""
    n = len(system.names)
    context = fmpq_mpoly_ctx.get(tuple(f"y{i}" for i in range(n + 1)), Ordering.degrevlex)
    goal = system.goal.compose(*context.gens()[:n], ctx=context)
    if rows:
        moved = _in_rows(system, rows, context)
        if moved is None:
            return None
        places, strict = moved
        return (_form(goal.compose(*places, context.gens()[n]), strict),)
    found: list[Orthant] = []
    sides = [_sides(system, i, context) for i in range(n)]
    for chosen in product(*sides):
        p = goal
        for move, _ in chosen:
            p = move(p)
        orthant = _form(p, tuple(strict for _, strict in chosen))
        if orthant not in found:
            found.append(orthant)
    return tuple(found)


def _form(p: Polynomial, strict: tuple[bool, ...]) -> Orthant:
    """Made homogeneous by one more variable, which is positive."""
    top = p.total_degree()
    terms = {(*m[:-1], top - sum(m)): c for m, c in p.to_dict().items()}
    return Orthant(p.context().from_dict(terms), (*strict, True))


_Move = Callable[[Polynomial], Polynomial]


def _sides(system: System, i: int, context: Any) -> Iterator[tuple[_Move, bool]]:
    """The ways to write a variable by a nonnegative one, which together reach its range, or its closure for `>=`."""
    lo, hi = system.lower[i], system.upper[i]
    y = context.gens()[i]
    if lo is not None and hi is not None and lo.at < hi.at and (hi.open or system.op == ">="):
        yield lambda p: _projected(p, i, flint(lo.at), flint(hi.at)), lo.open
    elif lo is not None:
        yield lambda p: _moved(p, i, flint(lo.at) + y), lo.open
    elif hi is not None:
        yield lambda p: _moved(p, i, flint(hi.at) - y), hi.open
    else:
        yield lambda p: p, False
        yield lambda p: _moved(p, i, -y), False


def _moved(p: Polynomial, i: int, value: Polynomial) -> Polynomial:
    gens = list(p.context().gens())
    gens[i] = value
    return p.compose(*gens)


def _projected(p: Polynomial, i: int, lo: Any, hi: Any) -> Polynomial:
    """The numerator of `p` at (lo + hi·y)/(1 + y), which runs over [lo, hi) for y >= 0."""
    y = p.context().gens()[i]
    degree = p.degrees()[i]
    total = p.context().constant(0)
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for monomial, c in p.to_dict().items():
        parts.setdefault(int(monomial[i]), {})[(*monomial[:i], 0, *monomial[i + 1 :])] = c
    for e, terms in parts.items():
        total += p.context().from_dict(terms) * (lo + hi * y) ** e * (1 + y) ** (degree - e)
    return total


def _in_rows(
    system: System, rows: tuple[Polynomial, ...], context: Any
) -> tuple[tuple[Polynomial, ...], tuple[bool, ...]] | None:
    """The old variables in new ones, which are affine constraints; None unless they determine each other."""
    n = len(system.names)
    known = [next((c for c in system.constraints if c.op in (">=", ">") and c.poly == row), None) for row in rows]
    if len(rows) != n or any(row.total_degree() != 1 for row in rows):
        return None
    strict = tuple(c.strict for c in known if c is not None)
    if len(strict) != n:
        return None
    matrix, ends = fmpq_mat(n, n), fmpq_mat(n, 1)
    for k, row in enumerate(rows):
        for monomial, c in row.to_dict().items():
            if sum(monomial):
                matrix[k, next(i for i, e in enumerate(monomial) if e)] = c
            else:
                ends[k, 0] = c
    if matrix.det() == 0:
        return None
    back = matrix.inv()
    moved = back * ends
    gens = context.gens()
    places = tuple(sum((back[i, k] * gens[k] for k in range(n)), -moved[i, 0] * gens[0] ** 0) for i in range(n))
    return places, strict


def with_goal(system: System, op: str, goal: Polynomial) -> System:
    """Another goal under the same constraints."""
    return replace(system, op=op, goal=goal)


def affine(constraints: tuple[Constraint, ...]) -> list[Polynomial]:
    """The constraints that may be new variables."""
    return [c.poly for c in constraints if c.op in (">=", ">") and c.poly.total_degree() == 1]
