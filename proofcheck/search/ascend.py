"""Climb from the closest calls towards a violation, all climbers in one batch.

A seeded evolution strategy on the free parameters rather than gradients: it works through kinks, sorted singular
values and integer parameters, keeps every adjective met, and one step is one batched program run.
"""

from __future__ import annotations

import numpy as np

from proofcheck.language.tree import Apply
from proofcheck.search.trial import Rows, Trial

_CLIMBERS = 16
_OFFSPRING = 6
_STEPS = 10
CLIMB = _CLIMBERS * _OFFSPRING  # rows of one step
_ROUNDING = 1e-8  # violations nearer to 0 than this are equality


def ascend(trial: Trial, rows: Rows, rng: np.random.Generator) -> Rows:
    """The best rows reached from the most promising of `rows`; same shape of row, at most a few dozen."""
    heights = _height(trial, rows)
    order = np.argsort(-heights, kind="stable")[:_CLIMBERS]
    order = order[np.isfinite(heights[order])]
    if not len(order) or _flat(heights, trial):
        return rows[:0]
    best, height = rows[order].copy(), heights[order]
    scale = np.full(len(best), 0.5)
    for _ in range(_STEPS):
        noise = rng.standard_normal((len(best), _OFFSPRING, rows.shape[1]))
        mask = rng.random(noise.shape) < max(0.35, 1.5 / max(1, rows.shape[1]))
        spread = scale[:, None, None] * (np.abs(best)[:, None, :] + 0.1)
        offspring = best[:, None, :] + noise * mask * spread
        score = _height(trial, offspring.reshape(-1, rows.shape[1])).reshape(len(best), _OFFSPRING)
        leader = np.argmax(score, axis=1)
        lead = score[np.arange(len(best)), leader]
        better = lead > height
        best = np.where(better[:, None], offspring[np.arange(len(best)), leader], best)
        height = np.where(better, lead, height)
        scale = np.where(better, scale * 1.4, scale * 0.6)
        if (height > 0).any():
            break
    return best


def _height(trial: Trial, rows: Rows) -> Rows:
    """How far each row is over the edge; -inf where it is not admissible or says nothing."""
    run = trial.run(rows)
    if run is None:
        return np.full(len(rows), -np.inf)
    result, admissible = run
    height = np.full(len(rows), -np.inf)
    for link in result.links:
        height = np.maximum(height, np.nan_to_num(link.violation, nan=-np.inf, posinf=-np.inf))
    return np.where(admissible, height, -np.inf)


def _flat(heights: Rows, trial: Trial) -> bool:
    """Whether every row is as close as can be: both sides agree up to rounding, and there is nothing to climb.

    Where all links are equalities, half of the rows are enough: others look farther only if their rounding is large.
    """
    seen = np.sort(heights[np.isfinite(heights)])
    equalities = all(isinstance(link.node, Apply) and link.node.op == "==" for link in trial.original.links)
    return len(seen) == 0 or float(seen[len(seen) // 2 if equalities else 0]) > -_ROUNDING
