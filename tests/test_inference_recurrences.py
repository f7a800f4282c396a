"""Rules of recurrences: right instances are accepted, and what only looks like one is refused."""

from __future__ import annotations

import pytest

from proofcheck.claim import Claim
from proofcheck.inference.context import opened
from proofcheck.inference.recurrences import rules_adjoints, rules_induction, rules_recurrences, rules_values
from proofcheck.inference.replay import read
from proofcheck.load.yaml import load_text

HEAD = """
proofcheck: 1
given:
  T: integer >= 3
  t: integer in 2..T-1
  k: integer in 0..T-1
  d: integer >= 1
  x0: real
  w: real
  r: real
  x: vector[T]
  W: matrix[d, d]
  s0: vector[d]
  L: function(vector[T]) -> real
  Λ: function(vector[d]) -> real
  G: function[T](vector[d]) -> real
  rows: integer >= 2
  i: integer in 1..rows-1
  j: integer in 1..rows-1
  u: tensor[rows, rows, d]
  Ω: function(vector[d]) -> real
let:
  h[0]: x0
  h[q]: tanh(w*h[q-1] + x[q])
  loss: L([h[q] for q in 1..T])
  state[0]: s0
  state[q]: tanh(W @ state[q-1])
  two[0]: x0
  two[1]: w
  two[q]: sin(two[q-1]) + r*two[q-2]
  two_loss: L([two[q] for q in 1..T])
  gate[q]: sigmoid(hidden[q-1])
  hidden[0]: x0
  hidden[q]: gate[q]*hidden[q-1] + w
  # the state is read again through another recurrence, one step later
  copy[q]: late[q-1]
  late[0]: x0
  late[1]: w
  late[q]: tanh(late[q-1]) + copy[q-1]
  # and through a value of let
  first: h[1]
  back[0]: x0
  back[q]: back[q-1]*first
  skip[0]: x0
  skip[q]: sum(skip[e] for e in 0..q-1)
  m[0, b]: zeros(d)
  m[a, 0]: zeros(d)
  m[a, b] over a in 1..rows, b in 1..rows: tanh(W @ m[a-1, b] + W @ m[a, b-1] + u[a, b])
  corner: Ω(m[rows, rows])
  total: sum(G[q](state[q]) for q in 1..T)
claims:
  - id: one
    claim:
      - loss + two_loss + corner + total + Λ(s0) + gate[1] + hidden[t] + copy[2] + late[3] + back[k] + skip[t] == r
      - m[i, j] == m[i, j]
"""

ALL = {r.name: r for m in (rules_recurrences, rules_adjoints, rules_induction, rules_values) for r in m.RULES}


@pytest.fixture(scope="module")
def claim() -> Claim:
    loaded = load_text(HEAD, "one.claims.yaml")
    assert not loaded.problems
    return loaded.claims[0]


def accepts(claim: Claim, rule: str, text: str, *premises: str) -> bool:
    context, body = opened(claim, read(claim, text))
    return ALL[rule].check(context, tuple(read(claim, p) for p in premises), body)


RIGHT = [
    ("unfolding", "h[t] == tanh(w*h[t-1] + x[t])"),
    ("unfolding", "h[0] == x0"),
    ("unfolding", "loss == L([h[q] for q in 1..T])"),
    ("unfolding", "forall e in 1..T: h[e] == tanh(w*h[e-1] + x[e])"),
    ("unfolding", "two[t] == sin(two[t-1]) + r*two[t-2]"),
    ("unfolding", "m[i, 0] == zeros(d)"),
    ("unfolding", "m[i, j] == tanh(W @ m[i-1, j] + W @ m[i, j-1] + u[i, j])"),
    ("unfolding", "skip[t] == sum(skip[e] for e in 0..t-1)"),
    ("unfolding", "forall e in 1..t: skip[e] == sum(skip[f] for f in 0..e-1)"),
    ("derivative of a definition", "diff(h[t], h[t-1]) == diff(tanh(w*h[t-1] + x[t]), h[t-1])"),
    ("derivative of a definition", "diff(h[t], w) == diff(tanh(w*h[t-1] + x[t]), w)"),
    ("derivative of a definition", "partial(h[t], w) == partial(tanh(w*h[t-1] + x[t]), w)"),
    ("explicit dependence only", "diff(h[t], h[t-1]) == partial(h[t], h[t-1])"),
    ("explicit dependence only", "diff(h[1], w) == partial(h[1], w)"),
    ("explicit dependence only", "diff(gate[t], hidden[t-1]) == partial(gate[t], hidden[t-1])"),
    ("explicit dependence only", "jacobian(m[i, j], m[i-1, j]) == partial(m[i, j], m[i-1, j])"),
    ("independence", "diff(h[t-1], h[t]) == 0"),
    ("independence", "diff(h[t], r) == 0"),
    ("independence", "diff(gate[t], gate[t+1]) == 0"),
    ("chain rule", "diff(h[T], h[k]) == product(diff(h[q], h[q-1]) for q in k+1..T)"),
    ("chain rule", "diff(h[T], h[k]) == product(diff(h[q+1], h[q]) for q in k..T-1)"),
    ("chain rule", "jacobian(state[T], state[k]) == matprod(jacobian(state[q], state[q-1]) for q in T..k+1 by -1)"),
    ("chain rule", "jacobian(state[T], state[0]) == matprod(jacobian(state[T+1-q], state[T-q]) for q in 1..T)"),
    ("chain rule", "diff(hidden[T], hidden[k]) == product(diff(hidden[q], hidden[q-1]) for q in k+1..T)"),
    ("base of a recurrence", "diff(h[t], x0) == diff(h[t], h[0])"),
    (
        "chain rule through a value",
        "grad(Λ(state[t]), W) == [sum(grad(Λ(state[t]), state[t])[a]*jacobian(state[t], W)[a, b, c] for a in 1..d)"
        " for b in 1..d, c in 1..d]",
    ),
    ("adjoint", "diff(loss, h[t]) == partial(loss, h[t]) + diff(loss, h[t+1])*partial(h[t+1], h[t])"),
    ("adjoint", "diff(loss, h[T]) == partial(loss, h[T])"),
    ("adjoint", "diff(loss, w) == sum(diff(loss, h[q])*partial(h[q], w) for q in 1..T)"),
    (
        "adjoint",
        "diff(two_loss, two[t-1]) == partial(two_loss, two[t-1]) + diff(two_loss, two[t])*partial(two[t], two[t-1])"
        " + diff(two_loss, two[t+1])*partial(two[t+1], two[t-1])",
    ),
    (
        "adjoint",
        "grad(total, state[t]) == partial(total, state[t]) + grad(total, state[t+1]) @ partial(state[t+1], state[t])",
    ),
    (
        "adjoint",
        "grad(corner, m[i, j]) == grad(corner, m[i+1, j]) @ partial(m[i+1, j], m[i, j])"
        " + grad(corner, m[i, j+1]) @ partial(m[i, j+1], m[i, j])",
    ),
    (
        "adjoint",
        "diff(skip[T], skip[t]) == partial(skip[T], skip[t])"
        " + sum(diff(skip[T], skip[q])*partial(skip[q], skip[t]) for q in t+1..T-1)",
    ),
    ("one term", "sum(x[q] for q in 1..T) == sum(x[q] for q in 1..T-1) + x[T]"),
    ("one term", "product(x[q] for q in 1..T) == x[1]*product(x[q] for q in 2..T)"),
    ("one term", "matprod(W for q in T..1 by -1) == W @ matprod(W for q in T-1..1 by -1)"),
    ("no terms", "sum(x[q] for q in 2..1) == 0"),
    ("identity in the derivatives", "w*diff(loss, h[t]) + diff(loss, w) == diff(loss, w) + diff(loss, h[t])*w"),
    ("identity in the derivatives", "sum(diff(loss, h[q])*w for q in 1..T) == w*sum(diff(loss, h[q]) for q in 1..T)"),
    ("shift of the index", "sum(x[q] for q in 1..T) == sum(x[q+1] for q in 0..T-1)"),
    ("no terms", "matprod(W for q in T+1..T) == eye(d)"),
]

WRONG = {
    "another index": ("unfolding", "h[t] == tanh(w*h[t] + x[t])"),
    "the general case at the base": ("unfolding", "h[0] == tanh(w*h[-1] + x[t])"),
    "the case depends on the index": ("unfolding", "h[k] == tanh(w*h[k-1] + x[k])"),
    "the second base": ("unfolding", "two[1] == sin(two[0]) + r*two[-1]"),
    "a cell on the border": ("unfolding", "m[i, j-1] == tanh(W @ m[i-1, j-1] + W @ m[i, j-2] + u[i, j-1])"),
    "a cell outside of the box": (
        "unfolding",
        "m[rows+1, j] == tanh(W @ m[rows, j] + W @ m[rows+1, j-1] + u[rows, j])",
    ),
    "a cell by itself": ("derivative of a definition", "diff(h[t], h[t]) == diff(tanh(w*h[t-1] + x[t]), h[t])"),
    "a cell perhaps by itself": (
        "derivative of a definition",
        "forall e in 1..T: diff(h[t], h[e]) == diff(tanh(w*h[t-1] + x[t]), h[e])",
    ),
    "total and explicit: a parameter of every step": ("explicit dependence only", "diff(h[t], w) == partial(h[t], w)"),
    "total and explicit: through the gate": (
        "explicit dependence only",
        "diff(hidden[t], hidden[t-1]) == partial(hidden[t], hidden[t-1])",
    ),
    "total and explicit: two steps": (
        "explicit dependence only",
        "diff(two[t], two[t-2]) == partial(two[t], two[t-2])",
    ),
    "total and explicit: a value of let": ("explicit dependence only", "diff(back[t], h[1]) == partial(back[t], h[1])"),
    "not independent": ("independence", "diff(h[t], h[t-1]) == 0"),
    "not independent of itself": ("independence", "diff(h[t], h[t]) == 0"),
    "not independent through let": ("independence", "diff(back[t], x[1]) == 0"),
    "perhaps the same": ("independence", "forall e in 1..T: diff(h[t], h[e]) == 0"),
    "one factor too few": ("chain rule", "diff(h[T], h[k]) == product(diff(h[q], h[q-1]) for q in k+2..T)"),
    "one factor too many": ("chain rule", "diff(h[T], h[k]) == product(diff(h[q], h[q-1]) for q in k+1..T+1)"),
    "from below": ("chain rule", "diff(h[t], h[t+1]) == product(diff(h[q], h[q-1]) for q in t+2..t)"),
    "order of the factors": (
        "chain rule",
        "jacobian(state[T], state[k]) == matprod(jacobian(state[q], state[q-1]) for q in k+1..T)",
    ),
    "steps of two": ("chain rule", "diff(h[T], h[k]) == product(diff(h[q], h[q-2]) for q in k+1..T)"),
    "second order": ("chain rule", "diff(two[T], two[k]) == product(diff(two[q], two[q-1]) for q in k+1..T)"),
    "second order through another recurrence": (
        "chain rule",
        "diff(late[T], late[2]) == product(diff(late[q], late[q-1]) for q in 3..T)",
    ),
    "every earlier state": ("chain rule", "diff(skip[T], skip[1]) == product(diff(skip[q], skip[q-1]) for q in 2..T)"),
    "a value of let reads the first state": (
        "base of a recurrence",
        "diff(back[t], x0) == diff(back[t], back[0])",
    ),
    "not the base": ("base of a recurrence", "diff(h[t], x0) == diff(h[t], h[1])"),
    "not through the last state": (
        "chain rule through a value",
        "diff(two[t], two[t-2]) == diff(two[t], two[t-1])*diff(two[t-1], two[t-2])",
    ),
    "without the explicit part": ("adjoint", "diff(loss, h[t]) == diff(loss, h[t+1])*partial(h[t+1], h[t])"),
    "the explicit part twice": (
        "adjoint",
        "diff(loss, h[t]) == partial(loss, h[t]) + partial(loss, h[t]) + diff(loss, h[t+1])*partial(h[t+1], h[t])",
    ),
    "the reader twice": (
        "adjoint",
        "diff(loss, h[t]) == partial(loss, h[t]) + diff(loss, h[t+1])*partial(h[t+1], h[t])"
        " + diff(loss, h[t+1])*partial(h[t+1], h[t])",
    ),
    "one reader missing": (
        "adjoint",
        "diff(two_loss, two[t-1]) == partial(two_loss, two[t-1]) + diff(two_loss, two[t])*partial(two[t], two[t-1])",
    ),
    "the sum ends too early": ("adjoint", "diff(loss, w) == sum(diff(loss, h[q])*partial(h[q], w) for q in 1..T-1)"),
    "the sum begins too late": ("adjoint", "diff(loss, w) == sum(diff(loss, h[q])*partial(h[q], w) for q in 2..T)"),
    "a cell that the loss does not read": (
        "adjoint",
        "diff(loss, w) == sum(diff(loss, h[q])*partial(h[q], w) for q in 1..T+1)",
    ),
    "overlapping sums": (
        "adjoint",
        "diff(loss, w) == sum(diff(loss, h[q])*partial(h[q], w) for q in 1..T) + diff(loss, h[1])*partial(h[1], w)",
    ),
    "total for explicit": ("adjoint", "diff(loss, w) == sum(diff(loss, h[q])*diff(h[q], w) for q in 1..T)"),
    "one neighbour of the grid": (
        "adjoint",
        "grad(corner, m[i, j]) == grad(corner, m[i+1, j]) @ partial(m[i+1, j], m[i, j])",
    ),
    "the loss itself among the readers": (
        "adjoint",
        "diff(skip[T], skip[t]) == partial(skip[T], skip[t])"
        " + sum(diff(skip[T], skip[q])*partial(skip[q], skip[t]) for q in t+1..T)",
    ),
    "a range that may be empty": ("one term", "sum(x[q] for q in 1..k) == sum(x[q] for q in 1..k-1) + x[k]"),
    "the wrong term": ("one term", "sum(x[q] for q in 1..T) == sum(x[q] for q in 1..T-1) + x[T-1]"),
    "the order of matrices": (
        "one term",
        "matprod(q*W for q in 1..T) == (T*W) @ matprod(q*W for q in 1..T-1)",
    ),
    "a derivative that moves under an integral": (
        "identity in the derivatives",
        "integral(diff(e**3, e)*2*e for e in [0, 1]) == integral(diff(e**3, e) for e in [0, 1])",
    ),
    "two derivatives taken for one": ("identity in the derivatives", "diff(loss, h[t]) == diff(loss, h[t-1])"),
    "derivatives of different steps": (
        "identity in the derivatives",
        "sum(diff(loss, h[q]) for q in 1..T) == sum(diff(loss, h[q+1]) for q in 1..T)",
    ),
    "a shift of one end": ("shift of the index", "sum(x[q] for q in 1..T) == sum(x[q+1] for q in 1..T-1)"),
    "a shift the other way": ("shift of the index", "sum(q*w for q in 1..T) == sum((q-1)*w for q in 0..T-1)"),
    "not empty": ("no terms", "sum(x[q] for q in 1..1) == 0"),
    "perhaps empty": ("no terms", "sum(x[q] for q in 2..k) == 0"),
    "an empty product is no 0": ("no terms", "product(x[q] for q in 2..1) == 0"),
}


@pytest.mark.parametrize(("rule", "text"), RIGHT, ids=[f"{rule}: {text[:60]}" for rule, text in RIGHT])
def test_a_right_instance_is_accepted(claim: Claim, rule: str, text: str) -> None:
    assert accepts(claim, rule, text)


@pytest.mark.parametrize(("rule", "text"), WRONG.values(), ids=WRONG)
def test_a_wrong_instance_is_refused(claim: Claim, rule: str, text: str) -> None:
    assert not accepts(claim, rule, text)


@pytest.mark.parametrize(
    ("formula", "premises", "holds"),
    [
        ("forall e in 0..T: h[e] <= 1", ("h[0] <= 1", "forall e in 1..T: h[e-1] <= 1 => h[e] <= 1"), True),
        ("forall e in 0..k: h[e] <= 1", ("h[0] <= 1", "forall e in 1..T: h[e-1] <= 1 => h[e] <= 1"), True),
        (
            "forall e in 0..T: two[e] <= 1",
            ("two[0] <= 1", "two[1] <= 1", "forall e in 2..T: two[e-2] <= 1 and two[e-1] <= 1 => two[e] <= 1"),
            True,
        ),
        ("forall e in 0..T: h[e] <= 1", ("h[1] <= 1", "forall e in 1..T: h[e-1] <= 1 => h[e] <= 1"), False),
        ("forall e in 0..T: h[e] <= 1", ("h[0] <= 1", "forall e in 2..T: h[e-1] <= 1 => h[e] <= 1"), False),
        ("forall e in 0..T: h[e] <= 1", ("h[0] <= 1", "forall e in 1..T-1: h[e-1] <= 1 => h[e] <= 1"), False),
        ("forall e in 0..T: h[e] <= 1", ("h[0] <= 1", "forall e in 1..T: h[e] <= 1 => h[e+1] <= 1"), False),
        ("forall e in 0..T: h[e] <= 1", ("forall e in 1..T: h[e-1] <= 1 => h[e] <= 1",), False),
        ("forall e in 0..T: h[e] <= 1", ("h[0] <= 1",), False),
        (
            "forall e in 0..T: two[e] <= 1",
            ("two[0] <= 1", "forall e in 2..T: two[e-2] <= 1 and two[e-1] <= 1 => two[e] <= 1"),
            False,
        ),
        ("forall e in 0..T: h[e] <= 1", ("h[0] <= 1", "forall e in 1..T: h[e-1] <= 1 and x0 >= 0 => h[e] <= 1"), False),
    ],
)
def test_induction(claim: Claim, formula: str, premises: tuple[str, ...], holds: bool) -> None:
    assert accepts(claim, "induction", formula, *premises) is holds
