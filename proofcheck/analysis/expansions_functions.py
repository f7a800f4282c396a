"""TRUSTED: the expansion of each function from those of its arguments, where it certainly has values near the point.

Sources: NIST Digital Library of Mathematical Functions, 4 (elementary), 5.11 (gamma), 7.12 (error function).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, comb, factorial, floor

from proofcheck.analysis.expansions import Expander, Row
from proofcheck.analysis.scales import ONE, Series, Unknown
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.ring import Quotient

_HALF = Fraction(1, 2)
_SHIFT = 8  # of the argument of gamma


def bernoulli(n: int) -> Fraction:
    """The n-th Bernoulli number, with B_1 = -1/2."""
    values = [Fraction(1)]
    for m in range(1, n + 1):
        values.append(-sum((comb(m + 1, k) * values[k] for k in range(m)), Fraction(0)) / (m + 1))
    return values[n]


def _asin(x: Expander, entry: Entry, args: list[Series]) -> Series:
    """Near ±1: asin(a) = ±(pi/2 - 2 asin(sqrt((1 ∓ a)/2)))."""
    s = x.scale
    side, level, _ = x.limit(args[0])
    number = s.ring.number(level)
    if side:
        raise Unknown
    if number is not None and abs(number) == 1:
        rest = s.add(s.constant(s.ring.one), s.scaled(args[0], s.number(-number)))
        inner = _asin(x, entry, [x.root(s.scaled(rest, s.number(_HALF)), _HALF)])
        half_turn = s.ring.scaled(s.forms.pi(), _HALF)
        return s.scaled(s.add(s.constant(half_turn), s.scaled(inner, s.number(-2))), s.number(number))
    return x.arc("asin", args[0], 1, -1, -_HALF)


def _acos(x: Expander, entry: Entry, args: list[Series]) -> Series:
    s = x.scale
    return s.add(s.constant(s.ring.scaled(s.forms.pi(), _HALF)), s.negative(_asin(x, entry, args)))


def _atan(x: Expander, entry: Entry, args: list[Series]) -> Series:
    """At ±oo: ±pi/2 - atan(1/a)."""
    s = x.scale
    side, _, _ = x.limit(args[0])
    if side:
        turned = _atan(x, entry, [x.inverse(args[0])])
        return s.add(s.constant(s.ring.scaled(s.forms.pi(), _HALF * side)), s.negative(turned))
    return x.arc("atan", args[0], 1, 1, Fraction(-1))


def _asinh(x: Expander, entry: Entry, args: list[Series]) -> Series:
    s = x.scale
    side, _, _ = x.limit(args[0])
    if not side:
        return x.arc("asinh", args[0], 1, 1, -_HALF)
    a = s.scaled(args[0], s.number(side))
    root = x.root(s.add(s.multiply(a, a), s.constant(s.ring.one)), _HALF)
    return s.scaled(x.log(s.add(a, root)), s.number(side))


def _acosh(x: Expander, entry: Entry, args: list[Series]) -> Series:
    s, a = x.scale, args[0]
    root = x.root(s.add(s.multiply(a, a), s.constant(s.number(-1))), _HALF)
    if s.sign(s.lead(a)[1]) < 0:
        raise Unknown
    return x.log(s.add(a, root))


def _atanh(x: Expander, entry: Entry, args: list[Series]) -> Series:
    s = x.scale
    one = s.constant(s.ring.one)
    up, down = x.log(s.add(one, args[0])), x.log(s.add(one, s.negative(args[0])))
    return s.scaled(s.add(up, s.negative(down)), s.number(_HALF))


def _sinh(sign: int) -> Row:
    def row(x: Expander, entry: Entry, args: list[Series]) -> Series:
        s = x.scale
        up, down = x.exp(args[0]), x.exp(s.negative(args[0]))
        return s.scaled(s.add(up, s.scaled(down, s.number(sign))), s.number(_HALF))

    return row


def _tanh(x: Expander, entry: Entry, args: list[Series]) -> Series:
    """1 - 2/(exp(2a) + 1)."""
    s = x.scale
    side, _, _ = x.limit(args[0])
    a = s.scaled(args[0], s.number(2 if side >= 0 else -2))
    rest = x.inverse(s.add(x.exp(a), s.constant(s.ring.one)))
    value = s.add(s.constant(s.ring.one), s.scaled(rest, s.number(-2)))
    return value if side >= 0 else s.negative(value)


def _bell(x: Expander, a: Series) -> Series:
    """exp(-a²)/sqrt(pi)."""
    s = x.scale
    root = x.functions.power([s.forms.pi(), s.number(-_HALF)])
    return s.scaled(x.exp(s.negative(s.multiply(a, a))), root)


def _erfc(x: Expander, entry: Entry, args: list[Series]) -> Series:
    s, a = x.scale, args[0]
    side, level, small = x.limit(a)
    if side < 0:
        other = _erfc(x, entry, [s.negative(a)])
        return s.add(s.constant(s.number(2)), s.negative(other))
    if side > 0:
        down = x.inverse(s.multiply(a, a))

        def coefficient(k: int) -> Fraction:
            return Fraction((-1) ** k * factorial(2 * k), factorial(k) * 4**k)

        return s.multiply(s.multiply(_bell(x, a), x.inverse(a)), s.taken(coefficient, down))
    return s.add(s.constant(s.ring.one), s.negative(_erf_at(x, level, small)))


def _erf(x: Expander, entry: Entry, args: list[Series]) -> Series:
    s = x.scale
    side, level, small = x.limit(args[0])
    if side:
        rest = _erfc(x, entry, [s.scaled(args[0], s.number(side))])
        return s.scaled(s.add(s.constant(s.ring.one), s.negative(rest)), s.number(side))
    return _erf_at(x, level, small)


def _erf_at(x: Expander, level: Quotient, small: Series) -> Series:
    """The slope is 2/sqrt(pi)·exp(-c²)·exp(-2cu - u²): its coefficients e_n obey n·e_n = -2c·e_(n-1) - 2·e_(n-2)."""
    s, ring = x.scale, x.scale.ring
    factor = ring.multiply(
        x.functions.power([s.forms.pi(), s.number(-_HALF)]), x.functions.exp(ring.negative(ring.power(level, 2)))
    )
    slope = [ring.scaled(factor, Fraction(2))]
    for n in range(1, s.length):
        total = ring.scaled(ring.multiply(level, slope[n - 1]), Fraction(-2))
        if n >= 2:
            total = ring.add(total, ring.scaled(slope[n - 2], Fraction(-2)))
        slope.append(ring.scaled(total, Fraction(1, n)))
    return x.integrated("erf", level, slope, small)


def _shifted(x: Expander, a: Series) -> int | None:
    """How far a finite argument of gamma stands from (0, 1]; None where it grows to +oo."""
    s = x.scale
    side, level, small = x.limit(a)
    if side < 0:
        raise Unknown
    if side > 0:
        return None
    value = s.ring.number(level)
    if value is None:
        if s.sign(level) <= 0:
            raise Unknown
        return 0
    steps = ceil(value) - 1
    if value == 0 and x.sign(small) < 0:
        raise Unknown  # between two poles
    if value < 0 or steps > _SHIFT:
        raise Unknown
    return steps


def _below(x: Expander, a: Series, steps: int) -> list[Series]:
    """a-1, …, a-steps; for steps = -1 just a itself."""
    s = x.scale
    return [s.add(a, s.constant(s.number(-k))) for k in range(1, steps + 1)] if steps >= 0 else [a]


def _loggamma(x: Expander, entry: Entry, args: list[Series]) -> Series:
    s, a = x.scale, args[0]
    steps = _shifted(x, a)
    if steps is None:
        return _stirling(x, a)
    value = _loggamma_at(x, s.add(a, s.constant(s.number(-steps))))
    for factor in _below(x, a, steps):
        part = x.log(factor)
        value = s.add(value, part if steps > 0 else s.negative(part))
    return value


def _stirling(x: Expander, a: Series) -> Series:
    s, ring = x.scale, x.scale.ring
    log = x.log(a)
    two_pi = x.functions.log(ring.scaled(s.forms.pi(), Fraction(2)))
    head = s.multiply(s.add(a, s.constant(s.number(-_HALF))), log)
    head = s.add(s.add(head, s.negative(a)), s.constant(ring.scaled(two_pi, _HALF)))
    down = x.inverse(a)

    def coefficient(k: int) -> Fraction:
        return bernoulli(2 * k + 2) / ((2 * k + 2) * (2 * k + 1))

    return s.add(head, s.multiply(down, s.taken(coefficient, s.multiply(down, down))))


def _loggamma_at(x: Expander, a: Series) -> Series:
    """Near a positive constant."""
    s, ring = x.scale, x.scale.ring
    _, level, small = x.limit(a)
    slope = [ring.scaled(s.value("polygamma", s.number(k), level), Fraction(1, factorial(k))) for k in range(s.length)]
    return x.integrated("loggamma", level, slope, small)


def _gamma(x: Expander, entry: Entry, args: list[Series]) -> Series:
    return x.exp(_loggamma(x, entry, args))


def _factorial(x: Expander, entry: Entry, args: list[Series]) -> Series:
    s = x.scale
    return _gamma(x, entry, [s.add(args[0], s.constant(s.ring.one))])


def _polygamma(x: Expander, entry: Entry, args: list[Series]) -> Series:
    order = entry.args[0].constant
    if not isinstance(order, Fraction) or order.denominator != 1 or order < 0:
        raise Unknown
    n, s, a = int(order), x.scale, args[1]
    steps = _shifted(x, a)
    if steps is None:
        return _polygamma_far(x, n, a)
    lower = s.add(a, s.constant(s.number(-steps)))
    _, level, small = x.limit(lower)
    ring = s.ring
    value = s.composed(
        [
            ring.scaled(s.value("polygamma", s.number(n + k), level), Fraction(1, factorial(k)))
            for k in range(s.length + 1)
        ],
        small,
    )
    sign = Fraction((-1) ** n * factorial(n)) * (1 if steps > 0 else -1)
    for factor in _below(x, a, steps):
        value = s.add(value, s.scaled(x.power(factor, s.number(-n - 1)), s.number(sign)))
    return value


def _polygamma_far(x: Expander, n: int, a: Series) -> Series:
    s = x.scale
    down = x.inverse(a)

    def coefficient(k: int) -> Fraction:
        m = 2 * k + 2
        return bernoulli(m) * factorial(m + n - 1) / factorial(m)

    def part(power: int, factor: Fraction) -> Series:
        return s.scaled(x.power(down, s.number(power)), s.number(factor))

    tail = s.multiply(part(n + 2, Fraction(1)), s.taken(coefficient, s.multiply(down, down)))
    if n == 0:
        return s.add(s.add(x.log(a), part(1, -_HALF)), s.negative(tail))
    value = s.add(s.add(part(n, Fraction(factorial(n - 1))), part(n + 1, Fraction(factorial(n), 2))), tail)
    return s.scaled(value, s.number((-1) ** (n + 1)))


def _raised(x: Expander, entry: Entry, args: list[Series]) -> Series:
    base, exponent = args
    s = x.scale
    if exponent.error is None and all(o == ONE for o, _ in exponent.terms):
        value = exponent.terms[0][1] if exponent.terms else s.ring.zero
        return x.power(base, value)
    return x.exp(s.multiply(exponent, x.log(base)))


def _extreme(sign: int) -> Row:
    def row(x: Expander, entry: Entry, args: list[Series]) -> Series:
        best = args[0]
        for other in args[1:]:
            if x.sign(x.scale.add(other, x.scale.negative(best))) == sign:
                best = other
        return best

    return row


def _floor(up: bool) -> Row:
    def row(x: Expander, entry: Entry, args: list[Series]) -> Series:
        s = x.scale
        side, level, small = x.limit(args[0])
        value = s.ring.number(level)
        if side or value is None:
            raise Unknown
        sign = x.sign(small) if value.denominator == 1 else 0
        whole = ceil(value) + (sign > 0) if up else floor(value) - (sign < 0)
        return s.constant(s.number(whole))

    return row


def _cbrt(x: Expander, entry: Entry, args: list[Series]) -> Series:
    sign = x.sign(args[0])
    value = x.root(x.scale.scaled(args[0], x.scale.number(sign)), Fraction(1, 3))
    return x.scale.scaled(value, x.scale.number(sign))


def _log2(x: Expander, entry: Entry, args: list[Series]) -> Series:
    ring = x.scale.ring
    return x.scale.scaled(x.log(args[0]), ring.divide(ring.one, x.functions.log(ring.constant(Fraction(2)))))


ROWS: Mapping[str, Row] = {
    "+": lambda x, e, a: x.scale.add(*a),
    "-": lambda x, e, a: x.scale.add(a[0], x.scale.negative(a[1])),
    "*": lambda x, e, a: x.scale.multiply(*a),
    "/": lambda x, e, a: x.scale.multiply(a[0], x.inverse(a[1])),
    "neg": lambda x, e, a: x.scale.negative(a[0]),
    "**": _raised,
    "restrict": lambda x, e, a: a[0],
    "exp": lambda x, e, a: x.exp(a[0]),
    "log": lambda x, e, a: x.log(a[0]),
    "log2": _log2,
    "sqrt": lambda x, e, a: x.root(a[0], _HALF),
    "cbrt": _cbrt,
    "abs": lambda x, e, a: x.scale.scaled(a[0], x.scale.number(x.sign(a[0]))),
    "sign": lambda x, e, a: x.scale.constant(x.scale.number(x.sign(a[0]))),
    "max": _extreme(1),
    "min": _extreme(-1),
    "floor": _floor(False),
    "ceil": _floor(True),
    "sin": lambda x, e, a: x.wave(a[0])[1],
    "cos": lambda x, e, a: x.wave(a[0])[0],
    "tan": lambda x, e, a: x.scale.multiply(x.wave(a[0])[1], x.inverse(x.wave(a[0])[0])),
    "asin": _asin,
    "acos": _acos,
    "atan": _atan,
    "sinh": _sinh(-1),
    "cosh": _sinh(1),
    "tanh": _tanh,
    "asinh": _asinh,
    "acosh": _acosh,
    "atanh": _atanh,
    "erf": _erf,
    "erfc": _erfc,
    "gamma": _gamma,
    "loggamma": _loggamma,
    "factorial": _factorial,
    "polygamma": _polygamma,
}
