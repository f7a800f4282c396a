"""Finds the symmetries of a problem in several variables: motions that scale or shift them, exchanges, reflections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from proofcheck.analysis.constants import rational_value
from proofcheck.analysis.demands import conjuncts
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, variables_of
from proofcheck.analysis.rules.substitution import extended
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.points import points, values
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, reachable

_SMALL = 1e-9
_DENOMINATOR = 6
_MOST = 6  # variables
_CHOICES = 3


@dataclass(frozen=True, slots=True)
class _Column:
    """A motion of one variable, or (no variable) the entry itself."""

    kind: str
    variable: Entry | None


def used(problem: Problem) -> tuple[Entry, ...]:
    """The variables that occur."""
    return tuple(dict.fromkeys(variables_of(problem.entry, *problem.facts)))


_ALGEBRAIC = frozenset(("num", "var", "+", "-", "*", "/", "neg", "sqrt", "cbrt", "abs", "max", "min", "restrict"))
_LARGEST = 160  # entries


def transcendental(problem: Problem) -> bool:
    """Whether a problem is no algebraic one, for which there are better ways, and is not too large."""
    parts = reachable([problem.entry])
    if any(e.op == "sqrt" for e in parts) and not any(f.op == "==" for f in problem.facts) and len(used(problem)) < 3:
        return len(parts) <= _LARGEST
    algebraic = all(e.op in _ALGEBRAIC or (e.op == "**" and e.args[1].constant is not None) for e in parts)
    return not algebraic and len(parts) <= _LARGEST


def _homogeneous(search: Search, problem: Problem, depth: int) -> Plan | None:
    variables = used(problem)
    if not 2 <= len(variables) <= _MOST:
        return None
    for count, data in enumerate(_groups(problem, variables)):
        if count >= _CHOICES:
            break
        plan = search.apply(problem, depth, "homogeneity", *data)
        if plan is not None:
            return plan
    return None


def _groups(problem: Problem, variables: tuple[Entry, ...]) -> Iterator[tuple[str, ...]]:
    """Data of the rule, for each motion found and each variable that it can bring to 1 or 0."""
    columns = [*_columns(problem, variables), _Column("value", None)]
    if len(columns) < 3:
        return
    slopes = _slopes(problem, problem.entry, variables)
    if slopes is None:
        return
    matrix = _matrix(problem, columns, problem.entry, slopes, len(columns) + 3)
    if matrix is None:
        return
    for vector in _null_space(matrix):
        weights = dict(zip(columns, vector, strict=True))
        degree = weights.pop(columns[-1])
        moved = {c: w for c, w in weights.items() if w}
        if len({c.variable for c in moved}) < len(moved):
            continue
        for base, own in moved.items():
            if base.variable is None or (base.kind == "scale" and not _positive(problem, base.variable)):
                continue
            scaled = {c: w / own for c, w in moved.items()}
            degrees = _degrees(problem, scaled, variables)
            if degrees is None:
                continue
            motions = [text for c, w in scaled.items() if c.variable for text in (encode(c.variable), c.kind, str(w))]
            yield (encode(base.variable), ";", *motions, ";", str(degree / own), *map(str, degrees))


def _columns(problem: Problem, variables: tuple[Entry, ...]) -> Iterator[_Column]:
    for v in variables:
        where = problem.range_of(v)
        ends = (where.lo.at, where.hi.at)
        if all(end is None or rational_value(end) == 0 for end in ends):
            yield _Column("scale", v)
        if ends == (None, None):
            yield _Column("shift", v)


def _positive(problem: Problem, variable: Entry) -> bool:
    where = problem.range_of(variable)
    return where.lo.at is not None and where.lo.open


def _slopes(problem: Problem, entry: Entry, variables: tuple[Entry, ...]) -> list[Entry] | None:
    g = problem.graph
    try:
        return [extended(g, differentiate(g, [entry], v)[0]) for v in variables]
    except NoMeaning:
        return None


def _matrix(
    problem: Problem, columns: list[_Column], entry: Entry, slopes: list[Entry], rows: int
) -> np.ndarray | None:
    """At each point, how fast every motion changes the entry, and minus the entry."""
    by = dict(zip(used(problem), slopes, strict=True))
    found = []
    for point in points(problem, rows + 4, free=True):
        known = dict(zip((entry, *slopes), values([entry, *slopes], point), strict=True))
        if any(v is None for v in known.values()):
            continue
        row = []
        for c in columns:
            if c.variable is None:
                row.append(-float(known[entry] or 0))
            else:
                slope = float(known[by[c.variable]] or 0)
                row.append(slope * float(point[c.variable]) if c.kind == "scale" else slope)
        size = max(map(abs, row))
        if size > 0 and np.isfinite(size):
            found.append([x / size for x in row])
        if len(found) == rows:
            return np.array(found)
    return None


def _null_space(matrix: np.ndarray) -> list[list[Fraction]]:
    """A basis with small rational coordinates, in echelon form."""
    _, sizes, rows = np.linalg.svd(matrix)
    rank = int(np.sum(sizes > _SMALL * max(sizes[0], 1e-300)))
    basis = [list(map(float, row)) for row in rows[rank:]]
    _echelon(basis)
    found = []
    for row in basis:
        exact = [Fraction(x).limit_denominator(_DENOMINATOR) for x in row]
        if all(abs(float(e) - x) < 1e-6 for e, x in zip(exact, row, strict=True)):
            found.append(exact)
    return found


def _echelon(rows: list[list[float]]) -> None:
    done = 0
    for column in range(len(rows[0]) if rows else 0):
        if done == len(rows):
            return
        best = max(range(done, len(rows)), key=lambda k: abs(rows[k][column]))
        lead = rows[best][column]
        if abs(lead) < 1e-7:
            continue
        rows[done], rows[best] = rows[best], rows[done]
        rows[done] = [x / lead for x in rows[done]]
        for k, row in enumerate(rows):
            if k != done and row[column]:
                rows[k] = [x - row[column] * y for x, y in zip(row, rows[done], strict=True)]
        done += 1


def _degrees(problem: Problem, weights: dict[_Column, Fraction], variables: tuple[Entry, ...]) -> list[Fraction] | None:
    """By which power of the parameter each fact is multiplied."""
    found = []
    columns = list(weights)
    for fact in conjuncts(problem.facts):
        if len(fact.args) != 2:
            return None
        difference = problem.graph.sub(*fact.args)
        slopes = _slopes(problem, difference, variables)
        matrix = None if slopes is None else _matrix(problem, [*columns, _Column("value", None)], difference, slopes, 3)
        if matrix is None:
            return None
        ratios = [
            sum(x * float(weights[c]) for x, c in zip(row, columns, strict=False)) / -row[-1]
            for row in matrix
            if row[-1]
        ]
        degree = Fraction(ratios[0]).limit_denominator(_DENOMINATOR) if ratios else Fraction(0)
        if any(abs(r - float(degree)) > 1e-6 for r in ratios):
            return None
        found.append(degree)
    return found


def _ordered(search: Search, problem: Problem, depth: int) -> Plan | None:
    """Variables that may be exchanged, put in order."""
    variables = used(problem)
    if not 2 <= len(variables) <= _MOST or not transcendental(problem):
        return None
    for kind, group in exchangeable(problem, variables):
        plan = search.apply(problem, depth, "symmetry in the variables", kind, *map(encode, group))
        if plan is not None:
            return plan
    return None


def exchangeable(problem: Problem, variables: tuple[Entry, ...]) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Variables that seem to be exchangeable, or three that may be turned round."""
    groups: list[list[Entry]] = []
    for v in variables:
        for group in groups:
            if _alike(problem, {v: group[-1], group[-1]: v}):
                group.append(v)
                break
        else:
            groups.append([v])
    for group in groups:
        if len(group) > 1:
            yield "all", tuple(group)
    if all(len(group) == 1 for group in groups) and len(variables) == 3:
        a, b, c = variables
        if _alike(problem, {a: b, b: c, c: a}):
            yield "cyclic", variables


def _alike(problem: Problem, move: dict[Entry, Entry]) -> bool:
    """Whether a motion seems to change nothing: for ranges and facts as they stand, for the entry at some points."""
    g = problem.graph
    if any(problem.range_of(v) != problem.range_of(w) for v, w in move.items()):
        return False
    moved = g.substitute([problem.entry], move)[0]
    if moved is problem.entry:
        return True
    for point in points(problem, 3, free=True):
        a, b = values([problem.entry, moved], point)
        if a is not None and b is not None and abs(a - b) > 1e-9 * (1 + abs(a)):
            return False
    return True


def _reflected(search: Search, problem: Problem, depth: int) -> Plan | None:
    """One or two variables whose signs are free."""
    variables = used(problem)
    if not 2 <= len(variables) <= _MOST or not transcendental(problem):
        return None
    free = [v for v in variables if _two_sided(problem, v)]
    for group in (*((v,) for v in free), *((v, w) for k, v in enumerate(free) for w in free[:k])):
        if _alike_mirrored(problem, group):
            plan = search.apply(problem, depth, "reflection", *map(encode, group))
            if plan is not None:
                return plan
    return None


def _two_sided(problem: Problem, variable: Entry) -> bool:
    where = problem.range_of(variable)
    return where.lo.at is where.hi.at is None or (
        where.lo.at is not None
        and where.hi.at is not None
        and (rational_value(where.lo.at), rational_value(where.hi.at)) != (None, None)
        and (rational_value(where.lo.at) or 0) == -(rational_value(where.hi.at) or 0)
    )


def _alike_mirrored(problem: Problem, group: tuple[Entry, ...]) -> bool:
    g = problem.graph
    moved = g.substitute([problem.entry], {v: g.neg(v) for v in group})[0]
    for point in points(problem, 3, free=True):
        a, b = values([problem.entry, moved], point)
        if a is None or b is None or abs(a - b) > 1e-9 * (1 + abs(a)):
            return False
    return True


TACTICS = (
    Tactic(name="homogeneity", find=_homogeneous, cost=6, depth=8),
    Tactic(name="symmetry in the variables", find=_ordered, cost=26, depth=3),
    Tactic(name="reflection", find=_reflected, cost=28, depth=3),
)
