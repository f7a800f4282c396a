"""TRUSTED: the limits of a claim at one instance, exactly: what the kernel's evaluation asks where a limit stands."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from proofcheck.analysis.constants import sign_of
from proofcheck.analysis.limits import Limit, limit_in
from proofcheck.meaning.bound import is_infinite
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.curves import curve
from proofcheck.meaning.divergence import is_divergent
from proofcheck.meaning.graph import LIMITS, Entry, Graph, reachable
from proofcheck.meaning.hybrid import Nothing


def limit_at(entry: Entry, value: Callable[[Entry], Any]) -> Entry | Nothing | None:
    """The value of a limit, `Nothing` where there is none, None where nothing is known. `value`: of its parameters.

    Of an integral or endless sum nothing but that it diverges.
    """
    if entry.op in ("integral", "series"):
        return Nothing("it diverges") if is_divergent(entry, value) else None
    if entry.op not in LIMITS:
        return None
    target, body, leaf = entry.args
    shape = curve(body, leaf, value, evaluate)
    if shape is None or shape.fixed:
        return None
    at: Entry | None = None
    if not is_infinite(target):
        known = value(target)
        at = shape.graph.num(known) if isinstance(known, Fraction) else _closed(shape.graph, target)
        if at is None:
            return None
    found = [limit_in(shape.graph, shape.body, shape.leaf, at, side) for side in sides(entry.op, target)]
    return _agreed(shape.graph, found)


def sides(op: str, target: Entry) -> tuple[str, ...]:
    """The sides from which a limit is taken."""
    if is_infinite(target):
        return ("left",) if target.op == "oo" else ("right",)
    return {"limit_above": ("right",), "limit_below": ("left",)}.get(op, ("right", "left"))


def _closed(graph: Graph, target: Entry) -> Entry | None:
    """A constant such as `pi/2`, in another graph."""
    done: dict[Entry, Entry] = {}
    for e in reachable([target]):
        if e.op in ("var", "bound", "hole", "undefined") or (e.data is not None and e.op != "num"):
            return None
        done[e] = (
            graph.num(e.data)
            if e.op == "num" and isinstance(e.data, Fraction)
            else graph.make(e.op, *(done[a] for a in e.args))
        )
    return done[target]


def _agreed(graph: Graph, found: list[Limit]) -> Entry | Nothing | None:
    if any(f.kind in ("+oo", "-oo") for f in found):
        return Nothing("the limit is infinite") if all(f.kind != "unknown" for f in found) else None
    first, last = found[0].value, found[-1].value
    if first is None or last is None:
        return None
    if len(found) == 1:
        return first
    sign = sign_of(graph, graph.sub(first, last))
    if sign is None:
        return None
    return first if sign == 0 else Nothing("the limits from both sides differ")
