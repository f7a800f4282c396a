"""Norms and extremes as forms: Euclidean ones as roots, others by sums, extremes and singular values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from proofcheck.indexed.reading import Place, Reader, Row, Scope
from proofcheck.indexed.reading_arrays import axes, entries
from proofcheck.indexed.terms import Form
from proofcheck.language.tree import Apply, Node, Num
from proofcheck.meaning import NoMeaning


def _norm(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    """Euclidean as a root; others by sums, extremes and singular values."""
    (a,) = node.args[:1]
    kind = node.option("kind")
    if isinstance(kind, Node):
        kind = (
            str(kind.value) if isinstance(kind, Num) else "oo" if isinstance(kind, Apply) and kind.op == "oo" else "?"
        )
    x = r.x

    def size(f: Form) -> Form:
        return x.function("abs", f)

    if kind in (None, "fro") or (kind == "2" and axes(a) == 1):
        return x.power(entries(r, a, scope, lambda f: x.mul(f, f)), Fraction(1, 2))
    if axes(a) == 1:
        if kind == "1":
            return entries(r, a, scope, size)
        if kind == "oo":
            return _largest(r, a, scope)
    elif axes(a) == 2:
        m, n = r.shape(a, scope)
        if kind == "2":
            return r.atom("sigma_max", [r.abstract(a, scope)])
        if kind == "nuc":
            return r.atom("norm", [r.abstract(a, scope)], (), ("nuc",))
        if kind == "1":
            return r.atom("max", [r.function((n,), lambda j: r.summed([m], lambda i: size(r.entry(a, (i, j), scope))))])
        if kind == "oo":
            return r.atom("max", [r.function((m,), lambda i: r.summed([n], lambda j: size(r.entry(a, (i, j), scope))))])
    raise NoMeaning("norm", f"of kind {kind}")


def _largest(r: Reader, a: Node, scope: Scope) -> Form:
    body = r.function(r.shape(a, scope), lambda *at: r.x.function("abs", r.entry(a, at, scope)))
    return r.atom("max", [body])


def _max_abs(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return _largest(r, node.args[0], scope)


def _extreme(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    if len(node.args) == 1:
        (a,) = node.args
        return r.atom(node.op, [r.abstract(a, scope)]) if axes(a) else r.scalar(a, scope)
    args = [r.entry(a, place if axes(a) else (), scope) for a in node.args]
    return r.x.function(node.op, *args)


ROWS: Mapping[str, Row] = {"norm": _norm, "max_abs": _max_abs, "max": _extreme, "min": _extreme}
