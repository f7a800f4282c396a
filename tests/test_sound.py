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
        "indices/exists "
        "entries/prod-filter layers/conv1d-stride-symbolic "
        "layers/conv1d-stride-array "
        "layers/attention-convex layers/attention-permutation "
        "data/onehot-argmax data/row-argmax "
        "data/row-argmax-matrix data/minimax data/exists-forall "
        "data/assume-diagonal data/assume-ordered data/assume-toeplitz data/tensor-domain "
        "data/max-filter data/diff-at-argmax "
        "more-indices/odd-even more-indices/cyclic-shift "
        "more-indices/circulant more-indices/floor-index "
        "more-indices/parseval "
        "more-indices/maxpool "
        "more-indices/diagonal-min "
        "more-indices/stochastic-max more-indices/triple-filter "
        "data/before-the-first-largest data/max-filter-data data/masked-mean "
        "counting/every-second-step "
        "matrices/orthonormal-columns-fit matrices/mass-needs-a-place "
        "limits/weight-in-every-step limits/weight-in-every-step-sized limits/explicit-dependence "
        "limits/sum-of-growing-array limits/square-of-growing-array "
        "complex/root-squared complex/exponential-of-logarithm "
        "complex/modulus-of-product "
    ),
}
COUNT = 494


@pytest.mark.parametrize(("name", "claim"), [pytest.param(*c, id=c[0]) for c in CLAIMS])
def test_outcome(name: str, claim: Claim) -> None:
    outcome = decide(claim).outcome
    assert outcome is not Outcome.REFUTED
    assert outcome == recorded(name, USUAL, OTHERS)


def test_the_record_is_about_these_claims() -> None:
    names = {name for name, _ in CLAIMS}
    assert len(names) == len(CLAIMS) >= COUNT
    assert {n for names_ in OTHERS.values() for n in names_.split()} <= names
