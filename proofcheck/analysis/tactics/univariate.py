"""Inequalities in one variable: sign charts, and a ladder of derivatives of forms in which one function after another
is differentiated away. Source: Rolle's theorem, as in G. Pólya, G. Szegő, Problems and Theorems in Analysis II, part V.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from proofcheck.analysis.check import reduced
from proofcheck.analysis.constants import is_closed
from proofcheck.analysis.demands import conjuncts
from proofcheck.analysis.encoding import Unreadable, encode
from proofcheck.analysis.limits import limit_of
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, Range, variables_of
from proofcheck.analysis.rules.differences import FAMILY
from proofcheck.analysis.rules.estimates import BOUNDS, argument
from proofcheck.analysis.rules.limits import limit_sign
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.charts import (
    balls,
    changes,
    chart,
    is_line,
    likely,
    narrowed,
    spread,
)
from proofcheck.analysis.tactics.ladder import FUEL, Climber, Rung
from proofcheck.analysis.tactics.shapes import Shape, forms_of, period_of, shaped, two_sides
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.ring import TooHard

_PROBLEMS = 240  # of one ladder
_WORK = 3000  # entries of problems that are taken apart
_DEPTH = 4
_BELOW = 8  # the depth at which other tactics are asked about what is left
_BOXES = 400
_LARGEST = 400  # entries
_CASED = frozenset(("abs", "sign", "max", "min", "if"))
_WAVES = frozenset(("sin", "cos", "tan"))
_ORDERS = 8


class Solver(Climber):
    """One attempt: what it may still spend, and which entries are in a form that is not to be changed."""

    def __init__(self, search: Search) -> None:
        super().__init__()
        self.search = search
        self.left, self.work = _PROBLEMS, _WORK
        self.ready: set[Entry] = set()
        self.bare: set[Entry] = set()
        self.shapes: dict[tuple[Entry, tuple[tuple[Entry, Range], ...]], Shape | None] = {}
        self.open: set[Problem] = set()
        self.known: dict[Problem, Plan] = {}
        self.failed: dict[Problem, int] = {}

    def solve(self, problem: Problem, fuel: int) -> Plan | None:
        """A plan for a problem about one variable."""
        if problem in self.known:
            return self.known[problem]
        if problem in self.open or self.left <= 0 or self.failed.get(problem, -1) >= fuel:
            return None
        self.left -= 1
        self.open.add(problem)
        try:
            plan = self._leaf(problem) or self._reduced(problem, fuel)
        finally:
            self.open.discard(problem)
        if plan is None:
            self.failed[problem] = fuel
        else:
            self.known[problem] = plan
        return plan

    def _leaf(self, problem: Problem) -> Plan | None:
        rules = ["value of a constant"] if is_closed(problem.entry) else ["sign of the normal form"]
        return next((Plan(rule) for rule in rules if reduced(problem, Plan(rule)) == ()), None)

    def _reduced(self, problem: Problem, fuel: int) -> Plan | None:
        used = tuple(variables_of(problem.entry))
        if len(used) != 1 or fuel <= 0 or len(reachable([problem.entry])) > _LARGEST:
            return None
        x = used[0]
        if not is_line(problem) or any(e.op in _CASED for e in reachable([problem.entry])):
            return self._in_cases(problem, x, fuel)
        where = problem.range_of(x)
        points = spread(where)
        signs = chart([problem.entry], x, points)[0]
        if problem.op == "!=" and 0 not in signs and any(signs) and not (1 in signs and -1 in signs):
            return self.step(problem, fuel, "one sign", "-" if -1 in signs else "+")
        if problem.op in (">=", "==") and 0 in signs and not any(signs):
            return self._level(problem, x, fuel)
        if -1 in signs or not any(signs) or problem.op not in (">=", ">"):
            return None
        shape = self._shape(problem)
        if problem.entry in self.ready:
            return self._bare(problem, shape, fuel)
        return (
            self._peeled(problem, shape, fuel) if shape is not None and shape.peel else self._bare(problem, shape, fuel)
        )

    def _level(self, problem: Problem, x: Entry, fuel: int) -> Plan | None:
        """What seems to be 0 all over: its derivative is 0, and so is its value or limit at an end."""
        rung = Rung(problem.graph.one, problem.entry, problem.graph.zero, (), (), rises=True)
        return self.risen(problem, x, rung, min(fuel, 2))

    def _in_cases(self, problem: Problem, x: Entry, fuel: int) -> Plan | None:
        """Facts as ranges; absolute values, extremes and choices resolved."""
        if problem.variables != (x,):
            return None
        unequal = next((f for f in conjuncts(problem.facts) if f.op == "!="), None)
        if unequal is not None:
            return self.step(problem, fuel - 1, "order of two unequal sides", encode(unequal))
        if problem.facts:
            return (
                self._leaf_of(problem, "empty region")
                or self.step(problem, fuel, "facts as a range", encode(x))
                or self.step(problem, fuel, "fewer facts", *map(encode, conjuncts(problem.facts)))
            )
        cased = [e for e in reachable([problem.entry]) if e.op in _CASED]
        part = min(cased, key=lambda e: (len(reachable(e.args)), e.number))
        return self.step(problem, fuel - 1, "cases", encode(part))

    def _leaf_of(self, problem: Problem, rule: str) -> Plan | None:
        return Plan(rule) if reduced(problem, Plan(rule)) == () else None

    def _shape(self, problem: Problem) -> Shape | None:
        key = (problem.entry, problem.ranges)
        if key not in self.shapes:
            try:
                self.shapes[key] = shaped(problem, bare=problem.entry in self.bare)
            except (TooHard, NoMeaning, TooLarge, Unreadable):
                self.shapes[key] = None
        return self.shapes[key]

    def _peeled(self, problem: Problem, shape: Shape, fuel: int) -> Plan | None:
        """Without factors of one sign, and without a denominator."""
        x = next(variables_of(problem.entry))
        if self.spoilt(problem, x, [shape.factor]):
            return self.ends_apart(problem, x, [shape.factor], fuel)
        self.bare.add(shape.rest)
        rule = "product of signs" if shape.square and problem.op == ">=" else "positive factor"
        return self.step(problem, fuel, rule, encode(shape.factor), encode(shape.rest))

    # what is left when all plain factors are gone

    def _bare(self, problem: Problem, shape: Shape | None, fuel: int) -> Plan | None:
        x = next(variables_of(problem.entry))
        self.work -= len(reachable([problem.entry]))
        if self.work < 0:
            return None
        waves = any(e.op in _WAVES for e in reachable([problem.entry]))
        where = problem.range_of(x)
        if waves and where.lo.at is None and where.hi.at is None:
            period = period_of(problem, x)
            if period is not None:
                return self.step(problem, fuel - 1, "periodicity", encode(x), encode(period))
        special = [e for e in reachable([problem.entry]) if e.op in FAMILY]
        if special:
            return self._of_gamma(problem, x, special, fuel)
        touching = self._touching(problem, x)
        if touching is not None:
            return self.boxes(problem, x) or self.step(problem, fuel - 1, "split", encode(x), encode(touching))
        return (
            (self.boxes(problem, x) if waves else None)
            or (self._still(problem, x, fuel) if waves and (where.lo.at is None or where.hi.at is None) else None)
            or self._both_logarithms(problem, x, fuel)
            or self.ladder(problem, x, shape, fuel)
            or (None if waves else self.boxes(problem, x))
            or self.tail_apart(problem, x, fuel)
        )

    def _of_gamma(self, problem: Problem, x: Entry, special: Sequence[Entry], fuel: int) -> Plan | None:
        """By logarithms, by differences up to infinity, by classical bounds; on bounded ranges by balls."""
        gammas = [encode(e) for e in special if e.op in ("gamma", "factorial")]
        if gammas:
            return self.step(problem, fuel - 1, "logarithm of gamma", *gammas)
        where = problem.range_of(x)
        plan = self._both_logarithms(problem, x, fuel) or self._by_itself(problem, x, fuel)
        if plan is None and where.hi.at is None:
            sign = limit_sign(problem, limit_of(problem, problem.entry, x, None, "left"))
            if sign is not None and sign >= 0:
                parts = ("slope", "value") if sign and problem.op == ">" else ("slope",)
                found = (self.step(problem, fuel - 1, "differences up to infinity", encode(x), p) for p in parts)
                plan = next((p for p in found if p is not None), None)
        if plan is None and all(e.op != "polygamma" or e.args[0].constant == 0 for e in special):
            plan = self.ladder(problem, x, self._shape(problem), fuel)
        return plan or self.boxes(problem, x) or self._bounded(problem, x, special, fuel)

    def _still(self, problem: Problem, x: Entry, fuel: int) -> Plan | None:
        """Far out, a wave's bounds in the place of the wave."""
        points = spread(problem.range_of(x))
        for part in reachable([problem.entry]):
            for name in (f"{part.op} <= 1", f"{part.op} >= -1") if part.op in ("sin", "cos") else ():
                data = (encode(part), name)
                smaller = reduced(problem, Plan("classical bound", data))
                if smaller is None or any(-1 in row for row in chart([p.entry for p in smaller[:2]], x, points)):
                    continue
                self.bare.discard(smaller[0].entry)
                plan = self.step(problem, fuel - 1, "classical bound", *data)
                if plan is not None:
                    return plan
        return None

    def _by_itself(self, problem: Problem, x: Entry, fuel: int) -> Plan | None:
        """A form in which the value of a function of the gamma family stands without a factor."""
        shape = self._shape(problem)
        if problem.entry in self.ready:
            return None
        for factor, rest in () if shape is None or shape.peel else forms_of(problem, shape, x, FAMILY):
            if not self.spoilt(problem, x, [factor]):
                self.ready.add(rest)
                plan = self.step(problem, fuel - 1, "positive factor", encode(factor), encode(rest))
                if plan is not None:
                    return plan
        return None

    def _bounded(self, problem: Problem, x: Entry, special: Sequence[Entry], fuel: int) -> Plan | None:
        """A classical bound in the place of a value."""
        for part in special:
            for name, bound in BOUNDS.items():
                if argument(part, bound) is not None:
                    plan = self.step(problem, fuel - 2, "classical bound", encode(part), name)
                    if plan is not None:
                        return plan
        return None

    def _both_logarithms(self, problem: Problem, x: Entry, fuel: int) -> Plan | None:
        """Two terms, compared by their logarithms."""
        sides = two_sides(problem, self._shape(problem))
        if sides is None:
            return None
        u, v, image = map(encode, sides)
        return self.step(problem, fuel - 1, "increasing function of both sides", "log", u, v, image)

    def _touching(self, problem: Problem, x: Entry) -> Entry | None:
        """A closed constant inside the range at which the entry is 0."""
        g = problem.graph
        if problem.op == ">":
            return None
        try:
            slope = differentiate(g, [problem.entry], x)[0]
        except NoMeaning:
            return None
        points = spread(problem.range_of(x))
        values, slopes = chart([problem.entry, slope], x, points)
        found = [at for at, sign in zip(points, values, strict=True) if sign == 0]
        minima = [c for c in changes(slopes, points) if c.rising][:6]
        for at in found:
            yield_ = g.num(at)
            if _vanishes(problem, x, yield_):
                return yield_
        for change in minima:
            coarse = narrowed(slope, x, change, 24)
            value = balls([problem.entry], x, (coarse.left + coarse.right) / 2)[0]
            if value is None or not abs(value) < 1e-6:
                continue
            close = narrowed(slope, x, coarse, 90)
            for constant in likely(g, close.left, close.right):
                if _vanishes(problem, x, constant):
                    return constant
        return None

    def boxes(self, problem: Problem, x: Entry) -> Plan | None:
        """Ball arithmetic all over, with derivative tests at ends and constants where the entry is 0."""
        where = problem.range_of(x)
        data = [str(_BOXES)]
        for end in (where.lo, where.hi):
            if end.at is None:
                continue
            order = _order(problem, x, end.at)
            if order is None:
                return None
            if order:
                data += ["at", str(order), encode(x), encode(end.at)]
        touching = self._touching(problem, x)
        if touching is not None:
            order = _order(problem, x, touching)
            data += ["at", str(order or 2), encode(x), encode(touching)]
        smaller = reduced(problem, Plan("ball arithmetic", tuple(data)))
        return Plan("ball arithmetic", tuple(data)) if smaller == () else None


def _vanishes(problem: Problem, x: Entry, at: Entry) -> bool:
    value = problem.graph.substitute([problem.entry], {x: at})[0]
    return is_closed(value) and reduced(problem.stating("==", value), Plan("value of a constant")) == ()


def _order(problem: Problem, x: Entry, at: Entry) -> int | None:
    """The order of the first derivative that does not vanish at a constant; None where that is not seen."""
    g, entry = problem.graph, problem.entry
    for order in range(_ORDERS):
        value = balls([g.substitute([entry], {x: at})[0]], x, Fraction(0))[0]
        if value is None:
            return None
        if not value.contains(0):
            return order
        try:
            entry = differentiate(g, [entry], x)[0]
        except NoMeaning:
            return None
    return None


def _univariate(search: Search, problem: Problem, depth: int) -> Plan | None:
    if len(problem.variables) != 1 or len(reachable([problem.entry])) > _LARGEST:
        return None
    return Solver(search).solve(problem, FUEL)


TACTICS = (Tactic(name="one variable", find=_univariate, cost=25, depth=_DEPTH),)
