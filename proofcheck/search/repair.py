"""The smallest edits of a wrong claim that might make it true: a sign, a transpose, an exponent, an order.

An edit is only a proposal; `explain.py` puts each to the search like any claim, and shows what became of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Bind, Derive, Index, Node, Num, Range, rebuild
from proofcheck.language.types import BOOLEAN, INTEGER, Array, Kind, Scalar, kind_of, shape_of

RELATIONS = ("==", "!=", "<", "<=", ">", ">=")
_WEAKER = {"==": ("<=", ">="), "<": ("<=",), ">": (">=",), "<=": (">=",), ">=": ("<=",)}
_TWINS = {
    "tan": "tanh",
    "tanh": "tan",
    "sin": "cos",
    "cos": "sin",
    "sinh": "cosh",
    "cosh": "sinh",
    "sec": "sech",
    "log": "log2",
    "log2": "log",
    "trace": "det",
    "min": "max",
    "max": "min",
    "sigma_max": "sigma_min",
    "sigma_min": "sigma_max",
}
_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A changed relation, with what was replaced by what."""

    relation: Node
    old: str
    new: str


def _one() -> Num:
    return Num(type=INTEGER, value=Fraction(1))


def _plus(node: Node, step: int) -> Node:
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
    return Apply(type=node.type, op="+" if step > 0 else "-", args=(node, _one()))


def _square(node: Node) -> bool:
    return isinstance(node.type, Array) and len(node.type.shape) == 2 and node.type.shape[0] == node.type.shape[1]


def _local(node: Node) -> Iterator[Node]:
    """Replacements of one node by something near, of the same type."""
    match node:
        case Apply(op="**", args=(base, exponent)) if isinstance(exponent.type, Scalar):
            for step in (-1, 1):
                yield replace(node, args=(base, _plus(exponent, step)))
        case Apply(op="@", args=(left, right)) if left.type == right.type:
            yield replace(node, args=(right, left))
        case Apply(op="-", args=(Num(value=Fraction(numerator=1, denominator=1)), right)) if right.type == node.type:
            yield right
        case Apply(op="-", args=(left, right)):
            yield replace(node, op="+")
        case Apply(op="+", args=(left, right)):
            if isinstance(right, Num) and left.type == node.type:
                yield left
            yield replace(node, op="-")
        case Apply(op="transpose", args=(inner,)) if inner.type == node.type:
            yield inner
        case Apply(op=op, args=args) if op in _TWINS and len(args) == 1:
            yield replace(node, op=_TWINS[op])
        case Bind(binders=(Range() as range_,)):
            yield from _ranges(node, range_)
    if _square(node) and not (isinstance(node, Apply) and node.op in ("transpose", "@", "+", "-", "diag", "eye")):
        yield Apply(type=node.type, op="transpose", args=(node,))


def _ranges(node: Bind, range_: Range) -> Iterator[Node]:
    if node.op == "matprod":
        turned = replace(range_, lower=range_.upper, upper=range_.lower, step=-range_.step)
        yield replace(node, binders=(turned,))
    if node.op != "array":
        for step in (-1, 1):
            yield replace(node, binders=(replace(range_, upper=_plus(range_.upper, step)),))
            yield replace(node, binders=(replace(range_, lower=_plus(range_.lower, step)),))


def _inside(node: Node, wrap: Callable[[Node], Node], depth: int) -> Iterator[tuple[Node, Node, Node]]:
    """(whole, old part, new part) for every local change at or below `node`."""
    for new in _local(node):
        yield wrap(new), node, new
    if depth == 0 or isinstance(node, Index):
        return
    count = 0

    def counting(child: Node) -> Node:
        nonlocal count
        count += 1
        return child

    rebuild(node, counting)
    for position in range(1 if isinstance(node, Derive) else count):  # not what a derivative is taken by
        yield from _at_child(node, position, wrap, depth)


def _at_child(node: Node, position: int, wrap: Callable[[Node], Node], depth: int) -> Iterator[tuple[Node, Node, Node]]:
    seen = -1
    target: list[Node] = []

    def find(child: Node) -> Node:
        nonlocal seen
        seen += 1
        if seen == position:
            target.append(child)
        return child

    rebuild(node, find)

    def put(new: Node) -> Node:
        place = -1

        def swap(child: Node) -> Node:
            nonlocal place
            place += 1
            return new if place == position else child

        return wrap(rebuild(node, swap))

    yield from _inside(target[0], put, depth - 1)


def _scaled(node: Node, factor: Fraction) -> Node:
    if factor == -1:
        return Apply(type=node.type, op="neg", args=(node,))
    return Apply(type=node.type, op="*", args=(Num(type=Scalar(), value=factor), node))


def edits(relation: Node) -> Iterator[Edit]:
    """The edits of one relation, likeliest first, at most a few dozen; none that makes both sides the same."""
    if not isinstance(relation, Apply) or relation.op not in RELATIONS or relation.type != BOOLEAN:
        return
    if kind_of(relation.args[0].type) is Kind.BOOLEAN:
        return
    seen = {show(relation)}
    for edit in islice(_proposals(relation), _MOST):
        text = show(edit.relation)
        left, right = edit.relation.args if isinstance(edit.relation, Apply) else (None, None)
        if text not in seen and left != right:
            seen.add(text)
            yield edit


def _proposals(relation: Apply) -> Iterator[Edit]:
    left, right = relation.args
    if relation.op in ("<", ">"):
        yield from _weakened(relation)
    right_edits = _inside(right, lambda new: replace(relation, args=(left, new)), 4)
    left_edits = _inside(left, lambda new: replace(relation, args=(new, right)), 3)
    for whole, old, new in (*right_edits, *left_edits):
        yield Edit(relation=whole, old=show(old), new=show(new))
    if relation.op == "==":
        for factor in (Fraction(-1), Fraction(2), Fraction(1, 2)):
            whole = replace(relation, args=(left, _scaled(right, factor)))
            yield Edit(relation=whole, old=show(right), new=show(_scaled(right, factor)))
    yield from _weakened(relation)


def _weakened(relation: Apply) -> Iterator[Edit]:
    """The relation with a weaker sign, where its sides are ordered."""
    left = relation.args[0]
    if kind_of(left.type) is Kind.COMPLEX or len(shape_of(left.type)) > 1:
        return
    for op in _WEAKER.get(relation.op, ()):
        whole = replace(relation, op=op)
        yield Edit(relation=whole, old=show(relation), new=show(whole))
