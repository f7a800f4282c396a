"""Bounds of integrals without known values: by another integrand, by convexity, and by following an end that moves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations, product

from proofcheck.analysis.check import reduced
from proofcheck.analysis.demands import outside_binders
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.opening import Opened, opened
from proofcheck.analysis.parametric_limits import parametric_limit
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.analysis.rules.bounds_of_values import linear, parted
from proofcheck.analysis.rules.integral_bounds import moving
from proofcheck.analysis.rules.substitution import extended
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.antiderivatives import antiderivatives
from proofcheck.analysis.tactics.charts import changes, chart, is_line, likely, narrowed, simplest, spread
from proofcheck.analysis.tactics.points import points, value
from proofcheck.meaning.bound import is_infinite
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import BINDERS, Entry, Graph, reachable

_POINTS = 4
_CLOSE = 1e-9
_FACTORS = 4  # of an integrand that are bounded one by one
_DEPTH = 6
_TURNS, _STEPS = 2, 90
_INNER = frozenset(("var", "+", "-", "*", "/", "neg", "**", "sin", "cos"))


def _integrals(problem: Problem) -> list[Entry]:
    """The integrals that stand in a problem, if nothing else there binds a variable."""
    found = [e for e in outside_binders([problem.entry]) if e.op in BINDERS]
    plain = all(e.op == "integral" and not any(p.op in BINDERS for p in outside_binders([e.args[-2]])) for e in found)
    return found if plain else []


def _sign(problem: Problem, factor: Entry) -> str | None:
    """The sign that a coefficient seems to have."""
    found = [v for v in (value(factor, p) for p in points(problem.stating("==", factor), _POINTS)) if v is not None]
    if not found or (min(found) < 0 < max(found)):
        return None
    return "-" if min(found) < 0 else "+"


def _followed(search: Search, problem: Problem, depth: int) -> Plan | None:
    """From the end of an integral that stays to the one that is a variable."""
    if problem.op not in (">", ">=", "=="):
        return None
    for entry in _integrals(problem):
        for x in (entry.args[1], entry.args[0]):
            if x.op != "var" or moving(problem, entry, x) is None:
                continue
            parts = parted(problem, entry)
            if parts is None:
                continue
            if linear(problem, entry) is None:
                return _alone(search, problem, depth, entry, *parts)
            for part in ("slope", "value") if problem.op == ">" else ("value",):
                plan = search.apply(problem, depth, "integral from its end", encode(entry), encode(x), part)
                if plan is not None:
                    return plan
            where = problem.range_of(x)
            for side, end in (("right", where.lo), ("left", where.hi)):
                if end.at is not None and not end.open:
                    plan = search.apply(problem, depth, "integral from a place", encode(entry), encode(x), side)
                    if plan is not None:
                        return plan
            return _turned(search, problem, depth, entry, x)
    return None


def _turned(search: Search, problem: Problem, depth: int, entry: Entry, x: Entry) -> Plan | None:
    """In two parts, at a constant at which the derivative changes its sign."""
    parts, move = linear(problem, entry), moving(problem, entry, x)
    if parts is None or move is None or not is_line(problem):
        return None
    g = problem.graph
    slope = g.add(extended(g, differentiate(g, [parts[0]], x)[0]), g.mul(g.num(parts[1]), move.slope))
    places = spread(problem.range_of(x))
    for change in changes(chart([slope], x, places)[0], places)[:_TURNS]:
        close = narrowed(slope, x, change, _STEPS)
        for at in chain((g.num(simplest(close.left, close.right)),), likely(g, close.left, close.right)):
            there = problem.stating("==", g.substitute([slope], {x: at})[0])
            if reduced(there, Plan("value of a constant")) == ():
                return search.apply(problem, depth, "split", encode(x), encode(at))
    return None


def _alone(search: Search, problem: Problem, depth: int, entry: Entry, level: Entry, factor: Entry) -> Plan | None:
    """Without the factor of the integral, where that has one sign."""
    g, sign = problem.graph, _sign(problem, factor)
    if sign is None:
        return None
    positive, rest = (factor, g.add(g.div(level, factor), entry))
    if sign == "-":
        positive, rest = g.neg(factor), g.neg(rest)
    return search.apply(problem, depth, "positive factor", encode(positive), encode(rest))


def _convex_exactly(search: Search, problem: Problem, depth: int) -> Plan | None:
    return _convex(search, problem, depth, exactly=True)


def _convex_roughly(search: Search, problem: Problem, depth: int) -> Plan | None:
    return _convex(search, problem, depth, exactly=False)


def _convex(search: Search, problem: Problem, depth: int, *, exactly: bool) -> Plan | None:
    """Hermite–Hadamard; `exactly`: where nothing is lost by it."""
    if problem.op not in (">", ">="):
        return None
    g = problem.graph
    for entry in _integrals(problem):
        low, high, body, leaf = entry.args
        parts = parted(problem, entry)
        if parts is None or is_infinite(low) or is_infinite(high):
            continue
        sign = _sign(problem, parts[1])
        ways = (("midpoint", (g.div(g.add(low, high), g.num(2)),)), ("trapezoid", (low, high)))
        for way, places in ways if sign is not None else ():
            mean = g.div(g.sum(g.substitute([body], {leaf: p})[0] for p in places), g.num(len(places)))
            least = g.substitute([problem.entry], {entry: g.mul(g.sub(high, low), mean)})[0]
            found = [value(least, p) for p in points(problem, _POINTS)]
            lost = any(v is None or abs(v) > _CLOSE for v in found)
            if not found or any(v is not None and v < -_CLOSE for v in found) or lost is exactly:
                continue
            for how in ("strict", "weak") if problem.op == ">" else ("weak",):
                plan = search.apply(problem, depth, "Hermite-Hadamard inequality", encode(entry), str(sign), way, how)
                if plan is not None:
                    return plan
    return None


def _compared(search: Search, problem: Problem, depth: int) -> Plan | None:
    """Another integrand, in which some factors are replaced by their values at an end."""
    if problem.op not in (">", ">="):
        return _converges(search, problem, depth)
    for entry in _integrals(problem):
        o, parts = opened(problem, entry, "up"), parted(problem, entry)
        sign = None if parts is None else _sign(problem, parts[1])
        if o is None or sign is None:
            continue
        for m in filter(_written, chain(_candidates(problem, o), _tangents(o))):
            for how in ("strict", "weak") if problem.op == ">" else ("weak",):
                plan = search.apply(problem, depth, "comparison of integrals", encode(entry), encode(m), sign, how)
                if plan is not None:
                    return plan
    return None


def _converges(search: Search, problem: Problem, depth: int) -> Plan | None:
    """The comparison test, for the problem that an integral has a value."""
    if problem.op != "==" or problem.entry.op != "lacks" or problem.entry.args[0].op != "integral":
        return None
    entry = problem.entry.args[0]
    o = opened(problem, entry, "up")
    if o is None or not _integrals(problem):
        return None
    for m in filter(_written, _candidates(problem, o, fewest=True)):
        plan = search.apply(problem, depth, "comparison test", encode(entry), encode(m))
        if plan is not None:
            return plan
    return None


def _small(search: Search, problem: Problem, depth: int) -> Plan | None:
    """The growth of the integrand at the ends, for the problem that an integral has a value."""
    if problem.op != "==" or problem.entry.op != "lacks" or problem.entry.args[0].op != "integral":
        return None
    entry = problem.entry.args[0]
    low, high = (("2",) if is_infinite(end) else ("0", "1/2") for end in entry.args[:2])
    for powers in product(low, high):
        plan = search.apply(problem, depth, "growth at the ends", encode(entry), *powers)
        if plan is not None:
            return plan
    return None


def _written(m: Entry) -> bool:
    """Whether an integrand has a value somewhere, as far as its form tells."""
    return not any(e.op in ("undefined", "hole", "if") for e in reachable([m]))


def _candidates(problem: Problem, o: Opened, *, fewest: bool = False) -> Iterator[Entry]:
    """Integrands near the body, some of its factors by constants; `fewest`: first those that keep few factors."""
    g, t = o.inner.graph, o.variable
    factors, rest = _factors(g, o.body, t)
    seen = {o.body}
    counts = range(len(factors)) if len(factors) <= _FACTORS else range(0)
    for kept in counts if fewest else reversed(counts):
        for chosen in combinations(range(len(factors)), kept):
            fixed = [f for i, f in enumerate(factors) if i not in chosen]
            whole = g.product([rest, *(factors[i] for i in chosen)])
            for level in _levels(problem, o, fixed):
                m = g.mul(level, whole)
                if m not in seen:
                    seen.add(m)
                    yield m


def _tangents(o: Opened) -> Iterator[Entry]:
    """A function of h by its tangent at h's mean over the interval, and at h's values at the ends, times the rest."""
    g, t = o.inner.graph, o.variable
    factors, rest = _factors(g, o.body, t)
    for i, factor in enumerate(factors):
        others = g.product([rest, *factors[:i], *factors[i + 1 :]])
        weight = g.product([*factors[:i], *factors[i + 1 :]])
        for h in _inner(factor, t):
            u = g.fresh()
            outer = g.substitute([factor], {h: u})[0]
            if depends_on(outer, t) or outer is u:
                continue
            slope = differentiate(g, [outer], u)[0]
            for c in _means(o, h, weight):
                level, rise = g.substitute([outer, extended(g, slope)], {u: c})
                yield g.mul(others, g.add(level, g.mul(rise, g.sub(h, c))))


def _inner(factor: Entry, t: Entry) -> list[Entry]:
    """The parts of a factor through which alone it depends on t, small ones first: h in φ(h)."""
    return [e for e in reachable([factor]) if e is not factor and e.op in _INNER and depends_on(e, t)]


def _means(o: Opened, h: Entry, weight: Entry) -> Iterator[Entry]:
    """The mean of h by the weight, as an antiderivative has it, and h at the ends."""
    g, t = o.inner.graph, o.variable
    if not is_infinite(o.low) and not is_infinite(o.high) and not depends_on(weight, t):
        for f in antiderivatives(g, o.inner, h, t):
            low, high = (g.substitute([f], {t: end})[0] for end in (o.low, o.high))
            yield g.div(g.sub(high, low), g.sub(o.high, o.low))
            break
    elif o.low.constant == 0 and is_infinite(o.high) and weight is g.make("exp", g.neg(t)):
        yield g.substitute([h], {t: g.one})[0]  # the mean of t itself is 1
    for end in (o.low, o.high):
        if not is_infinite(end):
            yield g.substitute([h], {t: end})[0]


def _levels(problem: Problem, o: Opened, fixed: list[Entry]) -> Iterator[Entry]:
    """What may stand for a product of factors: its values at the ends, or its limits there, and 1 and 0."""
    g, t = problem.graph, o.variable
    whole = g.product(fixed)
    for end, side in ((o.low, "right"), (o.high, "left")):
        there = None if is_infinite(end) else g.substitute([whole], {t: end})[0]
        if there is not None and not any(e.op == "undefined" for e in reachable([there])):
            yield there
        elif (limit := parametric_limit(problem, whole, t, None if there is None else end, side)) is not None:
            yield limit[0]
    yield g.one
    if len(fixed) == 1 and fixed[0].op in ("sin", "cos"):
        yield g.num(-1)
    yield g.zero


def _factors(g: Graph, body: Entry, t: Entry) -> tuple[list[Entry], Entry]:
    """The factors of an integrand that depend on t, exponentials of sums taken apart, and the rest."""
    found, rest = list[Entry](), g.one
    stack = [(body, False)]
    while stack:
        e, under = stack.pop()
        if not depends_on(e, t):
            rest = g.div(rest, e) if under else g.mul(rest, e)
        elif e.op in ("*", "/"):
            stack += [(e.args[0], under), (e.args[1], under is (e.op == "*"))]
        elif e.op == "neg":
            rest = g.neg(rest)
            stack.append((e.args[0], under))
        elif e.op == "exp" and e.args[0].op in ("+", "-"):
            a, b = e.args[0].args
            b = g.neg(b) if e.args[0].op == "-" else b
            stack += [(g.make("exp", a), under), (g.make("exp", b), under)]
        else:
            found.append(g.div(g.one, e) if under else e)
    return found, rest


def _both_signs(search: Search, problem: Problem, depth: int) -> Plan | None:
    for e in outside_binders([problem.entry]):
        if e.op == "abs" and any(p.op in BINDERS for p in outside_binders([e])):
            return search.apply(problem, depth, "absolute value by both signs", encode(e))
    return None


TACTICS = (
    Tactic(name="growth at the ends", find=_small, cost=6, depth=_DEPTH + 2),
    Tactic(name="absolute value of an integral", find=_both_signs, cost=7, depth=_DEPTH),
    Tactic(name="convex integrand", find=_convex_exactly, cost=4, depth=_DEPTH),
    Tactic(name="moving end", find=_followed, cost=6, depth=_DEPTH),
    Tactic(name="integrals compared", find=_compared, cost=30, depth=_DEPTH),
    Tactic(name="mean of a convex integrand", find=_convex_roughly, cost=31, depth=_DEPTH),
)
