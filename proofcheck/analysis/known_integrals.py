"""TRUSTED: definite integrals with known values: their ends, integrand, value, and what the parameters must meet.

Each is the integral over the open interval, improper at its ends; the integrand has a value all over it where the
conditions hold. Sources: NIST Digital Library of Mathematical Functions, 4, 5.9, 5.12, 7.7, 25.5;
Gradshteyn and Ryzhik, 3 and 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

from proofcheck.meaning.graph import Entry, Graph

Conditions = tuple[tuple[str, Entry], ...]
_End = Callable[..., "Entry | None"]


def _zero(g: Graph, *p: Entry) -> Entry | None:
    return g.zero


def _one(g: Graph, *p: Entry) -> Entry | None:
    return g.one


def _infinite(g: Graph, *p: Entry) -> Entry | None:
    return None


def _turns(halves: int) -> _End:
    """A multiple of pi/2."""
    return lambda g, *p: g.mul(g.num(Fraction(halves, 2)), g.make("pi"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownIntegral:
    """`integrand(g, t, *parameters)` over (low, high) is `value(g, *parameters)` where the conditions hold."""

    parameters: int
    integrand: Callable[..., Entry]
    value: Callable[..., Entry]
    conditions: Callable[..., Conditions] = lambda g, *p: ()
    low: _End = _zero
    high: _End = _infinite


def gamma_of(g: Graph, s: Entry) -> Entry:
    """Gamma, written out at half of a whole number."""
    value = s.constant
    if isinstance(value, Fraction) and value > 0 and value <= 20:
        if value.denominator == 1:
            return g.num(factorial(int(value) - 1))
        if value.denominator == 2:
            found, x = Fraction(1), value - 1
            while x > 0:
                found, x = found * x, x - 1
            return g.mul(g.num(found), g.make("sqrt", g.make("pi")))
    return g.make("gamma", s)


def _pi(g: Graph, scale: Fraction = Fraction(1), power: int = 1) -> Entry:
    return g.mul(g.num(scale), g.power(g.make("pi"), power))


def _power(g: Graph, t: Entry, s: Entry) -> Entry:
    """t**(s - 1)"""
    return g.power(t, g.sub(s, g.one))


def _root(g: Graph, x: Entry) -> Entry:
    return g.make("sqrt", x)


def _square(g: Graph, x: Entry) -> Entry:
    return g.power(x, 2)


def _fn(name: str) -> Callable[[Graph, Entry], Entry]:
    return lambda g, x: g.make(name, x)


_EXP, _SIN, _COS, _LOG = map(_fn, ("exp", "sin", "cos", "log"))


def _gamma_value(g: Graph, s: Entry, a: Entry, p: Entry) -> Entry:
    u = g.div(s, p)
    return g.div(gamma_of(g, u), g.mul(p, g.power(a, u)))


def _beta(g: Graph, p: Entry, q: Entry) -> Entry:
    return g.div(g.mul(gamma_of(g, p), gamma_of(g, q)), gamma_of(g, g.add(p, q)))


def _half(g: Graph, p: Entry) -> Entry:
    return g.div(g.add(p, g.one), g.num(2))


def _bell(g: Graph, t: Entry, a: Entry, b: Entry) -> Entry:
    return _EXP(g, g.sub(g.mul(b, t), g.mul(a, _square(g, t))))


def _wave_bell(name: str) -> KnownIntegral:
    """A wave times exp(-a·t**2 + b·t) over all reals."""

    def value(g: Graph, a: Entry, b: Entry, w: Entry, phase: Entry) -> Entry:
        rise, fall = (_EXP(g, g.div(e, g.mul(g.num(4), a))) for e in (_square(g, b), g.neg(_square(g, w))))
        turn = g.add(phase, g.div(g.mul(w, b), g.mul(g.num(2), a)))
        return g.mul(g.mul(_root(g, g.div(_pi(g), a)), g.mul(rise, fall)), g.make(name, turn))

    return KnownIntegral(
        parameters=4,
        low=_infinite,
        conditions=lambda g, a, b, w, phase: ((">", a),),
        integrand=lambda g, t, a, b, w, phase: g.mul(g.make(name, g.add(g.mul(w, t), phase)), _bell(g, t, a, b)),
        value=value,
    )


def _moments(g: Graph, a: Entry, b: Entry, *p: Entry) -> Entry:
    """Of a polynomial times exp(-a·t**2 + b·t): with mean m and variance v, M(k) = m·M(k-1) + (k-1)·v·M(k-2)."""
    mean, variance = g.div(b, g.mul(g.num(2), a)), g.div(g.one, g.mul(g.num(2), a))
    found = [g.one, mean]
    for k in range(2, len(p)):
        found.append(g.add(g.mul(mean, found[-1]), g.mul(g.mul(g.num(k - 1), variance), found[-2])))
    total = g.sum(g.mul(c, moment) for c, moment in zip(p, found, strict=False))
    level = _EXP(g, g.div(_square(g, b), g.mul(g.num(4), a)))
    return g.mul(g.mul(_root(g, g.div(_pi(g), a)), level), total)


def _fresnel(name: str) -> KnownIntegral:
    return KnownIntegral(
        parameters=1,
        conditions=lambda g, a: ((">", a),),
        integrand=lambda g, t, a: g.make(name, g.mul(a, _square(g, t))),
        value=lambda g, a: g.div(_root(g, g.div(_pi(g), g.mul(g.num(2), a))), g.num(2)),
    )


def _thermal(sign: int, power: int, scale: Fraction) -> KnownIntegral:
    """t**power/(exp(a·t) ∓ 1): a zeta value."""
    return KnownIntegral(
        parameters=1,
        conditions=lambda g, a: ((">", a),),
        integrand=lambda g, t, a: g.div(g.power(t, power), g.add(_EXP(g, g.mul(a, t)), g.num(sign))),
        value=lambda g, a: g.div(_pi(g, scale, power + 1), g.power(a, power + 1)),
    )


def _unit(integrand: Callable[[Graph, Entry], Entry], value: Callable[[Graph], Entry]) -> KnownIntegral:
    return KnownIntegral(parameters=0, high=_one, integrand=lambda g, t: integrand(g, t), value=lambda g: value(g))


def _around(halves: int, low: _End) -> KnownIntegral:
    """1/(a + b·cos(t)) over half a turn or a whole one."""
    turns = 1 if halves == 2 and low is _zero else 2
    return KnownIntegral(
        parameters=2,
        low=low,
        high=_turns(halves),
        conditions=lambda g, a, b: ((">", g.sub(a, b)), (">", g.add(a, b))),
        integrand=lambda g, t, a, b: g.div(g.one, g.add(a, g.mul(b, _COS(g, t)))),
        value=lambda g, a, b: g.div(_pi(g, Fraction(turns)), _root(g, g.sub(_square(g, a), _square(g, b)))),
    )


def _over_square(g: Graph, t: Entry, a: Entry) -> Entry:
    return g.add(_square(g, t), _square(g, a))


def _positive(g: Graph, *p: Entry) -> Conditions:
    return tuple((">", x) for x in p)


KNOWN: Mapping[str, KnownIntegral] = {
    "gamma function": KnownIntegral(  # t**(s - 1)·exp(-a·t**p)
        parameters=3,
        conditions=_positive,
        integrand=lambda g, t, s, a, p: g.mul(_power(g, t, s), _EXP(g, g.neg(g.mul(a, g.power(t, p))))),
        value=_gamma_value,
    ),
    "beta function": KnownIntegral(  # t**(s - 1)·(1 - t**n)**(q - 1)
        parameters=3,
        high=_one,
        conditions=_positive,
        integrand=lambda g, t, s, n, q: g.mul(_power(g, t, s), _power(g, g.sub(g.one, g.power(t, n)), q)),
        value=lambda g, s, n, q: g.div(_beta(g, g.div(s, n), q), n),
    ),
    "beta function on a half-line": KnownIntegral(  # t**(s - 1)/(c + a·t**n)**k
        parameters=5,
        conditions=lambda g, s, c, a, n, k: (*_positive(g, s, c, a, n), (">", g.sub(g.mul(k, n), s))),
        integrand=lambda g, t, s, c, a, n, k: g.div(_power(g, t, s), g.power(g.add(c, g.mul(a, g.power(t, n))), k)),
        value=lambda g, s, c, a, n, k: g.div(
            g.mul(g.power(g.div(c, a), g.div(s, n)), _beta(g, g.div(s, n), g.sub(k, g.div(s, n)))),
            g.mul(n, g.power(c, k)),
        ),
    ),
    "reflection formula": KnownIntegral(  # t**(s - 1)/(c + a·t**n)
        parameters=4,
        conditions=lambda g, s, c, a, n: (*_positive(g, s, c, a), (">", g.sub(n, s))),
        integrand=lambda g, t, s, c, a, n: g.div(_power(g, t, s), g.add(c, g.mul(a, g.power(t, n)))),
        value=lambda g, s, c, a, n: g.div(
            g.mul(_pi(g), g.power(g.div(c, a), g.div(s, n))),
            g.mul(g.mul(n, c), _SIN(g, g.div(g.mul(_pi(g), s), n))),
        ),
    ),
    "Wallis": KnownIntegral(  # sin(t)**p·cos(t)**q
        parameters=2,
        high=_turns(1),
        conditions=lambda g, p, q: _positive(g, g.add(p, g.one), g.add(q, g.one)),
        integrand=lambda g, t, p, q: g.mul(g.power(_SIN(g, t), p), g.power(_COS(g, t), q)),
        value=lambda g, p, q: g.div(_beta(g, _half(g, p), _half(g, q)), g.num(2)),
    ),
    "power of the sine": KnownIntegral(
        parameters=1,
        high=_turns(2),
        conditions=lambda g, p: _positive(g, g.add(p, g.one)),
        integrand=lambda g, t, p: g.power(_SIN(g, t), p),
        value=lambda g, p: _beta(g, _half(g, p), g.num(Fraction(1, 2))),
    ),
    "power": KnownIntegral(  # t**(s - 1) up to b
        parameters=2,
        high=lambda g, s, b: b,
        conditions=_positive,
        integrand=lambda g, t, s, b: _power(g, t, s),
        value=lambda g, s, b: g.div(g.power(b, s), s),
    ),
    "power times a power of the logarithm": KnownIntegral(  # t**(s - 1)·(-log t)**(q - 1)
        parameters=2,
        high=_one,
        conditions=_positive,
        integrand=lambda g, t, s, q: g.mul(_power(g, t, s), _power(g, g.neg(_LOG(g, t)), q)),
        value=lambda g, s, q: g.div(gamma_of(g, q), g.power(s, q)),
    ),
    "Dirichlet": KnownIntegral(
        parameters=1,
        conditions=_positive,
        integrand=lambda g, t, w: g.div(_SIN(g, g.mul(w, t)), t),
        value=lambda g, w: _pi(g, Fraction(1, 2)),
    ),
    "square of the sine over the square": KnownIntegral(
        parameters=1,
        conditions=_positive,
        integrand=lambda g, t, w: g.div(_square(g, _SIN(g, g.mul(w, t))), _square(g, t)),
        value=lambda g, w: g.mul(_pi(g, Fraction(1, 2)), w),
    ),
    "versed sine over the square": KnownIntegral(
        parameters=1,
        conditions=_positive,
        integrand=lambda g, t, w: g.div(g.sub(g.one, _COS(g, g.mul(w, t))), _square(g, t)),
        value=lambda g, w: g.mul(_pi(g, Fraction(1, 2)), w),
    ),
    "sine with a falling exponential over t": KnownIntegral(
        parameters=2,
        conditions=lambda g, a, w: _positive(g, a),
        integrand=lambda g, t, a, w: g.div(g.mul(_SIN(g, g.mul(w, t)), _EXP(g, g.neg(g.mul(a, t)))), t),
        value=lambda g, a, w: g.make("atan", g.div(w, a)),
    ),
    "Frullani": KnownIntegral(
        parameters=2,
        conditions=_positive,
        integrand=lambda g, t, a, b: g.div(g.sub(_EXP(g, g.neg(g.mul(a, t))), _EXP(g, g.neg(g.mul(b, t)))), t),
        value=lambda g, a, b: _LOG(g, g.div(b, a)),
    ),
    "Laplace": KnownIntegral(
        parameters=2,
        conditions=lambda g, a, w: ((">", a), (">=", w)),
        integrand=lambda g, t, a, w: g.div(_COS(g, g.mul(w, t)), _over_square(g, t, a)),
        value=lambda g, a, w: g.div(g.mul(_pi(g), _EXP(g, g.neg(g.mul(a, w)))), g.mul(g.num(2), a)),
    ),
    "Laplace, of the sine": KnownIntegral(
        parameters=2,
        conditions=_positive,
        integrand=lambda g, t, a, w: g.div(g.mul(t, _SIN(g, g.mul(w, t))), _over_square(g, t, a)),
        value=lambda g, a, w: g.mul(_pi(g, Fraction(1, 2)), _EXP(g, g.neg(g.mul(a, w)))),
    ),
    "Laplace, on the line": KnownIntegral(
        parameters=2,
        low=_infinite,
        conditions=lambda g, a, w: ((">", a), (">=", w)),
        integrand=lambda g, t, a, w: g.div(_COS(g, g.mul(w, t)), _over_square(g, t, a)),
        value=lambda g, a, w: g.div(g.mul(_pi(g), _EXP(g, g.neg(g.mul(a, w)))), a),
    ),
    "cosine with a bell": KnownIntegral(
        parameters=2,
        conditions=lambda g, a, w: _positive(g, a),
        integrand=lambda g, t, a, w: g.mul(_COS(g, g.mul(w, t)), _EXP(g, g.neg(g.mul(a, _square(g, t))))),
        value=lambda g, a, w: g.mul(
            g.div(_root(g, g.div(_pi(g), a)), g.num(2)),
            _EXP(g, g.neg(g.div(_square(g, w), g.mul(g.num(4), a)))),
        ),
    ),
    "cosine with a bell, on the line": _wave_bell("cos"),
    "sine with a bell, on the line": _wave_bell("sin"),
    "polynomial times a bell": KnownIntegral(  # (p0 + p1·t + … + p4·t**4)·exp(-a·t**2 + b·t)
        parameters=7,
        low=_infinite,
        conditions=lambda g, a, *p: ((">", a),),
        integrand=lambda g, t, a, b, *p: g.mul(
            g.sum(g.mul(c, g.power(t, k)) if k else c for k, c in enumerate(p)), _bell(g, t, a, b)
        ),
        value=_moments,
    ),
    "bell with a pole": KnownIntegral(
        parameters=2,
        conditions=_positive,
        integrand=lambda g, t, a, b: _EXP(g, g.neg(g.add(g.mul(a, _square(g, t)), g.div(b, _square(g, t))))),
        value=lambda g, a, b: g.mul(
            g.div(_root(g, g.div(_pi(g), a)), g.num(2)), _EXP(g, g.mul(g.num(-2), _root(g, g.mul(a, b))))
        ),
    ),
    "Fresnel, sine": _fresnel("sin"),
    "Fresnel, cosine": _fresnel("cos"),
    "Bose": _thermal(-1, 1, Fraction(1, 6)),
    "Bose, cubed": _thermal(-1, 3, Fraction(1, 15)),
    "Bose, fifth power": _thermal(-1, 5, Fraction(8, 63)),
    "Fermi": _thermal(1, 1, Fraction(1, 12)),
    "Fermi, cubed": _thermal(1, 3, Fraction(7, 120)),
    "Fermi, fifth power": _thermal(1, 5, Fraction(31, 252)),
    "t over sinh": KnownIntegral(
        parameters=1,
        conditions=_positive,
        integrand=lambda g, t, a: g.div(t, g.make("sinh", g.mul(a, t))),
        value=lambda g, a: g.div(_pi(g, Fraction(1, 4), 2), _square(g, a)),
    ),
    "logarithm over a square": KnownIntegral(
        parameters=1,
        conditions=_positive,
        integrand=lambda g, t, a: g.div(_LOG(g, t), _over_square(g, t, a)),
        value=lambda g, a: g.div(g.mul(_pi(g), _LOG(g, a)), g.mul(g.num(2), a)),
    ),
    "logarithm of the sine": KnownIntegral(
        parameters=0,
        high=_turns(1),
        integrand=lambda g, t: _LOG(g, _SIN(g, t)),
        value=lambda g: g.neg(g.mul(_pi(g, Fraction(1, 2)), _LOG(g, g.num(2)))),
    ),
    "logarithm of the cosine": KnownIntegral(
        parameters=0,
        high=_turns(1),
        integrand=lambda g, t: _LOG(g, _COS(g, t)),
        value=lambda g: g.neg(g.mul(_pi(g, Fraction(1, 2)), _LOG(g, g.num(2)))),
    ),
    "logarithm of the sine, half a turn": KnownIntegral(
        parameters=0,
        high=_turns(2),
        integrand=lambda g, t: _LOG(g, _SIN(g, t)),
        value=lambda g: g.neg(g.mul(_pi(g), _LOG(g, g.num(2)))),
    ),
    "log(1 + t)/t": _unit(lambda g, t: g.div(_LOG(g, g.add(g.one, t)), t), lambda g: _pi(g, Fraction(1, 12), 2)),
    "log(1 - t)/t": _unit(lambda g, t: g.div(_LOG(g, g.sub(g.one, t)), t), lambda g: _pi(g, Fraction(-1, 6), 2)),
    "log(t)/(1 - t)": _unit(lambda g, t: g.div(_LOG(g, t), g.sub(g.one, t)), lambda g: _pi(g, Fraction(-1, 6), 2)),
    "log(t)/(1 + t)": _unit(lambda g, t: g.div(_LOG(g, t), g.add(g.one, t)), lambda g: _pi(g, Fraction(-1, 12), 2)),
    "log(t)/(1 - t**2)": _unit(
        lambda g, t: g.div(_LOG(g, t), g.sub(g.one, _square(g, t))), lambda g: _pi(g, Fraction(-1, 8), 2)
    ),
    "log(1 + t)/(1 + t**2)": _unit(
        lambda g, t: g.div(_LOG(g, g.add(g.one, t)), g.add(g.one, _square(g, t))),
        lambda g: g.mul(_pi(g, Fraction(1, 8)), _LOG(g, g.num(2))),
    ),
    "turn": _around(2, _zero),
    "whole turn": _around(4, _zero),
    "whole turn around 0": _around(2, _turns(-2)),
}
