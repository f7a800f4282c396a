"""TRUSTED: a product of factors that are each at most q in modulus is at most a power of q; at least, likewise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from proofcheck.inference.context import Context, known
from proofcheck.inference.depth.ranges_of_variables import at_least_zero
from proofcheck.inference.matching import directed
from proofcheck.inference.signs import nonnegative
from proofcheck.inference.table import Rule
from proofcheck.language.dims import is_integer
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Bind, Node, Range, free_names
from proofcheck.language.types import BOOLEAN, INTEGER, Array, shape_of

# Norms of matrices that are submultiplicative and 1 for the identity.
_OPERATOR_NORMS = (("sigma_max", ""), ("norm", "2"), ("norm", "1"), ("norm", "oo"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """The size of a product: that of one factor, where the factor stands, and how many there are."""

    factor: Node
    context: Context
    length: Node
    around: Context
    index: str = ""


def _check(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    relation = directed(body)
    if relation is None or relation[0] != "<=" or any(isinstance(s.type, Array) for s in relation[1:]):
        return False
    _, low, high = relation
    above = ((r, r.factor, base) for r in repeated(context, low, premises) for base in _bases(high, r))
    if any(_at_most(r.context, premises, factor, base) for r, factor, base in above):
        return True
    below = ((r, r.factor, base) for r in repeated(context, high, premises, least=True) for base in _bases(low, r))
    return any(
        at_least_zero(context, premises, base) and _at_most(r.context, premises, base, factor)
        for r, factor, base in below
    )


def _at_most(context: Context, premises: tuple[Node, ...], low: Node, high: Node) -> bool:
    return known(context, premises, Apply(type=BOOLEAN, op="<=", args=(low, high)))


def _bases(power: Node, product: Repeated) -> Iterator[Node]:
    """q of q**length; q is free of the index of the product."""
    if not isinstance(power, Apply) or power.op != "**" or not is_integer(power.args[1].type):
        return
    q, exponent = power.args
    as_long = Apply(type=BOOLEAN, op="==", args=(exponent, product.length))
    if product.index not in free_names(q) and known(product.around, (), as_long):
        yield q


def repeated(
    context: Context, size: Node, premises: tuple[Node, ...] = (), *, least: bool = False
) -> Iterator[Repeated]:
    """The size |∏ f_j|, or a norm of a matrix product or power, by its factors. `least`: as seen from below."""
    match size:
        case Apply(op="abs", args=(Bind(op="product") as product,)):
            yield from _over_range(context, product, lambda f: Apply(type=f.type, op="abs", args=(f,)))
        case Bind(op="product"):
            inner = context.under(size.binders)
            if nonnegative(inner, premises, size.body):
                yield from _over_range(context, size, lambda f: f)
        case Apply(op=op, args=(matrix,)) if least and op == "sigma_min" and _square(matrix):
            yield from _matrices(context, size, matrix)
        case Apply(op=op, args=(matrix,)) if not least and _kind(size) in _OPERATOR_NORMS and _square(matrix):
            yield from _matrices(context, size, matrix)


def _matrices(context: Context, size: Apply, matrix: Node) -> Iterator[Repeated]:
    def of(factor: Node) -> Node:
        return Apply(type=size.type, op=size.op, args=(factor,), options=size.options)

    if isinstance(matrix, Bind) and matrix.op == "matprod":
        yield from _over_range(context, matrix, of)
    elif isinstance(matrix, Apply) and matrix.op == "power":
        factor, exponent = matrix.args
        if known(context, (), Apply(type=BOOLEAN, op="<=", args=(literal(0), exponent))):
            yield Repeated(factor=of(factor), context=context, length=exponent, around=context)


def _over_range(context: Context, product: Bind, of: Callable[[Node], Node]) -> Iterator[Repeated]:
    binder, *others = product.binders
    if others or not isinstance(binder, Range) or binder.filter is not None or abs(binder.step) != 1:
        return
    low, high = (binder.lower, binder.upper) if binder.step > 0 else (binder.upper, binder.lower)
    minus = Apply(type=INTEGER, op="-", args=(high, low))
    length = Apply(type=INTEGER, op="+", args=(minus, literal(1)))
    if known(context, (), Apply(type=BOOLEAN, op="<=", args=(literal(0), length))):
        inner = context.under((binder,))
        yield Repeated(factor=of(product.body), context=inner, length=length, around=context, index=binder.name)


def _kind(size: Apply) -> tuple[str, str]:
    kind = dict(size.options).get("kind", "")
    return size.op, kind if isinstance(kind, str) else "?"


def _square(matrix: Node) -> bool:
    shape = shape_of(matrix.type)
    return len(shape) == 2 and shape[0] == shape[1]


RULES = (
    Rule(
        name="product of bounds",
        check=_check,
        statement="‖F_j‖ ≤ q for every j gives ‖∏ F_j‖ ≤ q^k for k factors; 0 ≤ q ≤ |f_j| gives q^k ≤ |∏ f_j|",
    ),
)
