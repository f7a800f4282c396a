"""Counts guessed from small sizes: how far a guess reaches, and when there is none."""

from __future__ import annotations

import pytest

from proofcheck.language.tree import Apply
from proofcheck.meaning.count_samples import guessed, sizes_in
from proofcheck.meaning.count_words import factored
from proofcheck.meaning.sizes import context
from tests.dataflow import Counted
from tests.test_meaning_cells import MDRNN

GIVEN = """
    T: integer >= 1
    S: integer >= 1
    k: integer >= 1
    i: integer in 1..T
    x: matrix[T, k]
    U: parameter matrix[k, k]
"""
LET = """
    h[0]: zeros(k)
    h[-1]: zeros(k)
    h[t] over t in 1..T: tanh(U @ h[t-2])
    g[0]: x[1]
    g[t] over t in 1..T: x[t]*g[t-1]
    a[0]: x[1]
    a[t] over t in 1..T: 'U @ a[t-1] if t <= 2 else x[t]'
    e[t] over t in 1..T: 'sum(U @ x[r] for r in 1..t if r*r <= t)'
"""


@pytest.mark.parametrize(
    ("text", "formula", "valid_from"),
    [
        ("steps(h)", "T - floor(T/2)", {}),
        ("multiplications(g)", "T*k", {}),
        ("multiplications(g[i])", "i*k", {}),
        ("connections(a)", "2*k**2", {"T": 2, "k": 2}),
        ("memory(h)", "T*k", {}),
        ("size(x)", "T*k", {}),
    ],
)
def test_guesses(text: str, formula: str, valid_from: dict[str, int]) -> None:
    found = Counted.of(GIVEN, LET, text)
    node = found.claim.links[0].node
    assert isinstance(node, Apply)
    guess = guessed(found.claim, node.args[0], context(found.claim, {}))
    assert guess is not None
    assert (factored(guess.value), dict(guess.valid_from)) == (formula, valid_from)
    assert guess.checked >= 4


def test_no_polynomial_no_guess() -> None:
    found = Counted.of(GIVEN, LET, "connections(e)", "multiplications(expm(U))")
    for link in found.claim.links:
        assert isinstance(link.node, Apply)
        assert guessed(found.claim, link.node.args[0], context(found.claim, {})) is None


def test_only_the_sizes_that_a_count_can_depend_on() -> None:
    names = [sizes_in(MDRNN.claim, link.node) for link in MDRNN.claim.links]
    assert names[0] == ("d", "H", "W", "k")
    assert names[MDRNN.texts.index("context(h[d, i, j], u)")] == ("d", "H", "W", "k", "i", "j")
    assert sizes_in(Counted.of(GIVEN, LET, "size(x)").claim, Counted.of(GIVEN, LET, "size(x)").claim.links[0].node) == (
        "T",
        "k",
    )
