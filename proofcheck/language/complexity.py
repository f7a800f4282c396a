"""The arguments of `steps`, `memory`, `context`, …: a recurrence over its index box, or an expression."""

from __future__ import annotations

from collections.abc import Sequence

from proofcheck.errors import ClaimError, Problem
from proofcheck.language.rules import named
from proofcheck.language.scope import Scope
from proofcheck.language.syntax import SName, Syntax
from proofcheck.language.tree import Node, Var, Whole
from proofcheck.language.types import INTEGER, Array
from proofcheck.source import Span

COUNTS = frozenset(
    {"shape", "size", "parameters", "multiplications", "operations", "connections", "steps", "memory", "context"}
)
_INDICES, _ENDS = "ijklpqrs", "mndcefgh"


def counted(name: str, arguments: Sequence[Syntax], scope: Scope) -> tuple[Node, ...]:
    """The arguments of a count as trees. Raises ClaimError for those that it cannot count."""
    nodes = tuple(_whole_or_value(a, scope) for a in arguments)
    for place, (node, syntax) in enumerate(zip(nodes, arguments, strict=True)):
        if name == "context" and place == 1:
            _check_place(node, syntax.span, scope)
        elif isinstance(node, Whole):
            _check_box(name, node, syntax.span, scope)
        elif name == "memory":
            hint = "write the name of a recurrence; `size(e)` is the number of entries of a value"
            raise _error(f"`memory` needs a recurrence, not {named(node.type)}", syntax.span, hint)
    return nodes


def _error(message: str, span: Span, hint: str) -> ClaimError:
    return ClaimError(Problem(message=message, span=span, hint=hint))


def _whole_or_value(syntax: Syntax, scope: Scope) -> Node:
    name = syntax.name if isinstance(syntax, SName) else ""
    if name in scope.recurrences and name not in scope.bound and name not in scope.broken:
        type_ = scope.recurrences[name].type
        return Whole(type=INTEGER if type_ is None else type_, name=name, span=syntax.span)
    return scope.node(syntax)


def _check_box(name: str, node: Whole, span: Span, scope: Scope) -> None:
    signature = scope.recurrences[node.name]
    indices = ("t",) if signature.arity == 1 else tuple(_INDICES[: signature.arity])
    ends = ("T",) if signature.arity == 1 else tuple(_ENDS[: signature.arity])
    cell = f"{node.name}[{', '.join(indices)}]"
    if name == "shape":
        raise _error(f"`shape` needs a value, and `{node.name}` is a recurrence", span, f"write `shape({cell})`")
    if not signature.boxed:
        ranges = ", ".join(f"{i} in 1..{n}" for i, n in zip(indices, ends, strict=True))
        message = f"`{name}` of a recurrence without an index box"
        raise _error(message, span, f"say which cells there are: `{cell} over {ranges}: …`")


def _check_place(node: Node, span: Span, scope: Scope) -> None:
    if isinstance(node, Whole):
        return
    if isinstance(node, Var) and node.name in scope.givens and isinstance(node.type, Array):
        return
    message = f"`context` counts cells of an array of `given` or of a recurrence, not of {named(node.type)}"
    raise _error(message, span, "write its name alone, as in `context(h[n], x)`")
