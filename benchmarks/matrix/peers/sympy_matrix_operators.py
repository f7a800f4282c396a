"""The vocabulary on matrix expressions in SymPy; vectors are columns. Each rule knows the axes of its operands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import sympy
from sympy import Determinant, HadamardProduct, Inverse, KroneckerProduct, Lambda, OneMatrix, Trace
from sympy.matrices.expressions.hadamard import HadamardPower

from benchmarks.outcome import Inexpressible
from proofcheck.meaning.symbolic import TABLE

Expression = Any
Ranks = list[int]


def _broadcast(sign: int, ranks: Ranks, a: Expression, b: Expression) -> Expression:
    if ranks[0] and not ranks[1]:
        b = b * OneMatrix(*a.shape)
    elif ranks[1] and not ranks[0]:
        a = a * OneMatrix(*b.shape)
    return a + sign * b


def _times(ranks: Ranks, *args: Expression) -> Expression:
    arrays = [a for a, r in zip(args, ranks, strict=True) if r]
    numbers = sympy.Mul(*(a for a, r in zip(args, ranks, strict=True) if not r))
    return numbers * (HadamardProduct(*arrays) if len(arrays) > 1 else arrays[0])


def _over(ranks: Ranks, a: Expression, b: Expression) -> Expression:
    if not ranks[1]:
        return a / b
    inverse = HadamardPower(b, -1)
    return HadamardProduct(a, inverse) if ranks[0] else a * inverse


def _raised(ranks: Ranks, a: Expression, n: Expression) -> Expression:
    if ranks[1]:
        raise Inexpressible("a power that is an array")
    return HadamardPower(a, n)


def _product(ranks: Ranks, a: Expression, b: Expression) -> Expression:
    match ranks:
        case [1, 1]:
            return Trace(a.T * b)
        case [1, 2]:
            return b.T * a
    return a * b


def _outer(ranks: Ranks, a: Expression, b: Expression) -> Expression:
    return a * b.T


def _total(ranks: Ranks, a: Expression) -> Expression:
    rows, columns = a.shape
    ones = OneMatrix(rows, 1)
    return Trace(ones.T * a * OneMatrix(columns, 1)) if ranks[0] == 2 else Trace(ones.T * a)


def _diag(ranks: Ranks, a: Expression) -> Expression:
    return sympy.DiagMatrix(a)


def _diagonal(ranks: Ranks, a: Expression) -> Expression:
    return sympy.matrices.expressions.diagonal.DiagonalOf(a)


def _entrywise(function: Callable[[Expression], Expression], ranks: Ranks, *args: Expression) -> Expression:
    if len(args) != 1:
        raise Inexpressible("a function of several arguments entry by entry")
    z = sympy.Dummy("z", real=True)
    return args[0].applyfunc(Lambda(z, function(z)))


def _softmax(ranks: Ranks, a: Expression) -> Expression:
    if ranks != [1]:
        raise Inexpressible("`softmax` of rows")
    powers = a.applyfunc(sympy.exp)
    return powers / _total([1], powers)


def _log_sum_exp(ranks: Ranks, a: Expression) -> Expression:
    return sympy.log(_total([1], a.applyfunc(sympy.exp)))


def _norm(ranks: Ranks, a: Expression) -> Expression:
    return sympy.sqrt(Trace(a.T * a))


def _mean(ranks: Ranks, a: Expression) -> Expression:
    return _total(ranks, a) / (a.shape[0] * a.shape[1])


def _kronecker(ranks: Ranks, a: Expression, b: Expression) -> Expression:
    return KroneckerProduct(a, b)


def _power(ranks: Ranks, a: Expression, n: Expression) -> Expression:
    return a**n


SCALAR: Mapping[str, Callable[..., Expression]] = {
    name: make for name, make in TABLE.items() if name not in ("restrict", "==", "!=", "<", "<=", ">", ">=", "if")
}
MATRIX: Mapping[str, Callable[..., Expression]] = {
    **{
        name: partial(_entrywise, TABLE[name])
        for name in ("exp", "log", "sqrt", "abs", "sin", "cos", "tan", "tanh", "sinh", "cosh", "sigmoid", "softplus",
                     "silu", "gelu", "erf", "atan", "normal_cdf")
    },
    "+": partial(_broadcast, 1),
    "-": partial(_broadcast, -1),
    "neg": lambda ranks, a: -a,
    "*": _times,
    "/": _over,
    "**": _raised,
    "@": _product,
    "dot": _product,
    "outer": _outer,
    "transpose": lambda ranks, a: a.T if ranks == [2] else a,
    "trace": lambda ranks, a: Trace(a),
    "det": lambda ranks, a: Determinant(a),
    "logabsdet": lambda ranks, a: sympy.log(sympy.Abs(Determinant(a))),
    "inv": lambda ranks, a: Inverse(a),
    "sum": _total,
    "mean": _mean,
    "diag": _diag,
    "diagonal": _diagonal,
    "norm": _norm,
    "softmax": _softmax,
    "logsumexp": _log_sum_exp,
    "kron": _kronecker,
    "power": _power,
}  # fmt: skip
