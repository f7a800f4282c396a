"""pytest integration: every claim of a `*.claims.yaml` file is a test, decided in a worker process.

The plug-in is loaded in every pytest run of its environment, so it imports no engine. Workers get the claims ahead of
their turn; a test only waits for its verdict. What the summary needs travels in the reports, so that it is the same
under pytest-xdist.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from proofcheck.errors import PluginError, ProofcheckError
from proofcheck.hooks import Registry, build_registry, plugin_manager
from proofcheck.report.header import header
from proofcheck.report.plain import instance_text
from proofcheck.report.terminal import counts, failure_text
from proofcheck.run.job import DECIDE, Limits
from proofcheck.run.pool import Pool, Ticket, await_verdict
from proofcheck.run.session import Entry, UsageError, is_claim_file, read
from proofcheck.run.standing import Result, judged
from proofcheck.verdict import Outcome, Witness

_TAG = re.compile(r"[^\W_][\w-]*")
_PYTESTS_OWN = frozenset(("skip", "skipif", "xfail", "parametrize", "usefixtures", "filterwarnings"))


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("proofcheck", "mathematical claims")
    group.addoption("--proofcheck-seed", type=int, metavar="N", help="seed of every random choice (default 0)")
    group.addoption("--proofcheck-budget", metavar="SECONDS", help="time for each claim, instead of what its file says")
    group.addoption("--proofcheck-require", choices=["proof"], help="accept nothing less than a proof")
    group.addoption("--proofcheck-workers", type=int, metavar="N", help="worker processes (default: one a core)")
    group.addoption("--proofcheck-decide", help="dotted name of what decides a claim, for the tests of plug-ins")
    parser.addini("proofcheck_seed", "seed of every random choice", default="0")
    parser.addini("proofcheck_budget", "time in seconds for each claim that has none of its own", default="")
    parser.addini("proofcheck_require", "`proof`: accept nothing less than a proof", default="")
    parser.addini("proofcheck_workers", "worker processes", default="")
    parser.addini("proofcheck_decide", "dotted name of what decides a claim", default=DECIDE)


def _seconds(text: str, setting: str) -> Fraction | None:
    if not text:
        return None
    try:
        seconds = Fraction(text)
    except (ValueError, ZeroDivisionError):
        seconds = Fraction(0)
    if seconds <= 0:
        raise pytest.UsageError(f"{setting}: `{text}` is not a positive number of seconds")
    return seconds


def _whole(text: str, setting: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise pytest.UsageError(f"{setting}: `{text}` is not a whole number")
    return int(text)


class Session:
    """What one pytest process shares among its claims: settings, plug-ins' rows, workers; each made on first use."""

    def __init__(self, config: pytest.Config) -> None:
        option, ini = config.getoption, config.getini
        seed = option("--proofcheck-seed")
        self.limits = Limits(
            seed=_whole(str(ini("proofcheck_seed")), "proofcheck_seed") if seed is None else seed,
            budget=_seconds(option("--proofcheck-budget") or "", "--proofcheck-budget"),
            default_budget=_seconds(str(ini("proofcheck_budget")), "proofcheck_budget"),
        )
        self.require = option("--proofcheck-require") or str(ini("proofcheck_require"))
        if self.require not in ("", "proof"):
            raise pytest.UsageError(f"proofcheck_require: `{self.require}` is not `proof`")
        workers = option("--proofcheck-workers") or str(ini("proofcheck_workers"))
        self._workers = _whole(str(workers), "proofcheck_workers") if workers else None
        self._decide = option("--proofcheck-decide") or str(ini("proofcheck_decide"))
        self._registry: Registry | None = None
        self._pool: Pool | None = None
        self._tickets: dict[str, Ticket] = {}

    @property
    def registry(self) -> Registry:
        if self._registry is None:
            self._registry = build_registry(plugin_manager())
        return self._registry

    def ask(self, item: ClaimItem) -> Ticket:
        """The ticket of a claim, submitted at most once."""
        ticket = self._tickets.get(item.nodeid)
        if ticket is None:
            assert item.entry.claim is not None
            if self._pool is None:
                self._pool = Pool(self._workers, decide=self._decide)
            ticket = self._pool.submit(self.limits.job(item.entry.claim, item.entry.path, item.entry.text))
            self._tickets[item.nodeid] = ticket
        return ticket

    def ask_ahead(self, items: Sequence[pytest.Item | None]) -> None:
        for item in items:
            if isinstance(item, ClaimItem) and item.entry.settled() is None:
                self.ask(item)

    def close(self) -> None:
        """Kill the workers; claims that have no verdict yet are given up."""
        if self._pool is not None:
            self._pool.close()
        self._pool = None
        self._tickets = {}


Reporting = Generator[None, pytest.TestReport, pytest.TestReport]
_SESSION = pytest.StashKey[Session]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SESSION] = Session(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _SESSION in config.stash:
        config.stash[_SESSION].close()


def pytest_report_header(config: pytest.Config) -> str:
    return header(config.stash[_SESSION].limits.seed)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ClaimFile | None:
    return ClaimFile.from_parent(parent, path=file_path) if is_claim_file(file_path) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Hand the claims to the workers ahead of their turn; when the loop ends, for whatever reason, end the workers."""
    shared = session.config.stash[_SESSION]
    # Under pytest-xdist a process learns its share item by item; see pytest_runtest_protocol.
    if not session.config.option.collectonly and not _shares(session.config):
        shared.ask_ahead(session.items)
    try:
        return (yield)
    finally:
        shared.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if _shares(item.config):
        item.config.stash[_SESSION].ask_ahead([item, nextitem])


def _shares(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Reporting:
    """A claim's duration is what its worker took, not how long its turn had to wait; no traceback of ours is shown."""
    report = yield
    if isinstance(item, ClaimItem):
        if call.when == "call" and item.seconds is not None:
            report.duration = item.seconds
        if call.when == "setup" and call.excinfo is not None and isinstance(call.excinfo.value, ClaimFailed):
            report.longrepr = str(call.excinfo.value)
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many claims got which verdict, and every refuted one with its witness."""
    seen: dict[tuple[str, int, str], dict[str, str]] = {}  # in the order of the files, also under pytest-xdist
    for reports in terminalreporter.stats.values():
        for report in reports:
            told = {str(name): str(value) for name, value in getattr(report, "user_properties", ())}
            if "proofcheck.verdict" in told:
                path, line, _ = report.location
                seen[path, line or 0, report.nodeid] = told
    if not seen:
        return
    terminalreporter.section("proofcheck")
    for (_, _, nodeid), told in sorted(seen.items()):
        if told["proofcheck.verdict"] == Outcome.REFUTED:
            remark = " (expected)" if "proofcheck.expected" in told else ""
            terminalreporter.line(f"refuted{remark}  {nodeid}  {told.get('proofcheck.witness', '')}".rstrip())
    terminalreporter.line(counts(told["proofcheck.verdict"] for told in seen.values()))


class ClaimFailed(Exception):
    """A claim is not as asked; the text is the whole report."""


class ClaimFile(pytest.File):
    """A claim file; a claim that cannot be read is an item that errors, so that the others run."""

    def collect(self) -> Iterator[ClaimItem]:
        shared = self.config.stash[_SESSION]
        try:
            found = read(self.path, self.nodeid, shared.registry.vocabulary)
        except (PluginError, UsageError) as error:
            raise self.CollectError(str(error)) from error
        for entry in found:
            yield ClaimItem.from_parent(self, name=entry.claim_id, entry=entry)


class ClaimItem(pytest.Item):
    """One claim as a test."""

    def __init__(self, *, entry: Entry, **rest: Any) -> None:
        super().__init__(**rest)
        self.entry = entry
        self.seconds: float | None = None
        claim = entry.claim
        self.extra_keyword_matches.update(entry.document)
        if claim is None:
            return
        self.extra_keyword_matches.update(word for word in (*claim.tags, claim.section) if word)
        for tag in claim.tags:
            self._mark(tag)
        if claim.skip:
            self._tell("verdict", Outcome.SKIPPED)
            self.add_marker(pytest.mark.skip(reason=claim.skip))

    def _mark(self, tag: str) -> None:
        """Make a tag selectable by `-m`; a stranger's tag never acts as one of pytest's own marks."""
        if _TAG.fullmatch(tag) and tag not in _PYTESTS_OWN:
            self.config.addinivalue_line("markers", f"{tag}: a tag of claims")
            self.add_marker(tag)

    def _tell(self, name: str, value: object) -> None:
        self.user_properties.append((f"proofcheck.{name}", str(value)))

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        line = self.entry.line
        return self.path, None if line is None else line - 1, f"{self.entry.path}::{self.name}"

    def setup(self) -> None:
        settled = self.entry.settled()
        if settled is not None and settled.outcome is Outcome.MALFORMED:
            self._tell("verdict", Outcome.MALFORMED)
            raise ClaimFailed(failure_text(settled))

    def runtest(self) -> None:
        shared = self.config.stash[_SESSION]
        claim = self.entry.claim
        assert claim is not None
        result = judged(claim, await_verdict(shared.ask(self)), path=self.entry.path, require=shared.require)
        self.seconds = result.verdict.seconds
        self._record(result, shared.limits.seed)
        if not result.fine:
            raise ClaimFailed(failure_text(result))

    def _record(self, result: Result, seed: int) -> None:
        """What JUnit and the summary show; plain text, so that it survives the way from an xdist worker."""
        self._tell("verdict", result.outcome)
        evidence = result.verdict.evidence
        if isinstance(evidence, Witness):
            self._tell("witness", instance_text(evidence.instance))
            self._tell("certified", str(evidence.certified).lower())
        if result.fine and result.outcome is Outcome.REFUTED:
            self._tell("expected", "true")
        self._tell("seed", seed)
        self._tell("seconds", f"{result.verdict.seconds:g}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, (ClaimFailed, ProofcheckError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo)
