"""Steps that say nothing at single instances prove no claim that may fail there."""

from __future__ import annotations

import pytest

from proofcheck.inference.context import opened
from proofcheck.inference.limits_of_links import early_on_one_side, kink_overlooked
from proofcheck.inference.replay import Refused, replay
from proofcheck.verdict import Certificate, Step
from tests.claim_text import claim_of

SINGLE = "a step says nothing at single instances, at which the claim may fail"
RANK = (
    ("index normal form", "A @ inv(A) == eye(n)", ()),
    ("rank", "rank(A @ inv(A)) <= rank(A)", ()),
    ("rank", "rank(eye(n)) == n", ()),
    ("equals for equals", "rank(A @ inv(A)) == rank(eye(n))", (0,)),
    ("real arithmetic", "n <= rank(A)", (0, 1, 2, 3)),
)
KINK = (
    ("index normal form", "diff(abs(y), y) == sign(y)", ()),
    ("index normal form", "diff(abs(y), y)**2 == 1", ()),
    ("equals for equals", "sign(y)**2 == diff(abs(y), y)**2", (0,)),
    ("chain", "sign(y)**2 == 1", (2, 1)),
)
CONTINUOUS = (
    ("index normal form", "y*z == y**2*(z/y)", ()),
    ("index normal form", "y**2*(z/y) == z*y", ()),
    ("chain", "y*z == z*y", (0, 1)),
)


def outcome(claim: str, assume: str, steps: tuple[tuple[str, str, tuple[int, ...]], ...]) -> str:
    given = "n: integer >= 1, A: 'matrix[n, n]', y: real, z: real"
    made = Certificate(method="derivation", steps=tuple(Step(rule=r, text=t, premises=p) for r, t, p in steps))
    replayed = replay(claim_of(claim, given, assume), made)
    return replayed.reason if isinstance(replayed, Refused) else ""


@pytest.mark.parametrize(
    ("claim", "assume", "steps", "why"),
    [
        pytest.param("n <= rank(A)", "", RANK, SINGLE, id="rank-of-a-singular-matrix"),
        pytest.param("sign(y)**2 == 1", "", KINK, SINGLE, id="sign-of-zero"),
        pytest.param("y*z == z*y", "", CONTINUOUS, "", id="continuous-sides"),
        pytest.param("y*z == z*y", "y**2 == y", CONTINUOUS, SINGLE, id="instances-apart"),
        pytest.param("y*z == z*y", "y > 0", CONTINUOUS, "", id="open-domain"),
        pytest.param("y < 1", "", (("given", "y < 1", ()),), "step 1: `given` does not give `y < 1`", id="no-proof"),
    ],
)
def test_limits(claim: str, assume: str, steps: tuple[tuple[str, str, tuple[int, ...]], ...], why: str) -> None:
    assert outcome(claim, assume, steps) == why


KINKS = {
    "a product with the argument": ("diff(abs(x)*x, x) > 0", True),
    "unequal": ("diff(abs(x)*x, x) != 1", True),
    "below": ("1 < diff(x*relu(x), x)", True),
    "a root": ("diff(x*sqrt(x**2), x) > 0", True),
    "a power": ("diff(x*(x**2)**(1/2), x) > 0", True),
    "two kinks": ("diff(relu(x) - relu(-x), x) > 0", True),
    "a second derivative": ("diff(abs(x**3), x, x) > 0", True),
    "a definition": ("g'(x) > 0", True),
    "in a conclusion": ("x < 1 => diff(abs(x)*x, x) > 0", True),
    "a weak relation": ("diff(abs(x)*x, x) >= 0", False),
    "an equation": ("diff(abs(x)*x, x) == 2*abs(x)", False),
    "a kink alone": ("diff(abs(x), x) != 0", False),
    "a kink with smooth terms": ("diff(3*abs(x)/2 + x**2, x) != 0", False),
    "smooth": ("diff(tanh(x), x) > 0", False),
    "away from the kink": ("diff(y*abs(y), y) > 0", False),
    "a root away from its end": ("diff(y*sqrt(y), y) > 0", False),
    "excluded by a premise": ("x > 0 => diff(abs(x)*x, x) > 0", False),
}


@pytest.mark.parametrize("name", sorted(KINKS))
def test_strict_relations_where_kinks_may_cancel(name: str) -> None:
    text, overlooked = KINKS[name]
    claim = claim_of(text, "x: real, y: real > 0", extra="let: {'g(t)': 'abs(t)*t'}")
    assert kink_overlooked(*opened(claim, claim.links[0].node)) is overlooked


EARLY = {
    "a power of 0": ("F[n]*F[25 - n]**0 == F[n]", True),
    "a difference": ("F[3 - n] - F[3 - n] == 0", True),
    "any integer": ("F[z]*0 < 1", True),
    "under a sum": ("sum(F[9 - j]**0 for j in 0..n) == n + 1", True),
    "in a conjunction": ("F[z]*0 < 1 and n >= 0", True),
    "in a premise, which supposes nothing there": ("F[z] == 1 => n >= 0", False),
    "on both sides": ("F[z] == F[z]", False),
    "from the first on": ("F[n+2] == F[n+1] + F[n]", False),
    "under a sum from the first on": ("sum(F[j] for j in 0..n) == F[n+2] - 1", False),
}


@pytest.mark.parametrize("name", sorted(EARLY))
def test_terms_before_the_first_on_one_side(name: str) -> None:
    text, early = EARLY[name]
    claim = claim_of(
        text, "n: integer >= 0, z: integer", extra="let: {'F[0]': 0, 'F[1]': 1, 'F[k]': 'F[k-1] + F[k-2]'}"
    )
    assert early_on_one_side(*opened(claim, claim.links[0].node)) is early
