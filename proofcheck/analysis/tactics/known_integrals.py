"""Rows of the table of known integrals that may fit an integrand, their parameters read off its factors.

What is read is compared with the integrand in floats before the rule sees it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain

from proofcheck.analysis.encoding import encode
from proofcheck.analysis.known_integrals import KNOWN
from proofcheck.analysis.opening import Opened
from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.analysis.tactics.points import points, values
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.bound import is_infinite
from proofcheck.meaning.graph import Entry, Graph
from proofcheck.meaning.polynomials import coefficients

_Proposal = tuple[str, tuple[str, ...]]
_Row = tuple[str, Entry, tuple[Entry, ...]]  # name, factor, parameters
_POINTS, _CLOSE = 6, 1e-9
_MOMENTS = 5  # coefficients of a polynomial


@dataclass(slots=True)
class _Factors:
    """constant·t**power·exp(Σ c·t**p)·Π rest"""

    constant: Entry
    power: Entry
    exponent: list[tuple[Entry, Entry]] = field(default_factory=list)  # c and p
    rest: dict[Entry, Entry] = field(default_factory=dict)

    @property
    def plain(self) -> bool:
        return self.power.constant == 0


class _Strange(Exception):
    """Factors of another form."""


def known_integrals(problem: Problem, o: Opened) -> Iterator[_Proposal]:
    g = problem.graph
    try:
        parts = _read(g, o.body, o.variable)
    except (_Strange, NoMeaning, TooLarge):
        return
    seen = set()
    for name, factor, parameters in chain(_by_ends(g, o, parts), _fixed(g, o)):
        data = (name, encode(factor), *map(encode, parameters))
        if data not in seen and _fits(o, name, factor, parameters):
            seen.add(data)
            yield "known integral", data
    yield from _orthogonal(g, o, parts)


def _fits(o: Opened, name: str, factor: Entry, parameters: tuple[Entry, ...]) -> bool:
    term = o.inner.graph.mul(factor, KNOWN[name].integrand(o.inner.graph, o.variable, *parameters))
    seen = 0
    for point in points(o.inner.stating("==", o.body), _POINTS):
        a, b = values([o.body, term], point)
        if a is None or b is None:
            continue
        if abs(a - b) > _CLOSE * (abs(a) + abs(b)):
            return False
        seen += 1
    return seen > 0


def _read(g: Graph, body: Entry, t: Entry) -> _Factors:
    found = _Factors(g.one, g.zero)
    stack = [(body, g.one)]
    while stack:
        e, way = stack.pop()
        if not depends_on(e, t):
            found.constant = g.mul(found.constant, e if way is g.one else g.power(e, way))
        elif e is t:
            found.power = g.add(found.power, way)
        elif e.op in ("*", "/"):
            stack += [(e.args[0], way), (e.args[1], way if e.op == "*" else g.neg(way))]
        elif e.op == "neg" and way is g.one:
            found.constant = g.neg(found.constant)
            stack.append((e.args[0], way))
        elif e.op == "**" and not depends_on(e.args[1], t):
            stack.append((e.args[0], g.mul(way, e.args[1])))
        elif e.op == "sqrt":
            stack.append((e.args[0], g.mul(way, g.num(Fraction(1, 2)))))
        elif e.op == "restrict":
            stack.append((e.args[0], way))
        elif e.op == "tan":
            stack += [(g.make("sin", e.args[0]), way), (g.make("cos", e.args[0]), g.neg(way))]
        elif e.op == "exp" or (e.op == "**" and not depends_on(e.args[0], t)):
            inner = e.args[0] if e.op == "exp" else g.mul(e.args[1], g.make("log", e.args[0]))
            for c, p in _monomials(g, inner, t):
                if p.constant == 0:
                    found.constant = g.mul(found.constant, g.make("exp", g.mul(way, c)))
                else:
                    found.exponent.append((g.mul(way, c), p))
        else:
            found.rest[e] = g.add(found.rest.get(e, g.zero), way)
    joint: dict[Entry, Entry] = {}
    for c, p in found.exponent:
        joint[p] = g.add(joint[p], c) if p in joint else c
    found.exponent = [(c, p) for p, c in joint.items() if c.constant != 0]
    return found


def _monomials(g: Graph, e: Entry, t: Entry) -> list[tuple[Entry, Entry]]:
    """c and p, where the entry is Σ c·t**p. Errors: _Strange."""
    if not depends_on(e, t):
        return [(e, g.zero)]
    match e.op:
        case "var":
            return [(g.one, g.one)]
        case "+":
            found = [x for a in e.args for x in _monomials(g, a, t)]
        case "-":
            found = [*_monomials(g, e.args[0], t), *((g.neg(c), p) for c, p in _monomials(g, e.args[1], t))]
        case "neg":
            found = [(g.neg(c), p) for c, p in _monomials(g, e.args[0], t)]
        case "*" | "/":
            left, right = (_monomials(g, a, t) for a in e.args)
            if e.op == "/":
                if len(right) != 1:
                    raise _Strange
                right = [(g.div(g.one, right[0][0]), g.neg(right[0][1]))]
            found = [(g.mul(a, b), g.add(p, q)) for a, p in left for b, q in right]
        case "**" if not depends_on(e.args[1], t):
            inner = _monomials(g, e.args[0], t)
            if len(inner) != 1:
                return _expanded(g, e, t)
            found = [(g.power(inner[0][0], e.args[1]), g.mul(inner[0][1], e.args[1]))]
        case "sqrt":
            return _monomials(g, g.power(e.args[0], g.num(Fraction(1, 2))), t)
        case _:
            raise _Strange
    merged: dict[Entry, Entry] = {}
    for c, p in found:
        merged[p] = g.add(merged[p], c) if p in merged else c
    return [(c, p) for p, c in merged.items() if c.constant != 0]


def _expanded(g: Graph, e: Entry, t: Entry) -> list[tuple[Entry, Entry]]:
    return [(c, g.num(k)) for k, c in enumerate(coefficients(g, e, t, "monomials")) if c.constant != 0]


def _linear(g: Graph, e: Entry, t: Entry) -> tuple[Entry, Entry] | None:
    """a and b of a·t + b."""
    try:
        parts = coefficients(g, e, t, "line")
    except (NoMeaning, TooLarge):
        return None
    return (parts[1], parts[0]) if len(parts) == 2 else None


def _by_ends(g: Graph, o: Opened, f: _Factors) -> Iterator[_Row]:
    low, high, t = o.low, o.high, o.variable
    if is_infinite(high):
        if low.constant == 0:
            yield from _on_half_line(g, f, t)
        elif is_infinite(low):
            yield from _on_line(g, f, t)
        return
    if low.constant == 0 and not f.exponent:
        more = g.add(f.power, g.one)
        if not f.rest:
            yield "power", f.constant, (more, high)
        if high.constant == 1:
            yield from _on_unit(g, f, t, more)
        yield from _on_turn(g, f, t)
    yield from _around(g, f, t)


def _around(g: Graph, f: _Factors, t: Entry) -> Iterator[_Row]:
    """1/(a + b·cos t)"""
    if len(f.rest) != 1 or not f.plain or f.exponent:
        return
    ((e, k),) = f.rest.items()
    wave = g.make("cos", t)
    if k.constant == -1 and depends_on(e, wave):
        unknown = g.fresh()
        linear = _linear(g, g.substitute([e], {wave: unknown})[0], unknown)
        if linear is not None and not any(depends_on(x, t) for x in linear):
            for name in ("turn", "whole turn", "whole turn around 0"):
                yield name, f.constant, (linear[1], linear[0])


def _on_turn(g: Graph, f: _Factors, t: Entry) -> Iterator[_Row]:
    sine, cosine = g.make("sin", t), g.make("cos", t)
    if f.plain and f.rest and set(f.rest) <= {sine, cosine}:
        p, q = f.rest.get(sine, g.zero), f.rest.get(cosine, g.zero)
        yield "Wallis", f.constant, (p, q)
        if cosine not in f.rest:
            yield "power of the sine", f.constant, (p,)


def _on_unit(g: Graph, f: _Factors, t: Entry, more: Entry) -> Iterator[_Row]:
    if len(f.rest) != 1:
        return
    ((e, k),) = f.rest.items()
    if e is g.make("log", t):
        n = k.constant
        if isinstance(n, Fraction) and n.denominator == 1:
            yield (
                "power times a power of the logarithm",
                g.mul(f.constant, g.num((-1) ** int(n))),
                (more, g.add(k, g.one)),
            )
        return
    if e.op == "log" and depends_on(e, t):
        yield "power times a power of the logarithm", f.constant, (more, g.add(k, g.one))
        return
    try:
        parts = _monomials(g, e, t)
    except _Strange:
        return
    if len(parts) == 2:
        for (c, p), (_, q) in (parts, parts[::-1]):
            if p.constant == 0 and q.constant != 0:
                scale = f.constant if c.constant == 1 else g.mul(f.constant, g.power(c, k))
                yield "beta function", scale, (more, q, g.add(k, g.one))


def _on_half_line(g: Graph, f: _Factors, t: Entry) -> Iterator[_Row]:
    more = g.add(f.power, g.one)
    if not f.rest and len(f.exponent) == 1:
        ((c, p),) = f.exponent
        yield "gamma function", f.constant, (more, g.neg(c), p)
    if not f.rest and len(f.exponent) == 2 and f.plain:
        for (c, p), (d, q) in (f.exponent, f.exponent[::-1]):
            if p.constant == 2 and q.constant == -2:
                yield "bell with a pole", f.constant, (g.neg(c), g.neg(d))
    waves = [e for e in f.rest if e.op in ("sin", "cos")]
    others = [e for e in f.rest if e not in waves]
    if not waves and len(others) == 1 and not f.exponent:
        yield from _of_sum(g, f, t, others[0], more)
    if len(waves) == 1:
        yield from _of_wave(g, f, t, waves[0], others)
    logs = [e for e in f.rest if e is g.make("log", t)]
    if len(logs) == 1 and len(f.rest) == 2 and not f.exponent:
        (other,) = (e for e in f.rest if e not in logs)
        root = _root_of_square(g, other, t)
        if root is not None:
            yield "logarithm over a square", g.div(f.constant, root[0]), (root[1],)


def _of_sum(g: Graph, f: _Factors, t: Entry, e: Entry, more: Entry) -> Iterator[_Row]:
    k = f.rest[e]
    if e.op == "sinh" and k.constant == -1 and f.power.constant == 1:
        line = _linear(g, e.args[0], t)
        if line is not None:
            yield "t over sinh", f.constant, (line[0],)
    if e.op in ("+", "-"):
        bells = [x for x in e.args if x.op == "exp"]
        if len(bells) == 2 and e.op == "-":
            lines = [_linear(g, x.args[0], t) for x in bells]
            if lines[0] is not None and lines[1] is not None:
                yield "Frullani", f.constant, (g.neg(lines[0][0]), g.neg(lines[1][0]))
        if len(bells) == 1 and k.constant == -1 and (line := _linear(g, bells[0].args[0], t)) is not None:
            for name in ("Bose", "Bose, cubed", "Bose, fifth power", "Fermi", "Fermi, cubed", "Fermi, fifth power"):
                yield name, f.constant, (line[0],)
        if e.op == "-" and e.args[0].constant == 1 and e.args[1].op == "cos":
            line = _linear(g, e.args[1].args[0], t)
            if line is not None:
                yield "versed sine over the square", f.constant, (line[0],)
    try:
        parts = _monomials(g, e, t)
    except (_Strange, NoMeaning, TooLarge):
        return
    if len(parts) == 2:
        for (c, p), (d, q) in (parts, parts[::-1]):
            if p.constant == 0 and q.constant != 0:
                if k.constant == -1:
                    yield "reflection formula", f.constant, (more, c, d, q)
                yield "beta function on a half-line", f.constant, (more, c, d, q, g.neg(k))


def _of_wave(g: Graph, f: _Factors, t: Entry, wave: Entry, others: Sequence[Entry]) -> Iterator[_Row]:
    k, power = f.rest[wave].constant, f.power.constant
    line = _linear(g, wave.args[0], t)
    if line is None:
        square = _expanded_square(g, wave.args[0], t)
        if square is not None and f.plain and not others and not f.exponent:
            yield ("Fresnel, sine" if wave.op == "sin" else "Fresnel, cosine"), f.constant, (square,)
        return
    w = line[0]
    if not others and not f.exponent and wave.op == "sin":
        if k == 1 and power == -1:
            yield "Dirichlet", f.constant, (w,)
        if k == 2 and power == -2:
            yield "square of the sine over the square", f.constant, (w,)
    if not others and len(f.exponent) == 1 and k == 1:
        ((c, p),) = f.exponent
        if p.constant == 2 and wave.op == "cos" and f.plain:
            yield "cosine with a bell", f.constant, (g.neg(c), w)
        if p.constant == 1 and wave.op == "sin" and power == -1:
            yield "sine with a falling exponential over t", f.constant, (g.neg(c), w)
    if len(others) == 1 and k == 1 and not f.exponent and f.rest[others[0]].constant == -1:
        root = _root_of_square(g, others[0], t)
        if root is not None:
            name = "Laplace" if wave.op == "cos" else "Laplace, of the sine"
            yield name, g.div(f.constant, root[0]), (root[1], w)


def _on_line(g: Graph, f: _Factors, t: Entry) -> Iterator[_Row]:
    waves = [e for e in f.rest if e.op in ("sin", "cos")]
    if not waves:
        yield from _bell_on_line(g, f, t)
    if len(waves) != 1 or f.rest[waves[0]].constant != 1 or not f.plain:
        return
    line = _linear(g, waves[0].args[0], t)
    if line is None:
        return
    if len(f.rest) == 1 and f.exponent:
        by = {p.constant: c for c, p in f.exponent}
        if set(by) <= {Fraction(1), Fraction(2)} and Fraction(2) in by:
            name = "cosine with a bell, on the line" if waves[0].op == "cos" else "sine with a bell, on the line"
            yield name, f.constant, (g.neg(by[Fraction(2)]), by.get(Fraction(1), g.zero), line[0], line[1])
    others = [e for e in f.rest if e not in waves]
    if len(others) == 1 and not f.exponent and waves[0].op == "cos" and f.rest[others[0]].constant == -1:
        root = _root_of_square(g, others[0], t)
        if root is not None:
            yield "Laplace, on the line", g.div(f.constant, root[0]), (root[1], line[0])


def _bell_on_line(g: Graph, f: _Factors, t: Entry) -> Iterator[_Row]:
    """A polynomial times exp(-a·t**2 + b·t)."""
    by = {p.constant: c for c, p in f.exponent}
    if not set(by) <= {Fraction(1), Fraction(2)} or Fraction(2) not in by:
        return
    whole = g.mul(g.power(t, f.power), g.product(g.power(e, k) for e, k in f.rest.items()))
    try:
        parts = coefficients(g, whole, t, "bell")
    except (NoMeaning, TooLarge):
        return
    if len(parts) <= _MOMENTS:
        filled = (*parts, *(g.zero,) * (_MOMENTS - len(parts)))
        yield "polynomial times a bell", f.constant, (g.neg(by[Fraction(2)]), by.get(Fraction(1), g.zero), *filled)


def _root_of_square(g: Graph, e: Entry, t: Entry) -> tuple[Entry, Entry] | None:
    """c and a, where the entry is c·(t**2 + a**2)."""
    try:
        parts = coefficients(g, e, t, "square")
    except (NoMeaning, TooLarge):
        return None
    if len(parts) != 3 or parts[1].constant != 0:
        return None
    level = g.div(parts[0], parts[2])
    if level.op == "**" and level.args[1].constant == 2:
        return parts[2], level.args[0]
    return parts[2], g.one if level.constant == 1 else g.make("sqrt", level)


def _expanded_square(g: Graph, e: Entry, t: Entry) -> Entry | None:
    """a, where the entry is a·t**2."""
    try:
        parts = coefficients(g, e, t, "square")
    except (NoMeaning, TooLarge):
        return None
    return parts[2] if len(parts) == 3 and parts[0].constant == 0 and parts[1].constant == 0 else None


def _fixed(g: Graph, o: Opened) -> Iterator[_Row]:
    """Rows without parameters, of which any may be a multiple: the factor is fitted at a point."""
    if is_infinite(o.high):
        return
    where = points(o.inner.stating("==", o.body), 1)
    for name, row in KNOWN.items():
        if row.parameters == 0 and where:
            term = row.integrand(g, o.variable)
            a, b = values([o.body, term], where[0])
            if a and b:
                factor = Fraction(a / b).limit_denominator(1000)
                if factor:
                    yield name, g.num(factor), ()


def _orthogonal(g: Graph, o: Opened, f: _Factors) -> Iterator[_Proposal]:
    waves = [e for e, k in f.rest.items() for _ in range(2 if k.constant == 2 else 1)]
    if len(waves) != 2 or not f.plain or f.exponent or is_infinite(o.high):
        return
    if any(e.op not in ("sin", "cos") or f.rest[e].constant not in (1, 2) for e in waves):
        return
    lines = [_linear(g, e.args[0], o.variable) for e in waves]
    if any(x is None or x[1].constant != 0 for x in lines):
        return
    frequencies = (encode(x[0]) for x in lines if x is not None)
    yield "orthogonality of waves", (encode(f.constant), *(e.op for e in waves), *frequencies)
