"""Rules that replace an integral by its value from the table, and those of products of waves over a whole period."""

from __future__ import annotations

from proofcheck.analysis.demands import demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.known_integrals import KNOWN
from proofcheck.analysis.opening import Opened, opened, replaced
from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.analysis.rules.integrals import ends_defined
from proofcheck.analysis.rules.rewriting import equal_forms
from proofcheck.analysis.table import Data, Rule
from proofcheck.analysis.whole_numbers import is_whole, whole_variables
from proofcheck.meaning.bound import free_bound, is_infinite
from proofcheck.meaning.graph import Entry

Problems = tuple[Problem, ...]


def _known(problem: Problem, data: Data) -> Problems | None:
    """data: the integral, the row's name, a factor, and the row's parameters."""
    row = KNOWN.get(data[1]) if len(data) > 2 else None
    if row is None or len(data) != 3 + row.parameters:
        return None
    g, entry = problem.graph, decode(problem.graph, data[0])
    o = opened(problem, entry, "up") if entry.op == "integral" else None
    if o is None:
        return None
    factor, *parameters = (decode(g, text) for text in data[2:])
    if any(depends_on(p, o.variable) or free_bound(p) for p in (factor, *parameters)):
        return None
    ends = row.low(g, *parameters), row.high(g, *parameters)
    if not all(_is_end(problem, mine, end) for mine, end in zip((o.low, o.high), ends, strict=True)):
        return None
    term = g.mul(factor, row.integrand(g, o.variable, *parameters))
    value = g.mul(factor, row.value(g, *parameters))
    needed = [problem.stating(op, e) for op, e in row.conditions(g, *parameters)]
    wanted = [demands(o.inner, o.body, "defined"), ends_defined(problem, o)]
    wanted += [demands(problem, p, "defined") for p in (factor, *parameters)]
    if any(w is None for w in wanted):
        return None
    needed += [p for w in wanted for p in w or ()]
    equal = o.inner.stating("==", g.sub(o.body, term))
    return tuple(dict.fromkeys((*needed, equal, *o.order, replaced(problem, entry, value))))


def _is_end(problem: Problem, mine: Entry, end: Entry | None) -> bool:
    if end is None or is_infinite(mine):
        return end is None and is_infinite(mine)
    return equal_forms(problem, mine, end)


def _waves(problem: Problem, data: Data) -> Problems | None:
    """data: the integral, a factor, the two waves by name, and their whole frequencies m and n.

    Of a sine by a cosine these may be any; else m**2 != n**2, or m is n and not 0, where the integral is pi.
    """
    if len(data) != 6 or not {*data[2:4]} <= {"sin", "cos"}:
        return None
    g, entry = problem.graph, decode(problem.graph, data[0])
    o = opened(problem, entry, "up") if entry.op == "integral" else None
    if o is None or not _whole_turn(problem, o):
        return None
    factor, m, n = (decode(g, data[i]) for i in (1, 4, 5))
    known = whole_variables(problem)
    if any(depends_on(e, o.variable) or free_bound(e) for e in (factor, m, n)):
        return None
    if not is_whole(m, known) or not is_whole(n, known):
        return None
    waves = (g.make(name, g.mul(k, o.variable)) for name, k in zip(data[2:4], (m, n), strict=True))
    wanted = [demands(o.inner, o.body, "defined"), ends_defined(problem, o)]
    wanted += [demands(problem, e, "defined") for e in (factor, m, n)]
    if any(w is None for w in wanted):
        return None
    needed = [p for w in wanted for p in w or ()]
    value = g.zero
    if data[2] == data[3] and m is n:
        needed.append(problem.stating("!=", m))
        value = g.mul(factor, g.make("pi"))
    elif data[2] == data[3]:
        needed.append(problem.stating("!=", g.sub(g.power(m, 2), g.power(n, 2))))
    equal = o.inner.stating("==", g.sub(o.body, g.mul(factor, g.product(waves))))
    return tuple(dict.fromkeys((*needed, equal, replaced(problem, entry, value))))


def _whole_turn(problem: Problem, o: Opened) -> bool:
    """Whether the ends are one period of 2·pi apart, so that the order of the ends is plain too."""
    if is_infinite(o.low) or is_infinite(o.high):
        return False
    g = problem.graph
    return equal_forms(problem, g.sub(o.high, o.low), g.mul(g.num(2), g.make("pi")))


RULES = (
    Rule(
        name="known integral",
        reduce=_known,
        statement="a multiple of a definite integral with a known value",
    ),
    Rule(
        name="orthogonality of waves",
        reduce=_waves,
        statement="over a period waves of different whole frequencies are orthogonal, and the square of one gives pi",
    ),
)
