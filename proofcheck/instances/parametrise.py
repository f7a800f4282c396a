"""Which family parametrises a type with adjectives: the most specific that is known, the rest left to a check.

A check is the meaning of the adjective itself (`adjectives.holds`), so a family that covers too much costs
instances, never truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import numpy as np

from proofcheck.instances.adjectives import closure, every, holds
from proofcheck.instances.arrays import Mask, Numbers
from proofcheck.instances.chances import Chances, DoublyStochastic, OneHot, Permutation
from proofcheck.instances.domains import Extent, Hint
from proofcheck.instances.families import Complexes, Family, Fixed, Plain, Row, Shape, Truth, Unit, pattern
from proofcheck.instances.matrices import Conjugated, Definite, Orthonormal, RankOne, Singular, Spectral
from proofcheck.language.types import Kind
from proofcheck.verdict import Imaginary

_SIGNS = Extent(members=(Fraction(1), Fraction(-1)))
_BITS = Extent(members=(Fraction(0), Fraction(1)))
_ONE = Extent(members=(Fraction(1),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack(Family):
    """One independent member of `inner` for each leading index: adjectives of the matrices of a tensor."""

    shape: Shape
    inner: Family

    @property
    def hints(self) -> tuple[Hint, ...]:
        return self.inner.hints * self._count

    @property
    def guarantees(self) -> frozenset[str]:
        return self.inner.guarantees

    @property
    def _count(self) -> int:
        return prod(self.shape[: len(self.shape) - len(self.inner.shape)])

    def build(self, p: Numbers) -> Numbers:
        parts = p.reshape(p.shape[0] * self._count, len(self.inner.hints))
        return self.inner.build(parts).reshape(p.shape[0], *self.shape)

    def structured(self) -> Iterator[Row]:
        rows = [row for _, row in zip(range(48), self.inner.structured(), strict=False)]
        for k, row in enumerate(rows):
            yield row * self._count
            yield tuple(v for c in range(self._count) for v in rows[(k + 3 * c) % len(rows)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Parametrisation:
    """A family with what must still be checked of its members."""

    family: Family
    properties: tuple[str, ...]
    checks: tuple[str, ...]
    extent: Extent
    entrywise: bool  # the extent must be checked as well

    def admissible(self, value: Numbers, changed: bool = False) -> Mask:
        """Which members of a batch have every adjective and lie in the domain.

        Exact members, and those that were `changed` after the family built them, are checked in full.
        """
        good: Mask = np.ones(value.shape[0], dtype=bool)
        full = changed or value.dtype == object
        for adjective in self.properties if full else self.checks:
            good &= holds(adjective, value)
        if self.entrywise or (full and not self.extent.everything):
            good &= inside(self.extent, value)
        return good


def inside(extent: Extent, value: Numbers) -> Mask:
    """Which members of a batch have every entry in the domain; floats compare as they are."""
    flat = value.reshape(value.shape[0], -1)
    if value.dtype == object:
        return np.array([all(_contains(extent, x) for x in row) for row in flat], dtype=bool)
    good = every(np.isfinite(flat))
    if extent.lower is not None:
        low = float(extent.lower)
        good &= every((flat > low) if extent.lower_open else (flat >= low))
    if extent.upper is not None:
        high = float(extent.upper)
        good &= every((flat < high) if extent.upper_open else (flat <= high))
    if extent.members is not None:
        good &= every(np.isin(flat, [float(m) for m in extent.members]))
    if extent.integer:
        good &= every(flat == np.rint(flat))
    for point in extent.excluded:
        good &= every(flat != float(point))
    return good


def _contains(extent: Extent, value: object) -> bool:
    if isinstance(value, Imaginary):
        return value.im != 0 or extent.contains(value.re)
    return isinstance(value, Fraction) and extent.contains(value)


def parametrise(shape: Shape, kind: Kind, properties: tuple[str, ...], extent: Extent) -> Parametrisation:
    """The parametrisation of one variable."""
    if kind is Kind.BOOLEAN:
        return Parametrisation(family=Truth(shape=shape), properties=(), checks=(), extent=Extent(), entrywise=False)
    wanted = _wanted(shape, properties)
    if kind is Kind.COMPLEX:
        real = _family(shape, wanted, Extent())
        # only adjectives that are linear in the entries survive an imaginary part
        linear = wanted <= {"symmetric", "skew", "diagonal", "lower triangular", "upper triangular"}
        other = _family(shape, wanted, Extent()) if linear else Fixed(shape=shape, values=(Fraction(0),) * prod(shape))
        both = Complexes(shape=shape, real=real, imaginary=other)
        holes = Extent(excluded=extent.excluded)
        return Parametrisation(family=both, properties=(), checks=(), extent=holes, entrywise=not holes.everything)
    family = _family(shape, wanted, extent)
    direct = isinstance(family, Plain)
    checks = tuple(p for p in properties if p not in family.guarantees)
    return Parametrisation(
        family=family,
        properties=properties,
        checks=checks,
        extent=extent,
        entrywise=extent.empty or not (extent.everything or direct),
    )


_ANY_SHAPE = frozenset(
    {"orthonormal columns", "full rank", "rank one", "one-hot", "stochastic", "unit", "probability"}
    | {"diagonal", "lower triangular", "upper triangular"}
)


def _wanted(shape: Shape, properties: tuple[str, ...]) -> frozenset[str]:
    """The adjectives with what follows; of a matrix that is not square only those that it can have."""
    if len(shape) < 2 or shape[-1] == shape[-2]:
        return closure(properties)
    return frozenset(properties) if frozenset(properties) <= _ANY_SHAPE else frozenset()


def _family(shape: Shape, wanted: frozenset[str], extent: Extent) -> Family:
    if not shape or not wanted or 0 in shape:
        return Plain(shape=shape, extent=extent)
    if "probability" in wanted and ("unit" in wanted or "one-hot" in wanted):
        return OneHot(shape=shape) if len(shape) == 1 else Plain(shape=shape, extent=extent)
    if "one-hot" in wanted:
        return OneHot(shape=shape)
    if "probability" in wanted:
        positive = extent.lower == 0 and extent.lower_open
        return Chances(shape=shape, rows=False, positive=positive, kept=frozenset({"probability"}))
    if "unit" in wanted:
        return Unit(shape=shape)
    if len(shape) < 2:
        return Plain(shape=shape, extent=extent)
    inner = _matrix(shape[-2:], wanted, extent)
    return inner if len(shape) == 2 else Stack(shape=shape, inner=inner)


def _matrix(shape: Shape, wanted: frozenset[str], extent: Extent) -> Family:
    for needed, make in _RULES:
        if needed <= wanted:
            found = make(shape, wanted, extent)
            if found is not None:
                return found
    return Plain(shape=shape, extent=extent)


Make = Callable[[Shape, frozenset[str], Extent], Family | None]


def _identity(shape: Shape, wanted: frozenset[str], extent: Extent) -> Family:
    return Fixed(shape=shape, values=tuple(Fraction(int(i == j)) for i in range(shape[0]) for j in range(shape[1])))


def _zero(shape: Shape, wanted: frozenset[str], extent: Extent) -> Family:
    return Fixed(shape=shape, values=(Fraction(0),) * prod(shape))


def _pattern(kind: str, *kept: str) -> Make:
    return lambda shape, wanted, extent: pattern(shape, kind, extent, kept)


def _diagonal(extent: Extent, *kept: str) -> Make:
    return lambda shape, wanted, _: pattern(shape, "diagonal", extent, ("diagonal", "symmetric", *kept))


def _spectral(extent: Extent, *kept: str) -> Make:
    return lambda shape, wanted, _: Spectral(shape=shape, eigenvalue=extent, kept=frozenset(("symmetric", *kept)))


def _even_turn(shape: Shape, wanted: frozenset[str], extent: Extent) -> Family | None:
    kept = frozenset({"skew", "orthogonal"})
    return Spectral(shape=shape, eigenvalue=_SIGNS, kept=kept, skew=True) if shape[0] % 2 == 0 else None


def _rows_of_chances(shape: Shape, wanted: frozenset[str], extent: Extent) -> Family:
    lower, upper = "lower triangular" in wanted, "upper triangular" in wanted
    at = tuple(tuple(not (lower and j > i) and not (upper and j < i) for j in range(shape[1])) for i in range(shape[0]))
    positive = extent.lower == 0 and extent.lower_open
    kept = {"stochastic"} | {a for a in ("lower triangular", "upper triangular") if a in wanted}
    return Chances(shape=shape, rows=True, positive=positive, at=at, kept=frozenset(kept))


def _one_row_of_chances(shape: Shape, wanted: frozenset[str], extent: Extent) -> Family:
    return Repeated(shape=shape, inner=Chances(shape=shape[1:], rows=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated(Family):
    """Every row the same: stochastic matrices of rank one."""

    shape: Shape
    inner: Family

    @property
    def hints(self) -> tuple[Hint, ...]:
        return self.inner.hints

    @property
    def guarantees(self) -> frozenset[str]:
        return frozenset({"stochastic", "rank one"})

    def build(self, p: Numbers) -> Numbers:
        return np.repeat(self.inner.build(p)[:, None, :], self.shape[0], axis=1)

    def structured(self) -> Iterator[Row]:
        return self.inner.structured()


def _singular(shape: Shape, wanted: frozenset[str], extent: Extent) -> Family | None:
    return Singular(shape=shape) if wanted == {"singular"} else None


def _rank_one(kind: str) -> Make:
    return lambda shape, wanted, extent: RankOne(shape=shape, kind=kind)


def _tall(shape: Shape, wanted: frozenset[str], extent: Extent) -> Family | None:
    return Orthonormal(shape=shape) if shape[0] >= shape[1] else None


def _conjugated(middle: str, *outer: str) -> Make:
    kept = frozenset({middle, *(f"{side} triangular" for side in outer if len(outer) == 1)})
    return lambda shape, wanted, extent: Conjugated(shape=shape, middle=middle, kept=kept, outer=outer)


def _definite(shape: Shape, wanted: frozenset[str], extent: Extent) -> Family:
    return Definite(shape=shape, definite="positive definite" in wanted)


def _at_least_zero(extent: Extent, strict: bool) -> Extent:
    lower = extent.lower if extent.lower is not None and extent.lower > 0 else Fraction(0)
    same = lower == extent.lower
    return Extent(
        lower=lower,
        upper=extent.upper,
        lower_open=(same and extent.lower_open) or (strict and lower == 0),
        upper_open=extent.upper_open,
        excluded=extent.excluded,
        integer=extent.integer,
    )


def _definite_diagonal(shape: Shape, wanted: frozenset[str], extent: Extent) -> Family:
    strict = "positive definite" in wanted
    kept = {"diagonal", "symmetric", "positive semidefinite"} | ({"positive definite"} if strict else set())
    return pattern(shape, "diagonal", _at_least_zero(extent, strict), kept)


def _whole_diagonal(shape: Shape, wanted: frozenset[str], extent: Extent) -> Family:
    kept = {"diagonal", "lower triangular", "upper triangular"}
    return pattern(shape, "diagonal", extent, kept | ({"symmetric"} if shape[0] == shape[1] else set()))


_RULES: tuple[tuple[frozenset[str], Make], ...] = tuple(
    (frozenset(needed), make)
    for needed, make in (
        (("permutation", "positive semidefinite"), _identity),
        (("permutation", "diagonal"), _identity),
        (("permutation", "projection"), _identity),
        (("permutation",), lambda shape, wanted, extent: Permutation(shape=shape)),
        (("one-hot",), lambda shape, wanted, extent: OneHot(shape=shape)),
        (("nilpotent", "symmetric"), _zero),
        (("nilpotent", "skew"), _zero),
        (("nilpotent", "projection"), _zero),
        (("skew", "symmetric"), _zero),
        (("skew", "lower triangular"), _zero),
        (("skew", "upper triangular"), _zero),
        (("nilpotent", "rank one"), _rank_one("nilpotent")),
        (("nilpotent", "lower triangular"), _pattern("strictly lower", "nilpotent", "lower triangular")),
        (("nilpotent", "upper triangular"), _pattern("strictly upper", "nilpotent", "upper triangular")),
        (("nilpotent",), _conjugated("nilpotent", "lower", "upper")),
        (("orthogonal", "positive semidefinite"), _identity),
        (("orthogonal", "projection"), _identity),
        (("orthogonal", "lower triangular"), _diagonal(_SIGNS, "orthogonal")),
        (("orthogonal", "upper triangular"), _diagonal(_SIGNS, "orthogonal")),
        (("orthogonal", "skew"), _even_turn),
        (("orthogonal", "symmetric"), _spectral(_SIGNS, "orthogonal")),
        (("orthonormal columns",), _tall),
        (("rank one", "projection", "symmetric"), _rank_one("orthogonal projection")),
        (("rank one", "projection"), _rank_one("projection")),
        (("rank one", "stochastic"), _one_row_of_chances),
        (("rank one", "diagonal"), _whole_diagonal),
        (("rank one", "positive semidefinite"), _rank_one("positive semidefinite")),
        (("rank one", "symmetric"), _rank_one("symmetric")),
        (("rank one",), _rank_one("free")),
        (("stochastic", "diagonal"), _identity),
        (("projection", "invertible"), _identity),
        (("projection", "diagonal"), _diagonal(_BITS, "projection", "positive semidefinite")),
        (("projection", "lower triangular"), _conjugated("projection", "lower")),
        (("projection", "upper triangular"), _conjugated("projection", "upper")),
        (("projection", "symmetric"), _spectral(_BITS, "projection", "positive semidefinite")),
        (("projection",), _conjugated("projection", "lower", "upper")),
        (("doubly stochastic", "symmetric"), lambda s, w, e: DoublyStochastic(shape=s, symmetric=True)),
        (("doubly stochastic",), lambda s, w, e: DoublyStochastic(shape=s)),
        (("stochastic",), _rows_of_chances),
        (("positive semidefinite", "diagonal"), _definite_diagonal),
        (("positive semidefinite",), _definite),
        (("diagonal",), _whole_diagonal),
        (("singular",), _singular),
        (("lower triangular",), _pattern("lower", "lower triangular")),
        (("upper triangular",), _pattern("upper", "upper triangular")),
        (("symmetric",), _pattern("symmetric", "symmetric")),
        (("skew",), _pattern("skew", "skew")),
    )
)
