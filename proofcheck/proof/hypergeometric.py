"""Hypergeometric terms: products of factorials, binomials, powers and rational functions; their shifts are rational.

After Petkovšek, Wilf, Zeilberger, A = B (1996). Nothing here is trusted: it only proposes identities.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from proofcheck.inference.integers.powers import leaves
from proofcheck.inference.matching import number
from proofcheck.language.dims import is_integer, polynomial
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Node, Var
from proofcheck.language.types import INTEGER, REAL, Dim

Polynomial = Any  # fmpq_mpoly: the library has no types
_SHIFT = 6
_POWER = 8


class NotHypergeometric(Exception):
    """A term whose shifts have no rational ratio here."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """over/under, in lowest terms."""

    over: Polynomial
    under: Polynomial

    def __mul__(self, other: Ratio) -> Ratio:
        return ratio(self.over * other.over, self.under * other.under)

    def __truediv__(self, other: Ratio) -> Ratio:
        if other.over == 0:
            raise NotHypergeometric
        return ratio(self.over * other.under, self.under * other.over)

    def __add__(self, other: Ratio) -> Ratio:
        return ratio(self.over * other.under + other.over * self.under, self.under * other.under)

    def __sub__(self, other: Ratio) -> Ratio:
        return ratio(self.over * other.under - other.over * self.under, self.under * other.under)


def ratio(over: Polynomial, under: Polynomial) -> Ratio:
    common = over.gcd(under)
    if common != 1:
        over, under = divmod(over, common)[0], divmod(under, common)[0]
    return Ratio(over, under)


class Field:
    """Rational functions in some names."""

    def __init__(self, names: Mapping[str, Node]) -> None:
        self.names = dict(names)
        self.context = fmpq_mpoly_ctx.get(tuple(names), Ordering.lex)
        self.gens = dict(zip(names, self.context.gens(), strict=True))
        self.one = self.constant(Fraction(1))

    def constant(self, value: Fraction) -> Ratio:
        one = self.context.constant(1)
        return Ratio(self.context.constant(fmpq(value.numerator, value.denominator)), one)

    def of(self, dim: Dim) -> Ratio:
        total = self.constant(Fraction(0))
        for monomial, c in dim.terms:
            term = self.constant(c)
            for atom, power in monomial:
                if not isinstance(atom, str) or atom not in self.gens:
                    raise NotHypergeometric
                term = term * Ratio(self.gens[atom] ** power, self.context.constant(1))
            total = total + term
        return total

    def read(self, node: Node) -> Ratio:
        """Errors: NotHypergeometric."""
        value = number(node)
        if value is not None:
            return self.constant(value)
        match node:
            case Var(name=name) if name in self.gens:
                return Ratio(self.gens[name], self.context.constant(1))
            case Apply(op="neg", args=(a,)):
                return self.constant(Fraction(-1)) * self.read(a)
            case Apply(op="+", args=(a, b)):
                return self.read(a) + self.read(b)
            case Apply(op="-", args=(a, b)):
                return self.read(a) - self.read(b)
            case Apply(op="*", args=(a, b)):
                return self.read(a) * self.read(b)
            case Apply(op="/", args=(a, b)):
                return self.read(a) / self.read(b)
            case Apply(op="**", args=(a, b)):
                return self.power(self.read(a), number(b))
        raise NotHypergeometric

    def power(self, base: Ratio, exponent: Fraction | None) -> Ratio:
        if exponent is None or exponent.denominator != 1 or abs(exponent) > _POWER:
            raise NotHypergeometric
        if exponent < 0:
            base, exponent = self.one / base, -exponent
        return Ratio(base.over ** int(exponent), base.under ** int(exponent))

    def shifted(self, p: Polynomial, name: str, by: int) -> Polynomial:
        values = [g + by if n == name else g for n, g in self.gens.items()]
        return p.compose(*values, ctx=self.context)

    def degree(self, p: Polynomial, name: str) -> int:
        return int(p.degrees()[list(self.gens).index(name)])

    def coefficients(self, p: Polynomial, name: str) -> list[Polynomial]:
        """Of a polynomial in one name, the constant one first."""
        place = list(self.gens).index(name)
        found: dict[int, dict[tuple[int, ...], Any]] = {}
        for monomial, c in p.to_dict().items():
            rest = tuple(0 if i == place else e for i, e in enumerate(monomial))
            found.setdefault(int(monomial[place]), {})[rest] = c
        return [self.context.from_dict(found.get(d, {})) for d in range(max(found, default=0) + 1)]

    # back to terms

    def node(self, p: Polynomial) -> Node:
        """A polynomial as a product of its factors."""
        constant, factors = p.factor()
        value = Fraction(int(constant.p), int(constant.q))
        found = [_power(self._sum(f), int(e)) for f, e in factors]
        if value != 1 or not found:
            found.insert(0, literal(value))
        return reduce(lambda a, b: _binary("*", a, b), found)

    def _sum(self, p: Polynomial) -> Node:
        total: Node | None = None
        for monomial, c in p.to_dict().items():
            value = Fraction(int(c.p), int(c.q))
            factors = [_power(v, int(e)) for v, e in zip(self.names.values(), monomial, strict=True) if e]
            if abs(value) != 1 or not factors:
                factors.insert(0, literal(abs(value)))
            term = reduce(lambda a, b: _binary("*", a, b), factors)
            if total is None:
                total = term if value > 0 else Apply(type=term.type, op="neg", args=(term,))
            else:
                total = _binary("+" if value > 0 else "-", total, term)
        return literal(0) if total is None else total


def _power(base: Node, exponent: int) -> Node:
    return base if exponent == 1 else Apply(type=base.type, op="**", args=(base, literal(exponent)))


def _binary(op: str, a: Node, b: Node) -> Node:
    return Apply(type=INTEGER if is_integer(a.type) and is_integer(b.type) else REAL, op=op, args=(a, b))


@dataclass(frozen=True, slots=True)
class Term:
    """A hypergeometric term in parts: rational functions, factorials of D, powers, each to an exponent."""

    field: Field
    rational: Ratio
    gammas: tuple[tuple[Dim, int], ...]
    powers: tuple[tuple[Ratio, Dim, int], ...]

    def ratio(self, name: str) -> Ratio:
        """F(name + 1)/F(name). Errors: NotHypergeometric."""
        f = self.field
        moved = ratio(f.shifted(self.rational.over, name, 1), f.shifted(self.rational.under, name, 1))
        total = moved / self.rational
        for dim, e in self.gammas:
            total = total * f.power(factorials(f, dim, slope(dim, name)), Fraction(e))
        for base, dim, e in self.powers:
            total = total * f.power(base, Fraction(e * slope(dim, name)))
        return total


def slope(dim: Dim, name: str) -> int:
    """The whole coefficient of a name in a polynomial that is linear in it."""
    found = 0
    for monomial, c in dim.terms:
        if any(a == name for a, _ in monomial):
            if monomial != ((name, 1),) or c.denominator != 1 or abs(c) > _SHIFT:
                raise NotHypergeometric
            found = int(c)
    return found


def factorials(f: Field, dim: Dim, by: int) -> Ratio:
    """(dim + by)!/dim!"""
    total = f.one
    for i in range(1, by + 1):
        total = total * f.of(dim + Dim.of(i))
    for i in range(-by):
        total = total / f.of(dim - Dim.of(i))
    return total


def term(f: Field, node: Node) -> Term:
    """Errors: NotHypergeometric."""
    rational, gammas, powers = f.one, [], []
    for kind, part, e in _parts(node, 1):
        match kind, part:
            case "rational", Node():
                rational = rational * f.power(f.read(part), Fraction(e))
            case "gamma", Dim():
                gammas.append((part, e))
            case "power", (base, dim):
                powers.append((f.read(base), dim, e))
    return Term(f, rational, tuple(gammas), tuple(powers))


def _parts(node: Node, e: int) -> Iterator[tuple[str, Any, int]]:
    match node:
        case Apply(op="*", args=(a, b)):
            yield from _parts(a, e)
            yield from _parts(b, e)
        case Apply(op="/", args=(a, b)):
            yield from _parts(a, e)
            yield from _parts(b, -e)
        case Apply(op="neg", args=(a,)):
            yield "rational", literal(-1), e
            yield from _parts(a, e)
        case Apply(op="factorial", args=(a,)):
            yield "gamma", _dim(a), e
        case Apply(op="binomial", args=(a, b)):
            top, low = _dim(a), _dim(b)
            yield from (("gamma", top, e), ("gamma", low, -e), ("gamma", top - low, -e))
        case Apply(op="**", args=(a, b)) if number(b) is not None:
            value = number(b)
            if value is None or value.denominator != 1 or abs(value) > _POWER:
                raise NotHypergeometric
            yield from _parts(a, e * int(value))
        case Apply(op="**", args=(a, b)) if is_integer(b.type):
            for base, dim, below in leaves(a, _dim(b), False):
                yield "power", (base, dim), -e if below else e
        case _:
            yield "rational", node, e


def _dim(node: Node) -> Dim:
    dim = polynomial(node) if is_integer(node.type) else None
    if dim is None or not all(isinstance(a, str) for a in dim.atoms()):
        raise NotHypergeometric
    return dim


def binomials(node: Node) -> list[Apply]:
    """The binomials that are factors of a term."""
    found: list[Apply] = []
    match node:
        case Apply(op="*" | "/", args=args):
            for a in args:
                found += binomials(a)
        case Apply(op="neg", args=(a,)) | Apply(op="**", args=(a, _)):
            found += binomials(a)
        case Apply(op="binomial"):
            found.append(node)
    return list(dict.fromkeys(found))
