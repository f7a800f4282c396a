"""Where one scalar may lie, with bounds that are numbers: how a free parameter becomes a member, exactly.

A parameter inside the domain is the value itself, so that simple parameters give simple values; one outside is moved
to the nearest end (inside, where the end is open).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from proofcheck.instances.arrays import Numbers, as_index, choose, constant, exact_array, is_exact, rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Where a parameter is best drawn: what `sample` and `structured` know about it. None is no bound."""

    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = False
    upper_open: bool = False
    integer: bool = False


FREE = Hint()
CHANCE = Hint(lower=Fraction(0), upper=Fraction(1))
WEIGHT = Hint(lower=Fraction(0))


def choice(count: int) -> Hint:
    """A parameter that picks one of `count` things."""
    return Hint(lower=Fraction(0), upper=Fraction(max(count - 1, 0)), integer=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """An interval, a set, or either without some points; `integer` keeps whole numbers only."""

    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = False
    upper_open: bool = False
    members: tuple[Fraction, ...] | None = None
    excluded: tuple[Fraction, ...] = ()
    integer: bool = False

    @property
    def hint(self) -> Hint:
        if self.members is not None:
            return choice(len(self.members))
        lower, upper = self._ends()
        open_ends = not self.integer
        return Hint(
            lower=lower,
            upper=upper,
            lower_open=self.lower_open and open_ends,
            upper_open=self.upper_open and open_ends,
            integer=self.integer,
        )

    @property
    def everything(self) -> bool:
        return self.lower is None and self.upper is None and self.members is None and not self.excluded

    @property
    def empty(self) -> bool:
        if self.members is not None:
            return not any(map(self.contains, self.members))
        lower, upper = self._ends()
        if lower is None or upper is None:
            return False
        return lower > upper or (lower == upper and not self.contains(lower))

    def contains(self, value: Fraction) -> bool:
        lower, upper = self.lower, self.upper
        below = lower is not None and (value < lower or (self.lower_open and value == lower))
        above = upper is not None and (value > upper or (self.upper_open and value == upper))
        inside = self.members is None or value in self.members
        whole = not self.integer or value.denominator == 1
        return inside and whole and not below and not above and value not in self.excluded

    def _ends(self) -> tuple[Fraction | None, Fraction | None]:
        """The ends; of whole numbers the least and the greatest that belong."""
        lower, upper = self.lower, self.upper
        if self.integer and lower is not None:
            lower = Fraction(math.floor(lower) + 1 if self.lower_open else math.ceil(lower))
        if self.integer and upper is not None:
            upper = Fraction(math.ceil(upper) - 1 if self.upper_open else math.floor(upper))
        return lower, upper

    def place(self, p: Numbers) -> Numbers:
        """Parameters moved into the domain, entry by entry."""
        if self.members is not None:
            table = exact_array(self.members)
            table = table if is_exact(p) else table.astype(np.float64)
            placed: Numbers = table[as_index(p, len(self.members))]
        else:
            placed = self._clipped(rounded(p) if self.integer else p)
        for point in self.excluded:
            hit = placed == constant(point, p)
            if np.any(hit):
                placed = choose(hit, placed + constant(self._step_off(point), p), placed)
        return placed

    def _clipped(self, p: Numbers) -> Numbers:
        lower, upper = self._ends()
        step = Fraction(1, 1024)
        if lower is not None and upper is not None:
            step = min(step, (upper - lower) / 1024)
        if lower is not None:
            inner = lower + step if self.lower_open and not self.integer else lower
            outside = p <= constant(lower, p) if inner != lower else p < constant(lower, p)
            p = choose(outside, np.full_like(p, constant(inner, p)), p)
        if upper is not None:
            inner = upper - step if self.upper_open and not self.integer else upper
            outside = p >= constant(upper, p) if inner != upper else p > constant(upper, p)
            p = choose(outside, np.full_like(p, constant(inner, p)), p)
        return p

    def _step_off(self, point: Fraction) -> Fraction:
        """The simplest step from an excluded point to a point that belongs."""
        steps = (1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2), Fraction(1, 8), Fraction(-1, 8), Fraction(1, 1024))
        return next((Fraction(s) for s in steps if self.contains(point + s)), Fraction(-1, 1024))


REALS = Extent()
