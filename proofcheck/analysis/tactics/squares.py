"""Sums of squares: which products of constraints, monomials and multipliers to look for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from proofcheck.analysis.check import reduced
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.nlsat import broken
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.polynomials import Polynomial, System, system_of
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.semidefinite import Form, Program, available, points_inside, zeros
from proofcheck.analysis.squares import written
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.meaning.graph import Entry

_DEGREE, _TERMS, _VARIABLES = 12, 150, 6
_LITTLE, _LARGE = 300, 1400  # entries of Gram matrices
_PRODUCTS = 24  # of constraints
_SIDE = 40  # monomials of a block
_RANDOM = ((1, 2, 3, 5, 7, 11, 13, 17), (5, -3, 2, 7, -1, 4, 9, -2), (-2, 7, 11, -3, 5, 1, -4, 6))

Monomial = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Support:
    """Which monomials a square in the certificate may have: half the Newton polytope, along a few directions."""

    degree: int
    homogeneous: bool
    limits: tuple[tuple[tuple[int, ...], int], ...]

    def holds(self, m: Monomial, product_: Polynomial) -> bool:
        """Whether squares of the monomial, times a product of constraints, stay within."""
        for direction, most in self.limits:
            if 2 * _along(direction, m) + max(_along(direction, t) for t in product_.to_dict()) > most:
                return False
        return True


def _along(direction: tuple[int, ...], m: Any) -> int:
    return sum(w * int(e) for w, e in zip(direction, m, strict=True))


def _squares(search: Search, problem: Problem, depth: int, *, most: int) -> Plan | None:
    system = system_of(problem)
    if system is None or system.op not in (">=", ">") or not _small(system) or not available():
        return None
    if (most == _LARGE or any(c.op == "==" for c in system.constraints)) and broken(system):
        return None
    if system.op == ">" and zeros(system):
        return None
    for program in _programs(system):
        if program.unknowns > most or (most == _LARGE and program.unknowns <= _LITTLE):
            continue
        found = program.solve()
        if found is not None:
            return search.apply(problem, depth, "sum of squares", written(found))
    return None


def _little(search: Search, problem: Problem, depth: int) -> Plan | None:
    return _squares(search, problem, depth, most=_LITTLE)


def _large(search: Search, problem: Problem, depth: int) -> Plan | None:
    return _squares(search, problem, depth, most=_LARGE)


def _small(system: System) -> bool:
    goal = system.goal
    return (
        1 < len(system.names) <= _VARIABLES
        and 1 < goal.total_degree() <= _DEGREE
        and len(goal) <= _TERMS
        and all(c.poly.total_degree() <= _DEGREE for c in system.constraints)
    )


def _programs(system: System) -> Iterator[Program]:
    """From no constraint and no multiplier to more of both."""
    inequalities = [c.poly for c in system.constraints if c.op in (">=", ">")]
    equations = [c.poly for c in system.constraints if c.op == "=="]
    one = system.context.constant(1)
    multipliers = [one, *_multipliers(system, inequalities)]
    inside = points_inside(system) if len(multipliers) > 1 and system.op == ">=" and not equations else ()
    if not inequalities:
        for multiplier in multipliers:
            program = _program(system, multiplier, [], equations, inside)
            if program is not None:
                yield program
        return
    for multiplier in multipliers:
        for most in (1, len(inequalities)):
            program = _program(system, multiplier, _products(system, multiplier, inequalities, most), equations, inside)
            if program is not None:
                yield program
            if len(inequalities) == 1:
                break


def _multipliers(system: System, inequalities: list[Polynomial]) -> Iterator[Polynomial]:
    """Polynomials that are not negative: a sum of the variables, if they are not, or of their squares."""
    gens = system.context.gens()
    used = [g for g, d in zip(gens, system.goal.degrees(), strict=True) if d]
    one = system.context.constant(1)
    flat = _homogeneous(system.goal)
    if all(b is not None and b.at >= 0 for b in system.lower):
        yield sum(used, one * (0 if flat else 1))
    elif system.goal.total_degree() <= 8:
        yield sum((g * g for g in used), one * (0 if flat else 1))


def _homogeneous(p: Polynomial) -> bool:
    return len({sum(map(int, m)) for m in p.to_dict()}) == 1


def _products(
    system: System, multiplier: Polynomial, inequalities: list[Polynomial], most: int
) -> list[tuple[Polynomial, ...]]:
    top = system.goal.total_degree() + multiplier.total_degree()
    found: list[tuple[Polynomial, ...]] = []
    for count in range(1, most + 1):
        for chosen in combinations(inequalities, count):
            if sum(int(p.total_degree()) for p in chosen) <= top + top % 2:
                found.append(chosen)
    return found[:_PRODUCTS]


def _program(
    system: System,
    multiplier: Polynomial,
    products: list[tuple[Polynomial, ...]],
    equations: list[Polynomial],
    inside: tuple[Fraction, ...],
) -> Program | None:
    """Blocks for the products, split by the signs of variables under which nothing changes."""
    target = multiplier * system.goal
    support = _support(target, [*equations, *(p for by in products for p in by)])
    if not products and support.degree % 2:
        return None
    flips = _flips([target, *equations, *(p for by in products for p in by)], len(system.names))
    forms = []
    for by in ((), *products):
        whole = system.context.constant(1)
        for p in by:
            whole *= p
        monomials = _monomials(support, whole, len(system.names))
        if not products and not equations:
            monomials = _reduced(monomials, target)
        classes: dict[tuple[int, ...], list[Monomial]] = {}
        for m in monomials:
            classes.setdefault(tuple(_along(f, m) % 2 for f in flips), []).append(m)
        for group in classes.values():
            if len(group) > _SIDE:
                return None
            forms.append(Form(by, whole, [system.context.from_dict({m: 1}) for m in group]))
    free = [(h, _multiples(support, h, system, flips)) for h in equations]
    return Program(system=system, multiplier=multiplier, forms=forms, equations=free, inside=inside)


def _support(target: Polynomial, others: list[Polynomial]) -> _Support:
    terms = [tuple(map(int, m)) for m in target.to_dict()]
    n = len(terms[0])
    flat = _homogeneous(target) and all(_homogeneous(p) for p in others)
    degree = max(map(sum, terms))
    directions: list[tuple[int, ...]] = [(1,) * n]
    if flat:
        directions.append((-1,) * n)
    if all(len(p) == 1 for p in others):
        directions += [d for d in product((-1, 0, 1), repeat=n) if any(d)] if n <= 4 else []
        directions += [tuple(s * w for w in r[:n]) for r in _RANDOM for s in (1, -1)]
        directions += [tuple(s * (i == k) for i in range(n)) for k in range(n) for s in (1, -1)]
    even = degree + degree % 2
    limits = []
    for d in dict.fromkeys(directions):
        most = max(_along(d, m) for m in terms)
        limits.append((d, even if d == (1,) * n and others and not flat else most))
    return _Support(even if others and not flat else degree, flat, tuple(limits))


def _monomials(support: _Support, whole: Polynomial, n: int) -> list[Monomial]:
    most = (support.degree - int(whole.total_degree())) // 2
    if most < 0:
        return []
    found = []
    for m in _of_degree(n, most):
        if support.holds(m, whole):
            found.append(m)
    return found


def _of_degree(n: int, most: int) -> Iterator[Monomial]:
    if n == 1:
        yield from ((k,) for k in range(most + 1))
        return
    for first in range(most + 1):
        for rest in _of_degree(n - 1, most - first):
            yield (first, *rest)


def _reduced(monomials: list[Monomial], target: Polynomial) -> list[Monomial]:
    """Without those whose square nothing can make up for."""
    terms = {tuple(map(int, m)) for m in target.to_dict()}
    kept = set(monomials)
    while True:
        sums: dict[Monomial, int] = {}
        for a, b in combinations(sorted(kept), 2):
            both = tuple(x + y for x, y in zip(a, b, strict=True))
            sums[both] = sums.get(both, 0) + 1
        out = {m for m in kept if (d := tuple(2 * x for x in m)) not in terms and d not in sums}
        if not out:
            return [m for m in monomials if m in kept]
        kept -= out


def _flips(polynomials: list[Polynomial], n: int) -> list[tuple[int, ...]]:
    """The sets of variables whose signs may be turned without changing any of the polynomials."""
    found = []
    for flip in product((0, 1), repeat=n):
        if any(flip) and all(not _along(flip, m) % 2 for p in polynomials for m in p.to_dict()):
            found.append(flip)
    return found


def _multiples(
    support: _Support, equation: Polynomial, system: System, flips: list[tuple[int, ...]]
) -> list[Polynomial]:
    room = support.degree - int(equation.total_degree())
    flat = support.homogeneous
    found = []
    for m in _of_degree(len(system.names), max(room, -1)) if room >= 0 else ():
        if (not flat or sum(m) == room) and all(not _along(f, m) % 2 for f in flips):
            found.append(system.context.from_dict({m: 1}))
    return found


def _sum_and_differences(search: Search, problem: Problem, depth: int) -> Plan | None:
    """A symmetric form in a, b, c by a + b + c, a - b and b - c, in which zeros are simpler."""
    system = system_of(problem)
    if system is None or system.op != ">=" or system.constraints or len(system.names) != 3 or not available():
        return None
    goal, (a, b, c) = system.goal, system.context.gens()
    if not _homogeneous(goal) or goal.total_degree() % 2 or not 4 <= goal.total_degree() <= 8:
        return None
    if goal.compose(b, a, c) != goal or goal.compose(b, c, a) != goal or len(problem.variables) != 3:
        return None
    g = problem.graph
    x, y, z = problem.variables
    s, d, e = _new_names(problem)
    steps = (
        (z, s, g.add(x, g.add(y, z)), g.sub(s, g.add(x, y))),
        (x, d, g.sub(x, y), g.add(d, y)),
        (y, e, g.sub(g.add(d, g.mul(g.num(3), y)), s), g.mul(g.num(Fraction(1, 3)), g.sub(g.add(e, s), d))),  # y - z
    )
    return _through(search, problem, depth, [tuple(map(encode, step)) for step in steps])


def _new_names(problem: Problem) -> list[Entry]:
    taken = {encode(v) for v in problem.variables}
    names = (f"t{k}" for k in range(1, 10))
    return [problem.graph.var(name) for name in names if f"${name}" not in taken][:3]


def _through(search: Search, problem: Problem, depth: int, steps: Sequence[tuple[str, ...]]) -> Plan | None:
    """One change of variable after the other, the last of which is decided."""
    if not steps:
        return search.decide(problem, depth)
    smaller = reduced(problem, Plan("change of variable", steps[0]))
    if smaller is None or len(smaller) != 1:
        return None
    plan = _through(search, smaller[0], depth + 1, steps[1:])
    return None if plan is None else Plan("change of variable", steps[0], (plan,))


TACTICS = (
    Tactic(name="sum of squares", find=_little, cost=7, depth=4),
    Tactic(name="sum and differences", find=_sum_and_differences, cost=42, depth=6),
    Tactic(name="large sum of squares", find=_large, cost=70, depth=3),
)
