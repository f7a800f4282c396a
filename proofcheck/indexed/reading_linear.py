"""Inverses and determinants of Kronecker products, taken apart before any index is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from proofcheck.indexed.drafts import plain
from proofcheck.indexed.reading import Place, Reader, Row, Scope
from proofcheck.indexed.reading_arrays import opaque
from proofcheck.indexed.terms import Form
from proofcheck.language.tree import Apply
from proofcheck.language.types import shape_of


def _square_factors(node: Apply) -> Apply | None:
    """The Kronecker product of two square arrays that it is of."""
    (inner,) = node.args
    if not isinstance(inner, Apply) or inner.op != "kron":
        return None
    first, second = (shape_of(a.type) for a in inner.args)
    if len(first) != 2 or len(second) != 2 or first[0] != first[1] or second[0] != second[1]:
        return None
    return inner


def _inverse(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    """inv(A ⊗ B) == inv(A) ⊗ inv(B): one side has a value where the other has."""
    inner = _square_factors(node)
    if inner is None:
        return opaque(r, node, place, scope)
    args = tuple(Apply(type=a.type, op="inv", args=(a,)) for a in inner.args)
    return r.entry(replace(inner, args=args), place, scope)


def _determinant(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    """det(A ⊗ B) == det(A)**m det(B)**n for A of n rows and B of m."""
    inner = _square_factors(node)
    if inner is None:
        return opaque(r, node, place, scope)
    lengths = [r.shape(a, scope)[0] for a in inner.args]
    parts = [r.entry(Apply(type=node.type, op="det", args=(a,)), (), scope) for a in inner.args]
    return r.x.mul(*(r.x.power(d, plain(n)) for d, n in zip(parts, reversed(lengths), strict=True)))


ROWS: Mapping[str, Row] = {"inv": _inverse, "det": _determinant}
