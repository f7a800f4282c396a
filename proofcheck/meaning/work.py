"""How much a search may compute, in counted operations: the same for the same claim on every machine.

One unit is about a microsecond of an ordinary processor. Engines spend where they loop; a search sets a limit around
what it tries, and a limit within a limit takes from it. Where nothing limits, nothing is counted.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


class OutOfWork(Exception):
    """The innermost limit is passed: no answer, never a wrong one."""


class _Meter:
    """What is left, None where there is no limit; and what was spent in all."""

    __slots__ = ("left", "spent")

    def __init__(self) -> None:
        self.left: int | None = None
        self.spent = 0


_METER = _Meter()


def spend(units: int) -> None:
    """Count some work. Raises OutOfWork past the limit."""
    _METER.spent += units
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


_KEPT: list[OrderedDict[Hashable, tuple[Any, int]]] = []


def forget() -> None:
    """Drop every remembered answer, before a claim that has nothing to do with the last one."""
    for kept in _KEPT:
        kept.clear()


def remembered(most: int) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """A cache of `most` answers that spends an answer's work again each time it is asked for.

    Otherwise what was asked before would decide what a limit still allows, and a verdict would depend on the order in
    which things were tried. Arguments are positional and hashable; what raises is not kept.
    """

    def of(function: Callable[_P, _R]) -> Callable[_P, _R]:
        kept = OrderedDict[Hashable, tuple[_R, int]]()
        _KEPT.append(kept)

        @wraps(function)
        def asked(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            known = kept.get(args)
            if known is not None:
                kept.move_to_end(args)
                spend(known[1])
                return known[0]
            before = _METER.spent
            answer = function(*args, **kwargs)
            spend(0)  # an answer given past the limit may be one of its lacking work
            kept[args] = answer, _METER.spent - before
            if len(kept) > most:
                kept.popitem(last=False)
            return answer

        return asked

    return of
