"""Rules that replace a limit, a supremum or a place of a maximum by its value.

A limit from both sides has a value where both agree. A supremum is that of a function with values all over a domain
that is not empty; a place of a maximum is the only one.
"""

from __future__ import annotations

from proofcheck.analysis.constants import is_closed
from proofcheck.analysis.demands import demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.limits_at_instances import sides
from proofcheck.analysis.opening import Opened, apart, opened, replaced, variable_for
from proofcheck.analysis.parametric_limits import parametric_limit
from proofcheck.analysis.problem import End, Problem, Range, depends_on
from proofcheck.analysis.rules.integrals import ends_defined
from proofcheck.analysis.rules.rewriting import equal_forms
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.bound import is_infinite
from proofcheck.meaning.graph import EXTREMES, LIMITS, Entry, reachable

Problems = tuple[Problem, ...]


def _limit(problem: Problem, data: Data) -> Problems | None:
    """data: the limit."""
    entry = decode(problem.graph, data[0])
    if len(data) != 1 or entry.op not in LIMITS or entry not in reachable([problem.entry, *problem.facts]):
        return None
    target, body, leaf = entry.args
    variable = variable_for(problem)
    g = problem.graph
    moving = g.substitute([body], {leaf: variable})[0]
    found = []
    for side in sides(entry.op, target):
        one = parametric_limit(problem, moving, variable, None if is_infinite(target) else target, side)
        if one is None:
            return None
        found.append(one)
    (value, needed), (other, more) = found[0], found[-1]
    both = [] if equal_forms(problem, value, other) else [problem.stating("==", g.sub(value, other))]
    return tuple(dict.fromkeys((*needed, *more, *both, replaced(problem, entry, value))))


def _supremum(problem: Problem, data: Data) -> Problems | None:
    """data: a supremum or infimum, its value, and `at` with a place, or `low` or `high`, where it is approached."""
    found = _extreme(problem, data, ("sup", "inf"))
    if found is None or len(data) != (4 if data[2] == "at" else 3):
        return None
    o, needed, sign = found
    g, value = problem.graph, decode(problem.graph, data[1])
    defined = demands(problem, value, "defined")
    if defined is None or depends_on(value, o.variable):
        return None
    gap = g.sub(value, o.body) if sign > 0 else g.sub(o.body, value)
    if data[2] == "at":
        reached = _attained(problem, o, decode(g, data[3]), value)
    elif data[2] in ("low", "high"):
        reached = _approached(problem, o, value, data[2])
    else:
        return None
    if reached is None:
        return None
    bound = _domain(problem, o).stating(">=", gap)
    return tuple(dict.fromkeys((*needed, *defined, *reached, replaced(problem, o.entry, value), bound)))


def _place(problem: Problem, data: Data) -> Problems | None:
    """data: an argmax or argmin, and the place."""
    found = _extreme(problem, data, ("argmax", "argmin"))
    if found is None or len(data) != 2:
        return None
    o, needed, sign = found
    g, place = problem.graph, decode(problem.graph, data[1])
    if depends_on(place, o.variable):
        return None
    value = g.substitute([o.body], {o.variable: place})[0]
    reached = _attained(problem, o, place, value)
    if reached is None:
        return None
    gap = g.sub(value, o.body) if sign > 0 else g.sub(o.body, value)
    elsewhere = (_beside(problem, o, place, op).stating(">", gap) for op in ("<", ">"))
    return tuple(dict.fromkeys((*needed, *reached, replaced(problem, o.entry, place), *elsewhere)))


def _beside(problem: Problem, o: Opened, place: Entry, op: str) -> Problem:
    """The part of the domain on one side of a place inside it."""
    domain = _domain(problem, o)
    if not is_closed(place):
        return domain.given(problem.graph.make(op, o.variable, place))
    where, end = domain.range_of(o.variable), End(place, open=True)
    return domain.ranged({o.variable: Range(where.lo, end) if op == "<" else Range(end, where.hi)})


def _extreme(problem: Problem, data: Data, ops: tuple[str, ...]) -> tuple[Opened, Problems, int] | None:
    """The extreme opened; that its domain is not empty and the body has values all over it; 1 for a greatest value."""
    if len(data) < 2:
        return None
    entry = decode(problem.graph, data[0])
    if entry.op not in ops or entry.op not in EXTREMES:
        return None
    o = opened(problem, entry, "up")
    if o is None:
        return None
    g = problem.graph
    defined, ends = demands(_domain(problem, o), o.body, "defined"), ends_defined(problem, o)
    if defined is None or ends is None:
        return None
    order: Problems = ()
    if not is_infinite(o.low) and not is_infinite(o.high):
        both = all(b.constant == 1 for b in entry.args[2:4])
        order = (problem.stating(">=" if both else ">", g.sub(o.high, o.low)),)
    return o, (*order, *ends, *defined), 1 if ops[0] == entry.op else -1


def _domain(problem: Problem, o: Opened) -> Problem:
    belong = [b.constant == 1 for b in o.entry.args[2:4]]
    return o.closed(problem, low=belong[0], high=belong[1], direction="up")


def _attained(problem: Problem, o: Opened, place: Entry, value: Entry) -> Problems | None:
    """That a place lies in the domain, and the value is the one there."""
    g = problem.graph
    there = g.substitute([o.body], {o.variable: place})[0]
    defined, own = demands(problem, place, "defined"), demands(problem, there, "defined")
    if defined is None or own is None or depends_on(place, o.variable):
        return None
    inside = []
    for end, belongs in ((o.low, o.entry.args[2]), (o.high, o.entry.args[3])):
        if not is_infinite(end):
            gap = g.sub(place, end) if end is o.low else g.sub(end, place)
            inside.append(problem.stating(">=" if belongs.constant == 1 else ">", gap))
    same = () if value is there else (problem.stating("==", g.sub(there, value)),)
    return (*inside, *defined, *own, *same)


def _approached(problem: Problem, o: Opened, value: Entry, where: str) -> Problems | None:
    """That the body comes to the value at an end, close to which there are points of the domain."""
    end = o.low if where == "low" else o.high
    side = "right" if where == "low" else "left"
    found = parametric_limit(problem, o.body, o.variable, None if is_infinite(end) else end, side)
    order = apart(problem, o, "up")
    if found is None or order is None:
        return None
    limit, needed = found[0], (*order, *found[1])
    if equal_forms(problem, limit, value):
        return needed
    return (*needed, problem.stating("==", problem.graph.sub(limit, value)))


RULES = (
    Rule(name="limit by series", reduce=_limit, statement="the constant term of the expansion at the point"),
    Rule(
        name="supremum",
        reduce=_supremum,
        statement="a bound of a function that it attains, or comes to at an end, is its supremum",
    ),
    Rule(
        name="place of the maximum",
        reduce=_place,
        statement="a function that is smaller everywhere else has its only maximum there",
    ),
)
