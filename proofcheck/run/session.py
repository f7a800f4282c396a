"""Claims through the workers: what was found in the files, in which order verdicts come, and what they mean."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from proofcheck.claim import Claim
from proofcheck.errors import Problem, ProofcheckError, nearest
from proofcheck.hooks import build_registry, plugin_manager
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.signature import Vocabulary
from proofcheck.load.nodes import DEFAULT_FILE_LIMITS
from proofcheck.load.yaml import LoadedFile, load, load_text
from proofcheck.run.job import DECIDE, Limits
from proofcheck.run.pool import WAKE, Pool, Ticket
from proofcheck.run.standing import Result, judged
from proofcheck.verdict import Outcome, Verdict

SUFFIXES = (".claims.yaml", ".claims.yml")
Placed = tuple[int, Result]
WHOLE_FILE = "(file)"  # stands for the id where a problem belongs to no single claim


class UsageError(ProofcheckError):
    """The caller asked for something that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One claim of a file, or what is malformed in its place; `text` is that of the whole file."""

    path: str
    text: str
    claim_id: str
    claim: Claim | None = None
    problems: tuple[Problem, ...] = ()
    document: tuple[str, ...] = ()  # what the file says it was taken from

    @property
    def line(self) -> int | None:
        if self.claim is not None:
            return None if self.claim.span is None else self.claim.span.line
        spans = [problem.span for problem in self.problems if problem.span is not None]
        return spans[0].line if spans else None

    def settled(self, require: str = "") -> Result | None:
        """The result where nothing has to be decided: a malformed or a skipped claim."""
        if self.claim is None:
            reason = "\n".join(map(str, self.problems))
            verdict = Verdict(claim_id=self.claim_id, outcome=Outcome.MALFORMED, reason=reason)
            return Result(path=self.path, line=self.line, verdict=verdict, complaint=reason)
        if self.claim.skip:
            verdict = Verdict(claim_id=self.claim_id, outcome=Outcome.SKIPPED, reason=self.claim.skip)
            return judged(self.claim, verdict, path=self.path, require=require)
        return None


def is_claim_file(path: Path) -> bool:
    return path.name.endswith(SUFFIXES)


def read(path: Path, shown: str, vocabulary: Vocabulary = VOCABULARY) -> list[Entry]:
    """The entries of a claim file in the order of their lines; `shown` is the path as messages write it.

    Errors: `UsageError` where the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(DEFAULT_FILE_LIMITS.bytes + 1)  # one more than is allowed, so that the loader says so
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _entries("", shown, load(path, vocabulary))
    except OSError as error:
        raise UsageError(f"cannot read `{shown}`: {error.strerror}") from error
    return _entries(text, shown, load_text(text, shown, vocabulary))


def _entries(text: str, shown: str, loaded: LoadedFile) -> list[Entry]:
    document = tuple(value for _, value in loaded.origin)
    found = [Entry(path=shown, text=text, claim_id=c.id, claim=c, document=document) for c in loaded.claims]
    broken: dict[str, list[Problem]] = {}
    for told in loaded.problems:
        broken.setdefault(told.claim_id or WHOLE_FILE, []).append(told.problem)
    for key, problems in broken.items():
        found.append(Entry(path=shown, text=text, claim_id=key, problems=tuple(problems), document=document))
    return sorted(found, key=lambda entry: entry.line or 0)


def gather(targets: Sequence[str], vocabulary: Vocabulary = VOCABULARY) -> list[Entry]:
    """The entries that files, folders and `FILE::ID` name, each file once and in the order given.

    Errors: `UsageError` for a path or an id that is not there, or a folder without claim files.
    """
    found: dict[tuple[str, str], Entry] = {}
    for target in targets:
        name, _, claim_id = target.partition("::")
        for path in _files(Path(name)):
            there = read(path, path.as_posix(), vocabulary)
            if claim_id:
                there = [_named(there, claim_id, name)]
            for entry in there:
                found.setdefault((entry.path, entry.claim_id), entry)
    return list(found.values())


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        inside = sorted(p for p in path.rglob("*") if is_claim_file(p) and p.is_file())
        if not inside:
            raise UsageError(f"no claim files (*{', *'.join(SUFFIXES)}) in `{path}`")
        return inside
    if not path.exists():
        raise UsageError(f"no such file: `{path}`")
    return [path]


def _named(there: list[Entry], claim_id: str, name: str) -> Entry:
    for entry in there:
        if entry.claim_id == claim_id:
            return entry
    close = nearest(claim_id, [entry.claim_id for entry in there])
    raise UsageError(f"no claim `{claim_id}` in `{name}`" + (f"; did you mean `{close}`?" if close else ""))


def decide_all(found: Sequence[Entry], pool: Pool, limits: Limits, require: str = "") -> Iterator[Placed]:
    """Each entry's place in the list with its result, in the order in which they are settled."""
    waiting: dict[Ticket, int] = {}
    for place, entry in enumerate(found):
        settled = entry.settled(require)
        if settled is not None:
            yield place, settled
        elif entry.claim is not None:
            waiting[pool.submit(limits.job(entry.claim, entry.path, entry.text))] = place
    while waiting:
        for ticket in wait(waiting, timeout=WAKE, return_when=FIRST_COMPLETED).done:
            place = waiting.pop(ticket)
            claim = found[place].claim
            assert claim is not None
            yield place, judged(claim, ticket.result(), path=found[place].path, require=require)


def in_order(settled: Iterable[Placed]) -> Iterator[Result]:
    """The results in the order of their places, each as soon as all before it are there."""
    early: list[Placed] = []
    due = 0
    for place, result in settled:
        heapq.heappush(early, (place, result))
        while early and early[0][0] == due:
            due += 1
            yield heapq.heappop(early)[1]


def check(
    *targets: str | Path,
    seed: int = 0,
    budget: float | None = None,
    require: str = "",
    workers: int | None = None,
    decide: str = DECIDE,
) -> tuple[Result, ...]:
    """The results of all claims that files, folders and `FILE::ID` name, in the order of the files.

    `budget` is in seconds a claim; `require="proof"` accepts nothing less. Errors: `ProofcheckError`.
    """
    limits = Limits(seed=seed, budget=None if budget is None else Fraction(str(budget)))
    found = gather([str(target) for target in targets], build_registry(plugin_manager()).vocabulary)
    with Pool(workers, decide=decide) as pool:
        return tuple(in_order(decide_all(found, pool, limits, require)))
