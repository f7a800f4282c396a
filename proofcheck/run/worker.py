"""The child process that decides claims: jobs in on stdin, verdicts out on stdout, one JSON line each.

It may hang, crash or be killed at any moment; the parent copes. It never outlives its parent: it ends when stdin
closes, and where the system can do so it asks to be killed with its parent, which also reaches code that never
yields. Whatever libraries print goes to stderr, so that the protocol stays clean.

Lines out: `{"ready": …}` once; then per job any number of `{"phase", "verdict"}` and one `{"final"}`.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, TextIO

from proofcheck.claim import Claim
from proofcheck.hooks import Registry, build_registry, plugin_manager, resolve
from proofcheck.load.yaml import LoadedFile, load_text
from proofcheck.proof import Prover
from proofcheck.run.job import DECIDE, INTERNAL, Job, undecided
from proofcheck.verdict import Attempt, Verdict, to_json

_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


class Channel:
    """The protocol's own ends of stdin and stdout, taken before any library can print to them."""

    def __init__(self) -> None:
        self._jobs = os.fdopen(os.dup(0), "r", encoding="utf-8")
        self._answers: TextIO = os.fdopen(os.dup(1), "w", encoding="utf-8")
        silence = os.open(os.devnull, os.O_RDONLY)
        os.dup2(silence, 0)
        os.dup2(2, 1)
        sys.stdout = sys.stderr

    def send(self, message: dict[str, Any]) -> None:
        self._answers.write(json.dumps(message) + "\n")
        self._answers.flush()

    def jobs(self) -> queue.SimpleQueue[Job]:
        """A queue that a thread fills; the process ends at once when stdin closes."""
        waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()

        def listen() -> None:
            for line in self._jobs:
                waiting.put(Job.from_json(json.loads(line)))
            os._exit(0)

        threading.Thread(target=listen, daemon=True).start()
        return waiting


def die_with_parent() -> None:
    """Ask Linux to kill this process when its parent dies, even inside a long call that holds the interpreter lock."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


class Worker:
    """Decides jobs one after another; parsed files are kept, so that a file's claims share the parsing."""

    def __init__(
        self, *, decide: Callable[..., Verdict], registry: Registry, send: Callable[[dict[str, Any]], None]
    ) -> None:
        self._decide = decide
        self._registry = registry
        self._send = send
        self._load = lru_cache(maxsize=8)(self._parse)

    def _parse(self, text: str, path: str) -> LoadedFile:
        return load_text(text, path, self._registry.vocabulary)

    def answer(self, job: Job) -> dict[str, Any]:
        """The verdict on a job, as JSON data; an exception is a defect of the checker, and the claim undecided."""
        start = time.monotonic()
        phase = "loading"

        def report(name: str, verdict: Verdict | None) -> None:
            nonlocal phase
            phase = name
            self._send({"phase": name, "verdict": None if verdict is None else to_json(verdict)})

        try:
            verdict = self._decide(self._claim(job), seed=job.seed, report=report)
            return to_json(replace(verdict, seconds=round(time.monotonic() - start, 3)))
        except MemoryError:
            verdict = undecided(job, f"out of memory in {phase}")
        except RecursionError:
            verdict = undecided(job, f"too deep in {phase}: the recursion limit was reached")
        except Exception as error:  # every defect must cost one claim only
            verdict = self._defect(job, phase, error)
        return to_json(replace(verdict, seconds=round(time.monotonic() - start, 3)))

    def _claim(self, job: Job) -> Claim:
        loaded = self._load(job.text, job.path)
        claim = next((c for c in loaded.claims if c.id == job.claim_id), None)
        if claim is None:
            raise LookupError(f"no claim `{job.claim_id}` in {job.path}")
        return replace(claim, policy=job.policy(claim.policy))

    def _defect(self, job: Job, phase: str, error: Exception) -> Verdict:
        trace = "".join(traceback.format_exception(error)[-4:])
        told = undecided(job, f"{INTERNAL} in {phase}: {type(error).__name__}: {error}")
        return replace(told, attempts=(Attempt(method=phase, answer="error", reason=trace),))


def _with_plugins(decide: Callable[..., Verdict], registry: Registry) -> Callable[..., Verdict]:
    """`decide` with the registry's own provers, if there are any."""
    provers = tuple(m for m in registry.methods if m.kind == "prover")
    if not provers:
        return decide
    extra = tuple(Prover(name=m.name, prove=registry.implementation(m)) for m in provers)
    return partial(decide, extra=extra)


def _warm_up() -> None:
    """Load the engines of the built-in portfolio now, so that no claim's budget pays for it."""
    import flint  # noqa: F401
    import sympy  # noqa: F401
    import torch

    torch.set_num_threads(1)


def main(arguments: list[str] | None = None) -> None:
    """Serve until stdin closes."""
    parser = argparse.ArgumentParser(prog="proofcheck.run.worker")
    parser.add_argument("--decide", default=DECIDE)
    options = parser.parse_args(arguments)
    die_with_parent()
    channel = Channel()
    jobs = channel.jobs()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    registry = build_registry(plugin_manager())
    decide = _with_plugins(resolve(options.decide), registry)
    if options.decide == DECIDE:
        _warm_up()
    worker = Worker(decide=decide, registry=registry, send=channel.send)
    channel.send({"ready": True})
    while True:
        job = jobs.get()
        channel.send({"final": worker.answer(job)})


if __name__ == "__main__":
    main()
