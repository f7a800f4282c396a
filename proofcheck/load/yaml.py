"""Claim files in YAML: `load` and `load_text` answer the claims of a file, and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from proofcheck.claim import Claim
from proofcheck.errors import Problem
from proofcheck.language.operators import VOCABULARY, Vocabulary
from proofcheck.load.assemble import Assembly, LoadProblem
from proofcheck.load.nodes import DEFAULT_FILE_LIMITS, FileLimits, Mapping, Scalar, Value
from proofcheck.load.parts import parts_of
from proofcheck.load.record import Record, core_type, read_record
from proofcheck.load.salvage import read_around
from proofcheck.load.schema import FILE
from proofcheck.source import Source, Span

__all__ = ["LoadProblem", "LoadedFile", "load", "load_text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedFile:
    """A claim file: the claims that can be judged, and every problem of the file, by place.

    A claim with a problem is not among `claims`; one without a usable id goes by its line, as `line 12`.
    """

    path: str
    title: str = ""
    claims: tuple[Claim, ...] = ()
    problems: tuple[LoadProblem, ...] = ()
    origin: tuple[tuple[str, str], ...] = ()  # the entries of `source`


def load(
    path: str | PathLike[str], vocabulary: Vocabulary = VOCABULARY, limits: FileLimits = DEFAULT_FILE_LIMITS
) -> LoadedFile:
    """The claims in a file. Raises OSError only; whatever is wrong inside the file is among its problems."""
    shown = str(path)
    with Path(path).open("rb") as file:
        data = file.read(limits.bytes + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(data) > limits.bytes:  # the cut may have gone through a character
            return _too_large(shown, limits)
        before = data[: error.start].decode("utf-8-sig", errors="replace")
        source = Source(path=shown, text=before + "\ufffd")
        span = Span(source=source, start=len(before), end=len(before) + 1)
        return _unreadable(shown, Problem(message="the file is not UTF-8 here", span=span, hint="save it as UTF-8"))
    return load_text(text, shown, vocabulary, limits)


def load_text(
    text: str,
    path: str = "<claims>",
    vocabulary: Vocabulary = VOCABULARY,
    limits: FileLimits = DEFAULT_FILE_LIMITS,
) -> LoadedFile:
    """The claims in a text; `path` is what messages call it. Never raises on what the text says."""
    if len(text) > limits.bytes or len(text.encode("utf-8", errors="replace")) > limits.bytes:
        return _too_large(path, limits)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    source = Source(path=path, text=lines)
    document, damage = read_around(source, limits)
    broken = [LoadProblem(claim_id=d.claim_id, problem=d.problem) for d in damage]
    if isinstance(document, Mapping):
        return _assembled(source, document, broken, vocabulary, limits)
    if not broken:
        broken.append(LoadProblem(claim_id="", problem=_no_mapping(source, document)))
    return LoadedFile(path=path, problems=tuple(broken))


def _too_large(path: str, limits: FileLimits) -> LoadedFile:
    message = f"{path}: the file has more than {limits.bytes} bytes"
    return _unreadable(path, Problem(message=message, hint="split it into several files"))


def _unreadable(path: str, problem: Problem) -> LoadedFile:
    return LoadedFile(path=path, problems=(LoadProblem(claim_id="", problem=problem),))


def _no_mapping(source: Source, document: Value | None) -> Problem:
    hint = "a claim file has the keys `proofcheck: 1` and `claims:`"
    if document is None or (isinstance(document, Scalar) and core_type(document) == "nothing"):
        return Problem(message=f"{source.path}: the file is empty", hint=hint)
    span = Span(source=source, start=document.start, end=document.start + 1)
    return Problem(message="the file is no mapping", span=span, hint=hint)


def _assembled(
    source: Source, document: Mapping, broken: list[LoadProblem], vocabulary: Vocabulary, limits: FileLimits
) -> LoadedFile:
    record = read_record(document, FILE, "the file")
    problems = [p for p in record.problems if not (broken and _says_nothing_of_claims(p, record))]
    if "proofcheck" in record.places and "proofcheck" not in record.values:
        entries: tuple[Value, ...] = ()  # another language: its claims mean who knows what
    else:
        entries = record.values.get("claims", ())
    count = sum(len(record.values.get(key, ())) for key in ("given", "let", "assume"))
    if count > limits.shared:
        message = f"the file has {count} shared definitions, at most {limits.shared} are read"
        start = Span(source=source, start=document.start, end=document.start + 1)
        problems.append(Problem(message=message, span=start, hint="split it into several files"))
        entries = ()
    assembly = Assembly(
        shared=parts_of(record, problems) if count <= limits.shared else (),
        layout=record.values.get("layout", "numerator"),
        vocabulary=vocabulary,
        limits=limits,
    )
    if len(entries) > limits.claims:
        message = f"the file has {len(entries)} claims, at most {limits.claims} are read"
        problems.append(Problem(message=message, span=entries[limits.claims].span, hint="split it into several files"))
    for entry in entries[: limits.claims]:
        assembly.add(entry)
    assembly.finish()
    found = [*(LoadProblem(claim_id="", problem=p) for p in problems), *broken, *assembly.problems]
    return LoadedFile(
        path=source.path,
        title=record.values.get("title", ""),
        claims=tuple(assembly.claims),
        problems=_in_order(found, limits),
        origin=record.values.get("source", ()),
    )


def _says_nothing_of_claims(problem: Problem, record: Record) -> bool:
    """Whether `claims` seems empty: it does where every claim was blanked out, and that is told already."""
    return problem.span == record.places.get("claims") and problem.message.endswith("is empty")


def _in_order(found: list[LoadProblem], limits: FileLimits) -> tuple[LoadProblem, ...]:
    """The problems by place; past the limit, one for each claim and no more."""
    ordered = sorted(found, key=lambda f: f.problem.span.start if f.problem.span else -1)
    if len(ordered) <= limits.problems:
        return tuple(ordered)
    kept = ordered[: limits.problems]
    told = {f.claim_id for f in kept}
    first = {f.claim_id: f for f in reversed(ordered[limits.problems :]) if f.claim_id not in told}
    message = f"{len(ordered) - limits.problems} more problems in this file"
    rest = LoadProblem(claim_id="", problem=Problem(message=message, span=ordered[limits.problems].problem.span))
    return (*kept, rest, *(f for f in ordered[limits.problems :] if first.get(f.claim_id) is f))
