"""Which cells are reached, and the schedules and ranks along their reads."""

from __future__ import annotations

import pytest

from proofcheck.language.tree import Apply
from proofcheck.meaning.casework import Uncounted, Undecided
from proofcheck.meaning.counts import Subject
from proofcheck.meaning.dataflow import Flow, Start, reached
from proofcheck.meaning.levels import Levels
from proofcheck.meaning.places import Place, Places, projected
from proofcheck.meaning.regions import Linear, Region
from proofcheck.meaning.sizes import context
from tests.dataflow import Counted

GIVEN = """
    d: integer >= 1
    H: integer >= 1
    W: integer >= 1
    k: integer >= 1
    i: integer in 1..H
    j: integer in 1..W
    u: tensor[H, W, k]
    U: parameter matrix[k, k]
"""
BORDER = "m[l, 0, j]: zeros(k)\n m[l, i, 0]: zeros(k)\n m[0, i, j]: u[i, j]"
BOX = "m[l, i, j] over l in 1..d, i in 1..H, j in 1..W"


def subject(let: str, text: str) -> Subject:
    claim = Counted.of(GIVEN, let, text).claim
    node = claim.links[0].node
    assert isinstance(node, Apply)
    assert isinstance(node.args[0], Apply)
    return Subject(Places(claim), node.args[0].args[0], context(claim, {}))


def regions(found: Subject, place: Place) -> list[list[str]]:
    own = set(found.places.indices(place.name))
    forms = [[f.dim() for f in r.least if any(a in own for a, _ in f.terms)] for r in found.found.cells[place]]
    return [sorted(map(str, row)) for row in forms]


def test_a_cell_of_a_grid_reaches_the_rectangle_before_it() -> None:
    found = subject(f"{BORDER}\n {BOX}: U @ m[l-1, i, j] + U @ m[l, i-1, j] + U @ m[l, i, j-1]", "steps(m[d, i, j])")
    inner = Place("m", 3)
    assert inner in found.found.exact
    assert regions(found, inner) == [["d - m#1", "i - m#2", "j - m#3", "m#1 - 1", "m#2 - 1", "m#3 - 1"]]


def test_a_triangle_is_held_by_a_box_but_not_all_of_it_is_reached() -> None:
    found = subject(f"{BORDER}\n {BOX}: U @ m[l, i-1, j-1] + U @ m[l, i, j-1]", "steps(m[d, i, j])")
    inner = Place("m", 3)
    assert inner in found.found.cells
    assert inner not in found.found.exact


@pytest.mark.parametrize(
    ("let", "why"),
    [
        pytest.param(
            "h[0]: zeros(k)\n h[t] over t in 1..W: U @ h[W+1-t]", "no rank that falls along every read", id="mirrored"
        ),
        pytest.param(
            "h[0]: zeros(k)\n h[t] over t in 1..W: U @ h[t-2]", "no case of `h` covers every cell", id="a-missing-case"
        ),
        pytest.param(
            "h[0]: zeros(k)\n h[t] over t in 1..W: U @ h[floor(t/2)]", "no case of `h` covers every cell", id="halved"
        ),
        pytest.param("h[t] over t in 1..W: u[t, 1]", "an index that may lie outside of its array", id="outside"),
    ],
)
def test_what_is_not_counted(let: str, why: str) -> None:
    with pytest.raises(Uncounted, match=why):
        subject(let, "steps(h)")


@pytest.mark.parametrize(
    ("let", "depth"),
    [
        ("h[0]: zeros(k)\n h[t] over t in 1..W: tanh(U @ h[t-1])", "W"),
        ("h[W+1]: zeros(k)\n h[t] over t in 1..W: tanh(U @ h[t+1])", "W"),
        ("h[0]: zeros(k)\n h[t] over t in 1..W: sum(U @ h[s] for s in 0..t-1)", "W"),
        ("h[0]: zeros(k)\n g[t]: U @ h[t-1]\n h[t] over t in 1..W: U @ g[t]", "2*W"),
        ("h[0]: zeros(k)\n g[t]: h[t-1] + u[1, t]\n h[t] over t in 1..W: U @ g[t]", "W + 1"),
        ("h[0]: u[1, 1]\n g[t]: h[t-1]\n h[t] over t in 1..W: U @ g[t]", "W"),
        ("h[t] over t in 1..W: U @ u[1, t]", "1"),
        ("q: U @ (U @ u[1, 1])\n h[0]: q\n h[t] over t in 1..W: U @ h[t-1]", "W + 2"),
        (f"{BORDER}\n {BOX}: U @ m[l-1, i, j]\n h[t] over t in 1..W: U @ m[d, H, t]", "d + 1"),
    ],
)
def test_depths(let: str, depth: str) -> None:
    found = subject(let, "steps(h)")
    (form,) = Levels(found.roles, tuple(found._chains())).depth()
    assert str(form.dim()) == depth


def test_a_depth_that_depends_on_a_comparison_of_sizes() -> None:
    """The longer of two chains."""
    let = "h[0]: zeros(k)\n h[t]: tanh(U @ h[t-1])"
    with pytest.raises(Undecided, match="W >= 0"):
        subject(let, "steps(h[H] + h[W])")


def test_projections_are_exact_or_refused() -> None:
    t, n = Linear.name("t"), Linear.name("n")
    shadow = projected(Region(least=(t.plus(-1), n - t - t)), ("t",))
    assert shadow.entails(n.plus(-2))
    with pytest.raises(Uncounted, match="every second `t`"):
        projected(Region(zero=(n - t - t,)), ("t",))
    with pytest.raises(Uncounted, match="every second `t`"):
        projected(Region(least=(t.scaled(3) - n, n.plus(1) - t - t)), ("t",))


def test_the_start_alone_where_nothing_is_read() -> None:
    found = subject("h[t] over t in 1..W: u[1, t]", "steps(h)")
    flow = Flow(found.places, found.context)
    start: Start = found.start
    assert set(reached(flow, start).cells) == {Place("h", 0)}
