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
        "indices/rank5-sum indices/kron indices/exists entries/diff-square entries/diff-entry-delta "
        "entries/diff-product entries/diff-sum-product entries/grad-bilinear entries/grad-quadratic "
        "entries/grad-symmetric entries/hessian-quadratic entries/hessian-mixed entries/hessian-product "
        "entries/third entries/trace-square entries/jacobian-linear-sum entries/jacobian-by-matrix "
        "entries/jacobian-by-matrix-kron entries/softmax-jacobian entries/softmax-diff "
        "entries/logsoftmax-jacobian entries/lse-grad entries/lse-hessian entries/cross-entropy-grad "
        "entries/cross-entropy-onehot entries/linear-layer-grad entries/tanh-layer entries/backprop "
        "entries/rank3-diff entries/rank3-jacobian entries/norm-grad entries/cumsum-jacobian entries/var-grad "
        "entries/layernorm-jacobian entries/rmsnorm-jacobian entries/relu-jacobian entries/denominator "
        "entries/prod-filter entries/chain-grad entries/recurrence-entry layers/conv1d-stride-symbolic "
        "layers/conv1d-stride-array layers/conv1d-channels layers/conv1d-channel-grad layers/conv2d-channels "
        "layers/conv2d-1x1 layers/attention layers/attention-convex layers/attention-permutation "
        "layers/attention-value-grad layers/logsumexp-max data/embedding data/embedding-matrix "
        "data/onehot-argmax data/histogram data/histogram-entry data/nll data/embedding-grad data/row-argmax "
        "data/row-argmax-matrix data/minimax data/exists-forall data/assume-symmetric data/assume-rows "
        "data/assume-diagonal data/assume-ordered data/assume-toeplitz data/tensor-domain data/tensor-shape "
        "data/slices-dot data/submatrix data/block-product data/function-of-indices data/gram "
        "data/grad-slice-row data/diff-slice-entry data/network data/network-grad data/conv-general-array "
        "data/max-filter data/diff-dynamic data/diff-dynamic-two data/diff-at-argmax data/join-parts "
        "data/join-linear data/join-bias data/join-jacobian more-indices/odd-even more-indices/cyclic-shift "
        "more-indices/circulant more-indices/floor-index more-indices/identity-tensor "
        "more-indices/transpose-tensor more-indices/hessian-matrix more-indices/mixed-hessian "
        "more-indices/jacobian-function more-indices/chain-rule-indices more-indices/parseval "
        "more-indices/batch-matmul-indices more-indices/heads more-indices/causal more-indices/maxpool "
        "more-indices/outer-expansion more-indices/diagonal-min more-indices/kron-vectors "
        "more-indices/commutator more-indices/inverse-entries more-indices/orthogonal-entries "
        "more-indices/stochastic-max more-indices/variance-pairs more-indices/triple-filter data/sum-to-data "
        "data/sum-from-data data/before-the-first-largest data/max-filter-data data/masked-mean "
        "data/gradient-by-a-row data/gradient-by-a-fiber "
        "calculus/limit-of-sinc activations/softplus-above-relu activations/area-sine "
        "calculus/gradient-of-log-determinant "
        "inequalities/motzkin inequalities/square-root-grows matrices/gram-is-psd "
        "matrices/gram-quadratic-form matrices/orthogonal-keeps-length matrices/triangle-euclidean "
        "matrices/norm-submultiplicative matrices/spectral-below-frobenius matrices/radius-below-norm "
        "matrices/orthogonal-determinant matrices/any-size-transpose matrices/any-size-triangle "
        "probability/entropy-nonnegative probability/entropy-bound recurrences/cassini-unbounded "
        "counting/every-second-step sums/factorial-step "
        "trigonometry/two-argument-arctangent matrices/orthonormal-columns-fit matrices/mass-needs-a-place "
        "limits/weight-in-every-step limits/weight-in-every-step-sized limits/explicit-dependence "
        "limits/sum-of-growing-array limits/square-of-growing-array "
        "calculus/integral-of-exponential complex/root-squared complex/exponential-of-logarithm "
        "complex/modulus-of-product trigonometry/machin functions/hessian-symmetric-in-any-size "
        "complexity/sizes-of-a-shape"
    ),
}
COUNT = 456


@pytest.mark.parametrize(("name", "claim"), [pytest.param(*c, id=c[0]) for c in CLAIMS])
def test_outcome(name: str, claim: Claim) -> None:
    outcome = decide(claim).outcome
    assert outcome is not Outcome.REFUTED
    assert outcome == recorded(name, USUAL, OTHERS)


def test_the_record_is_about_these_claims() -> None:
    names = {name for name, _ in CLAIMS}
    assert len(names) == len(CLAIMS) >= COUNT
    assert {n for names_ in OTHERS.values() for n in names_.split()} <= names
