"""From typed trees to other worlds: what every translation shares.

A translation needs meanings for a core of operators only; the others are written out by their definitions here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from benchmarks.outcome import Inexpressible
from proofcheck.claim import Claim, Definition
from proofcheck.language.tree import (
    Apply,
    At,
    Bind,
    Call,
    Derive,
    Node,
    Num,
    Range,
    Ref,
    Var,
    substitute,
    transform,
    walk,
)
from proofcheck.language.types import INTEGER, REAL

V = TypeVar("V")
TERMS = 4000  # of a sum that is written out


def num(value: int | Fraction) -> Num:
    exact = Fraction(value)
    return Num(type=INTEGER if exact.denominator == 1 else REAL, value=exact)


def op(name: str, *args: Node | int | Fraction) -> Apply:
    nodes = tuple(a if isinstance(a, Node) else num(a) for a in args)
    return Apply(type=REAL, op=name, args=nodes)


_ONE, _HUNDREDTH = num(1), num(Fraction(1, 100))


def _entries(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Apply) and node.op == "stack":
        return node.args
    raise Inexpressible("a vector that is not written out")


def _total(terms: list[Node]) -> Node:
    found = terms[0]
    for term in terms[1:]:
        found = op("+", found, term)
    return found


def _sigmoid(x: Node) -> Node:
    return op("/", 1, op("+", 1, op("exp", op("neg", x))))


def _normal_cdf(x: Node) -> Node:
    return op("/", op("+", 1, op("erf", op("/", x, op("sqrt", 2)))), 2)


def _if(test: Node, yes: Node | int, no: Node | int | Fraction) -> Node:
    return op("if", test, yes, no)


def _elu(x: Node, a: Node, inner: Node) -> Node:
    return _if(op(">", x, 0), x, op("*", a, op("-", op("exp", inner), 1)))


def _kl(p: Node, q: Node) -> Node:
    pairs = zip(_entries(p), _entries(q), strict=True)
    return _total([op("*", a, op("log", op("/", a, b))) for a, b in pairs])


def _det(a: Node) -> Node:
    rows = [_entries(row) for row in _entries(a)]
    if [len(row) for row in rows] != [2, 2]:
        raise Inexpressible("a determinant of this size")
    return op("-", op("*", rows[0][0], rows[1][1]), op("*", rows[0][1], rows[1][0]))


WRITTEN_OUT: Mapping[str, Callable[..., Node]] = MappingProxyType(
    {
        "log2": lambda x: op("/", op("log", x), op("log", 2)),
        "sec": lambda x: op("/", 1, op("cos", x)),
        "csc": lambda x: op("/", 1, op("sin", x)),
        "cot": lambda x: op("/", op("cos", x), op("sin", x)),
        "sech": lambda x: op("/", 1, op("cosh", x)),
        "csch": lambda x: op("/", 1, op("sinh", x)),
        "coth": lambda x: op("/", op("cosh", x), op("sinh", x)),
        "erfc": lambda x: op("-", 1, op("erf", x)),
        "normal_cdf": _normal_cdf,
        "sigmoid": _sigmoid,
        "softplus": lambda x: op("log", op("+", 1, op("exp", x))),
        "silu": lambda x: op("*", x, _sigmoid(x)),
        "gelu": lambda x: op("*", x, _normal_cdf(x)),
        "relu": lambda x: op("max", 0, x),
        "relu6": lambda x: op("min", op("max", 0, x), 6),
        "clip": lambda x, a, b: op("min", op("max", x, a), b),
        "hardswish": lambda x: op("/", op("*", x, op("min", op("max", 0, op("+", x, 3)), 6)), 6),
        "leaky_relu": lambda x, a=_HUNDREDTH: _if(op(">", x, 0), x, op("*", a, x)),
        "elu": lambda x, a=_ONE: _elu(x, a, x),
        "celu": lambda x, a=_ONE: _elu(x, a, op("/", x, a)),
        "kl": _kl,
        "entropy": lambda p: op("neg", _total([op("*", a, op("log", a)) for a in _entries(p)])),
        "det": _det,
    }
)


def inlined(claim: Claim) -> Claim:
    """The claim with its definitions written where they are used. Raises Inexpressible for recurrences."""
    bodies: dict[str, Node] = {}

    def put(node: Node) -> Node | None:
        return bodies[node.name] if isinstance(node, Ref) and node.name in bodies else None

    for definition in claim.definitions:
        if not isinstance(definition, Definition):
            raise Inexpressible("a recurrence")
        bodies[definition.name] = transform(definition.body, put)
    links = tuple(replace(link, node=transform(link.node, put)) for link in claim.links)
    return replace(claim, links=links, assumptions=tuple(transform(a, put) for a in claim.assumptions), definitions=())


def nodes(claim: Claim) -> list[Node]:
    """Every node of the assumptions and of the relation."""
    return [n for root in (*claim.assumptions, *(link.node for link in claim.links)) for n in walk(root)]


class Translation(ABC, Generic[V]):
    """A fold over scalar trees: `table` has the meaning of the operators that the target has words for."""

    table: Mapping[str, Callable[..., V]] = MappingProxyType({})
    keeps: frozenset[str] = frozenset()  # operators that the target knows itself, though they could be written out

    @abstractmethod
    def number(self, value: Fraction) -> V: ...

    def of(self, node: Node, at: Mapping[str, V]) -> V:
        match node:
            case Num(value=value):
                return self.number(value)
            case Var(name=name):
                if name not in at:
                    raise Inexpressible(f"the variable `{name}`")
                return at[name]
            case Apply(op=name, args=args):
                if name in WRITTEN_OUT and name not in self.keeps:
                    return self.of(WRITTEN_OUT[name](*args), at)
                return self.apply(node, at)
            case Bind():
                return self.bind(node, at)
            case Derive():
                return self.derive(node, at)
            case At(name=name, value=value, body=body):
                return self.of(body, {**at, name: self.of(value, at)})
            case Call():
                return self.call(node, at)
        raise Inexpressible(type(node).__name__)

    def apply(self, node: Apply, at: Mapping[str, V]) -> V:
        if node.op not in self.table:
            raise Inexpressible(f"`{node.op}`")
        return self.table[node.op](*(self.of(a, at) for a in node.args))

    def joined(self, name: str, left: V, right: V) -> V:
        """A sum or a product of two."""
        return self.table[name](left, right)

    def whole(self, node: Node, at: Mapping[str, V]) -> int:
        """The value of an end of a range. Raises Inexpressible where it is no known whole number."""
        found = constant(node)
        if found is None or found.denominator != 1:
            raise Inexpressible("a range whose ends are not known")
        return int(found)

    def bind(self, node: Bind, at: Mapping[str, V]) -> V:
        """A sum or product written out term by term."""
        match node:
            case Bind(op="sum" | "product" as name, binders=(Range() as binder, *rest), body=body):
                inner: Node = replace(node, binders=tuple(rest)) if rest else body
                low, high = self.whole(binder.lower, at), self.whole(binder.upper, at)
                steps = range(low, high + 1) if binder.step > 0 else range(low, high - 1, -1)
                if len(steps) > TERMS:
                    raise Inexpressible("a sum that is too long to write out")
                found = self.number(Fraction(0 if name == "sum" else 1))
                for k in steps:
                    if binder.filter is None or chosen(substitute(binder.filter, {binder.name: num(k)})):
                        term = self.of(substitute(inner, {binder.name: num(k)}), at)
                        found = self.joined("+" if name == "sum" else "*", found, term)
                return found
        raise Inexpressible(f"`{node.op}`")

    def derive(self, node: Derive, at: Mapping[str, V]) -> V:
        raise Inexpressible("a derivative")

    def call(self, node: Call, at: Mapping[str, V]) -> V:
        raise Inexpressible("an arbitrary function")


def constant(node: Node) -> Fraction | None:
    """The rational value of a tree of numbers."""
    match node:
        case Num(value=value):
            return value
        case Apply(op="neg", args=(a,)):
            x = constant(a)
            return None if x is None else -x
        case Apply(op="+" | "-" | "*" | "/" | "**" as name, args=(a, b)):
            x, y = constant(a), constant(b)
            if x is None or y is None or (name == "/" and y == 0):
                return None
            if name == "**":
                whole = y.denominator == 1 and abs(y) < 100 and (x != 0 or y >= 0)
                return x ** int(y) if whole else None
            step: Any = {"+": Fraction.__add__, "-": Fraction.__sub__, "*": Fraction.__mul__, "/": Fraction.__truediv__}
            found: Fraction = step[name](x, y)
            return found
    return None


def chosen(test: Node) -> bool:
    """Whether a filter holds, its index being a number."""
    compare: Any = {"==": "__eq__", "!=": "__ne__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}
    if isinstance(test, Apply) and test.op in compare:
        left, right = map(constant, test.args)
        if left is not None and right is not None:
            return bool(getattr(left, compare[test.op])(right))
    raise Inexpressible("a filter")
