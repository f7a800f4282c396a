"""Z3's nlsat on polynomial systems: whether no real point breaks the goal, or a point that does.

Its work is limited by a count of its own; a clock stands behind it only because some of its steps are not counted.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from proofcheck.analysis.encoding import encode
from proofcheck.analysis.polynomials import Polynomial, System, numbers, system_of
from proofcheck.analysis.problem import Problem
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.work import spend

_WORK, _GLANCE = 400_000, 40_000  # of nlsat's own units, each about one of ours
_FENCE = 4000  # milliseconds
_DIGITS = (2, 5, 12, 30)  # of an algebraic number
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
    return bool(engine()) and _answer(_texts(system), _GLANCE)[0] == "unsat"


def holds(system: System) -> bool:
    """Whether nlsat finds that no point of the region breaks the goal."""
    return bool(engine()) and _answer(_texts(system), _WORK)[0] == "unsat"


def broken(system: System) -> bool:
    """Whether a short look finds a point that breaks the goal, so that no proof need be looked for."""
    return bool(engine()) and _answer(_texts(system), _GLANCE)[0] == "sat"


def counterexample(problem: Problem) -> dict[Entry, Fraction] | None:
    """A rational point at or near one that breaks a polynomial problem: exact where the relations allow for it."""
    system = system_of(problem)
    if system is None or not engine():
        return None
    outcome, values = _answer(_texts(system), _WORK)
    if outcome != "sat":
        return None
    known = {encode(v): v for v in problem.variables}
    for candidate in values:
        point = {known[n]: v for n, v in zip(system.names, candidate, strict=True)}
        if _broken(system, candidate):
            return point
    return {known[n]: v for n, v in zip(system.names, values[-1], strict=True)} if values else None


def _broken(system: System, at: tuple[Fraction, ...]) -> bool:
    """Whether the region holds a point and the goal does not."""
    return all(_true(c.op, c.poly, at) for c in system.constraints) and not _true(system.op, system.goal, at)


def _true(op: str, p: Polynomial, at: tuple[Fraction, ...]) -> bool:
    value = Fraction(0)
    for monomial, c in numbers(p).items():
        term = c
        for x, e in zip(at, monomial, strict=True):
            term *= x**e
        value += term
    return {"==": value == 0, "!=": value != 0, ">=": value >= 0, ">": value > 0, "<": value < 0, "<=": value <= 0}[op]


_Terms = tuple[tuple[tuple[int, ...], Fraction], ...]
_Relations = tuple[tuple[str, _Terms], ...]


def _texts(system: System) -> tuple[int, _Relations]:
    relations = [(c.op, _terms(c.poly)) for c in system.constraints]
    relations.append((_NEGATED[system.op], _terms(system.goal)))
    return len(system.names), tuple(sorted(relations))


def _terms(p: Polynomial) -> _Terms:
    return tuple(sorted(numbers(p).items()))


@lru_cache(maxsize=256)
def _answer(asked: tuple[int, _Relations], work: int) -> tuple[str, tuple[tuple[Fraction, ...], ...]]:
    """nlsat's answer to whether all relations can hold at once, with approximations of a point, ever closer ones."""
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
        outcome = str(solver.check())
        if outcome != "sat":
            return outcome, ()
        model = solver.model()
        values = [model.evaluate(v, model_completion=True) for v in variables]
        return outcome, tuple(tuple(_near(v, digits) for v in values) for digits in _DIGITS)
    except z3.Z3Exception:
        return "unknown", ()


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


def _near(value: Any, digits: int) -> Fraction:
    """A rational value, or one within so many digits."""
    exact = value if hasattr(value, "numerator_as_long") else value.approx(digits)
    return Fraction(exact.numerator_as_long(), exact.denominator_as_long())
