from __future__ import annotations

import pytest
from elaborated import claim, only, value, written

from proofcheck.language.tree import Bind, walk

GIVEN = {
    "n": "integer >= 1",
    "i": "integer",
    "x": "real",
    "c": "complex",
    "v": "vector[n]",
    "A": "matrix[n, n]",
    "B": "matrix[m, n]",
    "S": "positive definite matrix[n, n]",
    "t": "integer vector[2] in 1..n",
}


@pytest.mark.parametrize(
    ("text", "expected", "type_"),
    [
        ("sum(v[k] for k in 1..n)", "sum(v[k] for k in 1..n)", "real"),
        ("sum(v[i] for i in 1..n)", "sum(v[i_2] for i_2 in 1..n)", "real"),
        ("sum(k for k in 1..n)", "sum(k for k in 1..n)", "integer"),
        ("sum(A for k in 1..n)", "sum(A for k in 1..n)", "matrix[n, n]"),
        ("sum(k for k in n..1 by -1)", "sum(k for k in n..1 by -1)", "integer"),
        ("sum(j*k for k in 1..n, j in 1..k if j != k)", "sum(j*k for k in 1..n, j in 1..k if j != k)", "integer"),
        ("sum(k for k in 1..n*(n + 1)/2)", "sum(k for k in 1..(n**2 + n)/2)", "integer"),
        ("product(v[k] for k in 1..n)", "product(v[k] for k in 1..n)", "real"),
        ("max(v[k] for k in 1..n)", "max(v[k] for k in 1..n)", "real"),
        ("max(x*u for u in [0, 1])", "sup(x*u for u in [0, 1])", "real"),
        ("sup(v[k] for k in 1..n)", "max(v[k] for k in 1..n)", "real"),
        ("argmax(u*(1 - u) for u in [0, 1])", "argmax(u*(1 - u) for u in [0, 1])", "real"),
        ("argmax(v[k] for k in 1..n)", "argmax([v[k] for k in 1..n])", "integer"),
        ("argmin(v[k] for k in 2..n)", "argmin([v[k] for k in 2..n]) + 1", "integer"),
        ("mean(v[k] for k in 1..n)", "mean([v[k] for k in 1..n])", "real"),
        ("[v[k] for k in 2..n]", "[v[k] for k in 2..n]", "vector[n - 1]"),
        ("[v for k in 5..1 by -1]", "[v for k in 5..1 by -1]", "matrix[5, n]"),
        ("[v[k] for k in 3..1]", "[v[k] for k in 3..1]", "vector[0]"),
        ("sum(v[k] for k in 1..t[2])", "sum(v[k] for k in 1..n if k <= t[2])", "real"),
        ("sum(v[k] for k in t[2]..n if k != i)", "sum(v[k] for k in 1..n if k >= t[2] and k != i)", "real"),
        ("sum(v[k] for k in n..t[1] by -1)", "sum(v[k] for k in n..1 by -1 if k >= t[1])", "real"),
        ("sum(v[k] for k in 1..t[1] - 1)", "sum(v[k] for k in 1..n - 1 if k <= t[1] - 1)", "real"),
        ("product(v[k] for k in 2..argmax(v))", "product(v[k] for k in 2..n if k <= argmax(v))", "real"),
        (
            "forall k in argmin(v)..t[1]: v[k] > 0",
            "forall k in 1..n if k <= t[1] and k >= argmin(v): v[k] > 0",
            "boolean",
        ),
        ("sum(k for k in 1..floor(x))", "sum(k for k in 1..floor(x))", "integer"),
        ("v[3..1]", "v[3..1]", "vector[0]"),
        ("[j*k for j in 1..2, k in 1..n]", "[j*k for j in 1..2, k in 1..n]", "matrix[2, n] of integer"),
        ("[k > 1 for k in 1..n]", "[k > 1 for k in 1..n]", "vector[n] of boolean"),
        ("matprod(A for k in 1..n)", "matprod(A for k in 1..n)", "matrix[n, n]"),
        ("forall k in 1..n: v[k] > 0", "forall k in 1..n: v[k] > 0", "boolean"),
        ("forall k in 1..oo: k > 0", "forall k: integer >= 1: k > 0", "boolean"),
        ("exists u: real in [0, 1]: u == x", "exists u: real in [0, 1]: u == x", "boolean"),
        ("forall u in {1, 2}: u > 0", "forall u: integer in {1, 2}: u > 0", "boolean"),
        ("forall u in {1, 1/2}: u > 0", "forall u: real in {1, 1/2}: u > 0", "boolean"),
        ("exists W: orthogonal matrix[n, n]: W == A", "exists W: orthogonal matrix[n, n]: W == A", "boolean"),
        ("integral(u**2 for u in [0, x])", "integral(u**2 for u in [0, x])", "real"),
        ("integral(exp(-u) for u in [0, oo))", "integral(exp(-u) for u: real >= 0)", "real"),
        ("integral(u*v for u in [0, 1])", "integral(u*v for u in [0, 1])", "vector[n]"),
        ("E(u**2 for u ~ normal(0, 1))", "E(u**2 for u ~ normal(0, 1))", "real"),
        ("E(u for u ~ mvnormal(v, S))", "E(u for u ~ mvnormal(v, S))", "vector[n]"),
        ("E(u*w for u ~ normal(0, 1), w ~ normal(u, 1))", "E(u*w for u ~ normal(0, 1), w ~ normal(u, 1))", "real"),
        ("Var(u for u ~ poisson(3))", "Var(u for u ~ poisson(3))", "real"),
        ("Cov(u, u**2 for u ~ normal(0, 1))", "Cov(u, u**2 for u ~ normal(0, 1))", "real"),
        ("Cov(u, u for u ~ mvnormal(v, S))", "Cov(u, u for u ~ mvnormal(v, S))", "matrix[n, n]"),
        ("sum(1/k**2 for k in 1..oo)", "limit(sum(1/k**2 for k in 1..N), N -> oo)", "real"),
    ],
)
def test_binders_are_read_as_meant(text: str, expected: str, type_: str) -> None:
    assert written(text, GIVEN) == expected
    assert str(value(text, GIVEN).type) == type_


@pytest.mark.parametrize(
    ("text", "message", "marked", "hint"),
    [
        ("sum(k for k in [0, 1]) == 1", "`sum` needs a range of integers", "k in [0, 1]", "write `k in 1..n`"),
        ("sum(k for k in {1, 2}) == 1", "`sum` needs a range of integers", "k in {1, 2}", "write `k in 1..n`"),
        ("[u for u in [0, 1]] == v", "`[… for …]` needs a range of integers", "u in [0, 1]", "write `u in 1..n`"),
        (
            "[k for k in 1..n if k != 2] == v",
            "a list has no filter",
            "k in 1..n if k != 2",
            "its length must be plain to see",
        ),
        ("sum(k for k in 1..x) == 1", "the end of a range must be an integer, not a real", "x", "write `floor(x)`"),
        ("sum(k for k in 1..n if k) == 1", "a filter must be a truth value, not an integer", "k", ""),
        ("sum(k > 1 for k in 1..n) == 1", "`sum` needs numbers, not a truth value", "k > 1", ""),
        ("product(v for k in 1..n) == v", "`product` needs scalars, not a vector[n]", "v", "matrices have `matprod`"),
        ("max(v for k in 1..n) == v", "`max` needs a scalar, not a vector[n]", "v", ""),
        ("max(c for k in 1..n) == 1", "`max` needs a real, not a complex number", "c", ""),
        ("matprod(x for k in 1..n) == 1", "`matprod` needs square matrices, not a real", "x", "scalars have `product`"),
        ("forall k in 1..n: k", "`forall` needs a statement, not an integer", "k", "compare it with something"),
        ("integral(u for u in 1..n) == 1", "an integral goes over an interval", "u in 1..n", "write `[1, n]`"),
        (
            "integral(u for u: vector[2]) == 1",
            "an integral goes over an interval",
            "u: vector[2]",
            "write `u in [a, b]`",
        ),
        ("E(u for u in [0, 1]) == 1", "`E` needs a distribution", "u in [0, 1]", "write `E(… for u ~ normal(0, 1))`"),
        (
            "sum(u for u ~ normal(0, 1)) == 1",
            "`sum` does not draw from a distribution",
            "u ~ normal(0, 1)",
            "write `E(… for u ~ …)`, `Var` or `Cov`",
        ),
        ("E(u for u ~ x) == 1", "`u` is drawn from a real, which is no distribution", "x", "such as `normal(0, 1)`"),
        (
            "Var(u for u ~ mvnormal(v, S)) == 1",
            "`Var` needs a scalar, not a vector[n]",
            "u",
            "the covariance matrix is `Cov(x, x for x ~ …)`",
        ),
        (
            "Cov(u for u ~ normal(0, 1)) == 1",
            "`Cov` needs two expressions",
            "Cov(u for u ~ normal(0, 1))",
            "write `Cov(x, y for x ~ …)`",
        ),
        (
            "sum(v[1..k] for k in 1..n) == v",
            "the shape of the body depends on `k`",
            "sum(v[1..k] for k in 1..n)",
            "all its values need one shape",
        ),
        ("tanh2(k for k in 1..n) == 1", "`tanh2` binds no variables", "tanh2(k for k in 1..n)", ""),
        ("summ(k for k in 1..n) == 1", "`summ` binds no variables", "summ(k for k in 1..n)", "did you mean `sum`?"),
        (
            "argmax(u + w for u in [0, 1], w in [0, 1]) == 1",
            "`argmax` takes one variable",
            "argmax(u + w for u in [0, 1], w in [0, 1])",
            "",
        ),
        (
            "argmax(k for k in n..1 by -1) == 1",
            "`argmax` over a falling range",
            "argmax(k for k in n..1 by -1)",
            "write the range upwards",
        ),
        ("forall u in [1, 0]: u > 0", "the domain is empty", "[1, 0]", "the lower bound comes first"),
        (
            "exists W: symmetric matrix[m, n]: W == B",
            "`symmetric` describes a square matrix, not m by n",
            "symmetric matrix[m, n]",
            "write `matrix[m, m]`",
        ),
        (
            "exists u: vector[k]: u == v",
            "unknown name `k`",
            "k",
            "bind it, as in `for k in 1..n`, or declare it in `given`",
        ),
    ],
)
def test_what_cannot_be_bound_is_an_error(text: str, message: str, marked: str, hint: str) -> None:
    assert only(claim(GIVEN, relations=text)) == (message, marked, hint)


def test_matrices_of_a_product_must_be_square() -> None:
    found = claim(GIVEN, relations="matprod(B for k in 1..n) == B")
    assert found.fault is not None
    assert found.fault.message == "`matprod` needs square matrices, not a matrix[m, n]"
    assert found.fault.condition == "m = n"


def test_every_bound_name_of_a_claim_is_its_own() -> None:
    let = [("s", "sum(v[i] for i in 1..n)"), ("f(z)", "sum(z[k]**2 for k in 1..n)")]
    found = claim(GIVEN, let, relations=["sum(f(k*v) for k in 1..n) == s", "forall k in 1..n: k > 0"])
    nodes = [d.body for d in found.definitions] + [link.node for link in found.links]  # type: ignore[union-attr]
    bound = [b.name for n in nodes for part in walk(n) if isinstance(part, Bind) for b in part.binders]
    assert bound == ["i_2", "k", "k_2", "k_3"]


def test_bounds_that_nest_are_read_once() -> None:
    text = "sum(1 for k in 1.." * 30 + "3" + ")" * 30
    assert str(value(text).type) == "integer"
