"""Values of entries at points of a region, as floats: hints for tactics, never arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

from flint import arb

from proofcheck.analysis.problem import Problem, variables_of
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.interval import REALS, inside

BITS = 96
_TRIES = 60
Point = Mapping[Entry, Fraction]


def points(problem: Problem, count: int, *, free: bool = False) -> list[dict[Entry, Fraction]]:
    """Up to `count` points of the region at which the facts hold; `free`: whatever they say."""
    found = []
    facts = () if free else problem.setting.facts
    variables = dict.fromkeys((*problem.variables, *variables_of(problem.entry, *facts)))
    for attempt in range(_TRIES):
        point = {
            v: inside(problem.setting.bounds.get(v, REALS), Random(f"point {attempt} {v.data}")) for v in variables
        }
        if all(truth is True for truth in _evaluated(facts, point)):
            found.append(point)
        if len(found) == count:
            break
    return found


def _evaluated(entries: Sequence[Entry], point: Point) -> list[object]:
    with precision(BITS):
        return evaluate(entries, {v: enclose(x) for v, x in point.items()})


def values(entries: Sequence[Entry], point: Point) -> list[float | None]:
    """Floats, None where there is no value, or none is known."""
    return [float(v.mid()) if isinstance(v, arb) and v.is_finite() else None for v in _evaluated(entries, point)]


def value(entry: Entry, point: Point) -> float | None:
    return values([entry], point)[0]


def holds(fact: Entry, point: Point) -> bool | None:
    truth = _evaluated([fact], point)[0]
    return truth if isinstance(truth, bool) else None
