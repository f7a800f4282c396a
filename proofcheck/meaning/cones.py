"""Signs of polynomials read off coefficients, once every variable is replaced by nonnegative ones.

Three changes of variables: counting from an end of each interval; Bernstein's basis on a bounded box; the differences
of variables put in order. If no coefficient is negative, the polynomial is not.
"""

from __future__ import annotations

from itertools import permutations, product
from math import comb, prod
from random import Random
from typing import Any

from flint import fmpq

from proofcheck.meaning.interval import inside
from proofcheck.meaning.ring import Polynomial, Ring
from proofcheck.meaning.sturm import (
    ANY,
    NEGATIVE,
    NOT_NEGATIVE,
    NOT_POSITIVE,
    POSITIVE,
    Possible,
    of_interval,
    to_power,
)
from proofcheck.meaning.sturm import product as of_product

_TERMS = 400
_DEGREE = 16
_BERNSTEIN = 600


def takes_both_signs(ring: Ring, p: Polynomial, points: int = 12) -> bool:
    """Whether a few points of the intervals show both signs, so that no argument from intervals alone can settle it.

    In floating point: a wrong answer only costs a proof.
    """
    try:
        terms = [(_sparse(m), int(c.p) / int(c.q)) for m, c in p.to_dict().items()]
        return _both_signs(ring, p, terms, points)
    except OverflowError:
        return False


def _both_signs(ring: Ring, p: Polynomial, terms: list[tuple[list[tuple[int, int]], float]], points: int) -> bool:
    seen: set[bool] = set()
    for seed in range(points):
        random = Random(seed)
        values = {i: float(inside(ring.intervals[i], random)) for i in ring.used(p)}
        parts = [c * prod(values[i] ** e for i, e in m) for m, c in terms]
        total = sum(parts)
        if abs(total) > 1e-9 * sum(map(abs, parts)):
            seen.add(total > 0)
        if len(seen) == 2:
            return True
    return False


def _sparse(monomial: tuple[int, ...]) -> list[tuple[int, int]]:
    return [(i, int(e)) for i, e in enumerate(monomial) if e]


def from_ends(ring: Ring, p: Polynomial) -> Possible:
    """Signs from the signs of the terms, in rests counted from the lower ends, and from the upper ends."""
    answer = ANY
    for upper in (False, True):
        moved = _from_ends(ring, p, upper)
        if moved is not None:
            answer &= moved
    return answer


def _from_ends(ring: Ring, p: Polynomial, upper: bool) -> Possible | None:
    gens = list(ring.context.gens())
    signs: dict[int, Possible] = {}
    moved = False
    for index in ring.used(p):
        interval = ring.intervals[index]
        signs[index] = of_interval(interval)
        end, out, sign = interval.lo, interval.lo_open, 1
        if interval.hi is not None and (upper or end is None):
            end, out, sign = interval.hi, interval.hi_open, -1
        if end is None:
            continue
        if end != 0:
            gens[index] = gens[index] + fmpq(end.numerator, end.denominator)
            moved = True
        signs[index] = frozenset((sign,)) if out else frozenset((0, sign))
    if moved and (p.total_degree() > _DEGREE or len(p) > _TERMS):
        return None
    return of_terms(p.compose(*gens) if moved else p, signs)


def of_terms(p: Polynomial, signs: dict[int, Possible]) -> Possible:
    """The signs of a sum, from the signs of its variables."""
    total: set[int] = {0}
    for monomial, coefficient in p.to_dict().items():
        term: Possible = frozenset((1 if coefficient > 0 else -1,))
        for index, exponent in enumerate(monomial):
            if exponent:
                term = of_product(term, to_power(signs[index], int(exponent)))
        total = {s for a in total for b in term for s in _sum(a, b)}
    return frozenset(total)


def _sum(a: int, b: int) -> tuple[int, ...]:
    return (-1, 0, 1) if a * b < 0 else (a or b,)


def from_bernstein(ring: Ring, p: Polynomial) -> Possible:
    """Signs from the coefficients in Bernstein's basis, for a polynomial in bounded variables.

    Source: J. Garloff, The Bernstein algorithm, Interval Computations 2 (1993).
    """
    used = ring.used(p)
    degrees = [int(p.degrees()[i]) for i in used]
    if not used or prod(d + 1 for d in degrees) > _BERNSTEIN or len(p) > _TERMS:
        return ANY
    gens = list(ring.context.gens())
    for index in used:
        interval = ring.intervals[index]
        if interval.lo is None or interval.hi is None:
            return ANY
        width = interval.hi - interval.lo
        gens[index] = gens[index] * fmpq(width.numerator, width.denominator) + fmpq(
            interval.lo.numerator, interval.lo.denominator
        )
    power = {tuple(int(m[i]) for i in used): c for m, c in p.compose(*gens).to_dict().items()}
    values = [_bernstein(power, degrees, at) for at in product(*(range(d + 1) for d in degrees))]
    if all(v >= 0 for v in values):
        return POSITIVE if all(v > 0 for v in values) else NOT_NEGATIVE
    if all(v <= 0 for v in values):
        return NEGATIVE if all(v < 0 for v in values) else NOT_POSITIVE
    return ANY


def _bernstein(power: dict[tuple[int, ...], Any], degrees: list[int], at: tuple[int, ...]) -> Any:
    """The coefficient `at` in Bernstein's basis, from those in powers over the unit box."""
    total = fmpq(0)
    for exponents, coefficient in power.items():
        if all(e <= k for e, k in zip(exponents, at, strict=True)):
            above = prod(comb(k, e) for e, k in zip(exponents, at, strict=True))
            below = prod(comb(d, e) for e, d in zip(exponents, degrees, strict=True))
            total += coefficient * fmpq(above, below)
    return total


def from_orders(ring: Ring, p: Polynomial) -> Possible:
    """Signs for two or three nonnegative variables: in each order, from the coefficients in their differences."""
    used = ring.used(p)
    if len(used) not in (2, 3) or p.total_degree() > _DEGREE // 2 or len(p) > _TERMS // 4:
        return ANY
    if any(of_interval(ring.intervals[i]) not in (POSITIVE, NOT_NEGATIVE) for i in used):
        return ANY
    answer: Possible = frozenset()
    for order in permutations(used):
        gens = list(ring.context.gens())
        for position, index in enumerate(order):
            gens[index] = sum((ring.context.gens()[j] for j in order[:position]), ring.context.gens()[index])
        smallest = of_interval(ring.intervals[order[0]])
        signs = {i: smallest if i == order[0] else NOT_NEGATIVE for i in order}
        answer |= of_terms(p.compose(*gens), signs)
        if answer == ANY:
            break
    return answer
