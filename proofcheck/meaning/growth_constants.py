"""Exact real constants of growth: sums of products of roots of primes, logarithms, powers of e and pi, and opaque ones.

A coefficient that cancels must cancel for certain, and one that stays must have a certain sign. So a constant is a sum
`q1*P1 + q2*P2 + …` with rational q and products P of powers of *atoms*: primes (fractional powers only), `log p` of
primes, `exp(P)`, `pi`, and other constants kept whole. Equal forms are equal; of different forms balls decide, and
where the finest ball still holds 0 nothing is known (`Unsure`), never an approximation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import floor, prod
from typing import Any

from flint import arb, fmpq, fmpz

from proofcheck.meaning.ball import precision

LADDER = (64, 256, 1024)
_TERMS = 60
_BITS = 4096  # of a rational coefficient
_FACTORED = 10**30  # whole numbers up to this are taken apart into primes
_SMALL_PRIME = 100_000


class Unsure(Exception):
    """A constant whose sign no precision tried could tell, or that grew past a limit."""


class Cancelled(Unsure):
    """Everything that is known of an expansion cancels: a longer one may tell."""


@dataclass(frozen=True, slots=True, eq=False)
class Atom:
    """An irreducible positive factor, by its kind and what it is made of.

    `prime` a prime; `log`, `neglog` the logarithm of a prime or of an atom, and minus it where that is negative; `exp`
    e raised to a product; `pi`; `gamma` of a constant; `whole` a positive constant itself.
    """

    kind: str
    data: Any = None
    _hash: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.kind, self.data)))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        same = isinstance(other, Atom) and self._hash == other._hash and self.kind == other.kind
        return same and isinstance(other, Atom) and bool(self.data == other.data)

    def order(self) -> tuple[str, str]:
        return self.kind, repr(self.data)


Product = tuple[tuple[Atom, Fraction], ...]
ONE_PRODUCT: Product = ()
_E = Atom("exp", ONE_PRODUCT)
_PI = Atom("pi")


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A real constant in normal form: distinct products in a fixed order, each with a rational that is not 0.

    `rational`: the value, if the form shows that it is rational.
    """

    terms: tuple[tuple[Product, Fraction], ...]
    rational: Fraction | None = field(init=False, repr=False)
    _hash: int = field(init=False, repr=False)  # constants are keys everywhere: it is computed once

    def __post_init__(self) -> None:
        plain = len(self.terms) == 1 and self.terms[0][0] == ONE_PRODUCT
        exact = self.terms[0][1] if plain else Fraction(0) if not self.terms else None
        object.__setattr__(self, "rational", exact)
        object.__setattr__(self, "_hash", hash(self.terms))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Constant) and self._hash == other._hash and self.terms == other.terms

    def __add__(self, other: Constant) -> Constant:
        if self.rational is not None and other.rational is not None:
            return rational(self.rational + other.rational)
        total = dict(self.terms)
        for product, factor in other.terms:
            total[product] = total.get(product, Fraction(0)) + factor
        return _canonical(total)

    def __neg__(self) -> Constant:
        return Constant(tuple((p, -q) for p, q in self.terms))

    def __sub__(self, other: Constant) -> Constant:
        return self + (-other)

    def __mul__(self, other: Constant) -> Constant:
        if self.rational is not None and other.rational is not None:
            return rational(self.rational * other.rational)
        total: dict[Product, Fraction] = {}
        if len(self.terms) * len(other.terms) > _TERMS:
            raise Unsure("a constant of too many terms")
        for p, a in self.terms:
            for q, b in other.terms:
                product, factor = _product((*p, *q))
                total[product] = total.get(product, Fraction(0)) + a * b * factor
        return _canonical(total)

    def scaled(self, factor: Fraction) -> Constant:
        return _canonical({p: q * factor for p, q in self.terms})

    def __truediv__(self, other: Constant) -> Constant:
        return self * other.power(Fraction(-1))

    def power(self, exponent: Fraction) -> Constant:
        """The power by a rational. Errors: Unsure; ZeroDivisionError; ValueError for a root of a negative constant."""
        if exponent == 0:
            return ONE
        if not self.terms:
            if exponent < 0:
                raise ZeroDivisionError
            return ZERO
        if exponent.denominator == 1 and 0 < exponent <= 12 and len(self.terms) > 1:
            result = ONE
            for _ in range(int(exponent)):
                result = result * self
            return result
        sign = self.sign()
        if sign < 0:
            if exponent.denominator != 1:
                raise ValueError("a root of a negative number")
            return (-self).power(exponent).scaled(Fraction((-1) ** (abs(exponent.numerator) % 2)))
        (product, factor), outside = _single(self)
        parts = [(a, e * exponent) for a, e in product]
        found, extra = _product((*parts, *_rational_power(factor, exponent)))
        whole, more = _product((*found, *((a, e * exponent) for a, e in outside)))
        return _canonical({whole: extra * more})

    def sign(self) -> int:
        """-1, 0 or 1. Errors: Unsure."""
        if self.rational is not None:
            above = self.rational.numerator
            return (above > 0) - (above < 0)
        if all(q > 0 for _, q in self.terms):
            return 1
        if all(q < 0 for _, q in self.terms):
            return -1
        return _sign(self)

    def ball(self) -> Any:
        """An enclosure at the precision that is set."""
        total = arb(0)
        for product, factor in self.terms:
            value = arb(fmpq(factor.numerator, factor.denominator))
            for atom, exponent in product:
                value *= _atom_ball(atom) ** arb(fmpq(exponent.numerator, exponent.denominator))
            total += value
        return total

    def bounds(self) -> tuple[Fraction, Fraction]:
        """Rationals below and above, the value itself where it is a short rational."""
        exact = self.rational
        if exact is not None and exact.denominator.bit_length() <= _BITS:
            return exact, exact
        return enclosing(self.ball)

    def __lt__(self, other: Constant) -> bool:
        return (self - other).sign() < 0

    def __str__(self) -> str:
        return constant_text(self)


ZERO = Constant(())
ONE = Constant(((ONE_PRODUCT, Fraction(1)),))
PI = Constant(((((_PI, Fraction(1)),), Fraction(1)),))


def rational(value: Fraction | int) -> Constant:
    if max(abs(value.numerator), value.denominator).bit_length() > _BITS:
        raise Unsure("a constant too long to keep")
    return Constant(((ONE_PRODUCT, Fraction(value)),)) if value else ZERO


def enclosing(ball: Any, bits: int = 96) -> tuple[Fraction, Fraction]:
    """Rational bounds of what `ball()` encloses, rounded outward. Errors: Unsure where it is not finite."""
    with precision(bits):
        value = ball()
        if not value.is_finite():
            raise Unsure("a number beyond reach")
        return _dyadic(value.lower()), _dyadic(value.upper())


def _dyadic(point: Any) -> Fraction:
    mantissa, exponent = point.mid().man_exp()
    if abs(int(exponent)) > 100_000:
        raise Unsure("a number beyond reach")
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


@lru_cache(maxsize=4096)
def _sign(value: Constant) -> int:
    for bits in LADDER:
        with precision(bits):
            ball = value.ball()
            if ball > 0:
                return 1
            if ball < 0:
                return -1
    raise Unsure(f"the sign of {value}")


def _canonical(total: dict[Product, Fraction]) -> Constant:
    kept = [(p, q) for p, q in total.items() if q != 0]
    if len(kept) > _TERMS or any(max(abs(q.numerator), q.denominator).bit_length() > _BITS for _, q in kept):
        raise Unsure("a constant too long to keep")
    return Constant(tuple(sorted(kept, key=lambda t: [(a.order(), e) for a, e in t[0]])))


def _product(factors: tuple[tuple[Atom, Fraction], ...]) -> tuple[Product, Fraction]:
    """The factors as a product in normal form, and the rational that comes out of whole powers of primes."""
    powers: dict[Atom, Fraction] = {}
    for atom, exponent in factors:
        powers[atom] = powers.get(atom, Fraction(0)) + exponent
    outside = Fraction(1)
    for atom in [a for a in powers if a.kind == "prime"]:
        whole = floor(powers[atom])
        if abs(whole) * int(atom.data).bit_length() > _BITS:
            raise Unsure("a constant too long to keep")
        outside *= Fraction(atom.data) ** whole
        powers[atom] -= whole
    kept = sorted(((a, e) for a, e in powers.items() if e != 0), key=lambda ae: ae[0].order())
    return tuple(kept), outside


def _single(value: Constant) -> tuple[tuple[Product, Fraction], Product]:
    """A positive constant as one product with a rational, times powers of constants kept whole."""
    if len(value.terms) == 1:
        return value.terms[0], ()
    lead = value.terms[0][1]
    monic = value.scaled(1 / abs(lead))
    return (ONE_PRODUCT, abs(lead)), ((Atom("whole", monic), Fraction(1)),)


def _rational_power(value: Fraction, exponent: Fraction) -> Iterator[tuple[Atom, Fraction]]:
    """A positive rational to a power, as factors."""
    for base, power in _factored(value):
        yield Atom("prime", base), power * exponent


@lru_cache(maxsize=1024)
def _factored(value: Fraction) -> tuple[tuple[int, int], ...]:
    found = []
    for whole, sign in ((value.numerator, 1), (value.denominator, -1)):
        if whole > _FACTORED:
            rest, small = _without_small_primes(whole)
            if rest > 1:
                raise Unsure("a number too long to factor")
            found += [(p, sign * e) for p, e in small]
        elif whole > 1:
            found += [(int(p), sign * int(e)) for p, e in fmpz(whole).factor()]
    return tuple(found)


def _without_small_primes(whole: int) -> tuple[int, list[tuple[int, int]]]:
    found, p = [], 2
    while p < _SMALL_PRIME and whole > 1:
        power = 0
        while whole % p == 0:
            whole, power = whole // p, power + 1
        if power:
            found.append((p, power))
        p += 1 if p == 2 else 2
    return whole, found


def log(value: Constant) -> Constant:
    """The natural logarithm of a positive constant; ValueError of another."""
    if value.sign() <= 0:
        raise ValueError("a logarithm of a number that is not positive")
    (product, factor), outside = _single(value)
    total = ZERO
    for prime, power in _factored(factor):
        total = total + _logarithm(Atom("prime", prime)).scaled(Fraction(power))
    for atom, exponent in (*product, *outside):
        total = total + _logarithm(atom).scaled(exponent)
    return total


def _logarithm(atom: Atom) -> Constant:
    if atom.kind == "exp":
        return _canonical({atom.data: Fraction(1)})
    if atom.kind == "prime":
        return _canonical({((Atom("log", atom.data), Fraction(1)),): Fraction(1)})
    above = (Constant(((((atom, Fraction(1)),), Fraction(1)),)) - ONE).sign()
    if above == 0:
        return ZERO
    return _canonical({((Atom("log" if above > 0 else "neglog", atom), Fraction(1)),): Fraction(above)})


def exp(value: Constant) -> Constant:
    """e to the power of a constant."""
    factors: list[tuple[Atom, Fraction]] = []
    for product, factor in value.terms:
        if len(product) == 1 and product[0][0].kind in ("log", "neglog") and product[0][1] == 1:
            inner, turned = product[0][0].data, product[0][0].kind == "neglog"
            factors.append((Atom("prime", inner) if isinstance(inner, int) else inner, -factor if turned else factor))
        else:
            factors.append((Atom("exp", product), factor))
    product, outside = _product(tuple(factors))
    return _canonical({product: outside})


def gamma(value: Constant) -> Constant:
    """Gamma of a positive constant, kept whole unless it is a whole number."""
    exact = value.rational
    if exact is not None and exact.denominator == 1 and 0 < exact <= 400:
        return rational(prod(range(1, int(exact)), start=1))
    if value.sign() <= 0:
        raise ValueError("gamma of a number that is not positive")
    return _canonical({((Atom("gamma", value), Fraction(1)),): Fraction(1)})


def _atom_ball(atom: Atom) -> Any:
    match atom.kind:
        case "prime":
            return arb(atom.data)
        case "pi":
            return arb.pi()
        case "log":
            return arb(atom.data).log() if isinstance(atom.data, int) else _atom_ball(atom.data).log()
        case "neglog":
            return -_atom_ball(atom.data).log()
        case "exp":
            return Constant(((atom.data, Fraction(1)),)).ball().exp()
        case "gamma":
            return atom.data.ball().gamma()
        case _:
            return atom.data.ball()


def constant_text(value: Constant) -> str:
    """The constant as the claim language writes it."""
    if not value.terms:
        return "0"
    text = ""
    for product, factor in value.terms:
        body = "*".join(_factor_text(a, e) for a, e in product)
        size = abs(factor)
        shown = (str(size) + ("*" + body if body else "")) if size != 1 or not body else body
        text += (" - " if factor < 0 else " + ") + shown if text else ("-" if factor < 0 else "") + shown
    return text


def _factor_text(atom: Atom, exponent: Fraction) -> str:
    match atom.kind:
        case "prime" | "pi":
            base = str(atom.data or "pi")
        case "log":
            base = f"log({atom.data if isinstance(atom.data, int) else _factor_text(atom.data, Fraction(1))})"
        case "neglog":
            base = f"(-log({_factor_text(atom.data, Fraction(1))}))"
        case "exp" if atom.data == ONE_PRODUCT:
            base = "e"
        case "exp":
            base = f"exp({constant_text(Constant(((atom.data, Fraction(1)),)))})"
        case "gamma":
            base = f"gamma({constant_text(atom.data)})"
        case _:
            base = f"({constant_text(atom.data)})"
    if exponent == 1:
        return base
    if exponent == Fraction(1, 2):
        return f"sqrt({base})"
    plain = exponent > 0 and exponent.denominator == 1
    return f"{base}**{exponent}" if plain else f"{base}**({exponent})"
