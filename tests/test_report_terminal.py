"""What people read when a claim is not as asked: golden texts, never longer than 15 lines."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.claim import Claim, Policy
from proofcheck.report.terminal import MOST_LINES, counts, failure_text, headline, render, summary
from proofcheck.run.standing import Result, judged
from proofcheck.source import Source, Span
from proofcheck.verdict import Attempt, Certificate, Instance, Outcome, Samples, Step, Verdict, Witness

SPAN = Span(source=Source(path="n.claims.yaml", text="\n" * 33 + "  - id: end-to-end"), start=37, end=51)
CLAIM = Claim(
    id="end-to-end",
    text="sigma_max(J) <= (1/2)**n",
    section="1.2.1",
    statement="σ_max(∂x_n/∂x_1) ≤ (1/2)^n",
    span=SPAN,
)
SEEN = Witness(
    instance=Instance(values=(("d", Fraction(1)), ("n", Fraction(2)), ("W", ((Fraction(1, 2),),)))),
    link=0,
    relation=CLAIM.text,
    left="1/2",
    right="1/4",
    certified=True,
    confirmed=True,
    rate=0.43,
    holds_when=("n = 0", "W is zero"),
    repairs=(("`(1/2)**(n-1)` instead of `(1/2)**n`", "proved"),),
)
MANY = Witness(
    instance=Instance(values=(("A", tuple((Fraction(i, 7),) * 9 for i in range(9))),)),
    link=1,
    relation="b <= c",
    left="[" + "1/7, " * 30 + "0]",
    right="0",
    certified=False,
    confirmed=True,
    rate=0.0,
    holds_when=tuple(f"n = {k}" for k in range(9)),
    repairs=(("a", "proved"), ("b", "supported"), ("c", "supported")),
    detail="entry [1, 1]: 1/7 against 0",
)
PROOF = Certificate(method="boxes", steps=(Step(rule="r", text="t"),), trusts=("Arb 2.23",))


def result(outcome: Outcome, claim: Claim = CLAIM, **rest: object) -> Result:
    verdict = Verdict(claim_id=claim.id, outcome=outcome, **rest)  # type: ignore[arg-type]
    return judged(claim, verdict, path="n.claims.yaml")


GOLDEN = {
    "refuted": (
        result(Outcome.REFUTED, evidence=SEEN),
        """\
refuted  end-to-end  at d = 1, n = 2, W = [[1/2]]: left = 1/2, right = 1/4
  at:         n.claims.yaml:34, section 1.2.1
  statement:  σ_max(∂x_n/∂x_1) ≤ (1/2)^n
  claim:      sigma_max(J) <= (1/2)**n
  holds when: n = 0; W is zero
  repair:     `(1/2)**(n-1)` instead of `(1/2)**n`: proved
  how often:  43 % of random instances break it
  certified:  exact values or enclosing balls on both sides
  more:       proofcheck explain n.claims.yaml::end-to-end""",
    ),
    "refuted-at-length": (
        result(Outcome.REFUTED, evidence=MANY, notes=("undefined at 3 of 9 instances",)),
        """\
refuted  end-to-end  at A = [[0, 0, 0, 0, 0, 0, 0, 0, …7, 8/7, 8/7]]: left = [1/7, 1/7, 1/7, 1/7, 1/7, … 1/7, 1/7, 0], right = 0
  at:         n.claims.yaml:34, section 1.2.1
  statement:  σ_max(∂x_n/∂x_1) ≤ (1/2)^n
  claim:      sigma_max(J) <= (1/2)**n
  fails:      b <= c
  witness:    A = [[0, 0, 0, 0, 0, 0, 0, 0, 0], [1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7], [2/7, 2/7, 2/7, 2/7, 2/7,…1, 1], [8/7, 8/7, 8/7, 8/7, 8/7, 8/7, 8/7, 8/7, 8/7]]
  left:       [1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 1/7, 0]
  right:      0
  holds when: n = 0; n = 1; n = 2; n = 3; 5 more
  repair:     `a`: proved
  repair:     `b`: supported
  numerical:  float64, far above the rounding error
  detail:     entry [1, 1]: 1/7 against 0
  note:       undefined at 3 of 9 instances
  more:       proofcheck explain n.claims.yaml::end-to-end""",  # noqa: E501 - lines are as long as they are shown
    ),
    "shapes": (
        result(Outcome.REFUTED, reason="shapes agree only if m = n: inner dimensions `n` and `m` differ"),
        """\
refuted  end-to-end: shapes agree only if m = n: inner dimensions `n` and `m` differ
  at:         n.claims.yaml:34, section 1.2.1
  statement:  σ_max(∂x_n/∂x_1) ≤ (1/2)^n
  claim:      sigma_max(J) <= (1/2)**n
  more:       proofcheck explain n.claims.yaml::end-to-end""",
    ),
    "undecided": (
        result(Outcome.UNDECIDED, reason="stopped after 20 s in boxes"),
        """\
undecided  end-to-end: stopped after 20 s in boxes
  at:         n.claims.yaml:34, section 1.2.1
  statement:  σ_max(∂x_n/∂x_1) ≤ (1/2)^n
  claim:      sigma_max(J) <= (1/2)**n
  more:       proofcheck explain n.claims.yaml::end-to-end""",
    ),
    "unproved": (
        result(
            Outcome.SUPPORTED,
            claim=replace(CLAIM, section="", statement="", policy=Policy(require="proof")),
            evidence=Samples(instances=1, sizes="n = 1", closest="margin 0.1 at n = 1", partial=("proved for n = 1",)),
            notes=("stopped after 20 s in boxes",),
        ),
        """\
supported  end-to-end: a proof is required
  at:         n.claims.yaml:34
  claim:      sigma_max(J) <= (1/2)**n
  evidence:   1 instance; n = 1; closest: margin 0.1 at n = 1; proved for n = 1
  note:       stopped after 20 s in boxes
  more:       proofcheck explain n.claims.yaml::end-to-end""",
    ),
    "proved-against-expectation": (
        result(
            Outcome.PROVED,
            claim=replace(CLAIM, section="", statement="", policy=Policy(expect="refuted")),
            evidence=PROOF,
        ),
        """\
proved  end-to-end: a counterexample was expected
  at:         n.claims.yaml:34
  claim:      sigma_max(J) <= (1/2)**n
  evidence:   boxes, trusting Arb 2.23
  more:       proofcheck explain n.claims.yaml::end-to-end""",
    ),
    "defect": (
        result(
            Outcome.UNDECIDED,
            claim=replace(CLAIM, section="", statement=""),
            reason="internal error in search: KeyError: 1",
            attempts=(Attempt(method="search", answer="error", reason='a\n  File "x.py"\n    f()\nKeyError: 1\n'),),
        ),
        """\
undecided  end-to-end: internal error in search: KeyError: 1
  at:         n.claims.yaml:34
  claim:      sigma_max(J) <= (1/2)**n
  trace:      File "x.py" / f() / KeyError: 1
  more:       proofcheck explain n.claims.yaml::end-to-end""",
    ),
    "malformed": (
        Result(
            path="n.claims.yaml",
            line=3,
            verdict=Verdict(
                claim_id="end-to-end",
                outcome=Outcome.MALFORMED,
                reason="n.claims.yaml:3:5: unknown name `y`\n3 |   y\n  |   ^\nhint: did you mean `x`?",
            ),
            complaint="unknown name",
        ),
        """\
malformed  end-to-end: n.claims.yaml:3:5: unknown name `y`
3 |   y
  |   ^
hint: did you mean `x`?""",
    ),
}


@pytest.mark.parametrize(("shown", "text"), GOLDEN.values(), ids=GOLDEN.keys())
def test_a_failure(shown: Result, text: str) -> None:
    assert failure_text(shown) == text


@given(text=st.text(max_size=300), relation=st.text(max_size=300))
@settings(deadline=None, max_examples=60, derandomize=True)
def test_no_text_makes_a_failure_long_or_starts_a_command(text: str, relation: str) -> None:
    seen = replace(
        MANY, relation=relation, left=text, right=relation, holds_when=(text,) * 9, repairs=((text, "proved"),) * 9
    )
    hostile = replace(CLAIM, text=text, statement=relation, section=text)
    for shown in (
        result(Outcome.REFUTED, claim=hostile, evidence=seen, notes=(text, relation)),
        result(Outcome.UNDECIDED, claim=hostile, reason=text or "none"),
        Result(path="p", line=1, verdict=Verdict(claim_id="a", outcome=Outcome.MALFORMED, reason=text or "none")),
    ):
        lines = failure_text(shown).split("\n")
        assert len(lines) <= MOST_LINES
        assert not [line for line in lines if line.lstrip().startswith("::") or "##[" in line or not line.isprintable()]


def test_a_claim_without_variables_fails_everywhere() -> None:
    nowhere = replace(SEEN, instance=Instance())
    assert headline(result(Outcome.REFUTED, evidence=nowhere)) == (
        "refuted  end-to-end  at every instance: left = 1/2, right = 1/4"
    )


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (1.0, "100 % of random instances break it"),
        (0.999, "99 % of random instances break it"),
        (0.0004, "0.04 % of random instances break it"),
    ],
    ids=["all", "nearly-all", "few"],
)
def test_how_often(rate: float, words: str) -> None:
    assert f"  how often:  {words}\n" in failure_text(result(Outcome.REFUTED, evidence=replace(SEEN, rate=rate)))


def test_the_whole_report() -> None:
    skipped = result(Outcome.SKIPPED, claim=replace(CLAIM, id="by-hand", skip="by hand"), reason="by hand")
    proved = result(Outcome.PROVED, evidence=PROOF)
    assert list(render([proved, skipped, GOLDEN["undecided"][0]])) == [
        "n.claims.yaml",
        "  proved     end-to-end  boxes, trusting Arb 2.23",
        "  skipped    by-hand  by hand",
        "  undecided  end-to-end: stopped after 20 s in boxes",
        "      at:         n.claims.yaml:34, section 1.2.1",
        "      statement:  σ_max(∂x_n/∂x_1) ≤ (1/2)^n",
        "      claim:      sigma_max(J) <= (1/2)**n",
        "      more:       proofcheck explain n.claims.yaml::end-to-end",
        "",
        "not as asked:",
        "  undecided  end-to-end: stopped after 20 s in boxes",
        "3 claims: 1 proved, 1 undecided, 1 skipped",
    ]


def test_nothing_to_report() -> None:
    assert list(render([])) == ["0 claims: no claims"]


def test_counts_come_in_a_fixed_order() -> None:
    assert counts(["refuted", "proved", "refuted", "malformed"]) == "1 proved, 2 refuted, 1 malformed"


def test_a_reason_stands_for_missing_evidence() -> None:
    assert summary(Verdict(claim_id="a", outcome=Outcome.SKIPPED, reason="by hand")) == "by hand"
