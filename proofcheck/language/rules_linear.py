"""Type and shape rules of linear algebra: products, factorisations, spectra, and the makers of arrays."""

from __future__ import annotations

from proofcheck.language.dims import integer_polynomial, minimum
from proofcheck.language.rules import (
    array_of,
    at_least_real,
    integer,
    matrix_of,
    named,
    numeric,
    real,
    square_of,
    vector_of,
)
from proofcheck.language.signature import Use
from proofcheck.language.tree import Apply, Node, Num, Var
from proofcheck.language.types import BOOLEAN, INTEGER, REAL, Array, Dim, Kind, Scalar, Type, array, shape_of


def product(use: Use) -> Type:
    """`@`: matrix·matrix, matrix·vector, vector·matrix, and vector·vector (the dot product)."""
    kind = numeric(use)
    left, right = use.types
    for t in (left, right):
        if not isinstance(t, Array):
            raise use.error(f"`@` between {named(left)} and {named(right)}", "`*` multiplies by a scalar")
        if len(t.shape) > 2:
            raise use.error(f"`@` between {named(left)} and {named(right)}", "index a tensor down to a matrix first")
    assert isinstance(left, Array)
    assert isinstance(right, Array)
    inner = left.shape[-1], right.shape[0]
    message = f"`@` between {named(left)} and {named(right)}: inner dimensions `{inner[0]}` and `{inner[1]}` differ"
    use.same(*inner, message)
    return array((*left.shape[:-1], *right.shape[1:]), kind)


def transposed(use: Use) -> Type:
    """A matrix with its axes exchanged; a vector stays as it is, since it is neither row nor column."""
    shape, kind = array_of(use, use.args[0])
    if len(shape) > 2:
        raise use.error(f"`transpose` needs a matrix, not {named(use.types[0])}")
    return Array(shape[::-1], kind)


def square_to_square(use: Use) -> Type:
    """`inv`, `expm`, `sqrtm`, `chol`: square in, square out, real at least."""
    n, kind = square_of(use, use.args[0])
    return Array((n, n), at_least_real(kind))


def pseudo_inverse(use: Use) -> Type:
    m, n, kind = matrix_of(use, use.args[0])
    return Array((n, m), at_least_real(kind))


def square_to_scalar(use: Use) -> Type:
    """`trace`, `det`: a scalar of the matrix's kind."""
    return Scalar(square_of(use, use.args[0])[1])


def square_to_real(use: Use) -> Type:
    square_of(use, use.args[0])
    return REAL


def matrix_to_real(use: Use) -> Type:
    matrix_of(use, use.args[0])
    return REAL


def matrix_to_integer(use: Use) -> Type:
    matrix_of(use, use.args[0])
    return INTEGER


def square_to_truth(use: Use) -> Type:
    square_of(use, use.args[0])
    return BOOLEAN


def matrix_to_truth(use: Use) -> Type:
    matrix_of(use, use.args[0])
    return BOOLEAN


def triangle(use: Use) -> Type:
    m, n, kind = matrix_of(use, use.args[0])
    return Array((m, n), kind)


def singular_values(use: Use) -> Type:
    """`sigma(A)`: all of them, descending."""
    m, n, _ = matrix_of(use, use.args[0])
    return Array((minimum(m, n),), Kind.REAL)


def surely_symmetric(node: Node, symmetric: frozenset[str]) -> bool:
    """Whether a matrix is symmetric by its form: declared so, diagonal, `A + A.T`, `A @ A.T`, …"""
    match node:
        case Var(name=name):
            return name in symmetric
        case Apply(op="eye" | "diag" | "zeros" | "ones"):
            return True
        case Apply(op="+" | "@" as op, args=(a, Apply(op="transpose", args=(b,)))) if a == b:
            return True
        case Apply(op="+" | "@" as op, args=(Apply(op="transpose", args=(a,)), b)) if a == b:
            return True
        case Apply(op="+" | "-" | "*" | "/" | "neg" | "inv" | "expm" | "transpose" | "power" as op, args=args):
            parts = args[:1] if op == "power" else tuple(a for a in args if isinstance(a.type, Array))
            return all(surely_symmetric(a, symmetric) for a in parts)
    return False


def eigenvalues(use: Use) -> Type:
    """A real vector (descending) of a matrix that is surely symmetric, else a complex one."""
    n, kind = square_of(use, use.args[0])
    sure = kind is not Kind.COMPLEX and surely_symmetric(use.args[0], use.symmetric)
    return Array((n,), Kind.REAL if sure else Kind.COMPLEX)


def norm(use: Use) -> Type:
    """Euclidean of a vector (or `norm(x, 1|2|oo)`); of a matrix only with a kind `2|1|oo|fro|nuc`."""
    shape, _ = array_of(use, use.args[0])
    kind = use.options.get("kind")
    if len(shape) > 2:
        raise use.error(f"`norm` needs a vector or a matrix, not {named(use.types[0])}")
    if len(shape) == 2 and kind is None:
        raise use.error("`norm` of a matrix needs a kind", "write `norm(A, 2)`, or with `1`, `oo`, `fro`, `nuc`")
    allowed = ("1", "2", "oo") if len(shape) == 1 else ("1", "2", "oo", "fro", "nuc")
    if kind is not None and kind not in allowed:
        raise use.error(f"`norm` of {named(use.types[0])} has no kind `{kind}`", f"kinds: {', '.join(allowed)}")
    return REAL


def dot(use: Use) -> Type:
    (m, _), (n, _) = vector_of(use, use.args[0]), vector_of(use, use.args[1])
    use.same(m, n, f"`dot` between {named(use.types[0])} and {named(use.types[1])}: shapes differ")
    return Scalar(numeric(use))


def outer(use: Use) -> Type:
    (m, _), (n, _) = vector_of(use, use.args[0]), vector_of(use, use.args[1])
    return Array((m, n), numeric(use))


def cross(use: Use) -> Type:
    three = Dim.of(3)
    for a in use.args:
        n, _ = vector_of(use, a)
        use.same(n, three, f"`cross` needs vectors of three entries, not {named(a.type)}")
    return Array((three,), numeric(use))


def kron(use: Use) -> Type:
    (a, _), (b, _) = array_of(use, use.args[0]), array_of(use, use.args[1])
    if len(a) != len(b) or len(a) > 2:
        got = f"{named(use.types[0])} and {named(use.types[1])}"
        raise use.error(f"`kron` needs two vectors or two matrices, not {got}")
    return Array(tuple(m * n for m, n in zip(a, b, strict=True)), numeric(use))


def vectorised(use: Use) -> Type:
    """`vec(A)`: the columns one below the other."""
    m, n, kind = matrix_of(use, use.args[0])
    return Array((m * n,), kind)


def diag(use: Use) -> Type:
    n, kind = vector_of(use, use.args[0])
    return Array((n, n), kind)


def diagonal(use: Use) -> Type:
    m, n, kind = matrix_of(use, use.args[0])
    return Array((minimum(m, n),), kind)


def dimension_argument(use: Use, node: Node) -> Dim:
    """An argument that becomes a dimension: `eye(n)`, `zeros(2*k + 1)`."""
    dim = integer_polynomial(node)
    if dim is None:
        raise use.error(f"`{use.op}` needs an integer, not {named(node.type)}", at=node)
    if dim.constant is not None and dim.constant < 0:
        raise use.error(f"`{use.op}` needs a size of at least 0, not {dim}", at=node)
    return dim


def identity(use: Use) -> Type:
    n = dimension_argument(use, use.args[0])
    return Array((n, n), Kind.INTEGER)


def filled(use: Use) -> Type:
    """`zeros(m, n)`, `ones(n)`; without arguments the scalar."""
    return array(tuple(dimension_argument(use, a) for a in use.args), Kind.INTEGER)


def onehot(use: Use) -> Type:
    """`onehot(i, n)`: the i-th unit vector of length n."""
    integer(use, use.args[0])
    length = dimension_argument(use, use.args[1])
    place = integer_polynomial(use.args[0])
    first, past = (None, None) if place is None else (place.constant, (place - length).constant)
    if (first is not None and first < 1) or (past is not None and past > 0):
        raise use.error(f"`onehot` at `{place}` lies outside 1..{length}", at=use.args[0])
    return Array((length,), Kind.INTEGER)


def flipped(use: Use) -> Type:
    """`flip(x)`: the first axis reversed."""
    shape, kind = array_of(use, use.args[0])
    return Array(shape, kind)


def padded(use: Use) -> Type:
    """`pad(x, p)`: p zeros at both ends of every axis; `pad(x, a, b)` of a vector: a before, b after."""
    shape, kind = array_of(use, use.args[0])
    widths = [dimension_argument(use, a) for a in use.args[1:]]
    if len(widths) == 2 and len(shape) > 1:
        raise use.error(f"`pad` of {named(use.types[0])} takes one width")
    total = widths[0] + widths[-1]
    return Array(tuple(n + total for n in shape), kind)


def matrix_power(use: Use) -> Type:
    n, kind = square_of(use, use.args[0])
    integer(use, use.args[1])
    exponent = use.args[1]
    surely = isinstance(exponent, Num) and exponent.value >= 0
    return Array((n, n), kind if surely else at_least_real(kind))


def total(use: Use) -> Type:
    """`sum(x)`: of all entries."""
    _, kind = array_of(use, use.args[0])
    return Scalar(kind)


def average(use: Use) -> Type:
    _, kind = array_of(use, use.args[0])
    return Scalar(at_least_real(kind))


def largest_entry(use: Use) -> Type:
    array_of(use, use.args[0])
    return REAL


def block(use: Use) -> Type:
    """`block([[A, B], [C, D]])`: heights agree along a row, widths down a column; a literal 0 fits anywhere.

    Without rows, `block([x, y])`: vectors, and numbers as single entries, one after the other.
    """
    rows = use.options.get("rows")
    if not isinstance(rows, Num):
        return _joined_vectors(use)
    height, width = int(rows.value), len(use.args) // int(rows.value)
    heights: list[Dim | None] = [None] * height
    widths: list[Dim | None] = [None] * width
    for k, a in enumerate(use.args):
        if isinstance(a, Num) and a.value == 0:
            continue
        if isinstance(a.type, Array) and len(a.type.shape) == 1:
            hint = "write `block([x, y])` to join vectors; a column is `outer(x, ones(1))`"
            raise use.error(f"`block` needs a matrix, not {named(a.type)}", hint, at=a)
        m, n, _ = matrix_of(use, a)
        i, j = divmod(k, width)
        heights[i] = _agreed(use, heights[i], m, f"block row {i + 1} has heights")
        widths[j] = _agreed(use, widths[j], n, f"block column {j + 1} has widths")
    shape = _summed(heights), _summed(widths)
    if shape[0] is None or shape[1] is None:
        raise use.error("`block` has a row or a column of zeros alone", "write `zeros(m, n)` there")
    return Array((shape[0], shape[1]), numeric(use))


def _joined_vectors(use: Use) -> Type:
    total = Dim.of(0)
    for a in use.args:
        shape = shape_of(a.type)
        if len(shape) > 1:
            hint = "write `block([[A, B]])` to set matrices side by side"
            raise use.error(f"`block` of a list joins vectors, not {named(a.type)}", hint, at=a)
        total = total + (shape[0] if shape else Dim.ONE)
    return Array((total,), numeric(use))


def _agreed(use: Use, before: Dim | None, now: Dim, what: str) -> Dim:
    if before is not None:
        use.same(before, now, f"{what} `{before}` and `{now}`")
    return now


def _summed(dims: list[Dim | None]) -> Dim | None:
    result = Dim.of(0)
    for d in dims:
        if d is None:
            return None
        result = result + d
    return result


def vector_to_real(use: Use) -> Type:
    """`var`, `std`: a real of a vector."""
    real(use)
    vector_of(use, use.args[0])
    return REAL


def two_vectors_to_real(use: Use) -> Type:
    """`cov`, `corr`, `cross_entropy`: two vectors of one length, and a real."""
    real(use)
    (m, _), (n, _) = vector_of(use, use.args[0]), vector_of(use, use.args[1])
    use.same(m, n, f"`{use.op}` between {named(use.types[0])} and {named(use.types[1])}: shapes differ")
    return REAL


def running(use: Use) -> Type:
    n, kind = vector_of(use, use.args[0])
    return Array((n,), kind)


def position(use: Use) -> Type:
    """`argmax(v)`, `argmin(v)`: the 1-based index of the first extreme entry."""
    real(use)
    vector_of(use, use.args[0])
    return INTEGER
