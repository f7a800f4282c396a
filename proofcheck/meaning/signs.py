"""Which signs a polynomial in a ring's generators can take: factoring, Sturm sequences, discriminants, known facts.

An answer is the set of signs -1, 0, 1 that cannot be excluded; all three is "nothing known". Generators are taken as
independent of each other, each free in its interval, which only widens the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_poly

from proofcheck.meaning.cones import from_bernstein, from_ends, from_orders, takes_both_signs
from proofcheck.meaning.ring import Polynomial, Quotient, Ring, TooHard, rational
from proofcheck.meaning.sturm import (
    ANY,
    NEGATIVE,
    NOT_NEGATIVE,
    NOT_POSITIVE,
    POSITIVE,
    ZERO,
    Possible,
    flipped,
    of_interval,
    product,
    signs_on,
    to_power,
)
from proofcheck.meaning.work import spend

__all__ = ["ANY", "NEGATIVE", "NOT_NEGATIVE", "NOT_POSITIVE", "POSITIVE", "ZERO", "Possible", "Signs", "flipped"]


_FACTOR_TERMS = 400
_FACTOR_DEGREE = 40
_DEPTH = 4
_FACTS = 24
_WORK = 200  # polynomials looked at before the rest is left open
_FACTS_TERMS = 60


@dataclass(slots=True)
class Signs:
    """Signs of polynomials in one ring, given what a case assumes: `known` by the text of a factor, and `facts`."""

    ring: Ring
    known: dict[str, Possible] = field(default_factory=dict)
    facts: list[tuple[Polynomial, Possible]] = field(default_factory=list)
    _seen: dict[tuple[str, int], Possible] = field(default_factory=dict)
    _work: int = _WORK

    def assume(self, factor: Polynomial, signs: Possible) -> None:
        """Narrow what is known of a polynomial."""
        lead, monic = _monic(factor)
        narrowed = signs if lead > 0 else flipped(signs)
        self.known[str(monic)] = self.known.get(str(monic), ANY) & narrowed
        for sign in (1, -1):
            one_sided = narrowed if sign > 0 else flipped(narrowed)
            if one_sided <= NOT_NEGATIVE:
                self.facts.append((monic * sign, POSITIVE if 0 not in one_sided else NOT_NEGATIVE))
        self._seen.clear()
        self._work = _WORK

    def factors(self, p: Polynomial) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
        """Constant and monic irreducible factors with multiplicity; the whole where factoring costs too much."""
        if p.is_constant():
            return (rational(p.leading_coefficient()) if not p.is_zero() else Fraction(0)), []
        if len(p) > _FACTOR_TERMS or p.total_degree() > _FACTOR_DEGREE or p.total_degree() == 1:
            lead, monic = _monic(p)
            return rational(lead), [(monic, 1)]
        spend(20 + len(p) * (2 + int(p.total_degree())))
        constant, parts = p.factor()
        found = []
        for part, multiplicity in parts:
            lead, monic = _monic(part)
            constant *= lead ** int(multiplicity)
            found.append((monic, int(multiplicity)))
        found.sort(key=lambda fm: str(fm[0]))
        return rational(constant), found

    def of(self, p: Polynomial, depth: int = 0) -> Possible:
        """The signs that `p` can take."""
        constant, parts = self.factors(p)
        signs: Possible = frozenset((0,)) if constant == 0 else frozenset((1 if constant > 0 else -1,))
        for part, multiplicity in parts:
            signs = product(signs, to_power(self.of_factor(part, depth), multiplicity))
        return signs

    def of_quotient(self, q: Quotient) -> Possible:
        """The signs of a quotient where it is defined, i.e. where its denominator is not 0."""
        return product(self.of(q.num), self.of(q.den) - ZERO)

    def undetermined(self, q: Quotient) -> Polynomial | None:
        """The first factor of a quotient whose sign is in doubt."""
        for p in (q.num, q.den):
            for part, multiplicity in self.factors(p)[1]:
                if len(to_power(self.of_factor(part), multiplicity)) > 1:
                    return part
        return None

    def of_factor(self, p: Polynomial, depth: int = 0) -> Possible:
        """The signs of a monic factor."""
        key = str(p)
        known = self._seen.get((key, depth))
        if known is None and self._work <= 0:
            return self.known.get(key, ANY) & of_interval(self.ring.interval(p))
        if known is None:
            spend(60 + 4 * len(p))
            self._work -= 1
            known = self.known.get(key, ANY) & of_interval(self.ring.interval(p))
            if len(known) > 1:
                known &= self._univariate(p)
            settled = len(known) == 1 or takes_both_signs(self.ring, p)
            if not settled:
                known &= self._shifted(p)
            if not settled and len(known) > 1 and depth < _DEPTH:
                known &= self._quadratic(p, depth)
            if len(known) > 1 and depth < _DEPTH:
                known &= self._on_circles(p, depth)
            if len(known) > 1 and depth < _DEPTH and self.facts:
                known &= self._from_facts(p, depth)
            self._seen[(key, depth)] = known
        return known

    def _on_circles(self, p: Polynomial, depth: int) -> Possible:
        """The sign of a quadratic in a sine and a cosine, made homogeneous by sin² + cos² = 1."""
        answer = ANY
        for sine in self.ring.used(p):
            key = self.ring.keys[sine]
            cosine = self.ring.find(("cos", *key[1:])) if key[0] == "sin" else None
            if cosine is None:
                continue
            parts = _by_degree(p, sine, cosine)
            if set(parts) != {0, 2}:
                continue
            context = self.ring.context
            s, c = context.gens()[sine], context.gens()[cosine]
            level = context.from_dict(parts[2]) + context.from_dict(parts[0]) * (s * s + c * c)
            answer &= self.of(level, _DEPTH - 1)
        return answer

    def _from_facts(self, p: Polynomial, depth: int) -> Possible:
        """p - λ·g >= 0 with a fact g >= 0 and λ > 0 gives p >= 0; the same for -p."""
        if len(p) > _FACTS_TERMS:
            return ANY
        for sign in (1, -1):
            for fact, signs in self.facts[:_FACTS]:
                for rest in _without_one(p * sign, fact):
                    left = self.of(rest, depth + 2)
                    if left <= NOT_NEGATIVE:
                        both = POSITIVE if POSITIVE in (left, signs) else NOT_NEGATIVE
                        return both if sign > 0 else flipped(both)
        return ANY

    def _univariate(self, p: Polynomial) -> Possible:
        used = self.ring.used(p)
        if len(used) != 1:
            return ANY
        degree = int(p.degrees()[used[0]])
        coefficients = [fmpq(0)] * (degree + 1)
        for monomial, coefficient in p.to_dict().items():
            coefficients[int(monomial[used[0]])] = coefficient
        return signs_on(fmpq_poly(coefficients), self.ring.intervals[used[0]])

    def _shifted(self, p: Polynomial) -> Possible:
        """Signs read off coefficients, after a change of variables that makes every variable nonnegative."""
        return from_ends(self.ring, p) & from_bernstein(self.ring, p) & from_orders(self.ring, p)

    def _quadratic(self, p: Polynomial, depth: int) -> Possible:
        """For a·t² + b·t + c: the sign of a, where 4ac - b² cannot be negative."""
        if len(p) > _FACTOR_TERMS:
            return ANY
        degrees = p.degrees()
        squares = [i for i in self.ring.used(p) if degrees[i] == 2]
        for index in squares if depth == 0 else squares[:2]:
            parts = self.ring.split(p, index)
            zero = self.ring.zero.num
            a: Polynomial = parts.get(2, zero)
            b: Polynomial = parts.get(1, zero)
            c: Polynomial = parts.get(0, zero)
            lead = self.of(a, depth + 1)
            if not (lead <= NOT_NEGATIVE or lead <= NOT_POSITIVE):
                continue
            try:
                rest = self.ring.reduced(self.ring.polynomial(4 * a * c - b * b))
            except TooHard:
                continue
            inside = product(self.of(rest.num, depth + 1), self.of(rest.den, depth + 1) - ZERO)
            if inside <= NOT_NEGATIVE and (0 not in lead or self.of(c, depth + 1) <= lead):
                return lead if 0 not in inside else lead | ZERO
        return ANY


def _by_degree(p: Polynomial, a: int, b: int) -> dict[int, dict[tuple[int, ...], Any]]:
    """The terms of `p` by their total degree in two generators."""
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for monomial, coefficient in p.to_dict().items():
        parts.setdefault(int(monomial[a] + monomial[b]), {})[monomial] = coefficient
    return parts


def _without_one(p: Polynomial, fact: Polynomial) -> Iterator[Polynomial]:
    """p - λ·fact for those λ > 0 that cancel a monomial."""
    terms = p.to_dict()
    tried = set()
    for monomial, coefficient in fact.to_dict().items():
        factor = terms.get(monomial, 0) / coefficient
        if factor > 0 and factor not in tried:
            tried.add(factor)
            yield p - fact * factor


def _monic(p: Polynomial) -> tuple[Any, Polynomial]:
    lead = p.leading_coefficient()
    return lead, p / lead
