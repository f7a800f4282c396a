"""One expression for every operator of the vocabulary, points to evaluate it at, and where it has an exact value.

The same table is read by every interpreter that the conformance tests compare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction as F

import numpy as np

GIVEN: Mapping[str, str] = {
    "x": "real in (0, 1)",
    "y": "real > 1",
    "s": "real < 0",
    "v": "vector[3]",
    "w": "vector[3]",
    "p": "probability vector[3]",
    "q": "probability vector[3]",
    "A": "matrix[3, 3]",
    "C": "matrix[3, 3]",
    "M": "matrix[2, 3]",
    "S": "positive definite matrix[3, 3]",
    "X": "matrix[2, 5]",
    "K": "tensor[3, 2, 2]",
    "P": "tensor[2, 4, 5]",
    "L": "tensor[2, 2, 3, 2]",
    "U": "parameter matrix[2, 2]",
    "B": "parameter matrix[2, 3]",
    "a": "matrix[3, 2]",
}
LET: Mapping[str, str] = {
    "h[0]": "zeros(2)",
    "h[t] over t in 1..3": "tanh(U @ h[t-1] + B @ [x, y, t])",
}

SCALARS: Mapping[str, str] = {
    "+": "x + y",
    "-": "x - y",
    "*": "x*y",
    "/": "x/y",
    "**": "x**y",
    "neg": "-x",
    **{op: f"(1 if x {op} y else 0)" for op in ("==", "!=", "<", "<=", ">", ">=")},
    **{op: f"(1 if x < 1/2 {op} s < -1 else 0)" for op in ("and", "or")},
    "not": "(1 if not x < 1/2 else 0)",
    "=>": "(1 if (x < 1/2 => s < -1) else 0)",
    "<=>": "(1 if (x < 1/2 <=> s < -1) else 0)",
    "if": "x if s < -1/2 else y",
    "pi": "x*pi",
    "e": "x*e",
    "I": "abs(x + y*I)",
    "true": "(1 if true else x)",
    "false": "(1 if false else x)",
    "log": "log(x)",
    "asin": "asin(x)",
    "acos": "acos(x)",
    "atanh": "atanh(x)",
    "acosh": "acosh(y)",
    **{op: f"{op}(s)" for op in ("exp", "cbrt", "abs", "sign", "floor", "ceil", "sin", "cos", "tan", "atan")},
    **{op: f"{op}(s)" for op in ("sinh", "cosh", "tanh", "sech", "asinh", "erf", "erfc", "normal_cdf", "sigmoid")},
    **{op: f"{op}(s)" for op in ("relu", "leaky_relu", "elu", "celu", "softplus", "silu", "gelu", "step")},
    **{op: f"{op}(y)" for op in ("log2", "sqrt", "sec", "csc", "cot", "csch", "coth", "gamma", "loggamma")},
    "relu6": "relu6(9*x)",
    "hardswish": "hardswish(3*s)",
    "clip": "clip(s, -x, x)",
    "mod": "mod(5*s, y)",
    "min": "min(x, y, s)",
    "max": "max(v)",
    "atan2": "atan2(s, x)",
    "factorial": "factorial(ceil(y) + 3)",
    "binomial": "binomial(ceil(y) + 5, ceil(x) + 1)",
    "gcd": "gcd(12*ceil(y), 18)",
}
ARRAYS: Mapping[str, str] = {
    "stack": "[v, w]",
    "block": "block([[A, a], [M, 0]])",
    "@": "A @ C",
    "sum": "sum(A)",
    "mean": "mean(A)",
    "transpose": "M.T",
    "inv": "inv(A)",
    "pinv": "pinv(M)",
    "det": "det(A)",
    "logabsdet": "logabsdet(A)",
    "trace": "trace(A)",
    "rank": "rank(outer(v, w))",
    "chol": "chol(S)",
    "expm": "expm(A)",
    "sqrtm": "sqrtm(U @ U.T + eye(2))",
    "tril": "tril(A)",
    "triu": "triu(A)",
    "flip": "flip(M)",
    "pad": "pad(v, 1, 2)",
    "diag": "diag(v)",
    "diagonal": "diagonal(A)",
    "eye": "A + eye(3)",
    "zeros": "zeros(2, 3) + M",
    "ones": "ones(2, 3) + M",
    "outer": "outer(v, w)",
    "dot": "dot(v, w)",
    "cross": "cross(v, w)",
    "kron": "kron(M, U)",
    "vec": "vec(M)",
    "norm": "norm(A, fro) + norm(v) + norm(A, 1) + norm(A, oo)",
    "sigma_max": "sigma_max(M)",
    "sigma_min": "sigma_min(M)",
    "sigma": "sigma(M)",
    "lambda_max": "lambda_max(A + A.T)",
    "lambda_min": "lambda_min(A + A.T)",
    "eigenvalues": "eigenvalues(A + A.T)",
    "spectral_radius": "spectral_radius(A)",
    "condition": "condition(M)",
    "max_abs": "max_abs(M)",
    "power": "power(A, 3) + power(A, -1)",
    **{op: f"(1 if {op}(S) else 0)" for op in ("is_symmetric", "is_psd", "is_orthogonal", "is_singular")},
    "var": "var(v)",
    "std": "std(v)",
    "cov": "cov(v, w)",
    "corr": "corr(v, w)",
    "cumsum": "cumsum(v)",
    "argmax": "argmax(v)",
    "argmin": "argmin(v)",
    "softmax": "softmax(M)",
    "log_softmax": "log_softmax(M)",
    "logsumexp": "logsumexp(v)",
    "cross_entropy": "cross_entropy(p, q)",
    "layernorm": "layernorm(M, eps=x)",
    "rmsnorm": "rmsnorm(v)",
    "batchnorm": "batchnorm(A, eps=1/10)",
    "conv1d": "conv1d(X, K, stride=2, padding=1, dilation=2)",
    "conv2d": "conv2d(P, L, padding=1)",
    "onehot": "onehot(argmax(v), 3)",
    "attention": "attention(A, C, a)",
}
LAWS: Mapping[str, str] = {
    "normal": "pdf(normal(s, y), x)",
    "uniform": "pdf(uniform(s, y), x)",
    "bernoulli": "pdf(bernoulli(x), 1)",
    "poisson": "pdf(poisson(y), 2)",
    "exponential": "pdf(exponential(y), x)",
    "mvnormal": "pdf(mvnormal(v, S), w)",
    "finite": "pdf(finite(p), 2)",
    "pdf": "pdf(normal(s, y), 2*x)",
    "kl": "kl(p, q)",
    "entropy": "entropy(p)",
}
COUNTS: Mapping[str, str] = {
    "shape": "shape(P)",
    "size": "size(P)*x",
    "parameters": "parameters(h)",
    "multiplications": "multiplications(A @ (C @ v))",
    "operations": "operations(h)",
    "connections": "connections(h)",
    "steps": "steps(h)",
    "memory": "memory(h)",
    "context": "context(A @ v, v)",
}
EXAMPLES: Mapping[str, str] = {**SCALARS, **ARRAYS, **LAWS, **COUNTS}

# No value at one choice of sizes: what these say is about all sizes, or that there is no number.
NO_VALUE = frozenset({"in_O", "in_Omega", "in_Theta", "in_o", "undefined", "oo"})

# Where an operator has an exact value although at the points below it has none.
EXACT_AT: Mapping[str, str] = {
    "**": "4**(1/2)",
    "e": "e**0",
    "exp": "exp(0)",
    "log": "log(1)",
    "log2": "log2(8)",
    "sqrt": "sqrt(2)",
    "cbrt": "cbrt(-8)",
    "sin": "sin(pi/6)",
    "cos": "cos(pi/4)",
    "tan": "tan(pi/4)",
    "sec": "sec(pi/3)",
    "csc": "csc(pi/6)",
    "cot": "cot(pi/4)",
    "asin": "asin(1/2)",
    "acos": "acos(-1)",
    "atan": "atan(1)",
    "atan2": "atan2(0, -1)",
    "sinh": "sinh(0)",
    "cosh": "cosh(0)",
    "tanh": "tanh(0)",
    "sech": "sech(0)",
    "asinh": "asinh(0)",
    "acosh": "acosh(1)",
    "atanh": "atanh(0)",
    "gamma": "gamma(5)",
    "loggamma": "loggamma(2)",
    "erf": "erf(0)",
    "erfc": "erfc(0)",
    "normal_cdf": "normal_cdf(0)",
    "sigmoid": "sigmoid(0)",
    "elu": "elu(0)",
    "celu": "celu(0)",
    "silu": "silu(0)",
    "gelu": "gelu(0)",
    "I": "abs(3 + 4*I)",
    "std": "std([0, 2])",
    "corr": "corr([0, 2], [1, 5])",
    "logabsdet": "logabsdet([[1, 2], [0, -1]])",
    "chol": "chol([[4, 2], [2, 2]])",
    "expm": "expm(zeros(2, 2))",
    "sqrtm": "sqrtm([[4, 0], [0, 9]])",
    "norm": "norm([3, 4])",
    "sigma_max": "sigma_max([[3, 0], [0, -4]])",
    "sigma_min": "sigma_min([[3, 0], [0, -4]])",
    "sigma": "sigma([[3, 0], [0, -4]])",
    "lambda_max": "lambda_max([[3, 0], [0, -4]])",
    "lambda_min": "lambda_min([[3, 0], [0, -4]])",
    "eigenvalues": "eigenvalues([[3, 0], [0, -4]])",
    "spectral_radius": "spectral_radius([[3, 0], [0, -4]])",
    "condition": "condition([[3, 0], [0, -4]])",
    "softmax": "softmax([0, 0])",
    "log_softmax": "log_softmax([0])",
    "logsumexp": "logsumexp([0])",
    "cross_entropy": "cross_entropy([1, 0], [1, 0])",
    "layernorm": "layernorm([1, 3])",
    "rmsnorm": "rmsnorm([1, 1])",
    "batchnorm": "batchnorm([[1, 0], [3, 4]])",
    "attention": "attention(zeros(1, 2), [[1, 2], [3, 4]], [[1], [3]])",
    "kl": "kl([1, 0], [1, 0])",
    "entropy": "entropy([1, 0])",
    "uniform": "pdf(uniform(0, 2), 1)",
    "exponential": "pdf(exponential(2), 0)",
}


def _sixteenths(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    numbers = [F(int(k), 16) for k in rng.integers(-40, 41, size=int(np.prod(shape)))]
    return np.array(numbers, dtype=object).reshape(shape)


def points() -> Iterator[dict[str, np.ndarray]]:
    """Small rational values of the variables, in their domains."""
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        root = _sixteenths(rng, (3, 3))
        weights = [[F(int(k)) for k in rng.integers(1, 9, size=3)] for _ in range(2)]
        shapes = {"v": (3,), "w": (3,), "A": (3, 3), "C": (3, 3), "M": (2, 3), "X": (2, 5), "K": (3, 2, 2)}
        shapes |= {"P": (2, 4, 5), "L": (2, 2, 3, 2), "U": (2, 2), "B": (2, 3), "a": (3, 2)}
        yield {
            "x": np.array(F(int(rng.integers(1, 16)), 16), dtype=object),
            "y": np.array(F(int(rng.integers(17, 40)), 16), dtype=object),
            "s": np.array(F(-int(rng.integers(1, 24)), 16), dtype=object),
            "p": np.array([k / sum(weights[0]) for k in weights[0]], dtype=object),
            "q": np.array([k / sum(weights[1]) for k in weights[1]], dtype=object),
            "S": root @ root.T + np.array([[F(int(i == j)) for j in range(3)] for i in range(3)], dtype=object),
            **{name: _sixteenths(rng, shape) for name, shape in shapes.items()},
        }
