from __future__ import annotations

import pytest
from elaborated import claim, only, value

GIVEN = {
    "n": "integer >= 1",
    "x": "real",
    "c": "complex",
    "v": "vector[n]",
    "w": "vector[m]",
    "A": "matrix[n, n]",
    "B": "matrix[m, n]",
    "S": "symmetric matrix[n, n]",
    "C": "complex matrix[n, n]",
    "T": "tensor[3, m, n]",
    "Z": "integer matrix[n, n]",
}

TYPES = [
    ("B @ A", "matrix[m, n]"),
    ("B @ v", "vector[m]"),
    ("w @ B", "vector[n]"),
    ("v @ v", "real"),
    ("v @ A @ v", "real"),
    ("Z @ Z", "matrix[n, n] of integer"),
    ("C @ v", "vector[n] of complex"),
    ("B.T", "matrix[n, m]"),
    ("v.T", "vector[n]"),
    ("inv(Z)", "matrix[n, n]"),
    ("inv(C)", "matrix[n, n] of complex"),
    ("pinv(B)", "matrix[n, m]"),
    ("trace(Z)", "integer"),
    ("det(C)", "complex"),
    ("logabsdet(A)", "real"),
    ("rank(B)", "integer"),
    ("sigma(B)", "vector[min(m, n)]"),
    ("sigma(A)", "vector[n]"),
    ("eigenvalues(S)", "vector[n]"),
    ("eigenvalues(A)", "vector[n] of complex"),
    ("eigenvalues(A + A.T)", "vector[n]"),
    ("eigenvalues(B.T @ B)", "vector[n]"),
    ("eigenvalues(S @ S)", "vector[n] of complex"),
    ("eigenvalues(S**2 - 3*eye(n))", "vector[n] of complex"),
    ("eigenvalues(power(S, 2) - 3*eye(n))", "vector[n]"),
    ("sigma_max(B)", "real"),
    ("norm(v)", "real"),
    ("norm(B, fro)", "real"),
    ("norm(B, kind=2)", "real"),
    ("dot(v, v)", "real"),
    ("outer(w, v)", "matrix[m, n]"),
    ("cross([1, 2, 3], [1, 0, 0])", "vector[3] of integer"),
    ("kron(B, A)", "matrix[m*n, n**2]"),
    ("kron(v, w)", "vector[m*n]"),
    ("vec(B)", "vector[m*n]"),
    ("diag(v)", "matrix[n, n]"),
    ("diagonal(B)", "vector[min(m, n)]"),
    ("eye(n + 1)", "matrix[n + 1, n + 1] of integer"),
    ("zeros(n, 2, 3)", "tensor[n, 2, 3] of integer"),
    ("onehot(2, n)", "vector[n] of integer"),
    ("flip(v)", "vector[n]"),
    ("pad(v, 1, 2)", "vector[n + 3]"),
    ("pad(B, 1)", "matrix[m + 2, n + 2]"),
    ("power(Z, 2)", "matrix[n, n] of integer"),
    ("power(Z, n)", "matrix[n, n]"),
    ("block([[A, B.T], [B, 0]])", "matrix[m + n, m + n]"),
    ("block([[eye(2), 0], [0, B]])", "matrix[m + 2, n + 2]"),
    ("block([v, w])", "vector[m + n]"),
    ("block([1, v, 0])", "vector[n + 2]"),
    ("sum(T)", "real"),
    ("mean(Z)", "real"),
    ("max_abs(B)", "real"),
    ("var(v)", "real"),
    ("cov(v, 2*v)", "real"),
    ("cumsum(v)", "vector[n]"),
    ("argmax(v)", "integer"),
    ("is_psd(A)", "boolean"),
    ("tril(B)", "matrix[m, n]"),
]


@pytest.mark.parametrize(("text", "expected"), TYPES, ids=[t for t, _ in TYPES])
def test_the_shape_follows_from_those_of_the_arguments(text: str, expected: str) -> None:
    assert str(value(text, GIVEN).type) == expected


ERRORS = [
    ("x @ v == v", "`@` between a real and a vector[n]", "@", "`*` multiplies by a scalar"),
    ("T @ v == v", "`@` between a tensor[3, m, n] and a vector[n]", "@", "index a tensor down to a matrix first"),
    ("T.T == T", "`transpose` needs a matrix, not a tensor[3, m, n]", "T.T", ""),
    ("inv(v) == v", "`inv` needs a matrix, not a vector[n]", "v", ""),
    ("inv(x) == x", "`inv` needs a matrix, not a real", "x", ""),
    ("diag(A) == A", "`diag` needs a vector, not a matrix[n, n]", "A", ""),
    (
        "norm(B) == 1",
        "`norm` of a matrix needs a kind",
        "norm",
        "write `norm(A, 2)`, or with `1`, `oo`, `fro`, `nuc`",
    ),
    ("norm(v, fro) == 1", "`norm` of a vector[n] has no kind `fro`", "norm", "kinds: 1, 2, oo"),
    ("norm(v, 3) == 1", "`norm` of a vector[n] has no kind `3`", "norm", "kinds: 1, 2, oo"),
    ("norm(v, x + 1) == 1", "a kind of norm is `1`, `2`, `oo`, `fro` or `nuc`", "x + 1", ""),
    ("norm(T, 2) == 1", "`norm` needs a vector or a matrix, not a tensor[3, m, n]", "norm", ""),
    ("kron(v, A) == A", "`kron` needs two vectors or two matrices, not a vector[n] and a matrix[n, n]", "kron", ""),
    ("eye(x) == A", "`eye` needs an integer, not a real", "x", ""),
    ("zeros(-1) == v", "`zeros` needs a size of at least 0, not -1", "-1", ""),
    ("pad(A, 1, 2) == A", "`pad` of a matrix[n, n] takes one width", "pad", ""),
    ("power(A, 1/2) == A", "`power` needs an integer, not a real", "1/2", ""),
    (
        "block([[A, 0], [0, 0]]) == A",
        "`block` has a row or a column of zeros alone",
        "block",
        "write `zeros(m, n)` there",
    ),
    (
        "block([[A, A], [A]]) == A",
        "`block` needs a list of rows of equal length",
        "block([[A, A], [A]])",
        "write `block([[A, B], [C, D]])`, or `block([x, y])` to join vectors",
    ),
    ("block([[A, 1], [0, A]]) == A", "`block` needs a matrix, not an integer", "1", ""),
    (
        "block([[v], [w]]) == v",
        "`block` needs a matrix, not a vector[n]",
        "v",
        "write `block([x, y])` to join vectors; a column is `outer(x, ones(1))`",
    ),
    (
        "block([v, A]) == v",
        "`block` of a list joins vectors, not a matrix[n, n]",
        "A",
        "write `block([[A, B]])` to set matrices side by side",
    ),
    ("onehot(n + 1, n) == v", "`onehot` at `n + 1` lies outside 1..n", "n + 1", ""),
    ("onehot(0, n) == v", "`onehot` at `0` lies outside 1..n", "0", ""),
    ("argmax(C[1]) == 1", "`argmax` needs a real, not a vector[n] of complex", "C[1]", ""),
]


@pytest.mark.parametrize(("text", "message", "marked", "hint"), ERRORS, ids=[e[0] for e in ERRORS])
def test_an_argument_that_does_not_fit_is_an_error(text: str, message: str, marked: str, hint: str) -> None:
    assert only(claim(GIVEN, relations=text)) == (message, marked, hint)


FAULTS = [
    ("B @ w == v", "`@` between a matrix[m, n] and a vector[m]: inner dimensions `n` and `m` differ", "@", "m = n"),
    ("A @ B == B", "`@` between a matrix[n, n] and a matrix[m, n]: inner dimensions `n` and `m` differ", "@", "m = n"),
    ("trace(B) == 1", "`trace` needs a square matrix, not a matrix[m, n]", "trace", "m = n"),
    ("dot(v, w) == 1", "`dot` between a vector[n] and a vector[m]: shapes differ", "dot", "m = n"),
    ("cross(v, v) == v", "`cross` needs vectors of three entries, not a vector[n]", "cross", "n = 3"),
    ("block([[A, B], [B, A]]) == 0", "block row 1 has heights `n` and `m`", "block", "m = n"),
    ("cov(v, w) == 1", "`cov` between a vector[n] and a vector[m]: shapes differ", "cov", "m = n"),
]


@pytest.mark.parametrize(("text", "message", "marked", "condition"), FAULTS, ids=[e[0] for e in FAULTS])
def test_shapes_that_do_not_fit_are_a_fault(text: str, message: str, marked: str, condition: str) -> None:
    found = claim(GIVEN, relations=text)
    assert found.problems == ()
    assert found.fault is not None
    assert found.fault.span is not None
    assert (found.fault.message, found.fault.span.text, found.fault.condition) == (message, marked, condition)


def test_a_dimension_that_cannot_be_compared_is_no_fault() -> None:
    given = {"y": "vector[floor(n/2)]", "z": "vector[k]"}
    found = claim(given, relations="y == z")
    assert found.fault is None
    message = (
        "`==` compares a vector[floor(n/2)] with a vector[k]: shapes differ, and it cannot be told whether "
        "`floor(n/2)` equals `k`"
    )
    assert only(found) == (message, "==", "declare both with the same expression")
