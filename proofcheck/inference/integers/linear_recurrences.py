"""TRUSTED: recurrences over one index that are linear with constant coefficients, read with those that they read.

X[k] = Σ c Y[k - i] + g(k) with i >= 1 and c free of k, after base cases at consecutive numbers; g may be anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from proofcheck.claim import Claim
from proofcheck.inference.matching import number
from proofcheck.language.dims import is_integer, polynomial
from proofcheck.language.statement import Recurrence
from proofcheck.language.tree import Apply, Cell, Node, Num, Var, free_names
from proofcheck.language.types import Dim, Kind, kind_of, shape_of

_MOST = 4  # recurrences that read each other
_LONGEST = 8  # window

_TOTAL = frozenset(("+", "-", "*", "neg", "sin", "cos", "exp", "sinh", "cosh", "pi", "e", "abs"))


class NotLinear(Exception):
    """A term that no linear recurrence with constant coefficients is seen to satisfy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Recurrences that read each other: a window of `lag` values of each determines all later ones.

    `first`: the least index from which all have values; `rest`: the terms g with the names of their indices.
    """

    names: tuple[str, ...]
    lag: int
    first: int
    rest: tuple[tuple[str, Node], ...]

    @property
    def dimension(self) -> int:
        return self.lag * len(self.names)


@dataclass(slots=True)
class _Line:
    """One recurrence: its base cases reach from `low` to `high`."""

    low: int
    high: int
    index: str
    reads: list[tuple[str, int]] = field(default_factory=list)
    rest: list[Node] = field(default_factory=list)


def system(claim: Claim, name: str) -> System:
    """The system that a recurrence belongs to. Errors: NotLinear."""
    lines: dict[str, _Line] = {}
    todo = [name]
    while todo:
        one = todo.pop(0)
        if one in lines:
            continue
        if len(lines) == _MOST:
            raise NotLinear
        lines[one] = _line(claim, one)
        todo += (read for read, _ in lines[one].reads)
    first, start = max(line.low for line in lines.values()), max(line.high for line in lines.values()) + 1
    if any(line.high + 1 - lag < lines[read].low for line in lines.values() for read, lag in line.reads):
        raise NotLinear
    lags = [lag for line in lines.values() for _, lag in line.reads]
    window = max(1, start - first, *lags)
    if window > _LONGEST:
        raise NotLinear
    rest = tuple((line.index, term) for line in lines.values() for term in line.rest)
    return System(names=tuple(sorted(lines)), lag=window, first=first, rest=rest)


def _line(claim: Claim, name: str) -> _Line:
    definition = claim.definition_named(name)
    if not isinstance(definition, Recurrence) or definition.box or shape_of(definition.type):
        raise NotLinear
    *bases, general = definition.cases
    if kind_of(definition.type) is Kind.COMPLEX or any(len(case.pattern) != 1 for case in definition.cases):
        raise NotLinear
    index = general.pattern[0]
    values = [number(b.pattern[0]) if isinstance(b.pattern[0], Num) else None for b in bases]
    known = sorted({int(v) for v in values if v is not None and v.denominator == 1})
    if not isinstance(index, str) or not known or len(known) < len(bases):
        raise NotLinear
    if known[-1] - known[0] + 1 != len(known) or not all(is_total(b.body) for b in bases):
        raise NotLinear
    line = _Line(known[0], known[-1], index)
    _read(line, general.body)
    return line


def _read(line: _Line, node: Node) -> None:
    """The terms of a body up to constant factors: values of recurrences, or the rest."""
    match node:
        case Apply(op="+" | "-", args=(a, b)):
            _read(line, a)
            _read(line, b)
        case Apply(op="neg", args=(a,)):
            _read(line, a)
        case Apply(op="*", args=(a, b)) if _constant(line, a):
            _read(line, b)
        case Apply(op="*", args=(a, b)) if _constant(line, b):
            _read(line, a)
        case Apply(op="/", args=(a, b)) if number(b):
            _read(line, a)
        case Cell(name=name, at=(at,)) if (lag := _lag(line, at)) > 0:
            line.reads.append((name, lag))
        case _:
            line.rest.append(node)


def _constant(line: _Line, node: Node) -> bool:
    return line.index not in free_names(node) and is_total(node)


def _lag(line: _Line, at: Node) -> int:
    """i of an index k - i, else 0."""
    dim = polynomial(at) if is_integer(at.type) else None
    gap = None if dim is None else (Dim.of(line.index) - dim).constant
    return gap if gap is not None and gap > 0 else 0


def is_total(node: Node) -> bool:
    """Whether it is put together from numbers and variables, so that it has a value everywhere; seen at once."""
    match node:
        case Num():
            return True
        case Var():
            return not shape_of(node.type) and kind_of(node.type) in (Kind.INTEGER, Kind.REAL)
        case Apply(op="/", args=(a, b)):
            return bool(number(b)) and is_total(a)
        case Apply(op="**", args=(a, b)):
            power = number(b)
            return power is not None and power >= 0 and power.denominator == 1 and is_total(a)
        case Apply(op="sqrt", args=(a,)):
            value = number(a)
            return value is not None and value >= 0
        case Apply(op=op, args=args, options=()) if op in _TOTAL:
            return all(map(is_total, args))
    return False
