"""TRUSTED: entries compiled once to a flat list of operations, run on many boxes.

A truth value is `(1 yes, 0 open, -1 no; sure)`; it speaks of the points at which what it compares has values, and
`sure` says that this is everywhere. None: it has no value anywhere in the box.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from math import inf
from typing import Any

from proofcheck.analysis.enclosures.functions import BINARY, PI, UNARY, polygamma
from proofcheck.analysis.enclosures.values import (
    ANYTHING,
    Enclosure,
    broken_power,
    of_fraction,
    square,
    whole_power,
)
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.work import spend

Side = tuple[float, float]
Box = tuple[Side, ...]
Truth = tuple[int, bool]
_Step = tuple[Callable[..., Any], int, tuple[int, ...]]
_OPEN: Truth = (0, False)
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def _less(a: Enclosure, b: Enclosure) -> int:
    return 1 if a[1] < b[0] else -1 if a[0] >= b[1] else 0


def _equal(a: Enclosure, b: Enclosure) -> int:
    if a[1] < b[0] or b[1] < a[0]:
        return -1
    return 1 if a[0] == a[1] == b[0] == b[1] else 0


_COMPARED: dict[str, Callable[[Enclosure, Enclosure], int]] = {
    "<": _less,
    ">": lambda a, b: _less(b, a),
    "<=": lambda a, b: -_less(b, a),
    ">=": lambda a, b: -_less(a, b),
    "==": _equal,
    "!=": lambda a, b: -_equal(a, b),
}


def _comparison(op: str) -> Callable[..., Truth]:
    compared = _COMPARED[op]
    return lambda a, b: (compared(a, b), a[2] and b[2]) if len(a) == len(b) == 3 else _OPEN


def truth_of(value: Any) -> Truth:
    """A truth value as it is; nothing is known of what is none, such as a boolean variable."""
    return value if len(value) == 2 else _OPEN


def _not(part: Any) -> Truth:
    value, sure = truth_of(part)
    return -value, sure


def _alike(a: Any, b: Any) -> Truth:
    first, second = truth_of(a), truth_of(b)
    return first[0] * second[0], first[1] and second[1]


def _and(*parts: Any) -> Truth:
    """False where one part is, whether or not the others have a value."""
    truths = [(1, False) if p is None else truth_of(p) for p in parts]
    return min(t[0] for t in truths), all(t[1] for t in truths)


def _or(*parts: Any) -> Truth:
    """True where one part is, whether or not the others have a value."""
    truths = [(-1, False) if p is None else truth_of(p) for p in parts]
    return max(t[0] for t in truths), all(t[1] for t in truths)


def _implies(a: Any, b: Any) -> Truth:
    return _or(None if a is None else _not(a), b)


_CONNECTIVES: dict[str, Callable[..., Truth]] = {"not": _not, "<=>": _alike, "and": _and, "or": _or, "=>": _implies}


def _choice(test: Any, then: Any, other: Any) -> Any:
    """The branch not taken need not have a value."""
    if test is None:
        return None
    test = truth_of(test)
    taken = then if test[0] > 0 else other if test[0] < 0 else None
    if test[0]:
        return None if taken is None else (*taken[:-1], taken[-1] and test[1])
    if then is None or other is None:
        whole = then or other
        return None if whole is None else (*whole[:-1], False)
    if len(then) != len(other):
        return ANYTHING
    if len(then) == 2:
        return (then[0] if then[0] == other[0] else 0), then[1] and other[1] and test[1]
    return min(then[0], other[0]), max(then[1], other[1]), then[2] and other[2] and test[1]


def _restricted(value: Any, *where: Any) -> Any:
    return (*value[:-1], value[-1] and all(w[-1] for w in where))


def _unknown(*_: Any) -> Enclosure:
    return ANYTHING


def _step(entry: Entry) -> Callable[..., Any]:
    op, args = entry.op, entry.args
    if entry.data is not None:
        return _unknown
    if op == "**" and isinstance(args[1].constant, Fraction):
        exponent = args[1].constant
        raised = whole_power(int(exponent)) if exponent.denominator == 1 else broken_power(exponent)
        return lambda a, b: raised(a)
    if op == "*" and args[0] is args[1]:
        return lambda a, b: square(a)
    if op == "polygamma":
        order = args[0].constant
        if not isinstance(order, Fraction) or order.denominator != 1 or order < 0:
            return _unknown
        derivative = polygamma(int(order))
        return lambda n, x: derivative(x)
    if op in _COMPARISONS:
        return _comparison(op)
    if op in _CONNECTIVES:
        return _CONNECTIVES[op]
    if op in ("min", "max") and len(args) > 2:
        return lambda *values: reduce(BINARY[op], values)
    if op == "restrict":
        return _restricted
    return UNARY.get(op) or BINARY.get(op) or _unknown


_LAZY = (_choice, _and, _or, _implies)  # with a value where not all parts have one
_LEAVES = ("num", "truth", "pi", "var", "undefined", "if", "restrict", "polygamma")
KNOWN = frozenset((*_LEAVES, *UNARY, *BINARY, *_COMPARISONS, *_CONNECTIVES))


class Program:
    """The operations of some roots, in order; the variables are places that a box fills."""

    __slots__ = ("_code", "_places", "_start", "roots")

    def __init__(self, roots: Sequence[Entry], variables: Sequence[Entry]) -> None:
        number: dict[Entry, int] = {}
        self._start: list[Any] = []
        self._code: list[_Step] = []
        varied: set[int] = set()
        for entry in reachable([*variables, *roots]):
            at = number[entry] = len(self._start)
            self._start.append(None)
            inner = tuple(number[a] for a in entry.args)
            match entry.op:
                case "num":
                    self._start[at] = of_fraction(entry.data) if isinstance(entry.data, Fraction) else ANYTHING
                case "truth":
                    self._start[at] = (1 if entry.data else -1, True)
                case "pi":
                    self._start[at] = PI
                case "var":
                    self._start[at] = ANYTHING
                    varied.add(at)
                case "hole":
                    self._start[at] = ANYTHING
                case "undefined":
                    pass
                case _:
                    step = (_choice if entry.op == "if" else _step(entry), at, inner)
                    if varied.isdisjoint(inner):
                        _run([step], self._start)
                    else:
                        varied.add(at)
                        self._code.append(step)
        self._places = tuple(number[v] for v in variables)
        self.roots = tuple(number[r] for r in roots)

    def __len__(self) -> int:
        return len(self._code)

    def run(self, box: Box) -> list[Any]:
        """Enclosures and truth values of the roots over a box."""
        values = self._start.copy()
        for at, (low, high) in zip(self._places, box, strict=True):
            values[at] = (low, high, True)
        _run(self._code, values)
        return [values[r] for r in self.roots]


def _run(code: Sequence[_Step], values: list[Any]) -> None:
    spend(1 + len(code))
    for function, at, inner in code:
        if len(inner) == 1:
            a = values[inner[0]]
            values[at] = None if a is None else function(a)
        elif len(inner) == 2:
            a, b = values[inner[0]], values[inner[1]]
            values[at] = function(a, b) if (a is not None and b is not None) or function in _LAZY else None
        else:
            parts = [values[i] for i in inner]
            values[at] = function(*parts) if function in _LAZY or None not in parts else None


def finite(value: Enclosure | None) -> bool:
    """Whether an enclosure says that there is a value all over the box, between finite bounds."""
    return value is not None and value[2] and value[0] > -inf and value[1] < inf
