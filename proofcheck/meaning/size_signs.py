"""Signs of polynomials in whole numbers over a region, and formulas for several regions joined into few.

A size is written as its lower bound plus a whole number that is at least 0; then nonnegative coefficients decide. Where
they do not, the smallest values are split off. Everything affirmed here holds at every integer point of the region.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from math import lcm

from proofcheck.language.types import Atom, Dim
from proofcheck.meaning.regions import Linear, Region, left_over, linear, substituted, text_of
from proofcheck.meaning.summation import Stride, Term, bounds, solved

SPLITS = 4  # how many small values are split off
SMALL = 6  # values of a size that are tried one by one
RELAXED = 4  # how far the bound of a formula is moved to take in smaller sizes


def reduced(dim: Dim, region: Region) -> tuple[Dim, Region]:
    """Both with every size replaced that the region ties to the others by an equation with coefficient ±1."""
    while True:
        form = next((f for f in (*region.zero, *region.least) if f.terms and region.fixes(f)), None)
        if form is None:
            return dim, region
        equation = form.lowest()
        name = next((a for a, c in equation.terms if abs(c) == 1 and isinstance(a, str)), None)
        if name is None:  # an equation that cannot be solved: the region without it is larger
            region = Region(tuple(f for f in region.zero if f != form), tuple(f for f in region.least if f != form))
            continue
        value = solved(equation, name)
        dim, region = substituted(dim, {name: value.dim()}), region.put(name, value)


def vanishes(dim: Dim, region: Region) -> bool:
    """Whether a polynomial is surely 0 at every point of a region."""
    if not dim.terms or region.empty:
        return True
    dim, region = reduced(dim, region)
    if not dim.terms:
        return True
    for name in dim.atoms():
        values = _few(region, name)
        if values is not None and isinstance(name, str):
            at = ((Linear.number(v), region) for v in values)
            return all(vanishes(substituted(dim, {name: v.dim()}), r.put(name, v)) for v, r in at)
    return False


def _few(region: Region, name: Atom) -> range | None:
    """The values that a bounded name can take, if they are few."""
    if not isinstance(name, str):
        return None
    try:
        lower, upper = bounds(region, name)
    except Stride:
        return None
    low = max((f.constant for f in lower if not f.terms), default=None)
    high = min((f.constant for f in upper if not f.terms), default=None)
    return range(low, high + 1) if low is not None and high is not None and high - low < SMALL else None


def nonnegative(dim: Dim, region: Region, splits: int = SPLITS) -> bool:
    """Whether a polynomial is surely at least 0 at every integer point of a region."""
    if region.empty:
        return True
    dim, region = reduced(dim, region)
    form = linear(dim.scaled(Fraction(_denominator(dim))))
    if form is not None and region.entails(form):
        return True
    return any(_from_corner(dim, region, splits, largest) for largest in (False, True))


def positive(dim: Dim, region: Region) -> bool:
    """Whether a polynomial is surely above 0 at every integer point of a region."""
    return nonnegative(dim.scaled(Fraction(_denominator(dim))) - Dim.ONE, region)


def _denominator(dim: Dim) -> int:
    return lcm(*(c.denominator for _, c in dim.terms))


def _from_corner(dim: Dim, region: Region, splits: int, relative: bool) -> bool:
    """Measure each size from a lower bound, one among the other sizes where `relative`, and look at the signs."""
    measured: set[Atom] = set()
    while (name := _unmeasured(dim, measured)) is not None:
        if not isinstance(name, str):
            return False
        try:
            lower, upper = bounds(region, name)
        except Stride:
            return False
        low, high = _chosen(lower, relative), _chosen(upper, relative)
        if low is not None:
            value = low + Linear.name(name)
        elif high is not None:
            value = high - Linear.name(name)
        else:
            return False
        dim, region = substituted(dim, {name: value.dim()}), region.put(name, value)
        region = region.where((Linear.name(name),))
        measured.add(name)
    if all(c >= 0 for _, c in dim.terms):
        return True
    return splits > 0 and _split(dim, region, splits)


def _unmeasured(dim: Dim, measured: Collection[Atom]) -> Atom | None:
    return next((a for a in sorted(dim.atoms(), key=text_of) if a not in measured), None)


def _chosen(forms: Sequence[Linear], relative: bool) -> Linear | None:
    related = [f for f in forms if f.terms] if relative else []
    plain = [f for f in forms if not f.terms]
    if related:
        return related[0]
    return max(plain, key=lambda f: f.constant) if plain else next(iter(forms), None)


def _split(dim: Dim, region: Region, splits: int) -> bool:
    """0 apart from 1 and more, for a size of a term with the wrong sign."""
    monomial = next(m for m, c in dim.terms if c < 0)
    names = [a for a, _ in monomial if isinstance(a, str)] or [a for a in dim.atoms() if isinstance(a, str)]
    if not names:
        return False
    zero, name = Linear.number(0), names[0]
    if not nonnegative(substituted(dim, {name: zero.dim()}), region.put(name, zero), splits - 1):
        return False
    return nonnegative(dim, region.where((Linear.name(name).plus(-1),)), splits - 1)


def joined(context: Region, parts: Iterable[Term]) -> list[Term]:
    """Formulas for disjoint parts of a context, each for as many points as it is right for, under few conditions.

    The regions cover the same points; where two of them overlap their formulas agree.
    """
    every = sorted(parts, key=lambda t: (len(t.where.zero) + _ties(t.where), len(t.where.least), str(t.value)))
    rest, found = list(every), list[Term]()
    while rest:
        first = Term(_widest(context, rest[0], every), rest[0].value)
        found.append(first)
        rest = [Term(r, t.value) for t in rest[1:] for r in left_over([t.where], [first.where]) or []]
    covers = [t.where for t in found]
    return [t for k, t in enumerate(found) if left_over([t.where], covers[k + 1 :]) != []]


def _ties(region: Region) -> int:
    """How many conditions hold with equality throughout."""
    return sum(region.fixes(f) for f in region.least)


def _widest(context: Region, part: Term, parts: Sequence[Term]) -> Region:
    """A region of the context around a part where its formula is right: conditions left out, or weakened a little."""

    def right(least: Iterable[Linear], zero: Iterable[Linear]) -> bool:
        region = context.where(least, zero)
        known = left_over([region], [t.where for t in parts]) == []
        return known and all(vanishes(part.value - t.value, region.meet(t.where)) for t in parts)

    least = [f for f in part.where.least if f not in context.least]
    zero = [f for f in part.where.zero if f not in context.zero]
    for form in tuple(zero):
        fewer = [f for f in zero if f is not form]
        zero = fewer if right(least, fewer) else zero
    for form in tuple(least):
        fewer = [f for f in least if f is not form]
        if right(fewer, zero):
            least = fewer
            continue
        for _ in range(RELAXED):
            weaker = [*fewer, form.plus(1)]
            if not right(weaker, zero):
                break
            least, form = weaker, form.plus(1)
    return context.where(least, zero)
