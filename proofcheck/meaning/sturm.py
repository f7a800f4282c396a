"""Possible signs, and those of a univariate polynomial on an interval by Sturm sequences; exact.

Source: Sturm's theorem, e.g. Basu, Pollack, Roy, Algorithms in Real Algebraic Geometry, theorem 2.62.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_poly

from proofcheck.meaning.interval import Interval

Possible = frozenset[int]
ANY: Possible = frozenset((-1, 0, 1))
POSITIVE: Possible = frozenset((1,))
NEGATIVE: Possible = frozenset((-1,))
ZERO: Possible = frozenset((0,))
NOT_NEGATIVE: Possible = frozenset((0, 1))
NOT_POSITIVE: Possible = frozenset((-1, 0))


def product(a: Possible, b: Possible) -> Possible:
    return frozenset(x * y for x in a for y in b)


def flipped(a: Possible) -> Possible:
    return frozenset(-x for x in a)


def to_power(a: Possible, exponent: int) -> Possible:
    return a if exponent % 2 else frozenset(x * x for x in a)


def of_interval(x: Interval) -> Possible:
    """The signs of the numbers in an interval."""
    if x.above(Fraction(0), strictly=True):
        return POSITIVE
    if x.below(Fraction(0), strictly=True):
        return NEGATIVE
    if x.point == 0:
        return ZERO
    if x.above(Fraction(0), strictly=False):
        return NOT_NEGATIVE
    return NOT_POSITIVE if x.below(Fraction(0), strictly=False) else ANY


def signs_on(p: Any, interval: Interval) -> Possible:
    """The signs that a univariate rational polynomial takes on an interval."""
    if interval.point is not None:
        return frozenset((_sign(p(_number(interval.point))),))
    if p.degree() < 1:
        return frozenset((_sign(p(fmpq(0))),))
    free = _square_free(p)
    signs = {_sign(p(_number(end))) for end, out in _ends(interval) if not out}
    chain = _sturm(free)
    inner = _variations(chain, interval.lo, False) - _variations(chain, interval.hi, True)
    if interval.hi is not None and free(_number(interval.hi)) == 0:
        inner -= 1
    if inner > 0:
        return ANY if free == p / p.leading_coefficient() else _by_factors(p, interval)
    signs.add(_sign(p(_number(_inside(interval)))))
    return frozenset(signs)


def _by_factors(p: Any, interval: Interval) -> Possible:
    """Roots of even multiplicity do not change the sign: the square-free parts one by one."""
    constant, parts = p.factor()
    if len(parts) < 2 and all(m == 1 for _, m in parts):
        return ANY
    signs: Possible = frozenset((_sign(constant),))
    for part, multiplicity in parts:
        signs = product(signs, to_power(signs_on(fmpq_poly(part), interval), int(multiplicity)))
    return signs


def _number(value: Fraction) -> Any:
    return fmpq(value.numerator, value.denominator)


def _sign(value: Any) -> int:
    return int(value > 0) - int(value < 0)


def _ends(interval: Interval) -> list[tuple[Fraction, bool]]:
    ends = ((interval.lo, interval.lo_open), (interval.hi, interval.hi_open))
    return [(end, out) for end, out in ends if end is not None]


def _inside(interval: Interval) -> Fraction:
    if interval.lo is not None and interval.hi is not None:
        return (interval.lo + interval.hi) / 2
    if interval.lo is not None:
        return interval.lo + 1
    return Fraction(0) if interval.hi is None else interval.hi - 1


def _square_free(p: Any) -> Any:
    common = p.gcd(p.derivative())
    free = p if common.degree() < 1 else p // common
    return free / free.leading_coefficient()


def _sturm(p: Any) -> list[Any]:
    chain = [p, p.derivative()]
    while chain[-1].degree() > 0:
        rest = chain[-2] % chain[-1]
        if rest.degree() < 0:
            break
        chain.append(-rest)
    return chain


def _variations(chain: list[Any], at: Fraction | None, right: bool) -> int:
    """Sign changes along the chain at a point, or at the left (else right) infinity."""
    signs = []
    for p in chain:
        if at is not None:
            value = _sign(p(_number(at)))
        else:
            value = _sign(p.leading_coefficient()) * (1 if right or p.degree() % 2 == 0 else -1)
        if value:
            signs.append(value)
    return sum(a != b for a, b in pairwise(signs))
