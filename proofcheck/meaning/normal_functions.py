"""Rewriting rules of the elementary functions for normal forms: powers, exponentials, logarithms, sines and cosines.

Each row holds at every point where the function has a value.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

from flint import fmpq

from proofcheck.meaning.forms import Forms
from proofcheck.meaning.interval import NONNEGATIVE, POSITIVE, REALS, Interval, point
from proofcheck.meaning.ring import Polynomial, Quotient, Rule, TooHard, rational
from proofcheck.meaning.signs import NEGATIVE as SURELY_NEGATIVE
from proofcheck.meaning.signs import NOT_NEGATIVE, NOT_POSITIVE
from proofcheck.meaning.signs import POSITIVE as SURELY_POSITIVE

HALF = Fraction(1, 2)
_MULTIPLE = 12  # of an angle
_PRIMES_BELOW = 4096
Terms = list[tuple[tuple[str, str], Quotient, Fraction]]


def primes_of(value: Fraction) -> list[tuple[int, int]]:
    """Primes (a last cofactor may be composite) and exponents of a positive rational."""
    found: dict[int, int] = {}
    for number, sign in ((value.numerator, 1), (value.denominator, -1)):
        rest, p = number, 2
        while p * p <= rest and p < _PRIMES_BELOW:
            while rest % p == 0:
                found[p] = found.get(p, 0) + sign
                rest //= p
            p += 1
        if rest > 1:
            found[rest] = found.get(rest, 0) + sign
    return sorted((p, e) for p, e in found.items() if e)


class Functions:
    """The rules, bound to one set of normal forms."""

    _QUARTERS = ((1, 0), (0, 1), (-1, 0), (0, -1))

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.ring = forms.ring

    def _in_lowest_terms(self, monomial: Polynomial, denominator: Polynomial) -> Quotient:
        """A monomial over a monic denominator, so that x·y/y in one argument is the x in another."""
        if denominator.is_constant():
            return Quotient(monomial, denominator)
        common = monomial.gcd(denominator)
        return Quotient(monomial / common, denominator / common)

    def terms(self, q: Quotient) -> Terms:
        """A quotient as a sum of rational multiples of monomials over its denominator: (key, monomial, multiple)."""
        if len(q.num) > 40:
            raise TooHard("too many terms in an argument")
        found: Terms = []
        for monomial, coefficient in q.num.to_dict().items():
            p = self.ring.context.from_dict({monomial: fmpq(1)})
            term = self._in_lowest_terms(p, q.den)
            found.append(((str(term.num), str(term.den)), term, rational(coefficient)))
        return sorted(found, key=lambda t: t[0])

    def power(self, args: list[Quotient]) -> Quotient:
        """x**y: whole exponents in the field; x**(p/r) by roots; else exp(y·log x) where x is surely positive."""
        base, exponent = args
        value = self.ring.number(exponent)
        if value is not None and value.denominator == 1:
            return self.ring.power(base, int(value))
        if self.forms.field_only:
            raise TooHard("a power of a complex number")
        if value is not None:
            return self.root(base, value)
        if self.forms.signs.of_quotient(base) == SURELY_POSITIVE:
            return self.exp(self.ring.multiply(exponent, self.log(base)))
        return self.forms.opaque("**", base, exponent)

    def root(self, q: Quotient, exponent: Fraction) -> Quotient:
        """q**exponent for q >= 0 and a fractional exponent."""
        if q.num.is_zero():
            if exponent < 0:
                raise TooHard("a negative power of 0")
            return self.ring.zero
        constant, parts = self.forms.parts(q)
        sure = [fe for fe in parts if self.forms.signs.of_factor(fe[0]) == SURELY_POSITIVE]
        rest = [fe for fe in parts if fe not in sure]
        sign = Fraction(1 if constant > 0 else -1)
        value = self.ring.one
        for prime, times in primes_of(abs(constant)):
            value = self.ring.multiply(value, self.prime_root(prime, times * exponent))
        for factor, times in sure:
            value = self.ring.multiply(value, self.factor_root(factor, times * exponent))
        return self.ring.multiply(value, self.rest_root(sign, rest, exponent))

    def rest_root(self, sign: Fraction, rest: list[tuple[Polynomial, int]], exponent: Fraction) -> Quotient:
        """Root of the factors whose sign is open: kept together, unless each one is >= 0 or the product is a square."""
        if not rest and sign > 0:
            return self.ring.one
        turned = [(factor, times, self._side(factor)) for factor, times in rest]
        if all(side for _, _, side in turned) and sign * prod(side**times for _, times, side in turned) > 0:
            value = self.ring.one
            for factor, times, side in turned:
                root = self.factor_root if side > 0 else self._root_of_opposite
                value = self.ring.multiply(value, root(factor, times * exponent))
            return value
        if sign > 0 and exponent.denominator == 2 and all(times % 2 == 0 for _, times in rest):
            half = self.forms.gather(Fraction(1), [(f, times // 2) for f, times in rest])
            return self.ring.power(self.forms.absolute(half), exponent.numerator)
        if rest and all(times < 0 for _, times in rest):
            rest, exponent = [(factor, -times) for factor, times in rest], -exponent
        whole = self.forms.gather(sign, rest)
        key = ("root", str(whole))
        order = self.forms.refine(key, exponent.denominator)
        if order == 2:
            index = self.forms.elementary_generator((*key, order), "sqrt", whole, Rule(order, whole))
        else:
            index = self.ring.generator((*key, order), NONNEGATIVE, Rule(order, whole))
        return self.ring.monomial(index, int(exponent * order))

    def _side(self, factor: Polynomial) -> int:
        """1 for a factor that is surely >= 0, -1 for one that is surely <= 0, 0 where neither is known."""
        signs = self.forms.signs.of_factor(factor)
        return 1 if signs <= NOT_NEGATIVE else -1 if signs <= NOT_POSITIVE else 0

    def _root_of_opposite(self, factor: Polynomial, exponent: Fraction) -> Quotient:
        """A power of minus a factor that is surely <= 0."""
        opposite = self.ring.polynomial(-factor)
        if exponent.denominator == 1:
            return self.ring.power(opposite, int(exponent))
        key = ("root", str(opposite))
        order = self.forms.refine(key, exponent.denominator)
        if order == 2:
            index = self.forms.elementary_generator((*key, order), "sqrt", opposite, Rule(order, opposite))
        else:
            index = self.ring.generator((*key, order), NONNEGATIVE, Rule(order, opposite))
        return self.ring.monomial(index, int(exponent * order))

    def prime_root(self, prime: int, exponent: Fraction) -> Quotient:
        if exponent.denominator == 1:
            return self.ring.constant(Fraction(prime) ** int(exponent))
        key = ("root", str(prime))
        order = self.forms.refine(key, exponent.denominator)
        base = self.ring.constant(Fraction(prime))
        interval = self.forms.elementary("sqrt", point(prime)) if order == 2 else Interval(Fraction(1), Fraction(prime))
        index = self.ring.generator((*key, order), interval, Rule(order, base))
        return self.ring.monomial(index, int(exponent * order))

    def factor_root(self, factor: Polynomial, exponent: Fraction) -> Quotient:
        """A fractional power of a monic factor that is surely >= 0."""
        if exponent.denominator == 1:
            return self.ring.power(self.ring.polynomial(factor), int(exponent))
        unit = self._unit(factor)
        if unit is not None:
            key, _ = unit
            order = self.forms.orders.get(key, 1)
            self.forms.refine(key, order * exponent.denominator)
        key = ("root", str(factor))
        order = self.forms.refine(key, exponent.denominator)
        plain = self.ring.polynomial(factor)
        index = self.ring.generator((*key, order), NONNEGATIVE, Rule(order, plain), ("root", plain))
        if self.forms.signs.of_factor(factor) == SURELY_POSITIVE:
            self.ring.narrow(index, POSITIVE)
        if order == 2:
            self.ring.narrow(index, self.forms.elementary("sqrt", self.ring.interval(factor)))
        return self.ring.monomial(index, int(exponent * order))

    def _unit(self, factor: Polynomial) -> tuple[tuple[Any, ...], int] | None:
        """The unit that a lone generator is a part of: a variable, a root or an exponential that can be cut finer."""
        used = self.ring.used(factor)
        if len(used) != 1 or len(factor) != 1 or factor.total_degree() != 1:
            return None
        key = self.ring.keys[used[0]]
        match key[0]:
            case "var":
                return (key, 1) if self.forms.cuttable(key) else None
            case "root of var":
                return ("var", key[1]), key[2]
            case "root":
                return (key[0], key[1]), key[2]
            case "exp":
                return (key[0], key[1]), key[2]
        return None

    def exp(self, q: Quotient) -> Quotient:
        """exp of a sum as a product of whole powers of exp(monomial/order)."""
        value = self.ring.one
        for key, term, times in self.terms(q):
            factor = self._log_argument(term)
            if factor is not None:
                value = self.ring.multiply(value, self.root_or_power(factor, times))
                continue
            order = self.forms.refine(("exp", key), times.denominator)
            argument = self.ring.scaled(term, Fraction(1, order))
            index = self.forms.elementary_generator(("exp", key, order), "exp", argument)
            value = self.ring.multiply(value, self.ring.monomial(index, int(times * order)))
        return value

    def root_or_power(self, q: Quotient, exponent: Fraction) -> Quotient:
        if exponent.denominator == 1:
            return self.ring.power(q, int(exponent))
        return self.root(q, exponent)

    def _log_argument(self, term: Quotient) -> Quotient | None:
        """What `term` is the logarithm of, if it is a lone logarithm."""
        used = self.ring.used(term.num)
        if not term.den.is_constant() or len(used) != 1 or term.num.total_degree() != 1:
            return None
        return self.ring.sources[used[0]][1] if self.ring.keys[used[0]][0] == "log" else None

    def log(self, q: Quotient) -> Quotient:
        """log of a product as a sum, along the factors that are surely positive."""
        constant, parts = self.forms.parts(q)
        if constant == 0:
            raise TooHard("the logarithm of 0")
        total = self.ring.zero
        for prime, times in primes_of(abs(constant)):
            part = self._log_of(self.ring.constant(Fraction(prime)))
            total = self.ring.add(total, self.ring.scaled(part, Fraction(times)))
        rest = []
        sign = 1 if constant > 0 else -1
        for factor, times in parts:
            signs = self.forms.signs.of_factor(factor)
            if signs == SURELY_POSITIVE:
                total = self.ring.add(total, self.ring.scaled(self.log_factor(factor), Fraction(times)))
            elif signs == SURELY_NEGATIVE:
                part = self._log_of(self.ring.polynomial(-factor))
                total = self.ring.add(total, self.ring.scaled(part, Fraction(times)))
                sign *= (-1) ** (times % 2)
            else:
                rest.append((factor, times))
        if rest or sign < 0:
            total = self.ring.add(total, self._log_of(self.forms.gather(Fraction(sign), rest)))
        return total

    def _log_of(self, q: Quotient) -> Quotient:
        return self.ring.monomial(self.forms.elementary_generator(("log", str(q)), "log", q))

    def log_factor(self, factor: Polynomial) -> Quotient:
        """log of a surely positive monic factor; of an exponential or a root, its argument or a fraction."""
        unit = self._unit(factor)
        index = self.ring.used(factor)[0] if unit is not None else -1
        kind = self.ring.keys[index][0] if unit is not None else ""
        if kind == "exp":
            return self.ring.sources[index][1]
        if kind == "root":
            rule = self.ring.rules[index]
            return self.ring.scaled(self.log(rule.value), Fraction(1, rule.power))
        return self._log_of(self.ring.polynomial(factor))

    def wave(self, q: Quotient) -> tuple[Quotient, Quotient]:
        """Cosine and sine, by the addition theorems over independent angles."""
        angles = self.terms(q)
        if len(angles) > 6:
            raise TooHard("too many angles")
        cosine, sine = self.ring.one, self.ring.zero
        for key, term, times in angles:
            cosine, sine = self._turned((cosine, sine), self._angle(key, term, times))
        return cosine, sine

    def _turned(self, a: tuple[Quotient, Quotient], b: tuple[Quotient, Quotient]) -> tuple[Quotient, Quotient]:
        ring = self.ring
        cosine = ring.subtract(ring.multiply(a[0], b[0]), ring.multiply(a[1], b[1]))
        sine = ring.add(ring.multiply(a[0], b[1]), ring.multiply(a[1], b[0]))
        return ring.reduced(cosine), ring.reduced(sine)

    def _angle(self, key: tuple[str, str], term: Quotient, times: Fraction) -> tuple[Quotient, Quotient]:
        ring = self.ring
        turn = ring.find(("pi",))
        if turn is not None and key == (str(ring.monomial(turn).num), "1") and (12 * times).denominator == 1:
            return self._twelfths(int(12 * times) % 24)
        inverse = self._inverse_angle(term) if times.denominator == 1 else None
        if inverse is not None:
            return self._multiple(inverse, int(times))
        order = self.forms.refine(("angle", key), times.denominator)
        angle = ring.scaled(term, Fraction(1, order))
        c = self.forms.elementary_generator(("cos", key, order), "cos", angle)
        rule = Rule(2, ring.subtract(ring.one, ring.monomial(c, 2)))
        s = self.forms.elementary_generator(("sin", key, order), "sin", angle, rule)
        return self._multiple((ring.monomial(c), ring.monomial(s)), int(times * order))

    def _twelfths(self, count: int) -> tuple[Quotient, Quotient]:
        """Cosine and sine of count·pi/12, from (sqrt(6) ± sqrt(2))/4 at pi/12."""
        quarter, rest = divmod(count, 6)
        value = self._QUARTERS[quarter]
        turned = self.ring.constant(Fraction(value[0])), self.ring.constant(Fraction(value[1]))
        if not rest:
            return turned
        two, three = (self.prime_root(p, HALF) for p in (2, 3))
        six = self.ring.multiply(two, three)
        quarters = self.ring.add(six, two), self.ring.subtract(six, two)
        part = self.ring.scaled(quarters[0], Fraction(1, 4)), self.ring.scaled(quarters[1], Fraction(1, 4))
        return self._turned(turned, self._multiple(part, rest))

    def _multiple(self, base: tuple[Quotient, Quotient], count: int) -> tuple[Quotient, Quotient]:
        """Cosine and sine of a whole multiple of an angle."""
        if abs(count) > _MULTIPLE:
            raise TooHard("too high a multiple of an angle")
        base = base[0], self.ring.scaled(base[1], Fraction(1 if count > 0 else -1))
        value = self.ring.one, self.ring.zero
        for _ in range(abs(count)):
            value = self._turned(value, base)
        return value

    def _inverse_angle(self, term: Quotient) -> tuple[Quotient, Quotient] | None:
        """Cosine and sine of a lone arcsine or arctangent."""
        used = self.ring.used(term.num)
        if not term.den.is_constant() or len(used) != 1 or term.num.total_degree() != 1:
            return None
        op, x = self.ring.sources.get(used[0], ("", term))
        square = self.ring.power(x, 2)
        if op == "asin":
            return self.root(self.ring.subtract(self.ring.one, square), HALF), x
        if op == "atan":
            length = self.root(self.ring.add(self.ring.one, square), HALF)
            return self.ring.divide(self.ring.one, length), self.ring.divide(x, length)
        return None

    def cbrt(self, q: Quotient) -> Quotient:
        """The real cube root, which is multiplicative over all reals."""
        if q.num.is_zero():
            return self.ring.zero
        constant, parts = self.forms.parts(q)
        value = self.ring.constant(Fraction(1 if constant > 0 else -1))
        for prime, times in primes_of(abs(constant)):
            value = self.ring.multiply(value, self.prime_root(prime, Fraction(times, 3)))
        for factor, times in parts:
            value = self.ring.multiply(value, self._cube_root(factor, times))
        return value

    def _cube_root(self, factor: Polynomial, times: int) -> Quotient:
        if self.forms.signs.of_factor(factor) <= NOT_NEGATIVE:
            return self.factor_root(factor, Fraction(times, 3))
        index = self.ring.generator(("cbrt", str(factor)), REALS, Rule(3, self.ring.polynomial(factor)))
        return self.ring.monomial(index, times)
