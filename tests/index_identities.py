"""Identities of arrays of any size and near misses of them, for the tests of the index normal form.

Each row: a name, a relation, and what it declares beyond `GIVEN`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

GIVEN = {
    "n": "integer >= 1",
    "m": "integer >= 1",
    "A": "matrix[n, n]",
    "B": "matrix[n, n]",
    "S": "symmetric matrix[n, n]",
    "C": "matrix[m, n]",
    "D": "matrix[n, m]",
    "x": "vector[n]",
    "y": "vector[n]",
    "b": "vector[m]",
    "a": "real",
    "c": "real",
    "p": "vector[n] in (0, oo)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A relation with its declarations; only the givens that it names are declared."""

    relation: str
    given: Mapping[str, str] = field(default_factory=dict)
    let: Sequence[tuple[str, str]] = ()
    assume: Sequence[str] = ()


def _rows(text: str, **given: str) -> dict[str, Row]:
    found = {}
    for line in text.strip().splitlines():
        name, relation = line.split(": ", 1)
        found[name.strip()] = Row(relation=relation.strip(), given=given)
    return found


_INDEX = {"i": "integer in 1..n", "j": "integer in 1..n", "k": "integer in 1..m"}

TRUE: dict[str, Row] = {
    **_rows(
        """
    product-associative: (A @ B) @ x == A @ (B @ x)
    product-transposed: (C @ A).T == A.T @ C.T
    trace-cyclic: trace(C @ D) == trace(D @ C)
    trace-of-transpose: trace(A.T) == trace(A)
    trace-of-outer: trace(outer(x, y)) == dot(x, y)
    trace-by-entries: trace(A.T @ B) == sum(A*B)
    trace-by-vec: trace(A.T @ B) == dot(vec(A), vec(B))
    diagonal-of-product: diagonal(D @ C) == (D*C.T) @ ones(m)
    diag-times-vector: diag(x) @ y == x*y
    diag-twice: diag(x) @ diag(y) == diag(x*y)
    diag-of-ones: diag(ones(n)) == eye(n)
    eye-neutral: eye(m) @ C == C
    outer-as-kron: vec(outer(x, b)) == kron(b, x)
    kron-mixed: kron(A, C) @ kron(B, D) == kron(A @ B, C @ D)
    kron-transposed: kron(A, C).T == kron(A.T, C.T)
    kron-trace: trace(kron(A, B)) == trace(A)*trace(B)
    vec-of-triple: vec(C @ A @ D) == kron(D.T, C) @ vec(A)
    vec-of-product: vec(C @ A) == kron(A.T, eye(m)) @ vec(C)
    hadamard-form: x @ (A*B) @ y == trace(diag(x) @ A @ diag(y) @ B.T)
    hadamard-commutes: A*B == B*A
    frobenius: norm(C, fro)**2 == trace(C.T @ C)
    norm-of-outer: norm(outer(x, b), fro) == norm(x)*norm(b)
    norm-of-difference: norm(x - y)**2 == norm(x)**2 - 2*dot(x, y) + norm(y)**2
    parallelogram: norm(x + y)**2 + norm(x - y)**2 == 2*norm(x)**2 + 2*norm(y)**2
    lagrange: sum((x[i]*y[j] - x[j]*y[i])**2 for i in 1..n, j in i+1..n) == norm(x)**2*norm(y)**2 - dot(x, y)**2
    skew-form: x @ (A - A.T) @ x == 0
    symmetric-part: x @ A @ x == x @ ((A + A.T)/2) @ x
    triangles: tril(A) + triu(A) - diag(diagonal(A)) == A
    order-of-sums: sum(sum(A[i, j] for j in 1..i) for i in 1..n) == sum(sum(A[i, j] for i in j..n) for j in 1..n)
    first-apart: sum(x[i] for i in 2..n) + x[1] == sum(x)
    last-apart: sum(x[i] for i in 1..n-1) + x[n] == sum(x)
    telescoping: sum(x[i+1] - x[i] for i in 1..n-1) == x[n] - x[1]
    reversed: sum(x[n + 1 - i] for i in 1..n) == sum(x)
    flip-twice: flip(flip(x)) == x
    cumulative: cumsum(x) == tril(ones(n, n)) @ x
    gauss: sum(i for i in 1..n) == n*(n + 1)/2
    squares: sum(i**2 for i in 1..n) == n*(n + 1)*(2*n + 1)/6
    pairs: sum(1 for i in 1..n, j in i+1..n) == n*(n - 1)/2
    off-diagonal: sum(A[i, j] for i in 1..n, j in 1..n if i != j) == sum(A) - trace(A)
    mean-centred: sum(x - mean(x)) == 0
    variance: var(x) == dot(x, x)/n - mean(x)**2
    covariance: cov(x, y) == mean(x*y) - mean(x)*mean(y)
    variance-scaled: var(a*x) == a**2*var(x)
    square-of-sum: sum(x)**2 == sum(outer(x, x))
    block-product: block([[A, B]]) @ block([[B], [A]]) == A @ B + B @ A
    join-dot: dot(block([x, b]), block([y, b])) == dot(x, y) + dot(b, b)
    power-three: power(A, 3) == A @ A @ A
    power-adds: power(A, n) @ A == power(A, n + 1)
    onehot-row: onehot(2, 3) @ [[a, c], [c, a], [a, a]] == [c, a]
    cross-itself: cross([a, c, 1], [a, c, 1]) == [0, 0, 0]
    product-splits: product(x[i]*y[i] for i in 1..n) == product(x[i] for i in 1..n)*product(y[i] for i in 1..n)
    product-last: product(x[i] for i in 1..n-1)*x[n] == product(x[i] for i in 1..n)
    product-of-exp: product(exp(x[i]) for i in 1..n) == exp(sum(x))
    product-of-constant: product(a for i in 1..n) == a**n
    powers-add: a**n*a**m == a**(n + m)
    log-of-product: log(product(p[i] for i in 1..n)) == log(product(p[i] for i in 1..n))
    log-of-square: sum(log(p**2)) == 2*sum(log(p))
    exp-of-sum: exp(a + c) == exp(a)*exp(c)
    root-of-square: sqrt(a**2) == abs(a)
    root-of-positive: sqrt(p[1]**2) == p[1]
    softmax-sums: sum(softmax(x)) == 1
    softmax-shift: softmax(x + a) == softmax(x)
    softmax-rows: sum(softmax(C)) == m
    softmax-by-exp: softmax(x) == exp(x)/sum(exp(x))
    log-softmax: log_softmax(x) == log(softmax(x))
    logsumexp-shift: logsumexp(x + a) == logsumexp(x) + a
    logistic-by-exp: 1/(1 + exp(-a)) == sigmoid(a)
    logistic-by-tanh: sigmoid(a) == (1 + tanh(a/2))/2
    logistic-reflection: sigmoid(-x) == 1 - sigmoid(x)
    log-logistic: log(sigmoid(a)) == -softplus(-a)
    pythagoras: sin(a)**2 + cos(a)**2 == 1
    sech-tanh: sech(a)**2 == 1 - tanh(a)**2
    hyperbolic: cosh(a)**2 - sinh(a)**2 == 1
    relu-parts: relu(x) - relu(-x) == x
    relu-abs: relu(x) + relu(-x) == abs(x)
    max-min: max(a, c) + min(a, c) == a + c
    attention: attention(A, C, C) == softmax(A @ C.T/sqrt(n)) @ C
    layernorm-centred: sum(layernorm(x)) == 0
    rmsnorm: rmsnorm(x) == sqrt(n)*x/norm(x)
    batchnorm: batchnorm(C) == layernorm(C.T).T
    """
    ),
    **_rows(
        """
    linear: jacobian(C @ x, x) == C
    quadratic: grad(x @ A @ x, x) == (A + A.T) @ x
    quadratic-symmetric: grad(x @ S @ x, x) == 2*S @ x
    quadratic-hessian: hessian(x @ A @ x, x) == A + A.T
    least-squares: grad(norm(C @ x - b)**2, x) == 2*C.T @ (C @ x - b)
    ridge: grad(norm(C @ x - b)**2 + a*norm(x)**2, x) == 2*C.T @ (C @ x - b) + 2*a*x
    norm-gradient: grad(norm(x), x) == x/norm(x)
    norm-hessian: hessian(norm(x), x) == (eye(n) - outer(x, x)/norm(x)**2)/norm(x)
    trace-gradient: grad(trace(A @ B), A) == B.T
    trace-sandwich: grad(trace(C @ A @ D), A) == C.T @ D.T
    trace-quadratic: grad(trace(A @ B @ A.T), A) == A @ (B + B.T)
    trace-gram: grad(trace(C.T @ C), C) == 2*C
    trace-cube: grad(trace(power(A, 3)), A) == 3*power(A, 2).T
    bilinear: grad(b @ C @ x, C) == outer(b, x)
    by-symmetric: grad(x @ S @ x, S) == outer(x, x)
    frobenius-gradient: grad(norm(C, fro)**2, C) == 2*C
    hadamard-gradient: grad(sum(A*B), A) == B
    softmax-jacobian: jacobian(softmax(x), x) == diag(softmax(x)) - outer(softmax(x), softmax(x))
    logsumexp-gradient: grad(logsumexp(x), x) == softmax(x)
    logsumexp-hessian: hessian(logsumexp(x), x) == diag(softmax(x)) - outer(softmax(x), softmax(x))
    cross-entropy: grad(-log(softmax(x)[1]), x) == softmax(x) - onehot(1, n)
    log-softmax-jacobian: jacobian(log_softmax(x), x) == eye(n) - outer(ones(n), softmax(x))
    layer: jacobian(tanh(C @ x), x) == diag(tanh'(C @ x)) @ C
    layer-logistic: jacobian(sigmoid(C @ x + b), x) == diag(sigmoid(C @ x + b)*(1 - sigmoid(C @ x + b))) @ C
    layer-weights: grad(sum(exp(C @ x)), C) == outer(exp(C @ x), x)
    layer-relu: grad(sum(relu(C @ x)), x) == C.T @ [1 if (C @ x)[k] > 0 else 0 for k in 1..m]
    entrywise: jacobian(x**3, x) == 3*diag(x**2)
    abs-gradient: grad(norm(x, 1), x) == sign(x)
    log-gradient: grad(sum(log(p)), p) == 1/p
    entropy-gradient: grad(-sum(p*log(p)), p) == -log(p) - 1
    normalise: jacobian(x/norm(x), x) == eye(n)/norm(x) - outer(x, x)/norm(x)**3
    mean-gradient: grad(mean(x), x) == ones(n)/n
    variance-gradient: grad(var(x), x) == 2*(x - mean(x))/n
    product-rule: grad(dot(x, y)*norm(x)**2, x) == norm(x)**2*y + 2*dot(x, y)*x
    quotient-rule: grad(dot(x, y)/norm(x)**2, x) == y/norm(x)**2 - 2*dot(x, y)*x/norm(x)**4
    rayleigh: grad((x @ S @ x)/dot(x, x), x) == 2*(S @ x - (x @ S @ x)/dot(x, x)*x)/dot(x, x)
    gaussian: grad(exp(-norm(x)**2/2), x) == -x*exp(-norm(x)**2/2)
    outer-jacobian: jacobian(A @ x*dot(x, y), x) == A*dot(x, y) + outer(A @ x, y)
    by-a-matrix: jacobian(C @ x, C)[1, 1, 1] == x[1]
    at-a-point: at(grad(x @ A @ x, x), x = y) == (A + A.T) @ y
    kink-at: at(sqrt(a**2), a = -c) == abs(c)
    cumsum-jacobian: jacobian(cumsum(x), x) == tril(ones(n, n))
    inverse-both: jacobian(A @ x, x).T == A.T
    """
    ),
    **_rows(
        """
    by-one-entry: diff(x @ A @ x, x[i]) == sum((A[i, l] + A[l, i])*x[l] for l in 1..n)
    entry-by-entry: diff(x[i], x[j]) == (1 if i == j else 0)
    matrix-by-entry: diff(trace(A @ A), A[i, j]) == 2*A[j, i]
    both-deltas: (x[i] if i == j else 0) == (x[j] if i == j else 0)
    row-of-product: (C @ A)[k] == A.T @ C[k]
    split-sum: sum(x[1..i]) + sum(x[i+1..n]) == sum(x)
    product-gradient: diff(product(x[l] for l in 1..n), x[i])*x[i] == product(x[l] for l in 1..n)
    sum-of-deltas: sum((1 if i == l else 0)*x[l] for l in 1..n) == x[i]
    kron-entry: kron(A, C)[(i-1)*m + k, (j-1)*n + i] == A[i, j]*C[k, i]
    """,
        **_INDEX,
    ),
    "chain-rule": Row(
        relation="jacobian(f(C @ x), x) == jacobian(f(q), q) @ C",
        given={"f": "function(vector[m]) -> vector[m]"},
        let=[("q", "C @ x")],
    ),
    "chain-rule-scalar": Row(
        relation="grad(g(dot(x, y)), x) == g'(dot(x, y))*y", given={"g": "function(real) -> real"}
    ),
    "mixed-partials": Row(
        relation="diff(diff(g(a, c), a), c) == diff(diff(g(a, c), c), a)", given={"g": "function(real, real) -> real"}
    ),
    "adjoint": Row(relation="grad(norm(q)**2, x) == C.T @ grad(norm(q)**2, q)", let=[("q", "C @ x")]),
    "partial-and-total": Row(
        relation="diff(q, a) == partial(q, a) + partial(q, r)*diff(r, a)", let=[("r", "sin(a)"), ("q", "a*r")]
    ),
    "step-jacobian": Row(
        relation="jacobian(h[t], h[t-1]) == diag(1 - h[t]**2) @ A",
        given={"T": "integer >= 1", "t": "integer in 1..T"},
        let=[("h[0]", "x"), ("h[t]", "tanh(A @ h[t-1])")],
    ),
    "chain-of-cells": Row(
        relation="jacobian(h[t], h[0]) == jacobian(h[t], h[t-1]) @ jacobian(h[t-1], h[0])",
        given={"T": "integer >= 2", "t": "integer in 2..T"},
        let=[("h[0]", "x"), ("h[t]", "tanh(A @ h[t-1])")],
    ),
    "unrolled": Row(relation="h[2] == A @ A @ x", let=[("h[0]", "x"), ("h[t]", "A @ h[t-1]")]),
    "convolution": Row(
        relation="conv1d(u, w, stride=2) == [sum(w[k]*u[2*(q-1) + k] for k in 1..3) for q in 1..4]",
        given={"u": "vector[9]", "w": "vector[3]"},
    ),
    "matrix-product-last": Row(
        relation="matprod(G[t] for t in 1..T) == matprod(G[t] for t in 1..T-1) @ G[T]",
        given={"T": "integer >= 2", "G": "tensor[T, n, n]"},
    ),
    "norm-homogeneous": Row(relation="norm(a*x) == abs(a)*norm(x)"),
    "rmsnorm-length": Row(relation="norm(rmsnorm(x)) == sqrt(n)"),
    "embedding": Row(
        relation="onehot(t[k], n) @ D == D[t[k]]",
        given={"n": "integer >= 1", "m": "integer >= 1", "t": "integer vector[m] in 1..n", "k": "integer in 1..m"},
    ),
    "unequal-indices": Row(
        relation="diff(softmax(x)[i], x[j]) == -softmax(x)[i]*softmax(x)[j]",
        given={"n": "integer >= 2", "i": "integer in 1..n", "j": "integer in 1..n"},
        assume=["i != j"],
    ),
    "trace-of-power": Row(relation="grad(trace(power(A, r)), A) == r*power(A, r - 1).T", given={"r": "integer >= 1"}),
    "flipped-kernel": Row(
        relation="conv1d(u, flip(w)) == [sum(w[k]*u[i + r - k] for k in 1..r) for i in 1..l - r + 1]",
        given={"r": "integer >= 1", "l": "integer >= r", "u": "vector[l]", "w": "vector[r]"},
    ),
    "real-power": Row(relation="diff(p[1]**a, a) == log(p[1])*p[1]**a"),
    "quadratic-by-halves": Row(
        relation="x @ A @ x"
        " == sum(A[i, i]*x[i]**2 for i in 1..n) + sum((A[i, j] + A[j, i])*x[i]*x[j] for i in 1..n, j in i+1..n)"
    ),
    "layernorm-jacobian": Row(
        relation="jacobian(layernorm(x), x) == (eye(n) - ones(n, n)/n - outer(layernorm(x), layernorm(x))/n)/std(x)"
    ),
    "positive-sizes": Row(relation="sum(x)/n == mean(x)"),
}

FALSE: dict[str, Row] = {
    **_rows(
        """
    product-commutes: A @ B == B @ A
    transpose-order: (A @ B).T == A.T @ B.T
    trace-of-product: trace(A @ B) == trace(A)*trace(B)
    trace-of-three: trace(A @ B @ A) == trace(A @ A.T @ B)
    trace-without-transpose: trace(A @ B) == sum(A*B)
    diag-wrong-side: C @ diag(x) == diag(b) @ C
    diag-of-product: diagonal(A @ B) == diagonal(A)*diagonal(B)
    kron-order: kron(A, B) == kron(B, A)
    kron-mixed-order: kron(A, B) @ kron(B, A) == kron(B @ A, A @ B)
    vec-order: vec(A @ B @ A) == kron(A, A) @ vec(B)
    hadamard-product: (A*B) @ x == A @ (B @ x)
    frobenius-sum: norm(A + B, fro)**2 == norm(A, fro)**2 + norm(B, fro)**2
    norm-linear: norm(x + y) == norm(x) + norm(y)
    outer-commutes: outer(x, y) == outer(y, x)
    skew-matrix: A - A.T == zeros(n, n)
    triangles-overlap: tril(A) + triu(A) == A
    triangle-strict: sum(sum(A[i, j] for j in 1..i) for i in 1..n) == sum(sum(A[i, j] for i in j+1..n) for j in 1..n)
    range-from-two: sum(x[i] for i in 2..n) == sum(x)
    range-too-short: sum(x[i] for i in 1..n-1) == sum(x)
    other-bound-name: sum(sum(A[i, j] for j in 1..n) for i in 1..n) == sum(sum(A[i, i] for j in 1..n) for i in 1..n)
    other-range: sum(x[i]*b[1] for i in 1..n) == sum(x[1]*b[k] for k in 1..m)
    square-of-sum: sum(x)**2 == sum(x**2)
    counted-twice: sum(1 for i in 1..n, j in i..n) == n*(n - 1)/2
    gauss-off: sum(i for i in 1..n) == n*(n - 1)/2
    variance-unbiased: var(x) == norm(x - mean(x))**2/(n - 1)
    mean-by-other-size: mean(x) == sum(x)/m
    softmax-scale: softmax(2*x) == softmax(x)
    softmax-sums-to-size: sum(softmax(x)) == n
    softmax-columns: sum(softmax(C)) == n
    log-of-sum: log(sum(p)) == sum(log(p))
    root-of-square: sqrt(a**2) == a
    root-of-squares: sqrt(a**2 + c**2) == a + c
    root-of-square-entries: sum(sqrt(x**2)) == sum(x)
    abs-linear: abs(a + c) == abs(a) + abs(c)
    sign-squared: sign(a)**2 == 1
    step-sum: (1 if a > 0 else 0) + (1 if a < 0 else 0) == 1
    step-at-zero: (1 if a > 0 else 0) == (1 if a >= 0 else 0)
    relu-even: relu(x) == relu(-x)
    max-sum: max(a, c) == a + c
    exp-of-product: exp(a*c) == exp(a)*exp(c)
    logistic-odd: sigmoid(-a) == -sigmoid(a)
    tanh-double: tanh(2*a) == 2*tanh(a)
    pythagoras-minus: sin(a)**2 - cos(a)**2 == 1
    powers-multiply: a**n*a**m == a**(n*m)
    power-off: power(A, n) @ A == power(A, n)
    product-of-sums: product(x[i] + y[i] for i in 1..n) == product(x[i] for i in 1..n) + product(y[i] for i in 1..n)
    product-short: product(x[i] for i in 1..n-1) == product(x[i] for i in 1..n)
    attention-unscaled: attention(A, C, C) == softmax(A @ C.T) @ C
    layernorm-uncentred: layernorm(x) == rmsnorm(x)
    flip-once: flip(x) == x
    cumsum-wrong: cumsum(x) == triu(ones(n, n)) @ x
    constant-sum: sum(a for i in 1..n-1) == n*a
    block-order: block([[A, B]]) @ block([[B], [A]]) == A @ A + B @ B
    """
    ),
    **_rows(
        """
    quadratic-unsymmetric: grad(x @ A @ x, x) == 2*A @ x
    quadratic-factor: grad(x @ S @ x, x) == S @ x
    hessian-unsymmetric: hessian(x @ A @ x, x) == 2*A
    linear-transposed: jacobian(A @ x, x) == A.T
    least-squares-factor: grad(norm(C @ x - b)**2, x) == C.T @ (C @ x - b)
    least-squares-transpose: grad(norm(A @ x - y)**2, x) == 2*A @ (A @ x - y)
    norm-gradient: grad(norm(x), x) == x
    norm-squared-gradient: grad(norm(x)**2, x) == x/norm(x)
    norm-hessian: hessian(norm(x), x) == (eye(n) - outer(x, x))/norm(x)
    trace-gradient: grad(trace(A @ B), A) == B
    trace-sandwich: grad(trace(A @ B @ A), B) == A @ A
    by-symmetric-doubled: grad(x @ S @ x, S) == 2*outer(x, x) - diag(x*x)
    bilinear-order: grad(y @ A @ x, A) == outer(x, y)
    softmax-jacobian: jacobian(softmax(x), x) == diag(softmax(x)) - outer(softmax(x), x)
    softmax-diagonal-only: jacobian(softmax(x), x) == diag(softmax(x)*(1 - softmax(x)))
    logsumexp: grad(logsumexp(x), x) == exp(x)
    cross-entropy-sign: grad(-log(softmax(x)[1]), x) == onehot(1, n) - softmax(x)
    layer-wrong-side: jacobian(tanh(A @ x), x) == A @ diag(tanh'(A @ x))
    layer-no-prime: jacobian(tanh(C @ x), x) == diag(tanh(C @ x)) @ C
    layer-argument: jacobian(tanh(C @ x), x) == diag(1 - tanh(C @ ones(n))**2) @ C
    entropy: grad(-sum(p*log(p)), p) == -log(p)
    normalise: jacobian(x/norm(x), x) == eye(n)/norm(x)
    variance: grad(var(x), x) == 2*x/n
    product-rule: grad(dot(x, y)*norm(x)**2, x) == 2*dot(x, y)*x
    relu-step-half: grad(sum(relu(x)), x) == [1/2 for i in 1..n]
    at-first: at(grad(x @ A @ x, x), x = y) == (A + A.T) @ x
    kink: at(sqrt(a**2), a = c) == c
    """
    ),
    **_rows(
        """
    entry-by-entry: diff(x[i], x[j]) == 1
    matrix-entry-swapped: diff(trace(A @ A), A[i, j]) == 2*A[i, j]
    delta-wrong: sum((1 if i == l else 0)*x[l] for l in 1..n) == x[j]
    split-overlap: sum(x[1..i]) + sum(x[i..n]) == sum(x)
    kron-entry: kron(A, B)[(i-1)*n + j, (j-1)*n + i] == A[i, j]*B[i, j]
    """,
        **_INDEX,
    ),
    "chain-rule": Row(
        relation="jacobian(f(A @ x), x) == A @ jacobian(f(q), q)",
        given={"f": "function(vector[n]) -> vector[n]"},
        let=[("q", "A @ x")],
    ),
    "inner-forgotten": Row(relation="grad(g(dot(x, x)), x) == g'(dot(x, x))*x", given={"g": "function(real) -> real"}),
    "partial-is-total": Row(relation="diff(q, a) == partial(q, a)", let=[("r", "sin(a)"), ("q", "a*r")]),
    "step-jacobian": Row(
        relation="jacobian(h[t], h[t-1]) == A @ diag(1 - h[t]**2)",
        given={"T": "integer >= 1", "t": "integer in 1..T"},
        let=[("h[0]", "x"), ("h[t]", "tanh(A @ h[t-1])")],
    ),
    "chain-of-cells": Row(
        relation="jacobian(h[t], h[0]) == jacobian(h[t-1], h[0]) @ jacobian(h[t], h[t-1])",
        given={"T": "integer >= 2", "t": "integer in 2..T"},
        let=[("h[0]", "x"), ("h[t]", "tanh(A @ h[t-1])")],
    ),
    "same-cell": Row(
        relation="jacobian(h[t], h[s]) == zeros(n, n)",
        given={"T": "integer >= 1", "t": "integer in 1..T", "s": "integer in t..T"},
        let=[("h[0]", "x"), ("h[t]", "tanh(A @ h[t-1])")],
    ),
    "unrolled": Row(relation="h[3] == A @ A @ x", let=[("h[0]", "x"), ("h[t]", "A @ h[t-1]")]),
    "base-case": Row(
        relation="h[t] == A @ h[t-1]",
        given={"t": "integer in 0..3"},
        let=[("h[0]", "x"), ("h[-1]", "x"), ("h[t]", "A @ h[t-1]")],
    ),
    "matrix-product-order": Row(
        relation="matprod(G[t] for t in 1..T) == G[T] @ matprod(G[t] for t in 1..T-1)",
        given={"T": "integer >= 2", "G": "tensor[T, n, n]"},
    ),
    "empty-range": Row(relation="sum(a for k in 2..r) == (r - 1)*a", given={"r": "integer >= 0"}),
    "empty-product": Row(relation="product(2 for k in 2..r) == 2**(r - 1)", given={"r": "integer >= 0"}),
    "power-of-power": Row(relation="(a**c)**s == a**(c*s)", given={"s": "real"}),
    "power-sum": Row(relation="a**c*a**(-c) == 1*a**0 + a**c*0 + (sqrt(a**2) - a)"),
    "zero-divisor": Row(relation="(1 if a == 0 else a/a) == (0 if a == 0 else a/a)"),
    "guarded-divisor": Row(relation="(1 if a == 0 else 1/a) == (2 if a == 0 else 1/a)"),
    "guarded-kink": Row(
        relation="grad(abs(x[1]), x) == [(sign(x[1]) if i == 1 else (1 if x[1] == 0 else 0)) for i in 1..n]"
    ),
}

EXPRESSIONS: dict[str, Row] = {
    **_rows(
        """
    corr: corr(x, y)
    std: std(x)
    gram: C @ C.T
    upper: triu(A) @ x
    strictly-lower: tril(A) - diag(diagonal(A))
    padded: pad(x, 1, 2)
    padded-matrix: pad(C, 1)
    descending: [x[i]*i for i in n..1 by -1]
    descending-sum: sum(x[i]*i**2 for i in n..1 by -1)
    filtered: sum(x[i] for i in 1..n if i != 2)
    filtered-pair: sum(A[i, j] for i in 1..n, j in 1..n if i < j)
    filtered-data: sum(x[i] for i in 1..n if x[i] > 0)
    product-filtered: product(x[i] for i in 1..n if i != 1)
    double-product: product(x[i] + j for i in 1..n, j in 1..2)
    choice: [x[i] if 2 <= i and i <= n - 1 else a for i in 1..n]
    choice-or: [x[i] if i == 1 or i == n else 0 for i in 1..n]
    choice-not: [x[i] if not (i == 1) else a for i in 1..n]
    choice-data: a if a > c else c
    choice-equal: 1 if a == c else 0
    leaky: leaky_relu(x, 1/5)
    elu: elu(x)
    celu: celu(x, 2)
    relu6: relu6(x)
    clipped: clip(x, -1, 2)
    hardswish: hardswish(x)
    gelu: gelu(x)
    silu: silu(x)
    softplus: softplus(-x)
    step: step(x)
    angles: tan(a)*cos(a) + sec(a) + cot(c)
    hyperbolic: csch(p) + coth(p) + sech(p)
    inverse-angles: atan(-a) + asinh(-a) + erfc(a) + normal_cdf(c)
    roots: cbrt(8*x) + log2(p[1])
    cube-root-cubed: cbrt(a)**3 + cbrt(a)**4
    negative-powers: (a + c)**-2*(2*a + 2*c)**3
    nested-fractions: 1/(1/a + 1/c)
    half-powers: (4*p)**(3/2)
    root-of-product: sqrt(a**2*p[1])
    root-of-twelve: sqrt(12) + 2**(1/2)
    alternating: sum((-1)**i*x[i] for i in 1..n)
    norm-one: norm(C, 1) + norm(C, oo) + norm(x, 1) + norm(x, oo)
    largest: max_abs(C) + max(x) - min(y)
    three-largest: max(a, c, 1)
    log-determinant: logabsdet(A)
    kronecker: kron(A, C)
    kronecker-vectors: kron(x, b)
    columns: vec(C)
    cross: cross([a, c, 1], [c, 2, a])
    literal: [[a, 1], [c, a]] @ [[0, 1], [1, 1]]
    rows-below: block([[A], [C]])
    four-blocks: block([[A, 0], [0, A]])
    slices: C[:, 1..n] @ x[1..n]
    middle: A[1..n, n]
    powers: power(A, 2) @ power(A, 0)
    symbolic-power: a**(n - 1)*c**n
    softmax-matrix: softmax(C)
    log-softmax-matrix: log_softmax(C)
    cross-entropy: cross_entropy(p, softmax(x))
    layernorm-eps: layernorm(C, eps=1)
    rmsnorm-eps: rmsnorm(x, eps=a**2)
    batchnorm: batchnorm(C, eps=1)
    one-hot: onehot(1, n)
    cumulative: cumsum(x*y)
    mean-matrix: mean(C)
    telescoping: sum(x[i + 1] - x[i] for i in 1..n-1)
    shifted: sum(x[i + 1]*y[n - i] for i in 1..n-1)
    triangle-of-pairs: sum(x[i]*y[j] for i in 1..n, j in i..n)
    empty: sum(x[i] for i in 2..1) + product(x[i] for i in 2..1)
    sizes: n**2*m/(n + m)
    shape-entry: shape(C)[1] + size(C)
    slope-relu: grad(sum(relu(x)*y), x)
    slope-max: grad(max(a, c), a)
    slope-clip: diff(clip(a, -1, 2), a)
    slope-elu: diff(elu(a), a)
    slope-norm: hessian(norm(x)**3, x)
    slope-logistic: hessian(sum(sigmoid(x)), x)
    slope-product: grad(product(x[i] for i in 1..n), x)
    slope-power: grad(sum(x**3*y), x)
    slope-root: grad(sum(sqrt(p)), p)
    slope-attention: grad(sum(attention(A, C, C)), A)
    slope-matrix: jacobian(A @ A, A)
    slope-denominator: jacobian(C @ x, x, layout=denominator)
    slope-row: grad(sum(A**2), A[1])
    slope-angle: diff(atan(a*c) + asin(a/9) + acosh(2 + a**2), a)
    slope-erf: diff(erf(a) + normal_cdf(a), a)
    third: diff(exp(a*c), a, 3)
    exchanged: at(diff(a**2*c, a), a = c + 1)
    """
    ),
    "convolution-all": Row(
        relation="conv1d(u, w, stride=2, padding=1, dilation=2)", given={"u": "vector[7]", "w": "vector[2]"}
    ),
    "convolution-channels": Row(
        relation="conv1d(X, K, padding=1)", given={"X": "matrix[2, 4]", "K": "tensor[2, 2, 3]"}
    ),
    "convolution-plane": Row(relation="conv2d(X, K)", given={"X": "matrix[3, 4]", "K": "matrix[2, 2]"}),
    "convolution-slope": Row(
        relation="grad(sum(conv1d(u, w, padding=1)*conv1d(u, w, padding=1)), u)",
        given={"u": "vector[4]", "w": "vector[3]"},
    ),
    "product-of-matrices": Row(
        relation="matprod(G[t] for t in T..1 by -1)", given={"T": "integer in 1..3", "G": "tensor[T, 2, 2]"}
    ),
    "slope-of-product": Row(
        relation="diff(trace(matprod(G[t] for t in 1..T)), G[1, 1, 2])",
        given={"T": "integer in 1..3", "G": "tensor[T, 2, 2]"},
    ),
    "family": Row(
        relation="sum(f[t](a) for t in 1..T)", given={"T": "integer in 1..3", "f": "function[T](real) -> real"}
    ),
    "cells": Row(relation="h[3]*h[1]", let=[("h[0]", "a"), ("h[t]", "sin(h[t-1])*c")]),
    "cell-slope": Row(relation="diff(h[2], h[1])", let=[("h[0]", "a"), ("h[t]", "sin(h[t-1])*c")]),
    "cell-slope-through": Row(relation="diff(h[2], a)", let=[("h[0]", "a"), ("h[t]", "sin(h[t-1])*c")]),
    "explicit": Row(relation="partial(q, a) + diff(q, r)", let=[("r", "sin(a)"), ("q", "a*r**2")]),
}
