"""Determinants, inverses, factorisations, norms, spectra and their predicates as entries.

Small ones are written out; what has no formula is an opaque entry over the matrix's entries (row-major) with
data `(rows, columns, place)`: place k (0-based) of the descending list for `singular_value` and `eigenvalue` (of a
symmetric matrix), row-major place for `inverse`, `pinv`, `expm`, and 0 for `det`, `rank`, `spectral_radius`, `is_psd`,
`is_pd`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.arrays import (
    Options,
    Row,
    built,
    diag,
    diagonal,
    identity,
    matrix_product,
    scalar,
    transposed,
    vector,
    whole,
)
from proofcheck.meaning.graph import Entry, Graph, Grid

MAX_WRITTEN_DETERMINANT = 5
MAX_WRITTEN_INVERSE = 4
MAX_POWER = 2000


def opaque(g: Graph, op: str, a: Grid, place: int = 0) -> Entry:
    return g.make(op, *a.entries, data=(*a.shape, place))


def is_diagonal(a: Grid) -> bool:
    """Whether every entry off the diagonal is the literal 0."""
    return all(a.at(i, j).constant == 0 for i in range(a.shape[0]) for j in range(a.shape[1]) if i != j)


def is_triangular(a: Grid) -> bool:
    n = a.shape[0]
    lower = all(a.at(i, j).constant == 0 for i in range(n) for j in range(i + 1, n))
    return lower or all(a.at(i, j).constant == 0 for i in range(n) for j in range(i))


def determinant(g: Graph, a: Grid) -> Entry:
    """By Laplace's expansion along the rows, each minor once."""
    n = a.shape[0]
    if is_triangular(a):
        return g.restrict(g.product(diagonal(a).entries), *a.entries)
    if n > MAX_WRITTEN_DETERMINANT:
        return opaque(g, "det", a)
    minors: dict[tuple[int, ...], Entry] = {(): g.one}

    def minor(columns: tuple[int, ...]) -> Entry:
        """Of the last rows and these columns."""
        if columns not in minors:
            i = n - len(columns)
            total = g.zero
            for k, j in enumerate(columns):
                part = g.mul(a.at(i, j), minor(columns[:k] + columns[k + 1 :]))
                total = g.sub(total, part) if k % 2 else g.add(total, part)
            minors[columns] = total
        return minors[columns]

    return minor(tuple(range(n)))


def inverse(g: Graph, a: Grid) -> Grid:
    n = a.shape[0]
    if is_diagonal(a):
        return diag(g, [g.div(g.one, x) for x in diagonal(a).entries]) if n else a
    if n > MAX_WRITTEN_INVERSE:
        return Grid(a.shape, tuple(opaque(g, "inverse", a, k) for k in range(n * n)))
    whole_determinant = determinant(g, a)

    def entry(i: int, j: int) -> Entry:
        rest = built((n - 1, n - 1), lambda p, q: a.at(p + (p >= j), q + (q >= i)))
        cofactor = determinant(g, rest)
        return g.div(g.neg(cofactor) if (i + j) % 2 else cofactor, whole_determinant)

    return built((n, n), entry)


def matrix_power(g: Graph, a: Grid, exponent: int) -> Grid:
    if abs(exponent) > MAX_POWER:
        raise TooLarge(f"a matrix power of {exponent}")
    base = inverse(g, a) if exponent < 0 else a
    result = identity(g, a.shape[0])
    for bit in bin(abs(exponent))[2:]:
        result = matrix_product(g, result, result)
        if bit == "1":
            result = matrix_product(g, result, base)
    return result


def euclidean(g: Graph, items: Sequence[Entry]) -> Entry:
    if len(items) == 1:
        return g.make("abs", items[0])
    return g.make("sqrt", g.sum(g.mul(x, x) for x in items))


def _real(op: str, a: Grid) -> None:
    if any(e.sign < 0 for e in a.entries):
        raise NoMeaning(op, "of complex numbers")


def singular_values(g: Graph, a: Grid) -> list[Entry]:
    """Descending."""
    _real("sigma", a)
    count = min(a.shape)
    if count == 1:
        return [euclidean(g, a.entries)]
    return [opaque(g, "singular_value", a, k) for k in range(count)]


def largest_singular_value(g: Graph, a: Grid) -> Entry:
    if min(a.shape) > 1 and is_diagonal(a):
        return g.make("max", *(g.make("abs", x) for x in diagonal(a).entries))
    return singular_values(g, a)[0] if min(a.shape) else g.undefined("sigma_max of an empty matrix")


def least_singular_value(g: Graph, a: Grid) -> Entry:
    """The last of the min(m, n) singular values."""
    if min(a.shape) > 1 and is_diagonal(a):
        return g.make("min", *(g.make("abs", x) for x in diagonal(a).entries))
    return singular_values(g, a)[-1] if min(a.shape) else g.undefined("sigma_min of an empty matrix")


def is_symmetric(g: Graph, a: Grid) -> Entry:
    n = a.shape[0]
    pairs = ((a.at(i, j), a.at(j, i)) for i in range(n) for j in range(i))
    return g.all(g.make("==", p, q) for p, q in pairs if p is not q)


def eigenvalue(g: Graph, a: Grid, place: int) -> Entry:
    """The eigenvalue at a 0-based place of the descending list of a symmetric matrix; undefined for others."""
    _real("eigenvalues", a)
    n = a.shape[0]
    found = a.entries[0] if n == 1 else opaque(g, "eigenvalue", a, place)
    return g.choose(is_symmetric(g, a), found, g.undefined("an ordered eigenvalue of a matrix that is not symmetric"))


def _eigenvalues(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    a = args[0]
    if is_symmetric(g, a).constant is not True:
        raise NoMeaning("eigenvalues", "of a matrix that is not surely symmetric")
    return vector([eigenvalue(g, a, k) for k in range(a.shape[0])])


def _norm(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    a, kind = args[0], options.get("kind")
    if isinstance(kind, Grid):
        value = kind.scalar.constant
        kind = str(value) if isinstance(value, Fraction) else "?"
    sizes = [g.make("abs", e) for e in a.entries]
    if not sizes:
        return scalar(g.zero)
    lines: list[Sequence[Entry]]
    if len(a.shape) == 1:
        if kind in (None, "2", "fro"):
            return scalar(euclidean(g, _moduli(g, a)))
        lines = [sizes] if kind == "1" else [[s] for s in sizes]
    else:
        if kind in (None, "fro"):
            return scalar(euclidean(g, _moduli(g, a)))
        if kind == "2":
            return scalar(largest_singular_value(g, a))
        if kind == "nuc":
            return scalar(g.sum(singular_values(g, a)))
        n = a.shape[1]
        lines = [sizes[j::n] for j in range(n)] if kind == "1" else [sizes[i : i + n] for i in range(0, len(sizes), n)]
    if kind not in ("1", "oo"):
        raise NoMeaning("norm", f"of kind {kind}")
    sums = [g.sum(line) for line in lines]
    return scalar(g.make("max", *sums) if len(sums) > 1 else sums[0])


def _moduli(g: Graph, a: Grid) -> list[Entry]:
    """The entries, or their moduli where they may be complex."""
    return [g.make("abs", e) if e.sign < 0 else e for e in a.entries]


def _chol(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    """The lower factor with a positive diagonal; undefined unless symmetric positive definite."""
    a = args[0]
    n = a.shape[0]
    factor = [[g.zero] * n for _ in range(n)]
    tests = [is_symmetric(g, a)]
    for j in range(n):
        pivot = g.sub(a.at(j, j), g.sum(g.mul(x, x) for x in factor[j][:j]))
        tests.append(g.make(">", pivot, g.zero))
        factor[j][j] = g.make("sqrt", pivot)
        for i in range(j + 1, n):
            factor[i][j] = g.div(g.sub(a.at(i, j), g.dot(factor[i][:j], factor[j][:j])), factor[j][j])
    nothing = g.undefined("Cholesky factor of a matrix that is not positive definite")
    sound = g.choose(g.all(tests), g.one, nothing)
    return built((n, n), lambda i, j: g.restrict(factor[i][j], sound))


def _expm(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    a = args[0]
    if is_diagonal(a):
        return diag(g, [g.make("exp", x) for x in diagonal(a).entries])
    _real("expm", a)
    return Grid(a.shape, tuple(opaque(g, "expm", a, k) for k in range(len(a.entries))))


def _sqrtm(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    """The positive semidefinite root of such a matrix: written out for diagonal and 2 × 2 matrices."""
    a = args[0]
    n = a.shape[0]
    if is_diagonal(a):
        roots = [g.make("sqrt", x) for x in diagonal(a).entries]
        return diag(g, [g.restrict(x, *roots) for x in roots])
    if n != 2:
        raise NoMeaning("sqrtm", "beyond 2 × 2")
    root = g.make("sqrt", determinant(g, a))
    trace = g.add(a.at(0, 0), a.at(1, 1))
    scale = g.make("sqrt", g.add(trace, g.mul(g.num(2), root)))
    semidefinite = g.all((is_symmetric(g, a), g.make(">=", determinant(g, a), g.zero), g.make(">=", trace, g.zero)))
    sound = g.choose(semidefinite, g.one, g.undefined("root of a matrix that is not positive semidefinite"))

    def entry(i: int, j: int) -> Entry:
        value = g.div(g.add(a.at(i, j), root) if i == j else a.at(i, j), scale)
        return g.restrict(g.choose(g.make("==", trace, g.zero), g.zero, value), sound)

    return built((2, 2), entry)


def is_psd(g: Graph, a: Grid) -> Entry:
    return _definite(g, a, "is_psd", ">=")


def is_positive_definite(g: Graph, a: Grid) -> Entry:
    return _definite(g, a, "is_pd", ">")


def _definite(g: Graph, a: Grid, op: str, order: str) -> Entry:
    _real(op, a)
    if is_diagonal(a):
        return g.all(g.make(order, x, g.zero) for x in diagonal(a).entries)
    return opaque(g, op, a)


def same(g: Graph, a: Grid, b: Grid) -> Entry:
    return g.all(g.make("==", x, y) for x, y in zip(a.entries, b.entries, strict=True))


def has_orthonormal_columns(g: Graph, a: Grid) -> Entry:
    return same(g, matrix_product(g, transposed(a), a), identity(g, a.shape[1]))


def rank(g: Graph, a: Grid) -> Entry:
    _real("rank", a)
    return opaque(g, "rank", a)


def _pinv(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    a = args[0]
    _real("pinv", a)
    m, n = a.shape
    return Grid((n, m), tuple(opaque(g, "pinv", a, k) for k in range(m * n)))


def _spectral_radius(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    a = args[0]
    _real("spectral_radius", a)
    if is_triangular(a):
        sizes = [g.make("abs", x) for x in diagonal(a).entries]
        return scalar(g.restrict(g.make("max", *sizes) if len(sizes) > 1 else sizes[0], *a.entries))
    return scalar(opaque(g, "spectral_radius", a))


def _power(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return matrix_power(g, args[0], whole("power", args[1]))


ROWS: Mapping[str, Row] = {
    "det": lambda g, args, options: scalar(determinant(g, args[0])),
    "logabsdet": lambda g, args, options: scalar(g.make("log", g.make("abs", determinant(g, args[0])))),
    "inv": lambda g, args, options: inverse(g, args[0]),
    "pinv": _pinv,
    "rank": lambda g, args, options: scalar(rank(g, args[0])),
    "chol": _chol,
    "expm": _expm,
    "sqrtm": _sqrtm,
    "norm": _norm,
    "sigma": lambda g, args, options: vector(singular_values(g, args[0])),
    "sigma_max": lambda g, args, options: scalar(largest_singular_value(g, args[0])),
    "sigma_min": lambda g, args, options: scalar(least_singular_value(g, args[0])),
    "lambda_max": lambda g, args, options: scalar(eigenvalue(g, args[0], 0)),
    "lambda_min": lambda g, args, options: scalar(eigenvalue(g, args[0], args[0].shape[0] - 1)),
    "eigenvalues": _eigenvalues,
    "spectral_radius": _spectral_radius,
    "condition": lambda g, args, options: scalar(
        g.div(largest_singular_value(g, args[0]), least_singular_value(g, args[0]))
    ),
    "power": _power,
    "is_symmetric": lambda g, args, options: scalar(is_symmetric(g, args[0])),
    "is_psd": lambda g, args, options: scalar(is_psd(g, args[0])),
    "is_orthogonal": lambda g, args, options: scalar(has_orthonormal_columns(g, args[0])),
    "is_singular": lambda g, args, options: scalar(g.make("==", determinant(g, args[0]), g.zero)),
}
