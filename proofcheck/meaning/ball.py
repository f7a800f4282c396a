"""Ball arithmetic on scalars: every value is enclosed, every comparison answers yes, no or maybe.

A ball that is not finite, or that touches where an operator has no value, is unknown (None); only a ball that lies
wholly there makes the value certainly undefined. Numbers enter as rationals, never as floats.
Source: Arb, through python-flint; F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from math import comb
from typing import Any

from flint import acb, arb, ctx, fmpq

from proofcheck.meaning.exact import Exact, Term, Undefined
from proofcheck.verdict import Imaginary

LADDER = (64, 128, 256, 512, 1024)

Ball = Any  # arb, acb or bool: the library has no types


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with this many bits, then with as many as before."""
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


def enclose(value: Exact) -> Ball:
    """The ball of an exact value at the current precision; truth values stay themselves."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Imaginary):
        return acb(enclose(value.re), enclose(value.im))
    if isinstance(value, Term):
        scaled = enclose(value.coefficient) * arb(value.root).sqrt()
        return scaled * arb.pi() ** value.pi
    return arb(fmpq(value.numerator, value.denominator))


def _known(value: Ball) -> Ball | None:
    return value if value.is_finite() else None


def _divide(a: Ball, b: Ball) -> Ball | None:
    if b.is_zero():
        raise Undefined("division by zero")
    return _known(a / b)


def _sqrt(x: Ball) -> Ball | None:
    if x < 0:
        raise Undefined("square root of a negative number")
    return _known(x.sqrt())


def _log(x: Ball) -> Ball | None:
    if x <= 0:
        raise Undefined("logarithm of a number that is not positive")
    return _known(x.log())


def _log2(x: Ball) -> Ball | None:
    value = _log(x)
    return None if value is None else _known(value / arb.const_log2())


def _cbrt(x: Ball) -> Ball | None:
    if x > 0:
        return _known(x.root(3))
    if x < 0:
        return _known(-((-x).root(3)))
    if not x.is_finite():
        return None
    if x.is_zero():
        return x
    most = x.abs_upper().root(3)
    return _known(most.union(-most))


def _power(a: Ball, b: Ball) -> Ball | None:
    if b.is_exact() and b.is_integer():
        if b.is_zero():
            return arb(1)
        if b < 0:
            if a.is_zero():
                raise Undefined("zero to a negative power")
            if a.contains(0):
                return None
        even = (b / 2).is_exact() and (b / 2).is_integer()
        return _known((abs(a) if even else a) ** b)
    if a > 0:
        return _known(a**b)
    if a.is_zero():
        if b > 0:
            return arb(0)
        if b < 0:
            raise Undefined("zero to a negative power")
        return None
    if a < 0 and b.is_finite() and not b.contains_integer():
        raise Undefined("a negative number to a power that is not whole")
    return None


def _mod(a: Ball, b: Ball) -> Ball | None:
    ratio = _divide(a, b)
    return None if ratio is None else _known(a - b * ratio.floor())


def _asin(x: Ball) -> Ball | None:
    if abs(x) > 1:
        raise Undefined("outside [-1, 1]")
    return _known(x.asin())


def _acos(x: Ball) -> Ball | None:
    if abs(x) > 1:
        raise Undefined("outside [-1, 1]")
    return _known(x.acos())


def _atan2(y: Ball, x: Ball) -> Ball | None:
    if x.is_zero() and y.is_zero():
        raise Undefined("atan2 at the origin")
    if x.contains(0) and y.contains(0):
        return None
    return _known(arb.atan2(y, x))


def _acosh(x: Ball) -> Ball | None:
    if x < 1:
        raise Undefined("acosh below 1")
    return _known(x.acosh())


def _atanh(x: Ball) -> Ball | None:
    if abs(x) >= 1:
        raise Undefined("atanh outside (-1, 1)")
    return _known(x.atanh())


def _gamma(x: Ball) -> Ball | None:
    return _known(x.gamma())


def _factorial(x: Ball) -> Ball | None:
    return _known((x + 1).gamma()) if x >= 0 else None


_LARGEST_BINOMIAL = 5000


def _binomial(n: Ball, k: Ball) -> Ball | None:
    """At whole numbers only."""
    if not all(x.is_exact() and x.is_integer() for x in (n, k)) or not 0 <= n <= _LARGEST_BINOMIAL:
        return None
    return arb(comb(int(n.unique_fmpz()), int(k.unique_fmpz()))) if k >= 0 else arb(0)


def _loggamma(x: Ball) -> Ball | None:
    return _known(x.lgamma()) if x > 0 else None


def _polygamma(order: Ball, x: Ball) -> Ball | None:
    """The derivative of this order of the digamma function."""
    if not x > 0:
        return None
    return _known(x.digamma() if order.is_zero() else acb(x).polygamma(acb(order)).real)


def _extreme(pick: Callable[[Ball, Ball], Ball]) -> Callable[..., Ball | None]:
    def function(*values: Ball) -> Ball | None:
        best = values[0]
        for v in values[1:]:
            best = pick(best, v)
        return _known(best)

    return function


def _sign(x: Ball) -> Ball | None:
    return _known(x.sgn())


def _unary(function: Callable[[Ball], Ball]) -> Callable[[Ball], Ball | None]:
    return lambda x: _known(function(x))


def equal(a: Ball, b: Ball) -> bool | None:
    """Whether two values are equal: no if the balls are apart, yes only if both are the same point."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b if isinstance(a, bool) and isinstance(b, bool) else None
    if not a.overlaps(b):
        return False
    return True if a == b else None


def less(a: Ball, b: Ball) -> bool | None:
    """Whether a < b, three-valued; None for complex numbers."""
    if isinstance(a, acb) or isinstance(b, acb):
        return None
    if a < b:
        return True
    return False if a >= b else None


def negated(value: bool | None) -> bool | None:
    return None if value is None else not value


MEANINGS: Mapping[str, Callable[..., Ball | None]] = {
    "+": lambda a, b: _known(a + b),
    "-": lambda a, b: _known(a - b),
    "*": lambda a, b: _known(a * b),
    "/": _divide,
    "neg": lambda a: _known(-a),
    "**": _power,
    "pi": lambda: arb.pi(),
    "exp": _unary(lambda x: x.exp()),
    "log": _log,
    "log2": _log2,
    "sqrt": _sqrt,
    "cbrt": _cbrt,
    "abs": _unary(abs),
    "sign": _sign,
    "floor": _unary(lambda x: x.floor()),
    "ceil": _unary(lambda x: x.ceil()),
    "mod": _mod,
    "min": _extreme(lambda a, b: a.min(b)),
    "max": _extreme(lambda a, b: a.max(b)),
    "sin": _unary(lambda x: x.sin()),
    "cos": _unary(lambda x: x.cos()),
    "tan": _unary(lambda x: x.tan()),
    "asin": _asin,
    "acos": _acos,
    "atan": _unary(lambda x: x.atan()),
    "atan2": _atan2,
    "sinh": _unary(lambda x: x.sinh()),
    "cosh": _unary(lambda x: x.cosh()),
    "tanh": _unary(lambda x: x.tanh()),
    "asinh": _unary(lambda x: x.asinh()),
    "acosh": _acosh,
    "atanh": _atanh,
    "factorial": _factorial,
    "binomial": _binomial,
    "gamma": _gamma,
    "loggamma": _loggamma,
    "polygamma": _polygamma,
    "erf": _unary(lambda x: x.erf()),
    "erfc": _unary(lambda x: x.erfc()),
    "==": equal,
    "!=": lambda a, b: negated(equal(a, b)),
    "<": less,
    ">": lambda a, b: less(b, a),
    "<=": lambda a, b: negated(less(b, a)),
    ">=": lambda a, b: negated(less(a, b)),
}


def _complex_power(a: Ball, b: Ball) -> Ball | None:
    if b.imag.is_zero() and b.real.is_exact() and b.real.is_integer():
        if b.is_zero():
            return acb(1)
        if b.real < 0 and a.is_zero():
            raise Undefined("zero to a negative power")
        return _known(a**b)
    if a.is_zero():
        return None
    return _known((b * a.log()).exp())


def _complex_log(x: Ball) -> Ball | None:
    if x.is_zero():
        raise Undefined("logarithm of zero")
    return _known(x.log())


COMPLEX_MEANINGS: Mapping[str, Callable[..., Ball | None]] = {
    "+": lambda a, b: _known(a + b),
    "-": lambda a, b: _known(a - b),
    "*": lambda a, b: _known(a * b),
    "/": _divide,
    "neg": lambda a: _known(-a),
    "**": _complex_power,
    "exp": _unary(lambda x: x.exp()),
    "log": _complex_log,
    "sqrt": _unary(lambda x: x.sqrt()),
    "abs": lambda x: _known(abs(x)),
    "sin": _unary(lambda x: x.sin()),
    "cos": _unary(lambda x: x.cos()),
    "tan": _unary(lambda x: x.tan()),
    "sinh": _unary(lambda x: x.sinh()),
    "cosh": _unary(lambda x: x.cosh()),
    "tanh": _unary(lambda x: x.tanh()),
    "==": equal,
    "!=": lambda a, b: negated(equal(a, b)),
}


def apply_to_balls(op: str, values: Sequence[Ball], *, as_complex: bool = False) -> Ball | None:
    """An enclosure of `op(values)`, or a truth value; None where nothing can be said.

    `as_complex`: complex functions on their principal branches, whatever the values. Errors: `Undefined` where there
    is certainly no value.
    """
    if op not in ("==", "!=") and any(isinstance(v, bool) for v in values):
        return None
    if as_complex or any(isinstance(v, acb) for v in values):
        meaning = COMPLEX_MEANINGS.get(op)
        values = [v if isinstance(v, (bool, acb)) else acb(v) for v in values]
    else:
        meaning = MEANINGS.get(op)
    result = None if meaning is None else meaning(*values)
    return result.real if isinstance(result, acb) and result.imag.is_zero() else result


def is_real_ball(ball: Ball) -> bool:
    return isinstance(ball, arb)


def rational(ball: Ball) -> Fraction | None:
    """The value of a ball that is a single short number."""
    if not isinstance(ball, arb) or not ball.is_exact():
        return None
    mantissa, exponent = ball.man_exp()
    if abs(int(exponent)) > 4096:
        return None
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
