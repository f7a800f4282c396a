"""Endless sums enclosed: the first terms as balls, and what is left by a ratio, by an integral, or by alternation.

Terms are a function of a real number beyond some point, whose tail bounds them and their derivatives. A power of a
negative number is the power of its modulus with a sign that alternates. Sources: the ratio test; the Euler–Maclaurin
formula, whose remainder is at most the integral of |f''''| over 720; Boole's summation formula (NIST 24.17.1), whose
remainder is at most that integral over 48.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.curves import Curve
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.polynomials import coefficients
from proofcheck.meaning.quadrature import enclosed
from proofcheck.meaning.tail_functions import tail
from proofcheck.meaning.tails import Ray, Tail
from proofcheck.meaning.work import spend

Ball = Any

_LENGTHS = (16, 48, 160, 480)  # terms that are added one by one
_SMALL = 60  # bits to which the rest shall be known
_SMOOTH_AT = 96  # from where the formulas with derivatives take over
_FAR = 10_000  # first terms beyond that are not looked at
_SIGN, _ANY = "\N{SECTION SIGN}s", "\N{SECTION SIGN}w"
_WAVE = arb(0, 1)  # [-1, 1]
_SMOOTH = frozenset(
    {"+", "-", "*", "/", "neg", "**", "exp", "log", "log2", "sqrt", "sin", "cos", "atan", "sinh", "cosh", "tanh"}
    | {"asinh", "erf", "erfc", "restrict"}
)


def endless_sum(curve: Curve, first: int) -> Ball | None:
    """A ball around the sum of the curve's values at all whole numbers from `first` on; None: nothing can be said."""
    if abs(first) > _FAR:
        return None
    terms = _alternating(curve)
    for rest in (_by_ratio, _by_size, _by_formulas):
        found = rest(curve, terms, first)
        if found is not None and found.is_finite():
            return found
    return None


def diverges(curve: Curve, first: int) -> bool:
    """Whether the sum certainly has no value: of one sign and at least c/k, or with terms that stay away from 0."""
    terms = _alternating(curve)
    if terms is None or terms.loose:
        return False
    start = max(first, _SMOOTH_AT)
    if not terms.signed:
        found = terms.tail(terms.body, start, {})
        return found is not None and at_least(found, start, -1)
    parts = terms.parts()
    other = None if parts is None else terms.tail(parts[0], start, {})
    if parts is None or other is None or not (other.ball.is_zero() and other.constant.is_zero()):
        return False
    found = terms.tail(parts[1], start, {})
    return found is not None and at_least(found, start, 0)


def at_least(body: Tail, start: int, power: int) -> bool:
    """Whether a tail keeps one sign, and is in modulus at least a multiple of y**power."""
    found = Ray(start).plain(body)
    if found is None or found.ball.contains(0) or not found.ball.is_finite():
        return False
    if found.rate > 0:
        return True
    steep = found.power - power
    return bool(found.rate.is_zero() and (steep > 0 or (steep >= 0 and found.logs >= (-1 if power == -1 else 0))))


@dataclass(frozen=True, slots=True)
class _Terms:
    """A curve with signs taken out of its powers: `sign` is (-1)**k; `loose` if a factor between -1 and 1 is left."""

    curve: Curve
    body: Entry
    sign: Entry
    signed: bool
    loose: bool

    def tail(self, entry: Entry, start: int, given: Mapping[Entry, Tail]) -> Tail | None:
        """How the entry behaves from a number on."""
        fixed: dict[Entry, Any] = {e: Tail(b) for e, b in self.curve.fixed.items()}
        anything = Tail(_WAVE)
        fixed |= {self.sign: anything, self.curve.graph.var(_ANY): anything, self.curve.leaf: Tail(arb(1), arb(1))}
        found = tail([entry], {**fixed, **given}, start)[0]
        return found if isinstance(found, Tail) else None

    def parts(self) -> tuple[Entry, Entry] | None:
        """c0 and c1, where the terms are c0 + (-1)**k·c1."""
        g = self.curve.graph
        try:
            found = coefficients(g, self.body, self.sign, "signs")
        except (NoMeaning, TooLarge):
            return None
        if len(found) > 2:
            return None
        return found[0] if found else g.zero, found[1] if len(found) == 2 else g.zero


def _alternating(curve: Curve) -> _Terms | None:
    """The terms with |c|**u for c**u; None where a power of what is not positive has an exponent that is not whole."""
    g, steps = curve.graph, curve.steps
    sign, loose = g.var(_SIGN), False
    changes: dict[Entry, Entry] = {}
    depends = {*steps, curve.leaf}
    for e in steps:
        if e.op != "**" or e.args[0] in depends or e.data is not None:
            continue
        base = curve.evaluate([e.args[0]], curve.fixed)[0]
        if not isinstance(base, arb) or not base.is_finite():
            return None
        if base > 0:
            continue
        line = whole_line(g, e.args[1], curve.leaf)
        if line is None:
            return None
        if base < 0:
            size = g.one if e.args[0].constant == -1 else g.power(g.neg(e.args[0]), e.args[1])
            turn = g.num(-1 if line[1] % 2 else 1)
            changes[e] = g.mul(g.mul(turn, sign) if line[0] % 2 else turn, size)
        else:
            loose = True
            changes[e] = g.mul(g.var(_ANY), g.power(g.make("abs", e.args[0]), e.args[1]))
    body = g.substitute([curve.body], changes)[0] if changes else curve.body
    signed = sign in reachable([body])
    return _Terms(curve, body, sign, signed, loose)


def whole_line(g: Graph, entry: Entry, leaf: Entry) -> tuple[int, int] | None:
    """a and b, where the entry is a·leaf + b with whole numbers a and b."""
    try:
        found = coefficients(g, entry, leaf, "line")
    except (NoMeaning, TooLarge):
        return None
    if len(found) > 2:
        return None
    numbers = [c.constant for c in (*found, g.zero, g.zero)[:2]]
    if not all(isinstance(n, Fraction) and n.denominator == 1 for n in numbers):
        return None
    return int(numbers[1]), int(numbers[0])  # type: ignore[arg-type]


def _first_terms(curve: Curve, first: int, stop: int) -> Ball | None:
    total = arb(0)
    for k in range(first, stop):
        spend(20)
        value = curve.at(arb(k))[0]
        if not isinstance(value, arb) or not value.is_finite():
            return None
        total += value
    return total


def _by_ratio(curve: Curve, terms: _Terms | None, first: int) -> Ball | None:
    """Beyond M by |f(k + 1)| <= q·|f(k)|, for terms with factorials."""
    if not any(e.op in ("factorial", "gamma", "binomial") for e in curve.steps):
        return None
    ratio = _ratio(curve)
    if ratio is None:
        return None
    start, total = first, arb(0)
    for length in _LENGTHS if _factor(curve, ratio, max(first, 1) + _LENGTHS[-1]) is not None else ():
        stop = max(first, 1) + length
        q = _factor(curve, ratio, stop)
        if q is None:
            continue
        part = _first_terms(curve, start, stop)
        if part is None:
            return None
        total, start = total + part, stop
        last = curve.at(arb(stop))[0]
        if isinstance(last, arb):
            rest = last.abs_upper() / (1 - q)
            if rest < arb(2) ** -_SMALL or length == _LENGTHS[-1]:
                return total + rest * _WAVE
    return None


def _factor(curve: Curve, ratio: Entry, start: int) -> Ball | None:
    """An upper bound below 1 of the modulus of the ratio from a number on."""
    fixed: dict[Entry, Any] = {e: Tail(b) for e, b in curve.fixed.items()}
    found = tail([ratio], {**fixed, curve.leaf: Tail(arb(1), arb(1))}, start)[0]
    values = Ray(start).range(found) if isinstance(found, Tail) else None
    most = None if values is None else values.abs_upper()
    return most if most is not None and most < 1 else None


def _ratio(curve: Curve) -> Entry | None:
    """f(k + 1)/f(k), factor by factor."""
    g, leaf = curve.graph, curve.leaf
    depends = {*curve.steps, leaf}
    after = g.add(leaf, g.one)
    total = g.one
    stack = [(curve.body, 1)]
    while stack:
        e, power = stack.pop()
        if e not in depends or e.op == "neg":
            stack += [(e.args[0], power)] if e in depends else []
            continue
        if e.op in ("*", "/"):
            stack += [(e.args[0], power), (e.args[1], power if e.op == "*" else -power)]
            continue
        if e.op == "**" and isinstance(e.args[1].constant, Fraction) and e.args[1].constant.denominator == 1:
            n = int(e.args[1].constant)
            if abs(n) > 8:
                return None
            stack += [(e.args[0], power * (1 if n > 0 else -1))] * abs(n)
            continue
        one = _ratio_of_factor(g, e, leaf, after)
        if one is None:
            return None
        total = g.mul(total, one) if power > 0 else g.div(total, one)
        if abs(power) != 1:
            return None
    return total


def _ratio_of_factor(g: Graph, e: Entry, leaf: Entry, after: Entry) -> Entry | None:
    if e.op == "**" and leaf not in reachable([e.args[0]]):
        line = whole_line(g, e.args[1], leaf)
        return None if line is None else g.power(e.args[0], line[0])
    if e.op == "exp":
        return g.make("exp", g.sub(g.substitute([e.args[0]], {leaf: after})[0], e.args[0]))
    if e.op in ("factorial", "gamma"):
        line = whole_line(g, e.args[0], leaf)
        if line is None or not 0 <= line[0] <= 4:
            return None
        found = g.one
        for j in range(line[0]):
            found = g.mul(found, g.add(e.args[0], g.num(j + (e.op == "factorial"))))
        return found
    if e.op == "binomial":
        n, k = e.args
        moving = [x for x in (n, k, g.sub(n, k)) if leaf in reachable([x])]
        parts = [_ratio_of_factor(g, g.make("factorial", x), leaf, after) for x in moving]
        known = [p for p in parts if p is not None]
        if moving[0] is not n or len(known) < len(parts):
            return None
        return g.div(known[0], g.product(known[1:]))
    if any(x.op in ("factorial", "gamma", "binomial") for x in reachable([e])):
        return None
    return g.div(g.substitute([e], {leaf: after})[0], e)


def _by_size(curve: Curve, terms: _Terms | None, first: int) -> Ball | None:
    """Beyond M by the exponential fall of the modulus."""
    if terms is None:
        return None
    start, total = first, arb(0)
    for length in _LENGTHS:
        stop = max(first, 3) + length
        body = terms.tail(terms.body, stop, {})
        found = None if body is None else Ray(stop).plain(body)
        if found is None or not found.rate < 0:
            return None
        part = _first_terms(curve, start, stop)
        if part is None:
            return None
        total, start = total + part, stop
        most = Ray(stop).most(found.power + 2, found.rate, found.order, found.logs)
        if most is None:
            continue
        rest = found.ball.abs_upper() * most.abs_upper() / (stop - 1)  # 1/k**2 from M on: at most 1/(M - 1)
        if rest < arb(2) ** -_SMALL or (length == _LENGTHS[-1] and rest < 1):
            return total + rest * _WAVE
    return None


def _by_formulas(curve: Curve, terms: _Terms | None, first: int) -> Ball | None:
    """Beyond M by the formulas of Euler and Maclaurin, and of Boole for the part that alternates."""
    if terms is None or terms.loose or any(e.op not in _SMOOTH or e.data is not None for e in curve.steps):
        return None
    parts = terms.parts()
    if parts is None:
        return None
    stop = max(first, 0) + _SMOOTH_AT
    total = _first_terms(curve, first, stop)
    for part, alternates in zip(parts, (False, True), strict=True):
        if total is None or part.constant == 0:
            continue
        rest = _rest(terms, part, stop, alternates=alternates)
        total = None if rest is None else total + rest
    return total


def _rest(terms: _Terms, part: Entry, stop: int, *, alternates: bool) -> Ball | None:
    part = _by_logarithms(terms.curve.graph, part)
    curve = terms.curve.of(part)
    slopes = [part]
    try:
        for _ in range(4):
            slopes.append(differentiate(curve.graph, [slopes[-1]], curve.leaf)[0])
    except (NoMeaning, TooLarge):
        return None
    tails = [terms.tail(s, stop, {}) for s in slopes]
    ray = Ray(stop)
    if not all(_vanishes(ray, t) for t in tails):
        return None
    last = tails[4]
    beyond = None if last is None else ray.integral(last)
    values = curve.at(arb(stop), slopes[:4])
    if beyond is None or not all(isinstance(v, arb) and v.is_finite() for v in values):
        return None
    f, d1, _, d3 = values
    if alternates:
        found = f / 2 - d1 / 4 + d3 / 48 + beyond.abs_upper() / 48 * _WAVE
        return -found if stop % 2 else found
    area = enclosed(curve, arb(stop), None)
    if area is None:
        return None
    return area + f / 2 - d1 / 12 + d3 / 720 + beyond.abs_upper() / 720 * _WAVE


def _by_logarithms(g: Graph, part: Entry) -> Entry:
    """Powers that are not whole by logarithms, which say the same of what is positive, and have simpler derivatives."""
    changes: dict[Entry, Entry] = {}
    for e in reachable([part]):
        power = e.args[1].constant if e.op == "**" else None
        if isinstance(power, Fraction) and power.denominator != 1:
            (base,) = g.substitute([e.args[0]], changes)
            changes[e] = g.make("exp", g.mul(e.args[1], g.make("log", base)))
    return g.substitute([part], changes)[0] if changes else part


def _vanishes(ray: Ray, body: Tail | None) -> bool:
    found = None if body is None else ray.plain(body)
    if found is None or not found.ball.is_finite():
        return False
    if found.ball.is_zero() or found.rate < 0:
        return True
    return bool(found.rate.is_zero() and (found.power < 0 or (found.power <= 0 and found.logs < 0)))
