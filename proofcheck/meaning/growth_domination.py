"""`|e| <= C·g` for all large sizes, with constants: every monomial of e against the positive ones of g.

g is first brought below itself: g >= Σ d·N with d > 0, its negative terms absorbed by positive ones that outweigh them
(negligible against one, at most a multiple of one, or of a weighted mean of several). Then each monomial M of e is at
most K·Π N**w, w of sum 1, hence at most K·Σ w·N by the inequality of weighted means, and C is read off. The weights
come from a linear program: w exists exactly if the exponents of M lie below the convex hull of those of the N's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from proofcheck.meaning.growth_algebra import Algebra
from proofcheck.meaning.growth_constants import Cancelled, Unsure, exp, rational
from proofcheck.meaning.growth_monomials import Monomial, monomial_text, variable, variables
from proofcheck.meaning.growth_order import Lower, Split
from proofcheck.meaning.growth_sums import Sum, later
from proofcheck.meaning.growth_thresholds import CANDIDATES, upper_of

Weights = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Dominated:
    """`|e| <= factor·g` once all variables are at least `after` (None: eventually); `vanishing`: e/g → 0."""

    factor: Fraction
    after: int | None
    vanishing: bool
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Floor:
    """g >= Σ factors·monomials from `after` on."""

    monomials: tuple[Monomial, ...]
    factors: tuple[Fraction, ...]
    after: int | None
    steps: tuple[tuple[str, str], ...]


def dominated(x: Algebra, e: Sum, g: Sum, *, strict: bool = False) -> Dominated | None:
    """How |e| stays below a multiple of g, which is positive; `strict`: of every multiple. None where g has no floor.

    Errors: Split, where two monomials must be compared first.
    """
    floor = _floor(x, g)
    if floor is None:
        return None
    shares = [Fraction(0)] * len(floor.monomials)
    own = _own_floor(x, e)  # where e is positive its negative terms need not be counted
    after, vanishing = later(e.after, floor.after, *([own.after] if own is not None else [])), True
    steps = list(floor.steps)
    for m in e.monomials:
        found = _below(x, m, floor.monomials, strict)
        if found is None:
            raise _obstacle(x, m, floor.monomials, late=m in e.loose)
        weights, known = found
        low, high = e.interval(m)
        size = max(high, Fraction(0)) if own is not None else max(abs(low), abs(high))
        if not size:
            continue
        most = _most(known)
        for j, w in enumerate(weights):
            shares[j] += size * most * w
        after = after if after is None else later(after, known.after())
        vanishing = vanishing and known.diverges
        step = _step(m, size, most, weights, floor.monomials, known)
        steps += [step] if step else []
    factor = max((s / d for s, d in zip(shares, floor.factors, strict=True)), default=Fraction(0))
    return Dominated(_plain(factor), after, vanishing, tuple(steps))


def _own_floor(x: Algebra, e: Sum) -> _Floor | None:
    """A positive lower bound of the left side, where it is easily had."""
    if all(e.interval(m)[0] >= 0 for m in e.monomials):
        return None
    try:
        found = _floor(x, e)
    except (Unsure, Split):
        return None
    return found if found is not None and found.after is not None else None


def _most(known: Lower) -> Fraction:
    """How large a ratio may be: 1 rather than a long number below it."""
    most = exp(-known.low).bounds()[1]
    return Fraction(1) if most <= 1 < most * 2 else most


def _plain(factor: Fraction) -> Fraction:
    """A constant that people read: the next whole number, or a short fraction above a small one."""
    if factor >= 1 or factor == 0:
        return Fraction(ceil(factor)) if factor else Fraction(1)
    return Fraction(1, max(1, int(1 / factor)))


def _below(x: Algebra, m: Monomial, large: Sequence[Monomial], strict: bool) -> tuple[Weights, Lower] | None:
    """Weights of a mean that bounds m: of one monomial alone if possible, the same one best."""
    known = [(j, x.order.ratio(m, n)) for j, n in enumerate(large)]
    fits = [(j, k) for j, k in known if k is not None and (k.diverges or not strict)]
    if fits:
        j, best = min(fits, key=lambda jk: (bool(jk[1].rest.terms), not jk[1].diverges, jk[0]))
        return tuple(Fraction(int(i == j)) for i in range(len(large))), best
    found = x.order.mean(large, m) if len(large) > 1 else None
    return None if found is None or (strict and not found[1].diverges) else found


def _obstacle(x: Algebra, m: Monomial, large: Sequence[Monomial], *, late: bool = False) -> Exception:
    """What to compare next: two variables, two monomials of g, or m and one of g; `late`: m is a remainder."""
    names = sorted(set().union(*(variables(n) for n in (m, *large))))
    sizes = [variable(name) for name in names]
    every = [[(a, b) for i, a in enumerate(found) for b in found[:i]] for found in (sizes, large)]
    for a, b in (*every[0], *every[1], *((n, m) for n in large)):
        if x.order.ratio(a, b) is None and x.order.ratio(b, a) is None:
            return Split(b, a)
    return (Cancelled if late else Unsure)(f"{m} against the terms of the right side")


def _floor(x: Algebra, g: Sum) -> _Floor | None:
    """A positive lower bound of g. Errors: Split."""
    budget: dict[Monomial, Fraction] = {}
    negative: list[tuple[Monomial, Fraction]] = []
    for m in g.monomials:
        low = g.interval(m)[0]
        if low > 0:
            budget[m] = low
        elif low < 0:
            negative.append((m, -low))
    if not budget:
        return None
    after = g.after
    steps: list[tuple[str, str]] = []
    for m, size in negative:
        found = _absorb(x, budget, m, size, after, len(negative))
        if found is None:
            raise _obstacle(x, m, tuple(budget))
        after, text = found[0], found[1]
        steps.append(("absorbed", text))
    kept = {m: d for m, d in budget.items() if d > 0}
    return _Floor(tuple(kept), tuple(kept.values()), after, tuple(steps)) if kept else None


def _absorb(
    x: Algebra, budget: dict[Monomial, Fraction], m: Monomial, size: Fraction, after: int | None, count: int
) -> tuple[int | None, str] | None:
    """Take a negative term out of the positive ones; from where on that is right, and the inequality."""
    ratios = [(n, x.order.ratio(m, n)) for n in budget if budget[n] > 0]
    for n, known in ratios:
        if known is not None and known.diverges:
            share = budget[n] / (2 * count)
            budget[n] -= share
            late = _from(m / n, share / size, after)
            return late, f"{_times(size, m)} <= {_times(share, n)}"
    for n, known in ratios:
        if known is not None:
            price = size * exp(-known.low).bounds()[1]
            if price < budget[n]:
                budget[n] -= price
                return later(after, known.after()), f"{_times(size, m)} <= {_times(price, n)}"
    return _absorb_mean(x, budget, m, size, after)


def _absorb_mean(
    x: Algebra, budget: dict[Monomial, Fraction], m: Monomial, size: Fraction, after: int | None
) -> tuple[int | None, str] | None:
    """`size·M <= Σ share·d·N` by weighted means, each N scaled so that it pays the same share of what is left of it."""
    large = [n for n, d in budget.items() if d > 0]
    found = x.order.mean(large, m) if len(large) > 1 else None
    if found is None:
        return None
    weights, known = found
    share = rational(size) * exp(-known.low)
    for n, w in zip(large, weights, strict=True):
        if w:
            share = share * rational(w / budget[n]).power(w)
    high = share.bounds()[1]
    if high >= 1:
        return None
    used = [n for n, w in zip(large, weights, strict=True) if w]
    text = " + ".join(_times(budget[n] * high, n) for n in used)
    for n in used:
        budget[n] -= budget[n] * high
    return later(after, known.after()), f"{_times(size, m)} <= {text}"


def _from(ratio: Monomial, most: Fraction, after: int | None) -> int | None:
    """From where on a ratio that vanishes is at most a number."""
    for start in CANDIDATES if after is not None else ():
        if after is not None and start >= after:
            size = upper_of(ratio, start)
            if size is not None and size <= most:
                return start
    return None


def _step(
    m: Monomial, size: Fraction, most: Fraction, weights: Weights, large: Sequence[Monomial], known: Lower
) -> tuple[str, str] | None:
    """One inequality between monomials, as a student would write it."""
    used = [(n, w) for n, w in zip(large, weights, strict=True) if w]
    if len(used) == 1 and used[0][0] == m:
        return None
    right = " + ".join(_times(w * most, n) for n, w in used)
    rule = "weighted means" if len(used) > 1 else "negligible" if known.diverges else "at most a multiple"
    return rule, f"{monomial_text(m)} <= {right}"


def _times(factor: Fraction, monomial: Monomial) -> str:
    body = monomial_text(monomial)
    shown = factor if factor.denominator < 1000 else Fraction(ceil(factor * 1000), 1000)
    if body == "1":
        return str(shown)
    return body if shown == 1 else f"{shown}{body[1:] if body.startswith('1/') else '*' + body}"
