"""Values of integrals, limits, suprema and places of maxima: guessed here, shown by the rules that replace them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import cast

from proofcheck.analysis.constants import compare, is_closed
from proofcheck.analysis.demands import outside_binders, plain
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.forms import entry_of, normal
from proofcheck.analysis.opening import Opened, opened
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.analysis.rules.bounds_of_values import linear
from proofcheck.analysis.tactics import Search, Tactic, plausible
from proofcheck.analysis.tactics.antiderivatives import antiderivatives
from proofcheck.analysis.tactics.extreme_values import places, values
from proofcheck.analysis.tactics.known_integrals import known_integrals
from proofcheck.analysis.tactics.points import points, value
from proofcheck.analysis.tactics.series import series
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.bound import is_infinite
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import BINDERS, EXTREMES, LIMITS, Entry, reachable
from proofcheck.meaning.polynomials import coefficients

_GUESSES = 3
_Proposal = tuple[str, tuple[str, ...]]
_CUTS = ("abs", "max", "min", "sign", "floor", "if")


def binders(problem: Problem) -> list[Entry]:
    """What binds a variable in a problem, outside the bodies of others."""
    return [e for e in outside_binders((problem.entry, *problem.facts)) if e.op in BINDERS]


def _at_once(search: Search, problem: Problem, depth: int) -> Plan | None:
    return _evaluated(search, problem, depth, outside=False)


def _at_length(search: Search, problem: Problem, depth: int) -> Plan | None:
    """With antiderivatives asked for outside, which take long."""
    return None if search.antiderivative is None else _evaluated(search, problem, depth, outside=True)


def _evaluated(search: Search, problem: Problem, depth: int, *, outside: bool) -> Plan | None:
    found = binders(problem)
    if not found:
        if problem.entry.op == "lacks":
            return search.apply(problem, depth, "domain of definition")
        return None
    for entry in found:
        best = cast("_Proposal | None", search.memory.get(("value", entry)))
        for rule, data in chain(() if best is None else (best,), _proposals(search, problem, entry, outside)):
            plan = search.apply(problem, depth, rule, encode(entry), *data)
            if plan is not None:
                search.memory["value", entry] = (rule, data)
                return plan
        if entry.op == "integral" and (at := _unordered(problem, entry)) is not None:
            return search.apply(problem, depth, "split", *map(encode, at))
    return None


def _unordered(problem: Problem, entry: Entry) -> tuple[Entry, Entry] | None:
    """A variable and where to split its range, where the order of an integral's ends is open."""
    low, high = entry.args[:2]
    if _direction(problem, entry) == "free":
        for variable, at in ((high, low), (low, high)):
            g = problem.graph
            if variable.op == "var" and not {g.make(op, variable, at) for op in ("<=", ">=")} & set(problem.facts):
                return variable, at
    return None


def _proposals(search: Search, problem: Problem, entry: Entry, outside: bool) -> Iterator[_Proposal]:
    if outside:
        if entry.op == "integral":
            yield from _integrals(search, problem, entry, outside)
        return
    if problem.entry.op == "lacks" and problem.entry.args[0] is entry:
        yield "continuous on a closed interval", ()
    if entry.op in LIMITS:
        yield "limit by series", ()
    elif entry.op == "integral":
        yield from _integrals(search, problem, entry, outside)
        yield from _bounds_of_integrals(problem, entry)
    elif entry.op in EXTREMES:
        yield from _extremes(problem, entry)
    elif entry.op == "series":
        yield from series(problem, entry)


def _extremes(problem: Problem, entry: Entry) -> Iterator[_Proposal]:
    o = opened(problem, entry, "up")
    if o is None:
        return
    if entry.op in ("argmax", "argmin"):
        for place in places(problem, o):
            yield "place of the maximum", (encode(place),)
        return
    if problem.op in (">", ">="):
        yield "bound of a supremum", ()
    for most, how in values(problem, o):
        if problem.op in (">", ">=") and how[0] == "at":
            yield "bound of a supremum", how[1:]
        yield "supremum", (encode(most), *how)


def _bounds_of_integrals(problem: Problem, entry: Entry) -> Iterator[_Proposal]:
    """The bound that the mean of the integrand would have to keep."""
    parts = linear(problem, entry) if problem.op in (">", ">=") else None
    if parts is None or is_infinite(entry.args[0]) or is_infinite(entry.args[1]):
        return
    g = problem.graph
    mean = g.div(g.div(g.neg(parts[0]), g.num(parts[1])), g.sub(entry.args[1], entry.args[0]))
    forms, (form,) = normal(problem.setting, [mean])
    yield "bound of the integrand", (encode(entry_of(g, forms, form)),)


def _direction(problem: Problem, entry: Entry) -> str:
    low, high = entry.args[:2]
    g = problem.graph
    if is_infinite(low) or is_infinite(high):
        return "up"
    if is_closed(low) and is_closed(high):
        return "down" if compare(g, high, low) == -1 else "up"
    if plain(problem, ">=", g.sub(high, low)):
        return "up"
    return "down" if plain(problem, ">=", g.sub(low, high)) else "free"


def _integrals(search: Search, problem: Problem, entry: Entry, outside: bool) -> Iterator[_Proposal]:
    direction = _direction(problem, entry)
    o = opened(problem, entry, direction)
    if o is None:
        return
    nested = [e for e in outside_binders([o.body]) if e.op in BINDERS]
    if nested:
        yield from _inner_first(search, problem, o, direction, outside)
        return
    if not outside:
        yield from _cuts(problem, o, direction)
        if direction == "up":
            yield from known_integrals(problem, o)
    for f in _antiderivatives(search, o, outside):
        low, high = (_how(problem, o, f, end) for end in (o.low, o.high))
        yield "integral by an antiderivative", (direction, encode(f), low, high)


def _antiderivatives(search: Search, o: Opened, outside: bool) -> Iterator[Entry]:
    """Guesses whose derivatives seem to be right; `outside`: of those who are asked where there are none."""
    known_here = search.memory.get(("antiderivatives", o.body, o.low, o.high, False))
    if outside and (known_here or not depends_on(o.body, o.variable)):
        return
    key = ("antiderivatives", o.body, o.low, o.high, outside)
    known = search.memory.get(key)
    if isinstance(known, list):
        yield from known
        return
    g, found = o.inner.graph, list[Entry]()
    for f in antiderivatives(g, o.inner, o.body, o.variable, search.antiderivative if outside else None):
        try:
            slope = differentiate(g, [f], o.variable)[0]
        except (NoMeaning, TooLarge):
            continue
        if plausible(o.inner.stating("==", g.sub(slope, o.body))):
            found.append(f)
            yield f
        if len(found) == _GUESSES:
            break
    search.memory[key] = found


def _how(problem: Problem, o: Opened, f: Entry, end: Entry) -> str:
    """Whether an antiderivative has a value at an end, as far as points tell."""
    if is_infinite(end):
        return "limit"
    there = problem.graph.substitute([f], {o.variable: end})[0]
    where = points(problem, 1)
    return "limit" if where and value(there, where[0]) is None else "value"


def _cuts(problem: Problem, o: Opened, direction: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Where an absolute value changes its sign: in pieces, and then with the sign that it has."""
    g, t = problem.graph, o.variable
    for part in reachable([o.body]):
        if part.op not in _CUTS or t not in reachable([part]) or direction == "free":
            continue
        for test in _tests(problem, part):
            for sign, new in ((">=", 0), ("<=", 1)):
                if plain(o.inner, ">=", test if sign == ">=" else g.neg(test)):
                    choice = _resolved(problem, part, new)
                    if choice is not None:
                        body = g.substitute([o.body], {part: choice})[0]
                        yield "equal integrand", (direction, encode(body))
                        return
            zero = _zero(problem, test, t)
            if zero is not None:
                yield "integral in pieces", (direction, encode(zero))


def _tests(problem: Problem, part: Entry) -> list[Entry]:
    match part.op:
        case "abs" | "sign":
            return [part.args[0]]
        case "max" | "min" if len(part.args) == 2:
            return [problem.graph.sub(*part.args)]
        case "if" if part.args[0].op in ("<", "<=", ">", ">="):
            return [problem.graph.sub(*part.args[0].args)]
    return []


def _resolved(problem: Problem, part: Entry, case: int) -> Entry | None:
    """The part where its test is >= 0 (case 0) or <= 0."""
    g = problem.graph
    match part.op:
        case "abs":
            return g.neg(part.args[0]) if case else part.args[0]
        case "sign":
            return g.num(-1 if case else 1)
        case "max" | "min":
            return part.args[case if part.op == "max" else 1 - case]
        case "if":
            return part.args[1] if (part.args[0].op in (">", ">=")) is (case == 0) else part.args[2]
    return None


def _zero(problem: Problem, test: Entry, t: Entry) -> Entry | None:
    """The zero of what is linear in the variable."""
    try:
        parts = coefficients(problem.graph, test, t, "zero")
    except (NoMeaning, TooLarge):
        return None
    g = problem.graph
    return g.div(g.neg(parts[0]), parts[1]) if len(parts) == 2 else None


def _inner_first(
    search: Search, problem: Problem, o: Opened, direction: str, outside: bool
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The integrand with the integrals in it replaced by guesses."""
    g = problem.graph
    inner = o.inner.stating("==", o.body)
    for entry in binders(inner):
        if entry.op != "integral":
            return
        way = _direction(inner, entry)
        i = opened(inner, entry, way)
        if i is None:
            return
        for f in chain(*(_antiderivatives(search, i, ask) for ask in ((False, True) if outside else (False,)))):
            if is_infinite(i.low) or is_infinite(i.high):
                continue
            at = [g.substitute([f], {i.variable: end})[0] for end in (i.low, i.high)]
            body = g.substitute([o.body], {entry: g.sub(at[1], at[0])})[0]
            yield "equal integrand", (direction, encode(body))


TACTICS = (
    Tactic(name="evaluation", find=_at_once, cost=5),
    Tactic(name="evaluation by antiderivatives from outside", find=_at_length, cost=33),
)
