"""Steps of an estimate: one term inside a side replaced by a term that is equal, above or below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from proofcheck.inference.context import Context
from proofcheck.inference.matching import number
from proofcheck.language.tree import Apply, Bind, Node
from proofcheck.language.types import shape_of

Sign = Callable[[Context, Node], bool]
_INCREASING = frozenset(
    [
        "exp",
        "log",
        "log2",
        "sqrt",
        "cbrt",
        "atan",
        "tanh",
        "sinh",
        "asinh",
        "sigmoid",
        "softplus",
        "relu",
        "erf",
        "normal_cdf",
    ]
)


@dataclass(frozen=True, slots=True)
class Move:
    """`before` becomes `after` in the place `context`; with op `==`, or `after` above (`up`) or below it."""

    rule: str
    context: Context
    before: Node
    after: Node
    op: str
    up: bool
    premises: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A direct part of a term: its place, whether the term grows (True) or falls (False) with it, or neither."""

    context: Context
    node: Node
    up: bool | None
    put: Callable[[Node], Node]


def parts(context: Context, term: Node, up: bool | None, signed: Sign, above: Sign) -> Iterator[Part]:
    """The parts of a term, and how each may move for it to move `up`; `signed`, `above`: what is ≥ 0, what is > 0."""
    match term:
        case Apply(args=args):
            for k, arg in enumerate(args):
                sense = None if up is None else _sense(context, term, k, signed, above)
                wanted = None if sense is None else sense == up

                def put(new: Node, k: int = k) -> Node:
                    return replace(term, args=(*args[:k], new, *args[k + 1 :]))

                yield Part(context, arg, wanted, put)
        case Bind(op="sum" | "product" | "max" | "min" | "matprod" | "array", body=body):
            inner = context.under(term.binders)
            grows = term.op in ("sum", "max", "min") or (term.op == "product" and signed(inner, body))
            scalar = not shape_of(term.type)
            yield Part(inner, body, up if grows and scalar else None, lambda new: replace(term, body=new))


def _sense(context: Context, term: Apply, k: int, signed: Sign, above: Sign) -> bool | None:
    """Whether a scalar grows with its k-th argument (True) or falls (False); None where neither is seen."""
    args = term.args
    if shape_of(term.type) or shape_of(args[k].type):
        return None
    other = args[1 - k] if len(args) == 2 else None
    match term.op:
        case "+" | "min" | "max":
            return True
        case "-":
            return k == 0
        case "neg":
            return False
        case "*" if other is not None:
            return True if signed(context, other) else None
        case "/" if other is not None:
            if k == 0:
                return True if above(context, other) else None
            return False if signed(context, other) and above(context, args[1]) else None
        case "**":
            return _power_sense(context, args[0], args[1], k, signed)
    return True if term.op in _INCREASING else None


def _power_sense(context: Context, base: Node, exponent: Node, k: int, signed: Sign) -> bool | None:
    if k == 1:
        return None
    value = number(exponent)
    if value is not None and value > 0 and value.denominator == 1 and value % 2 == 1:
        return True
    if value is not None and value < Fraction(0):
        return None
    return True if signed(context, base) and signed(context, exponent) else None
