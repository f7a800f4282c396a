"""Matrix exponentials: of diagonal arrays and transposes, and the derivative where M commutes with its own."""

from __future__ import annotations

from proofcheck.indexed.algebra import Algebra, within_shape
from proofcheck.indexed.derivative import Slope
from proofcheck.indexed.indices import equal_places, within
from proofcheck.indexed.inverse import diagonal_of, oriented, side
from proofcheck.indexed.properties import ordered
from proofcheck.indexed.rewriting import SKEW
from proofcheck.indexed.terms import ONE_FORM, Factor, Form
from proofcheck.language.types import Dim
from proofcheck.meaning import NoMeaning

EXPONENTIAL = "expm"


def made(x: Algebra, factor: Factor) -> Form:
    """An entry of `expm(M)`, or of that of the transpose, whichever comes first; of a diagonal M entry by entry."""
    matrix = factor.args[0]
    row, column = factor.at
    if not matrix.body.terms:
        return x.where(ONE_FORM, [equal_places(row, column)])
    diagonal = diagonal_of(x, matrix, row)
    if diagonal is not None:
        return x.where(x.function("exp", diagonal), [equal_places(row, column)])
    core, data, turned = oriented(x, matrix)
    data = tuple(d for d in data if d != SKEW)
    _, at = ordered((column, row) if turned else (row, column), data)
    return x.factor(Factor(kind="atom", name=EXPONENTIAL, at=at, args=(core,), data=data))


def slope_of_exponential(x: Algebra, factor: Factor, slope: Slope) -> Form:
    """∂expm(M) == ∂M expm(M), if ∂M M == M ∂M. Errors: NoMeaning."""
    matrix = factor.args[0]
    length = side(matrix)
    i, j, k = x.fresh(), x.fresh(), x.fresh()
    row, column, middle = Dim.of(i), Dim.of(j), Dim.of(k)
    with x.given(within_shape((i, j), (length, length))):
        with x.given(within(middle, Dim.ONE, length)):
            left = x.mul(slope(x.applied(matrix, (row, middle))), x.applied(matrix, (middle, column)))
            right = x.mul(x.applied(matrix, (row, middle)), slope(x.applied(matrix, (middle, column))))
        commutator = x.sum(x.sub(left, right), k, Dim.ONE, length)
    if commutator.terms:
        raise NoMeaning(EXPONENTIAL, "of an array that does not commute with its derivative at sight")
    own, last = factor.at
    with x.given(within(middle, Dim.ONE, length)):
        entry = Factor(kind="atom", name=EXPONENTIAL, at=(middle, last), args=factor.args, data=factor.data)
        product = x.mul(slope(x.applied(matrix, (own, middle))), x.made_form(entry))
    return x.sum(product, k, Dim.ONE, length)
