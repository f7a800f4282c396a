"""Instances with closed irrational values: read safely, put in exactly, decided exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofcheck import kernel
from proofcheck.analysis.closed_values import closed_entry, closed_truth
from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.graph import Graph
from proofcheck.verdict import Closed, Instance, Outcome, from_json, to_json
from proofcheck.verdict import Verdict as V


def claim(text: str, given: str) -> Claim:
    loaded = load_text(
        f"proofcheck: 1\nclaims:\n  - id: c\n    given: {{{given}}}\n    claim: {text}\n", "t.claims.yaml"
    )
    assert loaded.problems == ()
    return loaded.claims[0]


FAILS = {
    "at half of pi": ("sin(x) < 1", 'x: "real in [0, 3]"', {"x": "pi/2"}),
    "at a root": ("x**2 != 2", "x: real", {"x": "sqrt(2)"}),
    "at 1/e": ("x*log(x) > -1/e", "x: real > 0", {"x": "1/e"}),
    "at a logarithm": ("exp(x) != 3", "x: real", {"x": "log(3)"}),
    "golden ratio": ("x**2 - x - 1 > 0", "x: real > 0", {"x": "(1 + sqrt(5))/2"}),
    "two variables": ("x**2 + y**2 > 2*x*y", "x: real, y: real", {"x": "pi", "y": "pi"}),
}


@pytest.mark.parametrize(("text", "given", "values"), FAILS.values(), ids=FAILS)
def test_a_relation_that_fails_at_an_irrational_point_has_a_witness(
    text: str, given: str, values: dict[str, str]
) -> None:
    instance = Instance(values=tuple((n, Closed(v)) for n, v in values.items()))
    witness = kernel.confirm(claim(text, given), instance)
    assert witness is not None
    assert witness.certified


HOLDS = {
    "a near miss": ("x**2 != 2", "x: real", "99/70*1"),
    "a weak relation at its touching point": ("sin(x) <= 1", 'x: "real in [0, 3]"', "pi/2"),
    "outside of the domain": ("sin(x) < 1", 'x: "real in [0, 3]"', "5*pi/2"),
    "ramanujan's number": ("x != 262537412640768744", "x: real", "exp(pi*sqrt(163))"),
}


@pytest.mark.parametrize(("text", "given", "value"), HOLDS.values(), ids=HOLDS)
def test_no_witness_where_it_holds(text: str, given: str, value: str) -> None:
    assert kernel.confirm(claim(text, given), Instance(values=(("x", Closed(value)),))) is None


REFUSED = {
    "a variable": ("y", "unknown name `y`"),
    "no number": ("[1, 2]", "`[1, 2]` is no number"),
    "no value": ("log(0)", "`log(0)` is no real constant"),
    "too long": ("1 + " * 60 + "1", "too long"),
    "an imaginary number": ("I", "`I` is no real constant"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_closed_real_number_is_refused(text: str, message: str) -> None:
    with pytest.raises(NoMeaning) as error:
        closed_entry(Graph(), text)
    assert message in str(error.value)


TRUTHS = {
    "equal": ("sqrt(8)", "==", "2*sqrt(2)", True),
    "unequal": ("sqrt(8)", "!=", "2*sqrt(2)", False),
    "less": ("pi", "<", "22/7", True),
    "touching": ("log(4)", ">", "2*log(2)", False),
}


@pytest.mark.parametrize(("left", "op", "right", "truth"), TRUTHS.values(), ids=TRUTHS)
def test_closed_relations_are_decided_exactly(left: str, op: str, right: str, truth: bool) -> None:
    g = Graph()
    assert closed_truth(g, g.make(op, closed_entry(g, left), closed_entry(g, right))) is truth


def test_a_closed_value_survives_json() -> None:
    instance = Instance(values=(("x", Closed("pi/2")), ("y", Fraction(1, 2))))
    witness = kernel.confirm(claim("sin(x) + y < 3/2", 'x: "real in [0, 3]", y: real'), instance)
    assert witness is not None
    verdict = V(claim_id="c", outcome=Outcome.REFUTED, evidence=witness)
    assert from_json(to_json(verdict)) == verdict
