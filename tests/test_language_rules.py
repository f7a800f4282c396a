from __future__ import annotations

import pytest
from elaborated import claim, only, value

GIVEN = {
    "x": "real",
    "n": "integer >= 1",
    "j": "integer",
    "c": "complex",
    "q": "boolean",
    "v": "vector[n]",
    "w": "vector[m]",
    "A": "matrix[n, n]",
    "B": "matrix[m, n]",
    "T": "tensor[3, m, n]",
    "N": "integer vector[n]",
    "f": "function(real) -> real",
}

TYPES = [
    ("n + 1", "integer"),
    ("n*j - 3", "integer"),
    ("n/2", "real"),
    ("2**n", "integer"),
    ("2**j", "real"),
    ("j**2", "integer"),
    ("2**abs(j)", "integer"),
    ("x*n", "real"),
    ("x + c", "complex"),
    ("-c", "complex"),
    ("1 - v", "vector[n]"),
    ("2*A", "matrix[n, n]"),
    ("1/A", "matrix[n, n]"),
    ("A**2", "matrix[n, n]"),
    ("v**2", "vector[n]"),
    ("v*v", "vector[n]"),
    ("N + 1", "vector[n] of integer"),
    ("exp(c)", "complex"),
    ("exp(n)", "real"),
    ("abs(c)", "real"),
    ("abs(j)", "integer"),
    ("sign(x)", "integer"),
    ("floor(v)", "vector[n] of integer"),
    ("mod(n, 3)", "integer"),
    ("mod(x, 3)", "real"),
    ("relu(j)", "integer"),
    ("sigmoid(j)", "real"),
    ("max(v)", "real"),
    ("max(v, 0)", "vector[n]"),
    ("min(1, 2, j)", "integer"),
    ("gcd(n, j, 6)", "integer"),
    ("binomial(n, 2)", "integer"),
    ("factorial(n)", "integer"),
    ("factorial(x)", "real"),
    ("clip(v, 0, 1)", "vector[n]"),
    ("[1, x, n]", "vector[3]"),
    ("[[1, 2], [3, 4], [5, 6]]", "matrix[3, 2] of integer"),
    ("[v, v]", "matrix[2, n]"),
    ("x > 0", "boolean"),
    ("v >= 0", "boolean"),
    ("v == v", "boolean"),
    ("A == 0", "boolean"),
    ("A != A", "boolean"),
    ("q and x > 0", "boolean"),
    ("q == q", "boolean"),
    ("v if q else 2*v", "vector[n]"),
    ("1 if q else x", "real"),
    ("x in O(n)", "boolean"),
    ("pi + e", "real"),
    ("exp(I*pi)", "complex"),
]


@pytest.mark.parametrize(("text", "expected"), TYPES, ids=[t for t, _ in TYPES])
def test_the_type_follows_from_those_of_the_arguments(text: str, expected: str) -> None:
    assert str(value(text, GIVEN).type) == expected


ERRORS = [
    ("x + q == 1", "`+` needs a number, not a truth value", "q", ""),
    ("f + 1 == 1", "`f` is a function", "f", "call it, as in `f(x)`"),
    ("normal(0, 1) + 1 == 1", "`+` needs a number, not a distribution over real", "normal(0, 1)", ""),
    ("relu(c) == 1", "`relu` needs a real, not a complex number", "c", ""),
    ("c < 1", "`<` needs a real, not a complex number", "c", ""),
    ("not x", "`not` needs a truth value, not a real", "x", "compare it with something"),
    ("A + 1 == A", "`+` of a scalar and a matrix[n, n] is ambiguous", "+", "write it with `eye(n)` or `ones(n, n)`"),
    ("1 - B == B", "`-` of a scalar and a matrix[m, n] is ambiguous", "-", "write it with `ones(m, n)`"),
    ("T + x == T", "`+` of a scalar and a tensor[3, m, n] is ambiguous", "+", "write it with `ones(3, m, n)`"),
    ("A**-1 == A", "`**` with a negative exponent is no inverse of a matrix[n, n]", "**", "write `inv(A)`"),
    ("A**(-n) == A", "`**` with a negative exponent is no inverse of a matrix[n, n]", "**", "write `inv(A)`"),
    (
        "A <= 2*A",
        "`<=` has no meaning between a matrix[n, n] and a matrix[n, n]",
        "<=",
        "write `is_psd(B - A)`",
    ),
    ("B >= 0", "`>=` has no meaning between a matrix[m, n] and an integer", ">=", "write `is_psd(B)` or `min(B) >= …`"),
    (
        "A == 1",
        "`==` compares a matrix[n, n] with an integer",
        "==",
        "write the matrix, for example with `ones(n, n)`",
    ),
    ("q == 1", "`==` compares a truth value with an integer", "==", "use `<=>` between truth values"),
    ("normal(0, 1) == normal(0, 1)", "a distribution over real cannot be compared", "normal(0, 1)", ""),
    ("max(x) == 1", "`max` needs an array or at least two numbers", "max", ""),
    ("binomial(x, 2) == 1", "`binomial` needs an integer, not a real", "x", ""),
    ("(1 if x else 2) == 1", "a condition must be a truth value, not a real", "x", ""),
    ("(q if x > 0 else 2) == 1", "one value is a truth value, the other an integer", "q if x > 0 else 2", ""),
    ("[x > 0, 1] == v", "a list holds a truth value and an integer", "1", ""),
    ("v in O(n)", "`in_O` needs a scalar, not a vector[n]", "v", ""),
    ("mod(n, 2, 3) == 1", "`mod` takes 2 arguments, not 3", "mod", ""),
    ("gcd(2) == 1", "`gcd` takes at least 2 arguments, not 1", "gcd", ""),
    ("leaky_relu(1, 2, 3) == 1", "`leaky_relu` takes 1 or 2 arguments, not 3", "leaky_relu", ""),
    ("tanh() == 1", "`tanh` takes 1 argument, not 0", "tanh", ""),
]


@pytest.mark.parametrize(("text", "message", "marked", "hint"), ERRORS, ids=[e[0] for e in ERRORS])
def test_a_type_that_does_not_fit_is_an_error(text: str, message: str, marked: str, hint: str) -> None:
    found = claim(GIVEN, relations=text)
    assert only(found) == (message, marked, hint)
    assert found.fault is None


FAULTS = [
    ("v + w == v", "`+` between a vector[n] and a vector[m]: shapes differ", "+", "m = n"),
    ("A*B == A", "`*` between a matrix[n, n] and a matrix[m, n]: shapes differ", "*", "m = n"),
    ("v*A == A", "`*` between a vector[n] and a matrix[n, n]: shapes differ", "*", ""),
    ("v == w", "`==` compares a vector[n] with a vector[m]: shapes differ", "==", "m = n"),
    ("v <= w", "`<=` compares a vector[n] with a vector[m]: shapes differ", "<=", "m = n"),
    ("A == v", "`==` compares a matrix[n, n] with a vector[n]: shapes differ", "==", ""),
    (
        "[1, 2] == [1, 2, 3]",
        "`==` compares a vector[2] of integer with a vector[3] of integer: shapes differ",
        "==",
        "",
    ),
    ("(v if q else w) == v", "one value is a vector[n], the other a vector[m]", "v if q else w", "m = n"),
    ("[v, w] == B", "a list holds a vector[n] and a vector[m]", "[v, w]", "m = n"),
]


@pytest.mark.parametrize(("text", "message", "marked", "condition"), FAULTS, ids=[e[0] for e in FAULTS])
def test_shapes_that_do_not_fit_are_a_fault(text: str, message: str, marked: str, condition: str) -> None:
    found = claim(GIVEN, relations=text)
    assert found.problems == ()
    assert found.links == ()
    assert found.fault is not None
    assert found.fault.span is not None
    assert (found.fault.message, found.fault.span.text, found.fault.condition) == (message, marked, condition)
