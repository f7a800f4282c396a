"""Floors, ceilings and remainders: whole numbers taken out, variables as whole and fractional part, residues, values.

That a variable n is a whole number is the fact `floor(n) == n`. Sources: R. Graham, D. Knuth, O. Patashnik, Concrete
Mathematics, chapter 3: (3.5) to (3.8), (3.10) of McEliece, (3.21).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from proofcheck.analysis.demands import conjuncts, demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import End, Problem, Range, depends_on, variables_of
from proofcheck.analysis.rules.arcs import at_ends
from proofcheck.analysis.rules.rewriting import equal_forms
from proofcheck.analysis.rules.substitution import range_facts, substituted, trimmed
from proofcheck.analysis.table import Data, Rule
from proofcheck.analysis.whole_numbers import is_whole, whole, whole_variables
from proofcheck.meaning.graph import Entry, Graph, reachable

_MOST = 60  # residues


def _replaced(problem: Problem, values: dict[Entry, Entry]) -> Problem | None:
    """The problem with a term replaced by an equal one; integrality of variables is kept as it stands."""
    g = problem.graph
    fixed = {whole(g, v) for v in whole_variables(problem)}
    moving = [f for f in conjuncts(problem.facts) if f not in fixed]
    roots = [problem.entry, *moving]
    if any(e.op in ("if", "and", "or", "lacks") for e in reachable(roots)):
        return None
    done = dict(values)
    for e in reachable(roots):
        if e not in done:
            args = tuple(done[a] for a in e.args)
            done[e] = e if args == e.args else g.make(e.op, *args, data=e.data)
    facts = (*(f for f in conjuncts(problem.facts) if f in fixed), *(done[f] for f in moving))
    return replace(problem, entry=done[problem.entry], facts=tuple(f for f in facts if f.constant is not True))


def _taken_out(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: triples of a term, a whole number n and the rest r: floor(n + r) = n + floor(r), likewise ceilings.

    Sines and cosines: sin(2·pi·n + r) = sin(r); tangents: tan(pi·n + r) = tan(r); (-1)**(2·n + r) = (-1)**r.
    """
    g = problem.graph
    entries = [decode(g, text) for text in data]
    if not entries or len(entries) % 3 or not set(variables_of(*entries)) <= set(problem.variables):
        return None
    values: dict[Entry, Entry] = {}
    new: list[Problem] = []
    for term, count, rest in zip(entries[::3], entries[1::3], entries[2::3], strict=True):
        unit = _unit(g, term)
        if unit is None or not is_whole(count, whole_variables(problem)):
            return None
        whole_part = g.add(g.mul(unit, count), rest)
        parts = demands(problem, whole_part, "defined")
        if parts is None or not equal_forms(problem, term.args[-1], whole_part):
            return None
        new += parts
        inner = g.make(term.op, *term.args[:-1], rest)
        values[term] = g.add(count, inner) if term.op in ("floor", "ceil") else inner
    found = _replaced(problem, values)
    return None if found is None else (found, *new)


def _unit(g: Graph, term: Entry) -> Entry | None:
    """What a whole multiple of may be taken out of the last argument of a term."""
    match term.op:
        case "floor" | "ceil":
            return g.one
        case "sin" | "cos":
            return g.mul(g.num(2), g.make("pi"))
        case "tan":
            return g.make("pi")
        case "**" if term.args[0].constant == -1 and term.data is None:
            return g.num(2)
    return None


def _remainder(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: mod(a, b), written as a - b·floor(a/b)."""
    g = problem.graph
    term = decode(g, data[0])
    if term.op != "mod" or len(data) != 1:
        return None
    a, b = term.args
    new = _replaced(problem, {term: g.sub(a, g.mul(b, g.make("floor", g.div(a, b))))})
    return None if new is None else (new,)


def _value(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: pairs of a floor or ceiling and a whole m: m <= x < m + 1 for floors, m - 1 < x <= m for ceilings."""
    g = problem.graph
    entries = [decode(g, text) for text in data]
    if not entries or len(entries) % 2 or not set(variables_of(*entries)) <= set(problem.variables):
        return None
    proofs: list[Problem] = []
    for term, value in zip(entries[::2], entries[1::2], strict=True):
        parts = demands(problem, value, "defined")
        if term.op not in ("floor", "ceil") or parts is None or not is_whole(value, whole_variables(problem)):
            return None
        gap = g.sub(term.args[0], value) if term.op == "floor" else g.sub(value, term.args[0])
        proofs += (problem.stating(">=", gap), problem.stating(">", g.sub(g.one, gap)), *parts)
    new = _replaced(problem, dict(zip(entries[::2], entries[1::2], strict=True)))
    return None if new is None else (new, *(p for p in proofs if at_ends(p) is None))


def _parts(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable x, new ones n and t, and a whole q > 0: x = q·n + t with n whole and 0 <= t < q."""
    g = problem.graph
    x, n, t, q = (decode(g, text) for text in data)
    if not isinstance(q.constant, Fraction) or q.constant.denominator != 1 or not 1 <= q.constant <= _MOST:
        return None
    if x not in problem.variables or {n.op, t.op} != {"var"} or n is t or {n, t} & set(problem.variables):
        return None
    period = Range(End(g.zero, open=False), End(q, open=True))
    return (_split_up(problem, x, g.add(g.mul(q, n), t), {n: Range(), t: period}, (whole(g, n),)),)


def _split_up(problem: Problem, x: Entry, value: Entry, new: dict[Entry, Range], facts: Sequence[Entry]) -> Problem:
    """x replaced by an entry of new variables, for which facts hold."""
    g = problem.graph
    there = substituted(problem, {x: value}).given(*range_facts(g, value, problem.range_of(x)), *facts)
    ranges = {v: where for v, where in there.ranges if v is not x}
    return trimmed(replace(there, ranges=()).ranged({**ranges, **new}))


def _residues(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a whole variable n, a new one k and a modulus q: n = q·k + r with k whole, for r = 0, …, q - 1."""
    g = problem.graph
    n, k, modulus = (decode(g, text) for text in data)
    count = modulus.constant
    if n not in whole_variables(problem) or k.op != "var" or k in problem.variables:
        return None
    if not isinstance(count, Fraction) or count.denominator != 1 or not 2 <= count <= _MOST:
        return None
    kept = tuple(f for f in conjuncts(problem.facts) if f is not whole(g, n))
    base = replace(problem, facts=kept)
    return tuple(
        _split_up(base, n, g.add(g.mul(modulus, k), g.num(r)), {k: Range()}, (whole(g, k),)) for r in range(int(count))
    )


def _nested(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: floor(f(floor(x))) and x, likewise with ceilings: the same as floor(f(x)) (McEliece).

    f is continuous and increasing, and only whole x have whole f(x): f(x) = (x + m)/n with whole m, n > 0, or a root.
    """
    g = problem.graph
    term, inner = (decode(g, text) for text in data)
    if term.op not in ("floor", "ceil") or inner.op != term.op or inner not in reachable([term.args[0]]):
        return None
    known = whole_variables(problem)
    conditions = _whole_only(g, term.args[0], inner, known)
    if conditions is None:
        return None
    outer = g.make(term.op, _put(g, term.args[0], inner, inner.args[0]))
    new = _replaced(problem, {term: outer})
    parts = demands(problem, outer, "defined")
    if new is None or parts is None:
        return None
    return (new, *(problem.stating(op, e) for op, e in conditions), *parts)


def _put(g: Graph, entry: Entry, part: Entry, value: Entry) -> Entry:
    done = {part: value}
    for e in reachable([entry]):
        if e not in done:
            args = tuple(done[a] for a in e.args)
            done[e] = e if args == e.args else g.make(e.op, *args, data=e.data)
    return done[entry]


def _whole_only(g: Graph, f: Entry, x: Entry, known: frozenset[Entry]) -> list[tuple[str, Entry]] | None:
    """Conditions under which f of x is increasing, and whole for whole x only, x occurring once; None: no such form."""
    conditions: list[tuple[str, Entry]] = []
    while f is not x:
        inside = [a for a in f.args if x in reachable([a])]
        if len(inside) != 1:
            return None
        others = [a for a in f.args if a is not inside[0]]
        match f.op:
            case "+":
                if not is_whole(others[0], known):
                    return None
            case "-" if f.args[0] is inside[0]:
                if not is_whole(others[0], known):
                    return None
            case "/" if f.args[0] is inside[0]:
                if not is_whole(others[0], known):
                    return None
                conditions.append((">", others[0]))
            case "*" if isinstance(others[0].constant, Fraction) and others[0].constant > 0:
                if others[0].constant.numerator != 1:
                    return None
            case "sqrt" | "cbrt":
                pass
            case _:
                return None
        f = inside[0]
    return conditions


def _no_longer_whole(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """What holds for all reals of a range holds for its whole numbers."""
    known = {whole(problem.graph, v) for v in whole_variables(problem)}
    if not known or data:
        return None
    kept = tuple(f for f in conjuncts(problem.facts) if f not in known)
    return (trimmed(replace(problem, facts=kept)),)


def dependent_terms(problem: Problem, variable: Entry) -> list[Entry]:
    """Floors, ceilings and remainders that a variable goes into."""
    below = reachable([problem.entry])
    return [e for e in below if e.op in ("floor", "ceil", "mod") and depends_on(e, variable)]


RULES = (
    Rule(
        name="whole number apart",
        reduce=_taken_out,
        statement="floor(n + r) = n + floor(r), sin(2·pi·n + r) = sin(r), (-1)**(2·n + r) = (-1)**r for whole n",
    ),
    Rule(name="remainder", reduce=_remainder, statement="mod(a, b) = a - b·floor(a/b)"),
    Rule(name="value of a floor", reduce=_value, statement="floor(x) = m where m <= x < m + 1 and m is whole"),
    Rule(name="whole and fractional part", reduce=_parts, statement="x = q·n + t with n whole and 0 <= t < q"),
    Rule(name="residues", reduce=_residues, statement="n = q·k + r with r = 0, …, q - 1"),
    Rule(
        name="nested floors",
        reduce=_nested,
        statement="floor(f(floor(x))) = floor(f(x)) for continuous increasing f that is whole at whole x only",
    ),
    Rule(name="all reals", reduce=_no_longer_whole, statement="what holds for all reals holds for whole numbers"),
)
