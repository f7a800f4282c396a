"""Decides relations by derivatives: a function whose value at a point is known and whose derivative has a sign.

f(c) >= 0, f' >= 0 right of c and f' <= 0 left of c give f >= 0; f(c) = 0 and f' = 0 give f = 0. Other variables are
parameters. Assumptions are not used, only intervals, so that the set between c and any point is connected; every
demand of a partial function must be met on all of it.
Source: the mean value theorem.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from proofcheck.meaning.algebra import WANTED
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.interval import point
from proofcheck.meaning.normal_form import NeedSign, NormalForms, Nowhere, Orders, Refine
from proofcheck.meaning.normal_functions import Functions
from proofcheck.meaning.partial_functions import Definedness
from proofcheck.meaning.ring import Polynomial, Quotient, Ring, TooHard, ZeroDenominator
from proofcheck.meaning.setting import Setting
from proofcheck.meaning.signs import NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, ZERO, Possible, flipped

_RESTARTS = 12
_DEPTH = 3
_ANCHORS = tuple(Fraction(a, b) for a, b in ((0, 1), (1, 1), (-1, 1), (1, 2), (2, 1)))


@dataclass(frozen=True, slots=True)
class Anchored:
    """The variable, and the point from which its monotonicity was followed."""

    variable: Entry
    anchor: Fraction


def follow(setting: Setting, link: Entry) -> Anchored | None:
    """How a relation between two smooth sides follows from derivatives in one of its variables, or None."""
    if link.op not in WANTED or link.op == "!=" or setting.field_only:
        return None
    orders: Orders = {}
    ring = Ring()
    for _ in range(_RESTARTS):
        forms = NormalForms(ring.fork(), setting.bounds, orders)
        try:
            return _follow(forms, link)
        except Refine:
            continue
        except (NeedSign, Nowhere, TooHard, ZeroDenominator):
            return None
    return None


def _follow(forms: NormalForms, link: Entry) -> Anchored | None:
    left, right = link.args
    where = Definedness(forms, thin=True)
    if where.open_demands(left) or where.open_demands(right):
        return None
    f = forms.ring.subtract(forms.of(left), forms.of(right))
    for variable in (e for e in reachable([link]) if e.op == "var"):
        index = forms.ring.find(("var", variable))
        if index is None or forms.orders.get(("var", variable), 1) != 1:
            continue
        for anchor in _anchors(forms, index):
            try:
                if _signs_from(forms, f, index, anchor, 0) <= WANTED[link.op]:
                    return Anchored(variable, anchor)
            except (NeedSign, TooHard, ZeroDenominator):
                continue
    return None


def _anchors(forms: NormalForms, index: int) -> tuple[Fraction, ...]:
    """Points of the variable's interval at which the function may be anchored."""
    interval = forms.ring.intervals[index]
    both = ((interval.lo, interval.lo_open), (interval.hi, interval.hi_open))
    ends = [end for end, out in both if end is not None and not out]
    inner = [a for a in _ANCHORS if point(a).within(interval)]
    return tuple(dict.fromkeys((*ends, *inner)))


def _signs_from(forms: NormalForms, f: Quotient, index: int, anchor: Fraction, depth: int) -> Possible:
    """The signs that `f` can take, from its value at the anchor and the signs of its derivative on both sides."""
    plain = forms.signs.of_quotient(f)
    if plain <= NOT_NEGATIVE or plain <= NOT_POSITIVE or depth >= _DEPTH:
        return plain
    start = forms.signs.of_quotient(at_point(forms, f, index, anchor))
    slope = derivative(forms, f, index)
    if slope.num.is_zero():
        return plain & start
    if not (start <= NOT_NEGATIVE or start <= NOT_POSITIVE):
        return plain
    sides = [_beside(forms, slope, index, anchor, side, depth) for side in (1, -1)]
    if start <= NOT_NEGATIVE and all(s <= NOT_NEGATIVE for s in sides):
        return plain & (POSITIVE if start == POSITIVE else NOT_NEGATIVE)
    if start <= NOT_POSITIVE and all(s <= NOT_POSITIVE for s in sides):
        return plain & (flipped(POSITIVE) if 0 not in start else NOT_POSITIVE)
    return plain


def _beside(forms: NormalForms, slope: Quotient, index: int, anchor: Fraction, side: int, depth: int) -> Possible:
    """The signs of the growth away from the anchor, on one side of it; 0 alone where that side is empty."""
    case = forms.fork()
    shifted = forms.ring.subtract(forms.ring.monomial(index), forms.ring.constant(anchor))
    if not case.assume_factor(shifted.num, NOT_NEGATIVE if side > 0 else NOT_POSITIVE):
        return ZERO
    signs = _signs_from(case, slope, index, anchor, depth + 1)
    return signs if side > 0 else flipped(signs)


def derivative(forms: NormalForms, q: Quotient, index: int) -> Quotient:
    """The derivative of a quotient by a variable, where every generator in it is smooth in this case."""
    ring = forms.ring
    top, bottom = _derived(forms, q.num, index), _derived(forms, q.den, index)
    below = ring.polynomial(q.den)
    change = ring.subtract(ring.multiply(top, below), ring.multiply(ring.polynomial(q.num), bottom))
    return ring.divide(change, ring.power(below, 2))


def _derived(forms: NormalForms, p: Polynomial, index: int) -> Quotient:
    ring, total = forms.ring, forms.ring.zero
    for i in ring.used(p):
        rate = _rate(forms, i, index)
        if not rate.num.is_zero():
            total = ring.add(total, ring.multiply(ring.polynomial(p.derivative(i)), rate))
    return total


def _rate(forms: NormalForms, i: int, index: int) -> Quotient:
    """The derivative of a generator by a variable."""
    ring = forms.ring
    kind = ring.keys[i][0]
    if i == index:
        return ring.one
    if kind in ("var", "pi", "root of var"):
        return ring.zero
    if kind == "root" and i in ring.rules:
        rule = ring.rules[i]
        inner = derivative(forms, rule.value, index)
        if inner.num.is_zero():
            return inner
        _surely_positive(forms, rule.value)
        return ring.divide(ring.multiply(inner, ring.monomial(i)), ring.scaled(rule.value, Fraction(rule.power)))
    if i not in ring.sources:
        raise TooHard("a function without a derivative here")
    op, argument = ring.sources[i]
    inner = derivative(forms, argument, index)
    return inner if inner.num.is_zero() else ring.multiply(inner, _outer(forms, i, op, argument))


def _outer(forms: NormalForms, i: int, op: str, x: Quotient) -> Quotient:
    """f'(x) for the generator f(x)."""
    ring, functions = forms.ring, Functions(forms)
    square = ring.power(x, 2)
    match op:
        case "exp":
            return ring.monomial(i)
        case "log":
            _surely_positive(forms, x)
            return ring.divide(ring.one, x)
        case "sin":
            return functions.wave(x)[0]
        case "cos":
            return ring.negative(functions.wave(x)[1])
        case "atan":
            return ring.divide(ring.one, ring.add(ring.one, square))
        case "asinh":
            return ring.divide(ring.one, functions.root(ring.add(ring.one, square), Fraction(1, 2)))
        case "asin":
            rest = ring.subtract(ring.one, square)
            _surely_positive(forms, rest)
            return ring.divide(ring.one, functions.root(rest, Fraction(1, 2)))
        case "atanh":
            rest = ring.subtract(ring.one, square)
            _surely_positive(forms, rest)
            return ring.divide(ring.one, rest)
        case "erf":
            turn = functions.root(forms.pi(), Fraction(1, 2))
            return ring.divide(ring.scaled(functions.exp(ring.negative(square)), Fraction(2)), turn)
    raise TooHard(f"the derivative of `{op}`")


def _surely_positive(forms: NormalForms, q: Quotient) -> None:
    if forms.signs.of_quotient(q) != POSITIVE:
        raise TooHard("an argument at the edge of its domain")


def at_point(forms: NormalForms, q: Quotient, index: int, value: Fraction) -> Quotient:
    """A quotient with a variable set to a number."""
    ring = forms.ring
    known: dict[int, Quotient] = {index: ring.constant(value)}
    return ring.divide(_replaced(forms, q.num, known), _replaced(forms, q.den, known))


def _replaced(forms: NormalForms, p: Polynomial, known: dict[int, Quotient]) -> Quotient:
    ring, total = forms.ring, forms.ring.zero
    for monomial, coefficient in p.to_dict().items():
        term = ring.polynomial(ring.context.constant(coefficient))
        for i, exponent in enumerate(monomial):
            if exponent:
                if i not in known:
                    known[i] = _generator_at(forms, i, known)
                term = ring.multiply(term, ring.power(known[i], int(exponent)))
        total = ring.add(total, term)
    return total


def _generator_at(forms: NormalForms, i: int, known: dict[int, Quotient]) -> Quotient:
    ring, functions = forms.ring, Functions(forms)
    kind = ring.keys[i][0]
    if kind in ("var", "pi", "root of var"):
        return ring.monomial(i)
    if kind == "root" and i in ring.rules:
        inside = _quotient_at(forms, ring.rules[i].value, known)
        return functions.root_or_power(inside, Fraction(1, ring.rules[i].power))
    if i not in ring.sources:
        raise TooHard("a function without a value here")
    op, argument = ring.sources[i]
    x = _quotient_at(forms, argument, known)
    match op:
        case "exp":
            return functions.exp(x)
        case "log":
            return functions.log(x)
        case "sin" | "cos":
            cosine, sine = functions.wave(x)
            return sine if op == "sin" else cosine
        case "atan" | "asinh" | "asin" | "atanh" | "erf":
            return forms.opaque(op, x)
    raise TooHard(f"`{op}` at a point")


def _quotient_at(forms: NormalForms, q: Quotient, known: dict[int, Quotient]) -> Quotient:
    return forms.ring.divide(_replaced(forms, q.num, known), _replaced(forms, q.den, known))
