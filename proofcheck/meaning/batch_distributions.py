"""Distributions in a batched program: densities, divergences, entropies, and points and weights for expectations.

`normal(mu, s)` has standard deviation s; `finite(p)` has the values 1..n; `exponential(rate)`, `poisson(rate)`.
A parameter outside its range makes everything undefined.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from proofcheck.meaning import NoMeaning
from proofcheck.meaning.batch_array import alike, divergence, entropy
from proofcheck.meaning.batch_scalar import poisoned

Operation = Callable[..., Tensor]


def _normal(mu: Tensor, s: Tensor, x: Tensor) -> Tensor:
    s = poisoned(s, s <= 0)
    z = (x - mu) / s
    return torch.exp(-z * z / 2) / (s * math.sqrt(2 * math.pi))


def _uniform(a: Tensor, b: Tensor, x: Tensor) -> Tensor:
    width = poisoned(b - a, b <= a)
    return torch.where((x >= a) & (x <= b), 1 / width, 0 * width)


def _bernoulli(p: Tensor, x: Tensor) -> Tensor:
    p = poisoned(p, (p < 0) | (p > 1))
    return torch.where(x == 1, p, torch.where(x == 0, 1 - p, 0 * p))


def _poisson(rate: Tensor, x: Tensor) -> Tensor:
    rate = poisoned(rate, rate <= 0)
    ok = (x >= 0) & (x == torch.floor(x))
    safe = torch.where(ok, x, 0.0)
    return torch.where(ok, torch.exp(safe * torch.log(rate) - rate - torch.lgamma(safe + 1)), 0 * rate)


def _exponential(rate: Tensor, x: Tensor) -> Tensor:
    rate = poisoned(rate, rate <= 0)
    return torch.where(x >= 0, rate * torch.exp(-rate * torch.clamp(x, min=0)), 0 * rate)


def _finite(p: Tensor, x: Tensor) -> Tensor:
    hit = x.unsqueeze(-1) == torch.arange(1, p.shape[-1] + 1, device=p.device)
    return (torch.where(hit, p, 0.0)).sum(-1)


def _mvnormal(m: Tensor, s: Tensor, x: Tensor) -> Tensor:
    factor = _factor(s)
    z = torch.linalg.solve_triangular(factor, (x - m).unsqueeze(-1), upper=False).squeeze(-1)
    logdet = torch.log(torch.diagonal(factor, dim1=-2, dim2=-1)).sum(-1)
    return torch.exp(-(z * z).sum(-1) / 2 - logdet - m.shape[-1] * math.log(2 * math.pi) / 2)


def _factor(s: Tensor) -> Tensor:
    factor, info = torch.linalg.cholesky_ex(s)
    return poisoned(factor, (info != 0)[..., None, None])


_DENSITIES: Mapping[str, Operation] = {
    "normal": _normal, "uniform": _uniform, "bernoulli": _bernoulli, "poisson": _poisson,
    "exponential": _exponential, "finite": _finite, "mvnormal": _mvnormal,
}  # fmt: skip


def density(kind: str) -> Operation:
    """The density, or probability, as a function of the parameters and the point."""
    return _DENSITIES[kind]


def _kl_normal(mu: Tensor, s: Tensor, nu: Tensor, t: Tensor) -> Tensor:
    s, t = poisoned(s, s <= 0), poisoned(t, t <= 0)
    return torch.log(t / s) + (s * s + (mu - nu) ** 2) / (2 * t * t) - 0.5


def _kl_bernoulli(p: Tensor, q: Tensor) -> Tensor:
    return divergence(torch.stack((p, 1 - p), -1), torch.stack((q, 1 - q), -1))


def _kl_exponential(a: Tensor, b: Tensor) -> Tensor:
    a, b = poisoned(a, a <= 0), poisoned(b, b <= 0)
    return torch.log(a / b) + b / a - 1


def _kl_poisson(a: Tensor, b: Tensor) -> Tensor:
    a, b = poisoned(a, a <= 0), poisoned(b, b <= 0)
    return a * torch.log(a / b) - a + b


def _kl_mvnormal(m: Tensor, s: Tensor, n: Tensor, t: Tensor) -> Tensor:
    left, right = _factor(s), _factor(t)
    ratio = torch.linalg.solve_triangular(*alike((right, left), (2, 2)), upper=False)
    gap = torch.linalg.solve_triangular(*alike((right, (n - m).unsqueeze(-1)), (2, 2)), upper=False)
    logs = torch.log(torch.diagonal(right, dim1=-2, dim2=-1) / torch.diagonal(left, dim1=-2, dim2=-1)).sum(-1)
    squares: Tensor = (ratio * ratio).sum((-2, -1)) + (gap * gap).sum((-2, -1))
    return (squares - m.shape[-1]) / 2 + logs


def divergence_of(kind: str) -> Operation:
    """Kullback–Leibler divergence within one family, of the parameters of both."""
    table: Mapping[str, Operation] = {
        "normal": _kl_normal, "bernoulli": _kl_bernoulli, "exponential": _kl_exponential, "poisson": _kl_poisson,
        "finite": divergence, "mvnormal": _kl_mvnormal,
    }  # fmt: skip
    if kind not in table:
        raise NoMeaning("kl", f"of {kind}")
    return table[kind]


def entropy_of(kind: str) -> Operation:
    """Entropy (differential for densities), of the parameters."""
    table: Mapping[str, Operation] = {
        "normal": lambda mu, s: torch.log(poisoned(s, s <= 0)) + math.log(2 * math.pi * math.e) / 2 + 0 * mu,
        "uniform": lambda a, b: torch.log(poisoned(b - a, b <= a)),
        "bernoulli": lambda p: entropy(torch.stack((p, 1 - p), -1)),
        "exponential": lambda rate: 1 - torch.log(poisoned(rate, rate <= 0)),
        "finite": entropy,
        "mvnormal": lambda m, s: m.shape[-1] * math.log(2 * math.pi * math.e) / 2
        + torch.log(torch.diagonal(_factor(s), dim1=-2, dim2=-1)).sum(-1) + 0 * m.sum(-1),
    }  # fmt: skip
    if kind not in table:
        raise NoMeaning("entropy", f"of {kind}")
    return table[kind]


def legendre(count: int) -> tuple[list[float], list[float]]:
    """Gauss–Legendre points and weights on [0, 1]."""
    x, w = np.polynomial.legendre.leggauss(count)
    return ((x + 1) / 2).tolist(), (w / 2).tolist()


def hermite(count: int) -> tuple[list[float], list[float]]:
    """Gauss–Hermite points and weights for the standard normal distribution."""
    x, w = np.polynomial.hermite_e.hermegauss(count)
    return x.tolist(), (w / math.sqrt(2 * math.pi)).tolist()


def laguerre(count: int) -> tuple[list[float], list[float]]:
    """Gauss–Laguerre points and weights for the standard exponential distribution."""
    x, w = np.polynomial.laguerre.laggauss(count)
    return x.tolist(), w.tolist()
