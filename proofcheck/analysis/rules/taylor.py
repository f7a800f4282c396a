"""A leaf by Taylor polynomials: a range is divided into pieces on which polynomials with remainders show the relation.

On a piece, f(c + h) = Σ c_k h**k with a last coefficient that is taken over the piece. At a place x where f and its
derivatives below an order m vanish, exactly, f(x + h) = h**m·g(h), and the sign of g decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flint import arb

from proofcheck.analysis.constants import ball_of, is_closed, sign_of
from proofcheck.analysis.enclosures.covering import Bounds, divided, holds, middle, whole
from proofcheck.analysis.enclosures.program import Side
from proofcheck.analysis.enclosures.taylor import Ball, Expanded, least
from proofcheck.analysis.enclosures.touching import MOST_ORDERS, Place
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.ball import precision
from proofcheck.meaning.graph import Entry

BITS = 128
MOST_PIECES = 20_000
_MOST_TERMS, _MOST_PLACES = 24, 12
_NARROWEST = 1e-12


@dataclass(slots=True)
class Zero:
    """A closed constant at which the entry vanishes, to an order; whether that was used."""

    at: Entry
    order: int
    used: bool = False


@dataclass(slots=True)
class Pieces:
    """What came of it: how many pieces, and the one that no polynomial settled."""

    zeros: list[Zero] = field(default_factory=list)
    pieces: int = 0
    stuck: Side | None = None


class _Division:
    """One attempt at a problem in one variable."""

    def __init__(self, problem: Problem, variable: Entry, count: int, zeros: Sequence[Zero]) -> None:
        self.problem, self.count = problem, count
        self.where = problem.range_of(variable)
        self.expanded = Expanded(problem.entry, variable)
        self.bounds = Bounds(problem)
        self.zeros = [(zero, ball_of(zero.at)) for zero in zeros]

    def settled(self, side: Side) -> bool:
        """Whether the relation is certain all over a piece."""
        low, high = side
        if holds(self.problem.op, self.bounds.values.run((side,))[0]):
            return True
        if not -1e300 < low < high < 1e300:
            return False
        start, end = arb(low), arb(high)
        for zero, at in self.zeros:
            if start <= at.upper() and end >= at.lower():
                return self._at_zero(zero, at, start, end)
        centre = arb(middle(side))
        bound = self._least(centre, start.union(end), start - centre, end - centre, 0)
        return bound is not None and bool(bound > 0 if self.problem.op == ">" else bound >= 0)

    def _least(self, centre: Ball, over: Ball, low: Ball, high: Ball, order: int, sign: int = 1) -> Ball | None:
        """A lower bound of sign·f(centre + h)/h**order for h between two balls."""
        count = self.count + order
        exact, last = self.expanded.coefficients(centre, count), self.expanded.coefficients(over, count + 1)
        if exact is None or last is None:
            return None
        return least([sign * c for c in (*exact[order:], last[count])], low, high)

    def _at_zero(self, zero: Zero, at: Ball, start: Ball, end: Ball) -> bool:
        first, final = self.where.lo.at is zero.at, self.where.hi.at is zero.at
        right, left = first or bool(start >= at), final or bool(end <= at)
        if not (right or left or zero.order % 2 == 0):
            return False
        strict = self.problem.op == ">"
        if strict and not ((first and self.where.lo.open) or (final and self.where.hi.open)):
            return False
        low = arb(0) if first else start - at
        high = arb(0) if final else end - at
        sign = -1 if left and not right and zero.order % 2 else 1
        bound = self._least(at, start.union(end).union(at), low, high, zero.order, sign)
        if bound is None or not bool(bound > 0 if strict else bound >= 0):
            return False
        zero.used = True
        return True


def divide(problem: Problem, count: int, limit: int, zeros: Sequence[Zero]) -> Pieces | None:
    """Pieces, halved until polynomials of so many terms settle them; None where the problem is not of that kind."""
    region = whole(problem)
    if region is None or len(region) != 1 or problem.op not in (">", ">="):
        return None
    variable = problem.variables[0]
    found = Pieces(list(zeros))
    with precision(BITS):
        division = _Division(problem, variable, count, zeros)
        if not division.expanded.known:
            return None
        todo = [region[0]]
        while todo:
            side = todo.pop()
            found.pieces += 1
            if division.settled(side):
                continue
            halves = divided((side,), None, _NARROWEST) if found.pieces < limit else None
            if halves is None:
                found.stuck = side
                return found
            todo.extend(half[0] for half in halves)
    return found


def vanishing(problem: Problem, zero: Zero) -> bool:
    """Whether the entry and its derivatives below the order are 0 at a place, exactly."""
    place = Place(problem, {problem.variables[0]: zero.at}, zero.order)
    if not place.proper:
        return False
    g = problem.graph
    try:
        for order in range(zero.order):
            value = g.substitute([place.derivative(0, order)], {problem.variables[0]: zero.at})[0]
            if not is_closed(value) or sign_of(g, value) != 0:
                return False
    except (NoMeaning, TooLarge):
        return False
    return True


def _taylor(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: how many terms, how many pieces; then places of zeros: an order and a closed constant each."""
    if len(data) < 2 or len(data) % 2 or not all(text.isdecimal() for text in (*data[:2], *data[2::2])):
        return None
    count, limit = int(data[0]), int(data[1])
    orders = [int(text) for text in data[2::2]]
    if not 3 <= count <= _MOST_TERMS or limit > MOST_PIECES or len(orders) > _MOST_PLACES:
        return None
    if not all(1 <= order <= MOST_ORDERS for order in orders):
        return None
    zeros = [Zero(decode(problem.graph, text), n) for text, n in zip(data[3::2], orders, strict=True)]
    if not all(is_closed(zero.at) for zero in zeros):
        return None
    found = divide(problem, count, limit, zeros)
    if found is None or found.stuck is not None:
        return None
    return () if all(vanishing(problem, zero) for zero in zeros if zero.used) else None


RULES = (
    Rule(
        name="Taylor polynomials",
        reduce=_taylor,
        statement="on pieces of a range, Taylor's theorem with enclosed remainders shows the relation",
    ),
)
