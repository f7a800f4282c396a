"""The chain rule along a recurrence of first order: a product of the derivatives of its steps, for every depth."""

from __future__ import annotations

from dataclasses import dataclass

from proofcheck.inference.context import Context
from proofcheck.inference.matching import same
from proofcheck.inference.recurrences.certain_reads import surely_read
from proofcheck.inference.recurrences.dependence import direct_reads, reached, target
from proofcheck.inference.recurrences.derivative_terms import total
from proofcheck.inference.recurrences.unfolding import linear_index
from proofcheck.language.dims import expression, polynomial
from proofcheck.language.tree import Bind, Cell, Derive, Node, Range, Var, substitute
from proofcheck.language.types import INTEGER, Dim, shape_of
from proofcheck.meaning.regions import Linear

_STEP = "j"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The derivative of `cell` at index `last` by the one at `first`; `axis`: which index differs."""

    cell: Cell
    axis: int
    first: Linear
    last: Linear
    layout: str

    def at(self, index: Node) -> Cell:
        """The cell with another index on the axis."""
        at = tuple(index if k == self.axis else i for k, i in enumerate(self.cell.at))
        return Cell(type=self.cell.type, name=self.cell.name, at=at)

    @property
    def descending(self) -> bool:
        """Whether the factors stand from the last step to the first."""
        return bool(shape_of(self.cell.type)) and self.layout == "numerator"


def chain_of(context: Context, node: Node) -> Chain | None:
    """The chain between two cells of a recurrence of scalars or vectors, if a derivative is such."""
    match node:
        case Derive(body=Cell() as late, wrt=Cell() as early, layout=layout, order=1, op=op) if op != "partial":
            pass
        case _:
            return None
    if late.name != early.name or late.type != early.type or len(shape_of(late.type)) > 1:
        return None
    moving = [k for k, (a, b) in enumerate(zip(late.at, early.at, strict=True)) if not same(a, b)]
    if len(moving) > 1:
        return None
    axis = moving[0] if moving else 0
    last, first = (linear_index(context.claim, context.region, c.at[axis]) for c in (late, early))
    if last is None or first is None:
        return None
    return Chain(cell=late, axis=axis, first=first, last=last, layout=layout)


def holds(context: Context, chain: Chain) -> bool:
    """Whether the last cell comes after the first, and every one in between uses the one before it, and the first in no
    other way. Errors: Unclear.
    """
    if not context.region.entails(chain.last - chain.first):
        return False
    name = f"{_STEP}#"  # no variable of a claim has this name
    own = Linear.name(name)
    step = Var(type=INTEGER, name=name)
    now, before = chain.at(step), chain.at(expression(Dim.of(name) - Dim.ONE))
    first = chain.at(expression(chain.first.dim()))
    every = _among(context, own - chain.first.plus(1), chain.last - own, name)
    later = _among(context, own - chain.first.plus(2), chain.last - own, name)
    used = surely_read(every.claim, every.region, direct_reads(every, now), target(every, before))
    if not used and not every.region.empty:
        return False
    if later.region.empty:
        return True
    found = reached(later, direct_reads(later, now), target(later, first), target(later, before))
    return found.misses(target(later, first))


def _among(context: Context, low: Linear, high: Linear, name: str) -> Context:
    """The place under a range `low >= 0, high >= 0` of one more integer."""
    own = Linear.name(name)
    lower, upper = own - low, high + own
    binder = Range(name=name, lower=expression(lower.dim()), upper=expression(upper.dim()))
    return context.under((binder,))


def product_of(chain: Chain) -> Node:
    """The product of the steps' derivatives, as it is written."""
    taken = {a for form in (chain.first, chain.last) for a, _ in form.terms}
    name = next(n for n in (_STEP, *(f"{_STEP}_{k}" for k in range(2, 99))) if n not in taken)
    step = Var(type=INTEGER, name=name)
    body = total(chain.at(step), chain.at(expression(Dim.of(name) - Dim.ONE)), chain.layout)
    low, high = expression((chain.first.plus(1)).dim()), expression(chain.last.dim())
    vectors = bool(shape_of(chain.cell.type))
    if chain.descending:
        binder = Range(name=name, lower=high, upper=low, step=-1)
    else:
        binder = Range(name=name, lower=low, upper=high)
    return Bind(type=body.type, op="matprod" if vectors else "product", binders=(binder,), body=body)


def chain_product(context: Context, derivative: Derive, product: Node) -> bool:
    """Whether a derivative is this product of steps by the chain rule. Errors: Unclear."""
    chain = chain_of(context, derivative)
    return chain is not None and _is_product(context, chain, product) and holds(context, chain)


def _is_product(context: Context, chain: Chain, product: Node) -> bool:
    """Whether the factors are the derivatives of all steps, in their order (any order of numbers)."""
    vectors = bool(shape_of(chain.cell.type))
    match product:
        case Bind(op=op, binders=(Range(filter=None, step=1 | -1) as binder,), body=Derive() as step):
            if op != ("matprod" if vectors else "product"):
                return False
        case _:
            return False
    if not isinstance(step.body, Cell) or len(step.body.at) != len(chain.cell.at):
        return False
    index = polynomial(step.body.at[chain.axis])
    sign = next((s for s in (1, -1) if index is not None and _slope(index, binder.name) == s), 0)
    if not sign or index is None:
        return False
    now = expression(index)
    wanted = total(chain.at(now), chain.at(expression(index - Dim.ONE)), chain.layout)
    ends = [polynomial(substitute(now, {binder.name: end})) for end in (binder.lower, binder.upper)]
    low, high = chain.first.plus(1).dim(), chain.last.dim()
    downwards = sign * binder.step < 0
    if vectors and downwards is not chain.descending:
        return False
    return same(wanted, step) and ends == ([high, low] if downwards else [low, high])


def _slope(index: Dim, name: str) -> int | None:
    """The coefficient of a name that stands in no product with others."""
    found = [(m, c) for m, c in index.terms if any(a == name for a, _ in m)]
    if len(found) == 1 and found[0][0] == ((name, 1),) and abs(found[0][1]) == 1:
        return int(found[0][1])
    return None


__all__ = ["Chain", "chain_of", "chain_product", "holds", "product_of"]
