"""Variables that stand only within exponentials, or only within sines and cosines, as algebraic ones.

With `x` only in `exp(k*x)`, `u = exp(x/d)` runs through the positive numbers; with `x` only in `sin(k*x)` and
`cos(k*x)`, `(cos(x/d), sin(x/d))` runs through the circle. What holds of these for all `u`, or on the circle, holds for
all `x`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from benchmarks.trees import WRITTEN_OUT, constant
from proofcheck.language.tree import Apply, Node, Var, children

EXPONENTIAL = frozenset({"exp", "sinh", "cosh", "tanh"})
CIRCULAR = frozenset({"sin", "cos", "tan"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Substituted:
    """`circular` or exponential, and the `d` of `x/d`."""

    circular: bool
    parts: int


def linear(node: Node) -> dict[str, Fraction] | None:
    """Coefficients of a linear form without a constant."""
    match node:
        case Var(name=name):
            return {name: Fraction(1)}
        case Apply(op="neg", args=(a,)):
            inner = linear(a)
            return None if inner is None else {k: -v for k, v in inner.items()}
        case Apply(op="+" | "-" as name, args=(a, b)):
            left, right = linear(a), linear(b)
            if left is None or right is None:
                return None
            sign = 1 if name == "+" else -1
            return {k: left.get(k, Fraction(0)) + sign * right.get(k, Fraction(0)) for k in {**left, **right}}
        case Apply(op="*" | "/" as name, args=(a, b)):
            factor, inner = (
                (constant(a), linear(b)) if name == "*" and constant(a) is not None else (constant(b), linear(a))
            )
            if factor is None or inner is None or factor == 0:
                return None
            return {k: v * factor if name == "*" else v / factor for k, v in inner.items()}
    return None


def _uses(node: Node) -> Iterator[tuple[str, str, Fraction]]:
    """Each occurrence of a variable: its name, the kind of function around it, and its coefficient there."""
    match node:
        case Var(name=name):
            yield name, "plain", Fraction(1)
        case Apply(op=name, args=args) if name in WRITTEN_OUT:
            yield from _uses(WRITTEN_OUT[name](*args))
        case Apply(op=name, args=(a,)) if name in EXPONENTIAL | CIRCULAR:
            form = linear(a)
            if form is None:
                yield from _uses(a)
            else:
                kind = "exponential" if name in EXPONENTIAL else "circular"
                yield from ((x, kind, factor) for x, factor in form.items())
        case _:
            for child in children(node):
                yield from _uses(child)


def substituted(roots: Iterable[Node]) -> dict[str, Substituted]:
    """The variables that can be replaced."""
    kinds: dict[str, set[str]] = {}
    parts: dict[str, int] = {}
    for root in roots:
        for name, kind, factor in _uses(root):
            kinds.setdefault(name, set()).add(kind)
            parts[name] = lcm(parts.get(name, 1), factor.denominator)
    return {
        name: Substituted(circular=kind == {"circular"}, parts=parts[name])
        for name, kind in kinds.items()
        if kind in ({"exponential"}, {"circular"})
    }
