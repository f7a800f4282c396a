"""The problems that a claim on scalars consists of: one for each relation, with its definedness where that is open.

Integers become reals where the relation does not ask for more: what holds for all reals of their range holds for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from proofcheck.analysis.constants import is_closed, rational_value
from proofcheck.analysis.demands import conjuncts, having_value
from proofcheck.analysis.problem import TURNED, End, Problem, Range, variables_of
from proofcheck.analysis.whole_givens import as_reals, whole_facts, without_floors
from proofcheck.claim import Claim, Definition
from proofcheck.language.tree import free_names
from proofcheck.language.types import INTEGER, Array
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.algebra import defined_alike
from proofcheck.meaning.entries import unroll
from proofcheck.meaning.finite import sizes_of
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.setting import Setting, setting
from proofcheck.meaning.work import remembered

_LARGEST = 4000  # entries
_MOST = 64  # problems of a claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Posed:
    """A claim's problems, all of which must hold, and the link that each belongs to."""

    problems: tuple[Problem, ...]
    links: tuple[int, ...]


def posed(claim: Claim, sizes: Mapping[str, int] | None = None) -> Posed | None:
    """The problems of a claim without sizes, or at these sizes; None where it is none of real analysis."""
    return _posed(claim, None if sizes is None else tuple(sizes.items()))


@remembered(8)
def _posed(claim: Claim, choice: tuple[tuple[str, int], ...] | None) -> Posed | None:
    """Remembered, since the search, a prover and the kernel ask for the problems of the same claim."""
    sizes = None if choice is None else dict(choice)
    claim = _without_approached(claim) if sizes is None else claim
    wholes: tuple[str, ...] = ()
    if sizes is None and sizes_of(claim):
        read = as_reals(claim)
        if read is None:
            return None
        claim, wholes = read
    if not claim.links:
        return None
    try:
        expanded = unroll(claim, sizes or {})
    except (NoMeaning, TooLarge, IllFounded):
        return None
    if wholes:
        expanded = without_floors(expanded, wholes)
    if len(reachable(expanded.links)) > _LARGEST:
        return None
    conditions = (*expanded.domain, *expanded.assumptions)
    known = setting(claim, conditions)
    if known.empty or known.field_only:
        return None
    if wholes:
        known = replace(known, facts=(*known.facts, *whole_facts(expanded, wholes)), thin=True)
    found: list[tuple[int, Problem]] = []
    for number, link in enumerate(expanded.links):
        for problem in _of_link(expanded.graph, known, link, both=claim.policy.defined == "both"):
            if problem is None or not problem.real or len(found) >= _MOST:
                return None
            found.append((number, problem))
    return Posed(problems=tuple(p for _, p in found), links=tuple(n for n, _ in found))


def _without_approached(claim: Claim) -> Claim:
    """The claim without the integers that only stand for what goes somewhere in a limit."""
    nodes = [*claim.assumptions, *(link.node for link in claim.links)]
    nodes += [d.body for d in claim.definitions if isinstance(d, Definition)]
    if any(not isinstance(d, Definition) for d in claim.definitions) or claim.counted:
        return claim
    for given in claim.given:
        domain = given.domain
        nodes += (n for n in (domain.lower, domain.upper, *(domain.members or ()), *domain.excluded) if n is not None)
    free = {name for node in nodes for name in free_names(node)}
    sized = {a for g in claim.given if isinstance(g.type, Array) for dim in g.type.shape for a in dim.atoms()}
    kept = tuple(g for g in claim.given if g.type != INTEGER or g.name in free or g.name in sized)
    return claim if len(kept) == len(claim.given) else replace(claim, given=kept)


def _of_link(graph: Graph, known: Setting, link: Entry, *, both: bool) -> Iterator[Problem | None]:
    match link.op:
        case "and":
            for part in link.args:
                yield from _of_link(graph, known, part, both=both)
        case "=>":
            supposed = tuple(conjuncts(link.args[:1]))
            yield from _of_link(graph, replace(known, facts=(*known.facts, *supposed)), link.args[1], both=both)
        case "<=>":
            for a, b in (link.args, link.args[::-1]):
                yield from _of_link(graph, known, graph.make("=>", a, b), both=both)
        case "truth":
            yield problem_of(graph, known, graph.num(1 if link.data is True else 0), ">", graph.zero)
        case op if op in TURNED:
            left, right = link.args
            if op in ("<", "<="):
                left, right, op = right, left, TURNED[op]
            yield problem_of(graph, known, left, op, right)
            if not both and not defined_alike(known, left, right):
                wanted = having_value(problem_of(graph, known, left, op, right), graph.add(left, right))
                yield from (None,) if wanted is None else wanted
        case _:
            yield None


def problem_of(graph: Graph, known: Setting, left: Entry, op: str, right: Entry) -> Problem:
    """The problem `left - right op 0` on the region that a setting describes."""
    ranges: dict[Entry, Range] = {}
    facts = []
    bounds = {
        variable: Range(
            End(None if i.lo is None else graph.num(i.lo), i.lo_open),
            End(None if i.hi is None else graph.num(i.hi), i.hi_open),
        )
        for variable, i in known.bounds.items()
    }
    for fact in known.facts:
        bound = _closed_bound(fact)
        if bound is None:
            facts.append(fact)
            continue
        variable, op_, at = bound
        where = bounds.get(variable, Range())
        end = End(at, op_ in ("<", ">"))
        if op_ in (">", ">=") and where.lo.at is None:
            bounds[variable] = Range(end, where.hi)
        elif op_ in ("<", "<=") and where.hi.at is None:
            bounds[variable] = Range(where.lo, end)
        else:
            facts.append(fact)
    entry = graph.sub(left, right)
    for variable in variables_of(entry, *facts):
        ranges[variable] = bounds.get(variable, Range())
    ordered = tuple(sorted(ranges.items(), key=lambda item: item[0].number))
    return Problem(graph=graph, ranges=ordered, facts=tuple(facts), op=op, entry=entry)


def _closed_bound(fact: Entry) -> tuple[Entry, str, Entry] | None:
    """A variable, a relation and the closed constant that bounds it, if a fact says just that."""
    if fact.op not in ("<", "<=", ">", ">="):
        return None
    left, right = fact.args
    if left.op == "var" and is_closed(right) and rational_value(right) is None:
        return left, fact.op, right
    if right.op == "var" and is_closed(left) and rational_value(left) is None:
        return right, TURNED[fact.op], left
    return None
