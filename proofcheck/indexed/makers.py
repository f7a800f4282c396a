"""How factors are made again when their parts have changed: jets, symbolic products, matrix products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from proofcheck.indexed.algebra import Algebra, Maker
from proofcheck.indexed.drafts import Draft, plain
from proofcheck.indexed.functions import remade
from proofcheck.indexed.indices import Condition, at_least, equal_places, place_text
from proofcheck.indexed.terms import ONE, ONE_FORM, Abstract, Factor, Form, Term
from proofcheck.language.types import Dim

MAX_PEELED = 4


def jet(
    function: str,
    args: Sequence[Abstract],
    member: Dim | None,
    place: Sequence[Dim],
    slots: Sequence[tuple[int, tuple[Dim, ...]]] = (),
) -> Factor:
    """The partial derivative by the arguments' entries in `slots`, in any order, of one entry of a function."""
    ordered = sorted(slots, key=lambda s: (s[0], tuple(map(place_text, s[1]))))
    at = ((member,) if member is not None else ()) + tuple(place) + tuple(d for _, own in ordered for d in own)
    data = (int(member is not None), len(place), *(number for number, _ in ordered))
    return Factor(kind="jet", name=function, at=at, args=tuple(args), data=data)


def parts_of_jet(
    factor: Factor,
) -> tuple[Dim | None, tuple[Dim, ...], list[tuple[int, tuple[Dim, ...]]]]:
    """Member of the family, place of the entry, and the slots of the derivative."""
    family, axes, *numbers = (int(d) for d in factor.data)
    member = factor.at[0] if family else None
    place, rest = factor.at[family : family + axes], factor.at[family + axes :]
    slots = []
    for number in numbers:
        width = len(factor.args[number].shape)
        slots.append((number, rest[:width]))
        rest = rest[width:]
    return member, place, slots


def _remade_jet(x: Algebra, factor: Factor) -> Factor:
    member, place, slots = parts_of_jet(factor)
    return jet(factor.name, factor.args, member, place, slots)


def product(x: Algebra, body: Abstract, lower: Dim, upper: Dim) -> Form:
    """∏ body(j) for j in lower..upper, taken apart into the products of the factors; 1 where the range is empty."""
    length = upper - lower + Dim.ONE
    known = length.constant
    if known is not None and known <= MAX_PEELED:
        return x.mul(ONE_FORM, *(x.applied(body, (lower + Dim.of(k),)) for k in range(known)))
    form = body.body
    nonempty_or_empty = x.facts.certain(Condition(length))
    if len(form.terms) == 1 and not form.terms[0][0].bound and not form.terms[0][0].where:
        term, c = form.terms[0]
        if nonempty_or_empty or (c == 1 and all(not f.names.isdisjoint(body.arguments) for f, _ in term.factors)):
            found = x.power(x.number(c), plain(length)) if c != 1 else ONE_FORM
            for f, e in term.factors:
                found = x.mul(found, _product_of_factor(x, body, f, e, lower, upper))
            return found
    if not form.names & set(body.arguments) and nonempty_or_empty:
        return x.power(form, plain(length))
    return x.factor(Factor(kind="product", at=(lower, upper), args=(body,)))


def _product_of_factor(x: Algebra, body: Abstract, f: Factor, e: object, lower: Dim, upper: Dim) -> Form:
    assert isinstance(e, (Fraction, Dim))
    (name,) = body.arguments
    if isinstance(e, Dim):
        own = x.power(x.factor(f), e)
        inner = x.abstract((name,), (None,), own)
        return x.factor(Factor(kind="product", at=(lower, upper), args=(inner,)))
    base = Form.of({Term(factors=((f, ONE),)): ONE})
    if f.names.isdisjoint(body.arguments):
        return x.power(x.power(base, e), plain(upper - lower + Dim.ONE))
    if f.kind == "function" and f.name == "exp":
        dummy = x.fresh()
        inside = x.put(f.args[0].body, {name: Dim.of(dummy)})
        return x.function("exp", x.scaled(x.sum(inside, dummy, lower, upper), e))
    if e.denominator != 1:
        base, e = Form.of({Term(factors=((f, e),)): ONE}), ONE
    made = Factor(kind="product", at=(lower, upper), args=(x.abstract((name,), (None,), base),))
    return x.closed([Draft(factors={made: e})])


def _remade_product(x: Algebra, factor: Factor) -> Form | Factor:
    lower, upper = factor.at
    made = product(x, factor.args[0], lower, upper)
    return factor if made.single == (factor, ONE) else made


def _remade_matprod(x: Algebra, factor: Factor) -> Form | Factor:
    """Of nothing the identity; of equal matrices only how many there are."""
    lower, upper, i, j = factor.at
    if lower != Dim.ONE and factor.args[0].arguments[0] not in factor.args[0].body.names:
        return _remade_matprod(x, replace(factor, at=(Dim.ONE, upper - lower + Dim.ONE, i, j)))
    if x.facts.certain(at_least(lower, upper + Dim.ONE)):
        return x.where(ONE_FORM, [equal_places(i, j)])
    if x.facts.certain(equal_places(lower, upper)):
        return x.applied(factor.args[0], (lower, i, j))
    return factor


MAKERS: Mapping[str, Maker] = {
    "function": remade,
    "sum": lambda x, f: f.args[0].body,
    "size": lambda x, f: x.size(f.at[0]),
    "jet": _remade_jet,
    "product": _remade_product,
    "matprod": _remade_matprod,
}
