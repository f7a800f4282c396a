"""Climbing from the closest calls: it reaches rare violations, stays admissible and repeats itself exactly."""

from __future__ import annotations

import numpy as np
import pytest

from proofcheck.instances.configurations import configurations
from proofcheck.search.ascend import ascend
from proofcheck.search.trial import Trial, prepare
from tests.claim_text import claim_of


def the_trial(text: str, given: str, assume: str = "") -> Trial:
    claim = claim_of(text, given, assume)
    trial = prepare(claim, next(iter(configurations(claim))))
    assert trial is not None
    return trial


def climbed(trial: Trial, rows: list[list[float]], seed: int = 0) -> np.ndarray:
    return ascend(trial, np.array(rows, dtype=np.float64), np.random.Generator(np.random.PCG64(seed)))


def broken(trial: Trial, rows: np.ndarray) -> bool:
    run = trial.run(rows)
    assert run is not None
    result, admissible = run
    return any(bool((link.violation[admissible] > 0).any()) for link in result.links)


RARE = {
    "bump": ("exp(-(x - 4)**2) <= 9/10", "x: real", [[2.0], [1.0]]),
    "corner": ("x + y <= 199/100", "x: 'real in [-1, 1]', y: 'real in [-1, 1]'", [[0.9, 0.8], [0.0, 0.0]]),
    "kink": ("-abs(x - 3) < -1/10", "x: real", [[2.0]]),
}


@pytest.mark.parametrize("name", sorted(RARE))
def test_reaches_what_the_start_does_not(name: str) -> None:
    text, given, start = RARE[name]
    trial = the_trial(text, given)
    assert not broken(trial, np.array(start))
    assert broken(trial, climbed(trial, start))


def test_the_same_seed_climbs_the_same_way() -> None:
    trial = the_trial(*RARE["bump"][:2])
    first, again, other = (climbed(trial, RARE["bump"][2], seed) for seed in (5, 5, 6))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()


@pytest.mark.parametrize(
    ("text", "given", "assume", "rows"),
    [
        pytest.param("(x + 1)**2 == x**2 + 2*x + 1", "x: real", "", [[1.0], [0.5]], id="nothing-to-climb"),
        pytest.param(
            "exp(x)*exp(-x) == 1", "x: real", "", [[1.0], [0.5], [2.0], [300.0]], id="nothing-to-climb-but-rounding"
        ),
        pytest.param("x == x", "x: real", "x**2 - 3*x > 5", [[1.0], [0.5]], id="nowhere-admissible"),
    ],
)
def test_stays_below(text: str, given: str, assume: str, rows: list[list[float]]) -> None:
    trial = the_trial(text, given, assume)
    found = climbed(trial, rows)
    assert found.shape[1] == 1
    assert not len(found)


def test_climbers_are_few() -> None:
    trial = the_trial("exp(-x**2) < 2", "x: real")
    found = climbed(trial, [[float(k)] for k in range(100)])
    assert 0 < len(found) <= 16
    assert not broken(trial, found)
