"""Random parameter rows: a mixture of the regimes in which false statements tend to show themselves.

Small simple numbers, Gaussians, heavy tails and extreme scales, points near the ends of the domain and near 0, sparse
rows, repeated entries. The number of draws depends on the shapes alone, so a seed gives the same rows everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from proofcheck.instances.domains import Hint
from proofcheck.instances.families import within

Rows = NDArray[np.float64]

# the share of rows of each regime
_REGIMES = {"simple": 0.22, "normal": 0.28, "scaled": 0.16, "sparse": 0.12, "equal": 0.1, "whole": 0.06, "mixed": 0.06}
_EXTREME = 12.0  # decimal exponent of the largest scale, drawn rarely


def draw(blocks: Sequence[Sequence[Hint]], rng: np.random.Generator, count: int) -> Rows:
    """`[count, P]` parameters; a block is the hints of one variable, within which entries may be alike."""
    hints = [hint for block in blocks for hint in block]
    rows = np.zeros((count, len(hints)))
    if not hints or not count:
        return rows
    regime = rng.choice(len(_REGIMES) + 1, size=count, p=[*_REGIMES.values(), 1 - sum(_REGIMES.values())])
    starts = np.cumsum([0, *(len(block) for block in blocks)])
    columns: dict[Hint, list[int]] = {}
    for k, hint in enumerate(hints):
        columns.setdefault(hint, []).append(k)
    for hint, where in columns.items():
        rows[:, where] = _column(hint, regime, rng, len(where))
    for block, (start, end) in zip(blocks, pairwise(starts), strict=True):
        _repeat(rows[:, start:end], block, regime == list(_REGIMES).index("equal"), rng)
    return rows


def _repeat(rows: Rows, block: Sequence[Hint], chosen: NDArray[np.bool_], rng: np.random.Generator) -> None:
    """In the chosen rows let entries of a block take one of two values, where their hints agree."""
    if len(block) < 2:
        return
    second = rng.random(rows.shape) < 0.25
    for hint in dict.fromkeys(block):
        where = [k for k, other in enumerate(block) if other == hint]
        if len(where) < 2:
            continue
        pair = rows[:, where[:2]]
        alike = np.where(second[:, where], pair[:, 1:], pair[:, :1])
        rows[:, where] = np.where(chosen[:, None], alike, rows[:, where])


def _column(hint: Hint, regime: NDArray[np.int64], rng: np.random.Generator, width: int) -> Rows:
    count = len(regime)
    simple = np.array([float(v) for v in within(hint)] or [0.0])
    weights = 1.0 / (1.0 + np.arange(len(simple)))
    picked = simple[rng.choice(len(simple), size=(count, width), p=weights / weights.sum())]
    if hint.lower is not None and hint.upper is not None:
        spread = _bounded(float(hint.lower), float(hint.upper), hint.integer, regime, rng, width)
    else:
        spread = _unbounded(regime, rng, width)
        if hint.lower is not None:
            spread = float(hint.lower) + np.abs(spread)
        elif hint.upper is not None:
            spread = float(hint.upper) - np.abs(spread)
        if hint.integer:
            spread = np.rint(np.clip(spread, -(2.0**50), 2.0**50))
    names = list(_REGIMES)
    use_simple = (regime == names.index("simple"))[:, None] | (
        (regime == names.index("sparse"))[:, None] & (rng.random((count, width)) < 0.3)
    )
    values: Rows = np.where(use_simple, picked, spread)
    return values


def _unbounded(regime: NDArray[np.int64], rng: np.random.Generator, width: int) -> Rows:
    count = len(regime)
    names = list(_REGIMES)
    normal = rng.standard_normal((count, width))
    exponent = rng.uniform(-3, 3, (count, 1))
    rare = rng.random((count, 1))
    exponent = np.where(rare < 0.2, exponent * 2, exponent)
    exponent = np.where(rare < 0.03, exponent * (_EXTREME / 6), exponent)
    each = rng.uniform(-3, 3, (count, width))
    zero = rng.random((count, width)) < 0.6
    out = normal.copy()
    for name, value in (
        ("scaled", normal * 10.0**exponent),
        ("sparse", np.where(zero, 0.0, normal)),
        ("whole", np.rint(3 * normal)),
        ("mixed", np.sign(normal) * 10.0**each),
    ):
        out = np.where((regime == names.index(name))[:, None], value, out)
    return out


def _bounded(
    lower: float, upper: float, integer: bool, regime: NDArray[np.int64], rng: np.random.Generator, width: int
) -> Rows:
    count = len(regime)
    names = list(_REGIMES)
    chance = rng.random((count, width))
    near = 10.0 ** (-6 * rng.random((count, width)))
    side = rng.random((count, width)) < 0.5
    if integer:
        whole = np.floor(lower + chance * (upper - lower + 1))
        low = np.floor(lower + (upper - lower) * near)
        return np.clip(np.where((regime == names.index("scaled"))[:, None], low, whole), lower, upper)
    inside = lower + (upper - lower) * chance
    ends = np.where(side, lower + (upper - lower) * near / 2, upper - (upper - lower) * near / 2)
    close = (regime == names.index("scaled")) | (regime == names.index("mixed"))
    return np.where(close[:, None], ends, inside)
