"""Relations between sizes and counts: true ones are affirmed for every size, near misses never."""

from __future__ import annotations

import pytest

from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text
from proofcheck.meaning import size_relations
from proofcheck.meaning.size_relations import affirmed

PICTURES = """
  d: integer >= 1
  H: integer >= 1
  W: integer >= 1
  k: integer >= 1
  T: integer >= 1
  L: integer >= 3
  u: tensor[H, W, k]
  A: parameter tensor[d, k, k]
  B: parameter tensor[d, k, k]
  C: parameter tensor[d, k, k]
  K: parameter tensor[d, 3, 3, k, k]
  x: matrix[T, k]
  z: vector[L]
  F: parameter vector[3]
  U: parameter matrix[k, k]
"""
LET = """
  m[0, i, j]: u[i, j]
  m[l, 0, j]: zeros(k)
  m[l, i, 0]: zeros(k)
  m[l, i, j] over l in 1..d, i in 1..H, j in 1..W: tanh(A[l] @ m[l-1, i, j] + B[l] @ m[l, i-1, j] + C[l] @ m[l, i, j-1])
  p[l, 0, j]: zeros(k)
  p[l, H+1, j]: zeros(k)
  p[l, i, 0]: zeros(k)
  p[l, i, W+1]: zeros(k)
  p[0, i, j]: u[i, j]
  p[l, i, j] over l in 1..d, i in 1..H, j in 1..W:
    "tanh(sum(K[l, a+2, b+2] @ p[l-1, i+a, j+b] for a in -1..1, b in -1..1 if a < 0 or (a == 0 and b < 0)))"
  h[0]: zeros(k)
  h[t] over t in 1..T: tanh(U @ h[t-1] + x[t])
  g[-1]: zeros(k)
  g[0]: zeros(k)
  g[t] over t in 1..T: tanh(U @ g[t-2])
  s[t] over t in 1..T: sum(x[r]*x[t] for r in 1..t-1)
  v[0]: x
  v[l] over l in 1..d: attention(v[l-1] @ U, v[l-1], v[l-1])
  e[t] over t in T..1: x[t]
  N: steps(h)
"""


def claim(text: str, assume: str = "", given: str = "") -> Claim:
    lines = ["proofcheck: 1", "given:", PICTURES, "let:", LET, "claims:", "  - id: it"]
    lines += [f"    claim: '{text}'"]
    lines += [f"    assume: ['{assume}']"] if assume else []
    lines += [f"    given: {{{given}}}"] if given else []
    loaded = load_text("\n".join(lines) + "\n", "it.claims.yaml")
    assert not loaded.problems, loaded.problems
    return loaded.claims[0]


TRUE = {
    "equality": "connections(m) == d*(3*W*H - W - H)*k**2",
    "upper-bound": "connections(m) <= 3*d*W*H*k**2",
    "strict-upper-bound": "connections(m) < 3*d*W*H*k**2",
    "lower-bound": "connections(m) >= d*W*H*k**2",
    "parameters": "parameters(m) == 3*d*k**2",
    "steps": "steps(m) == d + W + H - 2",
    "steps-compared": "steps(p) <= steps(m)",
    "steps-bounded": "steps(p) <= d",
    "twice-the-steps-bounded": "2*steps(p) + 1 <= 2*d + 1",
    "memory-compared": "memory(p) == memory(m)",
    "context-compared": "context(p[d, H, W], u) <= context(m[d, H, W], u)",
    "for-all-places": "forall i in 1..H, j in 1..W: context(m[d, i, j], u) == i*j",
    "for-all-but-one": "forall i in 1..H if i != 2: context(m[d, i, 1], u) >= 1",
    "if-only": "W >= 2 => steps(p) == min(d, W + 2*H - 2)",
    "both": "steps(h) == T and memory(h) == T*k",
    "unequal": "connections(h) != 2*T*k**2",
    "gauss": "sum(i for i in 1..T) == T*(T + 1)/2",
    "cubes": "sum(i**3 for i in 1..T) == sum(i for i in 1..T)**2",
    "triangle": "multiplications(s) == k*T*(T - 1)/2",
    "halves": "floor(T/2) + floor((T + 1)/2) == T",
    "strided": "multiplications(conv1d(z, F, stride=2)) == 3*floor((L - 1)/2)",
    "padded": "connections(conv1d(z, F, padding=1)) == 3*L - 2",
    "strided-and-padded": "connections(conv1d(z, F, stride=2, padding=1)) == 3*floor((L + 1)/2) - 1 - mod(L, 2)",
    "remainders": "mod(T, 2) + mod(T + 1, 2) == 1",
    "shape": "shape(conv1d(z, F))[1] == L - 2",
    "a-chain": "d <= steps(m) < d + W + H",
    "a-count-that-is-named": "N == T",
    "attention": "multiplications(v) == d*T*(2*T*k + k**2 + T)",
    "a-sum-of-counts": "sum(context(h[t], x) for t in 1..T) == T*(T + 1)/2",
    "backwards": "sum(i for i in T..1 by -1) == T*(T + 1)/2",
    "a-remainder": "mod(T, 3) <= 2",
    "cut-off": "T >= 2 => sum(min(i, 3) for i in 1..T) == 3*T - 3",
    "nested-ranges": "forall i in 1..T, j in i..T: i*j <= T**2",
}
FALSE = {
    "off-by-one": "steps(m) == d + W + H - 1",
    "off-by-one-column": "connections(m) == d*(3*W*H - W - H + 1)*k**2",
    "every-tap-counted": "connections(p) == 4*d*W*H*k**2",
    "only-for-large-W": "steps(p) == min(d, W + 2*H - 2)",
    "only-for-large-pictures": "steps(p) == d",
    "strict-at-one-pixel": "steps(m) > d",
    "equal-at-one-pixel": "connections(m) == d*k**2",
    "raster-order": "forall i in 1..H, j in 1..W: context(m[d, i, j], u) == (i - 1)*W + j",
    "larger-context": "context(p[d, H, W], u) >= context(m[d, H, W], u)",
    "cells-squared": "connections(h) == 2*T*k**2",
    "boundary-counted": "connections(h) == T*k**2 + 1",
    "every-second-step": "steps(g) == T",
    "half-rounded-down": "floor(T/2)*2 == T",
    "odd-lengths-alone": "multiplications(conv1d(z, F, stride=2)) == 3*(L - 1)/2",
    "padding-counted": "connections(conv1d(z, F, padding=1)) == 3*L",
    "diagonal-counted": "multiplications(s) == k*T*(T + 1)/2",
    "right-for-small-T": "sum(i for i in 1..T) == T*(T + 1)/2 + (T - 1)*(T - 2)*(T - 3)*(T - 4)*(T - 5)",
    "true-up-to-7": "T*(T - 1)*(T - 2)*(T - 3)*(T - 4)*(T - 5)*(T - 6) <= 0",
    "one-of-two": "steps(h) == T and steps(m) == d",
    "the-other-case": "W >= 2 => steps(p) == d",
    "a-smaller-remainder": "mod(T, 3) <= 1",
    "rounded-up": "floor(T/2) >= T/2",
    "cut-off-too-early": "sum(min(i, 3) for i in 1..T) == 3*T - 3",
    "a-range-too-long": "forall i in 1..T, j in i..T+1: i*j <= T**2",
    "a-falling-box": "memory(e) == T*k",
    "an-empty-box-at-most-sizes": "memory(e) == 0",
}


@pytest.mark.parametrize("name", TRUE)
def test_what_holds_for_every_size_is_affirmed(name: str) -> None:
    found = affirmed(claim(TRUE[name]))
    assert found is not None
    assert len(found) >= 1


@pytest.mark.parametrize("name", FALSE)
def test_near_misses_are_not(name: str) -> None:
    assert affirmed(claim(FALSE[name])) is None


@pytest.mark.parametrize("name", FALSE)
def test_near_misses_are_not_even_without_the_guard(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules stand alone: enumeration at small sizes only guards against a slip in them."""
    monkeypatch.setattr(size_relations, "_agrees", lambda claim: True)
    assert affirmed(claim(FALSE[name])) is None


def test_the_guard_stops_a_rule_that_slips(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = claim("steps(m) == d + W + H - 1")
    monkeypatch.setattr(size_relations, "vanishes", lambda dim, region: True)
    assert affirmed(wrong) is None
    monkeypatch.setattr(size_relations, "_agrees", lambda claim: True)
    assert affirmed(wrong) is not None


@pytest.mark.parametrize(
    ("text", "assume", "given", "sure"),
    [
        pytest.param("steps(p) == min(d, W + 2*H - 2)", "W >= 2", "", True, id="a-bound"),
        pytest.param("H*W <= H**2", "W <= H", "", True, id="an-order"),
        pytest.param("steps(m) == d + 2*W - 2", "W == H", "", True, id="a-tie"),
        pytest.param("steps(p) == min(d, W + 2*H - 2)", "", "W: integer in 2..7", True, id="a-domain"),
        pytest.param("steps(p) == d", "d <= H", "", True, id="few-layers"),
        pytest.param("floor(d/2) == W", "d == 2*W", "", True, id="a-tie-with-a-factor"),
        pytest.param("H**3 - 6*H**2 + 11*H - 6 <= 6", "", "H: integer in 1..4", True, id="a-finite-domain"),
        pytest.param("sum(i for i in 1..n) == n*(n + 1)/2", "", "n: integer >= -1", True, id="down-to-minus-one"),
        pytest.param("sum(i for i in 1..n) == n*(n + 1)/2", "", "n: integer >= -2", False, id="down-to-minus-two"),
        pytest.param("sum(i for i in 1..n) == n*(n + 1)/2", "", "n: integer", False, id="any-integer"),
        pytest.param("2*floor(n/2) == n", "", "n: 'integer in {2, 4, 7}'", False, id="a-set-with-an-odd-member"),
        pytest.param("H*W <= H**2", "W <= H + 1", "", False, id="an-order-that-is-too-weak"),
        pytest.param("steps(m) == d + W + H - 2", "W <= 0", "", False, id="nothing-to-speak-of"),
        pytest.param("steps(m) == d + W + H - 2", "W*W == 2", "", False, id="no-size-found-at-which-it-speaks"),
    ],
)
def test_assumptions_on_sizes(text: str, assume: str, given: str, sure: bool) -> None:
    assert (affirmed(claim(text, assume, given)) is not None) is sure


def test_no_claim_about_more_than_sizes() -> None:
    assert affirmed(claim("sum(x[1]) == sum(x[1])")) is None
    assert affirmed(claim("steps(h) == T and sum(x[1]) >= 0")) is None
