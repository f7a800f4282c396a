"""An operator of the vocabulary put to its arguments: arity, defaults and type rule in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from proofcheck.errors import ClaimError, Problem
from proofcheck.language.dims import expression, number
from proofcheck.language.parse import parse_text
from proofcheck.language.scope import Scope
from proofcheck.language.signature import Operator, Use
from proofcheck.language.syntax import Syntax
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import Scalar, shape_of
from proofcheck.source import Span


@lru_cache(maxsize=512)
def row_text(text: str) -> Syntax:
    """The surface tree of a text that a row of the vocabulary carries."""
    return parse_text(text)


def apply(
    scope: Scope,
    op: str,
    args: Sequence[Node],
    span: Span | None,
    at: Span | None = None,
    options: Mapping[str, Node | str] | None = None,
) -> Apply:
    """The typed application of `op`; `span` is the whole expression, `at` where an error points."""
    row = scope.vocabulary[op]
    settings = options or {}
    filled = (*args, *_defaults(scope, row, len(args)))
    if scope.broadcast and op in ("+", "-"):
        filled = _spread(scope, filled)
    where = at or span
    _check_arity(row, len(args), where)
    for name in settings:
        if name not in row.options:
            hint = f"it has {' and '.join(f'`{o}`' for o in row.options)}" if row.options else ""
            raise ClaimError(Problem(message=f"`{op}` has no option `{name}`", span=where, hint=hint))
    use = Use(
        op=op,
        args=filled,
        span=where,
        options=settings,
        natural=scope.natural,
        symmetric=scope.symmetric,
    )
    return Apply(type=row.rule(use), op=op, args=filled, options=tuple(settings.items()), span=span)


def _spread(scope: Scope, args: tuple[Node, ...]) -> tuple[Node, ...]:
    """In a derivative formula of a matrix, a number stands for the matrix of that number."""
    shape = next((shape_of(a.type) for a in args if len(shape_of(a.type)) > 1), None)
    if shape is None:
        return args
    ones = apply(scope, "ones", tuple(map(expression, shape)), None)
    numbers = [isinstance(a.type, Scalar) for a in args]
    return tuple(
        a if not is_number else ones if a == number(1) else apply(scope, "*", (a, ones), None)
        for a, is_number in zip(args, numbers, strict=True)
    )


def _defaults(scope: Scope, row: Operator, count: int) -> tuple[Node, ...]:
    """The last arguments that a call left out."""
    missing = row.arity[0] - count
    if not 0 < missing <= len(row.defaults):
        return ()
    return tuple(scope.node(row_text(text)) for text in row.defaults[len(row.defaults) - missing :])


def _check_arity(row: Operator, count: int, span: Span | None) -> None:
    least, greatest = row.arity[0] - len(row.defaults), row.arity[1]
    if count >= least and (greatest is None or count <= greatest):
        return
    if greatest is None:
        wanted = f"at least {_arguments(least)}"
    elif least == greatest:
        wanted = _arguments(least)
    else:
        wanted = f"{least} or {_arguments(greatest)}" if greatest == least + 1 else f"{least} to {_arguments(greatest)}"
    raise ClaimError(Problem(message=f"`{row.name}` takes {wanted}, not {count}", span=span))


def _arguments(count: int) -> str:
    return "1 argument" if count == 1 else f"{count} arguments"
