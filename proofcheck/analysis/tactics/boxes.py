"""Branch and bound: cover the region with boxes; where that gets stuck, look for the place of a zero and try again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from proofcheck.analysis.enclosures.covering import Bounds, Covering, cover, whole
from proofcheck.analysis.enclosures.covering import middle as inner
from proofcheck.analysis.enclosures.program import Box, Program
from proofcheck.analysis.enclosures.touching import Neighbourhood
from proofcheck.analysis.enclosures.zeros import places, value_at
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.rules.boxes import BITS, places_of
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.meaning import TooLarge
from proofcheck.meaning.ball import precision
from proofcheck.meaning.graph import Entry, Graph

_ROUNDS = 12
_VAIN = 3  # guesses that do not help
_MANY = (0, 3000, 10_000, 20_000, 20_000)  # boxes, by the number of variables
_STEPS = 600_000  # of a covering: boxes times the length of the programs
_WIDTHS = (1e-2, 1e-5, 1e-12)  # of boxes that count as stuck: narrower where no zero explains it


def attempt(bounds: Bounds, start: Box, limit: int, data: Sequence[str], least: float) -> Covering:
    """A covering with the places of zeros that data name. Errors: TooLarge where the tests at these take too long."""
    near = [Neighbourhood(place) for place in places_of(bounds.problem, tuple(data)) or ()]

    def settled(box: Box) -> bool:
        if sum(n.work for n in near) > _STEPS:
            raise TooLarge("derivatives at zeros")
        return any(n.settles(box) for n in near)

    return cover(bounds, start, limit, settled, least)


def _covered(limit: int) -> Callable[[Search, Problem, int], Plan | None]:
    def find(search: Search, problem: Problem, depth: int) -> Plan | None:
        start = whole(problem)
        if start is None or problem.op == "==":
            return None
        bounds, data, level = Bounds(problem), list[str](), 0
        tried, last, before, vain = list[str](), list[str](), None, 0
        weight = 1 + len(bounds.values) + (len(bounds.slopes) if bounds.slopes is not None else 0)
        left = most = min(limit, _MANY[len(start)], _STEPS // weight)
        with precision(BITS):
            for _ in range(_ROUNDS):
                found = attempt(bounds, start, min(most, search.boxes), data, _WIDTHS[level])
                search.boxes -= found.boxes
                left -= found.boxes
                if found.stuck is None:
                    return search.apply(problem, depth, "ball arithmetic", str(found.boxes + 1), *data)
                if found.broken or left <= 0 or search.boxes <= 0:
                    return None
                if last and found.stuck == before:  # it does not help
                    data, vain = data[: -len(last)], vain + 1
                last, before = [], found.stuck
                new = places(bounds, found.stuck, tried) if vain < _VAIN else None
                if new is not None:
                    data, tried, last = [*data, *new], [*tried, *new], new
                    continue
                level += 1
                if level == len(_WIDTHS):
                    return None
        return None

    return find


def _cleared(search: Search, problem: Problem, depth: int) -> Plan | None:
    """Without denominators that come close to 0, so that what is 0/0 at an end of the region has an expansion there."""
    start, g = whole(problem), problem.graph
    if start is None:
        return None
    above, below = _fraction(g, problem.entry)
    middle = value_at(Bounds(problem.stating(">", below)), tuple(map(inner, start)))
    with precision(BITS):
        close = Program([below], problem.variables).run(start)[0]
    if below.constant is not None or close is None or not close[0] <= 0 <= close[1] or not middle:
        return None
    if middle < 0:
        above, below = g.neg(above), g.neg(below)
    return search.apply(problem, depth, "positive factor", encode(g.div(g.one, below)), encode(above))


def _fraction(g: Graph, entry: Entry) -> tuple[Entry, Entry]:
    """Numerator and denominator of an entry."""
    if entry.op in ("+", "-"):
        (a, b), (c, d) = (_fraction(g, e) for e in entry.args)
        if b is d:
            return g.make(entry.op, a, c), b
        return g.make(entry.op, g.mul(a, d), g.mul(c, b)), g.mul(b, d)
    if entry.op in ("*", "/"):
        (a, b), (c, d) = (_fraction(g, e) for e in entry.args)
        return (g.mul(a, c), g.mul(b, d)) if entry.op == "*" else (g.mul(a, d), g.mul(b, c))
    if entry.op == "neg":
        a, b = _fraction(g, entry.args[0])
        return g.neg(a), b
    if entry.op == "tan":
        return g.make("sin", *entry.args), g.make("cos", *entry.args)
    return entry, g.one


TACTICS = (
    Tactic(name="cleared denominators", find=_cleared, cost=12, depth=3),
    Tactic(name="boxes", find=_covered(300), cost=10, depth=6),
    Tactic(name="many boxes", find=_covered(20_000), cost=80, depth=2),
)
