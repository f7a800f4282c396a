"""A checker of checkers: break one row or rule at a time, and a small suite of claims must notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from proofcheck import kernel, portfolio
from proofcheck.claim import Claim
from proofcheck.inference.replay import Refused
from proofcheck.instances.space import Space
from proofcheck.meaning import arguments, ball, batch_apply, conditions, derivative, exact
from proofcheck.meaning.graph import Entry, Graph
from proofcheck.meaning.work import forget
from proofcheck.portfolio import decide
from proofcheck.proof import Prover
from proofcheck.search.falsify import falsify
from proofcheck.search.trial import Trial
from proofcheck.verdict import Certificate, Instance, Outcome, Step, Witness
from tests.claim_text import claim_of

SUITE: dict[str, tuple[Claim, str]] = {
    "sum": (claim_of("x + y == y + x"), "proved"),
    "square": (claim_of("x**2 == x"), "refuted"),
    "inequality": (claim_of("1/2 < log(2) < 7/10"), "proved"),
    "root": (claim_of("1 < sqrt(2) < 3/2"), "proved"),
    "wrong root": (claim_of("sqrt(2) > 3/2"), "refuted"),
    "power": (claim_of("2**10 == 1024"), "proved"),
    "slope": (claim_of("diff(sin(x), x) == cos(x)", "x: real"), "proved"),
    "wrong slope": (claim_of("diff(sin(x), x) == -cos(x)", "x: real"), "refuted"),
    "floor": (claim_of("floor(7/2) == 3"), "proved"),
    "largest": (claim_of("max(x, y) >= x"), "proved"),
    "assumed": (claim_of("x > 0", "x: real", "x > 1"), "proved"),
    "sum of two": (claim_of("x + y == x"), "refuted"),
    "order": (claim_of("x < 3", "x: real"), "refuted"),
    "symmetric": (claim_of("A[1, 2] == A[1, 1]", "A: 'symmetric matrix[2, 2]'"), "refuted"),
}


def outcomes() -> dict[str, str]:
    """The outcome of each claim of the suite, or the error that it ends with."""
    forget()
    found = {}
    for name, (claim, _) in SUITE.items():
        try:
            found[name] = str(decide(claim).outcome)
        except Exception as error:
            found[name] = type(error).__name__
    forget()
    return found


def test_the_suite_passes_unbroken() -> None:
    assert outcomes() == {name: outcome for name, (_, outcome) in SUITE.items()}


def noticed() -> list[str]:
    """The claims whose outcome is no longer the one on record."""
    found = outcomes()
    return [name for name, (_, outcome) in SUITE.items() if found[name] != outcome]


def wrong_slope(g: Graph, e: Entry, d: list[Entry]) -> Entry:
    return g.neg(g.mul(g.make("cos", e.args[0]), d[0]))


ROWS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "ball log": (ball.MEANINGS, "log", lambda x: x.exp()),
    "ball sqrt": (ball.MEANINGS, "sqrt", lambda x: x),
    "ball less": (ball.MEANINGS, "<", lambda a, b: False),
    "exact power": (exact.MEANINGS, "**", lambda a, b: a),
    "exact sum": (exact.MEANINGS, "+", lambda a, b: a),
    "exact floor": (exact.MEANINGS, "floor", lambda a: a),
    "exact order": (exact.MEANINGS, "<", lambda a, b: True),
    "exact equality": (exact.MEANINGS, "==", lambda a, b: True),
    "slope of sine": (derivative.RULES, "sin", wrong_slope),
    "adjective": (conditions.ADJECTIVES, "symmetric", lambda g, value: iter((g.make("==", g.zero, g.one),))),
}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_broken_row_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    table, op, broken = ROWS[name]
    assert op in table
    monkeypatch.setitem(table, op, broken)
    assert noticed()


BATCH: dict[str, tuple[str, Callable[..., Any], str]] = {
    "sine": ("sin", lambda x: 1.01 * x.sin(), "sin(x)**2 + cos(x)**2 == 1"),
    "exponential": ("exp", lambda x: -x.exp(), "exp(x) > 0"),
    "product": ("*", lambda x, y: x * y + 1, "x*(x + 1) == x**2 + x"),
    "root": ("sqrt", lambda x: -x.sqrt(), "sqrt(x**2) == abs(x)"),
}


@pytest.mark.parametrize("name", sorted(BATCH))
def test_a_broken_batch_meaning_refutes_nothing_and_shows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Floats that lie are outvoted by the kernel, and the disagreement is counted."""
    op, broken, text = BATCH[name]
    claim = claim_of(text, "x: 'real in [-3, 3]'")
    assert falsify(claim, seed=0).unconfirmed == 0
    usual = batch_apply.entrywise
    monkeypatch.setattr(batch_apply, "entrywise", lambda: {**usual(), op: broken})
    found = falsify(claim, seed=0)
    assert found.witness is None
    assert found.unconfirmed > 0
    assert decide(claim).outcome is not Outcome.REFUTED


def test_floats_that_see_nothing_cost_no_small_witness(monkeypatch: pytest.MonkeyPatch) -> None:
    """Structured instances go to the kernel whatever the floats say."""
    run = Trial.run

    def blind(trial: Trial, rows: Any) -> Any:
        seen = run(trial, rows)
        if seen is None:
            return None
        links = [replace(link, violation=np.full_like(link.violation, -1.0)) for link in seen[0].links]
        return replace(seen[0], links=links), seen[1]

    monkeypatch.setattr(Trial, "run", blind)
    assert decide(claim_of("x**2 == x")).outcome is Outcome.REFUTED


def test_admissibility_is_what_stands_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the kernel's check any values would do; with it these are no witness."""
    claim = claim_of("x > 0", "x: real", "x > 1")
    outside = Instance(values=(("x", Fraction(-1)),))
    assert kernel.confirm(claim, outside) is None
    monkeypatch.setattr(kernel, "_admissible", lambda *args: (True, ""))
    assert kernel.confirm(claim, outside) is not None


def test_an_instance_space_that_forgets_assumptions_is_outvoted(monkeypatch: pytest.MonkeyPatch) -> None:
    built = Space.build_exact

    def outside(space: Space, row: Any) -> Any:
        values = built(space, row)
        return values if values is None else {**values, "x": Fraction(-1)}

    monkeypatch.setattr(Space, "build_exact", outside)
    assert decide(claim_of("x > 0", "x: real", "x > 1")).outcome is not Outcome.REFUTED


def test_an_instance_adjective_that_is_not_met_is_outvoted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The family of symmetric matrices is replaced by all matrices: the kernel admits none of the new ones."""
    claim = claim_of("A.T == A", "A: 'symmetric matrix[2, 2]'")
    crooked = Instance(values=(("A", ((Fraction(0), Fraction(1)), (Fraction(0), Fraction(0)))),))
    assert kernel.judge(claim, crooked).admissible is False
    monkeypatch.setattr(Trial, "instance", lambda trial, row: crooked)
    assert falsify(claim, seed=0).witness is None


@pytest.mark.parametrize("method", [*arguments.BASIC, arguments.ENUMERATION, "trust me"])
@pytest.mark.parametrize("text", ["x**2 == x", "x > 0", "1 == 2", "exp(x) >= 2 + x"])
def test_a_lying_prover_is_refused(text: str, method: str) -> None:
    claim = claim_of(text, "x: real")
    lie = Certificate(method=method, steps=(Step(rule="by inspection", text=text),), replayed=True)
    assert not kernel.replay(claim, lie)


def test_a_lying_prover_changes_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    lie = Certificate(method="range", steps=(Step(rule="by inspection", text="it"),), replayed=True)
    monkeypatch.setattr(portfolio, "provers", lambda: (Prover("liar", lambda claim: lie),))
    found = outcomes()
    assert {name for name, outcome in found.items() if outcome == "refuted"} == {
        name for name, (_, outcome) in SUITE.items() if outcome == "refuted"
    }
    proved = {name for name, outcome in found.items() if outcome == "proved"}
    assert proved <= {name for name, (_, outcome) in SUITE.items() if outcome == "proved"}


def test_a_kernel_that_replays_nothing_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "refusal", lambda claim, certificate: Refused("sabotage"))
    assert set(noticed()) == {name for name, (_, outcome) in SUITE.items() if outcome == "proved"}


def test_a_verdict_refuses_evidence_that_the_kernel_did_not_see() -> None:
    verdict = decide(SUITE["square"][0])
    assert isinstance(verdict.evidence, Witness)
    with pytest.raises(ValueError, match=r"^refuted needs a witness that the kernel confirmed$"):
        replace(verdict, evidence=replace(verdict.evidence, confirmed=False))
    proved = decide(SUITE["sum"][0])
    assert isinstance(proved.evidence, Certificate)
    with pytest.raises(
        ValueError, match=r"^proved needs a certificate that was replayed or names the engine it trusts$"
    ):
        replace(proved, evidence=replace(proved.evidence, replayed=False))
