"""From paths to results: what files hold, which claims are named, and in which order results come."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from proofcheck.run.session import WHOLE_FILE, UsageError, check, gather, in_order, read
from proofcheck.run.standing import Result
from proofcheck.verdict import Outcome, Verdict

TESTS = Path(__file__).parent
TEXT = """\
proofcheck: 1
source: {document: notes.txt}
given: {x: real}
claims:
  - {id: one, claim: x == x}
  - {id: two, claim: x == y_0}
  - {id: three, skip: by hand}
"""


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(p for p in (str(TESTS), os.environ.get("PYTHONPATH", "")) if p))
    monkeypatch.chdir(tmp_path)
    Path("a.claims.yaml").write_text(TEXT, "utf-8")


def test_entries_stand_in_the_order_of_their_lines() -> None:
    found = read(Path("a.claims.yaml"), "shown")
    assert [(e.claim_id, e.line, e.claim is None, e.document) for e in found] == [
        ("one", 5, False, ("notes.txt",)),
        ("two", 6, True, ("notes.txt",)),
        ("three", 7, False, ("notes.txt",)),
    ]


def test_a_file_that_is_not_utf_8_is_one_malformed_entry() -> None:
    Path("b.claims.yaml").write_bytes(b"title: \xff")
    (entry,) = read(Path("b.claims.yaml"), "b.claims.yaml")
    assert entry.claim_id == WHOLE_FILE
    assert [problem.message for problem in entry.problems] == ["the file is not UTF-8 here"]


def test_a_claim_is_named_once_however_often_it_is_asked_for() -> None:
    found = gather(["a.claims.yaml::three", "a.claims.yaml", "."])
    assert [entry.claim_id for entry in found] == ["three", "one", "two"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("b.claims.yaml", "no such file: `b.claims.yaml`"),
        ("a.claims.yaml::ten", "no claim `ten` in `a.claims.yaml`"),
        ("a.claims.yaml::thre", "no claim `thre` in `a.claims.yaml`; did you mean `three`?"),
    ],
    ids=["file", "id", "near-id"],
)
def test_what_is_not_there(target: str, message: str) -> None:
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        gather([target])


def test_results_wait_for_those_before_them() -> None:
    results = [
        Result(path="p", line=None, verdict=Verdict(claim_id=str(n), outcome=Outcome.SKIPPED, reason="r"))
        for n in range(4)
    ]
    seen: list[str] = []

    def settled() -> list[tuple[int, Result]]:
        return [(place, results[place]) for place in (2, 0, 3, 1)]

    for result in in_order(settled()):
        seen.append(result.id)
    assert seen == ["0", "1", "2", "3"]


def test_check_answers_every_claim_in_order() -> None:
    results = check("a.claims.yaml", workers=1, decide="fake_decide.decide")
    assert [(r.id, str(r.outcome), r.fine) for r in results] == [
        ("one", "proved", True),
        ("two", "malformed", False),
        ("three", "skipped", True),
    ]
