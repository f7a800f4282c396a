"""Antiderivatives of sums of c·t**k·exp(a·t)·cos(w·t + p) and of c·t**k·log(t)**m, by integration by parts.

Powers and products of waves become sums of waves first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.polynomials import coefficients

_MOST = 60  # terms
_HIGHEST = 12  # exponents that are multiplied out


@dataclass(frozen=True, slots=True)
class _Term:
    """`factor·t**power·exp(rate·t)·cos(turn·t + phase)·log(t)**logs`; no cosine where `turn` is None."""

    factor: Entry
    power: Entry
    rate: Entry
    turn: Entry | None = None
    phase: Entry | None = None
    logs: int = 0


class _Strange(Exception):
    """A factor of another form."""


def by_parts(g: Graph, region: Problem, body: Entry, t: Entry) -> Iterator[Entry]:
    try:
        terms = _Reader(g, t).terms(body)
        total = g.zero
        for term in terms:
            total = g.add(total, _integrated(g, term, t))
    except (_Strange, NoMeaning, TooLarge):
        return
    yield total


def bells(g: Graph, region: Problem, body: Entry, t: Entry) -> Iterator[Entry]:
    """Of P(t)·e**q, q = a·t**2 + b·t + c: by t**n·e**q = (t**(n-1)·(e**q)' - b·t**(n-1)·e**q)/(2a), and erf."""
    body = _joined(g, body)
    found = {e for e in reachable([body]) if e.op == "exp" and depends_on(e, t)}
    if len(found) != 1:
        return
    (bell,) = found
    s = g.fresh()
    outer = g.substitute([body], {bell: s})[0]
    linear = coefficients(g, outer, s, "bell")
    square = coefficients(g, bell.args[0], t, "bell")
    if len(linear) != 2 or len(square) != 3 or linear[0].constant != 0:
        return
    c, b, a = square
    two = g.mul(g.num(2), a)
    root, middle = g.make("sqrt", g.neg(a)), g.div(b, two)
    level = g.make("exp", g.sub(c, g.div(g.power(b, 2), g.mul(g.num(4), a))))
    half = g.div(g.make("sqrt", g.make("pi")), g.num(2))
    parts = [g.div(g.mul(g.mul(half, level), g.make("erf", g.mul(root, g.add(t, middle)))), root)]
    total = g.zero
    for n, p in enumerate(coefficients(g, linear[1], t, "bell")):
        if n:
            rest = g.mul(b, parts[n - 1])
            if n > 1:
                rest = g.add(rest, g.mul(g.num(n - 1), parts[n - 2]))
            parts.append(g.div(g.sub(g.mul(g.power(t, n - 1), bell), rest), two))
        total = g.add(total, g.mul(p, parts[n]))
    yield total


def _joined(g: Graph, body: Entry) -> Entry:
    """A product with its exponentials as one."""
    exponent, rest = g.zero, g.one
    stack = [(body, False)]
    while stack:
        e, under = stack.pop()
        if e.op in ("*", "/"):
            stack += [(e.args[0], under), (e.args[1], under is (e.op == "*"))]
        elif e.op == "neg":
            rest = g.neg(rest)
            stack.append((e.args[0], under))
        elif e.op == "exp":
            exponent = g.sub(exponent, e.args[0]) if under else g.add(exponent, e.args[0])
        else:
            rest = g.div(rest, e) if under else g.mul(rest, e)
    return g.mul(rest, g.make("exp", exponent)) if exponent is not g.zero else rest


class _Reader:
    def __init__(self, g: Graph, t: Entry) -> None:
        self.g = g
        self.t = t

    def terms(self, e: Entry) -> list[_Term]:
        g = self.g
        one = _Term(g.one, g.zero, g.zero)
        if not depends_on(e, self.t):
            return [replace(one, factor=e)]
        if e is self.t:
            return [replace(one, power=g.one)]
        match e.op:
            case "+" | "-":
                left, right = (self.terms(a) for a in e.args)
                if e.op == "-":
                    right = [replace(x, factor=g.neg(x.factor)) for x in right]
                return self._few([*left, *right])
            case "neg":
                return [replace(x, factor=g.neg(x.factor)) for x in self.terms(e.args[0])]
            case "*":
                return self._product(*(self.terms(a) for a in e.args))
            case "/":
                return self._product(self.terms(e.args[0]), self._powered(e.args[1], g.num(-1)))
            case "**":
                return self._powered(*e.args)
            case "sqrt":
                return self._powered(e.args[0], g.num(Fraction(1, 2)))
            case "exp":
                level, rate = self._linear(e.args[0])
                return [replace(one, factor=g.make("exp", level) if level is not g.zero else g.one, rate=rate)]
            case "sin" | "cos":
                level, rate = self._linear(e.args[0])
                phase = level if e.op == "cos" else g.sub(level, g.div(g.make("pi"), g.num(2)))
                return [replace(one, turn=rate, phase=phase)]
            case "sinh" | "cosh":
                up, down = g.make("exp", e.args[0]), g.make("exp", g.neg(e.args[0]))
                both = g.add(up, down) if e.op == "cosh" else g.sub(up, down)
                return self.terms(g.div(both, g.num(2)))
            case "log":
                return self._logarithm(e.args[0])
            case "restrict":
                return self.terms(e.args[0])
        raise _Strange

    def _few(self, terms: list[_Term]) -> list[_Term]:
        if len(terms) > _MOST:
            raise _Strange
        return terms

    def _linear(self, e: Entry) -> tuple[Entry, Entry]:
        parts = coefficients(self.g, e, self.t, "linear")
        if len(parts) > 2:
            raise _Strange
        return parts[0], parts[1] if len(parts) == 2 else self.g.zero

    def _logarithm(self, e: Entry) -> list[_Term]:
        """log(c·t**k) as log(c) + k·log(t)."""
        g = self.g
        (term, *more) = self.terms(e)
        if more or term.turn is not None or term.logs or term.rate is not g.zero:
            raise _Strange
        one = _Term(g.one, g.zero, g.zero)
        level = [] if term.factor is g.one else [replace(one, factor=g.make("log", term.factor))]
        return [*level, replace(one, factor=term.power, logs=1)]

    def _powered(self, base: Entry, exponent: Entry) -> list[_Term]:
        g = self.g
        if depends_on(exponent, self.t):
            if depends_on(base, self.t):
                raise _Strange
            return self.terms(g.make("exp", g.mul(exponent, g.make("log", base))))
        terms = self.terms(base)
        n = exponent.constant
        if isinstance(n, Fraction) and n.denominator == 1 and 0 <= n <= _HIGHEST:
            total = [_Term(g.one, g.zero, g.zero)]
            for _ in range(int(n)):
                total = self._product(total, terms)
            return total
        if len(terms) != 1 or terms[0].turn is not None or terms[0].logs:
            raise _Strange
        one = terms[0]
        factor = one.factor if one.factor is g.one else g.power(one.factor, exponent)
        return [_Term(factor, g.mul(one.power, exponent), g.mul(one.rate, exponent))]

    def _product(self, left: list[_Term], right: list[_Term]) -> list[_Term]:
        return self._few([x for a in left for b in right for x in self._times(a, b)])

    def _times(self, a: _Term, b: _Term) -> list[_Term]:
        g = self.g
        joint = _Term(g.mul(a.factor, b.factor), g.add(a.power, b.power), g.add(a.rate, b.rate), logs=a.logs + b.logs)
        waves = [(x.turn, x.phase) for x in (a, b) if x.turn is not None and x.phase is not None]
        if len(waves) < 2:
            return [replace(joint, turn=w, phase=p) for w, p in waves] or [joint]
        (w, p), (v, q) = waves
        half = replace(joint, factor=g.div(joint.factor, g.num(2)))
        return [
            replace(half, turn=g.add(w, v), phase=g.add(p, q)),
            replace(half, turn=g.sub(w, v), phase=g.sub(p, q)),
        ]


def _integrated(g: Graph, term: _Term, t: Entry) -> Entry:
    if term.turn is not None and term.turn.constant == 0:
        assert term.phase is not None
        term = replace(term, factor=g.mul(term.factor, g.make("cos", term.phase)), turn=None, phase=None)
    if term.logs:
        if term.turn is not None or term.rate.constant != 0:
            raise _Strange
        return g.mul(term.factor, _of_logarithm(g, term.power, term.logs, t))
    if term.turn is None and term.rate.constant == 0:
        return g.mul(term.factor, _of_power(g, term.power, t))
    k = term.power.constant
    if not isinstance(k, Fraction) or k.denominator != 1 or not 0 <= k <= _HIGHEST:
        raise _Strange
    return g.mul(term.factor, _of_wave(g, int(k), term, t))


def _of_power(g: Graph, power: Entry, t: Entry) -> Entry:
    if power.constant == -1:
        return g.make("log", t)
    more = g.add(power, g.one)
    return g.div(g.power(t, more), more)


def _of_logarithm(g: Graph, power: Entry, logs: int, t: Entry) -> Entry:
    """of t**power·log(t)**logs"""
    log = g.make("log", t)
    if power.constant == -1:
        return g.div(g.power(log, logs + 1), g.num(logs + 1))
    more = g.add(power, g.one)
    head = g.div(g.mul(g.power(t, more), g.power(log, logs)), more)
    rest = _of_power(g, power, t) if logs == 1 else _of_logarithm(g, power, logs - 1, t)
    return g.sub(head, g.mul(g.div(g.num(logs), more), rest))


def _of_wave(g: Graph, k: int, term: _Term, t: Entry) -> Entry:
    """The real part of exp(z·t + i·phase)·Σ (-1)**j·k!/(k-j)!·t**(k-j)/z**(j+1), z = rate + i·turn."""
    a = term.rate
    w = g.zero if term.turn is None else term.turn
    size = g.add(g.power(a, 2), g.power(w, 2))
    if term.turn is None:
        inverse = (g.div(g.one, a), g.zero)
    elif a.constant == 0:
        inverse = (g.zero, g.neg(g.div(g.one, w)))
    else:
        inverse = (g.div(a, size), g.neg(g.div(w, size)))
    real, imaginary = g.zero, g.zero
    power, falling = inverse, 1
    for j in range(k + 1):
        scale = g.mul(g.num((-1) ** j * falling), g.power(t, k - j))
        real, imaginary = g.add(real, g.mul(scale, power[0])), g.add(imaginary, g.mul(scale, power[1]))
        falling *= k - j
        power = (
            g.sub(g.mul(power[0], inverse[0]), g.mul(power[1], inverse[1])),
            g.add(g.mul(power[0], inverse[1]), g.mul(power[1], inverse[0])),
        )
    growth = g.make("exp", g.mul(a, t)) if a.constant != 0 else g.one
    if term.turn is None:
        return g.mul(growth, real)
    assert term.phase is not None
    angle = g.add(g.mul(w, t), term.phase)
    wave = g.sub(g.mul(g.make("cos", angle), real), g.mul(g.make("sin", angle), imaginary))
    return g.mul(growth, wave)
