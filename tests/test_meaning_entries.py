"""The expansion into scalar entries: arrays against NumPy, derivatives against differences, recurrences, limits."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge, expand
from proofcheck.meaning.entries import Graph, Grid, Limits, Unrolled, unroll
from proofcheck.meaning.exact import Term
from proofcheck.meaning.hybrid import Evaluator, Nothing, is_exact
from proofcheck.verdict import Imaginary

GIVEN = """
  m: integer in 1..9
  n: integer in 1..9
  t: integer in 0..99
  x: real
  y: real
  p: vector[n]
  q: vector[n]
  A: matrix[m, n]
  B: matrix[m, n]
  S: matrix[n, n]
  T: matrix[n, n]
  X: matrix[2, 3]
  w: vector[3]
  C: tensor[2, m, n]
  K: tensor[3, 2, 2]
  u: complex
"""


def claim(relation: str, let: str = "", given_: str = GIVEN) -> Claim:
    """A claim from its relation; `let` and `given_` are lines of YAML."""
    definitions = f"let:\n{let}\n" if let else ""
    text = f"proofcheck: 1\ngiven:{given_}\n{definitions}claims:\n  - id: a\n    claim: {relation!r}\n"
    loaded = load_text(text, "test.claims.yaml")
    assert not loaded.problems, [str(p) for p in loaded.problems]
    return loaded.claims[0]


SIZES = {"m": 2, "n": 3, "t": 4}
_RNG = np.random.default_rng(5)


def _simple(*shape: int) -> Any:
    return np.round(_RNG.normal(size=shape) * 4) / 4


POINT: dict[str, Any] = {
    "x": 0.75,
    "y": -1.25,
    "p": np.array([1.5, -0.25, 2.0]),
    "q": np.array([0.5, 0.25, 0.25]),
    "A": np.array([[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]]),
    "B": _simple(2, 3),
    "X": _simple(2, 3),
    "w": _simple(3),
    "S": np.array([[2.0, 0.5, 0.25], [0.5, 1.5, -0.5], [0.25, -0.5, 3.0]]),
    "T": np.array([[1.0, 2.0, 0.5], [-1.0, 0.5, 2.0], [0.25, 1.0, -1.5]]),
    "C": _simple(2, 2, 3),
    "K": _simple(3, 2, 2),
    "u": 0.0,
}


def assigned(expanded: Unrolled, point: dict[str, Any] | None = None) -> Evaluator:
    """An evaluator at a point whose floats are taken exactly."""
    found = {}
    for name, grid in expanded.givens.items():
        values = (POINT if point is None else point).get(name)
        if values is None:
            continue
        for entry, value in zip(grid.entries, np.ravel(np.asarray(values, dtype=object)), strict=True):
            if entry.op == "var":
                found[entry.data] = value if isinstance(value, (bool, Imaginary)) else F(value)
    return Evaluator(found)  # type: ignore[arg-type]


def number(state: Any) -> float:
    if isinstance(state, Nothing):
        return math.nan
    assert state is not None
    if isinstance(state, Term):
        return float(state.coefficient) * math.pi**state.pi * math.sqrt(state.root)
    return float(state) if is_exact(state) else float(state.mid())


def values(
    expression: str, sizes: dict[str, int] | None = None, let: str = "", point: dict[str, Any] | None = None
) -> Any:
    """The values of an expression as a float array, nan where undefined."""
    expanded = unroll(claim(f"({expression}) == ({expression})", let), SIZES if sizes is None else sizes)
    sides = expanded.sides[0]
    assert sides is not None
    states = assigned(expanded, point).states(sides.left.entries, 128)
    return np.array([number(s) for s in states]).reshape(sides.left.shape)


def _softmax(v: Any) -> Any:
    e = np.exp(v)
    return e / e.sum(-1, keepdims=True)


def _norm_rows(v: Any, eps: float = 0.0) -> Any:
    moved = v - v.mean(-1, keepdims=True)
    return moved / np.sqrt((moved**2).mean(-1, keepdims=True) + eps)


def _conv1d(x: Any, w: Any, stride: int, padding: int, dilation: int) -> Any:
    x = np.pad(x, ((0, 0), (padding, padding)))
    length = (x.shape[1] - dilation * (w.shape[2] - 1) - 1) // stride + 1
    out = np.zeros((w.shape[0], length))
    for o in range(w.shape[0]):
        for i in range(length):
            for c in range(w.shape[1]):
                for k in range(w.shape[2]):
                    out[o, i] += w[o, c, k] * x[c, i * stride + k * dilation]
    return out


def _conv2d(x: Any, k: Any) -> Any:
    h, w = x.shape[0] - k.shape[0] + 1, x.shape[1] - k.shape[1] + 1
    return np.array([[(x[i : i + k.shape[0], j : j + k.shape[1]] * k).sum() for j in range(w)] for i in range(h)])


def _expm(a: Any) -> Any:
    total, part = np.eye(len(a)), np.eye(len(a))
    for k in range(1, 60):
        part = part @ a / k
        total = total + part
    return total


_svd: Callable[[Any], Any] = lambda a: np.linalg.svd(a, compute_uv=False)  # noqa: E731

ARRAYS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "A @ p": lambda v: v["A"] @ v["p"],
    "p @ A.T": lambda v: v["p"] @ v["A"].T,
    "A @ T": lambda v: v["A"] @ v["T"],
    "p @ q": lambda v: v["p"] @ v["q"],
    "A.T @ B": lambda v: v["A"].T @ v["B"],
    "A * B - 2*A / 3": lambda v: v["A"] * v["B"] - 2 * v["A"] / 3,
    "p + 1 - q**2": lambda v: v["p"] + 1 - v["q"] ** 2,
    "-A": lambda v: -v["A"],
    "sum(A)": lambda v: v["A"].sum(),
    "mean(A)": lambda v: v["A"].mean(),
    "max(A)": lambda v: v["A"].max(),
    "min(p)": lambda v: v["p"].min(),
    "max(p, q)": lambda v: np.maximum(v["p"], v["q"]),
    "[x, y, 1]": lambda v: [v["x"], v["y"], 1],
    "[[x, y], [1, 2]]": lambda v: [[v["x"], v["y"]], [1, 2]],
    "block([[A, B], [0, A]])": lambda v: np.block([[v["A"], v["B"]], [0 * v["A"], v["A"]]]),
    "inv(T)": lambda v: np.linalg.inv(v["T"]),
    "det(T)": lambda v: np.linalg.det(v["T"]),
    "logabsdet(T)": lambda v: np.log(abs(np.linalg.det(v["T"]))),
    "pinv(A)": lambda v: np.linalg.pinv(v["A"]),
    "trace(T)": lambda v: np.trace(v["T"]),
    "rank(A)": lambda v: np.linalg.matrix_rank(v["A"]),
    "chol(S)": lambda v: np.linalg.cholesky(v["S"]),
    "expm(T)": lambda v: _expm(v["T"]),
    "expm(diag(p))": lambda v: np.diag(np.exp(v["p"])),
    "tril(T)": lambda v: np.tril(v["T"]),
    "triu(A)": lambda v: np.triu(v["A"]),
    "flip(p)": lambda v: v["p"][::-1],
    "flip(A)": lambda v: v["A"][::-1],
    "pad(p, 1, 2)": lambda v: np.pad(v["p"], (1, 2)),
    "pad(A, 1)": lambda v: np.pad(v["A"], 1),
    "diag(p)": lambda v: np.diag(v["p"]),
    "diagonal(A)": lambda v: np.diagonal(v["A"]),
    "eye(n) + ones(n, n) + zeros(n, n)": lambda v: np.eye(3) + 1,
    "outer(p, q)": lambda v: np.outer(v["p"], v["q"]),
    "dot(p, q)": lambda v: v["p"] @ v["q"],
    "kron(A, T)": lambda v: np.kron(v["A"], v["T"]),
    "kron(p, q)": lambda v: np.kron(v["p"], v["q"]),
    "vec(A)": lambda v: v["A"].T.ravel(),
    "norm(p)": lambda v: np.linalg.norm(v["p"]),
    "norm(p, 1)": lambda v: np.abs(v["p"]).sum(),
    "norm(p, oo)": lambda v: np.abs(v["p"]).max(),
    "norm(A, 2)": lambda v: _svd(v["A"])[0],
    "norm(A, 1)": lambda v: np.linalg.norm(v["A"], 1),
    "norm(A, oo)": lambda v: np.linalg.norm(v["A"], np.inf),
    "norm(A, fro)": lambda v: np.linalg.norm(v["A"]),
    "norm(A, nuc)": lambda v: _svd(v["A"]).sum(),
    "sigma(T)": lambda v: _svd(v["T"]),
    "sigma_max(A)": lambda v: _svd(v["A"])[0],
    "sigma_min(A)": lambda v: _svd(v["A"])[-1],
    "sigma_max(diag(p))": lambda v: np.abs(v["p"]).max(),
    "sigma_min(diag(p))": lambda v: np.abs(v["p"]).min(),
    "sigma_max(outer(p, [1]))": lambda v: np.linalg.norm(v["p"]),
    "lambda_max(S)": lambda v: np.linalg.eigvalsh(v["S"])[-1],
    "lambda_min(S)": lambda v: np.linalg.eigvalsh(v["S"])[0],
    "lambda_max(T)": lambda v: math.nan,
    "eigenvalues(A.T @ A)": lambda v: np.linalg.eigvalsh(v["A"].T @ v["A"])[::-1],
    "spectral_radius(T)": lambda v: np.abs(np.linalg.eigvals(v["T"])).max(),
    "condition(T)": lambda v: np.linalg.cond(v["T"]),
    "max_abs(A)": lambda v: np.abs(v["A"]).max(),
    "power(T, 5)": lambda v: np.linalg.matrix_power(v["T"], 5),
    "power(T, -2)": lambda v: np.linalg.matrix_power(np.linalg.inv(v["T"]), 2),
    "power(T, 0)": lambda v: np.eye(3),
    "var(p)": lambda v: np.var(v["p"]),
    "std(p)": lambda v: np.std(v["p"]),
    "cov(p, q)": lambda v: np.cov(v["p"], v["q"], bias=True)[0, 1],
    "corr(p, q)": lambda v: np.corrcoef(v["p"], v["q"])[0, 1],
    "cumsum(p)": lambda v: np.cumsum(v["p"]),
    "argmax(p)": lambda v: np.argmax(v["p"]) + 1,
    "argmin(q)": lambda v: np.argmin(v["q"]) + 1,
    "p[argmax(p)]": lambda v: v["p"].max(),
    "softmax(p)": lambda v: _softmax(v["p"]),
    "softmax(A)": lambda v: _softmax(v["A"]),
    "log_softmax(p)": lambda v: np.log(_softmax(v["p"])),
    "logsumexp(p)": lambda v: np.log(np.exp(v["p"]).sum()),
    "cross_entropy(q, softmax(p))": lambda v: -(v["q"] * np.log(_softmax(v["p"]))).sum(),
    "layernorm(A)": lambda v: _norm_rows(v["A"]),
    "layernorm(p, eps=1/8)": lambda v: _norm_rows(v["p"], 0.125),
    "rmsnorm(p)": lambda v: v["p"] / np.sqrt((v["p"] ** 2).mean()),
    "batchnorm(T)": lambda v: _norm_rows(v["T"].T).T,
    "conv1d(X, K)": lambda v: _conv1d(v["X"], v["K"], 1, 0, 1),
    "conv1d(X, K, stride=2, padding=1)": lambda v: _conv1d(v["X"], v["K"], 2, 1, 1),
    "conv1d(X, K, padding=2, dilation=3)": lambda v: _conv1d(v["X"], v["K"], 1, 2, 3),
    "conv1d(p, [1, 2])": lambda v: np.convolve(v["p"], [2, 1], "valid"),
    "conv2d(T, [[1, 2], [3, 4]])": lambda v: _conv2d(v["T"], np.array([[1, 2], [3, 4]])),
    "conv2d([[[1, 2], [3, 4]], [[5, 6], [7, x]]], [[[[1, 0], [0, 1]], [[y, 1], [1, 1]]]])": lambda v: [
        [[5 + 5 * v["y"] + 6 + 7 + v["x"]]]
    ],
    "onehot(2, n)": lambda v: [0, 1, 0],
    "onehot(argmax(p), n)": lambda v: np.eye(3)[v["p"].argmax()],
    "onehot(argmax(p) + 1, n)": lambda v: [math.nan] * 3,
    "block([p, x, w])": lambda v: [*v["p"], v["x"], *v["w"]],
    "attention(A, T, T)": lambda v: _softmax(v["A"] @ v["T"].T / np.sqrt(3)) @ v["T"],
    "cross(w, [1, 2, 3])": lambda v: np.cross(v["w"], [1, 2, 3]),
    "entropy(q)": lambda v: -(v["q"] * np.log(v["q"])).sum(),
    "kl(q, ones(n)/3)": lambda v: (v["q"] * np.log(v["q"] * 3)).sum(),
    "kl(ones(n)/3, zeros(n))": lambda v: math.nan,
    "kl(zeros(n), zeros(n))": lambda v: 0,
    "A[2, :]": lambda v: v["A"][1],
    "A[:, 3]": lambda v: v["A"][:, 2],
    "A[2]": lambda v: v["A"][1],
    "C[2, 1, 3]": lambda v: v["C"][1, 0, 2],
    "p[2..3]": lambda v: v["p"][1:3],
    "p[t]": lambda v: math.nan,
    "p[argmax(w)]": lambda v: v["p"][v["w"].argmax()],
    "p[argmax(p) + 1]": lambda v: math.nan,
    "A[argmax(A[:, 1])]": lambda v: v["A"][v["A"][:, 0].argmax()],
    "C[:, argmax(A[:, 1]), argmin(p)]": lambda v: v["C"][:, v["A"][:, 0].argmax(), v["p"].argmin()],
    "diff(sum(p**2), p[argmax(w)])": lambda v: 2 * v["p"][v["w"].argmax()],
    "grad(sum(A**2), A[argmax(A[:, 1])])": lambda v: 2 * v["A"][v["A"][:, 0].argmax()],
    "jacobian(T @ p, p[argmin(p)])": lambda v: v["T"][:, v["p"].argmin()],
    "diff(sum(p**2), p[argmax(p) + 1])": lambda v: math.nan,
    "p[t - 4]": lambda v: math.nan,
    "p[t - 4..t - 3]": lambda v: [math.nan, v["p"][0]],
    "sum(p[i]**2 for i in 1..n)": lambda v: (v["p"] ** 2).sum(),
    "sum(A[i, j] for i in 1..m, j in 1..n if j > i)": lambda v: np.triu(v["A"], 1).sum(),
    "sum(p[i] for i in 1..0)": lambda v: 0,
    "sum(p[i] for i in 1..n if p[i] > 0)": lambda v: v["p"][v["p"] > 0].sum(),
    "product(p[i] for i in n..1 by -1)": lambda v: v["p"].prod(),
    "product(p[i] for i in 2..1)": lambda v: 1,
    "max(p[i] for i in 1..n)": lambda v: v["p"].max(),
    "max(p[i] for i in 2..1)": lambda v: math.nan,
    "max(p[i] for i in 1..n if p[i] < 2)": lambda v: v["p"][v["p"] < 2].max(),
    "min(p[i] for i in 1..n if p[i] > 9)": lambda v: math.nan,
    "sum(p[i] for i in 1..argmin(p))": lambda v: v["p"][: v["p"].argmin() + 1].sum(),
    "[i*p[i] + j for i in 1..n, j in 1..2]": lambda v: (np.arange(1, 4) * v["p"])[:, None] + [1, 2],
    "matprod(T + i*A.T @ A for i in 0..1)": lambda v: v["T"] @ (v["T"] + v["A"].T @ v["A"]),
    "matprod(T for i in 2..1)": lambda v: np.eye(3),
    "integral(z**2 + x for z in [y, 2])": lambda v: (8 - v["y"] ** 3) / 3 + v["x"] * (2 - v["y"]),
    "integral(exp(-z**2) for z in [-1, 2])": lambda v: math.sqrt(math.pi) / 2 * (math.erf(1) + math.erf(2)),
    "integral(abs(z - x) for z in [0, 2])": lambda v: (v["x"] ** 2 + (2 - v["x"]) ** 2) / 2,
    "integral(sqrt(z) for z in [0, 4])": lambda v: 16 / 3,
    "integral(1/(x + z) for z in [1, 2])": lambda v: math.log((v["x"] + 2) / (v["x"] + 1)),
    "integral(cos(z) for z in [pi, 0])": lambda v: 0,
    "E(z**3 for z ~ normal(x, 2))": lambda v: v["x"] ** 3 + 12 * v["x"],
    "Var(z**2 for z ~ uniform(0, 1))": lambda v: 1 / 5 - 1 / 9,
    "E(z**2 for z ~ poisson(3))": lambda v: 12,
    "E(z**3 for z ~ exponential(2))": lambda v: 6 / 8,
    "E(sin(z) for z ~ finite(q))": lambda v: (v["q"] * np.sin([1, 2, 3])).sum(),
    "E(z*w for z ~ normal(1, 1), w ~ normal(2, 1))": lambda v: 2,
    "Cov(z, z**2 for z ~ normal(1, 1))": lambda v: 2,
    "pdf(normal(1, 2), x)": lambda v: math.exp(-((v["x"] - 1) ** 2) / 8) / math.sqrt(8 * math.pi),
    "pdf(uniform(0, 2), x)": lambda v: 0.5,
    "pdf(exponential(3), y)": lambda v: 0,
    "pdf(normal(1, 0 - 2), x)": lambda v: math.nan,
    "kl(normal(0, 1), normal(x, 2))": lambda v: math.log(2) + (1 + v["x"] ** 2) / 8 - 0.5,
    "entropy(uniform(1, 4))": lambda v: math.log(3),
    "is_symmetric(S) and is_psd(S) and not is_symmetric(T)": lambda v: 1,
    "is_orthogonal(eye(n)) and not is_orthogonal(S)": lambda v: 1,
    "is_singular(outer(p, q)) and not is_singular(S)": lambda v: 1,
    "shape(A)": lambda v: [2, 3],
    "size(C)": lambda v: 12,
}  # fmt: skip


@pytest.mark.parametrize("expression", sorted(ARRAYS))
def test_arrays_agree_with_numpy(expression: str) -> None:
    reference = np.asarray(ARRAYS[expression](POINT), dtype=float)
    if expression.startswith("is_"):
        expanded = unroll(claim(expression), SIZES)
        assert assigned(expanded).truth(expanded.links[0]) is True
        return
    found = values(expression)
    assert found.shape == reference.shape
    np.testing.assert_allclose(found, reference, rtol=1e-11, atol=1e-12)


SCALARS: dict[str, Callable[[float], float]] = {
    "sigmoid(x)": lambda x: 1 / (1 + math.exp(-x)),
    "relu(x)": lambda x: max(x, 0),
    "relu6(10*x)": lambda x: min(max(10 * x, 0), 6),
    "clip(x, -1/2, 1/2)": lambda x: min(max(x, -0.5), 0.5),
    "clip(x, 1, 0)": lambda x: math.nan,
    "step(x)": lambda x: float(x > 0),
    "leaky_relu(x)": lambda x: x if x >= 0 else x / 100,
    "leaky_relu(x, 1/5)": lambda x: x if x >= 0 else x / 5,
    "elu(x)": lambda x: x if x >= 0 else math.expm1(x),
    "celu(x, 2)": lambda x: x if x >= 0 else 2 * math.expm1(x / 2),
    "hardswish(x)": lambda x: x * min(max(x + 3, 0), 6) / 6,
    "softplus(x)": lambda x: math.log1p(math.exp(x)),
    "silu(x)": lambda x: x / (1 + math.exp(-x)),
    "gelu(x)": lambda x: x * math.erfc(-x / math.sqrt(2)) / 2,
    "normal_cdf(x)": lambda x: math.erfc(-x / math.sqrt(2)) / 2,
    "sec(x)": lambda x: 1 / math.cos(x),
    "csc(x)": lambda x: 1 / math.sin(x),
    "cot(x)": lambda x: 1 / math.tan(x),
    "sech(x)": lambda x: 1 / math.cosh(x),
    "csch(x)": lambda x: 1 / math.sinh(x),
    "coth(x)": lambda x: 1 / math.tanh(x),
    "e**x": math.exp,
    "x if x > 0 else log(x)": lambda x: x if x > 0 else math.nan,
    "sqrt(x)": lambda x: math.sqrt(x) if x >= 0 else math.nan,
    "log(x)": lambda x: math.log(x) if x > 0 else math.nan,
}


@pytest.mark.parametrize("expression", sorted(SCALARS))
@pytest.mark.parametrize("x", [0.75, -1.5, 4.0])
def test_scalars(expression: str, x: float) -> None:
    np.testing.assert_allclose(values(expression, point={"x": x}), SCALARS[expression](x), rtol=1e-12, atol=1e-13)


DERIVED = (
    "x**3 - 2/x", "exp(-x**2)", "log(2 + x**2)", "log2(2 + x**2)", "sqrt(1 + x**2)", "cbrt(3 + x)", "abs(x)*x",
    "sin(x)*cos(2*x)", "tan(x)", "asin(x/9)", "acos(x/9)", "atan(x)", "atan2(x, 2)", "atan2(2, x)", "sinh(x)",
    "cosh(x)", "tanh(x)",
    "asinh(x)", "acosh(9 + x)", "atanh(x/9)", "erf(x)", "erfc(x)", "gamma(9 + x)", "loggamma(9 + x)", "normal_cdf(x)",
    "sigmoid(x)", "relu(x)", "relu6(x)", "clip(x, -1, 2)", "leaky_relu(x)", "elu(x)", "celu(x, 2)", "hardswish(x)",
    "softplus(x)", "silu(x)", "gelu(x)", "sec(x)", "coth(x)", "2**x", "(9 + x)**x", "(9 + x)**(1/3)", "x**(0 - 2)",
    "max(x, x**2, 1/2)", "min(x, 1/3, x**3)", "mod(x, 2)", "x*floor(3*x)",
    "sign(x)*x**2", "x if x > 1/2 else x**2", "x*ceil(3*x)",
    "x if not (x <= 1/2 or x == x**2 + 9) else x**3", "x**2 if (x > 0 => x > 9) <=> x < 3 else x",
    "sum(sin(x*p[i]) for i in 1..n)", "norm(x*p)", "det(T + x*eye(n))", "sum(inv(T + x*eye(n)))", "softmax(x*p)[1]",
    "layernorm(x*p + q)[2]", "logsumexp(x*p)", "var(x*p + q**2)", "trace(chol(S + x**2*eye(n)))", "at(y**3, y = x**2)",
    "diff(y*sin(x*y), y)", "power(x*T, 3)[1, 2]",
    "integral(exp(-z**2) for z in [x, x**2])", "integral(sin(x*z) for z in [0, 2])",
    "sqrtm([[2 + x**2, x], [x, 3]])[1, 2]",
)  # fmt: skip


@pytest.mark.parametrize("expression", DERIVED)
@pytest.mark.parametrize("x", [0.71875, -1.40625])
def test_derivatives_agree_with_differences(expression: str, x: float) -> None:
    h = 2.0**-17
    up, down = (values(expression, point={**POINT, "x": x + s}) for s in (h, -h))
    found = values(f"diff({expression}, x)", point={**POINT, "x": x})
    np.testing.assert_allclose(found, (up - down) / (2 * h), rtol=2e-8, atol=2e-8)


@pytest.mark.parametrize("expression", ["x**4", "exp(x)*sin(x)", "sigmoid(x)", "tanh(x)", "relu(x)**3", "gamma(9 + x)"])
def test_second_derivatives(expression: str) -> None:
    h = 2.0**-12
    at = {s: values(expression, point={**POINT, "x": 0.75 + s * h}) for s in (-1, 0, 1)}
    found = values(f"diff({expression}, x, 2)")
    np.testing.assert_allclose(found, (at[1] - 2 * at[0] + at[-1]) / h**2, rtol=1e-5)
    np.testing.assert_allclose(values(f"diff(diff({expression}, x), x)"), found, rtol=1e-14)


def test_derivatives_of_large_determinants_and_inverses() -> None:
    sizes = {"m": 2, "n": 6, "t": 4}
    matrix = np.random.default_rng(1).integers(-8, 8, (6, 6)) / 4 + 3 * np.eye(6)
    for expression in ("det(T + x*eye(n))", "sum(inv(T + x*eye(n)))"):
        h = 2.0**-15
        up, down = (values(expression, sizes, point={"T": matrix, "x": 0.5 + s}) for s in (h, -h))
        found = values(f"diff({expression}, x)", sizes, point={"T": matrix, "x": 0.5})
        np.testing.assert_allclose(found, (up - down) / (2 * h), rtol=1e-6)


NOWHERE = {
    "diff(abs(x), x)": 0.0,
    "diff(relu(x), x)": 0.0,
    "diff(max(x, -x), x)": 0.0,
    "diff(step(x), x)": 0.0,
    "diff(floor(x), x)": 2.0,
    "diff(floor(sign(x) + 1/2), x)": 0.0,
    "diff(max(5, 10*sign(x)), x)": 0.0,
    "diff(sign(x), x)": 0.0,
    "diff(mod(x, 2), x)": 4.0,
    "diff(sqrt(x), x)": 0.0,
    "diff(cbrt(x), x)": 0.0,
    "diff(log(x), x)": -1.0,
    "diff(log(x)*0, x)": -1.0,
    "diff(acosh(x), x)": -2.0,
    "diff(x**(3/2), x)": -1.0,
    "diff((-x**2)**(3/2), x)": 0.0,
    "diff(1 if x > 0 else 0, x)": 0.0,
    "diff(x if x > 0 else 1, x)": 0.0,
    "diff(atan2(x, -1), x)": 0.0,
    "diff(ceil(x), x)": -1.0,
    "diff(x if x > 0 or x < -1 else 2*x, x)": -1.0,
    "diff(norm([x, 0]), x)": 0.0,
    "diff(inv([[x]])[1, 1], x)": 0.0,
    "diff(clip(x, 0, 1), x)": 1.0,
    "at(1/x, x = 0)": 0.0,
    "at(0*y, y = 1/x)": 0.0,
    "0/x": 0.0,
    "0*log(x)": -1.0,
    "1/x - 1/x": 0.0,
    "(1/x)**0": 0.0,
    "p[t] * 0": 0.0,
    "diff(y, y)*at(1, y = 1/x)": 0.0,
}


@pytest.mark.parametrize("expression", sorted(NOWHERE))
def test_no_value_where_there_is_none(expression: str) -> None:
    assert math.isnan(values(expression, point={**POINT, "x": NOWHERE[expression]}))


MEETING = {"abs(x**2)": 0.0, "elu(x)": 1.0, "max(x**3, 0)": 0.0, "celu(x, 3)": 1.0, "max(x, x)": 1.0, "x*step(x)": None}


@pytest.mark.parametrize("expression", sorted(MEETING))
def test_pieces_that_meet_smoothly_have_a_derivative(expression: str) -> None:
    found, expected = values(f"diff({expression}, x)", point={"x": 0.0}), MEETING[expression]
    assert math.isnan(found) if expected is None else found == expected


RNN = """
  h[0]: p
  h[i]: tanh(T @ h[i-1] + q)
  l[i]: sum(h[i])
"""


def test_recurrence_and_adjoint() -> None:
    """The gradient by a middle value is that of reverse-mode differentiation."""
    h = [POINT["p"]]
    for _ in range(4):
        h.append(np.tanh(POINT["T"] @ h[-1] + POINT["q"]))
    np.testing.assert_allclose(values("h[t]", let=RNN), h[4], rtol=1e-12)
    steps = [np.diag(1 - h[k] ** 2) @ POINT["T"] for k in range(1, 5)]
    np.testing.assert_allclose(values("jacobian(h[4], h[2])", let=RNN), steps[3] @ steps[2], rtol=1e-11)
    np.testing.assert_allclose(values("grad(l[4], h[2])", let=RNN), np.ones(3) @ steps[3] @ steps[2], rtol=1e-11)
    np.testing.assert_allclose(values("jacobian(h[1], h[3])", let=RNN), np.zeros((3, 3)))
    first = (np.ones(3) @ steps[3] @ steps[2])[0]
    np.testing.assert_allclose(values("grad(l[4], h[2][1])", let=RNN), first, rtol=1e-11)


def test_explicit_partial_holds_every_other_definition_fixed() -> None:
    h = [POINT["p"]]
    for _ in range(2):
        h.append(np.tanh(POINT["T"] @ h[-1] + POINT["q"]))
    slope = 1 - h[2] ** 2
    explicit = np.zeros((3, 3, 3))
    for i in range(3):
        explicit[i, i] = slope[i] * h[1]
    np.testing.assert_allclose(values("partial(h[2], T)", let=RNN), explicit, rtol=1e-12)
    total = values("jacobian(h[2], T)", let=RNN)
    assert np.abs(total - explicit).max() > 1e-3
    np.testing.assert_allclose(values("partial(h[2], h[1])", let=RNN), values("jacobian(h[2], h[1])", let=RNN))
    np.testing.assert_allclose(values("partial(h[2], h[0])", let=RNN), np.zeros((3, 3)))
    np.testing.assert_allclose(values("partial(a*b, b)", let="  a: x**2\n  b: a*y"), POINT["x"] ** 2)


def test_shapes_of_derivatives() -> None:
    np.testing.assert_allclose(values("jacobian(A @ p, p)"), POINT["A"])
    np.testing.assert_allclose(values("grad(p @ S @ p, p)"), 2 * POINT["S"] @ POINT["p"])
    np.testing.assert_allclose(values("hessian(p @ T @ p, p)"), POINT["T"] + POINT["T"].T)
    np.testing.assert_allclose(values("grad(trace(T @ S), T)"), POINT["S"].T)
    assert values("jacobian(A, T)").shape == (2, 3, 3, 3)
    np.testing.assert_allclose(values("diff(A*x, x)"), POINT["A"])
    np.testing.assert_allclose(values("diff(p[2]*x, p[2])"), POINT["x"])


def test_denominator_layout_is_transposed() -> None:
    text = (
        f"proofcheck: 1\nlayout: denominator\ngiven:{GIVEN}\nclaims:\n  - id: a\n"
        "    claim: jacobian(A @ p, p) == A.T\n  - id: b\n    layout: numerator\n    claim: jacobian(A @ p, p) == A\n"
    )
    for one in load_text(text, "test.claims.yaml").claims:
        expanded = unroll(one, SIZES)
        assert assigned(expanded).truth(expanded.links[0]) is True


def test_definitions_see_at_and_cuts() -> None:
    let = "  a: x**2\n  b: a*y\n  c: diff(b, x)"
    np.testing.assert_allclose(values("at(c, x = 3)", let=let), 6 * POINT["y"])
    np.testing.assert_allclose(values("diff(b, a)", let=let), POINT["y"])
    np.testing.assert_allclose(values("diff(b, x)", let=let), 2 * POINT["x"] * POINT["y"])
    np.testing.assert_allclose(values("diff(at(b, y = x), x)", let=let), 3 * POINT["x"] ** 2)
    np.testing.assert_allclose(values("diff(at(x**3, x = y**2), y)"), 6 * POINT["y"] ** 5)


def test_functions_and_primes() -> None:
    let = "  f(z): z**3 + x*z"
    np.testing.assert_allclose(values("f'(2)", let=let), 12 + POINT["x"])
    np.testing.assert_allclose(values("f''(x)", let=let), 6 * POINT["x"])
    np.testing.assert_allclose(values("f'(f(1))", let=let), 3 * (1 + POINT["x"]) ** 2 + POINT["x"])
    np.testing.assert_allclose(values("diff(f(x), x)", let=let), 3 * POINT["x"] ** 2 + 2 * POINT["x"])


def test_long_chains_need_no_recursion() -> None:
    expanded = unroll(claim("c[1500] == 1500", "  c[0]: 0\n  c[i]: c[i-1] + 1"), SIZES)
    assert expanded.links[0].constant is True
    expanded = unroll(claim("c[900] == d[900]", "  c[0]: 0\n  c[i]: d[i-1] + 1\n  d[0]: 0\n  d[i]: c[i-1] + 1"), SIZES)
    assert expanded.links[0].constant is True


@pytest.mark.parametrize(
    ("let", "message"),
    [
        ("  c[0]: 1\n  c[i]: c[2*n - 2 - i]", "`c[3]` is defined by itself"),
        ("  c[7]: 1\n  c[8]: 2", "no case of `c` covers `c[3]`"),
    ],
    ids=["circle", "gap"],
)
def test_ill_founded(let: str, message: str) -> None:
    with pytest.raises(IllFounded) as caught:
        unroll(claim("c[n] == 1", let), SIZES)
    assert str(caught.value) == message
    holes = unroll(claim("c[n] == 1", let), SIZES, holes=True)
    assert assigned(holes).truth(holes.links[0]) is None


def test_a_chain_without_an_end_has_no_value() -> None:
    rising = claim("c[n] == 1", "  c[0]: 1\n  c[i]: c[2*n - 2*m + i]")
    with pytest.raises(IllFounded, match=r"^`c\[131\]` leads ever farther from the base cases$"):
        unroll(rising, SIZES, Limits(cells=50))
    falling = claim("c[n - 3] == 1", "  c[1]: 1\n  c[i]: c[i-1]")
    with pytest.raises((TooLarge, IllFounded)):
        unroll(falling, SIZES, Limits(cells=50))


@pytest.mark.parametrize(
    "relation", ["sum(i for i in 1..10**6) == 1", "power(T, 10**6) == T", "zeros(10**6) == zeros(10**6)"]
)
def test_too_large(relation: str) -> None:
    with pytest.raises(TooLarge):
        unroll(claim(relation), SIZES)


def test_too_many_entries() -> None:
    with pytest.raises(TooLarge) as caught:
        unroll(claim("sum(sin(i*x) for i in 1..500) == 0"), SIZES, Limits(entries=300))
    assert str(caught.value) == "more than 300 entries"


@pytest.mark.parametrize(
    ("relation", "op"),
    [
        ("exists z: real: z > x", "exists"),
        ("t in O(t)", "in_O"),
        ("diff(sigma_max(x*A), x) == 1", "singular_value"),
        ("E(dot(z, z) for z ~ mvnormal(p, eye(n))) == 0", "E"),
        ("E(outer(z, z) for z ~ mvnormal(p, eye(n))) == eye(n)", "E"),
    ],
)
def test_holes_are_visible(relation: str, op: str) -> None:
    with pytest.raises(NoMeaning) as caught:
        unroll(claim(relation), SIZES)
    assert caught.value.op == op
    expanded = unroll(claim(relation), SIZES, holes=True)
    assert assigned(expanded).truth(expanded.links[0]) is None


def test_the_steps_of_an_expansion_are_counted() -> None:
    """Also where all of it folds to a number: a long search through sizes is bound by them."""
    expanded = unroll(claim("sum(i*j for i in 1..t, j in 1..t) == sum(eye(t))"), {**SIZES, "t": 20})
    assert len(expanded.graph) < 900
    assert expanded.steps > 20 * 20


def test_too_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expand, "MAX_STEPS", 500)
    with pytest.raises(TooLarge, match="more than 500 steps"):
        unroll(claim("sum(i*j for i in 1..t, j in 1..t) == 0"), {**SIZES, "t": 20})


def test_two_holes_are_never_the_same() -> None:
    g = Graph()
    assert g.hole("limit") is not g.hole("limit")


def test_equal_entries_are_one() -> None:
    g = Graph()
    x, y = g.var("x"), g.var("y")
    assert g.add(x, y) is g.add(y, x)
    assert g.mul(x, g.one) is x
    assert g.add(x, g.zero) is x
    assert g.mul(x, g.zero) is g.zero
    assert g.neg(g.neg(x)) is x
    partial = g.make("log", x)
    assert g.mul(partial, g.zero) is not g.zero
    assert g.sub(partial, partial) is not g.zero
    assert g.power(partial, 0) is not g.one
    assert g.restrict(x, partial) is not x
    assert g.restrict(x, g.make("exp", y)) is x
    assert g.make("==", partial, partial).constant is None
    assert g.power(g.num(9), g.num(9**9)).constant is None


def test_conditions_known_with_the_sizes_are_read_no_further() -> None:
    assert values("c[t]", let="  c[i]: 1 if i == 0 else 2*c[i-1]") == 16
    assert values("sum(p[i-1] for i in 1..n if i > 1 and p[i-1] > -9)") == POINT["p"][0] + POINT["p"][1]


def test_grids_know_their_shape() -> None:
    g = Graph()
    with pytest.raises(ValueError, match="1 entries do not fill the shape"):
        Grid((2,), (g.one,))
    with pytest.raises(ValueError, match="is no scalar"):
        _ = Grid((1,), (g.one,)).scalar


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.sampled_from(DERIVED), st.fractions(-3, 3, max_denominator=4))
def test_a_derivative_has_no_value_where_the_function_has_none(expression: str, x: F) -> None:
    try:
        point = {**POINT, "x": x}
        function, slope = values(expression, point=point), values(f"diff({expression}, x)", point=point)
    except AssertionError:
        return  # something unknown
    assert math.isnan(slope) or not math.isnan(function)
