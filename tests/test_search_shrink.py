"""Final witnesses, pinned: small claims end at the witness that a person would write down."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import pytest

from proofcheck import kernel
from proofcheck.instances.configurations import configurations
from proofcheck.search.falsify import falsify
from proofcheck.search.order import entries as flat
from proofcheck.search.order import instance_cost
from proofcheck.search.shrink import Shrinker
from proofcheck.search.trial import Trial, prepare
from proofcheck.verdict import Imaginary, Value, Witness
from tests.claim_text import claim_of


def value(raw: Any) -> Value:
    if isinstance(raw, tuple):
        return tuple(value(r) for r in raw)
    return raw if isinstance(raw, (bool, Imaginary)) else F(raw)


MINIMAL: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "zero-breaks": ("x > 0", "x: real", "", {"x": 0}),
    "one-breaks": ("exp(x) == 1 + x", "x: real", "", {"x": 1}),
    "minus-one-breaks": ("x**2 == x", "x: real", "", {"x": -1}),
    "half-breaks": ("x*(x - 1)*(x + 1)*(x - 2)*(x + 2) == 0", "x: real", "", {"x": F(1, 2)}),
    "interior": ("x*(1 - x) <= 1/8", "x: real", "", {"x": F(1, 2)}),
    "isolated": ("(x - 7)**2 != 0", "x: real", "", {"x": 7}),
    "in-an-interval": ("x <= 1", "x: 'real in [0, 3]'", "", {"x": 2}),
    "two-numbers": ("(x + y)**2 == x**2 + y**2", "x: real, y: real", "", {"x": 1, "y": 1}),
    "one-zero": ("x*y == y", "x: real, y: real", "", {"x": 0, "y": 1}),
    "signs": ("abs(x + y) == abs(x) + abs(y)", "x: real, y: real", "", {"x": 1, "y": -1}),
    "on-a-circle": ("x + y <= 1", "x: real, y: real", "x**2 + y**2 == 1", {"x": F(3, 5), "y": F(4, 5)}),
    "complex": ("abs(z)**2 == z**2", "z: complex", "", {"z": Imaginary(F(0), F(1))}),
    "truth": ("a or b", "a: boolean, b: boolean", "", {"a": False, "b": False}),
    "size": ("n**2 <= 2**n", "n: integer >= 1", "", {"n": 3}),
    "size-and-number": ("n*x == x", "n: integer >= 1, x: real", "", {"n": 2, "x": 1}),
    "dimension-one": ("sum(p) == 2", "p: 'probability vector[n]'", "", {"n": 1, "p": (1,)}),
    "dimension-two": ("norm(x) == norm(x, 1)", "x: 'vector[n]'", "", {"n": 2, "x": (1, 1)}),
    "products": (
        "A @ B == B @ A", "A: 'matrix[n, n]', B: 'matrix[n, n]'", "",
        {"n": 2, "A": ((0, 0), (1, 0)), "B": ((1, 0), (0, 0))},
    ),
    "determinants": (
        "det(A + B) == det(A) + det(B)", "A: 'matrix[n, n]', B: 'matrix[n, n]'", "",
        {"n": 2, "A": ((0, 0), (0, 1)), "B": ((1, 0), (0, 0))},
    ),
    "transpose": ("A.T == A", "A: 'matrix[2, 2]'", "", {"A": ((0, 1), (0, 0))}),
    "function": (
        "f(x + y) == f(x) + f(y)", "x: real, y: real, f: function(real) -> real", "",
        {"x": 0, "y": 0, "f.A": 0, "f.b": 1},
    ),
    "no-variables": ("1 - 1/e == 1 + 1/e", "x: real", "", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(MINIMAL))
def test_final_witness(name: str) -> None:
    text, given, assume, values = MINIMAL[name]
    claim = claim_of(text, given, assume)
    witness = falsify(claim, seed=0).witness
    assert witness is not None
    assert dict(witness.instance.values) == {k: value(v) for k, v in values.items()}
    assert witness == kernel.confirm(claim, witness.instance)


@pytest.mark.parametrize(
    ("text", "given", "entries"),
    [
        pytest.param("sum(v) <= v[7]", "v: 'vector[60]'", [1], id="one"),
        pytest.param("norm(v[1..20])*norm(v[21..40]) == 0", "v: 'vector[40]'", [1, 1], id="two"),
        pytest.param("A @ B == B @ A", "A: 'matrix[5, 5]', B: 'matrix[5, 5]'", [1, 1], id="matrices"),
        pytest.param("max(v) < 2", "v: 'vector[50]'", [2], id="a-larger-one"),
    ],
)
def test_wide_witnesses_are_mostly_zero(text: str, given: str, entries: list[int]) -> None:
    witness = falsify(claim_of(text, given), seed=0).witness
    assert witness is not None
    numbers = [n for _, v in witness.instance.values for n in flat(v)]
    assert sorted(n for n in numbers if n) == entries


def test_one_parameter_makes_up_for_another() -> None:
    trial = the_trial("((x + 1)**2 + (y + 1)**2)*((x - 2)**2 + y**2) != 0")
    witness = started(trial, (F(-1), F(-1))).shrink()
    assert dict(witness.instance.values) == {"x": 2, "y": 0}


def the_trial(text: str, given: str = "x: real, y: real", assume: str = "") -> Trial:
    claim = claim_of(text, given, assume)
    trial = prepare(claim, next(iter(configurations(claim))))
    assert trial is not None
    return trial


def started(trial: Trial, row: tuple[F, ...]) -> Shrinker:
    instance = trial.instance(row)
    assert instance is not None
    witness = trial.confirm(instance)
    assert witness is not None
    return Shrinker(trial, row, witness)


@pytest.mark.parametrize(
    "start",
    [(F(1237, 64), F(-919, 32)), (F(10**6), F(1, 10**6)), (F(3), F(3)), (F(-7, 2), F(22, 7))],
    ids=["long-fractions", "scales", "equal", "negative"],
)
def test_every_start_ends_at_the_same_witness(start: tuple[F, ...]) -> None:
    trial = the_trial("(x + y)**2 == x**2 + y**2")
    shrinker = started(trial, start)
    witness = shrinker.shrink()
    assert sorted(map(abs, (F(1), F(1)))) == sorted(abs(v) for _, v in witness.instance.values)  # type: ignore[arg-type]
    assert instance_cost(witness.instance) == (2, 2)
    assert started(trial, start).shrink() == witness


def test_the_assumptions_stay_met() -> None:
    trial = the_trial("x + y <= 1", assume="x**2 + y**2 == 1")
    row = next(r for r in trial.space.structured() if (i := trial.instance(r)) and trial.confirm(i))
    witness = started(trial, tuple(row)).shrink()
    x, y = (v for _, v in witness.instance.values)
    assert isinstance(x, F)
    assert isinstance(y, F)
    assert x**2 + y**2 == 1
    assert x + y > 1


@pytest.mark.parametrize(
    ("row", "taken"),
    [
        pytest.param((F(3), F(3)), True, id="simpler"),
        pytest.param((F(5), F(5)), False, id="equal"),
        pytest.param((F(50), F(50)), False, id="harder"),
        pytest.param((F(0), F(0)), False, id="simpler-but-no-witness"),
    ],
)
def test_one_gate(row: tuple[F, ...], taken: bool) -> None:
    shrinker = started(the_trial("(x + y)**2 == x**2 + y**2"), (F(5), F(5)))
    before = shrinker.witness
    assert shrinker.consider(row) is taken
    assert (shrinker.witness != before) is taken
    assert shrinker.row == (row if taken else (F(5), F(5)))


def test_a_row_outside_the_assumptions_is_not_considered() -> None:
    shrinker = started(the_trial("x == 1", "x: 'real in {2, 3}'"), (F(3),))
    assert not shrinker.consider((F(0),)) or shrinker.witness.instance.value("x") == 2
    assert shrinker.witness.instance.value("x") in (2, 3)


def test_questions_to_the_kernel_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    trial = the_trial("(x + y)**2 == x**2 + y**2")
    shrinker = started(trial, (F(1237, 64), F(-919, 32)))
    asked: list[object] = []

    def refuse(claim: object, instance: object) -> Witness | None:
        asked.append(instance)
        return None

    monkeypatch.setattr(kernel, "confirm", refuse)
    before = shrinker.witness
    assert shrinker.shrink() == before
    assert 0 < len(asked) <= 120
