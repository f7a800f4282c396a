"""The entries of `given`, `let` and `assume`: parsed once, merged for each claim, and cut down to what it uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from proofcheck.errors import ClaimError, Problem
from proofcheck.language.lex import printable, tokenize
from proofcheck.language.parse import parse, parse_head, parse_type
from proofcheck.language.syntax import SHead, STypeSpec, Syntax
from proofcheck.load.record import Entry, Record
from proofcheck.source import Fragment, Span

_WORD = re.compile(r"[^\W\d]\w*")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One entry: what it names (nothing, for an assumption), the names it mentions, and its tree.

    `tree` is None for an entry with an error; `head` is set for definitions. `span` reaches from key to value.
    """

    section: str
    name: str
    place: Span
    span: Span
    mentions: frozenset[str]
    tree: Syntax | None
    head: SHead | None = None

    @property
    def title(self) -> str:
        """How a message calls it."""
        return f"`{printable(self.name)}`" if self.name else "an assumption"

    def holds(self, span: Span | None) -> bool:
        """Whether a place lies in this entry."""
        return span is not None and span.source is self.span.source and self.span.start <= span.start < self.span.end


def names_in(fragment: Fragment) -> frozenset[str]:
    """The names that a formula mentions, bound ones included; of a text that is no formula, its words."""
    try:
        return frozenset(token.text for token in tokenize(fragment) if token.kind == "name")
    except ClaimError:
        return frozenset(_WORD.findall(fragment.text))


def parts_of(record: Record, problems: list[Problem]) -> tuple[Part, ...]:
    """The entries of `given`, `let` and `assume` in a record; problems are added to the list."""
    found = [_given(entry, problems) for entry in record.values.get("given", ())]
    found += [_definition(entry, problems) for entry in record.values.get("let", ())]
    found += [_assumption(fragment, problems) for fragment in record.values.get("assume", ())]
    if "assume" in record.places and "assume" not in record.values:  # an assumption nobody can read binds every claim
        place = record.places["assume"]
        found.append(Part(section="assume", name="", place=place, span=place, mentions=frozenset(), tree=None))
    return tuple(found)


def attempt(read: Callable[[Fragment], T], fragment: Fragment, problems: list[Problem]) -> T | None:
    """What `read` makes of a fragment, or None, with the problem added to the list."""
    try:
        return read(fragment)
    except ClaimError as error:
        problems.append(error.problem)
        return None


def _part(section: str, name: str, key: Fragment, value: Fragment | None, tree: Syntax | None) -> Part:
    place = key.span(0, len(key.text))
    end = place.end if value is None else value.offsets[-1]
    mentions = names_in(key) | (frozenset() if value is None else names_in(value))
    span = Span(source=key.source, start=place.start, end=max(end, place.end))
    return Part(section=section, name=name, place=place, span=span, mentions=mentions, tree=tree)


def _given(entry: Entry, problems: list[Problem]) -> Part:
    key, value = entry
    name = _variable(key, problems)
    tree = None if value is None else attempt(parse_type, value, problems)
    return _part("given", name or _first_word(key), key, value, tree if name else None)


def _variable(key: Fragment, problems: list[Problem]) -> str | None:
    """The name that a key of `given` declares."""
    try:
        head = parse_head(key)
    except ClaimError as error:
        hint = "give each variable a line of its own" if "," in key.text else error.problem.hint
        message = f"`{printable(key.text)}` cannot be the name of a variable"
        problems.append(Problem(message=message, span=key.span(0, len(key.text)), hint=hint))
        return None
    if head.parameters is None and head.pattern is None and not head.box:
        return head.name
    hint = f"a definition stands in `let`; a variable is declared as `{head.name}: function(real) -> real`"
    if head.pattern is not None:
        hint = f"a recurrence stands in `let`; a variable is declared as `{head.name}: vector[n]`"
    message = f"`{printable(key.text)}` cannot be the name of a variable"
    problems.append(Problem(message=message, span=key.span(0, len(key.text)), hint=hint))
    return None


def _definition(entry: Entry, problems: list[Problem]) -> Part:
    key, value = entry
    head = attempt(parse_head, key, problems)
    tree = None if value is None else attempt(parse, value, problems)
    name = head.name if head else _first_word(key)
    return replace(_part("let", name, key, value, tree if head else None), head=head)


def _assumption(fragment: Fragment, problems: list[Problem]) -> Part:
    return _part("assume", "", fragment, fragment, attempt(parse, fragment, problems))


def _first_word(key: Fragment) -> str:
    word = _WORD.search(key.text)
    return word.group() if word else ""


def merged(shared: Sequence[Part], own: Sequence[Part]) -> tuple[Part, ...]:
    """The shared entries and a claim's own, which replace those of the same name at their place.

    An own entry that comes before a replacement moves up with it, so that definitions still see those above them.
    """
    replaced = {part.name for part in own if part.name}
    result: list[Part] = []
    waiting = list(own)
    for part in shared:
        if not part.name or part.name not in replaced:
            result.append(part)
            continue
        last = max((i for i, mine in enumerate(waiting) if mine.name == part.name), default=-1)
        result.extend(waiting[: last + 1])
        del waiting[: last + 1]
    return (*result, *waiting)


def used(parts: Sequence[Part], names: Iterable[str]) -> tuple[Part, ...]:
    """Every assumption, and the entries that it or one of `names` needs, directly or through others."""
    by_name: dict[str, list[Part]] = {}
    for part in parts:
        by_name.setdefault(part.name, []).append(part)
    assumptions = by_name.pop("", [])
    todo = [*names, *(name for part in assumptions for name in part.mentions)]
    reached: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo.extend(n for part in by_name.get(name, ()) for n in part.mentions)
    return tuple(part for part in parts if not part.name or part.name in reached)


def givens(parts: Iterable[Part]) -> list[tuple[str, Span, STypeSpec]]:
    return [(p.name, p.place, p.tree) for p in parts if p.section == "given" and isinstance(p.tree, STypeSpec)]


def definitions(parts: Iterable[Part]) -> list[tuple[SHead, Syntax]]:
    return [(p.head, p.tree) for p in parts if p.head is not None and p.tree is not None]


def assumptions(parts: Iterable[Part]) -> list[Syntax]:
    return [p.tree for p in parts if p.section == "assume" and p.tree is not None]
