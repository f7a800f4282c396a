"""Equations by construction: for each assumption a variable that it can be solved for, and the step that does it.

A variable that stands alone is set; one in which the equations are affine is moved onto their solutions; else one entry
is solved for in which the equation has degree 1 or 2. Of several ways the one that leaves most freedom is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.instances.draft import Draft, Target
from proofcheck.instances.forms import Atom, degree, leaves, linear_form
from proofcheck.instances.plan import Step
from proofcheck.instances.steps import Affine, Coordinate, Define, Isolate
from proofcheck.meaning.graph import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to meet some equations; the smallest `cost` is taken, of equals the variable declared last."""

    cost: tuple[float, int]
    writes: frozenset[Target]
    reads: frozenset[Target]
    step: Step
    met: tuple[Atom, ...]


def solve_equations(draft: Draft) -> None:
    """Meet the equations among the assumptions, one assumption after the other, the easiest first."""
    sources = list(dict.fromkeys(a.source for a in draft.atoms if a.op == "=="))

    def ease(source: int) -> float:
        group = [a for a in draft.atoms if a.op == "==" and a.source == source]
        return min((w.cost[0] for w in _ways(draft, group)), default=9.0)

    for source in sorted(sources, key=ease) if len(sources) > 1 else sources:
        equations = [a for a in draft.atoms if a.op == "==" and a.source == source]
        for group in (equations, *([e] for e in equations)):
            left = [e for e in group if any(e is a for a in draft.atoms)]
            best = min(_ways(draft, left), key=lambda w: w.cost, default=None) if left else None
            if best is not None:
                draft.write(best.writes, best.reads, best.step)
                if isinstance(best.step, Define):
                    draft.defined |= {leaf: e for leaf in leaves(_sides(left)) for e in _set_to(draft, leaf, best.step)}
                draft.done(best.met)


def _sides(equations: Sequence[Atom]) -> list[Entry]:
    return [side for e in equations for side in e.sides]


def _set_to(draft: Draft, leaf: Entry, step: Define) -> list[Entry]:
    """What a step sets a leaf to, if it does."""
    place = draft.place(leaf)
    return [entry for other, entry in zip(step.targets, step.entries, strict=True) if other == place]


def _ways(draft: Draft, equations: Sequence[Atom]) -> Iterator[Way]:
    here = {p: leaf for leaf in leaves(_sides(equations)) if (p := draft.place(leaf)) is not None}
    for rank, variable in enumerate(draft.variables):
        among = {p: leaf for p, leaf in here.items() if p[0] == variable.name}
        coordinates = draft.coordinates(variable, among)
        if not coordinates:
            continue
        penalty = 0 if variable.made.extent.everything else 4
        reads = frozenset(here) - frozenset(among)
        alone = _defined(draft, equations, frozenset(among), coordinates)
        found = [alone] if alone is not None else []
        affine = _affine(draft, equations, among, coordinates)
        if affine is not None:
            found.append(affine)
        for cost, step in found:
            writes = _written(coordinates)
            if draft.may_write(writes, reads):
                yield Way(cost=(cost + penalty, -rank), writes=writes, reads=reads, step=step, met=tuple(equations))
        if affine is None and len(equations) == 1:
            yield from _isolated(draft, equations[0], here, coordinates, (penalty, -rank))


def _written(coordinates: Sequence[Coordinate]) -> frozenset[Target]:
    return frozenset(place for c in coordinates for place, _, _ in c.places)


def _defined(
    draft: Draft, equations: Sequence[Atom], own: frozenset[Target], coordinates: Sequence[Coordinate]
) -> tuple[float, Step] | None:
    """Every equation says what one entry of the variable is, and no entry twice."""
    if any(len(c.places) > 1 for c in coordinates):
        return None
    targets: dict[Target, Entry] = {}
    for e in equations:
        for side, other in (e.sides, e.sides[::-1]):
            place = draft.place(side)
            if place in own and not (draft.places((other,)) & own) and place is not None and place not in targets:
                targets[place] = other
                break
        else:
            return None
    if len(targets) != len(equations) or len(targets) != len(coordinates):
        return None
    return 0.0, Define(targets=tuple(targets), entries=tuple(targets.values()), shapes=draft.shapes)


def _affine(
    draft: Draft, equations: Sequence[Atom], among: dict[Target, Entry], coordinates: Sequence[Coordinate]
) -> tuple[float, Step] | None:
    variables = set(among.values())
    if any(degree(side, variables) > 1 for e in equations for side in e.sides):
        return None
    matrix: list[tuple[Fraction, ...]] | None = []
    for e in equations:
        forms = [linear_form(side, variables) for side in e.sides]
        if forms[0] is None or forms[1] is None or matrix is None:
            matrix = None
            continue
        both = {leaf: forms[0].get(leaf, Fraction(0)) - forms[1].get(leaf, Fraction(0)) for leaf in variables}
        matrix.append(tuple(_along(c, both) for c in coordinates))
    spare = len(coordinates) - len(equations)
    cost = (1.0 if matrix is not None else 2.0) if spare >= 0 else 6.0
    if matrix is None and spare == 0:
        cost = 3.5 if len(coordinates) > 1 else 2.5
    step = Affine(
        coordinates=tuple(coordinates),
        lefts=tuple(e.left for e in equations),
        rights=tuple(e.right for e in equations),
        shapes=draft.shapes,
        matrix=None if matrix is None else tuple(matrix),
    )
    return cost, step


def _along(coordinate: Coordinate, form: dict[Entry, Fraction]) -> Fraction:
    total = Fraction(0)
    for _, leaf, sign in coordinate.places:
        if leaf is not None:
            total += sign * form.get(leaf, Fraction(0))
    return total


def _isolated(
    draft: Draft, equation: Atom, here: dict[Target, Entry], coordinates: Sequence[Coordinate], extra: tuple[int, int]
) -> Iterator[Way]:
    """One coordinate solved for, the last first."""
    for k, coordinate in enumerate(reversed(coordinates)):
        own = {leaf for _, leaf, _ in coordinate.places if leaf is not None}
        order = max(degree(side, own) for side in equation.sides)
        writes = _written((coordinate,))
        reads = frozenset(here) - writes
        if order in (1, 2) and draft.may_write(writes, reads):
            step = Isolate(
                coordinate=coordinate,
                left=equation.left,
                right=equation.right,
                quadratic=order == 2,
                shapes=draft.shapes,
            )
            cost = (3.0 if order == 1 else 5.0) + extra[0] + k / 1000
            yield Way(cost=(cost, extra[1]), writes=writes, reads=reads, step=step, met=(equation,))
