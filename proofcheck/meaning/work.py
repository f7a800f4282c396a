"""How much a search may compute, in counted operations: the same for the same claim on every machine.

One unit is about a microsecond of an ordinary processor. Engines spend where they loop; a search sets a limit around
what it tries, and a limit within a limit takes from it. Where nothing limits, nothing is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class OutOfWork(Exception):
    """The innermost limit is passed: no answer, never a wrong one."""


class _Meter:
    """What is left; None where there is no limit."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left: int | None = None


_METER = _Meter()


def spend(units: int) -> None:
    """Count some work. Raises OutOfWork past the limit."""
    left = _METER.left
    if left is not None:
        _METER.left = left = left - units
        if left < 0:
            raise OutOfWork


def left_over() -> int | None:
    """What the innermost limit still allows."""
    return _METER.left


@contextmanager
def limited(units: int) -> Iterator[None]:
    """Allow this much work inside, and no more than the limit outside still allows."""
    outside = _METER.left
    allowed = units if outside is None else max(0, min(units, outside))
    _METER.left = allowed
    try:
        yield
    finally:
        inside = _METER.left
        spent = allowed - (allowed if inside is None else inside)
        _METER.left = None if outside is None else outside - spent
