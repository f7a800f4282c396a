"""Worker processes under guard: each fate of a worker costs its own claim and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from fractions import Fraction
from pathlib import Path

import psutil
import pytest

from proofcheck.run.child import WorkerError
from proofcheck.run.job import Job
from proofcheck.run.pool import Pool, Stopped, available_workers
from proofcheck.verdict import Outcome, Verdict

TESTS = Path(__file__).parent
DECIDE = "fake_decide.decide"


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(p for p in (str(TESTS), os.environ.get("PYTHONPATH", "")) if p))


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(1, decide=DECIDE) as pool:
        yield pool


def job(note: str, claim_id: str = "a", *, seconds: str = "20", megabytes: int = 2048, seed: int = 0) -> Job:
    text = f"proofcheck: 1\ngiven:\n  x: real\nclaims:\n  - id: {claim_id}\n    claim: x == x\n    note: {note}\n"
    return Job(
        path="a.claims.yaml", text=text, claim_id=claim_id, seconds=Fraction(seconds), megabytes=megabytes, seed=seed
    )


def said(verdict: Verdict) -> tuple[str, str]:
    return str(verdict.outcome), verdict.reason


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("prove", ("proved", "")),
        ("support", ("supported", "")),
        ("refute", ("refuted", "")),
        ("print", ("proved", "")),
        ("raise", ("undecided", "internal error in search: ZeroDivisionError: a defect")),
        ("budget", ("undecided", "20 s, 2048 MiB, seed 0")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_worker_answers(pool: Pool, note: str, expected: tuple[str, str]) -> None:
    assert said(pool.submit(job(note)).result()) == expected


@pytest.mark.parametrize(
    ("stuck", "expected"),
    [
        (job("hang", seconds="0.2"), ("undecided", "stopped after 0.2 s in a long sum")),
        (job("hang in c", seconds="0.2"), ("undecided", "stopped after 0.2 s in a power tower")),
        (job("chatter", seconds="0.2"), ("undecided", "stopped after 0.2 s in chatter")),
        (job("swallow", megabytes=64), ("undecided", "stopped at 64 MiB in expansion")),
        (job("crash"), ("undecided", "the worker died (signal SIGSEGV)")),
    ],
    ids=["hang", "hang-in-c", "chatter", "swallow", "crash"],
)
def test_a_lost_worker_costs_one_claim(pool: Pool, stuck: Job, expected: tuple[str, str]) -> None:
    tickets = [pool.submit(job("prove")), pool.submit(stuck), pool.submit(job("refute"))]
    assert [said(ticket.result()) for ticket in tickets] == [("proved", ""), expected, ("refuted", "")]


def test_what_was_established_before_the_stop_stands(pool: Pool) -> None:
    verdict = pool.submit(job("hang late", seconds="0.3")).result()
    assert said(verdict) == ("supported", "")
    assert verdict.notes == ("stopped after 0.3 s in branch and bound",)


def test_a_claim_that_is_not_in_the_text_is_a_defect(pool: Pool) -> None:
    asked = Job(path="a.claims.yaml", text=job("prove").text, claim_id="other")
    assert said(pool.submit(asked).result()) == (
        "undecided",
        "internal error in loading: LookupError: no claim `other` in a.claims.yaml",
    )


def test_same_verdicts_on_one_worker_or_two_in_any_order() -> None:
    jobs = [job("seeded", claim_id=f"c{n}", seed=3) for n in range(8)]
    with Pool(1, decide=DECIDE) as one:
        forward = [ticket.result().evidence for ticket in [one.submit(j) for j in jobs]]
    with Pool(2, decide=DECIDE) as two:
        backward = [ticket.result().evidence for ticket in [two.submit(j) for j in reversed(jobs)]]
    assert forward == backward[::-1]
    assert len({str(evidence) for evidence in forward}) > 1


def test_a_process_serves_a_fixed_number_of_jobs() -> None:
    with Pool(1, decide=DECIDE, jobs_per_child=2) as pool:
        tickets = [pool.submit(job("process")) for _ in range(4)]
        first, second, third, fourth = [ticket.result().reason for ticket in tickets]
    assert first == second
    assert third == fourth
    assert first != third


def test_two_workers_share_the_work() -> None:
    with Pool(2, decide=DECIDE) as pool:
        stuck = pool.submit(job("hang"))
        quick = [pool.submit(job("prove")) for _ in range(3)]
        assert [ticket.result().outcome for ticket in quick] == [Outcome.PROVED] * 3
        assert not stuck.done()


def test_close_kills_what_runs_and_cancels_what_waits() -> None:
    pool = Pool(1, decide=DECIDE)
    pid = int(pool.submit(job("process")).result().reason)
    running, waiting = pool.submit(job("hang in c")), pool.submit(job("prove"))
    while not running.running():
        time.sleep(0.01)
    pool.close()
    assert not psutil.pid_exists(pid)
    with pytest.raises(Stopped):
        running.result()
    with pytest.raises(CancelledError):
        waiting.result()
    with pytest.raises(RuntimeError, match=r"^the pool is closed$"):
        pool.submit(job("prove"))


def test_a_process_that_died_between_claims_is_replaced(pool: Pool) -> None:
    pid = int(pool.submit(job("process")).result().reason)
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([p for p in psutil.Process().children() if p.pid == pid], timeout=5)
    assert said(pool.submit(job("prove")).result()) == ("proved", "")


def test_workers_that_cannot_start_are_one_clear_error() -> None:
    with Pool(1, decide="fake_decide.missing") as pool, pytest.raises(WorkerError) as raised:
        pool.submit(job("prove")).result()
    lines = str(raised.value).split("\n")
    assert lines[0] == "a worker process cannot start: exit status 1"
    assert lines[-1] == (
        "proofcheck.errors.PluginError: cannot import `fake_decide.missing` "
        "(AttributeError: module 'fake_decide' has no attribute 'missing')"
    )


@pytest.mark.parametrize("note", ["hang", "hang in c"], ids=["python", "c"])
def test_no_worker_outlives_a_killed_parent(note: str) -> None:
    script = f"""
        import time
        from test_run_pool import DECIDE, job
        from proofcheck.run.pool import Pool
        pool = Pool(1, decide=DECIDE)
        pid = pool.submit(job("process")).result().reason
        pool.submit(job({note!r}))
        time.sleep(0.3)  # by now the worker is at it
        print(pid, flush=True)
        time.sleep(600)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent:
        worker = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    gone, _ = psutil.wait_procs([worker], timeout=10)
    assert gone == [worker]


@pytest.mark.parametrize(
    ("sharing", "cores", "workers"),
    [("", {0, 1, 2, 3}, 4), ("2", {0, 1, 2, 3}, 2), ("8", {0, 1}, 1)],
    ids=["alone", "two-share", "more-than-cores"],
)
def test_cores_are_shared_among_test_processes(
    monkeypatch: pytest.MonkeyPatch, sharing: str, cores: set[int], workers: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: cores, raising=False)
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", sharing)
    assert available_workers() == workers
