from __future__ import annotations

import pytest
from elaborated import claim, value

from proofcheck.language.renaming import in_print, plain_names, renamed, unique
from proofcheck.language.scope import Names
from proofcheck.language.show import show
from proofcheck.language.tree import bound_names, walk

GIVEN = {"n": "integer >= 1", "x": "real", "v": "vector[n]", "w": "vector[2*n]"}
LET = [("sq(z)", "z*z"), ("loss", "sum(v[k] for k in 1..n)")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sq(sum(v[i] for i in 1..n)) == 1", "sum(v[i] for i in 1..n)*sum(v[i_2] for i_2 in 1..n) == 1"),
        (
            "sq(sum(v[i]*sum(v[j] for j in 1..i) for i in 1..n)) == 1",
            "sum(v[i]*sum(v[j] for j in 1..i) for i in 1..n)*sum(v[i_2]*sum(v[j_2] for j_2 in 1..i_2) for i_2 in 1..n)"
            " == 1",
        ),
        (
            "sq(integral(u for u in [0, x])) == 1",
            "integral(u for u in [0, x])*integral(u_2 for u_2 in [0, x]) == 1",
        ),
        ("sq(limit(1/t, t -> oo)) == 0", "limit(1/t, t -> oo)*limit(1/t_2, t_2 -> oo) == 0"),
        ("sq(at(u**2, u = x)) == x", "at(u**2, u = x)*at(u_2**2, u_2 = x) == x"),
        ("sq(limit(x*n, x -> 0)) == 0", "limit(x*n, x -> 0)*limit(x*n, x -> 0) == 0"),
        ("sq(at(x**2, x = 1)) == 1", "at(x**2, x = 1)*at(x**2, x = 1) == 1"),
        ("loss == sum(v[k] for k in 1..n)", "loss == sum(v[k_2] for k_2 in 1..n)"),
    ],
)
def test_no_name_is_bound_twice(text: str, expected: str) -> None:
    found = claim(GIVEN, LET, relations=text)
    assert found.problems == ()
    assert [show(link.node) for link in found.links] == [expected]


def test_links_of_a_chain_share_no_bound_name() -> None:
    found = claim(GIVEN, relations="0 <= sum(v[i]**2 for i in 1..n) <= n")
    names = [name for link in found.links for part in walk(link.node) for name in bound_names(part)]
    assert names == ["i", "i_2"]


def test_types_follow_the_new_name() -> None:
    node = value("[sum(v[1..i]) for i in 1..n]", GIVEN)
    shown = {str(part.type) for part in walk(renamed(node, "i", "k"))}
    assert "vector[k]" in shown
    assert "vector[i]" not in shown


def test_opaque_dimensions_follow_the_new_name() -> None:
    node = value("[sum(w[1..floor(i/2)]) for i in 1..n]", GIVEN)
    shown = {str(part.type) for part in walk(renamed(node, "i", "k"))}
    assert "vector[floor(k/2)]" in shown


def test_a_tree_with_unique_names_is_left_alone() -> None:
    node = value("sum(v[i] for i in 1..n)", GIVEN)
    assert unique(node, Names(), ()) is node


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("loss == sum(v[k] for k in 1..n)", "loss == sum(v[k] for k in 1..n)", id="taken-by-a-definition"),
        pytest.param(
            "sq(sum(v[i] for i in 1..n)) == 1",
            "sum(v[i] for i in 1..n)*sum(v[i] for i in 1..n) == 1",
            id="side-by-side",
        ),
        pytest.param(
            "sum(sum(v[k] for k in 1..n)*v[k] for k in 1..n) == 1",
            "sum(sum(v[k_3] for k_3 in 1..n)*v[k] for k in 1..n) == 1",
            id="nested",
        ),
        pytest.param("sum(v[i_2] for i_2 in 1..n) == 1", "sum(v[i_2] for i_2 in 1..n) == 1", id="written-so"),
        pytest.param(
            "[sum(v[1..k]) for k in 1..n] == v", "[sum(v[1..k]) for k in 1..n] == v", id="in-the-types-as-well"
        ),
    ],
)
def test_names_are_printed_as_they_were_written(text: str, expected: str) -> None:
    found = claim(GIVEN, LET, relations=text)
    assert found.problems == ()
    node = found.links[0].node
    assert show(in_print(node, plain_names(node))) == expected
