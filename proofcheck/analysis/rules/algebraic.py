"""Rules that make problems polynomial: functions as new variables, equations solved or used to make forms, nlsat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from proofcheck.analysis.demands import conjuncts
from proofcheck.analysis.encoding import decode, encode
from proofcheck.analysis.nlsat import at_a_glance, engine, holds
from proofcheck.analysis.polynomials import NotPolynomial, Polynomial, System, flint, from_text, numbers, system_of
from proofcheck.analysis.problem import TURNED, End, Problem, Range, depends_on
from proofcheck.analysis.roots import root_apart
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.graph import Entry, Graph
from proofcheck.meaning.interval import Interval
from proofcheck.meaning.normal_form import NeedSign, NormalForms, Nowhere, Orders, Refine
from proofcheck.meaning.ring import Limits, Quotient, Ring, TooHard, ZeroDenominator, rational, with_room

_RESTARTS = 16
_SPARE = 6  # generators that may still be made once the forms have been read
_GENERATORS = 8
_TERMS = 400
Read = tuple[NormalForms, Quotient, list[tuple[str, Quotient]], list[Quotient]]


def read(problem: Problem, others: Sequence[Entry] = ()) -> Read | None:
    """The normal forms of the entry, of the facts that have any, and of further entries, in one ring."""
    return with_room(lambda limits: _read(problem, others, limits))


def _read(problem: Problem, others: Sequence[Entry], limits: Limits) -> Read | None:
    orders: Orders = {}
    for _ in range(_RESTARTS):
        forms = NormalForms(Ring(limits), problem.setting.bounds, orders)
        try:
            whole = forms.of(problem.entry)
            named = [forms.of(e) for e in others]
            facts = list(_facts(forms, problem))
            forms.ring.close(_SPARE)
            return forms, whole, facts, named
        except Refine:
            continue
        except (NeedSign, Nowhere, TooHard, ZeroDenominator):
            return None
    return None


def _facts(forms: NormalForms, problem: Problem) -> Iterator[tuple[str, Quotient]]:
    for fact in conjuncts(problem.setting.facts):
        if fact.op not in TURNED:
            continue
        try:
            yield fact.op, forms.ring.subtract(*map(forms.of, fact.args))
        except (NeedSign, Nowhere, TooHard, ZeroDenominator):
            continue


def generators(found: Read) -> list[int]:
    """All generators that the forms are in, with those in their rules."""
    forms, whole, facts, _ = found
    ring = forms.ring
    todo = [whole, *(q for _, q in facts)]
    seen = set[int]()
    while todo:
        q = todo.pop()
        for index in {*ring.used(q.num), *ring.used(q.den)} - seen:
            seen.add(index)
            if index in ring.rules:
                todo.append(ring.rules[index].value)
    return sorted(seen)


def _new_variables(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: roots, exponentials, sines, … that become variables, with what is known of each by itself."""
    g = problem.graph
    others = [decode(g, text) for text in data]
    found = read(problem, others)
    if found is None:
        return None
    forms, whole, facts, named = found
    ring = forms.ring
    places: dict[int, Entry] = {}
    for number, q in enumerate(named, 1):
        used = ring.used(q.num)
        if len(used) != 1 or q != ring.polynomial(ring.context.gens()[used[0]]) or used[0] in places:
            return None
        places[used[0]] = g.var(_fresh_name(problem, number))
    ranges: dict[Entry, Range] = {}
    for index in generators(found):
        key = ring.keys[index]
        if key[0] == "var":
            places[index] = key[1]
            ranges[key[1]] = problem.range_of(key[1])
        elif index in places:
            ranges[places[index]] = _range(g, ring.intervals[index])
        else:
            return None
    write = _Writer(g, places)
    rules = []
    for i in sorted(places):
        if i in ring.rules and places[i] in ranges:
            power, value = ring.rules[i].power, ring.rules[i].value
            left = g.mul(g.power(places[i], power), write.sum(value.den))
            rules.append(g.make("==", left, write.sum(value.num)))
    known = [g.make(op, write.quotient(q), g.zero) for op, q in facts]
    ordered = tuple(sorted(ranges.items(), key=lambda item: item[0].number))
    kept = tuple(f for f in dict.fromkeys((*rules, *known)) if f.constant is not True)
    return (Problem(graph=g, ranges=ordered, facts=kept, op=problem.op, entry=write.quotient(whole)),)


def _fresh_name(problem: Problem, number: int) -> str:
    taken = {encode(v) for v in problem.variables}
    name = f"t{number}"
    while f"${name}" in taken:
        name += "_"
    return name


def _range(g: Graph, interval: Interval) -> Range:
    return Range(
        End(None if interval.lo is None else g.num(interval.lo), interval.lo is None or interval.lo_open),
        End(None if interval.hi is None else g.num(interval.hi), interval.hi is None or interval.hi_open),
    )


class _Writer:
    """Polynomials as entries, in given places of their generators."""

    def __init__(self, graph: Graph, places: dict[int, Entry]) -> None:
        self.graph = graph
        self.places = places

    def sum(self, p: Polynomial) -> Entry:
        g = self.graph
        total = g.zero
        for monomial, c in p.to_dict().items():
            powers = (g.power(self.places[i], int(e)) for i, e in enumerate(monomial) if e)
            term = g.product((*powers,))
            value = rational(c)
            part = g.mul(g.num(abs(value)), term)
            total = g.add(total, part) if value > 0 else g.sub(total, part)
        return total

    def quotient(self, q: Quotient) -> Entry:
        top = self.sum(q.num)
        return top if q.den.is_constant() else self.graph.div(top, self.sum(q.den))


def entry_of(problem: Problem, system: System, p: Polynomial) -> Entry:
    """A polynomial in a system's variables as an entry."""
    known = {encode(v): v for v in problem.variables}
    return _Writer(problem.graph, {i: known[name] for i, name in enumerate(system.names)}).sum(p)


def _homogeneous(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: an equation s = k, s a form, k a number: terms of lower degree are multiplied by powers of s/k."""
    system = system_of(problem)
    if system is None:
        return None
    try:
        equation = from_text(system.context, data[0])
    except NotPolynomial:
        return None
    if not any(c.op == "==" and c.poly == equation for c in system.constraints):
        return None
    goal = made_homogeneous(system.goal, equation)
    if goal is None or len(goal) > _TERMS:
        return None
    facts = []
    for c in system.constraints:
        moved = None if c.poly == equation or c.op == "!=" else made_homogeneous(c.poly, equation)
        if moved is not None and 1 < len(moved) <= _TERMS:
            facts.append(problem.graph.make(c.op, entry_of(problem, system, moved), problem.graph.zero))
    ranges = tuple((v, _cone(where)) for v, where in problem.ranges)
    goal_entry = entry_of(problem, system, goal)
    return (Problem(graph=problem.graph, ranges=ranges, facts=tuple(facts), op=problem.op, entry=goal_entry),)


def _cone(where: Range) -> Range:
    """The part of a range that multiples keep to: its side of 0, if it has one."""
    lo = where.lo if where.lo.at is not None and where.lo.at.constant == 0 else End()
    hi = where.hi if where.hi.at is not None and where.hi.at.constant == 0 else End()
    return Range(lo, hi)


def made_homogeneous(p: Polynomial, equation: Polynomial) -> Polynomial | None:
    """The form that `p` equals where the equation s - k = 0 holds, or None."""
    terms = numbers(equation)
    level = -terms.pop((0,) * len(next(iter(terms))), Fraction(0))
    degrees = {sum(m) for m in terms}
    if level == 0 or len(degrees) != 1:
        return None
    step = degrees.pop()
    top = p.total_degree()
    share = (equation + flint(level)) / flint(level)
    total = p.context().constant(0)
    for monomial, c in p.to_dict().items():
        times, left = divmod(top - int(sum(monomial)), step)
        if left:
            return None
        total += p.context().from_dict({monomial: c}) * share**times
    return total


def _square_root(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable t >= 0 with t² = s, and a side: for a goal p + q·t, `upper` where q >= 0, `lower` where q <= 0.

    Upper: q²·s >= p² where p <= 0. Lower: p >= 0 and p² >= q²·s. Either is strict where the goal is.
    """
    system = system_of(problem)
    if system is None or system.op not in (">=", ">") or len(data) != 2 or data[0] not in system.names:
        return None
    apart = root_apart(system, system.names.index(data[0]))
    if apart is None or data[1] not in ("upper", "lower"):
        return None
    g, upper = problem.graph, data[1] == "upper"
    rest, factor, gap = (entry_of(problem, system, p) for p in (apart.rest, apart.factor, apart.gap))
    smaller = []
    left = _without_root(problem, decode(g, data[0]), entry_of(problem, system, apart.radicand))
    if system.sign(apart.factor)[0] != (1 if upper else -1):
        smaller.append(left.stating(">=", factor if upper else g.neg(factor)))
    if upper:
        doubt = () if system.sign(apart.rest)[0] == -1 else (g.make("<=", rest, g.zero),)
        smaller.append(left.given(*doubt).stating(problem.op, g.neg(gap)))
        return tuple(smaller)
    if system.sign(apart.rest)[0] != 1:
        smaller.append(left.stating(">=", rest))
    return (*smaller, left.stating(problem.op, gap))


def _without_root(problem: Problem, root: Entry, radicand: Entry) -> Problem:
    """The region without a root that only its own equation speaks of; what it is of is not negative."""
    facts = tuple(conjuncts(problem.facts))
    about = [f for f in facts if depends_on(f, root)]
    if len(about) != 1 or about[0].op != "==":
        return problem
    kept = Problem(
        graph=problem.graph,
        ranges=tuple((v, r) for v, r in problem.ranges if v is not root),
        facts=tuple(f for f in facts if f is not about[0]),
        op=problem.op,
        entry=problem.entry,
    )
    return kept.given(problem.graph.make(">=", radicand, problem.graph.zero))


def _nlsat(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    system = system_of(problem)
    if system is None or data:
        return None
    return () if at_a_glance(system) or holds(system) else None


RULES = (
    Rule(
        name="new variables",
        reduce=_new_variables,
        statement="f(u(x)) op 0 follows from f(t) op 0 for all t that satisfy the equations of u",
    ),
    Rule(
        name="homogeneous form",
        reduce=_homogeneous,
        statement="where s = k, each term may be multiplied by a power of s/k",
    ),
    Rule(
        name="square root apart",
        reduce=_square_root,
        statement="p + q·√s >= 0 where q²·s and p² compare, with the signs of p and q",
    ),
    Rule(
        name="nlsat",
        reduce=_nlsat,
        statement="no real point satisfies the constraints and breaks the relation",
        trusts=engine() or "Z3: nlsat",
    ),
)
