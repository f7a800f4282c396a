"""Scalar operators as forms: reduced to few functions, with parity, logarithms of products and exponentials of sums.

What stays: exp, log, softplus, sigmoid, sin, cos, abs, sign, atan, asin, acos, asinh, acosh, atanh, erf, and every
other operator as an opaque function of its arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from proofcheck.indexed import signs
from proofcheck.indexed.algebra import Algebra
from proofcheck.indexed.drafts import Draft, is_whole
from proofcheck.indexed.powers import one_plus_exponential, parted, prime_exponents, scalar
from proofcheck.indexed.terms import ONE, ONE_FORM, UNIT, ZERO_FORM, Factor, Form, Term
from proofcheck.language.types import Dim
from proofcheck.meaning import NoMeaning

ABS_SLOPE = "abs'"
Function = Callable[[Algebra, Sequence[Form]], Form]


def opaque(x: Algebra, op: str, *args: Form) -> Form:
    return x.factor(Factor(kind="function", name=op, args=tuple(map(scalar, args))))


def apply(x: Algebra, op: str, args: Sequence[Form]) -> Form:
    """An operator on forms. Errors: NoMeaning."""
    row = _ROWS.get(op)
    if row is not None:
        return row(x, args)
    if op in _OPAQUE:
        return opaque(x, op, *args)
    raise NoMeaning(op)


def is_scalar_function(op: str) -> bool:
    return op in _ROWS or op in _OPAQUE


def remade(x: Algebra, factor: Factor) -> Form:
    """A function whose argument has changed."""
    return apply(x, factor.name, [a.body for a in factor.args])


def _negative(form: Form) -> bool:
    """Whether the first coefficient is negative: one of f and -f is."""
    return bool(form.terms) and form.terms[0][1] < 0


def _odd(op: str, at_zero: Form = ZERO_FORM) -> Function:
    def row(x: Algebra, args: Sequence[Form]) -> Form:
        (f,) = args
        if not f.terms:
            return at_zero
        if _negative(f):
            return x.scaled(opaque(x, op, x.scaled(f, -1)), -1)
        return opaque(x, op, f)

    return row


def exp(x: Algebra, args: Sequence[Form]) -> Form:
    """The product of the exponentials of the terms, a coefficient being an exponent."""
    (f,) = args
    draft, rest = Draft(), ONE_FORM
    for term, c in f.terms:
        one = Form.of({term: ONE})
        single = one.single
        if single is not None and single[1] == 1 and single[0].kind == "function":
            inner = single[0].args[0].body
            if single[0].name == "log":
                rest = x.mul(rest, x.power(inner, c))
                continue
            if single[0].name == "softplus":
                rest = x.mul(rest, x.power(x.add(ONE_FORM, exp(x, [inner])), c))
                continue
        draft.times(Factor(kind="function", name="exp", args=(scalar(one),)), c)
    return x.mul(x.closed([draft]), rest)


def log(x: Algebra, args: Sequence[Form]) -> Form:
    (f,) = args
    value = f.number
    if value is not None:
        if value <= 0:
            raise NoMeaning("log", "of what is not positive")
        parts = (x.scaled(opaque(x, "log", x.number(p)), k) for p, k in prime_exponents(value))
        return x.add(*parts)
    if len(f.terms) == 1 and not f.terms[0][0].bound and not f.terms[0][0].where:
        return _log_of_product(x, f)
    content, base = parted(x, f, any_sign=False)
    if content.number != 1:
        return x.add(log(x, [content]), log(x, [base]))
    inner = one_plus_exponential(x, base)
    if inner is not None:
        return softplus(x, [inner])
    return opaque(x, "log", base)


def _log_of_product(x: Algebra, f: Form) -> Form:
    term, c = f.terms[0]
    parts: list[Form] = []
    rest = Draft(Fraction(-1 if c < 0 else 1))
    if abs(c) != 1:
        parts.append(log(x, [x.number(abs(c))]))
    left = [(g, e) for g, e in term.factors if signs.of_factor(x, g) == signs.ANY]
    for g, e in term.factors:
        if (g, e) not in left or (c > 0 and len(left) == 1 and not _even(e)):
            parts.append(x.mul(exponent_form(x, e), _log_of_factor(x, g)))
        elif _even(e):
            size = x.function("abs", x.factor(g))
            parts.append(x.mul(exponent_form(x, e), opaque(x, "log", size)))
        else:
            rest.times(g, e)
    if rest.factors or c < 0:
        parts.append(opaque(x, "log", x.closed([rest])))
    return x.add(*parts)


def _even(e: object) -> bool:
    return isinstance(e, Fraction) and e.denominator == 1 and e % 2 == 0


def exponent_form(x: Algebra, e: Fraction | Dim) -> Form:
    return x.size(e) if isinstance(e, Dim) else x.number(e)


def _log_of_factor(x: Algebra, g: Factor) -> Form:
    if g.kind == "function" and g.name == "exp":
        return g.args[0].body
    if g.kind == "function" and g.name == "sigmoid":
        return x.scaled(softplus(x, [x.scaled(g.args[0].body, -1)]), -1)
    if g.kind == "sum":
        return log(x, [g.args[0].body])
    if g.kind == "number":
        return opaque(x, "log", x.number(int(g.name)))
    return opaque(x, "log", x.factor(g))


def softplus(x: Algebra, args: Sequence[Form]) -> Form:
    (f,) = args
    if not f.terms:
        return log(x, [x.number(2)])
    if _negative(f):
        return x.add(opaque(x, "softplus", x.scaled(f, -1)), f)
    return opaque(x, "softplus", f)


def sigmoid(x: Algebra, args: Sequence[Form]) -> Form:
    (f,) = args
    if not f.terms:
        return x.number(Fraction(1, 2))
    if _negative(f):
        return x.sub(ONE_FORM, opaque(x, "sigmoid", x.scaled(f, -1)))
    return opaque(x, "sigmoid", f)


def tanh(x: Algebra, args: Sequence[Form]) -> Form:
    return x.sub(x.scaled(sigmoid(x, [x.scaled(args[0], 2)]), 2), ONE_FORM)


def cos(x: Algebra, args: Sequence[Form]) -> Form:
    (f,) = args
    return ONE_FORM if not f.terms else opaque(x, "cos", x.scaled(f, -1) if _negative(f) else f)


def absolute(x: Algebra, args: Sequence[Form]) -> Form:
    """Of a product the product; |f| where the sign of f is not plain."""
    (f,) = args
    if signs.of_form(x, f) >= signs.NOT_NEGATIVE or not f.terms:
        return f
    term, c = f.terms[0]
    if len(f.terms) > 1 or term.bound:
        content, base = parted(x, f, any_sign=True)
        if content.number == 1:
            return opaque(x, "abs", base)
        return x.mul(absolute(x, [content]), absolute(x, [base]))
    draft = Draft(abs(c), [], list(term.where))
    for g, e in term.factors:
        own = e if isinstance(e, Fraction) else None
        if signs.of_power(x, g, e) >= signs.NOT_NEGATIVE:
            draft.times(g, e)
        elif own is not None and own.denominator == 1:
            base = Form.of({Term(factors=((g, ONE),)): ONE})
            draft.times(Factor(kind="function", name="abs", args=(scalar(base),)))
            draft.times(g, own - 1)
        else:
            base = Form.of({Term(factors=((g, e),)): ONE})
            draft.times(Factor(kind="function", name="abs", args=(scalar(base),)))
    return x.closed([draft])


def sign(x: Algebra, args: Sequence[Form]) -> Form:
    return _signed(x, "sign", args[0])


def abs_slope(x: Algebra, args: Sequence[Form]) -> Form:
    """f/|f|, the slope of |f|: the sign where f is not 0, and no value where it is."""
    return _signed(x, ABS_SLOPE, args[0])


def _signed(x: Algebra, op: str, f: Form) -> Form:
    value = f.number
    if value is not None:
        if not value and op == ABS_SLOPE:
            raise NoMeaning("diff", "the kink of abs")
        return x.number((value > 0) - (value < 0))
    if signs.of_form(x, f) == signs.POSITIVE:
        return ONE_FORM
    term, c = f.terms[0]
    if len(f.terms) > 1 or term.bound or term.where:
        content, base = parted(x, f, any_sign=True)
        if content.number == 1:
            return opaque(x, op, base)
        return x.mul(_signed(x, op, content), _signed(x, op, base))
    draft = Draft(Fraction(1 if c > 0 else -1))
    for g, e in term.factors:
        if signs.of_power(x, g, e) == signs.POSITIVE:
            continue
        if isinstance(e, Fraction) and e.denominator == 1 and e > 0:
            base = Form.of({Term(factors=((g, ONE),)): ONE})
            draft.times(Factor(kind="function", name=op, args=(scalar(base),)), Fraction(2 - int(e) % 2))
        else:
            base = Form.of({Term(factors=((g, e),)): ONE})
            draft.times(Factor(kind="function", name=op, args=(scalar(base),)))
    return x.closed([draft])


def positive(x: Algebra, f: Form) -> Form:
    """`[f > 0]`, by the sign s: (s² + s)/2."""
    s = sign(x, [f])
    return x.scaled(x.add(x.mul(s, s), s), Fraction(1, 2))


def vanishing(x: Algebra, f: Form) -> Form:
    """`[f == 0]`."""
    s = sign(x, [f])
    return x.sub(ONE_FORM, x.mul(s, s))


def _extreme(op: str) -> Function:
    """max and min: of two by the distance, of more as a function of the set."""
    way = 1 if op == "max" else -1

    def row(x: Algebra, args: Sequence[Form]) -> Form:
        items = sorted(set(args), key=lambda f: f.key)
        if len(items) == 1:
            return items[0]
        if len(items) == 2:
            a, b = items
            distance = absolute(x, [x.sub(a, b)])
            return x.scaled(x.add(a, b, x.scaled(distance, way)), Fraction(1, 2))
        return opaque(x, op, *items)

    return row


def relu(x: Algebra, args: Sequence[Form]) -> Form:
    return x.scaled(x.add(args[0], absolute(x, args)), Fraction(1, 2))


def _leaky(x: Algebra, args: Sequence[Form]) -> Form:
    """relu(f) - slope·relu(-f)."""
    slope = args[1] if len(args) > 1 else x.number(Fraction(1, 100))
    return x.sub(relu(x, [args[0]]), x.mul(slope, relu(x, [x.scaled(args[0], -1)])))


def _clip(x: Algebra, args: Sequence[Form]) -> Form:
    f, low, high = args
    return _extreme("min")(x, [_extreme("max")(x, [f, low]), high])


def _distribution(x: Algebra, args: Sequence[Form]) -> Form:
    inner = x.mul(args[0], x.power(x.number(2), Fraction(-1, 2)))
    return x.scaled(x.add(ONE_FORM, _ROWS["erf"](x, [inner])), Fraction(1, 2))


def _ratio(over: str, under: str) -> Function:
    def row(x: Algebra, args: Sequence[Form]) -> Form:
        top = ONE_FORM if over == "1" else apply(x, over, args)
        return x.mul(top, x.power(apply(x, under, args), Fraction(-1)))

    return row


def _hyperbolic(sign: int) -> Function:
    def row(x: Algebra, args: Sequence[Form]) -> Form:
        parts = exp(x, args), x.scaled(exp(x, [x.scaled(args[0], -1)]), sign)
        return x.scaled(x.add(*parts), Fraction(1, 2))

    return row


def _sech(x: Algebra, args: Sequence[Form]) -> Form:
    """2·exp(-f)·sigmoid(2f)."""
    (f,) = args
    return x.scaled(x.mul(exp(x, [x.scaled(f, -1)]), sigmoid(x, [x.scaled(f, 2)])), 2)


def _power(x: Algebra, args: Sequence[Form]) -> Form:
    base, exponent = args
    value = exponent.number
    if value is not None:
        return x.power(base, value)
    whole = integer_polynomial(exponent)
    if whole is not None:
        return x.power(base, whole)
    if signs.of_form(x, base) == signs.POSITIVE:
        return exp(x, [x.mul(exponent, log(x, [base]))])
    return opaque(x, "**", base, exponent)  # of a negative base at whole exponents, too


def integer_polynomial(form: Form) -> Dim | None:
    """A form that is a polynomial in sizes, as one."""
    total = Dim(())
    for term, c in form.terms:
        part = Dim.ONE.scaled(c)
        if term.bound or term.where:
            return None
        for factor, e in term.factors:
            if factor.kind != "size" or not isinstance(e, Fraction) or not is_whole(e) or e < 0:
                return None
            for _ in range(int(e)):
                part = part * factor.at[0]
        total = total + part
    return total


def _sqrt(x: Algebra, args: Sequence[Form]) -> Form:
    return x.power(args[0], Fraction(1, 2))


def _cbrt(x: Algebra, args: Sequence[Form]) -> Form:
    return _odd("cbrt")(x, args)


_ROWS: Mapping[str, Function] = {
    "+": lambda x, a: x.add(*a),
    "-": lambda x, a: x.sub(a[0], a[1]),
    "neg": lambda x, a: x.scaled(a[0], -1),
    "*": lambda x, a: x.mul(*a),
    "/": lambda x, a: x.mul(a[0], x.power(a[1], Fraction(-1))),
    "**": _power,
    "exp": exp,
    "log": log,
    "log2": lambda x, a: x.mul(log(x, a), x.power(log(x, [x.number(2)]), Fraction(-1))),
    "sqrt": _sqrt,
    "cbrt": _cbrt,
    "abs": absolute,
    "sign": sign,
    ABS_SLOPE: abs_slope,
    "max": _extreme("max"),
    "min": _extreme("min"),
    "relu": relu,
    "relu6": lambda x, a: _clip(x, [a[0], ZERO_FORM, x.number(6)]),
    "clip": _clip,
    "leaky_relu": _leaky,
    "softplus": softplus,
    "sigmoid": sigmoid,
    "silu": lambda x, a: x.mul(a[0], sigmoid(x, a)),
    "gelu": lambda x, a: x.mul(a[0], _distribution(x, a)),
    "hardswish": lambda x, a: x.scaled(
        x.mul(a[0], _clip(x, [x.add(a[0], x.number(3)), ZERO_FORM, x.number(6)])), Fraction(1, 6)
    ),
    "tanh": tanh,
    "sinh": _hyperbolic(-1),
    "cosh": _hyperbolic(1),
    "sech": _sech,
    "csch": _ratio("1", "sinh"),
    "coth": _ratio("cosh", "sinh"),
    "sin": _odd("sin"),
    "cos": cos,
    "tan": _ratio("sin", "cos"),
    "sec": _ratio("1", "cos"),
    "csc": _ratio("1", "sin"),
    "cot": _ratio("cos", "sin"),
    "asin": _odd("asin"),
    "atan": _odd("atan"),
    "asinh": _odd("asinh"),
    "atanh": _odd("atanh"),
    "erf": _odd("erf"),
    "erfc": lambda x, a: x.sub(ONE_FORM, _ROWS["erf"](x, a)),
    "normal_cdf": _distribution,
    "pi": lambda x, a: x.factor(Factor(kind="constant", name="pi")),
    "e": lambda x, a: exp(x, [ONE_FORM]),
}
_OPAQUE = frozenset(("acos", "acosh", "atan2", "floor", "ceil", "mod", "gamma", "loggamma", "factorial", "binomial"))

__all__ = ["UNIT", "apply", "integer_polynomial", "positive", "remade", "vanishing"]
