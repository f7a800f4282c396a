"""Derivations as they are printed: a calculation in one block, the facts that it cites above it."""

from __future__ import annotations

from proofcheck.report.prose import prose
from proofcheck.verdict import Certificate, Step
from tests.claim_text import claim_of

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
    assert text == "(1) c\n      = x[1]  [given]\n      ≤ c + 1  [given]"


def test_steps_that_do_not_join_up_are_told_one_by_one() -> None:
    text = printed(
        ("given", "x[1] <= c", ()),
        ("conjunction", "x[1] <= c and x[1] <= c", (0, 0)),
    )
    assert text == "(1) x[1] ≤ c  [given]\n(2) x[1] ≤ c ∧ x[1] ≤ c  [conjunction, by (1), (1)]"


def test_a_supposition() -> None:
    assert printed(("given", "x[1] <= c => x[1] <= c", ())) == "(1) if x[1] ≤ c: x[1] ≤ c  [given]"


def test_what_cannot_be_read_is_shown_as_it_is() -> None:
    assert printed(("given", "w <= c", ())) == "w <= c  [given]"
