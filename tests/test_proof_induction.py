"""Relations over an integer by induction: proved for every size where they hold, never where they are off by one."""

from __future__ import annotations

import pytest

from proofcheck.claim import Claim
from proofcheck.inference.replay import Refused, replay
from proofcheck.load.yaml import load_text
from proofcheck.proof import induction
from proofcheck.prune import without_unused
from proofcheck.verdict import Certificate

SHARED = """
proofcheck: 1
given:
  n: integer >= 2
  d: integer >= 1
  r: real
  s: real
  x0: real
  y: vector[n]
  A: matrix[d, d]
  v: vector[d]
let:
  geo[0]: x0
  geo[q]: r*geo[q-1]
  lin[0]: v
  lin[q]: A @ lin[q-1]
  flat[0]: 0
  flat[q]: sin(flat[q-1])
  turn[0]: x0
  turn[q]: -turn[q-1]
  pairs[0]: x0
  pairs[1]: r
  pairs[q]: pairs[q-2]
  even[0]: x0
  even[1]: r
  even[q]: 2*even[q-1] - even[q-2]
"""


def claim_of(text: str) -> Claim:
    loaded = load_text(f"{SHARED}claims:\n  - id: it\n    claim: '{text}'\n", "it.claims.yaml")
    assert not loaded.problems, loaded.problems
    return without_unused(loaded.claims[0])


def proved(text: str) -> Certificate | None:
    claim = claim_of(text)
    certificate = induction.prove(claim)
    if certificate is not None:
        assert not isinstance(replay(claim, certificate), Refused)
        assert any(step.rule == "induction" for step in certificate.steps)
    return certificate


@pytest.mark.parametrize(
    "text",
    [
        "sum(i for i in 1..n) == n*(n + 1)/2",
        "sum(2*i - 1 for i in 1..n) == n**2",
        "sum(i**3 for i in 1..n) == n**2*(n + 1)**2/4",
        "(1 - r)*sum(r**i for i in 0..n-1) == 1 - r**n",
        "sum(y[i+1] - y[i] for i in 1..n-1) == y[n] - y[1]",
        "geo[n] == r**n*x0",
        "forall k in 0..n: geo[k] == r**k*x0",
        "lin[n] == power(A, n) @ v",
        "flat[n] == 0",
        "product(r for i in 1..n) == r**n",
    ],
)
def test_it_holds_for_every_size(text: str) -> None:
    assert proved(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "sum(i for i in 1..n) == n*(n - 1)/2",
        "sum(i for i in 0..n) == n*(n + 1)/2 + 1",
        "(1 - r)*sum(r**i for i in 0..n) == 1 - r**n",
        "sum(y[i+1] - y[i] for i in 1..n-1) == y[n]",
        "geo[n] == r**(n - 1)*x0",
        "forall k in 0..n: geo[k] == r**n*x0",
        "lin[n] == power(A, n - 1) @ v",
        "flat[n] == 1",
        "turn[n] == x0",
        "pairs[n] == x0",
    ],
)
def test_it_does_not_hold(text: str) -> None:
    assert proved(text) is None


def test_what_one_case_before_does_not_give_two_do() -> None:
    certificate = proved("even[n] == x0 + n*(r - x0)")
    assert certificate is not None
    steps = [step.text for step in certificate.steps if " and " in step.text]
    assert steps
