from __future__ import annotations

import pytest
from elaborated import claim, only, value, written

from proofcheck.language.tree import Derive

GIVEN = {
    "n": "integer >= 1",
    "x": "real",
    "y": "real",
    "c": "complex",
    "q": "boolean",
    "v": "vector[n]",
    "w": "vector[m]",
    "A": "matrix[m, n]",
    "T": "tensor[3, n, n]",
}
LET = [
    ("h[0]", "v"),
    ("h[t]", "tanh(h[t-1])"),
    ("loss", "sum(h[n])"),
    ("G(z)", "grad(loss, z)"),
    ("K(z)", "grad(z @ z, z)"),
    ("S(z)", "diff(sin(z), z, 2)"),
]


@pytest.mark.parametrize(
    ("text", "expected", "type_"),
    [
        ("diff(x**2, x)", "diff(x**2, x)", "real"),
        ("diff(x*v, x)", "diff(x*v, x)", "vector[n]"),
        ("diff(x**3, x, 2)", "diff(x**3, x, 2)", "real"),
        ("diff(x*y, x, y)", "diff(diff(x*y, x), y)", "real"),
        ("diff(v @ v, v)", "grad(v @ v, v)", "vector[n]"),
        ("grad(x**2, x)", "diff(x**2, x)", "real"),
        ("grad(sum(A), A)", "grad(sum(A), A)", "matrix[m, n]"),
        ("grad(loss, h[1])", "grad(loss, h[1])", "vector[n]"),
        ("grad(v @ v, v[2])", "diff(v @ v, v[2])", "real"),
        ("grad(sum(T), T[2])", "grad(sum(T), T[2])", "matrix[n, n]"),
        ("jacobian(A @ v, v)", "jacobian(A @ v, v)", "matrix[m, n]"),
        ("jacobian(A @ v, A)", "jacobian(A @ v, A)", "tensor[m, m, n]"),
        ("jacobian(v @ v, v)", "jacobian(v @ v, v)", "vector[n]"),
        ("jacobian(h[n], h[1])", "jacobian(h[n], h[1])", "matrix[n, n]"),
        ("hessian(v @ v, v)", "hessian(v @ v, v)", "matrix[n, n]"),
        ("hessian(sum(A), A)", "hessian(sum(A), A)", "tensor[m, n, m, n]"),
        ("hessian(x**2, x)", "diff(x**2, x, 2)", "real"),
        ("partial(h[2], h[1])", "partial(h[2], h[1])", "matrix[n, n]"),
        ("grad(loss**2, loss)", "diff(loss**2, loss)", "real"),
        ("G(h[2])", "grad(loss, h[2])", "vector[n]"),
        ("K(v)", "at(grad(z @ z, z), z = v)", "vector[n]"),
        ("K(2*v)", "at(grad(z @ z, z), z = 2*v)", "vector[n]"),
        ("S(x + 1)", "at(diff(sin(z), z, 2), z = x + 1)", "real"),
        ("S(1)", "at(diff(sin(z), z, 2), z = 1)", "real"),
        ("diff(c**2, c)", "diff(c**2, c)", "complex"),
    ],
)
def test_derivatives_have_the_shape_of_what_they_derive(text: str, expected: str, type_: str) -> None:
    assert written(text, GIVEN, LET) == expected
    assert str(value(text, GIVEN, LET).type) == type_


@pytest.mark.parametrize(
    ("layout", "text", "type_"),
    [
        ("numerator", "jacobian(A @ v, v)", "matrix[m, n]"),
        ("denominator", "jacobian(A @ v, v)", "matrix[n, m]"),
        ("denominator", "jacobian(A @ v, A)", "tensor[m, m, n]"),
        ("denominator", "partial(A @ v, v)", "matrix[m, n]"),
        ("numerator", "jacobian(A @ v, v, layout=denominator)", "matrix[n, m]"),
    ],
)
def test_layout_transposes_jacobians_of_vectors(layout: str, text: str, type_: str) -> None:
    found = claim(GIVEN, [("J", text)], layout=layout)
    (definition,) = found.definitions
    body = definition.body  # type: ignore[union-attr]
    assert isinstance(body, Derive)
    assert str(body.type) == type_
    assert body.layout == ("denominator" if type_ == "matrix[n, m]" or "A @ v, A" in text else "numerator")


DERIVE_HINT = "derive by a variable, an entry `x[i]`, or a value of `let`; name an expression with `let` first"
ONLY_HINT = "only a real or complex value can be derived by"


@pytest.mark.parametrize(
    ("text", "message", "marked", "hint"),
    [
        ("diff(n**2, n) == 1", "`diff` by an integer", "n", ONLY_HINT),
        ("diff(x, q) == 1", "`diff` by a truth value", "q", ONLY_HINT),
        ("diff(x**2, 2*x) == 1", "`diff` by an expression", "2*x", DERIVE_HINT),
        ("grad(v @ v, v[1..2][1]) == 1", "`grad` by an expression", "v[1..2][1]", DERIVE_HINT),
        ("diff(v, v) == 1", "`diff` of a vector[n] by a vector[n]", "diff", "write `jacobian(y, x)`"),
        ("grad(v, v) == 1", "`grad` of a vector[n]", "grad", "write `jacobian(y, x)`; a gradient is of a scalar"),
        ("hessian(v, v) == 1", "`hessian` of a vector[n]", "hessian", "a Hessian is of a scalar"),
        ("grad(x > 0, x) == 1", "`grad` of a truth value", "x > 0", ""),
        ("diff(x) == 1", "`diff` takes 2 arguments, not 1", "diff", "write `diff(e, x)`"),
        ("grad(x, x, x) == 1", "`grad` takes 2 arguments, not 3", "grad", "write `grad(s, x)`"),
        ("diff(x, x, 0.5) == 1", "the order of a derivative is a whole number from 1 to 20", "0.5", ""),
        ("diff(x, x, 21) == 1", "the order of a derivative is a whole number from 1 to 20", "21", ""),
        ("diff(v @ v, v, 2) == 1", "a second derivative by an array", "diff(v @ v, v, 2)", "write `hessian(s, x)`"),
        (
            "jacobian(v, v, layout=both) == 1",
            "unknown option `layout`",
            "jacobian(v, v, layout=both)",
            "`jacobian` has `layout=numerator` and `layout=denominator`",
        ),
    ],
)
def test_what_cannot_be_derived_is_an_error(text: str, message: str, marked: str, hint: str) -> None:
    assert only(claim(GIVEN, LET, relations=text)) == (message, marked, hint)
