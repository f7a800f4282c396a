"""Make a witness as small and simple as it can be.

One gate, `consider`: a candidate replaces the best witness only if it is strictly simpler in the order of
`order.py` and the kernel confirms it; so shrinking ends, and its result is a witness by construction. Moves act on
the free parameters of the instance space, so that every adjective and assumption stays met exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations

import numpy as np

from proofcheck.search.order import instance_cost, number_cost
from proofcheck.search.trial import Row, Trial
from proofcheck.verdict import Witness

_SIMPLE = tuple(Fraction(*q) for q in ((0, 1), (1, 1), (-1, 1), (2, 1), (1, 2), (-2, 1), (-1, 2), (3, 1), (-3, 1)))
_LENGTHS = (3, 5, 7, 9, 12, 16, 20, 26, 33)  # binary digits of denominators that are tried
_ROUNDS = 40
_CONFIRMATIONS = 120
_NARROW = 10  # parameters up to which two are moved at once
_WIDE = 24  # parameters from which single moves are only towards simpler numbers
_PRICED = 48  # moves of a wide row whose instances are built to be compared


class Shrinker:
    """Descends from a confirmed row to the simplest one that it reaches."""

    def __init__(self, trial: Trial, row: Row, witness: Witness) -> None:
        self.trial = trial
        self.row = tuple(row)
        self.witness = witness
        self.cost = instance_cost(witness.instance)
        self.asked = 0

    def consider(self, row: Row) -> bool:
        """Take `row` if it is strictly simpler and still a witness."""
        instance = self.trial.instance(row)
        if instance is None or instance_cost(instance) >= self.cost or self.asked >= _CONFIRMATIONS:
            return False
        self.asked += 1
        witness = self.trial.confirm(instance)
        if witness is None:
            return False
        self.row, self.witness, self.cost = tuple(row), witness, instance_cost(instance)
        return True

    def shrink(self) -> Witness:
        """The simplest witness that single moves reach, the same for the same start."""
        for _ in range(_ROUNDS):
            if not any(self.consider(row) for row in self._promising(tuple(self._moves()))):
                break
        return self.witness

    def _moves(self) -> Iterator[Row]:
        row = self.row
        for value in _SIMPLE[:3]:
            yield (value,) * len(row)
        for denominator in (1, 2, 4, 16):
            yield tuple(Fraction(round(p * denominator), denominator) for p in row)
        for bits in _LENGTHS:
            yield tuple(p.limit_denominator(1 << bits) for p in row)
        for start, stop in self._stretches():
            if any(row[start:stop]):
                yield (*row[:start], *(_SIMPLE[0],) * (stop - start), *row[stop:])
        for i, parameter in enumerate(row):
            for value in (*_SIMPLE, Fraction(round(parameter)), Fraction(round(parameter * 2), 2)):
                if value != parameter and (len(row) <= _WIDE or number_cost(value) < number_cost(parameter)):
                    yield (*row[:i], value, *row[i + 1 :])
        if len(row) <= _NARROW:
            yield from self._pairs()
        distinct = sorted(set(row), key=abs)
        for old in distinct:
            for value in _SIMPLE[:3]:
                if old != value:
                    yield tuple(value if p == old else p for p in row)

    def _pairs(self) -> Iterator[Row]:
        """One parameter vanishes and another makes up for it."""
        for i, j in permutations(range(len(self.row)), 2):
            if self.row[i]:
                for value in _SIMPLE:
                    yield tuple(_SIMPLE[0] if k == i else value if k == j else p for k, p in enumerate(self.row))

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Parts of the row that may vanish at once: each variable's, then halves, quarters, …"""
        start = 0
        for block in self.trial.space.blocks:
            if len(block) > 1:
                yield start, start + len(block)
            start += len(block)
        length = start // 2
        while length > 1:
            yield from ((k, min(k + length, start)) for k in range(0, start, length))
            length //= 2

    def _promising(self, moves: tuple[Row, ...]) -> tuple[Row, ...]:
        """The moves that still look broken in floats, simplest instance first; all of them without a program."""
        moves = tuple(dict.fromkeys(moves))
        if not moves:
            return ()
        run = self.trial.run(np.array([[float(p) for p in row] for row in moves], dtype=np.float64))
        if run is not None:
            result, admissible = run
            broken = np.zeros(len(moves), dtype=np.bool_)
            for link in result.links:
                broken |= link.violation > 0
            moves = tuple(m for m, keep in zip(moves, broken & admissible, strict=True) if keep)
        if len(self.row) > _WIDE:
            moves = tuple(sorted(moves, key=_parameter_cost)[:_PRICED])
        priced = []
        for position, row in enumerate(moves):
            instance = self.trial.instance(row)
            if instance is not None and instance_cost(instance) < self.cost:
                priced.append((instance_cost(instance), position, row))
        return tuple(row for _, _, row in sorted(priced))


def _parameter_cost(row: Row) -> int:
    """About what the instance of a row costs, without building it."""
    return sum(map(number_cost, row))
