"""TRUSTED: what binds a variable, opened: its body by a variable of its own, on the region between its ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

from proofcheck.analysis.constants import compare, is_closed
from proofcheck.analysis.problem import REALS, End, Problem
from proofcheck.meaning.bound import is_infinite
from proofcheck.meaning.graph import Entry, reachable

_NAME = "\N{SECTION SIGN}t"
DIRECTIONS = ("up", "down", "free")


@dataclass(frozen=True, slots=True)
class Opened:
    """A binder over an interval: its body in `variable`; regions with neither end, and with the ends asked for.

    `order`: problems that say that the ends are in the order supposed.
    """

    entry: Entry
    low: Entry
    high: Entry
    body: Entry
    variable: Entry
    order: tuple[Problem, ...]
    inner: Problem

    def closed(self, problem: Problem, *, low: bool, high: bool, direction: str) -> Problem:
        """The region with some of its ends."""
        return _region(problem, self.variable, self.low, self.high, direction, low=low, high=high)[0]


def variable_for(problem: Problem) -> Entry:
    """A variable that the problem does not have, the same for the same problem."""
    used = {e for e in reachable([problem.entry, *problem.facts]) if e.op == "var"} | set(problem.variables)
    k = 1
    while (found := problem.graph.var(_NAME, (k,))) in used:
        k += 1
    return found


def opened(problem: Problem, entry: Entry, direction: str) -> Opened | None:
    """An integral or extreme of the problem opened; `direction` tells which end is the greater one.

    `free`: the variable goes through all reals, so that the order of the ends does not matter.
    """
    low, high, body, leaf = entry.args[0], entry.args[1], entry.args[-2], entry.args[-1]
    if direction not in DIRECTIONS or entry not in reachable([problem.entry, *problem.facts]):
        return None
    if (is_infinite(low) and low.op == "oo") or (is_infinite(high) and high.op != "oo"):
        return None
    if direction != "up" and (is_infinite(low) or is_infinite(high)):
        return None
    variable = variable_for(problem)
    inner, order = _region(problem, variable, low, high, direction, low=False, high=False)
    text = problem.graph.substitute([body], {leaf: variable})[0]
    return Opened(entry, low, high, text, variable, order, inner)


def apart(problem: Problem, o: Opened, direction: str) -> tuple[Problem, ...] | None:
    """Problems that say that the ends differ, so that there are points between them; None where they do not."""
    if is_infinite(o.low) or is_infinite(o.high):
        return ()
    start, stop = (o.high, o.low) if direction == "down" else (o.low, o.high)
    if is_closed(start) and is_closed(stop):
        return () if compare(problem.graph, stop, start) == 1 else None
    return (problem.stating(">", problem.graph.sub(stop, start)),)


def _region(
    problem: Problem, variable: Entry, start: Entry, stop: Entry, direction: str, *, low: bool, high: bool
) -> tuple[Problem, tuple[Problem, ...]]:
    g = problem.graph
    if direction == "free":
        return problem.ranged({variable: REALS}), ()
    if direction == "down":
        start, stop, low, high = stop, start, high, low
    known = is_infinite(start) or is_infinite(stop)
    order: tuple[Problem, ...] = ()
    if not known:
        known = is_closed(start) and is_closed(stop) and compare(g, stop, start) in (0, 1)
        order = () if known else (problem.stating(">=", g.sub(stop, start)),)
    where = REALS
    facts = []
    for end, closed, lower in ((start, low, True), (stop, high, False)):
        if is_infinite(end):
            continue
        if is_closed(end):
            side = End(end, open=not closed)
            where = replace(where, lo=side) if lower else replace(where, hi=side)
        else:
            facts.append(g.make((">=" if closed else ">") if lower else ("<=" if closed else "<"), variable, end))
            if end.op == "var":  # beyond which the end itself does not go
                far = problem.range_of(end).lo if lower else problem.range_of(end).hi
                side = replace(far, open=far.open or not closed)
                where = replace(where, lo=side) if lower else replace(where, hi=side)
    return problem.ranged({variable: where}).given(*facts), order


def replaced(problem: Problem, entry: Entry, value: Entry) -> Problem:
    """The problem with an entry replaced by one that is equal to it and has a value where this has one."""
    g = problem.graph
    if problem.entry.op == "lacks":
        inner = g.substitute(list(problem.entry.args), {entry: value})[0]
        new = g.zero if inner.total else g.make("lacks", inner)
    else:
        new = g.substitute([problem.entry], {entry: value})[0]
    facts = tuple(f for f in g.substitute(problem.facts, {entry: value}) if f.constant is not True)
    return replace(problem, entry=new, facts=tuple(dict.fromkeys(facts)))
