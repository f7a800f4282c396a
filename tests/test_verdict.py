"""Verdicts: what each needs to carry, and their way through JSON."""

from __future__ import annotations

import json
import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.verdict import (
    Attempt,
    Certificate,
    Evidence,
    Imaginary,
    Instance,
    Outcome,
    Samples,
    Step,
    Value,
    Verdict,
    Witness,
    from_json,
    to_json,
)

SEEN = Witness(
    instance=Instance(
        values=(
            ("d", Fraction(2)),
            ("p", True),
            ("z", Imaginary(Fraction(1), Fraction(-1, 2))),
            ("A", ((Fraction(1, 3),),)),
        ),
        functions=(("f", ("z",), "A @ z"),),
    ),
    link=1,
    relation="a <= b",
    left="1",
    right="1/2",
    certified=True,
    confirmed=True,
    rate=0.25,
    holds_when=("d = 1",),
    repairs=(("a >= b", "proved"),),
)
PROOF = Certificate(
    method="normal form", steps=(Step(rule="expand", text="0 == 0"),), data=(("k", "v"),), replayed=True
)
SAMPLES = Samples(instances=3, sizes="d <= 2", closest="margin 0.1", partial=("proved for d = 1",), notes=("a note",))
SHAPES = "shapes agree only if m = n: `A @ x`"


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(
            claim_id="a", outcome=Outcome.REFUTED, evidence=SEEN, attempts=(Attempt(method="m", answer="refuted"),)
        ),
        Verdict(claim_id="a", outcome=Outcome.REFUTED, reason=SHAPES),
        Verdict(claim_id="a", outcome=Outcome.PROVED, evidence=PROOF, notes=("n",), seconds=0.5),
        Verdict(claim_id="a", outcome=Outcome.SUPPORTED, evidence=SAMPLES),
        Verdict(claim_id="a", outcome=Outcome.UNDECIDED, reason="vacuous"),
        Verdict(claim_id="a", outcome=Outcome.UNDECIDED, reason="too few", evidence=SAMPLES),
        Verdict(claim_id="a", outcome=Outcome.SKIPPED, reason="by hand"),
        Verdict(claim_id="a", outcome=Outcome.MALFORMED, reason="no id"),
    ],
    ids=["witness", "shapes", "proof", "samples", "undecided", "undecided-with-samples", "skipped", "malformed"],
)
def test_a_verdict_survives_json(verdict: Verdict) -> None:
    assert from_json(json.loads(json.dumps(to_json(verdict)))) == verdict


_SCALARS = st.one_of(st.fractions(), st.booleans(), st.builds(Imaginary, st.fractions(), st.fractions()))
_VALUES: st.SearchStrategy[Value] = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=8
)


@given(value=_VALUES)
@settings(deadline=None, max_examples=60, derandomize=True)
def test_every_value_survives_json(value: Value) -> None:
    seen = Witness(
        instance=Instance(values=(("x", value),)),
        link=0,
        relation="r",
        left="0",
        right="1",
        certified=False,
        confirmed=True,
    )
    verdict = Verdict(claim_id="a", outcome=Outcome.REFUTED, evidence=seen)
    assert from_json(json.loads(json.dumps(to_json(verdict)))) == verdict


_UNCONFIRMED = Witness(instance=Instance(), link=0, relation="r", left="0", right="1", certified=False)
_UNCHECKED = Certificate(method="hope", steps=())


@pytest.mark.parametrize(
    ("outcome", "evidence", "reason", "message"),
    [
        (Outcome.REFUTED, _UNCONFIRMED, "", "refuted needs a witness that the kernel confirmed"),
        (Outcome.REFUTED, None, "looks wrong", "refuted needs a witness, or shapes that do not fit"),
        (Outcome.REFUTED, SAMPLES, SHAPES, "refuted needs a witness, or shapes that do not fit"),
        (Outcome.PROVED, None, "", "proved needs a certificate that was replayed or names the engine it trusts"),
        (Outcome.PROVED, SAMPLES, "", "proved needs a certificate that was replayed or names the engine it trusts"),
        (Outcome.PROVED, _UNCHECKED, "", "proved needs a certificate that was replayed or names the engine it trusts"),
        (Outcome.SUPPORTED, None, "", "supported needs at least one instance"),
        (Outcome.SUPPORTED, Samples(instances=0), "", "supported needs at least one instance"),
        (Outcome.UNDECIDED, None, "", "undecided needs a reason"),
        (Outcome.SKIPPED, None, "", "skipped needs a reason"),
        (Outcome.MALFORMED, None, "", "malformed needs a reason"),
    ],
    ids=[
        "unconfirmed-witness",
        "no-witness",
        "samples-do-not-refute",
        "no-proof",
        "samples-do-not-prove",
        "unchecked-proof",
        "no-samples",
        "no-instance",
        "undecided-why",
        "skipped-why",
        "malformed-why",
    ],
)
def test_no_verdict_without_what_carries_it(
    outcome: Outcome, evidence: Evidence | None, reason: str, message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Verdict(claim_id="a", outcome=outcome, evidence=evidence, reason=reason)
