"""Random rows: in their hints, in every regime, the same for the same seed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from proofcheck.instances.domains import CHANCE, FREE, WEIGHT, Hint, choice
from proofcheck.instances.sample import draw

F = Fraction


def rows(hint: Hint, count: int = 3000, width: int = 3) -> np.ndarray:
    return draw([[hint] * width], np.random.Generator(np.random.PCG64(3)), count)


@pytest.mark.parametrize(
    "hint",
    [
        pytest.param(CHANCE, id="interval"),
        pytest.param(WEIGHT, id="half-line"),
        pytest.param(Hint(upper=F(-2)), id="lower half-line"),
        pytest.param(choice(4), id="choice"),
        pytest.param(Hint(lower=F(-3), integer=True), id="whole numbers"),
        pytest.param(Hint(lower=F(5), upper=F(5)), id="a point"),
    ],
)
def test_rows_keep_to_their_hints(hint: Hint) -> None:
    drawn = rows(hint)
    assert np.isfinite(drawn).all()
    assert hint.lower is None or (drawn >= float(hint.lower)).all()
    assert hint.upper is None or (drawn <= float(hint.upper)).all()
    assert not hint.integer or (drawn == np.rint(drawn)).all()


def test_free_rows_show_every_regime() -> None:
    drawn = rows(FREE)
    assert (np.abs(drawn).max(axis=1) > 1e6).any()
    assert ((np.abs(drawn) > 0) & (np.abs(drawn) < 1e-5)).any()
    assert (drawn == 0).any()
    assert ((drawn[:, 0] == drawn[:, 1]) & (drawn[:, 1] == drawn[:, 2]) & (drawn[:, 0] != 0)).sum() > 50
    for simple in (1.0, -1.0, 0.5, 2.0):
        assert (drawn == simple).sum() > 20
    assert 0.2 < (np.abs(drawn - np.rint(drawn)) > 1e-9).all(axis=1).mean() < 0.8


def test_intervals_are_tried_near_their_ends() -> None:
    drawn = rows(CHANCE)
    assert ((drawn > 0) & (drawn < 1e-3)).any()
    assert ((drawn < 1) & (drawn > 1 - 1e-3)).any()
    assert ((drawn == 0).any(), (drawn == 1).any()) == (True, True)


def test_every_choice_is_taken() -> None:
    assert set(rows(choice(4)).ravel()) == {0.0, 1.0, 2.0, 3.0}


def test_rows_do_not_depend_on_what_was_drawn_before_in_another_generator() -> None:
    assert (rows(FREE) == rows(FREE)).all()


def test_no_parameters_and_no_rows() -> None:
    rng = np.random.Generator(np.random.PCG64(3))
    assert draw([], rng, 5).shape == (5, 0)
    assert draw([[FREE]], rng, 0).shape == (0, 1)
