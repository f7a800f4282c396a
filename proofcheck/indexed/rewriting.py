"""Equations as rewriting of products: part of a product that looks like the left side is replaced by the right side.

A `Rewrite` says: for all values of its legs (indices that stay free), the sum over `bound` where `where` holds of the
product of `factors` equals `value`. It only ever replaces equals by equals; that it ends is the business of whoever
orients it, and of the limit on the work of an algebra.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.indexed.algebra import Algebra, ProductRule
from proofcheck.indexed.drafts import Draft
from proofcheck.indexed.indices import Condition, names_in, place_text, put, within
from proofcheck.indexed.terms import Abstract, Exponent, Factor
from proofcheck.language.types import Dim

Place = tuple[str, str]
SYMMETRIC, SKEW = "symmetric", "skew"  # among the data of a factor with two indices


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """`Σ_bound [where] ∏ factors == value(legs)`, for all legs in range; exponents are natural numbers.

    `ordered`: it swaps its two legs, and is used only to bring free indices into the order of their text.
    `natural`: legs that are no index but a natural number.
    """

    legs: tuple[str, ...]
    bound: tuple[str, ...]
    where: tuple[Condition, ...]
    factors: tuple[tuple[Factor, Fraction], ...]
    value: Abstract
    ordered: bool = False
    natural: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """The kind and name of the factor under which the rewriting is looked up: the rarest one."""
        factor = max((f for f, _ in self.factors), key=lambda f: (f.height, f.kind, f.name))
        return factor.kind, factor.name

    @property
    def key(self) -> str:
        factors = "*".join(sorted(f"{f.key}^{e}" for f, e in self.factors))
        return f"{self.legs}{self.bound}{sorted(c.key for c in self.where)}{factors}={self.value.key}"


def readings(factor: Factor) -> Iterator[tuple[Factor, int]]:
    """The factor, and with its sign the same with its two indices in the other order if it is symmetric or skew."""
    yield factor, 1
    sign = 1 if SYMMETRIC in factor.data else -1 if SKEW in factor.data else 0
    if sign and len(factor.at) == 2:
        at = factor.at[::-1]
        yield Factor(kind=factor.kind, name=factor.name, at=at, args=factor.args, data=factor.data), sign


def rewritten(x: Algebra, draft: Draft, rewrite: Rewrite) -> list[Draft] | None:
    """The draft with one occurrence of the left side replaced; None where there is none."""
    for values, used, sign in _matches(draft, rewrite):
        names = _dummies(draft, rewrite, values, used)
        if names is None or (rewrite.ordered and not _falling(draft, [values[leg] for leg in rewrite.legs])):
            continue
        rest = Draft(draft.coefficient * sign, [n for n in draft.bound if n not in names])
        rest.where = [c for c in draft.where if c.names.isdisjoint(names)]
        for factor, exponent in draft.factors.items():
            left = exponent - used[factor] if factor in used and isinstance(exponent, Fraction) else exponent
            if left != 0:
                rest.times(factor, left)
        with x.given(rest.where):
            if not all(map(x.facts.certain, _ranges(rewrite, values))):
                continue
            value = x.applied(rewrite.value, [values[leg] for leg in rewrite.legs])
        return x.times(rest, value)
    return None


def _dummies(
    draft: Draft, rewrite: Rewrite, values: Mapping[str, Dim], used: Mapping[Factor, Fraction]
) -> set[str] | None:
    """The dummies of the draft that the left side sums over; None unless they occur there alone, in the same range."""
    names: set[str] = set()
    for own in rewrite.bound:
        name = name_of(values[own])
        if name is None or name not in draft.bound or name in names:
            return None
        names.add(name)
    if any(not names_in(values[leg]).isdisjoint(names) for leg in rewrite.legs):
        return None
    for factor, exponent in draft.factors.items():
        if isinstance(exponent, Dim) and not names_in(exponent).isdisjoint(names):
            return None
        if not factor.names.isdisjoint(names) and used.get(factor) != exponent:
            return None
    wanted = {c.put(values) for c in rewrite.where}
    present = {c for c in draft.where if not c.names.isdisjoint(names)}
    return names if wanted == present else None


def _ranges(rewrite: Rewrite, values: Mapping[str, Dim]) -> Iterator[Condition]:
    """That every leg is in its range: an equation of the first k entries says nothing of the others."""
    for leg, length in zip(rewrite.legs, rewrite.value.shape, strict=True):
        if length is not None:
            yield from within(values[leg], Dim.ONE, put(length, values))
        elif leg in rewrite.natural:
            yield Condition(values[leg])


def _falling(draft: Draft, places: Sequence[Dim]) -> bool:
    """Whether two free indices are not in the order of their text."""
    if any(not names_in(p).isdisjoint(draft.bound) for p in places):
        return False
    return place_text(places[0]) > place_text(places[1])


def name_of(dim: Dim) -> str | None:
    """The name that an index expression is by itself."""
    if len(dim.terms) == 1 and dim.terms[0][1] == 1:
        monomial = dim.terms[0][0]
        if len(monomial) == 1 and monomial[0][1] == 1 and isinstance(monomial[0][0], str):
            return monomial[0][0]
    return None


Match = tuple[dict[str, Dim], dict[Factor, Fraction], int]


def _matches(draft: Draft, rewrite: Rewrite) -> Iterator[Match]:
    """Values of legs and dummies, how often each factor is used, and a sign, for every way to see the left side."""
    variables = frozenset((*rewrite.legs, *rewrite.bound))
    yield from _extended(draft, rewrite.factors, variables, ({}, {}, 1))


def _extended(
    draft: Draft, wanted: Sequence[tuple[Factor, Fraction]], variables: frozenset[str], found: Match
) -> Iterator[Match]:
    if not wanted:
        if len(found[0]) == len(variables):
            yield found
        return
    (pattern, exponent), *later = wanted
    values, used, sign = found
    for factor, present in draft.factors.items():
        taken = used.get(factor, Fraction(0)) + exponent
        if (factor.kind, factor.name) != (pattern.kind, pattern.name):
            continue
        if not isinstance(present, Fraction) or present.denominator != 1 or present < taken:
            continue
        for form, own in readings(factor):
            more = _unified(pattern, form, variables, values)
            if more is not None:
                step = (more, {**used, factor: taken}, sign * (own if exponent % 2 else 1))
                yield from _extended(draft, later, variables, step)


def _unified(
    pattern: Factor, factor: Factor, variables: frozenset[str], values: dict[str, Dim]
) -> dict[str, Dim] | None:
    """The values extended so that the pattern becomes the factor."""
    if (pattern.kind, pattern.name, pattern.data) != (factor.kind, factor.name, factor.data):
        return None
    if pattern.args != factor.args or len(pattern.at) != len(factor.at):
        return None
    found = dict(values)
    for own, other in zip(pattern.at, factor.at, strict=True):
        name = name_of(own)
        if name in variables and name not in found:
            found[name] = other
        elif put(own, found) != other or not names_in(own).isdisjoint(variables - found.keys()):
            return None
    return found


def product_rules(rewrites: Iterable[Rewrite]) -> dict[Place, ProductRule]:
    """The rewritings as rules of an algebra, by the kind and name of a factor."""
    by_place: dict[Place, list[Rewrite]] = {}
    for rewrite in rewrites:
        by_place.setdefault(rewrite.place, []).append(rewrite)

    def rule(own: list[Rewrite]) -> ProductRule:
        def apply(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> list[Draft] | None:
            for rewrite in own:
                found = rewritten(x, draft, rewrite)
                if found is not None:
                    return found
            return None

        return apply

    return {place: rule(own) for place, own in by_place.items()}
