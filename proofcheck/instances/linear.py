"""Exact linear algebra over the rationals: what decides adjectives and solves assumptions without rounding.

Plain Python on `Fraction`s: the matrices of witnesses are small, and nothing here may depend on an engine.
Source: Gauss–Jordan elimination; Sylvester's law of inertia.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Matrix = list[list[Fraction]]
Rows = Sequence[Sequence[Fraction]]


def identity(n: int) -> Matrix:
    return [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]


def transpose(a: Rows) -> Matrix:
    return [list(column) for column in zip(*a, strict=True)]


def multiply(a: Rows, b: Rows) -> Matrix:
    columns = transpose(b)
    return [[sum((x * y for x, y in zip(row, c, strict=True)), Fraction(0)) for c in columns] for row in a]


def reduced(a: Rows, order: Sequence[int] | None = None) -> tuple[Matrix, list[int]]:
    """Reduced row echelon form and its pivot columns; `order` lists the columns in which pivots are looked for.

    Zero rows are dropped, so the number of rows is the rank (within `order`), save rows whose only entries
    stand in columns outside `order`, which come last.
    """
    rows = [list(r) for r in a]
    pivots: list[int] = []
    for column in range(len(rows[0]) if rows else 0) if order is None else order:
        top = len(pivots)
        found = next((i for i in range(top, len(rows)) if rows[i][column] != 0), None)
        if found is None:
            continue
        rows[top], rows[found] = rows[found], rows[top]
        scale = rows[top][column]
        rows[top] = [x / scale for x in rows[top]]
        for i, row in enumerate(rows):
            if i != top and row[column] != 0:
                factor = row[column]
                rows[i] = [x - factor * y for x, y in zip(row, rows[top], strict=True)]
        pivots.append(column)
    return [r for r in rows if any(r)], pivots


def rank(a: Rows) -> int:
    return len(reduced(a)[1])


def inverse(a: Rows) -> Matrix | None:
    """The inverse, or None where the matrix is singular."""
    n = len(a)
    joined = [[*row, *unit] for row, unit in zip(a, identity(n), strict=True)]
    rows, pivots = reduced(joined, range(n))
    return [r[n:] for r in rows] if len(pivots) == n else None


def determinant(a: Rows) -> Fraction:
    rows = [list(r) for r in a]
    value = Fraction(1)
    for top in range(len(rows)):
        found = next((i for i in range(top, len(rows)) if rows[i][top] != 0), None)
        if found is None:
            return Fraction(0)
        if found != top:
            rows[top], rows[found] = rows[found], rows[top]
            value = -value
        value *= rows[top][top]
        for i in range(top + 1, len(rows)):
            factor = rows[i][top] / rows[top][top]
            if factor:
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[top], strict=True)]
    return value


def inertia(a: Rows) -> tuple[int, int, int]:
    """How many eigenvalues of a symmetric matrix are negative, zero and positive, by congruence."""
    rows = [list(r) for r in a]
    signs = [0, 0, 0]
    while rows:
        n = len(rows)
        pivot = next((i for i in range(n) if rows[i][i] != 0), None)
        if pivot is None:
            pair = next(((i, j) for i in range(n) for j in range(n) if rows[i][j] != 0), None)
            if pair is None:
                signs[1] += n
                break
            pivot, other = pair
            rows[pivot] = [x + y for x, y in zip(rows[pivot], rows[other], strict=True)]
            for row in rows:
                row[pivot] += row[other]
        value, line = rows[pivot][pivot], rows[pivot]
        signs[0 if value < 0 else 2] += 1
        kept = [i for i in range(n) if i != pivot]
        rows = [[rows[i][j] - rows[i][pivot] * line[j] / value for j in kept] for i in kept]
    return signs[0], signs[1], signs[2]


def projected(point: Sequence[Fraction], a: Rows, b: Sequence[Fraction]) -> list[Fraction] | None:
    """The solution of `a x = b` nearest to `point` (Euclidean), or None where there is none."""
    rows, pivots = reduced([[*row, value] for row, value in zip(a, b, strict=True)], range(len(point)))
    if len(rows) > len(pivots):
        return None
    lines = [r[:-1] for r in rows]
    if not lines:
        return list(point)
    misses = [r[-1] - sum((x * p for x, p in zip(r, point, strict=False)), Fraction(0)) for r in rows]
    gram = multiply(lines, transpose(lines))
    inverted = inverse(gram)
    if inverted is None:
        return None
    weights = [sum((x * m for x, m in zip(row, misses, strict=True)), Fraction(0)) for row in inverted]
    moves = (sum((w * line[k] for w, line in zip(weights, lines, strict=True)), Fraction(0)) for k in range(len(point)))
    return [p + move for p, move in zip(point, moves, strict=True)]
