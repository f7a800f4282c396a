"""Parametrisations of chances: probability vectors, one-hot rows, (doubly) stochastic and permutation matrices.

Source: Birkhoff–von Neumann, a doubly stochastic matrix is a convex combination of permutations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import numpy as np

from proofcheck.instances import seeds
from proofcheck.instances.arrays import (
    Numbers,
    as_index,
    choose,
    constant,
    filled,
    magnitude,
    permutations,
    safe_ratio,
    total,
    transposed,
)
from proofcheck.instances.domains import FREE, WEIGHT, Hint, choice
from proofcheck.instances.families import Family, Row, Shape, sorting_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances(Family):
    """Nonnegative entries that sum to 1 along each row (`rows`) or over the whole array; `at` masks entries to zero."""

    shape: Shape
    rows: bool
    positive: bool = False
    at: tuple[tuple[bool, ...], ...] | None = None
    kept: frozenset[str] = frozenset()

    @property
    def hints(self) -> tuple[Hint, ...]:
        weight = Hint(lower=Fraction(0), lower_open=True) if self.positive else WEIGHT
        return (weight,) * prod(self.shape)

    @property
    def guarantees(self) -> frozenset[str]:
        return self.kept

    def build(self, p: Numbers) -> Numbers:
        groups = prod(self.shape[:-1]) if self.rows else 1
        length = max(prod(self.shape) // max(groups, 1), 1)
        weights = magnitude(p).reshape(p.shape[0], groups, length)
        allowed: Numbers = np.ones((groups, length), dtype=bool) if self.at is None else np.array(self.at, dtype=bool)
        ones = choose(np.broadcast_to(allowed, weights.shape), filled(weights.shape, 1, p), filled(weights.shape, 0, p))
        weights = weights * ones
        if self.positive:
            weights = choose(weights == 0, ones / constant(1024, p), weights)
        none = np.asarray(total(weights, axis=2, keepdims=True) == 0, dtype=bool)
        weights = choose(np.broadcast_to(none, weights.shape), ones, weights)
        return safe_ratio(weights, total(weights, axis=2, keepdims=True)).reshape(p.shape[0], *self.shape)

    def structured(self) -> Iterator[Row]:
        length = self.shape[-1]
        for entries in seeds.arrays(self.shape):
            if all(v >= 0 for v in entries):
                yield tuple(entries)
        size = prod(self.shape)
        for k in range(length):
            yield tuple(Fraction(int(i % length == k)) for i in range(size))
            yield tuple(Fraction(1 + i % length if k == 0 else 1 + (i + k) % length) for i in range(size))


@dataclass(frozen=True, slots=True, kw_only=True)
class OneHot(Family):
    """A single 1 among zeros, in each row (a vector is one row)."""

    shape: Shape

    @property
    def hints(self) -> tuple[Hint, ...]:
        return (choice(self.shape[-1]),) * prod(self.shape[:-1])

    @property
    def guarantees(self) -> frozenset[str]:
        return frozenset({"one-hot"} | ({"probability", "unit"} if len(self.shape) == 1 else {"stochastic"}))

    def build(self, p: Numbers) -> Numbers:
        hot = as_index(p, self.shape[-1])[:, :, None] == np.arange(self.shape[-1])
        ones, zeros = filled(hot.shape, 1, p), filled(hot.shape, 0, p)
        return choose(hot, ones, zeros).reshape(p.shape[0], *self.shape)

    def structured(self) -> Iterator[Row]:
        rows, length = prod(self.shape[:-1]), self.shape[-1]
        for k in range(length):
            yield (Fraction(k),) * rows
        if rows > 1:
            yield tuple(Fraction(i % length) for i in range(rows))
            yield tuple(Fraction((-i) % length) for i in range(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Permutation(Family):
    """The permutation that sorts as many keys."""

    shape: Shape

    @property
    def hints(self) -> tuple[Hint, ...]:
        return (FREE,) * self.shape[-1]

    @property
    def guarantees(self) -> frozenset[str]:
        alike = {"orthogonal", "orthonormal columns", "invertible", "full rank", "doubly stochastic", "stochastic"}
        return frozenset({"permutation"} | alike)

    def build(self, p: Numbers) -> Numbers:
        return permutations(p)

    def structured(self) -> Iterator[Row]:
        yield from sorting_keys(self.shape[-1])
        n = self.shape[-1]
        for k in range(n - 1):
            order = list(range(n))
            order[k], order[k + 1] = order[k + 1], order[k]
            yield tuple(map(Fraction, order))


@dataclass(frozen=True, slots=True, kw_only=True)
class DoublyStochastic(Family):
    """A convex combination of cyclic shifts and sorted permutations; `symmetric` averages it with its transpose."""

    shape: Shape
    symmetric: bool = False

    _EXTRA = 2

    @property
    def hints(self) -> tuple[Hint, ...]:
        n = self.shape[-1]
        return (WEIGHT,) * (n + self._EXTRA) + (FREE,) * (n * self._EXTRA)

    @property
    def guarantees(self) -> frozenset[str]:
        return frozenset({"doubly stochastic", "stochastic"} | ({"symmetric"} if self.symmetric else set()))

    def build(self, p: Numbers) -> Numbers:
        n = self.shape[-1]
        weights = magnitude(p[:, : n + self._EXTRA])
        sums = total(weights, axis=1, keepdims=True)
        fallback = np.concatenate([filled(sums.shape, 1, p), filled((p.shape[0], n + self._EXTRA - 1), 0, p)], axis=1)
        weights = choose(np.broadcast_to(sums == 0, weights.shape), fallback, weights)
        weights = safe_ratio(weights, total(weights, axis=1, keepdims=True))
        out = filled((p.shape[0], n, n), 0, p)
        for shift in range(n):
            for i in range(n):
                out[:, i, (i + shift) % n] = weights[:, shift]
        for k in range(self._EXTRA):
            keys = p[:, n + self._EXTRA + n * k : n + self._EXTRA + n * (k + 1)]
            out = out + permutations(keys) * weights[:, n + k].reshape(-1, 1, 1)
        return (out + transposed(out)) / constant(2, p) if self.symmetric else out

    def structured(self) -> Iterator[Row]:
        n = self.shape[-1]
        keys = (*sorting_keys(n)[1], *sorting_keys(n)[-1])
        weights = [tuple(Fraction(int(i == k)) for i in range(n + self._EXTRA)) for k in range(n + self._EXTRA)]
        weights.append((Fraction(1),) * n + (Fraction(0),) * self._EXTRA)
        weights.append((Fraction(1),) * (n + self._EXTRA))
        weights.append(tuple(Fraction(i + 1) for i in range(n + self._EXTRA)))
        for row in weights:
            yield row + keys
