"""Which entries of arrays, and which cells of recurrences, a value depends on at fixed sizes.

A place asked for is pushed down as far as operators let it: an entry of a sum reads that entry of each term, a row of
`A @ B` a row of A, an output of a convolution its window. What an operator mixes is read whole. A dependence is what is
read once cases, conditions, ranges and filters are decided; a product with zeros still reads both its factors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product as index_product
from math import prod

from proofcheck.language.complexity import COUNTS
from proofcheck.language.tree import Apply, Bind, Call, Cell, Index, Node, Num, Range, Ref, Slice, Var
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.cells_body import Key
from proofcheck.meaning.cells_indices import Indices, binder_choices
from proofcheck.meaning.cells_places import PLACED, Wanted, trimmed
from proofcheck.meaning.scope import Scope

MAX_READS = 200_000

Place = tuple[str, tuple[int, ...], Wanted]  # a node of the graph, and the part of its value that is asked for


@dataclass(slots=True)
class Reads:
    """What was read: parts of given arrays, and of nodes of the graph."""

    givens: dict[tuple[str, Wanted], None] = field(default_factory=dict)
    nodes: dict[Place, None] = field(default_factory=dict)

    def entries_of(self, name: str, shape: Sequence[int]) -> int:
        """How many cells of a given array are read, at the finest depth at which it is; read whole, all entries."""
        wanted = [w for n, w in self.givens if n == name]
        depth = max(map(len, wanted), default=0) or len(shape)
        seen: set[tuple[int, ...]] = set()
        for parts in wanted:
            axes = [_axis(parts, k, n) for k, n in enumerate(shape[:depth])]
            if prod(map(len, axes)) + len(seen) > MAX_READS:
                raise TooLarge(f"a context of more than {MAX_READS} cells")
            seen.update(index_product(*axes))
        return len(seen)

    def cells_of(self, name: str) -> tuple[Key, ...]:
        return tuple(dict.fromkeys((n, at) for n, at, _ in self.nodes if n == name))


def _axis(wanted: Wanted, axis: int, length: int) -> Sequence[int]:
    places = wanted[axis] if axis < len(wanted) else None
    return range(1, length + 1) if places is None else sorted(places)


class Context:
    """The dependences of one claim at fixed sizes. `body_of` says what defines a node of the graph."""

    def __init__(self, indices: Indices, body_of: Callable[[Key], tuple[Node, Scope]]) -> None:
        self.indices = indices
        self._body_of = body_of
        self._known: dict[Place, Reads] = {}

    def of_expression(self, node: Node, scope: Scope) -> Reads:
        """All that an expression depends on, step by step. Errors: NoMeaning, TooLarge, IllFounded."""
        own = Reads()
        self._read(node, scope, (), own)
        return self._closed(own)

    def of_cells(self, cells: Sequence[Key]) -> Reads:
        return self._closed(Reads(nodes={(name, at, ()): None for name, at in cells}))

    def _closed(self, found: Reads) -> Reads:
        stack = list(found.nodes)
        while stack:
            place = stack.pop()
            direct = self._direct(place)
            found.givens.update(direct.givens)
            new = [p for p in direct.nodes if p not in found.nodes]
            found.nodes.update(dict.fromkeys(new))
            stack.extend(new)
            if len(found.nodes) + len(found.givens) > MAX_READS:
                raise TooLarge(f"a context of more than {MAX_READS} cells")
        return found

    def _direct(self, place: Place) -> Reads:
        if place not in self._known:
            name, at, wanted = place
            node, scope = self._body_of((name, at))
            found = Reads()
            self._read(node, scope, wanted, found)
            self._known[place] = found
        return self._known[place]

    def _read(self, node: Node, scope: Scope, wanted: Wanted, into: Reads) -> None:
        """Note what a part of a value reads."""
        self.indices.step()
        match node:
            case Num():
                return
            case Var(name=name):
                if not self.indices.is_known(name, scope):
                    into.givens[self.indices.given(name).name, wanted] = None
            case Ref(name=name):
                into.nodes[name, (), wanted] = None
            case Cell(name=name, at=at):
                into.nodes[name, tuple(self.indices.whole(i, scope) for i in at), wanted] = None
            case Index():
                self._indexed(node, scope, wanted, into)
            case Apply():
                self._applied(node, scope, wanted, into)
            case Bind():
                self._bound(node, scope, wanted, into)
            case Call(args=args):
                for arg in args:
                    self._read(arg, scope, (), into)
            case _:
                raise NoMeaning(str(getattr(node, "op", "context")), "what it depends on is not told apart")

    def _indexed(self, node: Index, scope: Scope, wanted: Wanted, into: Reads) -> None:
        """The part of the base that the items take: a stretch keeps its axis, for what is wanted of it."""
        chosen = self.indices.selection(node, scope)
        rest = iter(wanted)
        parts: list[frozenset[int] | None] = []
        for item, places in zip(node.at, chosen, strict=True):
            for end in (item.lower, item.upper) if isinstance(item, Slice) else (item,):
                if end is not None and not self.indices.is_static(end):
                    self._read(end, scope, (), into)
            if not isinstance(item, Slice):
                parts.append(places)
                continue
            asked = next(rest, None)
            first = min(places, default=1) if places is not None else 1
            parts.append(places if asked is None else frozenset(first + i - 1 for i in asked))
        self._read(node.base, scope, trimmed((*parts, *rest)), into)

    def _applied(self, node: Apply, scope: Scope, wanted: Wanted, into: Reads) -> None:
        if node.op in COUNTS:
            return
        if node.op == "if":
            test, then, other = node.args
            truth = self.indices.truth(test, scope)
            if truth is None:
                self._read(test, scope, (), into)
            for branch in (then, other) if truth is None else (then if truth else other,):
                self._read(branch, scope, wanted, into)
            return
        shapes = [self.indices.shape(a.type, scope) for a in node.args]
        settings = {k: self.indices.whole(v, scope) for k, v in node.options if isinstance(v, Node) and k != "eps"}
        eps = node.option("eps")
        if isinstance(eps, Node):
            self._read(eps, scope, (), into)
        placed = PLACED.get(node.op)
        if placed is None and wanted:
            raise NoMeaning("context", f"of a part of `{node.op}`")
        parts: Iterator[tuple[int, Wanted]] = (
            ((k, ()) for k in range(len(shapes))) if placed is None else placed(shapes, wanted, settings)
        )
        for k, part in parts:
            self._read(node.args[k], scope, part, into)

    def _bound(self, node: Bind, scope: Scope, wanted: Wanted, into: Reads) -> None:
        if not all(isinstance(b, Range) for b in node.binders):
            raise NoMeaning(node.op, "what it depends on is not told apart")
        if node.op != "array":
            whole = () if node.op in ("argmax", "argmin", "forall", "exists") else wanted
            for inner in binder_choices(self.indices, node.binders, scope):
                self._read(node.body, inner, whole, into)
            return
        axes = len(node.binders)
        for place, inner in self._places(node, scope):
            if all(asked is None or i in asked for i, asked in zip(place, wanted, strict=False)):
                self._read(node.body, inner, wanted[axes:], into)

    def _places(self, node: Bind, scope: Scope) -> Iterator[tuple[tuple[int, ...], Scope]]:
        """The 1-based places of an array's entries, each with the values of its indices."""
        choices = list(binder_choices(self.indices, node.binders, scope))
        lengths: list[Sequence[int]] = []
        rest = scope
        for binder in node.binders:
            assert isinstance(binder, Range)
            low, high = self.indices.whole(binder.lower, rest), self.indices.whole(binder.upper, rest)
            lengths.append(range(1, len(range(low, high + (1 if binder.step > 0 else -1), binder.step)) + 1))
            rest = self.indices.bind(rest, binder.name, low)
        if len(choices) != prod(map(len, lengths)):
            raise NoMeaning("array", "with a filter")
        return zip(index_product(*lengths), choices, strict=True)
