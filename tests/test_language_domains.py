from __future__ import annotations

import pytest
from elaborated import claim, only

from proofcheck.language.show import show_type

OTHERS = {"n": "integer >= 1", "x": "real", "v": "vector[n]"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("real in [0, 1]", "real in [0, 1]"),
        ("real in (0, oo)", "real > 0"),
        ("real in (-oo, 1]", "real <= 1"),
        ("real > 0", "real > 0"),
        ("real != 0", "real != 0"),
        ("real >= 0 and < 1", "real in [0, 1)"),
        ("real >= 0 and > 0", "real > 0"),
        ("real >= 0 and >= 1", "real >= 1"),
        ("real < 3 and < 2", "real < 2"),
        ("real in [0, 1] and != 1/2", "real in [0, 1] and != 1/2"),
        ("positive real", "real > 0"),
        ("real < x", "real < x"),
        ("integer in 1..n", "integer in 1..n"),
        ("integer in n..1 by -1", "integer in 1..n"),
        ("integer in {1, 3, 5}", "integer in {1, 3, 5}"),
        ("matrix[2, n] in {0, 1}", "matrix[2, n] in {0, 1}"),
        ("vector[n] in [0, 1]", "vector[n] in [0, 1]"),
        ("symmetric positive definite matrix[n, n]", "symmetric positive definite matrix[n, n]"),
        ("parameter matrix[n, 2*n + 1]", "parameter matrix[n, 2*n + 1]"),
        ("complex vector[n]", "complex vector[n]"),
        ("integer matrix[2, 2] in 0..3", "integer matrix[2, 2] in 0..3"),
        ("one-hot vector[n]", "one-hot vector[n]"),
        ("function[n](vector[n], real) -> matrix[n, n]", "function[n](vector[n], real) -> matrix[n, n]"),
    ],
)
def test_types_and_domains_are_read_as_written(text: str, expected: str) -> None:
    found = claim({**OTHERS, "a": text})
    assert found.problems == ()
    a = next(g for g in found.given if g.name == "a")
    assert show_type(a.type, a.domain, a.properties, a.parameter) == expected


@pytest.mark.parametrize(
    ("text", "message", "marked", "hint"),
    [
        ("vector[0]", "a dimension must be at least 1, not 0", "0", ""),
        ("vector[n/2]", "a dimension must be an integer, not a real", "n/2", "write `floor(n/2)`"),
        ("vector[x]", "a dimension must be an integer, not a real", "x", "write `floor(x)`"),
        ("vector[e]", "a dimension must be an integer, not a real", "e", "write `floor(e)`"),
        ("unit matrix[n, n]", "`unit` describes a vector, not a matrix[n, n]", "unit matrix[n, n]", ""),
        ("symmetric vector[n]", "`symmetric` describes a matrix, not a vector[n]", "symmetric vector[n]", ""),
        (
            "orthogonal matrix[2, n]",
            "`orthogonal` describes a square matrix, not 2 by n",
            "orthogonal matrix[2, n]",
            "write `matrix[2, 2]`",
        ),
        ("real in [1, 0]", "the domain is empty", "[1, 0]", "the lower bound comes first"),
        ("real in (1, 1]", "the domain is empty", "(1, 1]", "the lower bound comes first"),
        ("real >= x and >= 1", "two lower bounds", "1", "put one of them into `assume`"),
        ("integer in {1} and in {2}", "two sets of values", "{2}", "keep one of them"),
        ("real in 1..3", "a range `a..b` holds integers", "1..3", "write `in [1, 3]`, or make it an integer"),
        ("real > v", "a bound must be a real, not a vector[n]", "v", ""),
        ("real > I", "a bound must be a real, not a complex number", "I", ""),
        ("real in {true}", "a bound must be a real, not a truth value", "true", ""),
        ("complex > 0", "a complex number has no lower or upper bound", "> 0", "put the bound into `assume`"),
        ("boolean in [0, 1]", "a bound must be a truth value, not an integer", "0", ""),
        ("real > y", "unknown name `y`", "y", ""),
        (
            "function(real >= 0) -> real",
            "a domain or an adjective inside a function type",
            "real >= 0",
            "state what you know of the function in `assume`",
        ),
    ],
)
def test_a_type_without_meaning_is_an_error(text: str, message: str, marked: str, hint: str) -> None:
    assert only(claim({**OTHERS, "a": text})) == (message, marked, hint)
