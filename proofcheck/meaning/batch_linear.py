"""Linear algebra on tensors with any batch axes in front: products, factorisations, spectra.

A decomposition meets neither NaN nor infinity: such matrices are replaced before and answered with NaN after, so that
one bad instance does not spoil its batch. Singular inverses are NaN; real-valued spectra are descending.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

from proofcheck.meaning.batch_array import dot, lift, total
from proofcheck.meaning.batch_scalar import poisoned

SYMMETRY = 1e-9  # relative asymmetry that still counts as rounding
RANK = 1e-10  # relative size of a singular value that counts as zero


def matmul(a: Tensor, b: Tensor, *, ranks: tuple[int, int]) -> Tensor:
    """`@` of matrices and vectors."""
    if ranks == (2, 2) or (a.ndim, b.ndim) == ranks:
        return a @ b
    if ranks == (2, 1):
        return (a @ b.unsqueeze(-1)).squeeze(-1)
    if ranks == (1, 2):
        return (a.unsqueeze(-2) @ b).squeeze(-2)
    return dot(a, b)


def scale_rows(v: Tensor, a: Tensor, *, rank: int) -> Tensor:
    """diag(v) @ a"""
    return v.unsqueeze(-1) * a if rank == 2 else v * a


def scale_columns(a: Tensor, v: Tensor, *, rank: int) -> Tensor:
    """a @ diag(v)"""
    return a * v.unsqueeze(-2) if rank == 2 else a * v


def transpose(a: Tensor) -> Tensor:
    return a.mT


def _tame(a: Tensor) -> tuple[Tensor, Tensor]:
    """The matrices with non-finite ones replaced by 0, and which they were."""
    wild = ~torch.isfinite(a).all(-1).all(-1)
    return torch.where(wild[..., None, None], 0.0, a), wild


def guarded(f: Callable[[Tensor], Tensor], rank: int) -> Callable[[Tensor], Tensor]:
    """`f` of a matrix, with a result of this rank, made safe against non-finite entries."""

    def safe(a: Tensor) -> Tensor:
        tame, wild = _tame(a)
        return torch.where(lift(wild, rank), math.nan, f(tame))

    return safe


def asymmetric(a: Tensor) -> Tensor:
    """Whether a matrix differs from its transpose by more than rounding."""
    gap = torch.abs(a - a.mT).amax((-2, -1))
    return gap > SYMMETRY * torch.abs(a).amax((-2, -1))


def _singular(a: Tensor) -> Tensor:
    """The singular values, descending."""
    values: Tensor = torch.linalg.svdvals(a)
    return values


def _eigenvalues(a: Tensor) -> Tensor:
    values: Tensor = torch.linalg.eigvals(a)
    return values


def _inverse(a: Tensor) -> Tensor:
    inverse, info = torch.linalg.inv_ex(a)
    return poisoned(inverse, (info != 0)[..., None, None])


def _chol(a: Tensor) -> Tensor:
    factor, info = torch.linalg.cholesky_ex(a)
    return poisoned(factor, ((info != 0) | asymmetric(a))[..., None, None])


def _logabsdet(a: Tensor) -> Tensor:
    singular = torch.linalg.slogdet(a.detach()).logabsdet == -math.inf
    regular = torch.where(singular[..., None, None], torch.eye(a.shape[-1], dtype=a.dtype, device=a.device), a)
    return poisoned(torch.linalg.slogdet(regular).logabsdet, singular)


def _rank(a: Tensor) -> Tensor:
    s = _singular(a)
    return (s > RANK * s[..., :1]).sum(-1).to(torch.float64)


def _square_root(a: Tensor) -> Tensor:
    """The principal square root, through eigenvectors; undefined where an eigenvalue is negative."""
    values, vectors = torch.linalg.eig(a)
    size = torch.abs(values).amax(-1, keepdim=True)
    bad = ((values.real < -1e-12 * size) & (torch.abs(values.imag) <= 1e-12 * size)).any(-1)
    root = (vectors * torch.sqrt(values).unsqueeze(-2)) @ torch.linalg.inv(vectors)
    return poisoned(root if a.is_complex() else root.real, bad[..., None, None])


def _symmetric_spectrum(a: Tensor) -> Tensor:
    return poisoned(torch.linalg.eigvalsh(a).flip(-1), asymmetric(a)[..., None])


def hermitian_spectrum(a: Tensor) -> Tensor:
    return guarded(_symmetric_spectrum, 1)(a)


def _spectrum(a: Tensor) -> Tensor:
    """Eigenvalues by descending real, then imaginary part."""
    values = torch.linalg.eigvals(a)
    order = torch.argsort(values.imag, dim=-1, descending=True, stable=True)
    values = torch.take_along_dim(values, order, -1)
    order = torch.argsort(values.real, dim=-1, descending=True, stable=True)
    return torch.take_along_dim(values, order, -1)


spectrum = guarded(_spectrum, 1)


def _radius(a: Tensor) -> Tensor:
    return torch.abs(_eigenvalues(a)).amax(-1)


def _condition(a: Tensor) -> Tensor:
    s = _singular(a)
    return s[..., 0] / poisoned(s[..., -1], s[..., -1] <= 1e-14 * s[..., 0])


def _sigma_max(a: Tensor) -> Tensor:
    return _singular(a)[..., 0]


def _sigma_min(a: Tensor) -> Tensor:
    return _singular(a)[..., -1]


def _nuclear(a: Tensor) -> Tensor:
    return _singular(a).sum(-1)


def norm(x: Tensor, *, rank: int, kind: str) -> Tensor:
    """Euclidean or `1`, `2`, `oo` of a vector; `2`, `1`, `oo`, `fro`, `nuc` of a matrix."""
    if rank == 0:
        return torch.abs(x)
    if rank == 1 or kind == "fro":
        order = {"1": 1.0, "oo": math.inf}.get(kind, 2.0)
        length: Tensor = torch.linalg.vector_norm(x, order, dim=tuple(range(-rank, 0)))
        return length
    if kind == "2":
        return guarded(_sigma_max, 0)(x)
    if kind == "nuc":
        return guarded(_nuclear, 0)(x)
    return torch.abs(x).sum(-2 if kind == "1" else -1).amax(-1)


def power(a: Tensor, *, exponent: int) -> Tensor:
    """The matrix power; negative ones through the inverse."""
    if exponent < 0:
        a, exponent = guarded(_inverse, 2)(a), -exponent
    result: Tensor = torch.linalg.matrix_power(a, exponent)
    return result


def asymmetry(a: Tensor) -> Tensor:
    """The largest |A - A.T| relative to the largest entry."""
    size = torch.abs(a).amax((-2, -1))
    return torch.abs(a - a.mT).amax((-2, -1)) / torch.clamp(size, min=1e-300)


def _indefiniteness(a: Tensor) -> Tensor:
    """How negative the least eigenvalue is, relative to the largest modulus; or the asymmetry if that is more."""
    values = torch.linalg.eigvalsh((a + a.mT) / 2)
    gap = -values[..., 0] / torch.clamp(torch.abs(values).amax(-1), min=1e-300)
    crooked = asymmetry(a)
    return torch.where(crooked > SYMMETRY, torch.maximum(gap, crooked), gap)


indefiniteness = guarded(_indefiniteness, 0)


def unorthogonality(a: Tensor) -> Tensor:
    """The largest entry of |A.T A - I|."""
    identity = torch.eye(a.shape[-1], dtype=a.dtype, device=a.device)
    return torch.abs(a.mH @ a - identity).amax((-2, -1))


def _regularity(a: Tensor) -> Tensor:
    """sigma_min / sigma_max: zero exactly for singular matrices."""
    s = _singular(a)
    return s[..., -1] / torch.clamp(s[..., 0], min=1e-300)


regularity = guarded(_regularity, 0)


def linear_table() -> dict[str, tuple[Callable[..., Tensor], str]]:
    """Operator key -> meaning and what it is told (as in `array_table`)."""
    return {
        "@": (matmul, "ranks"), "transpose": (transpose, ""), "inv": (guarded(_inverse, 2), ""),
        "pinv": (guarded(torch.linalg.pinv, 2), ""), "det": (torch.linalg.det, ""),
        "logabsdet": (guarded(_logabsdet, 0), ""), "trace": (_trace, ""), "rank": (guarded(_rank, 0), ""),
        "chol": (guarded(_chol, 2), ""), "expm": (guarded(torch.matrix_exp, 2), ""),
        "sqrtm": (guarded(_square_root, 2), ""), "tril": (torch.tril, ""), "triu": (torch.triu, ""),
        "sigma_max": (guarded(_sigma_max, 0), ""), "sigma_min": (guarded(_sigma_min, 0), ""),
        "sigma": (guarded(_singular, 1), ""), "lambda_max": (_lambda_max, ""),
        "lambda_min": (_lambda_min, ""), "spectral_radius": (guarded(_radius, 0), ""),
        "condition": (guarded(_condition, 0), ""),
    }  # fmt: skip


def _trace(a: Tensor) -> Tensor:
    return total(torch.diagonal(a, dim1=-2, dim2=-1), rank=1)


def _lambda_max(a: Tensor) -> Tensor:
    return hermitian_spectrum(a)[..., 0]


def _lambda_min(a: Tensor) -> Tensor:
    return hermitian_spectrum(a)[..., -1]
