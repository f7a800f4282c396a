"""TRUSTED: claims on reals asked of the arguments at fixed sizes, and of real analysis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial

from proofcheck.analysis.check import follow
from proofcheck.analysis.claims import posed, problem_of
from proofcheck.analysis.constants import compare
from proofcheck.analysis.demands import demands, plain
from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.analysis.prose import trusted
from proofcheck.analysis.rules.signs import relation
from proofcheck.analysis.tactics import Search
from proofcheck.claim import Claim, Link, Policy
from proofcheck.inference.integers.solving import bounded, eliminated, multiplied
from proofcheck.language.tree import Apply, Node, Num, free_names
from proofcheck.language.types import BOOLEAN, REAL
from proofcheck.meaning import arguments
from proofcheck.meaning.algebra import affirm
from proofcheck.meaning.boxes import check
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.entries import unroll
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.setting import Setting, setting
from proofcheck.meaning.work import remembered
from proofcheck.prune import without_unused

_POINTS = 8  # tried before any argument is
_PROBLEMS, _BOXES = 50, 3_000  # of a search for a plan
_EQUATION, _FEW = 8, 500  # of one for a plan of an equation, where normal forms may not do
_WAVES = frozenset(("sin", "cos", "tan"))
_INVERSE = frozenset(("atan", "asin", "acos", "atanh", "asinh", "acosh", "abs", "floor", "ceil", "sign", "max", "min"))


@remembered(4096)
def follows(claim: Claim, supposed: tuple[Node, ...], reals: frozenset[str]) -> bool:
    """Whether the claim holds where what is supposed holds, which has to have a value at every point of the claim.

    `reals`: the variables that are reals of their own; for each choice of the others a null set of these may be left
    out, as a conclusion says nothing where what is supposed has no value.
    """
    supposed = tuple(fact for fact in supposed if _has_values(claim, fact, reals))
    whole, known = claim.links[0].node, supposed
    goal, supposed = eliminated(whole, supposed, partial(_is_positive, claim))
    for fact in supposed:
        smaller = bounded(goal, fact, partial(_is_positive, claim), partial(_is_natural, claim))
        if smaller is not None and _decided(claim, smaller, tuple(f for f in supposed if f is not fact)):
            return True
    for fact in known:
        smaller = multiplied(whole, fact)
        if smaller is not None and _decided(claim, smaller, tuple(f for f in known if f is not fact)):
            return True
    return _decided(claim, goal, supposed)


def _decided(claim: Claim, goal: Node, supposed: tuple[Node, ...]) -> bool:
    whole = without_unused(
        Claim(
            id="",
            text="",
            given=claim.given,
            assumptions=_about(goal, (*claim.assumptions, *supposed)),
            links=(Link(node=goal, text=""),),
            policy=Policy(defined="both"),
        )
    )
    unfolded = arguments.unfold(whole, {})
    if unfolded is None or unfolded.setting.empty:
        return False
    for link in unfolded.links:
        if check(unfolded.setting, link, wanted=_POINTS, tries=4 * _POINTS).broken:
            return False
    equal = all(link.op == "==" for link in unfolded.links)
    if all(_at_once(unfolded.setting, link) for link in unfolded.links):
        return True
    if equal and not any(e.op in _INVERSE for e in reachable(unfolded.links)):
        return False
    found = posed(whole)
    if found is None:
        return False
    search = Search(problems=_EQUATION, boxes=_FEW) if equal else Search(problems=_PROBLEMS, boxes=_BOXES)
    return all(_settled(search, problem) for problem in found.problems)


def settled(claim: Claim, sizes: Mapping[str, int]) -> bool:
    """Whether equations hold at these integers, for all reals."""
    unfolded = arguments.unfold(claim, sizes)
    if unfolded is None or unfolded.setting.empty:
        return False
    for link in unfolded.links:
        if check(unfolded.setting, link, wanted=_POINTS, tries=4 * _POINTS).broken:
            return False
    methods = (arguments.IDENTITY, arguments.CLOSED)
    if all(arguments.argue_link(unfolded.setting, link, methods, both=True) for link in unfolded.links):
        return True
    found = posed(claim, sizes) if any(e.op in _INVERSE for e in reachable(unfolded.links)) else None
    search = Search(problems=_EQUATION, boxes=_FEW)
    return found is not None and all(_settled(search, problem) for problem in found.problems)


def _about(goal: Node, facts: tuple[Node, ...]) -> tuple[Node, ...]:
    """The facts on variables of the goal, and on those that such facts tie to them."""
    names = set(free_names(goal))
    kept: list[Node] = []
    for _ in facts:
        more = [f for f in facts if f not in kept and not names.isdisjoint(free_names(f))]
        if not more:
            break
        kept += more
        names |= {name for f in more for name in free_names(f)}
    return tuple(f for f in facts if f in kept)


@remembered(1024)
def _is_positive(claim: Claim, term: Node) -> bool:
    """Whether the sign of a term's normal form is positive."""
    return _compares(claim, ">", term)


@remembered(1024)
def _is_natural(claim: Claim, term: Node) -> bool:
    """The same for a sign that is not negative."""
    return _compares(claim, ">=", term)


def _compares(claim: Claim, op: str, term: Node) -> bool:
    goal = Apply(type=BOOLEAN, op=op, args=(term, Num(type=REAL, value=Fraction(0))))
    whole = without_unused(
        replace(claim, links=(Link(node=goal, text=""),), assumptions=_about(goal, claim.assumptions))
    )
    unfolded = arguments.unfold(whole, {})
    if unfolded is None or any(check(unfolded.setting, link, wanted=2, tries=8).broken for link in unfolded.links):
        return False
    if all(_at_once(unfolded.setting, link) for link in unfolded.links):
        return True
    found = posed(whole) if any(e.op in _WAVES for e in reachable(unfolded.links)) else None
    search = Search(problems=_EQUATION, boxes=_FEW)
    return found is not None and all(_settled(search, problem) for problem in found.problems)


def _at_once(known: Setting, link: Entry) -> bool:
    return affirm(known, link, both=True, equal_only=link.op == "==") is not None and arguments.holds_at_points(
        known, link
    )


def _settled(search: Search, problem: Problem) -> bool:
    """Whether a plan is found and followed to its end, and no engine has to be trusted for it."""
    plan = search.decide(problem)
    taken = None if plan is None else follow(problem, plan)
    if taken is None or trusted(taken):
        return False
    return not check(problem.setting, relation(problem)).broken


def _has_values(claim: Claim, fact: Node, reals: frozenset[str]) -> bool:
    """Whether both sides of a relation have values wherever the claim is asked, but on a null set of the reals."""
    expanded = unroll(replace(claim, links=(Link(node=fact, text=""),)), {})
    known = setting(claim, (*expanded.domain, *expanded.assumptions))
    link = expanded.links[0]
    if len(link.args) != 2:
        return False
    left, right = link.args
    problem = problem_of(expanded.graph, known, left, ">=", right)
    wanted = demands(problem, expanded.graph.add(left, right), "defined")
    return wanted is not None and all(_met(p, reals) for p in wanted)


def _met(problem: Problem, reals: frozenset[str]) -> bool:
    if problem.op != "!=":
        return _settled(_small(), problem)
    return all(_nonzero(problem, factor, reals) for factor in _factors(problem.entry))


def _factors(entry: Entry) -> Iterator[Entry]:
    """What has to be 0 if the entry is."""
    match entry.op:
        case "*":
            for part in entry.args:
                yield from _factors(part)
        case "/" | "neg" | "sqrt" | "abs" | "cbrt":
            yield from _factors(entry.args[0])
        case "**" if isinstance(entry.args[1].constant, Fraction):
            yield from _factors(entry.args[0])
        case _:
            yield entry


def _nonzero(problem: Problem, factor: Entry, reals: frozenset[str]) -> bool:
    """Whether an entry has no zero, or only isolated ones in a real variable of which only an interval is known."""
    if _isolated(problem, factor, reals):
        return True
    signs = (problem.stating(">", e) for e in (factor, problem.graph.neg(factor)))
    return any(_settled(_small(), p) for p in (problem.stating("!=", factor), *signs))


def _isolated(problem: Problem, factor: Entry, reals: frozenset[str]) -> bool:
    """Of sin(u), cos(u) or u itself, where u is strictly monotone in the variable."""
    inner = factor.args[0] if factor.op in ("sin", "cos") else factor
    for variable, where in problem.ranges:
        name = variable.data[0] if isinstance(variable.data, tuple) else ""
        if name not in reals or any(depends_on(fact, variable) for fact in problem.facts):
            continue
        ends = where.lo.at, where.hi.at
        if ends[0] is not None and ends[1] is not None and compare(problem.graph, ends[1], ends[0]) != 1:
            continue
        slope = differentiate(problem.graph, [inner], variable)[0]
        whole = problem.stating(">", slope)
        smooth = demands(whole, inner, "smooth", by=variable)
        if smooth == () and any(plain(whole, ">", e) for e in (slope, problem.graph.neg(slope))):
            return True
    return False


def _small() -> Search:
    return Search(problems=30, boxes=_FEW)
