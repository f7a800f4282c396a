"""What the commands of all benchmarks share: their options, which statements run, and the run itself."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.corpus import Entry
from benchmarks.outcome import Result, read
from benchmarks.peer import Roster
from benchmarks.pool import Absent, Limits, run


def parser(benchmark: str, told: str | None, peers: Roster) -> argparse.ArgumentParser:
    """The options that every benchmark has."""
    made = argparse.ArgumentParser(prog=f"python -m benchmarks.{benchmark}", description=told)
    made.add_argument("--peers", nargs="+", choices=sorted(peers.rows), default=list(peers.rows), metavar="PEER")
    made.add_argument("--files", nargs="+", type=Path, default=(), help="claim files, else the whole corpus")
    made.add_argument("--ids", nargs="+", default=(), metavar="PREFIX", help="only ids that begin with one of these")
    made.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th statement")
    made.add_argument("--jobs", type=int, default=1, help="processes at a time")
    made.add_argument("--seconds", type=float, default=20.0, help="for one statement")
    made.add_argument("--clock", choices=("wall", "cpu"), default="wall", help="cpu: for a busy machine")
    made.add_argument("--results", type=Path, help="JSON lines, one for each statement and peer")
    made.add_argument("--from", dest="source", type=Path, nargs="+", default=(), help="only tabulate these results")
    return made


def chosen(wanted: argparse.Namespace, found: Iterable[Entry]) -> list[Entry]:
    """The statements asked for, all true ones first."""
    prefixes = tuple(wanted.ids)
    kept = [e for e in found if not prefixes or e.id.startswith(prefixes)]
    return sorted(kept, key=lambda e: not e.truth)[:: max(1, wanted.every)]


def recorded(paths: Iterable[Path]) -> list[Result]:
    return [read(line) for path in paths for line in path.read_text("utf-8").splitlines()]


def side_by_side(
    benchmark: str, wanted: argparse.Namespace, statements: list[Entry], python: Callable[[str], str]
) -> tuple[list[Result], dict[str, str]]:
    """Every statement through every peer, `python(peer)` being its interpreter; and why a peer is absent."""
    results: list[Result] = []
    absent: dict[str, str] = {}
    with ExitStack() as open_files:
        written = open_files.enter_context(wanted.results.open("w", encoding="utf-8")) if wanted.results else None

        def heard(result: Result) -> None:
            results.append(result)
            if written is not None:
                written.write(result.line() + "\n")
                written.flush()

        for name in wanted.peers if statements else ():
            limits = Limits(seconds=wanted.seconds)
            try:
                version = run(benchmark, name, python(name), statements, wanted.jobs, limits, heard)
                sys.stderr.write(f"{name}: {version}, {len(statements)} statements\n")
            except Absent as missing:
                absent[name] = str(missing)
                sys.stderr.write(f"{name}: absent: {missing}\n")
    return results, absent
