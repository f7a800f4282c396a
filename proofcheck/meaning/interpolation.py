"""The polynomial through exact counts at whole sizes, over the rationals.

Counts at a few sizes determine a polynomial of given degrees; every further count checks it. What comes out is a guess
that was checked, not a proof: a count may follow another formula at sizes that were not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from flint import fmpq, fmpq_mat

from proofcheck.language.types import Dim

MAX_UNKNOWNS = 400
Point = tuple[int, ...]


def exponents(degrees: Sequence[int]) -> tuple[Point, ...]:
    """The monomials with at most `degrees[i]` in the i-th size, as exponents."""
    return tuple(product(*(range(d + 1) for d in degrees)))


def fit(samples: Mapping[Point, int], degree: int | Sequence[int], names: Sequence[str] | None = None) -> Dim | None:
    """The polynomial that takes these values; None if there is none of this degree, or more than one.

    `degree` bounds the power of each size; a number is the bound for every one. Sizes that `names` does not name are
    `x1`, `x2`, …. With s samples and u = prod(degrees + 1) unknowns, s - u values serve as checks.
    """
    if not samples:
        return None
    axes = len(next(iter(samples)))
    degrees = (degree,) * axes if isinstance(degree, int) else tuple(degree)
    names = [f"x{i + 1}" for i in range(axes)] if names is None else names
    unknown = exponents(degrees)
    if len(unknown) > min(len(samples), MAX_UNKNOWNS):
        return None
    rows = [[*_powers(point, unknown), value] for point, value in sorted(samples.items())]
    reduced, rank = fmpq_mat(rows).rref()
    last = len(unknown)
    if any(reduced[i, i] != 1 for i in range(last)) or (rank > last):
        return None
    return _polynomial(((unknown[i], _fraction(reduced[i, last])) for i in range(last)), names)


def determines(points: Iterable[Point], degrees: Sequence[int]) -> bool:
    """Whether values at these points leave at most one polynomial of these degrees."""
    unknown = exponents(degrees)
    rows = [_powers(point, unknown) for point in sorted(set(points))]
    if len(unknown) > min(len(rows), MAX_UNKNOWNS):
        return False
    return int(fmpq_mat(rows).rank()) == len(unknown)


def degree_along(values: Mapping[int, int], most: int) -> int | None:
    """The degree of the polynomial in one size through these values, at least one of them a check.

    None if it takes a degree above `most`, or if there are too few values to check.
    """
    places = sorted(values)
    row = [Fraction(values[x]) for x in places]
    for order in range(1, most + 2):  # divided differences of this order
        row = [(row[i + 1] - row[i]) / (places[i + order] - places[i]) for i in range(len(places) - order)]
        if not row:
            return None
        if not any(row):
            return order - 1
    return None


def value_at(dim: Dim, sizes: Mapping[str, int]) -> Fraction:
    """The value of a polynomial in named sizes. Errors: KeyError for a name without a value."""
    total = Fraction(0)
    for monomial, coefficient in dim.terms:
        total += coefficient * prod((sizes[str(name)] ** power for name, power in monomial), start=1)
    return total


def _powers(point: Point, unknown: Sequence[Point]) -> list[int]:
    return [prod(x**power for x, power in zip(point, powers, strict=True)) for powers in unknown]


def _polynomial(terms: Iterable[tuple[Point, Fraction]], names: Sequence[str]) -> Dim:
    total = Dim.of(0)
    for powers, coefficient in terms:
        term = Dim.of(coefficient)
        for name, power in zip(names, powers, strict=True):
            for _ in range(power):
                term = term * Dim.of(name)
        total = total + term
    return total


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))
