"""Rules that use a symmetry of a problem: variables in order, a sign that is free, a one-parameter group of motions.

Each takes a point of the region to another at which the relation says the same, in a smaller part of the region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from proofcheck.analysis.constants import rational_value
from proofcheck.analysis.demands import conjuncts, demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import End, Problem, Range
from proofcheck.analysis.rules.rewriting import equal_forms
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.graph import Entry, Graph

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=")


def _ordered(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: `all` or `cyclic`, and variables that may be exchanged, or turned round.

    All: the points with v1 <= v2 <= … suffice. Cyclic: those at which v1 is the least.
    """
    g = problem.graph
    kind, variables = data[0], tuple(decode(g, text) for text in data[1:])
    count = len(variables)
    if kind not in ("all", "cyclic") or count < 2 or len(set(variables)) < count:
        return None
    if any(v not in problem.variables or problem.range_of(v) != problem.range_of(variables[0]) for v in variables):
        return None
    moves = [{v: variables[(k + 1) % count] for k, v in enumerate(variables)}]
    if kind == "all":
        moves = [{a: b, b: a} for a, b in pairwise(variables)]
    known: list[Problem] = []
    for move in moves:
        further = _unchanged(problem, move)
        if further is None:
            return None
        known.extend(further)
    pairs = pairwise(variables) if kind == "all" else ((variables[0], v) for v in variables[1:])
    return (problem.given(*(g.make("<=", a, b) for a, b in pairs)), *dict.fromkeys(known))


def _reflected(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: variables whose signs may all be turned at once; the first is not negative then."""
    g = problem.graph
    variables = tuple(decode(g, text) for text in data)
    if not variables or any(v not in problem.variables or not _mirrored(problem.range_of(v)) for v in variables):
        return None
    known = _unchanged(problem, {v: g.neg(v) for v in variables})
    if known is None:
        return None
    half = Range(End(g.zero, open=False), problem.range_of(variables[0]).hi)
    return (problem.ranged({variables[0]: half}), *known)


def _mirrored(where: Range) -> bool:
    lo, hi = where.lo, where.hi
    if lo.at is None or hi.at is None:
        return lo.at is hi.at
    low, high = rational_value(lo.at), rational_value(hi.at)
    return lo.open == hi.open and low is not None and high is not None and low + high == 0


def _unchanged(problem: Problem, move: Mapping[Entry, Entry]) -> tuple[Problem, ...] | None:
    """What it takes for the relation to say the same after a motion of the region; None where the region may change."""
    g = problem.graph
    entry, *facts = g.substitute([problem.entry, *problem.facts], move)
    own = tuple(conjuncts(problem.facts))
    if not all(any(_same_fact(problem, f, other) for other in own) for f in conjuncts(tuple(facts))):
        return None
    if entry is problem.entry:
        return ()
    return demands(problem, problem.entry, "defined") if equal_forms(problem, entry, problem.entry) else None


def _same_fact(problem: Problem, a: Entry, b: Entry) -> bool:
    if a is b:
        return True
    if a.op != b.op or a.op not in _RELATIONS:
        return False
    g = problem.graph
    free = replace(problem, facts=())
    left, right = g.sub(*a.args), g.sub(*b.args)
    return left.total and right.total and equal_forms(free, left, right)


@dataclass(frozen=True, slots=True)
class _Motion:
    """v -> v·s**w (`scale`) or v -> v + w·log s (`shift`) for every s > 0."""

    kind: str
    weight: Fraction


def _group(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable, `;`, a kind and a weight for each variable that moves, `;`, degrees of the entry and each fact.

    The entry takes the factor s**degree under the motion, as does each fact; the motion carries any point to one where
    the variable is 1 (scale) or 0 (shift), so that those points suffice.
    """
    read = _read_group(problem, data)
    if read is None:
        return None
    base, motions, degrees = read
    g = problem.graph
    if not all(_moves(problem.range_of(v), m.kind) for v, m in motions.items()):
        return None
    own, where = motions[base], problem.range_of(base)
    if own.weight == 0 or (own.kind == "scale" and (where.lo.at is None or not where.lo.open)):
        return None
    facts = tuple(conjuncts(problem.facts))
    if len(degrees) != 1 + len(facts) or any(f.op not in _RELATIONS for f in facts):
        return None
    free = replace(problem, facts=())
    entries = [problem.entry, *(g.sub(*f.args) for f in facts)]
    if any(demands(free, e, "defined") != () for e in entries[1:]):
        return None
    parameter = g.fresh()
    logarithmic = any(m.kind == "shift" for m in motions.values())
    wider = free.ranged({parameter: Range() if logarithmic else Range(lo=End(g.zero))})
    images = {v: _image(g, v, m, parameter, logarithmic) for v, m in motions.items()}
    for e, moved, degree in zip(entries, g.substitute(entries, images), degrees, strict=True):
        if not equal_forms(wider, moved, g.mul(_factor(g, parameter, degree, logarithmic), e)):
            return None
    known = demands(problem, problem.entry, "defined")
    if known is None:
        return None
    return (problem.put(base, g.one if own.kind == "scale" else g.zero), *known)


def _read_group(problem: Problem, data: Data) -> tuple[Entry, dict[Entry, _Motion], list[Fraction]] | None:
    if data.count(";") != 2:
        return None
    first = data.index(";")
    second = data.index(";", first + 1)
    moved, degrees = data[first + 1 : second], data[second + 1 :]
    if first != 1 or len(moved) % 3:
        return None
    values = [decode(problem.graph, text).constant for text in (*moved[2::3], *degrees)]
    numbers = [value for value in values if isinstance(value, Fraction)]
    if len(numbers) < len(values):
        return None
    parts = zip(moved[::3], moved[1::3], numbers, strict=False)
    motions = {decode(problem.graph, text): _Motion(kind, weight) for text, kind, weight in parts}
    base = decode(problem.graph, data[0])
    if base not in motions or any(v not in problem.variables for v in motions) or len(motions) * 3 != len(moved):
        return None
    return base, motions, numbers[len(motions) :]


def _moves(where: Range, kind: str) -> bool:
    """Whether the motion keeps a range as it is."""
    ends = (where.lo.at, where.hi.at)
    if kind == "scale":
        return all(end is None or rational_value(end) == 0 for end in ends)
    return kind == "shift" and ends == (None, None)


def _image(g: Graph, variable: Entry, motion: _Motion, parameter: Entry, logarithmic: bool) -> Entry:
    if motion.kind == "shift":
        return g.add(variable, g.mul(g.num(motion.weight), parameter))
    return g.mul(variable, _factor(g, parameter, motion.weight, logarithmic))


def _factor(g: Graph, parameter: Entry, degree: Fraction, logarithmic: bool) -> Entry:
    """s**degree, where the parameter is s, or log s."""
    if logarithmic:
        return g.make("exp", g.mul(g.num(degree), parameter))
    return g.power(parameter, g.num(degree))


RULES = (
    Rule(
        name="symmetry in the variables",
        reduce=_ordered,
        statement="a problem that stays the same when variables are exchanged may be decided where they are in order",
    ),
    Rule(
        name="reflection",
        reduce=_reflected,
        statement="a problem that stays the same under x -> -x may be decided for x >= 0",
    ),
    Rule(
        name="homogeneity",
        reduce=_group,
        statement="f(s·x) = s^k f(x) for all s > 0, so that one variable may be set to 1 (or, if it is shifted, to 0)",
    ),
)
