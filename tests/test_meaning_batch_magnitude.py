"""A derivative taken at a place that has lost digits is no failure; a wrong one there still is."""

from __future__ import annotations

import numpy as np
import pytest

from proofcheck.meaning import batch_magnitude
from proofcheck.meaning.batch import compile_claim
from tests.claim_text import claim_of

X = np.array([0.3, -1.1, 2.7])
V = np.array([[0.3, -0.7], [1.1, 0.2], [-1.3, 2.1]])
FAR = np.array([1e9, 2e9, 3e9]) / 7
VALUES = {"x": X, "y": FAR, "v": V, "w": np.stack([FAR, -FAR / 3], axis=1)}
GIVEN = "x: real, y: real, v: 'vector[2]', w: 'vector[2]'"
LET = "let: {growth(t): exp(t), force(t): 'grad(dot(t, t)**2, t)', slopes(t): 'jacobian(tanh(t), t)'}"


def violations(text: str) -> np.ndarray:
    link = compile_claim(claim_of(text, GIVEN, extra=LET), {}, device="cpu")(VALUES).links[0]
    assert link.left_defined.all()
    violation: np.ndarray = link.violation
    return violation


PAIRS = [
    pytest.param("growth'((x + y) - y) == exp(x)", "growth'((x + y) - y) == 2*exp(x)", id="slope"),
    pytest.param("force((v + w) - w) == 4*dot(v, v)*v", "force((v + w) - w) == 5*dot(v, v)*v", id="gradient"),
    pytest.param(
        "slopes((v + w) - w) == diag(1 - tanh(v)**2)", "slopes((v + w) - w) == diag(1 - tanh(v))", id="jacobian"
    ),
]


@pytest.mark.parametrize(("right", "wrong"), PAIRS)
def test_lost_digits(right: str, wrong: str) -> None:
    assert (violations(right) <= 0).all()
    assert (violations(wrong) > 0).all()


@pytest.mark.parametrize(("right", "wrong"), PAIRS)
def test_without_a_look_at_the_place_they_would_be_failures(
    right: str, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        batch_magnitude, "_steepness", lambda change, *, rank: 0 * batch_magnitude.max_abs(change, rank=rank)
    )
    assert (violations(right) > 0).any()
