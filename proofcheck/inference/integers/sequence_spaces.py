"""TRUSTED: spaces of finite dimension, closed under the shift, in which the terms of a formula lie as sequences.

A sequence of such a space satisfies a linear recurrence with constant coefficients and leading coefficient 1, of the
order of the dimension (Cayley and Hamilton), so it is 0 throughout if that many values from the first one on are 0.
Sums and products of such sequences lie in sums and products of their spaces.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb, prod

from proofcheck.inference.context import Context
from proofcheck.inference.depth.everywhere import has_value
from proofcheck.inference.integers.linear_recurrences import NotLinear, is_total, system
from proofcheck.inference.matching import canonical, number
from proofcheck.language.complexity import COUNTS
from proofcheck.language.dims import expression, has_opaque, is_integer, polynomial
from proofcheck.language.dims import number as literal
from proofcheck.language.statement import Definition
from proofcheck.language.tree import Apply, Bind, Cell, Node, Range, Whole, bound_names, free_names, walk
from proofcheck.language.types import REAL, Dim, Kind, kind_of, shape_of

_MOST = 60  # kinds of products in a space
_POWER = 6

Atom = tuple[Hashable, int]  # what generates a space, and its dimension
Product = tuple[frozenset[tuple[Atom, int]], int]  # powers of atoms, and the degree of a polynomial in the variable
Space = frozenset[Product]
CONSTANTS: Space = frozenset(((frozenset(), 0),))
_OF_POLYNOMIALS = frozenset(("+", "-", "*", "/", "**", "neg"))


def dimension(space: Space) -> int:
    """A bound on the dimension."""
    degrees: dict[frozenset[tuple[Atom, int]], int] = {}
    for powers, degree in space:
        degrees[powers] = max(degree, degrees.get(powers, 0))
    return sum((d + 1) * prod(comb(a[1] + p - 1, p) for a, p in powers) for powers, d in degrees.items())


def _times(a: Space, b: Space) -> Space:
    found: set[Product] = set()
    for left, i in a:
        for right, j in b:
            powers = dict(left)
            for atom, p in right:
                powers[atom] = powers.get(atom, 0) + p
            found.add((frozenset(powers.items()), i + j))
    if len(found) > _MOST:
        raise NotLinear
    return frozenset(found)


def _atom(key: Hashable, size: int) -> Space:
    return frozenset(((frozenset((((key, size), 1),)), 0),))


def put(dim: Dim, values: Mapping[str, Dim]) -> Dim:
    """A polynomial with polynomials for its names."""
    total = Dim(())
    for monomial, c in dim.terms:
        term = Dim.of_terms({(): c})
        for atom, power in monomial:
            own = values.get(atom, Dim.of(atom)) if isinstance(atom, str) else Dim.of(atom)
            for _ in range(power):
                term = term * own
        total = total + term
    return total


def natural(dim: Dim) -> bool:
    """Whether it is at least 0 where its names are, seen by its coefficients."""
    return all(c >= 0 for _, c in dim.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spaces:
    """The spaces of terms as sequences in one variable that runs from 0 on, for any values >= 0 of the others.

    `values`: what the names of integers are in these variables; `everywhere`: terms need values at every point, as
    they stand in a sum or a recurrence that may not read them.
    """

    context: Context
    variable: str
    values: Mapping[str, Dim]
    everywhere: bool = False
    inside: frozenset[str] = frozenset()  # recurrences whose terms are read

    def of(self, node: Node) -> Space:
        """Errors: NotLinear."""
        if shape_of(node.type) or kind_of(node.type) not in (Kind.INTEGER, Kind.REAL):
            raise NotLinear
        free = not isinstance(node, Cell) and self._free(node)
        if free and (not self.everywhere or is_total(node) or self._has_value(node)):
            return CONSTANTS
        dim = self.whole(node)
        if dim is not None:
            return frozenset(((frozenset(), _degree(dim, self.variable)),))
        match node:
            case Apply(op="+" | "-", args=(a, b)):
                return self.of(a) | self.of(b)
            case Apply(op="neg", args=(a,)):
                return self.of(a)
            case Apply(op="*", args=(a, b)):
                return _times(self.of(a), self.of(b))
            case Apply(op="/", args=(a, b)):
                return _times(self.of(a), self._inverse(b))
            case Apply(op="**", args=(a, b)):
                return self._power(a, b)
            case Apply(op="sin" | "cos" | "sinh" | "cosh" as op, args=(a,)):
                return _atom(("circular" if op in ("sin", "cos") else "hyperbolic", self._slope(a)), 2)
            case Apply(op="exp", args=(a,)):
                return _atom(("exp", self._slope(a)), 1)
            case Apply(op="binomial", args=(a, b)):
                return self._binomial(a, b)
            case Cell(name=name, at=(at,)):
                return self._cell(name, at)
            case Bind(op="sum", binders=(Range(step=1, filter=None) as binder,)):
                return self._sum(node, binder)
        raise NotLinear

    def whole(self, node: Node) -> Dim | None:
        """A polynomial in the variables, of an integer term."""
        if not is_integer(node.type) or any(isinstance(part, Cell | Whole | Bind) for part in walk(node)):
            return None  # what cancels in the polynomial must still have a value
        if any(isinstance(part, Apply) and part.op not in _OF_POLYNOMIALS for part in walk(node)):
            return None
        dim = polynomial(node)
        return None if dim is None or has_opaque(dim) else put(dim, self.values)

    def _free(self, node: Node) -> bool:
        """Whether it does not depend on the variable."""
        if any(isinstance(p, Cell | Whole) or (isinstance(p, Apply) and p.op in COUNTS) for p in walk(node)):
            return False  # counts depend on what the ranges of a recurrence mention
        return self._tainted(self.variable).isdisjoint(free_names(node))

    def _has_value(self, node: Node) -> bool:
        claim = self.context.claim
        known = (claim.given_named(n) or isinstance(claim.definition_named(n), Definition) for n in free_names(node))
        return all(known) and has_value(self.context, node)

    def _slope(self, node: Node) -> Node:
        """What a term that is affine in the variable grows by."""
        if self.everywhere and not is_total(node):
            raise NotLinear
        return canonical(self._affine(node))

    def _affine(self, node: Node) -> Node:
        if self._free(node):
            return literal(0)
        dim = self.whole(node)
        if dim is not None:
            return expression(_coefficient(dim, self.variable))
        match node:
            case Apply(op="+" | "-" as op, args=(a, b)):
                return _joined(op, self._affine(a), self._affine(b))
            case Apply(op="neg", args=(a,)):
                return _joined("-", literal(0), self._affine(a))
            case Apply(op="*", args=(a, b)) if self._free(a):
                return _joined("*", a, self._affine(b))
            case Apply(op="*", args=(a, b)) if self._free(b):
                return _joined("*", b, self._affine(a))
            case Apply(op="/", args=(a, b)) if self._free(b):
                return _joined("/", self._affine(a), b)
        raise NotLinear

    def _power(self, base: Node, exponent: Node) -> Space:
        e = self.whole(exponent)
        if e is None or any(c.denominator != 1 for _, c in e.terms):
            raise NotLinear
        if e.constant is not None and 0 <= e.constant <= _POWER:
            space, own = CONSTANTS, self.of(base)  # which has to have values, also where its power is 1
            for _ in range(e.constant):
                space = _times(space, own)
            return space
        if not self._free(base) or not (natural(e) or number(base)):
            raise NotLinear
        if self.everywhere and not (is_total(base) or self._has_value(base)):
            raise NotLinear
        return _atom(("**", canonical(base), _coefficient(e, self.variable)), 1)

    def _binomial(self, top: Node, below: Node) -> Space:
        """C(t, k) for a fixed k: a polynomial of degree k in t >= 0."""
        dim, chosen = self.whole(top), self.whole(below)
        k = None if chosen is None else chosen.constant
        if dim is None or k is None or not natural(dim) or not 0 <= k < _POWER:
            raise NotLinear
        return frozenset(((frozenset(), k * _degree(dim, self.variable)),))

    def _inverse(self, node: Node) -> Space:
        if self._free(node):
            value = number(node)
            if value == 0 or (value is None and self.everywhere):
                raise NotLinear
            return CONSTANTS
        match node:
            case Apply(op="*", args=(a, b)):
                return _times(self._inverse(a), self._inverse(b))
            case Apply(op="neg", args=(a,)):
                return self._inverse(a)
            case Apply(op="**", args=(a, b)) if number(a) and (e := self.whole(b)) is not None:
                minus = e.scaled(Fraction(-1))
                if all(c.denominator == 1 for _, c in e.terms):
                    return _atom(("**", canonical(a), _coefficient(minus, self.variable)), 1)
        raise NotLinear

    def _cell(self, name: str, at: Node) -> Space:
        own = system(self.context.claim, name)
        index = self.whole(at)
        if index is None or any(c.denominator != 1 for _, c in index.terms) or not self.inside.isdisjoint(own.names):
            raise NotLinear
        stride = _coefficient(index, self.variable)
        if not natural(index - Dim.of(own.first)):
            raise NotLinear
        if stride.constant is None:
            raise NotLinear
        if stride.constant == 0:
            return CONSTANTS
        found = _atom((own.names, stride.constant), own.dimension)
        for k, term in own.rest:
            values = {**self.values, k: index + Dim.of(own.lag)}
            inner = replace(self, values=values, everywhere=True, inside=self.inside | {*own.names})
            found |= inner.of(term)
        return found

    # sums

    def _sum(self, node: Bind, binder: Range) -> Space:
        low, high = self.whole(binder.lower), self.whole(binder.upper)
        if low is None or high is None or any(c.denominator != 1 for d in (low, high) for _, c in d.terms):
            raise NotLinear
        if binder.name in self.values or any(binder.name in bound_names(part) for part in walk(node.body)):
            raise NotLinear
        stride = _coefficient(high, self.variable).constant
        if self.variable in low.atoms() or stride is None or not natural(high - low + Dim.ONE):
            raise NotLinear
        if stride == 0:
            return self._along(node.body, binder.name, low, self.variable)
        if not self._tainted(self.variable).isdisjoint(free_names(node.body) - {binder.name}):
            return _atom(self._key(node), self._diagonal(node, binder, low, high))
        self._along(node.body, binder.name, low, f"{binder.name}#")
        after = replace(self, values={**self.values, binder.name: high + Dim.ONE}, everywhere=True)
        return _atom(self._key(node), 1) | after.of(node.body)

    def _key(self, node: Bind) -> Hashable:
        """Of a sum: its text, and what the names in it are."""
        names = sorted(free_names(node) & self.values.keys())
        return ("sum", canonical(node), *((name, self.values[name]) for name in names))

    def _tainted(self, variable: str) -> set[str]:
        """The names of integers that move with a variable."""
        return {n for n, dim in self.values.items() if variable in dim.atoms()} | {variable}

    def _along(self, body: Node, name: str, low: Dim, variable: str) -> Space:
        """The space of the terms of a sum, in the index from its first value on, or for every value of the index."""
        index = f"{name}#"
        values = {**self.values, name: low + Dim.of(index)}
        inner = replace(self, variable=variable, values=values, everywhere=True)
        found = inner.of(body)
        if variable != index and (_binds(body) or _mention(found, inner._tainted(index))):
            raise NotLinear
        return found

    def _diagonal(self, node: Bind, binder: Range, low: Dim, high: Dim) -> int:
        """The dimension of Σ_k t(k, N - k), or of Σ_k C(N, k) t(k, N - k), where t lies in a product of two spaces.

        For the vectors f, g that generate these, h(N) = Σ f(k) ⊗ g(N - k) has h(N + 1) = (1 ⊗ B) h(N) +
        f(N + 1) ⊗ g(0), with binomials h(N + 1) = (A ⊗ 1 + 1 ⊗ B) h(N), from which a first term may be left out.
        """
        rest, start = high - Dim.of(self.variable), low.constant
        if self.variable in rest.atoms() or start not in (0, 1):
            raise NotLinear
        body, weighted = _unweighted(self, node.body, binder.name, high)
        if _binds(body) or (weighted and not natural(high)):
            raise NotLinear
        begin = Dim.of(0 if weighted else start)
        first, second = f"{binder.name}#", f"{binder.name}##"
        own = begin + Dim.of(first) + Dim.of(second) - rest
        values = {name: put(dim, {self.variable: own}) for name, dim in self.values.items()}
        values[binder.name] = begin + Dim.of(first)
        inner = replace(self, values=values, everywhere=True)
        along, across = (replace(inner, variable=v).of(body) for v in (first, second))
        if _mention(along, inner._tainted(second)) or _mention(across, inner._tainted(first)):
            raise NotLinear
        a, b = dimension(along), dimension(across)
        return a * b + (b * start if weighted else a)


def _binds(node: Node) -> bool:
    return any(isinstance(part, Bind) for part in walk(node))


def _mention(space: Space, names: set[str]) -> bool:
    """Whether a space depends on integers by the names of what generates it."""
    return any(_in_key(atom[0], names) for powers, _ in space for atom, _ in powers)


def _in_key(key: Hashable, names: set[str]) -> bool:
    if isinstance(key, Dim):
        return not names.isdisjoint(a for a in key.atoms() if isinstance(a, str))
    if isinstance(key, tuple):
        return any(_in_key(part, names) for part in key)
    return isinstance(key, Node) and not names.isdisjoint(free_names(key))


def _joined(op: str, a: Node, b: Node) -> Node:
    node = Apply(type=REAL, op=op, args=(a, b))
    value = number(node)
    if value is not None:
        return literal(value)
    left, right = number(a), number(b)
    if left == 0 and op in ("+", "*", "/"):
        return b if op == "+" else a
    if right == 0 and op in ("+", "-"):
        return a
    if (right == 1 and op in ("*", "/")) or (left == 1 and op == "*"):
        return a if right == 1 else b
    return node


def _unweighted(spaces: Spaces, body: Node, name: str, high: Dim) -> tuple[Node, bool]:
    """A summand without its factor C(N, k), N the last index."""
    match body:
        case Apply(op="binomial", args=(n, k)):
            index = polynomial(k) if is_integer(k.type) else None
            if index == Dim.of(name) and spaces.whole(n) == high:
                return expression(Dim.ONE), True
        case Apply(op="*" | "/", args=(a, b)):
            left, found = _unweighted(spaces, a, name, high)
            if found:
                return replace(body, type=REAL, args=(left, b)), True
            if body.op == "*":
                right, found = _unweighted(spaces, b, name, high)
                return replace(body, type=REAL, args=(a, right)), found
    return body, False


def _degree(dim: Dim, name: str) -> int:
    return max((p for monomial, _ in dim.terms for atom, p in monomial if atom == name), default=0)


def _coefficient(dim: Dim, name: str) -> Dim:
    """Of a name in a polynomial that is affine in it. Errors: NotLinear."""
    if _degree(dim, name) > 1:
        raise NotLinear
    terms = ((m, c) for m, c in dim.terms if any(atom == name for atom, _ in m))
    return Dim.of_terms({tuple(f for f in m if f[0] != name): c for m, c in terms})
