"""What a problem says, and the nearest known word."""

from __future__ import annotations

import pytest

from proofcheck.errors import ClaimError, Problem, ProofcheckError, ShapeError, nearest
from proofcheck.source import Source, Span

PLACE = Span(source=Source(path="f.claims.yaml", text="a: x\nb: foo(y)"), start=8, end=11)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        pytest.param(Problem(message="no claims"), "no claims", id="bare"),
        pytest.param(Problem(message="no claims", hint="add one"), "no claims\nhint: add one", id="hint"),
        pytest.param(
            Problem(message="unknown function `foo`", span=PLACE),
            "f.claims.yaml:2:4: unknown function `foo`\n2 | b: foo(y)\n  |    ^^^",
            id="place",
        ),
        pytest.param(
            Problem(message="unknown function `foo`", span=PLACE, hint="did you mean `floor`?"),
            "f.claims.yaml:2:4: unknown function `foo`\n2 | b: foo(y)\n  |    ^^^\nhint: did you mean `floor`?",
            id="place-and-hint",
        ),
    ],
)
def test_problem_as_text(problem: Problem, text: str) -> None:
    assert str(problem) == text
    assert str(ClaimError(problem)) == text


def test_claim_error_keeps_its_problem() -> None:
    problem = Problem(message="m")
    error = ShapeError(problem, "m = n")
    assert isinstance(error, ClaimError)
    assert isinstance(error, ProofcheckError)
    assert (error.problem, error.condition) == (problem, "m = n")


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        pytest.param("symetric", ["skew", "symmetric"], "symmetric", id="typo"),
        pytest.param("tolerence", {"tolerance": 1, "title": 2}, "tolerance", id="keys-of-a-mapping"),
        pytest.param("zzz", ["symmetric"], "", id="nothing-near"),
        pytest.param("a", [], "", id="nothing-known"),
        pytest.param("a", 3, "", id="not-a-collection"),
        pytest.param("sig", ["sigb", "siga"], "sigb", id="tie-does-not-depend-on-order"),
    ],
)
def test_nearest(word: str, known: object, found: str) -> None:
    assert nearest(word, known) == found


def test_nearest_does_not_depend_on_the_order_of_the_words() -> None:
    assert nearest("sig", ["siga", "sigb"]) == nearest("sig", ["sigb", "siga"])
