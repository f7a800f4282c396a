"""Floors, ceilings, remainders and whole variables, until none is left or balls and normal forms take over."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor, lcm

from proofcheck.analysis.check import reduced
from proofcheck.analysis.constants import enclosing, rational_value
from proofcheck.analysis.demands import conjuncts
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.forms import Writer, normal
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.tactics import Search, Tactic, plausible
from proofcheck.analysis.whole_numbers import is_whole, whole, whole_variables
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.ring import rational

_ROUNDED = ("floor", "ceil")
_TERMS = 12
_BREAKS = 24
_FRACTION, _WHOLE = "\N{SECTION SIGN}t", "\N{SECTION SIGN}n"


def _integer_parts(search: Search, problem: Problem, depth: int) -> Plan | None:
    known = whole_variables(problem)
    terms = _terms(problem)
    if len(terms) > _TERMS:
        return None
    if not terms:
        return search.apply(problem, depth, "all reals") if known and _free(problem) else None
    for rule, data in _steps(problem, terms, known):
        smaller = reduced(problem, Plan(rule, data))
        if smaller is None or not all(map(plausible, smaller)):
            continue
        return search.apply(problem, depth, rule, *data)
    return None


def _terms(problem: Problem) -> list[Entry]:
    """What whole numbers can be taken out of."""
    fixed = {whole(problem.graph, v) for v in problem.variables}
    known = bool(whole_variables(problem))
    below = reachable([problem.entry, *(f for f in conjuncts(problem.facts) if f not in fixed)])
    return [e for e in below if e.data is None and (e.op in (*_ROUNDED, "mod") or (known and _periodic(e)))]


def _periodic(e: Entry) -> bool:
    if e.op == "**":
        return e.args[0].constant == -1 and e.args[1].op != "num"
    return e.op in ("sin", "cos", "tan") and {"pi", "var"} <= {x.op for x in reachable([e])}


def _free(problem: Problem) -> bool:
    return not any(e.op in ("gcd", "binomial", "if") for e in reachable([problem.entry]))


def _steps(problem: Problem, terms: list[Entry], known: frozenset[Entry]) -> Iterator[tuple[str, tuple[str, ...]]]:
    g = problem.graph
    for term in terms:
        if term.op == "mod":
            yield "remainder", (encode(term),)
    rounded = [t for t in terms if t.op in _ROUNDED]
    for term in rounded:
        for inner in rounded:
            if inner is not term and inner.op == term.op and inner in reachable([term.args[0]]):
                yield "nested floors", (encode(term), encode(inner))
    pieces = {term: _pieces(problem, term.args[0]) for term in rounded}
    units: dict[Entry, list[tuple[Fraction, Entry]]] = dict(pieces)
    for term in terms:
        if _periodic(term):
            units[term] = _turns(problem, term)
    apart: list[str] = []
    for term, parts in units.items():
        count, rest = _taken(g, parts, known)
        if count is not g.zero:
            apart += (encode(term), encode(count), encode(_back(g, term, rest)))
    if apart:
        yield "whole number apart", tuple(apart)
    values = list(_values(problem, pieces))
    constant = [text for rule, data in values if rule == "value of a floor" for text in data]
    if constant:
        yield "value of a floor", tuple(constant)
    yield from (step for step in values if step[0] != "value of a floor")
    for n in sorted(known, key=lambda v: v.number):
        modulus = lcm(*(c.denominator for parts in units.values() for c, m in parts if n in reachable([m])), 1)
        if modulus > 1:
            yield "residues", (encode(n), encode(_new(problem, _WHOLE)), str(modulus))
    for x in problem.variables:
        fresh = x not in known and not str(x.data).startswith(f"('{_FRACTION}")
        scales = [c.denominator for parts in pieces.values() for c, m in parts if m is x]
        if fresh and scales:
            new = _new(problem, _WHOLE), _new(problem, _FRACTION)
            yield "whole and fractional part", (encode(x), *map(encode, new), str(lcm(*scales)))


def _pieces(problem: Problem, entry: Entry) -> list[tuple[Fraction, Entry]]:
    """A polynomial argument as rational multiples of monomials; itself where it is none."""
    forms, (form,) = normal(problem.setting, [entry])
    if not form.den.is_constant():
        return [(Fraction(1), entry)]
    writer = Writer(problem.graph, forms)
    context = forms.ring.context
    parts = []
    for monomial, coefficient in form.num.to_dict().items():
        c = rational(coefficient)
        parts.append((c, writer.polynomial(context.from_dict({monomial: 1}))))
    return parts


def _turns(problem: Problem, term: Entry) -> list[tuple[Fraction, Entry]]:
    """The argument of a wave in periods, with what is no multiple of pi left in place; an exponent of -1 in twos."""
    g = problem.graph
    if term.op == "**":
        return [(c / 2, m) for c, m in _pieces(problem, term.args[1])]
    scale = 1 if term.op == "tan" else 2
    pi, found = g.make("pi"), []
    for c, m in _pieces(problem, term.args[0]):
        rest = _without(g, m, pi)
        found.append((c, g.div(m, pi)) if rest is None else (c / scale, rest))
        if rest is None:
            found[-1] = (c / scale, found[-1][1])
    return found


def _without(g: Graph, product: Entry, factor: Entry) -> Entry | None:
    """A product without one of its factors."""
    if product is factor:
        return g.one
    if product.op != "*":
        return None
    for a, b in (product.args, product.args[::-1]):
        rest = _without(g, a, factor)
        if rest is not None:
            return g.mul(rest, b)
    return None


def _back(g: Graph, term: Entry, rest: Entry) -> Entry:
    """What is left of an argument, from periods to the argument's own unit."""
    if term.op in _ROUNDED:
        return rest
    return (
        g.mul(g.num(2), rest)
        if term.op == "**"
        else g.mul(g.mul(g.num(1 if term.op == "tan" else 2), g.make("pi")), rest)
    )


def _taken(g: Graph, parts: list[tuple[Fraction, Entry]], known: frozenset[Entry]) -> tuple[Entry, Entry]:
    """The whole number in a sum, and the rest."""
    count, rest = g.zero, g.zero
    for c, m in parts:
        times = floor(c) if is_whole(m, known) else 0
        count = g.add(count, g.mul(g.num(times), m))
        rest = g.add(rest, g.mul(g.num(c - times), m))
    return count, rest


def _values(
    problem: Problem, pieces: dict[Entry, list[tuple[Fraction, Entry]]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Floors of a·t + b for t in a bounded range: their values, or where to cut the range."""
    for term, parts in pieces.items():
        variables = [m for _, m in parts if m.op == "var"]
        if len(variables) != 1 or any(m is not variables[0] and m.op != "num" for _, m in parts):
            continue
        t = variables[0]
        a = next(c for c, m in parts if m is t)
        b = sum((c * Fraction(m.data) for c, m in parts if m.op == "num" and isinstance(m.data, Fraction)), Fraction(0))
        where = problem.range_of(t)
        if where.lo.at is None or where.hi.at is None:
            continue
        low, high = enclosing(where.lo.at)[0], enclosing(where.hi.at)[1]
        ends = sorted(((a * low + b, where.lo.open), (a * high + b, where.hi.open)))
        value = _constant(term.op, ends)
        if value is not None:
            yield "value of a floor", (encode(term), str(value))
            continue
        first, last = ends[0][0], ends[1][0]
        cuts = [(k - b) / a for k in range(floor(first) + 1, min(ceil(last), floor(first) + _BREAKS))]
        yield from (("split", (encode(t), str(cut))) for cut in cuts[len(cuts) // 2 :])
        for end, name in ((where.lo, "lower"), (where.hi, "upper")):
            at = None if end.at is None or end.open else rational_value(end.at)
            if at is not None and (a * at + b).denominator == 1:
                yield "end apart", (encode(t), name)


def _constant(op: str, ends: list[tuple[Fraction, bool]]) -> int | None:
    """The floor or ceiling of all numbers between two, if it is the same for all."""
    (low, low_open), (high, high_open) = ends
    if op == "floor":
        value = floor(low)
        return value if high < value + 1 or (high == value + 1 and high_open) else None
    value = ceil(high)
    return value if low > value - 1 or (low == value - 1 and low_open) else None


def _new(problem: Problem, prefix: str) -> Entry:
    g = problem.graph
    k = 0
    while g.var(f"{prefix}{k}") in problem.variables:
        k += 1
    return g.var(f"{prefix}{k}")


TACTICS = (Tactic(name="integer parts", find=_integer_parts, cost=1),)
