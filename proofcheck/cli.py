"""The command line: `proofcheck check`, `explain`, `count` and `schema`.

Exit status: 0 all as asked, 1 something is refuted or lacks a required proof, 2 wrong usage or a malformed claim,
3 the checker itself failed, 4 nothing worse than undecided. The worst counts, in the order 3, 2, 1, 4, 0.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TextIO

from proofcheck import __version__
from proofcheck.count.options import add_count
from proofcheck.errors import PluginError, ProofcheckError
from proofcheck.hooks import Registry, build_registry, plugin_manager
from proofcheck.load.schema import schema
from proofcheck.report.explain import explain
from proofcheck.report.progress import Progress
from proofcheck.run.child import WorkerError
from proofcheck.run.job import DECIDE, Limits, is_internal
from proofcheck.run.pool import Pool
from proofcheck.run.session import Placed, UsageError, decide_all, gather, in_order
from proofcheck.run.standing import Result
from proofcheck.verdict import Outcome

FINE, REFUTED, USAGE, INTERNAL, UNDECIDED = 0, 1, 2, 3, 4
INTERRUPTED, UNHEARD = 130, 141  # as shells write the signals INT and PIPE
_WORST_FIRST = (INTERNAL, USAGE, REFUTED, UNDECIDED, FINE)
_COLOURS = {"proved": "32", "supported": "32", "refuted": "31", "undecided": "33", "malformed": "31", "skipped": "36"}
_VERDICT = re.compile(rf"^(\s*)({'|'.join(_COLOURS)})\b")


def _seconds(text: str) -> Fraction:
    try:
        seconds = Fraction(text)
    except (ValueError, ZeroDivisionError):
        seconds = Fraction(0)
    if seconds <= 0:
        raise argparse.ArgumentTypeError(f"`{text}` is not a positive number of seconds")
    return seconds


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"`{text}` is not a positive number")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofcheck", description="Checks mathematical claims.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"proofcheck {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    shared.add_argument("--seed", type=int, default=0, metavar="N", help="seed of every random choice (default 0)")
    shared.add_argument(
        "--budget", type=_seconds, metavar="SECONDS", help="time for each claim, whatever its file says"
    )
    shared.add_argument("--require", choices=["proof"], default="", help="accept nothing less than a proof")
    shared.add_argument("--decide", default=DECIDE, help=argparse.SUPPRESS)
    check = commands.add_parser("check", parents=[shared], help="check claim files", description="Check claim files.")
    check.add_argument("paths", nargs="+", metavar="PATH", help="a claim file, a folder, or FILE::ID")
    check.add_argument("--format", default="text", metavar="NAME", help="text, jsonl, or a format of a plug-in")
    check.add_argument("--workers", type=_count, metavar="N", help="worker processes (default: one a core)")
    one = commands.add_parser("explain", parents=[shared], help="one claim at length")
    one.add_argument("claim", metavar="FILE::ID")
    add_count(commands)
    commands.add_parser("schema", help="the JSON Schema of claim files", description="The JSON Schema of claim files.")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and answer its exit status. Errors: argparse leaves with status 2."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except KeyboardInterrupt:
        sys.stderr.write("\nproofcheck: interrupted\n")
        return INTERRUPTED
    except BrokenPipeError:  # `proofcheck check … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNHEARD
    except WorkerError as error:
        sys.stderr.write(f"proofcheck: {error}\n")
        return INTERNAL
    except (UsageError, PluginError) as error:
        sys.stderr.write(f"proofcheck: {error}\n")
        return USAGE
    except ProofcheckError as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    except Exception:  # a defect must not leave with Python's status 1, which would read as refuted
        sys.stderr.write(traceback.format_exc())
        return INTERNAL


def _run(options: argparse.Namespace) -> int:
    if options.command == "schema":
        _write([json.dumps(schema(), indent=2, ensure_ascii=False)], sys.stdout)
        return FINE
    if options.command == "count":
        return _count_model(options)
    registry = build_registry(plugin_manager())
    limits = Limits(seed=options.seed, budget=options.budget)
    if options.command == "explain":
        return _explain(options, registry, limits)
    return _check(options, registry, limits)


def _count_model(options: argparse.Namespace) -> int:
    from proofcheck.count.command import count

    lines, status = count(options)
    _write(lines, sys.stdout)
    return status


def _check(options: argparse.Namespace, registry: Registry, limits: Limits) -> int:
    row = registry.report(options.format)
    if row is None:
        known = ", ".join(report.name for report in registry.reports)
        raise UsageError(f"no report format `{options.format}`; there are {known}")
    render = registry.implementation(row)
    found = gather(options.paths, registry.vocabulary)
    progress = Progress(len(found), sys.stderr)
    seen: list[Result] = []
    with Pool(options.workers, decide=options.decide) as pool:
        settled = _watched(decide_all(found, pool, limits, options.require), progress, seen)
        _write(render(in_order(settled)), sys.stdout, progress)
    return exit_status(seen)


def _watched(settled: Iterable[Placed], progress: Progress, seen: list[Result]) -> Iterator[Placed]:
    progress.start()
    for place, result in settled:
        seen.append(result)
        progress.saw(result)
        yield place, result
    progress.clear()


def _explain(options: argparse.Namespace, registry: Registry, limits: Limits) -> int:
    if "::" not in options.claim:
        raise UsageError(f"`{options.claim}` names no claim; write FILE::ID")
    found = gather([options.claim], registry.vocabulary)
    with Pool(1, decide=options.decide) as pool:
        results = list(in_order(decide_all(found, pool, limits, options.require)))
    for result in results:
        _write(explain(result), sys.stdout)
    return exit_status(results)


def _write(lines: Iterable[str], stream: TextIO, progress: Progress | None = None) -> None:
    colours = stream.isatty() and not os.environ.get("NO_COLOR")
    for line in lines:
        if progress is not None:
            progress.clear()
        stream.write((_coloured(line) if colours else line) + "\n")
        stream.flush()


def _coloured(line: str) -> str:
    return _VERDICT.sub(lambda m: f"{m[1]}\x1b[{_COLOURS[m[2]]}m{m[2]}\x1b[0m", line)


def exit_status(results: Iterable[Result]) -> int:
    """The exit status of a run: the worst of its claims."""
    found = {_status(result) for result in results}
    return next((status for status in _WORST_FIRST if status in found), FINE)


def _status(result: Result) -> int:
    if result.fine:
        return FINE
    if result.outcome is Outcome.MALFORMED:
        return USAGE
    if is_internal(result.verdict):
        return INTERNAL
    return UNDECIDED if result.outcome is Outcome.UNDECIDED else REFUTED
