"""Recurrences that plainly never end: `x[t]: x[t] + 1`, gates that wait for each other, `x[t-1]` and `x[t+1]` at once.

Only what is clear for every size is reported; the rest is found when cells are computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from proofcheck.errors import Problem
from proofcheck.language.dims import integer_polynomial
from proofcheck.language.statement import Case, Recurrence
from proofcheck.language.tree import Apply, Bind, Cell, Node, children
from proofcheck.language.types import Dim
from proofcheck.source import Span

Offset = tuple[int, ...]


def ill_founded(recurrences: Sequence[Recurrence], spans: Mapping[str, Span]) -> Iterator[Problem]:
    """One problem for each recurrence that surely reads its own value."""
    same: dict[str, set[str]] = {}
    for r in recurrences:
        general = [c for c in r.cases if any(isinstance(p, str) for p in c.pattern)]
        reads = [(case, list(_reads(case))) for case in general]
        same[r.name] = {name for _, found in reads for name, offset in found if not any(offset)}
        bases = len(r.cases) - len(general)
        for _, found in reads:
            own = [offset[0] for name, offset in found if name == r.name and len(offset) == 1]
            if bases <= 1 and any(o > 0 for o in own) and any(o < 0 for o in own):
                yield Problem(
                    message=f"the recurrence `{r.name}` reads values on both sides of its own",
                    span=spans[r.name],
                    hint="it needs a base case at each end",
                )
                break
    told: set[str] = set()
    for name in same:
        ring = [n for n in same if n in _reached(name, same) and name in _reached(n, same)]
        if name not in ring or name in told:
            continue
        told.update(ring)
        several = f"the recurrences {' and '.join(f'`{n}`' for n in ring)} wait for each other"
        yield Problem(
            message=several if len(ring) > 1 else f"the recurrence `{name}` reads its own value",
            span=spans[name],
            hint="let one read an earlier index, such as `[t-1]`",
        )


def _reached(start: str, edges: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    stack = list(edges.get(start, ()))
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack.extend(edges.get(name, ()))
    return found


def _reads(case: Case) -> Iterator[tuple[str, Offset]]:
    """The cells that a case surely reads, by their distance from its own index."""
    own = [Dim.of(p) if isinstance(p, str) else integer_polynomial(p) for p in case.pattern]
    for cell in _unconditional(case.body):
        places = [integer_polynomial(at) for at in cell.at]
        if len(places) != len(own):
            continue
        gaps = [None if p is None or o is None else (p - o).constant for p, o in zip(places, own, strict=True)]
        offset = tuple(g for g in gaps if g is not None)
        if len(offset) == len(own):
            yield cell.name, offset


def _unconditional(node: Node) -> Iterator[Cell]:
    stack = [node]
    while stack:
        top = stack.pop()
        if isinstance(top, Apply) and top.op in ("if", "and", "or", "=>"):
            stack.append(top.args[0])
        elif isinstance(top, Bind):
            continue  # an empty range reads nothing
        else:
            if isinstance(top, Cell):
                yield top
            stack.extend(children(top))
