"""Edits of indices and sizes: one place off, a range that stops before its axis ends, one slip copied into two places.

Slips of this kind are the commonest in formulas with indices, and they stand anywhere: within subscripts, bounds of
ranges and the sizes of a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from proofcheck.language.dims import number
from proofcheck.language.tree import (
    Apply,
    Bind,
    Cell,
    Derive,
    Index,
    Node,
    Num,
    Range,
    Slice,
    Var,
    rebuild,
    walk,
)
from proofcheck.language.types import INTEGER, Dim, shape_of

Wrap = Callable[[Node], Node]
Changes = Iterator[tuple[Node, Node, Node]]  # whole, old part, new part


def plus(node: Node, step: int) -> Node:
    """`node + step`, folded into a number that is there already."""
    if isinstance(node, Num):
        return replace(node, value=node.value + step)
    if isinstance(node, Apply) and node.op in "+-" and len(node.args) == 2 and isinstance(node.args[1], Num):
        base, shift = node.args
        assert isinstance(shift, Num)
        total = shift.value + step if node.op == "+" else step - shift.value
        if total == 0:
            return base
        sign = "+" if total > 0 else "-"
        return replace(node, op=sign, args=(base, replace(shift, value=abs(total))))
    one = Num(type=INTEGER, value=Fraction(1))
    return Apply(type=node.type, op="+" if step > 0 else "-", args=(node, one))


def children_in_place(node: Node, wrap: Wrap) -> Iterator[tuple[Node, Wrap]]:
    """Each direct sub-expression with the way to put another in its place."""
    parts: list[Node] = []

    def noting(child: Node) -> Node:
        parts.append(child)
        return child

    rebuild(node, noting)

    def putting(position: int) -> Wrap:
        def put(new: Node) -> Node:
            places = iter(range(len(parts)))
            return wrap(rebuild(node, lambda child: new if next(places) == position else child))

        return put

    for position, part in enumerate(parts):
        yield part, putting(position)


def index_edits(node: Node, wrap: Wrap) -> Changes:
    """Ranges up to the end of their axis, then indices and sizes one off, then the same in several places."""
    yield from _everywhere(node, wrap, _to_the_end)
    yield from _everywhere(node, wrap, _one_off)
    yield from _everywhere(node, wrap, _all_one_off)


def _everywhere(node: Node, wrap: Wrap, local: Callable[[Node], Iterator[Node]]) -> Changes:
    """A local change at each place, but not within a derivative: that of something else is another question."""
    if isinstance(node, Derive):
        return
    for new in local(node):
        yield wrap(new), node, new
    for part, put in children_in_place(node, wrap):
        yield from _everywhere(part, put, local)


def _to_the_end(node: Node) -> Iterator[Node]:
    """A sum, product, … over a part of an axis, over all of it."""
    if not isinstance(node, Bind):
        return
    for place, binder in enumerate(node.binders):
        if not isinstance(binder, Range) or binder.step != 1 or node.op == "array":
            continue
        for length in dict.fromkeys(_axes_of(node.body, binder.name)):
            if binder.upper != length:
                longer = replace(binder, upper=length)
                yield replace(node, binders=(*node.binders[:place], longer, *node.binders[place + 1 :]))


def _axes_of(body: Node, name: str) -> Iterator[Node]:
    """The lengths of the axes that a name indexes, where a size or a number says them."""
    for part in walk(body):
        if isinstance(part, Index):
            for item, length in zip(part.at, shape_of(part.base.type), strict=False):
                if isinstance(item, Var) and item.name == name and (known := _written(length)) is not None:
                    yield known


def _written(length: Dim) -> Node | None:
    match length.terms:
        case (((), value),):
            return number(value)
        case ((((str(name), 1),), Fraction(numerator=1, denominator=1)),):
            return Var(type=INTEGER, name=name)
    return None


def _items(node: Node) -> tuple[Node | Slice, ...]:
    return node.at if isinstance(node, (Index, Cell)) else ()


def _with_items(node: Node, change: Callable[[Node], Node]) -> Node:
    """An index or a cell with each of its indices changed; stretches stay."""
    match node:
        case Index(at=at):
            return replace(node, at=tuple(change(i) if isinstance(i, Node) else i for i in at))
        case Cell(at=cell_at):
            return replace(node, at=tuple(map(change, cell_at)))
    return node


def _one_off(node: Node) -> Iterator[Node]:
    """An index, or a size within a formula, one more or less."""
    for item in _items(node):
        if isinstance(item, Node):
            for step in (-1, 1):
                near = plus(item, step)
                yield _with_items(node, lambda i, item=item, near=near: near if i is item else i)  # type: ignore[misc]
    if not isinstance(node, Apply) or node.op not in ("+", "-", "*", "/") or node.type != INTEGER:
        return
    if node.op in "+-" and isinstance(node.args[-1], Num):
        yield from (plus(node, step) for step in (-1, 1))
        return
    for place, part in enumerate(node.args):
        if isinstance(part, Var):
            for step in (-1, 1):
                yield replace(node, args=(*node.args[:place], plus(part, step), *node.args[place + 1 :]))


def _all_one_off(node: Node) -> Iterator[Node]:
    """A number that stands as an index in several places of an expression, one more or less in all of them."""
    if not isinstance(node, Apply):
        return
    numbers = [item for part in walk(node) for item in _items(part) if isinstance(item, Num)]
    for item in dict.fromkeys(numbers):
        if numbers.count(item) > 1:
            for step in (-1, 1):
                yield _replaced(node, item, plus(item, step))


def _replaced(node: Node, old: Node, new: Node) -> Node:
    inner = rebuild(node, lambda child: _replaced(child, old, new))
    return _with_items(inner, lambda item: new if item == old else item)
