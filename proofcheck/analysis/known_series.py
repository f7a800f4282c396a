"""TRUSTED: series with known sums, each with its first index, its terms, its sum, and what its parameters must meet.

Sources: NIST Digital Library of Mathematical Functions, chapters 4, 24 and 25; Gradshteyn and Ryzhik, chapters 0 and 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.meaning.graph import Entry, Graph

Conditions = tuple[tuple[str, Entry], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSeries:
    """`term(g, k, *parameters)` summed over k >= first is `total(g, *parameters)` where the conditions hold.

    `power`: the terms have z**(power·k) of the first parameter, times (-1)**k if `alternating`; `angle`: the last
    parameter is an angle k times. These two are hints for those who look for a row.
    """

    first: int
    term: Callable[..., Entry]
    total: Callable[..., Entry]
    conditions: Callable[..., Conditions] = lambda g, *p: ()
    parameters: int = 0
    power: int = 0
    alternating: bool = False
    angle: bool = False


def _sign(g: Graph, k: Entry) -> Entry:
    return g.power(g.num(-1), k)


def _odd(g: Graph, k: Entry) -> Entry:
    return g.add(g.mul(g.num(2), k), g.one)


def _even(g: Graph, k: Entry) -> Entry:
    return g.mul(g.num(2), k)


def _polynomial(g: Graph, z: Entry, parts: Sequence[int]) -> Entry:
    """Constant coefficient first."""
    return g.sum(g.mul(g.num(c), g.power(z, n)) for n, c in enumerate(parts) if c)


def _within(g: Graph, z: Entry) -> Conditions:
    return (">", g.sub(g.one, z)), (">", g.add(g.one, z))


def _touching(g: Graph, z: Entry) -> Conditions:
    return (">=", g.sub(g.one, z)), (">=", g.add(g.one, z))


def _pi(g: Graph, power: int, scale: Fraction) -> Entry:
    return g.mul(g.num(scale), g.power(g.make("pi"), power))


def _geometric(n: int, parts: Sequence[int]) -> KnownSeries:
    """k**n·z**k, with the Eulerian polynomial in the numerator."""
    return KnownSeries(
        first=0,
        parameters=1,
        power=1,
        conditions=_within,
        term=lambda g, k, z: g.mul(g.power(k, n), g.power(z, k)) if n else g.power(z, k),
        total=lambda g, z: g.div(_polynomial(g, z, parts), g.power(g.sub(g.one, z), n + 1)),
    )


def _exponential(n: int, parts: Sequence[int]) -> KnownSeries:
    """k**n·z**k/k!, with the Touchard polynomial as factor."""
    return KnownSeries(
        first=0,
        parameters=1,
        power=1,
        term=lambda g, k, z: g.div(g.mul(g.power(k, n), g.power(z, k)) if n else g.power(z, k), g.make("factorial", k)),
        total=lambda g, z: g.mul(_polynomial(g, z, parts), g.make("exp", z)),
    )


def _waves(name: str, odd: bool, alternating: bool) -> KnownSeries:
    """z**n/n! over the odd or even n."""

    def term(g: Graph, k: Entry, z: Entry) -> Entry:
        n = _odd(g, k) if odd else _even(g, k)
        found = g.div(g.power(z, n), g.make("factorial", n))
        return g.mul(_sign(g, k), found) if alternating else found

    return KnownSeries(
        first=0, parameters=1, power=2, alternating=alternating, term=term, total=lambda g, z: g.make(name, z)
    )


def _arc(name: str, alternating: bool) -> KnownSeries:
    def term(g: Graph, k: Entry, z: Entry) -> Entry:
        found = g.div(g.power(z, _odd(g, k)), _odd(g, k))
        return g.mul(_sign(g, k), found) if alternating else found

    return KnownSeries(
        first=0,
        parameters=1,
        power=2,
        alternating=alternating,
        conditions=_touching if alternating else _within,
        term=term,
        total=lambda g, z: g.make(name, z),
    )


def _of_squares(n: int, scale: Fraction, *, odd: bool = False, alternating: bool = False, power: int) -> KnownSeries:
    """1/k**n, or 1/(2k + 1)**n, with or without signs: a rational multiple of a power of pi."""

    def term(g: Graph, k: Entry) -> Entry:
        found = g.div(g.one, g.power(_odd(g, k) if odd else k, n))
        return g.mul(_sign(g, k), found) if alternating else found

    return KnownSeries(first=0 if odd else 1, alternating=alternating, term=term, total=lambda g: _pi(g, power, scale))


def _turning(name: str) -> KnownSeries:
    """z**k·cos(k·x) and z**k·sin(k·x): the real and imaginary part of a geometric series."""

    def total(g: Graph, z: Entry, x: Entry) -> Entry:
        turn = g.mul(z, g.make("cos", x))
        size = g.add(g.sub(g.one, g.mul(g.num(2), turn)), g.power(z, 2))
        return g.div(g.sub(g.one, turn) if name == "cos" else g.mul(z, g.make("sin", x)), size)

    return KnownSeries(
        first=0,
        parameters=2,
        power=1,
        angle=True,
        conditions=lambda g, z, x: _within(g, z),
        term=lambda g, k, z, x: g.mul(g.power(z, k), g.make(name, g.mul(k, x))),
        total=total,
    )


def _log_total(g: Graph, z: Entry) -> Entry:
    return g.neg(g.make("log", g.sub(g.one, z)))


def _fourier_square(g: Graph, x: Entry) -> Entry:
    half = g.div(g.mul(g.make("pi"), x), g.num(2))
    return g.add(g.sub(_pi(g, 2, Fraction(1, 6)), half), g.div(g.power(x, 2), g.num(4)))


def _turn(g: Graph) -> Entry:
    return g.mul(g.num(2), g.make("pi"))


def _hyperbolic(g: Graph, a: Entry) -> Entry:
    u = g.mul(g.make("pi"), a)
    return g.div(g.sub(g.div(u, g.make("tanh", u)), g.one), g.mul(g.num(2), g.power(a, 2)))


KNOWN: Mapping[str, KnownSeries] = {
    "geometric": _geometric(0, [1]),
    "derivative of the geometric": KnownSeries(
        first=1,
        parameters=1,
        power=1,
        conditions=_within,
        term=lambda g, k, z: g.mul(k, g.power(z, g.sub(k, g.one))),
        total=lambda g, z: g.div(g.one, g.power(g.sub(g.one, z), 2)),
    ),
    "geometric times k": _geometric(1, [0, 1]),
    "geometric times k**2": _geometric(2, [0, 1, 1]),
    "geometric times k**3": _geometric(3, [0, 1, 4, 1]),
    "exponential": _exponential(0, [1]),
    "exponential times k": _exponential(1, [0, 1]),
    "exponential times k**2": _exponential(2, [0, 1, 1]),
    "exponential times k**3": _exponential(3, [0, 1, 3, 1]),
    "exponential times k**4": _exponential(4, [0, 1, 7, 6, 1]),
    "sine": _waves("sin", True, True),
    "cosine": _waves("cos", False, True),
    "hyperbolic sine": _waves("sinh", True, False),
    "hyperbolic cosine": _waves("cosh", False, False),
    "logarithm": KnownSeries(
        first=1,
        parameters=1,
        power=1,
        conditions=lambda g, z: ((">", g.sub(g.one, z)), (">=", g.add(g.one, z))),
        term=lambda g, k, z: g.div(g.power(z, k), k),
        total=_log_total,
    ),
    "arctangent": _arc("atan", True),
    "area tangent": _arc("atanh", False),
    "dilogarithm at 1/2": KnownSeries(
        first=1,
        term=lambda g, k: g.div(g.power(g.num(Fraction(1, 2)), k), g.power(k, 2)),
        total=lambda g: g.sub(_pi(g, 2, Fraction(1, 12)), g.div(g.power(g.make("log", g.num(2)), 2), g.num(2))),
    ),
    "central binomial": KnownSeries(
        first=0,
        parameters=1,
        power=1,
        conditions=lambda g, z: (
            (">", g.sub(g.one, g.mul(g.num(4), z))),
            (">=", g.add(g.one, g.mul(g.num(4), z))),
        ),
        term=lambda g, k, z: g.mul(g.make("binomial", _even(g, k), k), g.power(z, k)),
        total=lambda g, z: g.div(g.one, g.make("sqrt", g.sub(g.one, g.mul(g.num(4), z)))),
    ),
    "zeta(2)": _of_squares(2, Fraction(1, 6), power=2),
    "zeta(4)": _of_squares(4, Fraction(1, 90), power=4),
    "zeta(6)": _of_squares(6, Fraction(1, 945), power=6),
    "zeta(8)": _of_squares(8, Fraction(1, 9450), power=8),
    "alternating zeta(2)": _of_squares(2, Fraction(-1, 12), power=2, alternating=True),
    "alternating zeta(4)": _of_squares(4, Fraction(-7, 720), power=4, alternating=True),
    "odd squares": _of_squares(2, Fraction(1, 8), power=2, odd=True),
    "odd fourth powers": _of_squares(4, Fraction(1, 96), power=4, odd=True),
    "alternating odd cubes": _of_squares(3, Fraction(1, 32), power=3, odd=True, alternating=True),
    "turning cosine": _turning("cos"),
    "turning sine": _turning("sin"),
    "sawtooth": KnownSeries(
        first=1,
        parameters=1,
        angle=True,
        conditions=lambda g, x: ((">", x), (">", g.sub(_turn(g), x))),
        term=lambda g, k, x: g.div(g.make("sin", g.mul(k, x)), k),
        total=lambda g, x: g.div(g.sub(g.make("pi"), x), g.num(2)),
    ),
    "logarithm of the sine": KnownSeries(
        first=1,
        parameters=1,
        angle=True,
        conditions=lambda g, x: ((">", x), (">", g.sub(_turn(g), x))),
        term=lambda g, k, x: g.div(g.make("cos", g.mul(k, x)), k),
        total=lambda g, x: g.neg(g.make("log", g.mul(g.num(2), g.make("sin", g.div(x, g.num(2)))))),
    ),
    "parabola": KnownSeries(
        first=1,
        parameters=1,
        angle=True,
        conditions=lambda g, x: ((">=", x), (">=", g.sub(_turn(g), x))),
        term=lambda g, k, x: g.div(g.make("cos", g.mul(k, x)), g.power(k, 2)),
        total=_fourier_square,
    ),
    "hyperbolic cotangent": KnownSeries(
        first=1,
        parameters=1,
        conditions=lambda g, a: ((">", a),),
        term=lambda g, k, a: g.div(g.one, g.add(g.power(k, 2), g.power(a, 2))),
        total=_hyperbolic,
    ),
}
