"""Rewriting of products by the function that one of their factors is; each rule lowers an exponent."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import permutations

from proofcheck.indexed.algebra import Algebra, ProductRule
from proofcheck.indexed.drafts import Draft
from proofcheck.indexed.functions import ABS_SLOPE
from proofcheck.indexed.indices import Condition, name_of, names_in, within
from proofcheck.indexed.powers import scalar
from proofcheck.indexed.terms import ONE, ONE_FORM, Exponent, Factor, Form, Term, TooMany
from proofcheck.language.types import Dim

Step = list[Draft] | None


def _whole(e: Exponent) -> int | None:
    return int(e) if isinstance(e, Fraction) and e.denominator == 1 else None


def _expanded(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> Step:
    """A natural power of a sum multiplied out."""
    k = _whole(exponent)
    if k is None or k < 0:
        return _divided(x, draft, factor, exponent)
    return x.times(draft.without(factor), x.power(factor.args[0].body, Fraction(k)))


def _divided(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> Step:
    """Over a sum s = l + r with dummies: `l·s^e = s^(e+1) - r·s^e` for its leading term l."""
    base = factor.args[0].body
    if not isinstance(exponent, Fraction) or exponent >= 0 or factor.names.isdisjoint(draft.bound):
        return None
    lead, c = max(base.terms, key=lambda tc: (_degree(tc[0]), tc[0].key))
    if not lead.factors:
        return None
    rest = _without(x, draft.without(factor), lead)
    if rest is None:
        return None
    rest.coefficient /= c
    up = rest.copy()
    up.times(factor, exponent + 1)
    down = rest.copy()
    down.times(factor, exponent)
    down.coefficient = -down.coefficient
    return [up, *x.times(down, Form.of((t, k) for t, k in base.terms if t is not lead))]


def _degree(term: Term) -> Fraction:
    return sum((abs(e) for _, e in term.factors if isinstance(e, Fraction)), Fraction(0))


def _without(x: Algebra, draft: Draft, term: Term) -> Draft | None:
    """The draft divided by a term whose dummies are dummies of the draft and occur nowhere else in it."""
    if len(term.bound) > 2 or len(draft.bound) > 6:
        return None
    for chosen in permutations(draft.bound, len(term.bound)):
        values = {old: Dim.of(new) for old, new in zip(term.bound, chosen, strict=True)}
        found = x.rebuilt(Draft(ONE, [], list(term.where), dict(term.factors)), values)
        if len(found) != 1 or found[0].bound or found[0].coefficient != 1:
            continue
        (own,) = found
        rest = draft.copy()
        for f, e in own.factors.items():
            present = _natural(rest, f)
            if not isinstance(e, Fraction) or not 0 < e <= present:
                break
            rest.times(f, -e)
        else:
            tests = {c for name in chosen for c in draft.tests(name)}
            if tests == set(own.where) and not any(rest.reads(name) for name in chosen):
                rest.bound = [n for n in rest.bound if n not in chosen]
                rest.where = [c for c in rest.where if c not in tests]
                return rest
    return None


def _number(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> Step:
    """The whole part of the exponent of a prime goes into the coefficient."""
    if isinstance(exponent, Dim):
        constant = next((c for m, c in exponent.terms if not m), Fraction(0))
        whole = constant.numerator // constant.denominator
        rest: Exponent = exponent - Dim.of(whole)
    else:
        whole = exponent.numerator // exponent.denominator
        rest = exponent - whole
    if factor.name == "-1" and isinstance(rest, Dim):  # only the parity of the exponent matters
        even = Dim(tuple((m, c % 2) for m, c in rest.terms if c.denominator == 1 and c % 2))
        if all(c.denominator == 1 for _, c in rest.terms):
            rest = even
    if whole == 0 and rest == exponent:
        return None
    if abs(whole) > 4000:
        raise TooMany("a power of a number")
    found = draft.without(factor)
    found.coefficient *= Fraction(int(factor.name)) ** whole
    if rest != 0 and not (isinstance(rest, Dim) and not rest.terms):
        found.times(factor, rest)
    return [found]


def _absolute(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> Step:
    """|f|² = f²."""
    k = _whole(exponent)
    if k is None or k in (0, 1):
        return None
    base = factor.args[0].body
    rest = draft.without(factor)
    if k % 2:
        rest.times(factor)
    return x.times(rest, x.power(base, Fraction(k - k % 2)))


def _sign(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> Step:
    """s³ = s; s·|f| = f; s·f = |f|."""
    k = _whole(exponent)
    if k is None:
        return None
    rest = draft.without(factor)
    if k < 0 or k > 2:  # a sign that is divided by is not 0
        rest.times(factor, Fraction(1 if k % 2 else 2))
        return [rest]
    size = Factor(kind="function", name="abs", args=factor.args)
    if size in draft.factors and _whole(draft.factors[size]) == 1:
        if k == 2:
            return [rest]
        rest.factors.pop(size)
        return x.times(rest, factor.args[0].body)
    single = factor.args[0].body.single
    if single is None or single[1] != 1:
        return None
    base = single[0]
    own = _whole(draft.factors.get(base, Fraction(0)))
    if not own or own < 1:
        return None
    if k == 1:
        rest.times(base, Fraction(-1))
        rest.times(size)
    return [rest]


def _abs_slope(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> Step:
    """The sign of what is not 0: its square is 1."""
    k = _whole(exponent)
    if k is None:
        return None
    if k != 1:
        rest = draft.without(factor)
        if k % 2:
            rest.times(factor)
        return [rest]
    return _sign(x, draft, factor, exponent)


def _cosine(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> Step:
    """cos² = 1 - sin²; over a cosine the other way."""
    k = _whole(exponent)
    if k is None:
        return None
    other = Factor(kind="function", name="sin", args=factor.args)
    rest = draft.without(factor)
    if k >= 2:
        rest.times(factor, Fraction(k - 2))
        square = x.power(x.factor(other), Fraction(2))
        return x.times(rest, x.sub(ONE_FORM, square))
    m = _whole(draft.factors.get(other, Fraction(0)))
    if k < 0 and m is not None and m >= 2:
        rest.times(other, Fraction(-2))
        lower, higher = rest.copy(), rest.copy()
        lower.times(factor, Fraction(k))
        higher.times(factor, Fraction(k + 2))
        higher.coefficient = -higher.coefficient
        return [lower, higher]
    return None


def _sigmoid(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> Step:
    """sigmoid(f)·exp(f) = exp(f) - sigmoid(f), sigmoid(f)·exp(-f) = 1 - sigmoid(f), 1/sigmoid(f) = 1 + exp(-f)."""
    k = _whole(exponent)
    if k is None:
        return None
    body = factor.args[0].body
    rest = draft.without(factor)
    if k < 0:
        whole = x.add(ONE_FORM, x.function("exp", x.scaled(body, -1)))
        return x.times(rest, x.power(whole, Fraction(-k)))
    parts = []
    for term, c in body.terms:
        inner = Factor(kind="function", name="exp", args=(scalar(Form.of({term: ONE})),))
        own = draft.factors.get(inner, Fraction(0))
        if not isinstance(own, Fraction) or own == 0:
            return None
        parts.append((inner, c, own / c))
    up = all(r > 0 for _, _, r in parts)
    if not up and not all(r <= -1 for _, _, r in parts):
        return None
    fewer = rest.copy()
    fewer.times(factor, Fraction(k - 1))
    if up:  # s·e = e - s, and what was there of e beyond stays
        once = rest.copy()
        once.times(factor, Fraction(k))
        once.coefficient = -once.coefficient
        for inner, c, _ in parts:
            once.times(inner, -c)
        return [fewer, once]
    once = fewer.copy()
    again = fewer.copy()
    again.times(factor)
    again.coefficient = -again.coefficient
    for d in (once, again):
        for inner, c, _ in parts:
            d.times(inner, c)
    return [once, again]


def _cube_root(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> Step:
    k = _whole(exponent)
    if k is None or 0 <= k < 3:
        return None
    rest = draft.without(factor)
    rest.times(factor, Fraction(k % 3))
    return x.times(rest, x.power(factor.args[0].body, Fraction(k // 3)))


def _product(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> Step:
    """A factor just before or just after a symbolic product, or another product there, joins it."""
    single = factor.args[0].body.single
    if exponent != 1 or single is None:
        return None
    lower, upper = factor.at
    if not x.facts.certain(Condition(upper - lower + Dim.ONE)):
        return None
    for place, ends in ((upper + Dim.ONE, (lower, upper + Dim.ONE)), (lower - Dim.ONE, (lower - Dim.ONE, upper))):
        one = x.applied(factor.args[0], (place,)).single
        if one is not None and _natural(draft, one[0]) >= one[1]:  # type: ignore[operator]
            return _joined(x, draft, factor, one, ends)
    for other, e in draft.factors.items():
        after = other.kind == "product" and other.args == factor.args and e == 1 and other.at[0] == upper + Dim.ONE
        if after and x.facts.certain(Condition(other.at[1] - other.at[0] + Dim.ONE)):
            return _joined(x, draft, factor, (other, ONE), (lower, other.at[1]))
    return None


def _natural(draft: Draft, factor: Factor) -> Fraction:
    own = draft.factors.get(factor, Fraction(0))
    return own if isinstance(own, Fraction) else Fraction(0)


def _joined(
    x: Algebra, draft: Draft, factor: Factor, other: tuple[Factor, Exponent], ends: tuple[Dim, Dim]
) -> list[Draft]:
    rest = draft.without(factor)
    assert isinstance(other[1], Fraction)
    rest.times(other[0], -other[1])
    rest.times(Factor(kind="product", at=ends, args=factor.args))
    return [rest]


def _matrix_product(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> Step:
    """Two symbolic matrix products, one after the other: Σ P[i, p] Q[p, j]."""
    if exponent != 1:
        return None
    lower, upper, i, p = factor.at
    name = name_of(p)
    if name is None or name not in draft.bound or not x.facts.certain(Condition(upper - lower + Dim.ONE)):
        return None
    size = factor.args[0].shape[1]
    for other, e in draft.factors.items():
        if other.kind != "matprod" or e != 1 or other.args != factor.args or other is factor or other.at[2] != p:
            continue
        start, end = other.at[:2]
        constant = factor.args[0].arguments[0] not in factor.args[0].body.names
        if (not constant and start != upper + Dim.ONE) or not x.facts.certain(Condition(end - start + Dim.ONE)):
            continue
        if (
            size is None
            or set(draft.reads(name)) != {factor, other}
            or name in names_in(i)
            or name in other.at[3].atoms()
        ):
            continue
        if set(draft.tests(name)) != set(within(p, Dim.ONE, size)):
            continue
        rest = draft.without(factor, other)
        rest.bound.remove(name)
        rest.where = [c for c in rest.where if name not in c.names]
        last = upper + end - start + Dim.ONE if constant else end
        rest.times(Factor(kind="matprod", at=(lower, last, i, other.at[3]), args=factor.args))
        return [rest]
    return None


RULES: Mapping[tuple[str, str], ProductRule] = {
    ("sum", ""): _expanded,
    ("number", ""): _number,
    ("product", ""): _product,
    ("matprod", ""): _matrix_product,
    ("function", "abs"): _absolute,
    ("function", "sign"): _sign,
    ("function", ABS_SLOPE): _abs_slope,
    ("function", "cos"): _cosine,
    ("function", "sigmoid"): _sigmoid,
    ("function", "cbrt"): _cube_root,
}

__all__ = ["RULES", "Term"]
