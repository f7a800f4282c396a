"""Ball arithmetic over boxes: a relation holds throughout a bounded box if it holds on each part of a covering.

Trusted. A part counts only where the relation is certain, which includes that both sides have a value there. The same
evaluation at single points serves as a check on every other argument.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

from proofcheck.meaning.ball import apply_to_balls, enclose, precision
from proofcheck.meaning.continua import value_of_binder
from proofcheck.meaning.exact import Undefined
from proofcheck.meaning.graph import BINDERS, Entry, reachable
from proofcheck.meaning.interval import REALS, Interval, inside
from proofcheck.meaning.jets import is_jet, jet_of, member
from proofcheck.meaning.setting import Setting
from proofcheck.meaning.work import spend

BITS = 96
_LOGIC = frozenset(("and", "or", "not", "=>", "<=>"))
Box = tuple[tuple[Fraction, Fraction], ...]


class _Nothing:
    """No value: certainly undefined."""


NOTHING = _Nothing()


def evaluate(roots: Sequence[Entry], values: Mapping[Entry, Any], members: int | None = None) -> list[Any]:
    """Balls or truth values of entries; None where nothing is known, NOTHING where there certainly is no value.

    Nothing is known of an arbitrary function, unless `members` says which concrete ones to put in their place.
    """
    known: dict[Entry, Any] = {}
    below = reachable(roots)
    spend(2 * len(below))
    for entry in below:
        known[entry] = values[entry] if entry in values else _one(entry, known, members)
    return [known[r] for r in roots]


def _one(entry: Entry, known: Mapping[Entry, Any], members: int | None) -> Any:
    match entry.op:
        case "num" | "truth":
            value = entry.data
            return enclose(value) if isinstance(value, (bool, Fraction)) else None
        case "undefined":
            return NOTHING
        case "hole" | "var":
            return None
        case "if":
            return _choice(*(known[a] for a in entry.args))
    args = [known[a] for a in entry.args]
    if entry.op in BINDERS:
        if any(a is NOTHING for a in args[:-2]):
            return NOTHING
        return value_of_binder(entry, lambda e: _no_nothing(known[e]), evaluate)
    if entry.op == "lacks":
        return None if args[0] is None else enclose(Fraction(args[0] is NOTHING))
    if entry.op in _LOGIC:
        return _connective(entry.op, args)
    if any(a is NOTHING for a in args):
        return NOTHING
    if is_jet(entry):
        return None if members is None else member(jet_of(entry), args, members)
    if any(a is None for a in args) or entry.data is not None:
        return None
    if entry.op == "restrict":
        return args[0]
    try:
        return apply_to_balls(entry.op, args)
    except Undefined:
        return NOTHING


def _no_nothing(state: Any) -> Any:
    return None if state is NOTHING else state


def _choice(test: Any, then: Any, other: Any) -> Any:
    if test is True:
        return then
    if test is False:
        return other
    if test is NOTHING:
        return NOTHING
    if then is None or other is None or then is NOTHING or other is NOTHING or isinstance(then, bool):
        return None
    return then.union(other)


def _connective(op: str, args: list[Any]) -> Any:
    """One part may settle the whole where another has no value."""
    if op in ("not", "<=>") and any(a is NOTHING for a in args):
        return NOTHING
    if op == "not":
        return None if args[0] is None else not args[0]
    if op == "=>":
        args = [not args[0] if isinstance(args[0], bool) else args[0], args[1]]
        op = "or"
    if op == "<=>":
        return None if None in args else args[0] == args[1]
    decisive = op == "or"
    if any(a is decisive for a in args):
        return decisive
    if not all(isinstance(a, bool) or a is NOTHING for a in args):
        return None
    return NOTHING if any(a is NOTHING for a in args) else not decisive


@dataclass(frozen=True, slots=True)
class Covering:
    """How many boxes it took."""

    boxes: int


def cover(setting: Setting, link: Entry, limit: int = 3000) -> Covering | None:
    """A covering of the variables' box on each part of which `link` is certain, or None."""
    below = reachable([link])
    variables = [e for e in below if e.op == "var"]
    start = _bounded(variables, setting)
    if start is None or setting.field_only or not variables or any(map(is_jet, below)):
        return None
    todo, done = [start], 0
    with precision(BITS):
        while todo:
            box = todo.pop()
            done += 1
            if done > limit:
                return None
            truth = evaluate([link], {v: _ball(side) for v, side in zip(variables, box, strict=True)})[0]
            if truth is True:
                continue
            if truth is False or truth is NOTHING or _narrow(box):
                return None
            todo.extend(_halves(box))
    return Covering(done)


def _bounded(variables: Sequence[Entry], setting: Setting) -> Box | None:
    sides = []
    for variable in variables:
        interval = setting.bounds.get(variable, REALS)
        if interval.lo is None or interval.hi is None:
            return None
        sides.append((interval.lo, interval.hi))
    return tuple(sides) if len(sides) <= 4 else None


def _ball(side: tuple[Fraction, Fraction]) -> Any:
    low, high = enclose(side[0]), enclose(side[1])
    return low if side[0] == side[1] else low.union(high)


def _narrow(box: Box) -> bool:
    return all(high - low < Fraction(1, 2**40) for low, high in box)


def _halves(box: Box) -> tuple[Box, Box]:
    widest = max(range(len(box)), key=lambda i: box[i][1] - box[i][0])
    low, high = box[widest]
    middle = (low + high) / 2
    return (
        (*box[:widest], (low, middle), *box[widest + 1 :]),
        (*box[:widest], (middle, high), *box[widest + 1 :]),
    )


@dataclass(frozen=True, slots=True)
class Check:
    """What single points say: how many were admissible and had both sides defined, and whether one breaks the link."""

    points: int
    broken: bool


def check(setting: Setting, link: Entry, wanted: int = 20, tries: int = 200) -> Check:
    """Evaluate `link` at pseudo-random rational points that meet the setting, each time with other functions."""
    below = reachable([link, *setting.facts])
    variables = [e for e in below if e.op == "var"]
    sides = _sides(link)
    wholes = _whole(setting)
    seen = 0
    opaque = any(e.op in BINDERS for e in below)
    with precision(BITS):
        for attempt in range(tries if variables or any(map(is_jet, below)) else 1):
            values = {}
            for v in variables:
                random = Random(f"{attempt} {v.data}")
                point = inside(setting.bounds.get(v, REALS), random)
                point = _short(point, setting.bounds.get(v, REALS)) if opaque else point
                values[v] = enclose(Fraction(floor(point)) if v in wholes else point)
            truth, *rest = evaluate([link, *sides, *setting.facts], values, members=attempt)
            defined, facts = rest[: len(sides)], rest[len(sides) :]
            if not all(f is True for f in facts) or any(d is None or d is NOTHING for d in defined):
                continue
            if truth is False:
                return Check(seen, True)
            seen += 1
            if seen >= wanted:
                break
    return Check(seen, False)


def _whole(setting: Setting) -> frozenset[Entry]:
    """The variables of which a fact says that they are their own floor."""
    pairs = (p for f in setting.facts if f.op == "==" for p in (f.args, f.args[::-1]))
    return frozenset(v for f, v in pairs if f.op == "floor" and f.args[0] is v and v.op == "var")


def _short(x: Fraction, where: Interval) -> Fraction:
    """A number close by that a ball holds exactly, if it lies in the interval too."""
    near = Fraction(round(x * 64), 64)
    return x if where.excludes(near) else near


def _sides(link: Entry) -> list[Entry]:
    """The two sides of every relation in a conjunction."""
    if link.op == "and":
        return [side for part in link.args for side in _sides(part)]
    return list(link.args) if link.op in ("==", "!=", "<", "<=", ">", ">=") else []
