from __future__ import annotations

import pytest
from elaborated import claim, only

from proofcheck.language.elaborate import scope_of
from proofcheck.language.parse import parse_text

GIVEN = {
    "n": "integer >= 1",
    "s": "integer >= 1",
    "x": "real",
    "c": "complex",
    "v": "vector[n]",
    "w": "vector[m]",
    "p": "probability vector[n]",
    "B": "matrix[m, n]",
    "X": "matrix[C, L]",
    "W": "tensor[O, C, K]",
    "P": "tensor[C, H, V]",
    "Q": "tensor[O, C, a, b]",
    "S": "symmetric matrix[n, n]",
}

TYPES = [
    ("softmax(v)", "vector[n]"),
    ("layernorm(B, eps=1/100)", "matrix[m, n]"),
    ("batchnorm(B)", "matrix[m, n]"),
    ("logsumexp(v)", "real"),
    ("cross_entropy(p, softmax(v))", "real"),
    ("attention(B, B, ones(m, 3))", "matrix[m, 3]"),
    ("conv1d(X, W)", "matrix[O, -K + L + 1]"),
    ("conv1d(X, W, padding=1, dilation=2)", "matrix[O, -2*K + L + 4]"),
    ("conv1d(X, W, stride=s)", "matrix[O, floor((L - K)/s) + 1]"),
    ("conv1d(zeros(2, 11), zeros(1, 2, 3), stride=2)", "matrix[1, 5]"),
    ("conv1d([1, 2, 3, 4], [1, 1])", "vector[3]"),
    ("conv2d(P, Q)", "tensor[O, H - a + 1, V - b + 1]"),
    ("conv2d(zeros(5, 5), zeros(3, 3), stride=2)", "matrix[2, 2]"),
    ("normal(0, 1)", "distribution over real"),
    ("poisson(3)", "distribution over integer"),
    ("finite(p)", "distribution over integer"),
    ("mvnormal(v, S)", "distribution over vector[n]"),
    ("pdf(normal(0, 1), x)", "real"),
    ("pdf(mvnormal(v, S), v)", "real"),
    ("kl(p, p)", "real"),
    ("kl(normal(0, 1), normal(x, 1))", "real"),
    ("entropy(finite(p))", "real"),
    ("entropy(p)", "real"),
    ("shape(B)", "vector[2] of integer"),
    ("size(B)", "integer"),
    ("onehot(1, 3)", "vector[3] of integer"),
]


@pytest.mark.parametrize(("text", "expected"), TYPES, ids=[t for t, _ in TYPES])
def test_the_type_follows_from_those_of_the_arguments(text: str, expected: str) -> None:
    scope = scope_of(claim(GIVEN).given)
    assert str(scope.node(parse_text(text)).type) == expected


ERRORS = [
    ("softmax(c*v) == v", "`softmax` needs a real, not a vector[n] of complex", "c*v", ""),
    ("softmax(x) == x", "`softmax` needs an array, not a real", "x", ""),
    ("softmax(P) == P", "`softmax` needs a vector or a matrix, not a tensor[C, H, V]", "softmax", ""),
    ("layernorm(v, epsilon=1) == v", "`layernorm` has no option `epsilon`", "layernorm", "it has `eps`"),
    (
        "conv1d(X, W, strides=2) == X",
        "`conv1d` has no option `strides`",
        "conv1d",
        "it has `stride` and `padding` and `dilation`",
    ),
    ("conv1d(X, W, stride=x) == X", "`stride` of `conv1d` needs an integer", "conv1d", ""),
    ("conv1d(X, W, stride=0) == X", "`stride` of `conv1d` cannot be 0", "conv1d", ""),
    (
        "conv1d(v, W) == X",
        "`conv1d` does not take a vector[n] and a tensor[O, C, K]",
        "conv1d",
        "it takes x[C, L] and W[O, C, K], or x[L] and W[K]",
    ),
    ("pdf(x, 1) == 1", "`pdf` needs a distribution first, not a real", "x", "such as `normal(0, 1)`"),
    ("normal(v, 1) == 1", "`normal` needs a scalar, not a vector[n]", "v", ""),
    ("size(normal(0, 1)) == 1", "`size` needs a number or an array, not a distribution over real", "normal(0, 1)", ""),
    ("steps(x, x) == 1", "`steps` takes 1 argument, not 2", "steps", ""),
]


@pytest.mark.parametrize(("text", "message", "marked", "hint"), ERRORS, ids=[e[0] for e in ERRORS])
def test_an_argument_that_does_not_fit_is_an_error(text: str, message: str, marked: str, hint: str) -> None:
    assert only(claim(GIVEN, relations=text)) == (message, marked, hint)


FAULTS = [
    ("attention(B, B, B.T) == 0", "`attention` has m keys and n values", "attention", "m = n"),
    ("conv1d(X, zeros(1, 2, 3)) == 0", "`conv1d` has an input of C and a kernel of 2 channels", "conv1d", "C = 2"),
    ("mvnormal(w, S) == 0", "`mvnormal` has a mean of m and a covariance of n entries", "mvnormal", "m = n"),
    (
        "pdf(mvnormal(v, S), w) == 0",
        "`pdf` of a distribution over vector[n] at a vector[m]",
        "pdf",
        "m = n",
    ),
    ("kl(v, w) == 0", "`kl` between a vector[n] and a vector[m]: shapes differ", "kl", "m = n"),
    ("sum(conv1d(zeros(2), zeros(3))) == 0", "`conv1d` of 2 entries by a kernel that spans 3", "conv1d", ""),
    (
        "sum(conv1d(zeros(2), zeros(3), padding=1, dilation=3)) == 0",
        "`conv1d` of 2 entries with a padding of 1 by a kernel that spans 7",
        "conv1d",
        "",
    ),
]


@pytest.mark.parametrize(("text", "message", "marked", "condition"), FAULTS, ids=[e[0] for e in FAULTS])
def test_shapes_that_do_not_fit_are_a_fault(text: str, message: str, marked: str, condition: str) -> None:
    found = claim(GIVEN, relations=text)
    assert found.problems == ()
    assert found.fault is not None
    assert found.fault.span is not None
    assert (found.fault.message, found.fault.span.text, found.fault.condition) == (message, marked, condition)
