"""The domain of a sum put in order: deltas contracted, idle dummies summed out, implied conditions dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import Protocol

from proofcheck.indexed.blocks import quotient
from proofcheck.indexed.drafts import Draft
from proofcheck.indexed.indices import KEPT, Condition, Facts, at_least, names_in, negated
from proofcheck.indexed.terms import Factor, Form
from proofcheck.language.types import Dim

MAX_SUMMED_POWER = 6


class Rebuilds(Protocol):
    """What contraction asks of the algebra."""

    facts: Facts
    sizes: frozenset[str]

    def rebuilt(self, draft: Draft, values: dict[str, Dim]) -> list[Draft]: ...

    def size(self, dim: Dim) -> Form: ...

    def times(self, draft: Draft, form: Form) -> list[Draft]: ...


def contracted(x: Rebuilds, draft: Draft) -> list[Draft] | None:
    """What the draft becomes by one step, or None where nothing is left to do; conditions are tidied in place."""
    if not draft.where:
        return None
    if not _tidied(x.facts, draft):
        return []
    for c in draft.where:
        if c.equation:
            step = _solved(x, draft, c)
            if step is not None:
                return step
    for name in draft.bound:
        step = _shifted(x, draft, name) or _summed(x, draft, name)
        if step is not None:
            return step
    return None if _reduced(x.facts, draft) else []


def _tidied(facts: Facts, draft: Draft) -> bool:
    """Whether the conditions may hold at all; those that surely do are dropped, opposite ones joined."""
    kept: dict[Dim, Condition] = {}
    equations: list[Condition] = []
    for c in dict.fromkeys(draft.where):
        if c.names.isdisjoint(draft.bound):
            if facts.certain(c):
                continue
            if facts.impossible(c):
                return False
            if not c.equation and facts.certain(Condition(c.form.scaled(Fraction(-1)))):
                c = Condition(c.form, True).lowest()
        if c.equation:
            equations += _by_blocks(facts, c)
            continue
        opposite = c.form.scaled(Fraction(-1))
        if opposite in kept:
            del kept[opposite]
            equations.append(Condition(c.form, True).lowest())
        else:
            kept[c.form] = c
    draft.where = [*equations, *kept.values()]
    return True


def _by_blocks(facts: Facts, c: Condition) -> list[Condition]:
    """`h·n + l == 0` with |l| < n says that h and l are 0: equal places in an axis of several blocks."""
    sizes = {a for m, _ in c.form.terms if sum(p for _, p in m) > 1 for a, _ in m if isinstance(a, str)}
    for name in sorted(sizes):
        size = Dim.of(name)
        high = Dim(tuple(t for t in c.form.terms if (name, 1) in t[0] or any(a == name for a, _ in t[0])))
        low, count = c.form - high, quotient(high, size)
        if count is None or not names_in(low) or not names_in(count):
            continue
        near = at_least(size - Dim.ONE, low), at_least(size - Dim.ONE, low.scaled(Fraction(-1)))
        if all(map(facts.certain, near)):
            return [*_by_blocks(facts, Condition(count, True).lowest()), Condition(low, True).lowest()]
    return [c]


@lru_cache(maxsize=KEPT)
def _unit(dim: Dim, name: str) -> Fraction | None:
    """The coefficient ±1 of a name that occurs linearly and nowhere else in it."""
    found = None
    for monomial, c in dim.terms:
        if monomial == ((name, 1),):
            found = c
        elif any(a == name if isinstance(a, str) else name in names_in(Dim.of(a)) for a, _ in monomial):
            return None
    return found if found in (1, -1) else None


@lru_cache(maxsize=KEPT)
def solution(dim: Dim, name: str) -> Dim | None:
    """The value of a name for which the form is 0."""
    c = _unit(dim, name)
    if c is None:
        return None
    rest = dim - Dim.of(name).scaled(c)
    return rest.scaled(-1 / c)


def _solved(x: Rebuilds, draft: Draft, c: Condition) -> list[Draft] | None:
    """A dummy replaced by its value; of an equation between free names the last name, the equation kept."""
    if any(v.denominator != 1 for _, v in c.form.terms):
        return None
    for name in draft.bound:
        value = solution(c.form, name)
        if value is not None:
            rest = draft.copy()
            rest.bound.remove(name)
            rest.where.remove(c)
            return x.rebuilt(rest, {name: value})
    if any(name in draft.bound for name in c.names):
        return None
    for name in sorted(c.names, key=lambda n: (n in x.sizes, n), reverse=True):
        value = solution(c.form, name)
        if value is None:
            continue
        if not draft.reads(name) and len(draft.tests(name)) == 1:
            return None
        rest = draft.copy()
        rest.where.remove(c)
        found = x.rebuilt(rest, {name: value})
        for d in found:
            d.that([c])
        return found
    return None


def ends(draft: Draft, name: str) -> tuple[list[Dim], list[Dim]] | None:
    """The lower and upper bounds of a dummy; None where a condition on it is no bound."""
    lower: list[Dim] = []
    upper: list[Dim] = []
    for c in draft.tests(name):
        value, sign = solution(c.form, name), _unit(c.form, name)
        if c.equation or value is None:
            return None
        (lower if sign == 1 else upper).append(value)
    return lower, upper


def _shifted(x: Rebuilds, draft: Draft, name: str) -> list[Draft] | None:
    """A dummy moved so that an entry is read at the dummy itself: `x[i + 1]` for i in 1..n-1 is `x[i]` for 2..n."""
    found: list[tuple[str, bool, tuple[str, Fraction], Dim]] = []
    for where, place in _places(draft.reads(name), name):
        sign = _unit(place, name)
        if sign is not None:
            rest = place - Dim.of(name).scaled(sign)
            if names_in(rest).isdisjoint(draft.bound) and all(c.denominator == 1 for _, c in rest.terms):
                found.append((where, sign < 0, _offset(rest), rest))
    if not found:
        return None
    _, back, _, rest = min(found, key=lambda o: o[:3])
    if not back and not rest.terms:
        return None
    return x.rebuilt(draft, {name: rest - Dim.of(name) if back else Dim.of(name) - rest})


def _offset(rest: Dim) -> tuple[str, Fraction]:
    """Offsets that differ by a number are in its order."""
    constant = next((c for m, c in rest.terms if not m), Fraction(0))
    return str(Dim(tuple(t for t in rest.terms if t[0]))), constant


def _places(factors: Iterable[Factor], name: str) -> Iterator[tuple[str, Dim]]:
    """Every index expression with a name in these factors and inside of them, with the axis where it stands."""
    for f in factors:
        if f.kind != "size":
            yield from ((f"{f.kind}:{f.name}:{k}", d) for k, d in enumerate(f.at) if name in names_in(d))
        for a in f.args:
            if name in a.names:
                for term, _ in a.body.terms:
                    yield from _places((g for g, _e in term.factors if name in g.names), name)


def _summed(x: Rebuilds, draft: Draft, name: str) -> list[Draft] | None:
    """The sum over a dummy that occurs in no factor but as a number, by the sums of powers."""
    readers = draft.reads(name)
    powers = [draft.factors[f] for f in readers]
    if not all(f.kind == "size" and f.at == (Dim.of(name),) for f in readers):
        return None
    if any(not isinstance(e, Fraction) or e.denominator != 1 or not 0 < e <= MAX_SUMMED_POWER for e in powers):
        return None
    bounds = ends(draft, name)
    if bounds is None or not bounds[0] or not bounds[1]:
        return None
    lower, upper = bounds
    for own, wins in ((lower, at_least), (upper, lambda a, b: at_least(b, a))):
        if len(own) > 1:
            return _split(x.facts, draft, wins(own[0], own[1]))
    exponent = next((int(e) for e in powers if isinstance(e, Fraction)), 0)
    rest = draft.without(*readers)
    rest.bound.remove(name)
    rest.where = [c for c in rest.where if name not in c.names]
    rest.that([at_least(upper[0] + Dim.ONE, lower[0])])
    count = power_sum(exponent, upper[0]) - power_sum(exponent, lower[0] - Dim.ONE)
    return x.times(rest, x.size(count))


def _split(facts: Facts, draft: Draft, test: Condition) -> list[Draft] | None:
    """By which of two bounds is the sharper one."""
    if test in draft.where or negated(test) in draft.where:
        return None
    found = []
    for c in (test, negated(test)):
        part = draft.copy()
        part.that([c])
        if _reduced(facts, part):
            found.append(part)
    return found


@lru_cache(maxsize=64)
def _bernoulli(n: int) -> Fraction:
    if n == 0:
        return Fraction(1)
    return -sum((comb(n + 1, k) * _bernoulli(k) for k in range(n)), Fraction(0)) / (n + 1)


def power_sum(exponent: int, upper: Dim) -> Dim:
    """1**k + … + upper**k as a polynomial (Faulhaber); for every integer, so that differences are right."""
    total, n = Dim(()), exponent + 1
    power = [Dim.ONE]
    for _ in range(n):
        power.append(power[-1] * upper)
    for k in range(n):
        sign = -1 if k == 1 else 1  # the second Bernoulli number is +1/2 here
        total = total + power[n - k].scaled(Fraction(comb(n, k)) * _bernoulli(k) * sign / n)
    return total


def _reduced(facts: Facts, draft: Draft) -> bool:
    """Drop conditions that others imply; False where they contradict each other."""
    if not _entangled(draft):
        return True
    if facts.given(draft.where).region.empty:
        return False
    for c in sorted(draft.where, key=lambda c: (c.equation, len(c.names)), reverse=False):
        if c.equation:
            continue
        others = [o for o in draft.where if o is not c]
        if facts.given(others).certain(c):
            draft.where = others
    return True


def _entangled(draft: Draft) -> bool:
    """Whether some condition may follow from the others or contradict them."""
    seen: dict[str, list[Fraction]] = {}
    for c in draft.where:
        own = [name for name in draft.bound if name in c.names]
        if len(own) != 1 or c.equation:
            return bool(len(draft.where) > 1)
        sign = _unit(c.form, own[0])
        if sign is None or sign in seen.setdefault(own[0], []):
            return True
        seen[own[0]].append(sign)
    return any(_crossed(draft, name) for name in seen)


def _crossed(draft: Draft, name: str) -> bool:
    """Whether a dummy's bounds are numbers, so that they may cross."""
    bounds = ends(draft, name)
    if bounds is None or not bounds[0] or not bounds[1]:
        return False
    gap = bounds[1][0] - bounds[0][0]
    return not gap.terms or (len(gap.terms) == 1 and not gap.terms[0][0])
