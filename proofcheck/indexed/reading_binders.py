"""Binders over ranges: sums, products, arrays and matrix products; extremes as atoms."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from proofcheck.indexed.derivative import matprod
from proofcheck.indexed.indices import names_in, within
from proofcheck.indexed.makers import product
from proofcheck.indexed.reading import Place, Reader, Scope
from proofcheck.indexed.terms import Form
from proofcheck.language.tree import Bind, Node, Range
from proofcheck.language.types import Dim
from proofcheck.meaning import NoMeaning


def bind(r: Reader, node: Node, place: Place, scope: Scope) -> Form:
    """The entry of a binder. Errors: NoMeaning for one over a continuum."""
    assert isinstance(node, Bind)
    ranges = [b for b in node.binders if isinstance(b, Range)]
    row = _ROWS.get(node.op)
    if row is None or len(ranges) != len(node.binders):
        raise NoMeaning(node.op, "no index normal form")
    return row(r, node, ranges, place, scope)


def ends(r: Reader, binder: Range, scope: Scope) -> tuple[Dim, Dim]:
    """The least and the largest value."""
    low, high = r.index(binder.lower, scope), r.index(binder.upper, scope)
    return (low, high) if binder.step > 0 else (high, low)


def _folded(
    r: Reader,
    ranges: list[Range],
    scope: Scope,
    body: Callable[[Scope], Form],
    fold: Callable[[Form, str, Dim, Dim], Form],
    filtered: Callable[[Form, Form, Form], Form],
) -> Form:
    if not ranges:
        return body(scope)
    binder, *rest = ranges
    low, high = ends(r, binder, scope)
    name = r.x.fresh()
    inner = scope.binding(binder.name, Dim.of(name))
    sure = r.x.facts.certain_range(low, high)
    r.conditional += not sure
    with r.x.given(within(Dim.of(name), low, high)):
        test = None if binder.filter is None else r.tests.of(binder.filter, inner)
        r.conditional += test is not None
        form = _folded(r, rest, inner, body, fold, filtered)
        r.conditional -= test is not None
        if test is not None:
            form = filtered(form, *test)
    r.conditional -= not sure
    return fold(form, name, low, high)


def _sum(r: Reader, node: Bind, ranges: list[Range], place: Place, scope: Scope) -> Form:
    return _folded(
        r, ranges, scope, lambda s: r.entry(node.body, place, s), r.x.sum, lambda form, yes, no: r.x.mul(yes, form)
    )


def _product(r: Reader, node: Bind, ranges: list[Range], place: Place, scope: Scope) -> Form:
    x = r.x

    def fold(form: Form, name: str, low: Dim, high: Dim) -> Form:
        with x.given(within(Dim.of(name), low, high)):
            body = x.abstract((name,), (None,), form)
        return product(x, body, low, high)

    return _folded(
        r,
        ranges,
        scope,
        lambda s: r.entry(node.body, place, s),
        fold,
        lambda form, yes, no: x.add(x.mul(yes, form), no),
    )


def _array(r: Reader, node: Bind, ranges: list[Range], place: Place, scope: Scope) -> Form:
    for k, binder in enumerate(ranges):
        if binder.filter is not None:
            raise NoMeaning("array", "with a filter")
        low = r.index(binder.lower, scope)
        step = place[k] - Dim.ONE
        scope = scope.binding(binder.name, low + step if binder.step > 0 else low - step)
    return r.entry(node.body, place[len(ranges) :], scope)


def _matrix_product(r: Reader, node: Bind, ranges: list[Range], place: Place, scope: Scope) -> Form:
    if len(ranges) != 1 or ranges[0].filter is not None:
        raise NoMeaning("matprod", "over several ranges, or with a filter")
    low, high = ends(r, ranges[0], scope)
    size = r.shape(node, scope)[0]
    x, name = r.x, r.x.fresh()
    t = Dim.of(name) if ranges[0].step > 0 else low + high - Dim.of(name)
    with x.given(within(Dim.of(name), low, high)), r.over(size, size) as (i, j):
        form = r.entry(node.body, (i, j), scope.binding(ranges[0].name, t))
        names = (name, *names_in(i), *names_in(j))
    body = x.abstract(names, (None, size, size), form)
    return matprod(x, body, low, high, place[0], place[1])


def _extreme(r: Reader, node: Bind, ranges: list[Range], place: Place, scope: Scope) -> Form:
    """The extreme entry of the array of the values."""
    shape: list[Dim] = []
    starts: list[Dim] = []
    for binder in ranges:
        low, high = ends(r, binder, scope)
        if binder.filter is not None or any(names_in(d) & {b.name for b in ranges} for d in (low, high)):
            raise NoMeaning(node.op, "with a filter or over ranges that depend on each other")
        starts.append(low)
        shape.append(high - low + Dim.ONE)

    def body(*at: Dim) -> Form:
        inner = scope
        for binder, start, i in zip(ranges, starts, at, strict=True):
            inner = inner.binding(binder.name, start + i - Dim.ONE)
        return r.entry(node.body, place, inner)

    return r.atom(node.op, [r.function(tuple(shape), body)])


_ROWS = {
    "sum": _sum,
    "product": _product,
    "array": _array,
    "matprod": _matrix_product,
    "max": _extreme,
    "min": _extreme,
}

__all__ = ["Fraction", "bind"]
