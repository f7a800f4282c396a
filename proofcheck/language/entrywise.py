"""Arrays entry by entry: fresh indices over a shape, and a scalar function put to every entry."""

from __future__ import annotations

from collections.abc import Callable

from proofcheck.language.binders import index_names, index_variable
from proofcheck.language.dims import expression, number
from proofcheck.language.scope import Scope
from proofcheck.language.tree import Bind, Index, Node, Range
from proofcheck.language.types import Array, Shape, array, kind_of, shape_of
from proofcheck.source import Span


def entries(scope: Scope, shape: Shape) -> tuple[Scope, tuple[Range, ...], tuple[Node, ...]]:
    """Fresh index variables over every entry of a shape."""
    ranges, indices = [], []
    for name, n in zip(index_names(len(shape)), shape, strict=True):
        variable, scope = index_variable(scope, name, number(1))
        ranges.append(Range(name=variable.name, lower=number(1), upper=expression(n)))
        indices.append(variable)
    return scope, tuple(ranges), tuple(indices)


def entry(value: Node, indices: tuple[Node, ...]) -> Node:
    """The entry of an array at these indices."""
    return Index(type=array((), kind_of(value.type)), base=value, at=indices, span=value.span)


def each_entry(scope: Scope, value: Node, function: Callable[[Node, Scope], Node], span: Span | None) -> Node:
    """The array of `function` of every entry."""
    shape = shape_of(value.type)
    inner, ranges, indices = entries(scope, shape)
    body = function(entry(value, indices), inner)
    return Bind(type=Array(shape, kind_of(body.type)), op="array", binders=ranges, body=body, span=span)
