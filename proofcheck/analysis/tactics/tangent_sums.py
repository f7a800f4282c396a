"""Sums in which each term lies above a simple one, and these add up to what is wanted: the method of tangent lines.

For homogeneous sums: terms of degree 1 above linear forms, terms of degree 0 above shares x**k/(x**k + y**k + z**k).
The simple terms touch where all variables are equal, or all but one, which is 0. Source: T. Mildorf, Olympiad
inequalities (the SOS-Schur and tangent line tricks).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from proofcheck.analysis.constants import rational_value
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, variables_of
from proofcheck.analysis.rules_substitution import extended
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.points import values
from proofcheck.analysis.tactics.separable import summands
from proofcheck.analysis.tactics.symmetries import used
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.work import spend

_CLOSE = 1e-9
_DENOMINATOR = 6
_SMALL = Fraction(1, 10**9)  # near an end that is left out


def _tangent_sum(search: Search, problem: Problem, depth: int) -> Plan | None:
    variables = used(problem)
    if not 2 <= len(variables) <= 4 or problem.op not in (">=", ">") or problem.facts:
        return None
    if any((lo := problem.range_of(v).lo).at is None or rational_value(lo.at) != 0 for v in variables):
        return None
    g = problem.graph
    terms = summands(g, problem.entry)
    rooted = [t for t in terms if _rooted(t)]
    if not 2 <= len(rooted) <= 4 or len(terms) - len(rooted) > 6:
        return None
    rest = g.sum(t for t in terms if t not in rooted)
    for lines in (*_linear(g, variables, rooted), *_shares(g, variables, rooted, rest)):
        parts = [g.sub(t, line) for t, line in zip(rooted, lines, strict=True)]
        plan = search.apply(problem, depth, "sum of parts", *map(encode, (*parts, g.add(rest, g.sum(lines)))), ";")
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


def _linear(g: Graph, variables: Sequence[Entry], terms: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Tangent linear forms where all variables are 1; exact, whatever roots come up."""
    spend(400 * len(terms))
    ones = {v: g.one for v in variables}
    at = dict.fromkeys(variables, Fraction(1))
    lines = []
    for term in terms:
        slopes = _slopes(g, variables, term)
        if slopes is None:
            return
        steep = [g.substitute([s], ones)[0] for s in slopes]
        value, *found = values([term, *slopes], at)
        if value is None or any(f is None for f in found) or abs(value - sum(f or 0 for f in found)) > _CLOSE:
            return  # not of degree 1
        lines.append(
            g.sum(g.mul(s, v) for s, v, f in zip(steep, variables, found, strict=True) if abs(f or 0) > _CLOSE)
        )
    yield lines


def _slopes(g: Graph, variables: Sequence[Entry], term: Entry) -> list[Entry] | None:
    try:
        return [extended(g, differentiate(g, [term], v)[0]) for v in variables]
    except NoMeaning:
        return None


def _shares(g: Graph, variables: Sequence[Entry], terms: Sequence[Entry], rest: Entry) -> Iterator[list[Entry]]:
    """c·x**k over the sum of such powers, one variable for each term, where what remains is a constant -c."""
    level = rational_value(g.neg(rest))
    if level is None or level == 0 or len(terms) != len(variables):
        return
    for zeros in (0, 1):
        lines = []
        for k, term in enumerate(terms):
            for v in (variables[k], *variables[:k], *variables[k + 1 :]):
                exponent = _exponent(g, variables, term, v, zeros, float(level))
                if exponent is not None:
                    powers = [g.power(w, g.num(exponent)) for w in variables]
                    top = g.mul(g.num(level), g.power(v, g.num(exponent)))
                    lines.append(g.div(top, g.sum(powers)))
                    break
        if len(lines) == len(terms) and len(set(lines)) == len(lines):
            yield lines


def _exponent(g: Graph, variables: Sequence[Entry], term: Entry, v: Entry, zeros: int, level: float) -> Fraction | None:
    """k for which level·v**k/Σ w**k touches the term, where `zeros` other variables are 0 and the rest are 1."""
    spend(200)
    others = [w for w in variables if w is not v]
    at = {**dict.fromkeys(variables, Fraction(1)), **dict.fromkeys(others[:zeros], _SMALL**2)}
    count = len(variables) - zeros
    slopes = _slopes(g, (v,), term)
    if slopes is None or count < 2:
        return None
    value, steep = values([term, slopes[0]], at)
    if value is None or steep is None or abs(value - level / count) > 1e-6:
        return None
    k = steep / (level * (1 / count) * (1 - 1 / count))
    exact = Fraction(k).limit_denominator(_DENOMINATOR)
    return exact if exact > 0 and abs(float(exact) - k) < 1e-6 else None


TACTICS = (Tactic(name="tangent sum", find=_tangent_sum, cost=4, depth=2),)
