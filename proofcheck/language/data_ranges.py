"""Ranges that end at data: `sum(x[k] for k in 1..t[i])` with `t: integer vector[m] in 1..n`.

What is expanded needs ends that are known with the sizes. Where data has a bound of sizes – a declared domain, or the
length of what `argmax` looks through – the range goes up to the bound and a filter keeps what was meant.
"""

from __future__ import annotations

from proofcheck.language.apply import apply
from proofcheck.language.dims import expression, number
from proofcheck.language.scope import Scope
from proofcheck.language.tree import Apply, Index, Node, Var, walk
from proofcheck.language.types import INTEGER, Array, shape_of


def ceiling(node: Node, scope: Scope) -> Node | None:
    """An integer of sizes that a value of data never exceeds; None if it is no data, or nothing is known."""
    return _bound(node, scope, upper=True) if _is_data(node, scope) else None


def floor(node: Node, scope: Scope) -> Node | None:
    """An integer of sizes that a value of data is never below; None if it is no data, or nothing is known."""
    return _bound(node, scope, upper=False) if _is_data(node, scope) else None


def _is_data(node: Node, scope: Scope) -> bool:
    """Whether a value depends on a variable that is no size: an array, or a number that is not whole."""
    names = (n.name for n in walk(node) if isinstance(n, Var))
    return any(name in scope.givens and scope.givens[name].type != INTEGER for name in names)


def _bound(node: Node, scope: Scope, *, upper: bool) -> Node | None:
    if not _is_data(node, scope):
        return node
    match node:
        case Index(base=Var(name=name)) | Var(name=name) if name in scope.givens:
            domain = scope.givens[name].domain
            end, is_open = (domain.upper, domain.upper_open) if upper else (domain.lower, domain.lower_open)
            if end is None or is_open or end.type != INTEGER or _is_data(end, scope):
                return None
            return end
        case Apply(op="argmax" | "argmin", args=(vector,)) if isinstance(vector.type, Array):
            return expression(shape_of(vector.type)[0]) if upper else number(1)
        case Apply(op="+" | "-" as op, args=(left, right)):
            parts = _bound(left, scope, upper=upper), _bound(right, scope, upper=upper is (op == "+"))
            if parts[0] is not None and parts[1] is not None:
                return apply(scope, op, (parts[0], parts[1]), node.span)
    return None
