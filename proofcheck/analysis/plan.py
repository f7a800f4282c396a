"""Plans: which rule reduces a problem, with which data, and the plans of the smaller problems. To and from JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """`data` are texts that the rule reads: names of directions, encoded entries. `parts`: one for each subproblem."""

    rule: str
    data: tuple[str, ...] = ()
    parts: tuple[Plan, ...] = ()

    def walk(self) -> Iterator[Plan]:
        yield self
        for part in self.parts:
            yield from part.walk()


def to_text(plan: Plan) -> str:
    return json.dumps(_plain(plan), separators=(",", ":"), ensure_ascii=False)


def _plain(plan: Plan) -> list[Any]:
    return [plan.rule, list(plan.data), [_plain(part) for part in plan.parts]]


def from_text(text: str) -> Plan:
    """The plan that `to_text` wrote. Errors: ValueError."""
    try:
        return _plan(json.loads(text), 0)
    except RecursionError:
        raise ValueError("this is no plan") from None


def _plan(data: Any, depth: int) -> Plan:
    match data:
        case [str(rule), [*values], [*parts]] if depth < _DEEPEST and all(isinstance(v, str) for v in values):
            return Plan(rule, tuple(values), tuple(_plan(part, depth + 1) for part in parts))
    raise ValueError("this is no plan")
