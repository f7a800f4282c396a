"""Guesses at suprema and places of maxima: zeros of the derivative, the ends of the domain, limits there."""

from __future__ import annotations

from collections.abc import Iterator

from proofcheck.analysis.encoding import encode
from proofcheck.analysis.opening import Opened
from proofcheck.analysis.parametric_limits import parametric_limit
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.tactics.zeros import zeros
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.bound import is_infinite
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, reachable

Way = tuple[str, ...]


def places(problem: Problem, o: Opened) -> Iterator[Entry]:
    """Ends that belong to the domain, and zeros of the derivative inside."""
    g = problem.graph
    try:
        slope = differentiate(g, [o.body], o.variable)[0]
    except (NoMeaning, TooLarge):
        slope = None
    if slope is not None:
        yield from zeros(o.inner, slope, o.variable)
    for end, belongs in zip((o.low, o.high), o.entry.args[2:4], strict=True):
        if belongs.constant == 1:
            yield end
    for part in reachable([o.body]):  # kinks
        if part.op in ("abs", "max", "min"):
            test = part.args[0] if part.op == "abs" else g.sub(part.args[0], part.args[1])
            yield from zeros(o.inner, test, o.variable)


def values(problem: Problem, o: Opened) -> Iterator[tuple[Entry, Way]]:
    """Values with how they are come by; those that are asked about in the problem, at a place that has them, first."""
    g = problem.graph
    for place in places(problem, o):
        value = g.substitute([o.body], {o.variable: place})[0]
        yield value, ("at", encode(place))
    for end, belongs, name in zip((o.low, o.high), o.entry.args[2:4], ("low", "high"), strict=True):
        if belongs.constant == 1:
            continue
        at = None if is_infinite(end) else end
        found = parametric_limit(problem, o.body, o.variable, at, "right" if name == "low" else "left")
        if found is not None:
            yield found[0], (name,)
