"""`python -m benchmarks.accuracy`: mutated claims; how often proofcheck is wrong on them, and how often silent."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.accuracy.report import markdown, rewrite
from benchmarks.accuracy.seeds import seeds
from benchmarks.accuracy.trial import Question, Trial, decided, question, read
from benchmarks.pool import Limits, Worker, spread

_EVERY = 100  # trials between two lines on progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The processes that one trial needs; one is asked after another."""

    verdicts: Worker
    judges: Worker
    strict: Worker

    def start(self) -> None:
        for worker in (self.verdicts, self.judges, self.strict):
            worker.start()

    def stop(self) -> None:
        for worker in (self.verdicts, self.judges, self.strict):
            worker.stop()


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--count", type=int, default=5000, help="mutated claims")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="claims at a time")
    parser.add_argument("--seconds", type=float, default=20.0, help="for one claim")
    parser.add_argument("--results", type=Path, help="JSON lines; what stands there already is not done again")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="the page whose measured part is replaced")
    parser.add_argument("--from", dest="source", type=Path, nargs="+", default=(), help="only report these results")
    return parser.parse_args(arguments)


def recorded(paths: Sequence[Path]) -> list[Trial]:
    return [read(line) for path in paths if path.exists() for line in path.read_text("utf-8").splitlines()]


def questions(count: int, run: int, done: frozenset[int]) -> Iterator[Question]:
    """Those that are not done yet; each depends on its number and the seed alone."""
    found = seeds()
    weights = [seed.weight for seed in found]
    return (question(k, run, found, weights) for k in range(count) if k not in done)


def trials(wanted: argparse.Namespace) -> list[Trial]:
    """Run what is not on record."""
    found = [t for t in recorded([wanted.results] if wanted.results else []) if t.index < wanted.count]
    limits = Limits(seconds=wanted.seconds)
    names = ("proofcheck", "judge", "strict-judge")
    with ExitStack() as open_files:
        written = open_files.enter_context(wanted.results.open("a", encoding="utf-8")) if wanted.results else None

        def heard(trial: Trial) -> None:
            found.append(trial)
            if written is not None:
                written.write(trial.line() + "\n")
                written.flush()
            if trial.false_accusation or trial.wrong_proof:
                sys.stderr.write(f"wrong: {trial.line()}\n")
            if len(found) % _EVERY == 0:
                sys.stderr.write(f"{len(found)} of {wanted.count}\n")

        def desk() -> Desk:
            made = [Worker("accuracy", name, sys.executable, limits) for name in names]
            return Desk(verdicts=made[0], judges=made[1], strict=made[2])

        def ask(at: Desk, asked: Question) -> Trial:
            return decided(asked, at.verdicts, at.judges, at.strict)

        done = frozenset(t.index for t in found)
        spread([desk() for _ in range(max(1, wanted.jobs))], ask, questions(wanted.count, wanted.seed, done), heard)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    wanted = options(arguments)
    found = recorded(wanted.source) if wanted.source else trials(wanted)
    measured = markdown(found, wanted.seed)
    if wanted.write:
        rewrite(wanted.write, measured)
    sys.stdout.write(measured)
    if any(t.false_accusation or t.wrong_proof for t in found):
        sys.exit(1)


if __name__ == "__main__":
    main()
