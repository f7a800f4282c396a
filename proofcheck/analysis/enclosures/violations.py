"""Points that break a problem: branch and bound leaves out every box on which the relation is certain.

What is left over shrinks around the violations, however rare they are; each box is tried at points of it, and from
some of them the entry is followed down to where it is least. A point counts only where balls are certain of it; where
the entry merely attains 0 it is a closed constant, checked exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from heapq import heappop, heappush
from itertools import islice, product
from math import inf, isfinite, prod

from proofcheck.analysis.closed_forms import closed_near
from proofcheck.analysis.closed_values import closed_truth
from proofcheck.analysis.constants import is_closed, sign_of
from proofcheck.analysis.demands import conjuncts
from proofcheck.analysis.enclosures.covering import (
    Bounds,
    breaks,
    centred,
    divided,
    excluded,
    holds,
    middle,
    slopes_over,
    whole,
)
from proofcheck.analysis.enclosures.program import Box
from proofcheck.analysis.enclosures.zeros import lowest, places, value_at
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.equations import solutions
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.rules.boxes import BITS
from proofcheck.analysis.rules.signs import relation
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.ball import LADDER, enclose, precision
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.graph import Entry, Graph
from proofcheck.meaning.interval import REALS, point

Value = Fraction | Entry
Witness = dict[Entry, Value]
_DESCENTS = 60  # times that the entry is followed down
_TOUCHES = 12  # times that a place where it attains 0 is guessed
_SOLVED = 2  # ways to use an equation that are tried
_EXACT = 40  # points at which more digits are asked for, or exact signs
_SCALES = (*range(-15, 0, 3), -1, 0, 1, 3, 6, 9, 12)  # powers of ten at which points are tried first
_MOST_TRIED = 4000
_STEPS = 1_500_000  # of all programs together
_SIMPLE = tuple(10**k for k in range(13))  # largest denominators of simpler points
_FREE = tuple(map(Fraction, ("1", "2", "1/2", "0", "-1")))  # values of variables that a place leaves free
_ATTAINED = (">", "!=")  # relations that a zero breaks


def find(problem: Problem, budget: int = 4000) -> list[Witness]:
    """A point at which the relation certainly fails, if one is found within so many boxes; values of every variable."""
    if not problem.ranges:
        return [{}] if exactly(problem, {}) else []
    for smaller, back in islice(solved(problem), _SOLVED):
        for witness in find(smaller, budget):
            whole_point = back(witness)
            if exactly(problem, {v: _entry(problem, x) for v, x in whole_point.items()}):
                return [whole_point]
    region = whole(problem)
    if region is None:
        return []
    with precision(BITS):
        found = next(_Hunt(problem, region).witnesses(budget), None)
    return [] if found is None else [found]


def _entry(problem: Problem, value: Value) -> Entry:
    return problem.graph.num(value) if isinstance(value, Fraction) else value


class _Hunt:
    """One search: the region, and how often the dearer steps may still be taken."""

    def __init__(self, problem: Problem, region: Box) -> None:
        self.bounds = Bounds(problem)
        self.problem = problem
        self.region = region
        slopes = self.bounds.slopes
        self.weight = 1 + len(self.bounds.values) + (len(slopes) if slopes is not None else 0)
        share = _STEPS // (200 * self.weight * len(region))
        self.descents, self.touches, self.exact = min(_DESCENTS, share), min(_TOUCHES, 1 + share // 8), _EXACT
        self.places: list[str] = []

    def witnesses(self, budget: int) -> Iterator[Witness]:
        for tried in _probes(self.region):
            yield from self.at(tried)
        yield from self._divided(min(budget, _STEPS // self.weight))

    def _divided(self, budget: int) -> Iterator[Witness]:
        """Boxes level by level, the most promising of a level first."""
        op = self.problem.op
        heap: list[tuple[int, float, int, Box]] = [(0, -inf, 0, self.region)]
        number = 0
        for _ in range(budget):
            if not heap:
                return
            level, _, _, box = heappop(heap)
            entry, *facts = self.bounds.values.run(box)
            if entry is None or holds(op, entry) or excluded(facts):
                continue
            slopes = slopes_over(self.bounds, box) if op != "==" else None
            if slopes is not None:
                entry, _ = centred(self.bounds, box, entry, slopes)
                if entry is None or holds(op, entry):
                    continue
            start = tuple(map(middle, box))
            yield from self.at(start)
            if slopes is not None and level % 2 == 0:
                yield from self._below(start)
            if op == "!=":
                yield from _roots(self.bounds, box)
            for part in divided(box, None) or ():
                number += 1
                heappush(heap, (level + 1, entry[0], number, part))

    def at(self, values: tuple[float, ...]) -> Iterator[Witness]:
        """The point, or a simpler one close to it, if the relation certainly fails there."""
        if not all(map(isfinite, values)):
            return
        entry, *facts = self.bounds.values.run(tuple((x, x) for x in values))
        op = self.problem.op
        if entry is None or excluded(facts) or (op != "!=" and holds(op, entry)):
            return
        if not breaks(op, entry):
            if not self.exact or not entry[0] <= 0 <= entry[1]:
                return
            self.exact -= 1
        point = tuple(map(Fraction, values))
        found = confirmed(self.problem, point)
        if found is not None:
            yield next(self.simpler(values), found)
        elif op in _ATTAINED and isfinite(entry[0]):
            nums = {v: self.problem.graph.num(x) for v, x in zip(self.problem.variables, point, strict=True)}
            if exactly(self.problem, nums):
                yield dict(zip(self.problem.variables, point, strict=True))

    def _below(self, start: tuple[float, ...]) -> Iterator[Witness]:
        """Where the entry is least near a point: there, close by, or at a closed constant where it is 0."""
        if not self.descents:
            return
        self.descents -= 1
        down = lowest(self.bounds, self.region, start)
        if not all(map(isfinite, down)):
            return
        yield from self.at(down)
        yield from self.simpler(down)
        if self.problem.op == ">" and self.touches:
            value = value_at(self.bounds, down)
            self.touches -= value is not None and abs(value) <= 1e-7
            new = places(self.bounds, tuple((x, x) for x in down), self.places)
            if new is not None:
                self.places += new
                yield from _touching(self.bounds, new)

    def simpler(self, values: tuple[float, ...]) -> Iterator[Witness]:
        """Points with small denominators close by at which it fails."""
        for most in _SIMPLE:
            near = tuple(Fraction(x).limit_denominator(most) for x in values)
            found = confirmed(self.problem, near)
            if found is not None:
                yield found


def solved(problem: Problem) -> Iterator[tuple[Problem, Callable[[Witness], Witness]]]:
    """The problem with a variable put where an equation among the facts has it, and the way back for points."""
    g = problem.graph
    for fact in conjuncts(problem.facts):
        if fact.op != "==":
            continue
        for variable in problem.variables:
            for value in solutions(g, g.sub(*fact.args), variable):
                where = problem.range_of(variable)
                ends = []
                if where.lo.at is not None:
                    ends.append(g.make("<" if where.lo.open else "<=", where.lo.at, value))
                if where.hi.at is not None:
                    ends.append(g.make("<" if where.hi.open else "<=", value, where.hi.at))
                rest = replace(problem, facts=tuple(f for f in conjuncts(problem.facts) if f is not fact))
                smaller = rest.put(variable, value).given(*ends)
                yield smaller, partial(_put_back, g, variable, value)
        return


def _put_back(g: Graph, variable: Entry, value: Entry, witness: Witness) -> Witness:
    entries = {v: g.num(x) if isinstance(x, Fraction) else x for v, x in witness.items()}
    there = g.substitute([value], entries)[0]
    return {**witness, variable: there.constant if isinstance(there.constant, Fraction) else there}


def _probes(region: Box) -> Iterator[tuple[float, ...]]:
    """Points of many sizes, and close to the ends."""
    columns = []
    for low, high in region:
        around = [end for end in (low, high) if isfinite(end)]
        values = {end + s * 10.0**k for end in (0.0, *around) for k in _SCALES for s in (1, -1)} | {0.0, *around}
        columns.append(sorted((v for v in values if low <= v <= high), key=lambda v: (abs(v) > 10, abs(v), v)))
    while prod(map(len, columns)) > _MOST_TRIED:
        longest = max(range(len(columns)), key=lambda k: len(columns[k]))
        columns[longest] = columns[longest][::2]
    return product(*columns)


def confirmed(problem: Problem, values: tuple[Fraction, ...]) -> Witness | None:
    """The point as a witness, if it certainly lies in the region and the relation certainly fails there."""
    setting = problem.setting
    inside = zip(problem.variables, values, strict=True)
    if not all(point(x).within(setting.bounds.get(v, REALS)) for v, x in inside):
        return None
    link = relation(problem)
    for bits in LADDER[:3]:
        with precision(bits):
            balls = {v: enclose(x) for v, x in zip(problem.variables, values, strict=True)}
            truth, side, *facts = evaluate([link, problem.entry, *setting.facts], balls)
        if truth is True or any(f is False for f in facts):
            return None
        if truth is False and all(f is True for f in facts) and side is not None:
            return dict(zip(problem.variables, values, strict=True))
    return None


def _touching(bounds: Bounds, data: list[str]) -> Iterator[Witness]:
    """A place where the entry is 0: variables that it leaves free are put at simple numbers."""
    problem = bounds.problem
    at = {decode(problem.graph, v): decode(problem.graph, a) for v, a in zip(data[2::2], data[3::2], strict=True)}
    free = [v for v in problem.variables if v not in at]
    for values in product(_FREE, repeat=len(free)):
        put = {v: problem.graph.num(x) for v, x in zip(free, values, strict=True)}
        whole_point = dict(put) | dict(zip(at, problem.graph.substitute(list(at.values()), put), strict=True))
        if exactly(problem, whole_point):
            yield dict(whole_point)


def exactly(problem: Problem, values: Mapping[Entry, Entry]) -> bool:
    """Whether closed constants lie in the region and break the relation: exactly, by signs of closed constants."""
    g = problem.graph
    ends = []
    for variable, where in problem.ranges:
        if where.lo.at is not None:
            ends.append(g.make("<" if where.lo.open else "<=", where.lo.at, variable))
        if where.hi.at is not None:
            ends.append(g.make("<" if where.hi.open else "<=", variable, where.hi.at))
    try:
        entry, *facts = g.substitute([problem.entry, *ends, *problem.facts], dict(values))
        if not is_closed(entry) or not all(closed_truth(g, f) is True for f in facts):
            return False
        sign = sign_of(g, entry)
    except (NoMeaning, TooLarge):
        return False
    broken = {">=": (-1,), ">": (-1, 0), "==": (-1, 1), "!=": (0,)}[problem.op]
    return sign in broken


def _roots(bounds: Bounds, box: Box) -> Iterator[Witness]:
    """Zeros of the entry along the first variable, as closed constants; the other variables in the middle."""
    problem, others = bounds.problem, tuple(map(middle, box[1:]))

    def value(x: float) -> float | None:
        found = bounds.values.run(((x, x), *((o, o) for o in others)))[0]
        return None if found is None else (found[0] + found[1]) / 2

    low, high = box[0]
    if not all(map(isfinite, (low, high, *others))):
        return
    at_low, at_high = value(low), value(high)
    if at_low is None or at_high is None or not at_low * at_high <= 0:
        return
    for _ in range(80):
        at = low + (high - low) / 2
        there = value(at)
        if there is None:
            return
        low, high = (at, high) if there * at_low > 0 else (low, at)
    rest = [problem.graph.num(Fraction(o)) for o in others]
    for guess in closed_near(problem.graph, low, 1e-9):
        values = dict(zip(problem.variables, (guess, *rest), strict=True))
        if exactly(problem, values):
            yield dict(values)
