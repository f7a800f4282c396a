from __future__ import annotations

import pytest
from elaborated import claim, only, value, written

GIVEN = {
    "n": "integer >= 1",
    "x": "real",
    "c": "complex",
    "v": "vector[n]",
    "w": "vector[m]",
    "A": "matrix[n, n]",
    "gamma": "real",
    "f": "function(real) -> real",
    "G": "function(vector[n], real) -> matrix[n, n]",
    "F": "function[n](vector[n]) -> vector[n]",
}
LET = [
    ("s(z)", "1/(1 + exp(-z))"),
    ("add(a, b)", "a + b"),
    ("twice(z)", "add(s(z), s(z))"),
    ("h[0]", "x"),
    ("h[t]", "s(h[t-1])"),
    ("k[0]", "v"),
    ("k[t] over t in 1..n", "A @ k[t-1]"),
    ("g[p, q]", "A[p, q]"),
    ("sq(z)", "sum(z[i]**2 for i in 1..n)"),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s(x)", "1/(1 + exp(-x))"),
        ("twice(x)", "1/(1 + exp(-x)) + 1/(1 + exp(-x))"),
        ("add(v, 1)", "v + 1"),
        ("sq(v)", "sum(v[i]**2 for i in 1..n)"),
        ("[sq(i*v) for i in 1..n]", "[sum((i*v)[i_2]**2 for i_2 in 1..n) for i in 1..n]"),
        ("f(x)", "f(x)"),
        ("f(v)", "[f(v[i]) for i in 1..n]"),
        ("G(v, n)", "G(v, n)"),
        ("F[1](v)", "F[1](v)"),
        ("F[n - 1 + 1](F[1](v))", "F[n](F[1](v))"),
        ("leaky_relu(x)", "leaky_relu(x, 1/100)"),
        ("leaky_relu(x, 1/5)", "leaky_relu(x, 1/5)"),
        ("norm(A, 2)", "norm(A, 2)"),
        ("norm(A, kind=fro)", "norm(A, fro)"),
        ("tanh'(x)", "1 - tanh(x)**2"),
        ("tanh'(A)", "ones(n, n) - tanh(A)**2"),
        ("softplus'(A)", "sigmoid(A)"),
        ("abs'(A)", "[sign(A[i, j]) if A[i, j] != 0 else undefined for i in 1..n, j in 1..n]"),
        ("atan'(A)", "1/(ones(n, n) + A**2)"),
        ("cosh'(A)", "sinh(A)"),
        ("sigmoid'(v)", "sigmoid(v)*(1 - sigmoid(v))"),
        ("relu'(x)", "1 if x > 0 else 0 if x < 0 else undefined"),
        ("relu'(v)", "[1 if v[i] > 0 else 0 if v[i] < 0 else undefined for i in 1..n]"),
        ("leaky_relu'(x)", "1 if x > 0 else 1/100 if x < 0 else undefined"),
        ("tanh''(x)", "at(diff(1 - tanh(z)**2, z), z = x)"),
        ("sin'''(x)", "at(diff(cos(z), z, 2), z = x)"),
        ("tanh''(v)", "[at(diff(1 - tanh(z)**2, z), z = v[i]) for i in 1..n]"),
        ("s'(2)", "at(diff(1/(1 + exp(-z)), z), z = 2)"),
        ("s''(x)", "at(diff(1/(1 + exp(-z)), z, 2), z = x)"),
        ("s'(v)", "[at(diff(1/(1 + exp(-z)), z), z = v[i]) for i in 1..n]"),
        ("f'(x)", "f'(x)"),
        ("f''(x)", "f''(x)"),
        ("f'(v)", "[f'(v[i]) for i in 1..n]"),
        ("steps(k)", "steps(k)"),
        ("steps(h[n])", "steps(h[n])"),
        ("memory(k)", "memory(k)"),
        ("context(k[n], v)", "context(k[n], v)"),
        ("context(k, h)", "context(k, h)"),
        ("parameters(A @ v)", "parameters(A @ v)"),
    ],
)
def test_calls_are_read_as_meant(text: str, expected: str) -> None:
    assert written(text, GIVEN, LET) == expected


@pytest.mark.parametrize(
    ("text", "message", "marked", "hint"),
    [
        ("M(0) == 1", "unknown function `M`", "M", ""),
        (
            "steps(h) == n",
            "`steps` of a recurrence without an index box",
            "h",
            "say which cells there are: `h[t] over t in 1..T: …`",
        ),
        (
            "connections(g) == n",
            "`connections` of a recurrence without an index box",
            "g",
            "say which cells there are: `g[i, j] over i in 1..m, j in 1..n: …`",
        ),
        ("shape(k) == [n]", "`shape` needs a value, and `k` is a recurrence", "k", "write `shape(k[t])`"),
        (
            "memory(A @ v) == n",
            "`memory` needs a recurrence, not a vector[n]",
            "A @ v",
            "write the name of a recurrence; `size(e)` is the number of entries of a value",
        ),
        *(
            (
                f"context(k[1], {place}) == 1",
                f"`context` counts cells of an array of `given` or of a recurrence, not of {what}",
                place,
                "write its name alone, as in `context(h[n], x)`",
            )
            for place, what in (("x", "a real"), ("v[1]", "a real"), ("2*v", "a vector[n]"), ("k[1]", "a vector[n]"))
        ),
        ("sinn(x) == 1", "unknown function `sinn`", "sinn", "did you mean `sin`?"),
        ("x(2) == 1", "`x` is not a function", "x", "write `x*(2)` for a product"),
        ("n*x(n + 1) == 1", "`x` is not a function", "x", "write `x*(n + 1)` for a product"),
        (
            "gamma(3) == 2",
            "`gamma` is not a function",
            "gamma",
            "rename it to use the function `gamma`; a product is `gamma*(3)`",
        ),
        ("h(1) == 1", "`h` is a recurrence, not a function", "h", "write one of its values, as in `h[i]`"),
        ("s(x, x) == 1", "`s` takes 1 argument, not 2", "s", ""),
        ("add(x) == 1", "`add` takes 2 arguments, not 1", "add", ""),
        ("f(x, x) == 1", "`f` takes 1 argument, not 2", "f", ""),
        ("f(c) == 1", "`f` takes a real, not a complex number", "c", ""),
        ("f(x > 0) == 1", "`f` takes a real, not a truth value", "x > 0", ""),
        ("G(x, x) == A", "`G` takes a vector[n], not a real", "x", ""),
        ("F(v) == v", "`F` is a family of functions", "F", "write `F[t](…)`"),
        ("F[0](v) == v", "index `0` lies outside 1..n", "0", ""),
        ("F[x](v) == v", "an index must be an integer, not a real", "x", ""),
        ("F[1, 2](v) == v", "`F` has 1 index, not 2", "F[1, 2]", ""),
        ("E[1](v) == v", "unknown function `E`", "E[1]", ""),
        (
            "f[1](x) == x",
            "`f` is no family of functions",
            "f[1]",
            "declare it as `f: function[n](real) -> real`, or write `*` for a product",
        ),
        ("s(x, kind=2) == 1", "unknown option `kind`", "s(x, kind=2)", ""),
        ("tanh(x, eps=2) == 1", "`tanh` has no option `eps`", "tanh", ""),
        (
            "gamma'(x) == 1",
            "`gamma` is not a function",
            "gamma",
            "rename it to use the function `gamma`; a product is `gamma*(x)`",
        ),
        ("loggamma'(x) == 1", "`loggamma` has no derivative by a formula", "loggamma'", "write `diff(loggamma(x), x)`"),
        ("softmax'(v) == 1", "`softmax` has no derivative by a formula", "softmax'", ""),
        (
            "add'(x, x) == 1",
            "a prime needs a function of one argument, not 2",
            "add'(x, x)",
            "name the variable: `diff(f(x, y), x)`",
        ),
        ("relu'(c) == 1", "`relu` needs a real, not a complex number", "c", ""),
        ("s'(c) == 1", "a prime needs a function of a real, not of a complex number", "c", ""),
        ("quux'(x) == 1", "unknown function `quux`", "quux", ""),
        ("sum(x, x) == 1", "`sum` takes 1 argument, not 2", "sum", ""),
        ("product(v) == 1", "`product` binds a variable", "product", "write `product(e for i in …)`"),
        ("__import__(x) == 1", "unknown function `__import__`", "__import__", ""),
        ("neg(x) == 1", "unknown function `neg`", "neg", ""),
    ],
)
def test_what_cannot_be_called_is_an_error(text: str, message: str, marked: str, hint: str) -> None:
    assert only(claim(GIVEN, LET, relations=text)) == (message, marked, hint)


def test_an_argument_of_another_shape_is_a_fault() -> None:
    found = claim(GIVEN, LET, relations="F[1](w) == v")
    assert found.fault is not None
    assert (found.fault.message, found.fault.condition) == ("`F` takes a vector[n], not a vector[m]", "m = n")


def test_the_derivative_of_a_linear_function_keeps_the_shape() -> None:
    vocabulary_row = value("abs'(v)", GIVEN)
    assert str(vocabulary_row.type) == "vector[n]"


@pytest.mark.parametrize(
    ("let", "text"),
    [
        pytest.param(
            [("f0(z)", "z + z")] + [(f"f{k + 1}(z)", f"f{k}(f{k}(z))") for k in range(30)], "f30(x) == x", id="doubling"
        ),
        pytest.param(
            [("f0(z)", "z")] + [(f"f{k + 1}(z)", "exp(" * 50 + f"f{k}(z)" + ")" * 50) for k in range(20)],
            "f20(x) == x",
            id="deep",
        ),
        pytest.param([], "sigmoid'(" * 90 + "x" + ")" * 90 + " == 1", id="primes"),
    ],
)
def test_functions_that_explode_are_stopped(let: list[tuple[str, str]], text: str) -> None:
    message, _, hint = only(claim({"x": "real"}, let, relations=text))
    assert message == "the expression is too large once its functions are expanded"
    assert hint == "name its parts with `let`"


def test_a_function_does_not_see_itself() -> None:
    found = claim({"x": "real"}, [("f(z)", "f(z - 1)")], relations="f(x) == x")
    assert only(found) == ("unknown function `f`", "f", "")
