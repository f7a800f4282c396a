"""Points between the kinks of a piecewise relation: where an absolute value, an extreme or a choice changes its branch.

Formulas that agree on all wide pieces may differ on a narrow one, which no sampling finds; the middle of each does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, pairwise, product

from flint import arb

from proofcheck.instances.seeds import SIMPLE
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.interval import Interval
from proofcheck.search.margins import BITS, Margin, holds

_COMPARED = frozenset(("==", "!=", "<", "<=", ">", ">=", "max", "min"))
_BREAKS = 12  # expressions whose zeros are kinks
_SCAN = tuple(Fraction(s * k, 4) for k in (0, 1, 2, 4, 7, 12, 20, 40, 400) for s in (1, -1))
_HALVINGS = 90
_OTHERS = 2  # values of the other variables

Point = tuple[Fraction, ...]


def between_kinks(margin: Margin) -> Iterator[Point]:
    """The kinks along each variable, the middles between neighbouring ones, and a point on both outer sides."""
    breaks = _breaks(margin)
    if not breaks:
        return
    for free, interval in enumerate(margin.intervals):
        others = [i for k, i in enumerate(margin.intervals) if k != free]
        for values in product(*(tuple(islice((q for q in SIMPLE if holds(i, q)), _OTHERS)) for i in others)):
            zeros = sorted({z for u in breaks for z in _zeros(u, margin, free, values, interval)})
            middles = [(a + b) / 2 for a, b in pairwise(zeros)]
            outer = [zeros[0] - 1, zeros[-1] + 1] if zeros else []
            for value in (*middles, *zeros, *outer):
                if holds(interval, value):
                    yield (*values[:free], value, *values[free:])


def _breaks(margin: Margin) -> list[Entry]:
    """Expressions at whose zeros the relation may take another branch."""
    graph = margin.problem.graph
    found: dict[Entry, None] = {}
    for entry in reachable(margin.roots):
        if entry.op in ("abs", "sign"):
            found[entry.args[0]] = None
        elif entry.op in _COMPARED and len(entry.args) == 2 and entry not in margin.facts:
            found[graph.sub(*entry.args)] = None
    return [u for u in found if any(e.op == "var" for e in reachable([u]))][:_BREAKS]


def _zeros(u: Entry, margin: Margin, free: int, others: Sequence[Fraction], interval: Interval) -> Iterator[Fraction]:
    """Zeros of an expression along one variable: exact for a linear one, else by bisection between changes of sign."""

    def value(x: Fraction) -> arb | None:
        point = (*others[:free], x, *others[free:])
        found = evaluate([u], {v: enclose(q) for v, q in zip(margin.variables, point, strict=True)})[0]
        return found if isinstance(found, arb) else None

    with precision(BITS):
        places = sorted({x for x in (*_SCAN, *(e for e in (interval.lo, interval.hi) if e is not None))})
        seen = [(x, value(x)) for x in places if holds(interval, x)]
        known = [(x, y) for x, y in seen if y is not None]
        linear = _linear_zero(known)
        if linear is not None:
            yield linear
            return
        for (a, at_a), (b, at_b) in pairwise(known):
            if at_a == 0:
                yield a
            elif (at_a < 0 and at_b > 0) or (at_a > 0 and at_b < 0):
                rising = bool(at_b > 0)
                for _ in range(_HALVINGS):
                    middle = (a + b) / 2
                    there = value(middle)
                    if there is None or there.contains(0):
                        a = b = middle
                        break
                    a, b = (middle, b) if bool(there < 0) is rising else (a, middle)
                yield (a + b) / 2


def _linear_zero(known: Sequence[tuple[Fraction, arb]]) -> Fraction | None:
    """The zero of what is linear with rational coefficients, as far as its values tell."""
    exact = [(x, _rational(y)) for x, y in known[:4]]
    if len(exact) < 3 or any(y is None for _, y in exact):
        return None
    (x0, y0), (x1, y1), (x2, y2) = exact[:3]
    if y0 is None or y1 is None or y2 is None or y1 == y0:
        return None
    slope = (y1 - y0) / (x1 - x0)
    return x0 - y0 / slope if y2 == y0 + slope * (x2 - x0) else None


def _rational(ball: arb) -> Fraction | None:
    """The simple fraction that a ball holds."""
    if not ball.is_finite():
        return None
    middle = ball.mid().fmpq()
    near = Fraction(int(middle.p), int(middle.q)).limit_denominator(10**12)
    return near if bool(ball.contains(enclose(near))) else None
