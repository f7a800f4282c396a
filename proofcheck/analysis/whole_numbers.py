"""Whole numbers in problems on reals: that a variable n is one is the fact `floor(n) == n`."""

from __future__ import annotations

from fractions import Fraction

from proofcheck.analysis.problem import Problem
from proofcheck.meaning.graph import Entry, Graph, reachable


def whole(g: Graph, variable: Entry) -> Entry:
    """The fact that a variable is a whole number."""
    return g.make("==", g.make("floor", variable), variable)


def whole_variables(problem: Problem) -> frozenset[Entry]:
    """The variables that the facts make whole numbers."""
    facts = {part for f in problem.facts for part in ((f, *f.args) if f.op == "and" else (f,))}
    return frozenset(v for v in problem.variables if whole(problem.graph, v) in facts)


def is_whole(entry: Entry, known: frozenset[Entry]) -> bool:
    """Whether an entry has whole values wherever it has any, as its form shows."""
    done: dict[Entry, bool] = {}
    for e in reachable([entry]):
        match e.op:
            case "num":
                done[e] = isinstance(e.data, (int, Fraction)) and Fraction(e.data).denominator == 1
            case "var":
                done[e] = e in known
            case "floor" | "ceil" | "sign":
                done[e] = True
            case "+" | "-" | "*" | "neg" | "abs" | "max" | "min" | "mod":
                done[e] = all(done[a] for a in e.args)
            case "**":
                power = e.args[1].constant
                done[e] = done[e.args[0]] and isinstance(power, Fraction) and power.denominator == 1 and power >= 0
            case _:
                done[e] = False
    return done[entry]
