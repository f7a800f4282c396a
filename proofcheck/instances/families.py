"""Parametrisations: how a row of free scalars becomes a value of a type, on floats and on rationals alike.

Every family is rational in its parameters, so an interesting float row, rounded to simple rationals and built again,
has its adjectives exactly. Shapes: parameters `[B, P]` in, values `[B, *shape]` out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np

from proofcheck.instances import seeds
from proofcheck.instances.arrays import (
    Numbers,
    as_index,
    constant,
    exact_array,
    filled,
    is_exact,
    total,
)
from proofcheck.instances.domains import CHANCE, FREE, REALS, Extent, Hint, choice
from proofcheck.verdict import Imaginary

Row = tuple[Fraction, ...]
Shape = tuple[int, ...]


class Family(ABC):
    """A parametrisation of the values of one shape; `guarantees` are the adjectives that every member has."""

    __slots__ = ()
    shape: Shape

    @property
    @abstractmethod
    def hints(self) -> tuple[Hint, ...]:
        """One hint for each parameter."""

    @property
    def guarantees(self) -> frozenset[str]:
        return frozenset()

    @abstractmethod
    def build(self, p: Numbers) -> Numbers:
        """`[B, P]` to `[B, *shape]`."""

    @abstractmethod
    def structured(self) -> Iterator[Row]:
        """Exact parameter rows that are worth trying, simplest first; repeats are allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain(Family):
    """Every entry free within a domain; a scalar is the empty shape."""

    shape: Shape
    extent: Extent = REALS

    @property
    def hints(self) -> tuple[Hint, ...]:
        return (self.extent.hint,) * prod(self.shape)

    def build(self, p: Numbers) -> Numbers:
        return self.extent.place(p).reshape(p.shape[0], *self.shape)

    def structured(self) -> Iterator[Row]:
        return placed_rows(self.extent, self.shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterned(Family):
    """Matrices whose entries repeat parameters: `at[i][j]` is a parameter with a sign, or None for zero."""

    shape: Shape
    at: tuple[tuple[tuple[int, int] | None, ...], ...]  # (parameter, sign)
    kept: frozenset[str]
    extent: Extent = REALS

    @property
    def hints(self) -> tuple[Hint, ...]:
        return (self.extent.hint,) * (1 + max((cell[0] for row in self.at for cell in row if cell), default=-1))

    @property
    def guarantees(self) -> frozenset[str]:
        return self.kept

    def build(self, p: Numbers) -> Numbers:
        placed = self.extent.place(p)
        out = filled((p.shape[0], *self.shape), 0, p)
        for i, row in enumerate(self.at):
            for j, cell in enumerate(row):
                if cell is not None:
                    column = placed[:, cell[0]]
                    out[:, i, j] = column if cell[1] > 0 else -column
        return out

    def structured(self) -> Iterator[Row]:
        first = {cell[0]: (i, j) for i, row in reversed(list(enumerate(self.at))) for j, cell in enumerate(row) if cell}
        positions = [i * self.shape[1] + j for _, (i, j) in sorted(first.items())]
        for row in placed_rows(self.extent, self.shape):
            yield tuple(row[k] for k in positions)


_PATTERNS: dict[str, Callable[[int, int], bool]] = {
    "symmetric": lambda i, j: i >= j,
    "skew": lambda i, j: i > j,
    "diagonal": lambda i, j: i == j,
    "lower": lambda i, j: i >= j,
    "upper": lambda i, j: i <= j,
    "strictly lower": lambda i, j: i > j,
    "strictly upper": lambda i, j: i < j,
}


def pattern(shape: Shape, kind: str, extent: Extent = REALS, kept: Iterable[str] = ()) -> Patterned:
    """The pattern of an adjective; kinds: symmetric, skew, diagonal, [strictly] lower, [strictly] upper."""
    cells: list[list[tuple[int, int] | None]] = [[None] * shape[1] for _ in range(shape[0])]
    count = 0
    for i in range(shape[0]):
        for j in range(shape[1]):
            if _PATTERNS[kind](i, j):
                cells[i][j] = (count, 1)
                if kind in ("symmetric", "skew"):
                    cells[j][i] = (count, 1 if kind == "symmetric" else -1)
                    if i != j and kind == "skew":
                        cells[i][j] = (count, 1)
                count += 1
    return Patterned(shape=shape, at=tuple(map(tuple, cells)), extent=extent, kept=frozenset(kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed(Family):
    """One value only."""

    shape: Shape
    values: tuple[Fraction, ...]  # row-major
    kept: frozenset[str] = frozenset()

    @property
    def hints(self) -> tuple[Hint, ...]:
        return ()

    @property
    def guarantees(self) -> frozenset[str]:
        return self.kept

    def build(self, p: Numbers) -> Numbers:
        table = exact_array(self.values)
        table = table if is_exact(p) else table.astype(np.float64)
        return np.array(np.broadcast_to(table.reshape(self.shape), (p.shape[0], *self.shape)))

    def structured(self) -> Iterator[Row]:
        yield ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth(Family):
    """Booleans."""

    shape: Shape

    @property
    def hints(self) -> tuple[Hint, ...]:
        return (choice(2),) * prod(self.shape)

    def build(self, p: Numbers) -> Numbers:
        chosen = as_index(p, 2).reshape(p.shape[0], *self.shape) == 1
        return np.array(chosen, dtype=object) if is_exact(p) else np.array(chosen)

    def structured(self) -> Iterator[Row]:
        size = prod(self.shape)
        for k in range(min(2**size, 64)):
            yield tuple(Fraction(k >> i & 1) for i in range(size))


@dataclass(frozen=True, slots=True, kw_only=True)
class Complexes(Family):
    """Complex arrays from a real and an imaginary part; `linear` adjectives hold as they hold for both parts."""

    shape: Shape
    real: Family
    imaginary: Family

    @property
    def hints(self) -> tuple[Hint, ...]:
        return self.real.hints + self.imaginary.hints

    @property
    def guarantees(self) -> frozenset[str]:
        return self.real.guarantees & self.imaginary.guarantees

    def build(self, p: Numbers) -> Numbers:
        cut = len(self.real.hints)
        re, im = self.real.build(p[:, :cut]), self.imaginary.build(p[:, cut:])
        if not is_exact(p):
            whole: Numbers = re + 1j * im
            return whole
        out = np.empty(re.size, dtype=object)
        out[:] = [Imaginary(Fraction(x), Fraction(y)) for x, y in zip(re.ravel(), im.ravel(), strict=True)]
        return out.reshape(re.shape)

    def structured(self) -> Iterator[Row]:
        parts = list(self.real.structured()), list(self.imaginary.structured())
        zero = (Fraction(0),) * len(self.imaginary.hints)
        for row in parts[0][:24]:
            yield row + zero
        for k, row in enumerate(parts[1][:24]):
            yield (Fraction(0),) * len(self.real.hints) + row
            yield parts[0][(2 * k + 1) % len(parts[0])] + row


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Family):
    """Arrays of Euclidean norm 1: stereographic projection of the other coordinates, and a sign."""

    shape: Shape

    @property
    def hints(self) -> tuple[Hint, ...]:
        return (FREE,) * (prod(self.shape) - 1) + (choice(2),)

    @property
    def guarantees(self) -> frozenset[str]:
        return frozenset({"unit"})

    def build(self, p: Numbers) -> Numbers:
        t, sign = p[:, :-1], 1 - 2 * as_index(p[:, -1:], 2)
        square = total(t * t, axis=1, keepdims=True)
        one = filled(square.shape, 1, p)
        point = np.concatenate([one - square, t * constant(2, p)], axis=1) / (one + square)
        signs = exact_array(sign) if is_exact(p) else sign.astype(np.float64)
        signed: Numbers = point * signs
        return signed.reshape(p.shape[0], *self.shape)

    def structured(self) -> Iterator[Row]:
        n = prod(self.shape) - 1
        points = [(Fraction(0),) * n]
        points += [tuple(Fraction(v) if i == k else Fraction(0) for i in range(n)) for v in (1, -1) for k in range(n)]
        points += [(Fraction(v),) * n for v in (1, Fraction(1, 2), 2, Fraction(1, 3), -1, Fraction(-1, 2))] if n else []
        for sign in (0, 1):
            for point in points:
                yield (*point, Fraction(sign))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaled(Family):
    """A family times a factor from `[0, 1]` (or away from it): what `norm(x) <= c` leaves free, up to `c`."""

    shape: Shape
    inner: Family
    factor: Hint = CHANCE

    @property
    def hints(self) -> tuple[Hint, ...]:
        return (*self.inner.hints, self.factor)

    def build(self, p: Numbers) -> Numbers:
        hint = self.factor
        extent = Extent(lower=hint.lower, upper=hint.upper, lower_open=hint.lower_open, upper_open=hint.upper_open)
        factor = extent.place(p[:, -1]).reshape(-1, *(1,) * len(self.shape))
        result: Numbers = self.inner.build(p[:, :-1]) * factor
        return result

    def structured(self) -> Iterator[Row]:
        for row in self.inner.structured():
            for factor in within(self.factor)[:4]:
                yield (*row, factor)


def within(hint: Hint) -> list[Fraction]:
    """Simple numbers that satisfy a hint, its ends and middle included."""
    extent = Extent(
        lower=hint.lower,
        upper=hint.upper,
        lower_open=hint.lower_open,
        upper_open=hint.upper_open,
        integer=hint.integer,
    )
    return simple_members(extent)


def simple_members(extent: Extent) -> list[Fraction]:
    """The simple numbers of a domain, simplest first, with its ends (or points near them) and its middle."""
    if extent.members is not None:
        return [Fraction(i) for i, member in enumerate(extent.members) if extent.contains(member)][:64]
    found = [v for v in seeds.SIMPLE if extent.contains(v)]
    lower, upper = extent.lower, extent.upper
    ends: list[Fraction] = []
    if lower is not None and upper is not None:
        width = upper - lower
        ends += [lower, upper, lower + width / 2, lower + width / 4, lower + width / 1000, upper - width / 1000]
    elif lower is not None:
        ends += [lower, lower + 1, lower + Fraction(1, 2), lower + 2, lower + Fraction(1, 1000), lower + 100]
    elif upper is not None:
        ends += [upper, upper - 1, upper - Fraction(1, 2), upper - 2, upper - Fraction(1, 1000), upper - 100]
    inside = [v for v in ends if extent.contains(v)]
    return list(dict.fromkeys([*found[:3], *inside, *found[3:]]))


def placed_rows(extent: Extent, shape: Shape) -> Iterator[Row]:
    """Structured parameter rows of an array whose entries lie in a domain, all inside the domain."""
    simple = simple_members(extent)
    if not simple:
        return
    if prod(shape) == 1:
        for value in simple:
            yield (value,)
        return
    table = extent.members
    for entries in seeds.arrays(shape):
        if table is not None:
            if all(v in table for v in entries):
                yield tuple(Fraction(table.index(v)) for v in entries)
        elif all(map(extent.contains, entries)):
            yield entries
    yield from _mixed(simple, prod(shape))


def _mixed(simple: Sequence[Fraction], size: int) -> Iterator[Row]:
    """Constant rows of each simple number, then rows that walk through them."""
    for value in simple[:12]:
        yield (value,) * size
    for start in range(min(len(simple), 12)):
        yield tuple(simple[(start + i) % len(simple)] for i in range(size))
        yield tuple(simple[(start + i * i) % len(simple)] for i in range(size))


def built_exactly(family: Family, row: Sequence[Fraction]) -> Numbers:
    """The exact value of one row, without batch axis."""
    p = np.empty((1, len(row)), dtype=object)
    p[0, :] = list(row)
    result: Numbers = family.build(p)[0]
    return result


def sorting_keys(n: int) -> list[Row]:
    """Keys of the identity, the reversal, the cycles and the first swap."""
    straight = list(range(n))
    orders = [straight, straight[::-1], straight[1:] + straight[:1], straight[-1:] + straight[:-1]]
    if n > 2:
        orders.append([1, 0, *straight[2:]])
    return [tuple(map(Fraction, o)) for o in orders]


def graded(*lists: Sequence[Row]) -> Iterator[Row]:
    """Rows that join one row of each list; those whose positions add up to less come first."""
    places = sorted(product(*(range(len(rows)) for rows in lists)), key=lambda c: (sum(c), max(c), c))
    for choice_ in places:
        yield tuple(value for rows, k in zip(lists, choice_, strict=True) for value in rows[k])
