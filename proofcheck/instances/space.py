"""The space of instances of a claim at fixed sizes: rows of free parameters, and the values that they stand for.

`build` serves the search (floats, in batches); `build_exact` serves the witness (rationals, one row). Both run the same
construction, so a row of floats, rounded to simple rationals, is an instance close by that meets everything exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from proofcheck.claim import Claim
from proofcheck.instances import sample
from proofcheck.instances.arrays import Mask, Numbers, as_row, to_value
from proofcheck.instances.assume import plan
from proofcheck.instances.domains import Hint
from proofcheck.instances.families import Row
from proofcheck.instances.plan import Plan
from proofcheck.instances.structured import Combined, combined, table
from proofcheck.instances.variables import Variable, variables
from proofcheck.verdict import Value

_STRUCTURED = 320
_FEW = 24  # structured rows of a family of which a few are taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Values by name, `[B, *shape]` each, and which rows of the batch satisfy domains, adjectives and assumptions."""

    values: dict[str, Numbers]
    admissible: Mask


class Space:
    """The instances of a claim (without function variables) at fixed sizes."""

    __slots__ = ("_plan", "_structured", "accepted", "blocks", "claim", "dimension", "hints", "sizes", "tried")

    def __init__(self, claim: Claim, sizes: Mapping[str, int]) -> None:
        self.claim = claim
        self.sizes = dict(sizes)
        self._plan: Plan = plan(claim, self.sizes, variables(claim, self.sizes))
        self.blocks: tuple[tuple[Hint, ...], ...] = tuple(b.family.hints for b in self._plan.blocks)
        self.hints: tuple[Hint, ...] = tuple(h for block in self.blocks for h in block)
        self.dimension = len(self.hints)
        self.tried = 0  # rows built in floats so far
        self.accepted = 0  # those of them that were admissible
        self._structured: list[Row] | None = None

    @property
    def unchecked(self) -> tuple[int, ...]:
        """Positions of the assumptions that this space cannot evaluate; whoever judges an instance must."""
        return self._plan.unchecked

    @property
    def variables(self) -> tuple[Variable, ...]:
        return self._plan.variables

    def parameters(self, rng: np.random.Generator, count: int) -> sample.Rows:
        """`[count, dimension]` random parameters, the same for the same state of `rng`."""
        return sample.draw(self.blocks, rng, count)

    def structured(self) -> list[Row]:
        """Exact rows worth trying, simplest first, all admissible (in floats) and no two of the same values."""
        if self._structured is None:
            tables = [table(b.family, _STRUCTURED) for b in self._plan.blocks]
            self._structured = self._distinct(combined(tables, 4 * _STRUCTURED))
        return self._structured

    def special(self, count: int) -> Iterator[dict[str, Value]]:
        """Instances of a few of the structured rows, from all over their families: quicker than all of them."""
        tables = [table(b.family, _FEW) for b in self._plan.blocks]
        if not all(t.rows for t in tables):
            return
        seen: set[Row] = set()
        found = 0
        for turn in range(1, 4 * count + 1):
            picks = (
                (2 * k + 1) * turn * max(1, len(t.rows) // (count + 1)) % len(t.rows) for k, t in enumerate(tables)
            )
            row = tuple(value for t, i in zip(tables, picks, strict=True) for value in t.rows[i])
            values = None if row in seen else self.build_exact(row)
            seen.add(row)
            if values is not None:
                found += 1
                yield values
            if found >= count:
                return

    def _distinct(self, rows: Combined) -> list[Row]:
        """The rows that are admissible, without those that stand for the same values as an earlier one."""
        count = len(rows.choices)
        if not count or not self.dimension:
            return [row for row in map(rows.row, range(min(count, 1))) if self.build_exact(row) is not None]
        with np.errstate(all="ignore"):
            values, admissible = self._plan.run(rows.floats)
        flat = [v.reshape(count, -1) for v in values.values()]
        joined = np.concatenate([v if v.dtype.kind == "c" else v.astype(np.float64) for v in flat], axis=1)
        keys = [line.tobytes() for line in np.round(joined, 10) + 0.0]
        first = {key: k for k, key in reversed(list(enumerate(keys))) if admissible[k]}
        return [rows.row(k) for k in sorted(first.values())[:_STRUCTURED]]

    def build(self, params: sample.Rows) -> Built:
        """Float values of a batch of rows."""
        rows = np.asarray(params, dtype=np.float64).reshape(len(params), self.dimension)
        with np.errstate(all="ignore"):
            values, admissible = self._plan.run(rows)
        self.tried += len(rows)
        self.accepted += int(admissible.sum())
        return Built(values=values, admissible=admissible)

    def build_exact(self, row: Sequence[Fraction]) -> dict[str, Value] | None:
        """The exact instance of one row, or None where it violates what is asked or is not rational."""
        if len(row) != self.dimension:
            raise ValueError(f"a row of {len(row)} parameters, not {self.dimension}")
        values = self._plan.run_exactly(as_row(list(row)))
        return None if values is None else {name: to_value(value) for name, value in values.items()}

    def rounded(self, row: Sequence[float], denominators: Sequence[int] = (1, 2, 4, 10, 100, 10**4)) -> Iterator[Row]:
        """The row with every parameter rounded to the grid of each denominator, coarsest first, integers kept whole."""
        seen = set()
        for denominator in denominators:
            candidate = tuple(
                Fraction(round(x * d), d) if np.isfinite(x) else Fraction(0)
                for x, d in ((float(v), 1 if h.integer else denominator) for v, h in zip(row, self.hints, strict=True))
            )
            if candidate not in seen:
                seen.add(candidate)
                yield candidate
