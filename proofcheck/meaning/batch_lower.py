"""From a typed tree at fixed sizes to a graph of array operations: names, cells, indices, derivatives.

Integers that are known (sizes, indices of unrolled ranges, arithmetic of them) stay exact numbers and steer the
expansion; everything else becomes a `Value`. Where an exact integer is needed and only a `Value` is there, `Structural`
says so, and the range that bound it is unrolled instead. What operators and binders mean is passed in, by node type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from math import prod

import torch

from proofcheck.claim import Case, Claim, Definition, Recurrence
from proofcheck.language.tree import (
    Apply,
    At,
    Bind,
    Call,
    Cell,
    Derive,
    Index,
    Node,
    Num,
    Ref,
    Var,
    Whole,
    walk,
)
from proofcheck.language.types import Dim, Kind, Scalar, Type, kind_of, shape_of
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.batch_derive import Wrt, derivative
from proofcheck.meaning.batch_graph import Graph, Structural, Value
from proofcheck.meaning.batch_index import Item, mask_of, part
from proofcheck.meaning.expand import Expander
from proofcheck.meaning.recurrences import Course, out_of_reach

Lowered = Fraction | bool | Value

MAX_ENTRIES = 4_000_000  # of one array, of one instance
_MAX_CELLS = 20_000
_DEEPEST = 12  # cells within cells before they are taken one by one


class _Pending(Exception):
    """A cell that has to be expanded before the one that asked for it."""

    def __init__(self, world: World, name: str, at: tuple[int, ...]) -> None:
        super().__init__(name)
        self.key = (id(world), name, at)
        self.world, self.name, self.at = world, name, at


@dataclass(slots=True, eq=False)
class World:
    """What definitions see: the givens (one world for every replacement of some of them), and the cells so far."""

    bound: Mapping[str, Lowered]
    cells: dict[tuple[str, tuple[int, ...]], Lowered] = field(default_factory=dict)
    active: set[tuple[str, tuple[int, ...]]] = field(default_factory=set)
    scope: Scope | None = None
    parent: World | None = None  # keeps the world that this one was made from alive, so that its identity is its own


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """What names mean at some place of the tree, and what has been lowered there."""

    bound: Mapping[str, Lowered]
    world: World
    memo: dict[int, Lowered] = field(default_factory=dict)

    def having(self, **names: Lowered) -> Scope:
        return Scope({**self.bound, **names}, self.world)


Meaning = Callable[["Lowering", Node, Scope], Lowered]


class Lowering:
    """One claim at fixed sizes on its way into a graph. `approximate` is set where a value is only estimated."""

    def __init__(
        self, claim: Claim, sizes: Mapping[str, int], device: torch.device, meanings: Mapping[type[Node], Meaning]
    ) -> None:
        self.claim = claim
        self.graph = Graph(device)
        self.meanings = meanings
        self.approximate = False
        self.sizes = tuple(sizes)
        self.expanders: dict[tuple[tuple[str, int], ...], Expander] = {}  # of what is counted, by the sizes there
        self.inputs: dict[str, Value] = {}
        self._depth = 0
        self._cells = 0
        self._course = Course()
        self._worlds: dict[tuple[int, tuple[tuple[str, Lowered], ...]], World] = {}
        self._definitions = {d.name: d for d in claim.definitions}
        self.root = self.world(self._givens(sizes))

    # Worlds and givens

    def _givens(self, sizes: Mapping[str, int]) -> dict[str, Lowered]:
        bound: dict[str, Lowered] = {name: Fraction(size) for name, size in sizes.items()}
        for given in self.claim.given:
            if given.name in bound or not (isinstance(given.type, Scalar) or shape_of(given.type)):
                continue
            kind = kind_of(given.type)
            leaf = self.graph.leaf(given.name, len(shape_of(given.type)), complex_=kind is Kind.COMPLEX)
            self.inputs[given.name] = leaf
            bound[given.name] = leaf
            if kind is Kind.BOOLEAN:
                bound[given.name] = self.graph.apply("truth", _is_true, [leaf], leaf.rank)
        return bound

    def world(self, bound: Mapping[str, Lowered]) -> Scope:
        """A world of its own for definitions, with these givens."""
        world = World(bound)
        world.scope = Scope(bound, world)
        return world.scope

    def replacing(self, scope: Scope, names: Mapping[str, Lowered]) -> Scope:
        """The scope with names replaced; if they are givens, definitions see the change as well."""
        bound = {**scope.bound, **names}
        if not any(self.claim.given_named(name) for name in names):
            return Scope(bound, scope.world)
        # One world for the same replacements: what is expanded there outlives a run that has to start again.
        key = (id(scope.world), tuple(names.items()))
        if key not in self._worlds:
            self._worlds[key] = World({**scope.world.bound, **names}, parent=scope.world)
        inner = self._worlds[key]
        inner.scope = inner.scope or Scope(inner.bound, inner)
        return Scope(bound, inner)

    # Entry points

    def settled(self, job: Callable[[], Value]) -> Value:
        """Run a job of lowering; cells that lie deep within others are expanded first, one by one."""
        jobs: list[Callable[[], Lowered]] = [job]
        waiting: list[tuple[int, str, tuple[int, ...]]] = []
        while True:
            try:
                result = jobs[-1]()
            except _Pending as deep:
                if deep.key in waiting:
                    raise IllFounded(f"`{deep.name}` reaches itself at {deep.at}") from None
                waiting.append(deep.key)
                jobs.append(lambda d=deep: self._cell(d.world, d.name, d.at))  # type: ignore[misc]
                continue
            jobs.pop()
            if not jobs:
                assert isinstance(result, Value)
                return result
            waiting.pop()

    def lower(self, node: Node, scope: Scope) -> Lowered:
        found = scope.memo.get(id(node))
        if found is None:
            found = self._lower(node, scope)
            scope.memo[id(node)] = found
        return found

    def value(self, node: Node, scope: Scope) -> Value:
        return self.as_value(self.lower(node, scope))

    def as_value(self, lowered: Lowered) -> Value:
        """Numbers become float64 constants, truth values boolean ones."""
        if isinstance(lowered, Value):
            return lowered
        if isinstance(lowered, bool):
            return self.graph.constant(torch.tensor(lowered))
        return self.graph.number(as_float(lowered))

    def whole(self, node: Node, scope: Scope) -> int:
        """The exact integer that a node stands for."""
        lowered = self.lower(node, scope)
        if isinstance(lowered, Value):
            if lowered.constant is not None and lowered.rank == 0 and float(lowered.constant.real).is_integer():
                return int(lowered.constant.real)
            raise Structural
        if lowered != int(lowered):
            raise IllFounded(f"{lowered} is no whole number")
        return int(lowered)

    def dims(self, type_: Type, scope: Scope) -> tuple[int, ...]:
        """The shape of a value of this type."""
        shape = tuple(self._dim(d, scope) for d in shape_of(type_))
        if prod(shape) > MAX_ENTRIES:
            raise TooLarge(f"an array of {' x '.join(map(str, shape))} entries")
        return shape

    def _dim(self, dim: Dim, scope: Scope) -> int:
        total = Fraction(0)
        for monomial, coefficient in dim.terms:
            for atom, exponent in monomial:
                if isinstance(atom, str):
                    size = scope.bound[atom]
                elif isinstance(atom.node, Node):
                    size = self.lower(atom.node, scope)
                else:
                    raise NoMeaning("shape", f"the dimension `{atom.text}`")
                if isinstance(size, Value):
                    raise Structural
                coefficient *= Fraction(size) ** exponent
            total += coefficient
        if total.denominator != 1 or total < 0:
            raise IllFounded(f"a dimension of {total}")
        return int(total)

    # Nodes

    def _lower(self, node: Node, scope: Scope) -> Lowered:
        match node:
            case Num(value=value):
                return value
            case Var(name=name):
                return scope.bound[name]
            case Ref(name=name):
                return self._cell(scope.world, name, ())
            case Cell(name=name, at=at):
                return self._cell(scope.world, name, tuple(self.whole(i, scope) for i in at))
            case Index():
                return self._index(node, scope)
            case Derive():
                return self._derive(node, scope)
            case At():
                return self._at(node, scope)
            case Call(function=name):
                raise NoMeaning("call", f"the function `{name}` is still arbitrary")
            case Whole(name=name):
                raise NoMeaning(name, "it stands for no value by itself")
            case Apply() | Bind():
                return self.meanings[type(node)](self, node, scope)
        raise NoMeaning(type(node).__name__)

    def _cell(self, world: World, name: str, at: tuple[int, ...]) -> Lowered:
        """The value of a definition, or of a recurrence at an index."""
        key = (name, at)
        if key in world.cells:
            return world.cells[key]
        if key in world.active:
            raise IllFounded(f"`{name}` reaches itself at {at}")
        if self._depth >= _DEEPEST:
            raise _Pending(world, name, at)
        self._cells += 1
        if self._cells > _MAX_CELLS:
            raise TooLarge(f"more than {_MAX_CELLS} cells")
        world.active.add(key)
        self._depth += 1
        try:
            body, scope = self._body(world, name, at)
            lowered = self.lower(body, scope)
            if isinstance(lowered, Value) or kind_of(body.type) in (Kind.REAL, Kind.COMPLEX):
                value = self.as_value(lowered)
                lowered = self.graph.define(f"{name}{list(at)}" if at else name, value)
        finally:
            self._depth -= 1
            world.active.discard(key)
        world.cells[key] = lowered
        self._course.settle(id(world), name)
        return lowered

    def _body(self, world: World, name: str, at: tuple[int, ...]) -> tuple[Node, Scope]:
        """The expression that defines a cell, and the scope that it is read in."""
        definition = self._definitions[name]
        assert world.scope is not None
        if isinstance(definition, Definition):
            return definition.body, world.scope
        if out_of_reach(definition, at):
            raise IllFounded(f"`{name}` at {list(at)} reaches no base case")
        self._course.ask(id(world), definition, at, partial(self.whole, scope=world.scope))
        for case in definition.cases:
            names: dict[str, Lowered] = {}
            for item, index in zip(case.pattern, at, strict=True):
                if isinstance(item, str):
                    names[item] = Fraction(index)
                elif self.whole(item, world.scope) != index:
                    break
            else:
                if not self._in_box(definition, case, at, world.scope):
                    continue
                return case.body, Scope({**world.bound, **names}, world)
        raise IllFounded(f"no case of `{name}` covers {list(at)}")

    def _in_box(self, definition: Recurrence, case: Case, at: tuple[int, ...], scope: Scope) -> bool:
        """Whether an index lies in the box that its case declares, each range of which may use the names before it."""
        if not definition.box or case.pattern != tuple(binder.name for binder in definition.box):
            return True
        for binder, index in zip(definition.box, at, strict=True):
            if not self.whole(binder.lower, scope) <= index <= self.whole(binder.upper, scope):
                return False
            scope = scope.having(**{binder.name: Fraction(index)})
        return True

    def _items(self, node: Index, scope: Scope) -> tuple[Item, ...]:
        """The items of an index, 0-based: a number, a value, or a stretch."""
        items: list[Item] = []
        shape = self.dims(node.base.type, scope)
        for item, length in zip(node.at, shape, strict=False):
            if isinstance(item, Node):
                lowered = self.lower(item, scope)
                items.append(lowered if isinstance(lowered, Value) else self.whole(item, scope) - 1)
                continue
            first = 0 if item.lower is None else self.whole(item.lower, scope) - 1
            last = length if item.upper is None else self.whole(item.upper, scope)
            items.append(slice(first, max(first, last)))
        return tuple(items)

    def _index(self, node: Index, scope: Scope) -> Value:
        shape = self.dims(node.base.type, scope)
        return part(self.graph, self.value(node.base, scope), self._items(node, scope), shape)

    def _at(self, node: At, scope: Scope) -> Lowered:
        value = self.lower(node.value, scope)
        given = self.claim.given_named(node.name)
        type_ = given.type if given is not None else _type_of(node.name, node.body) or node.value.type
        if kind_of(type_) in (Kind.REAL, Kind.COMPLEX) or isinstance(value, Value):
            value = self.graph.bind(node.name, self.as_value(value))
        return self.lower(node.body, self.replacing(scope, {node.name: value}))

    def _derive(self, node: Derive, scope: Scope) -> Value:
        body = self.value(node.body, scope)
        wrt = self._wrt(node.wrt, scope)
        return derivative(
            self.graph,
            body,
            wrt,
            out_size=prod(self.dims(node.body.type, scope)),
            shape=self.dims(node.type, scope),
            order=2 if node.op == "hessian" else node.order,
            transposed=node.layout == "denominator" and body.rank == 1 and len(shape_of(node.wrt.type)) == 1,
            explicit=node.op == "partial",
        )

    def _wrt(self, node: Node, scope: Scope) -> Wrt:
        size = prod(self.dims(node.type, scope))
        if not isinstance(node, Index):
            return Wrt(cut=self._cut(node, scope), size=size)
        base, items = self._cut(node.base, scope), self._items(node, scope)
        shape = self.dims(node.base.type, scope)
        entry = part(self.graph, base, items, shape)
        return Wrt(cut=base, size=size, entry=entry, mask=mask_of(self.graph, items, shape))

    def _cut(self, node: Node, scope: Scope) -> Value:
        found = self.lower(node, scope)
        if not isinstance(found, Value):
            raise NoMeaning("diff", "by something that is a fixed number")
        return found


def as_float(number: Fraction) -> float:
    """The nearest float; an infinity beyond the largest."""
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _is_true(x: torch.Tensor) -> torch.Tensor:
    return x != 0


def _type_of(name: str, body: Node) -> Type | None:
    return next((n.type for n in walk(body) if isinstance(n, Var) and n.name == name), None)
