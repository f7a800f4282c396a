"""Finds composite quantities such as x·y or x - y through which alone a problem depends on its variables.

At points where the quantity is the same and a variable is not, entry and facts must not differ; then the form in which
that variable has gone is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import isfinite

from proofcheck.analysis.constants import is_closed, rational_value
from proofcheck.analysis.demands import conjuncts, plain
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.equations import solutions
from proofcheck.analysis.forms import Writer, entry_of, normal
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import TURNED, Problem, Range, depends_on, variables_of
from proofcheck.analysis.rules.substitution import bare, extended
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.critical_points import isolated
from proofcheck.analysis.tactics.points import points, value, values
from proofcheck.analysis.tactics.several_variables import new_variable
from proofcheck.analysis.tactics.simpler_forms import simpler, size
from proofcheck.analysis.tactics.symmetries import transcendental, used
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.ring import TooHard
from proofcheck.meaning.signs import NEGATIVE, POSITIVE
from proofcheck.meaning.work import spend

_ORDERS = ("<", "<=", ">", ">=")
_TERMS = 10  # that are tried
_LARGEST = 12  # entries of a term
_POINTS = 4
_CLOSE = 1e-9
_MOVES = (Fraction(3, 2), Fraction(1, 3), Fraction(-2))  # factors of the variable that is to go


def _composites(search: Search, problem: Problem, depth: int) -> Plan | None:
    if len(used(problem)) < 2 or not transcendental(problem):
        return None
    for term, x, of_u, u in _candidates(problem):
        data = _written(problem, term, x, of_u, u)
        plan = None if data is None else search.apply(problem, depth, "composite variables", *data)
        if plan is not None:
            return plan
    return None


def _candidates(problem: Problem) -> Iterator[tuple[Entry, Entry, Entry, Entry]]:
    """Terms u(x, …) that leave nothing else of some variable, with x and its value in terms of u."""
    g, u = problem.graph, new_variable(problem)
    where = points(problem, _POINTS)
    roots = [problem.entry, *(g.sub(*f.args) for f in conjuncts(problem.facts) if f.op in TURNED)]
    for term in _terms(problem):
        inner = list(dict.fromkeys(variables_of(term)))
        for x in inner:
            back = next(isolated(g, g.sub(term, u), x), None)
            if back is None or depends_on(back, x):
                continue
            others = [y for y in inner if y is not x]
            if any(_unmoved(roots, term, x, back, u, y, where) for y in others):
                yield term, x, back, u
                break


def _terms(problem: Problem) -> list[Entry]:
    """Sums, products and quotients of two or more variables, small ones first."""
    parts = reachable([problem.entry, *problem.facts])
    found = []
    for term in parts:
        if term.op in ("*", "/", "+", "-", "**") and term is not problem.entry:
            below = reachable([term])
            if len(below) <= _LARGEST and sum(e.op == "var" for e in below) >= 2:
                found.append((len(below), term.number, term))
    return [term for _, _, term in sorted(found)[:_TERMS]]


def _unmoved(
    roots: list[Entry], term: Entry, x: Entry, back: Entry, u: Entry, y: Entry, where: list[dict[Entry, Fraction]]
) -> bool:
    """Whether nothing seems to change where y moves and the term does not."""
    same = 0
    for point, move in zip(where, _MOVES * 2, strict=False):
        spend(20)
        level = _rational(term, point)
        if level is None:
            continue
        moved = {**point, u: level, y: point[y] * move + Fraction(1, 7)}
        here, there = (_rational(back, p) for p in ({**point, u: level}, moved))  # both are rounded
        if here is None or there is None:
            continue
        before, after = values(roots, {**point, x: here}), values(roots, {**moved, x: there})
        for p, q in zip(before, after, strict=True):
            if p is None or q is None or not isfinite(p + q):
                continue
            if abs(p - q) > _CLOSE * (1 + abs(p) + abs(q)):
                return False
            same += 1
    return same > 1


def _rational(entry: Entry, point: dict[Entry, Fraction]) -> Fraction | None:
    found = value(entry, point)
    return Fraction(found) if found is not None and isfinite(found) else None


def _written(problem: Problem, term: Entry, x: Entry, of_u: Entry, u: Entry) -> tuple[str, ...] | None:
    """The data of the rule, where the form in terms of u has fewer variables."""
    g = problem.graph
    free = replace(problem, facts=()).ranged({u: Range()})
    entry = _shortest(free, g.substitute([problem.entry], {x: of_u})[0])
    left = set(variables_of(entry))
    if u not in left or len(left) >= len(used(problem)):
        return None
    facts = []
    for fact in conjuncts(problem.facts):
        if fact.op not in TURNED:
            continue
        gap = _shortest(free, g.substitute([g.sub(*fact.args)], {x: of_u})[0])
        if set(variables_of(gap)) <= left and not is_closed(gap):
            facts.append(g.make(fact.op, gap, g.zero))
    facts += [g.make(op, u, g.zero) for op in _signs(problem, term)]
    usable = [encode(bare(f)) for f in dict.fromkeys(facts) if f.total and f.constant is None]
    return (encode(entry), encode(u), encode(term), ";", *usable)


def _shortest(free: Problem, entry: Entry) -> Entry:
    """The form with the fewest variables, of those the shortest."""
    plainer = extended(free.graph, entry)
    try:
        forms, (form,) = normal(free.setting, [plainer])
        written = entry_of(free.graph, forms, form)
    except TooHard:
        return plainer
    choices = (written, simpler(free, written), plainer)
    return min(choices, key=lambda e: (len(set(variables_of(e))), size(e)))


def _signs(problem: Problem, term: Entry) -> Iterator[str]:
    """The sign that a term plainly has."""
    for above, below, sign in ((">", "<", 1), (">=", "<=", 1)):
        for op, side in ((above, sign), (below, -sign)):
            if plain(problem, above, term if side > 0 else problem.graph.neg(term)):
                yield op
                return


def _solved(search: Search, problem: Problem, depth: int) -> Plan | None:
    """A variable put where an equation has it, through the inverse of one function or from a cleared numerator."""
    g = problem.graph
    for fact in conjuncts(problem.facts):
        if fact.op != "==" or not (transcendental(problem) or _transcendental(fact)):
            continue
        variables = list(dict.fromkeys(variables_of(fact)))
        for x in reversed(variables) if len(variables) > 1 else ():
            for v in solutions(g, g.sub(*fact.args), x):
                value = _shortest(replace(problem, facts=()), v)
                further = [g.make(">=", v.args[0], g.zero)] if v.op == "**" and v.args[1].constant == 2 else []
                data = tuple(map(encode, (fact, x, value, *further)))
                plan = search.apply(problem, depth, "equation solved for a variable", *data)
                if plan is not None:
                    return plan
    return None


def _transcendental(fact: Entry) -> bool:
    return any(e.op in ("exp", "log", "sqrt", "cbrt", "sin", "cos", "tan", "atan") for e in reachable([fact]))


def _choices(search: Search, problem: Problem, depth: int) -> Plan | None:
    """The cases of a choice whose test compares sides of two or more variables; derivatives and convexity need them."""
    for part in reachable([problem.entry]):
        if part.op == "if" and part.args[2].op != "undefined" and len(set(variables_of(part.args[0]))) > 1:
            return search.apply(problem, depth, "cases", encode(part))
    return None


def _plainer_facts(search: Search, problem: Problem, depth: int) -> Plan | None:
    """Facts about quotients as facts about products, without what is plainly positive: x > 1 for x/(x - 1) > 0."""
    if not transcendental(problem):
        return None
    known = tuple(conjuncts(problem.facts))
    facts = [_as_product(problem, f) if any(e.op == "/" for e in reachable([f])) else f for f in known]
    if tuple(facts) == known or not all(f.total for f in facts):
        return None
    return search.apply(problem, depth, "consequences of the facts", *map(encode, dict.fromkeys(facts)))


def _as_product(problem: Problem, fact: Entry) -> Entry:
    """An order with 0 of a quotient as one of the product of those factors whose sign is open."""
    g = problem.graph
    others = tuple(f for f in conjuncts(problem.facts) if f is not fact)
    if fact.op not in _ORDERS:
        return fact
    try:
        forms, (form,) = normal(replace(problem, facts=others).setting, [g.sub(*fact.args)])
        constant, parts = forms.parts(form)
        writer, factors = Writer(g, forms), []
        for factor, exponent in parts:
            signs = forms.signs.of_factor(factor)
            if signs <= NEGATIVE and exponent % 2:
                constant = -constant
            elif not signs <= POSITIVE | NEGATIVE or len(signs) > 1:
                factors.append(g.power(writer.polynomial(factor), 1 if exponent % 2 else 2))
    except TooHard:
        return fact
    if not factors or constant == 0:
        return fact
    return g.make(fact.op if constant > 0 else TURNED[fact.op], g.product(factors), g.zero)


def _signs_apart(search: Search, problem: Problem, depth: int) -> Plan | None:
    """The cases of |x| where x also stands under a root: with a known sign the root can be taken apart."""
    parts = reachable([problem.entry])
    sizes = [e for e in parts if e.op == "abs" and e.args[0].op == "var"]
    roots = [e for e in parts if e.op == "sqrt"] if sizes and len(problem.ranges) > 1 else []
    for part in sizes:
        if any(depends_on(e, part.args[0]) for e in roots):
            return search.apply(problem, depth, "cases", encode(part))
    return None


def _ranges(search: Search, problem: Problem, depth: int) -> Plan | None:
    """Facts that bound one of several variables by a number narrow its range, where the other tactics look."""
    if len(problem.ranges) < 2:
        return None
    for fact in conjuncts(problem.facts):
        sides = fact.args if fact.op in _ORDERS else ()
        variable = next((a for a in sides if a.op == "var"), None)
        if variable is not None and any(rational_value(b) is not None for b in sides if b is not variable):
            return search.only(problem, search.apply(problem, depth, "facts as a range", encode(variable)))
    return None


TACTICS = (
    Tactic(name="bounds as ranges", find=_ranges, cost=2),
    Tactic(name="facts without denominators", find=_plainer_facts, cost=3, depth=6),
    Tactic(name="signs apart", find=_signs_apart, cost=4, depth=6),
    Tactic(name="choices", find=_choices, cost=9, depth=6),
    Tactic(name="equation solved", find=_solved, cost=13, depth=4),
    Tactic(name="composite quantities", find=_composites, cost=10, depth=6),
)
