"""The numbers and arrays that a mathematician would try first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import prod

_F = Fraction


def _sign(k: int) -> int:
    return -1 if k % 2 else 1


# Simplest first: small whole numbers, halves and thirds, then Pythagorean points, then large and small.
SIMPLE: tuple[Fraction, ...] = (
    *map(Fraction, (0, 1, -1)),
    *(_F(1, 2), _F(-1, 2), _F(2), _F(-2), _F(3), _F(1, 3), _F(-3), _F(3, 2), _F(-3, 2), _F(-1, 3)),
    *(_F(1, 4), _F(3, 4), _F(2, 3), _F(4), _F(5), _F(-5), _F(3, 5), _F(4, 5), _F(5, 2), _F(7), _F(10), _F(-10)),
    *(_F(1, 10), _F(-1, 10), _F(9, 10), _F(11, 10), _F(100), _F(-100), _F(1, 100), _F(-1, 100)),
    *(_F(1000), _F(-1000), _F(1, 1000), _F(20), _F(-20), _F(10**6), _F(-(10**6)), _F(1, 10**6)),
)

_MATRICES: tuple[Callable[[int, int, int, int], Fraction | int], ...] = (
    lambda i, j, m, n: int(i == j),
    lambda i, j, m, n: int(i == 0 and j == 0),
    lambda i, j, m, n: int(j == i + 1),
    lambda i, j, m, n: int(i == j + 1),
    lambda i, j, m, n: -int(i == j),
    lambda i, j, m, n: 2 * int(i == j),
    lambda i, j, m, n: _F(int(i == j), 2),
    lambda i, j, m, n: (i + 1) * int(i == j),
    lambda i, j, m, n: _sign(i) * int(i == j),
    lambda i, j, m, n: int(i + j == n - 1),
    lambda i, j, m, n: int(j == (i + 1) % n),
    lambda i, j, m, n: int(i <= j),
    lambda i, j, m, n: int(i >= j),
    lambda i, j, m, n: int(i == j) + int(j == i + 1),
    lambda i, j, m, n: int(i < j) - int(i > j),
    lambda i, j, m, n: _sign(i + j),
    lambda i, j, m, n: (i + 1) * (j + 1),
    lambda i, j, m, n: i * n + j + 1,
    lambda i, j, m, n: int(i == j) + 1,
    lambda i, j, m, n: 2 * int(j == i + 1),
    lambda i, j, m, n: int(i == 0 and j == n - 1),
    lambda i, j, m, n: _F(1, i + j + 1),
    lambda i, j, m, n: int(i == 0) - int(j == 0),
    lambda i, j, m, n: int(i == j) * (_F(1000) if i == 0 else _F(1, 1000)),
)

_VECTORS: tuple[Callable[[int, int], Fraction | int], ...] = (
    lambda i, n: int(i == 0),
    lambda i, n: int(i == n - 1),
    lambda i, n: _sign(i),
    lambda i, n: i + 1,
    lambda i, n: n - i,
    lambda i, n: int(i == 0) - int(i == n - 1),
    lambda i, n: _F(1, i + 1),
    lambda i, n: i,
    lambda i, n: 2 * int(i == 0),
    lambda i, n: int(i > 0),
    lambda i, n: _sign(i) * (i + 1),
    lambda i, n: 10**3 if i == 0 else _F(1, 1000),
)

_CONSTANT = (_F(0), _F(1), _F(-1), _F(1, 2), _F(2), _F(-1, 2), _F(3), _F(10), _F(1, 10), _F(1000), _F(-1000))


def arrays(shape: tuple[int, ...]) -> Iterator[tuple[Fraction, ...]]:
    """Exact arrays of a shape, row-major, simplest first; a tensor is a row of matrices."""
    size = prod(shape)
    for value in _CONSTANT[:3]:
        yield (value,) * size
    if len(shape) <= 1:
        n = size
        for vector in _VECTORS:
            yield tuple(Fraction(vector(i, n)) for i in range(n))
    else:
        m, n = shape[-2:]
        cells = [(k // n % m, k % n) for k in range(size)]
        for matrix in _MATRICES:
            yield tuple(Fraction(matrix(i, j, m, n)) for i, j in cells)
        if len(shape) > 2:
            yield from _varied(shape)
    for value in _CONSTANT[3:]:
        yield (value,) * size


def _varied(shape: tuple[int, ...]) -> Iterator[tuple[Fraction, ...]]:
    """Tensors whose matrices differ: each takes the next of the list."""
    m, n = shape[-2:]
    for start in range(0, len(_MATRICES), 2):
        yield tuple(
            Fraction(_MATRICES[(start + 3 * (k // (m * n))) % len(_MATRICES)](k // n % m, k % n, m, n))
            for k in range(prod(shape))
        )
