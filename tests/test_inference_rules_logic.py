"""Rules of logic, equality and order: conclusions that follow, and near ones that do not."""

from __future__ import annotations

import pytest

from proofcheck.inference import rules_logic, rules_order
from proofcheck.inference.context import opened
from proofcheck.inference.definedness import open_demands
from proofcheck.inference.replay import read
from proofcheck.language.tree import Apply
from tests.claim_text import claim_of

GIVEN = (
    "n: integer >= 1, m: integer in 2..5, k: integer >= 0, x: 'vector[n]', y: 'vector[n]', a: real >= 0, b: real,"
    " c: real, d: real > 0, A: 'matrix[n, n]', B: 'matrix[n, n]', w: 'vector[n] in [0, 1]', i: 'integer in 1..n'"
)
CLAIM = claim_of("sum(x) + sum(y) + sum(w) + a + b + c + d + trace(A) + trace(B) + n + m + k + i == 0", GIVEN)

RULES = {rule.name: rule for rule in (*rules_logic.RULES, *rules_order.RULES)}
CHAIN = [
    (["b <= c", "c <= d"], "b <= d", True),
    (["b <= c", "c < d"], "b < d", True),
    (["b <= c", "c <= d"], "b < d", False),
    (["b == c", "c <= d"], "b <= d", True),
    (["c == b", "c <= d"], "b <= d", True),
    (["c <= b", "c <= d"], "b <= d", False),
    (["b <= c", "c <= d"], "d >= b", True),
    (["b == c", "c == d"], "b == d", True),
    (["b <= c", "c == d"], "b == d", False),
    (["forall j in 1..n: x[j] <= c", "c <= b"], "x[i] <= b", True),
    (["forall j in 1..n: x[j] <= y[j]", "forall j in 1..n: y[j] <= c"], "x[i] <= c", True),
    (["forall j in 1..n: x[j] <= y[j]", "forall j in 2..n: y[j] <= c"], "x[i] <= c", False),
    (["forall j in 1..n: x[j] <= y[j]", "forall j in 1..n: y[j] <= c"], "forall l in 1..n: x[l] <= c", True),
    (["forall j in 1..n: x[j] <= y[j]", "forall j in 1..n: y[j] <= c"], "forall l in 0..n: x[max(l, 1)] <= c", False),
    (["b > 0 => b <= c", "c <= d"], "b <= d", False),
    (["b > 0 => b <= c", "c <= d"], "b > 0 => b <= d", True),
    ([], "b <= b", False),
]
EQUALS = [
    (["A @ B == A"], "trace(A @ B) == trace(A)", True),
    (["A @ B == A"], "multiplications(A @ B) == multiplications(A)", False),
    (["5 in O(1)"], "n == 5 => n in O(1)", False),
    (["b == c"], "exp(b) + 1 == exp(c) + 1", True),
    (["b == c"], "exp(b) + 1 == exp(b) + 1", True),
    (["b == c"], "exp(b) + 1 == exp(d) + 1", False),
    (["b == c"], "b + c == c + c", True),
    (["b <= c"], "exp(b) == exp(c)", False),
    (["forall j in 1..n: x[j] == y[j]"], "sum(x[j] for j in 1..n) == sum(y[l] for l in 1..n)", True),
    (["forall j in 2..n: x[j] == y[j]"], "sum(x[j] for j in 1..n) == sum(y[j] for j in 1..n)", False),
    (["forall j in 1..n: x[j] == y[j]"], "sum(x[j] for j in 1..n) == sum(y[j] for j in 1..n-1)", False),
    (["A == B"], "A @ A == A @ B", True),
    (["A == B"], "inv(A) == inv(B)", True),
    (["b == c"], "diff(b**2, b) == diff(c**2, b)", False),
    (["b == c", "b <= d"], "c <= d", True),
    (["b == c", "b <= d"], "c < d", False),
]
MONOTONE = [
    (["b <= c"], "exp(b) <= exp(c)", True),
    (["b <= c"], "exp(c) <= exp(b)", False),
    (["b <= c"], "-c <= -b", True),
    (["b <= c"], "a*b <= a*c", True),
    (["b <= c"], "d*b <= d*c", True),
    (["b <= c"], "b*b <= c*c", False),
    (["0 <= b", "b <= c"], "b*b <= c*c", True),
    (["b <= c"], "b*x[1] <= c*x[1]", False),
    (["b <= c"], "b**2 <= c**2", False),
    (["b <= c"], "b**3 <= c**3", True),
    (["0 <= b", "b <= c"], "b**k <= c**k", True),
    (["0 <= b", "b <= c"], "b**(k - 1) <= c**(k - 1)", False),
    (["1 <= c"], "c**k <= c**(k + 1)", True),
    (["0 <= b", "b <= 1"], "b**(k + 1) <= b**k", True),
    (["0 <= b", "b <= 1"], "b**k <= b**(k + 1)", False),
    (["b <= c"], "b/d <= c/d", True),
    (["b <= c"], "b/a <= c/a", False),
    (["d <= c", "0 <= b"], "b/c <= b/d", True),
    (["d <= c"], "b/c <= b/d", False),
    (["forall j in 1..n: x[j] <= y[j]"], "sum(x[j] for j in 1..n) <= sum(y[j] for j in 1..n)", True),
    (["forall j in 1..n: x[j] <= y[j]"], "product(x[j] for j in 1..n) <= product(y[j] for j in 1..n)", False),
    (["forall j in 1..n: w[j] <= y[j]"], "product(w[j] for j in 1..n) <= product(y[j] for j in 1..n)", True),
    (["b <= c"], "max(b, 0) <= max(c, 0)", True),
    (["b <= c"], "abs(b) <= abs(c)", False),
    (["b <= c"], "b - d <= c - d", True),
    (["b <= c"], "d - b <= d - c", False),
]
SIGN = [
    ([], "0 <= b**2", True),
    ([], "0 <= b**3", False),
    ([], "0 <= norm(x) + a", True),
    ([], "0 < norm(x)", False),
    ([], "0 < exp(b)*d", True),
    ([], "0 < exp(b)*a", False),
    ([], "0 <= dot(x, x)", True),
    ([], "0 <= dot(x, y)", False),
    ([], "0 <= sum(w)", True),
    ([], "0 < sum(w)", False),
    ([], "0 <= product(w[j] for j in 1..n)", True),
    ([], "0 < product(w[j] for j in 1..n)", False),
    ([], "0 <= sqrt(a)", True),
    ([], "0 < softmax(x)[i]", True),
    ([], "0 <= tanh(b)", False),
    ([], "0 <= sigma_max(A)", True),
    (["0 <= b"], "0 <= b*a", True),
    ([], "0 <= b*a", False),
]
FACTORS = [
    ([], "product(b for j in 1..n) == b**n", True),
    ([], "product(b for j in 2..n) == b**(n - 1)", True),
    ([], "product(b for j in 2..n) == b**n", False),
    ([], "product(b for j in m..n) == b**(n - m + 1)", False),
    ([], "sum(b for j in 0..k) == (k + 1)*b", True),
    ([], "sum(b for j in 0..k) == k*b", False),
    ([], "product(x[j] for j in 1..n) == x[1]**n", False),
]
REALS = [
    ([], "norm(x)**2 + norm(y)**2 >= 2*norm(x)*norm(y)", True),
    ([], "norm(x)**2 + norm(y)**2 >= 3*norm(x)*norm(y)", False),
    (["norm(x) <= 1"], "norm(x)**2 <= 1", True),
    (["sum(x) <= 1"], "sum(x)**2 <= 1", False),
    ([], "n*(n + 1)/2 <= n**2", True),
    ([], "k*(k + 1)/2 <= k**2", False),
    ([], "tanh(norm(x)) < 1", True),
    ([], "sigma_max(A) == sigma_max(B)", False),
    ([], "x[1]*y[1] == y[1]*x[1]", True),
    (["b == 2*c"], "b - c == c", True),
]
TABLES = {
    "chain": CHAIN,
    "equals for equals": EQUALS,
    "monotonicity": MONOTONE,
    "sign": SIGN,
    "equal factors": FACTORS,
    "real arithmetic": REALS,
}
CASES = [
    pytest.param(rule, premises, conclusion, follows, id=f"{rule.replace(' ', '-')}-{k}")
    for rule, table in TABLES.items()
    for k, (premises, conclusion, follows) in enumerate(table)
]


@pytest.mark.parametrize(("rule", "premises", "conclusion", "follows"), CASES)
def test_rule(rule: str, premises: list[str], conclusion: str, follows: bool) -> None:
    context, body = opened(CLAIM, read(CLAIM, conclusion))
    assert RULES[rule].check(context, tuple(read(CLAIM, p) for p in premises), body) is follows


@pytest.mark.parametrize(
    ("term", "count"),
    [
        pytest.param("log(d)", 0, id="log-of-positive"),
        pytest.param("log(b)", 1, id="log"),
        pytest.param("log(a)", 0, id="log-of-nonnegative-analytic"),
        pytest.param("log(relu(b))", 1, id="log-of-relu"),
        pytest.param("sqrt(a)", 0, id="root-of-nonnegative"),
        pytest.param("sqrt(b)", 1, id="root"),
        pytest.param("b**(1/2)", 1, id="broken-power"),
        pytest.param("1/b", 0, id="pole"),
        pytest.param("1/relu(b)", 1, id="zero-on-a-half-line"),
        pytest.param("1/(n - 1)", 1, id="zero-at-a-size"),
        pytest.param("1/n", 0, id="size-that-is-not-zero"),
        pytest.param("trace(inv(A))", 0, id="inverse"),
        pytest.param("lambda_max(A)", 1, id="eigenvalue-of-any-matrix"),
        pytest.param("sum(log(x[j]) for j in 1..n)", 1, id="under-a-sum"),
        pytest.param("log(b) if b > 0 else 0", 0, id="guarded"),
        pytest.param("acos(b)", 1, id="arc-cosine"),
        pytest.param("d**b", 0, id="power-of-positive"),
        pytest.param("b**k", 0, id="whole-power"),
    ],
)
def test_open_demands(term: str, count: int) -> None:
    context, body = opened(CLAIM, read(CLAIM, f"({term}) == 0"))
    assert isinstance(body, Apply)
    assert len(open_demands(context, body.args[0])) == count
