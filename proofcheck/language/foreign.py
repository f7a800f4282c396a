"""Names that are usual elsewhere and have another one here, or another notation: hints for names that are unknown.

Only what the spelling alone does not suggest stands here; `sinn` and `arctan` are near enough to what is meant.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

_CONDITION = "write a Kronecker delta as `(1 if i == j else 0)`"
_JOIN = "join vectors with `block([x, y])`, set matrices together with `block([[A, B]])`, stack with `[x, y]`"
_INDICES = "write it in indices, as in `[sum(A[i,j]*B[j,k] for j in 1..n) for i in 1..m, k in 1..p]`"
_CONVOLUTION = "`conv1d(x, w)` does not flip the kernel; the convolution of signals is `conv1d(pad(x, k), flip(w))`"

FUNCTIONS: Mapping[str, str] = {
    "ln": "the natural logarithm is `log`",
    "tr": "the trace is `trace`",
    "prod": "write `product(x[i] for i in 1..n)`",
    "matmul": "the matrix product is `A @ B`",
    "mm": "the matrix product is `A @ B`",
    "mul": "write `*`",
    "inner": "write `dot(x, y)` or `x @ y`",
    "hadamard": "the entrywise product is `A*B`",
    "len": "the number of entries is `size(x)`; write the dimension itself, as in `n`",
    "length": "the number of entries is `size(x)`; write the dimension itself, as in `n`",
    "identity": "the identity matrix is `eye(n)`",
    "Id": "the identity matrix is `eye(n)`",
    "heaviside": "the unit step is `step(x)`",
    "theta": "the unit step is `step(x)`",
    "logistic": "it is called `sigmoid`",
    "variance": "it is called `var`",
    "deriv": "write `diff(e, x)`",
    "derivative": "write `diff(e, x)`",
    "gradient": "write `grad(s, x)`",
    "nabla": "write `grad(s, x)`",
    "mse": "write `mean((x - y)**2)`",
    "reshape": _INDICES,
    "einsum": _INDICES,
    "tensordot": _INDICES,
    "contract": _INDICES,
    "delta": _CONDITION,
    "kronecker": f"{_CONDITION}; the Kronecker product is `kron(A, B)`",
    "kronecker_delta": _CONDITION,
    "KroneckerDelta": _CONDITION,
    "δ": _CONDITION,
    "indicator": "write `(1 if … else 0)`",
    "where": "write `a if condition else b`",
    "concat": _JOIN,
    "concatenate": _JOIN,
    "cat": _JOIN,
    "hstack": _JOIN,
    "vstack": _JOIN,
    "append": _JOIN,
    "conv": _CONVOLUTION,
    "convolve": _CONVOLUTION,
    "corrcoef": "it is called `corr`",
    "range": "write a range as `1..n`",
}


def function_hint(name: str) -> str:
    """What stands here for a function that is called so elsewhere; empty where there is nothing to say."""
    return FUNCTIONS.get(name) or FUNCTIONS.get(name.lower(), "")


def value_hint(name: str, arrays: Container[str]) -> str:
    """What was meant by an unknown name: an entry `x_i` of an array, a delta, an index that nothing binds."""
    base, mark, below = name.partition("_")
    if mark and below.isalnum():
        if base in arrays:
            return f"an entry is `{base}[{', '.join(below)}]`"
        if base in ("delta", "δ"):
            return _CONDITION
    if len(name) == 1 and name in "ijklmn":
        return f"bind it, as in `for {name} in 1..n`, or declare it in `given`"
    return ""
