"""Exact numbers: rationals, complex rationals, and rational multiples of powers of pi and of square roots.

Arithmetic, roots, powers and order. Where a value is not of these kinds (or too long to be worth it) the answer is
`Inexact`, where there is none it is `Undefined`; never an approximation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.verdict import Imaginary

MAX_BITS = 1 << 15  # longest numerator or denominator that is kept exact
_LARGEST_ROOT = 10**18
_SQUARE_FREE_BELOW = 10**6  # squares of larger primes are not looked for in a radicand


class Inexact(Exception):
    """No exact value of the kinds that are kept; there may still be one."""


class Undefined(Exception):
    """There is no value; the message says why."""


@dataclass(frozen=True, slots=True)
class Term:
    """`coefficient * pi**pi * sqrt(root)`: coefficient not 0, root > 0 without square factors, and not a rational."""

    coefficient: Fraction
    pi: int
    root: int


Exact = Fraction | bool | Imaginary | Term
ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)


def term(coefficient: Fraction, pi: int = 0, root: int = 1) -> Fraction | Term:
    """`coefficient * pi**pi * sqrt(root)` in normal form."""
    if coefficient == 0 or (pi == 0 and root == 1):
        return bounded(coefficient)
    if root > _LARGEST_ROOT or abs(pi) > MAX_BITS:
        raise Inexact
    return Term(bounded(coefficient), pi, root)


def bounded(value: Fraction) -> Fraction:
    if max(abs(value.numerator), value.denominator).bit_length() > MAX_BITS:
        raise Inexact
    return value


def as_rational(value: Exact) -> Fraction:
    if not isinstance(value, Fraction):
        raise Inexact
    return value


def parts(value: Exact) -> tuple[Fraction, int, int]:
    if isinstance(value, Fraction):
        return value, 0, 1
    if isinstance(value, Term):
        return value.coefficient, value.pi, value.root
    raise Inexact


def real_and_imaginary(value: Exact) -> tuple[Fraction, Fraction]:
    if isinstance(value, Imaginary):
        return value.re, value.im
    return as_rational(value), ZERO


def complex_number(re: Fraction, im: Fraction) -> Exact:
    return bounded(re) if im == 0 else Imaginary(bounded(re), bounded(im))


def any_complex(*values: Exact) -> bool:
    return any(isinstance(v, Imaginary) for v in values)


def add(a: Exact, b: Exact) -> Exact:
    if type(a) is Fraction and type(b) is Fraction:
        return bounded(a + b)
    if any_complex(a, b):
        (ar, ai), (br, bi) = real_and_imaginary(a), real_and_imaginary(b)
        return complex_number(ar + br, ai + bi)
    (p, i, r), (q, j, s) = parts(a), parts(b)
    if p == 0 or q == 0:
        return b if p == 0 else a
    if (i, r) != (j, s):
        raise Inexact
    return term(p + q, i, r)


def negative(a: Exact) -> Exact:
    return multiply(Fraction(-1), a)


def multiply(a: Exact, b: Exact) -> Exact:
    if type(a) is Fraction and type(b) is Fraction:
        return bounded(a * b)
    if any_complex(a, b):
        (ar, ai), (br, bi) = real_and_imaginary(a), real_and_imaginary(b)
        return complex_number(ar * br - ai * bi, ar * bi + ai * br)
    (p, i, r), (q, j, s) = parts(a), parts(b)
    if p == 0 or q == 0:
        return ZERO
    common = math.gcd(r, s)
    return term(p * q * common, i + j, r * s // common**2)


def inverse(a: Exact) -> Exact:
    if isinstance(a, Imaginary):
        size = a.re**2 + a.im**2
        return complex_number(a.re / size, -a.im / size)
    p, i, r = parts(a)
    if p == 0:
        raise Undefined("division by zero")
    return term(1 / (p * r), -i, r)


def divide(a: Exact, b: Exact) -> Exact:
    return multiply(a, inverse(b))


def whole_root(value: int, degree: int) -> int | None:
    """The whole root of a whole number >= 0, if there is one."""
    if value < 2:
        return value
    guess = 1 << -(-value.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + value // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess if guess**degree == value else None
        guess = better


def rational_root(value: Fraction, degree: int) -> Fraction | None:
    """The rational root of a rational >= 0, if there is one."""
    top, bottom = whole_root(value.numerator, degree), whole_root(value.denominator, degree)
    return None if top is None or bottom is None else Fraction(top, bottom)


def square_root(a: Exact) -> Exact:
    value = as_rational(a)
    if value < 0:
        raise Undefined("square root of a negative number")
    exact = rational_root(value, 2)
    if exact is not None:
        return exact
    inside, outside = value.numerator * value.denominator, Fraction(1, value.denominator)
    if inside > _SQUARE_FREE_BELOW**2:
        raise Inexact
    factor = 2
    while factor * factor <= inside and factor < 1000:
        while inside % (factor * factor) == 0:
            inside //= factor * factor
            outside *= factor
        factor += 1
    if inside >= _SQUARE_FREE_BELOW:
        raise Inexact
    return term(outside, 0, inside)


def cube_root(a: Exact) -> Exact:
    value = as_rational(a)
    exact = rational_root(abs(value), 3)
    if exact is None:
        raise Inexact
    return exact if value >= 0 else -exact


def whole_power(base: Exact, n: int) -> Exact:
    if n < 0:
        return whole_power(inverse(base), -n)
    if isinstance(base, Imaginary):
        if n > 1000:
            raise Inexact
        result: Exact = ONE
        for _ in range(n):
            result = multiply(result, base)
        return result
    p, i, r = parts(base)
    if p == 0:
        return ZERO
    if n * max(abs(p.numerator), p.denominator, r).bit_length() > MAX_BITS and p not in (1, -1):
        raise Inexact
    if n > MAX_BITS and r > 1:
        raise Inexact
    sign = Fraction(-1 if p == -1 and n % 2 else 1)
    power = sign if p in (1, -1) else p**n
    return term(power * r ** (n // 2), i * n, r if n % 2 else 1)


def power(a: Exact, b: Exact) -> Exact:
    if isinstance(b, Fraction) and b.denominator == 1:
        return ONE if b == 0 else whole_power(a, int(b))
    if isinstance(a, Fraction) and isinstance(b, (Fraction, Term)):
        positive = parts(b)[0] > 0
        if a < 0:
            raise Undefined("a negative number to a power that is not whole")
        if a == 0:
            if positive:
                return ZERO
            raise Undefined("zero to a negative power")
        if a == 1:
            return ONE
        if isinstance(b, Fraction) and b.denominator <= 64:
            root = rational_root(a, b.denominator)
            if root is not None:
                return whole_power(root, b.numerator)
            if b.denominator == 2:
                return whole_power(square_root(a), b.numerator)
    raise Inexact


def absolute(a: Exact) -> Exact:
    if isinstance(a, Imaginary):
        return square_root(a.re**2 + a.im**2)
    return negative(a) if parts(a)[0] < 0 else a


def same(a: Exact, b: Exact) -> bool:
    # Two terms with different pi or root are never equal: pi is transcendental, roots of square-free numbers differ.
    if isinstance(a, bool) != isinstance(b, bool):
        raise Inexact
    return a == b


def less(a: Exact, b: Exact) -> bool:
    (p, i, r), (q, j, s) = parts(a), parts(b)
    if p == 0 or q == 0 or (i, r) == (j, s) or (p > 0) != (q > 0):
        return p < q
    if i == j:
        return p * abs(p) * r < q * abs(q) * s
    raise Inexact
