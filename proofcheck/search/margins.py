"""How far a scalar relation is from failing at a point: both sides in balls, the gap relative to what is compared.

Balls keep digits where floats cancel: a gap of 1e-30 between sides near 1 is seen for what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from proofcheck.analysis.constants import is_closed
from proofcheck.analysis.equations import cleared, solutions
from proofcheck.analysis.problem import Problem, interval_of
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.boxes import NOTHING, evaluate
from proofcheck.meaning.graph import BINDERS, Entry, reachable
from proofcheck.meaning.interval import Interval

BITS = 128
_LADDER = (512, 2048)  # the next where a ball does not tell a value from 0
_MOST_EXPONENT = 4096  # of a number that is written as a rational
NOWHERE = float("inf")


@dataclass(frozen=True, slots=True)
class Margin:
    """A problem as a function of its variables that is negative where the relation fails."""

    problem: Problem
    variables: tuple[Entry, ...]
    intervals: tuple[Interval, ...]
    roots: tuple[Entry, ...]
    facts: tuple[Entry, ...]  # but for the equation that points are moved to
    residual: Entry | None  # of that equation
    pivot: int  # the variable that is moved
    solved: tuple[Entry, ...] = ()  # what it may be by that equation

    @classmethod
    def of(cls, problem: Problem) -> Margin:
        sides = problem.entry.args if problem.entry.op == "-" else ()
        equation = next((f for f in problem.facts if f.op == "=="), None)
        below = set(reachable((problem.entry, *problem.facts)))
        variables = tuple(v for v in problem.variables if v in below)
        residual = None if equation is None else cleared(problem.graph, problem.graph.sub(*equation.args))
        pivot = _pivot(residual, variables)
        solved: tuple[Entry, ...] = ()
        for i, variable in enumerate(variables):
            if residual is not None and pivot in (None, i) and not solved:
                solved = tuple(solutions(problem.graph, residual, variable))
                pivot = i if solved else pivot
        facts = tuple(f for f in problem.facts if f is not equation or pivot is None)
        return cls(
            problem,
            variables,
            tuple(interval_of(problem.range_of(v)) for v in variables),
            (problem.entry, *facts, *sides),
            facts,
            None if pivot is None else residual,
            pivot or 0,
            solved,
        )

    def projected(self, point: Sequence[Fraction]) -> tuple[Fraction, ...] | None:
        """The point with one variable moved to where the equation among the facts holds, up to rounding."""
        if self.residual is None:
            return tuple(point)
        roots = (_rounded(root) for root in self._moved(point) if root.is_finite() and _short(root))
        inside = [r for r in roots if holds(self.intervals[self.pivot], r)]
        if not inside:
            return None
        nearest = min(inside, key=lambda r: abs(r - point[self.pivot]))
        return (*point[: self.pivot], nearest, *point[self.pivot + 1 :])

    def _moved(self, point: Sequence[Fraction]) -> list[Any]:
        """Where the equation holds along the pivot, in balls."""
        assert self.residual is not None
        parts = _quadratic(self.residual, self.variables, self.pivot, point)
        if parts is not None:
            return _roots(*parts)
        with precision(2 * BITS):
            found = evaluate(self.solved, {v: enclose(q) for v, q in zip(self.variables, point, strict=True)})
        return [x for x in found if isinstance(x, arb)]

    def settled(self, point: Sequence[Fraction]) -> tuple[Fraction | Entry, ...] | None:
        """The point with the pivot exactly where the equation has it, next to where it was."""
        g = self.problem.graph
        known = {v: g.num(x) for i, (v, x) in enumerate(zip(self.variables, point, strict=True)) if i != self.pivot}
        exact = [e for e in g.substitute(self.solved, known) if is_closed(e)]
        with precision(BITS):
            balls = [(e, b) for e, b in zip(exact, evaluate(exact, {}), strict=True) if isinstance(b, arb)]
            near = [(abs(float(b.mid()) - float(point[self.pivot])), k) for k, (_, b) in enumerate(balls) if _near(b)]
        if not near:
            return None
        value = balls[min(near)[1]][0]
        there = value.constant if isinstance(value.constant, Fraction) else value
        return (*point[: self.pivot], there, *point[self.pivot + 1 :])

    def ball(self, point: Sequence[Fraction], bits: int = BITS) -> Any | None:
        """The entry at a point; None outside of the region, or where it has no value."""
        found = self._evaluated(point, bits)
        return None if found is None else found[0]

    def gap(self, point: Sequence[Fraction]) -> float:
        """The gap relative to the sides: below 0 where it fails; for an equation minus how far they are apart."""
        found = self._evaluated(point, BITS)
        if found is None:
            return NOWHERE
        value, size = found
        relative = float((value / size).mid()) if size > 0 else float(value.mid())
        if value.contains(0) and not value.is_exact():
            return abs(relative)  # nothing is left of it: it may touch 0
        return -abs(relative) if self.problem.op == "==" else abs(relative) if self.problem.op == "!=" else relative

    def inside(self, point: Sequence[Fraction]) -> bool:
        """Whether each number is in its variable's interval."""
        return all(map(holds, self.intervals, point))

    @property
    def heavy(self) -> bool:
        """Whether one evaluation is a computation of its own."""
        return is_heavy(self.roots)

    def _evaluated(self, point: Sequence[Fraction], bits: int) -> tuple[Any, Any] | None:
        """Value and size, with more bits where cancellation leaves nothing of the value."""
        found = self._at_precision(point, bits)
        for more in (wider for wider in _LADDER if wider > bits):
            if found is None or found[0].is_exact() or not found[0].contains(0):
                break
            found = self._at_precision(point, more)
        return found

    def _at_precision(self, point: Sequence[Fraction], bits: int) -> tuple[Any, Any] | None:
        facts = len(self.facts)
        with precision(bits):
            values = {v: enclose(q) for v, q in zip(self.variables, point, strict=True)}
            value, *rest = evaluate(self.roots, values)
            if value is None or value is NOTHING or any(fact is not True for fact in rest[:facts]):
                return None
            sides = [s for s in rest[facts:] if isinstance(s, arb)]
            return value, sum((abs(s) for s in sides), arb(0))

    def breaks(self, point: Sequence[Fraction]) -> bool:
        """Whether the relation is certainly false there, as far as balls tell."""
        value = self.ball(point)
        if value is None:
            return False
        return {
            "==": bool(value != 0),
            "!=": bool(value == 0),
            ">=": bool(value < 0),
            ">": bool(value <= 0),
        }[self.problem.op]


def is_heavy(roots: Sequence[Entry]) -> bool:
    """Whether an integral, a limit or an extreme value is among the entries."""
    return any(e.op in BINDERS for e in reachable(roots))


def holds(interval: Interval, value: Fraction) -> bool:
    """Whether a number is in an interval."""
    return Interval(value, value, False, False).within(interval)


def _pivot(residual: Entry | None, variables: Sequence[Entry]) -> int | None:
    """A variable by which an equation is linear or quadratic, as far as a few points tell."""
    if residual is None:
        return None
    somewhere = tuple(Fraction(3 + k, 7 - k) for k in range(len(variables)))
    with precision(BITS):
        for i in range(len(variables)):
            if _quadratic(residual, variables, i, somewhere) is not None:
                return i
    return None


def _quadratic(
    residual: Entry, variables: Sequence[Entry], i: int, point: Sequence[Fraction]
) -> tuple[Any, Any, Any] | None:
    """Coefficients of an equation in one variable, the others fixed; None where it is not quadratic in it."""
    with precision(2 * BITS):
        seen = []
        for value in (-1, 0, 1, 2):
            moved = (*point[:i], Fraction(value), *point[i + 1 :])
            found = evaluate([residual], {v: enclose(q) for v, q in zip(variables, moved, strict=True)})[0]
            if not isinstance(found, arb):
                return None
            seen.append(found)
        below, c, above, beyond = seen
        a, b = (above + below) / 2 - c, (above - below) / 2
        alike = (4 * a + 2 * b + c - beyond).contains(0)
        return (a, b, c) if alike and not (a.contains(0) and b.contains(0)) else None


def _roots(a: Any, b: Any, c: Any) -> list[Any]:
    if a.contains(0):
        return [-c / b]
    inside = b * b - 4 * a * c
    if inside < 0:
        return []
    root = abs(inside).sqrt()
    return [(-b + root) / (2 * a), (-b - root) / (2 * a)]


def _near(ball: Any) -> bool:
    return bool(ball.is_finite()) and _short(ball)


def _short(ball: Any) -> bool:
    return abs(int(ball.mid().man_exp()[1])) < _MOST_EXPONENT


def _rounded(ball: Any) -> Fraction:
    middle = ball.mid().fmpq()
    return Fraction(int(middle.p), int(middle.q)).limit_denominator(1 << BITS)
