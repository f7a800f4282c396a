"""Equations: constants at once, inverse functions by what they invert, functions that do not change, locked angles."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from proofcheck.analysis.check import reduced
from proofcheck.analysis.constants import is_closed
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.analysis.rules.arcs import IMAGES, Signed, terms_of
from proofcheck.analysis.rules.identities import INJECTIVE
from proofcheck.analysis.rules.order import within
from proofcheck.analysis.tactics import Search, Tactic, plausible
from proofcheck.meaning.graph import Entry, Graph, reachable

_INVERSES = {inverse: function for function, (_, inverse) in INJECTIVE.items() if function != "log"}
_ARCS = ("asin", "acos", "atan")
_ROOTS = ("sqrt", "cbrt")
_TERMS = 8
_ANCHORS = (0, 1, -1, Fraction(1, 2), 2, -2, Fraction(-1, 2), Fraction(1, 4), 3)
_PLAIN_BOUNDS = (Fraction(0), Fraction(1, 4), Fraction(-1, 4))
_TRIED = 4
_ARCS_MOST = 3
_POINTS = 2  # at which a constant function is tried
_FRESH = "\N{SECTION SIGN}root"


def _constant(search: Search, problem: Problem, depth: int) -> Plan | None:
    return (
        None if problem.ranges and not is_closed(problem.entry) else search.apply(problem, depth, "sign of a constant")
    )


def _summed(g: Graph, terms: list[Signed]) -> Entry:
    total = g.zero
    for times, e in terms:
        if times < 0 and total is not g.zero:
            total = g.sub(total, g.mul(g.num(-times), e))
        else:
            total = g.add(total, g.mul(g.num(times), e))
    return total


def _sides(problem: Problem, ops: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """An inverse function by itself on one side, with the function that undoes it: outermost and largest first."""
    g = problem.graph
    terms = terms_of(problem.entry)
    if len(terms) > _TERMS:
        return
    lone = [(i, times, e) for i, (times, e) in enumerate(terms) if e.op in ops]
    for i, times, e in sorted(lone, key=lambda item: -len(reachable([item[2]]))):
        rest = [(-t / times, other) for j, (t, other) in enumerate(terms) if j != i]
        yield _INVERSES[e.op], encode(e), encode(_summed(g, rest)), str(times)


def _inverted(search: Search, problem: Problem, depth: int) -> Plan | None:
    """What undoes an inverse function, where normal forms then settle the equation."""
    if problem.op != "==":
        return None
    for data in _sides(problem, tuple(_INVERSES)):
        plan = _if_plain(search, problem, depth, "one-to-one function", *data)
        if plan is not None:
            return plan
    return None


def _inverted_at_length(search: Search, problem: Problem, depth: int) -> Plan | None:
    if problem.op != "==":
        return None
    for data in _sides(problem, tuple(_INVERSES)):
        plan = search.apply(problem, depth, "one-to-one function", *data)
        if plan is not None:
            return plan
    return None


def _as_logarithms(search: Search, problem: Problem, depth: int) -> Plan | None:
    if not any(e.op in ("asinh", "acosh", "atanh") for e in reachable([problem.entry])):
        return None
    return search.apply(problem, depth, "inverse hyperbolic functions")


def _both_raised(search: Search, problem: Problem, depth: int) -> Plan | None:
    """Squares or cubes of both sides, as they stand or with the terms that have roots on one side."""
    if problem.op != "==":
        return None
    g = problem.graph
    terms = terms_of(problem.entry)
    below = reachable([problem.entry])
    functions = [f for f, root in (("cube", "cbrt"), ("square", "sqrt")) if any(e.op == root for e in below)]
    if len(terms) > _TERMS or not (functions or any(map(_half, below))):
        return None
    positive = [(t, e) for t, e in terms if t > 0]
    negative = [(-t, e) for t, e in terms if t < 0]
    rooted = [(t, e) for t, e in terms if any(x.op in _ROOTS or _half(x) for x in reachable([e]))]
    plain = [(-t, e) for t, e in terms if (t, e) not in rooted]
    pairs = dict.fromkeys(
        (_summed(g, left), _summed(g, right)) for left, right in ((positive, negative), (rooted, plain))
    )
    for function in functions or ["square"]:
        for a, b in pairs:
            for left, right, sign in ((a, b, "1"), (g.neg(a), g.neg(b), "-1"))[: 2 if function == "square" else 1]:
                data = (function, encode(left), encode(right), sign)
                plan = _if_plain(search, problem, depth, "one-to-one function", *data)
                if plan is not None:
                    return plan
    return None


def _if_plain(search: Search, problem: Problem, depth: int, rule: str, *data: str, at: int = 0) -> Plan | None:
    """The rule, if normal forms or signs of waves settle the equation that it leaves; `at`: its place."""
    smaller = reduced(problem, Plan(rule, data))
    if not smaller or not all(map(plausible, smaller)):
        return None
    equation = smaller[at]
    if reduced(equation, Plan("sign of the normal form")) is None and _with_signs(search, equation, depth + 1) is None:
        return None
    return search.apply(problem, depth, rule, *data)


def _root_as_variable(search: Search, problem: Problem, depth: int) -> Plan | None:
    """x by u = sqrt(a·x + b), where that makes the roots of an equation squares."""
    if problem.op != "==":
        return None
    g = problem.graph
    for root in reachable([problem.entry]):
        inside = root.args[0] if root.op == "sqrt" else None
        parts = [] if inside is None else terms_of(inside)
        linear = [(t, e) for t, e in parts if e.op == "var"]
        if inside is None or len(linear) != 1 or any(e.op not in ("var", "num") for _, e in parts) or len(parts) > 3:
            continue
        a, x = linear[0]
        rest = _summed(g, [(t, e) for t, e in parts if e.op == "num"])
        u = g.var(_FRESH)
        back = g.mul(g.num(1 / a), g.sub(g.power(u, 2), rest))
        data = (encode(x), encode(u), encode(root), encode(back), encode(g.make(">=", u, g.zero)))
        if u not in problem.variables:
            plan = _if_plain(search, problem, depth, "change of variable", *data)
            if plan is not None:
                return plan
    return None


def _half(e: Entry) -> bool:
    value = e.args[1].constant if e.op == "**" else None
    return isinstance(value, Fraction) and value.denominator == 2


def anchors(problem: Problem, variable: Entry) -> Iterator[Entry]:
    """Constants in a variable's range: plain numbers, the middle, ends that belong to it."""
    g, where = problem.graph, problem.range_of(variable)
    if where.lo.at is not None and where.hi.at is not None:
        yield g.mul(g.num(Fraction(1, 2)), g.add(where.lo.at, where.hi.at))
    for value in _ANCHORS:
        if within(problem, g.num(value), where):
            yield g.num(value)
    for end in (where.lo, where.hi):
        if end.at is not None and not end.open:
            yield end.at
        elif end.at is not None:
            other = where.hi if end is where.lo else where.lo
            if other.at is None:
                yield g.add(end.at, g.one) if end is where.lo else g.sub(end.at, g.one)


def _ranges_of_arcs(search: Search, problem: Problem, depth: int) -> Plan | None:
    """Bounds of each arc, the best of a few that hold at the points tried."""
    if problem.op not in (">=", ">"):
        return None
    terms = terms_of(problem.entry)
    arcs = [(times, e) for times, e in terms if e.op in IMAGES]
    if not arcs or len(arcs) > _ARCS_MOST or any(e.op not in (*IMAGES, "pi", "num") for _, e in terms):
        return None
    plan = search.apply(problem, depth, "ranges of arcs")
    if plan is not None:
        return plan
    tried = 0
    for data in _bounds(problem, terms, arcs):
        smaller = reduced(problem, Plan("ranges of arcs", data))
        if smaller is None or not all(map(plausible, smaller)):
            continue
        tried += 1
        plan = search.apply(problem, depth, "ranges of arcs", *data)
        if plan is not None or tried == _TRIED:
            return plan
    return None


def _bounds(problem: Problem, terms: list[Signed], arcs: list[Signed]) -> Iterator[tuple[str, ...]]:
    """Plain bounds of all arcs but one, whose bound is then what is needed; only multiples of pi beside them."""
    if any(e.op == "num" and e.data != 0 for _, e in terms):
        return
    constant = sum((times for times, e in terms if e.op == "pi"), Fraction(0))
    how = "strict" if problem.op == ">" else "weak"
    for i, (last, arc) in enumerate(arcs):
        others = [a for j, a in enumerate(arcs) if j != i]
        for choice in product((None, *_PLAIN_BOUNDS), repeat=len(others)):
            data, total = [], constant
            for (times, other), at in zip(others, choice, strict=True):
                low, high, _ = IMAGES[other.op]
                total += times * ((low if times > 0 else high) if at is None else at)
                if at is not None:
                    data += [encode(other), str(at), "weak"]
            needed = -total / last
            yield (*data, encode(arc), str(needed), how)


def _unchanging(search: Search, problem: Problem, depth: int) -> Plan | None:
    """A function that does not change: where its derivative is plainly 0, a point at which it is 0."""
    if problem.op != "==" or not _transcendental(problem.entry):
        return None
    for variable in sorted(problem.variables, key=lambda v: _occurrences(problem.entry, v)):
        if not depends_on(problem.entry, variable):
            continue
        for at in list(dict.fromkeys(anchors(problem, variable)))[:_POINTS]:
            data = (encode(variable), encode(at))
            plan = _if_plain(search, problem, depth, "constant function", *data, at=1)
            if plan is not None:
                return plan
    return None


def _occurrences(entry: Entry, variable: Entry) -> int:
    return sum(variable in e.args for e in reachable([entry]))


def _transcendental(entry: Entry) -> bool:
    return any(
        e.op in (*_ARCS, "log", "log2", "asinh", "acosh", "atanh", "erf", "erfc", "loggamma")
        for e in reachable([entry])
    )


def _locked(search: Search, problem: Problem, depth: int) -> Plan | None:
    """Sums of arcs whose sine is plainly 0."""
    if problem.op != "==" or problem.facts or not any(e.op in _ARCS for e in reachable([problem.entry])):
        return None
    scales = {abs(times) for times, e in terms_of(problem.entry) if e.op in _ARCS}
    units = (Fraction(1), *(1 / s for s in sorted(scales) if s.numerator == 1 and s != 1))
    point = [next(iter(anchors(problem, v)), None) for v in problem.variables]
    if any(at is None for at in point):
        return None
    for unit in units:
        data = (str(unit), *(encode(at) for at in point if at is not None))
        plan = _if_plain(search, problem, depth, "locked angle", *data, at=1)
        if plan is not None:
            return plan
    return None


def _interpolated(search: Search, problem: Problem, depth: int) -> Plan | None:
    """A trigonometric polynomial by its values, which must be constants."""
    if problem.op != "==" or not any(e.op in ("sin", "cos") for e in reachable([problem.entry])):
        return None
    for variable in problem.variables:
        data = (encode(variable),)
        smaller = reduced(problem, Plan("trigonometric interpolation", data))
        if smaller is not None and all(plausible(p) for p in smaller[:3]):
            return search.apply(problem, depth, "trigonometric interpolation", *data)
    return None


def _half_plane(search: Search, problem: Problem, depth: int) -> Plan | None:
    """atan2 by arctangents, where its half plane is known."""
    term = next((e for e in reachable([problem.entry]) if e.op == "atan2"), None)
    if term is None:
        return None
    for half in ("right", "upper", "lower"):
        plan = search.apply(problem, depth, "half plane of atan2", encode(term), half)
        if plan is not None:
            return plan
    return None


def _with_signs(search: Search, problem: Problem, depth: int) -> Plan | None:
    """Signs of cosines, sines, and of what roots and absolute values are of, where they do not change."""
    if problem.op != "==":
        return None
    g = problem.graph
    found = []
    for e in reachable([problem.entry]):
        inner = e if e.op in ("cos", "sin") else e.args[0] if e.op in ("abs", "log") else None
        if e.op == "tan":
            inner = g.make("cos", e.args[0])
        if inner is None or is_closed(inner):
            continue
        for op in (">", "<", ">=", "<="):
            fact = g.make(op, inner, g.zero)
            if fact.op != "truth" and fact not in problem.facts and plausible(_stated(problem, fact)):
                found.append(fact)
                break
    if not found or len(found) > _TERMS:
        return None
    wider = problem.given(*dict.fromkeys(found))
    if reduced(wider, Plan("sign of the normal form")) is None:
        return None
    needed = list(dict.fromkeys(found))
    for fact in list(needed):
        fewer = [f for f in needed if f is not fact]
        if fewer and reduced(problem.given(*fewer), Plan("sign of the normal form")) is not None:
            needed = fewer
    return search.apply(problem, depth, "lemma", *map(encode, needed))


def _stated(problem: Problem, fact: Entry) -> Problem:
    left, right = fact.args
    if fact.op in ("<", "<="):
        return problem.stating({"<": ">", "<=": ">="}[fact.op], problem.graph.sub(right, left))
    return problem.stating(fact.op, problem.graph.sub(left, right))


def _ends(search: Search, problem: Problem, depth: int) -> Plan | None:
    return search.apply(problem, depth, "ends of the ranges") if problem.op in (">=", ">") else None


TACTICS = (
    Tactic(name="ends of the ranges", find=_ends, cost=0),
    Tactic(name="constant", find=_constant, cost=-1),
    Tactic(name="inverse hyperbolic functions", find=_as_logarithms, cost=1, depth=6),
    Tactic(name="signs of waves", find=_with_signs, cost=2, depth=4),
    Tactic(name="inverse functions", find=_inverted, cost=3, depth=5),
    Tactic(name="ranges of arcs", find=_ranges_of_arcs, cost=1, depth=8),
    Tactic(name="half plane", find=_half_plane, cost=2, depth=4),
    Tactic(name="trigonometric interpolation", find=_interpolated, cost=6, depth=3),
    Tactic(name="locked angle", find=_locked, cost=4, depth=3),
    Tactic(name="inverse functions at length", find=_inverted_at_length, cost=38, depth=2),
    Tactic(name="constant function", find=_unchanging, cost=8, depth=5),
    Tactic(name="powers of both sides", find=_both_raised, cost=9, depth=4),
    Tactic(name="root as variable", find=_root_as_variable, cost=9, depth=4),
)
