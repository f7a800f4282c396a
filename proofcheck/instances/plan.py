"""A construction: blocks that families build from parameters, steps that make assumptions true, tests for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Protocol

import numpy as np

from proofcheck.instances.arrays import Mask, Numbers
from proofcheck.instances.families import Family
from proofcheck.instances.variables import Variable

State = dict[str, Numbers]  # name -> [B, size], row-major, floats or exact


class Impossible(Exception):
    """An exact row for which a step has no rational answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What one family builds: the entries at these targets (variable, flat position), of one or several variables."""

    targets: tuple[tuple[str, int], ...]
    family: Family


class Step(Protocol):
    """Changes some entries, given the others, so that an assumption holds; raises `Impossible` in exact mode."""

    def apply(self, state: State) -> None: ...


class Test(Protocol):
    """Whether an assumption holds."""

    def holds(self, state: State) -> Mask: ...

    def holds_exactly(self, state: State) -> bool | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How instances are built and tested; `unchecked` are the assumptions that nothing here can evaluate."""

    variables: tuple[Variable, ...]
    blocks: tuple[Block, ...]
    steps: tuple[Step, ...] = ()
    tests: tuple[Test, ...] = ()
    unchecked: tuple[int, ...] = ()
    changed: frozenset[str] = frozenset()  # variables that are not as their own family builds them
    possible: bool = True

    def run(self, rows: Numbers) -> tuple[dict[str, Numbers], Mask]:
        """Float values by name, and which rows are admissible."""
        state = self._filled(rows)
        for step in self.steps:
            step.apply(state)
        values, good = self._shaped(state, rows.shape[0])
        for test in self.tests:
            good &= test.holds(state)
        return values, good

    def run_exactly(self, row: Numbers) -> dict[str, Numbers] | None:
        """Exact values by name of a batch of one row, without batch axis; None where they are not admissible."""
        try:
            state = self._filled(row)
            for step in self.steps:
                step.apply(state)
        except (Impossible, ZeroDivisionError):
            return None
        values, good = self._shaped(state, 1)
        if not good[0] or any(test.holds_exactly(state) is False for test in self.tests):
            return None
        return {name: value[0] for name, value in values.items()}

    def _filled(self, rows: Numbers) -> State:
        state: State = {}
        start = 0
        for block in self.blocks:
            end = start + len(block.family.hints)
            part = block.family.build(rows[:, start:end]).reshape(rows.shape[0], -1)
            start = end
            for name in dict.fromkeys(name for name, _ in block.targets):
                pairs = [(k, flat) for k, (other, flat) in enumerate(block.targets) if other == name]
                if name not in state:
                    state[name] = np.zeros((rows.shape[0], self._size(name)), dtype=part.dtype)
                state[name][:, [flat for _, flat in pairs]] = part[:, [k for k, _ in pairs]]
        for variable in self.variables:  # an array without entries has no block
            state.setdefault(variable.name, np.zeros((rows.shape[0], 0), dtype=rows.dtype))
        return state

    def _size(self, name: str) -> int:
        return next(prod(v.shape) for v in self.variables if v.name == name)

    def _shaped(self, state: State, count: int) -> tuple[dict[str, Numbers], Mask]:
        good: Mask = np.full(count, self.possible)
        values = {}
        for variable in self.variables:
            value = state[variable.name].reshape(count, *variable.shape)
            values[variable.name] = value
            good &= variable.made.admissible(value, variable.name in self.changed)
        return values, good


def whole_blocks(variables: Sequence[Variable]) -> tuple[Block, ...]:
    """Every variable built as a whole by its own family."""
    return tuple(
        Block(targets=tuple((v.name, k) for k in range(prod(v.shape))), family=v.made.family) for v in variables
    )
