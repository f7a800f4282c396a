"""Functions of sums of growth monomials: factorials by Stirling's series, rounding, oscillations, limits.

Every row encloses its function for all large arguments: exactly, by a series with its remainder, or within an interval.
An operator without a row has no meaning here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import comb, factorial, floor

from flint import fmpq

from proofcheck.meaning import NoMeaning
from proofcheck.meaning.ball import apply_to_balls
from proofcheck.meaning.growth_algebra import Algebra
from proofcheck.meaning.growth_bounds import bounds
from proofcheck.meaning.growth_constants import PI, Constant, Unsure, enclosing, exp, gamma, log, rational
from proofcheck.meaning.growth_monomials import UNIT, Leaf, Monomial
from proofcheck.meaning.growth_order import Split
from proofcheck.meaning.growth_sums import (
    Sum,
    add,
    between,
    constant,
    later,
    multiply,
    negative,
    scaled,
    stretched,
    subtract,
)

_HALF = Fraction(1, 2)
_ONE = Fraction(1)
_FIXED = 24  # binomial(n, k) is a polynomial for whole k up to this


def log_factorial(x: Algebra, f: Sum) -> Sum:
    """log(f!) for f → oo by Stirling's series; each remainder lies between 0 and the first term left out.

    Source: NIST Digital Library of Mathematical Functions, 5.11.1 and 5.11(ii); for one term H. Robbins (1955).
    """
    if not x.grows(f):
        raise Unsure("a factorial of what does not tend to infinity")
    logarithm = x.log(f)
    total = subtract(x.times(f, logarithm), f)
    total = add(total, scaled(logarithm, rational(_HALF)))
    total = add(total, constant(log(PI.scaled(Fraction(2))).scaled(_HALF)))
    inverse = x.inverse(f)
    square, power = x.times(inverse, inverse), inverse
    for k in range(1, max(2, x.terms)):
        total = add(total, scaled(power, rational(_stirling(k))))
        power = x.times(power, square)
    last = _stirling(max(2, x.terms))
    return add(total, stretched(power, (min(last, Fraction(0)), max(last, Fraction(0)))))


def _stirling(k: int) -> Fraction:
    """The k-th coefficient B_2k/(2k(2k - 1)) of Stirling's series."""
    number = fmpq.bernoulli(2 * k)
    return Fraction(int(number.p), int(number.q)) / (2 * k * (2 * k - 1))


def factorial_of(x: Algebra, f: Sum) -> Sum:
    known = f.constant
    if known is not None:
        return constant(_whole_gamma(known + rational(1)))
    return x.exp(log_factorial(x, f))


def _whole_gamma(value: Constant) -> Constant:
    try:
        return gamma(value)
    except ValueError as why:
        raise Unsure(str(why)) from None


def log_gamma(x: Algebra, f: Sum) -> Sum:
    known = f.constant
    if known is not None:
        return constant(log(_whole_gamma(known)))
    return subtract(log_factorial(x, f), x.log(f))


def binomial(x: Algebra, top: Sum, bottom: Sum) -> Sum:
    """A polynomial for a fixed lower or complementary index, else by factorials, at last between 0 and a bound."""
    for index in (bottom, subtract(top, bottom)):
        known = index.constant
        exact = None if known is None else known.rational
        if exact is not None and exact.denominator == 1 and exact <= _FIXED and x.grows(top):
            return _falling(top, int(exact)) if exact >= 0 else Sum()
    if top.constant is not None and bottom.constant is not None:
        return constant(_number_binomial(top.constant.rational, bottom.constant.rational))
    rest = subtract(top, bottom)
    try:
        sharp = Algebra(x.order, x.terms)
        logs = [log_factorial(sharp, f) for f in (top, bottom, rest)]
        return sharp.exp(subtract(subtract(logs[0], logs[1]), logs[2]))
    except (Unsure, Split):
        if not x.grows(top) or not (x.crude or x.grows(bottom)):
            raise
    if x.crude:
        most = x.exp(scaled(top, log(rational(2))))
    else:
        most = x.exp(subtract(x.times(bottom, x.log(top)), log_factorial(x, bottom)))
    return stretched(most, (Fraction(0), _ONE))


def _falling(top: Sum, k: int) -> Sum:
    total = constant(1)
    for i in range(k):
        total = multiply(total, subtract(top, constant(i)))
    return scaled(total, rational(Fraction(1, factorial(k))))


def _number_binomial(n: Fraction | None, k: Fraction | None) -> int:
    if n is None or k is None or n.denominator != 1 or k.denominator != 1 or n < 0 or k < 0:
        raise Unsure("a binomial coefficient of such numbers")
    return comb(int(n), int(k))


def integer_valued(f: Sum) -> bool:
    """Whether f is seen to be a whole number: whole coefficients of products of whole powers of variables."""
    if f.loose:
        return False
    return all(
        c.rational is not None and c.rational.denominator == 1 and _whole_monomial(m) for m, c in f.exact.items()
    )


def _whole_monomial(monomial: Monomial) -> bool:
    """Products of whole powers of variables, and of powers of a whole number with such an exponent."""
    for atom, factor in monomial.form.terms:
        power = factor.rational
        if isinstance(atom, Monomial) or atom.depth > 1:
            base = _whole_base(factor)
            inner = atom if isinstance(atom, Monomial) else None
            if not base or inner is None or not _whole_monomial(inner):
                return False
        elif atom.depth == 0:
            if not _whole_base(factor):
                return False
        elif power is None or power.denominator != 1 or power < 0:
            return False
    return True


def _whole_base(factor: Constant) -> bool:
    base = exp(factor).rational
    return base is not None and base.denominator == 1 and base > 0


def rounded_down(x: Algebra, f: Sum) -> Sum:
    """floor: f itself where it is whole, a number where it stays between two whole ones, else within 1 below f."""
    if integer_valued(f):
        return f
    if x.crude and f.constant is None and x.nonnegative(f):
        return stretched(f, (Fraction(0), _ONE))
    try:
        low, high = bounds(x, f)
    except (Unsure, Split):
        return add(f, between(-1, 0))
    if f.constant is not None:
        return between(floor(low), floor(high))
    if all(map(x.vanishes, f.monomials)):  # 0 or -1, by the side from which f tends to 0
        sign, start = x.sign_from(f)
        return x.since(constant(0 if sign > 0 else -1), start)
    return x.since(between(floor(low), floor(high)), None)


def rounded_up(x: Algebra, f: Sum) -> Sum:
    """ceil: of a positive f at least f and 1, so at least half of f + 1."""
    if x.crude and f.constant is None and x.nonnegative(f) and not integer_valued(f):
        return stretched(add(f, constant(1)), (_HALF, _ONE))
    return negative(rounded_down(x, negative(f)))


def remainder(x: Algebra, f: Sum, g: Sum) -> Sum:
    """mod: a number where all else is divisible, f where 0 <= f < g, else between 0 and g."""
    by = g.constant
    modulus = None if by is None else by.rational
    if modulus is not None and modulus > 0 and modulus.denominator == 1 and integer_valued(f):
        rest = _residue(f, int(modulus))
        if rest is not None:  # only once the powers in it are large enough
            return x.since(constant(rest), f.after if _linear(f) else None)
    sign, start = x.sign_from(g)
    if sign <= 0:
        raise Unsure("a remainder by what is not positive")
    if modulus is None:
        try:
            (above, first), (below, second) = x.sign_from(subtract(g, f)), x.sign_from(f)
        except (Unsure, Split):
            above = below = 0
        if above > 0 and below >= 0:
            return x.since(f, later(first, second))
    return x.since(stretched(g, (Fraction(0), _ONE)), start)


def _linear(f: Sum) -> bool:
    """Whether f is a polynomial, so that what divides it does so from the start."""
    return all(isinstance(atom, Leaf) and atom.depth == 1 for m in f.exact for atom, _ in m.form.terms)


def _residue(f: Sum, modulus: int) -> int | None:
    """The remainder of a whole sum by a whole number, where every term that varies is divisible by it."""
    rest = 0
    for monomial, factor in f.exact.items():
        value = factor.rational
        assert value is not None
        if monomial == UNIT:
            rest += int(value)
        elif value % modulus != 0 and not _divisible(monomial, modulus):
            return None
    return rest % modulus


def _divisible(monomial: Monomial, modulus: int) -> bool:
    """Whether a power b**(…) in a monomial makes it divisible once its exponent is large: all primes divide b."""
    for atom, factor in monomial.form.terms:
        if isinstance(atom, Monomial) or atom.depth == 0:
            base = exp(factor).rational
            if base is not None and pow(int(base), modulus.bit_length(), modulus) == 0:
                return True
    return False


def _wave(op: str, odd: bool) -> Callable[[Algebra, Sum], Sum]:
    """sine or cosine: Taylor's series of what vanishes, a ball of what is constant, else between -1 and 1."""

    def value(x: Algebra, f: Sum) -> Sum:
        known = f.constant
        if known is not None:
            return constant(0 if odd else 1) if known.sign() == 0 else _ball(op, known)
        if not all(x.vanishes(m) for m in f.monomials):
            return between(-1, 1)
        n = 2 * x.terms
        signs = [Fraction((-1) ** (k // 2), factorial(k)) if k % 2 == odd else Fraction(0) for k in range(n)]
        return x.series(f, [rational(s) for s in signs], (-Fraction(1, factorial(n)), Fraction(1, factorial(n))))

    return value


def _ball(op: str, value: Constant) -> Sum:
    low, high = enclosing(lambda: apply_to_balls(op, [value.ball()]))
    return between(low, high)


def _arctangent(x: Algebra, f: Sum) -> Sum:
    known = f.constant
    if known is not None:
        return _ball("atan", known) if known.sign() else Sum()
    if all(x.vanishes(m) for m in f.monomials):
        n = 2 * x.terms + 1  # alternating: the remainder lies between 0 and the next term
        factors = [Fraction((-1) ** (k // 2), k) if k % 2 else Fraction(0) for k in range(n)]
        return x.series(f, [rational(c) for c in factors], (-Fraction(1, n), Fraction(1, n)))
    if x.grows(f):
        return subtract(constant(PI.scaled(_HALF)), _arctangent(x, x.inverse(f)))
    if x.grows(negative(f)):
        return negative(_arctangent(x, negative(f)))
    return between(Fraction(-11, 7), Fraction(11, 7))


def _exponentials(plus: Fraction, minus: Fraction) -> Callable[[Algebra, Sum], Sum]:
    def value(x: Algebra, f: Sum) -> Sum:
        return add(scaled(x.exp(f), rational(plus)), scaled(x.exp(negative(f)), rational(minus)))

    return value


def sigmoid(x: Algebra, f: Sum) -> Sum:
    return x.inverse(add(constant(1), x.exp(negative(f))))


def tanh(x: Algebra, f: Sum) -> Sum:
    return subtract(scaled(sigmoid(x, scaled(f, rational(2))), rational(2)), constant(1))


def _distribution(x: Algebra, f: Sum, *, low: Fraction, middle: Fraction) -> Sum:
    """erf or the normal distribution function: increasing from `low` to 1, `middle` at 0."""
    if x.grows(f):
        return x.since(between(_ONE - Fraction(1, 1000), 1), None)
    if x.grows(negative(f)):
        return x.since(between(low, low + Fraction(1, 1000)), None)
    sign, start = x.sign_from(f)
    return x.since(between(middle, 1) if sign >= 0 else between(low, middle), start)


def signum(x: Algebra, f: Sum) -> Sum:
    sign, start = x.sign_from(f)
    return x.since(constant(sign), start)


def cube_root(x: Algebra, f: Sum) -> Sum:
    if f.monomials and x.sign(f) < 0:
        return negative(cube_root(x, negative(f)))
    return x.power(f, rational(Fraction(1, 3)))


def _common_divisor(x: Algebra, f: Sum, g: Sum) -> Sum:
    """gcd of positive whole numbers: between 1 and either of them."""
    (first, start), (second, later_start) = x.sign_from(f), x.sign_from(g)
    if first <= 0 or second <= 0:
        raise Unsure("a common divisor of such numbers")
    return x.since(add(constant(1), stretched(x.lesser(f, g), (Fraction(0), _ONE))), later(start, later_start))


UNARY: Mapping[str, Callable[[Algebra, Sum], Sum]] = {
    "neg": lambda x, f: negative(f),
    "abs": lambda x, f: x.magnitude(f),
    "sign": signum,
    "exp": lambda x, f: x.exp(f),
    "log": lambda x, f: x.log(f),
    "log2": lambda x, f: scaled(x.log(f), log(rational(2)).power(Fraction(-1))),
    "sqrt": lambda x, f: x.power(f, rational(_HALF)),
    "cbrt": cube_root,
    "floor": rounded_down,
    "ceil": rounded_up,
    "factorial": factorial_of,
    "gamma": lambda x, f: x.exp(log_gamma(x, f)) if f.constant is None else constant(_whole_gamma(f.constant)),
    "loggamma": log_gamma,
    "sin": _wave("sin", True),
    "cos": _wave("cos", False),
    "atan": _arctangent,
    "sinh": _exponentials(_HALF, -_HALF),
    "cosh": _exponentials(_HALF, _HALF),
    "tanh": tanh,
    "sech": lambda x, f: x.inverse(_exponentials(_HALF, _HALF)(x, f)),
    "sigmoid": sigmoid,
    "softplus": lambda x, f: x.log(add(constant(1), x.exp(f))),
    "relu": lambda x, f: x.greater(f, Sum()),
    "silu": lambda x, f: x.times(f, sigmoid(x, f)),
    "erf": lambda x, f: _distribution(x, f, low=-_ONE, middle=Fraction(0)),
    "normal_cdf": lambda x, f: _distribution(x, f, low=Fraction(0), middle=_HALF),
}
BINARY: Mapping[str, Callable[[Algebra, Sum, Sum], Sum]] = {
    "+": lambda x, f, g: add(f, g),
    "-": lambda x, f, g: subtract(f, g),
    "*": lambda x, f, g: x.times(f, g),
    "/": lambda x, f, g: _quotient(x, f, g),
    "max": lambda x, f, g: x.greater(f, g),
    "min": lambda x, f, g: x.lesser(f, g),
    "mod": remainder,
    "binomial": binomial,
    "gcd": _common_divisor,
}


def _quotient(x: Algebra, f: Sum, g: Sum) -> Sum:
    if not g.monomials:
        raise Unsure("a division by 0")
    return x.times(f, x.inverse(g))


def power(x: Algebra, f: Sum, g: Sum) -> Sum:
    """f**g; a negative constant to a whole power is its size times (-1)**g, of which only the parity matters."""
    base = f.constant
    if base is not None and base.sign() < 0 and g.constant is None:
        if not integer_valued(g):
            raise Unsure("a power of a negative number")
        size = x.general_power(constant(-base), g)
        rest = _residue(g, 2)
        if rest is None:
            return stretched(size, (-_ONE, _ONE))
        return x.since(scaled(size, rational(1 - 2 * rest)), g.after if _linear(g) else None)
    if base is not None and base.sign() == 0:
        if x.sign(g) <= 0:
            raise Unsure("a power of 0")
        return Sum()
    return x.general_power(f, g)


def apply(x: Algebra, op: str, args: list[Sum]) -> Sum:
    """The value of a row at sums. Errors: NoMeaning, Unsure, Split."""
    if op in ("min", "max", "gcd") and len(args) > 2:
        total = args[0]
        for other in args[1:]:
            total = BINARY[op](x, total, other)
        return total
    if op == "**" and len(args) == 2:
        return power(x, *args)
    if len(args) == 1 and op in UNARY:
        return UNARY[op](x, args[0])
    if len(args) == 2 and op in BINARY:
        return BINARY[op](x, *args)
    if len(args) == 1 and op in ("min", "max"):
        return args[0]
    raise NoMeaning(op, "its growth is not known")
