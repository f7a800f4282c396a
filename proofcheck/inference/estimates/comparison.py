"""Two sides compared as sums of products of terms: what is left of the larger one has no negative term.

Each side is expanded into products of powers of terms that are no sums, with rational factors; exponents may be
polynomials in sizes. A power of a product is split, and a root of a square taken, only where the terms are known to
be nonnegative; nothing is cancelled that may be 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.inference.context import Context, known, opened
from proofcheck.inference.matching import canonical, directed, number, same
from proofcheck.inference.rules_logic import alike
from proofcheck.inference.signs import nonnegative, positive
from proofcheck.inference.table import Rule
from proofcheck.language.dims import expression, has_opaque, is_integer, polynomial
from proofcheck.language.tree import Apply, Node, Num
from proofcheck.language.types import BOOLEAN, REAL, Dim, Kind, Scalar
from proofcheck.meaning.size_signs import nonnegative as size_nonnegative

_ONE, _ZERO, _HALF = Dim.of(1), Dim.of(0), Dim.of(Fraction(1, 2))
_MOST_TERMS = 60
_MOST_POWER = 4
Monomial = frozenset[tuple[Node, Dim]]
Expanded = dict[Monomial, Fraction]
_UNIT: Monomial = frozenset()


class _TooMany(Exception):
    """An expansion with more terms than a comparison is made for."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Expands scalars in a place."""

    context: Context
    premises: tuple[Node, ...]

    def of(self, node: Node) -> Expanded:
        value = number(node)
        if value is not None:
            return {_UNIT: value} if value else {}
        match node:
            case Apply(op="neg", args=(a,)):
                return _scaled(self.of(a), Fraction(-1))
            case Apply(op="+" | "-", args=(a, b)):
                return _added(self.of(a), _scaled(self.of(b), Fraction(1 if node.op == "+" else -1)))
            case Apply(op="*", args=(a, b)):
                return self.times(self.of(a), self.of(b))
            case Apply(op="/", args=(a, b)):
                inverse = self.inverse(self.of(b))
                return self.atom(node) if inverse is None else self.times(self.of(a), inverse)
            case Apply(op="**", args=(a, b)):
                return self.power(node, a, b)
            case Apply(op="sqrt", args=(a,)):
                root = self.root(self.of(a))
                return self.atom(node) if root is None else root
            case Apply(op="abs", args=(a,)):
                return self.modulus(node, a)
        dim = polynomial(node) if is_integer(node.type) else None
        if dim is not None:
            return _of_dim(dim)
        return self.atom(node)

    def atom(self, node: Node) -> Expanded:
        return {frozenset({(canonical(node), _ONE)}): Fraction(1)}

    def times(self, a: Expanded, b: Expanded) -> Expanded:
        if len(a) * len(b) > _MOST_TERMS:
            raise _TooMany
        total: Expanded = {}
        for p, c in a.items():
            for q, d in b.items():
                factor, monomial = _joined(p, q)
                total[monomial] = total.get(monomial, Fraction(0)) + c * d * factor
        return {m: c for m, c in total.items() if c}

    def inverse(self, e: Expanded) -> Expanded | None:
        """1/e of a single product of terms that are known to be positive."""
        if len(e) != 1:
            return None
        ((monomial, c),) = e.items()
        if not all(positive(self.context, self.premises, a) for a, _ in monomial):
            return None
        return {frozenset((a, p.scaled(Fraction(-1))) for a, p in monomial): 1 / c}

    def modulus(self, node: Node, inner: Node) -> Expanded:
        """|c| of a number, and e for |e| where e is known to be nonnegative."""
        value = number(inner)
        if value is not None:
            return {_UNIT: abs(value)} if value else {}
        return self.of(inner) if nonnegative(self.context, self.premises, inner) else self.atom(node)

    def root(self, e: Expanded) -> Expanded | None:
        """The square root of a single product of nonnegative terms."""
        if len(e) != 1:
            return None
        ((monomial, c),) = e.items()
        if c <= 0 or not all(nonnegative(self.context, self.premises, a) for a, _ in monomial):
            return None
        numeric = {} if c == 1 else _powers_of(c, _HALF)
        return (
            None
            if numeric is None
            else _product(frozenset((a, p.scaled(Fraction(1, 2))) for a, p in monomial), frozenset(numeric.items()))
        )

    def power(self, node: Apply, base: Node, exponent: Node) -> Expanded:
        value = number(exponent)
        if value is not None and value.denominator == 1 and 0 <= value <= _MOST_POWER:
            total: Expanded = {_UNIT: Fraction(1)}
            inner = self.of(base)
            for _ in range(int(value)):
                total = self.times(total, inner)
            return total
        dim = polynomial(exponent) if is_integer(exponent.type) else None
        if dim is None or not size_nonnegative(dim, self.context.region):
            return self.atom(node)
        inner = self.of(base)
        if len(inner) != 1:
            return self.with_factors_off(node, base, dim)
        ((monomial, c),) = inner.items()
        numeric = {} if c == 1 else _powers_of(c, dim)
        if numeric is None or not all(nonnegative(self.context, self.premises, a) for a, _ in monomial):
            return self.atom(node)
        if any(p != _ONE and not size_nonnegative(p, self.context.region) for _, p in monomial):
            return self.atom(node)
        return _product(frozenset((a, p * dim) for a, p in monomial), frozenset(numeric.items()))

    def with_factors_off(self, node: Apply, base: Node, exponent: Dim) -> Expanded:
        """b^e as b^(e−c)·b^c for the largest whole c up to a limit that e is sure to reach; of any b, 0^0 = 1."""
        region = self.context.region
        for c in range(_MOST_POWER, 0, -1):
            rest = exponent - Dim.of(c)
            if rest != _ZERO and size_nonnegative(rest, region):
                total = self.atom(Apply(type=node.type, op="**", args=(base, expression(rest))))
                for _ in range(c):
                    total = self.times(total, self.of(base))
                return total
        return self.atom(node)


def _product(p: Monomial, q: Monomial) -> Expanded:
    factor, monomial = _joined(p, q)
    return {monomial: factor}


def _joined(p: Monomial, q: Monomial) -> tuple[Fraction, Monomial]:
    """The product of two monomials, with whole powers of numbers taken out."""
    powers = dict(p)
    for atom, e in q:
        powers[atom] = powers.get(atom, _ZERO) + e
    factor = Fraction(1)
    for atom, e in list(powers.items()):
        if isinstance(atom, Num):
            whole = _whole_part(e)
            if whole:
                factor *= atom.value**whole
                e = e - Dim.of(whole)
                powers[atom] = e
        if e == _ZERO:
            del powers[atom]
    return factor, frozenset(powers.items())


def _whole_part(exponent: Dim) -> int:
    constant = next((c for m, c in exponent.terms if m == ()), Fraction(0))
    return constant.numerator // constant.denominator


def _powers_of(value: Fraction, exponent: Dim) -> dict[Node, Dim] | None:
    """A positive rational to a power, as powers of primes; None for others and for large ones."""
    if value <= 0 or max(value.numerator, value.denominator) > 10_000:
        return None
    found: dict[Node, Dim] = {}
    for whole, sign in ((value.numerator, 1), (value.denominator, -1)):
        prime = 2
        while whole > 1:
            count = 0
            while whole % prime == 0:
                whole, count = whole // prime, count + 1
            if count:
                found[Num(type=REAL, value=Fraction(prime))] = exponent.scaled(Fraction(sign * count))
            prime += 1
    return found


def _of_dim(dim: Dim) -> Expanded:
    total: Expanded = {}
    for monomial, c in dim.terms:
        atoms = frozenset((canonical(expression(Dim.of(a))), Dim.of(p)) for a, p in monomial)
        total[atoms] = c
    return total


def _scaled(e: Expanded, factor: Fraction) -> Expanded:
    return {m: c * factor for m, c in e.items()}


def _added(a: Expanded, b: Expanded) -> Expanded:
    total = dict(a)
    for m, c in b.items():
        total[m] = total.get(m, Fraction(0)) + c
    return {m: c for m, c in total.items() if c}


def gap(context: Context, premises: Sequence[Node], left: Node, right: Node) -> Expanded | None:
    """right − left as a sum of products; None where that is too long."""
    expansion = Expansion(context, tuple(premises))
    try:
        return _added(expansion.of(right), _scaled(expansion.of(left), Fraction(-1)))
    except _TooMany:
        return None


def _compared(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    relation = directed(body)
    if relation is None or not all(_real(a) for a in relation[1:]):
        return False
    op, left, right = relation
    rest = gap(context, premises, left, right)
    if rest is None:
        return False
    if not rest:
        return op != "<"
    if op == "==":
        return False
    groups = _by_terms(rest)
    if not all(_grows(context, premises, terms, dim) for terms, dim in groups.items()):
        return False
    return op == "<=" or any(
        all(positive(context, premises, a) for a, _ in terms) and size_nonnegative(dim - _ONE, context.region)
        for terms, dim in groups.items()
    )


def _real(node: Node) -> bool:
    return isinstance(node.type, Scalar) and node.type.kind in (Kind.REAL, Kind.INTEGER)


def _by_terms(rest: Expanded) -> dict[Monomial, Dim]:
    """The products of terms, each with the polynomial of sizes that multiplies it."""
    found: dict[Monomial, Dim] = {}
    for monomial, c in rest.items():
        coefficient, terms = Dim.of(c), []
        for atom, p in monomial:
            size = polynomial(atom) if is_integer(atom.type) and not isinstance(atom, Num) else None
            whole = p.constant
            if size is None or has_opaque(size) or whole is None or whole < 0:
                terms.append((atom, p))
                continue
            for _ in range(whole):
                coefficient = coefficient * size
        key = frozenset(terms)
        found[key] = found.get(key, _ZERO) + coefficient
    return found


def _grows(context: Context, premises: tuple[Node, ...], terms: Monomial, coefficient: Dim) -> bool:
    if not size_nonnegative(coefficient, context.region):
        return False
    return all((p.constant or 1) % 2 == 0 or nonnegative(context, premises, a) for a, p in terms)


def _absolute(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """|e| ≤ c from e ≤ c and −e ≤ c."""
    relation = directed(body)
    if relation is None or relation[0] == "==":
        return False
    op, left, right = relation
    if not isinstance(left, Apply) or left.op != "abs" or not _real(left.args[0]):
        return False
    inner = left.args[0]
    negated = Apply(type=inner.type, op="neg", args=(inner,))
    both = (Apply(type=BOOLEAN, op=op, args=(side, right)) for side in (inner, negated))
    return all(known(context, premises, fact) for fact in both)


def _predicate(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """P(B) and A = B give P(A)."""
    if not isinstance(body, Apply) or not body.op.startswith("is_") or len(body.args) != 1:
        return False
    for premise in premises:
        _, inner = opened(context.claim, premise)
        if not isinstance(inner, Apply) or inner.op != body.op or not known(context, premises, inner):
            continue
        if alike(context, premises, inner.args[0], body.args[0]) and not same(inner, body):
            return True
    return False


RULES = (
    Rule(name="term by term", check=_compared, statement="the difference of the sides is a sum of nonnegative terms"),
    Rule(name="absolute value", check=_absolute, statement="e ≤ c and −e ≤ c give |e| ≤ c"),
    Rule(name="equal matrices", check=_predicate, statement="A = B gives P(B) ⇔ P(A)"),
)
