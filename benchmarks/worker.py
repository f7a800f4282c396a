"""One peer's process: questions as JSON lines on standard input, answers on standard output.

A claim is read once before the clock starts, and the peer has decided a few simple claims before: libraries are loaded.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from benchmarks.corpus import Entry
from benchmarks.outcome import INEXPRESSIBLE, UNDECIDED, Answer, Inexpressible
from benchmarks.peer import Peer, roster
from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text


def decide(peer: Peer, claim: Claim) -> dict[str, Any]:
    """The answer of a peer with its times; whatever it raises is an answer too."""
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        if not claim.links and peer.name != "proofcheck":
            raise Inexpressible("shapes that do not fit")
        answer = peer.decide(claim)
    except Inexpressible as missing:
        answer = Answer(outcome=INEXPRESSIBLE, detail=str(missing))
    except Exception as error:
        answer = Answer(outcome=UNDECIDED, detail=f"{type(error).__name__}: {error}"[:200])
    return {
        "outcome": answer.outcome,
        "detail": answer.detail,
        "parts": answer.parts,
        "seconds": round(time.perf_counter() - wall, 5),
        "cpu": round(time.process_time() - cpu, 5),
    }


def asked(question: dict[str, str]) -> Claim:
    """The claim of a question: one of a file by its id, or the only one of a text."""
    if "text" in question:
        return load_text(question["text"], "<question>").claims[0]
    return Entry(path=Path(question["path"]), id=question["id"], truth=True).claim


def main(benchmark: str, name: str, megabytes: int) -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    warnings.simplefilter("ignore")

    def say(**told: object) -> None:
        answers.write(json.dumps(told) + "\n")

    with contextlib.redirect_stdout(sys.stderr):
        try:
            peers = roster(benchmark)
            peer = peers.peer(name)
        except ImportError as missing:
            say(absent=str(missing))
            return
        for claim in load_text(peers.warm_up, "<warm-up>").claims:
            decide(peer, claim)
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, most))
        say(ready=peer.version)
        for line in sys.stdin:
            say(**decide(peer, asked(json.loads(line))))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
