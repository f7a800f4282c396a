"""One row for each operator: how its normal form comes from those of its arguments."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from proofcheck.meaning.forms import Forms
from proofcheck.meaning.normal_functions import Functions
from proofcheck.meaning.ring import Quotient

HALF = Fraction(1, 2)
Row = Callable[[list[Quotient]], Quotient]


class Rows:
    """The row of each operator that has one; those of functions are made when the first is asked for."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._known = _operator_rows(forms)
        self._whole = False

    def get(self, op: str) -> Row | None:
        """How the normal form of the operator's value is made; None: it is a generator of its own."""
        if op not in self._known and not self._whole:
            self._known |= _function_rows(self._forms)
            self._whole = True
        return self._known.get(op)


def _operator_rows(forms: Forms) -> dict[str, Row]:
    """The meaning of each operator that is no function by itself."""
    ring = forms.ring

    def fold(step: Callable[[Quotient, Quotient], Quotient]) -> Row:
        def row(args: list[Quotient]) -> Quotient:
            value = args[0]
            for arg in args[1:]:
                value = step(value, arg)
            return value

        return row

    def extreme(sign: int) -> Callable[[Quotient, Quotient], Quotient]:
        def step(a: Quotient, b: Quotient) -> Quotient:
            gap = ring.scaled(forms.absolute(ring.subtract(a, b)), Fraction(sign))
            return ring.scaled(ring.add(ring.add(a, b), gap), HALF)

        return step

    def constant(value: Callable[[], Quotient]) -> Row:
        return lambda args: value()

    return {
        "+": fold(ring.add),
        "-": fold(ring.subtract),
        "*": fold(ring.multiply),
        "/": fold(ring.divide),
        "neg": lambda args: ring.negative(args[0]),
        "max": fold(extreme(1)),
        "min": fold(extreme(-1)),
        "abs": lambda args: forms.absolute(args[0]),
        "sign": lambda args: forms.sign(args[0]),
        "restrict": lambda args: args[0],
        "pi": constant(forms.pi),
    }


def _function_rows(forms: Forms) -> dict[str, Row]:
    """One row for each elementary function."""
    f, ring = Functions(forms), forms.ring
    one = ring.one

    def of_exp(rule: Callable[[Quotient], Quotient], scale: int = 1) -> Row:
        return lambda args: rule(f.exp(ring.scaled(args[0], Fraction(scale))))

    def of_wave(rule: Callable[[Quotient, Quotient], Quotient]) -> Row:
        return lambda args: rule(*f.wave(args[0]))

    def inverse(q: Quotient) -> Quotient:
        return ring.divide(one, q)

    def half_sum(u: Quotient, sign: int) -> Quotient:
        return ring.scaled(ring.add(u, ring.scaled(inverse(u), Fraction(sign))), HALF)

    def tanh(u: Quotient) -> Quotient:
        return ring.divide(half_sum(u, -1), half_sum(u, 1))

    def logistic(x: Quotient) -> Quotient:
        u = f.exp(x)
        return ring.divide(u, ring.add(one, u))

    def normal(x: Quotient) -> Quotient:
        inner = ring.divide(x, f.root(ring.constant(Fraction(2)), HALF))
        return ring.scaled(ring.add(one, forms.opaque("erf", inner)), HALF)

    def positive_part(x: Quotient) -> Quotient:
        return ring.scaled(ring.add(x, forms.absolute(x)), HALF)

    def remainder(x: Quotient, y: Quotient) -> Quotient:
        return ring.subtract(x, ring.multiply(y, forms.opaque("floor", ring.divide(x, y))))

    def opaque(op: str) -> Row:
        return lambda args: forms.opaque(op, *args)

    log_two = ring.constant(Fraction(2))
    rows: dict[str, Row] = {
        "**": f.power,
        "sqrt": lambda args: f.root(args[0], HALF),
        "cbrt": lambda args: f.cbrt(args[0]),
        "exp": of_exp(lambda u: u),
        "e": lambda args: f.exp(one),
        "log": lambda args: f.log(args[0]),
        "log2": lambda args: ring.divide(f.log(args[0]), f.log(log_two)),
        "sinh": of_exp(lambda u: half_sum(u, -1)),
        "cosh": of_exp(lambda u: half_sum(u, 1)),
        "tanh": of_exp(tanh),
        "coth": of_exp(lambda u: inverse(tanh(u))),
        "sech": of_exp(lambda u: inverse(half_sum(u, 1))),
        "csch": of_exp(lambda u: inverse(half_sum(u, -1))),
        "cos": of_wave(lambda c, s: c),
        "sin": of_wave(lambda c, s: s),
        "tan": of_wave(lambda c, s: ring.divide(s, c)),
        "cot": of_wave(lambda c, s: ring.divide(c, s)),
        "sec": of_wave(lambda c, s: inverse(c)),
        "csc": of_wave(lambda c, s: inverse(s)),
        "sigmoid": lambda args: logistic(args[0]),
        "softplus": lambda args: f.log(ring.add(one, f.exp(args[0]))),
        "silu": lambda args: ring.multiply(args[0], logistic(args[0])),
        "normal_cdf": lambda args: normal(args[0]),
        "gelu": lambda args: ring.multiply(args[0], normal(args[0])),
        "erfc": lambda args: ring.subtract(one, forms.opaque("erf", args[0])),
        "relu": lambda args: positive_part(args[0]),
        "acos": lambda args: ring.subtract(ring.scaled(forms.pi(), HALF), forms.opaque("asin", args[0])),
    }
    rows["ceil"] = lambda args: ring.negative(forms.opaque("floor", ring.negative(args[0])))
    rows["mod"] = lambda args: remainder(*args)
    for op in ("asin", "atan", "asinh", "acosh", "atanh", "erf", "gamma", "loggamma", "factorial", "floor"):
        rows[op] = opaque(op)
    for op in ("atan2", "binomial", "gcd"):
        rows[op] = opaque(op)
    return rows
