from __future__ import annotations

from fractions import Fraction

import pytest
from elaborated import value
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.language.show import show
from proofcheck.language.tree import (
    Apply,
    At,
    Bind,
    Index,
    Node,
    Num,
    Range,
    Slice,
    Var,
    bound_names,
    children,
    free_names,
    node_fields,
    rebuild,
    substitute,
    transform,
    walk,
)
from proofcheck.language.types import INTEGER, REAL, Array, Dim

GIVEN = {"n": "integer >= 1", "x": "real", "y": "real", "v": "vector[n]", "f": "function(real) -> real"}
LET = [("h[0]", "x"), ("h[t]", "f(h[t-1])"), ("q", "x*y")]
TEXTS = [
    "x + 2*y",
    "v[1] + v[n]",
    "v[2..n]",
    "sum(v[i]*x for i in 1..n if i != 2)",
    "exists u: real in [x, y]: u != x",
    "E(u*x for u ~ normal(y, 1))",
    "limit(x*y, x -> y)",
    "h[n] + q",
    "f'(x)",
    "grad(sum(v), v)",
    "norm([[x, y]], 2)",
    "conv1d(v, [1, 2], stride=n)",
    "at(x*y, x = y)",
    "x if x > y else y",
    "forall u in {x, y}: u > 0",
]


@pytest.mark.parametrize("text", TEXTS)
def test_rebuilding_with_the_same_parts_gives_the_same_tree(text: str) -> None:
    node = value(text, GIVEN, LET)
    assert rebuild(node, lambda child: child) == node
    assert transform(node, lambda n: None) == node


@pytest.mark.parametrize("text", TEXTS)
def test_walk_visits_every_part_once_parents_first(text: str) -> None:
    node = value(text, GIVEN, LET)

    def count(n: Node) -> int:
        return 1 + sum(map(count, children(n)))

    nodes = list(walk(node))
    assert nodes[0] is node
    assert len(nodes) == count(node)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x + y", {"x", "y"}),
        ("sum(v[i]*x for i in 1..n)", {"v", "x", "n"}),
        ("h[n] + q", {"h", "n", "q"}),
        ("f(x)", {"f", "x"}),
        ("exists u: real in [x, y]: u > 0", {"x", "y"}),
        ("diff(x*y, x)", {"x", "y"}),
    ],
)
def test_free_names_leave_bound_ones_out(text: str, expected: set[str]) -> None:
    assert free_names(value(text, GIVEN, LET)) == expected


def test_substitution_replaces_variables_everywhere() -> None:
    node = value("sum(v[i]*x for i in 1..n) + x", GIVEN)
    assert show(substitute(node, {"x": value("y + 1", GIVEN)})) == "sum(v[i]*(y + 1) for i in 1..n) + (y + 1)"


def test_places_take_no_part_in_equality() -> None:
    assert value("x + y", GIVEN) == value("x   +   y", GIVEN)
    assert hash(value("x + y", GIVEN)) == hash(value("x   +   y", GIVEN))


def test_bound_names_of_binders_and_at() -> None:
    one = Num(type=INTEGER, value=Fraction(1))
    total = Bind(type=INTEGER, op="sum", binders=(Range(name="i", lower=one, upper=one),), body=one)
    assert bound_names(total) == ("i",)
    assert bound_names(At(type=INTEGER, name="z", value=one, body=total)) == ("z",)
    assert bound_names(one) == ()


def test_children_of_an_index_include_the_ends_of_stretches() -> None:
    v = Var(type=Array((Dim.of("n"),)), name="v")
    one, n = Num(type=INTEGER, value=Fraction(1)), Var(type=INTEGER, name="n")
    node = Index(type=v.type, base=v, at=(Slice(lower=one, upper=n),))
    assert children(node) == (v, one, n)


def test_options_are_children_when_they_are_trees() -> None:
    x = Var(type=REAL, name="x")
    node = Apply(type=REAL, op="norm", args=(x,), options=(("kind", "2"), ("other", x)))
    assert children(node) == (x, x)
    assert node.option("kind") == "2"
    assert node.option("missing") is None


def test_fields_are_all_but_the_place() -> None:
    assert node_fields(Var(type=REAL, name="x")) == ("type", "name")


_trees = st.recursive(
    st.sampled_from("xyz").map(lambda s: Var(type=REAL, name=s)),
    lambda inner: st.tuples(inner, inner).map(lambda p: Apply(type=REAL, op="+", args=p)),
    max_leaves=8,
)


@given(_trees, _trees)
@settings(deadline=None, max_examples=60, derandomize=True)
def test_a_substituted_name_is_gone_unless_put_back(tree: Node, new: Node) -> None:
    result = substitute(tree, {"x": new})
    kept = free_names(tree) - {"x"}
    assert free_names(result) == (kept | free_names(new) if "x" in free_names(tree) else kept)


def test_a_name_that_at_sets_is_free_in_the_value_it_is_set_to() -> None:
    x, y = Var(type=REAL, name="x"), Var(type=REAL, name="y")
    node = At(type=REAL, name="x", value=Apply(type=REAL, op="+", args=(x, y)), body=x)
    assert free_names(node) == {"x", "y"}
    assert free_names(At(type=REAL, name="x", value=y, body=x)) == {"y"}
