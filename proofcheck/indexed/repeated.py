"""Symbolic matrix products whose factors are all the same: powers of a matrix."""

from __future__ import annotations

from proofcheck.indexed.algebra import Algebra, within_shape
from proofcheck.indexed.terms import Abstract, Factor
from proofcheck.language.types import Dim

POWER = "matprod"


def base_of(x: Algebra, factor: Factor) -> Abstract | None:
    """The matrix of which it is a power, if all its factors are the same."""
    if factor.kind != POWER:
        return None
    body = factor.args[0]
    step, *arguments = body.arguments
    if step in body.body.names or body.shape[1] is None or body.shape[1] != body.shape[2]:
        return None
    names = [x.fresh() for _ in arguments]
    with x.given(within_shape(names, body.shape[1:])):
        form = x.put(body.body, dict(zip(arguments, map(Dim.of, names), strict=True)))
        return x.abstract(names, body.shape[1:], form)


def power_factor(x: Algebra, base: Abstract, exponent: Dim, row: Dim, column: Dim) -> Factor:
    step, *names = (x.fresh() for _ in range(3))
    with x.given(within_shape(names, base.shape)):
        form = x.applied(base, tuple(map(Dim.of, names)))
        body = x.abstract((step, *names), (None, *base.shape), form)
    return Factor(kind=POWER, at=(Dim.ONE, exponent, row, column), args=(body,))
