"""Rules that exchange variables: other coordinates, a term as a variable of its own, equations used up, ends apart.

Whatever new variables stand for, every point of the region must have values of them: their facts are problems to solve.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from proofcheck.analysis.constants import is_closed, rational_value
from proofcheck.analysis.demands import conjuncts, demands, outside_binders
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import TURNED, End, Problem, Range, variables_of
from proofcheck.analysis.rules.rewriting import equal_forms
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.graph import Entry, Graph, reachable

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=")
_LAZY = ("if", "and", "or", "=>", "<=>", "lacks")  # which may have a value where a part has none


def bare(entry: Entry) -> Entry:
    """An entry without the conditions on where it counts: a relation for it says more."""
    return entry.args[0] if entry.op == "restrict" else entry


def extended(g: Graph, entry: Entry) -> Entry:
    """An entry with the same values where it has one: conditions on where it counts are left out."""
    done: dict[Entry, Entry] = {}
    for e in reachable([entry]):
        if e.op == "restrict" or (e.op == "if" and e.args[2].op == "undefined"):
            done[e] = done[e.args[e.op == "if"]]
        elif any(done[a] is not a for a in e.args):
            done[e] = g.make(e.op, *(done[a] for a in e.args), data=e.data)
        else:
            done[e] = e
    return done[entry]


def trimmed(problem: Problem) -> Problem:
    """The same with only those variables that still occur."""
    used = set(variables_of(problem.entry, *problem.facts))
    return replace(problem, ranges=tuple((v, where) for v, where in problem.ranges if v in used))


def substituted(problem: Problem, values: dict[Entry, Entry]) -> Problem:
    """Leaves or terms replaced in the entry and the facts; the ranges stay."""
    entry, *facts = map(bare, problem.graph.substitute([problem.entry, *problem.facts], values))
    return replace(problem, entry=entry, facts=()).given(*facts)


def range_facts(g: Graph, value: Entry, where: Range) -> list[Entry]:
    """That a value lies in a range."""
    facts = []
    if where.lo.at is not None:
        facts.append(g.make(">" if where.lo.open else ">=", value, where.lo.at))
    if where.hi.at is not None:
        facts.append(g.make("<" if where.hi.open else "<=", value, where.hi.at))
    return facts


def stated(problem: Problem, fact: Entry) -> Problem:
    """A relation as a problem on the region of another."""
    g = problem.graph
    if fact.op == "truth":
        return problem.stating("==", g.zero if fact.data is True else g.one)
    left, right = fact.args
    op = fact.op
    if op in ("<", "<="):
        left, right, op = right, left, TURNED[op]
    return problem.stating(op, g.sub(left, right))


def with_facts(problem: Problem, facts: Sequence[Entry]) -> Problem:
    """The problem with further facts, those that bound a variable by a closed constant as its range."""
    for fact in facts:
        bound = _bound(problem, fact)
        problem = problem.given(fact) if bound is None else problem.ranged(bound)
    return problem


def _bound(problem: Problem, fact: Entry) -> dict[Entry, Range] | None:
    if fact.op not in ("<", "<=", ">", ">="):
        return None
    left, right = fact.args
    op = fact.op
    if right.op == "var":
        left, right, op = right, left, TURNED[op]
    if left.op != "var" or not is_closed(right) or not right.total:
        return None
    where, end = problem.range_of(left), End(right, op in ("<", ">"))
    if op in (">", ">=") and where.lo.at is None:
        return {left: Range(end, where.hi)}
    if op in ("<", "<=") and where.hi.at is None:
        return {left: Range(where.lo, end)}
    return None


def _change(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable x, a new variable u, u in terms of x, x in terms of u, and facts about u.

    Every x of the region is the value at the u that belongs to it, so that what holds for all such u holds for it.
    """
    g = problem.graph
    x, u, forward, back, *facts = (decode(g, text) for text in data)
    if x not in problem.variables or u.op != "var" or u in problem.variables or not _known(problem, forward):
        return None
    if x in reachable([back]) or not _known(problem.ranged({u: Range()}), back, *facts) or x in reachable(facts):
        return None
    again, *at_u = g.substitute([back, *facts], {u: forward})
    if not equal_forms(problem, bare(again), x):
        return None
    parts = (demands(problem, forward, "defined"), demands(problem, bare(again), "defined"))
    if parts[0] is None or parts[1] is None or not all(map(_usable, facts)):
        return None
    proofs = tuple(stated(problem, bare(fact)) for fact in at_u)
    new = substituted(problem, {x: back}).given(*range_facts(g, back, problem.range_of(x)))
    new = with_facts(new.ranged({u: Range()}), facts)
    return (trimmed(new), *parts[0], *parts[1], *proofs)


def _usable(fact: Entry) -> bool:
    """Whether a fact about new variables is a relation that has a truth value whatever they are."""
    return fact.op in _RELATIONS and fact.total


def _known(problem: Problem, *entries: Entry) -> bool:
    """Whether entries have only variables of the problem."""
    return all(v in problem.variables for v in variables_of(*entries))


def _generalised(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: terms and the variables that take their places, alternating; `;`, facts about these variables.

    What holds for all values of the variables that meet the facts holds for the terms' values, which do.
    """
    if data.count(";") != 1:
        return None
    g, cut = problem.graph, data.index(";")
    pairs = [decode(g, text) for text in data[:cut]]
    terms, new, facts = pairs[::2], pairs[1::2], [decode(g, text) for text in data[cut + 1 :]]
    if len(terms) != len(new) or not terms or any(u.op != "var" or u in problem.variables for u in new):
        return None
    roots = [problem.entry, *problem.facts]
    if len(set(new)) < len(new) or any(e.op in _LAZY for e in reachable(roots)):
        return None
    if not set(terms) <= set(outside_binders(roots)) or not all(t.args for t in terms):
        return None
    wider = problem.ranged({u: Range() for u in new})
    if not _known(wider, *facts) or not all(map(_usable, facts)):
        return None
    proofs = (stated(problem, bare(f)) for f in g.substitute(facts, dict(zip(new, terms, strict=True))))
    inner = substituted(wider, dict(zip(terms, new, strict=True)))
    return (trimmed(with_facts(inner, facts)), *proofs)


def _eliminated(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: an equation among the facts, a variable x, its value v, and m with left - right = m·(x - v), m != 0."""
    g = problem.graph
    if len(data) != 4:
        return None
    fact, x, value, factor = (decode(g, text) for text in data)
    own = tuple(conjuncts(problem.facts))
    if fact not in own or fact.op != "==" or x not in problem.variables or x in reachable([value]):
        return None
    if not _known(problem, value, factor):
        return None
    rest = replace(problem, facts=tuple(f for f in own if f is not fact))
    if not equal_forms(rest, g.sub(*fact.args), g.mul(factor, g.sub(x, value))):
        return None
    parts = (demands(problem, value, "defined"), demands(problem, factor, "defined"))
    if parts[0] is None or parts[1] is None:
        return None
    new = substituted(rest, {x: value}).given(*range_facts(g, value, problem.range_of(x)))
    return (trimmed(new), problem.stating("!=", factor), *parts[0], *parts[1])


def _solved(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: an equation among the facts, a variable x, its value v, and facts about the other variables.

    That x = v all over the region, and that the facts hold there, are problems of their own.
    """
    g = problem.graph
    fact, x, value, *further = (decode(g, text) for text in data)
    own = tuple(conjuncts(problem.facts))
    if fact not in own or fact.op != "==" or x not in problem.variables or x in reachable([value, *further]):
        return None
    if not _known(problem, value, *further) or any(f.op not in _RELATIONS for f in further):
        return None
    wanted = demands(problem, value, "defined")
    valued = [demands(problem, side, "defined") for f in further for side in f.args]
    if wanted is None or None in valued:
        return None
    rest = replace(problem, facts=tuple(f for f in own if f is not fact))
    new = substituted(rest, {x: value}).given(*range_facts(g, value, problem.range_of(x)), *further)
    doubts = (part for parts in valued if parts is not None for part in parts)
    proofs = (stated(problem, f) for f in further)
    return (trimmed(new), problem.stating("==", g.sub(x, value)), *wanted, *doubts, *proofs)


def _fewer(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: facts to be left out."""
    left_out = {decode(problem.graph, text) for text in data}
    kept = tuple(f for f in conjuncts(problem.facts) if f not in left_out)
    return (trimmed(replace(problem, facts=kept)),)


def _solved_fact(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: an order among the facts, a variable x, an entry v and a rational m: left - right = m·(x - v)."""
    if len(data) != 4:
        return None
    g = problem.graph
    fact, x, value, factor = (decode(g, text) for text in data)
    own = tuple(conjuncts(problem.facts))
    m = rational_value(factor)
    if fact not in own or fact.op not in TURNED or x not in problem.variables or not m or not value.total:
        return None
    rest = replace(problem, facts=tuple(f for f in own if f is not fact))
    if not equal_forms(rest, g.sub(*fact.args), g.mul(factor, g.sub(x, value))) or not _known(problem, value):
        return None
    op = fact.op if m > 0 else TURNED[fact.op]
    return (with_facts(rest, [g.make(op, x, value)]),)


def _end_apart(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable, and `lower` or `upper`: the closed end of its range, by itself."""
    variable = decode(problem.graph, data[0])
    where = problem.range_of(variable)
    if len(data) != 2 or data[1] not in ("lower", "upper") or variable not in problem.variables:
        return None
    end = where.lo if data[1] == "lower" else where.hi
    if end.at is None or end.open:
        return None
    apart = End(end.at, open=True)
    rest = Range(apart, where.hi) if data[1] == "lower" else Range(where.lo, apart)
    return (problem.put(variable, end.at), problem.ranged({variable: rest}))


def _inequation(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a fact a != b, as the cases a < b and a > b."""
    g, fact = problem.graph, decode(problem.graph, data[0])
    own = tuple(conjuncts(problem.facts))
    if fact not in own or fact.op != "!=":
        return None
    rest = replace(problem, facts=tuple(f for f in own if f is not fact))
    return tuple(with_facts(rest, [g.make(op, *fact.args)]) for op in ("<", ">"))


def _zero_powers(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """0**e is 0 where e > 0."""
    g = problem.graph
    powers = [e for e in reachable([problem.entry]) if e.op == "**" and e.args[0].constant == 0 and e.data is None]
    if data or not powers or any(demands(problem, e.args[1], "defined") != () for e in powers):
        return None
    entry = bare(g.substitute([problem.entry], dict.fromkeys(powers, g.zero))[0])
    return (trimmed(problem.stating(problem.op, entry)), *(problem.stating(">", e.args[1]) for e in powers))


RULES = (
    Rule(name="power of zero", reduce=_zero_powers, statement="0**e = 0 for e > 0"),
    Rule(
        name="change of variable",
        reduce=_change,
        statement="x = φ(u) with u = ψ(x) for every x; what holds for u does for x",
    ),
    Rule(
        name="generalisation",
        reduce=_generalised,
        statement="what holds for all u that meet the facts holds for a term that does",
    ),
    Rule(
        name="elimination",
        reduce=_eliminated,
        statement="an equation m·(x - v) = 0 with m != 0 puts v in the place of x",
    ),
    Rule(
        name="equation solved for a variable",
        reduce=_solved,
        statement="where an equation makes x = v, f(x) op 0 follows from f(v) op 0",
    ),
    Rule(name="fewer facts", reduce=_fewer, statement="what holds without some of the facts holds with them"),
    Rule(
        name="fact solved for a variable",
        reduce=_solved_fact,
        statement="m·(x - v) > 0 says x > v for m > 0, x < v for m < 0",
    ),
    Rule(name="end apart", reduce=_end_apart, statement="an end of a range by itself, and the rest of the range"),
    Rule(name="order of two unequal sides", reduce=_inequation, statement="a != b means a < b or a > b"),
)
