"""A YAML document as a tree of scalars, sequences and mappings that know their places.

Built from the event stream, so that nothing is resolved, expanded or constructed: a scalar is the text that the user
wrote, an alias is an error at the first `&` or `*`, and a few hundred bytes never become more than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from proofcheck.errors import ClaimError, Problem
from proofcheck.load.syntax_errors import QUOTE_HINT, explain
from proofcheck.source import Source, Span

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """How much one claim file may be; strangers write them, so every count is bounded."""

    bytes: int = 2**20
    nodes: int = 50_000
    depth: int = 16
    claims: int = 1000
    shared: int = 1000  # entries of the shared given, let and assume
    problems: int = 200
    work: int = 500_000  # characters of formulas that are elaborated, shared ones once for each claim that uses them


DEFAULT_FILE_LIMITS = FileLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Anything in a document, at the characters `[start, end)` of its source."""

    source: Source = field(compare=False, repr=False)
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(source=self.source, start=self.start, end=self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar(Located):
    """Text; `style` is how it is written: plain (empty), `'`, `"`, `|` or `>`. `in_flow`: inside `[ ]` or `{ }`."""

    text: str
    style: str = ""
    in_flow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence(Located):
    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping(Located):
    """Keys with their values in the order written, doubled keys included."""

    entries: tuple[tuple[Scalar, Value], ...]


Value = Scalar | Sequence | Mapping


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet; `flow`: it stands inside brackets."""

    event: Any
    flow: bool
    parts: list[Value] = field(default_factory=list)

    @property
    def wants_key(self) -> bool:
        return isinstance(self.event, yaml.MappingStartEvent) and len(self.parts) % 2 == 0


def _extent(event: Any) -> tuple[int, int]:
    """Where an event begins and ends, in characters."""
    return event.start_mark.index, event.end_mark.index


class _Reader:
    """Builds the tree of one document from events, without recursion."""

    def __init__(self, source: Source, text: str, limits: FileLimits) -> None:
        self.source = source
        self.text = text
        self.limits = limits
        self.nodes = 0
        self.open: list[_Open] = []
        self.root: Value | None = None

    def read(self) -> Value | None:
        documents = 0
        for event in self._events():
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self._fail(
                            event, "a second document starts here", "one file holds one document: remove this `---`"
                        )
                case yaml.AliasEvent():
                    self._fail(event, f"an alias, `{self._written(event)}`, has no place in a claim file", QUOTE_HINT)
                case yaml.ScalarEvent() | yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    self._check(event)
                    self._begin(event)
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    self._end(event)
        return self.root

    def _events(self) -> Iterator[Any]:
        try:
            yield from yaml.parse(self.text, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            raise ClaimError(explain(self.source, self.text, error)) from None

    def _check(self, event: Any) -> None:
        """Refuses what this format does without: anchors, tags, merge keys, keys that are no text, excess."""
        if event.anchor is not None:
            self._fail(event, f"an anchor, `&{event.anchor}`, has no place in a claim file", QUOTE_HINT)
        if event.tag is not None:
            self._fail(event, f"a tag, `{event.tag}`, has no place in a claim file", QUOTE_HINT)
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            self._fail(event, f"the file has more than {self.limits.nodes} entries", "split it into several files")
        if len(self.open) > self.limits.depth:
            self._fail(event, f"the file is nested more than {self.limits.depth} deep", "claims need four levels")
        if self.open and self.open[-1].wants_key:
            if not isinstance(event, yaml.ScalarEvent) or event.style in ("|", ">"):
                self._fail(event, "only a line of text can be a key", QUOTE_HINT)
            if event.value == "<<" and not event.style:
                self._fail(event, "a merge key, `<<`, has no place in a claim file", "write the entries out")

    def _begin(self, event: Any) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self.open.append(_Open(event, flow=bool(event.flow_style)))
            return
        start, end = _extent(event)
        in_flow = bool(self.open) and self.open[-1].flow
        style = event.style or ""
        self._place(Scalar(source=self.source, start=start, end=end, text=event.value, style=style, in_flow=in_flow))

    def _end(self, event: Any) -> None:
        done = self.open.pop()
        start = _extent(done.event)[0]
        end = _extent(event)[1] if done.flow else max([start, *(p.end for p in done.parts)])
        if isinstance(done.event, yaml.SequenceStartEvent):
            self._place(Sequence(source=self.source, start=start, end=end, items=tuple(done.parts)))
        else:
            keys, values = done.parts[::2], done.parts[1::2]
            entries = tuple((k, v) for k, v in zip(keys, values, strict=True) if isinstance(k, Scalar))
            self._place(Mapping(source=self.source, start=start, end=end, entries=entries))

    def _place(self, value: Value) -> None:
        if self.open:
            self.open[-1].parts.append(value)
        else:
            self.root = value

    def _written(self, event: Any) -> str:
        start, end = _extent(event)
        return self.text[start:end]

    def _fail(self, event: Any, message: str, hint: str) -> NoReturn:
        start, end = _extent(event)
        line_end = self.text.find("\n", start)
        end = min(max(end, start + 1), len(self.text) if line_end < 0 else line_end)
        span = Span(source=self.source, start=start, end=max(start, end))
        raise ClaimError(Problem(message=message, span=span, hint=hint))


def read(source: Source, text: str, limits: FileLimits = DEFAULT_FILE_LIMITS) -> Value | None:
    """The tree of the document `text`, None if it is empty. Raises ClaimError at the first thing it cannot read.

    `text` is the text of `source`, or that text with stretches blanked out by as many spaces.
    """
    bad = _CONTROL.search(text)
    if bad is not None:
        span = Span(source=source, start=bad.start(), end=bad.end())
        message = f"a control character, U+{ord(bad.group()):04X}"
        raise ClaimError(Problem(message=message, span=span, hint="remove it"))
    return _Reader(source, text, limits).read()
