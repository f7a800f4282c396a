"""Guesses: closed constants, and entries of variables, that are close to given floats; whoever uses one checks it.

Candidates are tried in a fixed order, plain ones first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import cos, cosh, e, exp, inf, log, pi, sin, sinh, sqrt, tan, tanh

from proofcheck.analysis.constants import ball_of, is_closed
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.graph import Entry, Graph, reachable

_DENOMINATORS = 64
_MOST = 24  # closed constants taken from an entry
_CLOSE = 1e-6  # relative, of values that count as the same
Numbers = Sequence[float]


def rational_near(value: float, tolerance: float, denominators: int = _DENOMINATORS) -> Fraction | None:
    """The rational with the smallest denominator within a tolerance, if that is small."""
    if not abs(value) < 1e9:
        return None
    near = next(
        (Fraction(round(value * d), d) for d in range(1, denominators + 1) if _at(value * d, tolerance * d)), None
    )
    return near if near is not None and abs(near - Fraction(value)) <= tolerance else None


def _at(value: float, tolerance: float) -> bool:
    return abs(value - round(value)) <= tolerance


def closed_near(g: Graph, value: float, tolerance: float, known: Sequence[Entry] = ()) -> Iterator[Entry]:
    """Closed constants within a relative tolerance of a float: `known` ones first."""
    room = tolerance * (1 + abs(value))
    yield from (c for c in (*known, *_written(g, value, room)) if abs(float_of(c) - value) <= room)


def _written(g: Graph, value: float, room: float) -> Iterator[Entry]:
    plain = rational_near(value, room, 12)
    if plain is not None:
        yield g.num(plain)
    for inverse, size, written in _FUNCTIONS:
        inner = inverse(value)
        near = rational_near(inner, room * size(value), 12) if abs(inner) < 1e6 else None
        if near is not None and near != 0:
            yield written(g, near)
    fine = rational_near(value, room)
    if fine is not None and fine != plain:
        yield g.num(fine)


def dependent(
    g: Graph, wanted: Numbers, variables: Sequence[Entry], values: Sequence[Numbers], close: float = _CLOSE
) -> Iterator[Entry]:
    """Entries of one or two variables that take the wanted values where the variables take theirs, about."""
    for t, at in zip(variables, values, strict=True):
        yield from _of_one(g, wanted, t, at, close)
    for i, (t, a) in enumerate(zip(variables, values, strict=True)):
        for u, b in list(zip(variables, values, strict=True))[:i]:
            both = list(zip(a, b, strict=True))
            for entry, function in _OF_TWO:
                if _same(wanted, [_safely(function, x, y) for x, y in both], close):
                    yield entry(g, t, u)
            rest = _constant([w + x + y for w, (x, y) in zip(wanted, both, strict=True)], close)
            if rest is not None:
                yield from (g.sub(g.sub(c, t), u) for c in closed_near(g, rest, close))


def _of_one(g: Graph, wanted: Numbers, t: Entry, at: Numbers, close: float) -> Iterator[Entry]:
    pairs = list(zip(wanted, at, strict=True))
    if _same(wanted, at, close):
        yield t
    for value, put in (
        (_constant([w + x for w, x in pairs], close), lambda c: g.sub(c, t)),
        (_constant([w / x if x else inf for w, x in pairs], close), lambda c: g.mul(c, t)),
        (_constant([w - x for w, x in pairs], close), lambda c: g.add(t, c)),
        (_constant([w * x for w, x in pairs], close), lambda c: g.div(c, t)),
        (_constant([w / x**2 if x else inf for w, x in pairs], close), lambda c: g.mul(c, g.power(t, 2))),
    ):
        if value is not None:
            yield from map(put, closed_near(g, value, close))
    for op, function in _OF_ONE:
        if _same(wanted, [_safely(function, x) for x in at], close):
            yield g.make(op, t)


def _constant(values: Numbers, close: float) -> float | None:
    return values[0] if _same(values, [values[0]] * len(values), close) else None


def _same(values: Numbers, others: Numbers, close: float) -> bool:
    return all(abs(v - o) <= close * (1 + abs(v)) for v, o in zip(values, others, strict=True))


def _safely(function: Callable[..., float], *values: float) -> float:
    try:
        return function(*values)
    except (ValueError, OverflowError, ZeroDivisionError):
        return inf


def float_of(entry: Entry) -> float:
    """A closed constant as a float, about; nan where it has no value."""
    try:
        return float(ball_of(entry, 64).mid())
    except (NoMeaning, ValueError, ZeroDivisionError):
        return float("nan")


def constants_in(*entries: Entry) -> list[Entry]:
    """Closed constants that occur in entries, but for plain numbers."""
    found = [e for e in reachable(entries) if e.op not in ("num", "truth", "undefined") and is_closed(e)]
    return [e for e in found if e.op not in ("==", "!=", "<", "<=", ">", ">=", "and", "or", "not")][:_MOST]


def _safe(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: _safely(function, value)


def _of(*ops: str) -> Callable[[Graph, Fraction], Entry]:
    def written(g: Graph, value: Fraction) -> Entry:
        entry = g.num(value)
        for op in ops:
            entry = g.make(op, entry)
        return entry

    return written


def _signed_root(g: Graph, value: Fraction) -> Entry:
    root = g.make("sqrt", g.num(abs(value)))
    return root if value > 0 else g.neg(root)


_Row = tuple[Callable[[float], float], Callable[[float], float], Callable[[Graph, Fraction], Entry]]
# the value as a function of a rational: its inverse, how steep that is, and how it is written
_FUNCTIONS: tuple[_Row, ...] = (
    (lambda v: v / pi, lambda v: 1.0, lambda g, q: g.mul(g.num(q), g.make("pi"))),
    (lambda v: v * abs(v), lambda v: 2 * abs(v), _signed_root),
    (_safe(exp), _safe(exp), _of("log")),
    (_safe(lambda v: log(v)), _safe(lambda v: 1 / v), _of("exp")),
    (lambda v: v * pi, lambda v: pi, lambda g, q: g.div(g.num(q), g.make("pi"))),
    (lambda v: v / e, lambda v: 1.0, lambda g, q: g.mul(g.num(q), g.make("exp", g.one))),
    (_safe(tan), _safe(lambda v: 1 + tan(v) ** 2), _of("atan")),
    (_safe(lambda v: cos(v) if 0 < v < pi else inf), lambda v: 1.0, _of("acos")),
    (_safe(lambda v: sin(v) if abs(v) < pi / 2 else inf), lambda v: 1.0, _of("asin")),
    (_safe(lambda v: cosh(v) if v > 0 else inf), _safe(sinh), _of("acosh")),
    (_safe(lambda v: cosh(v) if v < 0 else inf), _safe(lambda v: -sinh(v)), _of("acosh", "neg")),
    (_safe(tanh), lambda v: 1.0, _of("atanh")),
    (_safe(sinh), _safe(cosh), _of("asinh")),
    (
        _safe(lambda v: exp(v) ** 2),
        _safe(lambda v: 2 * exp(2 * v)),
        lambda g, q: g.div(g.make("log", g.num(q)), g.num(2)),
    ),
    (_safe(lambda v: tan(v) ** 2), _safe(lambda v: 2 * tan(v) * (1 + tan(v) ** 2)), _of("sqrt", "atan")),
    (_safe(lambda v: v**3), lambda v: 3 * v * v, lambda g, q: g.make("cbrt", g.num(q))),
    (
        _safe(lambda v: (2 * v - 1) ** 2),
        lambda v: 4 * abs(2 * v - 1),
        lambda g, q: g.div(g.add(g.one, _signed_root(g, q)), g.num(2)),
    ),
)

_OF_ONE = (("exp", exp), ("log", log), ("sqrt", sqrt))
_Two = tuple[Callable[[Graph, Entry, Entry], Entry], Callable[[float, float], float]]
_OF_TWO: tuple[_Two, ...] = (
    (lambda g, t, u: g.add(t, u), lambda x, y: x + y),
    (lambda g, t, u: g.sub(t, u), lambda x, y: x - y),
    (lambda g, t, u: g.sub(u, t), lambda x, y: y - x),
    (lambda g, t, u: g.mul(t, u), lambda x, y: x * y),
    (lambda g, t, u: g.div(t, u), lambda x, y: x / y),
    (lambda g, t, u: g.div(u, t), lambda x, y: y / x),
    (lambda g, t, u: g.div(g.add(t, u), g.num(2)), lambda x, y: (x + y) / 2),
    (lambda g, t, u: g.make("sqrt", g.mul(t, u)), lambda x, y: sqrt(x * y)),
    (lambda g, t, u: g.make("sqrt", g.add(g.power(t, 2), g.power(u, 2))), lambda x, y: sqrt(x * x + y * y)),
)
