"""Rules that replace an endless sum by its value: from the table of known series, or by telescoping.

Terms are compared at whole numbers only.
"""

from __future__ import annotations

from fractions import Fraction

from proofcheck.analysis.demands import demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.known_series import KNOWN
from proofcheck.analysis.opening import replaced, variable_for
from proofcheck.analysis.parametric_limits import parametric_limit
from proofcheck.analysis.problem import REALS, End, Problem, Range, depends_on
from proofcheck.analysis.table import Data, Rule
from proofcheck.analysis.whole_numbers import whole
from proofcheck.analysis.whole_powers import by_steps, is_step_power, with_defined_powers
from proofcheck.meaning.bound import free_bound
from proofcheck.meaning.graph import Entry, reachable

Problems = tuple[Problem, ...]

_MOST_FIRST = 100  # terms of a known series that may be left out


def opened_series(problem: Problem, entry: Entry) -> tuple[int, Entry, Entry] | None:
    """The first index of an endless sum, and its terms by a variable."""
    if entry.op != "series" or entry not in reachable([problem.entry, *problem.facts]):
        return None
    first, body, leaf = entry.args
    start = first.constant
    if isinstance(start, bool) or not isinstance(start, Fraction) or start.denominator != 1:
        return None
    variable = variable_for(problem)
    return int(start), problem.graph.substitute([body], {leaf: variable})[0], variable


def _known(problem: Problem, data: Data) -> Problems | None:
    """data: the sum; for each known series its name, how its index is shifted, a factor, and its parameters."""
    g, entry = problem.graph, decode(problem.graph, data[0])
    found = opened_series(problem, entry)
    if found is None or len(data) < 2:
        return None
    first, body, t = found
    rest = list(data[1:])
    terms, value = g.zero, g.zero
    needed: list[Problem] = []
    while rest:
        row = KNOWN.get(rest.pop(0))
        if row is None or len(rest) < 2 + row.parameters:
            return None
        shift = whole_number(rest.pop(0))
        factor, *parameters = (decode(g, rest.pop(0)) for _ in range(1 + row.parameters))
        if any(depends_on(p, t) or free_bound(p) for p in (factor, *parameters)):
            return None
        skipped = -1 if shift is None else first + shift - row.first
        if shift is None or not 0 <= skipped <= _MOST_FIRST:
            return None
        k = g.add(t, g.num(shift))
        terms = g.add(terms, g.mul(factor, row.term(g, k, *parameters)))
        before = g.sum(row.term(g, g.num(row.first + i), *parameters) for i in range(skipped))
        value = g.add(value, g.mul(factor, g.sub(row.total(g, *parameters), before)))
        needed += [problem.stating(op, e) for op, e in row.conditions(g, *parameters)]
        for p in (factor, *parameters):
            wanted = demands(problem, p, "defined")
            if wanted is None:
                return None
            needed += wanted
    equal = _at_each(problem, (body, terms), t, first)
    defined = _terms_defined(problem, body, t, first)
    if equal is None or defined is None:
        return None
    return tuple(dict.fromkeys((*needed, *defined, equal, replaced(problem, entry, value))))


def whole_number(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) < 6 else None


def _steps(problem: Problem, t: Entry) -> Problem:
    """The region with a whole number from 0 on."""
    g = problem.graph
    return problem.ranged({t: Range(End(g.zero, open=False), End())}).given(whole(g, t))


def _at_each(problem: Problem, sides: tuple[Entry, Entry], t: Entry, first: int) -> Problem | None:
    """That two entries are equal at each whole t from the first on."""
    g = problem.graph
    if any(is_step_power(v) for v in reachable([problem.entry, *problem.facts, *sides])):
        return None
    (left, right), powers = by_steps(g, sides, t, first, t)
    region = _steps(problem, t).ranged(dict.fromkeys(powers, REALS))
    return region.stating("==", g.sub(left, right))


def _terms_defined(problem: Problem, body: Entry, t: Entry, first: int) -> Problems | None:
    g = problem.graph
    place = g.add(t, g.num(first))
    there = g.substitute([with_defined_powers(g, body, t, first)], {t: place})[0]
    return demands(_steps(problem, t), there, "defined")


def _telescoping(problem: Problem, data: Data) -> Problems | None:
    """data: the sum, and an F by the variable with f(k) = F(k + 1) - F(k), which has a limit."""
    if len(data) != 2:
        return None
    g, entry, f = problem.graph, decode(problem.graph, data[0]), decode(problem.graph, data[1])
    found = opened_series(problem, entry)
    if found is None or free_bound(f):
        return None
    first, body, t = found
    after, start = (g.substitute([f], {t: at})[0] for at in (g.add(t, g.one), g.num(first)))
    limit = parametric_limit(problem, f, t, None, "left")
    equal = _at_each(problem, (body, g.sub(after, f)), t, first)
    if limit is None or equal is None:
        return None
    defined = (
        _terms_defined(problem, body, t, first),
        _terms_defined(problem, f, t, first),
        demands(problem, start, "defined"),
    )
    if any(d is None for d in defined):
        return None
    needed = (p for d in (*defined, limit[1]) for p in d or ())
    return tuple(dict.fromkeys((*needed, equal, replaced(problem, entry, g.sub(limit[0], start)))))


RULES = (
    Rule(
        name="known series",
        reduce=_known,
        statement="a linear combination of series with known sums, whose indices may be shifted",
    ),
    Rule(
        name="telescoping series",
        reduce=_telescoping,
        statement="f(k) = F(k + 1) - F(k) for whole k gives a sum of lim F minus F at the first",
    ),
)
