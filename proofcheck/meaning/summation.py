"""Sums of polynomials over regions whose bounds depend on the sizes, exactly and for every size (Faulhaber).

A variable between a lower and an upper bound is summed in closed form; where several bounds compete the region is
split by which of them counts, so every result is a polynomial together with the sizes at which it is one. After
Pugh, Counting solutions to Presburger formulas (1994), for bounds with coefficient ±1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb

from proofcheck.language.tree import Node, free_names
from proofcheck.language.types import Atom, Dim
from proofcheck.meaning.casework import Uncounted
from proofcheck.meaning.regions import Linear, Region, substituted

MAX_TERMS = 2_000


class NotSummable(Uncounted):
    """A sum that these rules have no closed form for."""


class Stride(Exception):
    """A bound such as `2*v <= n`: it has a closed form once `atom` is known modulo `period`."""

    def __init__(self, atom: Atom, period: int) -> None:
        super().__init__(f"{atom} modulo {period}")
        self.atom = atom
        self.period = period


@dataclass(frozen=True, slots=True)
class Term:
    """A polynomial that counts at the points of a region, and is 0 elsewhere."""

    where: Region
    value: Dim


@lru_cache(maxsize=64)
def _bernoulli(n: int) -> Fraction:
    """Bernoulli numbers with B(1) = +1/2."""
    if n == 0:
        return Fraction(1)
    rest = sum((comb(n + 1, k) * _bernoulli(k) for k in range(n)), Fraction(0))
    return Fraction(1) - rest / (n + 1) if n != 1 else Fraction(1, 2)


@lru_cache(maxsize=64)
def power_sum(p: int) -> tuple[Fraction, ...]:
    """Coefficients c with sum(v**p for v in 1..n) = sum of c[k] * n**k; its first difference is n**p for every n."""
    coefficients = [Fraction(0)] * (p + 2)
    for j in range(p + 1):
        coefficients[p + 1 - j] += comb(p + 1, j) * _bernoulli(j) / (p + 1)
    return tuple(coefficients)


def mentions(atom: Atom, name: str) -> bool:
    """Whether an opaque atom has a name inside."""
    if isinstance(atom, str):
        return False
    if isinstance(atom.node, Dim):
        return any(a == name or mentions(a, name) for a in atom.node.atoms())
    return not isinstance(atom.node, Node) or name in free_names(atom.node)


def antidifference(weight: Dim, name: str) -> Dim:
    """A polynomial F in `name` with F(v) - F(v - 1) = weight(v) for every integer v."""
    total = Dim(())
    for monomial, c in weight.terms:
        power = next((p for a, p in monomial if a == name), 0)
        rest = Dim(((tuple((a, p) for a, p in monomial if a != name), c),))
        n, own = Dim.of(name), Dim.ONE
        sums = Dim(())
        for coefficient in power_sum(power):
            sums = sums + own.scaled(coefficient)
            own = own * n
        total = total + rest * sums
    return total


def total(region: Region, weight: Dim, names: Sequence[str]) -> list[Term]:
    """The sum of `weight` over the integer points of `region` in `names`, as terms over what is left.

    Errors: NotSummable, Stride.
    """
    done: list[Term] = []
    todo = [(region, weight, tuple(names))]
    while todo:
        where, value, left = todo.pop()
        if not value.terms or where.empty:
            continue
        if not left:
            done.append(Term(where, value))
            continue
        todo.extend(_summed(where, value, left))
        if len(todo) + len(done) > MAX_TERMS:
            raise NotSummable("too many parts")
    return done


_Part = tuple[Region, Dim, tuple[str, ...]]


def _summed(region: Region, weight: Dim, names: tuple[str, ...]) -> list[_Part]:
    """One variable less."""
    for name in reversed(names):
        rest = tuple(n for n in names if n != name)
        equation = next((f for f in region.zero if f.coefficient(name)), None)
        if equation is not None:
            _check(region, weight, name)
            value = solved(equation, name)
            return [(region.put(name, value), substituted(weight, {name: value.dim()}), rest)]
    *rest_names, name = names
    _check(region, weight, name)
    return [(where, value, tuple(rest_names)) for where, value in _between(region, weight, name)]


def _check(region: Region, weight: Dim, name: str) -> None:
    if any(mentions(a, name) for a in (*region.atoms(), *weight.atoms())):
        raise NotSummable(f"`{name}` stands in a product or a rounding")


def solved(equation: Linear, name: str) -> Linear:
    """What `equation == 0` says of `name`. Errors: Stride where its coefficient is not ±1."""
    c = equation.coefficient(name)
    rest = equation + Linear(((name, -c),), 0)
    if abs(c) != 1:
        _stride(rest, abs(c))
        return Linear.of({a: -k // c for a, k in rest.terms}, -rest.constant // c)
    return rest.scaled(-c)


def _stride(rest: Linear, period: int) -> None:
    """Raise where a bound is no multiple of the period, whatever the atoms are."""
    for atom, k in rest.terms:
        if k % period:
            raise Stride(atom, period)
    if rest.constant % period:
        raise NotSummable(f"an equation modulo {period} without a solution")


def bounds(region: Region, name: str) -> tuple[list[Linear], list[Linear]]:
    """The forms that `name` is at least, and at most. Errors: Stride."""
    lower: list[Linear] = []
    upper: list[Linear] = []
    for form in region.least:
        c = form.coefficient(name)
        if not c:
            continue
        rest = form + Linear(((name, -c),), 0)
        for atom, k in rest.terms:
            if k % abs(c):
                raise Stride(atom, abs(c))
        rounded = Linear.of({a: k // abs(c) for a, k in rest.terms}, rest.constant // abs(c))
        (lower if c > 0 else upper).append(rounded.scaled(-1) if c > 0 else rounded)
    return list(dict.fromkeys(lower)), list(dict.fromkeys(upper))


def _between(region: Region, weight: Dim, name: str) -> list[tuple[Region, Dim]]:
    lower, upper = bounds(region, name)
    if not lower or not upper:
        raise NotSummable(f"`{name}` has no end")
    others = Region(region.zero, tuple(f for f in region.least if not f.coefficient(name)))
    lower, upper = _strongest(others, lower, 1), _strongest(others, upper, -1)
    if len(lower) == 1 and len(upper) == 1:  # of nothing, up to the place before the first, the formula gives 0
        others = others.where((upper[0].plus(1) - lower[0],))
    else:  # where there is something to sum, fewer bounds compete
        others = others.where(high - low for low in lower for high in upper)
        lower, upper = _strongest(others, lower, 1), _strongest(others, upper, -1)
    primitive = antidifference(weight, name)
    found = []
    for low, below in _by_extreme(others, lower, 1):
        for high, where in _by_extreme(below, upper, -1):
            first = substituted(primitive, {name: low.plus(-1).dim()})
            last = substituted(primitive, {name: high.dim()})
            found.append((where, last - first))
    return found


def _strongest(region: Region, forms: list[Linear], sign: int) -> list[Linear]:
    """The lower (sign 1) or upper (-1) bounds without those that another one surely implies."""
    kept = list(forms)
    for form in forms:
        others = [f for f in kept if f is not form]
        if any(region.entails((other - form).scaled(sign)) for other in others):
            kept = others
    return kept


def _by_extreme(region: Region, forms: Sequence[Linear], sign: int) -> list[tuple[Linear, Region]]:
    """The region split by which form is the largest (sign 1) or smallest (-1), the first of equal ones."""
    found = []
    for k, form in enumerate(forms):
        gaps = [(form - other).scaled(sign).plus(-1 if j < k else 0) for j, other in enumerate(forms) if j != k]
        where = region.where(gaps)
        if not where.empty:
            found.append((form, where))
    return found
