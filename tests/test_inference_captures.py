"""Names that rules choose for integers of their own never meet those of a claim; signs on the diagonal of a matrix."""

from __future__ import annotations

import pytest

from tests.inferred import gives

CHOSEN = {"n": "integer >= 1", "r": "integer", "x_at1": "integer >= 1", "i_last": "integer >= 1"}
CHOSEN |= {"x": "vector[n] in [0, x_at1]", "y": "vector[n]", "l": "integer in 1..n"}
CAPTURED = [
    ("given", "x[l] <= l", ()),
    ("telescoping", "sum(2*i_last - 1 for i in 1..n) == n**2", ()),
    (
        "inequality of arithmetic and geometric mean",
        "product(y[i] - r for i in 1..n) <= (sum(y[j] - r for j in 1..n)/n)**n",
        ("forall j in 1..n: 0 <= y[j] - j",),
    ),
    ("positive semidefinite matrix", "is_psd(sum(t*E[i] for i in 1..n))", ("forall j in 1..n: is_psd(j*E[j])",)),
]


@pytest.mark.parametrize(("rule", "conclusion", "premises"), CAPTURED, ids=[c for _, c, _ in CAPTURED])
def test_no_name_is_captured(rule: str, conclusion: str, premises: tuple[str, ...]) -> None:
    assert not gives(rule, conclusion, premises, {**CHOSEN, "t": "integer", "E": "tensor[n, n, n]"})


def test_bounds_of_a_domain_are_those_declared() -> None:
    assert gives("given", "x[l] <= x_at1", (), CHOSEN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 <= P[i, i]", True),
        ("0 < G[i, i]", True),
        ("0 < pi", True),
        ("0 <= P[i, j]", False),
        ("0 < P[i, i]", False),
        ("0 <= G[i, j]", False),
        ("0 <= sum(P[:, :])", False),
    ],
)
def test_signs_of_definite_matrices(text: str, expected: bool) -> None:
    given = {"n": "integer >= 1", "i": "integer in 1..n", "j": "integer in 1..n"}
    given |= {"P": "positive semidefinite matrix[n, n]", "G": "positive definite matrix[n, n]"}
    assert gives("sign", text, (), given) is expected
