"""Taylor polynomials on pieces of a range: approximations with error bounds, and what touches 0 at closed constants."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from proofcheck.analysis.constants import ball_of, is_closed
from proofcheck.analysis.enclosures.covering import Bounds
from proofcheck.analysis.enclosures.taylor import Expanded
from proofcheck.analysis.enclosures.touching import MOST_ORDERS
from proofcheck.analysis.enclosures.zeros import places
from proofcheck.analysis.encoding import decode, encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.rules.taylor import BITS, Zero, divide
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.ball import precision
from proofcheck.meaning.graph import Entry, reachable

_TERMS = 8
_ROUNDS = 6
_CASED = frozenset(("abs", "max", "min", "if", "sign", "floor", "ceil"))  # taken apart first


def order_of(problem: Problem, at: Entry) -> int | None:
    """The order to which the entry seems to vanish at a constant; None where it has no expansion there."""
    with precision(BITS):
        found = Expanded(problem.entry, problem.variables[0]).coefficients(ball_of(at), MOST_ORDERS + 1)
    if found is None:
        return None
    return next((k for k, c in enumerate(found) if not c.contains(0)), None)


def zeros_at_ends(problem: Problem) -> Iterator[Zero]:
    """The ends at which the entry seems to vanish."""
    where = problem.range_of(problem.variables[0])
    for end in (where.lo.at, where.hi.at):
        order = None if end is None else order_of(problem, end)
        if end is not None and order:
            yield Zero(end, order)


def _pieces(limit: int) -> Callable[[Search, Problem, int], Plan | None]:
    def find(search: Search, problem: Problem, depth: int) -> Plan | None:
        if len(problem.ranges) != 1 or problem.op not in (">", ">="):
            return None
        parts = reachable([problem.entry])
        if any(e.op in _CASED for e in parts) or not Expanded(problem.entry, problem.variables[0]).known:
            return None
        zeros, tried = list(zeros_at_ends(problem)), list[str]()
        for _ in range(_ROUNDS):
            found = divide(problem, _TERMS, limit, zeros)
            if found is None:
                return None
            if found.stuck is None:
                data = [text for zero in zeros for text in (str(zero.order), encode(zero.at))]
                return search.apply(problem, depth, "Taylor polynomials", str(_TERMS), str(found.pieces + 1), *data)
            with precision(BITS):
                new = places(Bounds(problem), (found.stuck,), tried)
            if new is None:
                return None
            tried += new
            at = decode(problem.graph, new[-1])
            order = order_of(problem, at) if is_closed(at) else None
            if not order:
                return None
            zeros.append(Zero(at, order))
        return None

    def careful(search: Search, problem: Problem, depth: int) -> Plan | None:
        try:
            return find(search, problem, depth)
        except NoMeaning:
            return None

    return careful


def _bounded(search: Search, problem: Problem, depth: int) -> Plan | None:
    """A bound of an absolute value in one variable: both signs by themselves, before anything else is tried."""
    entry = problem.entry
    if len(problem.ranges) != 1 or entry.op != "-" or entry.args[1].op != "abs" or problem.op not in (">", ">="):
        return None
    if any(e.op in _CASED for e in reachable([entry.args[0], entry.args[1].args[0]])):
        return None
    return search.apply(problem, depth, "cases", encode(entry.args[1]))


pieces = _pieces(400)
TACTICS = (
    Tactic(name="bounded absolute value", find=_bounded, cost=13),
    Tactic(name="Taylor polynomials", find=pieces, cost=20, depth=6),
    Tactic(name="Taylor polynomials at length", find=_pieces(6000), cost=70, depth=4),
)
