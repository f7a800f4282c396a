"""Rules that bound suprema and integrals without their values, and that say where these exist.

Each is for an entry c0 + c1·V with a rational c1 and V the supremum, infimum or integral.
"""

from __future__ import annotations

from fractions import Fraction

from proofcheck.analysis.demands import demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.opening import Opened, opened
from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.analysis.rules.integrals import ends_defined, having_values
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.bound import is_infinite
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.polynomials import coefficients

Problems = tuple[Problem, ...]


def parted(problem: Problem, value: Entry) -> tuple[Entry, Entry] | None:
    """c0 and c1, where the entry is c0 + c1·value; both have values where the entry has one."""
    g = problem.graph
    unknown = g.fresh()
    try:
        parts = coefficients(g, g.substitute([problem.entry], {value: unknown})[0], unknown, "linear")
    except (NoMeaning, TooLarge):
        return None
    return (parts[0], parts[1]) if len(parts) == 2 else None


def linear(problem: Problem, value: Entry) -> tuple[Entry, Fraction] | None:
    """The same with a rational c1 other than 0."""
    parts = parted(problem, value)
    slope = None if parts is None else parts[1].constant
    return (parts[0], slope) if parts is not None and isinstance(slope, Fraction) and slope != 0 else None


def _domain(problem: Problem, o: Opened) -> Problem:
    low, high = (b.constant == 1 for b in o.entry.args[2:4])
    return o.closed(problem, low=low, high=high, direction="up")


def _of_supremum(problem: Problem, data: Data) -> Problems | None:
    """data: a supremum or infimum; for a bound from the other side also a place in the domain."""
    g, entry = problem.graph, decode(problem.graph, data[0])
    if entry.op not in ("sup", "inf") or len(data) not in (1, 2) or problem.op not in (">", ">="):
        return None
    o, parts = opened(problem, entry, "up"), linear(problem, entry)
    if o is None or parts is None:
        return None
    level, slope = parts
    everywhere = (slope < 0) is (entry.op == "sup")
    if everywhere is (len(data) == 2):
        return None
    if everywhere:
        return _everywhere(problem, o, g.add(level, g.mul(g.num(slope), o.body)))
    place = decode(g, data[1])
    there = g.substitute([o.body], {o.variable: place})[0]
    defined, own = demands(problem, place, "defined"), demands(problem, there, "defined")
    if defined is None or own is None or depends_on(place, o.variable):
        return None
    inside = []
    for end, belongs in ((o.low, entry.args[2]), (o.high, entry.args[3])):
        if not is_infinite(end):
            gap = g.sub(place, end) if end is o.low else g.sub(end, place)
            inside.append(problem.stating(">=" if belongs.constant == 1 else ">", gap))
    bound = problem.stating(problem.op, g.add(level, g.mul(g.num(slope), there)))
    return tuple(dict.fromkeys((*inside, *defined, *own, bound)))


def _everywhere(problem: Problem, o: Opened, bound: Entry) -> Problems | None:
    """The relation at each point of the domain; a strict one needs that the extreme is attained."""
    region = _domain(problem, o)
    if problem.op == ">=":
        return (region.stating(">=", bound),)
    attained = _continuous(problem, o)
    return None if attained is None else (*attained, region.stating(">", bound))


def _of_integrand(problem: Problem, data: Data) -> Problems | None:
    """data: an integral, and a bound m of the integrand: m times the length bounds the integral."""
    if len(data) != 2:
        return None
    g, entry, m = problem.graph, decode(problem.graph, data[0]), decode(problem.graph, data[1])
    if entry.op != "integral" or problem.op not in (">", ">=") or any(map(is_infinite, entry.args[:2])):
        return None
    o, parts = opened(problem, entry, "up"), linear(problem, entry)
    defined = demands(problem, m, "defined")
    if o is None or parts is None or defined is None or depends_on(m, o.variable):
        return None
    level, slope = parts
    gap = g.sub(o.body, m) if slope > 0 else g.sub(m, o.body)
    whole = g.add(level, g.mul(g.num(slope), g.mul(m, g.sub(o.high, o.low))))
    return (*o.order, *defined, o.inner.stating(">=", gap), problem.stating(problem.op, whole))


def _existence(problem: Problem, data: Data) -> Problems | None:
    """data: a supremum, an infimum or an integral over a closed interval, of a continuous function."""
    g = problem.graph
    if len(data) != 1 or problem.op != "==" or problem.entry.op != "lacks":
        return None
    entry = decode(g, data[0])
    if problem.entry.args[0] is not entry or entry.op not in ("sup", "inf", "integral"):
        return None
    o = opened(problem, entry, "up")
    return None if o is None else _continuous(problem, o)


def _continuous(problem: Problem, o: Opened) -> Problems | None:
    """That the body is continuous on the interval with both of its ends, which belong to the domain."""
    if is_infinite(o.low) or is_infinite(o.high) or any(b.constant != 1 for b in o.entry.args[2:-2]):
        return None
    ends = ends_defined(problem, o)
    closed = o.closed(problem, low=True, high=True, direction="up")
    values = having_values(closed, o.body, "continuous", o.variable)
    return None if ends is None or values is None else (*o.order, *ends, *values)


RULES = (
    Rule(
        name="bound of a supremum",
        reduce=_of_supremum,
        statement="sup f <= c where f <= c everywhere; sup f >= f(p)",
    ),
    Rule(
        name="bound of the integrand",
        reduce=_of_integrand,
        statement="f >= m on an interval gives an integral of at least m times its length",
    ),
    Rule(
        name="continuous on a closed interval",
        reduce=_existence,
        statement="a continuous function on a closed interval has an integral, a maximum and a minimum",
    ),
)
