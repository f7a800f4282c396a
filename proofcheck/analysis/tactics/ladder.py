"""The ladder of derivatives: of several forms of an entry, one whose derivative is simpler, climbed from its least end.

Source: Rolle's theorem, as in G. Pólya, G. Szegő, Problems and Theorems in Analysis II, part V.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.analysis.check import reduced
from proofcheck.analysis.encoding import Unreadable, encode
from proofcheck.analysis.forms import normal
from proofcheck.analysis.limits import limit_of
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.rules.limits import limit_sign
from proofcheck.analysis.tactics.charts import (
    Change,
    balls,
    changes,
    chart,
    narrowed,
    rational_ends,
    simplest,
    spread,
)
from proofcheck.analysis.tactics.shapes import ALGEBRAIC, Shape, forms_of
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.ring import TooHard

FUEL = 11
_TERMS = 90  # of a derivative
_RUNGS, _TURNS = 4, 4  # that are tried
_PIECES = 8  # times that a range is cut where a form turns


@dataclass(frozen=True, slots=True)
class Rung:
    """entry = factor·rest: the derivative of the rest, where it turns, how hard it is, and whether it rises first."""

    factor: Entry
    rest: Entry
    slope: Entry
    turns: tuple[Change, ...]
    rank: tuple[int, ...]
    rises: bool


class Climber(ABC):
    """What can be done with derivatives; solving what is left is for those who build on it."""

    def __init__(self) -> None:
        self.pieces = _PIECES

    @abstractmethod
    def solve(self, problem: Problem, fuel: int) -> Plan | None:
        """A plan for a problem about one variable."""

    def step(self, problem: Problem, fuel: int, rule: str, *data: str) -> Plan | None:
        """The plan that starts with a rule, if all that it leaves can be solved; hard ones last."""
        smaller = reduced(problem, Plan(rule, data))
        if smaller is None:
            return None
        plans: dict[int, Plan] = {}
        for k in sorted(range(len(smaller)), key=lambda i: len(reachable([smaller[i].entry]))):
            plan = self.solve(smaller[k], fuel)
            if plan is None:
                return None
            plans[k] = plan
        return Plan(rule, data, tuple(plans[k] for k in range(len(smaller))))

    def spoilt(self, problem: Problem, x: Entry, factors: Sequence[Entry]) -> list[str]:
        """The closed ends of the range at which a factor is 0 or has no value."""
        where, found = problem.range_of(x), []
        for name, end in (("lower", where.lo), ("upper", where.hi)):
            if end.at is None or end.open:
                continue
            values = problem.graph.substitute(factors, {x: end.at})
            if any(v is None or v.contains(0) for v in balls(values, x, Fraction(0))):
                found.append(name)
        return found

    def ends_apart(self, problem: Problem, x: Entry, factors: Sequence[Entry], fuel: int) -> Plan | None:
        ends = self.spoilt(problem, x, factors)
        return self.step(problem, fuel, "end apart", encode(x), ends[0]) if ends else None

    def ladder(self, problem: Problem, x: Entry, shape: Shape | None, fuel: int) -> Plan | None:
        """One form of the entry after another is differentiated, those first whose derivative keeps its sign."""
        cut = False
        for rung in sorted(self._rungs(problem, x, shape), key=lambda r: r.rank)[:_RUNGS]:
            plan = None
            if not rung.turns:
                plan = self._climbed(problem, x, rung, fuel)
            elif self.pieces and len(rung.turns) <= _TURNS and not cut:
                self.pieces -= 1
                cut = True
                plan = self._pieces(problem, x, rung, fuel)
            if plan is not None:
                return plan
        return None

    def _rungs(self, problem: Problem, x: Entry, shape: Shape | None) -> Iterator[Rung]:
        g, points = problem.graph, spread(problem.range_of(x))
        pairs: list[tuple[Entry, Entry]] = [(g.one, problem.entry)]
        if shape is not None:
            pairs += forms_of(problem, shape, x)
        for factor, rest in pairs:
            try:
                slope = differentiate(g, [rest], x)[0]
                forms, (quotient,) = normal(problem.setting, [slope])
            except (NoMeaning, TooHard, TooLarge, Unreadable):
                continue
            signs, own = chart([slope, factor], x, points)
            if not any(signs) or set(own) & {0, -1} or None in own:
                continue
            parts = [p for p, _ in forms.parts(quotient)[1]]
            size = sum(map(len, parts))
            if size > _TERMS:
                continue
            kinds = {i for p in parts for i in forms.ring.used(p) if forms.ring.keys[i][0] not in ALGEBRAIC}
            turns = tuple(changes(signs, points))
            rank = (2 * len(kinds) + len(turns), len(kinds), size)
            yield Rung(factor, rest, slope, turns, rank, 1 in signs)

    def _climbed(self, problem: Problem, x: Entry, rung: Rung, fuel: int) -> Plan | None:
        """From the end at which a monotone form is least."""
        if rung.factor is not problem.graph.one:
            if self.spoilt(problem, x, [rung.factor, rung.rest]):
                return self.ends_apart(problem, x, [rung.factor, rung.rest], fuel)
            smaller = reduced(problem, Plan("positive factor", (encode(rung.factor), encode(rung.rest))))
            if smaller is None:
                return None
            parts = []
            for k, part in enumerate(smaller):
                plan = self.risen(part, x, rung, fuel) if k == 1 else self.solve(part, fuel - 1)
                if plan is None:
                    return None
                parts.append(plan)
            return Plan("positive factor", (encode(rung.factor), encode(rung.rest)), tuple(parts))
        return self.risen(problem, x, rung, fuel)

    def risen(self, problem: Problem, x: Entry, rung: Rung, fuel: int) -> Plan | None:
        where = problem.range_of(x)
        end = where.lo if rung.rises else where.hi
        side, name = ("right", "low") if rung.rises else ("left", "high")
        if end.at is not None:
            value = balls([problem.graph.substitute([problem.entry], {x: end.at})[0]], x, Fraction(0))[0]
            if value is not None:
                if value < 0:
                    return None
                part = "value" if value > 0 or problem.op != ">" else "slope"
                return self.step(problem, fuel - 1, "monotonicity", encode(x), encode(end.at), side, part)
            if not end.open:
                return self.step(problem, fuel - 1, "end apart", encode(x), "lower" if rung.rises else "upper")
        sign = limit_sign(problem, limit_of(problem, problem.entry, x, end.at, side))
        if sign is None or sign < 0:
            return None
        part = "value" if sign > 0 or problem.op != ">" else "slope"
        return self.step(problem, fuel - 1, "monotonicity from a limit", encode(x), name, part)

    def _pieces(self, problem: Problem, x: Entry, rung: Rung, fuel: int) -> Plan | None:
        """Apart where the form turns: around each turn a short piece, between them monotone ones."""
        lo, hi = rational_ends(problem.range_of(x))
        turns = [narrowed(rung.slope, x, c, 24) for c in rung.turns]
        cuts: list[Fraction] = []
        for k, turn in enumerate(turns):
            at = (turn.left + turn.right) / 2
            before = turns[k - 1].right if k else lo
            after = turns[k + 1].left if k + 1 < len(turns) else hi
            room = min([abs(at - b) for b in (before, after) if b is not None] or [Fraction(1)])
            room = min(room, max(abs(at), Fraction(1, 4))) * _closeness(rung.rest, x, at)
            cuts += [simplest(at - room / 4, at - room / 8), simplest(at + room / 8, at + room / 4)]
        return self._cut(problem, x, cuts, fuel - 1)

    def _cut(self, problem: Problem, x: Entry, cuts: Sequence[Fraction], fuel: int) -> Plan | None:
        if not cuts:
            return self.solve(problem, fuel)
        data = (encode(x), str(cuts[0]))
        smaller = reduced(problem, Plan("split", data))
        if smaller is None:
            return None
        first = self.solve(smaller[0], fuel)
        rest = None if first is None else self._cut(smaller[1], x, cuts[1:], fuel)
        return None if first is None or rest is None else Plan("split", data, (first, rest))

    def tail_apart(self, problem: Problem, x: Entry, fuel: int) -> Plan | None:
        """A bounded middle for ball arithmetic, the ends by themselves."""
        where = problem.range_of(x)
        if fuel < FUEL - 4:
            return None
        cuts = []
        if where.lo.at is None:
            cuts.append(Fraction(-4) if where.hi.at is None else rational_ends(where)[1] - 4)  # type: ignore[operator]
        if where.hi.at is None:
            cuts.append(Fraction(4) if where.lo.at is None else rational_ends(where)[0] + 4)  # type: ignore[operator]
        if not cuts:
            lo, hi = rational_ends(where)
            if lo is None or hi is None or hi - lo < Fraction(1, 64):
                return None
            cuts = [simplest(lo + (hi - lo) * 3 / 8, lo + (hi - lo) * 5 / 8)]
        return self._cut(problem, x, [simplest(c - Fraction(1, 4), c + Fraction(1, 4)) for c in cuts], fuel - 2)


def _closeness(entry: Entry, x: Entry, at: Fraction) -> Fraction:
    """How short a piece is to be around a minimum that is nearly 0: like the root of the value."""
    value = balls([entry], x, at)[0]
    if value is None or not value > 0 or not value < 0.05:
        return Fraction(1)
    return Fraction(max(float(value) ** 0.5 * 4, 1e-9))
