"""The rows of classical bounds, each held against values of its function."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck.analysis.rules_estimates import BOUNDS
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.graph import Graph

POINTS = [Fraction(k, 9) for k in range(-120, 121)] + [Fraction(1, 10**k) for k in range(1, 8)]


@pytest.mark.parametrize("name", BOUNDS)
def test_no_value_breaks_a_bound(name: str) -> None:
    bound, g = BOUNDS[name], Graph()
    u = g.var("u")
    value = g.make(bound.op, u) if bound.order is None else g.make(bound.op, g.num(bound.order), u)
    other = bound.of(g, u)
    gap = g.sub(other, value) if bound.upper else g.sub(value, other)
    conditions = [g.make(op, e, g.zero) for op, e in bound.where(g, u)]
    seen = 0
    for point in POINTS:
        with precision(300):
            found, *held = evaluate([gap, *conditions], {u: enclose(point)})
            if not all(h is True for h in held) or found is None or not hasattr(found, "lower"):
                continue
            seen += 1
            assert not found < 0, point
    assert seen > 50
