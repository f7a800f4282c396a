"""Square arrays of two blocks by two: found from the conditions on their indices, inverted by the Schur complement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.indexed.algebra import Algebra, within_shape
from proofcheck.indexed.indices import Condition, at_least, names_in, within
from proofcheck.indexed.terms import Abstract, Factor, Form
from proofcheck.language.types import Dim

Regular = Callable[[Algebra, Abstract], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """`[[a, b], [c, d]]` with a of `first` rows and d of `second`, both square."""

    first: Dim
    second: Dim
    a: Abstract
    b: Abstract
    c: Abstract
    d: Abstract

    def pivots(self, x: Algebra, regular: Regular) -> Iterator[bool]:
        """Whether the Schur complement of `a` (True) or of `d` may be taken wherever the whole is invertible."""
        if not self.b.body.terms or not self.c.body.terms:
            yield True
            return
        yield from (upper for upper, block in ((True, self.a), (False, self.d)) if regular(x, block))


def partition(x: Algebra, matrix: Abstract) -> Blocks | None:
    """The array in blocks, if its entries are given by cases on its indices."""
    length = matrix.shape[0]
    if length is None or matrix.shape != (length, length):
        return None
    for cut in sorted(set(_cuts(matrix)), key=str):
        rest = length - cut
        if not x.facts.certain(at_least(cut, Dim.ONE)) or not x.facts.certain(at_least(rest, Dim.ONE)):
            continue
        none = Dim(())
        at = {0: (none, cut), 1: (cut, rest)}
        a, b, c, d = (_block(x, matrix, at[r], at[s]) for r in (0, 1) for s in (0, 1))
        return Blocks(first=cut, second=rest, a=a, b=b, c=c, d=d)
    return None


def _cuts(matrix: Abstract) -> Iterator[Dim]:
    """After which row or column there may be another case."""
    for term, _ in matrix.body.terms:
        for c in term.where:
            own = [n for n in matrix.arguments if n in c.names]
            if c.equation or len(own) != 1 or not c.names.isdisjoint(term.bound):
                continue
            name = Dim.of(own[0])
            for sign in (1, -1):  # name - cut - 1 >= 0, or cut - name >= 0
                rest = c.form - name.scaled(Fraction(sign))
                if own[0] not in names_in(rest):
                    yield rest.scaled(Fraction(-1)) - Dim.ONE if sign == 1 else rest


def _block(x: Algebra, matrix: Abstract, rows: tuple[Dim, Dim], columns: tuple[Dim, Dim]) -> Abstract:
    i, j = x.fresh(), x.fresh()
    shape = (rows[1], columns[1])
    with x.given(within_shape((i, j), shape)):
        form = x.applied(matrix, (Dim.of(i) + rows[0], Dim.of(j) + columns[0]))
        return x.abstract((i, j), shape, form)


def product(x: Algebra, *arrays: Abstract) -> Abstract:
    """The matrix product."""
    total = arrays[0]
    for other in arrays[1:]:
        i, k, j = x.fresh(), x.fresh(), x.fresh()
        inner = total.shape[1]
        shape = (total.shape[0], other.shape[1])
        assert inner is not None
        with x.given(within_shape((i, j), shape)):
            with x.given(within(Dim.of(k), Dim.ONE, inner)):
                left = x.applied(total, (Dim.of(i), Dim.of(k)))
                form = x.mul(left, x.applied(other, (Dim.of(k), Dim.of(j))))
            total = x.abstract((i, j), shape, x.sum(form, k, Dim.ONE, inner))
    return total


def combined(x: Algebra, left: Abstract, right: Abstract, sign: int) -> Abstract:
    """`left + sign·right`."""
    i, j = x.fresh(), x.fresh()
    with x.given(within_shape((i, j), left.shape)):
        at = (Dim.of(i), Dim.of(j))
        return x.abstract((i, j), left.shape, x.add(x.applied(left, at), x.scaled(x.applied(right, at), sign)))


def inverse_of(x: Algebra, matrix: Abstract) -> Abstract:
    """The inverse of a square array, in normal form. Errors: NoMeaning."""
    i, j = x.fresh(), x.fresh()
    with x.given(within_shape((i, j), matrix.shape)):
        entry = x.made_form(Factor(kind="atom", name="inv", at=(Dim.of(i), Dim.of(j)), args=(matrix,)))
        return x.abstract((i, j), matrix.shape, entry)


def complement(x: Algebra, m: Blocks, upper: bool) -> tuple[Abstract, Abstract]:
    """The pivot block and its Schur complement."""
    pivot, rest = (m.a, m.d) if upper else (m.d, m.a)
    before, after = (m.c, m.b) if upper else (m.b, m.c)
    if not before.body.terms or not after.body.terms:
        return pivot, rest
    return pivot, combined(x, rest, product(x, before, inverse_of(x, pivot), after), -1)


def inverted(x: Algebra, m: Blocks, upper: bool) -> Abstract:
    """The inverse, by the inverses of a block and of its Schur complement."""
    pivot, rest = complement(x, m, upper)
    p, s = inverse_of(x, pivot), inverse_of(x, rest)
    before, after = (m.c, m.b) if upper else (m.b, m.c)  # pivot -> rest, rest -> pivot
    right, left = product(x, p, after, s), product(x, s, before, p)
    corner = combined(x, p, product(x, p, after, s, before, p), 1)
    none = Dim(())
    own, other = (none, m.first) if upper else (m.first, none)
    places = ((corner, own, own, 1), (right, own, other, -1), (left, other, own, -1), (s, other, other, 1))
    length = m.first + m.second
    i, j = x.fresh(), x.fresh()
    parts: list[Form] = []
    with x.given(within_shape((i, j), (length, length))):
        for array, rows, columns, sign in places:
            inside: list[Condition] = []
            for name, offset, size in zip((i, j), (rows, columns), array.shape, strict=True):
                assert size is not None
                inside += within(Dim.of(name), offset + Dim.ONE, offset + size)
            with x.given(inside):
                form = x.scaled(x.applied(array, (Dim.of(i) - rows, Dim.of(j) - columns)), sign)
            parts.append(x.where(form, inside))
        return x.abstract((i, j), (length, length), x.add(*parts))
