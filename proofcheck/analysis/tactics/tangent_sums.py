"""Sums in which each term lies above a simple one, and these add up to what is wanted: the method of tangent lines.

Terms above their tangent planes, or above shares x**k/(x**k + y**k + z**k) of what is symmetric in the variables. The
simple terms touch where all variables are equal, or all but one, which is 0. Source: T. Mildorf, Olympiad inequalities
(the SOS-Schur and tangent line tricks).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from proofcheck.analysis.check import reduced
from proofcheck.analysis.constants import rational_value
from proofcheck.analysis.demands import conjuncts
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, variables_of
from proofcheck.analysis.rules.substitution import extended
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.points import values
from proofcheck.analysis.tactics.separable import summands
from proofcheck.analysis.tactics.symmetries import exchangeable, used
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.work import spend

_CLOSE = 1e-9
_DENOMINATOR = 6
_SMALL = Fraction(1, 10**9)  # near an end that is left out
_ORDERS = ("<", "<=", ">", ">=")
_PLACES = tuple(Fraction(*p) for p in ((1, 1), (-1, 1), (1, 2), (1, 3), (2, 1), (1, 4), (2, 3), (3, 1), (-1, 2)))


def _tangent_sum(search: Search, problem: Problem, depth: int) -> Plan | None:
    variables = used(problem)
    if not 2 <= len(variables) <= 4 or problem.op not in (">=", ">"):
        return None
    terms = summands(problem.graph, problem.entry)
    if not 2 <= len(terms) <= 10 or not any(map(_rooted, terms)):
        return None
    if any(f.op not in _ORDERS for f in conjuncts(problem.facts)):
        return None
    plan = _ordered(search, problem, depth) if problem.op == ">" and not problem.facts else None
    return plan or _above(search, problem, depth)


def _ordered(search: Search, problem: Problem, depth: int) -> Plan | None:
    """A strict relation where the variables are in order: one of the terms may be strictly above there."""
    for kind, group in exchangeable(problem, used(problem)):
        data = (kind, *map(encode, group))
        smaller = reduced(problem, Plan("symmetry in the variables", data))
        if smaller is None:
            continue
        plan = _above(search, smaller[0], depth + 1)
        parts = [plan, *(search.decide(p, depth + 1) for p in smaller[1:])] if plan is not None else []
        known = tuple(p for p in parts if p is not None)
        if known and len(known) == len(parts):
            return Plan("symmetry in the variables", data, known)
    return None


def _above(search: Search, problem: Problem, depth: int) -> Plan | None:
    g, variables = problem.graph, used(problem)
    terms = summands(g, problem.entry)
    for moving, rest, lines in (*_planes(problem, variables, terms), *_shares(problem, variables, terms)):
        parts = [g.sub(t, line) for t, line in zip(moving, lines, strict=True)]
        parts.append(g.add(rest, g.sum(lines)))
        for k in range(len(parts) if problem.op == ">" else 1):  # the part that comes first is the strict one
            turned = [parts[k], *parts[:k], *parts[k + 1 :]]
            plan = search.apply(problem, depth, "sum of parts", *map(encode, turned), ";")
            if plan is not None:
                return plan
    return None


def _rooted(term: Entry) -> bool:
    for e in reachable([term]):
        if e.op in ("sqrt", "cbrt") and any(True for _ in variables_of(e)):
            return True
        if e.op == "**" and any(True for _ in variables_of(e)):
            exponent = rational_value(e.args[1])
            if exponent is not None and exponent.denominator != 1:
                return True
    return False


_Lines = tuple[list[Entry], Entry, list[Entry]]  # terms, the rest of the sum, what each term lies above


def _planes(problem: Problem, variables: Sequence[Entry], terms: Sequence[Entry]) -> Iterator[_Lines]:
    """Tangent planes where all variables are equal and the sum is 0; exact, whatever roots come up."""
    g = problem.graph
    rooted = [t for t in terms if _rooted(t)]
    if not 2 <= len(rooted) <= 4:
        return
    rest = g.sum(t for t in terms if t not in rooted)
    spend(400 * len(rooted))
    slopes = [_slopes(g, variables, t) for t in rooted]
    count, positive = 0, _positive(problem, variables)
    for place in _PLACES:
        value = None if count == 2 or (positive and place < 0) else _at(problem.entry, variables, place)
        if value is None or abs(value) > _CLOSE:
            continue
        count += 1
        lines = [None if s is None else _plane(g, variables, t, s, place) for t, s in zip(rooted, slopes, strict=True)]
        known = [line for line in lines if line is not None]
        if len(known) == len(rooted):
            yield rooted, rest, known


def _at(entry: Entry, variables: Sequence[Entry], place: Fraction) -> float | None:
    return values([entry], dict.fromkeys(variables, place))[0]


def _plane(g: Graph, variables: Sequence[Entry], term: Entry, slopes: Sequence[Entry], place: Fraction) -> Entry | None:
    at = dict.fromkeys(variables, place)
    value, *found = values([term, *slopes], at)
    if value is None or any(f is None for f in found):
        return None
    level, *steep = g.substitute([term, *slopes], {v: g.num(place) for v in variables})
    gap = value - sum(f or 0 for f in found) * float(place)
    pairs = zip(steep, variables, found, strict=True)
    plane = g.sum(g.mul(s, v) for s, v, f in pairs if abs(f or 0) > _CLOSE)
    if abs(gap) <= _CLOSE:
        return plane  # of degree 1
    return g.add(plane, g.sub(level, g.mul(g.sum(steep), g.num(place))))


def _positive(problem: Problem, variables: Sequence[Entry]) -> bool:
    return all((lo := problem.range_of(v).lo).at is not None and rational_value(lo.at) == 0 for v in variables)


def _slopes(g: Graph, variables: Sequence[Entry], term: Entry) -> list[Entry] | None:
    try:
        return [extended(g, differentiate(g, [term], v)[0]) for v in variables]
    except NoMeaning:
        return None


def _symmetric(variables: Sequence[Entry], term: Entry) -> bool:
    """Whether a term stays the same at a point when its coordinates are exchanged."""
    sizes = [Fraction(5 + 3 * k * k, 7) for k in range(len(variables))]
    turns = (sizes, [*sizes[1:], sizes[0]], [sizes[1], sizes[0], *sizes[2:]])
    first, *others = (values([term], dict(zip(variables, t, strict=True)))[0] for t in turns)
    return first is not None and all(v is not None and abs(v - first) < _CLOSE * (1 + abs(first)) for v in others)


def _shares(problem: Problem, variables: Sequence[Entry], terms: Sequence[Entry]) -> Iterator[_Lines]:
    """s·x**k over the sum of such powers, one variable for each term, where what remains is -s, symmetric."""
    g = problem.graph
    if not _positive(problem, variables):
        return
    moving = [t for t in terms if not _symmetric(variables, t)]
    rest = g.sum(t for t in terms if t not in moving)
    if rest is g.zero or len(moving) != len(variables):
        return
    level = g.neg(rest)
    for zeros in (0, 1):
        lines = []
        for k, term in enumerate(moving):
            for v in (variables[k], *variables[:k], *variables[k + 1 :]):
                exponent = _exponent(g, variables, term, v, zeros, level)
                if exponent is not None:
                    powers = [g.power(w, g.num(exponent)) for w in variables]
                    top = g.mul(level, g.power(v, g.num(exponent)))
                    lines.append(g.div(top, g.sum(powers)))
                    break
        if len(lines) == len(moving) and len(set(lines)) == len(lines):
            yield moving, rest, lines


def _exponent(g: Graph, variables: Sequence[Entry], term: Entry, v: Entry, zeros: int, level: Entry) -> Fraction | None:
    """k for which level·v**k/Σ w**k touches the term, where `zeros` other variables are 0 and the rest are 1."""
    spend(200)
    others = [w for w in variables if w is not v]
    at = {**dict.fromkeys(variables, Fraction(1)), **dict.fromkeys(others[:zeros], _SMALL**2)}
    count = len(variables) - zeros
    slopes, rises = _slopes(g, (v,), term), _slopes(g, (v,), level)
    if slopes is None or rises is None or count < 2:
        return None
    value, steep, top, rise = values([term, slopes[0], level, rises[0]], at)
    if value is None or steep is None or not top or rise is None or abs(value - top / count) > 1e-6:
        return None
    k = (steep - rise / count) / (top * (1 / count) * (1 - 1 / count))
    exact = Fraction(k).limit_denominator(_DENOMINATOR)
    return exact if exact and abs(float(exact) - k) < 1e-6 else None


TACTICS = (Tactic(name="tangent sum", find=_tangent_sum, cost=4, depth=3),)
