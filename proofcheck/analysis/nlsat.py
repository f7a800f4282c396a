"""Z3's nlsat on polynomial systems: whether a real point breaks the goal.

Its work is limited by a count of its own; a clock stands behind it only because some of its steps are not counted.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from proofcheck.analysis.polynomials import Polynomial, System, numbers
from proofcheck.meaning.work import remembered, spend

_WORK, _GLANCE = 400_000, 40_000  # of nlsat's own units, each about one of ours
_FENCE = 4000  # milliseconds
_NEGATED = {"==": "!=", "!=": "==", ">=": "<", ">": "<="}


@cache
def engine() -> str:
    """The engine by its name and version; empty where it is not installed."""
    try:
        return f"Z3 {version('z3-solver')}: nlsat"
    except PackageNotFoundError:
        return ""


def at_a_glance(system: System) -> bool:
    """Whether a short look is enough to find that no point of the region breaks the goal."""
    return bool(engine()) and _answer(_texts(system), _GLANCE) == "unsat"


def holds(system: System) -> bool:
    """Whether nlsat finds that no point of the region breaks the goal."""
    return bool(engine()) and _answer(_texts(system), _WORK) == "unsat"


def broken(system: System) -> bool:
    """Whether a short look finds a point that breaks the goal, so that no proof need be looked for."""
    return bool(engine()) and _answer(_texts(system), _GLANCE) == "sat"


_Terms = tuple[tuple[tuple[int, ...], Fraction], ...]
_Relations = tuple[tuple[str, _Terms], ...]


def _texts(system: System) -> tuple[int, _Relations]:
    relations = [(c.op, _terms(c.poly)) for c in system.constraints]
    relations.append((_NEGATED[system.op], _terms(system.goal)))
    return len(system.names), tuple(sorted(relations))


def _terms(p: Polynomial) -> _Terms:
    return tuple(sorted(numbers(p).items()))


@remembered(256)
def _answer(asked: tuple[int, _Relations], work: int) -> str:
    """nlsat's answer to whether all relations can hold at once."""
    import z3

    spend(work)
    count, relations = asked
    context = z3.Context()
    variables = [z3.Real(f"x{i}", ctx=context) for i in range(count)]
    solver = z3.Tactic("qfnra-nlsat", ctx=context).solver()
    solver.set("rlimit", work)
    solver.set("timeout", _FENCE if work == _WORK else _FENCE // 4)
    for op, terms in relations:
        solver.add(_relation(z3, context, op, _sum(z3, context, variables, terms)))
    try:
        return str(solver.check())
    except z3.Z3Exception:
        return "unknown"


def _sum(z3: Any, context: Any, variables: list[Any], terms: _Terms) -> Any:
    total = z3.RealVal(0, ctx=context)
    for monomial, c in terms:
        term = z3.RealVal(f"{c.numerator}/{c.denominator}", ctx=context)
        for x, e in zip(variables, monomial, strict=True):
            for _ in range(e):
                term = term * x
        total = total + term
    return total


def _relation(z3: Any, context: Any, op: str, value: Any) -> Any:
    zero = z3.RealVal(0, ctx=context)
    match op:
        case "==":
            return value == zero
        case "!=":
            return value != zero
        case ">=":
            return value >= zero
        case ">":
            return value > zero
        case "<=":
            return value <= zero
    return value < zero
