"""Powers like x**x next to where their base is 0: x·log(x) becomes a small variable of its own, what is left is smooth.

x**(a + b·x) = x**a·exp(b·x·log(x)), and x·log(x) lies between h·log(h) and 0 for x in (0, h], h < 1/e.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import floor

from proofcheck.analysis.check import reduced
from proofcheck.analysis.constants import enclosing, rational_value
from proofcheck.analysis.demands import conjuncts
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.polynomials import coefficients

_NEAR = Fraction(1, 16)  # at most 1/e
_MOST_POWERS, _LARGEST = 4, 80
_SHALLOW = 3  # the depth at which what is easy is asked for: the range of x·log(x)


def _rational(g: Graph, entry: Entry, x: Entry) -> list[Fraction] | None:
    """The coefficients of a polynomial in x with rational ones."""
    try:
        values = [c.constant for c in coefficients(g, entry, x, "power")]
    except (NoMeaning, TooLarge):
        return None
    found = [c for c in values if isinstance(c, Fraction)]
    return found if len(found) == len(values) else None


def _powers(problem: Problem, x: Entry) -> list[tuple[Entry, list[Fraction], list[Fraction]]]:
    """Powers with the coefficients of base and exponent, where the base is linear and the exponent no constant."""
    found = []
    for e in reachable([problem.entry]):
        if e.op == "**" and e.data is None and depends_on(e.args[1], x):
            base, exponent = (_rational(problem.graph, a, x) for a in e.args)
            if base is not None and exponent is not None and len(base) == 2:
                found.append((e, base, exponent))
    return found


def _near_zero(search: Search, problem: Problem, depth: int) -> Plan | None:
    if len(problem.ranges) != 1 or problem.op not in (">", ">=") or len(reachable([problem.entry])) > _LARGEST:
        return None
    x, where = problem.ranges[0]
    if where.lo.at is None or where.hi.at is None:
        return None
    low, high = rational_value(where.lo.at), rational_value(where.hi.at)
    powers = _powers(problem, x)
    if low is None or high is None or not 1 <= len(powers) <= _MOST_POWERS:
        return None
    first = any(b[0] + b[1] * low == 0 and b[1] == 1 for _, b, _ in powers)
    last = any(b[0] + b[1] * high == 0 and b[1] == -1 for _, b, _ in powers)
    if not first and not last:
        return None
    if problem.facts:
        return search.apply(problem, depth, "fewer facts", *map(encode, conjuncts(problem.facts)))
    near = min(_NEAR, (high - low) / 4)
    if high - low > _NEAR:
        return search.apply(problem, depth, "split", encode(x), str(low + near if first else high - near))
    if not first:
        return _turned(search, problem, depth, high)
    return _smooth(search, problem, depth) if low == 0 else None


def _turned(search: Search, problem: Problem, depth: int, high: Fraction) -> Plan | None:
    """From the other end of the range."""
    g, (x, where) = problem.graph, problem.ranges[0]
    if where.lo.at is None:
        return None
    t = g.var("t_" if "t" in str(x.data) else "t")
    end = g.num(high)
    facts = (
        g.make(">" if where.hi.open else ">=", t, g.zero),
        g.make("<" if where.lo.open else "<=", t, g.sub(end, where.lo.at)),
    )
    data = (x, t, g.sub(end, x), g.sub(end, t), *facts)
    change = Plan("change of variable", tuple(map(encode, data)))
    return _after(search, problem, depth, change, lambda main: _without_facts(search, main, depth + 1))


def _without_facts(search: Search, problem: Problem, depth: int) -> Plan | None:
    fewer = Plan("fewer facts", tuple(map(encode, conjuncts(problem.facts))))
    return _after(search, problem, depth, fewer, lambda main: _smooth(search, main, depth + 1))


def _after(
    search: Search, problem: Problem, depth: int, first: Plan, then: Callable[[Problem], Plan | None]
) -> Plan | None:
    """The plan that starts with a rule, whose first problem is given to `then`."""
    smaller = reduced(problem, first)
    if smaller is None or not all(map(search.plausible, smaller)):
        return None
    plans = list[Plan]()
    for k, part in enumerate(smaller):
        plan = search.decide(part, min(depth + 1, _SHALLOW)) if k else then(part)
        if plan is None:
            return None
        plans.append(plan)
    return Plan(first.rule, first.data, tuple(plans))


def _smooth(search: Search, problem: Problem, depth: int) -> Plan | None:
    """The powers of x by exponentials, in which x·log(x) is then a variable."""
    g, (x, where) = problem.graph, problem.ranges[0]
    if where.hi.at is None:
        return None
    term, values = g.mul(x, g.make("log", x)), dict[Entry, Entry]()
    for power, base, exponent in _powers(problem, x):
        if base == [0, 1]:
            rate = _polynomial(g, exponent[1:], x)
            values[power] = g.mul(g.power(x, g.num(exponent[0])), g.make("exp", g.mul(rate, term)))
        else:
            values[power] = g.power(_polynomial(g, base, x), _polynomial(g, exponent, x))
    new = g.substitute([problem.entry], values)[0]
    new = new.args[0] if new.op == "restrict" else new
    u = g.var("u_" if "u" in str(x.data) else "u")
    least = enclosing(g.mul(where.hi.at, g.make("log", where.hi.at)))[0]
    facts = (g.make("<=", u, g.zero), g.make(">=", u, g.num(Fraction(floor(least * 64), 64))))
    data = (encode(term), encode(u), ";", *map(encode, facts))
    form = Plan("equal form", (encode(new),))

    def decided(main: Problem) -> Plan | None:
        return search.decide(main, depth + 1)

    general = Plan("generalisation", data)
    return _after(search, problem, depth, form, lambda p: _after(search, p, depth, general, decided))


def _polynomial(g: Graph, parts: Sequence[Fraction], x: Entry) -> Entry:
    return g.sum(g.mul(g.num(c), g.power(x, k)) for k, c in enumerate(parts) if c)


TACTICS = (Tactic(name="power near 0", find=_near_zero, cost=24, depth=6),)
