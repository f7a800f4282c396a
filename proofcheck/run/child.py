"""One worker process as its parent sees it: started, asked, watched, killed."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

import proofcheck
from proofcheck.errors import ProofcheckError
from proofcheck.run.job import Job

# One worker is one core: two workers must not fight over them with four thread pools.
_ONE_THREAD = (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_INSTALLED = ("site-packages", "dist-packages")
START_SECONDS = 300.0


class WorkerError(ProofcheckError):
    """Worker processes cannot be started at all; the message ends with what the process said."""


class Silence(Exception):
    """Nothing arrived in time."""


class Gone(Exception):
    """The process has ended; the message says how."""


def environment() -> dict[str, str]:
    """The environment of a worker: one thread, one hash seed, and this package importable."""
    env = {**os.environ, **dict.fromkeys(_ONE_THREAD, "1"), "PYTHONHASHSEED": "0"}
    root = Path(proofcheck.__file__).resolve().parents[1]
    if root.name not in _INSTALLED:
        env["PYTHONPATH"] = os.pathsep.join(p for p in (env.get("PYTHONPATH"), str(root)) if p)
    return env


class Child:
    """A worker process. Use from one thread, except for `kill`."""

    def __init__(self, decide: str) -> None:
        # -P: a file called sympy.py beside the claims must not be imported.
        command = [sys.executable, "-P", "-m", "proofcheck.run.worker", "--decide", decide]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._said: deque[str] = deque(maxlen=20)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._overhearer = threading.Thread(target=self._overhear, daemon=True)
        self._listener.start()
        self._overhearer.start()
        self.jobs = 0
        self._warm = 0

    @property
    def pid(self) -> int:
        return self._process.pid

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")  # the end

    def _overhear(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._said.append(line[:500])

    def wait_ready(self) -> None:
        """Wait until the engines are loaded; this time counts against no claim."""
        try:
            self.receive(START_SECONDS)
        except Silence:
            raise Gone(f"not ready after {START_SECONDS:g} s") from None
        self._warm = self.resident()

    def send(self, job: Job) -> None:
        """Hand over a job. Errors: `Gone`."""
        assert self._process.stdin is not None
        self.jobs += 1
        try:
            self._process.stdin.write(json.dumps(job.as_json()) + "\n")
            self._process.stdin.flush()
        except OSError:
            raise Gone(self._ending()) from None

    def receive(self, seconds: float) -> dict[str, Any]:
        """The next message. Errors: `Silence` after so many seconds, `Gone` when there will be none."""
        try:
            line = self._lines.get(timeout=max(seconds, 0))
        except queue.Empty:
            raise Silence from None
        if not line:
            raise Gone(self._ending())
        message: dict[str, Any] = json.loads(line)
        return message

    def resident(self) -> int:
        """Resident memory in bytes, 0 when the process has ended."""
        try:
            return int(psutil.Process(self.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def grown(self) -> int:
        """Resident memory in bytes on top of what the warm process held before its first job."""
        return max(0, self.resident() - self._warm)

    def last_words(self) -> str:
        """The end of what the process wrote to stderr."""
        self._overhearer.join(timeout=1)
        return "".join(self._said).strip()

    def _ending(self) -> str:
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "it closed its output"
        if status >= 0:
            return f"exit status {status}"
        try:
            return f"signal {signal.Signals(-status).name}"
        except ValueError:
            return f"signal {-status}"

    def alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process and everything it started, at once. May be called from another thread."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError):  # it may end by itself in between
                if hasattr(os, "killpg"):
                    os.killpg(self.pid, signal.SIGKILL)
                else:
                    self._process.kill()
        self._process.wait()

    def discard(self) -> None:
        """Kill the process and release its pipes."""
        self.kill()
        for thread, pipe in ((self._listener, self._process.stdout), (self._overhearer, self._process.stderr)):
            thread.join(timeout=1)
            if pipe is not None and not thread.is_alive():
                pipe.close()
        if self._process.stdin is not None:
            with suppress(OSError):  # what was not written will never be read
                self._process.stdin.close()
