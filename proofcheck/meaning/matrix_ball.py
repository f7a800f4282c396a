"""Enclosures of what belongs to a matrix as a whole: eigenvalues, singular values, inverses, definiteness.

All eigenvalues of a symmetric ball matrix S, multiple ones too: with any near-orthogonal Q, the eigenvalues of S and of
B = Q^T S Q differ by factors within 1 ± |Q^T Q - 1| (Ostrowski), and those of B from its diagonal, both sorted, by at
most the norm of the rest (Weyl). Q comes from Jacobi rotations without guarantees; the bounds do not depend on it.
Source: Horn and Johnson, Matrix Analysis, 4.3.1 and 4.5.9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cmp_to_key
from typing import Any

from flint import acb_mat, arb, arb_mat, ctx

Ball = Any
Values = Sequence[Any]  # balls or truth values; None: unknown

MAX_ORDER = 24


def _jacobi(matrix: list[list[Ball]]) -> list[list[Ball]]:
    """Nearly orthogonal columns that nearly diagonalise a symmetric matrix of points."""
    n = len(matrix)
    a = [row[:] for row in matrix]
    q = [[arb(int(i == j)) for j in range(n)] for i in range(n)]
    for _ in range(30):
        off = sum((a[i][j] ** 2 for i in range(n) for j in range(i)), arb(0)).mid()
        size = sum((a[i][i] ** 2 for i in range(n)), arb(0)).mid()
        if off == 0 or off <= size * arb(2) ** (-2 * ctx.prec + 16):
            break
        for i in range(n):
            for j in range(i + 1, n):
                _rotate(a, q, i, j)
    return q


def _rotate(a: list[list[Ball]], q: list[list[Ball]], i: int, j: int) -> None:
    """One Jacobi rotation that annuls a[i][j], on points."""
    if a[i][j] == 0:
        return
    theta = ((a[j][j] - a[i][i]) / (2 * a[i][j])).mid()
    t = (1 / (abs(theta) + (theta * theta + 1).sqrt())).mid()
    t = -t if theta < 0 else t
    c = (1 / (t * t + 1).sqrt()).mid()
    s = (t * c).mid()
    for row in (*a, *q):
        row[i], row[j] = (c * row[i] - s * row[j]).mid(), (s * row[i] + c * row[j]).mid()
    a[i], a[j] = (
        [(c * x - s * y).mid() for x, y in zip(a[i], a[j], strict=True)],
        [(s * x + c * y).mid() for x, y in zip(a[i], a[j], strict=True)],
    )


def _order(x: Ball, y: Ball) -> int:
    return -1 if x > y else 1 if x < y else 0


def _descending(points: list[Ball]) -> list[Ball]:
    """Exact points in descending order."""
    return sorted(points, key=cmp_to_key(_order))


def _norm(entries: Sequence[Ball]) -> Ball:
    """An upper bound of the Frobenius norm, as a point."""
    return sum((x * x for x in entries), arb(0)).abs_upper().sqrt().abs_upper()


def symmetric_spectrum(matrix: Any) -> Values:
    """Balls around all eigenvalues of a symmetric ball matrix, descending; Nones where that fails."""
    n = matrix.nrows()
    if n > MAX_ORDER or not all(x.is_finite() for x in matrix.entries()):
        return [None] * n
    points = [[((matrix[i, j] + matrix[j, i]) / 2).mid() for j in range(n)] for i in range(n)]
    rotation = arb_mat(_jacobi(points))
    turned = rotation.transpose() * matrix * rotation
    gram = rotation.transpose() * rotation
    slack = _norm([gram[i, j] - int(i == j) for i in range(n) for j in range(n)])
    rest = _norm([turned[i, j] for i in range(n) for j in range(n) if i != j])
    if not (slack.is_finite() and rest.is_finite() and slack < 1):
        return [None] * n
    factor = (1 + slack).union(1 - slack)
    lower = _descending([turned[i, i].lower() for i in range(n)])
    upper = _descending([turned[i, i].upper() for i in range(n)])
    found = [((low - rest).union(high + rest)) / factor for low, high in zip(lower, upper, strict=True)]
    return [x if x.is_finite() else None for x in found]


def _matrix(rows: int, columns: int, values: Sequence[Ball]) -> Any:
    return arb_mat(rows, columns, list(values))


def _nonnegative_root(square: Ball | None) -> Ball | None:
    """The square root of a ball whose value is known to be at least 0."""
    if square is None:
        return None
    if square > 0:
        return square.sqrt()
    most = square.abs_upper().sqrt().abs_upper()
    return most.union(arb(0))


def eigenvalues(rows: int, columns: int, values: Sequence[Ball]) -> Values:
    return symmetric_spectrum(_matrix(rows, columns, values))


def singular_values(rows: int, columns: int, values: Sequence[Ball]) -> Values:
    matrix = _matrix(rows, columns, values)
    gram = matrix * matrix.transpose() if rows <= columns else matrix.transpose() * matrix
    return [_nonnegative_root(x) for x in symmetric_spectrum(gram)]


def spectral_radius(rows: int, columns: int, values: Sequence[Ball]) -> Values:
    if rows > MAX_ORDER:
        return (None,)
    try:
        found = acb_mat(_matrix(rows, columns, values)).eig(multiple=True)
    except (ValueError, ArithmeticError):
        return (None,)
    largest = arb(0)
    for x in found:
        largest = largest.max(abs(x))
    return (largest if len(found) == rows and largest.is_finite() else None,)


def determinant(rows: int, columns: int, values: Sequence[Ball]) -> Values:
    found = _matrix(rows, columns, values).det()
    return (found if found.is_finite() else None,)


def inverse(rows: int, columns: int, values: Sequence[Ball]) -> Values:
    try:
        found = _matrix(rows, columns, values).inv().entries()
    except ZeroDivisionError:
        return [None] * (rows * columns)
    return [x if x.is_finite() else None for x in found]


def pseudo_inverse(rows: int, columns: int, values: Sequence[Ball]) -> Values:
    """Of a matrix that is certainly of full rank."""
    matrix = _matrix(rows, columns, values)
    turned = matrix.transpose()
    try:
        found = turned * (matrix * turned).inv() if rows <= columns else (turned * matrix).inv() * turned
    except ZeroDivisionError:
        return [None] * (rows * columns)
    return [x if x.is_finite() else None for x in found.entries()]


def rank(rows: int, columns: int, values: Sequence[Ball]) -> Values:
    matrix = _matrix(rows, columns, values)
    gram = matrix * matrix.transpose() if rows <= columns else matrix.transpose() * matrix
    determinant_ = gram.det()
    return (arb(min(rows, columns)) if determinant_ > 0 else None,)


def definite(strictly: bool) -> Callable[[int, int, Sequence[Ball]], Values]:
    def decide(rows: int, columns: int, values: Sequence[Ball]) -> Values:
        least = symmetric_spectrum(_matrix(rows, columns, values))[-1]
        if least is None:
            return (None,)
        if least > 0:
            return (True,)
        return (False if (least <= 0 if strictly else least < 0) else None,)

    return decide


def exponential(rows: int, columns: int, values: Sequence[Ball]) -> Values:
    return [x if x.is_finite() else None for x in _matrix(rows, columns, values).exp().entries()]


# Those that are right for symmetric matrices only: the caller makes sure that the matrix is.
SYMMETRIC_ONLY = frozenset(("eigenvalue", "is_psd", "is_pd"))

FAMILIES: Mapping[str, Callable[[int, int, Sequence[Ball]], Values]] = {
    "eigenvalue": eigenvalues,
    "singular_value": singular_values,
    "spectral_radius": spectral_radius,
    "det": determinant,
    "rank": rank,
    "inverse": inverse,
    "pinv": pseudo_inverse,
    "is_psd": definite(False),
    "is_pd": definite(True),
    "expm": exponential,
}
