"""Parametrisations of square (and some tall) matrices by adjective, each rational in its parameters.

Sources: Cayley transform for rotations; L D Lᵀ for definite matrices; Birkhoff–von Neumann for doubly stochastic ones;
conjugation by unit triangular matrices for projections and nilpotents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

import numpy as np

from proofcheck.instances.arrays import (
    Numbers,
    as_index,
    choose,
    exact_array,
    eye,
    filled,
    inverse,
    is_exact,
    magnitude,
    permutations,
    safe_ratio,
    total,
    transposed,
)
from proofcheck.instances.domains import FREE, WEIGHT, Extent, Hint, choice
from proofcheck.instances.families import Family, Row, Shape, graded, placed_rows, sorting_keys

_POSITIVE = Hint(lower=Fraction(0), lower_open=True)


def triangular(p: Numbers, n: int, *, lower: bool = True, unit: bool = True) -> Numbers:
    """Triangular matrices `[B, n, n]` from their strict entries, with ones on the diagonal if `unit`, else zeros."""
    out = eye(p.shape[0], n, p) if unit else filled((p.shape[0], n, n), 0, p)
    cells = [(i, j) for i in range(n) for j in range(n) if (i > j if lower else i < j)]
    for k, (i, j) in enumerate(cells):
        out[:, i, j] = p[:, k]
    return out


def rotations(p: Numbers, n: int) -> Numbers:
    """Cayley transforms `(I - S) (I + S)⁻¹` of the skew matrices with these strict entries."""
    half = triangular(p, n, unit=False)
    skew = half - transposed(half)
    one = eye(p.shape[0], n, p)
    return _product(one - skew, inverse(one + skew))


def signs(p: Numbers) -> Numbers:
    """±1 from choices among two."""
    whole = 1 - 2 * as_index(p, 2)
    return exact_array(whole) if is_exact(p) else whole.astype(np.float64)


def half(n: int) -> int:
    """How many entries stand strictly below the diagonal."""
    return n * (n - 1) // 2


def _zeros(count: int) -> Row:
    return (Fraction(0),) * count


def _rationals(*values: Fraction | int) -> list[Fraction]:
    return [Fraction(v) for v in values]


def _first(value: Fraction, count: int) -> Row:
    """The value, then zeros; nothing where there is no room."""
    return (value, *_zeros(count - 1)) if count else ()


def _product(*factors: Numbers) -> Numbers:
    result = factors[0]
    for factor in factors[1:]:
        result = result @ factor
    return result


def _unit_sign(values: Numbers) -> Numbers:
    """-1 for a negative entry, else 1."""
    return choose(values < 0, filled(values.shape, -1, values), filled(values.shape, 1, values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Definite(Family):
    """`L D Lᵀ` with L unit lower triangular and D positive (`definite`) or nonnegative: every such rational matrix."""

    shape: Shape
    definite: bool

    @property
    def hints(self) -> tuple[Hint, ...]:
        n = self.shape[-1]
        return (FREE,) * half(n) + (_POSITIVE if self.definite else WEIGHT,) * n

    @property
    def guarantees(self) -> frozenset[str]:
        both = {"symmetric", "positive semidefinite"}
        return frozenset(both | {"positive definite", "invertible", "full rank"} if self.definite else both)

    def build(self, p: Numbers) -> Numbers:
        n = self.shape[-1]
        weights = magnitude(p[:, half(n) :])
        if self.definite:
            weights = choose(weights == 0, filled(weights.shape, Fraction(1, 1024), p), weights)
        left = triangular(p, n)
        return _product(left * weights[:, None, :], transposed(left))

    def structured(self) -> Iterator[Row]:
        n = self.shape[-1]
        extent = Extent(lower=Fraction(0), lower_open=self.definite)
        lowers = [_zeros(half(n)), *(((Fraction(v),) * half(n)) for v in (1, -1, Fraction(1, 2)) if n > 1)]
        return graded(lowers, list(placed_rows(extent, (n,))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Orthonormal(Family):
    """Orthogonal matrices, or the first columns of them: a Cayley transform, its rows permuted and signed."""

    shape: Shape

    @property
    def hints(self) -> tuple[Hint, ...]:
        m = self.shape[-2]
        return (FREE,) * half(m) + (choice(2),) * m + (FREE,) * m

    @property
    def guarantees(self) -> frozenset[str]:
        tall = {"orthonormal columns", "full rank"}
        return frozenset(tall | {"orthogonal", "invertible"} if self.shape[-2] == self.shape[-1] else tall)

    def build(self, p: Numbers) -> Numbers:
        m, n = self.shape[-2:]
        turn = rotations(p, m)
        flip, keys = signs(p[:, half(m) : half(m) + m]), p[:, half(m) + m :]
        return _product(permutations(keys), (flip[:, :, None] * turn)[:, :, :n])

    def structured(self) -> Iterator[Row]:
        m = self.shape[-2]
        flips = [_zeros(m), (Fraction(1), *_zeros(m - 1)), (Fraction(1),) * m]
        flips.append(tuple(Fraction(i % 2) for i in range(m)))
        turns = [_zeros(half(m))]
        turns += [(v, *_zeros(half(m) - 1)) for v in _rationals(1, Fraction(1, 2), Fraction(1, 3), -1) if m > 1]
        turns += [(Fraction(1),) * half(m), (Fraction(1, 2),) * half(m)] if m > 2 else []
        return graded(turns, flips, sorting_keys(m))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spectral(Family):
    """`Q diag(s) Qᵀ` with Q a rotation: symmetric matrices with eigenvalues from `eigenvalue`.

    `top` fixes the first of them: at `one`, at `zero`, or at ±1 (`signed`), so that it is the extreme one if the others
    keep to their domain. `skew` puts right angles in place of the diagonal (even sizes).
    """

    shape: Shape
    eigenvalue: Extent
    kept: frozenset[str]
    top: str = ""
    skew: bool = False

    @property
    def hints(self) -> tuple[Hint, ...]:
        n = self.shape[-1]
        return (FREE,) * half(n) + (self.eigenvalue.hint,) * n

    @property
    def guarantees(self) -> frozenset[str]:
        return self.kept

    def build(self, p: Numbers) -> Numbers:
        n = self.shape[-1]
        turn = rotations(p, n)
        values = self.eigenvalue.place(p[:, half(n) :])
        if self.skew:
            middle = filled((p.shape[0], n, n), 0, p)
            for k in range(0, n - 1, 2):
                middle[:, k, k + 1], middle[:, k + 1, k] = values[:, k], -values[:, k]
            return _product(turn, middle, transposed(turn))
        if self.top:
            first = values[:, :1]
            fixed = filled(first.shape, int(self.top == "one"), p) if self.top != "signed" else _unit_sign(first)
            values = np.concatenate([fixed, values[:, 1:]], axis=1)
        return _product((turn * values[:, None, :]), transposed(turn))

    def structured(self) -> Iterator[Row]:
        n = self.shape[-1]
        turns = [_zeros(half(n))]
        turns += [(v, *_zeros(half(n) - 1)) for v in _rationals(1, Fraction(1, 2), Fraction(1, 3)) if n > 1]
        return graded(turns, list(islice(placed_rows(self.eigenvalue, (n,)), 40)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SingularValues(Family):
    """`U diag(s) Vᵀ` with largest singular value 1 (`largest`) or smallest singular value 1: rational throughout."""

    shape: Shape
    largest: bool = True

    @property
    def hints(self) -> tuple[Hint, ...]:
        m, n = self.shape[-2:]
        free = Extent(lower=Fraction(-1), upper=Fraction(1)) if self.largest else Extent(lower=Fraction(1))
        return (FREE,) * (half(m) + half(n)) + (choice(2),) * m + (FREE,) * m + (free.hint,) * (min(m, n) - 1)

    def build(self, p: Numbers) -> Numbers:
        m, n = self.shape[-2:]
        cuts = np.cumsum([half(m), half(n), m, m])
        left = rotations(p, m)
        right = rotations(p[:, cuts[0] :], n)
        flip, keys, rest = signs(p[:, cuts[1] : cuts[2]]), p[:, cuts[2] : cuts[3]], p[:, cuts[3] :]
        bounds = (Fraction(-1), Fraction(1)) if self.largest else (Fraction(1), None)
        rest = Extent(lower=bounds[0], upper=bounds[1]).place(rest)
        values = np.concatenate([filled((p.shape[0], 1), 1, p), rest], axis=1)
        middle = filled((p.shape[0], m, n), 0, p)
        k = min(m, n)
        middle[:, range(k), range(k)] = values
        return _product(permutations(keys), flip[:, :, None] * _product(left, middle, transposed(right)))

    def structured(self) -> Iterator[Row]:
        m, n = self.shape[-2:]
        k = min(m, n) - 1
        simple = [Fraction(v) for v in ((1, 0, Fraction(1, 2), -1) if self.largest else (1, 2, 3, Fraction(3, 2)))]
        spectra: list[Row] = [(v,) * k for v in simple]
        spectra += [tuple(simple[(s + i) % len(simple)] for i in range(k)) for s in range(len(simple)) if k > 1]
        turns = [(_zeros(half(m)), _zeros(half(n)))]
        for v in _rationals(1, Fraction(1, 2), Fraction(1, 3)):
            left, right = _first(v, half(m)), _first(v, half(n))
            turns += [(left, right), (left, _zeros(half(n))), (_zeros(half(m)), right)]
        flips = [_zeros(m), (Fraction(1),) * m, (Fraction(1), *_zeros(m - 1))]
        joined = list(dict.fromkeys(left + right for left, right in turns))
        return graded(joined, flips, sorting_keys(m)[:3], list(dict.fromkeys(spectra)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Conjugated(Family):
    """`L U M U⁻¹ L⁻¹` with unit triangular L, U: projections, nilpotents, or a spectral radius of 1, by the middle M.

    `middle`: projection (0/1 diagonal), nilpotent (strictly upper triangular), radius (upper triangular, the largest
    absolute value on its diagonal being 1). `outer`: which conjugations there are, `lower`, `upper` or both.
    """

    shape: Shape
    middle: str
    kept: frozenset[str]
    outer: tuple[str, ...] = ("lower", "upper")

    @property
    def hints(self) -> tuple[Hint, ...]:
        n = self.shape[-1]
        inner: tuple[Hint, ...] = (choice(2),) * n
        if self.middle == "nilpotent":
            inner = (FREE,) * half(n)
        elif self.middle == "radius":
            inner = (Hint(lower=Fraction(-1), upper=Fraction(1)),) * n + (FREE,) * half(n)
        return (FREE,) * (half(n) * len(self.outer)) + inner

    @property
    def guarantees(self) -> frozenset[str]:
        return self.kept

    def _middle(self, p: Numbers) -> Numbers:
        n = self.shape[-1]
        if self.middle == "nilpotent":
            return triangular(p, n, lower=False, unit=False)
        one = eye(p.shape[0], n, p)
        if self.middle == "projection":
            return choose(signs(p)[:, None, :] < 0, one, filled(one.shape, 0, p))
        values = Extent(lower=Fraction(-1), upper=Fraction(1)).place(p[:, :n])
        values = np.concatenate([_unit_sign(values[:, :1]), values[:, 1:]], axis=1)
        whole: Numbers = one * values[:, None, :] + triangular(p[:, n:], n, lower=False, unit=False)
        return whole

    def build(self, p: Numbers) -> Numbers:
        n = self.shape[-1]
        value = self._middle(p[:, half(n) * len(self.outer) :])
        for k, side in reversed(list(enumerate(self.outer))):
            change = triangular(p[:, half(n) * k :], n, lower=side == "lower")
            value = change @ value @ inverse(change)
        return value

    def structured(self) -> Iterator[Row]:
        n = self.shape[-1]
        count = len(self.hints) - half(n) * len(self.outer)
        extent = {"nilpotent": Extent(), "projection": Extent(lower=Fraction(0), upper=Fraction(1), integer=True)}.get(
            self.middle, Extent(lower=Fraction(-1), upper=Fraction(1))
        )
        inners = list(islice(placed_rows(extent, (count,)), 24)) if count else [()]
        if self.middle == "radius":
            inners += [row[:n] + _zeros(half(n)) for row in inners[:12]]
        changes = [(Fraction(v),) * half(n) for v in ((0, 1, -1) if n > 1 else (0,))]
        return graded(*[changes] * len(self.outer), inners)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankOne(Family):
    """`u vᵀ`; kinds: free, symmetric (±u uᵀ), positive semidefinite, projection, orthogonal projection, nilpotent."""

    shape: Shape
    kind: str = "free"

    @property
    def hints(self) -> tuple[Hint, ...]:
        m, n = self.shape[-2:]
        return (FREE,) * (m + (1 if self.kind == "symmetric" else 0 if self._one_vector else n))

    @property
    def _one_vector(self) -> bool:
        return self.kind in ("symmetric", "positive semidefinite", "orthogonal projection")

    @property
    def guarantees(self) -> frozenset[str]:
        return frozenset({"symmetric"} if self._one_vector else set())

    def build(self, p: Numbers) -> Numbers:
        m = self.shape[-2]
        u = p[:, :m]
        v = u if self._one_vector else p[:, m:]
        if self.kind == "nilpotent":
            v = v - u * safe_ratio(total(u * v, 1, True), total(u * u, 1, True))
        out = u[:, :, None] * v[:, None, :]
        if self.kind == "symmetric":
            out = out * p[:, m].reshape(-1, 1, 1)
        elif self.kind.endswith("projection"):
            out = safe_ratio(out, total(u * v, 1, True)[:, :, None])
        return out

    def structured(self) -> Iterator[Row]:
        m, n = self.shape[-2:]
        lefts = [row for row in islice(placed_rows(Extent(), (m,)), 20) if any(row)]
        rights = [row for row in islice(placed_rows(Extent(), (n,)), 20) if any(row)]
        for k, u in enumerate(lefts):
            if self.kind == "symmetric":
                for c in _rationals(1, -1, 2, Fraction(1, 2)):
                    yield (*u, c)
            elif self._one_vector:
                yield u
            else:
                for j in range(len(rights)):
                    yield u + rights[(j + k) % len(rights)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Singular(Family):
    """The last column is a combination of the others."""

    shape: Shape

    @property
    def hints(self) -> tuple[Hint, ...]:
        n = self.shape[-1]
        return (FREE,) * ((n + 1) * (n - 1))

    @property
    def guarantees(self) -> frozenset[str]:
        return frozenset({"singular"})

    def build(self, p: Numbers) -> Numbers:
        n = self.shape[-1]
        left = p[:, : n * (n - 1)].reshape(p.shape[0], n, n - 1)
        last = _product(left, p[:, n * (n - 1) :, None]) if n > 1 else filled((p.shape[0], n, 1), 0, p)
        return np.concatenate([left, last], axis=2)

    def structured(self) -> Iterator[Row]:
        n = self.shape[-1]
        for left in islice(placed_rows(Extent(), (n, n - 1)), 40) if n > 1 else [()]:
            for weight in _rationals(0, 1, -1, 2) if n > 1 else _rationals(0):
                yield left + (weight,) * (n - 1)
