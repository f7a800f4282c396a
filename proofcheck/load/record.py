"""From a mapping of a document to plain values, key by key after the table in `schema`; every problem at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from proofcheck.errors import ClaimError, Problem, nearest
from proofcheck.language.lex import printable
from proofcheck.load.fragments import fragment, rejoined
from proofcheck.load.nodes import Mapping, Scalar, Sequence, Value
from proofcheck.load.schema import ID_PATTERN, Field, Fields, Shape
from proofcheck.source import Fragment, Span

Entry = tuple[Fragment, Fragment | None]  # `key: value` of given or let; None where the value cannot be read

_NULL = re.compile(r"null|Null|NULL|~|")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_NUMBER = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.inf|\.nan", re.I
)
_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The readable entries of a mapping as plain values, and what is wrong with the others.

    `values` by key: str for text, Fraction for numbers, tuples of Fragment for relations and steps, of `Entry` for
    given and let, of (str, str) for labels, a Record, or tuples of Value for claims. `places`: where each key stands.
    """

    values: dict[str, Any]
    places: dict[str, Span]
    problems: tuple[Problem, ...]
    span: Span


def core_type(scalar: Scalar) -> str:
    """What YAML 1.2 (core schema) takes a scalar for: text, nothing, a boolean, a number."""
    if scalar.style:
        return "text"
    for name, pattern in (("nothing", _NULL), ("a boolean", _BOOLEAN), ("a number", _NUMBER)):
        if pattern.fullmatch(scalar.text):
            return name
    return "text"


def read_record(mapping: Mapping, fields: Fields, where: str) -> Record:
    """The entries of a mapping that `fields` describe; `where` names it in messages (`a claim`, `budget`)."""
    reading = _Reading(where)
    known = {f.name: f for f in fields}
    values: dict[str, Any] = {}
    places: dict[str, Span] = {}
    for key, value in mapping.entries:
        name = key.text
        if name in places:
            reading.say(key.span, f"`{printable(name)}` stands twice in {where}", _first(places[name]))
            continue
        places[name] = key.span
        if name not in known:
            reading.unknown(key, known)
            continue
        with_value = reading.read(known[name], key, value)
        if with_value is not None:
            values[name] = with_value
    for f in fields:
        if f.required and f.name not in places:
            start = Span(source=mapping.source, start=mapping.start, end=mapping.start + 1)
            reading.say(start, f"`{f.name}` is missing in {where}", f"add `{f.name}:`, {f.shape}")
    return Record(values=values, places=places, problems=tuple(reading.problems), span=mapping.span)


def _first(place: Span) -> str:
    return f"the first stands in line {place.line}; keep one of the two"


@dataclass(slots=True)
class _Reading:
    """Reads the values of one mapping; a value with a problem is None, and the problem is kept."""

    where: str
    problems: list[Problem] = field(default_factory=list)

    def say(self, span: Span, message: str, hint: str) -> None:
        self.problems.append(Problem(message=message, span=span, hint=hint))

    def unknown(self, key: Scalar, known: dict[str, Field]) -> None:
        close = nearest(key.text, known)
        hint = f"did you mean `{close}`?" if close else f"known keys: {', '.join(known)}"
        self.say(key.span, f"unknown key `{_short(key.text)}` in {self.where}", hint)

    def read(self, f: Field, key: Scalar, value: Value) -> Any:
        if isinstance(value, Scalar) and core_type(value) == "nothing":
            self.say(key.span, f"`{f.name}` is empty", f"write {f.shape} after `{f.name}:`, or remove the key")
            return None
        readers: dict[Shape, Callable[[Field, Value], Any]] = {
            Shape.VERSION: self.version,
            Shape.TEXT: self.text,
            Shape.LABEL: self.label,
            Shape.ID: self.identifier,
            Shape.CHOICE: self.choice,
            Shape.NUMBER: self.number,
            Shape.WHOLE: self.number,
            Shape.TEXTS: self.texts,
            Shape.RELATIONS: self.relations,
            Shape.STEPS: self.steps,
            Shape.TYPES: self.entries,
            Shape.DEFINITIONS: self.entries,
            Shape.LABELS: self.labels,
            Shape.RECORD: self.record,
            Shape.CLAIMS: self.claims,
        }
        return readers[f.shape](f, value)

    def scalar(self, f: Field, value: Value) -> Scalar | None:
        """The value if it is one text or number."""
        if isinstance(value, Scalar):
            return value
        found = "a list" if isinstance(value, Sequence) else "a mapping"
        hint = f"write {f.shape}"
        if _starts_with_bracket(value):
            hint = "if this is text, put it into quotes"
        self.say(value.span, f"`{f.name}` is {found}, not {f.shape}", hint)
        return None

    def version(self, f: Field, value: Value) -> int | None:
        scalar = self.scalar(f, value)
        if scalar is None:
            return None
        if scalar.style or scalar.text != str(f.least):
            message = f"language version `{_short(scalar.text)}` is not known"
            self.say(scalar.span, message, f"this release reads `{f.name}: {f.least}`")
            return None
        return f.least

    def label(self, f: Field, value: Value) -> str | None:
        scalar = self.scalar(f, value)
        return None if scalar is None else self._inert(f.name, scalar, ("text", "a number"))

    def text(self, f: Field, value: Value) -> str | None:
        scalar = self.scalar(f, value)
        return None if scalar is None else self._inert(f.name, scalar, ("text",))

    def _inert(self, name: str, scalar: Scalar, allowed: tuple[str, ...]) -> str | None:
        """A text without control characters, which a terminal could obey."""
        found = core_type(scalar)
        if found not in allowed:
            hint = f"put it into quotes: `'{_short(scalar.text)}'`" if found == "a number" else "write some text"
            self.say(scalar.span, f"`{_short(name)}` is {found}, not {Shape.TEXT}", hint)
            return None
        control = _CONTROL.search(scalar.text)
        if control is not None:
            self.say(
                scalar.span, f"`{_short(name)}` holds a control character, {printable(control.group())}", "remove it"
            )
            return None
        if not scalar.text.strip():
            self.say(scalar.span, f"`{_short(name)}` is empty", "write some text, or remove the key")
            return None
        return scalar.text.strip()

    def identifier(self, f: Field, value: Value) -> str | None:
        text = self.text(f, value)
        if text is not None and not re.fullmatch(ID_PATTERN, text):
            plain = "-".join(re.findall("[a-z0-9]+", text.lower()))
            hint = f"lower-case letters, digits and `-`, as in `{_short(plain or 'step-jacobian')}`"
            self.say(value.span, f"`{_short(text)}` cannot be an id", hint)
            return None
        return text

    def choice(self, f: Field, value: Value) -> str | None:
        scalar = self.scalar(f, value)
        if scalar is None:
            return None
        if scalar.text not in f.choices:
            close = nearest(scalar.text, f.choices)
            hint = f"did you mean `{close}`?" if close else f"write {' or '.join(f'`{c}`' for c in f.choices)}"
            self.say(scalar.span, f"`{_short(scalar.text)}` is no value of `{f.name}`", hint)
            return None
        return scalar.text

    def number(self, f: Field, value: Value) -> Fraction | None:
        scalar = self.scalar(f, value)
        if scalar is None:
            return None
        number = Fraction(scalar.text) if not scalar.style and _DECIMAL.fullmatch(scalar.text) else None
        is_whole = number is not None and (f.shape is Shape.NUMBER or number.denominator == 1)
        if number is None or not is_whole or not f.least <= number <= f.most:
            message = f"`{_short(scalar.text)}` cannot be `{f.name}`"
            self.say(scalar.span, message, f"write {f.shape} between {f.least} and {f.most}")
            return None
        return number

    def texts(self, f: Field, value: Value) -> tuple[str, ...] | None:
        if not isinstance(value, Sequence):
            self.say(value.span, f"`{f.name}` is no list", f"write `{f.name}: [a, b]`")
            return None
        read = [self.text(f, item) for item in value.items]
        return None if None in read else tuple(t for t in read if t is not None)

    def formula(self, f: Field, value: Value) -> Fragment | None:
        """A formula; `true` and `1` are formulas too."""
        if not isinstance(value, Scalar):
            found = "a list" if isinstance(value, Sequence) else "a mapping"
            hint = "if this is a formula, put it into quotes" if _starts_with_bracket(value) else "write a formula"
            if isinstance(value, Mapping) and not _starts_with_bracket(value):
                hint = "quote a formula that holds `: `"
            self.say(value.span, f"an entry of `{f.name}` is {found}, not a formula", hint)
            return None
        if core_type(value) == "nothing" or not value.text.strip():
            self.say(value.span, f"an entry of `{f.name}` is empty", "write a formula, or remove the entry")
            return None
        if value.in_flow and not value.style and value.text.count("(") != value.text.count(")"):
            message = f"the brackets of `{_short(value.text)}` do not match"
            self.say(value.span, message, "inside `[ ]` and `{ }` YAML splits at commas: put each formula into quotes")
            return None
        try:
            return fragment(value)
        except ClaimError as error:
            self.problems.append(error.problem)
            return None

    def relations(self, f: Field, value: Value) -> tuple[Fragment, ...] | None:
        if isinstance(value, Sequence) and not value.items:
            self.say(value.span, f"`{f.name}` is an empty list", "write a relation, or remove the key")
            return None
        items = rejoined(value) if isinstance(value, Sequence) else (value,)
        return self._all([self.formula(f, item) for item in items])

    def steps(self, f: Field, value: Value) -> tuple[Fragment, ...] | None:
        if not isinstance(value, Sequence) or len(value.items) < 2:
            self.say(value.span, "a derivation has at least two lines", 'write `steps: [e1, "== e2", "<= e3"]`')
            return None
        return self._all([self.formula(f, item) for item in rejoined(value)])

    @staticmethod
    def _all(read: list[Fragment | None]) -> tuple[Fragment, ...] | None:
        found = tuple(r for r in read if r is not None)
        return found if len(found) == len(read) else None

    def entries(self, f: Field, value: Value) -> tuple[Entry, ...] | None:
        """All entries; one that cannot be read must not hide the others."""
        if not isinstance(value, Mapping):
            hint = f"write one `name: {'type' if f.shape is Shape.TYPES else 'formula'}` a line, without `-`"
            self.say(value.span, f"`{f.name}` is no mapping", hint)
            return None
        found: list[Entry] = []
        seen: dict[str, Span] = {}
        for key, item in value.entries:
            if key.text in seen:
                self.say(key.span, f"`{_short(key.text)}` stands twice in `{f.name}`", _first(seen[key.text]))
                continue
            seen[key.text] = key.span
            found.append((fragment(key), self.formula(f, item)))
        return tuple(found)

    def labels(self, f: Field, value: Value) -> tuple[tuple[str, str], ...] | None:
        if not isinstance(value, Mapping):
            self.say(value.span, f"`{f.name}` is no mapping", f"write `{f.name}: {{document: notes.pdf}}`")
            return None
        read: list[tuple[str, str]] = []
        seen: dict[str, Span] = {}
        for key, item in value.entries:
            if key.text in seen:
                self.say(key.span, f"`{_short(key.text)}` stands twice in `{f.name}`", _first(seen[key.text]))
                continue
            seen[key.text] = key.span
            scalar = self.scalar(f, item)
            text = None if scalar is None else self._inert(key.text, scalar, ("text", "a number"))
            if text is not None:
                read.append((printable(key.text), text))
        return tuple(read)

    def record(self, f: Field, value: Value) -> Record | None:
        if not isinstance(value, Mapping):
            self.say(value.span, f"`{f.name}` is no mapping", f"write `{f.name}: {{{f.fields[0].name}: …}}`")
            return None
        record = read_record(value, f.fields, f"`{f.name}`")
        self.problems.extend(record.problems)
        return record

    def claims(self, f: Field, value: Value) -> tuple[Value, ...] | None:
        if not isinstance(value, Sequence):
            self.say(value.span, f"`{f.name}` is no list", "start each claim with `- id:`")
            return None
        if not value.items:
            self.say(value.span, f"`{f.name}` is an empty list", "write a claim: `- id: …`, `  claim: …`")
            return None
        return value.items


def _starts_with_bracket(value: Value) -> bool:
    return value.source.text[value.start : value.start + 1] in ("[", "{")


def _short(text: str) -> str:
    """User's text as a message may quote it."""
    text = printable(text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
