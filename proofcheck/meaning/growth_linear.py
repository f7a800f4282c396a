"""Linear programs in exact rationals, small ones: the simplex method with Bland's rule, which never cycles.

It only proposes multipliers; whoever asks checks the combination that they make.
Source: R. G. Bland, New finite pivoting rules for the simplex method, Mathematics of Operations Research 2 (1977).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

_PIVOTS = 400
ZERO, ONE = Fraction(0), Fraction(1)

Row = list[Fraction]


def maximise(
    objective: Sequence[Fraction], at_most: Sequence[tuple[Sequence[Fraction], Fraction]]
) -> tuple[Fraction, ...] | None:
    """Some x >= 0 with `row · x <= bound` for every pair that is greatest in `objective · x`.

    None where there is no such x, where the maximum is infinite, or past the limit on pivots.
    """
    tableau = _Tableau(len(objective), at_most)
    if not tableau.feasible():
        return None
    return tableau.solution(objective)


class _Tableau:
    """Rows `x_basic + Σ a x_free = b`; a slack for each row, and one extra variable for the first phase."""

    def __init__(self, unknowns: int, at_most: Sequence[tuple[Sequence[Fraction], Fraction]]) -> None:
        self.unknowns = unknowns
        self.width = unknowns + len(at_most) + 1
        self.extra = self.width - 1
        self.rows: list[Row] = []
        self.basis: list[int] = []
        self.left = _PIVOTS
        for k, (row, bound) in enumerate(at_most):
            full = [*row, *(ONE if j == k else ZERO for j in range(len(at_most))), -ONE, bound]
            self.rows.append(full)
            self.basis.append(unknowns + k)

    def feasible(self) -> bool:
        """Drive the extra variable to 0: whether the constraints can be met."""
        worst = min(range(len(self.rows)), key=lambda k: self.rows[k][-1], default=None)
        if worst is None or self.rows[worst][-1] >= 0:
            self._forget_extra()
            return True
        self._pivot(worst, self.extra)
        cost = [ZERO] * self.width
        cost[self.extra] = -ONE
        if not self._improve(cost):
            return False
        if self.extra in self.basis:
            k = self.basis.index(self.extra)
            if self.rows[k][-1] != 0:
                return False
            column = next((j for j in range(self.extra) if self.rows[k][j] != 0), None)
            if column is not None:
                self._pivot(k, column)
        self._forget_extra()
        return True

    def _forget_extra(self) -> None:
        for row in self.rows:
            row[self.extra] = ZERO

    def solution(self, objective: Sequence[Fraction]) -> tuple[Fraction, ...] | None:
        cost = [*objective, *(ZERO for _ in range(self.width - len(objective)))]
        if not self._improve(cost):
            return None
        found = [ZERO] * self.unknowns
        for k, basic in enumerate(self.basis):
            if basic < self.unknowns:
                found[basic] = self.rows[k][-1]
        return tuple(found)

    def _improve(self, cost: Sequence[Fraction]) -> bool:
        """Pivot until no reduced cost is positive; False where the maximum is infinite or too far."""
        while True:
            reduced = [
                c - sum((cost[b] * row[j] for b, row in zip(self.basis, self.rows, strict=True)), ZERO)
                for j, c in enumerate(cost)
            ]
            column = next((j for j in range(self.width) if reduced[j] > 0 and j not in self.basis), None)
            if column is None:
                return True
            ratios = [(row[-1] / row[column], self.basis[k], k) for k, row in enumerate(self.rows) if row[column] > 0]
            if not ratios or self.left <= 0:
                return False
            self._pivot(min(ratios)[2], column)

    def _pivot(self, k: int, column: int) -> None:
        self.left -= 1
        pivot = self.rows[k][column]
        self.rows[k] = [v / pivot for v in self.rows[k]]
        for other, row in enumerate(self.rows):
            factor = row[column]
            if other != k and factor != 0:
                self.rows[other] = [v - factor * p for v, p in zip(row, self.rows[k], strict=True)]
        self.basis[k] = column
