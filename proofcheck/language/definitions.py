"""The definitions of `let`: values, functions, and recurrences by cases that may read each other.

The type of a recurrence is found by reading its cases again and again: a case that reads a value of unknown type
waits, the others tell the type, until nothing changes. What still waits then has no base case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from proofcheck.errors import ClaimError, Problem
from proofcheck.language.dims import number
from proofcheck.language.free import free_names
from proofcheck.language.patterns import read_box, read_pattern
from proofcheck.language.renaming import unique
from proofcheck.language.rules import joined, named
from proofcheck.language.scope import Broken, Pending, Scope, Signature, Template
from proofcheck.language.signature import Use
from proofcheck.language.statement import Case, Definition, Recurrence
from proofcheck.language.syntax import SHead, Syntax
from proofcheck.language.tree import Node, Range
from proofcheck.language.types import Distribution, Type
from proofcheck.language.wellfounded import ill_founded
from proofcheck.source import Span

Raw = tuple[SHead, Syntax]
MAX_READINGS = 12
_ANY = number(0)  # stands for a parameter while only names are checked


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What one reading of all definitions found."""

    scope: Scope
    problems: list[Problem] = field(default_factory=list)
    waiting: dict[str, SHead] = field(default_factory=dict)
    values: dict[str, Node] = field(default_factory=dict)
    cases: dict[str, list[Case]] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)
    boxes: dict[str, tuple[Range, ...]] = field(default_factory=dict)

    def fail(self, name: str, error: ClaimError) -> None:
        if not isinstance(error, Broken):
            self.problems.append(error.problem)
        self.scope = replace(self.scope, broken=self.scope.broken | {name})


def define(
    raw: Sequence[Raw], scope: Scope, problems: list[Problem]
) -> tuple[Scope, tuple[Definition | Recurrence, ...]]:
    """The scope with every definition, and what they are; what is wrong goes to `problems`."""
    kept = _unique(raw, scope, problems)
    scope = replace(scope, broken=scope.broken | ({h.name for h, _ in raw} - {h.name for h, _ in kept}))
    heads: dict[str, list[SHead]] = {}
    for head, _ in kept:
        if head.pattern is not None:
            heads.setdefault(head.name, []).append(head)
    types: dict[str, Type] = {}
    taken = set(scope.names.taken) | {h.name for h, _ in kept}
    for _ in range(MAX_READINGS):
        scope.names.taken, scope.names.bound = set(taken), set()
        reading = _read(kept, heads, scope, types)
        if reading.types == types:
            break
        types = reading.types
    for name, head in reading.waiting.items():
        if name not in reading.scope.broken and head.pattern is not None:
            reading.problems.append(_no_base(head))
    problems.extend(reading.problems)
    unread = reading.scope.broken | reading.waiting.keys()
    reading.scope = replace(reading.scope, broken=unread, waiting=frozenset())
    recurrences = _recurrences(reading)
    problems.extend(ill_founded(recurrences, {n: hs[-1].span for n, hs in heads.items()}))
    by_name: dict[str, Definition | Recurrence] = {r.name: r for r in recurrences}
    by_name.update({n: Definition(name=n, body=body) for n, body in reading.values.items()})
    order = dict.fromkeys(h.name for h, _ in kept)
    return reading.scope, tuple(by_name[n] for n in order if n in by_name)


def _no_base(head: SHead) -> Problem:
    hint = f"add one, such as `{head.name}[{', '.join('1' for _ in head.pattern or ())}]: …`"
    return Problem(message=f"the recurrence `{head.name}` has no base case", span=head.span, hint=hint)


def _unique(raw: Sequence[Raw], scope: Scope, problems: list[Problem]) -> list[Raw]:
    """The definitions without those whose name is taken."""
    first: dict[str, SHead] = {}
    kept, bad = [], set[str]()
    for head, body in raw:
        before = first.setdefault(head.name, head)
        message = hint = ""
        if head.name in scope.givens or head.name in scope.broken:
            message = f"`{head.name}` is defined twice, in `given` and in `let`"
        elif before is not head and (before.pattern is None or head.pattern is None):
            message = f"`{head.name}` is defined twice"
        elif before.pattern is not None and head.pattern is not None and len(before.pattern) != len(head.pattern):
            message = f"`{head.name}` has {len(before.pattern)} and {len(head.pattern)} indices"
            hint = "all cases of a recurrence have the same indices"
        if message:
            bad.add(head.name)
            problems.append(Problem(message=message, span=head.span, hint=hint or "rename one of the two"))
        else:
            kept.append((head, body))
    return [(h, b) for h, b in kept if h.name not in bad or h.name in scope.givens]


def _read(kept: list[Raw], heads: dict[str, list[SHead]], scope: Scope, types: dict[str, Type]) -> _Reading:
    """One reading of every definition, with the types of recurrences that are known so far."""
    reading = _Reading(scope=scope, types=dict(types))
    signatures = {
        n: Signature(arity=len(hs[0].pattern or ()), type=types.get(n), boxed=any(h.box for h in hs))
        for n, hs in heads.items()
    }
    reads = dict.fromkeys(heads, 0)
    for head, body in kept:
        name = head.name
        try:
            if head.pattern is not None:
                place, reads[name] = reads[name], reads[name] + 1
                visible = {**reading.scope.recurrences, name: signatures[name]}
                reading.scope = replace(reading.scope, recurrences=visible)
                _read_case(reading, heads[name], place, body, replace(reading.scope, recurrences=signatures))
            elif head.parameters is not None:
                _read_template(reading, head, body)
            else:
                node = unique(reading.scope.node(body), scope.names, scope.givens)
                _check_value(node, head.span)
                reading.values[name] = node
                reading.scope = replace(reading.scope, values={**reading.scope.values, name: node})
        except Pending:
            reading.waiting.setdefault(name, head)
            if head.pattern is None:
                reading.scope = replace(reading.scope, waiting=reading.scope.waiting | {name})
        except ClaimError as e:
            reading.fail(name, e)
    return reading


def _check_value(node: Node, span: Span) -> None:
    if isinstance(node.type, Distribution):
        message = f"a definition is a number, an array or a truth value, not {named(node.type)}"
        raise ClaimError(Problem(message=message, span=span))


def _read_template(reading: _Reading, head: SHead, body: Syntax) -> None:
    """A function: its names are checked now, its types at each call."""
    scope = reading.scope
    parameters = frozenset(head.parameters or ())
    for use in free_names(body, parameters):
        if not scope.declared(use.name):
            inner = replace(scope, bound={**scope.bound, **dict.fromkeys(parameters, _ANY)})
            inner.lookup(use.name, use.span)
    template = Template(parameters=tuple(head.parameters or ()), body=body, scope=scope)
    reading.scope = replace(scope, templates={**scope.templates, head.name: template})


def _read_case(reading: _Reading, heads: list[SHead], place: int, body: Syntax, scope: Scope) -> None:
    head = heads[place]
    pattern = read_pattern(heads, place, scope)
    if head.box:
        reading.boxes[head.name] = read_box(head, pattern, scope)
    node = unique(pattern.scope.node(body), scope.names, scope.givens)
    _check_value(node, head.span)
    name, before = head.name, reading.types.get(head.name)
    reading.types[name] = node.type if before is None else _joined(head, before, node)
    reading.cases.setdefault(name, []).append(Case(pattern=pattern.items, body=node))


def _joined(head: SHead, before: Type, node: Node) -> Type:
    use = Use(op="==", args=(node,), span=node.span)
    try:
        return joined(use, before, node.type)
    except ClaimError as e:
        message = f"`{head.span.text}` is {named(node.type)}, and an earlier case is {named(before)}"
        e.problem = replace(e.problem, message=message)
        raise


def _recurrences(reading: _Reading) -> tuple[Recurrence, ...]:
    return tuple(
        Recurrence(name=name, type=reading.types[name], cases=tuple(cases), box=reading.boxes.get(name, ()))
        for name, cases in reading.cases.items()
        if name not in reading.scope.broken
    )
