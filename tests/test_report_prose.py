"""Derivations as they are printed: a calculation in one block, the facts that it cites above it."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofcheck.claim import Claim
from proofcheck.load.yaml import load
from proofcheck.portfolio import decide
from proofcheck.report.prose import prose
from proofcheck.verdict import Certificate, Step
from tests.claim_text import claim_of

DOCUMENTS = Path(__file__).parent.parent / "claims"

CLAIM = claim_of(
    "sum(x) <= n*c", "n: integer >= 1, x: 'vector[n]', c: real, d: real >= 0", "forall i in 1..n: x[i] <= c"
)


def printed(*steps: tuple[str, str, tuple[int, ...]]) -> str:
    found = Certificate(method="derivation", steps=tuple(Step(rule=r, text=t, premises=p) for r, t, p in steps))
    return "\n".join(prose(CLAIM, found))


def test_a_calculation() -> None:
    text = printed(
        ("given", "forall i in 1..n: x[i] <= c", ()),
        ("index normal form", "sum(x) == sum(x[i] for i in 1..n)", ()),
        ("monotonicity", "sum(x[i] for i in 1..n) <= sum(c for i in 1..n)", (0,)),
        ("equal factors", "sum(c for i in 1..n) == n*c", ()),
        ("chain", "sum(x) <= n*c", (1, 2, 3)),
    )
    assert text == (
        "(1) for all i ∈ 1..n: x[i] ≤ c  [given]\n"
        "(2) sum(x)\n"
        "      = sum(x[i] for i ∈ 1..n)  [index normal form]\n"
        "      ≤ sum(c for i ∈ 1..n)  [monotonicity, by (1)]\n"
        "      = n·c  [equal factors]"
    )


def test_an_equation_is_turned_where_the_chain_needs_it() -> None:
    text = printed(
        ("given", "x[1] == c", ()),
        ("given", "x[1] <= c + 1", ()),
        ("chain", "c <= c + 1", (0, 1)),
    )
    assert text == "(1) c = x[1]  [given] ≤ c + 1  [given]"


def test_steps_that_do_not_join_up_are_told_one_by_one() -> None:
    text = printed(
        ("given", "x[1] <= c", ()),
        ("conjunction", "x[1] <= c and x[1] <= c", (0, 0)),
    )
    assert text == "(1) x[1] ≤ c  [given]\n(2) x[1] ≤ c and x[1] ≤ c  [conjunction, by (1)]"


def test_a_supposition() -> None:
    assert printed(("given", "x[1] <= c => x[1] <= c", ())) == "(1) if x[1] ≤ c: x[1] ≤ c  [given]"


def test_what_cannot_be_read_is_shown_as_it_is() -> None:
    assert printed(("given", "w <= c", ())) == "w <= c  [given]"


def test_calculations_used_once_are_one() -> None:
    text = printed(
        ("given", "x[1] == c", ()),
        ("given", "c <= c + 1", ()),
        ("chain", "x[1] <= c + 1", (0, 1)),
        ("given", "c + 1 <= c + 2", ()),
        ("chain", "x[1] <= c + 2", (2, 3)),
    )
    assert text == "(1) x[1]\n      = c  [given]\n      ≤ c + 1  [given]\n      ≤ c + 2  [given]"


def test_a_link_from_a_statement_for_all_is_cited() -> None:
    text = printed(
        ("given", "forall i in 1..n: x[i] <= c", ()),
        ("given", "c <= c + 1", ()),
        ("chain", "x[1] <= c + 1", (0, 1)),
    )
    assert text == "(1) for all i ∈ 1..n: x[i] ≤ c  [given]\n(2) x[1] ≤ c  [(1)] ≤ c + 1  [given]"


def test_steps_in_one_place_stand_under_it() -> None:
    text = printed(
        ("given", "forall i in 1..n: x[i] <= c", ()),
        ("given", "forall i in 1..n: 0 <= n", ()),
    )
    assert text == "for all i ∈ 1..n:\n  (1) x[i] ≤ c  [given]\n  (2) 0 ≤ n  [given]"


def test_a_chain_whose_steps_do_not_join_up_hides_none() -> None:
    text = printed(("given", "x[1] <= c", ()), ("given", "n <= n", ()), ("chain", "x[1] <= c + 1", (0, 1)))
    assert text == "(1) x[1] ≤ c  [given]\n(2) n ≤ n  [given]\n(3) x[1] ≤ c + 1  [chain, by (1), (2)]"


MATRICES = "n: integer >= 1, m: integer >= 1, x: 'vector[n]', y: 'vector[m]', X: 'matrix[m, n]', A: 'matrix[n, n]'"


@pytest.mark.parametrize(
    ("claim", "middle"),
    [
        pytest.param(
            "hessian(dot(x, A @ x), x) == A + A.T", "[A[i, j] + A[j, i] for i ∈ 1..n, j ∈ 1..n]", id="hessian"
        ),
        pytest.param("trace(A.T @ A) == norm(A, fro)**2", "sum(A[i, j]² for i ∈ 1..n, j ∈ 1..n)", id="norm"),
        pytest.param(
            "grad(trace(inv(A)), A) == -(inv(A) @ inv(A)).T",
            "[−sum(inv(A)[k, i]·inv(A)[j, k] for k ∈ 1..n) for i ∈ 1..n, j ∈ 1..n]",
            id="inverse",
        ),
    ],
)
def test_the_normal_form_stands_between_the_sides(claim: str, middle: str) -> None:
    stated = claim_of(claim, MATRICES)
    steps = (Step(rule="index normal form", text=claim, premises=()),)
    lines = list(prose(stated, Certificate(method="derivation", steps=steps)))
    assert lines[1].strip() == f"= {middle}  [index normal form]"


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("jacobian(tanh(A @ x), x) == diag(1 - tanh(A @ x)**2) @ A", id="tanh is not written with sigmoid"),
        pytest.param("inv(A + outer(x, x)).T == inv(A.T + outer(x, x))", id="an inverse stays as it is"),
    ],
)
def test_a_normal_form_that_is_no_help_is_left_out(claim: str) -> None:
    steps = (Step(rule="index normal form", text=claim, premises=()),)
    lines = list(prose(claim_of(claim, MATRICES), Certificate(method="derivation", steps=steps)))
    assert len(lines) == 1


def test_names_of_a_normal_form_are_not_those_around_it() -> None:
    claim = claim_of("x == x", MATRICES)
    text = "forall j in 1..n: jacobian(x[j]*x, x) == x[j]*eye(n) + outer(x, eye(n)[j])"
    lines = list(prose(claim, Certificate(method="derivation", steps=(Step(rule="index normal form", text=text),))))
    assert lines[0].startswith("(1) for all j ∈ 1..n: ")
    assert not any("for i ∈ 1..n, j ∈" in line or "for j ∈" in line for line in lines[1:])


def _document(file: str, claim_id: str) -> Claim:
    return next(c for c in load(DOCUMENTS / file).claims if c.id == claim_id)


def test_a_proof_for_every_depth() -> None:
    claim = _document("exploding-and-vanishing-gradients.claims.yaml", "a07-sigmoid-gradients-vanish")
    evidence = decide(claim).evidence
    assert isinstance(evidence, Certificate)
    assert (
        "\n".join(prose(claim, evidence))
        == """\
(1) diff(h[n], x)
      = diff(h[n], h[0])  [base of a recurrence]
      = product(diff(h[j], h[j − 1]) for j ∈ 1..n)  [chain rule]
for all j ∈ 1..n:
  (2) diff(h[j], h[j − 1])
        = partial(h[j], h[j − 1])  [explicit dependence only]
        = partial(sigmoid(h[j − 1] + b[j]), h[j − 1])  [derivative of a definition]
        = sigmoid(h[j − 1] + b[j])·(1 − sigmoid(h[j − 1] + b[j]))  [identity in the derivatives]
  (3) abs(diff(h[j], h[j − 1]))
        = abs(sigmoid(h[j − 1] + b[j])·(1 − sigmoid(h[j − 1] + b[j])))  [equals for equals, by (2)]
        ≤ 0.5  [real arithmetic]
(4) abs(diff(h[n], x))
      = abs(product(diff(h[j], h[j − 1]) for j ∈ 1..n))  [equals for equals, by (1)]
      ≤ 0.5**n  [product of bounds, by (3)]
(5) vanishes(diff(h[n], x), n)  [comparison, by (4)]"""
    )
