"""One configuration, ready to be tried: exact instances, batched runs, remembered answers, and what has no program."""

from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest

from proofcheck import kernel
from proofcheck.instances.configurations import configurations
from proofcheck.search.trial import Trial, prepare
from proofcheck.verdict import Instance, Witness
from tests.claim_text import claim_of


def the_trial(text: str, given: str = "x: real, y: real", assume: str = "") -> Trial:
    claim = claim_of(text, given, assume)
    trial = prepare(claim, next(iter(configurations(claim))))
    assert trial is not None
    return trial


def test_an_instance_names_sizes_and_values() -> None:
    trial = the_trial("sum(v) == n", "n: integer >= 1, v: 'vector[n]'")
    assert trial.instance((F(5),)) == Instance(values=(("n", F(1)), ("v", (F(5),))))


def test_an_instance_names_its_functions() -> None:
    trial = the_trial("f(x) == x", "x: real, f: function(real) -> real")
    instance = trial.instance((F(0),) * trial.space.dimension)
    assert instance is not None
    assert instance.functions == trial.configuration.functions
    assert [name for name, _, _ in instance.functions] == ["f"]


def test_no_instance_outside_the_assumptions() -> None:
    trial = the_trial("x == x", "x: real", "x**2 - 3*x > 5")
    assert trial.instance((F(5),)) == Instance(values=(("x", F(5)),))
    assert trial.instance((F(1),)) is None


def test_a_run_reads_every_link_at_every_row() -> None:
    trial = the_trial("x <= 1 <= y")
    run = trial.run(np.array([[0.0, 2.0], [3.0, 2.0], [0.0, -4.0]]))
    assert run is not None
    result, admissible = run
    assert admissible.tolist() == [True, True, True]
    assert [(link.violation > 0).tolist() for link in result.links] == [[False, True, False], [False, False, True]]


def test_rows_outside_the_assumptions_are_marked() -> None:
    trial = the_trial("x == x", "x: real", "x**2 - 3*x > 5")
    run = trial.run(np.array([[5.0], [1.0]]))
    assert run is not None
    assert run[1].tolist() == [True, False]


def test_nothing_to_run() -> None:
    assert the_trial("x == x", "x: real").run(np.zeros((0, 1))) is None


def test_a_hole_leaves_no_program() -> None:
    trial = the_trial("n in O(n)", "n: integer >= 1")
    assert (trial.program, trial.hole) == (None, "in_O")
    assert trial.run(np.zeros((1, trial.space.dimension))) is None


def test_too_large_is_no_trial() -> None:
    claim = claim_of("sum(zeros(n, n)) == x", "n: integer in 3000..4000, x: real")
    assert prepare(claim, next(iter(configurations(claim)))) is None


def test_the_kernel_is_asked_once_an_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    trial = the_trial("x**2 == x", "x: real")
    confirm, asked = kernel.confirm, []

    def counted(claim: object, instance: Instance) -> Witness | None:
        asked.append(instance)
        return confirm(claim, instance)  # type: ignore[arg-type]

    monkeypatch.setattr(kernel, "confirm", counted)
    two = trial.instance((F(2),))
    assert two is not None
    first, again = trial.confirm(two), trial.confirm(two)
    assert first is not None
    assert first is again
    assert asked == [two]


@pytest.mark.parametrize(
    ("text", "given", "few"),
    [
        pytest.param("x*y == y*x", "x: real, y: real", False, id="cheap"),
        pytest.param("sum(A) == sum(A.T)", "A: 'matrix[9, 9]'", False, id="matrix"),
        pytest.param(
            "integral(integral(x*s*t for s in [0, 1]) for t in [0, 1]) == x/4", "x: real", True, id="integrals"
        ),
    ],
)
def test_what_is_dear_is_run_on_fewer_rows(text: str, given: str, few: bool) -> None:
    affordable = the_trial(text, given).affordable
    assert affordable >= 24
    assert (affordable < 1000) is few
