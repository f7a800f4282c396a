"""What is plain about an entry from its form alone: whether it always has a value, and its sign where it has one.

Only this lets construction drop a part of an expression (`0*x`), so every rule here must hold at every point.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from fractions import Fraction
from typing import Protocol


class Sign(IntEnum):
    """What is known about a value; COMPLEX means that it need not be real."""

    COMPLEX = -1
    REAL = 0
    NONNEGATIVE = 1
    POSITIVE = 2


class Formed(Protocol):
    """What is seen of an argument."""

    @property
    def op(self) -> str: ...
    @property
    def data(self) -> object: ...
    @property
    def sign(self) -> Sign: ...
    @property
    def total(self) -> bool: ...


_EVERYWHERE = ("exp", "sin", "cos", "atan", "sinh", "cosh", "tanh", "asinh", "cbrt", "erf", "erfc")
_ORDERED = ("abs", "sign", "floor", "ceil", "min", "max", "==", "!=", "<", "<=", ">", ">=")
_LOGIC = ("and", "or", "not", "=>", "<=>", "if", "truth")
_OF_MATRICES = ("singular_value", "is_psd", "is_pd", "det", "rank")
_ARBITRARY = ("jet",)  # a smooth function, or a derivative of it, has a value everywhere
_PLAIN = ("+", "-", "*", "neg", "pi", "num", "var", "bound", "lacks")
_ALWAYS = frozenset((*_PLAIN, *_EVERYWHERE, *_ORDERED, *_LOGIC, *_OF_MATRICES, *_ARBITRARY))
_POSITIVE = frozenset(("exp", "cosh", "erfc", "pi"))
_ODD = frozenset(("sinh", "tanh", "asinh", "atan", "cbrt", "erf"))


def sign_of(op: str, args: Sequence[Formed], data: object) -> Sign:
    """The sign of an entry wherever it has a value."""
    if op == "num":
        if not isinstance(data, Fraction):
            return Sign.COMPLEX
        return Sign.POSITIVE if data > 0 else Sign.NONNEGATIVE if data == 0 else Sign.REAL
    if op == "abs":
        return Sign.POSITIVE if args[0].sign is Sign.POSITIVE else Sign.NONNEGATIVE
    if op == "hole" or data == "complex":
        return Sign.COMPLEX
    signs = [a.sign for a in (args[1:] if op == "if" else args[:1] if op == "restrict" else args)]
    least = min(signs, default=Sign.REAL)
    if least is Sign.COMPLEX:
        return Sign.COMPLEX
    return _real_sign(op, args, signs, least)


def _real_sign(op: str, args: Sequence[Formed], signs: list[Sign], least: Sign) -> Sign:
    if op in _POSITIVE:
        return Sign.POSITIVE
    if op in ("singular_value", "acosh"):
        return Sign.NONNEGATIVE
    if op == "sqrt":
        return Sign.POSITIVE if least is Sign.POSITIVE else Sign.NONNEGATIVE
    if op in _ODD or op in ("min", "if", "restrict"):
        return least
    if op == "max":
        return max(signs)
    if op == "+":
        return max(signs) if least >= Sign.NONNEGATIVE else Sign.REAL
    if op == "*":
        return Sign.NONNEGATIVE if least is Sign.REAL and args[0] is args[1] else least
    if op == "/":
        return signs[0] if least >= Sign.NONNEGATIVE else Sign.REAL
    if op == "**":
        if signs[0] is Sign.REAL:
            return Sign.NONNEGATIVE if _even(args[1]) else Sign.REAL
        return signs[0]
    return Sign.REAL


def is_total(op: str, args: Sequence[Formed], data: object) -> bool:
    """Whether an entry has a value wherever its variables do."""
    for a in args:
        if not a.total:
            return False
    if op in _ALWAYS:
        return True
    if data == "complex":
        return False
    if op == "/":
        return args[1].sign is Sign.POSITIVE
    if op == "sqrt":
        return args[0].sign >= Sign.NONNEGATIVE
    if op in ("log", "log2", "gamma", "loggamma"):
        return args[0].sign is Sign.POSITIVE
    if op == "**":
        positive = args[0].sign is Sign.POSITIVE and args[1].sign >= Sign.REAL
        return positive or _whole(args[1])
    return False


def _whole(exponent: Formed) -> bool:
    value = exponent.data
    return exponent.op == "num" and isinstance(value, Fraction) and value.denominator == 1 and value >= 0


def _even(exponent: Formed) -> bool:
    value = exponent.data
    return exponent.op == "num" and isinstance(value, Fraction) and value.denominator == 1 and value % 2 == 0
