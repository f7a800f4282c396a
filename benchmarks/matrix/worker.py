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

from benchmarks.matrix.corpus import Entry
from benchmarks.matrix.outcome import INEXPRESSIBLE, UNDECIDED, Answer, Inexpressible
from benchmarks.matrix.peers import Peer, peer_named
from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text

WARM_UP = """
proofcheck: 1
given: {A: "matrix[n, n]", x: "vector[n]"}
claims:
  - {id: gradient, claim: grad(x @ A @ x, x) == (A + A.T) @ x}
  - {id: layer, claim: "jacobian(tanh(A @ x), x) == diag(tanh'(A @ x)) @ A"}
  - {id: trace, claim: trace(A) == trace(A.T) + 1}
"""


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


def main(name: str, megabytes: int) -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    warnings.simplefilter("ignore")

    def say(**told: object) -> None:
        answers.write(json.dumps(told) + "\n")

    with contextlib.redirect_stdout(sys.stderr):
        try:
            peer = peer_named(name)
        except ImportError as missing:
            say(absent=str(missing))
            return
        for claim in load_text(WARM_UP, "<warm-up>").claims:
            decide(peer, claim)
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, most))
        say(ready=peer.version)
        for line in sys.stdin:
            question = json.loads(line)
            claim = Entry(path=Path(question["path"]), id=question["id"], truth=True).claim
            say(**decide(peer, claim))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
