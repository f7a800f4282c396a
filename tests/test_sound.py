"""True claims are never refuted, and which of them are proved is on record."""

from __future__ import annotations

import pytest

from proofcheck.claim import Claim
from proofcheck.portfolio import decide
from proofcheck.verdict import Outcome
from tests.verdict_table import collected, recorded

CLAIMS = tuple(collected("sound"))
USUAL = "proved"
OTHERS = {
    "supported": (
        "calculus/limit-of-sinc activations/softplus-above-relu activations/area-sine "
        "calculus/gradient-of-log-determinant "
        "inequalities/motzkin inequalities/square-root-grows matrices/gram-is-psd "
        "matrices/gram-quadratic-form matrices/orthogonal-keeps-length matrices/triangle-euclidean "
        "matrices/norm-submultiplicative matrices/spectral-below-frobenius matrices/radius-below-norm "
        "matrices/orthogonal-determinant matrices/any-size-transpose matrices/any-size-triangle "
        "probability/entropy-nonnegative probability/entropy-bound recurrences/cassini-unbounded "
        "sums/gauss-unbounded sums/odd-numbers-unbounded sums/factorial-step "
        "trigonometry/two-argument-arctangent matrices/orthonormal-columns-fit matrices/mass-needs-a-place "
        "limits/weight-in-every-step limits/weight-in-every-step-sized limits/explicit-dependence "
        "limits/sum-of-growing-array limits/square-of-growing-array "
        "calculus/integral-of-exponential complex/root-squared complex/exponential-of-logarithm "
        "complex/modulus-of-product trigonometry/machin"
    ),
}
COUNT = 205


@pytest.mark.parametrize(("name", "claim"), [pytest.param(*c, id=c[0]) for c in CLAIMS])
def test_outcome(name: str, claim: Claim) -> None:
    outcome = decide(claim).outcome
    assert outcome is not Outcome.REFUTED
    assert outcome == recorded(name, USUAL, OTHERS)


def test_the_record_is_about_these_claims() -> None:
    names = {name for name, _ in CLAIMS}
    assert len(names) == len(CLAIMS) >= COUNT
    assert {n for names_ in OTHERS.values() for n in names_.split()} <= names
