"""Counts of complexity at fixed sizes: the dataflow graph of an expression or of a recurrence over its index box.

A node of the graph is a cell of a recurrence or a let-value, computed once; what it computes itself and what it reads
is found by a walk over its body (`cells_body`). Of the graph one counts operations, connections, parameters, and the
longest chain; which cells of an array a value depends on is told by `cells_context`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import prod
from typing import TypeVar

from proofcheck.claim import Definition, Recurrence
from proofcheck.language.tree import Apply, Cell, Node, Var, Whole, walk
from proofcheck.language.types import INTEGER
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.cells_body import Body, Key, Work
from proofcheck.meaning.cells_context import Context
from proofcheck.meaning.cells_indices import Indices, binder_choices
from proofcheck.meaning.cells_values import Part, weight
from proofcheck.meaning.cost import Role
from proofcheck.meaning.recurrences import Course, body_of_cell, cell_text, out_of_reach
from proofcheck.meaning.scope import Expands, Scope, World

__all__ = ["Dataflow", "count"]

MAX_CELLS = 20_000
MAX_STEPS = 400_000
_DEEPEST = 24  # cells within cells before they are taken one by one

T = TypeVar("T")


def count(x: Expands, op: str, args: Sequence[Node], scope: Scope) -> int:
    """The count `op` of an expression or recurrence, at the sizes of an expansion.

    Errors: NoMeaning where it is not defined, TooLarge, IllFounded. Who asks again and again keeps a `Dataflow`.
    """
    return Dataflow(x, scope.world).count(op, args, scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One node of the graph. `constant`: a boundary, or a let-value made of numbers; it costs nothing.

    `depth`: the longest chain of cells that ends here; `step`: the definitions that share its last step.
    """

    part: Part
    work: Work
    constant: bool = False
    depth: int = 0
    step: frozenset[str] = frozenset()


class _Deeper(Exception):
    """A node that must be settled before the one that reads it."""

    def __init__(self, key: Key) -> None:
        super().__init__(key)
        self.key = key


class Dataflow:
    """The graph of one claim at fixed sizes, settled as far as it was asked for."""

    def __init__(self, x: Expands, world: World, most: int = MAX_STEPS) -> None:
        self.x = x
        self.indices = Indices(x, most)
        self._scope = Scope(world)
        self._records: dict[Key, Record] = {}
        self._active: set[Key] = set()
        self._nesting = 0
        self._constant: dict[int, bool] = {}
        self._boxes: dict[str, tuple[Key, ...]] = {}
        self._course = Course()
        self._context = Context(self.indices, self._body_of)

    @property
    def steps(self) -> int:
        """How much has been walked over."""
        return self.indices.steps

    def count(self, op: str, args: Sequence[Node], scope: Scope) -> int:
        """The count `op` of `args`; bound names have the values of `scope`. Errors: NoMeaning, TooLarge, IllFounded."""
        subject = args[0]
        if op == "context":
            return self._context_of(subject, args[1], scope)
        if isinstance(subject, Whole):
            box = self._box(subject.name)
            if op in ("memory", "size"):
                return len(box) * prod(self.indices.shape(subject.type, scope))
            root, chain = Work(reads=dict.fromkeys(box)), 0
            for key in box:
                chain = max(chain, self._settled(key).depth)
        else:
            if op == "size":
                return prod(self.shape(subject, scope))
            root, chain = self._expression(subject, scope)
        if op == "steps":
            inline = (record.work for key, record in self._reached(root.reads) if not key[1])
            self._certain(op, (root, *inline))  # a cell takes one step whatever it holds
            return chain
        return self._total(op, root)

    def shape(self, node: Node, scope: Scope) -> tuple[int, ...]:
        """The shape of a value. Errors: NoMeaning, IllFounded."""
        return self.indices.shape_of(node, scope)

    # What is counted

    def _expression(self, node: Node, scope: Scope) -> tuple[Work, int]:
        """What an expression computes itself, and its longest chain."""

        def walk_once() -> tuple[Work, int]:
            body = Body(self.indices, self)
            part = body.part(node, scope)
            return body.work, part.chain

        return self._restarted(walk_once)

    def _total(self, op: str, root: Work) -> int:
        """A sum over all that a root reads, itself included."""
        works = [root, *(record.work for _, record in self._reached(root.reads) if not record.constant)]
        if op == "parameters":
            names = dict.fromkeys(name for work in works for name in work.givens)
            return sum(self._size(name) for name in names if self.indices.given(name).parameter)
        self._certain(op, works)
        match op:
            case "multiplications":
                return sum(work.multiplications for work in works)
            case "operations":
                return sum(work.multiplications + work.additions for work in works)
            case "connections":
                return sum(work.connections for work in works)
        raise NoMeaning(op, "of an expression")

    @staticmethod
    def _certain(op: str, works: Iterable[Work]) -> None:
        """Errors: NoMeaning where some of what is counted has no agreed count."""
        doubt = next((work.doubts[op] for work in works if op in work.doubts), None)
        if doubt is not None:
            raise NoMeaning(op, doubt)

    def _size(self, name: str) -> int:
        return prod(self.indices.shape(self.indices.given(name).type, self._scope))

    def _reached(self, start: Iterable[Key]) -> Iterator[tuple[Key, Record]]:
        seen = set(start)
        stack = list(seen)
        while stack:
            key = stack.pop()
            record = self._settled(key)
            yield key, record
            new = [k for k in record.work.reads if k not in seen]
            seen.update(new)
            stack.extend(new)

    def _box(self, name: str) -> tuple[Key, ...]:
        """The cells of a recurrence's index box, in order."""
        if name not in self._boxes:
            recurrence = self._recurrence(name)
            if not recurrence.box:
                raise NoMeaning(name, "a recurrence without an index box")
            indices = [Var(type=INTEGER, name=binder.name) for binder in recurrence.box]
            keys: list[Key] = []
            for scope in binder_choices(self.indices, recurrence.box, self._scope):
                keys.append((name, tuple(self.indices.whole(i, scope) for i in indices)))
                if len(keys) > MAX_CELLS:
                    raise TooLarge(f"more than {MAX_CELLS} cells")
            self._boxes[name] = tuple(keys)
        return self._boxes[name]

    def _recurrence(self, name: str) -> Recurrence:
        found = self.x.claim.definition_named(name)
        if not isinstance(found, Recurrence):
            raise NoMeaning(name, "no recurrence")
        return found

    def _context_of(self, subject: Node, of: Node, scope: Scope) -> int:
        if not isinstance(of, (Var, Whole)):
            raise NoMeaning("context", "of something that is neither an array nor a recurrence")
        if isinstance(subject, Whole):
            reads = self._context.of_cells(self._box(subject.name))
        else:
            reads = self._context.of_expression(subject, scope)
        if isinstance(of, Var):
            return reads.entries_of(of.name, self.indices.shape(of.type, self._scope))
        return sum(not self._settled(key).constant for key in reads.cells_of(of.name))

    # Settling nodes

    def value(self, key: Key) -> Part:
        """The value of a cell or let-value, for a body that reads it. Errors: NoMeaning, TooLarge, IllFounded."""
        if key not in self._records:
            if self._nesting > _DEEPEST:
                raise _Deeper(key)
            self._settle(key)
        return self._records[key].part

    def _settled(self, key: Key) -> Record:
        if key not in self._records:
            self._restarted(lambda: self.value(key))
        return self._records[key]

    def _restarted(self, job: Callable[[], T]) -> T:
        """The result of a job, which starts again once the nodes that lie too deep for it are settled."""
        while True:
            try:
                return job()
            except _Deeper as need:
                self._settle_first(need.key)
            except RecursionError:
                raise TooLarge("an expression nested too deeply") from None

    def _settle_first(self, first: Key) -> None:
        stack, nesting = [first], self._nesting
        waiting = {first}
        try:
            while stack:
                self._nesting = 0
                try:
                    self.value(stack[-1])
                    waiting.discard(stack.pop())
                except _Deeper as need:
                    if need.key in waiting:
                        raise IllFounded(f"`{cell_text(*need.key)}` is defined by itself") from None
                    stack.append(need.key)
                    waiting.add(need.key)
        finally:
            self._nesting = nesting

    def _settle(self, key: Key) -> None:
        if key in self._active:
            raise IllFounded(f"`{cell_text(*key)}` is defined by itself")
        if len(self._records) >= MAX_CELLS:
            raise TooLarge(f"more than {MAX_CELLS} cells")
        if key[1]:
            ends = partial(self.x.whole, scope=self._scope)
            self._course.ask(self._scope.world, self._recurrence(key[0]), key[1], ends)
        self._active.add(key)
        self._nesting += 1
        try:
            node, scope = self._body_of(key)
            body = Body(self.indices, self)
            part = body.part(node, scope)
            found = self._cell if key[1] else self._let_value
            self._records[key] = found(key[0], node, part, body.work)
            self._course.settle(self._scope.world, key[0])
        finally:
            self._nesting -= 1
            self._active.discard(key)

    def _body_of(self, key: Key) -> tuple[Node, Scope]:
        """What defines a node: the first case that fits, or the value; conditions on sizes that lead it are decided."""
        name, at = key
        definition = self.x.claim.definition_named(name)
        if isinstance(definition, Definition):
            node, scope = definition.body, self._scope
        else:
            if out_of_reach(self._recurrence(name), at):
                raise IllFounded(f"`{cell_text(name, at)}` reaches no base case of `{name}`")
            node, scope = body_of_cell(self.x, self._scope.world, name, at)
        while isinstance(node, Apply) and node.op == "if":
            truth = self.indices.truth(node.args[0], scope)
            if truth is None:
                break
            node = node.args[1 if truth else 2]
        return node, scope

    def _let_value(self, name: str, node: Node, part: Part, work: Work) -> Record:
        reads = [self._records[key] for key in work.reads]
        step = frozenset(n for r in reads if 0 < r.depth == part.chain for n in r.step)
        return Record(part=replace(part, moved=True), work=work, constant=part.known, depth=part.chain, step=step)

    def _cell(self, name: str, node: Node, part: Part, work: Work) -> Record:
        reads = [self._records[key] for key in work.reads]
        copied = part.moved and not work.givens and bool(reads) and all(r.constant for r in reads)
        if copied or self._is_boundary(node):
            return Record(part=Part(boundary=True, zero=part.zero, moved=True), work=work, constant=True)
        deepest = max((r.depth for r in reads), default=0)
        step = frozenset((name,))
        if part.moved:
            depth = deepest
            step = frozenset(n for r in reads if 0 < r.depth == deepest for n in r.step)
        elif work.mixes:
            depth = deepest + 1
        else:
            depth = max((1, *(r.depth + (name in r.step) for r in reads)))
            step |= frozenset(n for r in reads if r.depth == depth and name not in r.step for n in r.step)
        # What only parameters make is a learned state: a weight itself, and what other weights meet.
        learned = part.role.weight if part.moved else weight(part.role)
        role = Role(weight=learned, data=True)
        seen = Part(role=role, moved=True, mixed=part.mixed, chain=depth)
        return Record(part=seen, work=work, depth=depth, step=step)

    def _is_boundary(self, node: Node) -> bool:
        """Whether a body mentions no variable and no cell."""
        found = self._constant.get(id(node))
        if found is None:
            cells = any(isinstance(part, Cell) for part in walk(node))
            found = self._constant[id(node)] = not cells and self.indices.is_static(node)
        return found
