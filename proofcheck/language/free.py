"""Names that a surface tree uses without binding them itself."""

from __future__ import annotations

from collections.abc import Iterator

from proofcheck.language.syntax import SAt, SBind, SCall, SIndex, SLimit, SName, SPrime, Syntax, children


def free_names(syntax: Syntax, bound: frozenset[str] = frozenset()) -> Iterator[SName]:
    """Every use of a name as a value that is not bound inside the tree, in order; names of functions are no values."""
    match syntax:
        case SName(name=name):
            if name not in bound:
                yield syntax
        case SCall(function=function, args=args, options=options):
            if isinstance(function, SIndex):
                for item in function.at:
                    yield from free_names(item, bound)
            elif not isinstance(function, (SName, SPrime)):
                yield from free_names(function, bound)
            for part in (*args, *(value for name, value in options if name not in ("kind", "layout"))):
                yield from free_names(part, bound)
        case SBind(binders=binders, body=body):
            for b in binders:
                outer, bound = bound, bound | {b.name}
                for place in (b.domain, b.type, b.distribution):
                    if place is not None:
                        yield from free_names(place, outer)
                if b.test is not None:
                    yield from free_names(b.test, bound)
            yield from free_names(body, bound)
        case SLimit(body=body, name=name, target=target):
            yield from free_names(target, bound)
            yield from free_names(body, bound | {name})
        case SAt(body=body, settings=settings):
            for _, value in settings:
                yield from free_names(value, bound)
            yield from free_names(body, bound | {name for name, _ in settings})
        case _:
            for part in children(syntax):
                yield from free_names(part, bound)
