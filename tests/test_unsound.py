"""False, ill-posed and vacuous claims are never proved; the collection only ever grows."""

from __future__ import annotations

import pytest

from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.meaning.work import OutOfWork, limited
from proofcheck.portfolio import decide
from proofcheck.proof import Prover, provers
from proofcheck.verdict import Certificate, Outcome
from tests.verdict_table import collected, recorded

CLAIMS = tuple(collected("unsound"))
USUAL = "refuted"
OTHERS = {
    "supported": (
        "early-terms/power-of-zero early-terms/difference early-terms/times-zero early-terms/under-a-sum "
        "recurrences-of-counts/multiplications recurrences-of-counts/steps recurrences-of-counts/factor "
        "calculus/cancelling-kink calculus/cancelling-kink-of-a-root calculus/curvature-of-a-cube "
        "calculus/cancelling-hinges partial-functions/hidden-zero-denominator partial-functions/twice-undefined "
        "functions/quotient-by-zero-function"
    ),
    "undecided": (
        "growth/negative-left growth/negative-right growth/negative-below growth/sine-below "
        "growth/sign-of-a-difference growth/nothing-grows growth/kept-small growth/fixed-by-an-equation "
        "growth/outside-of-the-domain "
        "calculus/one-sided-limit partial-functions/log-of-square partial-functions/hidden-log "
        "partial-functions/hidden-root partial-functions/hidden-division partial-functions/hidden-power "
        "partial-functions/square-of-root partial-functions/exp-of-log partial-functions/root-of-product "
        "partial-functions/root-of-quotient partial-functions/log-of-product partial-functions/log-of-power "
        "partial-functions/conjugate-roots partial-functions/third-power partial-functions/area-tangent "
        "partial-functions/sine-of-arcsine partial-functions/ratio-of-relu partial-functions/inverse-of-sign "
        "data/empty-max counting/no-such-picture "
        "vacuous/contradictory-bounds vacuous/negative-square vacuous/unequal-to-itself "
        "vacuous/contradictory-trivial vacuous/empty-range vacuous/empty-interval "
        "vacuous/empty-interval-trivial vacuous/mass-two vacuous/negative-trace vacuous/zero-unit "
        "vacuous/singular-inverse vacuous/zero-over-zero vacuous/log-of-nothing vacuous/root-of-negative "
        "vacuous/large-sine vacuous/cycle-of-order vacuous/no-whole-number vacuous/skew-and-definite "
        "vacuous/exponential-below-line vacuous/cosh-below-cos vacuous/squares-below-product vacuous/root-of-two-whole "
        "vacuous/log-of-a-negative vacuous/log-above-identity vacuous/root-nowhere "
        "vacuous/probabilities-above-one partial-functions/whole-exponent partial-functions/gamma-below-zero "
        "partial-functions/settled-conjunction partial-functions/settled-implication "
        "partial-functions/entry-above-the-diagonal partial-functions/radius-of-a-triangle "
        "functions/contradictory-values functions/negative-squares functions/unequal-to-itself "
        "functions/no-such-member functions/complex-functions "
        "complexity/outside complexity/arbitrary-function complexity/function-and-value complexity/no-inverse "
        "names-and-ranges/bounded-by-its-range"
    ),
}
COUNT = 293
WORK = 300_000


@pytest.mark.parametrize(("name", "claim"), [pytest.param(*c, id=c[0]) for c in CLAIMS])
def test_outcome(name: str, claim: Claim) -> None:
    outcome = decide(claim).outcome
    assert outcome is not Outcome.PROVED
    assert outcome == recorded(name, USUAL, OTHERS)


def proposed(prover: Prover, claim: Claim) -> Certificate | None:
    """What a prover proposes with moderate work."""
    try:
        with limited(WORK):
            return prover.prove(claim)
    except OutOfWork:
        return None


def accepted(claim: Claim, certificate: Certificate) -> bool:
    """Whether the portfolio would answer `proved`: what only rests on an engine's word is not asked of the kernel."""
    believed = bool(certificate.trusts) and certificate.method not in kernel.FOLLOWED
    return believed or kernel.refusal(claim, certificate) is None


@pytest.mark.parametrize(("name", "claim"), [pytest.param(*c, id=c[0]) for c in CLAIMS])
def test_no_prover_is_fooled(name: str, claim: Claim) -> None:
    """The search refutes most of these first, so the provers are asked directly, and the kernel, as well."""
    found = ((p.name, proposed(p, claim)) for p in provers())
    assert [n for n, c in found if c is not None and accepted(claim, c)] == []


def test_the_record_is_about_these_claims() -> None:
    names = {name for name, _ in CLAIMS}
    assert len(names) == len(CLAIMS) >= COUNT
    assert {n for names_ in OTHERS.values() for n in names_.split()} <= names
