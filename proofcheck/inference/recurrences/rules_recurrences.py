"""TRUSTED rules of recurrences: unfolding, and derivatives of what is defined along a chain of definitions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from proofcheck.inference.context import Context
from proofcheck.inference.matching import same
from proofcheck.inference.recurrences.chains import chain_product
from proofcheck.inference.recurrences.dependence import (
    independent,
    is_defined_value,
    no_other_way,
    only_explicit,
    surely_uses,
)
from proofcheck.inference.recurrences.derivative_terms import (
    explicit,
    is_total,
    is_turned,
    real,
    simplified,
    through,
    total,
    transposed,
)
from proofcheck.inference.recurrences.reads import Unclear
from proofcheck.inference.recurrences.unfolding import base_of, body_of, distinct
from proofcheck.inference.table import Rule
from proofcheck.language.dims import expression, number
from proofcheck.language.tree import Apply, Cell, Derive, Index, Node, Num, Ref, Var, walk
from proofcheck.language.types import Kind, array, shape_of

Premises = tuple[Node, ...]


def equation(body: Node) -> tuple[Node, Node] | None:
    """The sides of an equation."""
    return (body.args[0], body.args[1]) if isinstance(body, Apply) and body.op == "==" else None


def derivative_on_left(body: Node) -> tuple[Derive, Node] | None:
    """An equation whose left side is a total derivative of reals by a value or variable of the claim."""
    sides = equation(body)
    if sides is None or not is_total(sides[0]):
        return None
    left = sides[0]
    assert isinstance(left, Derive)
    return (left, sides[1]) if real(left.body, left.wrt) else None


def unfolded(context: Context, node: Node) -> Node | None:
    """A cell or value, or a part of one, with its body in its place."""
    body = body_of(context, base_of(node))
    if body is None or not isinstance(node, Index):
        return body
    return replace(node, base=body)


def _unfolding(context: Context, premises: Premises, body: Node) -> bool:
    sides = equation(body)
    if sides is None:
        return False
    return any(_is_body(context, a, b) for a, b in (sides, sides[::-1]))


def _is_body(context: Context, node: Node, other: Node) -> bool:
    found = unfolded(context, node)
    return found is not None and same(found, other)


def by_definition(context: Context, node: Node) -> Derive | None:
    """A derivative of a cell or value, with its body in its place.

    What is derived by is another cell or value, or a variable; else the derivative is 1.
    """
    if not isinstance(node, Derive) or not is_defined_value(node.body):
        return None
    if node.op != "partial" and not distinct(context, node.body, node.wrt):
        return None
    if not is_defined_value(node.wrt) and not _is_variable(context, node.wrt):
        return None
    body = unfolded(context, node.body)
    if body is None or (node.op == "partial" and is_defined_value(body)):
        return None  # a partial derivative unfolds what it is of once more
    return replace(node, body=body)


def _is_variable(context: Context, wrt: Node) -> bool:
    base = base_of(wrt)
    return isinstance(base, Var) and context.claim.given_named(base.name) is not None


def _derivative_by_definition(context: Context, premises: Premises, body: Node) -> bool:
    sides = equation(body)
    found = None if sides is None else by_definition(context, sides[0])
    return sides is not None and found is not None and same(found, sides[1])


def as_explicit(context: Context, node: Node) -> Node | None:
    """A total derivative as the explicit one, where nothing else that is read depends on what is derived by."""
    if not isinstance(node, Derive) or not is_total(node) or not real(node.body, node.wrt):
        return None
    try:
        if not only_explicit(context, node.body, node.wrt):
            return None
    except Unclear:
        return None
    found = explicit(node.body, node.wrt)
    return transposed(found) if is_turned(node) else found


def _total_is_explicit(context: Context, premises: Premises, body: Node) -> bool:
    sides = equation(body)
    found = None if sides is None else as_explicit(context, sides[0])
    return sides is not None and found is not None and same(found, sides[1])


def zero(node: Node) -> Node:
    """The zero of a value's shape, as it is written."""
    shape = shape_of(node.type)
    if not shape:
        return number(0)
    return Apply(type=array(shape, Kind.INTEGER), op="zeros", args=tuple(map(expression, shape)))


def _independence(context: Context, premises: Premises, body: Node) -> bool:
    parts = derivative_on_left(body)
    if parts is None or not _is_zero(parts[1]):
        return False
    return _certain(lambda: independent(context, parts[0].body, parts[0].wrt))


def _is_zero(node: Node) -> bool:
    return (isinstance(node, Num) and node.value == 0) or (isinstance(node, Apply) and node.op == "zeros")


def _certain(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except Unclear:
        return False


def _through_one(context: Context, premises: Premises, body: Node) -> bool:
    parts = derivative_on_left(body)
    if parts is None:
        return False
    left, right = parts
    for middle in _middles(left, right):
        if same(right, product_through(left, middle)) and _through(context, left, middle):
            return True
    return False


def _through(context: Context, left: Derive, middle: Node) -> bool:
    """Every way leads through the middle one, which is evaluated in any case."""
    return _certain(
        lambda: surely_uses(context, left.body, middle) and no_other_way(context, left.body, middle, left.wrt)
    )


def _middles(left: Derive, right: Node) -> list[Node]:
    """The cells and values by which the other side derives the same body."""
    derived = (n for n in walk(right) if isinstance(n, Derive) and is_total(n) and same(n.body, left.body))
    return [n.wrt for n in derived if isinstance(n.wrt, (Cell, Ref))]


def product_through(left: Derive, middle: Node) -> Node:
    """D(body, middle) times D(middle, wrt)."""
    return simplified(through(left, middle, total(middle, left.wrt, left.layout)))


def base_value(context: Context, node: Node, middle: Node) -> Derive | None:
    """The derivative by a cell that is what is derived by, where there is no other way from that to the body."""
    if not isinstance(node, Derive) or not is_total(node) or not real(node.body, node.wrt):
        return None
    definition = body_of(context, middle)
    if definition is None or not same(definition, node.wrt):
        return None
    try:
        return replace(node, wrt=middle) if no_other_way(context, node.body, middle, node.wrt) else None
    except Unclear:
        return None


def _base_case(context: Context, premises: Premises, body: Node) -> bool:
    sides = equation(body)
    if sides is None or not isinstance(sides[1], Derive) or not isinstance(sides[1].wrt, (Cell, Ref)):
        return False
    found = base_value(context, sides[0], sides[1].wrt)
    return found is not None and same(found, sides[1])


def _chain(context: Context, premises: Premises, body: Node) -> bool:
    parts = derivative_on_left(body)
    return parts is not None and _certain(lambda: chain_product(context, *parts))


RULES: tuple[Rule, ...] = (
    Rule(
        name="unfolding",
        check=_unfolding,
        statement="a cell is the body of the first case that applies to it; a value is its body",
    ),
    Rule(
        name="derivative of a definition",
        check=_derivative_by_definition,
        statement="the derivative of a cell or value by another is that of its body",
    ),
    Rule(
        name="explicit dependence only",
        check=_total_is_explicit,
        statement="diff(y, x) == partial(y, x) where nothing that y reads depends on x, but x itself",
    ),
    Rule(
        name="independence",
        check=_independence,
        statement="diff(y, x) == 0 where x is reached from y along no definition",
    ),
    Rule(
        name="chain rule through a value",
        check=_through_one,
        statement="jacobian(y, x) == jacobian(y, u) @ jacobian(u, x) where y depends on x through u alone",
    ),
    Rule(
        name="base of a recurrence",
        check=_base_case,
        statement="diff(y, x) == diff(y, h[0]) where h[0] is x, and y depends on x through h[0] alone",
    ),
    Rule(
        name="chain rule",
        check=_chain,
        statement=(
            "jacobian(h[n], h[k]) == matprod(jacobian(h[j], h[j-1]) for j in n..k+1 by -1)"
            " where h[j] depends on h[k] through h[j-1] alone"
        ),
    ),
)
