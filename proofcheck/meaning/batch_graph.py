"""Values of a batched program: a hash-consed graph of array operations, and tapes that run parts of it.

A tree at fixed sizes becomes a graph in which every distinct array is one `Value`; definitions are values of their
own, so that a derivative can cut the graph there. Tensors carry any number of batch axes in front of the axes that a
value has by itself (`rank` of them); every operation acts on the last axes, so the batch needs no transform of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import Protocol, cast

import torch
from torch import Tensor

from proofcheck.meaning import TooLarge

Operation = Callable[..., Tensor]


class Structural(Exception):
    """An exact integer is needed where the program only has a value of its run."""


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """One array of the program. `number` orders a graph, arguments first.

    `run` computes it from its arguments; leaves (inputs, bound variables) have none, constants have `constant`.
    `definition` marks the value of a definition, where `partial` stops. `branches` says that it chooses between two
    computed values: reverse mode would multiply the derivative of the one not taken, possibly infinite, by zero.
    `bounds` encloses an index. `complex_` says that its entries are complex.
    """

    number: int
    name: str
    rank: int
    args: tuple[Value, ...] = ()
    run: Operation | None = field(default=None, repr=False)
    constant: Tensor | None = field(default=None, repr=False)
    definition: bool = False
    branches: bool = False
    complex_: bool = False
    bounds: tuple[float, float] | None = None


class Graph:
    """The values of one program, and their constructors."""

    def __init__(self, device: torch.device, limit: int = 60_000) -> None:
        self.device = device
        self.limit = limit
        self._table: dict[Hashable, Value] = {}
        self._count = 0

    def _value(self, name: str, rank: int, **fields_: object) -> Value:
        if self._count >= self.limit:
            raise TooLarge(f"more than {self.limit} array operations")
        self._count += 1
        return Value(self._count, name, rank, **fields_)  # type: ignore[arg-type]

    def leaf(
        self, name: str, rank: int, place: object = None, *, complex_: bool = False,
        bounds: tuple[float, float] | None = None,
    ) -> Value:  # fmt: skip
        """A value that whoever runs the tape provides; one for each name and (living) object `place`."""
        key = ("leaf", name, rank, id(place), bounds)
        found = self._table.get(key)
        if found is None:
            found = self._table[key] = self._value(name, rank, complex_=complex_, bounds=bounds)
        return found

    def constant(self, tensor: Tensor) -> Value:
        """A value that is the same in every instance; small ones are shared."""
        tensor = tensor.to(self.device)
        key: Hashable = ("constant", tensor.dtype, tuple(tensor.shape), tuple(tensor.reshape(-1).tolist()))
        if tensor.numel() > 64:
            return self._constant(tensor)
        found = self._table.get(key)
        if found is None:
            found = self._table[key] = self._constant(tensor)
        return found

    def _constant(self, tensor: Tensor) -> Value:
        bounds = None
        if tensor.ndim == 0 and tensor.dtype == torch.float64:
            bounds = (float(tensor), float(tensor))
        return self._value("constant", tensor.ndim, constant=tensor, complex_=tensor.is_complex(), bounds=bounds)

    def number(self, value: float | complex) -> Value:
        """A scalar constant."""
        dtype = torch.complex128 if isinstance(value, complex) else torch.float64
        return self.constant(torch.tensor(value, dtype=dtype))

    def apply(
        self, name: str, run: Operation, args: Sequence[Value], rank: int, /, *, complex_: bool = False,
        branches: bool = False, bounds: tuple[float, float] | None = None, **static: Hashable,
    ) -> Value:  # fmt: skip
        """The value `run(*args, **static)`, computed now if all arguments are constants, and once for equal ones."""
        key = (name, run, tuple(a.number for a in args), rank, tuple(sorted(static.items())))
        found = self._table.get(key)
        if found is not None:
            return found
        operation: Operation = partial(run, **static) if static else run
        if args and all(a.constant is not None for a in args):
            found = self.constant(operation(*(a.constant for a in args)))
        else:
            found = self._value(
                name, rank, args=tuple(args), run=operation, complex_=complex_, branches=branches, bounds=bounds
            )
        self._table[key] = found
        return found

    def scoped(
        self, name: str, run: Operation, args: Sequence[Value], rank: int, key: Hashable, *, complex_: bool = False,
        branches: bool = False,
    ) -> Value:  # fmt: skip
        """The value of an operation that holds a tape; `key` says when two of them are the same."""
        key = (name, key)
        found = self._table.get(key)
        if found is None:
            if all(a.constant is not None for a in args):
                found = self.constant(run(*(a.constant for a in args)))
            else:
                found = self._value(name, rank, args=tuple(args), run=run, complex_=complex_, branches=branches)
            self._table[key] = found
        return found

    def define(self, name: str, body: Value) -> Value:
        """A name for a value: the same array, but a place where derivatives can cut."""
        return self._value(
            name, body.rank, args=(body,), run=_same, definition=True, complex_=body.complex_, bounds=body.bounds
        )

    def bind(self, name: str, value: Value) -> Value:
        """Like `define`, for a variable that stands for a value: a cut, but no definition. Once for equal ones."""
        key = ("bind", name, value.number)
        found = self._table.get(key)
        if found is None:
            found = self._value(
                name, value.rank, args=(value,), run=_same, complex_=value.complex_, bounds=value.bounds
            )
            self._table[key] = found
        return found


def _same(x: Tensor) -> Tensor:
    return x


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: `cells[out] = run(cells[args]…)`; the cells of `last` are not needed any more."""

    run: Operation
    args: tuple[int, ...]
    out: int
    last: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tape:
    """Instructions over numbered cells: first the inputs, then constants, then results."""

    inputs: int
    constants: tuple[Tensor, ...]
    steps: tuple[Step, ...]
    outputs: tuple[int, ...]
    cells: int

    def run(self, inputs: Sequence[Tensor]) -> list[Tensor]:
        """The outputs for these inputs (batch axes in front)."""
        cells: list[Tensor | None] = [*inputs, *self.constants]
        cells.extend([None] * (self.cells - len(cells)))
        for step in self.steps:
            cells[step.out] = step.run(*[cells[a] for a in step.args])
            for cell in step.last:
                cells[cell] = None
        return [cells[i] for i in self.outputs]  # type: ignore[misc]

    def weigh(self, inputs: Sequence[Tensor]) -> int:
        """About how many numbers a run on these inputs computes, those of tapes inside included."""
        cells: list[Tensor | None] = [*inputs, *self.constants]
        cells.extend([None] * (self.cells - len(cells)))
        total = 0
        for step in self.steps:
            found = cells[step.out] = step.run(*[cells[a] for a in step.args])
            numbers = sum(x.numel() for x in found) if isinstance(found, tuple) else found.numel()
            total += numbers * weight(step.run)
        return total


class Holding(Protocol):
    """An operation that holds a tape and knows what running it takes."""

    closure: Closure

    def weight(self, inside: int) -> int:
        """Numbers computed for each number of its result, where one run of the tape computes `inside`."""
        ...

    @property
    def extent(self) -> int:
        """About how many numbers its result has."""
        ...


def weight(run: Operation | Holding) -> int:
    """How many numbers an operation computes for each one of its result: itself, or the steps of the tape inside."""
    if not hasattr(run, "closure"):
        return 1
    held = cast("Holding", run)
    steps = (step.run for step in held.closure.tape.steps)
    return held.weight(sum(weight(s) * getattr(s, "extent", 1) for s in steps))


@dataclass(frozen=True, slots=True)
class Closure:
    """A tape for values as a function of `bound` ones; everything else that it needs is captured from outside."""

    bound: tuple[Value, ...]
    captured: tuple[Value, ...]
    tape: Tape
    branches: bool
    depends: tuple[bool, ...]  # per root: whether it depends on a bound value at all


def reached(roots: Iterable[Value], bound: frozenset[Value], stop: Callable[[Value], bool]) -> set[Value]:
    """The values under `roots` that depend on a bound value, not looking beneath values where `stop` says so."""
    state: dict[Value, bool] = {b: True for b in bound}
    stack = list(roots)
    while stack:
        top = stack[-1]
        if top in state:
            stack.pop()
            continue
        if stop(top):
            state[top] = False
            stack.pop()
            continue
        todo = [a for a in top.args if a not in state]
        if todo:
            stack.extend(todo)
            continue
        state[top] = any(state[a] for a in top.args)
        stack.pop()
    return {v for v, affected in state.items() if affected}


def close(
    roots: Sequence[Value], bound: Sequence[Value], *, stop: Callable[[Value], bool] = lambda value: False,
    everything: bool = False, nested: bool = False,
) -> Closure:  # fmt: skip
    """A tape that computes `roots` from `bound` and captured values.

    With `everything`, nothing is captured: all values under the roots are computed by the tape (bound ones must be
    all the leaves). `nested` says that the tape runs inside a derivative.
    """
    inside = reached(roots, frozenset(bound), stop) if not everything else _under(roots)
    order = sorted(inside - set(bound), key=lambda v: v.number)
    outside: dict[Value, None] = {}
    for value in (*order, *roots):
        for a in value.args if value in inside else (value,):
            if a not in inside and a not in bound and a.constant is None:
                outside[a] = None
    captured = tuple(outside)
    return Closure(
        bound=tuple(bound),
        captured=captured,
        tape=_tape((*bound, *captured), order, roots, nested),
        branches=any(v.branches for v in order),
        depends=tuple(r in inside for r in roots),
    )


def _under(roots: Sequence[Value]) -> set[Value]:
    seen: set[Value] = set()
    stack = list(roots)
    while stack:
        value = stack.pop()
        if value not in seen and value.constant is None:
            seen.add(value)
            stack.extend(value.args)
    return {v for v in seen if v.run is not None}


def _shared(order: Sequence[Value]) -> dict[Value, list[Value]]:
    """Values whose operations can be computed together, by the key that they name: each to all of its group."""
    groups: dict[object, list[Value]] = {}
    for value in order:
        key = getattr(value.run, "shares", None)
        if key is not None:
            groups.setdefault(key, []).append(value)
    return {value: group for group in groups.values() if len(group) > 1 for value in group}


def _tape(inputs: Sequence[Value], order: Sequence[Value], roots: Sequence[Value], nested: bool) -> Tape:
    """Number the cells, skip what is only another name for a value, and note where each cell is used last."""
    cell: dict[Value, int] = {value: i for i, value in enumerate(inputs)}
    constants: list[Tensor] = []
    for value in (*(a for v in order for a in v.args), *roots):
        if value.constant is not None and value not in cell:
            cell[value] = len(inputs) + len(constants)
            constants.append(value.constant)
    count = len(inputs) + len(constants)
    draft: list[tuple[Operation, tuple[int, ...], int]] = []
    shared = {} if nested else _shared(order)
    for value in order:
        assert value.run is not None
        if value.run is _same:
            cell[value] = cell[value.args[0]]
            continue
        if value in shared:
            if value not in cell:  # the first of its group: compute all of them, then pick
                members = shared[value]
                run, needed = members[0].run.together(members)  # type: ignore[union-attr]
                draft.append((run, tuple(cell[a] for a in needed), count))
                for k, member in enumerate(members):
                    cell[member] = count + 1 + k
                    draft.append((itemgetter(k), (count,), count + 1 + k))
                count += 1 + len(members)
            continue
        run = value.run.inside() if nested and hasattr(value.run, "inside") else value.run
        cell[value] = count
        draft.append((run, tuple(cell[a] for a in value.args), count))
        count += 1
    outputs = tuple(cell[r] for r in roots)
    first_result = len(inputs) + len(constants)
    kept = set(outputs)
    steps: list[Step] = []
    for run, args, out in reversed(draft):
        last = tuple(a for a in dict.fromkeys(args) if a >= first_result and a not in kept)
        kept.update(last)
        steps.append(Step(run, args, out, last))
    return Tape(len(inputs), tuple(constants), tuple(reversed(steps)), outputs, count)
