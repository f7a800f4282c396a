"""Rules on integrals without known values: comparison, convex integrands, an end that moves, and the comparison test.

The entry is c0 + c1·V, V the integral; where the entry has a value, V has one. Sources: the mean value theorem, the
fundamental theorem of calculus, the Hermite–Hadamard inequality.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from proofcheck.analysis.constants import compare, is_closed
from proofcheck.analysis.demands import demands, plain, surely_valued
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.limits import limit_of
from proofcheck.analysis.opening import Opened, apart, opened
from proofcheck.analysis.parametric_limits import parametric_limit
from proofcheck.analysis.problem import End, Problem, Range, depends_on
from proofcheck.analysis.rules.bounds_of_values import linear, parted
from proofcheck.analysis.rules.integrals import ends_defined, having_values
from proofcheck.analysis.rules.limits import limit_sign
from proofcheck.analysis.rules.rewriting import newly_demanded
from proofcheck.analysis.rules.substitution import extended
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.bound import is_infinite
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.integrals import integral

Problems = tuple[Problem, ...]


def _opened(problem: Problem, data: Data, count: int) -> Opened | None:
    if len(data) != count or problem.op not in (">", ">="):
        return None
    entry = decode(problem.graph, data[0])
    return opened(problem, entry, "up") if entry.op == "integral" else None


def _smaller(problem: Problem, o: Opened, least: Entry, sign: str, strict: bool) -> Problems | None:
    """The problem with the integral replaced by a bound of it: from below where its coefficient is >= 0 (`+`).

    `strict`: the bound is one that is never attained, so that the coefficient may not be 0, and the rest may be.
    """
    g, parts = problem.graph, parted(problem, o.entry)
    ends = ends_defined(problem, o)
    if parts is None or sign not in ("+", "-") or ends is None:
        return None
    factor = parts[1] if sign == "+" else g.neg(parts[1])
    signed = problem.stating(">" if strict else ">=", factor)
    whole = g.substitute([problem.entry], {o.entry: least})[0]
    wanted, more = newly_demanded(problem, whole), (apart(problem, o, "up") if strict else ())
    if wanted is None or more is None:
        return None
    open_sign = () if plain(problem, signed.op, factor) else (signed,)
    return (*open_sign, *o.order, *more, *ends, *wanted, problem.stating(">=" if strict else problem.op, whole))


def _compared(problem: Problem, data: Data) -> Problems | None:
    """data: the integral, another integrand, the sign of the coefficient, and `strict` or `weak`.

    f >= m inside gives ∫ f >= ∫ m where both exist; f > m between different ends gives more than that.
    """
    o = _opened(problem, data, 4)
    if o is None or data[3] not in ("strict", "weak") or (data[3] == "strict" and problem.op != ">"):
        return None
    g, m, strict = problem.graph, decode(problem.graph, data[1]), data[3] == "strict"
    gap = g.sub(o.body, m) if data[2] == "+" else g.sub(m, o.body)
    other = integral(g, o.low, o.high, m, o.variable)
    defined, exists = demands(o.inner, m, "defined"), demands(problem, other, "defined")
    rest = _smaller(problem, o, other, data[2], strict)
    if defined is None or exists is None or rest is None:
        return None
    return tuple(dict.fromkeys((o.inner.stating(">" if strict else ">=", gap), *defined, *exists, *rest)))


def _convex(problem: Problem, data: Data) -> Problems | None:
    """data: the integral, the sign of its coefficient, `midpoint` or `trapezoid`, and `strict` or `weak`.

    f'' >= 0 on (a, b): (b-a)·f((a+b)/2) <= ∫ f, and ∫ f <= (b-a)·(f(a)+f(b))/2 where f is continuous to the ends.
    """
    o = _opened(problem, data, 4)
    if o is None or data[2] not in ("midpoint", "trapezoid") or data[3] not in ("strict", "weak"):
        return None
    strict = data[3] == "strict"
    if is_infinite(o.low) or is_infinite(o.high) or (strict and problem.op != ">"):
        return None
    g, t = problem.graph, o.variable
    slope = extended(g, differentiate(g, [o.body], t)[0])
    bent = extended(g, differentiate(g, [slope], t)[0])
    below = data[2] == "midpoint"
    places = (g.div(g.add(o.low, o.high), g.num(2)),) if below else (o.low, o.high)
    mean = g.div(g.sum(g.substitute([o.body], {t: p})[0] for p in places), g.num(len(places)))
    closed = o.closed(problem, low=True, high=True, direction="up")
    known = (
        having_values(o.inner, o.body, "smooth", t),
        having_values(o.inner, slope, "smooth", t),
        () if below else having_values(closed, o.body, "continuous", t),
        demands(problem, mean, "defined"),
        _smaller(problem, o, g.mul(g.sub(o.high, o.low), mean), data[1], strict),
    )
    if any(k is None for k in known):
        return None
    shape = o.inner.stating(">" if strict else ">=", bent if (data[1] == "+") is below else g.neg(bent))
    return tuple(dict.fromkeys((shape, *(p for k in known for p in k or ()))))


@dataclass(frozen=True, slots=True)
class Moving:
    """An integral of which one end is a variable: the end that stays, None at infinity, and what happens there."""

    anchor: Entry | None
    side: str  # on which the variable is
    slope: Entry  # of the integral


def moving(problem: Problem, entry: Entry, x: Entry) -> Moving | None:
    """An integral from a constant or from infinity to x, or from x there, of an integrand without x."""
    low, high, body, leaf = entry.args
    if depends_on(body, x) or (low is x) is (high is x):
        return None
    stays, up = (low, True) if high is x else (high, False)
    if not is_infinite(stays) and not is_closed(stays):
        return None
    if is_infinite(stays) and (stays.op == "oo") is up:
        return None
    g = problem.graph
    there = g.substitute([body], {leaf: x})[0]
    return Moving(None if is_infinite(stays) else stays, "right" if up else "left", there if up else g.neg(there))


def _from_end(problem: Problem, data: Data) -> Problems | None:
    """data: the integral V, the variable x that is one of its ends, and the strict part, `value` or `slope`.

    f = c0 + c1·V with a rational c1: V goes to 0 as x goes to the other end, and is continuous where it has values;
    so f >= 0 where c0 has a limit >= 0 there, and f does not fall on the way from it.
    """
    if len(data) != 3 or data[2] not in ("value", "slope") or problem.op not in (">", ">=", "=="):
        return None
    g, entry, x = problem.graph, *(decode(problem.graph, text) for text in data[:2])
    if entry.op != "integral" or x not in problem.variables or any(depends_on(f, x) for f in problem.facts):
        return None
    parts, move = linear(problem, entry), moving(problem, entry, x)
    path = None if move is None else _way(problem, x, move)
    if parts is None or move is None or path is None:
        return None
    level, (way, inner, reached) = parts[0], path
    start = _start(way, level, x, move, data[2])
    if start is None:
        return None
    there = problem.put(x, move.anchor) if reached and move.anchor is not None else None
    at_end = () if there is None else (there.stating(there.op, _put(problem, level, x, move.anchor)),)
    slope = g.add(extended(g, differentiate(g, [level], x)[0]), g.mul(g.num(parts[1]), move.slope))
    known = (
        demands(way, level, "continuous", by=x),
        demands(inner, level, "smooth", by=x),
        having_values(inner, move.slope, "continuous", x),
    )
    if any(k is None for k in known):
        return None
    ops = {"==": "==", ">=": ">=", ">": ">=" if data[2] == "value" else ">"}
    rise = inner.stating(ops[problem.op], slope if move.side == "right" else g.neg(slope))
    return tuple(dict.fromkeys((*start, *at_end, rise, *(p for k in known for p in k or ()))))


def _put(problem: Problem, level: Entry, x: Entry, value: Entry | None) -> Entry:
    return level if value is None else problem.graph.substitute([level], {x: value})[0]


def _way(problem: Problem, x: Entry, move: Moving) -> tuple[Problem, Problem, bool] | None:
    """The region from the end that stays, which is left out: with the far end, without it; if x reaches the former."""
    where = problem.range_of(x)
    near, far = (where.lo, where.hi) if move.side == "right" else (where.hi, where.lo)
    reached = False
    if move.anchor is not None:
        order = None if near.at is None else compare(problem.graph, near.at, move.anchor)
        if order is None or order == (-1 if move.side == "right" else 1):
            return None
        reached = order == 0 and not near.open
    start = End(move.anchor)
    ranges = [Range(start, e) if move.side == "right" else Range(e, start) for e in (far, End(far.at))]
    return problem.ranged({x: ranges[0]}), problem.ranged({x: ranges[1]}), reached


def _start(way: Problem, level: Entry, x: Entry, move: Moving, part: str) -> Problems | None:
    """That c0 has a limit of the right sign at the end that stays."""
    sign = limit_sign(way, limit_of(way, level, x, move.anchor, move.side))
    if sign is not None:
        fine = sign == 0 if way.op == "==" else sign > 0 or (sign == 0 and (way.op == ">=" or part == "slope"))
        return () if fine else None
    found = parametric_limit(way, level, x, move.anchor, move.side)
    if found is None:
        return None
    op = {"==": "==", ">=": ">=", ">": ">" if part == "value" else ">="}[way.op]
    return (way.stating(op, found[0]), *found[1])


def _from_place(problem: Problem, data: Data) -> Problems | None:
    """data: the integral V, the variable x that is one of its ends, and `right` or `left` of the closed end p of x's
    range from which f is followed.

    f = c0 + c1·V with a rational c1 and an integrand continuous from p to x, so that V(x) - V(p) is its integral there.
    """
    if len(data) != 3 or data[2] not in ("right", "left"):
        return None
    g, entry, x = problem.graph, *(decode(problem.graph, text) for text in data[:2])
    if entry.op != "integral" or x not in problem.variables or any(depends_on(f, x) for f in problem.facts):
        return None
    parts, move, where = linear(problem, entry), moving(problem, entry, x), problem.range_of(x)
    near, far = (where.lo, where.hi) if data[2] == "right" else (where.hi, where.lo)
    if parts is None or move is None or near.at is None or near.open or problem.op not in (">", ">=", "=="):
        return None
    region, at_end = _without_end(problem, x, far, move, parts[0])
    inner = problem.ranged({x: Range(End(where.lo.at), End(where.hi.at))})
    slope = g.add(extended(g, differentiate(g, [parts[0]], x)[0]), g.mul(g.num(parts[1]), move.slope))
    known = (
        demands(region, parts[0], "continuous", by=x),
        demands(inner, parts[0], "smooth", by=x),
        having_values(region, move.slope, "continuous", x),
    )
    if any(k is None for k in known):
        return None
    start = problem.put(x, near.at)
    rise = inner.stating("==" if problem.op == "==" else ">=", slope if data[2] == "right" else g.neg(slope))
    return tuple(dict.fromkeys((start, *at_end, rise, *(p for k in known for p in k or ()))))


def _without_end(problem: Problem, x: Entry, far: End, move: Moving, level: Entry) -> tuple[Problem, Problems]:
    """The region without its far end, if that is the end that stays of the integral; and the relation there."""
    if move.anchor is None or far.at is None or far.open or compare(problem.graph, far.at, move.anchor) != 0:
        return problem, ()
    where = problem.range_of(x)
    left_out = End(far.at)
    rest = Range(left_out, where.hi) if far is where.lo else Range(where.lo, left_out)
    there = problem.put(x, far.at)
    return problem.ranged({x: rest}), (there.stating(problem.op, _put(problem, level, x, far.at)),)


def _converges(problem: Problem, data: Data) -> Problems | None:
    """data: an integral that has a value, and a bound of its integrand's size whose integral has one.

    The integrand is continuous between the ends; so its integrals over closed intervals inside are a Cauchy net.
    """
    if len(data) != 2 or problem.op != "==" or problem.entry.op != "lacks":
        return None
    g, entry, m = problem.graph, *(decode(problem.graph, text) for text in data)
    if entry.op != "integral" or problem.entry.args[0] is not entry:
        return None
    o = opened(problem, entry, "up")
    if o is None:
        return None
    known = (
        having_values(o.inner, o.body, "continuous", o.variable),
        demands(o.inner, m, "defined"),
        demands(problem, integral(g, o.low, o.high, m, o.variable), "defined"),
        ends_defined(problem, o),
    )
    if any(k is None for k in known):
        return None
    bounds = (o.inner.stating(">=", g.sub(m, o.body)), o.inner.stating(">=", g.add(m, o.body)))
    return tuple(dict.fromkeys((*o.order, *bounds, *(p for k in known for p in k or ()))))


def _growth(problem: Problem, data: Data) -> Problems | None:
    """data: an integral that has a value, and for each end a rational p: f·|t - a|**p, p < 1, or f·t**p, p > 1 at
    infinity, has a limit there, and f is continuous inside. Between equal ends the integral is 0.
    """
    if len(data) != 3 or problem.op != "==" or problem.entry.op != "lacks":
        return None
    g, entry, *powers = problem.graph, *(decode(problem.graph, text) for text in data)
    if entry.op != "integral" or problem.entry.args[0] is not entry:
        return None
    first = opened(problem, entry, "up")
    if first is None:
        return None
    finite = not is_infinite(first.low) and not is_infinite(first.high)
    apart_only = problem.given(g.make(">", first.high, first.low)) if finite else problem
    o = opened(apart_only, entry, "up")
    if o is None:
        return None
    known = [having_values(o.inner, o.body, "continuous", o.variable), ends_defined(problem, o)]
    for end, p, side in ((o.low, powers[0].constant, "right"), (o.high, powers[1].constant, "left")):
        if not isinstance(p, Fraction) or (p <= 1 if is_infinite(end) else not 0 <= p < 1):
            return None
        way = o.variable if is_infinite(end) else g.sub(o.variable, end)
        distance = way if is_infinite(end) is (side == "left") else g.neg(way)
        scaled = g.mul(o.body, g.power(distance, g.num(p))) if p else o.body
        found = parametric_limit(apart_only, scaled, o.variable, None if is_infinite(end) else end, side)
        known.append(None if found is None else found[1])
    if any(k is None for k in known):
        return None
    return tuple(dict.fromkeys((*first.order, *(p for k in known for p in k or ()))))


def _both_signs(problem: Problem, data: Data) -> Problems | None:
    """data: an absolute value in the entry, outside of pieces: it is what stands in it, or the negative of that."""
    if len(data) != 1:
        return None
    g, part = problem.graph, decode(problem.graph, data[0])
    if part.op != "abs" or part.args[0].sign < 0 or part not in surely_valued(problem.entry):
        return None
    (u,) = part.args
    return tuple(
        problem.stating(problem.op, g.substitute([problem.entry], {part: value})[0]) for value in (u, g.neg(u))
    )


RULES = (
    Rule(
        name="absolute value by both signs",
        reduce=_both_signs,
        statement="|u| is u or -u: what holds with each of them in its place holds",
    ),
    Rule(
        name="comparison of integrals",
        reduce=_compared,
        statement="f >= m between the ends gives ∫ f >= ∫ m, and f > m more than that, where both exist",
    ),
    Rule(
        name="Hermite-Hadamard inequality",
        reduce=_convex,
        statement="f'' >= 0 on (a, b) gives f((a+b)/2) <= ∫ f/(b-a) <= (f(a)+f(b))/2",
    ),
    Rule(
        name="integral from its end",
        reduce=_from_end,
        statement="an integral from a to x goes to 0 with x -> a, and its derivative by x is the integrand at x",
    ),
    Rule(
        name="integral from a place",
        reduce=_from_place,
        statement="f(p) >= 0 and f' >= 0 on (p, x) give f(x) >= 0, the derivative of an integral to x being its "
        "integrand there",
    ),
    Rule(
        name="growth at the ends",
        reduce=_growth,
        statement="f continuous inside, O(|t - a|**-p) with p < 1 at an end a and O(t**-p) with p > 1 at infinity, "
        "has an integral",
    ),
    Rule(
        name="comparison test",
        reduce=_converges,
        statement="|f| <= m with f continuous inside and ∫ m finite gives ∫ f a value",
    ),
)
