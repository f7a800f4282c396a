"""TRUSTED: relations between remainders, which are periodic in their integers, by every residue.

A polynomial with whole coefficients over d repeats modulo m with the period m d; a power c**n modulo m d does so after
at most as many terms as m d has bits, with a period that is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import gcd, lcm, prod

from proofcheck.inference.context import Context
from proofcheck.inference.integers import euclid
from proofcheck.inference.matching import number
from proofcheck.language.dims import is_integer, polynomial
from proofcheck.language.tree import Apply, Node, Num, Var, free_names
from proofcheck.language.types import Dim, Opaque
from proofcheck.meaning.regions import Linear

_POINTS = 6000  # residues tried
_MODULUS = 100_000
_START = -1000
_RELATIONS = ("==", "!=", "<", "<=", ">", ">=")
_CONNECTIVES = ("and", "or", "not", "=>", "<=>")


class _Unread(Exception):
    """A formula of something else than remainders."""


@dataclass(frozen=True, slots=True)
class _Period:
    """From where on, and with which period, a formula repeats in each integer."""

    start: int = 0
    length: int = 1

    def meet(self, other: _Period) -> _Period:
        return _Period(max(self.start, other.start), lcm(self.length, other.length))


def holds(context: Context, formula: Node) -> bool:
    """Whether a formula of remainders, and of (-1)**n, holds for all integers of the region."""
    formula = euclid.reduced(formula)
    try:
        periods = _periods(context, formula)
        if not periods and not free_names(formula):
            return _true(formula, {})
    except _Unread:
        return False
    if not periods or prod(p.length + p.start for p in periods.values()) > _POINTS:
        return False
    ranges = [_values(context, name, p) for name, p in periods.items()]
    if any(r is None for r in ranges) or prod(len(r) for r in ranges if r is not None) > _POINTS:
        return False
    choices = product(*(r for r in ranges if r is not None))
    return all(_true(formula, dict(zip(periods, at, strict=True))) for at in choices)


def _values(context: Context, name: str, period: _Period) -> range | None:
    """Values that meet every residue, beyond the least one where powers must come into their period."""
    if not period.start:
        return range(period.length)
    own = Linear.name(name)
    least = next((k for k in range(8, -1, -1) if context.region.entails(own.plus(-k))), None)
    return None if least is None else range(least, least + period.start + period.length)


def _periods(context: Context, node: Node) -> dict[str, _Period]:
    """Errors: _Unread."""
    found: dict[str, _Period] = {}
    for part, modulus in _remainders(context, node):
        for name, period in _of_term(context, part, modulus):
            found[name] = found.get(name, _Period()).meet(period)
    return found


def _remainders(context: Context, node: Node) -> Iterator[tuple[Node, int]]:
    """The terms of which remainders are taken, with the modulus."""
    value = number(node)
    if value is not None:
        return
    match node:
        case Apply(op="mod", args=(a, b)):
            modulus = number(b)
            if modulus is None or modulus.denominator != 1 or not 1 <= modulus <= _MODULUS:
                raise _Unread
            yield a, int(modulus)
        case Apply(op="**", args=(base, exponent)) if number(base) == -1 and is_integer(exponent.type):
            dim = polynomial(exponent)
            if dim is None or not _named(context, dim):
                raise _Unread
            yield exponent, 2
        case Apply(op="gcd", args=(a, b)):
            values = [(x, number(y)) for x, y in ((a, b), (b, a))]
            found = next(((x, v) for x, v in values if v is not None and v.denominator == 1 and v >= 1), None)
            if found is None or found[1] > _MODULUS:
                raise _Unread
            yield found[0], int(found[1])
        case Apply(op=op, args=args) if op in (*_RELATIONS, *_CONNECTIVES, "+", "-", "*", "neg", "abs", "min", "max"):
            for a in args:
                yield from _remainders(context, a)
        case Apply(op="**", args=(a, b)) if (
            (power := number(b)) is not None and power.denominator == 1 and 0 <= power <= 9
        ):
            yield from _remainders(context, a)
        case _:
            raise _Unread


def _named(context: Context, dim: Dim) -> bool:
    return all(isinstance(a, str) and _is_given(context, a) for a in dim.atoms())


def _is_given(context: Context, name: str) -> bool:
    if any(b.name == name for b in context.binders):
        return True
    given = context.claim.given_named(name)
    return given is not None and is_integer(given.type)


def _of_term(context: Context, node: Node, modulus: int) -> Iterator[tuple[str, _Period]]:
    """The period of a term, a polynomial in names and in powers of numbers, modulo a number."""
    if not is_integer(node.type):
        found = polynomial(node)
        if found is None:
            raise _Unread
    dim = polynomial(node)
    if dim is None:
        raise _Unread
    scale = modulus * lcm(*(c.denominator for _, c in dim.terms))
    if scale > _MODULUS:
        raise _Unread
    for atom in dim.atoms():
        if isinstance(atom, str):
            if not _is_given(context, atom):
                raise _Unread
            yield atom, _Period(0, scale)
            continue
        yield from _of_power(context, atom, scale)


def _of_power(context: Context, atom: Opaque, scale: int) -> Iterator[tuple[str, _Period]]:
    match atom.node:
        case Apply(op="**", args=(Num(value=base), exponent)) if base.denominator == 1:
            dim = polynomial(exponent) if is_integer(exponent.type) else None
        case _:
            raise _Unread
    if dim is None or len(dim.atoms()) != 1 or not _named(context, dim):
        raise _Unread
    name = dim.atoms()[0]
    assert isinstance(name, str)
    slope = next((c for m, c in dim.terms if m == ((name, 1),)), Fraction(0))
    shift = next((c for m, c in dim.terms if m == ()), Fraction(0))
    if len(dim.terms) != 1 + bool(shift) or slope.denominator != 1 or slope < 1 or shift.denominator != 1:
        raise _Unread
    form = Linear.of({name: int(slope)}, int(shift))
    if not context.region.entails(form):
        raise _Unread
    own = pow(int(base), int(slope), scale)
    start = scale.bit_length() + 1
    length, power = 1, own
    coprime = scale
    while (common := gcd(coprime, own)) > 1:
        coprime //= common
    power %= coprime
    while power != 1 % coprime:
        power = power * own % coprime
        length += 1
        if length > _POINTS:
            raise _Unread
    yield name, _Period(start, length)


# values


def _true(node: Node, at: dict[str, int]) -> bool:
    match node:
        case Apply(op="and", args=args):
            return all(_true(a, at) for a in args)
        case Apply(op="or", args=args):
            return any(_true(a, at) for a in args)
        case Apply(op="not", args=(a,)):
            return not _true(a, at)
        case Apply(op="=>", args=(a, b)):
            return not _true(a, at) or _true(b, at)
        case Apply(op="<=>", args=(a, b)):
            return _true(a, at) == _true(b, at)
        case Apply(op=op, args=(a, b)):
            left, right = _value(a, at), _value(b, at)
            return {
                "==": left == right,
                "!=": left != right,
                "<": left < right,
                "<=": left <= right,
                ">": left > right,
                ">=": left >= right,
            }[op]
    return False


def _value(node: Node, at: dict[str, int]) -> Fraction:
    match node:
        case Num(value=value):
            return value
        case Var(name=name):
            return Fraction(at[name])
        case Apply(op="mod", args=(a, b)):
            return _value(a, at) % _value(b, at)
        case Apply(op="gcd", args=(a, b)):
            return Fraction(gcd(int(_value(a, at)), int(_value(b, at))))
        case Apply(op="**", args=(a, b)):
            exponent = int(_value(b, at))
            base = _value(a, at)
            return Fraction(-1 if exponent % 2 else 1) if base == -1 else base**exponent
        case Apply(op=op, args=args):
            return _applied(op, [_value(a, at) for a in args])
    raise _Unread


def _applied(op: str, values: list[Fraction]) -> Fraction:
    match op:
        case "+":
            return values[0] + values[1]
        case "-":
            return values[0] - values[1]
        case "*":
            return values[0] * values[1]
        case "/":
            return values[0] / values[1]
        case "neg":
            return -values[0]
        case "abs":
            return abs(values[0])
        case "min" | "max":
            return min(values) if op == "min" else max(values)
    raise _Unread
