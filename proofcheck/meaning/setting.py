"""What is known of the variables of an unrolled claim: an interval for each, and the other assumptions as facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from proofcheck.claim import Claim, Given
from proofcheck.language.types import Kind, Scalar, kind_of
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.interval import REALS, Interval, point

_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Bounds of variables and further facts.

    `thin` says that the admissible points may all lie on a null set (an equation, a finite set, an inequality that may
    be attained), so that nothing may be passed over as a null set. `field_only`: some variable is complex.
    """

    bounds: Mapping[Entry, Interval] = field(default_factory=dict)
    facts: tuple[Entry, ...] = ()
    thin: bool = False
    field_only: bool = False
    empty: bool = False


def setting(claim: Claim, conditions: Iterable[Entry]) -> Setting:
    """Read types, domains and assumptions, given as boolean entries that all hold."""
    bounds: dict[Entry, Interval] = {}
    facts: list[Entry] = []
    empty = False
    for condition in _conjuncts(conditions):
        bound = _bound(condition)
        if condition.op == "truth":
            empty = empty or condition.data is not True
            continue
        if bound is None:
            facts.append(condition)
            continue
        variable, interval = bound
        met = bounds.get(variable, REALS).meet(interval)
        if met is None:
            empty = True
        else:
            bounds[variable] = met
    kinds = {kind_of(g.type) for g in claim.given if not _is_size(g)}
    return Setting(
        bounds=bounds,
        facts=tuple(facts),
        thin=not all(f.op in ("<", ">", "!=") for f in facts) or bool(kinds & {Kind.INTEGER, Kind.BOOLEAN}),
        field_only=Kind.COMPLEX in kinds,
        empty=empty,
    )


def _is_size(given: Given) -> bool:
    return given.type == Scalar(Kind.INTEGER)


def _conjuncts(conditions: Iterable[Entry]) -> Iterator[Entry]:
    for condition in conditions:
        if condition.op == "and":
            yield from _conjuncts(condition.args)
        else:
            yield condition


def _bound(condition: Entry) -> tuple[Entry, Interval] | None:
    """A variable and the interval that a condition keeps it in, if the condition says just that."""
    if condition.op not in _MIRROR or condition.op == "!=":
        return None
    left, right = condition.args
    op = condition.op
    if left.op == "num":
        left, right, op = right, left, _MIRROR[op]
    value = _number(right)
    if left.op != "var" or value is None:
        return None
    interval = {
        "<": Interval(hi=value),
        "<=": Interval(hi=value, hi_open=False),
        ">": Interval(lo=value),
        ">=": Interval(lo=value, lo_open=False),
        "==": point(value),
    }[op]
    return left, interval


def _number(entry: Entry) -> Fraction | None:
    if entry.op == "neg":
        value = _number(entry.args[0])
        return None if value is None else -value
    if entry.op == "num" and isinstance(entry.data, (int, Fraction)) and not isinstance(entry.data, bool):
        return Fraction(entry.data)
    return None
