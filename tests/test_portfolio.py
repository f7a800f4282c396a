"""From a claim to a verdict: every way to end, what a broken or lying prover costs, and what is said on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from proofcheck import kernel, portfolio
from proofcheck.claim import Claim
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.work import spend
from proofcheck.portfolio import decide
from proofcheck.proof import Prover, partial
from proofcheck.search.falsify import Findings
from proofcheck.verdict import Certificate, Outcome, Samples, Step, Verdict, Witness, from_json, to_json
from tests.claim_text import claim_of

STEPS = (Step(rule="by inspection", text="it"),)


def without_provers(monkeypatch: pytest.MonkeyPatch, *others: Prover) -> None:
    monkeypatch.setattr(portfolio, "provers", lambda: others)


def finding(monkeypatch: pytest.MonkeyPatch, **seen: object) -> None:
    """Let the search answer this, whatever the claim, and nothing be found before it."""
    for each in ("glance", "look", "closest_witness"):
        monkeypatch.setattr(portfolio, each, lambda claim: None)
    monkeypatch.setattr(portfolio, "falsify", lambda claim, seed, say: Findings(**seen))  # type: ignore[arg-type]


def failing(error: Exception) -> Callable[[Claim], Certificate | None]:
    def prove(claim: Claim) -> Certificate | None:
        raise error

    return prove


ENDINGS: dict[str, tuple[Claim, str, str]] = {
    "proved": (claim_of("(x + y)**2 == x**2 + 2*x*y + y**2"), "proved", ""),
    "refuted": (claim_of("x**2 == x"), "refuted", ""),
    "supported": (claim_of("eigenvalues([[2, 1], [1, 2]]) == [3, 1]"), "supported", ""),
    "vacuous": (
        claim_of("x == x + 1", assume="x**2 < 0"), "undecided",
        "vacuous: no instance found that satisfies the assumptions",
    ),
    "undefined": (
        claim_of("sqrt(-2) == 1"), "undecided",
        "undefined: no instance has both sides defined: square root of a negative number",
    ),
    "undefined everywhere": (
        claim_of("log(-1 - x**2) == 1 + log(-1 - x**2)"), "undecided",
        "undefined: no instance tried exactly has both sides defined",
    ),
    "different sets": (
        claim_of("log(x**2) == 2*log(x)"), "undecided",
        "the sides are defined on different sets: at x = -1 the right side is undefined "
        "(logarithm of a number that is not positive), the left is not; state the domain, or say `defined: both`",
    ),
    "too large": (
        claim_of("sum(zeros(n, n)) == x", "n: integer in 3000..4000, x: real"), "undecided",
        "too large at every choice of sizes that was tried",
    ),
    "no interpreter": (
        claim_of("sum(sin(k) for k in 1..oo) == x", "x: real"), "undecided", "no interpreter for `limit`"
    ),
    "growth left open": (
        claim_of("-n**2 in O(n)", "n: integer >= 1"), "undecided",
        "a side is negative in the end: |e| <= C*|g| and e <= C*g say different things",
    ),
    "no family": (
        claim_of("F(z) == F(z)", "z: complex, F: function(complex) -> real"), "undecided",
        "no family of functions of the type of `F` to try",
    ),
    "only floats": (
        claim_of("bounded(n*sin(n), n)", "n: integer >= 1"), "undecided",
        "it fails in floating point, but no failure could be confirmed exactly",
    ),
    "shapes": (
        claim_of("trace(A @ A) == 1", "A: 'matrix[m, n]'"), "refuted",
        "shapes agree only if m = n: `@` between a matrix[m, n] and a matrix[m, n]: "
        "inner dimensions `n` and `m` differ",
    ),
    "shapes never": (
        claim_of("A @ A == A", "A: 'matrix[2, 3]'"), "refuted",
        "shapes never agree: `@` between a matrix[2, 3] and a matrix[2, 3]: inner dimensions `3` and `2` differ",
    ),
    "skipped": (replace(claim_of("x == x"), skip="by hand"), "skipped", "by hand"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ENDINGS))
def test_every_ending(name: str) -> None:
    claim, outcome, reason = ENDINGS[name]
    verdict = decide(claim)
    assert (str(verdict.outcome), verdict.reason) == (outcome, reason)
    assert verdict.claim_id == claim.id
    assert from_json(to_json(verdict)) == verdict


def test_defined_both_asks_only_where_both_are() -> None:
    claim = claim_of("log(x**2) == 2*log(x)")
    both = decide(replace(claim, policy=replace(claim.policy, defined="both")))
    assert both.outcome in (Outcome.SUPPORTED, Outcome.PROVED)


@pytest.mark.parametrize(
    ("text", "given", "noted"),
    [
        ("x**2/x == x", "x: real", True),
        ("inv(A) @ A == eye(n)", "A: 'matrix[n, n]'", True),
        ("x/exp(y) == exp(-y)*x", "x: real, y: real", False),
        ("inv(A) @ A == eye(n)", "A: 'invertible matrix[n, n]'", False),
        ("A.T.T == A", "A: 'matrix[n, n]'", False),
    ],
)
def test_a_proof_before_the_search_says_where_it_may_say_nothing(text: str, given: str, noted: bool) -> None:
    verdict = decide(claim_of(text, given))
    note = "it holds wherever both sides have a value, which may not be everywhere"
    assert (verdict.outcome, verdict.notes) == (Outcome.PROVED, (note,) if noted else ())


def test_isolated_undefined_points_are_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    late = [Prover(p.name, p.prove) for p in portfolio.provers()]
    without_provers(monkeypatch, *late)
    verdict = decide(claim_of("x**2/x == x"))
    assert verdict.outcome is Outcome.PROVED
    (note,) = verdict.notes
    assert note.startswith("undefined at ")
    assert note.endswith(" instances tried; judged elsewhere")


# What was seen, the reason that is given, and whether provers are asked: they are where floats alone have failed.
FINDINGS: dict[str, tuple[dict[str, object], str, bool]] = {
    "nothing could be evaluated": ({"admissible": 5}, "no engine could evaluate both sides", False),
    "undefined wherever looked": (
        {"admissible": 9, "instances": 6, "nowhere": 3},
        "undefined: no instance tried exactly has both sides defined",
        False,
    ),
    "undefined before unconfirmed": (
        {"admissible": 5, "undefined": 1, "unconfirmed": 2},
        "undefined: no instance has both sides defined",
        False,
    ),
    "unconfirmed": (
        {"admissible": 5, "unconfirmed": 2},
        "it fails in floating point, but no failure could be confirmed exactly",
        True,
    ),
    "hole": ({"admissible": 5, "holes": ["erfi", "li"]}, "no interpreter for `erfi`", True),
    "vacuous before hole": ({"holes": ["erfi"]}, "vacuous: no instance found that satisfies the assumptions", False),
    "some sizes too large": (
        {"configurations": 1, "too_large": True},
        "vacuous: no instance found that satisfies the assumptions",
        False,
    ),
}


@pytest.mark.parametrize("name", sorted(FINDINGS))
def test_nothing_to_stand_on(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, reason, provable = FINDINGS[name]
    finding(monkeypatch, **seen)
    asked: list[Claim] = []
    without_provers(monkeypatch, Prover("asked", lambda claim: asked.append(claim)))  # type: ignore[func-returns-value]
    verdict = decide(claim_of("x == x"))
    assert (verdict.outcome, verdict.reason) == (Outcome.UNDECIDED, reason)
    assert bool(asked) is provable


def test_a_proof_outweighs_that_floats_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    late = [Prover(p.name, p.prove) for p in portfolio.provers()]
    finding(monkeypatch, admissible=5, unconfirmed=2)
    without_provers(monkeypatch, *late)
    assert decide(claim_of("x + y == y + x")).outcome is Outcome.PROVED


def test_a_few_undefined_points_do_not_outweigh_one_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    finding(monkeypatch, admissible=9, instances=6, nowhere=3, somewhere=1)
    assert decide(claim_of("x == x")).outcome is Outcome.PROVED


def test_what_the_samples_say(monkeypatch: pytest.MonkeyPatch) -> None:
    finding(
        monkeypatch, admissible=9, instances=7, sizes=["n = 1", "n = 2", "n = 1"], closest=(-0.25, "n = 2"),
        unconfirmed=2,
    )  # fmt: skip
    without_provers(monkeypatch)
    monkeypatch.setattr(partial, "partial_proofs", lambda claim, seed: ("proved for n = 1",))
    verdict = decide(claim_of("x == x"))
    assert verdict.evidence == Samples(
        instances=7,
        sizes="n = 1; n = 2",
        closest="margin 0.25 at n = 2",
        partial=("proved for n = 1",),
        notes=("2 float failures not confirmed",),
    )


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (NoMeaning("sphericity"), "no interpreter for `sphericity`"),
        (TooLarge("60000 entries"), "too large: 60000 entries"),
    ],
    ids=["no-meaning", "too-large"],
)
def test_a_search_without_an_answer(error: Exception, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def search(claim: Claim, seed: int, say: object) -> Findings:
        raise error

    monkeypatch.setattr(portfolio, "falsify", search)
    without_provers(monkeypatch)
    verdict = decide(claim_of("x == x"))
    assert (verdict.outcome, verdict.reason) == (Outcome.UNDECIDED, reason)


PROVERS_ON_SUPPORTED = [
    pytest.param(RuntimeError("out of order"), "RuntimeError: out of order", id="error"),
    pytest.param(RecursionError("too deep"), "RecursionError: too deep", id="recursion"),
    pytest.param(AssertionError(), "AssertionError: ", id="assertion"),
]


@pytest.mark.parametrize(("error", "reason"), PROVERS_ON_SUPPORTED)
def test_a_broken_prover_costs_only_its_answer(error: Exception, reason: str) -> None:
    claim = claim_of("gamma(x + 1) == x*gamma(x)", "x: real > 0")
    usual = decide(claim)
    verdict = decide(claim, extra=[Prover("broken", failing(error))])
    assert (verdict.outcome, verdict.evidence) == (usual.outcome, usual.evidence)
    if usual.outcome is Outcome.SUPPORTED:
        (attempt,) = [a for a in verdict.attempts if a.method == "broken"]
        assert (attempt.answer, attempt.reason) == ("error", reason)


def test_the_provers_after_a_broken_one_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = portfolio.provers()
    without_provers(monkeypatch, Prover("broken", failing(ZeroDivisionError("by zero"))), *rest)
    verdict = decide(claim_of("x + y == y + x"))
    assert verdict.outcome is Outcome.PROVED
    assert [(a.method, a.answer) for a in verdict.attempts] == [
        ("index notation", "proved"),
    ]  # fmt: skip
    late = [Prover(p.name, p.prove) for p in rest]
    without_provers(monkeypatch, Prover("broken", failing(ZeroDivisionError("by zero"))), *late)
    verdict = decide(claim_of("x + y == y + x"))
    assert [(a.method, a.answer) for a in verdict.attempts] == [
        ("search", "passed"), ("broken", "error"), ("index notation", "proved"),
    ]  # fmt: skip
    assert verdict.attempts[1].reason == "ZeroDivisionError: by zero"


LIES = [
    pytest.param("rational identity", id="identity"),
    pytest.param("range", id="range"),
    pytest.param("derivatives", id="derivatives"),
    pytest.param("closed form", id="closed-form"),
    pytest.param("boxes", id="boxes"),
    pytest.param("enumeration", id="enumeration"),
    pytest.param("trust me", id="unknown-method"),
]


@pytest.mark.parametrize("method", LIES)
def test_a_refused_certificate_is_a_defect(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    finding(monkeypatch, admissible=9, instances=9)  # a search that saw nothing
    lie = Certificate(method=method, steps=STEPS, replayed=True)
    without_provers(monkeypatch, Prover("liar", lambda claim: lie))
    verdict = decide(claim_of("x**2 == x"))
    assert verdict.outcome is Outcome.SUPPORTED
    assert verdict.notes == ("defect of the prover `liar`: the kernel refused its certificate",)
    assert [(a.answer, a.reason) for a in verdict.attempts if a.method == "liar"] == [
        ("passed", "defect: the kernel refused the certificate, its argument does not stand")
    ]


def test_a_certificate_that_trusts_names_its_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    trusting = Certificate(method="table", steps=STEPS, trusts=("a table 1.0",))
    without_provers(monkeypatch, Prover("table", lambda claim: trusting))
    verdict = decide(claim_of("x == x"))
    assert (verdict.outcome, verdict.evidence) == (Outcome.PROVED, trusting)
    assert verdict.attempts[-1].reason == "trusts a table 1.0"


def test_a_replayed_certificate_says_so() -> None:
    verdict = decide(claim_of("x + y == y + x"))
    assert isinstance(verdict.evidence, Certificate)
    assert verdict.evidence.replayed
    assert verdict.attempts[-1].reason == "replayed by the kernel"


def test_a_witness_goes_before_every_prover() -> None:
    trusting = Certificate(method="table", steps=STEPS, trusts=("a table 1.0",))
    verdict = decide(claim_of("x**2 == x"), extra=[Prover("table", lambda claim: trusting)])
    assert verdict.outcome is Outcome.REFUTED
    assert isinstance(verdict.evidence, Witness)
    assert kernel.confirm(claim_of("x**2 == x"), verdict.evidence.instance) is not None


def test_broken_partial_proofs_cost_only_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(claim: Claim, seed: int) -> tuple[str, ...]:
        raise ValueError("no proof")

    without_provers(monkeypatch)
    monkeypatch.setattr(partial, "partial_proofs", broken)
    verdict = decide(claim_of("x == x"))
    assert verdict.outcome is Outcome.SUPPORTED
    assert [(a.method, a.answer, a.reason) for a in verdict.attempts[1:]] == [
        ("proof at small sizes", "error", "ValueError: no proof")
    ]


def heard(claim: Claim, **options: object) -> list[tuple[str, str | None]]:
    said: list[tuple[str, str | None]] = []

    def report(phase: str, verdict: Verdict | None) -> None:
        said.append((phase, None if verdict is None else str(verdict.outcome)))

    decide(claim, report=report, **options)  # type: ignore[arg-type]
    return list(dict.fromkeys((p, outcome) for p, outcome in said if not p.startswith(("scan", "search at"))))


def test_interim_verdicts_of_a_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    assert heard(claim_of("x + y == y + x")) == [("index notation", None)]
    late = [Prover(p.name, p.prove) for p in portfolio.provers() if not p.first and p.name in ("identities", "ranges")]
    without_provers(monkeypatch, *late)
    assert heard(claim_of("x**2 + 1 > 0")) == [
        ("search", None), ("proof", "supported"), ("identities", "supported"), ("ranges", "supported"),
    ]  # fmt: skip


def test_interim_verdicts_of_a_refutation() -> None:
    assert heard(claim_of("x**2 <= 2*x"))[-1:] == [("explanation", "refuted")]
    said = heard(claim_of("n**2 != 1681", "n: integer >= 1"))
    assert said[:1] == [("index notation", None)]
    assert said[-2:] == [("search", None), ("explanation", "refuted")]


def test_interim_verdicts_where_no_prover_reaches(monkeypatch: pytest.MonkeyPatch) -> None:
    without_provers(monkeypatch)
    plug_in = Prover("mine", lambda claim: None)
    assert heard(claim_of("x == x"), extra=[plug_in])[1:] == [
        ("proof", "supported"), ("mine", "supported"), ("proof at small sizes", "supported"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["skipped", "shapes"])
def test_nothing_is_searched_where_nothing_is_open(name: str) -> None:
    assert heard(ENDINGS[name][0]) == []


def test_what_is_unused_takes_no_part() -> None:
    verdict = decide(claim_of("x**2 == x", "x: real, A: 'matrix[n, n]', y: real"))
    assert isinstance(verdict.evidence, Witness)
    assert [name for name, _ in verdict.evidence.instance.values] == ["x"]


def test_sizes_without_a_value_are_noted() -> None:
    let = "let: {'h[0]': x, 'h[1]': x, 'h[t]': 'h[t-2]/(2 - t)'}"
    assert decide(claim_of("h[n] <= 1 or h[n] > 1", "x: real, n: 'integer in {0, 1}'", extra=let)).notes == ()
    (note, *_) = decide(claim_of("h[n] <= 1 or h[n] > 1", "x: real, n: 'integer in {0, 1, -2}'", extra=let)).notes
    assert note.startswith("not tried at sizes where a recurrence has no value: `h")


def test_a_count_of_parameters_without_any_is_noted() -> None:
    note = "nothing is marked `parameter`, so `parameters` and `connections` are 0"
    given = "A: 'matrix[2, 3]', B: 'parameter matrix[2, 3]', x: 'vector[3]'"
    assert decide(claim_of("connections(A @ x) == 6", given)).notes == (note,)
    assert decide(claim_of("connections(B @ x) == 6", given)).notes == ()
    assert decide(claim_of("multiplications(A @ x) == 6", given)).notes == ()


def test_a_claim_on_counts_says_at_how_many_sizes_it_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portfolio, "provers", tuple)
    chain = 'let: {"h[0]": 0, "h[t] over t in 1..T": "h[t-1] + 1"}'
    evidence = decide(claim_of("steps(h) == T", "T: 'integer in 1..2000'", extra=chain)).evidence
    assert isinstance(evidence, Samples)
    assert evidence.sizes == f"{evidence.instances} choices of whole numbers up to {evidence.instances}"


def test_a_look_has_a_limit_and_leaves_the_rest_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(claim: Claim) -> None:
        while True:
            spend(10**5)

    without_provers(monkeypatch)
    monkeypatch.setattr(portfolio, "closest_witness", endless)
    verdict = decide(claim_of("x**2 + 1 > 0"))
    assert verdict.outcome is Outcome.SUPPORTED
    tried = [(a.method, a.answer, a.reason) for a in verdict.attempts]
    assert tried[0] == ("closest calls", "passed", "its share of the work is spent")
