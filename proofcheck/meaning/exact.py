"""Exact meaning of scalar operators: a table from operators to values, complete or honest.

Where a value is not exact the answer is `Inexact`, where there is none it is `Undefined`. Conventions: reals unless a
type says complex, `0**0 = 1`, `mod` and `floor` go down, `sign(0) = 0`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from proofcheck.meaning.exact_numbers import (
    HALF,
    ONE,
    ZERO,
    Exact,
    Inexact,
    Term,
    Undefined,
    absolute,
    add,
    as_rational,
    bounded,
    cube_root,
    divide,
    less,
    multiply,
    negative,
    parts,
    power,
    rational_root,
    same,
    square_root,
    term,
)

__all__ = ["MEANINGS", "Exact", "Inexact", "Term", "Undefined", "apply_exactly", "rational_root", "term"]

MAX_FACTORIAL = 3000


def _sign(a: Exact) -> Exact:
    p = parts(a)[0]
    return Fraction((p > 0) - (p < 0))


def _mod(a: Exact, b: Exact) -> Exact:
    x, y = as_rational(a), as_rational(b)
    if y == 0:
        raise Undefined("mod by zero")
    return x - y * math.floor(x / y)


def _whole(a: Exact) -> int:
    value = as_rational(a)
    if value.denominator != 1:
        raise Inexact
    return int(value)


def _factorial(a: Exact) -> Exact:
    n = _whole(a)
    if n < 0:
        raise Undefined("factorial of a negative number")
    if n > MAX_FACTORIAL:
        raise Inexact
    return Fraction(math.factorial(n))


def _binomial(a: Exact, b: Exact) -> Exact:
    n, k = _whole(a), _whole(b)
    if n < 0 or n > MAX_FACTORIAL:
        raise Inexact
    return Fraction(math.comb(n, k)) if k >= 0 else ZERO


def _gamma(a: Exact) -> Exact:
    n = _whole(a)
    if n <= 0:
        raise Undefined("pole of gamma")
    return _factorial(Fraction(n - 1))


def _loggamma(a: Exact) -> Exact:
    n = _whole(a)
    if n <= 0:
        raise Undefined("pole of gamma")
    return _at(a, {ONE: ZERO, Fraction(2): ZERO})


def _gcd(*values: Exact) -> Exact:
    return Fraction(math.gcd(*map(_whole, values)))


def _at(a: Exact, table: Mapping[Fraction, Exact]) -> Exact:
    value = table.get(as_rational(a))
    if value is None:
        raise Inexact
    return value


def _log(a: Exact) -> Exact:
    if parts(a)[0] <= 0:
        raise Undefined("logarithm of a number that is not positive")
    return _at(a, {ONE: ZERO})


def _log2(a: Exact) -> Exact:
    value = as_rational(a)
    if value <= 0:
        raise Undefined("logarithm of a number that is not positive")
    top, bottom = value.numerator, value.denominator
    if top & (top - 1) or bottom & (bottom - 1):
        raise Inexact
    return Fraction(top.bit_length() - bottom.bit_length())


# sin at multiples of pi/12 where it is a single term: sixths and quarters of a half turn.
_SINES: Mapping[Fraction, tuple[Fraction, int]] = {
    ZERO: (ZERO, 1),
    Fraction(1, 6): (HALF, 1),
    Fraction(1, 4): (HALF, 2),
    Fraction(1, 3): (HALF, 3),
    HALF: (ONE, 1),
}


def _half_turns(a: Exact) -> Fraction:
    """The x of `x*pi`."""
    p, i, r = parts(a)
    if p != 0 and (i, r) != (1, 1):
        raise Inexact
    return p


def _sine_of(turns: Fraction) -> Exact:
    """sin(turns*pi)."""
    turns %= 2
    if turns >= 1:
        return negative(_sine_of(turns - 1))
    found = _SINES.get(min(turns, 1 - turns))
    if found is None:
        raise Inexact
    return term(found[0], 0, found[1])


def _sin(a: Exact) -> Exact:
    return _sine_of(_half_turns(a))


def _cos(a: Exact) -> Exact:
    return _sine_of(_half_turns(a) + HALF)


def _tan(a: Exact) -> Exact:
    sine, cosine = _sin(a), _cos(a)
    if cosine == 0:
        raise Undefined("pole of the tangent")
    return divide(sine, cosine)


_ARCSINES: Mapping[Fraction, Exact] = {
    ZERO: ZERO,
    HALF: Term(Fraction(1, 6), 1, 1),
    -HALF: Term(Fraction(-1, 6), 1, 1),
    ONE: Term(HALF, 1, 1),
    -ONE: Term(-HALF, 1, 1),
}


def _asin(a: Exact) -> Exact:
    if abs(as_rational(a)) > 1:
        raise Undefined("outside [-1, 1]")
    return _at(a, _ARCSINES)


def _acos(a: Exact) -> Exact:
    return add(Term(HALF, 1, 1), negative(_asin(a)))


def _atan(a: Exact) -> Exact:
    return _at(a, {ZERO: ZERO, ONE: Term(Fraction(1, 4), 1, 1), -ONE: Term(Fraction(-1, 4), 1, 1)})


def _atan2(a: Exact, b: Exact) -> Exact:
    y, x = as_rational(a), as_rational(b)
    if x == 0 and y == 0:
        raise Undefined("atan2 at the origin")
    if x == 0:
        return term(HALF if y > 0 else -HALF, 1)
    if x > 0:
        return _atan(y / x)
    return add(_atan(y / x), term(ONE if y >= 0 else -ONE, 1))


def _acosh(a: Exact) -> Exact:
    if as_rational(a) < 1:
        raise Undefined("acosh below 1")
    return _at(a, {ONE: ZERO})


def _atanh(a: Exact) -> Exact:
    if abs(as_rational(a)) >= 1:
        raise Undefined("atanh outside (-1, 1)")
    return _at(a, {ZERO: ZERO})


def _at_zero(result: Fraction) -> Callable[[Exact], Exact]:
    def function(a: Exact) -> Exact:
        return _at(a, {ZERO: result})

    return function


def _flag(a: Exact) -> bool:
    if not isinstance(a, bool):
        raise Inexact
    return a


def _least(*values: Exact) -> Exact:
    best = values[0]
    for v in values[1:]:
        best = v if less(v, best) else best
    return best


def _greatest(*values: Exact) -> Exact:
    return negative(_least(*map(negative, values)))


def _pi() -> Exact:
    return Term(ONE, 1, 1)


MEANINGS: Mapping[str, Callable[..., Exact]] = {
    "+": add,
    "-": lambda a, b: add(a, negative(b)),
    "*": multiply,
    "/": divide,
    "neg": negative,
    "**": power,
    "pi": _pi,
    "sqrt": square_root,
    "cbrt": cube_root,
    "exp": _at_zero(ONE),
    "log": _log,
    "log2": _log2,
    "abs": absolute,
    "sign": _sign,
    "floor": lambda a: Fraction(math.floor(as_rational(a))),
    "ceil": lambda a: Fraction(math.ceil(as_rational(a))),
    "mod": _mod,
    "min": _least,
    "max": _greatest,
    "sin": _sin,
    "cos": _cos,
    "tan": _tan,
    "asin": _asin,
    "acos": _acos,
    "atan": _atan,
    "atan2": _atan2,
    "sinh": _at_zero(ZERO),
    "cosh": _at_zero(ONE),
    "tanh": _at_zero(ZERO),
    "asinh": _at_zero(ZERO),
    "acosh": _acosh,
    "atanh": _atanh,
    "factorial": _factorial,
    "binomial": _binomial,
    "gamma": _gamma,
    "loggamma": _loggamma,
    "erf": _at_zero(ZERO),
    "erfc": _at_zero(ONE),
    "gcd": _gcd,
    "==": same,
    "!=": lambda a, b: not same(a, b),
    "<": less,
    ">": lambda a, b: less(b, a),
    "<=": lambda a, b: not less(b, a),
    ">=": lambda a, b: not less(a, b),
    "not": lambda a: not _flag(a),
    "<=>": lambda a, b: _flag(a) == _flag(b),
    "and": lambda *values: all(map(_flag, values)),
    "or": lambda *values: any(map(_flag, values)),
    "=>": lambda a, b: not _flag(a) or _flag(b),
}


def apply_exactly(op: str, values: Sequence[Exact]) -> Exact:
    """The value of `op(values)`.

    Errors: `Inexact` where it is not of the kinds kept (or `op` has no row), `Undefined` where there is none.
    """
    meaning = MEANINGS.get(op)
    if meaning is None:
        raise Inexact
    result = meaning(*values)
    return bounded(result) if isinstance(result, Fraction) else result
