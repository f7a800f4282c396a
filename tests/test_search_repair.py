"""Proposed edits of a wrong relation: which, in which order, and that each is a well-typed claim again."""

from __future__ import annotations

import pytest

from proofcheck.language.show import show
from proofcheck.language.types import BOOLEAN
from proofcheck.search.repair import edits
from tests.claim_text import claim_of

SUM = "sum(i for i in 1..n)"
PRODUCT = "matprod(A for t in 1..n)"


def proposed(text: str, given: str) -> list[tuple[str, str]]:
    return [(edit.old, edit.new) for edit in edits(claim_of(text, given).links[0].node)]


FIRST: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    "exponent": ("x**2 == x", "x: real", [("x**2", "x**1"), ("x**2", "x**3"), ("x", "-x"), ("x", "2*x")]),
    "exponent-in-n": (
        "x**n == x**(n - 1)", "x: real, n: integer >= 1",
        [("x**(n - 1)", "x**(n - 2)"), ("n - 1", "n + 1")],
    ),
    "sign-and-range": (
        f"{SUM} == n*(n - 1)/2", "n: integer >= 1",
        [("n - 1", "n + 1"), (SUM, "sum(i for i in 1..n - 1)"), (SUM, "sum(i for i in 0..n)"),
         (SUM, "sum(i for i in 1..n + 1)"), (SUM, "sum(i for i in 2..n)")],
    ),
    "transpose-and-order": (
        "A @ B == C.T", "A: 'matrix[n, n]', B: 'matrix[n, n]', C: 'matrix[n, n]'",
        [("C.T", "C"), ("A @ B", "B @ A"), ("A", "A.T"), ("B", "B.T"), ("C.T", "-C.T")],
    ),
    "twins": (
        "tanh(x) == 1 - cos(x)", "x: real",
        [("1 - cos(x)", "cos(x)"), ("cos(x)", "sin(x)"), ("tanh(x)", "tan(x)"), ("1 - cos(x)", "-(1 - cos(x))")],
    ),
    "twin-far-below": (
        "x == 1 + (2 + (3 + (4 + (5 + tan(x)))))", "x: real",
        [("tan(x)", "tanh(x)")],
    ),
    "direction-of-a-product": (
        f"{PRODUCT} == A", "A: 'matrix[2,2]', n: integer >= 1",
        [("A", "A.T"), (PRODUCT, "matprod(A for t in n..1 by -1)")],
    ),
    "trace": ("x == trace(A)", "x: real, A: 'matrix[n, n]'", [("trace(A)", "det(A)"), ("A", "A.T")]),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FIRST))
def test_likeliest_edits_come_first(name: str) -> None:
    text, given, first = FIRST[name]
    assert proposed(text, given)[: len(first)] == first


def test_one_tree_in_two_spellings_says_something() -> None:
    """`tanh'(x)` is read as `1 - tanh(x)**2`; an edit that arrives there is none that says `x == x`."""
    assert ("tan(x)", "tanh(x)") in proposed("tanh'(x) == 1 - tan(x)**2", "x: real")
    assert ("log2(x)", "log(x)") not in proposed("log(x) == log2(x)", "x: real")
    assert ("A.T", "A") not in proposed("A == A.T", "A: 'matrix[2, 2]'")


@pytest.mark.parametrize(
    ("text", "given", "weaker"),
    [
        ("x == 1", "x: real", ["x <= 1", "x >= 1"]),
        ("x < 1", "x: real", ["x <= 1"]),
        ("x > 1", "x: real", ["x >= 1"]),
        ("x <= 1", "x: real", ["x >= 1"]),
        ("x >= 1", "x: real", ["x <= 1"]),
        ("x != 1", "x: real", []),
        ("z == 1", "z: complex", []),
        ("A == B", "A: 'matrix[2, 2]', B: 'matrix[2, 2]'", []),
        ("v == w", "v: 'vector[2]', w: 'vector[2]'", ["v <= w", "v >= w"]),
    ],
    ids=["equal", "less", "greater", "at-most", "at-least", "unequal", "complex", "matrices", "vectors"],
)
def test_weaker_relations_come_last(text: str, given: str, weaker: list[str]) -> None:
    found = proposed(text, given)
    assert [new for old, new in found if old == text] == weaker
    assert [new for _, new in found[len(found) - len(weaker) :]] == weaker


@pytest.mark.parametrize(
    ("text", "given"),
    [("a", "a: boolean"), ("not x < 1", "x: real"), ("x < 1 and x > 0", "x: real"), ("x == 1 <=> x > 0", "x: real")],
    ids=["variable", "negation", "conjunction", "equivalence"],
)
def test_only_relations_are_edited(text: str, given: str) -> None:
    assert proposed(text, given) == []


@pytest.mark.parametrize("name", sorted(FIRST))
def test_every_edit_is_another_claim(name: str) -> None:
    text, given, _ = FIRST[name]
    relation = claim_of(text, given).links[0].node
    found = list(edits(relation))
    shown = [show(edit.relation) for edit in found]
    assert show(relation) not in shown
    assert len(set(shown)) == len(shown) <= 45
    for edit, whole in zip(found, shown, strict=True):
        assert edit.relation.type == BOOLEAN
        assert edit.new in whole
        assert show(claim_of(whole, given).links[0].node) == whole
