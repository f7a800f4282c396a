from __future__ import annotations

import pytest
from elaborated import claim, only, value, written

from proofcheck.language.tree import Approach, Bind

GIVEN = {"n": "integer >= 1", "x": "real", "y": "real", "v": "vector[n]", "c": "complex", "k": "integer"}
LET = [("h[0]", "x"), ("h[t]", "h[t-1]/2"), ("q", "2*x"), ("f(z)", "at(diff(z**2, z), z = 1)")]


@pytest.mark.parametrize(
    ("text", "expected", "type_"),
    [
        ("limit(sin(x)/x, x -> 0)", "limit(sin(x)/x, x -> 0)", "real"),
        ("limit(sin(u)/u, u, 0)", "limit(sin(u)/u, u -> 0)", "real"),
        ("limit(1/x, x -> 0+)", "limit(1/x, x -> 0+)", "real"),
        ("limit(h[t], t -> oo)", "limit(h[t_2], t_2 -> oo)", "real"),
        ("limit(h[n], n -> oo)", "limit(h[n], n -> oo)", "real"),
        ("limit(exp(x), x -> -oo)", "limit(exp(x), x -> -oo)", "real"),
        ("limit(x*v, x -> 1)", "limit(x*v, x -> 1)", "vector[n]"),
        ("vanishes(h[n], n)", "vanishes(h[n], n)", "boolean"),
        ("bounded(abs(h[n]), n)", "bounded(abs(h[n]), n)", "boolean"),
        ("diverges(v, n)", "diverges(v, n)", "boolean"),
        ("at(x**2, x = 3)", "at(x**2, x = 3)", "real"),
        ("at(u*x, u = v)", "at(u*x, u = v)", "vector[n]"),
        ("at(x*y, x = 1, y = 2)", "at(at(x*y, x = 1), y = 2)", "real"),
        ("at(x - y, x = y, y = x)", "at(at(at(at(x - y, x = x_2), y = y_2), x_2 = y), y_2 = x)", "real"),
        ("at(h[n], n = 3)", "at(h[n], n = 3)", "real"),
        ("f(x + 1)", "at(diff(z**2, z), z = 1)", "real"),
    ],
)
def test_variables_are_sent_where_the_text_says(text: str, expected: str, type_: str) -> None:
    assert written(text, GIVEN, LET) == expected
    assert str(value(text, GIVEN, LET).type) == type_


def test_a_tendency_keeps_the_given_name_and_goes_to_infinity() -> None:
    node = value("vanishes(h[n], n)", GIVEN, LET)
    assert isinstance(node, Bind)
    (approach,) = node.binders
    assert isinstance(approach, Approach)
    assert approach.name == "n"
    assert getattr(approach.target, "op", "") == "oo"


@pytest.mark.parametrize(
    ("text", "message", "marked", "hint"),
    [
        ("limit(x, x -> v) == 1", "a limit goes to a real, not a vector[n]", "v", ""),
        ("limit(x > 0, x -> 0) == 1", "`limit` needs a number, not a truth value", "x > 0", ""),
        ("limit(x, v -> 0) == 1", "`v` is no variable that can approach a value", "limit(x, v -> 0)", ""),
        ("limit(x, q -> 0) == 1", "`q` is no variable that can approach a value", "limit(x, q -> 0)", ""),
        ("limit(x, x -> oo-) == 1", "infinity has one side", "limit(x, x -> oo-)", "leave the sign out"),
        ("vanishes(h[n])", "`vanishes` takes an expression and a variable", "vanishes(h[n])", "write `vanishes(e, n)`"),
        (
            "vanishes(h[n], 2*n)",
            "`vanishes` takes an expression and a variable",
            "vanishes(h[n], 2*n)",
            "write `vanishes(e, n)`",
        ),
        ("vanishes(h[n], x)", "`vanishes` needs an integer variable, not a real", "x", ""),
        ("bounded(n > 1, n)", "`bounded` needs a number, not a truth value", "n > 1", ""),
        (
            "at(q, q = 1) == 1",
            "`at` sets variables, and `q` is defined",
            "at(q, q = 1)",
            "set the variables that it depends on",
        ),
        ("at(x, x = v) == 1", "`x` is a real, its value a vector[n]", "at(x, x = v)", ""),
        ("at(x, x = c) == 1", "`x` is a real, its value a complex number", "at(x, x = c)", ""),
        ("at(h[k], k = 1/2) == 1", "`k` is an integer, its value a real", "at(h[k], k = 1/2)", ""),
    ],
)
def test_what_cannot_be_sent_is_an_error(text: str, message: str, marked: str, hint: str) -> None:
    assert only(claim(GIVEN, LET, relations=text)) == (message, marked, hint)
