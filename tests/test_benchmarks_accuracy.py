"""The accuracy run: every mutation does what it says, the judge knows the truth, the report adds up."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.accuracy import __main__ as command
from benchmarks.accuracy.breaking import BREAKING
from benchmarks.accuracy.mutation import written
from benchmarks.accuracy.peers import judge, strict, verdict
from benchmarks.accuracy.preserving import PRESERVING
from benchmarks.accuracy.report import BEGIN, END, markdown, rewrite, wilson
from benchmarks.accuracy.seeds import Seed, seeds
from benchmarks.accuracy.trial import FALSE, TRUE, UNKNOWN, Trial, question, read
from benchmarks.evaluate import violated
from benchmarks.outcome import ACCEPTED, PROVED, REFUTED, UNDECIDED
from benchmarks.points import points
from proofcheck.claim import Claim
from proofcheck.language.show import show, show_type
from proofcheck.load.yaml import load_text

MUTATIONS = {m.name: m for m in (*PRESERVING, *BREAKING)}


@cache
def claim(text: str, given: str = "x: real") -> Claim:
    declared = dict(each.split(": ") for each in re.split(r", (?=\w+: )", given))
    body = json.dumps({"id": "it", "given": declared, "claim": text})
    loaded = load_text(f"proofcheck: 1\nclaims: [{body}]")
    assert loaded.problems == ()
    return loaded.claims[0]


def mutated(name: str, text: str, given: str) -> set[str]:
    """What a mutation makes of a claim, over many draws: links and domains on one line."""
    found = set()
    for k in range(60):
        new = MUTATIONS[name].make(claim(text, given), random.Random(k))
        if new is None:
            continue
        again = load_text(written(new)).claims[0]
        declared = (f"{g.name}: {show_type(g.type, g.domain)}" for g in again.given)
        found.add("; ".join([*(show(link.node) for link in again.links), *declared]))
    return found


CASES = (
    ("rename", "sin(x) <= 1", "x: real", "sin(u) <= 1; u: real"),
    ("commute", "x + 2 <= 3*x", "x: real > 1", "2 + x <= 3*x; x: real > 1"),
    ("flip", "sin(x) <= 1", "x: real", "1 >= sin(x); x: real"),
    ("negate both sides", "sin(x) <= 1", "x: real", "-1 <= -sin(x); x: real"),
    ("move", "sin(x) - 1 <= 0", "x: real", "sin(x) <= 0 + 1; x: real"),
    ("move", "sin(x) <= 1", "x: real", "sin(x) - 1 <= 0; x: real"),
    ("scale", "sin(x) <= 1", "x: real", "2*sin(x) <= 2*1; x: real"),
    ("mirror", "log(x) <= x", "x: real in (0, 2]", "log(-x) <= -x; x: real in [-2, 0)"),
    ("mirror", "x > -1", "x: real >= 0", "-x > -1; x: real <= 0"),
    ("affine", "x > -1", "x: real >= 0", "2*x + 1 > -1; x: real >= -0.5"),
    ("affine", "x > -1", "x: real >= 0", "-2*x + 1 > -1; x: real <= 0.5"),
    ("affine", "n > 0", "n: integer in 1..4", "n + 1 > 0; n: integer in 0..3"),
    ("affine", "log(x) <= x", "x: real in (0, oo)", "log(-2*x + 1) <= -2*x + 1; x: real < 0.5"),
    ("weaken", "sin(x) < 1", "x: real", "sin(x) <= 1 + 2; x: real"),
    ("weaken", "2 > sin(x)", "x: real", "2 + 2 >= sin(x); x: real"),
    ("narrow", "sin(x) <= x", "x: real >= 0", "sin(x) <= x; x: real >= 1"),
    ("narrow", "x*x <= 1", "x: real in [0, 1]", "x*x <= 1; x: real in [0, 0.5]"),
    ("expand", "x**3 >= -1", "x: real >= 0", "x*x*x >= -1; x: real >= 0"),
    ("expand", "(x - 1)**2 >= 0", "x: real", "x**2 + 1**2 - 2*x*1 >= 0; x: real"),
    ("constant changed", "x**2 >= 0", "x: real", "x**3 >= 0; x: real"),
    ("sign flipped", "x + 1 > x", "x: real", "x - 1 > x; x: real"),
    ("sign flipped", "-x < 1", "x: real > 0", "x < 1; x: real > 0"),
    ("exponent changed", "x**2 >= 0", "x: real", "x**1 >= 0; x: real"),
    ("function swapped", "sin(x) <= 1", "x: real", "tan(x) <= 1; x: real"),
    ("factor 2 or 1/2", "sin(x) <= 1", "x: real", "2*sin(x) <= 1; x: real"),
    ("term dropped", "x + 1 > x", "x: real", "x > x; x: real"),
    ("relation changed", "sin(x) <= 1", "x: real", "sin(x) < 1; x: real"),
    ("relation changed", "sin(x) <= 1", "x: real", "sin(x) >= 1; x: real"),
    ("domain widened", "sin(x) < x", "x: real > 0", "sin(x) < x; x: real"),
    ("domain widened", "sin(x) < x", "x: real > 0", "sin(x) < x; x: real >= 0"),
    ("arguments swapped", "x - 1 < x", "x: real", "1 - x < x; x: real"),
    ("range shifted", "sum(k for k in 1..n) > 0", "n: integer >= 1", "sum(k for k in 1..n - 1) > 0; n: integer >= 1"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "text", "given", "expected"), CASES, ids=[f"{c[0]}: {c[3]}" for c in CASES])
def test_mutations(name: str, text: str, given: str, expected: str) -> None:
    assert expected in mutated(name, text, given)


def test_each_mutation_has_a_test() -> None:
    assert {c[0] for c in CASES} == set(MUTATIONS)


@pytest.mark.parametrize(
    ("name", "text", "given"),
    [
        ("weaken", "x == x", "x: real"),
        ("relation changed", "x == x", "x: real"),
        ("domain widened", "sin(x) <= 1", "x: real"),
        ("mirror", "diff(x**2, x) == 2*x", "x: real"),  # a derivative is by x, not by -x
        ("affine", "diff(x**2, x) == 2*x", "x: real"),
        ("expand", "x + x == 2*x", "x: real"),
        ("range shifted", "x + x == 2*x", "x: real"),
    ],
)
def test_mutations_that_do_not_apply(name: str, text: str, given: str) -> None:
    assert mutated(name, text, given) == set()


def test_the_domain_that_other_variables_bound_moves_with_them() -> None:
    told = mutated("affine", "x <= y", "x: real, y: real >= x")
    assert "2*x + 1 <= y; x: real; y: real >= 2*x + 1" in told
    assert "x <= 2*y + 1; x: real; y: real >= (x - 1)/2" in told


TRUE_ONES = (
    claim("log(1 + x) <= x", "x: real > -1"),
    claim("x*y <= (x**2 + y**2)/2", "x: real, y: real"),
    claim("sin(x)**2 + cos(x)**2 == 1"),
    claim("sum(k for k in 1..n) == n*(n + 1)/2", "n: integer >= 1"),
    claim("sqrt(x*y) <= (x + y)/2", "x: real >= 0, y: real >= 0"),
)


@pytest.mark.parametrize("mutation", PRESERVING, ids=lambda m: m.name)
def test_what_preserves_truth_does(mutation: object) -> None:
    for original in TRUE_ONES:
        for k in range(6):
            new = mutation.make(original, random.Random(k))  # type: ignore[attr-defined]
            if new is not None:
                again = load_text(written(new)).claims[0]
                assert not any(violated(again, p) for p in islice(points(again), 25))


@pytest.mark.parametrize(
    ("text", "given", "outcome"),
    [
        ("sin(x) <= x", "x: real >= 0", ACCEPTED),
        ("sin(x) < x", "x: real >= 0", REFUTED),
        ("x <= 99", "x: real", REFUTED),
        ("sqrt(x**2) == x", "x: real", REFUTED),
    ],
)
def test_the_judge(text: str, given: str, outcome: str) -> None:
    assert judge(claim(text, given)).outcome == outcome
    assert strict(claim(text, given)).outcome == outcome


def test_a_verdict_comes_with_its_witness_evaluated_again() -> None:
    told = verdict(claim("sqrt(x**2) == x"))
    detail = json.loads(told.detail)
    assert (told.outcome, detail["confirmed"]) == (REFUTED, True)
    assert set(detail["witness"]) == {"x"}
    at_an_end = verdict(claim("cos(x) < 1 - 4*x**2/pi**2", "x: real in [-pi/2, pi/2]"))
    assert (at_an_end.outcome, json.loads(at_an_end.detail)["confirmed"]) == (REFUTED, True)
    assert verdict(claim("x + x == 2*x")).outcome == PROVED


def test_questions_depend_on_their_number_and_the_seed_alone() -> None:
    found = [Seed(name=str(k), claim=c) for k, c in enumerate(TRUE_ONES)]
    weights = [seed.weight for seed in found]
    first = [question(k, 1, found, weights) for k in range(30)]
    assert first[7] == question(7, 1, found, weights)
    assert first != [question(k, 2, found, weights) for k in range(30)]
    assert {q.preserving for q in first} == {True, False}
    assert all(not load_text(q.text).problems for q in first)


def test_seeds_are_true_scalar_claims_with_definitions_written_out() -> None:
    found = seeds()
    assert len(found) > 500
    assert all(not seed.claim.definitions and seed.claim.links for seed in found)
    assert not any("false" in seed.name for seed in found)


def trial(index: int, truth: str, outcome: str, **other: object) -> Trial:
    text = "proofcheck: 1\nclaims:\n- id: it\n  claim:\n  - x <= 1\n"
    made = Trial(
        index=index, kind="flip", preserving=truth == TRUE, seed="a/b", text=text, truth=truth, outcome=outcome,
        detail="", seconds=0.1, cpu=0.1,
    )  # fmt: skip
    return replace(made, **other)  # type: ignore[arg-type]


def test_what_is_wrong() -> None:
    assert trial(0, TRUE, REFUTED).false_accusation
    assert trial(0, UNKNOWN, REFUTED, confirmed=False).false_accusation
    assert not trial(0, UNKNOWN, REFUTED, confirmed=None).false_accusation
    assert not trial(0, FALSE, REFUTED).false_accusation
    assert trial(0, FALSE, PROVED).wrong_proof
    assert not trial(0, UNKNOWN, PROVED).wrong_proof
    assert read(trial(3, FALSE, PROVED).line()) == trial(3, FALSE, PROVED)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 100, 0.0, 0.03699), (50, 100, 0.40383, 0.59617), (100, 100, 0.96301, 1.0)],
)
def test_wilson(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=1e-5)


def test_report_and_page(tmp_path: Path) -> None:
    trials = [
        trial(0, TRUE, PROVED),
        trial(1, TRUE, UNDECIDED, detail="supported"),
        trial(2, FALSE, REFUTED),
        trial(3, FALSE, UNDECIDED, detail="supported"),
        trial(4, FALSE, PROVED),
    ]
    told = markdown(trials, 1)
    assert "| wrong proofs, of all proved | 1 of 2: 50.00 % [9.45, 90.55] |" in told
    assert "| misses, of the false ones | 1 of 3: 33.33 % [6.15, 79.23] |" in told
    assert "| true ones `supported` | 1 of 2: 50.00 % [9.45, 90.55] |" in told
    assert "| all | 5 | 2 | 1 | 0 | 3 | 1 | 1 | 0 | 0 | 0 |" in told
    assert "False accusations: none." in told
    assert "- 4, flip of a/b: `- x <= 1`" in told
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    rewrite(page, told)
    assert page.read_text("utf-8") == f"before\n{BEGIN}\n\n{told}\n{END}\nafter\n"
    page.write_text("nothing", "utf-8")
    with pytest.raises(ValueError, match=r"page\.md: no `<!-- measured -->` … `<!-- end -->`"):
        rewrite(page, told)


def test_a_tiny_run_that_is_taken_up_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = tmp_path / "results.jsonl"
    command.main(["--count", "2", "--jobs", "1", "--results", str(results)])
    first = results.read_text("utf-8")
    command.main(["--count", "3", "--jobs", "1", "--results", str(results)])
    assert results.read_text("utf-8").startswith(first)
    assert len(results.read_text("utf-8").splitlines()) == 3
    told = capsys.readouterr().out
    command.main(["--from", str(results)])
    assert capsys.readouterr().out in told
