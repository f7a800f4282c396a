"""Worker processes under guard: each claim in a warm process that is killed at the claim's budget.

No signal handler and no co-operation of the work is trusted: a deadline or a memory limit ends the process, its slot
starts a fresh one, and only the claim at hand is affected. Each slot is one thread that serves one process at a time.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Any

from proofcheck.run.child import Child, Gone, Silence, WorkerError
from proofcheck.run.job import DECIDE, INTERNAL, Job, after_seconds, at_memory, stopped, undecided
from proofcheck.verdict import Verdict, from_json

Ticket = Future[Verdict]

# An interrupt that arrives just before the main thread starts to wait is seen only when it wakes up.
WAKE = 0.2  # seconds
POLL = 0.02  # seconds between looks at the clock and the memory: at 2 GB/s that is 40 MB too late
JOBS_PER_CHILD = 500
MEBIBYTE = 1 << 20
_LEFTOVER = 4  # a process that keeps more than 1/4 of a claim's memory between claims is replaced


def available_workers() -> int:
    """How many workers this process should use: its cores, shared among the pytest-xdist workers."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    sharing = os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")
    return max(1, cores // max(1, int(sharing) if sharing.isdigit() else 1))


def await_verdict(ticket: Ticket) -> Verdict:
    """The verdict of a ticket, however long it takes; an interrupt is seen within `WAKE` seconds."""
    while True:
        try:
            return ticket.result(timeout=WAKE)
        except TimeoutError:
            if ticket.done() and ticket.exception() is not None:
                raise


class Pool:
    """Up to `workers` processes, started when there is work for them.

    `decide` is the dotted name of the function that decides a claim. Use as a context manager, or call `close`.
    """

    def __init__(
        self, workers: int | None = None, *, decide: str = DECIDE, jobs_per_child: int = JOBS_PER_CHILD
    ) -> None:
        self.workers = workers or available_workers()
        self._decide = decide
        self._jobs_per_child = jobs_per_child
        self._waiting: queue.SimpleQueue[tuple[Job, Ticket] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._slots: list[_Slot] = []
        self._unsettled = 0
        self._closed = False

    def submit(self, job: Job) -> Ticket:
        """Queue a claim; jobs start in the order of submission. The ticket's `result()` is the verdict."""
        ticket: Ticket = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is closed")
            self._unsettled += 1
            self._waiting.put((job, ticket))
            if len(self._slots) < min(self.workers, self._unsettled):
                self._slots.append(_Slot(self._waiting, self._decide, self._jobs_per_child))
                self._slots[-1].start()  # only once `close` can find it
        ticket.add_done_callback(self._settled)
        return ticket

    def _settled(self, ticket: Ticket) -> None:
        with self._lock:
            self._unsettled -= 1

    def close(self) -> None:
        """Kill every process and cancel what has no verdict yet. Safe to call twice."""
        with self._lock:
            self._closed = True
        for slot in self._slots:
            slot.stop()
        while not self._waiting.empty():
            waiting = self._waiting.get()
            if waiting is not None:
                waiting[1].cancel()
        for _ in self._slots:
            self._waiting.put(None)
        for slot in self._slots:
            slot.join()

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Slot:
    """A thread that serves jobs with one process at a time."""

    def __init__(self, waiting: queue.SimpleQueue[tuple[Job, Ticket] | None], decide: str, jobs_per_child: int) -> None:
        self._waiting = waiting
        self._decide = decide
        self._jobs_per_child = jobs_per_child
        self._child: Child | None = None
        self._stopping = False
        self._lock = threading.Lock()  # a process must not be started after `stop`
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._lock:
            self._stopping = True
            if self._child is not None:
                self._child.kill()

    def join(self) -> None:
        if self._thread.ident is not None:
            self._thread.join()

    def _serve(self) -> None:
        while True:
            work = self._waiting.get()
            if work is None or self._stopping:
                if work is not None:
                    work[1].cancel()
                break
            job, ticket = work
            if not ticket.set_running_or_notify_cancel():
                continue
            self._settle(job, ticket)
        self._discard()

    def _settle(self, job: Job, ticket: Ticket) -> None:
        try:
            verdict = self._decided(job)
        except BaseException as error:  # whoever waits for the ticket must hear of it
            ticket.set_exception(error)
        else:
            ticket.set_result(verdict)

    def _decided(self, job: Job) -> Verdict:
        child = self._warm_child()
        start = time.monotonic()
        try:
            child.send(job)
            verdict, alive = _watch(child, job, start)
        except Gone as ending:
            if self._stopping:
                raise Stopped from None
            verdict, alive = undecided(job, f"the worker died ({ending})", time.monotonic() - start), False
        if not alive or child.jobs >= self._jobs_per_child or child.grown() * _LEFTOVER > job.megabytes * MEBIBYTE:
            self._discard()
        return verdict

    def _warm_child(self) -> Child:
        """A process that is ready. Errors: `WorkerError` when two in a row cannot start."""
        if self._child is not None and self._child.alive():
            return self._child
        self._discard()
        said = ""
        for _ in range(2):
            with self._lock:
                if self._stopping:
                    raise Stopped
                self._child = Child(self._decide)
            try:
                self._child.wait_ready()
            except Gone as ending:
                if self._stopping:
                    raise Stopped from None
                self._child.kill()
                said = f"{ending}\n{self._child.last_words()}"
                self._discard()
            else:
                return self._child
        raise WorkerError(f"a worker process cannot start: {said}")

    def _discard(self) -> None:
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.discard()


class Stopped(Exception):
    """The pool was closed before the claim had a verdict."""


def _watch(child: Child, job: Job, start: float) -> tuple[Verdict, bool]:
    """The verdict on the job that `child` is at, and whether the process may be used again."""
    deadline = start + float(job.seconds)
    look = start + POLL
    phase = "loading"
    interim: Verdict | None = None
    while True:
        with suppress(Silence):
            message = child.receive(min(look, deadline) - time.monotonic())
            if "final" in message:
                return _read(job, message["final"]), True
            phase = str(message["phase"])
            interim = interim if message["verdict"] is None else _read(job, message["verdict"])
        now = time.monotonic()
        if now < min(look, deadline):
            continue
        limit = _passed(child, job, now >= deadline)
        if limit:
            child.kill()
            return stopped(job, limit, phase, interim, now - start), False
        look = now + POLL


def _passed(child: Child, job: Job, late: bool) -> str:
    """Which limit is passed, as words; empty if none."""
    if late:
        return after_seconds(job.seconds)
    if child.grown() > job.megabytes * MEBIBYTE:
        return at_memory(job.megabytes)
    return ""


def _read(job: Job, data: dict[str, Any]) -> Verdict:
    try:
        return from_json(data)
    except (KeyError, TypeError, ValueError) as error:
        return undecided(job, f"{INTERNAL}: a worker's answer cannot be read ({type(error).__name__}: {error})")
