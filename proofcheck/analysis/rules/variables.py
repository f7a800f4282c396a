"""Rules that replace one variable by a monotone function of itself, or keep it to a half or a period of its range.

A change of variable maps a range one to one on another, so that nothing is lost: its ends go to ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from proofcheck.analysis.constants import compare, is_closed, sign_of
from proofcheck.analysis.demands import conjuncts, demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.forms import normal
from proofcheck.analysis.problem import TURNED, End, Problem, Range, depends_on, variables_of
from proofcheck.analysis.rules.rewriting import equal_forms, newly_demanded
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.graph import Entry, Graph
from proofcheck.meaning.ring import TooHard, rational

_At = Callable[[Graph, Entry], Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """x = of(t), monotone on the whole line or on `domain`, with the inverse `back`; `image`: all its values.

    `low` and `high` are the ends of x's range that t's infinite ends go to, for a rising function.
    """

    of: _At
    back: _At
    image: Callable[[Graph], Range]
    domain: Callable[[Graph], Range] = lambda g: Range()
    falling: bool = False


def _half_turn(g: Graph, sign: int, whole: int = 1) -> Entry:
    return g.mul(g.num(Fraction(sign * whole, 2)), g.make("pi"))


def _positive(g: Graph) -> Range:
    return Range(End(g.zero), End())


def _half_angle(g: Graph, t: Entry) -> Entry:
    return g.mul(g.num(2), g.make("atan", t))


CHANGES: Mapping[str, Change] = {
    "exponential": Change(of=lambda g, t: g.make("exp", t), back=lambda g, x: g.make("log", x), image=_positive),
    "logarithm": Change(
        of=lambda g, t: g.make("log", t), back=lambda g, x: g.make("exp", x), image=lambda g: Range(), domain=_positive
    ),
    "square": Change(
        of=lambda g, t: g.power(t, 2),
        back=lambda g, x: g.make("sqrt", x),
        image=lambda g: Range(End(g.zero, open=False), End()),
        domain=lambda g: Range(End(g.zero, open=False), End()),
    ),
    "reciprocal": Change(
        of=lambda g, t: g.div(g.one, t),
        back=lambda g, x: g.div(g.one, x),
        image=_positive,
        domain=_positive,
        falling=True,
    ),
    "reflection": Change(of=lambda g, t: g.neg(t), back=lambda g, x: g.neg(x), image=lambda g: Range(), falling=True),
    "tangent": Change(
        of=lambda g, t: g.make("tan", t),
        back=lambda g, x: g.make("atan", x),
        image=lambda g: Range(),
        domain=lambda g: Range(End(_half_turn(g, -1)), End(_half_turn(g, 1))),
    ),
    "half angle": Change(
        of=_half_angle,
        back=lambda g, x: g.make("tan", g.mul(g.num(Fraction(1, 2)), x)),
        image=lambda g: Range(End(_half_turn(g, -1, 2)), End(_half_turn(g, 1, 2))),
    ),
    "sine": Change(
        of=lambda g, t: g.make("sin", t),
        back=lambda g, x: g.make("asin", x),
        image=lambda g: Range(End(g.num(-1), open=False), End(g.one, open=False)),
        domain=lambda g: Range(End(_half_turn(g, -1), open=False), End(_half_turn(g, 1), open=False)),
    ),
}


def change_of(g: Graph, data: Data) -> Change | None:
    """The change that data name: one of the table, `shift` by a closed constant, `power` with a whole exponent >= 2."""
    if len(data) == 1:
        return CHANGES.get(data[0])
    if len(data) != 2:
        return None
    constant = decode(g, data[1])
    if data[0] == "shift" and is_closed(constant) and sign_of(g, constant) is not None:
        return Change(of=lambda h, t: h.add(t, constant), back=lambda h, x: h.sub(x, constant), image=lambda h: Range())
    n = constant.constant
    if data[0] == "power" and isinstance(n, Fraction) and n.denominator == 1 and 2 <= n <= 24:
        return replace(
            CHANGES["square"],
            of=lambda h, t: h.power(t, int(n)),
            back=lambda h, x: h.power(x, h.num(1 / n)),
        )
    return None


def _changed(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable, and the name of a change with its constant."""
    g, variable = problem.graph, decode(problem.graph, data[0])
    change = change_of(g, data[1:])
    if change is None or variable not in problem.variables or problem.facts:
        return None
    where, image, domain = problem.range_of(variable), change.image(g), change.domain(g)
    low = _end(problem, where.lo, image.lo, domain.hi if change.falling else domain.lo, change, lower=True)
    high = _end(problem, where.hi, image.hi, domain.lo if change.falling else domain.hi, change, lower=False)
    if low is None or high is None:
        return None
    new = Range(high, low) if change.falling else Range(low, high)
    value = change.of(g, variable)
    put = problem.put(variable, value)
    return (put.stating(put.op, _without_guard(put.entry, value)).ranged({variable: new}),)


def _without_guard(entry: Entry, value: Entry) -> Entry:
    """The condition that the new expression has a value, which it has all over its range, is left out."""
    if entry.op == "restrict" and entry.args[1:] == (value,):
        return entry.args[0]
    return entry


def _end(problem: Problem, own: End, image: End, domain: End, change: Change, *, lower: bool) -> End | None:
    """Where an end of the range goes; None where the range reaches out of the image."""
    g = problem.graph
    if image.at is None:
        return domain if own.at is None else End(change.back(g, own.at), own.open)
    if own.at is None:
        return None
    order = compare(g, own.at, image.at)
    if order is None or order == (-1 if lower else 1):
        return None
    if order == 0:
        return None if image.open and not own.open else End(domain.at, own.open)
    return End(change.back(g, own.at), own.open)


def _even(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable in which the entry is even, on a range that is symmetric about 0."""
    g, variable = problem.graph, decode(problem.graph, data[0])
    if len(data) != 1 or variable not in problem.variables or any(depends_on(f, variable) for f in problem.facts):
        return None
    where = problem.range_of(variable)
    lo, hi = where.lo, where.hi
    if lo.at is None or hi.at is None:
        symmetric = lo.at is hi.at
    else:
        symmetric = lo.open == hi.open and sign_of(g, g.add(lo.at, hi.at)) == 0 and sign_of(g, hi.at) == 1
    mirrored = g.substitute([problem.entry], {variable: g.neg(variable)})[0]
    if not symmetric or not equal_forms(problem, problem.entry, mirrored):
        return None
    open_demands = newly_demanded(problem, mirrored)
    if open_demands is None:
        return None
    return (problem.ranged({variable: Range(End(g.zero, open=False), hi)}), *open_demands)


def _periodic(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable in which the entry, which always has a value, has a period, and the period."""
    if len(data) != 2:
        return None
    g = problem.graph
    variable, period = (decode(g, text) for text in data)
    if variable not in problem.variables or any(depends_on(f, variable) for f in problem.facts):
        return None
    everywhere = problem.ranged({variable: Range()})
    if not is_closed(period) or sign_of(g, period) != 1 or demands(everywhere, problem.entry, "defined") != ():
        return None
    moved = g.substitute([problem.entry], {variable: g.add(variable, period)})[0]
    if not equal_forms(everywhere, problem.entry, moved):
        return None
    half = g.mul(g.num(Fraction(1, 2)), period)
    return (problem.ranged({variable: Range(End(g.neg(half), open=False), End(half, open=False))}),)


def _as_range(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable. Facts that bound it by a rational, such as 2*x - 1 > 0, narrow its range instead."""
    g, variable = problem.graph, decode(problem.graph, data[0])
    if len(data) != 1 or variable not in problem.variables:
        return None
    where, kept = problem.range_of(variable), []
    for fact in conjuncts(problem.facts):
        bound = _bound(problem, fact, variable)
        if bound is None:
            kept.append(fact)
            continue
        at, op = bound
        for lower in (True, False):
            if op in ((">", ">=", "==") if lower else ("<", "<=", "==")):
                narrower = _narrowed(g, where, End(g.num(at), op in ("<", ">")), lower=lower)
                if narrower is None:
                    return None
                where = narrower
    if len(kept) == len(tuple(conjuncts(problem.facts))):
        return None
    if where.lo.at is not None and where.hi.at is not None:
        order = compare(g, where.lo.at, where.hi.at)
        if order is None:
            return None
        if order == 1 or (order == 0 and (where.lo.open or where.hi.open)):
            return ()
    return (replace(problem, facts=tuple(kept)).ranged({variable: where}),)


def _bound(problem: Problem, fact: Entry, variable: Entry) -> tuple[Fraction, str] | None:
    """The rational that a fact bounds the variable by, and how; where the fact is linear in it alone."""
    if fact.op not in ("<", "<=", ">", ">=", "==") or tuple(variables_of(fact)) != (variable,) or not fact.total:
        return None
    bare = replace(problem, facts=(), ranges=((variable, Range()),))
    try:
        forms, (x, q) = normal(bare.setting, [variable, problem.graph.sub(*fact.args)])
    except TooHard:
        return None
    ring = forms.ring
    if (
        q.num.is_constant()
        or not q.den.is_constant()
        or q.num.total_degree() != 1
        or ring.used(q.num) != ring.used(x.num)
    ):
        return None
    parts = ring.split(q.num, ring.used(q.num)[0])
    rise = rational(parts[1].leading_coefficient())
    level = rational(parts[0].leading_coefficient()) if 0 in parts else Fraction(0)
    return -level / rise, fact.op if rise > 0 else TURNED[fact.op]


def _narrowed(g: Graph, where: Range, end: End, *, lower: bool) -> Range | None:
    """A range with one more bound."""
    own = where.lo if lower else where.hi
    if own.at is not None and end.at is not None:
        order = compare(g, own.at, end.at)
        if order is None:
            return None
        if order == (1 if lower else -1):
            end = own
        elif order == 0:
            end = End(own.at, own.open or end.open)
    return Range(end, where.hi) if lower else Range(where.lo, end)


RULES = (
    Rule(name="facts as a range", reduce=_as_range, statement="a x + b > 0 bounds x by a number"),
    Rule(
        name="monotone change of variable", reduce=_changed, statement="x = φ(t) maps one range one to one on another"
    ),
    Rule(name="evenness", reduce=_even, statement="f(-x) = f(x): what holds for x >= 0 holds for -x"),
    Rule(
        name="periodicity", reduce=_periodic, statement="f(x + T) = f(x): what holds over one period holds everywhere"
    ),
)
