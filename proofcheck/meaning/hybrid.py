"""Evaluation of entries at a point: exact where that is possible, in balls where not, never by approximation.

Every state is certain: an exact value, a ball that holds the value, `Nothing` where there is no value, or None where
nothing can be said. Connectives are Kleene's; the branch of `if` that is not taken need not have a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from proofcheck.meaning import matrix_ball, matrix_exact
from proofcheck.meaning.ball import LADDER, apply_to_balls, enclose, is_real_ball, precision, rational
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.continua import value_of_binder
from proofcheck.meaning.exact import Exact, Inexact, Term, Undefined, apply_exactly
from proofcheck.meaning.graph import BINDERS, LIMITS, Entry, matrix_place, reachable
from proofcheck.meaning.jets import is_jet
from proofcheck.verdict import Imaginary


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is certainly no value."""

    reason: str = ""


State = Any  # Exact, a ball, Nothing, or None
Limits = Callable[[Entry, Callable[[Entry], State]], "Entry | Nothing | None"]  # the value, exactly, of a limit
Whole = Sequence[State] | Nothing | None  # the values of a matrix function, or why there are none

EXACT = (Fraction, bool, Imaginary, Term)
_SAME_SIDES = {"==": True, "<=": True, ">=": True, "!=": False, "<": False, ">": False}


def is_exact(state: State) -> bool:
    return isinstance(state, EXACT)


class Evaluator:
    """States of entries at one assignment of the variables: `(name, 1-based index)` to exact values or real balls."""

    def __init__(self, assignment: Mapping[tuple[str, tuple[int, ...]], State], limits: Limits | None = None) -> None:
        # A complex number that is real has one form only, so that equality is that of values.
        self.assignment = {
            at: value.re if isinstance(value, Imaginary) and value.im == 0 else value
            for at, value in assignment.items()
        }
        self.limits = limits
        self._binders: dict[Entry, State] = {}
        self._limits: dict[Entry, Entry | Nothing | None] = {}
        self._certain: dict[Entry, State] = {}  # exact values and Nothing: good at every precision
        self._rough: dict[int, dict[Entry, State]] = {}
        self._whole: dict[tuple[str, tuple[Entry, ...], int], Whole] = {}

    def states(self, roots: Iterable[Entry], bits: int) -> list[State]:
        """The states of these entries, balls with this many bits."""
        wanted = list(roots)
        rough = self._rough.setdefault(bits, {})
        with precision(bits):
            for entry in reachable(wanted):
                if entry not in self._certain and entry not in rough:
                    state = self._state(entry, bits)
                    if is_exact(state) or isinstance(state, Nothing):
                        self._certain[entry] = state
                    else:
                        rough[entry] = state
        return [self._certain[e] if e in self._certain else rough[e] for e in wanted]

    def truth(self, entry: Entry, ladder: Sequence[int] = LADDER) -> State:
        """The truth of a boolean entry: True, False, Nothing or None, with more bits until it is decided."""
        state: State = None
        for bits in ladder:
            state = self.states([entry], bits)[0]
            if state is not None:
                break
        return state if isinstance(state, (bool, Nothing)) else None

    def _known(self, entry: Entry, bits: int) -> State:
        return self._certain[entry] if entry in self._certain else self._rough[bits][entry]

    def _state(self, entry: Entry, bits: int) -> State:
        if not entry.args:
            match entry.op:
                case "num" | "truth":
                    return entry.data
                case "var":
                    return self.assignment.get(entry.data)  # type: ignore[call-overload]
                case "undefined":
                    return Nothing(str(entry.data))
                case "bound":
                    return self.assignment.get(entry.data)  # type: ignore[call-overload]
                case "hole" | "oo":
                    return None
        if entry.op in BINDERS:
            return self._binder(entry, bits)
        certain, rough = self._certain, self._rough[bits]
        args = [certain[a] if a in certain else rough[a] for a in entry.args]
        if entry.op in _LAZY:
            return _LAZY[entry.op](args)
        unknown = False
        for a in args:
            if isinstance(a, Nothing):
                return a
            unknown |= a is None
        if unknown or is_jet(entry):
            return None
        if entry.op in _SAME_SIDES and entry.args[0] is entry.args[1]:
            return _SAME_SIDES[entry.op]
        if isinstance(entry.data, tuple):
            return self._of_matrix(entry, args, bits)
        return _applied(entry, args)

    def _binder(self, entry: Entry, bits: int) -> State:
        """The value of what binds a variable: a limit by `limits`, the others enclosed, equally well with any bits."""
        for end in entry.args[:-2]:
            state = self._known(end, bits)
            if isinstance(state, Nothing):
                return state
        if entry.op in LIMITS:
            return self._limit(entry, bits)
        if entry not in self._binders:
            found = value_of_binder(entry, lambda part: self._plain(part, bits), evaluate)
            self._binders[entry] = self._limit(entry, bits) if found is None else found
        return self._binders[entry]

    def _limit(self, entry: Entry, bits: int) -> State:
        if self.limits is None:
            return None
        if entry not in self._limits:
            self._limits[entry] = self.limits(entry, lambda part: self._plain(part, bits))
        found = self._limits[entry]
        if found is None or isinstance(found, Nothing):
            return found
        return Evaluator({}).states([found], bits)[0]

    def _plain(self, part: Entry, bits: int) -> State:
        """An exact real number or a real ball; None for anything else."""
        state = self._known(part, bits)
        if isinstance(state, (bool, Fraction)) or is_real_ball(state):
            return state
        found = enclose(state) if is_exact(state) else None
        return found if is_real_ball(found) else None

    def _of_matrix(self, entry: Entry, args: Sequence[State], bits: int) -> State:
        rows, columns, place = matrix_place(entry)
        if all(is_exact(a) for a in args):
            found = self._exactly(entry, args, rows, columns)
            if isinstance(found, Nothing):
                return found
            if found is not None and found[place] is not None:
                return found[place]
        key = (entry.op, entry.args, bits)
        if key not in self._whole:
            self._whole[key] = _in_balls(entry, args, rows, columns)
        rough = self._whole[key]
        return None if rough is None or isinstance(rough, Nothing) else _sharpened(rough[place])

    def _exactly(self, entry: Entry, args: Sequence[State], rows: int, columns: int) -> Whole:
        key = (entry.op, entry.args, 0)
        if key not in self._whole:
            try:
                self._whole[key] = matrix_exact.FAMILIES[entry.op](rows, columns, args)
            except Inexact:
                self._whole[key] = None
            except Undefined as why:
                self._whole[key] = Nothing(str(why))
        return self._whole[key]


def _in_balls(entry: Entry, args: Sequence[State], rows: int, columns: int) -> Sequence[State] | None:
    if entry.op in matrix_ball.SYMMETRIC_ONLY and not _symmetric(entry.args, args, rows):
        return None
    balls = [enclose(a) if is_exact(a) else a for a in args]
    if not all(is_real_ball(b) for b in balls):
        return None
    return matrix_ball.FAMILIES[entry.op](rows, columns, balls)


def _symmetric(entries: Sequence[Entry], args: Sequence[State], n: int) -> bool:
    """Whether a matrix is certainly symmetric: mirrored entries are the same, or exact and equal."""
    pairs = ((i * n + j, j * n + i) for i in range(n) for j in range(i))
    return all(entries[p] is entries[q] or (is_exact(args[p]) and args[p] == args[q]) for p, q in pairs)


def _applied(entry: Entry, args: Sequence[State]) -> State:
    branched = entry.data == "complex"
    if all([isinstance(a, EXACT) for a in args]):
        try:
            return apply_exactly(entry.op, args)
        except Inexact:
            pass
        except Undefined as why:
            if not branched:
                return Nothing(str(why))
    try:
        balls = [enclose(a) if is_exact(a) else a for a in args]
        return _sharpened(apply_to_balls(entry.op, balls, as_complex=branched))
    except Undefined as why:
        return Nothing(str(why))


def _sharpened(state: State) -> State:
    """A ball that is a single short number is that number."""
    if state is None or isinstance(state, (bool, Nothing)):
        return state
    exact = rational(state)
    return state if exact is None else exact


def _chosen(args: Sequence[State]) -> State:
    test, then, other = args
    if test is True or test is False:
        return then if test else other
    return test if isinstance(test, Nothing) else None


def _restricted(args: Sequence[State]) -> State:
    value, *where = args
    for state in where:
        if isinstance(state, Nothing):
            return state
    return value if isinstance(value, Nothing) or all(s is not None for s in where) else None


def _both(args: Sequence[State]) -> State:
    if any(a is False for a in args):
        return False
    if any(not isinstance(a, (bool, Nothing)) for a in args):
        return None
    return next((a for a in args if isinstance(a, Nothing)), True)


def _inverted(state: State) -> State:
    return not state if isinstance(state, bool) else state


def _either(args: Sequence[State]) -> State:
    return _inverted(_both([_inverted(a) for a in args]))


_LAZY: Mapping[str, Callable[[Sequence[State]], State]] = {
    "if": _chosen,
    "restrict": _restricted,
    "and": _both,
    "or": _either,
    "=>": lambda args: _either([_inverted(args[0]), args[1]]),
}

__all__ = ["Evaluator", "Exact", "Nothing", "State", "is_exact"]
