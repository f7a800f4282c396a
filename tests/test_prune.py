"""What a claim does not use is left out, and never what makes it vacuous."""

from __future__ import annotations

import pytest

from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text
from proofcheck.prune import without_unused
from tests.claim_text import claim_of


def names(claim: Claim) -> tuple[list[str], list[str]]:
    pruned = without_unused(claim)
    return [g.name for g in pruned.given], [d.name for d in pruned.definitions]


REACHED: dict[str, tuple[Claim, list[str], list[str]]] = {
    "links": (claim_of("x == y", "x: real, y: real, z: real"), ["x", "y"], []),
    "assumptions": (claim_of("x == x", "x: real, y: real, z: real", "y > 0"), ["x", "y"], []),
    "dimensions": (claim_of("sum(v) == 0", "n: integer >= 1, m: integer >= 1, v: 'vector[n]'"), ["n", "v"], []),
    "domains": (claim_of("x == 0", "a: real, b: real, x: 'real in [0, a]'"), ["a", "x"], []),
    "members": (claim_of("x == 0", "a: real, x: 'real in {a, 1}'"), ["a", "x"], []),
    "excluded": (claim_of("x == 0", "a: real, x: real != a"), ["a", "x"], []),
    "definitions": (
        claim_of("q == 0", "x: real, y: real", extra="let: {q: 2*x, p: y}"), ["x"], ["q"],
    ),
    "definitions of definitions": (
        claim_of("p == 0", "x: real, y: real, z: real", extra="let: {q: 2*x, p: q + y}"), ["x", "y"], ["q", "p"],
    ),
    "recurrences": (
        claim_of(
            "h[2] == 0", "x: real, w: real, u: real",
            extra='let: {"h[0]": x, "h[t]": "w*h[t-1]", "g[0]": u, "g[t]": "g[t-1]"}',
        ),
        ["x", "w"], ["h"],
    ),
    "functions": (
        claim_of(
            "f(x) == 0", "n: integer >= 1, x: 'vector[n]', f: 'function(vector[n]) -> real', g: function(real) -> real"
        ),
        ["n", "x", "f"], [],
    ),
    "limits": (claim_of("vanishes(1/n, n)", "n: integer >= 1, x: real"), ["n"], []),
    "binders": (claim_of("sum(i for i in 1..n) == 1", "n: integer >= 1, i: real"), ["n"], []),
    "dimension of a part": (claim_of("sum(eye(n)) == 1", "n: integer >= 1, m: integer >= 1"), ["n"], []),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(REACHED))
def test_what_is_reached_stays(name: str) -> None:
    claim, given, definitions = REACHED[name]
    assert names(claim) == (given, definitions)
    assert without_unused(claim).links == claim.links
    assert without_unused(claim).assumptions == claim.assumptions


def test_a_whole_claim_is_left_as_it_is() -> None:
    claim = claim_of("x + y == y + x")
    assert without_unused(claim) == claim


def test_pruning_twice_is_pruning_once() -> None:
    for claim, _, _ in REACHED.values():
        assert without_unused(without_unused(claim)) == without_unused(claim)


def kept(unused: str) -> list[str]:
    """The givens that stay beside `x` of those that a claim declares itself and does not use."""
    text = f"proofcheck: 1\nclaims:\n  - id: it\n    claim: x == x\n    given: {{x: real, {unused}}}\n"
    loaded = load_text(text, "it.claims.yaml")
    assert not loaded.problems, loaded.problems
    return [name for name in names(loaded.claims[0])[0] if name != "x"]


NONEMPTY = {
    "real": "y: real",
    "one bound": "y: real > 0",
    "interval": "y: 'real in [0, 1]'",
    "open interval": "y: 'real in (0, 1)'",
    "range": "k: integer in 1..4",
    "members": "k: 'integer in {1, 2}'",
    "up to a size": "n: integer >= 1, k: integer in 1..n",
    "vector": "n: integer >= 1, v: 'vector[n]'",
    "symmetric": "A: 'symmetric matrix[2, 2]'",
    "boolean": "b: boolean",
    "function": "f: function(real) -> real",
    "orthogonal": "Q: 'orthogonal matrix[2, 2]'",
}


@pytest.mark.parametrize("name", sorted(NONEMPTY))
def test_unused_and_not_empty_goes(name: str) -> None:
    assert kept(NONEMPTY[name]) == []


DOUBTFUL = {
    "up to a size minus one": ("n: integer >= 1, k: integer in 1..n - 1", ["n", "k"]),
    "between two variables": ("a: real, b: real, y: 'real in [a, b]'", ["a", "b", "y"]),
    "whole numbers strictly between": ("k: 'integer in (0, 1)'", ["k"]),
    "no whole number": ("k: 'integer in {1/2}'", ["k"]),
    "orthogonal that does not fit": ("Q: 'orthonormal columns matrix[2, 3]'", ["Q"]),
    "contradictory adjectives": ("A: 'nilpotent orthogonal matrix[2, 2]'", ["A"]),
}


@pytest.mark.parametrize("name", sorted(DOUBTFUL))
def test_what_may_be_empty_stays(name: str) -> None:
    unused, stays = DOUBTFUL[name]
    assert kept(unused) == stays


def parts(claim: Claim) -> tuple[list[str], list[str]]:
    """Names with a value, and names of which only shapes are counted."""
    pruned = without_unused(claim)
    return [g.name for g in pruned.given], [g.name for g in pruned.counted]


MODEL = "n: integer >= 1, T: integer >= 1, A: 'parameter matrix[n, n]', x: 'matrix[T, n]', y: 'vector[n]'"
STEPS = 'let: {"h[0]": zeros(n), "h[t] over t in 1..T": "tanh(A @ h[t-1] + x[t])", q: "A @ y"}'
COUNTED: dict[str, tuple[Claim, list[str], list[str]]] = {
    "a recurrence": (claim_of("steps(h) == T", MODEL, extra=STEPS), ["n", "T"], ["A", "x"]),
    "a shape": (claim_of("shape(q) == [n]", MODEL, extra=STEPS), ["n"], ["A", "y"]),
    "value and count": (claim_of("sum(y) == steps(q)", MODEL, extra=STEPS), ["n", "y"], ["A"]),
    "value of what is counted": (claim_of("sum(q) == steps(q)", MODEL, extra=STEPS), ["n", "A", "y"], []),
    "assumed": (claim_of("steps(q) == 1", MODEL, "A[1, 1] == 0", STEPS), ["n", "A"], ["y"]),
    "context": (claim_of("context(h[T], x) == T", MODEL, extra=STEPS), ["n", "T"], ["A", "x"]),
    "a function": (
        claim_of("steps(f(y)) == 1", "n: integer >= 1, f: 'function(vector[n]) -> vector[n]', y: 'vector[n]'"),
        ["n"], ["f", "y"],
    ),
    "a bound of a size": (
        claim_of("size(v) == m", "a: real, m: integer >= a, v: 'vector[m]'"), ["a", "m"], ["v"],
    ),
    "what may be empty": (
        claim_of("size(Q) == m*n", "m: integer >= 1, n: integer >= 1, Q: 'orthonormal columns matrix[m, n]'"),
        ["m", "n", "Q"], [],
    ),
    "a domain": (
        claim_of("size(v) == n", "n: integer >= 1, b: real, v: 'vector[n] in [b, oo)'"), ["n"], ["b", "v"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(COUNTED))
def test_what_is_only_counted_has_no_value(name: str) -> None:
    claim, given, counted = COUNTED[name]
    assert parts(claim) == (given, counted)
    assert without_unused(without_unused(claim)) == without_unused(claim)
