"""Derivatives along recurrences as derivations: by definition, as products of steps, as sums over readers."""

from __future__ import annotations

from proofcheck.claim import Recurrence
from proofcheck.inference.context import Context
from proofcheck.inference.matching import same
from proofcheck.inference.recurrences.chains import chain_of, product_of
from proofcheck.inference.recurrences.rules_recurrences import as_explicit, base_value, by_definition
from proofcheck.inference.recurrences.unfolding import base_of, body_of
from proofcheck.language.tree import Apply, Cell, Derive, Node, Var, walk
from proofcheck.language.types import BOOLEAN
from proofcheck.proof.adjoints import expansion
from proofcheck.proof.derivation import Derivation

Found = tuple[int, Node]  # the number of a step `node == other`, and the other side


def equals(left: Node, right: Node) -> Node:
    return Apply(type=BOOLEAN, op="==", args=(left, right))


def stated(derivation: Derivation, context: Context, rule: str, left: Node, right: Node) -> Found | None:
    """The step `left == right` by a rule."""
    number = derivation.conclude(context, rule, equals(left, right))
    return None if number is None else (number, right)


def then(derivation: Derivation, context: Context, start: Node, *steps: Found) -> Found | None:
    """One equation out of a chain of them."""
    if len(steps) == 1:
        return steps[0]
    end = steps[-1][1]
    number = derivation.conclude(context, "chain", equals(start, end), [n for n, _ in steps])
    return None if number is None else (number, end)


def jacobian_product(derivation: Derivation, context: Context, node: Node) -> Found | None:
    """`jacobian(h[n], h[k]) == matprod(jacobian(h[j], h[j-1]) for j in n..k+1 by -1)`, the chain rule.

    Also of `diff(h[n], x)` where `h[0]` is x. None where a step depends on more than the one before it.
    """
    first = _from_base(derivation, context, node)
    if first is not None:
        second = jacobian_product(derivation, context, first[1])
        return None if second is None else then(derivation, context, node, first, second)
    chain = chain_of(context, node)
    return None if chain is None else stated(derivation, context, "chain rule", node, product_of(chain))


def _from_base(derivation: Derivation, context: Context, node: Node) -> Found | None:
    """`diff(h[n], x) == diff(h[n], h[0])`."""
    if not isinstance(node, Derive) or not isinstance(node.wrt, Var) or not isinstance(node.body, Cell):
        return None
    for middle in _bases(context, node.body):
        body = body_of(context, middle)
        if body is not None and same(body, node.wrt):
            found = base_value(context, node, middle)
            if found is not None:
                return stated(derivation, context, "base of a recurrence", node, found)
    return None


def _bases(context: Context, cell: Cell) -> list[Cell]:
    """The base cases of a recurrence over one index."""
    definition = context.claim.definition_named(cell.name)
    if not isinstance(definition, Recurrence) or len(cell.at) != 1:
        return []
    patterns = [case.pattern for case in definition.cases]
    return [Cell(type=cell.type, name=cell.name, at=p) for p in patterns if not isinstance(p[0], str)]  # type: ignore[arg-type]


def definitional(derivation: Derivation, context: Context, node: Node, *, total: bool = True) -> Found | None:
    """A derivative as that of a body: explicit where nothing else that is read depends on what is derived by.

    Without `total` only where it is explicit.
    """
    if not isinstance(node, Derive):
        return None
    if node.op == "partial":
        found = by_definition(context, node)
        return None if found is None else stated(derivation, context, "derivative of a definition", node, found)
    explicit = as_explicit(context, node)
    if explicit is not None:
        return _explicit(derivation, context, node, explicit)
    found = by_definition(context, node) if total else None
    return None if found is None else stated(derivation, context, "derivative of a definition", node, found)


def _explicit(derivation: Derivation, context: Context, node: Node, explicit: Node) -> Found | None:
    first = stated(derivation, context, "explicit dependence only", node, explicit)
    if first is None:
        return None
    partial = next(n for n in walk(explicit) if isinstance(n, Derive))
    second = definitional(derivation, context, partial) if isinstance(base_of(partial.body), Cell) else None
    if second is None:
        return first
    if explicit is not partial:
        assert isinstance(explicit, Apply)
        turned = Apply(type=explicit.type, op=explicit.op, args=(second[1],))
        number = derivation.conclude(context, "equals for equals", equals(explicit, turned), [second[0]])
        if number is None:
            return first
        second = (number, turned)
    return then(derivation, context, node, first, second)


def over_readers(derivation: Derivation, context: Context, node: Node) -> Found | None:
    """The adjoint: the sum over everything that reads what is derived by."""
    found = expansion(context, node)
    return None if found is None else stated(derivation, context, "adjoint", node, found)


def unfolding(derivation: Derivation, context: Context, node: Node) -> Found | None:
    """A cell or value as its body."""
    body = body_of(context, node)
    return None if body is None else stated(derivation, context, "unfolding", node, body)


__all__ = [
    "Found",
    "definitional",
    "equals",
    "jacobian_product",
    "over_readers",
    "stated",
    "then",
    "unfolding",
]
