from __future__ import annotations

import pytest

from proofcheck.language.free import free_names
from proofcheck.language.parse import parse_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x + y*x", ["x", "y", "x"]),
        ("f(x) + g[t](y) + h'(z)", ["x", "t", "y", "z"]),
        ("x[i, 1..k]", ["x", "i", "k"]),
        ("sum(a[i]*j for i in 1..n, j in i..m if j != k)", ["n", "m", "k", "a"]),
        ("exists u: real in [a, b]: u > c", ["a", "b", "c"]),
        ("E(z*w for z ~ normal(mu, 1))", ["mu", "w"]),
        ("limit(f(u, x), u -> a)", ["a", "x"]),
        ("at(u*x, u = y)", ["y", "x"]),
        ("norm(A, kind=fro)", ["A"]),
        ("conv1d(x, w, stride=s)", ["x", "w", "s"]),
        ("sum(i for i in 1..i)", ["i"]),
    ],
)
def test_names_that_are_used_but_not_bound(text: str, expected: list[str]) -> None:
    assert [use.name for use in free_names(parse_text(text))] == expected


def test_names_that_are_bound_outside_are_left_out() -> None:
    assert [use.name for use in free_names(parse_text("x + z"), frozenset({"z"}))] == ["x"]
