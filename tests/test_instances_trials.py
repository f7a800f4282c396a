"""Instances that proofs are held against: admissible, of several sizes, generic and special ones, always the same."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck import kernel
from proofcheck.instances.trials import trials
from tests.claim_text import claim_of


@pytest.mark.parametrize(
    ("text", "given", "assume"),
    [
        pytest.param("A @ B == B @ A", "A: 'matrix[n, n]', B: 'matrix[n, n]'", "", id="matrices"),
        pytest.param("norm(x) <= c", "x: 'vector[n]', c: real", "dot(x, x) <= c and c >= 1", id="assumption"),
        pytest.param("sum(p) == 1", "p: 'probability vector[n]'", "", id="adjective"),
        pytest.param("f(x) == f(y)", "x: real, y: real, f: function(real) -> real", "", id="function"),
        pytest.param("n + m == m + n", "n: integer >= 1, m: 'integer in 1..n'", "", id="sizes-alone"),
    ],
)
def test_every_trial_is_an_instance(text: str, given: str, assume: str) -> None:
    claim = claim_of(text, given, assume)
    found = list(trials(claim))
    assert found == list(trials(claim))
    assert len(found) >= 3
    assert all(kernel.judge(claim, t.instance).admissible is True for t in found)


def test_generic_and_special_ones_of_several_sizes() -> None:
    found = list(trials(claim_of("A @ x == x", "A: 'matrix[n, n]', x: 'vector[n]'")))
    assert {t.generic for t in found} == {True, False}
    assert {t.instance.value("n") for t in found} >= {Fraction(1), Fraction(2), Fraction(3)}


def test_none_where_the_assumptions_contradict() -> None:
    assert list(trials(claim_of("x < y", "x: real, y: real", "x < y and y < x"))) == []
