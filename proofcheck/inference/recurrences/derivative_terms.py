"""Derivatives as terms: `diff`, `grad` or `jacobian` by the shapes, and the products of the chain rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from proofcheck.language.dims import expression, number
from proofcheck.language.tree import Apply, Bind, Derive, Index, Node, Range, Var, free_names, walk
from proofcheck.language.types import INTEGER, REAL, Kind, Shape, array, kind_of, shape_of

TOTAL = ("diff", "grad", "jacobian")


def is_total(node: Node) -> bool:
    """Whether a node is a first total derivative."""
    return isinstance(node, Derive) and node.op in TOTAL and node.order == 1


def total(body: Node, wrt: Node, layout: str) -> Derive:
    """The derivative of one value by another, as the language writes it."""
    out, into = shape_of(body.type), shape_of(wrt.type)
    if not out:
        return Derive(type=array(into), op="grad" if into else "diff", body=body, wrt=wrt)
    if not into:
        return Derive(type=array(out), op="diff", body=body, wrt=wrt)
    shape = (*into, *out) if layout == "denominator" and len(out) == len(into) == 1 else (*out, *into)
    return Derive(type=array(shape), op="jacobian", body=body, wrt=wrt, layout=layout)


def explicit(body: Node, wrt: Node) -> Derive:
    """The partial derivative: every other definition held fixed; `[out…, in…]`."""
    return Derive(type=array((*shape_of(body.type), *shape_of(wrt.type))), op="partial", body=body, wrt=wrt)


def real(*nodes: Node) -> bool:
    """Whether values are real, so that real derivatives are meant."""
    return all(kind_of(n.type) is not Kind.COMPLEX for n in nodes)


def transposed(node: Node) -> Node:
    rows, columns = shape_of(node.type)
    return Apply(type=array((columns, rows)), op="transpose", args=(node,))


def is_turned(derivative: Derive) -> bool:
    """Whether a Jacobian stands in denominator layout, `[in, out]`."""
    out, into = shape_of(derivative.body.type), shape_of(derivative.wrt.type)
    return derivative.op == "jacobian" and derivative.layout == "denominator" and len(out) == len(into) == 1


def product(out: Shape, middle: Shape, into: Shape, outer: Node, inner: Node) -> Node:
    """`outer[out, middle]` times `inner[middle, into]`, summed over the middle indices; both in numerator layout."""
    if not middle:
        if not out or not into:
            return Apply(type=array((*out, *into)), op="*", args=(outer, inner))
        return _summed(out, middle, into, outer, inner)
    if len(middle) == 1 and len(out) <= 1 and len(into) <= 1:
        return Apply(type=array((*out, *into)), op="@", args=(outer, inner))
    return _summed(out, middle, into, outer, inner)


def _summed(out: Shape, middle: Shape, into: Shape, outer: Node, inner: Node) -> Node:
    """The product entry by entry."""
    taken = {name for node in (outer, inner) for part in walk(node) for name in _names(part)}
    names = _fresh(taken, len(out) + len(middle) + len(into))
    first, last = names[: len(out)], names[len(out) + len(middle) :]
    between = names[len(out) : len(out) + len(middle)]
    term: Node = Apply(type=REAL, op="*", args=(_entry(outer, (*first, *between)), _entry(inner, (*between, *last))))
    if middle:
        term = Bind(type=REAL, op="sum", binders=_ranges(between, middle), body=term)
    ends = (*out, *into)
    if not ends:
        return term
    return Bind(type=array(ends), op="array", binders=_ranges((*first, *last), ends), body=term)


def _names(node: Node) -> frozenset[str]:
    bound = frozenset(b.name for b in node.binders) if isinstance(node, Bind) else frozenset[str]()
    return bound | (free_names(node) if not isinstance(node, Bind) else frozenset[str]())


def _fresh(taken: set[str], count: int) -> tuple[str, ...]:
    found: list[str] = []
    number_ = 1
    while len(found) < count:
        name = f"i_{number_}"
        number_ += 1
        if name not in taken:
            found.append(name)
    return tuple(found)


def _ranges(names: Sequence[str], lengths: Shape) -> tuple[Range, ...]:
    pairs = zip(names, lengths, strict=True)
    return tuple(Range(name=n, lower=number(1), upper=expression(length)) for n, length in pairs)


def _entry(node: Node, names: Sequence[str]) -> Node:
    if not names:
        return node
    return Index(type=REAL, base=node, at=tuple(Var(type=INTEGER, name=n) for n in names))


def through(derivative: Derive, middle: Node, inner: Node) -> Node:
    """D(body, middle) times `inner` = D(middle, wrt), as the language writes them, in the layout of `derivative`."""
    out, into = shape_of(derivative.body.type), shape_of(derivative.wrt.type)
    between = shape_of(middle.type)
    outer = total(derivative.body, middle, derivative.layout)
    if isinstance(inner, Derive) and is_turned(inner):
        inner = transposed(inner)
    turned = is_turned(derivative)
    if is_turned(outer):
        outer_node: Node = transposed(outer)
    else:
        outer_node = outer
    found = product(out, between, into, outer_node, inner)
    return simplified(transposed(found) if turned else found)


def simplified(node: Node) -> Node:
    """Transposes of a product of matrices pushed inside, and taken twice dropped."""
    match node:
        case Apply(op="transpose", args=(Apply(op="transpose", args=(a,)),)):
            return a
        case Apply(op="transpose", args=(Apply(op="@", args=(a, b)),)) if _matrices(a, b):
            parts = (simplified(transposed(b)), simplified(transposed(a)))
            return replace(node, op="@", args=parts)
    return node


def _matrices(*nodes: Node) -> bool:
    return all(len(shape_of(n.type)) == 2 for n in nodes)


def terms(node: Node) -> tuple[Node, ...]:
    """The summands of a sum, in order."""
    if isinstance(node, Apply) and node.op == "+" and len(node.args) == 2:
        return (*terms(node.args[0]), *terms(node.args[1]))
    return (node,)


def summed(nodes: Sequence[Node]) -> Node:
    """The sum of some values of one shape."""
    found = nodes[0]
    for node in nodes[1:]:
        found = Apply(type=array(shape_of(found.type)), op="+", args=(found, node))
    return found
