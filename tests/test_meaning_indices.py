"""Formulas in indices, drawn at random: the kernel's and the batched values are those of plain loops."""

from __future__ import annotations

from fractions import Fraction as F
from random import Random

import numpy as np
import pytest

from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text
from proofcheck.meaning.batch import compile_claim
from proofcheck.meaning.entries import unroll
from proofcheck.meaning.hybrid import Evaluator, Nothing
from tests.index_expressions import KINDS, SHAPES, Outside, Writer


def claim(text: str) -> Claim | None:
    """The claim `r == text`; None where an index is plainly outside, which is an error of its own."""
    given = [f"  {n}: {KINDS[len(s)]}[{', '.join(map(str, s))}]" for n, s in SHAPES.items()]
    lines = ["proofcheck: 1", "given:", *given, "  t: integer vector[2] in 1..2", "  r: real"]
    loaded = load_text("\n".join([*lines, "claims:", "  - id: a", f"    claim: 'r == ({text})'"]) + "\n")
    if loaded.problems:
        assert "lies outside" in loaded.problems[0].problem.message
        return None
    return loaded.claims[0]


def by_kernel(found: Claim, writer: Writer) -> object:
    expanded = unroll(found, {})
    sides = expanded.sides[0]
    assert sides is not None
    data = {("t", (k,)): F(i) for k, i in enumerate(writer.data, start=1)}
    return Evaluator({**writer.values, **data, ("r", ()): F(0)}).states(sides.right.entries, 64)[0]


def holds_in_floats(found: Claim, writer: Writer, r: float) -> bool:
    arrays = {n: np.array([float(writer.values[p]) for p in sorted(writer.values) if p[0] == n]) for n in SHAPES}
    point = {n: a.reshape(1, *SHAPES[n]) for n, a in arrays.items()}
    point |= {"t": np.array([writer.data], dtype=float), "r": np.array([r])}
    link = compile_claim(found, {}, device="cpu")(point).links[0]
    assert link.right_defined[0]
    return bool(link.truth[0])


@pytest.mark.parametrize("seed", range(150))
def test_values_and_derivatives(seed: int) -> None:
    writer = Writer(Random(seed))
    entry, place = writer.entry()
    writer.by = place({})
    formula = writer.number(depth=2 + seed % 3)
    for derived, text in enumerate((formula.text, f"diff({formula.text}, {entry.text})")):
        found = claim(text)
        if found is None:
            continue
        state = by_kernel(found, writer)
        try:
            dual = formula.of({})
        except Outside:
            assert derived or isinstance(state, Nothing)
            continue
        expected = dual.slope if derived else dual.value
        assert state == expected
        assert holds_in_floats(found, writer, float(expected))
        assert not holds_in_floats(found, writer, float(expected) + 1e-3 * (1 + abs(float(expected))))
