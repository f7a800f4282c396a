"""Which true statements of the corpus the provers prove, without the search: `python -m benchmarks.matrix.proved`.

Writes `proved.txt`, one `area/id` a line, which tests hold against what is proved later.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from benchmarks.corpus import Entry
from benchmarks.matrix.corpus import FOLDER, entries
from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.proof import Prover, provers
from proofcheck.prune import without_unused

RECORD = FOLDER / "proved.txt"


def prover_of(claim: Claim, methods: Sequence[Prover] = ()) -> str:
    """The first prover with a certificate that the kernel accepts, or that names the engine it trusts; else empty."""
    claim = without_unused(claim)
    for prover in methods or provers():
        certificate = prover.prove(claim)
        if certificate is not None and (certificate.trusts or kernel.replay(claim, certificate)):
            return prover.name
    return ""


def name(entry: Entry) -> str:
    return f"{entry.area}/{entry.id}"


def recorded() -> frozenset[str]:
    return frozenset(RECORD.read_text("utf-8").split())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matrix.proved", description=__doc__)
    parser.add_argument("--show", action="store_true", help="only show what changed")
    parser.add_argument("--false", action="store_true", help="try the false statements; any that is proved is an error")
    wanted = parser.parse_args()
    if wanted.false:
        found = [f"{name(e)}: {by}" for e in entries() if not e.truth and (by := prover_of(e.claim))]
        sys.exit("\n".join(found) or 0)
    before = recorded() if RECORD.exists() else frozenset()
    since, true = time.process_time(), [e for e in entries() if e.truth]
    now = [name(e) for e in true if prover_of(e.claim)]
    for word, changed in (("gained", set(now) - before), ("lost", before - set(now))):
        sys.stdout.writelines(f"{word}: {each}\n" for each in sorted(changed))
    sys.stdout.write(f"{len(now)} of {len(true)} proved in {time.process_time() - since:.0f} s of processor time\n")
    if not wanted.show:
        RECORD.write_text("".join(f"{each}\n" for each in now), "utf-8")


if __name__ == "__main__":
    main()
