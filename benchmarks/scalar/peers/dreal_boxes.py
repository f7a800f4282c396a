"""dReal: the negation is unsatisfiable (proved), or satisfiable up to a small perturbation within a box.

dReal rounds constants to doubles while it builds an expression. So rationals are quotients by a variable that is 1, and
pi is a variable between two neighbouring doubles: it then computes with intervals around the true values.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from importlib.metadata import version
from typing import Any

import dreal

from benchmarks.evaluate import Point
from benchmarks.outcome import PROVED, UNDECIDED, Answer, Inexpressible
from benchmarks.peer import Peer
from benchmarks.points import exact
from benchmarks.scalar.peers.constraints import Constraints
from benchmarks.scalar.peers.witness import unsure
from benchmarks.trees import constant, inlined, op
from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Apply, Node, Var
from proofcheck.language.types import INTEGER

PRECISION = 1e-9
_OWN = ("exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh")
_LARGE = 1e300
_ROOMS = (1000.0, 10.0)  # in which counterexamples are sought again


class _Formulas(Constraints):
    def __init__(self, positive: frozenset[str]) -> None:
        super().__init__()
        self.positive = positive
        self.one = dreal.Variable("_one")
        self.beside.append(dreal.And(self.one >= 1, self.one <= 1))
        self._constants: dict[str, Any] = {}

    def number(self, value: Fraction) -> Any:
        whole = dreal.Expression(float(value))
        if Fraction(float(value)) == value:
            return whole
        return dreal.Expression(float(value.numerator)) / (dreal.Expression(float(value.denominator)) * self.one)

    def variable(self, name: str, whole: bool) -> Any:
        return dreal.Variable(name, dreal.Variable.Int) if whole else dreal.Variable(name)

    def compare(self, sign: str, left: Any, right: Any) -> Any:
        left, right = left + dreal.Expression(0.0), right + dreal.Expression(0.0)
        return {
            "==": lambda: left == right,
            "!=": lambda: left != right,
            "<": lambda: left < right,
            "<=": lambda: left <= right,
            ">": lambda: left > right,
            ">=": lambda: left >= right,
        }[sign]()

    def join(self, name: str, parts: Sequence[Any]) -> Any:
        return dreal.Not(parts[0]) if name == "not" else (dreal.And if name == "and" else dreal.Or)(*parts)

    def choose(self, test: Any, yes: Any, no: Any) -> Any:
        return dreal.if_then_else(test, yes, no)

    def known(self, node: Apply, at: Mapping[str, Any]) -> Any:
        match node:
            case Apply(op="pi"):
                return self._between("_pi", math.pi, math.nextafter(math.pi, 4))
            case Apply(op="e"):
                return dreal.exp(self.one)
            case Apply(op="sqrt", args=(a,)):
                under = self.of(a, at)
                self.require(">=", under, 0)
                return dreal.sqrt(under)
            case Apply(op="abs", args=(a,)):
                return abs(self._opaque(a, at))
            case Apply(op="cbrt", args=(a,)):
                return self.root(a, 3, at)
            case Apply(op="asinh", args=(a,)):
                return self.of(op("log", op("+", a, op("sqrt", op("+", op("**", a, 2), 1)))), at)
            case Apply(op="acosh", args=(a,)):
                return self.of(op("log", op("+", a, op("sqrt", op("-", op("**", a, 2), 1)))), at)
            case Apply(op="atanh", args=(a,)):
                return self.of(op("/", op("log", op("/", op("+", 1, a), op("-", 1, a))), 2), at)
            case Apply(op=name, args=args) if name in _OWN:
                values = [self._opaque(a, at) for a in args]
                if name == "log":
                    self.require(">", values[0], 0)
                if name in ("asin", "acos"):
                    self.require("<=", abs(values[0]), 1)
                return getattr(dreal, name)(*values)
        raise Inexpressible(f"`{node.op}`")

    def _opaque(self, node: Node, at: Mapping[str, Any]) -> Any:
        """An argument that is a number must not be folded to a double with its function."""
        found = self.of(node, at)
        return found * self.one if constant(node) is not None else found + dreal.Expression(0.0)

    def _between(self, name: str, low: float, high: float) -> Any:
        if name not in self._constants:
            made = self._constants[name] = dreal.Variable(name)
            self.beside.append(dreal.And(made >= low, made <= high))
        return self._constants[name] + dreal.Expression(0.0)

    def power(self, base: Node, exponent: Node, at: Mapping[str, Any]) -> Any:
        """With a variable exponent only of what is positive for certain, or not defined elsewhere but at 0."""
        if constant(exponent) is not None:
            return super().power(base, exponent, at)
        if not self._positive(base) and exponent.type == INTEGER:
            raise Inexpressible("a whole power of what may be negative")
        return self.of(op("exp", op("*", exponent, op("log", base))), at)

    def _positive(self, node: Node) -> bool:
        known = constant(node)
        if known is not None:
            return known > 0
        return (isinstance(node, Apply) and node.op in ("e", "pi", "exp")) or (
            isinstance(node, Var) and node.name in self.positive
        )


def _above_zero(given: Given) -> bool:
    low = None if given.domain.lower is None else constant(given.domain.lower)
    return low is not None and (low > 0 or (low == 0 and given.domain.lower_open))


def _candidates(box: Any, at: Mapping[str, Any]) -> list[Point]:
    """The middle of the box and its corners; an infinite end is replaced by something large."""
    sides = []
    for variable in at.values():
        low, high = (max(-_LARGE, min(_LARGE, end)) for end in (box[variable].lb(), box[variable].ub()))
        sides.append(((low + high) / 2 if low > -_LARGE or high < _LARGE else 0.0, low, high))
    middle = tuple(side[0] for side in sides)
    places = [middle, *itertools.product(*(dict.fromkeys(side[1:]) for side in sides))]
    return [exact(dict(zip(at, place, strict=True))) for place in places]


def answer(claim: Claim) -> Answer:
    """Proved without any bounds of our own; a box far out that shows nothing is sought again nearer to zero."""
    plain = inlined(claim)
    formulas = _Formulas(frozenset(g.name for g in plain.given if _above_zero(g)))
    at = {g.name: formulas.variable(g.name, whole=g.type == INTEGER) for g in plain.given}
    negation = dreal.And(*formulas.counterexamples(plain, at))
    box = dreal.CheckSatisfiability(negation, PRECISION)
    if box is None:
        return Answer(outcome=PROVED)
    found = unsure(plain, _candidates(box, at), "satisfiable up to delta")
    for room in _ROOMS if at else ():
        if found.outcome == UNDECIDED:
            near = [dreal.And(v >= -room, v <= room) for v in at.values()]
            box = dreal.CheckSatisfiability(dreal.And(negation, *near), PRECISION)
            if box is not None:
                found = unsure(plain, _candidates(box, at), "satisfiable up to delta")
    return found


def peer() -> Peer:
    return Peer(name="dreal", version=f"dReal {version('dreal')}", decide=answer)
