"""Signs that are plain: 2 surely positive, 1 surely at least 0, 0 nothing known. Where a factor has a value at all."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from proofcheck.indexed.indices import Condition, Facts, at_least
from proofcheck.indexed.terms import Exponent, Factor, Form, Term
from proofcheck.language.types import Dim

POSITIVE, NOT_NEGATIVE, ANY = 2, 1, 0

_POSITIVE = frozenset(("exp", "sigmoid", "softplus", "gamma"))
_NOT_NEGATIVE = frozenset(("abs",))
_SIZES = frozenset(("sigma_max", "sigma_min", "norm", "spectral_radius", "max_abs"))


class Knows(Protocol):
    """What signs need of the algebra."""

    facts: Facts

    def signs(self, factor: Factor, /) -> int: ...


def of_factor(x: Knows, factor: Factor) -> int:
    match factor.kind:
        case "number":
            return POSITIVE if factor.name != "-1" else ANY
        case "constant":
            return POSITIVE
        case "size":
            if x.facts.certain(at_least(factor.at[0], Dim.ONE)):
                return POSITIVE
            return NOT_NEGATIVE if x.facts.certain(Condition(factor.at[0])) else ANY
        case "function":
            if factor.name in _POSITIVE:
                return POSITIVE if factor.name != "gamma" else ANY
            return NOT_NEGATIVE if factor.name in _NOT_NEGATIVE else ANY
        case "sum":
            return of_form(x, factor.args[0].body)
        case "product":
            return of_form(x, factor.args[0].body)
        case "atom" if factor.name in _SIZES:
            return NOT_NEGATIVE
    return x.signs(factor)


def of_power(x: Knows, factor: Factor, exponent: Exponent) -> int:
    """Of a power wherever it has a value; a power that is not whole is never negative."""
    own = of_factor(x, factor)
    if own == POSITIVE:
        return POSITIVE
    if isinstance(exponent, Fraction) and (exponent.denominator != 1 or exponent % 2 == 0):
        return POSITIVE if exponent < 0 else NOT_NEGATIVE
    if own == NOT_NEGATIVE:
        return POSITIVE if isinstance(exponent, Fraction) and exponent < 0 else NOT_NEGATIVE
    return ANY


def of_form(x: Knows, form: Form) -> int:
    """Of a sum: of terms that all are at least 0, one of them above."""
    best = ANY if not form.terms else NOT_NEGATIVE
    for term, c in form.terms:
        sign = of_term(x, term)
        if c < 0 or sign == ANY:
            return ANY
        best = max(best, sign)
    return best


def of_term(x: Knows, term: Term) -> int:
    sign = POSITIVE
    inner = _Within(x, x.facts.given(term.where) if term.bound else x.facts)
    for factor, exponent in term.factors:
        sign = min(sign, of_power(inner, factor, exponent))
    if sign == POSITIVE and not _nonempty(x.facts, term):
        return NOT_NEGATIVE
    return sign


class _Within:
    """The same under more facts."""

    __slots__ = ("_outer", "facts")

    def __init__(self, outer: Knows, facts: Facts) -> None:
        self._outer = outer
        self.facts = facts

    def signs(self, factor: Factor, /) -> int:
        return self._outer.signs(factor)


def _nonempty(facts: Facts, term: Term) -> bool:
    """Whether a sum surely has a term: the dummies at their first lower bounds meet every condition."""
    if not term.where:
        return True
    values: dict[str, Dim] = {}
    for name in term.bound:
        bounds = [c.form for c in term.where if not c.equation and dict(c.form.terms).get(((name, 1),)) == 1]
        plain = [f for f in bounds if not any(a in term.bound and a != name for a in f.atoms())]
        if not plain:
            return False
        values[name] = Dim.of(name) - plain[0]
    return all(facts.certain(c.put(values)) for c in term.where)
