from __future__ import annotations

import pytest

from proofcheck.errors import ClaimError
from proofcheck.language.dims import number
from proofcheck.language.elaborate import scope_of
from proofcheck.language.parse import parse_text
from proofcheck.language.scope import MAX_DEPTH, Names
from proofcheck.language.statement import Given
from proofcheck.language.tree import Apply, Domain, Node, Var
from proofcheck.language.types import INTEGER, REAL, Array, Dim


def test_a_fresh_name_is_the_wanted_one_or_the_next() -> None:
    names = Names({"i", "i_3"})
    assert [names.fresh("i"), names.fresh("i"), names.fresh("j"), names.fresh("j")] == ["i_2", "i_4", "j", "j_2"]


def test_a_scope_is_left_as_it_was_by_a_binder() -> None:
    outer = scope_of([Given(name="x", type=REAL)])
    variable, inner = outer.fresh("x", INTEGER)
    assert variable.name == "x_2"
    assert inner.node(parse_text("x")) == variable
    assert outer.node(parse_text("x")) == Var(type=REAL, name="x")


def test_bound_names_hide_declared_ones_and_constants() -> None:
    _, inner = scope_of().fresh("e", INTEGER)
    assert inner.node(parse_text("e")).type == INTEGER
    assert scope_of().node(parse_text("e")).type == REAL


def test_facts_of_given_reach_the_type_rules() -> None:
    n = Dim.of("n")
    scope = scope_of(
        [
            Given(name="n", type=INTEGER, domain=Domain(lower=number(0))),
            Given(name="k", type=INTEGER, domain=Domain(lower=number(-1))),
            Given(name="S", type=Array((n, n)), properties=("positive definite",)),
        ]
    )
    assert (scope.natural, scope.symmetric) == (frozenset({"n"}), frozenset({"S"}))
    assert scope.node(parse_text("2**n")).type == INTEGER
    assert scope.node(parse_text("2**k")).type == REAL


@pytest.mark.parametrize("depth", [MAX_DEPTH - 1, MAX_DEPTH + 1])
def test_trees_are_metered_in_depth(depth: int) -> None:
    node: Node = number(1)
    for _ in range(depth):
        node = Apply(type=INTEGER, op="neg", args=(node,))
    if depth < MAX_DEPTH:
        Names().spend(node, None)
        return
    with pytest.raises(ClaimError) as caught:
        Names().spend(node, None)
    assert caught.value.problem.message == "the expression is too large once its functions are expanded"
