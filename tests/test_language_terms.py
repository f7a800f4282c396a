from __future__ import annotations

import pytest
from elaborated import claim, only, value, written

from proofcheck.language.tree import Index, Num

GIVEN = {
    "n": "integer >= 1",
    "j": "integer",
    "x": "real",
    "v": "vector[n]",
    "W": "tensor[3, m, n]",
    "A": "matrix[m, n]",
    "f": "function(real) -> real",
}
LET = [("h[0]", "v"), ("h[t]", "tanh(h[t-1])"), ("q", "2*x"), ("k", "2*n + 1"), ("g(z)", "z + 1")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-3", "-3"),
        ("k + 1", "2*n + 1 + 1"),
        ("q", "q"),
        ("0 <= x < 1", "0 <= x and x < 1"),
        ("v != 0", "not v == 0"),
        ("x != 0", "x != 0"),
        ("x in [0, 1)", "0 <= x and x < 1"),
        ("x in (-oo, 1]", "x <= 1"),
        ("x in (-oo, oo)", "true"),
        ("x in {1, 2}", "x == 1 or x == 2"),
        ("x in {1}", "x == 1"),
        ("j in 1..n", "1 <= j and j <= n"),
        ("x in 1..3", "1 <= x and x <= 3 and floor(x) == x"),
        ("v in {0, 1}", "forall i in 1..n: v[i] == 0 or v[i] == 1"),
        ("A not in [0, 1]", "not (forall i in 1..m, j_2 in 1..n: 0 <= A[i, j_2] and A[i, j_2] <= 1)"),
        ("A.T", "A.T"),
        ("W[1]", "W[1]"),
        ("W[1][2][j]", "W[1, 2, j]"),
        ("h[n - 1 + 1]", "h[n]"),
        ("h[2][j]", "h[2][j]"),
        ("h[2, j]", "h[2][j]"),
        ("v[(2 + 4)/2]", "v[3]"),
        ("[h[t] for t in 1..n]", "[h[t_2] for t_2 in 1..n]"),
    ],
)
def test_expressions_are_read_as_meant(text: str, expected: str) -> None:
    assert written(text, GIVEN, LET) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("W[1]", "matrix[m, n]"),
        ("W[1, :, 2]", "vector[m]"),
        ("W[:, 1]", "matrix[3, n]"),
        ("W[2..3]", "tensor[2, m, n]"),
        ("v[2..]", "vector[n - 1]"),
        ("v[..j]", "vector[j]"),
        ("v[j..j+2]", "vector[3]"),
        ("v[n]", "real"),
        ("(A @ v)[1]", "real"),
        ("h[n]", "vector[n]"),
    ],
)
def test_indices_take_axes_away(text: str, expected: str) -> None:
    assert str(value(text, GIVEN, LET).type) == expected


@pytest.mark.parametrize(
    ("text", "message", "marked", "hint"),
    [
        ("v[0] == 1", "index `0` lies outside 1..n", "0", "indices start at 1"),
        ("v[-1] == 1", "index `-1` lies outside 1..n", "-1", "indices start at 1"),
        ("v[n + 1] == 1", "index `n + 1` lies outside 1..n", "n + 1", ""),
        ("W[4] == A", "index `4` lies outside 1..3", "4", ""),
        ("W[1..4] == W", "index `4` lies outside 1..3", "4", ""),
        ("v[x] == 1", "an index must be an integer, not a real", "x", "write `floor(x)`"),
        ("v[n/2] == 1", "an index must be an integer, not a real", "n/2", "write `floor(n/2)`"),
        ("v[v] == 1", "an index must be an integer, not a vector[n]", "v", ""),
        ("v[1, 1] == 1", "a vector[n] has 1 axis, not 2", "v[1, 1]", ""),
        ("A[1, 1, 1] == 1", "a matrix[m, n] has 2 axes, not 3", "A[1, 1, 1]", ""),
        ("x[1] == 1", "a real has no indices", "x[1]", ""),
        ("h == v", "`h` is a recurrence", "h", "write one of its values, as in `h[i]`"),
        (
            "h[1..2] == v",
            "a stretch of the recurrence `h`",
            "h[1..2]",
            "write a list of values, as in `[h[t] for t in 1..n]`",
        ),
        ("g == v", "`g` is a function", "g", "call it, as in `g(z)`"),
        ("f[1] == v", "`f` is a function", "f", "call it, as in `f(x)`"),
        ("tanh == 1", "`tanh` is a function", "tanh", "call it, as in `tanh(…)`"),
        ("grad == 1", "`grad` is a function", "grad", "call it, as in `grad(…)`"),
        ("xx == 1", "unknown name `xx`", "xx", "did you mean `x`?"),
        ("1 + quux == 1", "unknown name `quux`", "quux", ""),
        ("x + 1", "a claim is a relation, not a real", "x + 1", "compare it with something, as in `… == 0`"),
        (
            "[1, 2]",
            "a claim is a relation, not a vector[2] of integer",
            "[1, 2]",
            "compare it with something, as in `… == 0`",
        ),
    ],
)
def test_what_has_no_meaning_is_an_error(text: str, message: str, marked: str, hint: str) -> None:
    assert only(claim(GIVEN, LET, relations=text)) == (message, marked, hint)


def test_an_empty_stretch_is_allowed() -> None:
    assert str(value("v[1..0]", GIVEN).type) == "vector[0]"


def test_constants_give_way_to_declared_names() -> None:
    assert str(value("e**2", {"e": "vector[2]"}).type) == "vector[2]"
    assert str(value("e**2").type) == "real"


def test_a_negative_literal_is_a_number() -> None:
    node = value("-1/2")
    assert isinstance(value("-1"), Num)
    assert str(node.type) == "real"


def test_nodes_know_where_they_stand() -> None:
    node = value("v[1] + v[2]", GIVEN)
    assert node.span is not None
    assert node.span.text == "v[1] + v[2]"
    places = [a.span.text for a in node.args if isinstance(a, Index) and a.span is not None]  # type: ignore[attr-defined]
    assert places == ["v[1]", "v[2]"]
