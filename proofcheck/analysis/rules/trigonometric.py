"""Trigonometric polynomials by their values at enough points, and atan2 on half planes.

A trigonometric polynomial of degree at most N has at most 2·N zeros in a period unless it is 0: it is z**-N times a
polynomial of degree 2·N in z = exp(i·x). So 2·N + 1 zeros at different points of a period make it 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import lcm

from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.analysis.rules.arcs import terms_of
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.graph import Entry, Graph, reachable

_MOST = 24  # degree
_PERIODS = (3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 30, 36, 48, 60)


def frequency(argument: Entry, x: Entry) -> Fraction | None:
    """a where an argument is a·x plus terms without x."""
    total = Fraction(0)
    for times, e in terms_of(argument):
        if e is x:
            total += times
        elif depends_on(e, x):
            return None
    return total


def unit_of(entry: Entry, x: Entry) -> int | None:
    """A whole m such that an entry is a trigonometric polynomial in x/m, if its waves allow it."""
    found = [Fraction(1)]
    for e in reachable([entry]):
        if e.op in ("sin", "cos") and e.data is None and depends_on(e, x):
            value = frequency(e.args[0], x)
            if value is None:
                return None
            found.append(value)
    return lcm(*(f.denominator for f in found))


def degree_of(entry: Entry, x: Entry, unit: int) -> int | None:
    """A bound of the degree of an entry as a trigonometric polynomial in x/unit; None where it is none."""
    done: dict[Entry, int] = {}
    stack = [entry]
    while stack:
        e = stack[-1]
        if e in done:
            stack.pop()
            continue
        if not depends_on(e, x):
            done[e] = 0
            continue
        if e.op in ("sin", "cos") and e.data is None:
            value = frequency(e.args[0], x)
            if value is None or (value * unit).denominator != 1:
                return None
            done[e] = abs(int(value * unit))
            continue
        if e.op not in ("+", "-", "*", "neg", "/", "**"):
            return None
        below = e.args[:1] if e.op in ("/", "**") else e.args
        if any(depends_on(a, x) for a in e.args[len(below) :]):
            return None
        missing = [a for a in below if a not in done]
        if missing:
            stack.extend(missing)
            continue
        degrees = [done[a] for a in below]
        if e.op == "**":
            power = e.args[1].constant
            if not isinstance(power, Fraction) or power.denominator != 1 or not 0 <= power <= _MOST:
                return None
            done[e] = degrees[0] * int(power)
        else:
            done[e] = sum(degrees) if e.op == "*" else max(degrees)
    return done[entry]


def _interpolated(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable x, in which the entry is a trigonometric polynomial: its values at 2·N + 1 points."""
    g = problem.graph
    x = decode(g, data[0])
    if problem.op != "==" or x not in problem.variables or len(data) != 1 or not depends_on(problem.entry, x):
        return None
    unit = unit_of(problem.entry, x)
    degree = None if unit is None else degree_of(problem.entry, x, unit)
    if unit is None or degree is None or degree > _MOST:
        return None
    count = 2 * degree + 1
    period = next((p for p in _PERIODS if p >= count), count)
    free = replace(problem, facts=tuple(f for f in problem.facts if not depends_on(f, x)))
    points = (g.mul(g.num(Fraction(2 * unit * k, period)), g.make("pi")) for k in range(count))
    return tuple(free.put(x, at) for at in points)


_HALVES: Mapping[str, Callable[[Graph, Entry, Entry], tuple[Entry, Entry]]] = {
    "right": lambda g, y, x: (x, g.make("atan", g.div(y, x))),
    "upper": lambda g, y, x: (y, g.sub(g.div(g.make("pi"), g.num(2)), g.make("atan", g.div(x, y)))),
    "lower": lambda g, y, x: (g.neg(y), g.sub(g.div(g.make("pi"), g.num(-2)), g.make("atan", g.div(x, y)))),
}


def _half_plane(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: atan2(y, x), and the open half plane that (x, y) lies in: `right`, `upper` or `lower`."""
    g = problem.graph
    if len(data) != 2 or data[1] not in _HALVES:
        return None
    term = decode(g, data[0])
    roots = [problem.entry, *problem.facts]
    below = reachable(roots)
    if term.op != "atan2" or term not in below or any(e.op in ("if", "and", "or", "lacks") for e in below):
        return None
    positive, value = _HALVES[data[1]](g, *term.args)
    done = {term: value}
    for e in below:
        if e not in done:
            args = tuple(done[a] for a in e.args)
            done[e] = e if args == e.args else g.make(e.op, *args, data=e.data)
    facts = tuple(done[f] for f in problem.facts if done[f].constant is not True)
    return (replace(problem, entry=done[problem.entry], facts=facts), problem.stating(">", positive))


RULES = (
    Rule(
        name="trigonometric interpolation",
        reduce=_interpolated,
        statement="a trigonometric polynomial of degree N with 2·N + 1 zeros in a period is 0",
    ),
    Rule(
        name="half plane of atan2",
        reduce=_half_plane,
        statement="atan2(y, x) = atan(y/x) for x > 0, ±pi/2 - atan(x/y) for ±y > 0",
    ),
)
