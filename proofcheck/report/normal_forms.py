"""The sum of products that both sides of an equation come down to, for a reader: checked, but no step of a proof."""

from __future__ import annotations

from proofcheck.claim import Claim
from proofcheck.indexed.normal import equal, normal, printed
from proofcheck.indexed.terms import TooMany
from proofcheck.inference.context import closed, opened
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Bind, Index, Node, Range, Var, rebuild, walk
from proofcheck.language.types import BOOLEAN, shape_of
from proofcheck.meaning import NoMeaning

_LONGEST = 160  # characters of a normal form that is still read
_SPELLED = frozenset(("sigmoid", "softplus"))  # what other functions come down to: no help where they do not stand


def common_form(claim: Claim, formula: Node) -> Node | None:
    """`left == form` in its place, for a normal form that equals both sides and is written like neither; else None."""
    context, body = opened(claim, formula)
    if not isinstance(body, Apply) or body.op != "==":
        return None
    sides = {show(side) for side in body.args}
    for side in body.args:
        try:
            form = printed(context, normal(context, side))
        except (NoMeaning, TooMany, RecursionError):
            continue
        if form is None:
            continue
        form = _whole_arrays(form)
        if len(show(form)) > _LONGEST or show(form) in sides or _is_no_help(form, body):
            continue
        if all(equal(context, other, form) for other in body.args):
            return closed(context, Apply(type=BOOLEAN, op="==", args=(body.args[0], form)))
    return None


def _is_no_help(form: Node, body: Node) -> bool:
    """Whether it has functions that the sides are not written with, or entries of arrays that were not taken apart."""
    inner = walk(form.body) if isinstance(form, Bind) and form.op == "array" else walk(form)
    left = any(isinstance(n, Bind) and n.op == "array" for n in inner)
    return left or bool(_functions(form) & _SPELLED - _functions(body))


def _functions(node: Node) -> frozenset[str]:
    return frozenset(n.op for n in walk(node) if isinstance(n, Apply))


def _whole_arrays(node: Node) -> Node:
    """`[A[i, j] for i in 1..m, j in 1..n]` as A inside of other terms, with the indices turned round as A.T."""
    node = rebuild(node, _whole_arrays)
    match node:
        case Bind(op="array", binders=binders, body=Index(base=Var() as base, at=at)):
            names = [b.name for b in binders if isinstance(b, Range) and b.step == 1 and b.filter is None]
            places = [i.name for i in at if isinstance(i, Var)]
        case _:
            return node
    if shape_of(node.type) == shape_of(base.type) and places == names:
        return base
    if shape_of(node.type) == shape_of(base.type)[::-1] and places == names[::-1] and len(names) == 2:
        return Apply(type=node.type, op="transpose", args=(base,))
    return node
