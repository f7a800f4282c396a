"""The body of one cell, let-value or expression at fixed sizes: what it computes itself, and what it reads.

Cases, conditions, ranges and filters on sizes and indices are decided; indices and sizes themselves cost nothing. What
has no agreed count is a `doubt`, told only to who asks for that count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from proofcheck.language.complexity import COUNTS
from proofcheck.language.tree import Apply, At, Bind, Call, Cell, Derive, Index, Node, Num, Range, Ref, Slice, Var
from proofcheck.language.types import Array, Type
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.cells_indices import Indices, binder_choices
from proofcheck.meaning.cells_values import (
    Part,
    applied,
    either,
    joined,
    longer,
    meets,
    moved,
    number,
    roles,
)
from proofcheck.meaning.cost import INTEGERS, PRODUCTS, Application, Role, binder_cost, connections_of, cost_of
from proofcheck.meaning.scope import Scope

__all__ = ["COSTS", "COUNTS", "MOVES", "Body", "Key", "Work"]

Key = tuple[str, tuple[int, ...]]  # a cell of a recurrence, or a let-value at ()

MOVES = frozenset(
    {"stack", "block", "transpose", "tril", "triu", "flip", "pad", "diag", "diagonal", "vec", "eye", "zeros", "ones"}
    | {"onehot"}
)
_FOLDS = frozenset({"sum", "product", "matprod", "max", "min", "argmax", "argmin", "forall", "exists", "array"})
_WINDOWED = ("conv1d", "conv2d")
_SETTINGS = ("stride", "padding", "dilation")
_UNDECIDED = "which branch is taken depends on the values"


@dataclass(slots=True)
class Work:
    """What one body does itself, without what it reads. `doubts`: why a count is not known, by the count."""

    multiplications: int = 0
    additions: int = 0
    connections: int = 0
    mixes: bool = False  # holds a matrix product, or a product with a weight
    givens: dict[str, None] = field(default_factory=dict)
    reads: dict[Key, None] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)

    def doubt(self, why: str, *counts: str) -> None:
        for count in counts:
            self.doubts.setdefault(count, why)

    def add(self, other: Work) -> None:
        self.multiplications += other.multiplications
        self.additions += other.additions
        self.connections += other.connections
        self.join(other)

    def join(self, other: Work) -> None:
        """What another one reads, without its costs."""
        self.mixes |= other.mixes
        self.givens.update(other.givens)
        self.reads.update(other.reads)
        for count, why in other.doubts.items():
            self.doubts.setdefault(count, why)


COSTS = ("multiplications", "operations")


class Reads(Protocol):
    """Where a body gets the values of cells and let-values from."""

    def value(self, key: Key) -> Part: ...


@dataclass(slots=True)
class Body:
    """The walk over one body; `work` is what it finds."""

    indices: Indices
    cells: Reads
    work: Work = field(default_factory=Work)

    def part(self, node: Node, scope: Scope) -> Part:
        """The value of a tree, its work noted. Errors: NoMeaning, TooLarge, IllFounded."""
        self.indices.step()
        match node:
            case Num(value=value):
                return number(zero=value == 0)
            case Var(name=name):
                return self._variable(name, scope)
            case Apply():
                return self._applied(node, scope)
            case Index(base=base, at=at):
                self.indices.selection(node, scope)
                for item in at:
                    self._indexed_by(item, scope)
                return self.part(base, scope)
            case Bind():
                return self._bound(node, scope)
            case Ref(name=name):
                return self._read((name, ()))
            case Cell(name=name, at=at):
                return self._read((name, tuple(self.indices.whole(i, scope) for i in at)))
            case Call():
                return self._called(node, scope)
            case Derive(op=op):
                raise NoMeaning(op, "a derivative has no agreed way to be computed")
            case At():
                raise NoMeaning("at", "inside of what is counted")
        raise NoMeaning(str(getattr(node, "name", "?")), "it stands for no value by itself")

    def _variable(self, name: str, scope: Scope) -> Part:
        if self.indices.is_known(name, scope):
            return number()
        given = self.indices.given(name)
        self.work.givens[name] = None
        return Part(role=Role(weight=given.parameter, data=not given.parameter), moved=True)

    def _read(self, key: Key) -> Part:
        part = self.cells.value(key)
        self.work.reads[key] = None
        return part

    def _indexed_by(self, item: Node | Slice, scope: Scope) -> None:
        """An index that depends on the data reads it."""
        bounds = (item.lower, item.upper) if isinstance(item, Slice) else (item,)
        for node in bounds:
            if node is not None and not self.indices.is_static(node):
                apart = Body(self.indices, self.cells)
                apart.part(node, scope)
                self.work.join(apart.work)

    # Operators

    def _applied(self, node: Apply, scope: Scope) -> Part:
        op = node.op
        if op in COUNTS:
            return number()
        if op == "if":
            return self._chosen(node, scope)
        args = [self.part(a, scope) for a in node.args]
        eps = node.option("eps")
        if isinstance(eps, Node):
            self.part(eps, scope)
        if all(a.known for a in args) and not any(isinstance(t, Array) for t in (node.type, *_types(node))):
            return Part(known=True, zero=self.indices.is_zero(node, scope), moved=True)
        if op in MOVES:
            return moved(args, op)
        return self._computed(node, args, scope)

    def _computed(self, node: Apply, args: list[Part], scope: Scope) -> Part:
        use = self._application(node, scope)
        op, work, part = node.op, self.work, applied(node.op, args)
        try:
            cost = cost_of(use)
        except NoMeaning as hole:
            work.doubt(str(hole), *COSTS, "steps")
            work.mixes = True
        else:
            work.multiplications += cost.multiplications
            work.additions += cost.additions
            if op in PRODUCTS and not part.known:
                work.mixes = True
                part = longer(part, cost.chain)
        met = roles(op, args)
        if meets(met) and any(a.mixed for a in args):
            work.doubt("an array of weights and data side by side", "connections")
        else:
            self._connect(use, met)
        if op in ("*", "/") and _scaled_by_weight(args):
            work.mixes = True
            part = longer(part, 1)
        return part

    def _connect(self, use: Application[int], met: tuple[Role, ...]) -> None:
        try:
            self.work.connections += connections_of(use, met)
        except NoMeaning as hole:
            self.work.doubt(str(hole), "connections")

    def _application(self, node: Apply, scope: Scope) -> Application[int]:
        indices = self.indices
        exponent = indices.exponent(node.args[1], scope) if node.op in ("**", "power") else None
        options: Mapping[str, int] = {
            name: indices.whole(value, scope)
            for name, value in node.options
            if name in _SETTINGS and isinstance(value, Node)
        }
        kind = node.option("kind")
        return Application(
            op=node.op,
            arguments=[indices.shape(a.type, scope) for a in node.args],
            result=indices.shape(node.type, scope) if node.op not in _WINDOWED else indices.shape_of(node, scope),
            numbers=INTEGERS,
            exponent=exponent,
            options=options,
            kind=kind if isinstance(kind, str) else "",
        )

    def _chosen(self, node: Apply, scope: Scope) -> Part:
        test, *branches = node.args
        truth = self.indices.truth(test, scope)
        if truth is not None:
            return self.part(branches[0 if truth else 1], scope)
        self.part(test, scope)
        walks = [Body(self.indices, self.cells) for _ in branches]
        parts = [walk.part(branch, scope) for walk, branch in zip(walks, branches, strict=True)]
        first, second = (walk.work for walk in walks)
        self.work.add(first)
        self.work.join(second)
        same = (first.multiplications, first.additions) == (second.multiplications, second.additions)
        if not same:
            self.work.doubt(f"no meaning for `if`: {_UNDECIDED}", *COSTS)
        if first.connections != second.connections:
            self.work.doubt(f"no meaning for `if`: {_UNDECIDED}", "connections")
        return either(*parts)

    def _called(self, node: Call, scope: Scope) -> Part:
        """An arbitrary function: a layer of which nothing is known."""
        args = [self.part(a, scope) for a in node.args]
        self.work.mixes = True
        self.work.doubt(f"no meaning for `{node.function}`: an arbitrary function has no cost", *COSTS)
        if any(a.role.weight for a in args):
            self.work.doubt(f"no meaning for `{node.function}`: an arbitrary function of parameters", "connections")
        return Part(role=Role(data=True), chain=1 + max((a.chain for a in args), default=0))

    # Binders

    def _bound(self, node: Bind, scope: Scope) -> Part:
        if node.op not in _FOLDS or not all(isinstance(b, Range) for b in node.binders):
            raise NoMeaning(node.op, "no agreed number of operations")
        terms = [self.part(node.body, inner) for inner in binder_choices(self.indices, node.binders, scope)]
        if node.op == "array":
            return moved(terms) if terms else number(zero=True)
        part, weights = joined(terms)
        if part.known and not isinstance(node.type, Array):
            return Part(known=True, zero=self.indices.is_zero(node, scope), moved=True, chain=part.chain)
        shape = self.indices.shape(node.type, scope)
        cost = binder_cost(node.op, len(terms), shape, INTEGERS)
        self.work.multiplications += cost.multiplications
        self.work.additions += cost.additions
        if node.op == "matprod":
            self.work.mixes |= len(terms) > 1 and not part.known
            if weights:
                self.work.doubt("no meaning for `matprod`: of parameters and data together", "connections")
            return longer(part, cost.chain)
        for n in shape:
            weights *= n
        self.work.connections += weights
        return part


def _types(node: Apply) -> tuple[Type, ...]:
    return tuple(a.type for a in node.args)


def _scaled_by_weight(args: list[Part]) -> bool:
    """Whether a weight scales data, or the border of data."""
    a, b = args
    return any(w.role.weight and (v.role.data or v.boundary) for w, v in ((a, b), (b, a)))
