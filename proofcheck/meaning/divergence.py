"""Integrals and endless sums that certainly have no value, as they are at least a multiple of those of 1/y.

An integral is improper at both of its ends by itself, so that one end at which it diverges is enough.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb

from proofcheck.meaning.ball import enclose, precision, rational
from proofcheck.meaning.bound import is_infinite
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.curves import Curve, Value, curve
from proofcheck.meaning.endless_sums import at_least, diverges
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.tail_functions import tail
from proofcheck.meaning.tails import Tail

_BITS = 128
_STARTS = (8, 64, 2**10, 2**16)


def is_divergent(entry: Entry, value: Value) -> bool:
    """Whether an integral or endless sum has no value, where `value` knows what stands in it."""
    *heads, body, leaf = entry.args
    with precision(_BITS):
        shape = curve(body, leaf, value, evaluate)
        if shape is None:
            return False
        if entry.op == "series":
            start = value(heads[0])
            start = rational(start) if isinstance(start, arb) else start
            whole = isinstance(start, Fraction) and not isinstance(start, bool) and start.denominator == 1
            return whole and abs(start) < _STARTS[-1] and diverges(shape, int(start))  # type: ignore[arg-type]
        ends = [None if is_infinite(e) else _ball(value(e)) for e in heads]
        if any(end is None and not is_infinite(e) for end, e in zip(ends, heads, strict=True)):
            return False
        return _integral(shape, ends[0], ends[1])


def _ball(state: Any) -> Any:
    found = enclose(state) if isinstance(state, Fraction) and not isinstance(state, bool) else state
    return found if isinstance(found, arb) and found.is_finite() else None


def _integral(shape: Curve, low: Any, high: Any) -> bool:
    """Whether the integrand keeps one sign near an end, and is there at least a multiple of 1 over the distance."""
    if low is not None and high is not None and not low < high:
        return False
    for end, side in ((low, -1), (high, 1)):
        for start in _STARTS:
            along = Tail(arb(side), arb(1)) if end is None else Tail(arb(-side), arb(-1), constant=end)
            within = end is None or not (low is not None and high is not None) or arb(1) / start < high - low
            if not within:
                continue
            found = tail([shape.body], {**{e: Tail(b) for e, b in shape.fixed.items()}, shape.leaf: along}, start)[0]
            if isinstance(found, Tail) and at_least(found, start, -1 if end is None else 1):
                return True
    return False
