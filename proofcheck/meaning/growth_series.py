"""Sums over ranges as sums of growth monomials: `sum(i**2 for i in 1..n)`, harmonic, geometric and fast-growing ones.

The summand is taken apart into terms c·m·g(i) with m free of i. Of g(i) = i**p·log(i)**q·r**i there are closed forms:
Faulhaber's for whole p, the geometric one for r**i (by parts with whole p), Stirling's for log i. Where g is monotone,
the sum is the integral plus a number between the two end values. Otherwise an increasing g whose terms grow by a
factor is a multiple of its last term, and one that grows more slowly lies between its later half and its last term
everywhere. Small i, at which an expansion of the summand does not hold yet, are summed one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import comb, factorial

from flint import fmpq

from proofcheck.meaning.growth_algebra import Algebra
from proofcheck.meaning.growth_constants import ONE, ZERO, Constant, Unsure, exp, rational
from proofcheck.meaning.growth_functions import log_factorial, log_gamma
from proofcheck.meaning.growth_monomials import UNIT, Form, Leaf, Monomial, as_monomial, leaves, variables
from proofcheck.meaning.growth_sums import (
    Sum,
    add,
    between,
    constant,
    later,
    multiply,
    of_monomial,
    scaled,
    stretched,
    subtract,
)
from proofcheck.meaning.growth_thresholds import defined_from, nondecreasing_from

_ONE_BY_ONE = 48
_FAULHABER = 16
_BY_PARTS = 6

Summand = Callable[[Sum], Sum]


@dataclass(frozen=True, slots=True)
class Span:
    """i from `first` to `last`, never fewer than no terms; `name` is that of i in the summand."""

    name: str
    first: Sum
    last: Sum


def total(x: Algebra, inner: Algebra, span: Span, summand: Summand) -> Sum:
    """Σ summand(i); `inner` knows the order of i among the other variables. Errors: Unsure, Split."""
    body = summand(of_monomial(as_monomial(Leaf(span.name))))
    start = _start(body, span)
    result = Sum()
    first = span.first
    if start is not None:
        low = first.constant
        if low is not None and low.rational is not None and low.rational < start:
            if start - low.rational > _ONE_BY_ONE or low.rational.denominator != 1:
                raise Unsure("a summand whose expansion holds late")
            for i in range(int(low.rational), start):
                result = add(result, summand(constant(i)))
            first = constant(start)
            sign, late = x.sign_from(subtract(span.last, constant(start - 1)))
            if sign < 0:
                raise Unsure("a range that ends early")
            result = x.since(result, late)
        elif low is None and start > 1:
            sign, late = inner.sign_from(subtract(first, constant(start)))
            if sign < 0:
                raise Unsure("a range that starts where the expansion of its terms does not hold")
            result = x.since(result, late)
    for monomial, factor in body.exact.items():
        outer, own = _apart(monomial, span.name)
        part = _of_term(x, inner, Span(span.name, first, span.last), own)
        result = add(result, scaled(x.times(part, of_monomial(outer)), factor))
    for monomial, interval in body.loose.items():
        outer, own = _apart(monomial, span.name)
        part = _of_term(x, inner, Span(span.name, first, span.last), own)
        result = add(result, stretched(x.times(part, of_monomial(outer)), interval))
    if body.after is None:
        raise Unsure("a summand of which it is not known from where on its expansion holds")
    return x.since(result, body.after)


def _start(body: Sum, span: Span) -> int | None:
    """From which i on the summand's terms hold and are defined."""
    own = [leaf for m in body.monomials for leaf in leaves(m) if leaf.variable == span.name]
    if body.after is None:
        raise Unsure("a summand of which it is not known from where on its expansion holds")
    return max(body.after, *(defined_from(leaf) for leaf in own)) if own else None


def _apart(monomial: Monomial, name: str) -> tuple[Monomial, Monomial]:
    """The factors without i, and those with it."""
    with_name = [(a, c) for a, c in monomial.form.terms if name in variables(Monomial(Form(((a, c),))))]
    own = Monomial(Form(tuple(with_name)))
    return monomial / own, own


def _of_term(x: Algebra, inner: Algebra, span: Span, own: Monomial) -> Sum:
    """Σ own(i)."""
    log_i, i = Leaf(span.name, 1), Leaf(span.name)
    p, q, rates = ZERO, ZERO, Sum()
    for atom, factor in own.form.terms:
        if atom == log_i:
            p = factor
        elif atom == Leaf(span.name, 2):
            q = factor
        elif atom == i:
            rates = add(rates, constant(factor))
        elif isinstance(atom, Monomial) and span.name not in variables(atom / as_monomial(i)):
            rates = add(rates, of_monomial(atom / as_monomial(i), factor))
        else:
            return _regular(x, inner, span, own)
    whole = p.rational is not None and p.rational.denominator == 1 and p.rational >= 0
    power = int(p.rational) if whole and p.rational is not None else -1
    if rates.monomials:
        if q.sign() == 0 and whole and power <= _BY_PARTS:
            return _geometric(x, span, power, rates)
        return _regular(x, inner, span, own)
    if q.sign() == 0 and whole and power <= _FAULHABER:
        return subtract(_faulhaber(x, power, span.last), _faulhaber(x, power, subtract(span.first, constant(1))))
    if power == 0 and q == ONE:
        return subtract(log_factorial(x, span.last), log_gamma(x, span.first))
    if q.sign() == 0 or (q.rational is not None and q.rational.denominator == 1 and 0 < q.rational <= _BY_PARTS):
        return _integrated(x, span, p, int(q.rational or 0))
    if p == -ONE and q == -ONE:
        return _iterated(x, span)
    return _regular(x, inner, span, own)


def _faulhaber(x: Algebra, p: int, last: Sum) -> Sum:
    """1**p + … + last**p as the polynomial in `last` that it is."""
    found = Sum({}, {}, last.after)
    power = last
    coefficients = [Fraction(0)] * (p + 2)
    for j in range(p + 1):
        number = fmpq.bernoulli(j)
        value = Fraction(int(number.p), int(number.q)) * (-1 if j == 1 else 1)
        coefficients[p + 1 - j] = Fraction(comb(p + 1, j), p + 1) * value
    for factor in coefficients[1:]:
        found = add(found, scaled(power, rational(factor)))
        power = x.times(power, last)
    return found


def _geometric(x: Algebra, span: Span, p: int, rates: Sum) -> Sum:
    """Σ i**p·r**i with r = exp(rates), by parts: (r - 1)·T_p = last**p·r**(last + 1) - first**p·r**first - Σ …"""
    base = x.exp(rates)
    scale = x.inverse(subtract(base, constant(1)))
    end = x.exp(multiply(rates, add(span.last, constant(1))))
    begin = x.exp(multiply(rates, span.first))
    sums: list[Sum] = []
    firsts = [constant(1)]
    for k in range(p + 1):
        firsts.append(x.times(firsts[-1], span.first))
        lasts = constant(1) if k == 0 else x.power(span.last, rational(k))
        right = subtract(x.times(lasts, end), x.times(firsts[k], begin))
        for j in range(k):
            inside = subtract(sums[j], x.times(firsts[j], begin))
            right = add(right, scaled(inside, rational(comb(k, j) * (-1) ** (k - j))))
        sums.append(x.times(right, scale))
    return sums[p]


def _integrated(x: Algebra, span: Span, p: Constant, q: int) -> Sum:
    """Σ i**p·log(i)**q: the integral and a number between the end values (3 times the largest if g rises and falls)."""
    growing = p.sign() >= 0
    if (p + ONE).sign() < 0:
        return _convergent(x, span, p, q)
    result = subtract(_antiderivative(x, p, q, span.last), _antiderivative(x, p, q, span.first))
    if growing:
        top = x.times(x.power(span.last, p), x.power(x.log(span.last), rational(q)))
        return add(result, stretched(top, (Fraction(0), Fraction(1))))
    if q == 0:
        return add(result, stretched(x.power(span.first, p), (Fraction(0), Fraction(1))))
    high = 3 * _peak(p, q)
    return add(result, between(-high, high))


def _antiderivative(x: Algebra, p: Constant, q: int, at: Sum) -> Sum:
    logarithm = x.log(at)
    above = p + ONE
    if above.sign() == 0:
        return scaled(x.power(logarithm, rational(q + 1)), rational(Fraction(1, q + 1)))
    result = Sum()
    for j in range(q + 1):
        factor = above.power(Fraction(-(j + 1))).scaled(Fraction((-1) ** j * factorial(q), factorial(q - j)))
        result = add(result, scaled(x.power(logarithm, rational(q - j)), factor))
    return x.times(result, x.power(at, above))


def _convergent(x: Algebra, span: Span, p: Constant, q: int) -> Sum:
    """Σ i**p·log(i)**q with p < -1 from a fixed first term: between its first terms and the whole series."""
    low = span.first.constant
    first = None if low is None else low.rational
    if first is None or first < 1:
        raise Unsure("a sum of decreasing terms from a moving start")
    tail = (-(p + ONE)).power(Fraction(-(q + 1))).scaled(Fraction(factorial(q)))
    most = rational(1) if q == 0 else rational(3 * _peak(p, q))
    second = max(first, Fraction(2))  # where the logarithm is not 0
    least = x.power(constant(second), p)
    if q:
        least = x.times(least, x.power(x.log(constant(second)), rational(q)))
    at_least = least.constant.bounds()[0] if least.constant is not None else Fraction(0)
    sign, late = x.sign_from(subtract(span.last, constant(second)))
    if sign < 0:
        raise Unsure("a range that ends early")
    return x.since(between(at_least, (tail + most).bounds()[1]), late)


def _peak(p: Constant, q: int) -> Fraction:
    """The greatest value of x**p·log(x)**q for x >= 1 and p < 0, from above: (q/(-p·e))**q."""
    return (rational(q) / (-p * exp(ONE))).power(Fraction(q)).bounds()[1]


def _iterated(x: Algebra, span: Span) -> Sum:
    """Σ 1/(i·log i), whose integral is log log."""
    result = subtract(x.log(x.log(span.last)), x.log(x.log(span.first)))
    first = x.inverse(x.times(span.first, x.log(span.first)))
    return add(result, stretched(first, (Fraction(0), Fraction(1))))


def _regular(x: Algebra, inner: Algebra, span: Span, own: Monomial) -> Sum:
    """An increasing g of i alone: a multiple of g(last) if g(i - 1) <= r·g(i), r < 1; else of last·g(last)."""
    low = span.first.constant
    if low is not None and variables(own) != {span.name}:
        return _monotone(x, span, own, low)
    if low is None or not x.grows(span.last):
        raise Unsure("a sum without a closed form")
    start = nondecreasing_from(own.form, span.name)
    if start is None:
        raise Unsure("a sum of terms that do not increase")
    at = _put(x, own, span, span.last)
    before = _put(inner, own, span, subtract(of_monomial(as_monomial(Leaf(span.name))), constant(1)))
    step = inner.lead(inner.times(before, of_monomial(UNIT / own)))
    late = later(step.after, start)
    if inner.vanishes(step.monomial) or (step.monomial == UNIT and step.high < 1):
        share = Fraction(1, 2) if inner.vanishes(step.monomial) else step.high
        # what comes before is a constant, below any share of g(last) in the end
        return x.since(stretched(at, (Fraction(1), 1 / (1 - share) + Fraction(1, 8))), None)
    half = _put(x, own, span, scaled(span.last, rational(Fraction(1, 2))))
    upper, lower = x.times(span.last, at), scaled(x.times(span.last, half), rational(Fraction(1, 3)))
    leads = x.lead(lower), x.lead(upper)
    if leads[0].monomial != leads[1].monomial or late is None:
        raise Unsure("a sum between two rates of growth")
    return x.since(between(leads[0].low, leads[1].high * 2, leads[1].monomial), None)


def _monotone(x: Algebra, span: Span, own: Monomial, low: Constant) -> Sum:
    """At most as many times the greatest term as there are terms, where g only rises or only falls in i."""
    first = low.rational
    rising, falling = nondecreasing_from(own.form, span.name), nondecreasing_from(-own.form, span.name)
    if first is None or first < 1 or min(s for s in (rising, falling, first + 1) if s is not None) > first:
        raise Unsure("a sum without a closed form")
    greatest = span.last if rising is not None and rising <= first else span.first
    return stretched(x.times(span.last, _put(x, own, span, greatest)), (Fraction(0), Fraction(1)))


def _put(x: Algebra, own: Monomial, span: Span, at: Sum) -> Sum:
    """A monomial at a value of i."""
    return x.exp(_put_form(x, own.form, span, at)) if own.form.terms else constant(1)


def _put_form(x: Algebra, linear: Form, span: Span, at: Sum) -> Sum:
    result = Sum()
    for atom, factor in linear.terms:
        if span.name not in variables(Monomial(Form(((atom, factor),)))):
            value = of_monomial(as_monomial(atom))
        elif isinstance(atom, Leaf):
            value = at
            for _ in range(atom.depth):
                value = x.log(value)
        else:
            value = _put(x, atom, span, at)
        result = add(result, scaled(value, factor))
    return result
