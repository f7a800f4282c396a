"""Operators on arrays: sums, makers of arrays, statistics and layers, on tensors with any batch axes in front.

Every function acts on the last axes only. `rank` (or `ranks`) says how many axes a value has by itself.
Conventions: variances are biased; softmax, layernorm and rmsnorm act on each row; `vec` stacks columns.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as nn
from torch import Tensor

from proofcheck.meaning.batch_scalar import poisoned


def lift(x: Tensor, axes: int) -> Tensor:
    """A scalar with `axes` axes of length 1 appended, so that it meets arrays entrywise."""
    return x.reshape((*x.shape, *([1] * axes))) if x.ndim else x


def own_axes(rank: int) -> tuple[int, ...]:
    return tuple(range(-rank, 0))


def common(*shapes: Sequence[int]) -> tuple[int, ...]:
    """The shape that these shapes broadcast to."""
    depth = max(map(len, shapes), default=0)
    padded = [(1,) * (depth - len(shape)) + tuple(shape) for shape in shapes]
    return tuple(next((n for n in sizes if n != 1), 1) for sizes in zip(*padded, strict=True))


def alike(xs: Sequence[Tensor], ranks: Sequence[int]) -> list[Tensor]:
    """The tensors with their batch axes expanded to a common shape."""
    batch = common(*(x.shape[: x.ndim - r] for x, r in zip(xs, ranks, strict=True)))
    return [x.expand((*batch, *x.shape[x.ndim - r :])) for x, r in zip(xs, ranks, strict=True)]


def stack(*xs: Tensor, rank: int) -> Tensor:
    """`[a, b, c]`: equal shapes along a new first own axis."""
    return torch.stack(alike(xs, [rank] * len(xs)), dim=-rank - 1)


def block(*xs: Tensor, rows: int, shapes: tuple[tuple[int, int], ...]) -> Tensor:
    """Matrices side by side and one below the other; scalars stand for blocks of that number."""
    full = [
        x if x.ndim >= 2 and tuple(x.shape[-2:]) == s else lift(x, 2).expand((*x.shape, *s))
        for x, s in zip(xs, shapes, strict=True)
    ]
    full = alike(full, [2] * len(full))
    across = len(full) // rows
    return torch.cat([torch.cat(full[i * across : (i + 1) * across], dim=-1) for i in range(rows)], dim=-2)


def joined(*xs: Tensor, ranks: tuple[int, ...]) -> Tensor:
    """`block([x, y])`: vectors, and numbers as single entries, one after the other."""
    vectors = [x if rank else x.unsqueeze(-1) for x, rank in zip(xs, ranks, strict=True)]
    return torch.cat(alike(vectors, [1] * len(vectors)), dim=-1)


def total(x: Tensor, *, rank: int) -> Tensor:
    return x.sum(own_axes(rank)) if rank else x


def mean(x: Tensor, *, rank: int) -> Tensor:
    return x.mean(own_axes(rank)) if rank else x


def largest(x: Tensor, *, rank: int) -> Tensor:
    return torch.amax(x, own_axes(rank)) if x.numel() else x.sum(own_axes(rank)) * math.nan


def smallest(x: Tensor, *, rank: int) -> Tensor:
    return torch.amin(x, own_axes(rank)) if x.numel() else x.sum(own_axes(rank)) * math.nan


def max_abs(x: Tensor, *, rank: int) -> Tensor:
    """The largest modulus of an entry; 0 of an empty array."""
    x = x.to(torch.float64) if x.dtype == torch.bool else torch.abs(x)
    if rank == 0:
        return x
    return torch.amax(x, own_axes(rank)) if x.numel() else x.sum(own_axes(rank))


def flip(x: Tensor, *, rank: int) -> Tensor:
    return x.flip(-rank)


def pad(x: Tensor, *, widths: tuple[int, ...]) -> Tensor:
    return nn.pad(x, widths)


def diag(v: Tensor) -> Tensor:
    return torch.diag_embed(v)


def diagonal(a: Tensor) -> Tensor:
    return torch.diagonal(a, dim1=-2, dim2=-1)


def outer(a: Tensor, b: Tensor) -> Tensor:
    return a.unsqueeze(-1) * b.unsqueeze(-2)


def dot(a: Tensor, b: Tensor) -> Tensor:
    return (a * b).sum(-1)


def cross(a: Tensor, b: Tensor) -> Tensor:
    product: Tensor = torch.linalg.cross(a, b, dim=-1)
    return product


def kron(a: Tensor, b: Tensor, *, ranks: tuple[int, int]) -> Tensor:
    if ranks == (1, 1):
        return outer(a, b).flatten(-2)
    both = a[..., :, None, :, None] * b[..., None, :, None, :]
    return both.flatten(-2).flatten(-3, -2)


def vec(a: Tensor) -> Tensor:
    return a.mT.flatten(-2)


def variance(x: Tensor) -> Tensor:
    return covariance(x, x)


def covariance(x: Tensor, y: Tensor) -> Tensor:
    return ((x - x.mean(-1, keepdim=True)) * (y - y.mean(-1, keepdim=True))).mean(-1)


def deviation(x: Tensor) -> Tensor:
    return torch.sqrt(variance(x))


def correlation(x: Tensor, y: Tensor) -> Tensor:
    spread = torch.sqrt(variance(x) * variance(y))
    return covariance(x, y) / poisoned(spread, spread == 0)


def cumsum(x: Tensor) -> Tensor:
    return torch.cumsum(x, dim=-1)


def argmax(v: Tensor) -> Tensor:
    """The 1-based index of the first largest entry."""
    return (v == v.amax(-1, keepdim=True)).to(torch.float64).argmax(-1).to(torch.float64) + 1


def argmin(v: Tensor) -> Tensor:
    return argmax(-v)


def x_log(p: Tensor, q: Tensor) -> Tensor:
    """`p*log(q)` with 0·log 0 = 0; undefined for negative p or q, or q = 0 where p > 0."""
    bad = (p < 0) | (q < 0) | ((q == 0) & (p > 0))
    return torch.xlogy(poisoned(p, bad), q)


def cross_entropy(p: Tensor, q: Tensor) -> Tensor:
    return -x_log(p, q).sum(-1)


def entropy(p: Tensor) -> Tensor:
    return cross_entropy(p, p)


def divergence(p: Tensor, q: Tensor) -> Tensor:
    """Kullback–Leibler divergence of two probability vectors."""
    return (x_log(p, p) - x_log(p, q)).sum(-1)


def softmax(x: Tensor) -> Tensor:
    return torch.softmax(x, dim=-1)


def log_softmax(x: Tensor) -> Tensor:
    return torch.log_softmax(x, dim=-1)


def logsumexp(x: Tensor) -> Tensor:
    return torch.logsumexp(x, dim=-1)


def _normalised(x: Tensor, square: Tensor, eps: Tensor | None, axes: int) -> Tensor:
    if eps is not None:
        square = square + lift(eps, axes)
    return x / torch.sqrt(poisoned(square, square == 0))


def layernorm(x: Tensor, eps: Tensor | None = None, *, rank: int) -> Tensor:
    centred = x - x.mean(-1, keepdim=True)
    return _normalised(centred, (centred * centred).mean(-1, keepdim=True), eps, rank)


def rmsnorm(x: Tensor, eps: Tensor | None = None, *, rank: int) -> Tensor:
    return _normalised(x, (x * x).mean(-1, keepdim=True), eps, rank)


def batchnorm(x: Tensor, eps: Tensor | None = None, *, rank: int) -> Tensor:
    """x is [batch, features]; mean and biased variance over the batch."""
    centred = x - x.mean(-2, keepdim=True)
    return _normalised(centred, (centred * centred).mean(-2, keepdim=True), eps, rank)


def attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return torch.softmax(q @ k.mT / math.sqrt(q.shape[-1]), dim=-1) @ v


def convolution(x: Tensor, w: Tensor, *, axes: int, channels: bool, stride: int, padding: int, dilation: int) -> Tensor:
    """Cross-correlation over the last `axes` axes; with channels x[C, …], w[O, C, …] to [O, …]."""
    if not channels:
        x, w = x.unsqueeze(-axes - 1), w.unsqueeze(-axes - 1).unsqueeze(-axes - 2)
    if padding:
        x = nn.pad(x, (padding, padding) * axes)
    for axis in range(axes):
        x = _windows(x, axes, w.shape[w.ndim - axes + axis], stride, dilation)
    y = torch.einsum("...cxk,...ock->...ox" if axes == 1 else "...cxykl,...ockl->...oxy", x, w)
    return y if channels else y.squeeze(-axes - 1)


def _windows(x: Tensor, axes: int, taps: int, stride: int, dilation: int) -> Tensor:
    """Replace the next spatial axis by the window positions along it, and append the window's entries as last axis."""
    place = x.ndim - axes  # every spatial axis that is done has left its windows behind
    last = x.shape[place] - dilation * (taps - 1)
    starts = torch.arange(0, max(0, last), stride, device=x.device)
    at = starts.unsqueeze(-1) + dilation * torch.arange(taps, device=x.device)
    picked = x.index_select(place, at.reshape(-1))
    return picked.reshape((*x.shape[:place], *at.shape, *x.shape[place + 1 :])).movedim(place + 1, -1)


def array_table() -> dict[str, tuple[Callable[..., Tensor], str]]:
    """Operator key -> meaning and what it is told: nothing, its first argument's `rank`, or all `ranks`."""
    return {
        "sum": (total, "rank"), "mean": (mean, "rank"), "max_abs": (max_abs, "rank"), "flip": (flip, "rank"),
        "diag": (diag, ""), "diagonal": (diagonal, ""), "outer": (outer, ""), "dot": (dot, ""), "cross": (cross, ""),
        "kron": (kron, "ranks"), "vec": (vec, ""), "var": (variance, ""), "std": (deviation, ""),
        "cov": (covariance, ""), "corr": (correlation, ""), "cumsum": (cumsum, ""), "argmax": (argmax, ""),
        "argmin": (argmin, ""), "cross_entropy": (cross_entropy, ""), "entropy": (entropy, ""),
        "kl": (divergence, ""), "softmax": (softmax, ""), "log_softmax": (log_softmax, ""),
        "logsumexp": (logsumexp, ""), "attention": (attention, ""),
    }  # fmt: skip
