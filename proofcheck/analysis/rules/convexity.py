"""Rules on convex functions of one variable, the others fixed; on minima at critical points; on sums and both sides.

Sources: the mean value theorem and the definition of convexity; strictly increasing functions keep an order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from proofcheck.analysis.constants import rational_value
from proofcheck.analysis.demands import conjuncts, demands, outside_binders
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import TURNED, End, Problem, Range, depends_on, variables_of
from proofcheck.analysis.rules.order import bounds_of
from proofcheck.analysis.rules.rewriting import equal_forms
from proofcheck.analysis.rules.substitution import extended, range_facts, stated, substituted, trimmed
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph

_LOWER = (">", ">=")


def _slope(problem: Problem, variable: Entry, entry: Entry) -> Entry:
    """The derivative where it has a value: a relation for this entry says more."""
    return extended(problem.graph, differentiate(problem.graph, [entry], variable)[0])


def _critical(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable x, an entry c of the others inside x's range, and `convex` or `turning`.

    f has its least value over x at c: f' = 0 there and f'' >= 0, or f' <= 0 below c and f' >= 0 above it.
    """
    if len(data) != 3 or data[2] not in ("convex", "turning") or problem.op not in _LOWER:
        return None
    g = problem.graph
    x, c = (decode(g, text) for text in data[:2])
    found = bounds_of(problem, x)
    if x not in problem.variables or depends_on(c, x) or found is None:
        return None
    proposed = [*range_facts(g, c, problem.range_of(x)), *(g.make(op, c, bound) for op, bound in found[0])]
    inside = [fact for fact in proposed if fact.constant is not True]
    if any(fact.constant is False for fact in inside):
        return None
    slope = _slope(problem, x, problem.entry)
    known = [demands(problem, c, "defined"), demands(problem, problem.entry, "smooth", by=x)]
    if data[2] == "convex":
        known.append(demands(problem, slope, "smooth", by=x))
        bent = _slope(problem, x, slope)
        shape = [problem.stating(">=", bent), substituted_at(problem.stating("==", slope), x, c)]
    else:
        below, above = (problem.given(g.make(op, x, c)) for op in ("<", ">"))
        shape = [below.stating(">=", g.neg(slope)), above.stating(">=", slope)]
    if any(k is None for k in known):
        return None
    return (
        substituted_at(problem, x, c),
        *shape,
        *(stated(problem, fact) for fact in inside),
        *(p for k in known if k is not None for p in k),
    )


def substituted_at(problem: Problem, x: Entry, value: Entry) -> Problem:
    """The problem where a variable has a value that is known to lie in the region."""
    return trimmed(substituted(problem, {x: value}))


def _concave(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable, a lower and an upper bound of it, and the end that is strict: `left` or `right`.

    A concave function is least at the ends of an interval. Further conditions on the variable are left out. One end may
    be 0 if the variable never reaches either; else both are strict.
    """
    if len(data) != 4 or data[3] not in ("left", "right") or problem.op not in _LOWER:
        return None
    g = problem.graph
    x, low, high = (decode(g, text) for text in data[:3])
    found = bounds_of(problem, x)
    if x not in problem.variables or depends_on(low, x) or depends_on(high, x) or found is None:
        return None
    bounds, others = found
    where = problem.range_of(x)
    lower = {bound for op, bound in bounds if op in _LOWER} | {where.lo.at}
    upper = {bound for op, bound in bounds if op not in _LOWER} | {where.hi.at}
    open_ends = _is_open(where.lo, bounds, low) and _is_open(where.hi, bounds, high)
    if low not in lower or high not in upper:
        return None
    free = replace(problem, facts=tuple(others)).ranged({x: Range()}).given(g.make("<", low, high))
    if any(demands(problem, end, "defined") != () for end in (low, high)):
        return None
    closed = _between(free, x, low, high, where, open_=False)
    inner = _between(free, x, low, high, where, open_=True)
    slope = _slope(problem, x, problem.entry)
    known = (
        demands(closed, problem.entry, "continuous", by=x),
        demands(inner, problem.entry, "smooth", by=x),
        demands(inner, slope, "smooth", by=x),
    )
    if any(k is None for k in known):
        return None
    ends = []
    for side, end in (("left", low), ("right", high)):
        op = ">" if problem.op == ">" and (data[3] == side or not open_ends) else ">="
        ends.append(replace(substituted_at(free, x, end), op=op))
    degenerate = replace(problem, facts=tuple(others)).given(g.make("==", low, high))
    narrow = () if open_ends else (substituted_at(degenerate, x, low),)
    bent = _slope(problem, x, slope)
    return (*ends, *narrow, inner.stating(">=", g.neg(bent)), *(p for k in known if k is not None for p in k))


def _between(free: Problem, x: Entry, low: Entry, high: Entry, where: Range, *, open_: bool) -> Problem:
    """The problem for x between two bounds, as a range as far as they are ends of one."""
    g = free.graph
    lo = End(low, open_) if low is where.lo.at else End()
    hi = End(high, open_) if high is where.hi.at else End()
    strict, weak = (">", "<") if open_ else (">=", "<=")
    facts = [g.make(strict, x, low)] if lo.at is None else []
    facts += [g.make(weak, x, high)] if hi.at is None else []
    return free.ranged({x: Range(lo, hi)}).given(*facts)


def _is_open(end: End, bounds: list[tuple[str, Entry]], at: Entry) -> bool:
    """Whether a variable never reaches a bound."""
    return (end.at is at and end.open) or any(op in (">", "<") and bound is at for op, bound in bounds)


def _sum(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: summands; `;`, relations among the facts and what the difference of each is multiplied with, alternating.

    The entry and multiples of what is 0, or not positive, make up a sum of parts that are not negative, the first
    positive if need be. Of u <= v the factor is not negative, of u >= v not positive.
    """
    if data.count(";") != 1 or problem.op not in _LOWER:
        return None
    g, cut = problem.graph, data.index(";")
    parts = [decode(g, text) for text in data[:cut]]
    more = [decode(g, text) for text in data[cut + 1 :]]
    own = tuple(conjuncts(problem.facts))
    total = problem.entry
    if not parts or len(more) % 2:
        return None
    signs = []
    for fact, factor in zip(more[::2], more[1::2], strict=True):
        if fact not in own or fact.op not in TURNED or fact.op == "!=" or demands(problem, factor, "defined") != ():
            return None
        if fact.op != "==":
            signs.append(problem.stating(">=", factor if fact.op not in _LOWER else g.neg(factor)))
        total = g.add(total, g.mul(factor, g.sub(*fact.args)))
    if not _equal_sums(replace(problem, facts=()), total, parts):
        return None
    known = [demands(problem, part, "defined") for part in parts]
    if any(k is None for k in known):
        return None
    ops = (problem.op, *(">=" for _ in parts[1:]))
    stated_parts = (_alone(problem.stating(op, part)) for op, part in zip(ops, parts, strict=True))
    return (*stated_parts, *signs, *(p for k in known if k is not None for p in k))


def _equal_sums(problem: Problem, whole: Entry, parts: list[Entry]) -> bool:
    """Whether an entry is a sum: what occurs on both sides is left out before normal forms are compared."""
    g = problem.graph
    counts: dict[Entry, int] = {}
    stack = [(whole, 1), *((part, -1) for part in parts)]
    while stack:
        e, sign = stack.pop()
        if e.op in ("+", "-"):
            stack += [(e.args[0], sign), (e.args[1], sign if e.op == "+" else -sign)]
        elif e.op == "neg":
            stack.append((e.args[0], -sign))
        else:
            counts[e] = counts.get(e, 0) + sign
    left, right = (g.sum(g.mul(g.num(abs(n)), e) for e, n in counts.items() if n * side > 0) for side in (1, -1))
    return equal_forms(problem, left, right)


def _alone(problem: Problem) -> Problem:
    """Without the facts on other variables than the entry's."""
    inner = set(variables_of(problem.entry))
    kept = tuple(f for f in conjuncts(problem.facts) if inner.issuperset(variables_of(f)))
    return trimmed(replace(problem, facts=kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Increasing:
    """A strictly increasing function on the reals that meet `inside`, and what it makes of an entry."""

    inside: Callable[[Graph, Entry], Entry | None]
    image: Callable[[Graph, Entry], Entry]


def _whole_power(n: int) -> _Increasing:
    """u**n, on all the reals for odd n, else for u >= 0."""
    return _Increasing(inside=lambda g, u: None if n % 2 else g.make(">=", u, g.zero), image=lambda g, u: g.power(u, n))


_FUNCTIONS: Mapping[str, _Increasing] = {
    "log": _Increasing(inside=lambda g, u: g.make(">", u, g.zero), image=lambda g, u: g.make("log", u)),
    "exp": _Increasing(inside=lambda g, u: None, image=lambda g, u: g.make("exp", u)),
    "square": _Increasing(inside=lambda g, u: g.make(">=", u, g.zero), image=lambda g, u: g.power(u, 2)),
    "sqrt": _Increasing(inside=lambda g, u: g.make(">=", u, g.zero), image=lambda g, u: g.make("sqrt", u)),
    "reciprocal": _Increasing(inside=lambda g, u: g.make(">", u, g.zero), image=lambda g, u: g.neg(g.div(g.one, u))),
    "atan": _Increasing(inside=lambda g, u: None, image=lambda g, u: g.make("atan", u)),
    "sinh": _Increasing(inside=lambda g, u: None, image=lambda g, u: g.make("sinh", u)),
    **{f"power {n}": _whole_power(n) for n in range(3, 13)},
}


def _both_sides(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: an increasing function h, entries u and v with u - v the entry, and an entry equal to h(u) - h(v)."""
    row = _FUNCTIONS.get(data[0])
    if row is None or len(data) != 4:
        return None
    g = problem.graph
    u, v, image = (decode(g, text) for text in data[1:])
    if not equal_forms(problem, problem.entry, g.sub(u, v)):
        return None
    inside = [f for f in (row.inside(g, u), row.inside(g, v)) if f is not None]
    # Only what has to have a value: of a logarithm under a binder nothing is asked.
    arguments = (e.args[0] for e in outside_binders([image]) if e.op == "log")
    within = problem.given(*inside, *(g.make(">", a, g.zero) for a in arguments))
    if not equal_forms(within, image, g.sub(row.image(g, u), row.image(g, v))):
        return None
    known = (demands(problem, g.sub(u, v), "defined"), demands(problem, image, "defined"))
    if known[0] is None or known[1] is None:
        return None
    return (problem.stating(problem.op, image), *(stated(problem, f) for f in inside), *known[0], *known[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Strict:
    """A function that is strictly monotone on a range, where it is defined."""

    on: Callable[[Graph], Range] = lambda g: Range()
    falling: bool = False


def _half_turns(low: int, high: int, *, open_: bool) -> Callable[[Graph], Range]:
    """Between two multiples of pi/2."""

    def on(g: Graph) -> Range:
        ends = (End(g.mul(g.num(Fraction(k, 2)), g.make("pi")), open_) for k in (low, high))
        return Range(*ends)

    return on


_STRICT: Mapping[str, _Strict] = {
    **dict.fromkeys(("exp", "log", "sqrt", "cbrt", "atan", "sinh", "tanh", "asinh", "atanh", "asin", "erf"), _Strict()),
    "acosh": _Strict(),
    "acos": _Strict(falling=True),
    "erfc": _Strict(falling=True),
    "sin": _Strict(on=_half_turns(-1, 1, open_=False)),
    "cos": _Strict(on=_half_turns(0, 2, open_=False), falling=True),
    "tan": _Strict(on=_half_turns(-1, 1, open_=True)),
    "cosh": _Strict(on=lambda g: Range(lo=End(g.zero, open=False))),
}


def _cancelled(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a strictly monotone function h, entries u and v, and c > 0 with c·(h(u) - h(v)) the entry."""
    row = _STRICT.get(data[0])
    if row is None or len(data) != 4:
        return None
    g = problem.graph
    u, v, factor = (decode(g, text) for text in data[1:])
    value = rational_value(factor)
    if value is None or value <= 0:
        return None
    images = (g.make(data[0], u), g.make(data[0], v))
    if not equal_forms(problem, problem.entry, g.mul(factor, g.sub(*images))):
        return None
    known = [demands(problem, image, "defined") for image in images]
    if any(k is None for k in known):
        return None
    where = row.on(g)
    inside = [fact for w in (u, v) for fact in range_facts(g, w, where)]
    difference = g.sub(v, u) if row.falling else g.sub(u, v)
    return (
        problem.stating(problem.op, difference),
        *(stated(problem, fact) for fact in inside),
        *(p for k in known if k is not None for p in k),
    )


RULES = (
    Rule(
        name="strictly monotone function left out",
        reduce=_cancelled,
        statement="u >= v gives h(u) >= h(v) with h rising on a range that holds both, or h(u) <= h(v) with h falling",
    ),
    Rule(
        name="minimum at a critical point",
        reduce=_critical,
        statement="f'(c) = 0 and f'' >= 0, or f' changes its sign at c from - to +: f(x) >= f(c)",
    ),
    Rule(
        name="concave function", reduce=_concave, statement="a concave function on an interval is least at an end of it"
    ),
    Rule(name="sum of parts", reduce=_sum, statement="a sum of parts that are not negative is not negative"),
    Rule(
        name="increasing function of both sides",
        reduce=_both_sides,
        statement="h(u) >= h(v) with h strictly increasing gives u >= v",
    ),
)
