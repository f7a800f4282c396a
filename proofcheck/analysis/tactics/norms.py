"""Norms of sums: each term above its tangent at the sum, F(u) >= F'(u + v)·u for F of degree 1 (Minkowski)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from proofcheck.analysis.check import reduced
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, variables_of
from proofcheck.analysis.rules.substitution import extended
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.separable import summands
from proofcheck.analysis.tactics.symmetries import used
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, reachable

_NEW = "\N{GREEK SMALL LETTER SIGMA}"
_ROOTS = ("sqrt", "cbrt", "**")


def _of_sums(search: Search, problem: Problem, depth: int) -> Plan | None:
    g = problem.graph
    if problem.op != ">=" or not 4 <= len(used(problem)) <= 6:
        return None
    terms = summands(g, problem.entry)
    if not 3 <= len(terms) <= 4 or any(not any(e.op in _ROOTS for e in reachable([t])) for t in terms):
        return None
    for whole in terms:
        others = [t for t in terms if t is not whole]
        sums = _sums(g.neg(whole))
        places = [_summand_of(sums, t, others) for t in others]
        known = [p for p in places if p is not None]
        if len(sums) < 2 or len(known) < len(places):
            continue
        lines = list(_lines(problem, g.neg(whole), sums, known))
        if len(lines) == len(others):
            plan = _parts(search, problem, depth, whole, others, lines, sums)
            if plan is not None:
                return plan
    return None


def _sums(entry: Entry) -> list[Entry]:
    """Sums of variables alone inside of an entry."""
    return [e for e in reachable([entry]) if e.op == "+" and all(a.op == "var" for a in e.args)]


def _summand_of(sums: Sequence[Entry], term: Entry, terms: Sequence[Entry]) -> list[Entry] | None:
    """Of each sum the variable that occurs in a term."""
    inner = set(variables_of(term))
    found = [[a for a in s.args if a in inner] for s in sums]
    return [f[0] for f in found] if all(len(f) == 1 for f in found) and len(inner) <= len(sums) + 1 else None


def _lines(problem: Problem, whole: Entry, sums: Sequence[Entry], places: Sequence[Sequence[Entry]]) -> Iterator[Entry]:
    """Σ x·∂F/∂s for the summands x of each term."""
    g = problem.graph
    slots = [g.var(f"{_NEW}{k}") for k in range(1, len(sums) + 1)]
    back = dict(zip(slots, sums, strict=True))
    free = g.substitute([whole], dict(zip(sums, slots, strict=True)))[0]
    try:
        slopes = [extended(g, differentiate(g, [free], slot)[0]) for slot in slots]
    except NoMeaning:
        return
    steep = g.substitute(slopes, back)
    for own in places:
        yield g.sum(g.mul(slope, x) for slope, x in zip(steep, own, strict=True))


def _parts(
    search: Search,
    problem: Problem,
    depth: int,
    whole: Entry,
    terms: Sequence[Entry],
    lines: Sequence[Entry],
    sums: Sequence[Entry],
) -> Plan | None:
    """The terms above their lines, with new variables for the sums."""
    g = problem.graph
    parts = [*(g.sub(t, line) for t, line in zip(terms, lines, strict=True)), g.add(whole, g.sum(lines))]
    data = (*map(encode, parts), ";")
    smaller = reduced(problem, Plan("sum of parts", data))
    if smaller is None or not all(map(search.plausible, smaller)):
        return None
    slots = [g.var(f"{_NEW}{k}") for k in range(1, len(sums) + 1)]
    pairs = [encode(e) for s, slot in zip(sums, slots, strict=True) for e in (s, slot)]
    positive = [encode(g.make(">", slot, g.zero)) for slot in slots]
    plans = []
    for k, part in enumerate(smaller):
        plan = None
        if k < len(terms):
            plan = search.apply(part, depth + 1, "generalisation", *pairs, ";", *positive)
        plan = plan or search.decide(part, depth + 1)
        if plan is None:
            return None
        plans.append(plan)
    return Plan("sum of parts", data, tuple(plans))


TACTICS = (Tactic(name="norms of sums", find=_of_sums, cost=9, depth=3),)
