"""Norms of vectors and matrices: axioms, submultiplicativity, comparisons, and norms of matrices of a given form.

Sources: Horn and Johnson, Matrix Analysis, chapter 5; Golub and Van Loan, Matrix Computations, section 2.3. An equation
is written with the term that it simplifies on the left.
"""

from __future__ import annotations

from itertools import product

from proofcheck.inference.estimates.theorems import Theorem, theorem

_VECTOR = ("norm({})", "norm({}, 1)", "max_abs({})")
_MATRIX = ("sigma_max({})", "norm({}, fro)", "norm({}, nuc)", "norm({}, 1)", "norm({}, oo)", "max_abs({})")
_SPECTRAL = ("sigma_max({})", "norm({}, fro)", "norm({}, nuc)")  # functions of the singular values
_INDUCED = ("sigma_max({})", "norm({}, 1)", "norm({}, oo)")
_SUBMULTIPLICATIVE = (*_INDUCED, "norm({}, fro)", "norm({}, nuc)")
_OF = tuple((norm, *xyz) for norms, xyz in ((_VECTOR, ("x", "y", "z")), (_MATRIX, ("A", "B", "D"))) for norm in norms)
_D = {"D": "matrix[m, n]"}


def _terms(norm: str, *arguments: str) -> tuple[str, ...]:
    return tuple(norm.format(a) for a in arguments)


def _axioms() -> list[Theorem]:
    found = []
    for norm, x, y, z in _OF:
        whole, negative, plus, minus, first, second = _terms(norm, f"c*{x}", f"-{x}", f"{x} + {y}", f"{x} - {y}", x, y)
        found += [
            theorem("homogeneity", f"{whole} == abs(c)*{first}"),
            theorem("homogeneity", f"{norm.format(f'{x}*c')} == abs(c)*{first}"),
            theorem("homogeneity", f"{norm.format(f'{x}/c')} == {first}/abs(c)", "c != 0"),
            theorem("homogeneity", f"{negative} == {first}"),
            theorem("triangle inequality", f"{plus} <= {first} + {second}"),
            theorem("triangle inequality", f"{minus} <= {first} + {second}"),
            theorem(
                "triangle inequality", f"{norm.format(f'{x} - {z}')} <= {minus} + {norm.format(f'{y} - {z}')}", **_D
            ),
            theorem("reverse triangle inequality", f"abs({first} - {second}) <= {minus}"),
            theorem("reverse triangle inequality", f"abs({first} - {second}) <= {plus}"),
            theorem("reverse triangle inequality", f"{first} - {second} <= {minus}"),
            theorem("reverse triangle inequality", f"{second} - {first} <= {minus}"),
            theorem("reverse triangle inequality", f"{first} - {second} <= {plus}"),
            theorem("reverse triangle inequality", f"{second} - {first} <= {plus}"),
        ]
    return found


def _definitions() -> list[Theorem]:
    """One way to write each norm, and what it is."""
    return [
        theorem("Euclidean norm", "norm(x, 2) == norm(x)"),
        theorem("Euclidean norm", "dot(x, x) == norm(x)**2"),
        theorem("Euclidean norm", "x @ x == norm(x)**2"),
        theorem("Euclidean norm", "sum(x**2) == norm(x)**2"),
        theorem("Euclidean norm", "sum(x*x) == norm(x)**2"),
        theorem("Euclidean norm", "sum(f(t)**2 for t in 1..n) == norm([f(t) for t in 1..n])**2"),
        theorem("Euclidean norm", "mean(x**2) == norm(x)**2/n"),
        theorem("inner product", "x @ y == dot(x, y)"),
        theorem("inner product", "sum(x*y) == dot(x, y)"),
        theorem("sum norm", "sum(abs(x)) == norm(x, 1)"),
        theorem("maximum norm", "norm(x, oo) == max_abs(x)"),
        theorem("maximum norm", "max(abs(x)) == max_abs(x)"),
        theorem("spectral norm", "norm(A, 2) == sigma_max(A)"),
        theorem("Frobenius norm", "trace(A.T @ A) == norm(A, fro)**2"),
        theorem("Frobenius norm", "trace(A @ A.T) == norm(A, fro)**2"),
        theorem("Frobenius norm", "sum(A**2) == norm(A, fro)**2"),
        theorem("Frobenius norm", "sum(A*A) == norm(A, fro)**2"),
        theorem("Frobenius norm", "norm(vec(A)) == norm(A, fro)"),
        theorem("column sum norm", "norm(A, 1) == max(sum(abs(A[t, s]) for t in 1..m) for s in 1..n)"),
        theorem("row sum norm", "norm(A, oo) == max(sum(abs(A[s, t]) for t in 1..n) for s in 1..m)"),
        theorem("largest entry", "abs(x[i]) <= max_abs(x)"),
        theorem("largest entry", "abs(A[i, j]) <= max_abs(A)", i="integer in 1..m"),
        theorem("largest entry", "abs(x[i]) <= norm(x)"),
        theorem("largest entry", "abs(A[i, j]) <= sigma_max(A)", i="integer in 1..m"),
        theorem("largest entry", "min(abs(x)) <= abs(x[i])"),
        theorem("parallelogram law", "norm(x + y)**2 + norm(x - y)**2 == 2*norm(x)**2 + 2*norm(y)**2"),
        theorem("parallelogram law", "norm(x + y)**2 <= 2*norm(x)**2 + 2*norm(y)**2"),
        theorem("parallelogram law", "norm(x - y)**2 <= 2*norm(x)**2 + 2*norm(y)**2"),
        theorem("parallelogram law", "norm(A + B, fro)**2 <= 2*norm(A, fro)**2 + 2*norm(B, fro)**2"),
        theorem("parallelogram law", "norm(A - B, fro)**2 <= 2*norm(A, fro)**2 + 2*norm(B, fro)**2"),
        theorem("distributivity", "A @ x - A @ y == A @ (x - y)"),
        theorem("distributivity", "A @ x + A @ y == A @ (x + y)"),
        theorem("distributivity", "A @ x - B @ x == (A - B) @ x"),
        theorem("distributivity", "A @ x + B @ x == (A + B) @ x"),
        theorem("distributivity", "A @ C - B @ C == (A - B) @ C"),
        theorem("distributivity", "A @ C - A @ D == A @ (C - D)", D="matrix[n, p]"),
        theorem("distributivity", "c*x - c*y == c*(x - y)"),
        theorem("distributivity", "c*A - c*B == c*(A - B)"),
    ]


def _cauchy_schwarz() -> list[Theorem]:
    name, entries = "Cauchy-Schwarz inequality", {"D": "matrix[n, m]"}
    bounds = ["norm(x)*norm(y)"]
    found = [theorem(name, f"abs(dot(x, y)) <= {b}") for b in bounds]
    found += [theorem(name, f"dot(x, y) <= {b}") for b in bounds]
    found += [
        theorem(name, "dot(x, y)**2 <= norm(x)**2*norm(y)**2"),
        theorem(name, "-dot(x, y) <= norm(x)*norm(y)"),
        theorem(name, "abs(sum(x)) <= sqrt(n)*norm(x)"),
        theorem(name, "sum(x) <= sqrt(n)*norm(x)"),
        theorem(name, "sum(x)**2 <= n*norm(x)**2"),
        theorem(name, "norm(x, 1) <= sqrt(n)*norm(x)"),
        theorem(name, "abs(trace(A.T @ B)) <= norm(A, fro)*norm(B, fro)"),
        theorem(name, "abs(trace(A @ D)) <= norm(A, fro)*norm(D, fro)", **entries),
        theorem(name, "trace(A.T @ B) <= norm(A, fro)*norm(B, fro)"),
        theorem(name, "trace(A @ D) <= norm(A, fro)*norm(D, fro)", **entries),
        theorem(name, "trace(A.T @ B)**2 <= norm(A, fro)**2*norm(B, fro)**2"),
        theorem(name, "abs(sum(A*B)) <= norm(A, fro)*norm(B, fro)"),
        theorem(name, "sum(f(t)*g(t) for t in 1..n)**2 <= sum(f(t)**2 for t in 1..n)*sum(g(t)**2 for t in 1..n)"),
        theorem(name, "abs(norm(x)**2 - norm(y)**2) <= norm(x - y)*norm(x + y)"),
        theorem(name, "norm(x)**2 - norm(y)**2 <= norm(x - y)*norm(x + y)"),
        theorem(name, "(x @ P @ y)**2 <= (x @ P @ x)*(y @ P @ y)"),
        theorem(name, "abs(x @ P @ y) <= sqrt(x @ P @ x)*sqrt(y @ P @ y)"),
        theorem("Hölder inequality", "abs(dot(x, y)) <= norm(x, 1)*max_abs(y)"),
        theorem("Hölder inequality", "abs(dot(x, y)) <= max_abs(x)*norm(y, 1)"),
        theorem("Hölder inequality", "dot(x, y) <= norm(x, 1)*max_abs(y)"),
        theorem("Hölder inequality", "dot(x, y) <= max_abs(x)*norm(y, 1)"),
        theorem("Hölder inequality", "norm(x)**2 <= norm(x, 1)*max_abs(x)"),
        theorem("Hölder inequality", "abs(trace(A.T @ B)) <= sigma_max(A)*norm(B, nuc)"),
        theorem("Hölder inequality", "abs(trace(A.T @ B)) <= norm(A, nuc)*sigma_max(B)"),
        theorem("Hölder inequality", "trace(A.T @ B) <= sigma_max(A)*norm(B, nuc)"),
        theorem("Hölder inequality", "abs(trace(A @ D)) <= sigma_max(A)*norm(D, nuc)", **entries),
        theorem("Hölder inequality", "abs(trace(A @ D)) <= norm(A, nuc)*sigma_max(D)", **entries),
        theorem("Young's inequality", "abs(dot(x, y)) <= (norm(x)**2 + norm(y)**2)/2"),
        theorem("Young's inequality", "dot(x, y) <= (norm(x)**2 + norm(y)**2)/2"),
        theorem("Young's inequality", "abs(c*d) <= (c**2 + d**2)/2"),
    ]
    return found


def _products() -> list[Theorem]:
    name = "submultiplicativity"
    found = [theorem(name, "{} <= {}*{}".format(*_terms(n, "A @ C", "A", "C"))) for n in _SUBMULTIPLICATIVE]
    found += [theorem(name, "{} <= {}**k".format(*_terms(n, "power(M, k)", "M"))) for n in _INDUCED]
    for n, (lower, upper) in product(
        _INDUCED, (("lo..hi", "lo..hi"), ("hi..lo by -1", "hi..lo by -1"), ("hi..lo by -1", "lo..hi"))
    ):
        chain = n.format(f"matprod(F(t) for t in {lower})")
        found.append(theorem(name, f"{chain} <= product({n.format('F(s)')} for s in {upper})"))
    for n in ("norm({}, fro)", "norm({}, nuc)"):
        left, a, c = _terms(n, "A @ C", "A", "C")
        found += [theorem(name, f"{left} <= sigma_max(A)*{c}"), theorem(name, f"{left} <= {a}*sigma_max(C)")]
    found += [
        theorem(name, "norm(A @ C, nuc) <= norm(A, fro)*norm(C, fro)"),
        theorem(name, "norm(A @ x) <= sigma_max(A)*norm(x)"),
        theorem(name, "norm(A @ x, 1) <= norm(A, 1)*norm(x, 1)"),
        theorem(name, "max_abs(A @ x) <= norm(A, oo)*max_abs(x)"),
        theorem(name, "norm(u @ A) <= norm(u)*sigma_max(A)"),
        theorem(name, "norm(u @ A, 1) <= norm(u, 1)*norm(A, oo)"),
        theorem(name, "max_abs(u @ A) <= max_abs(u)*norm(A, 1)"),
        theorem(name, "norm(A @ x) <= norm(A, fro)*norm(x)"),
        theorem(name, "max_abs(A @ C) <= n*max_abs(A)*max_abs(C)"),
        theorem(name, "max_abs(A @ C) <= norm(A, oo)*max_abs(C)"),
    ]
    hadamard = "Schur's product inequality"
    for n in (*_SUBMULTIPLICATIVE, "max_abs({})"):
        found.append(theorem(hadamard, "{} <= {}*{}".format(*_terms(n, "A*B", "A", "B"))))
    for n in ("norm({}, fro)", "norm({}, 1)", "norm({}, oo)", "max_abs({})"):
        found.append(theorem(hadamard, "{} <= max_abs(A)*{}".format(*_terms(n, "A*B", "B"))))
        found.append(theorem(hadamard, "{} <= {}*max_abs(B)".format(*_terms(n, "A*B", "A"))))
    for n in _VECTOR:
        found.append(theorem("products of entries", "{} <= max_abs(x)*{}".format(*_terms(n, "x*y", "y"))))
        found.append(theorem("products of entries", "{} <= {}*max_abs(y)".format(*_terms(n, "x*y", "x"))))
    return found


def _comparisons() -> list[Theorem]:
    texts = (
        "max_abs(x) <= norm(x)",
        "norm(x) <= norm(x, 1)",
        "max_abs(x) <= norm(x, 1)",
        "norm(x, 1) <= sqrt(n)*norm(x)",
        "norm(x) <= sqrt(n)*max_abs(x)",
        "norm(x, 1) <= n*max_abs(x)",
        "sigma_max(A) <= norm(A, fro)",
        "sigma_max(A) <= norm(A, nuc)",
        "norm(A, fro) <= norm(A, nuc)",
        "norm(A, fro) <= sqrt(n)*sigma_max(A)",
        "norm(A, fro) <= sqrt(m)*sigma_max(A)",
        "norm(A, nuc) <= sqrt(n)*norm(A, fro)",
        "norm(A, nuc) <= sqrt(m)*norm(A, fro)",
        "norm(A, nuc) <= n*sigma_max(A)",
        "norm(A, nuc) <= m*sigma_max(A)",
        "norm(A, fro)**2 <= sigma_max(A)*norm(A, nuc)",
        "norm(A, nuc)**2 <= n*norm(A, fro)**2",
        "norm(A, nuc)**2 <= m*norm(A, fro)**2",
        "sigma_max(A)**2 <= norm(A, 1)*norm(A, oo)",
        "sigma_max(A) <= sqrt(norm(A, 1)*norm(A, oo))",
        "max_abs(A) <= sigma_max(A)",
        "max_abs(A) <= norm(A, fro)",
        "max_abs(A) <= norm(A, 1)",
        "max_abs(A) <= norm(A, oo)",
        "sigma_max(A) <= sqrt(m*n)*max_abs(A)",
        "norm(A, fro) <= sqrt(m*n)*max_abs(A)",
        "norm(A, 1) <= m*max_abs(A)",
        "norm(A, oo) <= n*max_abs(A)",
        "norm(A, 1) <= sqrt(m)*sigma_max(A)",
        "norm(A, oo) <= sqrt(n)*sigma_max(A)",
        "sigma_max(A) <= sqrt(m)*norm(A, oo)",
        "sigma_max(A) <= sqrt(n)*norm(A, 1)",
        "norm(A[i]) <= sigma_max(A)",
        "norm(A[:, j]) <= sigma_max(A)",
        "norm(A[i]) <= norm(A, fro)",
        "norm(A[:, j]) <= norm(A, fro)",
    )
    return [theorem("comparison of norms", text, i="integer in 1..m") for text in texts]


def _forms() -> list[Theorem]:
    """Norms of transposes, diagonal matrices, identities, outer and Kronecker products, orthogonal factors."""
    found = [
        theorem("norm of a transpose", "{} == {}".format(*_terms(n, "A.T", "A"))) for n in (*_SPECTRAL, "max_abs({})")
    ]
    found += [
        theorem("norm of a transpose", "norm(A.T, 1) == norm(A, oo)"),
        theorem("norm of a transpose", "norm(A.T, oo) == norm(A, 1)"),
        theorem("Gram matrix", "sigma_max(A.T @ A) == sigma_max(A)**2"),
        theorem("Gram matrix", "sigma_max(A @ A.T) == sigma_max(A)**2"),
        theorem("Gram matrix", "norm(A.T @ A, nuc) == norm(A, fro)**2"),
        theorem("Gram matrix", "norm(A @ A.T, nuc) == norm(A, fro)**2"),
        theorem("norm of a diagonal matrix", "norm(diag(x), fro) == norm(x)"),
        theorem("norm of a diagonal matrix", "norm(diag(x), nuc) == norm(x, 1)"),
        theorem("norm of the identity", "norm(eye(n), fro) == sqrt(n)"),
        theorem("norm of the identity", "norm(eye(n), nuc) == n"),
        theorem("norm of the identity", "max_abs(eye(n)) == 1"),
        theorem("norm of an outer product", "norm(outer(u, x), 1) == norm(u, 1)*max_abs(x)"),
        theorem("norm of an outer product", "norm(outer(u, x), oo) == max_abs(u)*norm(x, 1)"),
        theorem("norm of an outer product", "max_abs(outer(u, x)) == max_abs(u)*max_abs(x)"),
        theorem("orthogonal invariance", "sigma_max(U) == 1"),
        theorem("orthogonal invariance", "norm(U, fro) == sqrt(n)"),
        theorem("orthogonal invariance", "norm(U @ x) == norm(x)"),
        theorem("orthogonal invariance", "norm(x @ U) == norm(x)"),
        theorem("orthogonal invariance", "norm(Z @ x) == norm(x)", Z="orthonormal columns matrix[m, n]"),
        theorem("orthogonal invariance", "sigma_max(Z) == 1", Z="orthonormal columns matrix[m, n]"),
        theorem("orthogonal invariance", "dot(U @ x, U @ y) == dot(x, y)"),
        theorem("unit vector", "norm(x) == 1", x="unit vector[n]"),
        theorem("probability vector", "norm(x, 1) == 1", x="probability vector[n]"),
        theorem("probability vector", "norm(x) <= 1", x="probability vector[n]"),
        theorem("probability vector", "max_abs(x) <= 1", x="probability vector[n]"),
        theorem("probability vector", "sum(x) == 1", x="probability vector[n]"),
        theorem("probability vector", "x[i] <= 1", x="probability vector[n]"),
        theorem("probability vector", "0 <= x[i]", x="probability vector[n]"),
        theorem("stochastic matrix", "norm(A, oo) == 1", A="stochastic matrix[n, n]"),
        theorem("stochastic matrix", "spectral_radius(A) == 1", A="stochastic matrix[n, n]"),
        theorem("stochastic matrix", "norm(A, 1) == 1", A="doubly stochastic matrix[n, n]"),
        theorem("stochastic matrix", "sigma_max(A) == 1", A="doubly stochastic matrix[n, n]"),
    ]
    for n in _INDUCED:
        found.append(theorem("norm of a diagonal matrix", f"{n.format('diag(x)')} == max_abs(x)"))
        found.append(theorem("norm of the identity", f"{n.format('eye(n)')} == 1"))
    for n in _SPECTRAL:
        found.append(theorem("norm of an outer product", f"{n.format('outer(u, x)')} == norm(u)*norm(x)"))
        left, right, bare = _terms(n, "V @ A", "A @ U", "A")
        found += [
            theorem("orthogonal invariance", f"{left} == {bare}"),
            theorem("orthogonal invariance", f"{right} == {bare}"),
        ]
    for n in (*_MATRIX,):
        text = "{} == {}*{}".format(*_terms(n, "kron(A, E)", "A", "E"))
        found.append(theorem("norm of a Kronecker product", text, E="matrix[p, k]", k="integer >= 1"))
    for n in _VECTOR:
        text = "{} == {}*{}".format(*_terms(n, "kron(x, u)", "x", "u"))
        found.append(theorem("norm of a Kronecker product", text))
    return found


THEOREMS: tuple[Theorem, ...] = (
    *_axioms(),
    *_definitions(),
    *_cauchy_schwarz(),
    *_products(),
    *_comparisons(),
    *_forms(),
)
