"""The smallest edits of a wrong claim that might make it true: a sign, a transpose, an exponent, an order.

An edit is only a proposal; `explain.py` puts each to the search like any claim, and shows what became of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, islice

from proofcheck.language.renaming import in_print, plain_names
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Bind, Derive, Index, Node, Num, Range
from proofcheck.language.types import BOOLEAN, Array, Kind, Scalar, kind_of, shape_of
from proofcheck.search.indices import Changes, Wrap, children_in_place, index_edits, plus

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
_MOST = 120
_RIGHT, _LEFT = 4, 3  # how deep the edits of the sides go
_DEEP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A changed relation, with what was replaced by what."""

    relation: Node
    old: str
    new: str


def _square(node: Node) -> bool:
    return isinstance(node.type, Array) and len(node.type.shape) == 2 and node.type.shape[0] == node.type.shape[1]


def _local(node: Node) -> Iterator[Node]:
    """Replacements of one node by something near, of the same type."""
    match node:
        case Apply(op="**", args=(base, exponent)) if isinstance(exponent.type, Scalar):
            for step in (-1, 1):
                yield replace(node, args=(base, plus(exponent, step)))
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
        case Bind():
            yield from _ranges(node)
    if _square(node) and not (isinstance(node, Apply) and node.op in ("transpose", "@", "+", "-", "diag", "eye")):
        yield Apply(type=node.type, op="transpose", args=(node,))


def _ranges(node: Bind) -> Iterator[Node]:
    """A product of matrices the other way round; each range one longer or shorter at an end."""
    for place, range_ in enumerate(node.binders):
        if not isinstance(range_, Range):
            continue
        changed = []
        if node.op == "matprod":
            changed.append(replace(range_, lower=range_.upper, upper=range_.lower, step=-range_.step))
        if node.op != "array":
            for step in (-1, 1):
                changed.append(replace(range_, upper=plus(range_.upper, step)))
                changed.append(replace(range_, lower=plus(range_.lower, step)))
        for new in changed:
            yield replace(node, binders=(*node.binders[:place], new, *node.binders[place + 1 :]))


def _inside(node: Node, wrap: Wrap, depth: int) -> Changes:
    """Every local change at `node` or down to this depth below it."""
    for new in _local(node):
        yield wrap(new), node, new
    if depth > 0:
        yield from _below(node, wrap, depth, _inside)


def _twins(node: Node, wrap: Wrap, depth: int) -> Changes:
    """A function taken for its twin deeper than the other changes reach: a slip of the pen, wherever it stands."""
    match node:
        case Apply(op=op, args=(_,)) if depth < 0 and op in _TWINS:
            new = replace(node, op=_TWINS[op])
            yield wrap(new), node, new
    yield from _below(node, wrap, depth, _twins)


def _below(node: Node, wrap: Wrap, depth: int, changes: Callable[[Node, Wrap, int], Changes]) -> Changes:
    """The changes at each sub-expression, but not in indices, nor in what a derivative is taken by."""
    if isinstance(node, Index):
        return
    for position, (part, put) in enumerate(children_in_place(node, wrap)):
        if position == 0 or not isinstance(node, Derive):
            for whole, old, new in changes(part, put, depth - 1):
                if not (_transposes(node, part) and _transposes(new, part)):  # twice is not at all
                    yield whole, old, new


def _transposes(node: Node, inner: Node) -> bool:
    return isinstance(node, Apply) and node.op == "transpose" and node.args[0] is inner


def _scaled(node: Node, factor: Fraction) -> Node:
    if factor == -1:
        return Apply(type=node.type, op="neg", args=(node,))
    return Apply(type=node.type, op="*", args=(Num(type=Scalar(), value=factor), node))


def edits(relation: Node) -> Iterator[Edit]:
    """The edits of one relation, likeliest first, at most a few dozen; none that writes the same on both sides."""
    if not isinstance(relation, Apply) or relation.op not in RELATIONS or relation.type != BOOLEAN:
        return
    if kind_of(relation.args[0].type) is Kind.BOOLEAN:
        return
    seen = {show(relation)}
    for edit in islice(_proposals(relation), _MOST):
        text = show(edit.relation)
        if text not in seen and not _says_nothing(relation, edit.relation):
            seen.add(text)
            yield edit


def _says_nothing(before: Apply, after: Node) -> bool:
    """Whether both sides have become the same text; `tanh'(x) == 1 - tanh(x)**2` is one tree, and says something."""
    if not isinstance(after, Apply) or after.args[0] != after.args[1]:
        return False
    kept = next((side for side, new in zip(before.args, after.args, strict=True) if side is new), None)
    if kept is None or kept.span is None:
        return True
    return kept.span.text.replace(" ", "") == show(kept).replace(" ", "")


def _proposals(relation: Apply) -> Iterator[Edit]:
    left, right = relation.args
    names = plain_names(relation)

    def shown(node: Node) -> str:
        return show(in_print(node, names))

    if relation.op in ("<", ">"):
        yield from _weakened(relation)
    for_right: Wrap = lambda new: replace(relation, args=(left, new))  # noqa: E731
    for_left: Wrap = lambda new: replace(relation, args=(new, right))  # noqa: E731
    deep = islice(chain(_twins(right, for_right, _RIGHT), _twins(left, for_left, _LEFT)), _DEEP)
    for whole, old, new in chain(deep, _inside(right, for_right, _RIGHT), _inside(left, for_left, _LEFT)):
        yield Edit(relation=whole, old=shown(old), new=shown(new))
    if relation.op == "==":
        for factor in (Fraction(-1), Fraction(2), Fraction(1, 2)):
            whole = replace(relation, args=(left, _scaled(right, factor)))
            yield Edit(relation=whole, old=shown(right), new=shown(_scaled(right, factor)))
    for whole, old, new in chain(index_edits(right, for_right), index_edits(left, for_left)):
        yield Edit(relation=whole, old=shown(old), new=shown(new))
    yield from _weakened(relation)


def _weakened(relation: Apply) -> Iterator[Edit]:
    """The relation with a weaker sign, where its sides are ordered."""
    left = relation.args[0]
    if kind_of(left.type) is Kind.COMPLEX or len(shape_of(left.type)) > 1:
        return
    names = plain_names(relation)
    for op in _WEAKER.get(relation.op, ()):
        whole = replace(relation, op=op)
        yield Edit(relation=whole, old=show(in_print(relation, names)), new=show(in_print(whole, names)))
