"""Values of entries that bind a variable, enclosed: integrals, endless sums, suprema and where these are attained."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import arb

from proofcheck.meaning.ball import enclose, precision, rational
from proofcheck.meaning.bound import free_bound, is_infinite
from proofcheck.meaning.curves import Curve, Evaluate, Value, curve
from proofcheck.meaning.endless_sums import endless_sum
from proofcheck.meaning.exact import Exact
from proofcheck.meaning.extrema import extreme
from proofcheck.meaning.graph import EXTREMES, Entry, reachable
from proofcheck.meaning.jets import is_jet
from proofcheck.meaning.quadrature import enclosed

Ball = Any
_MOST = 500
Instance = tuple[Fraction | str, ...]
_REMEMBERED: dict[tuple[Entry, Instance], Ball | None] = {}  # entries have their identity: nothing else can be meant
_BITS = 192  # to work with, so that nothing is lost close to an end; the results have fewer


def value_of_binder(entry: Entry, value: Value, evaluate: Evaluate) -> Ball | None:
    """A ball around the value of a binder whose variables `value` knows; None where nothing can be said."""
    known = _instance(entry, value)
    if known is None:
        return _value(entry, value, evaluate)
    key = (entry, known)
    if key not in _REMEMBERED:  # the same in every evaluation
        found = _value(entry, value, evaluate)
        if len(_REMEMBERED) >= _MOST:
            _REMEMBERED.clear()
        _REMEMBERED[key] = found
    return _REMEMBERED[key]


def _instance(entry: Entry, value: Value) -> Instance | None:
    """The numbers that a binder's variables have; None where that cannot be told."""
    below = reachable([entry])
    if free_bound(entry) or any(is_jet(e) for e in below):
        return None
    found: list[Fraction | str] = []
    for e in below:
        if e.op == "var":
            state = value(e)
            if isinstance(state, bool) or not (isinstance(state, Fraction) or _ball(state) is not None):
                return None
            found.append(state if isinstance(state, Fraction) else f"{state.mid().man_exp()} {state.rad().man_exp()}")
    return tuple(found)


def _value(entry: Entry, value: Value, evaluate: Evaluate) -> Ball | None:
    *heads, body, leaf = entry.args
    if entry.op == "series":
        return _summed(heads[0], body, leaf, value, evaluate)
    if entry.op != "integral" and entry.op not in EXTREMES:
        return None
    with precision(_BITS):
        ends = [None if is_infinite(e) else _ball(value(e)) for e in heads[:2]]
        if any(end is None and not is_infinite(e) for end, e in zip(ends, heads, strict=False)):
            return None
        if any(_wrong_way(e, k) for k, e in enumerate(heads[:2])):
            return None
        shape = curve(body, leaf, value, evaluate)
        if shape is None:
            return None
        return _enclosed(entry.op, shape, ends, heads[2:])


def _summed(first: Entry, body: Entry, leaf: Entry, value: Value, evaluate: Evaluate) -> Ball | None:
    start = value(first)
    start = rational(start) if isinstance(start, arb) else start
    if isinstance(start, bool) or not isinstance(start, Fraction) or start.denominator != 1:
        return None
    with precision(_BITS):
        shape = curve(body, leaf, value, evaluate)
        return None if shape is None else endless_sum(shape, int(start))


def _enclosed(op: str, shape: Curve, ends: Sequence[Ball | None], belong: Sequence[Entry]) -> Ball | None:
    if op == "integral":
        found = enclosed(shape, *ends)
    else:
        sign = 1 if op in ("sup", "argmax") else -1
        best = extreme(shape, ends[0], ends[1], [b.constant == 1 for b in belong], sign)
        found = None if best is None else best.value if op in ("sup", "inf") else best.place
    return found if found is not None and found.is_finite() else None


def _wrong_way(end: Entry, place: int) -> bool:
    """An infinite end at the other side."""
    return is_infinite(end) and (end.op == "oo") is (place == 0)


def _ball(state: Exact | Ball | None) -> Ball | None:
    if state is None or isinstance(state, bool):
        return None
    found = state if isinstance(state, arb) else enclose(state)
    return found if isinstance(found, arb) and found.is_finite() else None
