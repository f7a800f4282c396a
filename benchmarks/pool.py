"""Workers that answer for one peer each: warm processes, killed at the time limit and started again."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import Any, Protocol, TypeVar

from benchmarks.corpus import Entry
from benchmarks.outcome import UNDECIDED, Result

ROOT = Path(__file__).parent.parent
Item = TypeVar("Item")
Found = TypeVar("Found")
_START = 120.0  # seconds a worker may take to import what it needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one statement may cost."""

    seconds: float = 20.0
    megabytes: int = 6144


class Absent(Exception):
    """The peer cannot run here; the text says why."""


class Worker:
    """A process that decides one statement after another."""

    def __init__(self, benchmark: str, peer: str, python: str, limits: Limits) -> None:
        self._benchmark, self._peer, self._python, self._limits = benchmark, peer, python, limits
        self._process: subprocess.Popen[bytes] | None = None
        self._pending = b""
        self.version = ""

    def start(self) -> None:
        """Begin a fresh process. Raises Absent where the peer's library is missing."""
        environment = {**os.environ, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}
        environment["PYTHONPATH"] = os.pathsep.join((str(ROOT), environment.get("PYTHONPATH", ""))).rstrip(os.pathsep)
        command = [self._python, "-m", "benchmarks.worker", self._benchmark, self._peer, str(self._limits.megabytes)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._pending = b""
        told = self._receive(_START)
        if told is None or "ready" not in told:
            self.stop()
            raise Absent((told or {}).get("absent", "its worker did not start"))
        self.version = told["ready"]

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None

    def decide(self, entry: Entry) -> Result:
        told = self.ask({"path": str(entry.path), "id": entry.id})
        return Result(peer=self._peer, area=entry.area, id=entry.id, truth=entry.truth, **told)

    def ask(self, question: dict[str, str]) -> dict[str, Any]:
        """The answer to one question; undecided at the limit, or if the process ends."""
        if self._process is None:
            self.start()
        assert self._process is not None
        assert self._process.stdin is not None
        since = time.monotonic()
        with contextlib.suppress(BrokenPipeError):  # it has ended: nothing is received
            self._process.stdin.write(json.dumps(question).encode() + b"\n")
            self._process.stdin.flush()
        told = self._receive(self._limits.seconds)
        if told is not None:
            return told
        over = time.monotonic() - since >= self._limits.seconds
        detail = f"over {self._limits.seconds:g} s" if over else "its process ended"
        spent = self._limits.seconds if over else time.monotonic() - since
        self.stop()
        return {"outcome": UNDECIDED, "seconds": spent, "cpu": spent, "detail": detail}

    def _receive(self, seconds: float) -> dict[str, Any] | None:
        """The next line of the process, or None at the limit or its end."""
        assert self._process is not None
        assert self._process.stdout is not None
        end = time.monotonic() + seconds
        while b"\n" not in self._pending:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._process.stdout], [], [], left)[0]:
                return None
            chunk = os.read(self._process.stdout.fileno(), 1 << 16)
            if not chunk:
                return None
            self._pending += chunk
        line, _, self._pending = self._pending.partition(b"\n")
        told: dict[str, Any] = json.loads(line)
        return told


def run(
    benchmark: str,
    peer: str,
    python: str,
    entries: Sequence[Entry],
    jobs: int,
    limits: Limits,
    heard: Callable[[Result], None],
) -> str:
    """Decide every entry, `jobs` at a time; the peer's version. Raises Absent."""
    workers = [Worker(benchmark, peer, python, limits) for _ in range(max(1, jobs))]
    spread(workers, lambda worker, entry: worker.decide(entry), entries, heard)
    return workers[0].version


class Staff(Protocol):
    """A worker, or several that work on one item together."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


Each = TypeVar("Each", bound=Staff)


def spread(
    workers: Sequence[Each], ask: Callable[[Each, Item], Found], items: Iterable[Item], heard: Callable[[Found], None]
) -> None:
    """Ask for every item, each worker one at a time; stops them all. Raises Absent."""
    free: SimpleQueue[Each] = SimpleQueue()
    telling = Lock()
    try:
        for worker in workers:
            worker.start()
            free.put(worker)

        def one(item: Item) -> None:
            worker = free.get()
            try:
                found = ask(worker, item)
            finally:
                free.put(worker)
            with telling:
                heard(found)

        with ThreadPoolExecutor(len(workers)) as threads:
            list(threads.map(one, items))
    finally:
        for worker in workers:
            worker.stop()
