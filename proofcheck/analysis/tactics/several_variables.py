"""Several variables made fewer, or plainer: equations used up, terms as variables, ends apart, concavity."""

from __future__ import annotations

from collections.abc import Iterator

from proofcheck.analysis.check import reduced
from proofcheck.analysis.constants import rational_value
from proofcheck.analysis.demands import conjuncts, plain
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, depends_on, variables_of
from proofcheck.analysis.rules.order import bounds_of
from proofcheck.analysis.tactics import Search, Tactic, plausible
from proofcheck.analysis.tactics.critical_points import isolated
from proofcheck.analysis.tactics.points import points, value, values
from proofcheck.analysis.tactics.simpler_forms import simpler
from proofcheck.analysis.tactics.symmetries import transcendental, used
from proofcheck.meaning.graph import Entry, Graph, reachable

_MOST = 6
_CLOSE = 1e-9
_LOWER = (">", ">=")
_ORDERS = ("<", "<=", ">", ">=")
_NEW = "\N{GREEK SMALL LETTER TAU}"


def new_variable(problem: Problem) -> Entry:
    """A variable with the first free name."""
    names = {v.data[0] for v in problem.variables if isinstance(v.data, tuple)}
    k = next(k for k in range(1, len(names) + 2) if f"{_NEW}{k}" not in names)
    return problem.graph.var(f"{_NEW}{k}")


def _elimination(search: Search, problem: Problem, depth: int) -> Plan | None:
    """An equation among the facts, solved for a variable: the first that can be used is."""
    g, worth = problem.graph, transcendental(problem)  # where not, a problem may be easier as it is
    if not worth and (depth > 1 or problem.op == "!="):
        return None
    for fact in conjuncts(problem.facts):
        if fact.op != "==":
            continue
        difference = g.sub(*fact.args)
        for x in reversed(list(dict.fromkeys(variables_of(fact)))):
            for v in isolated(g, difference, x):
                if not _rational(fact, v):
                    continue
                v = simpler(problem, v)
                for factor in _cofactors(g, difference, x, v):
                    data = tuple(map(encode, (fact, x, v, simpler(problem, factor))))
                    if _applies(problem, "elimination", *data):
                        plan = search.apply(problem, depth, "elimination", *data)
                        return search.only(problem, plan) if plan is not None or worth else None
    return None


def _rational(fact: Entry, value: Entry) -> bool:
    """Whether a value has no roots or powers that its equation has not."""
    known = set(reachable([fact]))
    return not any(e.op in ("sqrt", "cbrt", "**") and e not in known for e in reachable([value]))


def _applies(problem: Problem, rule: str, *data: str) -> bool:
    smaller = reduced(problem, Plan(rule, data))
    return smaller is not None and all(map(plausible, smaller))


def _cofactors(g: Graph, difference: Entry, x: Entry, v: Entry) -> Iterator[Entry]:
    """m with difference = m·(x - v): the slope of a difference that is linear in x, or in 1/x."""
    yield g.one
    yield g.neg(g.one)
    low, high = (g.substitute([difference], {x: end})[0] for end in (g.zero, g.one))
    if _total(low, high):
        yield g.sub(high, low)
    twice = g.substitute([difference], {x: g.num(2)})[0]
    if _total(high, twice):
        rate = g.mul(g.num(2), g.sub(high, twice))  # of b in a + b/x
        yield g.neg(g.div(rate, g.mul(x, v)))


def _total(*entries: Entry) -> bool:
    return not any(e.op == "undefined" for e in reachable(entries))


def _unequal(search: Search, problem: Problem, depth: int) -> Plan | None:
    fact = next((f for f in conjuncts(problem.facts) if f.op == "!=" and len(used(problem)) > 1), None)
    return None if fact is None else search.apply(problem, depth, "order of two unequal sides", encode(fact))


def _fewer_facts(search: Search, problem: Problem, depth: int) -> Plan | None:
    """Without the facts that bound no variable by entries of the others."""
    facts = tuple(conjuncts(problem.facts))
    odd = [f for f in facts if not _bounds_one(f)]
    if not odd or len(used(problem)) < 2:
        return None
    return search.apply(problem, depth, "fewer facts", *map(encode, odd))


def _fewer_variables(search: Search, problem: Problem, depth: int) -> Plan | None:
    """Without the variables that the entry has not."""
    own = set(variables_of(problem.entry))
    if own.issuperset(problem.variables) or not own:
        return None
    odd = [f for f in conjuncts(problem.facts) if not own.issuperset(variables_of(f))]
    plan = search.apply(problem, depth, "fewer facts", *map(encode, odd))
    return plan if odd else search.only(problem, plan)


def _bounds_one(fact: Entry) -> bool:
    if fact.op not in ("<", "<=", ">", ">="):
        return False
    return any(a.op == "var" and not depends_on(b, a) for a, b in (fact.args, fact.args[::-1]))


def _zero_powers(search: Search, problem: Problem, depth: int) -> Plan | None:
    if not any(e.op == "**" and e.args[0].constant == 0 for e in reachable([problem.entry])):
        return None
    return search.apply(problem, depth, "power of zero")


def _plainer_facts(search: Search, problem: Problem, depth: int) -> Plan | None:
    """Facts on one variable that are linear in it, solved for it."""
    g = problem.graph
    for fact in conjuncts(problem.facts):
        inner = list(dict.fromkeys(variables_of(fact)))
        if len(inner) != 1 or fact.op not in _ORDERS or _bounds_one(fact):
            continue
        low, high, twice = (g.substitute([g.sub(*fact.args)], {inner[0]: g.num(k)})[0] for k in (0, 1, 2))
        a, b, c = values([low, high, twice], {})
        if a is None or b is None or c is None or abs(a - 2 * b + c) > _CLOSE * (1 + abs(c)):
            continue
        slope = rational_value(simpler(problem, g.sub(high, low)))
        if not slope or not _total(low):
            continue
        value = simpler(problem, g.div(g.neg(low), g.num(slope)))
        data = (encode(fact), encode(inner[0]), encode(value), str(slope))
        if _applies(problem, "fact solved for a variable", *data):
            return search.only(problem, search.apply(problem, depth, "fact solved for a variable", *data))
    return None


def _generalised(search: Search, problem: Problem, depth: int) -> Plan | None:
    """A term in two or more variables that occur nowhere else, as one variable."""
    if len(used(problem)) < 2 or not transcendental(problem):
        return None
    g = problem.graph
    for term in _terms(problem):
        u = new_variable(problem)
        facts = [encode(g.make(op, u, g.num(end))) for op, end in _range_of(problem, term)]
        plan = search.apply(problem, depth, "generalisation", encode(term), encode(u), ";", *facts)
        if plan is not None:
            return plan
    return None


def _terms(problem: Problem) -> Iterator[Entry]:
    """Terms that hold all occurrences of at least two variables, large ones first."""
    g = problem.graph
    roots = [problem.entry, *problem.facts]
    parts = reachable(roots)
    u = new_variable(problem)
    for term in reversed(parts):
        if term in roots or not term.args or term.op in ("restrict", "if", "<", "<=", ">", ">=", "==", "!="):
            continue
        inner = set(variables_of(term))
        if len(inner) < 2:
            continue
        left = set(variables_of(*g.substitute(roots, {term: u})))
        if len(inner & left) <= len(inner) - 2 or not inner & left:
            yield term


def _range_of(problem: Problem, term: Entry) -> Iterator[tuple[str, int]]:
    """Plain bounds that the values at some points meet."""
    seen = [v for v in (value(term, p) for p in points(problem, 12)) if v is not None]
    if not seen:
        return
    low = max((c for c in (-1, 0, 1) if c < min(seen)), default=None)
    high = min((c for c in (-1, 0, 1) if c > max(seen)), default=None)
    from_below, from_above = (None if c is None else problem.graph.num(c) for c in (low, high))
    if from_below is not None and low is not None and plain(problem, ">", problem.graph.sub(term, from_below)):
        yield ">", low
    if from_above is not None and high is not None and plain(problem, ">", problem.graph.sub(from_above, term)):
        yield "<", high


def _concave(search: Search, problem: Problem, depth: int) -> Plan | None:
    """A variable between two bounds in which the entry is concave."""
    variables = used(problem)
    if not 2 <= len(variables) <= _MOST or problem.op not in _LOWER or not transcendental(problem):
        return None
    for x in variables:
        found = bounds_of(problem, x)
        if found is None:
            continue
        where = problem.range_of(x)
        lows = [e for e in (where.lo.at, *(b for op, b in found[0] if op in _LOWER)) if e is not None]
        highs = [e for e in (where.hi.at, *(b for op, b in found[0] if op not in _LOWER)) if e is not None]
        for low in [e for e in lows[:2] if _has_value(problem, x, e)]:
            for high in [e for e in highs[:2] if _has_value(problem, x, e)]:
                for strict in ("left", "right") if problem.op == ">" else ("left",):
                    plan = search.apply(
                        problem, depth, "concave function", encode(x), encode(low), encode(high), strict
                    )
                    if plan is not None:
                        return plan
    return None


def _has_value(problem: Problem, x: Entry, at: Entry) -> bool:
    """Whether the entry seems to have a value where a variable is at a bound."""
    there = problem.graph.substitute([problem.entry], {x: at})
    return _total(*there) and any(v is not None for v in (value(there[0], p) for p in points(problem, 2)))


def _closed_ends(search: Search, problem: Problem, depth: int) -> Plan | None:
    """An end at which something stops being smooth, by itself."""
    if len(used(problem)) < 2 or not transcendental(problem):
        return None
    parts = reachable([problem.entry])
    if not any(e.op in ("log", "sqrt", "/", "**") for e in parts):
        return None
    for x in used(problem):
        where = problem.range_of(x)
        for name, end in (("lower", where.lo), ("upper", where.hi)):
            if end.at is not None and not end.open and _rough(problem, x, end.at):
                plan = search.apply(problem, depth, "end apart", encode(x), name)
                if plan is not None:
                    return plan
    return None


def _rough(problem: Problem, x: Entry, end: Entry) -> bool:
    """Whether some root, power or logarithm has an argument that is 0 where x is at its end."""
    g = problem.graph
    roots = [
        e.args[0] for e in reachable([problem.entry]) if e.op in ("sqrt", "log", "**") and depends_on(e.args[0], x)
    ]
    return any(g.substitute([a], {x: end})[0].constant == 0 for a in roots)


TACTICS = (
    Tactic(name="elimination", find=_elimination, cost=4),
    Tactic(name="unequal sides", find=_unequal, cost=30, depth=4),
    Tactic(name="generalisation", find=_generalised, cost=11),
    Tactic(name="concave function", find=_concave, cost=18, depth=6),
    Tactic(name="ends apart", find=_closed_ends, cost=8, depth=4),
    Tactic(name="plainer facts", find=_plainer_facts, cost=3),
    Tactic(name="power of zero", find=_zero_powers, cost=1),
    Tactic(name="fewer variables", find=_fewer_variables, cost=2),
    Tactic(name="fewer facts", find=_fewer_facts, cost=45),
)
