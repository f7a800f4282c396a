"""`python -m benchmarks.matrix`: the corpus through proofcheck and its peers, side by side in one run."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.matrix.corpus import Entry, entries
from benchmarks.matrix.outcome import Result, read
from benchmarks.matrix.peers import PEERS
from benchmarks.matrix.pool import Absent, Limits, run
from benchmarks.matrix.table import markdown

TITLES = {name: title for name, (_, title) in PEERS.items()}


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matrix", description=__doc__)
    parser.add_argument("--peers", nargs="+", choices=sorted(PEERS), default=list(PEERS), metavar="PEER")
    parser.add_argument("--files", nargs="+", type=Path, default=(), help="claim files, else the whole corpus")
    parser.add_argument("--ids", nargs="+", default=(), metavar="PREFIX", help="only ids that begin with one of these")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th statement")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    parser.add_argument("--seconds", type=float, default=20.0, help="for one statement")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall", help="cpu: for a busy machine")
    parser.add_argument("--results", type=Path, help="JSON lines, one for each statement and peer")
    parser.add_argument("--from", dest="source", type=Path, nargs="+", default=(), help="only tabulate these results")
    parser.add_argument(
        "--tensorgrad-python",
        default=os.environ.get("TENSORGRAD_PYTHON", sys.executable),
        help="the interpreter that has tensorgrad; or in $TENSORGRAD_PYTHON",
    )
    return parser.parse_args(arguments)


def chosen(wanted: argparse.Namespace) -> list[Entry]:
    """The statements asked for, all true ones first."""
    prefixes = tuple(wanted.ids)
    found = [e for e in entries(tuple(p.resolve() for p in wanted.files)) if not prefixes or e.id.startswith(prefixes)]
    return sorted(found, key=lambda e: not e.truth)[:: max(1, wanted.every)]


def main(arguments: Sequence[str] | None = None) -> None:
    wanted = options(arguments)
    results: list[Result] = []
    absent: dict[str, str] = {}
    for path in wanted.source:
        results += map(read, path.read_text("utf-8").splitlines())
    written = wanted.results.open("w", encoding="utf-8") if wanted.results else None

    def heard(result: Result) -> None:
        results.append(result)
        if written is not None:
            written.write(result.line() + "\n")
            written.flush()

    statements = [] if wanted.source else chosen(wanted)
    for name in wanted.peers if statements else ():
        python = wanted.tensorgrad_python if name == "tensorgrad" else sys.executable
        try:
            version = run(name, python, statements, wanted.jobs, Limits(seconds=wanted.seconds), heard)
            sys.stderr.write(f"{name}: {version}, {len(statements)} statements\n")
        except Absent as missing:
            absent[name] = str(missing)
            sys.stderr.write(f"{name}: absent: {missing}\n")
    if written is not None:
        written.close()
    sys.stdout.write(markdown(results, TITLES, absent, wanted.clock))


if __name__ == "__main__":
    main()
