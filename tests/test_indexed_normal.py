"""The index normal form: identities for all sizes, near misses, and agreement with expansion at fixed sizes."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

import pytest
from elaborated import claim as elaborated
from index_identities import EXPRESSIONS, FALSE, GIVEN, TRUE, Row

from proofcheck import kernel
from proofcheck.claim import Claim, Link
from proofcheck.indexed.normal import equal, normal, printed
from proofcheck.indexed.terms import TooMany
from proofcheck.inference.context import Context
from proofcheck.instances.trials import trials
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import BOOLEAN
from proofcheck.meaning import NoMeaning

TRIALS = 8


def claim_of(row: Row, expression: bool = False) -> Claim:
    """The claim of a row, of an expression that it equals itself; only what it names is declared."""
    texts = [row.relation, *(body for _, body in row.let), *row.assume]
    words = {w for text in (*texts, *row.given.values()) for w in re.findall(r"[A-Za-z]\w*", text)}
    given = {name: type_ for name, type_ in GIVEN.items() if name in words and name not in row.given} | dict(row.given)
    relation = f"({row.relation}) == ({row.relation})" if expression else row.relation
    found = elaborated(given, row.let, row.assume, relation)
    assert not found.problems, found.problems[0].message
    return Claim(
        id="row",
        text=row.relation,
        given=tuple(found.given),
        assumptions=tuple(found.assumptions),
        definitions=tuple(found.definitions),
        links=tuple(found.links),
    )


def sides(claim: Claim) -> tuple[Node, Node]:
    node = claim.links[0].node
    assert isinstance(node, Apply)
    assert node.op == "=="
    return node.args[0], node.args[1]


@pytest.mark.parametrize("name", TRUE)
def test_identities_are_equal(name: str) -> None:
    claim = claim_of(TRUE[name])
    assert equal(Context(claim=claim), *sides(claim))


@pytest.mark.parametrize("name", FALSE)
def test_near_misses_are_not_equal(name: str) -> None:
    claim = claim_of(FALSE[name])
    assert not equal(Context(claim=claim), *sides(claim))


def readings(claim: Claim) -> list[kernel.LinkReading]:
    """The first link at a few instances."""
    judgements = [kernel.judge(claim, trial.instance) for trial in islice(trials(claim), TRIALS)]
    return [j.links[0] for j in judgements if j.admissible and j.links]


@pytest.mark.parametrize("name", TRUE)
def test_identities_hold_at_instances(name: str) -> None:
    assert all(r.truth is not False for r in readings(claim_of(TRUE[name])))


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expressions_have_the_values_of_expansion(name: str) -> None:
    """An expression equals its printed normal form wherever the kernel can tell."""
    claim = claim_of(EXPRESSIONS[name], expression=True)
    assert agrees(claim, sides(claim)[0])


ROWS = {**{f"true {k}": r for k, r in TRUE.items()}, **{f"false {k}": r for k, r in FALSE.items()}}


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("side", [0, 1], ids=["left", "right"])
def test_normal_forms_have_the_values_of_expansion(name: str, side: int) -> None:
    """Each side equals its printed normal form wherever the kernel can tell."""
    claim = claim_of(ROWS[name])
    assert agrees(claim, sides(claim)[side])


def agrees(claim: Claim, node: Node) -> bool:
    """Whether an expression is its printed normal form at no instance certainly not, and at some certainly."""
    place = Context(claim=claim)
    try:
        form = printed(place, normal(place, node))
    except (NoMeaning, TooMany) as hole:
        pytest.skip(str(hole))
    if form is None:
        pytest.skip("no words for it")
    text = show(form)
    relation = Apply(type=BOOLEAN, op="==", args=(node, form))
    stated = replace(claim, links=(Link(node=relation, text=text),))
    found = readings(stated)
    return all(r.truth is not False for r in found) and any(r.agrees for r in found)
