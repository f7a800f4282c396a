"""Adjoints of mutually recursive recurrences, cut at a value, against reverse mode written by hand in PyTorch."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import Tensor

from proofcheck.claim import Claim
from proofcheck.instances.functions import specialise
from proofcheck.load.yaml import load_text
from proofcheck.meaning.batch import compile_claim
from proofcheck.meaning.entries import unroll
from proofcheck.meaning.hybrid import Evaluator

WEIGHTS = ("w_ix", "w_ih", "w_fx", "w_fh", "w_ox", "w_oh", "w_gx", "w_gh")
GATES = ("i", "f", "o", "g")
LET = """
let:
  c[0]: c0
  h[0]: h0
  i[q]: sigmoid(w_ix*x[q] + w_ih*h[q-1])
  f[q]: sigmoid(w_fx*x[q] + w_fh*h[q-1])
  o[q]: sigmoid(w_ox*x[q] + w_oh*h[q-1])
  g[q]: tanh(w_gx*x[q] + w_gh*h[q-1])
  c[q]: f[q]*c[q-1] + i[q]*g[q]
  h[q]: o[q]*tanh(c[q])
  fixed: sum(a[q]*h[q]**2 for q in 1..T) + product(h[q] for q in 1..T) + h[1]*c[T]
  any: L([h[q] for q in 1..T])
"""
MEMBER = (("L", ("z",), "dot(A, z) * dot(z, Q @ z) + b"),)
COUNT = 5
STEPS = 3


def claim_about(node: str, loss: str) -> Claim:
    given = [f"  {name}: real" for name in (*WEIGHTS, "h0", "c0", "result")]
    given += ["  T: integer >= 1", "  t: integer in 0..T", "  x: vector[T]", "  a: vector[T]"]
    given += ["  L: function(vector[T]) -> real"] if loss == "any" else []
    let = LET if loss == "any" else LET.replace("  any: L([h[q] for q in 1..T])\n", "")
    lines = ["given:", *given, let.strip(), "claims:", "  - id: it", f"    claim: result == diff({loss}, {node})"]
    loaded = load_text("\n".join(lines) + "\n", "it.claims.yaml")
    assert not loaded.problems, [p.problem.message for p in loaded.problems]
    (claim,) = loaded.claims
    return specialise(claim, MEMBER) if loss == "any" else claim


def values() -> dict[str, np.ndarray]:
    """Multiples of 1/64, so that floats hold them exactly."""
    rng = np.random.default_rng(11)
    shapes = {**dict.fromkeys((*WEIGHTS, "h0", "c0", "L.b"), ()), "x": (STEPS,), "a": (STEPS,)}
    shapes |= {"L.A": (STEPS,), "L.Q": (STEPS, STEPS)}
    return {name: rng.integers(-96, 96, (COUNT, *shape)) / 64 for name, shape in shapes.items()}


VALUES = values()


def adjoint(node: str, at: int, loss: str, row: int) -> float:
    """The derivative of the loss by one value of the forward pass, which every later value is computed from."""
    v = {name: torch.tensor(array[row], requires_grad=True) for name, array in VALUES.items()}
    h, c = [v["h0"]], [v["c0"]]
    cells: dict[str, list[Tensor]] = {"h": h, "c": c, **{name: [torch.zeros(())] for name in GATES}}
    for t in range(STEPS):
        for name in GATES:
            inner = v[f"w_{name}x"] * v["x"][t] + v[f"w_{name}h"] * h[-1]
            cells[name].append(torch.tanh(inner) if name == "g" else torch.sigmoid(inner))
        c.append(cells["f"][-1] * c[-1] + cells["i"][-1] * cells["g"][-1])
        h.append(cells["o"][-1] * torch.tanh(c[-1]))
    states = torch.stack(h[1:])
    if loss == "any":
        value = (v["L.A"] @ states) * (states @ v["L.Q"] @ states) + v["L.b"]
    else:
        value = (v["a"] * states**2).sum() + states.prod() + h[1] * c[STEPS]
    (found,) = torch.autograd.grad(value, cells[node][at] if node in cells else v[node], allow_unused=True)
    if found is None:
        return 0.0
    return float(found[at - 1] if node == "x" else found)


NODES = [
    *((name, t) for name in ("h", "c", *GATES) for t in (1, 2, 3)),
    ("h", 0),
    ("c", 0),
    *((name, 0) for name in WEIGHTS),
    ("x", 2),
]


@pytest.mark.parametrize("loss", ["fixed", "any"])
@pytest.mark.parametrize(("node", "at"), NODES, ids=[f"{name}{at}" for name, at in NODES])
def test_adjoints_of_gates(node: str, at: int, loss: str) -> None:
    claim = claim_about(node if node in WEIGHTS else "x[t]" if node == "x" else f"{node}[t]", loss)
    expected = np.array([adjoint(node, at, loss, row) for row in range(COUNT)])
    sizes = {"T": STEPS, "t": at}
    program = compile_claim(claim, sizes, device="cpu")
    right = program({**VALUES, "result": expected}).links[0]
    assert right.right_defined.all()
    assert right.truth.all(), right.violation
    assert not program({**VALUES, "result": expected + 1e-6 * (1 + np.abs(expected))}).links[0].truth.any()
    for row in range(COUNT):
        assert in_balls(claim, sizes, row) == pytest.approx(expected[row], rel=1e-12, abs=1e-13)


def in_balls(claim: Claim, sizes: dict[str, int], row: int) -> float:
    expanded = unroll(claim, sizes)
    (sides,) = expanded.sides
    assert sides is not None
    assignment: dict[tuple[str, tuple[int, ...]], object] = {}
    for name, array in VALUES.items():
        for place, value in np.ndenumerate(array[row]):
            assignment[name, tuple(k + 1 for k in place)] = Fraction(float(value))
    (state,) = Evaluator(assignment).states([sides.right.scalar], 128)
    if isinstance(state, Fraction):
        return float(state)
    assert state.rel_accuracy_bits() > 60 or abs(float(state)) < 1e-15
    return float(state)


POLYNOMIAL = """
given: {x: "vector[3]", u: real, w: real, L: "function(vector[3]) -> real", result: real}
let:
  g[t]: u*x[t] + w*h[t-1]
  c[0]: 1
  c[t]: g[t]*c[t-1] + x[t]
  h[0]: 2
  h[t]: c[t]**2 - g[t]
  loss: L([h[q] for q in 1..3])
claims:
  - id: it
    claim: result == diff(loss, NODE)
"""


@pytest.mark.parametrize(
    ("node", "at"), [("h", 1), ("h", 2), ("c", 1), ("c", 2), ("g", 1), ("g", 2), ("g", 3), ("u", 0), ("w", 0)]
)
def test_adjoints_are_exact(node: str, at: int) -> None:
    """Rational gates: the exact derivative is that of forward mode, carried along by hand."""
    loaded = load_text(POLYNOMIAL.replace("NODE", f"{node}[{at}]" if at else node), "it.claims.yaml")
    claim = specialise(loaded.claims[0], (("L", ("z",), "dot(z, Q @ z) + dot(A, z)"),))
    x, u, w = (Fraction(1, 2), Fraction(-1), Fraction(2, 3)), Fraction(3, 4), Fraction(-1, 3)
    matrix, weights = [[Fraction(i - 2 * j, i + j + 1) for j in range(3)] for i in range(3)], [1, -2, Fraction(1, 5)]
    (sides,) = unroll(claim, {}).sides
    assert sides is not None
    assignment: dict[tuple[str, tuple[int, ...]], object] = {("u", ()): u, ("w", ()): w}
    assignment |= {("x", (k + 1,)): x[k] for k in range(3)}
    assignment |= {("L.Q", (i + 1, j + 1)): matrix[i][j] for i in range(3) for j in range(3)}
    assignment |= {("L.A", (k + 1,)): Fraction(weights[k]) for k in range(3)}
    (state,) = Evaluator(assignment).states([sides.right.scalar], 64)
    assert state == forward(node, at, x, u, w, matrix, weights)


def forward(
    node: str, at: int, x: tuple[Fraction, ...], u: Fraction, w: Fraction, matrix: list[list[Fraction]], weights: list
) -> Fraction:
    """Pairs (value, slope), where the slope of the chosen node is set to 1 and nothing before it has one."""
    zero, one = Fraction(0), Fraction(1)
    c, h = (one, zero), (Fraction(2), zero)
    du, dw = (one if node == "u" else zero), (one if node == "w" else zero)
    states = []
    for t in range(1, 4):
        g = (u * x[t - 1] + w * h[0], du * x[t - 1] + dw * h[0] + w * h[1])
        g = (g[0], one) if (node, at) == ("g", t) else g
        c = (g[0] * c[0] + x[t - 1], g[1] * c[0] + g[0] * c[1])
        c = (c[0], one) if (node, at) == ("c", t) else c
        h = (c[0] ** 2 - g[0], 2 * c[0] * c[1] - g[1])
        h = (h[0], one) if (node, at) == ("h", t) else h
        states.append(h)
    pairs = [(i, j) for i in range(3) for j in range(3)]
    form = sum(
        (matrix[i][j] * (states[i][1] * states[j][0] + states[i][0] * states[j][1]) for i, j in pairs), Fraction(0)
    )
    return form + sum((weights[k] * states[k][1] for k in range(3)), Fraction(0))
