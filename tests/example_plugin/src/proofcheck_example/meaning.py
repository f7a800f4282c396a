"""What `swish` means to an engine."""

from __future__ import annotations

from typing import Any


def ball(x: Any) -> Any:
    """`x/(1 + exp(-x))` on balls."""
    return x / (1 + (-x).exp())
