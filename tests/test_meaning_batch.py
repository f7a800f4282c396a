"""The batched interpreter against NumPy, against hand-written derivatives, and on what is undefined."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import chain

import numpy as np
import numpy.typing as npt
import pytest

from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.language.operators import VOCABULARY
from proofcheck.load.yaml import load_text
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.batch import BatchResult, compile_claim
from proofcheck.meaning.batch_apply import HOLES
from proofcheck.verdict import Instance, Value

B = 7
Values = Mapping[str, npt.NDArray[np.float64]]
RNG = np.random.default_rng(5)
X, Y = RNG.uniform(0.2, 0.9, B), RNG.uniform(1.1, 2.5, B)
S = RNG.standard_normal(B)
V, W = RNG.standard_normal((B, 3)), RNG.standard_normal((B, 3))
P = np.abs(V) / np.abs(V).sum(1, keepdims=True)
Q = np.abs(W) / np.abs(W).sum(1, keepdims=True)
A, C = RNG.standard_normal((B, 3, 3)), RNG.standard_normal((B, 3, 3))
M = RNG.standard_normal((B, 2, 3))
SYM = A + A.transpose(0, 2, 1)
PD = A @ A.transpose(0, 2, 1) + np.eye(3)
VALUES = {"x": X, "y": Y, "s": S, "v": V, "w": W, "p": P, "q": Q, "A": A, "C": C, "M": M, "S": SYM, "D": PD}
GIVEN = {
    "x": "real", "y": "real", "s": "real", "v": "vector[3]", "w": "vector[3]", "p": "vector[3]", "q": "vector[3]",
    "A": "matrix[3, 3]", "C": "matrix[3, 3]", "M": "matrix[2, 3]", "S": "symmetric matrix[3, 3]", "D": "matrix[3, 3]",
}  # fmt: skip


def claim(text: str, given: Mapping[str, str] = {}, let: Mapping[str, str] = {}, **more: str) -> Claim:
    lines = ["proofcheck: 1", "given:", *(f"  {k}: {v}" for k, v in given.items())]
    if let:
        lines += ["let:", *(f"  {k}: {v}" for k, v in let.items())]
    lines += ["claims:", "  - id: c", f"    claim: {text!r}", *(f"    {k}: {v}" for k, v in more.items())]
    loaded = load_text("\n".join(lines) + "\n")
    assert not loaded.problems, [str(p) for p in loaded.problems]
    return loaded.claims[0]


def judge(
    text: str, values: Values, given: Mapping[str, str], sizes: Mapping[str, int] = {}, **more: object
) -> BatchResult:
    return compile_claim(claim(text, given, **more), sizes, device="cpu")(values)  # type: ignore[arg-type]


def type_of(expected: npt.NDArray[np.float64]) -> str:
    dims = ", ".join(map(str, expected.shape[1:]))
    return {1: "real", 2: f"vector[{dims}]", 3: f"matrix[{dims}]"}.get(expected.ndim, f"tensor[{dims}]")


def agrees(
    text: str, expected: npt.NDArray[np.float64], given: Mapping[str, str], values: Values, **more: object
) -> bool:
    """Whether the expression is `expected` at every instance; asserted: the comparison would have seen a difference."""
    given = {**given, "result": type_of(expected)}
    sizes = more.pop("sizes", {})
    assert isinstance(sizes, dict)
    program = compile_claim(claim(f"result == ({text})", given, **more), sizes, device="cpu")  # type: ignore[arg-type]
    right = program({**values, "result": expected}).links[0]
    wrong = program({**values, "result": expected + 1e-6 * (1 + np.abs(expected))}).links[0]
    assert right.right_defined.all()
    assert not wrong.truth.any()
    return bool(right.truth.all())


SCALAR = {
    "x + y - 3*x": X + Y - 3 * X,
    "x/y": X / Y,
    "x**y": X**Y,
    "s**3 + s**2": S**3 + S**2,
    "x**(1/2)": np.sqrt(X),
    "y**-2": Y**-2.0,
    "-x": -X,
    "exp(s)": np.exp(S),
    "log(x)": np.log(X),
    "log2(x)": np.log2(X),
    "sqrt(x)": np.sqrt(X),
    "cbrt(s)": np.cbrt(S),
    "abs(s)": np.abs(S),
    "sign(s)": np.sign(S),
    "floor(3*s)": np.floor(3 * S),
    "ceil(3*s)": np.ceil(3 * S),
    "mod(5*s, y)": np.mod(5 * S, Y),
    "min(x, s, y)": np.minimum(X, np.minimum(S, Y)),
    "max(x, s)": np.maximum(X, S),
    "sin(s)": np.sin(S),
    "cos(s)": np.cos(S),
    "tan(x)": np.tan(X),
    "sec(x)": 1 / np.cos(X),
    "csc(x)": 1 / np.sin(X),
    "cot(x)": 1 / np.tan(X),
    "asin(x)": np.arcsin(X),
    "acos(x)": np.arccos(X),
    "atan(s)": np.arctan(S),
    "atan2(s, x)": np.arctan2(S, X),
    "sinh(s)": np.sinh(S),
    "cosh(s)": np.cosh(S),
    "tanh(s)": np.tanh(S),
    "sech(s)": 1 / np.cosh(S),
    "csch(x)": 1 / np.sinh(X),
    "coth(x)": 1 / np.tanh(X),
    "asinh(s)": np.arcsinh(S),
    "acosh(y)": np.arccosh(Y),
    "atanh(x)": np.arctanh(X),
    "gamma(y)": np.array([math.gamma(t) for t in Y]),
    "gamma(-x)": np.array([math.gamma(-t) for t in X]),
    "loggamma(y)": np.array([math.lgamma(t) for t in Y]),
    "factorial(y)": np.array([math.gamma(t + 1) for t in Y]),
    "erf(s)": np.array([math.erf(t) for t in S]),
    "erfc(s)": np.array([math.erfc(t) for t in S]),
    "normal_cdf(s)": np.array([math.erfc(-t / math.sqrt(2)) / 2 for t in S]),
    "sigmoid(s)": 1 / (1 + np.exp(-S)),
    "relu(s)": np.maximum(S, 0),
    "relu6(9*s)": np.clip(9 * S, 0, 6),
    "clip(s, -x, x)": np.clip(S, -X, X),
    "step(s)": (S > 0).astype(float),
    "leaky_relu(s)": np.where(S > 0, S, S / 100),
    "leaky_relu(s, x)": np.where(S > 0, S, S * X),
    "elu(s, y)": np.where(S > 0, S, Y * np.expm1(S)),
    "celu(s, y)": np.where(S > 0, S, Y * np.expm1(S / Y)),
    "hardswish(4*s)": 4 * S * np.clip(4 * S + 3, 0, 6) / 6,
    "softplus(s)": np.log1p(np.exp(S)),
    "silu(s)": S / (1 + np.exp(-S)),
    "gelu(s)": np.array([t * math.erfc(-t / math.sqrt(2)) / 2 for t in S]),
    "x*pi + e": X * math.pi + math.e,
    "x if s > 0 else y": np.where(S > 0, X, Y),
    "x if s > 0 and x < 1/2 or not s > -1 else y": np.where(((S > 0) & (X < 0.5)) | ~(S > -1), X, Y),
    "x if (s > 0 => x < 1/2) <=> x > 1/4 else y": np.where((~(S > 0) | (X < 0.5)) == (X > 0.25), X, Y),
    "x if S == S.T and v != w else y": X,
}  # fmt: skip

ARRAY = {
    "v + w": V + W,
    "1 - v**2": 1 - V**2,
    "x*v/y": (X / Y)[:, None] * V,
    "v*w": V * W,
    "exp(v)": np.exp(V),
    "max(v, w)": np.maximum(V, W),
    "max(v)": V.max(1),
    "min(A)": A.min((1, 2)),
    "[x, y, 2]": np.stack([X, Y, 2 + 0 * X], 1),
    "[v, w]": np.stack([V, W], 1),
    "[[1, x], [y, 0]]": np.stack([1 + 0 * X, X, Y, 0 * X], 1).reshape(B, 2, 2),
    "block([[A, v_], [0, C]])": np.zeros((B, 1)),
    "A @ C": A @ C,
    "A @ v": (A @ V[:, :, None])[:, :, 0],
    "v @ A": (V[:, None] @ A)[:, 0],
    "v @ w": (V * W).sum(1),
    "diag(v) @ A": V[:, :, None] * A,
    "A @ diag(v)": A * V[:, None],
    "diag(v) @ w": V * W,
    "A.T": A.transpose(0, 2, 1),
    "sum(A)": A.sum((1, 2)),
    "mean(v)": V.mean(1),
    "inv(A)": np.linalg.inv(A),
    "pinv(M)": np.linalg.pinv(M),
    "det(A)": np.linalg.det(A),
    "logabsdet(A)": np.linalg.slogdet(A)[1],
    "trace(A)": np.trace(A, axis1=1, axis2=2),
    "rank(outer(v, w))": np.ones(B),
    "chol(D)": np.linalg.cholesky(PD),
    "expm(A*0)": np.tile(np.eye(3), (B, 1, 1)),
    "sqrtm(D) @ sqrtm(D)": PD,
    "tril(A)": np.tril(A),
    "triu(A)": np.triu(A),
    "flip(v)": V[:, ::-1].copy(),
    "flip(A)": A[:, ::-1].copy(),
    "pad(v, 1, 2)": np.pad(V, ((0, 0), (1, 2))),
    "pad(A, 1)": np.pad(A, ((0, 0), (1, 1), (1, 1))),
    "diag(v)": np.stack([np.diag(t) for t in V]),
    "diagonal(A)": np.diagonal(A, axis1=1, axis2=2),
    "A + eye(3)": A + np.eye(3),
    "A - ones(3, 3) + zeros(3, 3)": A - 1,
    "outer(v, w)": V[:, :, None] * W[:, None],
    "dot(v, w)": (V * W).sum(1),
    "cross(v, w)": np.cross(V, W),
    "kron(M, A)": np.stack([np.kron(a, b) for a, b in zip(M, A, strict=True)]),
    "vec(M)": M.transpose(0, 2, 1).reshape(B, 6),
    "norm(v)": np.linalg.norm(V, axis=1),
    "norm(v, 1)": np.abs(V).sum(1),
    "norm(v, oo)": np.abs(V).max(1),
    "norm(A, 2)": np.linalg.norm(A, 2, axis=(1, 2)),
    "norm(A, 1)": np.linalg.norm(A, 1, axis=(1, 2)),
    "norm(A, oo)": np.linalg.norm(A, np.inf, axis=(1, 2)),
    "norm(A, fro)": np.linalg.norm(A, axis=(1, 2)),
    "norm(A, nuc)": np.linalg.svd(A)[1].sum(1),
    "sigma_max(M)": np.linalg.svd(M)[1][:, 0],
    "sigma_min(M)": np.linalg.svd(M)[1][:, -1],
    "sigma(M)": np.linalg.svd(M)[1],
    "lambda_max(S)": np.linalg.eigvalsh(SYM)[:, -1],
    "lambda_min(S)": np.linalg.eigvalsh(SYM)[:, 0],
    "eigenvalues(S)": np.linalg.eigvalsh(SYM)[:, ::-1].copy(),
    "spectral_radius(A)": np.abs(np.linalg.eigvals(A)).max(1),
    "condition(A)": np.linalg.cond(A),
    "max_abs(A)": np.abs(A).max((1, 2)),
    "power(A, 3)": A @ A @ A,
    "power(D, -1)": np.linalg.inv(PD),
    "var(v)": V.var(1),
    "std(v)": V.std(1),
    "cov(v, w)": np.array([np.cov(a, b, bias=True)[0, 1] for a, b in zip(V, W, strict=True)]),
    "corr(v, w)": np.array([np.corrcoef(a, b)[0, 1] for a, b in zip(V, W, strict=True)]),
    "cumsum(v)": V.cumsum(1),
    "argmax(v)": V.argmax(1) + 1.0,
    "argmin(v)": V.argmin(1) + 1.0,
    "softmax(v)": np.exp(V) / np.exp(V).sum(1, keepdims=True),
    "softmax(M)": np.exp(M) / np.exp(M).sum(2, keepdims=True),
    "log_softmax(v)": V - np.log(np.exp(V).sum(1, keepdims=True)),
    "logsumexp(v)": np.log(np.exp(V).sum(1)),
    "cross_entropy(p, q)": -(P * np.log(Q)).sum(1),
    "kl(p, q)": (P * np.log(P / Q)).sum(1),
    "entropy(p)": -(P * np.log(P)).sum(1),
    "layernorm(v)": (V - V.mean(1, keepdims=True)) / V.std(1, keepdims=True),
    "layernorm(v, eps=1/10)": (V - V.mean(1, keepdims=True)) / np.sqrt(V.var(1, keepdims=True) + 0.1),
    "rmsnorm(M)": M / np.sqrt((M**2).mean(2, keepdims=True)),
    "batchnorm(A)": (A - A.mean(1, keepdims=True)) / A.std(1, keepdims=True),
    "onehot(2, 3) + v": V + np.array([0, 1, 0]),
    "block([v, x, M[1]])": np.concatenate([V, X[:, None], M[:, 0]], 1),
    "shape(M)": np.tile([2.0, 3.0], (B, 1)),
    "size(M)*x": 6 * X,
    "v[2]": V[:, 1],
    "A[2, :]": A[:, 1],
    "A[:, 3]": A[:, :, 2],
    "A[1..2, 3]": A[:, :2, 2],
    "v[2..3]": V[:, 1:],
    "A[2]": A[:, 1],
    "v[argmax(w)]": V[np.arange(B), W.argmax(1)],
    "sum(v[i]*w[i] for i in 1..3)": (V * W).sum(1),
    "sum(A[i, j]*v[j] for i in 1..3, j in i..3)": (np.triu(A) * V[:, None]).sum((1, 2)),
    "sum(A[i, j] for i in 1..3, j in 1..3 if i != j)": A.sum((1, 2)) - np.trace(A, axis1=1, axis2=2),
    "sum(v[i] for i in 1..3 if w[i] > 0)": (V * (W > 0)).sum(1),
    "sum(w[i] for i in 1..3 if w[i] > 100)": 0 * X,
    "product(v[i] for i in 1..3)": V.prod(1),
    "[sum(A[i, j]*v[j]*x for j in 1..3) for i in 1..3]": X[:, None] * (A @ V[:, :, None])[:, :, 0],
    "[sum(2*A[j, i]*C[2, j] for j in 1..3) for i in 1..3]": 2 * (A.transpose(0, 2, 1) @ C[:, 1, :, None])[:, :, 0],
    "sum(A[i, i]*v[i] for i in 1..3)": (np.diagonal(A, axis1=1, axis2=2) * V).sum(1),
    "sum(A[i, j]*v[i] for i in 1..2, j in 1..3)": (A * V[:, :, None])[:, :2].sum((1, 2)),
    "sum(v[i]*x for i in 1..3, j in 1..3)": 3 * V.sum(1) * X,
    "max(v[i] - w[i] for i in 1..3)": (V - W).max(1),
    "[A[i, j]*v[i] for i in 1..3, j in 1..3]": A * V[:, :, None],
    "[sum(A[i, k]*C[k, j] for k in 1..3) for i in 1..3, j in 1..3]": A @ C,
    "[A[i, :] for i in 3..1 by -1]": A[:, ::-1].copy(),
    "matprod(A + t*eye(3) for t in 1..3)": (A + np.eye(3)) @ (A + 2 * np.eye(3)) @ (A + 3 * np.eye(3)),
    "matprod(A for t in 2..1)": np.tile(np.eye(3), (B, 1, 1)),
    "conv1d(v, w[1..2])": np.stack([np.correlate(a, b[:2], "valid") for a, b in zip(V, W, strict=True)]),
    "attention(A, C, M.T)": np.zeros((B, 1)),
}  # fmt: skip
ARRAY.pop("block([[A, v_], [0, C]])")
_SCORES = np.exp(A @ C.transpose(0, 2, 1) / math.sqrt(3))
ARRAY["attention(A, C, M.T)"] = _SCORES / _SCORES.sum(2, keepdims=True) @ M.transpose(0, 2, 1)
_ZERO = np.zeros((B, 3, 2))
ARRAY["block([[A, 0], [C, M.T]])"] = np.concatenate(
    [np.concatenate([A, _ZERO], 2), np.concatenate([C, M.transpose(0, 2, 1)], 2)], 1
)


@pytest.mark.parametrize(("text", "expected"), [*SCALAR.items(), *ARRAY.items()], ids=[*SCALAR, *ARRAY])
def test_values_are_those_of_numpy(text: str, expected: npt.NDArray[np.float64]) -> None:
    assert agrees(text, expected, GIVEN, VALUES)


def test_every_operator_has_a_meaning_or_a_reason() -> None:
    elsewhere = {
        *("==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "=>", "<=>", "if", "true", "false", "stack", "block"),
        *("pi", "e", "I", "oo", "undefined", "pdf", "neg", "binomial", "gcd", "transpose", "conv2d"),
        *("normal", "uniform", "bernoulli", "poisson", "exponential", "mvnormal", "finite"),
        *("is_symmetric", "is_psd", "is_orthogonal", "is_singular"),
        *("parameters", "multiplications", "operations", "connections", "steps", "memory", "context"),
    }
    tried = " ".join(chain(SCALAR, ARRAY))
    missing = [op for op in VOCABULARY if op not in HOLES and op not in elsewhere and op not in tried]
    assert missing == []


RNN = {"d": "integer >= 1", "n": "integer >= 1", "W": "matrix[d, d]", "x1": "vector[d]", "b": "real"}
RNN_LET = {"x[1]": "x1", "x[t]": "tanh(W @ x[t-1] + b)"}
RNN_VALUES = {"W": A, "x1": V, "b": S}


def rnn(steps: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The last state, and its Jacobian by the first one."""
    x, jacobian = V, np.tile(np.eye(3), (B, 1, 1))
    for _ in range(steps - 1):
        x = np.tanh((A @ x[:, :, None])[:, :, 0] + S[:, None])
        jacobian = (1 - x**2)[:, :, None] * A @ jacobian
    return x, jacobian


@pytest.mark.parametrize("steps", [1, 2, 4])
@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("x[n]", lambda x, j: x),
        ("jacobian(x[n], x[1])", lambda x, j: j),
        ("jacobian(x[n], x1)", lambda x, j: j),
        ("jacobian(x[n], x[1], layout=denominator)", lambda x, j: j.transpose(0, 2, 1)),
        ("matprod(jacobian(x[t], x[t-1]) for t in n..2 by -1)", lambda x, j: j),
        ("grad(sum(x[n]), x[1])", lambda x, j: j.sum(1)),
        ("[diff(sum(x[n]), x1[i]) for i in 1..d]", lambda x, j: j.sum(1)),
        ("[diff(x[n], x1[i]) for i in 1..d]", lambda x, j: j.transpose(0, 2, 1)),
        ("jacobian(x[n], x1[2])", lambda x, j: j[:, :, 1]),
        ("sigma_max(jacobian(x[n], x[1]))", lambda x, j: np.linalg.svd(j)[1][:, 0]),
        ("grad(sum(x[n]), x[1]) + 0*sum(grad(sum(x[n]), x[t]) for t in 1..n)", lambda x, j: j.sum(1)),
        ("(grad(sum(x[n]), x[2])*tanh'(W @ x[1] + b)) @ W if n > 1 else ones(d)", lambda x, j: j.sum(1)),
    ],
)
def test_derivatives_of_a_recurrence(text: str, of: object, steps: int) -> None:
    expected = of(*rnn(steps))  # type: ignore[operator]
    given = {**RNN, "result": type_of(expected)} | {"result": type_of(expected).replace("3", "d")}
    program = compile_claim(claim(f"result == ({text})", given, RNN_LET), {"d": 3, "n": steps}, device="cpu")
    assert program({**RNN_VALUES, "result": expected}).links[0].truth.all()
    assert not program({**RNN_VALUES, "result": expected + 1e-6}).links[0].truth.any()


NUMBERS = {"x": "real", "y": "real", "s": "real", "v": "vector[3]", "w": "vector[3]", "A": "matrix[3, 3]"}
LET = {"q": "A @ v", "f(z)": "sin(z)*x", "g(z)": "exp(A @ z)", "c": "q*v + w", "r[0]": "s", "r[k]": "r[k-1]**2 + x"}
_Q = (A @ V[:, :, None])[:, :, 0]
_E = np.exp(V)
CALCULUS = {
    "diff(sin(s)*x, s)": X * np.cos(S),
    "diff(sin(s)*x, s, 3)": -X * np.cos(S),
    "diff(v*s**2, s)": 2 * V * S[:, None],
    "diff(v*s**3, s, 2)": 6 * V * S[:, None],
    "f'(y)": X * np.cos(Y),
    "f''(y*y)": -X * np.sin(Y * Y),
    "diff(f(y**2), y)": X * np.cos(Y**2) * 2 * Y,
    "tanh'(v)": 1 - np.tanh(V) ** 2,
    "jacobian(g(w), w)": np.exp((A @ W[:, :, None])[:, :, 0])[:, :, None] * A,
    "hessian(v @ A @ v, v)": A + A.transpose(0, 2, 1),
    "hessian(sum(exp(v)*w), v)": (np.exp(V) * W)[:, :, None] * np.eye(3),
    "hessian(exp(x*s), s)": X**2 * np.exp(X * S),
    "grad(sum(A @ v), A)": np.tile(V[:, None], (1, 3, 1)),
    "grad(sum(c), q)": V,
    "grad(sum(c), v)": _Q + (A * V[:, :, None]).sum(1),
    "partial(c, v)": _Q[:, :, None] * np.eye(3),
    "partial(c, q)": V[:, :, None] * np.eye(3),
    "jacobian(A, A[1, 2])": np.tile(np.eye(3)[0][:, None] * np.eye(3)[1], (B, 1, 1)),
    "diff(sum(c), A[1, 2])": V[:, 0] * V[:, 1],
    "diff(r[3], r[1])": 4 * ((S**2 + X) ** 2 + X) * (S**2 + X),
    "partial(r[3], x)": np.ones(B),
    "diff(r[2], x)": 2 * (S**2 + X) + 1,
    "at(diff(x**3, x), x = 2)": 12 + 0 * X,
    "at(r[2], s = 0)": X**2 + X,
    "at(diff(y*s**2, s), s = y) + s": 2 * Y**2 + S,
    "diff(diff(x**2*s**3, x), s)": 6 * X * S**2,
    "diff(at(x**2*y, y = x), x)": 2 * X * X + X**2 - X**2 + X**2,
    "diff(sqrt(s) if s > 0 else x*s, s)": np.where(S > 0, 0.5 / np.sqrt(np.abs(S)), X),
    "grad(sum(sqrt(v[i]) if v[i] > 0 else 0 for i in 1..3), v)": np.where(V > 0, 0.5 / np.sqrt(np.abs(V)), 0),
    "grad(sigma_max(A)**2, A)": 2 * np.stack([d[0] * np.outer(u[:, 0], h[0]) for u, d, h in map(np.linalg.svd, A)]),
    "sum(diff(x**k, x) for k in 1..4)": 1 + 2 * X + 3 * X**2 + 4 * X**3,
    "sum(sum(x for i in 1..k) for k in 1..4)": 10 * X,
    "[sum(diff(x**k, x)*v[i] for k in 1..3) for i in 1..3]": V * (1 + 2 * X + 3 * X**2)[:, None],
    "[diff(diff(sum(exp(v))**2, v[i]), v[j]) for i in 1..3, j in 1..3]": 2 * _E[:, :, None] * _E[:, None]
    + 2 * _E.sum(1)[:, None, None] * _E[:, :, None] * np.eye(3),
    "jacobian([sum(A[i, j]*v[j]*v[k] for j in 1..3, k in 1..3 if j != k) for i in 1..3], v)": A
    * (V.sum(1, keepdims=True) - V)[:, None]
    + (A @ V[:, :, None])
    - A * V[:, None],
    "hessian(sum(v[i]**3*w[i] for i in 1..3 if w[i] > 0), v)": (6 * V * W * (W > 0))[:, :, None] * np.eye(3),
    "sum(jacobian(v[i]*w, w) for i in 1..3)": V.sum(1)[:, None, None] * np.eye(3),
    "jacobian(jacobian(v*v*w, v) @ w, v)": 2 * (W * W)[:, :, None] * np.eye(3),
    "[sigma_max(diff(x*t*A, x)) for t in 1..3]": np.linalg.svd(A)[1][:, :1] * np.arange(1, 4),
    "grad(sum(A[i, k]*A[k, j] for i in 1..3, j in 1..3, k in 1..3), A)": A.sum(2)[:, None] + A.sum(1)[:, :, None],
}  # fmt: skip
CALCULUS["diff(at(x**2*y, y = x), x)"] = 3 * X**2
CALCULUS["jacobian(conv1d(v, [1, 2]), v)"] = np.tile([[1.0, 2, 0], [0, 1, 2]], (B, 1, 1))
CALCULUS["jacobian(conv1d(v, [1, 2], padding=1, stride=2, dilation=2), v)"] = np.tile(
    [[0.0, 2, 0], [0, 1, 0]], (B, 1, 1)
)
CALCULUS["jacobian(conv2d(A, [[1, 2]]), A)[2, 1]"] = np.tile([[0.0, 0, 0], [1, 2, 0], [0, 0, 0]], (B, 1, 1))
CALCULUS["grad(sum(A @ v), A[:, 1])"] = np.tile(V[:, :1], (1, 3))
CALCULUS["grad(sum(tanh(A @ v)), A[2, 1..2])"] = (1 - np.tanh((A @ V[..., None])[:, 1]) ** 2) * V[:, :2]
CALCULUS["jacobian(v*v[2], v[1..2])"] = np.stack(
    [np.stack([V[:, 1], V[:, 0]], 1), np.stack([0 * X, 2 * V[:, 1]], 1), np.stack([0 * X, V[:, 2]], 1)], 1
)
CALCULUS["hessian(sum(v**3), v[2..3])"] = 6 * V[:, 1:, None] * np.eye(2)


@pytest.mark.parametrize(("text", "expected"), CALCULUS.items(), ids=list(CALCULUS))
def test_derivatives(text: str, expected: npt.NDArray[np.float64]) -> None:
    assert agrees(text, expected, NUMBERS, {"x": X, "y": Y, "s": S, "v": V, "w": W, "A": A}, let=LET)


ESTIMATES = {
    "integral(exp(t*s) for t in [0, x])": np.expm1(S * X) / S,
    "integral(exp(-t*y) for t in [0, oo])": 1 / Y,
    "integral(exp(-t**2/(2*y)) for t in [-oo, oo])": np.sqrt(2 * math.pi * Y),
    "integral(integral(t*u for u in [0, t]) for t in [0, x])": X**4 / 8,
    "diff(integral(sin(t) for t in [0, s]), s)": np.sin(S),
    "sup(t*(x - t) for t in [0, 1])": X**2 / 4,
    "inf(exp(t) - y*t for t in [0, 2])": Y - Y * np.log(Y),
    "argmax(t*(x - t) for t in [0, 1])": X / 2,
    "limit(sin(s*t)/t, t, 0)": S,
    "limit((1 + s/t)**t, t, oo)": np.exp(S),
    "limit(t*log(t), t, 0+)": 0 * X,
    "limit(sqrt(t) + x, t, 0+)": X,
    "limit(t**t, t, 0+)": 1 + 0 * X,
    "integral(t*exp(-t**2) for t in [-y, y])": 0 * X,
    "integral(1 for t in [x, x])": 0 * X,
    "E(t**2 for t ~ normal(s, x))": S**2 + X**2,
    "Var(t for t ~ uniform(x, y))": (Y - X) ** 2 / 12,
    "E(t for t ~ exponential(y))": 1 / Y,
    "Var(t for t ~ poisson(y))": Y,
    "Var(t for t ~ bernoulli(x))": X * (1 - X),
    "E(v[k] for k ~ finite(p))": (P * V).sum(1),
    "Cov(a, a*b for a ~ normal(s, x), b ~ normal(y, 1))": X**2 * Y,
    "pdf(normal(s, x), y)": np.exp(-(((Y - S) / X) ** 2) / 2) / (X * math.sqrt(2 * math.pi)),
    "kl(normal(s, x), normal(s, x))": 0 * X,
    "entropy(uniform(x, y))": np.log(Y - X),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ESTIMATES.items(), ids=list(ESTIMATES))
def test_estimates_are_close(text: str, expected: npt.NDArray[np.float64]) -> None:
    given = {k: GIVEN[k] for k in "xysvp"} | {"result": "real"}
    values = {k: VALUES[k] for k in "xysvp"}
    program = compile_claim(claim(f"result == ({text})", given), {}, device="cpu")
    assert program({**values, "result": expected}).links[0].truth.all()
    assert not program({**values, "result": expected + 1e-3 * (1 + np.abs(expected))}).links[0].truth.any()


RELATIONS = {
    "s <= abs(s)": np.ones(B, bool),
    "s < abs(s)": S < 0,
    "s >= 0": S >= 0,
    "s != s + 1": np.ones(B, bool),
    "v != w": np.ones(B, bool),
    "v != v + 0*w": np.zeros(B, bool),
    "v <= w": (V <= W).all(1),
    "not (v <= w)": ~(V <= W).all(1),
    "s > 0 and x > 1/2": (S > 0) & (X > 0.5),
    "s > 0 or x > 1/2": (S > 0) | (X > 0.5),
    "s > 0 => x > 1/2": (S <= 0) | (X > 0.5),
    "not (s > 0 => x > 1/2)": (S > 0) & (X <= 0.5),
    "s > 0 <=> x > 1/2": (S > 0) == (X > 0.5),
    "not (s > 0 <=> x > 1/2)": (S > 0) != (X > 0.5),
    "forall i in 1..3: v[i] > w[i]": (V > W).all(1),
    "exists i in 1..3, j in 1..3: v[i] > w[j]": V.max(1) > W.min(1),
    "not exists i in 1..3: v[i] > w[i]": (V <= W).all(1),
    "forall i in 1..3 if v[i] > 0: w[i] > 0": ((V <= 0) | (W > 0)).all(1),
    "forall i in 2..1: v[i] > 0": np.ones(B, bool),
    "exists i in 2..1: v[i] > 0": np.zeros(B, bool),
    "forall t: real in [0, 1]: t*s <= x": np.maximum(S, 0) <= X,
    "exists t: real in [0, 1]: t*2 == 1": np.ones(B, bool),
    "exists t: real: t > 5": np.ones(B, bool),
    "exists t: real in [-1, 1]: log(t) > 1": np.zeros(B, bool),
    "exists k: integer in 1..9: sum(x for i in 1..k) > 2": 9 * X > 2,
    "forall k: integer in 1..9 if k > 4: k*x > 1": 5 * X > 1,
    "forall t: real != 0: t**2 > 0": np.ones(B, bool),
    "exists p: boolean: (p and s > 0)": S > 0,
    "forall t: vector[2] in [0, 1]: sum(t) <= 2*y": Y >= 1,
    "is_symmetric(S)": np.ones(B, bool),
    "is_symmetric(A)": np.zeros(B, bool),
    "is_psd(D)": np.ones(B, bool),
    "is_psd(S)": np.linalg.eigvalsh(SYM)[:, 0] >= 0,
    "not is_psd(S)": np.linalg.eigvalsh(SYM)[:, 0] < 0,
    "is_orthogonal(A)": np.zeros(B, bool),
    "is_singular(outer(v, w))": np.ones(B, bool),
    "is_singular(A)": np.zeros(B, bool),
    "(s > 0) if x > 1/2 else (s < 0)": np.where(X > 0.5, S > 0, S < 0),
    "1/3 + 1/6 == 1/2": np.ones(B, bool),
    "1/2**99 == 1/2**98": np.zeros(B, bool),
    "1/factorial(2004) == 1/factorial(2006)": np.zeros(B, bool),
    "1 - 1/e == 1 + 1/e": np.zeros(B, bool),
    "(x + 10**9) - 10**9 == x": np.ones(B, bool),
    "sin(100*pi*x)**2 + cos(100*pi*x)**2 - 1 == 0": np.ones(B, bool),
    "sum(v) - v[1] - v[2] - v[3] == 0": np.ones(B, bool),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), RELATIONS.items(), ids=list(RELATIONS))
def test_truth(text: str, expected: npt.NDArray[np.bool_]) -> None:
    link = judge(text, VALUES, GIVEN).links[0]
    assert link.truth.tolist() == expected.tolist()
    assert ((link.violation > 0) == ~expected).all()


UNDEFINED = ["log(-x)", "log(0*x)", "sqrt(-x)", "1/(x - x)", "1/(1/(x - x))", "(x - x)**-1", "(-x)**(1/2)", "(-x)**y",
             "asin(y)", "acosh(x)", "atanh(y)", "loggamma(-x)", "gamma(0*x)", "mod(x, 0*x)", "cot(0*x)", "step(0*x)",
             "atan2(0*x, 0*x)", "max(v[i] for i in 2..1)", "inv(x*ones(2, 2))[1, 1]", "chol(-D)[1, 1]",
             "condition(zeros(3, 3))*x", "corr(0*v, w)", "clip(x, y, x)", "lambda_max(A)", "undefined_"]  # fmt: skip


@pytest.mark.parametrize("text", [t for t in UNDEFINED if t != "undefined_"])
def test_undefined_sides_say_nothing(text: str) -> None:
    result = judge(f"{text} == 1", VALUES, GIVEN).links[0]
    assert not result.left_defined.any()
    assert result.right_defined.all()
    assert result.truth.all()
    assert (result.violation == -np.inf).all()


def test_overflow_is_not_undefined() -> None:
    result = judge("exp(1000*y) <= 1", VALUES, GIVEN).links[0]
    assert result.left_defined.all()
    assert result.truth.all()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vanishes(product(sigmoid'(v[k]) for k in 1..n), n)", [True] * B),
        ("vanishes(product(sigmoid'(1000*v[k]) for k in 1..n), n)", [True] * B),
        ("vanishes(product(1 + v[k]**2 for k in 1..n), n)", [False] * B),
        ("bounded(product(1 + v[k]**2 for k in 1..n), n)", [False] * B),
        ("bounded(sum((1/2)**k for k in 1..n) + x/n, n)", [True] * B),
        ("diverges(sum(v[k]**2 for k in 1..n), n)", [True] * B),
        ("diverges(x + 1/n, n)", [False] * B),
    ],
)
def test_tendencies(text: str, expected: list[bool]) -> None:
    given = {"n": "integer >= 1", "x": "real", "v": "vector[n]"}
    assert judge(text, {"x": X, "v": V}, given, {"n": 3}).links[0].truth.tolist() == expected


def test_assumptions_are_weighed() -> None:
    checked = claim("x == x", {"x": "real", "s": "real"}, assume="['s > 0', 'x <= 1/2 or sqrt(s) >= 0']")
    result = compile_claim(checked, {}, device="cpu")({"x": X, "s": S})
    assert result.assumptions.tolist() == (S > 0).tolist()
    assert ((result.gap > 0) == (S <= 0)).all()


def test_each_link_of_a_chain_is_judged() -> None:
    result = judge("-abs(s) <= s <= x", VALUES, GIVEN)
    assert [link.truth.tolist() for link in result.links] == [[True] * B, (S <= X).tolist()]


def test_complex_numbers() -> None:
    z = X + 1j * S
    given = {"x": "real", "s": "real", "z": "complex", "c": "vector[2]"}
    values = {"x": X, "s": S, "z": z, "c": np.stack([X, S], 1)}
    for text in ("z == x + I*s", "exp(I*s) == cos(s) + I*sin(s)", "abs(z)**2 == x**2 + s**2", "z*z == z**2",
                 "diff(exp(I*s), s) == I*exp(I*s)", "sqrt(z)**2 == z"):  # fmt: skip
        assert compile_claim(claim(text, given), {}, device="cpu")(values).links[0].truth.all(), text
    assert not compile_claim(claim("z == x - I*s", given), {}, device="cpu")(values).links[0].truth.any()


def test_truth_values_are_given_as_numbers() -> None:
    given = {"p": "boolean", "q": "boolean"}
    values = {"p": np.array([0.0, 0.0, 1.0, 1.0]), "q": np.array([0.0, 1.0, 0.0, 1.0])}
    for text, expected in (("p => q", [1, 1, 0, 1]), ("p and q", [0, 0, 0, 1]), ("p <=> q", [1, 0, 0, 1])):
        result = compile_claim(claim(text, given), {}, device="cpu")(values)
        assert result.links[0].truth.tolist() == [bool(t) for t in expected]


def test_sizes_alone_are_exact() -> None:
    checked = claim("sum(k**3 for k in 1..n) == (n*(n + 1)/2)**2", {"n": "integer >= 1"})
    for n in (1, 10, 300):
        assert compile_claim(checked, {"n": n}, device="cpu")({}).links[0].truth.tolist() == [True]
    wrong = compile_claim(claim("2**n + 1 == 2**n", {"n": "integer >= 1"}), {"n": 80}, device="cpu")({})
    assert wrong.links[0].truth.tolist() == [False]


def test_a_grid_recurrence_with_borders() -> None:
    let = {"h[0, j]": "v[j]", "h[i, 0]": "0", "h[i, j]": "h[i-1, j] + x*h[i, j-1]"}
    assert agrees(
        "h[2, 2]", V[:, 1] + X * (V[:, 0]) + X * V[:, 0], {"x": "real", "v": "vector[3]"}, {"x": X, "v": V}, let=let
    )


def test_deep_recurrences_do_not_recurse() -> None:
    let = {"a[0]": "x", "a[k]": "a[k-1]/2 + 1"}
    checked = claim("abs(a[n] - 2) <= 1/10**9", {"x": "real", "n": "integer >= 1"}, let)
    assert compile_claim(checked, {"n": 1500}, device="cpu")({"x": X}).links[0].truth.all()


def test_the_general_case_holds_in_its_box_and_the_others_everywhere() -> None:
    let = {"a[0, i]": "x*i", "a[i, 0]": "0", "a[i, j] over i in 1..n, j in 1..i": "a[0, j] + a[i, j-1] + 1"}
    given = {"x": "real", "n": "integer >= 1"}
    assert agrees("a[2, 2] + a[0, 5]", 8 * X + 2, given, {"x": X}, sizes={"n": 2}, let=let)
    with pytest.raises(IllFounded):
        compile_claim(claim("a[1, 2] == x", given, let), {"n": 2}, device="cpu")


@pytest.mark.parametrize(
    ("text", "let", "error"),
    [
        ("a[1] == 0", {"a[0]": "x", "a[k]": "a[n - k]"}, IllFounded),
        ("a[n] == 0", {"a[1]": "x", "a[2]": "x"}, IllFounded),
        ("a[n] == 0", {"a[0]": "x", "a[k]": "a[k-2]"}, IllFounded),
        ("sum(x*k for k in 1..10**6) == 0", {}, TooLarge),
        ("sum(zeros(10**4, 10**4)) == x", {}, TooLarge),
        ("x in O(n)", {}, NoMeaning),
        ("multiplications(inv([[x, 1], [0, 1]])) == x", {}, NoMeaning),
        ("sum(conv1d(ones(n), ones(2*n))) == x", {}, NoMeaning),
        ("sum(conv1d(ones(n), ones(1), stride=n - 3)) == x", {}, NoMeaning),
    ],
)
def test_what_cannot_be_run(text: str, let: Mapping[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        compile_claim(claim(text, {"x": "real", "n": "integer >= 1"}, let), {"n": 3}, device="cpu")


@pytest.mark.parametrize(
    "text",
    [
        "limit((1 + 300*x/t)**t, t, oo)",
        "limit(abs(t)/t, t, 0)",
        "integral(1 - tanh(10**6*(t - s))**2 for t in [-9, 8])",
        "integral(sin(10**4*t) for t in [0, y])",
        "integral(exp(-10**6*t) for t in [0, 1])",
        "diff(integral(sin(10**4*t*y) for t in [0, 1]), y)",
        "E(abs(t) for t ~ normal(0, x))",
    ],
)
def test_estimates_that_have_not_settled_say_nothing(text: str) -> None:
    given, values = {k: GIVEN[k] for k in "xys"}, {k: VALUES[k] for k in "xys"}
    for wrong in (f"({text}) == 5", f"({text}) == -5"):
        (link,) = compile_claim(claim(wrong, given), {}, device="cpu")(values).links
        assert np.isneginf(link.violation).all()


MIXED = {
    "diff(diff(x**2 + 3*y, x), y)": 0 * X,
    "grad(diff(x**2 + sum(v), x), v)": 0 * V,
    "jacobian(grad(sum(v) + x, v), v)": np.zeros((B, 3, 3)),
    "jacobian(diff(x*v, x), v)": np.broadcast_to(np.eye(3), (B, 3, 3)),
    "diff(diff(diff(x**2*y, x), y), y)": 0 * X,
}


@pytest.mark.parametrize(("text", "expected"), MIXED.items(), ids=list(MIXED))
def test_derivatives_that_lose_a_variable(text: str, expected: npt.NDArray[np.float64]) -> None:
    given = {k: GIVEN[k] for k in "xyv"} | {"result": type_of(expected)}
    program = compile_claim(claim(f"result == {text}", given), {}, device="cpu")
    assert program({k: VALUES[k] for k in "xyv"} | {"result": expected}).links[0].truth.all()
    assert not program({k: VALUES[k] for k in "xyv"} | {"result": expected + 1}).links[0].truth.any()


def test_an_arbitrary_function_is_a_hole() -> None:
    with pytest.raises(NoMeaning) as caught:
        compile_claim(claim("f(x) == x", {"x": "real", "f": "function(real) -> real"}), {}, device="cpu")
    assert str(caught.value) == "no meaning for `call`: the function `f` is still arbitrary"


def test_chunks_give_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    checked = claim("result == jacobian(x[n], x1)", {**RNN, "result": "matrix[d, d]"}, RNN_LET)
    values = {**RNN_VALUES, "result": rnn(3)[1] + (np.arange(B) % 2)[:, None, None]}
    whole = compile_claim(checked, {"d": 3, "n": 3}, device="cpu")(values)
    monkeypatch.setattr("proofcheck.meaning.batch._BUDGET", 1)
    single = compile_claim(checked, {"d": 3, "n": 3}, device="cpu")(values)
    assert whole.links[0].truth.tolist() == single.links[0].truth.tolist() == [True, False] * 3 + [True]


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        pytest.param("A == [[A[i, j] for j in 1..3] for i in 1..3]", 9, 100, id="an-array-is-computed-once"),
        pytest.param("sum(exp(A[i, j]*x) for i in 1..3, j in 1..3) == x", 18, 200, id="a-sum-at-every-index"),
        pytest.param("A == jacobian(A @ v, v)", 18, 400, id="a-jacobian-forward-and-back"),
    ],
)
def test_what_an_instance_costs(text: str, least: int, most: int) -> None:
    program = compile_claim(claim(text, {k: GIVEN[k] for k in "xvA"}), {}, device="cpu")
    assert least <= program.cost({k: VALUES[k][:1] for k in "xvA"}) <= most


def test_the_same_run_twice_is_the_same() -> None:
    program = compile_claim(claim("jacobian(x[n], x1) == W", RNN, RNN_LET), {"d": 3, "n": 5}, device="cpu")
    first, second = program(RNN_VALUES), program(RNN_VALUES)
    assert first.links[0].violation.tobytes() == second.links[0].violation.tobytes()


def test_an_empty_batch() -> None:
    assert judge("x == y", {"x": np.zeros(0), "y": np.zeros(0)}, {"x": "real", "y": "real"}).links[0].truth.shape == (
        0,
    )


def test_one_bad_matrix_does_not_spoil_its_batch() -> None:
    bad = A.copy()
    bad[2, 0, 0] = np.nan
    bad[4, 1, 1] = np.inf
    for text in ("sigma_max(A) >= 0", "det(A) == det(A.T)", "sum(inv(A) @ A) == 3", "spectral_radius(A) >= 0",
                 "trace(expm(A)) != 0", "eigenvalues(A)[1] == eigenvalues(A)[1]"):  # fmt: skip
        link = judge(text, {"A": bad}, {"A": "matrix[3, 3]"}).links[0]
        assert link.truth.all()
        assert np.isfinite(link.violation[[0, 1, 3, 5, 6]]).all(), text


KERNEL = [
    ("sin(x)**2 + cos(x)**2 <= 1 + x", {"x": "real"}, {}),
    ("x**3 - x <= y**2 => x <= y + 2", {"x": "real", "y": "real"}, {}),
    ("abs(x + y) < abs(x) + abs(y)", {"x": "real", "y": "real"}, {}),
    ("jacobian(tanh(A @ v), v) == A @ diag(tanh'(A @ v))", {"A": "matrix[2, 2]", "v": "vector[2]"}, {}),
    ("jacobian(tanh(A @ v), v) == diag(tanh'(A @ v)) @ A", {"A": "matrix[2, 2]", "v": "vector[2]"}, {}),
    ("det(A @ A) == det(A)**2", {"A": "matrix[2, 2]"}, {}),
    ("norm(A @ v) <= sigma_max(A)*norm(v)", {"A": "matrix[2, 2]", "v": "vector[2]"}, {}),
    ("forall i in 1..2: v[i] <= max(v[j]**2 for j in 1..2)", {"v": "vector[2]"}, {}),
    ("softmax(v + x) == softmax(2*v)", {"x": "real", "v": "vector[3]"}, {}),
    ("diff(r[3], x) >= r[1]", {"x": "real", "y": "real"}, {"r[0]": "x", "r[k]": "r[k-1]**2/4 + y"}),
    ("log(x**2) >= log(abs(x)) and x != y", {"x": "real", "y": "real"}, {}),
    ("relu(x) + relu(-x) == abs(x)", {"x": "real"}, {}),
]


@pytest.mark.parametrize(("text", "given", "let"), KERNEL, ids=[k[0] for k in KERNEL])
def test_agrees_with_the_kernel_wherever_that_decides(
    text: str, given: Mapping[str, str], let: Mapping[str, str]
) -> None:
    checked = claim(text, given, let)
    rng = np.random.default_rng(11)
    shapes = {k: tuple(int(n) for n in re.findall(r"\d+", t)) for k, t in given.items()}
    values = {k: rng.integers(-9, 10, (12, *shape)) / 4.0 for k, shape in shapes.items()}
    link = compile_claim(checked, {}, device="cpu")(values).links[0]
    decided = 0
    for row in range(12):
        exact = tuple((k, _exact(v[row])) for k, v in values.items())
        reading = kernel.judge(checked, Instance(values=exact)).links[0]
        if reading.truth is not None:
            decided += 1
            assert bool(link.truth[row]) is reading.truth
    assert decided >= 4


def _exact(value: npt.NDArray[np.float64]) -> Value:
    if value.ndim == 0:
        return Fraction(float(value))
    return tuple(_exact(v) for v in value)
