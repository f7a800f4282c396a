"""Minima in one variable, the others being parameters: where the derivative vanishes, solved for or guessed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from proofcheck.analysis.encoding import encode
from proofcheck.analysis.forms import entry_of, normal
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.analysis.rules.substitution import extended, range_facts
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.points import holds, points, value
from proofcheck.analysis.tactics.simpler_forms import simpler
from proofcheck.analysis.tactics.symmetries import transcendental, used
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.ring import TooHard

_POINTS = 4
_CLOSE = 1e-12
_MOST = 3  # anchors tried
_STEPS = 40


def _minimum(search: Search, problem: Problem, depth: int) -> Plan | None:
    variables = used(problem)
    if not 2 <= len(variables) <= 5 or problem.op not in (">=", ">") or not transcendental(problem):
        return None
    for x in variables:
        for c in _critical(problem, x):
            for shape in ("convex", "turning"):
                plan = search.apply(problem, depth, "minimum at a critical point", encode(x), encode(c), shape)
                if plan is not None:
                    return plan
    return None


def _critical(problem: Problem, x: Entry) -> Iterator[Entry]:
    """Entries inside the range of x at which the derivative by x seems to vanish."""
    g = problem.graph
    try:
        slope = extended(g, differentiate(g, [problem.entry], x)[0])
    except NoMeaning:
        return
    where = points(problem, _POINTS)
    if len(where) < 2 or not depends_on(slope, x):
        return
    seen: list[tuple[float, ...]] = []
    for c in (*_solved(problem, slope, x), *_guesses(problem, x)):
        at = _places(problem, x, slope, c, where)
        if at is None or any(
            all(abs(p - q) < 1e-9 * (1 + abs(p)) for p, q in zip(at, old, strict=True)) for old in seen
        ):
            continue
        seen.append(at)
        yield simpler(problem, c)
        if len(seen) == _MOST:
            return


def _places(
    problem: Problem, x: Entry, slope: Entry, c: Entry, where: list[dict[Entry, Fraction]]
) -> tuple[float, ...] | None:
    """The values of a candidate, if the slope vanishes there at every point tried and it lies in the range."""
    g = problem.graph
    if depends_on(c, x):
        return None
    at_c, in_range = _at(g, slope, x, c), range_facts(g, c, problem.range_of(x))
    found = []
    for point in where:
        steep, here = value(at_c, point), value(c, point)
        if steep is None or here is None or abs(steep) > _CLOSE * (1 + abs(here)):
            return None
        if any(holds(fact, point) is False for fact in in_range):
            return None
        found.append(here)
    return tuple(found)


def _at(g: Graph, entry: Entry, x: Entry, c: Entry) -> Entry:
    return extended(g, g.substitute([entry], {x: c})[0])


def _guesses(problem: Problem, x: Entry) -> Iterator[Entry]:
    """What is often the place of a minimum."""
    g = problem.graph
    others = [v for v in used(problem) if v is not x]
    half = g.num(Fraction(1, 2))
    for y in others:
        yield y
        yield g.div(g.one, y)
        yield g.neg(y)
        yield g.sub(g.one, y)
        yield g.power(y, 2)
        yield g.make("sqrt", y)
    yield from (g.zero, g.one, half)
    for y, z in combinations(others, 2):
        yield g.mul(y, z)
        yield g.div(y, z)
        yield g.div(z, y)
        yield g.add(y, z)
        yield g.sub(y, z)
        yield g.sub(z, y)
        yield g.mul(half, g.add(y, z))
        yield g.make("sqrt", g.mul(y, z))


def _solved(problem: Problem, slope: Entry, x: Entry) -> Iterator[Entry]:
    """Solutions of slope = 0 that can be written down."""
    g = problem.graph
    yield from isolated(g, slope, x)
    try:
        forms, (form,) = normal(problem.setting, [slope])
        for factor, exponent in forms.parts(form)[1]:
            if exponent > 0:
                simple = entry_of(g, forms, forms.ring.polynomial(factor))
                yield from isolated(g, simple, x)
                yield from _linear(g, simple, x)
    except (TooHard, NoMeaning):
        return


def _linear(g: Graph, entry: Entry, x: Entry) -> Iterator[Entry]:
    """-f(0)/(f(1) - f(0)): the root of a function that is linear in x; whether it is one is seen afterwards."""
    if any(e.op not in ("var", "num", "+", "-", "*", "neg", "/", "pi") for e in reachable([entry]) if depends_on(e, x)):
        return
    low, high = (g.substitute([entry], {x: end})[0] for end in (g.zero, g.one))
    yield extended(g, g.div(low, g.sub(low, high)))


_INVERSE = {
    "exp": "log",
    "log": "exp",
    "tanh": "atanh",
    "atanh": "tanh",
    "sinh": "asinh",
    "asinh": "sinh",
    "atan": "tan",
    "tan": "atan",
}


def isolated(g: Graph, entry: Entry, x: Entry, target: Entry | None = None, steps: int = _STEPS) -> Iterator[Entry]:
    """Entries c for which entry = target (or 0) at x = c, taking one operation after the other to the other side."""
    if steps == 0 or not depends_on(entry, x):
        return
    zero = target is None
    goal = g.zero if target is None else target
    if entry is x:
        yield goal
        return
    inner = [a for a in entry.args if depends_on(a, x)]
    if zero and entry.op in ("*", "/"):
        for a in inner[: 1 if entry.op == "/" and entry.args[0] in inner else 2]:
            yield from isolated(g, a, x, None, steps - 1)
        return
    if len(set(inner)) > 1:
        yield from _twins(g, entry, x, zero, steps)
        return
    a = inner[0]
    other = next((b for b in entry.args if b is not a), a)
    match entry.op:
        case "neg":
            yield from isolated(g, a, x, None if zero else g.neg(goal), steps - 1)
        case "+":
            yield from isolated(g, a, x, g.sub(goal, other), steps - 1)
        case "-":
            yield from isolated(g, a, x, g.add(goal, other) if entry.args[0] is a else g.sub(other, goal), steps - 1)
        case "*" if other is not a:
            yield from isolated(g, a, x, g.div(goal, other), steps - 1)
        case "/" if other is not a:
            yield from isolated(g, a, x, g.mul(goal, other) if entry.args[0] is a else g.div(other, goal), steps - 1)
        case "**" if other is not a and entry.args[0] is a:
            yield from isolated(g, a, x, g.power(goal, g.div(g.one, other)), steps - 1)
        case "**" if other is not a:
            yield from isolated(g, a, x, g.div(g.make("log", goal), g.make("log", other)), steps - 1)
        case "sqrt":
            yield from isolated(g, a, x, g.power(goal, 2), steps - 1)
        case op if op in _INVERSE:
            yield from isolated(g, a, x, g.make(_INVERSE[op], goal), steps - 1)


def _twins(g: Graph, entry: Entry, x: Entry, zero: bool, steps: int) -> Iterator[Entry]:
    """h(a) - h(b) = 0 where a = b; the root of what is linear."""
    if not zero:
        return
    yield from _linear(g, entry, x)
    if entry.op != "-":
        return
    a, b = entry.args
    if a.op == b.op and len(a.args) == len(b.args) == 1:
        yield from isolated(g, g.sub(a.args[0], b.args[0]), x, None, steps - 1)
    elif a.op == b.op == "*":
        common = [c for c in a.args if c in b.args]
        if common:
            left, right = (next((d for d in e.args if d is not common[0]), common[0]) for e in (a, b))
            yield from isolated(g, g.sub(left, right), x, None, steps - 1)


TACTICS = (Tactic(name="minimum at a critical point", find=_minimum, cost=9, depth=4),)
