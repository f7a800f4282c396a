"""Sums of roots up to infinity: x = 1/t**k, and the power of 1/t by which all terms grow is left out.

What tended to 0 at infinity then vanishes at t = 0 to some order, where Taylor polynomials see its sign.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from proofcheck.analysis.check import reduced
from proofcheck.analysis.constants import sign_of
from proofcheck.analysis.demands import conjuncts
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.taylor import pieces
from proofcheck.meaning.graph import Entry, Graph, reachable

_ALGEBRAIC = frozenset(("num", "var", "pi", "+", "-", "*", "/", "neg", "**", "sqrt", "cbrt"))
_ANALYTIC = frozenset(("log", "exp", "atan", "sin", "cos", "tanh", "sinh", "cosh", "asinh"))
_MOST_DEGREE, _MOST_ORDER, _LARGEST = 24, 6, 120


@dataclass(frozen=True, slots=True)
class _Scaled:
    """entry·t**(-degree)."""

    degree: int
    entry: Entry


class _Writer:
    """Parts of an entry in x as powers of 1/t times what is regular at t = 0, where x = sign/t**order."""

    def __init__(self, g: Graph, x: Entry, t: Entry, order: int, sign: int) -> None:
        self.g, self.x, self.t = g, x, t
        self.order, self.sign = order, sign
        self.done: dict[Entry, _Scaled | None] = {}

    def of(self, entry: Entry) -> _Scaled | None:
        for e in reachable([entry]):
            parts = [self.done[a] for a in e.args]
            known = [p for p in parts if p is not None]
            found = self._of(e, known) if len(known) == len(parts) else None
            self.done[e] = found if found is None or abs(found.degree) <= _MOST_DEGREE else None
        return self.done[entry]

    def raised(self, part: _Scaled, degree: int) -> Entry:
        """The same part as a factor of t**(-degree)."""
        gap = degree - part.degree
        return self.g.mul(self.g.power(self.t, gap), part.entry) if gap else part.entry

    def _of(self, e: Entry, parts: Sequence[_Scaled]) -> _Scaled | None:
        g = self.g
        if e is self.x:
            return _Scaled(self.order, g.num(self.sign))
        if not e.args:
            return _Scaled(0, e)
        match e.op:
            case "neg":
                return _Scaled(parts[0].degree, g.neg(parts[0].entry))
            case "+" | "-":
                top = max(p.degree for p in parts)
                return _Scaled(top, g.make(e.op, *(self.raised(p, top) for p in parts)))
            case "*":
                return _Scaled(parts[0].degree + parts[1].degree, g.mul(parts[0].entry, parts[1].entry))
            case "/":
                return _Scaled(parts[0].degree - parts[1].degree, g.div(parts[0].entry, parts[1].entry))
            case "sqrt" | "cbrt":
                times, left = divmod(parts[0].degree, 2 if e.op == "sqrt" else 3)
                return None if left else _Scaled(times, g.make(e.op, parts[0].entry))
            case "**":
                return self._power(e.args[1].constant, parts[0], e.args[1])
        if e.op in _ANALYTIC and len(parts) == 1 and parts[0].degree <= 0:
            return _Scaled(0, g.make(e.op, self.raised(parts[0], 0)))
        return None

    def _power(self, exponent: object, base: _Scaled, written: Entry) -> _Scaled | None:
        if not isinstance(exponent, Fraction):
            return None
        degree = exponent * base.degree
        if degree.denominator != 1:
            return None
        return _Scaled(int(degree), self.g.power(base.entry, written))


def _orders(entry: Entry) -> list[int]:
    """Of the roots in an entry."""
    found = []
    for e in reachable([entry]):
        if e.op in ("sqrt", "cbrt"):
            found.append(2 if e.op == "sqrt" else 3)
        if e.op == "**" and isinstance(e.args[1].constant, Fraction) and e.args[1].constant.denominator > 1:
            found.append(e.args[1].constant.denominator)
    return found


def _reciprocal(search: Search, problem: Problem, depth: int) -> Plan | None:
    if len(problem.ranges) != 1 or problem.op not in (">", ">=") or problem.facts:
        return None
    g, (x, where) = problem.graph, problem.ranges[0]
    parts = reachable([problem.entry])
    orders = _orders(problem.entry)
    if len(orders) < 2 or not all(e.op in _ALGEBRAIC | _ANALYTIC for e in parts) or len(parts) > _LARGEST:
        return None
    if where.lo.at is not None and where.hi.at is not None:
        return None
    sign = 1 if where.hi.at is None else -1
    end = where.lo.at if sign > 0 else where.hi.at
    one = g.num(sign)
    if end is None or sign_of(g, g.mul(g.num(sign), g.sub(end, one))) in (None, -1):
        return search.apply(problem, depth, "split", encode(x), encode(one))
    order = lcm(*orders)
    t = g.var("t_" if "t" in str(x.data) else "t")
    scaled = _Writer(g, x, t, order, sign).of(problem.entry)
    if order > _MOST_ORDER or scaled is None:
        return None
    forward = g.power(g.mul(one, x), g.num(Fraction(-1, order)))
    back = g.div(one, g.power(t, order))
    facts = (g.make(">", t, g.zero), g.make("<=", t, g.one))
    changed = Plan("change of variable", tuple(map(encode, (x, t, forward, back, *facts))))
    factor = Plan("positive factor", (encode(g.power(t, -scaled.degree)), encode(scaled.entry)))
    return _after(search, problem, depth, changed, lambda main: _after(search, main, depth + 1, factor, None))


def _after(
    search: Search, problem: Problem, depth: int, first: Plan, then: Callable[[Problem], Plan | None] | None
) -> Plan | None:
    """The plan that starts with a rule, whose main problem is given to `then`, or has its own variable alone."""
    smaller = reduced(problem, first)
    if smaller is None or not all(map(search.plausible, smaller)):
        return None
    main = 0 if then is not None else 1
    plans = []
    for k, part in enumerate(smaller):
        if k != main:
            plan = search.decide(part, depth + 1)
        else:
            plan = then(part) if then is not None else _near_zero(search, part, depth + 1)
        if plan is None:
            return None
        plans.append(plan)
    return Plan(first.rule, first.data, tuple(plans))


def _near_zero(search: Search, problem: Problem, depth: int) -> Plan | None:
    facts = tuple(map(encode, conjuncts(problem.facts)))
    smaller = reduced(problem, Plan("fewer facts", facts))
    if smaller is None:
        return None
    plan = pieces(search, smaller[0], depth + 1) or search.decide(smaller[0], depth + 1)
    return None if plan is None else Plan("fewer facts", facts, (plan,))


TACTICS = (Tactic(name="reciprocal of the variable", find=_reciprocal, cost=4, depth=5),)
