"""The command line: formats, exit status, messages, and an interrupt that leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from installed_plugin import path_with_example

from proofcheck import __version__
from proofcheck.cli import main

TESTS = Path(__file__).parent
HEAD = "proofcheck: 1\ngiven:\n  x: real\nclaims:\n"
NOTES = {
    "good": "",
    "seen": ", note: support",
    "bad": ", note: refute",
    "wished": ", note: refute, expect: refuted",
    "stuck": ", note: hang, budget: {seconds: 0.2}",
    "bug": ", note: raise",
}
TYPO = "  - {id: typo, claim: x == y_0}\n"
SKIP = "  - {id: by-hand, skip: nobody can check this}\n"


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(p for p in (str(TESTS), os.environ.get("PYTHONPATH", "")) if p))
    monkeypatch.chdir(tmp_path)


def written(*ids: str, extra: str = "", name: str = "a.claims.yaml") -> str:
    """A claim file in the working directory with these of the claims above."""
    claims = "".join(f"  - {{id: {claim_id}, claim: x == x{NOTES[claim_id]}}}\n" for claim_id in ids)
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(HEAD + claims + extra, "utf-8")
    return name


def check(*arguments: str) -> int:
    return main(["check", "--workers", "1", "--decide", "fake_decide.decide", *arguments])


@pytest.mark.parametrize(
    ("ids", "extra", "options", "status"),
    [
        (["good", "seen", "wished"], SKIP, [], 0),
        (["good", "bad", "stuck"], "", [], 1),
        (["good", "bad", "stuck"], TYPO, [], 2),
        (["bad", "bug"], TYPO, [], 3),
        (["good", "stuck"], "", [], 4),
        (["good", "seen"], "", ["--require", "proof"], 1),
    ],
    ids=["fine", "refuted", "malformed", "internal", "undecided", "unproved"],
)
def test_exit_status(ids: list[str], extra: str, options: list[str], status: int) -> None:
    assert check(written(*ids, extra=extra), *options) == status


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    check(written("good", "bad", "wished", extra=TYPO))
    out, err = capsys.readouterr()
    assert out == (
        "a.claims.yaml\n"
        "  proved     good  normal form\n"
        "  refuted    bad  at d = 1, W = [[1/2]]: left = 1/2, right = 1/4\n"
        "      at:         a.claims.yaml:6\n"
        "      claim:      x == x\n"
        "      holds when: d = 2\n"
        "      repair:     `x <= x`: proved\n"
        "      how often:  43 % of random instances break it\n"
        "      certified:  exact values or enclosing balls on both sides\n"
        "      more:       proofcheck explain a.claims.yaml::bad\n"
        "  refuted    wished  (expected) at d = 1, W = [[1/2]]\n"
        "  malformed  typo: a.claims.yaml:8:28: unknown name `y_0`\n"
        "    8 |   - {id: typo, claim: x == y_0}\n"
        "      |                            ^^^\n"
        "\n"
        "not as asked:\n"
        "  refuted    bad  at d = 1, W = [[1/2]]: left = 1/2, right = 1/4\n"
        "  malformed  typo: a.claims.yaml:8:28: unknown name `y_0`\n"
        "4 claims: 1 proved, 2 refuted, 1 malformed\n"
    )
    assert err == ""


def test_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    check(written("good", "bad", "stuck", extra=TYPO + SKIP), "--format", "jsonl")
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    keys = ["file", "line", "id", "verdict", "evidence", "witness", "certified", "seconds", "reason"]
    assert [list(record) for record in records] == [keys] * 5
    assert [(r["id"], r["line"], r["verdict"]) for r in records] == [
        ("good", 5, "proved"),
        ("bad", 6, "refuted"),
        ("stuck", 7, "undecided"),
        ("typo", 8, "malformed"),
        ("by-hand", 9, "skipped"),
    ]
    assert [r["certified"] for r in records] == [None, True, None, None, None]
    assert [r["witness"] for r in records] == [None, {"d": "1", "W": "[[1/2]]"}, None, None, None]
    assert [r["evidence"] and r["evidence"]["kind"] for r in records] == ["certificate", "witness", None, None, None]
    assert [r["reason"].split("\n")[0] for r in records] == [
        "",
        "",
        "stopped after 0.2 s in a long sum",
        "a.claims.yaml:8:28: unknown name `y_0`",
        "nobody can check this",
    ]


def test_a_folder_is_searched_in_a_fixed_order(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("b/z.claims.yml", "b/a.claims.yaml", "a.claims.yaml", "b/notes.yaml"):
        written("good", name=name)
    assert check(".", "--format", "jsonl") == 0
    files = [json.loads(line)["file"] for line in capsys.readouterr().out.splitlines()]
    assert files == ["a.claims.yaml", "b/a.claims.yaml", "b/z.claims.yml"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.claims.yaml"], "proofcheck: no such file: `none.claims.yaml`\n"),
        (["empty"], "proofcheck: no claim files (*.claims.yaml, *.claims.yml) in `empty`\n"),
        (["a.claims.yaml::godo"], "proofcheck: no claim `godo` in `a.claims.yaml`; did you mean `good`?\n"),
        (["a.claims.yaml", "--format", "html"], "proofcheck: no report format `html`; there are text, jsonl\n"),
    ],
    ids=["no-file", "no-claims", "no-id", "no-format"],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    written("good", "bad")
    Path("empty").mkdir()
    assert check(*arguments) == 2
    assert capsys.readouterr() == ("", message)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--budget", "0"], "argument --budget: `0` is not a positive number of seconds"),
        (["--workers", "none"], "argument --workers: `none` is not a positive number"),
        (["--require", "luck"], "argument --require: invalid choice: 'luck' (choose from 'proof')"),
    ],
    ids=["budget", "workers", "require"],
)
def test_wrong_options(capsys: pytest.CaptureFixture[str], option: list[str], message: str) -> None:
    with pytest.raises(SystemExit) as left:
        check("a.claims.yaml", *option)
    assert left.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"proofcheck check: error: {message}"


def test_budget_and_seed_reach_the_worker(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.claims.yaml").write_text(HEAD + "  - {id: a, claim: x == x, note: budget, budget: {seconds: 3}}\n", "utf-8")
    check("a.claims.yaml", "--budget", "2.5", "--seed", "9", "--format", "jsonl")
    assert json.loads(capsys.readouterr().out)["reason"] == "5/2 s, 2048 MiB, seed 9"


def test_explain_shows_the_claim_as_understood(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.claims.yaml").write_text(
        "proofcheck: 1\ngiven:\n  W: symmetric matrix[d, d]\n  x: vector[d]\nassume:\n  - norm(x) <= 1\n"
        "let:\n  q: W @ x\n  h[0]: x\n  h[t]: tanh(W @ h[t-1])\nclaims:\n  - id: a\n    section: '1.2'\n"
        "    claim: h[2] == tanh(W @ tanh(q))\n",
        "utf-8",
    )
    status = main(["explain", "--decide", "fake_decide.decide", "a.claims.yaml::a"])
    assert status == 0
    assert capsys.readouterr().out == (
        "a  a.claims.yaml:12\n"
        "  section:   1.2\n"
        "  claim:     h[2] == tanh(W @ tanh(q))\n"
        "\n"
        "understood as\n"
        "  for all\n"
        "    d: integer >= 1\n"
        "    W: symmetric matrix[d, d]\n"
        "    x: vector[d]\n"
        "  where\n"
        "    q: W @ x\n"
        "    h[0]: x\n"
        "    h[t]: tanh(W @ h[t - 1])\n"
        "  assuming\n"
        "    norm(x) <= 1\n"
        "  it holds that\n"
        "    h[2] == tanh(W @ tanh(q))\n"
        "\n"
        "verdict\n"
        "  proved  a: normal form\n"
        "proof by normal form, replayed by the kernel\n"
        "  expand: 0 == 0\n"
        "\n"
        "methods\n"
        "  search       passed     0.00 s  7 instances\n"
        "  normal form  proved     0.00 s\n"
    )


def test_explain_needs_a_claim(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "a.claims.yaml"]) == 2
    assert capsys.readouterr().err == "proofcheck: `a.claims.yaml` names no claim; write FILE::ID\n"


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["required"] == ["claims"]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"proofcheck {__version__}\n"


def test_workers_that_cannot_start_are_an_internal_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--workers", "1", "--decide", "fake_decide.missing", written("good")]) == 3
    assert capsys.readouterr().err.startswith("proofcheck: a worker process cannot start: exit status 1\n")


def test_a_plugin_s_report_format_and_method(tmp_path: Path) -> None:
    path = written("good", extra="  - {id: new, claim: swish(x) == swish(x), note: plug-in}\n")
    done = subprocess.run(
        [sys.executable, "-m", "proofcheck", "check", path, "--decide", "fake_decide.decide", "--format", "tally"],
        env={**os.environ, "PYTHONPATH": path_with_example(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("2 of 2 as asked\n", "", 0)


def test_an_interrupt_leaves_no_process_behind() -> None:
    path = written("stuck")
    arguments = ["check", "--decide", "fake_decide.decide", "--workers", "2", "--budget", "600", path]
    running = subprocess.Popen(
        [sys.executable, "-m", "proofcheck", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path.cwd(),
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))},
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # ignored where the tests run in the background
    )
    with running:
        parent = psutil.Process(running.pid)
        while not (workers := parent.children()):
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=10)
    assert running.returncode == 130
    assert err == "\nproofcheck: interrupted\n"
    gone, _ = psutil.wait_procs(workers, timeout=5)
    assert len(gone) == len(workers)
