"""TRUSTED: quotients of polynomials in names, powers `q**n`, factorials and other terms; and sums of them.

Exact arithmetic with rational coefficients. A sum of polynomials times powers over a range has a closed form:
Faulhaber's for ratio 1, else r^v P(v) with P(v) - P(v - 1)/r = v^p.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from flint import fmpz

from proofcheck.inference.matching import canonical
from proofcheck.language.dims import text
from proofcheck.language.tree import Node, Var, free_names
from proofcheck.language.types import Atom, Dim, Monomial, Opaque
from proofcheck.meaning.summation import antidifference

_TERMS = 300
_POWER = 12
_BITS = 200


class Unread(Exception):
    """An expression that has no such form, or too large a one."""


@dataclass(frozen=True, slots=True)
class Power:
    """`base**exponent`: a prime, -1 or an atom, to a monomial of integers without coefficient."""

    base: int | Atom
    exponent: Monomial


@dataclass(frozen=True, slots=True)
class Form:
    """over/under."""

    over: Dim
    under: Dim = Dim.ONE

    def __add__(self, other: Form) -> Form:
        if self.under == other.under:
            return form(self.over + other.over, self.under)
        return form(times(self.over, other.under) + times(other.over, self.under), times(self.under, other.under))

    def __neg__(self) -> Form:
        return Form(self.over.scaled(Fraction(-1)), self.under)

    def __sub__(self, other: Form) -> Form:
        return self + (-other)

    def __mul__(self, other: Form) -> Form:
        return form(times(self.over, other.over), times(self.under, other.under))

    def inverse(self) -> Form:
        if not self.over.terms:
            raise Unread("division by zero")
        return form(self.under, self.over)

    def power(self, exponent: int) -> Form:
        if abs(exponent) > _POWER:
            raise Unread("a large power")
        result = ONE
        for _ in range(abs(exponent)):
            result = result * self
        return result if exponent >= 0 else result.inverse()

    @property
    def constant(self) -> Fraction | None:
        values = [rational(self.over), rational(self.under)]
        return None if values[0] is None or not values[1] else values[0] / values[1]


def rational(dim: Dim) -> Fraction | None:
    if not dim.terms:
        return Fraction(0)
    return dim.terms[0][1] if len(dim.terms) == 1 and dim.terms[0][0] == () else None


def times(a: Dim, b: Dim) -> Dim:
    if len(a.terms) * len(b.terms) > _TERMS:
        raise Unread("too many terms")
    return _signs(a * b)


def _signs(dim: Dim) -> Dim:
    """Even powers of (-1)**n left out."""
    total = Dim(())
    for monomial, c in dim.terms:
        kept = tuple((a, p % 2 if _alternates(a) else p) for a, p in monomial)
        total = total + Dim(((tuple((a, p) for a, p in kept if p), c),))
    return total


def _alternates(atom: Atom) -> bool:
    return isinstance(atom, Opaque) and isinstance(atom.node, Power) and atom.node.base == -1


def form(over: Dim, under: Dim) -> Form:
    """In lowest terms as far as common monomials and a constant denominator go."""
    if not over.terms:
        return Form(over)
    common = _common((*over.terms, *under.terms))
    over, under = _divided(over, common), _divided(under, common)
    scale = under.terms[0][1]
    return Form(over.scaled(1 / scale), under.scaled(1 / scale))


def _common(terms: Iterable[tuple[Monomial, Fraction]]) -> dict[Atom, int]:
    least: dict[Atom, int] | None = None
    for monomial, _ in terms:
        own = dict(monomial)
        least = own if least is None else {a: min(p, own[a]) for a, p in least.items() if a in own}
    return {a: p for a, p in (least or {}).items() if not _alternates(a)}


def _divided(dim: Dim, common: dict[Atom, int]) -> Dim:
    if not common:
        return dim
    terms = []
    for monomial, c in dim.terms:
        left = tuple((a, p - common.get(a, 0)) for a, p in monomial)
        terms.append(Dim(((tuple((a, p) for a, p in left if p), c),)))
    total = Dim(())
    for term in terms:
        total = total + term
    return total


def constant(value: Fraction | int) -> Form:
    return Form(Dim.of(Fraction(value)))


ZERO, ONE = constant(0), constant(1)


def opaque(node: Node) -> Atom:
    """A term that stands for itself."""
    plain = canonical(node)
    return plain.name if isinstance(plain, Var) else Opaque(text(plain), plain)


def leading_constant(dim: Dim, name: str) -> bool:
    degree = max(dict(m).get(name, 0) for m, _ in dim.terms)
    leading = [m for m, _ in dim.terms if dict(m).get(name, 0) == degree]
    inside = any(isinstance(a, Opaque) and name in names_of(a) for a in dim.atoms())
    return degree > 0 and leading == [((name, degree),)] and not inside


def names_of(atom: Opaque) -> frozenset[str]:
    match atom.node:
        case Node():
            return free_names(atom.node)
        case Power(base=base, exponent=exponent):
            inner = names_of(base) if isinstance(base, Opaque) else frozenset({base} if isinstance(base, str) else ())
            return inner.union(*(names_of(a) if isinstance(a, Opaque) else {a} for a, _ in exponent))
        case ("factorial", Dim() as dim):
            return frozenset().union(*(names_of(a) if isinstance(a, Opaque) else {a} for a in dim.atoms()))
    return frozenset()


def names_in(dim: Dim) -> frozenset[str]:
    """Every name that stands in a polynomial, inside its terms too."""
    return frozenset[str]().union(*(names_of(a) if isinstance(a, Opaque) else {a} for a in dim.atoms()))


def raised(base: Form, monomial: Monomial, c: int) -> Form:
    """base**(c * monomial)."""
    if monomial == ():
        return base.power(c)
    number = base.constant
    if number is not None:
        return _rational_power(number, monomial, c)
    if len(base.over.terms) == 1 and len(base.under.terms) == 1:
        return _monomial_power(base.over, monomial, c) * _monomial_power(base.under, monomial, -c)
    raise Unread("a power of a sum")


def _monomial_power(dim: Dim, monomial: Monomial, c: int) -> Form:
    atoms, coefficient = dim.terms[0]
    result = _rational_power(coefficient, monomial, c)
    for atom, power in atoms:
        if isinstance(atom, Opaque) and isinstance(atom.node, Power):
            raise Unread("a power of a power")
        result = result * _power_atom(atom, monomial, c * power)
    return result


def _power_atom(base: int | Atom, monomial: Monomial, c: int) -> Form:
    shown = base if isinstance(base, (int, str)) else base.text
    exponent = "*".join(f"{a if isinstance(a, str) else a.text}^{p}" for a, p in monomial)
    atom = Dim.of(Opaque(f"({shown})**({exponent})", Power(base, monomial)))
    return Form(_signs(atom)).power(c % 2) if base == -1 else Form(atom).power(c)


def _rational_power(value: Fraction, monomial: Monomial, c: int) -> Form:
    if value.numerator.bit_length() > _BITS or value.denominator.bit_length() > _BITS or not value:
        raise Unread("a base that is too large, or 0")
    result = ONE if value > 0 else _power_atom(-1, monomial, c)
    for sign, whole in ((1, abs(value.numerator)), (-1, value.denominator)):
        for prime, power in fmpz(whole).factor() if whole > 1 else ():
            result = result * _power_atom(int(prime), monomial, sign * c * int(power))
    return result


def summed(body: Form, name: str, low: Form, high: Form) -> Form | None:
    """Σ body over name = low..high for low - 1 <= high; None where there is no closed form here."""
    if rational(low.under) != 1 or rational(high.under) != 1:
        return None
    under, rest_under = _moving_under(body.under, name)
    if under is None:
        return None
    total = ZERO
    for monomial, c in body.over.terms:
        base, weight, rest = ONE, Dim.ONE, Dim(((tuple(t for t in monomial if not _about(t[0], name)), c),))
        for atom, power in (*monomial, *((a, -p) for a, p in under)):
            if atom == name and power > 0:
                weight = weight * Dim(((((name, power),), Fraction(1)),))
            elif _about(atom, name):
                ratio = _ratio(atom, name, power)
                if ratio is None:
                    return None
                base = base * ratio
        total = total + Form(rest) * _difference(weight, base, name, low.over, high.over)
    return total * Form(Dim.ONE, rest_under)


def _moving_under(under: Dim, name: str) -> tuple[Monomial | None, Dim]:
    """The part of a denominator that depends on a name, if that is a monomial, and the rest."""
    if name not in names_in(under):
        return (), under
    if len(under.terms) != 1:
        return None, under
    monomial, c = under.terms[0]
    moving = tuple(t for t in monomial if _about(t[0], name))
    return moving, Dim(((tuple(t for t in monomial if not _about(t[0], name)), c),))


def _about(atom: Atom, name: str) -> bool:
    return atom == name or (isinstance(atom, Opaque) and name in names_of(atom))


def _ratio(atom: Atom, name: str, power: int) -> Form | None:
    """r of an atom r**name."""
    node = atom.node if isinstance(atom, Opaque) else None
    if not isinstance(node, Power) or node.exponent != ((name, 1),):
        return None
    if isinstance(node.base, int):
        return constant(node.base).power(power)
    return None if _about(node.base, name) else Form(Dim.of(node.base)).power(power)


def _difference(weight: Dim, base: Form, name: str, low: Dim, high: Dim) -> Form:
    """F(high) - F(low - 1) for F(v) - F(v - 1) = weight(v) base**v."""
    if base == ONE:
        whole = antidifference(weight, name)
        return Form(_put(whole, name, high) - _put(whole, name, low - Dim.ONE))
    if base.constant == 1:
        raise Unread("a power of one")
    power = max((p for m, _ in weight.terms for _, p in m), default=0)
    coefficients = _geometric(power, base)

    def at(end: Dim) -> Form:
        total = ZERO
        for k, coefficient in enumerate(coefficients):
            total = total + coefficient * Form(end).power(k)
        for monomial, c in end.terms:
            if c.denominator != 1:
                raise Unread("a fraction in an exponent")
            total = total * raised(base, monomial, int(c))
        return total

    return at(high) - at(low - Dim.ONE)


def _geometric(power: int, base: Form) -> list[Form]:
    """P with P(v) - P(v - 1)/r = v**power, from the highest coefficient down."""
    back = base.inverse()
    scale = (ONE - back).inverse()
    found: dict[int, Form] = {}
    for k in range(power, -1, -1):
        right = ONE if k == power else ZERO
        for m in range(k + 1, power + 1):
            right = right + back * found[m] * constant(comb(m, k) * (-1) ** (m - k))
        found[k] = scale * right
    return [found[k] for k in range(power + 1)]


def _put(dim: Dim, name: str, value: Dim) -> Dim:
    total = Dim(())
    for monomial, c in dim.terms:
        term = Dim(((tuple((a, p) for a, p in monomial if a != name), c),))
        for _ in range(dict(monomial).get(name, 0)):
            term = times(term, value)
        total = total + term
    return total
