"""Instances per second of compiled claims against the same check written by hand in vectorised torch.

Both run in one process, warm, alternating, on the same float64 inputs; each time is the best of several repeats. The
hand-written side is what a competent user of torch would write: batched operations, `torch.func` where derivatives are
wanted, closed forms where the claim has them. Run `python benchmarks/batch_throughput.py`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.func import hessian, jacrev, vmap

from proofcheck.load.yaml import load_text
from proofcheck.meaning.batch import Program, compile_claim

CLAIMS = """
proofcheck: 1
given: {d: integer >= 1, n: integer >= 1}
claims:
  - id: sigmoid-chain
    given: {x: real, b: "vector[n]"}
    let: {"h[0]": x, "h[i]": "sigmoid(h[i-1] + b[i])"}
    claim: diff(h[n], x) == product(sigmoid'(h[i-1] + b[i]) for i in 1..n)
  - id: recurrent-step
    given: {W: "matrix[d, d]", x: "vector[d]"}
    let: {q: tanh(W @ x)}
    claim: sigma_max(jacobian(q, x)) <= sigma_max(W)
  - id: recurrent-bound
    given: {W: "matrix[d, d]", x1: "vector[d]"}
    let: {"x[1]": x1, "x[t]": "tanh(W @ x[t-1])"}
    claim: sigma_max(jacobian(x[n], x[1])) <= sigma_max(W)**(n - 1)
  - id: chain-rule
    given: {W: "matrix[d, d]", x1: "vector[d]"}
    let: {"x[1]": x1, "x[t]": "tanh(W @ x[t-1])"}
    claim: jacobian(x[n], x[1]) == matprod(diag(tanh'(W @ x[t-1])) @ W for t in n..2 by -1)
  - id: residual-block
    given: {A: "matrix[d, d]", C: "matrix[d, d]", z: "vector[d]"}
    let: {"f(z)": C @ tanh(A @ z)}
    claim: jacobian(z + f(z), z) == eye(d) + C @ diag(tanh'(A @ z)) @ A
  - id: softmax-jacobian
    given: {x: "vector[d]"}
    let: {p: softmax(x)}
    claim: jacobian(p, x) == diag(p) - outer(p, p)
  - id: batch-norm
    given: {X: "matrix[n, d]", a: real > 0}
    claim: batchnorm(a*X) == batchnorm(X)
  - id: quadratic-gradient
    given: {A: "matrix[d, d]", x: "vector[d]"}
    claim: grad(x @ A @ x, x) == (A + A.T) @ x
  - id: log-sum-exp
    given: {x: "vector[d]"}
    claim: is_psd(hessian(logsumexp(x), x))
  - id: attention
    given: {Q: "matrix[n, d]", K: "matrix[n, d]", V: "matrix[n, d]"}
    claim: grad(sum(attention(Q, K, V)), V) == softmax(Q @ K.T/sqrt(d)).T @ ones(n, d)
  - id: layer-norm
    given: {x: "vector[d]", a: real > 0}
    claim: layernorm(a*x + 1) == layernorm(x)
  - id: index-sums
    given: {A: "matrix[d, d]", x: "vector[d]"}
    claim: sum(A[i, j]*x[i]*x[j] for i in 1..d, j in 1..d) == x @ A @ x
  - id: back-propagation
    given: {W: "matrix[d, d]", x1: "vector[d]"}
    let: {"x[1]": x1, "x[t]": "tanh(W @ x[t-1])"}
    claim: grad(sum(x[n]), W) == sum(outer(grad(sum(x[n]), x[t])*tanh'(W @ x[t-1]), x[t-1]) for t in 2..n)
"""


def gap(a: Tensor, b: Tensor) -> Tensor:
    """The relative difference of two batches, instance by instance."""
    axes = tuple(range(1, a.ndim))
    difference, left, right = (a - b).abs(), a.abs(), b.abs()
    if axes:
        difference, left, right = difference.amax(axes), left.amax(axes), right.amax(axes)
    return difference / torch.maximum(left, right).clamp(min=1e-300)


def excess(a: Tensor, b: Tensor) -> Tensor:
    return (a - b) / torch.maximum(a.abs(), b.abs()).clamp(min=1e-300)


def apply(a: Tensor, x: Tensor) -> Tensor:
    return (a @ x.unsqueeze(-1)).squeeze(-1)


def scalar_gradient(f: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """The gradient of a batch of independent scalars by one backward pass."""
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0]


def sigmoid_chain(n: int, x: Tensor, b: Tensor) -> Tensor:
    def forward(h: Tensor) -> Tensor:
        for i in range(n):
            h = torch.sigmoid(h + b[:, i])
        return h

    product = torch.ones_like(x)
    h = x
    for i in range(n):
        h = torch.sigmoid(h + b[:, i])
        product = product * (h * (1 - h))
    return gap(scalar_gradient(forward, x), product)


def recurrent_step(n: int, w: Tensor, x: Tensor) -> Tensor:
    jacobian = vmap(jacrev(lambda v, m: torch.tanh(m @ v)))(x, w)
    return excess(torch.linalg.matrix_norm(jacobian, 2), torch.linalg.matrix_norm(w, 2))


def unrolled(n: int) -> Callable[[Tensor, Tensor], Tensor]:
    def f(x: Tensor, w: Tensor) -> Tensor:
        for _ in range(n - 1):
            x = torch.tanh(w @ x)
        return x

    return f


def recurrent_bound(n: int, w: Tensor, x: Tensor) -> Tensor:
    jacobian = vmap(jacrev(unrolled(n)))(x, w)
    return excess(torch.linalg.matrix_norm(jacobian, 2), torch.linalg.matrix_norm(w, 2) ** (n - 1))


def chain_rule(n: int, w: Tensor, x: Tensor) -> Tensor:
    jacobian = vmap(jacrev(unrolled(n)))(x, w)
    product = None
    for _ in range(n - 1):
        x = torch.tanh(apply(w, x))
        step = (1 - x * x).unsqueeze(-1) * w
        product = step if product is None else step @ product
    assert product is not None
    return gap(jacobian, product)


def residual_block(n: int, a: Tensor, c: Tensor, z: Tensor) -> Tensor:
    jacobian = vmap(jacrev(lambda v, p, q: v + q @ torch.tanh(p @ v)))(z, a, c)
    t = torch.tanh(apply(a, z))
    return gap(jacobian, torch.eye(z.shape[1], dtype=z.dtype) + c @ ((1 - t * t).unsqueeze(-1) * a))


def softmax_jacobian(n: int, x: Tensor) -> Tensor:
    jacobian = vmap(jacrev(lambda v: torch.softmax(v, -1)))(x)
    p = torch.softmax(x, -1)
    return gap(jacobian, torch.diag_embed(p) - p.unsqueeze(-1) * p.unsqueeze(-2))


def normalised(x: Tensor, axis: int) -> Tensor:
    centred = x - x.mean(axis, keepdim=True)
    return centred / torch.sqrt((centred * centred).mean(axis, keepdim=True))


def batch_norm(n: int, x: Tensor, a: Tensor) -> Tensor:
    return gap(normalised(a[:, None, None] * x, 1), normalised(x, 1))


def quadratic_gradient(n: int, a: Tensor, x: Tensor) -> Tensor:
    gradient = scalar_gradient(lambda v: (v * apply(a, v)).sum(-1), x)
    return gap(gradient, apply(a + a.mT, x))


def log_sum_exp(n: int, x: Tensor) -> Tensor:
    h = vmap(hessian(lambda v: torch.logsumexp(v, -1)))(x)
    values = torch.linalg.eigvalsh((h + h.mT) / 2)
    return -values[:, 0] / values.abs().amax(-1).clamp(min=1e-300)


def attention(n: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    def forward(u: Tensor) -> Tensor:
        return (torch.softmax(q @ k.mT / sqrt(q.shape[-1]), -1) @ u).sum((1, 2))

    weights = torch.softmax(q @ k.mT / sqrt(q.shape[-1]), -1)
    return gap(scalar_gradient(forward, v), weights.mT @ torch.ones(v.shape[1:], dtype=v.dtype))


def layer_norm(n: int, x: Tensor, a: Tensor) -> Tensor:
    return gap(normalised(a.unsqueeze(-1) * x + 1, 1), normalised(x, 1))


def index_sums(n: int, a: Tensor, x: Tensor) -> Tensor:
    return gap(torch.einsum("bij,bi,bj->b", a, x, x), (x * apply(a, x)).sum(-1))


def back_propagation(n: int, w: Tensor, x1: Tensor) -> Tensor:
    def forward(m: Tensor) -> Tensor:
        x = x1
        for _ in range(n - 1):
            x = torch.tanh(apply(m, x))
        return x.sum(-1)

    states = [x1]
    for _ in range(n - 1):
        states.append(torch.tanh(apply(w, states[-1])))
    adjoint, total = torch.ones_like(x1), torch.zeros_like(w)
    for t in range(n - 1, 0, -1):
        local = adjoint * (1 - states[t] ** 2)
        total = total + local.unsqueeze(-1) * states[t - 1].unsqueeze(-2)
        adjoint = apply(w.mT, local)
    return gap(scalar_gradient(forward, w), total)


Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A claim, its sizes, and the same check by hand on the values in the order of the claim's `given`."""

    name: str
    sizes: dict[str, int]
    by_hand: Callable[..., Tensor]


CASES = (
    Case(name="sigmoid-chain", sizes={"d": 1, "n": 8}, by_hand=sigmoid_chain),
    Case(name="recurrent-step", sizes={"d": 4, "n": 1}, by_hand=recurrent_step),
    Case(name="recurrent-bound", sizes={"d": 4, "n": 6}, by_hand=recurrent_bound),
    Case(name="chain-rule", sizes={"d": 4, "n": 6}, by_hand=chain_rule),
    Case(name="residual-block", sizes={"d": 6, "n": 1}, by_hand=residual_block),
    Case(name="softmax-jacobian", sizes={"d": 8, "n": 1}, by_hand=softmax_jacobian),
    Case(name="batch-norm", sizes={"d": 6, "n": 8}, by_hand=batch_norm),
    Case(name="quadratic-gradient", sizes={"d": 8, "n": 1}, by_hand=quadratic_gradient),
    Case(name="log-sum-exp", sizes={"d": 5, "n": 1}, by_hand=log_sum_exp),
    Case(name="attention", sizes={"d": 4, "n": 6}, by_hand=attention),
    Case(name="layer-norm", sizes={"d": 16, "n": 1}, by_hand=layer_norm),
    Case(name="index-sums", sizes={"d": 5, "n": 1}, by_hand=index_sums),
    Case(name="back-propagation", sizes={"d": 4, "n": 5}, by_hand=back_propagation),
)


def inputs(names: Sequence[str], shapes: dict[str, tuple[int, ...]], batch: int) -> dict[str, Array]:
    rng = np.random.default_rng(0)
    return {name: rng.standard_normal((batch, *shapes[name])) / 2 + (name == "a") for name in names}


CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def seconds(run: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    run()
    return clock() - start


def measure(batch: int, repeats: int, clock: Callable[[], float]) -> list[tuple[str, float, float]]:
    """For each case: its name, and the best seconds of the compiled claim and of the hand-written check."""
    loaded = load_text(CLAIMS, "<benchmark>")
    if loaded.problems:
        raise SystemExit("\n".join(str(p) for p in loaded.problems))
    claims = {claim.id: claim for claim in loaded.claims}
    rows = []
    for case in CASES:
        claim = claims[case.name]
        program = compile_claim(claim, case.sizes)
        values_of = {g.name: g for g in claim.given if g.name not in case.sizes}
        shapes = {
            name: tuple(case.sizes[str(dim)] for dim in getattr(given.type, "shape", ()))
            for name, given in values_of.items()
        }
        arrays = inputs(list(values_of), shapes, batch)
        if "a" in arrays:
            arrays["a"] = np.abs(arrays["a"]) + 0.1
        tensors = [torch.from_numpy(array) for array in arrays.values()]
        n = case.sizes["n"]
        result = program(arrays).links[0]
        by_hand = case.by_hand(n, *tensors).numpy()
        if not result.truth.all() or not (by_hand <= 1e-9).all():
            raise SystemExit(f"{case.name}: the claim does not hold")

        def compiled(program: Program = program, arrays: dict[str, Array] = arrays) -> object:
            return program(arrays)

        def hand(case: Case = case, n: int = n, tensors: list[Tensor] = tensors) -> object:
            return case.by_hand(n, *tensors)

        pairs = [(seconds(compiled, clock), seconds(hand, clock)) for _ in range(repeats)]
        rows.append((case.name, min(p[0] for p in pairs), min(p[1] for p in pairs)))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=4096)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--clock", choices=sorted(CLOCKS), default="wall", help="cpu: for a busy machine, with 1 thread"
    )
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    rows = measure(options.batch, options.repeats, CLOCKS[options.clock])
    write = sys.stdout.write
    setting = f"{options.threads} threads, {options.clock} time, batch {options.batch}, best of {options.repeats}"
    write(f"torch {torch.__version__}, {setting}\n\n")
    write(f"{'claim':20} {'compiled/s':>12} {'by hand/s':>12} {'ratio':>6}\n")
    for name, compiled, by_hand in rows:
        write(f"{name:20} {options.batch / compiled:12.0f} {options.batch / by_hand:12.0f} {by_hand / compiled:6.2f}\n")
    mean = exp(sum(log(by_hand / compiled) for _, compiled, by_hand in rows) / len(rows))
    write(f"{'geometric mean':20} {'':12} {'':12} {mean:6.2f}\n")


if __name__ == "__main__":
    main()
