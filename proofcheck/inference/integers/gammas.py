"""TRUSTED: factorials, binomials and values of the gamma function, by one of each kind and rational factors.

Γ(x + 1) = x Γ(x) for x > 0, and n! = Γ(n + 1). For a >= 0, binomial(a, b) = a!/(b! (a - b)!) where 0 <= b <= a, else 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import factorial, floor

from proofcheck.inference.context import Context
from proofcheck.inference.integers.cases import OpenSign, Unreadable
from proofcheck.inference.integers.folds import binary, split_constant, total
from proofcheck.inference.matching import canonical, number
from proofcheck.inference.signs import positive
from proofcheck.language.dims import expression, is_integer, polynomial
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import REAL, Dim
from proofcheck.meaning.regions import linear

_SHIFT = 40  # between arguments of one kind
_LARGEST = 60  # argument whose factorial is written out
_LOWER = 8  # constant lower index of a binomial that is written out
HALF = Fraction(1, 2)

Kind = tuple[str, Node, Fraction]  # arguments that differ by whole numbers


@dataclass(slots=True)
class Gammas:
    """Which values of the gamma function stand for those that differ by whole numbers."""

    context: Context
    atom: Callable[[Node, bool], Node]
    own: bool  # binomials stand for themselves
    least: dict[Kind, Fraction] = field(default_factory=dict)
    pairs: dict[tuple[Dim, Dim], tuple[Dim, Dim]] = field(default_factory=dict)

    def note(self, node: Node) -> None:
        """Take a term into account that will be read. Errors: OpenSign."""
        match node:
            case Apply(op="factorial" | "gamma" | "loggamma", args=(a,)):
                self._note(*argument(a, node.op))
            case Apply(op="binomial", args=(a, b)):
                whole = self._whole(a, b)
                if isinstance(whole, tuple) and self.own:
                    key = split_constant(whole[0])[0], split_constant(whole[1])[0]
                    known = self.pairs.get(key, whole)
                    self.pairs[key] = min(known, whole, key=lambda p: split_constant(p[0])[1])
                elif isinstance(whole, tuple):
                    for dim in (whole[0], whole[1], whole[0] - whole[1]):
                        self._note(*argument(expression(dim), "factorial"))

    def _note(self, rest: Node | None, constant: Fraction) -> None:
        if rest is not None and self._positive(rest, constant):
            key = _kind(rest, constant)
            self.least[key] = min(self.least.get(key, constant), constant)

    def _positive(self, rest: Node, constant: Fraction) -> bool:
        """Whether rest + constant > 0."""
        dim = polynomial(rest)
        if dim is not None:
            scale = constant.denominator
            for _, c in dim.terms:
                scale *= c.denominator
            form = linear((dim + Dim.of(constant)).scaled(Fraction(scale)))
            return form is not None and self.context.region.entails(form.plus(-1))
        return positive(self.context, (), binary("+", rest, _number(constant)))

    def read(self, node: Apply) -> Node | None:
        """A factorial, binomial or value of the gamma function by the variables for these."""
        if node.op == "binomial":
            return self._binomial(*node.args)
        rest, constant = argument(node.args[0], node.op)
        value = self._gamma(rest, constant)
        return Apply(type=REAL, op="log", args=(value,)) if value is not None and node.op == "loggamma" else value

    def _gamma(self, rest: Node | None, constant: Fraction) -> Node | None:
        if rest is None:
            return _value(constant)
        least = self.least.get(_kind(rest, constant))
        if least is None or constant < least or constant - least > _SHIFT:
            return None
        base = self.atom(Apply(type=REAL, op="gamma", args=(binary("+", rest, _number(least)),)), False)
        factors = [binary("+", rest, _number(least + i)) for i in range(int(constant - least))]
        return total((base, *factors), "*")

    def _whole(self, a: Node, b: Node) -> tuple[Dim, Dim] | Node | None:
        """Both indices where 0 <= b <= a; the value where it is plain. Errors: OpenSign."""
        top, low = (polynomial(n) if is_integer(n.type) else None for n in (a, b))
        if top is None or low is None:
            return None
        if low.constant is not None and 0 <= low.constant <= _LOWER and self._sign(top):
            return _falling(a, low.constant)
        gap = (top - low).constant
        if gap is not None and gap < 0 and self._sign(top):
            return literal(0)
        if not self._sign(top):
            return None
        if self._decided(low) < 0:
            return literal(0)
        if gap is not None and gap <= _LOWER:
            return _falling(a, gap)
        return (top, low) if self._decided(top - low) >= 0 else literal(0)

    def _sign(self, dim: Dim) -> bool:
        form = linear(dim)
        return form is not None and self.context.region.entails(form)

    def _decided(self, dim: Dim) -> int:
        """Whether an integer is at least 0, or below (-1). Errors: OpenSign."""
        form = linear(dim)
        if form is None:
            raise Unreadable
        if self.context.region.entails(form):
            return 1
        if self.context.region.entails(form.scaled(-1).plus(-1)):
            return -1
        raise OpenSign(form)

    def _binomial(self, a: Node, b: Node) -> Node | None:
        whole = self._whole(a, b)
        if not isinstance(whole, tuple):
            return whole
        top, low = whole
        if not self.own:
            parts = [self._gamma(*argument(expression(d), "factorial")) for d in (top, low, top - low)]
            found = [p for p in parts if p is not None]
            if len(found) < 3:
                return None
            return Apply(type=REAL, op="/", args=(found[0], binary("*", found[1], found[2])))
        key = split_constant(top)[0], split_constant(low)[0]
        base = self.pairs.get(key)
        if base is None:
            return None
        by, below = (top - base[0]).constant, (low - base[1]).constant
        if by is None or below is None or max(abs(by), abs(below)) > _SHIFT:
            return None
        atom = self.atom(Apply(type=REAL, op="binomial", args=(expression(base[0]), expression(base[1]))), True)
        over = _rising(base[0], by)
        under = (_rising(base[1], below), _rising(base[0] - base[1], by - below))
        factors = [atom, *over[0], *under[0][1], *under[1][1]]
        divisors = [*over[1], *under[0][0], *under[1][0]]
        value = total(factors, "*")
        return Apply(type=REAL, op="/", args=(value, total(divisors, "*"))) if divisors else value


def argument(a: Node, op: str) -> tuple[Node | None, Fraction]:
    """The argument of the gamma function for a term, as what is not constant and a constant."""
    shift = Fraction(1 if op == "factorial" else 0)
    dim = polynomial(a)
    if dim is not None:
        rest, constant = split_constant(dim)
        return (expression(rest) if rest.terms else None), constant + shift
    node, constant = _parted(a)
    return (None if node is None else canonical(node)), constant + shift


def _parted(node: Node) -> tuple[Node | None, Fraction]:
    value = number(node)
    if value is not None:
        return None, value
    match node:
        case Apply(op="+" | "-" as op, args=(a, b)):
            (left, c), (right, d) = _parted(a), _parted(b)
            sign = 1 if op == "+" else -1
            if right is None:
                return left, c + sign * d
            if left is None:
                return (right if sign > 0 else Apply(type=REAL, op="neg", args=(right,))), c + sign * d
            return binary(op, left, right), c + sign * d
    return node, Fraction(0)


def _kind(rest: Node, constant: Fraction) -> Kind:
    return "gamma", canonical(rest), constant - floor(constant)


def _number(value: Fraction) -> Node:
    return literal(value)


def _value(x: Fraction) -> Node | None:
    """Γ at a positive whole or half number."""
    if x <= 0 or x > _LARGEST:
        return None
    if x.denominator == 1:
        return literal(factorial(int(x) - 1))
    if x.denominator != 2:
        return None
    product = Fraction(1)
    while x > HALF:
        x -= 1
        product *= x
    root = Apply(type=REAL, op="sqrt", args=(Apply(type=REAL, op="pi", args=()),))
    return Apply(type=REAL, op="*", args=(literal(product), root))


def _falling(a: Node, k: int) -> Node:
    """a (a - 1) … (a - k + 1)/k!"""
    product = total((binary("-", a, literal(i)) for i in range(k)), "*")
    return Apply(type=REAL, op="/", args=(product, literal(factorial(k))))


def _rising(base: Dim, by: int) -> tuple[list[Node], list[Node]]:
    """(base + by)!/base! as factors and divisors."""
    if by >= 0:
        return [expression(base + Dim.of(i)) for i in range(1, by + 1)], []
    return [], [expression(base - Dim.of(i)) for i in range(-by)]
