"""Antiderivatives c·G(u(t)) for G from a list and u from what stands in the integrand: c is fitted at a point.

Floats at points of the region tell whether the integrand over the derivative of G(u) is constant in t.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from proofcheck.analysis.problem import Problem, depends_on, variables_of
from proofcheck.analysis.tactics.points import holds, points, values
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.polynomials import coefficients

_POINTS, _PARTS = 8, 30
_CLOSE = 1e-9
Form = Callable[[Graph, Entry], Entry]


def _op(name: str) -> Form:
    return lambda g, u: g.make(name, u)


def _power(k: Fraction) -> Form:
    return lambda g, u: g.power(u, g.num(k))


def _squared(g: Graph, u: Entry, sign: int) -> Entry:
    return g.add(g.one, g.mul(g.num(sign), g.power(u, 2)))


FORMS: tuple[Form, ...] = (
    lambda g, u: u,
    *(
        _power(Fraction(*k))
        for k in ((2, 1), (3, 1), (-1, 1), (-2, 1), (1, 2), (3, 2), (-1, 2), (4, 1), (5, 2), (5, 1))
    ),
    *map(_op, ("log", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "atan", "asin", "asinh", "erf")),
    lambda g, u: g.make("log", g.make("cos", u)),
    lambda g, u: g.make("log", g.make("cosh", u)),
    lambda g, u: g.make("log", g.add(g.one, u)),
    lambda g, u: g.sub(g.mul(u, g.make("log", u)), u),
    lambda g, u: g.sub(g.mul(u, g.make("atan", u)), g.div(g.make("log", _squared(g, u, 1)), g.num(2))),
    lambda g, u: g.add(g.mul(u, g.make("asin", u)), g.make("sqrt", _squared(g, u, -1))),
    lambda g, u: g.add(g.mul(u, g.make("sqrt", _squared(g, u, -1))), g.make("asin", u)),
    lambda g, u: g.add(g.mul(u, g.make("sqrt", _squared(g, u, 1))), g.make("asinh", u)),
    lambda g, u: g.add(g.make("tan", u), g.div(g.power(g.make("tan", u), 3), g.num(3))),
    lambda g, u: g.make("log", g.add(g.div(g.one, g.make("cos", u)), g.make("tan", u))),
    lambda g, u: g.make("atan", g.make("exp", u)),
    lambda g, u: g.make("log", g.add(g.one, g.make("exp", u))),
    lambda g, u: g.div(g.one, g.add(g.one, g.make("exp", u))),
    lambda g, u: g.mul(g.make("exp", u), g.sub(u, g.one)),
    lambda g, u: g.sub(g.mul(u, g.make("acos", u)), g.make("sqrt", _squared(g, u, -1))),
    lambda g, u: g.sub(g.mul(u, g.make("asinh", u)), g.make("sqrt", _squared(g, u, 1))),
    lambda g, u: g.add(
        g.mul(u, g.make("erf", u)), g.div(g.make("exp", g.neg(g.power(u, 2))), g.make("sqrt", g.make("pi")))
    ),
    lambda g, u: g.sub(g.mul(u, g.make("tan", u)), g.neg(g.make("log", g.make("cos", u)))),
    lambda g, u: g.sub(g.make("atan", u), g.neg(g.div(u, _squared(g, u, 1)))),
    lambda g, u: g.div(u, g.make("sqrt", _squared(g, u, 1))),
    lambda g, u: g.div(u, g.make("sqrt", _squared(g, u, -1))),
)


def substitutions(g: Graph, region: Problem, body: Entry, t: Entry) -> Iterator[Entry]:
    where = _points(region, body, t)
    if where is None:
        return
    groups, at = where
    sizes = [[values([body], p)[0] for p in group] for group in groups]
    for u in _inner(g, body, t):
        for form in FORMS:
            try:
                f = form(g, u)
                slope = differentiate(g, [f], t)[0]
            except (NoMeaning, TooLarge):
                continue
            if all(_constant(row, slope, group) for row, group in zip(sizes, groups, strict=True)):
                for c in at:
                    factor = g.substitute([g.div(body, slope)], {t: c})[0]
                    if all(values([factor], group[0])[0] not in (None, 0.0) for group in groups):
                        yield g.mul(factor, f)
                        break


def _constant(sizes: list[float | None], slope: Entry, group: list[dict[Entry, Fraction]]) -> bool:
    """Whether values over those of the slope at the same points are all the same."""
    found: list[float] = []
    for size, point in zip(sizes, group, strict=True):
        steep = values([slope], point)[0]
        if size is None or not steep:
            if len(found) == 0:
                return False
            continue
        found.append(size / steep)
        if abs(found[-1] - found[0]) > _CLOSE * abs(found[0]):
            return False
    return len(found) >= 3 and found[0] != 0


def _points(region: Problem, body: Entry, t: Entry) -> tuple[list[list[dict[Entry, Fraction]]], list[Entry]] | None:
    """Points of the region in groups that differ in t only, and values of t to fit at, all inside."""
    g = region.graph
    found = points(region, 2 if any(v is not t for v in variables_of(body)) else 1)
    if not found:
        return None
    groups = []
    for start in found:
        group = [start]
        for k in range(1, 40):
            shifted = {**start, t: start[t] * Fraction(40 - k, 40) + Fraction(k % 7, 97)}
            if values([body], shifted)[0] is not None and _inside(region, shifted):
                group.append(shifted)
            if len(group) == _POINTS:
                break
        if len(group) < 4:
            return None
        groups.append(group)
    return groups, [g.zero, g.one, g.num(Fraction(1, 2)), g.num(2), g.num(groups[0][0][t])]


def _inside(region: Problem, point: dict[Entry, Fraction]) -> bool:
    return all(holds(f, point) is True for f in region.setting.facts) and all(
        _within(region, v, x) for v, x in point.items()
    )


def _within(region: Problem, v: Entry, x: Fraction) -> bool:
    where = region.setting.bounds.get(v)
    if where is None:
        return True
    return (where.lo is None or x >= where.lo) and (where.hi is None or x <= where.hi)


def _inner(g: Graph, body: Entry, t: Entry) -> list[Entry]:
    """What may have been substituted: the variable, parts of the body, scaled and completed squares."""
    found: dict[Entry, None] = {t: None}
    for e in reachable([body]):
        if not depends_on(e, t):
            continue
        if e.op in ("+", "-"):
            try:
                parts = coefficients(g, e, t, "square")
            except (NoMeaning, TooLarge):
                parts = []
            if len(parts) == 3:
                c, b, a = parts
                gap = g.sub(g.mul(g.num(4), g.mul(a, c)), g.power(b, 2))
                moved = g.add(g.mul(g.mul(g.num(2), a), t), b)
                for size in (gap, g.neg(gap)):
                    found[g.div(moved, g.make("sqrt", size))] = None
        found.update(_under_exponential(g, e, t))
        found[e] = None
    return list(found)[:_PARTS]


def _under_exponential(g: Graph, e: Entry, t: Entry) -> dict[Entry, None]:
    """sqrt(a)·(t - m) for exp(-a·(t - m)**2 + c)."""
    if e.op != "exp":
        return {}
    try:
        parts = coefficients(g, e.args[0], t, "square")
    except (NoMeaning, TooLarge):
        return {}
    if len(parts) != 3:
        return {}
    _, b, a = parts
    root = g.make("sqrt", g.neg(a))
    return {g.mul(root, g.add(t, g.div(b, g.mul(g.num(2), a)))): None}
