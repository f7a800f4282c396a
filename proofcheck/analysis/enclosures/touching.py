"""TRUSTED: where an entry attains 0. Near its zeros a relation follows from derivatives there, and their signs nearby.

A place of zeros puts some variables at entries of the others: `x = pi/2`, or `x = y`. On a box around it, f is least
there if along some of these variables f is monotone towards it, and along the others its derivative vanishes there and
its second derivatives are positive definite (or, for a single variable, the first derivative that does not vanish has
the right sign). Source: Taylor's theorem with Lagrange's remainder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from proofcheck.analysis.constants import is_closed, sign_of
from proofcheck.analysis.enclosures.covering import LARGEST, middle
from proofcheck.analysis.enclosures.program import Box, Program, Side, finite
from proofcheck.analysis.enclosures.values import Enclosure, Maybe, divide, multiply, subtract
from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph, reachable

MOST_ORDERS = 12
_REACH = 2.0  # how far from its place, in widths of the box, a box may lie
_ARITHMETIC = ("num", "var", "pi", "+", "-", "*", "/", "neg", "**", "restrict")
_CIRCULAR = ("sin", "cos", "tan", "asin", "acos", "atan")
_HYPERBOLIC = ("sinh", "cosh", "tanh", "asinh", "acosh", "atanh")
_OTHERS = ("exp", "log", "log2", "sqrt", "cbrt", "erf", "erfc", "gamma", "loggamma", "polygamma")
ANALYTIC = frozenset((*_ARITHMETIC, *_CIRCULAR, *_HYPERBOLIC, *_OTHERS))  # where they have derivatives


@dataclass(frozen=True)
class Place:
    """Some variables and the entries of the others at which they are put; `order`: of the highest derivative wanted."""

    problem: Problem
    at: Mapping[Entry, Entry]
    order: int = 2

    @property
    def proper(self) -> bool:
        """Whether it is one: known variables, put at entries of the others, and a function without kinks."""
        known = all(v in self.problem.variables for v in self.at)
        apart = not any(depends_on(a, v) for a in self.at.values() for v in self.at)
        smooth = all((e.op in ANALYTIC and e.data is None) or e.op in ("num", "var") for e in reachable(self._parts))
        return bool(self.at) and known and apart and smooth and 1 <= self.order <= MOST_ORDERS

    @property
    def _parts(self) -> tuple[Entry, ...]:
        return (self.problem.entry, *self.at.values())

    @cached_property
    def places(self) -> Program:
        return Program(list(self.at.values()), self.problem.variables)

    @cached_property
    def towers(self) -> tuple[list[Entry], ...]:
        """For each of its variables, the entry and those of its derivatives that were asked for so far."""
        return tuple([self.problem.entry] for _ in self.at)

    def derivative(self, k: int, order: int) -> Entry:
        """A derivative by the k-th of its variables. Errors: NoMeaning, TooLarge."""
        tower, variable = self.towers[k], list(self.at)[k]
        while len(tower) <= order:
            (entry,) = smooth(self.problem.graph, differentiate(self.problem.graph, [tower[-1]], variable))
            if len(reachable([entry])) > LARGEST:
                raise TooLarge("derivatives")
            tower.append(entry)
        return tower[order]

    @cached_property
    def programs(self) -> dict[int, Program]:
        return {}

    def of_order(self, order: int) -> Program:
        """The derivative of this order by its only variable."""
        if order not in self.programs:
            self.programs[order] = Program([self.derivative(0, order)], self.problem.variables)
        return self.programs[order]

    @cached_property
    def gradient(self) -> Program:
        return Program([self.derivative(k, 1) for k in range(len(self.at))], self.problem.variables)

    @cached_property
    def hessian(self) -> Program:
        """The second derivatives by its variables, row by row."""
        firsts = [self.derivative(k, 1) for k in range(len(self.at))]
        seconds = [d for v in self.at for d in smooth(self.problem.graph, differentiate(self.problem.graph, firsts, v))]
        if len(reachable(seconds)) > LARGEST:
            raise TooLarge("second derivatives")
        return Program(seconds, self.problem.variables)


def smooth(g: Graph, entries: Sequence[Entry]) -> list[Entry]:
    """The same functions, without choices that only say where there is no value: `u if b > 0` as u where log(b) is."""
    done: dict[Entry, Entry] = {}
    for e in reachable(entries):
        if e.op == "if" and e.args[0].op == ">" and e.args[0].args[1] is g.zero and e.args[2].op == "undefined":
            done[e] = g.restrict(done[e.args[1]], g.make("log", done[e.args[0].args[0]]))
        else:
            done[e] = g.make(e.op, *(done[a] for a in e.args), data=e.data) if e.args else e
    return [done[e] for e in entries]


class Neighbourhood:
    """A place with what was used of it so far: the derivatives that have to vanish there, as (variable, order)."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.used = False
        self.work = 0  # length of all programs that were run
        self.vanishing: dict[tuple[Entry, int], None] = {}
        problem = place.problem
        self._numbers = [problem.variables.index(v) for v in place.at]
        ranges = [problem.range_of(v) for v in place.at]
        self._first = [r.lo.at is a for r, a in zip(ranges, place.at.values(), strict=True)]
        self._last = [r.hi.at is a for r, a in zip(ranges, place.at.values(), strict=True)]
        self._apart = [
            (first and r.lo.open) or (last and r.hi.open)
            for first, last, r in zip(self._first, self._last, ranges, strict=True)
        ]

    def settles(self, box: Box) -> bool:
        """Whether the relation holds on a box, if it does at the place and the derivatives vanish there as noted."""
        at = self.place.places.run(box)
        if not all(map(finite, at)):
            return False
        hull = list(box)
        width = max(high - low for low, high in box)
        for k, (low, high, _) in zip(self._numbers, at, strict=True):
            side = box[k]
            if max(low - side[1], side[0] - high) > _REACH * width:
                return False
            hull[k] = (min(side[0], low), max(side[1], high))
        try:
            if len(at) == 1:
                return self._in_one(box[self._numbers[0]], at[0], tuple(hull))
            return self._in_several([box[k] for k in self._numbers], at, tuple(hull))
        except (NoMeaning, TooLarge):
            return False

    def _sides(self, k: int, side: Side, at: Enclosure) -> tuple[bool, bool]:
        """Whether the variable is surely at or above its place, and at or below it."""
        solid = side[0] < side[1]  # not a face, which may lie beside the region
        return (solid and self._first[k]) or side[0] >= at[1], (solid and self._last[k]) or side[1] <= at[0]

    def _away(self, k: int, side: Side) -> bool:
        """Whether the variable is never at its place, which is an open end of its range."""
        return self._apart[k] and side[0] < side[1]

    def _in_one(self, side: Side, at: Enclosure, hull: Box) -> bool:
        right, left = self._sides(0, side, at)
        strict = self.place.problem.op == ">"
        if strict and not self._away(0, side):
            return False
        for order in range(1, self.place.order + 1):
            program = self.place.of_order(order)
            self.work += len(program)
            slope = program.run(hull)[0]
            if slope is None or not slope[2]:
                return False
            up, down = (slope[0] > 0, slope[1] < 0) if strict else (slope[0] >= 0, slope[1] <= 0)
            if (up and (right or order % 2 == 0)) or (left and (down if order % 2 else up)):
                self._note([(next(iter(self.place.at)), k) for k in range(1, order)])
                return True
            if not self._may_vanish(order, hull):
                return False
        return False

    def _may_vanish(self, order: int, box: Box) -> bool:
        """Whether a derivative may be 0 at the place, that the next one matters; seen where the others are halfway."""
        there = [(m, m) for m in map(middle, box)]
        at = self.place.places.run(tuple(there))[0]
        if at is None:
            return False
        there[self._numbers[0]] = at[:2]
        value = self.place.of_order(order).run(tuple(there))[0]
        return value is not None and value[0] <= 0 <= value[1]

    def _in_several(self, sides: Sequence[Side], at: Sequence[Enclosure], hull: Box) -> bool:
        self.work += len(self.place.gradient)
        slopes = self.place.gradient.run(hull)
        if any(s is None or not s[2] for s in slopes):
            return False
        flat, settled = [], self.place.problem.op != ">"
        for k, (side, where, slope) in enumerate(zip(sides, at, slopes, strict=True)):
            right, left = self._sides(k, side, where)
            if (right and slope[0] >= 0) or (left and slope[1] <= 0):
                settled = settled or (self._away(k, side) and (slope[0] > 0 or slope[1] < 0))
            else:
                flat.append(k)
        if flat:
            n = len(sides)
            self.work += len(self.place.hessian)
            seconds = self.place.hessian.run(hull)
            if not positive_definite([[seconds[i * n + j] for j in flat] for i in flat]):
                return False
            settled = settled or any(self._away(k, sides[k]) for k in flat)
        if settled:
            variables = list(self.place.at)
            self._note([(variables[k], 1) for k in flat])
        return settled

    def _note(self, vanishing: Sequence[tuple[Entry, int]]) -> None:
        self.used = True
        self.vanishing.update(dict.fromkeys(vanishing))

    def premises(self) -> tuple[Problem, ...] | None:
        """What has to hold at the place, apart from what is plain; None where it does not."""
        if not self.used:
            return ()
        place = self.place
        variables = list(place.at)
        wanted = [(">=", place.problem.entry)]
        wanted += [("==", place.derivative(variables.index(v), order)) for v, order in self.vanishing]
        found = []
        for op, entry in wanted:
            premise = _at(place, op, entry)
            if is_closed(premise.entry):
                sign = sign_of(place.problem.graph, premise.entry)
                if sign is None or sign < 0 or (op == "==" and sign != 0):
                    return None
            else:
                found.append(premise)
        return tuple(found)


def _at(place: Place, op: str, entry: Entry) -> Problem:
    """A relation at the place, for all values of the other variables, whatever the facts on the placed ones say."""
    problem = place.problem
    value = problem.graph.substitute([entry], dict(place.at))[0]
    ranges = tuple((v, where) for v, where in problem.ranges if v not in place.at)
    facts = tuple(f for f in problem.facts if not any(depends_on(f, v) for v in place.at))
    return replace(problem, ranges=ranges, facts=facts, op=op, entry=value)


def positive_definite(rows: Sequence[Sequence[Maybe]]) -> bool:
    """Whether every symmetric matrix within enclosures is positive definite: its pivots are positive."""
    matrix = [list(row) for row in rows]
    n = len(matrix)
    for k in range(n):
        pivot = matrix[k][k]
        if pivot is None or not pivot[2] or not pivot[0] > 0:
            return False
        for i in range(k + 1, n):
            for j in range(k + 1, n):
                a, left, right = matrix[i][j], matrix[i][k], matrix[k][j]
                if a is None or left is None or right is None or not (a[2] and left[2] and right[2]):
                    return False
                share = divide(multiply(left, right), pivot)
                matrix[i][j] = None if share is None else subtract(a, share)
    return True
