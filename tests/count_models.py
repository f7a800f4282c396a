"""Models for the tests of `proofcheck count`, and factories that go wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Function(nn.Module):
    """A module without parameters."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.function = function

    def forward(self, *args: Tensor, **kwargs: Tensor) -> Any:
        return self.function(*args, **kwargs)


class SelfAttention(nn.Module):
    """Self-attention through nn.MultiheadAttention."""

    def __init__(self, d: int = 8, heads: int = 2) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(d, heads, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.attention(x, x, x)[0]


class Tied(nn.Module):
    """An embedding and a read-out that share their weight, some of it frozen, and a buffer."""

    def __init__(self, words: int = 10, d: int = 4) -> None:
        super().__init__()
        self.embedding = nn.Embedding(words, d)
        self.norm = nn.LayerNorm(d)
        self.readout = nn.Linear(d, words, bias=False)
        self.readout.weight = self.embedding.weight
        self.norm.bias.requires_grad_(False)
        self.register_buffer("table", torch.zeros(7))

    def forward(self, words: Tensor) -> Tensor:
        return self.readout(self.norm(self.embedding(words)))


class Reader(nn.Module):
    """Looks at a value, which the meta device does not have."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(3, 4)
        self.second = nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.first(x)
        return self.second(hidden) if hidden.sum().item() > -1e9 else hidden


class Window(nn.Module):
    """Attends to at most 40 places: another polynomial for long inputs."""

    def forward(self, x: Tensor) -> Tensor:
        return x @ x[:, :40].transpose(1, 2)


class Named(nn.Module):
    """Parts to tell apart."""

    def __init__(self, d: int, depth: int = 2) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(nn.Linear(d, 2 * d), nn.ReLU(), nn.Linear(2 * d, d)) for _ in range(depth)
        )
        self.head = nn.Linear(d, 3)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = x + layer(x)
        return self.head(x)


def mlp(d: int = 4, depth: int = 2) -> nn.Module:
    return Named(d, depth)


def tied() -> nn.Module:
    return Tied()


def reader() -> nn.Module:
    return Reader()


def window() -> nn.Module:
    return Window()


def spectrum() -> nn.Module:
    return Function(lambda x: torch.fft.rfft(F.linear(x, torch.zeros(4, 3))))


def vector() -> nn.Module:
    return Function(lambda x: (x @ torch.zeros(3, 5)) @ torch.zeros(5))


def with_examples(heads: int = 2) -> tuple[nn.Module, tuple[Tensor, Tensor]]:
    return nn.Bilinear(3, 4, heads), (torch.zeros(6, 3), torch.zeros(6, 4))


def with_named_examples() -> tuple[nn.Module, dict[str, Tensor]]:
    return nn.Linear(3, 4), {"input": torch.zeros(6, 3)}


def logarithmic() -> nn.Module:
    def halve(x: Tensor) -> Tensor:
        while x.shape[0] > 1:
            x = F.linear(x, torch.zeros(1, 1))[: x.shape[0] // 2]
        return x

    return Function(halve)


def one_only() -> nn.Module:
    def demand(x: Tensor) -> Tensor:
        if x.shape[0] != 1:
            raise ValueError("one at a time\nplease")
        return F.linear(x, torch.zeros(2, 3))

    return Function(demand)


def chatty() -> nn.Module:
    print("hello from the factory")  # noqa: T201
    return Function(lambda x: print("and from the model"))  # noqa: T201


def needy(width: int, *, bias: bool = True) -> nn.Module:
    return nn.Linear(width, 2, bias=bias)


def positional(width: int, /) -> nn.Module:
    return nn.Linear(width, 2)


def nothing() -> None:
    return None


def broken() -> nn.Module:
    raise RuntimeError("no weights here\nsecond line")


def leaves() -> nn.Module:
    raise SystemExit(3)


def interrupted() -> nn.Module:
    raise KeyboardInterrupt


def deep() -> nn.Module:
    return Named(4, 20)


def wide() -> nn.Module:
    return nn.Sequential(*(layer for _ in range(20) for layer in (nn.Linear(4, 4), nn.LayerNorm(4))))


def strided() -> nn.Module:
    return nn.Conv2d(3, 4, 3, stride=2, padding=1)


def block(d: int = 8, heads: int = 2) -> nn.Module:
    return nn.TransformerEncoderLayer(d, heads, 2 * d, batch_first=True)


instance = nn.Linear(3, 4)
number = 5
