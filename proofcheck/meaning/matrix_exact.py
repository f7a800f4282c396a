"""Exact values of matrices as a whole: spectra, rank, inverses, over the rationals.

An eigenvalue is exact where it is a rational root of the characteristic polynomial; its place among the others, all
real for a symmetric matrix, follows from Descartes' rule of signs, which is exact for real-rooted polynomials.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_mat, fmpq_poly

from proofcheck.meaning.exact import Exact, Inexact, Undefined, apply_exactly

MAX_ORDER = 12  # of a matrix whose characteristic polynomial is factored
MAX_BITS = 512  # of its entries
MAX_TOTAL_BITS = 4_000_000  # of all entries, times the order

Values = Sequence[Exact | None]  # None: not exact, though there is a value


def _matrix(rows: int, columns: int, values: Sequence[Exact]) -> Any:
    rationals = [v for v in values if isinstance(v, Fraction)]
    bits = sum(v.numerator.bit_length() + v.denominator.bit_length() for v in rationals)
    if len(rationals) < len(values) or bits * max(rows, columns) > MAX_TOTAL_BITS:
        raise Inexact
    return fmpq_mat(rows, columns, [fmpq(v.numerator, v.denominator) for v in rationals])


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _small(matrix: Any) -> None:
    bits = max((max(int(v.p).bit_length(), int(v.q).bit_length()) for v in matrix.entries()), default=0)
    if matrix.nrows() > MAX_ORDER or bits > MAX_BITS:
        raise Inexact


def _sign_changes(polynomial: Any) -> int:
    signs = [c > 0 for c in polynomial.coeffs() if c != 0]
    return sum(a != b for a, b in pairwise(signs))


def _real_spectrum(matrix: Any) -> list[Fraction | None]:
    """The eigenvalues of a symmetric matrix, descending; None in the places of irrational ones."""
    _small(matrix)
    polynomial = matrix.charpoly()
    found: list[Fraction | None] = [None] * matrix.nrows()
    for factor, multiplicity in polynomial.factor()[1]:
        if factor.degree() == 1:
            root = -factor[0] / factor[1]
            above = _sign_changes(polynomial(fmpq_poly([root, 1])))
            for k in range(multiplicity):
                found[above + k] = _fraction(root)
    return found


def _symmetric(matrix: Any) -> None:
    if matrix != matrix.transpose():
        raise Inexact


def eigenvalues(rows: int, columns: int, values: Sequence[Exact]) -> Values:
    matrix = _matrix(rows, columns, values)
    _symmetric(matrix)
    return _real_spectrum(matrix)


def singular_values(rows: int, columns: int, values: Sequence[Exact]) -> Values:
    matrix = _matrix(rows, columns, values)
    gram = matrix * matrix.transpose() if rows <= columns else matrix.transpose() * matrix
    found: list[Exact | None] = []
    for square in _real_spectrum(gram):
        try:
            found.append(None if square is None else apply_exactly("sqrt", (square,)))
        except Inexact:
            found.append(None)
    return found


def spectral_radius(rows: int, columns: int, values: Sequence[Exact]) -> Values:
    matrix = _matrix(rows, columns, values)
    _small(matrix)
    sizes: list[Exact] = [Fraction(0)]
    for factor, _ in matrix.charpoly().factor()[1]:
        if factor.degree() == 1:
            sizes.append(abs(_fraction(-factor[0] / factor[1])))
        elif factor.degree() == 2 and factor.discriminant() < 0:
            sizes.append(apply_exactly("sqrt", (_fraction(factor[0] / factor[2]),)))
        else:
            raise Inexact
    return (apply_exactly("max", sizes),)


def determinant(rows: int, columns: int, values: Sequence[Exact]) -> Values:
    return (_fraction(_matrix(rows, columns, values).det()),)


def rank(rows: int, columns: int, values: Sequence[Exact]) -> Values:
    return (Fraction(int(_matrix(rows, columns, values).rank())),)


def inverse(rows: int, columns: int, values: Sequence[Exact]) -> Values:
    try:
        return [_fraction(v) for v in _matrix(rows, columns, values).inv().entries()]
    except ZeroDivisionError:
        raise Undefined("the inverse of a singular matrix") from None


def pseudo_inverse(rows: int, columns: int, values: Sequence[Exact]) -> Values:
    """By a full-rank factorisation A = C F: F^T (F F^T)^-1 (C^T C)^-1 C^T."""
    matrix = _matrix(rows, columns, values)
    reduced, order = matrix.rref()
    if order == 0:
        return [Fraction(0)] * (rows * columns)
    pivots = [next(j for j in range(columns) if reduced[i, j] != 0) for i in range(order)]
    right = fmpq_mat(order, columns, [reduced[i, j] for i in range(order) for j in range(columns)])
    left = fmpq_mat(rows, order, [matrix[i, j] for i in range(rows) for j in pivots])
    right_t, left_t = right.transpose(), left.transpose()
    result = right_t * (right * right_t).inv() * (left_t * left).inv() * left_t
    return [_fraction(v) for v in result.entries()]


def definite(strictly: bool) -> Callable[[int, int, Sequence[Exact]], Values]:
    """Whether a symmetric matrix is positive definite or semidefinite: the signs of its characteristic polynomial."""

    def decide(rows: int, columns: int, values: Sequence[Exact]) -> Values:
        matrix = _matrix(rows, columns, values)
        symmetric = (matrix + matrix.transpose()) / 2
        coefficients = symmetric.charpoly().coeffs()
        wrong = (matrix.nrows() - k for k in range(len(coefficients)))
        signs = [(-c if odd % 2 else c) for c, odd in zip(coefficients, wrong, strict=True)]
        holds = all(s > 0 for s in signs) if strictly else all(s >= 0 for s in signs)
        if holds and matrix != matrix.transpose():
            raise Inexact  # true of the quadratic form only
        return (holds,)

    return decide


def exponential(rows: int, columns: int, values: Sequence[Exact]) -> Values:
    """The exponential of a nilpotent matrix, a finite sum."""
    matrix = _matrix(rows, columns, values)
    total = fmpq_mat(rows, rows, [int(i == j) for i in range(rows) for j in range(rows)])
    part = total
    for k in range(1, rows + 1):
        part = part * matrix / k
        total += part
    if part.rank() != 0:
        raise Inexact
    return [_fraction(v) for v in total.entries()]


FAMILIES: Mapping[str, Callable[[int, int, Sequence[Exact]], Values]] = {
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
