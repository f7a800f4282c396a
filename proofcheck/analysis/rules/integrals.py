"""Rules that replace an integral: by an antiderivative, in pieces, with another integrand.

An integral is that over the open interval, improper at its ends; where an interval falls into finitely many pieces,
it is the sum of theirs. Source: the fundamental theorem of calculus.
"""

from __future__ import annotations

from proofcheck.analysis.demands import demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.opening import Opened, apart, opened, replaced
from proofcheck.analysis.parametric_limits import parametric_limit
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.bound import is_infinite
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry

Problems = tuple[Problem, ...]


def _of_data(problem: Problem, data: Data, count: int) -> tuple[Entry, str] | None:
    if len(data) != count:
        return None
    entry = decode(problem.graph, data[0])
    return (entry, data[1]) if entry.op == "integral" else None


def having_values(region: Problem, entry: Entry, degree: str, by: Entry) -> Problems | None:
    """That an entry has values all over a region, and is of this degree in one variable."""
    defined = demands(region, entry, "defined")
    more = demands(region, entry, "smooth" if degree == "smooth" else "continuous", by=by)
    if defined is None or more is None:
        return None
    return tuple(dict.fromkeys((*defined, *more)))


def _antiderivative(problem: Problem, data: Data) -> Problems | None:
    """data: the integral, the direction, an antiderivative F, and for both ends `value` (of F there) or `limit`.

    A limit from inside asks for points inside; where the ends are equal, that of F at one is not that at the other.
    """
    found = _of_data(problem, data, 5)
    if found is None or not {*data[3:]} <= {"value", "limit"}:
        return None
    o = opened(problem, *found)
    if o is None:
        return None
    g, f = problem.graph, decode(problem.graph, data[2])
    inwards = ("right", "left") if found[1] == "up" else ("left", "right")
    low = _at_end(problem, o, f, data[3], upper=False, side=inwards[0])
    high = _at_end(problem, o, f, data[4], upper=True, side=inwards[1])
    order = apart(problem, o, found[1]) if "limit" in data[3:] else o.order
    if low is None or high is None or order is None or (found[1] == "free" and "limit" in data[3:]):
        return None
    closed = o.closed(problem, low=data[3] == "value", high=data[4] == "value", direction=found[1])
    slope = differentiate(g, [f], o.variable)[0]
    parts = (
        having_values(o.inner, o.body, "continuous", o.variable),
        having_values(o.inner, f, "smooth", o.variable),
        having_values(closed, f, "continuous", o.variable),
        ends_defined(problem, o),
    )
    if any(part is None for part in parts):
        return None
    needed = tuple(p for part in (*parts, low[1], high[1]) for p in part or ())
    equal = o.inner.stating("==", g.sub(slope, o.body))
    return tuple(dict.fromkeys((equal, *order, *needed, replaced(problem, o.entry, g.sub(high[0], low[0])))))


def ends_defined(problem: Problem, o: Opened) -> Problems | None:
    found: list[Problem] = []
    for end in (o.low, o.high):
        if not is_infinite(end):
            wanted = demands(problem, end, "defined")
            if wanted is None:
                return None
            found += wanted
    return tuple(found)


def _at_end(
    problem: Problem, o: Opened, f: Entry, how: str, *, upper: bool, side: str
) -> tuple[Entry, Problems] | None:
    """The value of F at an end, or its limit there from inside, with what that demands."""
    end = o.high if upper else o.low
    if how == "limit":
        return parametric_limit(problem, f, o.variable, None if is_infinite(end) else end, side)
    return None if is_infinite(end) else (problem.graph.substitute([f], {o.variable: end})[0], ())


def _pieces(problem: Problem, data: Data) -> Problems | None:
    """data: the integral, the direction, and a place between its ends at which it is cut."""
    found = _of_data(problem, data, 3)
    if found is None or found[1] == "free":
        return None
    o = opened(problem, *found)
    at = decode(problem.graph, data[2])
    if o is None:
        return None
    g = problem.graph
    defined = demands(problem, at, "defined")
    if defined is None:
        return None
    order = []
    for end, sign in ((o.low, 1), (o.high, -1)):
        if not is_infinite(end):
            gap = g.sub(at, end)
            order.append(problem.stating(">=", gap if (sign == 1) is (found[1] == "up") else g.neg(gap)))
    body, leaf = o.entry.args[-2:]
    parts = (g.bind("integral", o.low, at, body, leaf), g.bind("integral", at, o.high, body, leaf))
    return (*order, *defined, replaced(problem, o.entry, g.add(*parts)))


def _integrand(problem: Problem, data: Data) -> Problems | None:
    """data: the integral, the direction, and another integrand that is equal to it between the ends."""
    found = _of_data(problem, data, 3)
    if found is None:
        return None
    o = opened(problem, *found)
    new = decode(problem.graph, data[2])
    if o is None:
        return None
    g = problem.graph
    mine, other = demands(o.inner, o.body, "defined"), demands(o.inner, new, "defined")
    if mine is None or other is None:
        return None
    value = g.bind("integral", o.low, o.high, new, o.variable)
    equal = o.inner.stating("==", g.sub(o.body, new))
    return tuple(dict.fromkeys((equal, *o.order, *mine, *other, replaced(problem, o.entry, value))))


def _defined(problem: Problem, data: Data) -> Problems | None:
    """That an entry has a value, from the domains of the functions in it."""
    if problem.op != "==" or problem.entry.op != "lacks":
        return None
    return demands(problem, problem.entry.args[0], "defined")


RULES = (
    Rule(
        name="integral by an antiderivative",
        reduce=_antiderivative,
        statement="F' = f inside and F continuous to the ends, or with limits there: the integral of f is F(b) - F(a)",
    ),
    Rule(name="integral in pieces", reduce=_pieces, statement="the integrals from a to c and from c to b add up"),
    Rule(
        name="equal integrand",
        reduce=_integrand,
        statement="functions that are equal on an interval have the same integral there",
    ),
    Rule(name="domain of definition", reduce=_defined, statement="an expression has a value where its parts have one"),
)
