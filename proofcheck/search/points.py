"""A look at a claim on real scalars: simple points, ends and far ones, in balls; no PyTorch is loaded.

Points come in the order of what is simple to work with by hand, so that the first one that breaks the claim is a good
witness. A glance at a few of them comes before quick proofs, the rest after, then the whole search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from random import Random

from proofcheck import kernel
from proofcheck.analysis.claims import Posed, posed
from proofcheck.analysis.enclosures.program import Program
from proofcheck.analysis.enclosures.values import of_fraction
from proofcheck.analysis.problem import Problem, interval_of
from proofcheck.analysis.rules.signs import relation
from proofcheck.claim import Claim, Given
from proofcheck.instances.seeds import SIMPLE
from proofcheck.language.show import show
from proofcheck.language.tree import Num, free_names
from proofcheck.language.types import INTEGER, REAL
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.interval import REALS, Interval, inside
from proofcheck.search.margins import is_heavy
from proofcheck.search.order import number_cost
from proofcheck.verdict import Closed, Instance, Value, Witness

_BITS = 64
_VALUES = {0: 0, 1: 80, 2: 22, 3: 9, 4: 5}  # of each variable, by how many there are
_POINTS, _POINTS_OF_HEAVY = 640, 16
_OTHERS = (Fraction(0), Fraction(1), Fraction(1, 2))
_CLOSER = 120  # points that are looked at in balls
_AT_A_GLANCE, _CLOSER_AT_A_GLANCE = 40, 12
_SIZES, _CHOICES = 4, 8  # values of an integer, and choices of all of them
_RANDOM = 60  # points that tell how often it fails
_CANDIDATES = 8  # points put to the kernel
_NEAR = tuple(Fraction(1, 10**k) for k in (1, 2, 3, 6, 9, 12))
_FAR = tuple(Fraction(10**k) for k in (3, 6, 9, 12, 15))
_PARTS = tuple(Fraction(*q) for q in ((1, 2), (1, 4), (3, 4), (1, 3), (2, 3), (1, 8), (7, 8), (1, 10), (9, 10)))


@dataclass(frozen=True, slots=True)
class _Field:
    """The real variables of a claim, where each may lie, and what is to hold."""

    names: tuple[str, ...]
    variables: tuple[Entry, ...]
    intervals: tuple[Interval, ...]


def glance(claim: Claim) -> Witness | None:
    """A witness among the simplest points, or None."""
    return look(claim, _AT_A_GLANCE, _CLOSER_AT_A_GLANCE)


def look(claim: Claim, most: int = _POINTS, closer: int = _CLOSER) -> Witness | None:
    """A witness among the simple points, or None; None at once for claims that are not on scalars alone."""
    reals = sum(g.type == REAL for g in claim.given)
    if reals > max(_VALUES) or any(g.type not in (REAL, INTEGER) for g in claim.given):
        return None
    every = (_looked(claim, found, sizes, most, closer) for sizes, found in posed_at_sizes(claim))
    return next((witness for witness in every if witness is not None), None)


def posed_at_sizes(claim: Claim) -> Iterator[tuple[dict[str, int], Posed]]:
    """The problems of a claim at a few small values of its integers, at most; at none where it has no integer."""
    names = [g.name for g in claim.given if g.type == INTEGER]
    axes = [_whole_numbers(g) for g in claim.given if g.type == INTEGER]
    choices = sorted(product(*axes), key=lambda c: (sum(map(abs, c)), c))
    for choice in choices[:_CHOICES]:
        sizes = dict(zip(names, choice, strict=True))
        found = posed(claim, sizes or None)
        if found is not None:
            yield sizes, found


def _whole_numbers(given: Given) -> list[int]:
    """The smallest numbers that an integer may be."""
    lower, upper = given.domain.lower, given.domain.upper
    start = int(lower.value) + given.domain.lower_open if isinstance(lower, Num) else 0
    end = int(upper.value) if isinstance(upper, Num) else start + _SIZES
    return list(range(start, min(end, start + _SIZES) + 1))


def _looked(claim: Claim, found: Posed, sizes: Mapping[str, int], most: int, closer: int) -> Witness | None:
    field = _field(claim, found)
    at_end = _at_closed_ends(claim, sizes)
    if at_end is not None:
        return at_end
    asked = 0
    with precision(_BITS):
        lens = _Lens.of(found, field, closer)
        heavy = is_heavy([problem.entry for problem in found.problems])
        for point in islice(_points(field), min(most, _POINTS_OF_HEAVY) if heavy else most):
            if lens.holds(point) is not False:
                continue
            asked += 1
            witness = kernel.confirm(claim, _instance(claim, sizes, dict(zip(field.names, point, strict=True))))
            if witness is not None:
                return witness
            if asked >= _CANDIDATES:
                break
    return None


def _instance(claim: Claim, sizes: Mapping[str, int], values: Mapping[str, Value]) -> Instance:
    whole = {name: Fraction(size) for name, size in sizes.items()}
    return Instance(values=tuple((g.name, {**whole, **values}[g.name]) for g in claim.given))


def _at_closed_ends(claim: Claim, sizes: Mapping[str, int]) -> Witness | None:
    """A witness at an end such as `pi/2` of one variable's range, the others at simple numbers."""
    for given in claim.given:
        domain = given.domain
        for end, out in ((domain.lower, domain.lower_open), (domain.upper, domain.upper_open)):
            if end is None or out or isinstance(end, Num) or any(True for _ in free_names(end)):
                continue
            reals = [g for g in claim.given if g.type == REAL]
            for other in _OTHERS if len(reals) > 1 else _OTHERS[:1]:
                values: dict[str, Value] = {g.name: Closed(show(end)) if g is given else other for g in reals}
                witness = kernel.confirm(claim, _instance(claim, sizes, values))
                if witness is not None:
                    return witness
    return None


def failing_rate(claim: Claim, instance: Instance) -> float | None:
    """How many of some random admissible points break the claim, with the integers of an instance; None: not known."""
    whole = {g.name for g in claim.given if g.type == INTEGER}
    sizes = {name: int(value) for name, value in instance.values if name in whole and isinstance(value, Fraction)}
    found = posed(claim, sizes or None)
    if found is None or is_heavy([problem.entry for problem in found.problems]):
        return None
    field = _field(claim, found)
    lens = _Lens.of(found, field)
    broken = admissible = 0
    for seed in range(_RANDOM):
        point = [
            inside(interval, Random(f"{seed} {name}"))
            for name, interval in zip(field.names, field.intervals, strict=True)
        ]
        truth = lens.holds(point)
        broken += truth is False
        admissible += truth is not None
    return broken / admissible if admissible else None


def _field(claim: Claim, found: Posed) -> _Field:
    graph = found.problems[0].graph
    bounds: dict[Entry, Interval] = {}
    for problem in found.problems:
        for variable, where in problem.ranges:
            bounds[variable] = interval_of(where)
    names = tuple(g.name for g in claim.given if g.type == REAL)
    variables = tuple(graph.var(name) for name in names)
    return _Field(names, variables, tuple(bounds.get(v, REALS) for v in variables))


@dataclass(slots=True)
class _Lens:
    """What holds at a point: by enclosures in floats, which cost little, and by balls where those leave it open."""

    found: Posed
    field: _Field
    programs: list[Program]
    closer: int  # looks by balls that are left

    @classmethod
    def of(cls, found: Posed, field: _Field, closer: int = _CLOSER) -> _Lens:
        roots = [(relation(problem), *problem.facts) for problem in found.problems]
        return cls(found, field, [Program(each, field.variables) for each in roots], closer)

    def holds(self, point: Sequence[Fraction]) -> bool | None:
        """Whether every problem holds there; None where that is open, and where the facts do not hold."""
        box = tuple(of_fraction(value)[:2] for value in point)
        all_hold = True
        for problem, program in zip(self.found.problems, self.programs, strict=True):
            truth, *facts = (0 if t is None else t[0] for t in program.run(box))
            if truth == 0 or 0 in facts:
                truth, *facts = self._closer(problem, point)
            if truth < 0 and all(fact > 0 for fact in facts):
                return False
            all_hold &= truth > 0 and all(fact >= 0 for fact in facts)
        return True if all_hold else None

    def _closer(self, problem: Problem, point: Sequence[Fraction]) -> list[int]:
        roots = [relation(problem), *problem.facts]
        if self.closer <= 0:
            return [0] * len(roots)
        self.closer -= 1
        values = {v: enclose(q) for v, q in zip(self.field.variables, point, strict=True)}
        return [1 if t is True else -1 if t is False else 0 for t in evaluate(roots, values)]


def _points(field: _Field) -> Iterator[tuple[Fraction, ...]]:
    """Points of the box, simple ones first: a grid, then single variables near their ends and far out."""
    count = len(field.variables)
    values = [list(_values(interval)) for interval in field.intervals]
    grid = [[(number_cost(q), q) for q in v[: _VALUES[count]]] for v in values]
    seen = set()
    for weighed in sorted(product(*grid), key=lambda p: sum(cost for cost, _ in p)):
        point = tuple(q for _, q in weighed)
        seen.add(point)
        yield point
    if count > 1:
        plain = tuple(v[0] for v in values)
        for i, every in enumerate(values):
            for value in every[_VALUES[count] :]:
                point = (*plain[:i], value, *plain[i + 1 :])
                if point not in seen:
                    yield point


def _values(interval: Interval) -> Iterator[Fraction]:
    """Numbers in an interval: its closed ends, simple ones, parts of it, near its ends and far out."""
    ends = [(interval.lo, interval.lo_open, 1), (interval.hi, interval.hi_open, -1)]
    candidates = [end for end, out, _ in ends if end is not None and not out and _short(end)]
    candidates += SIMPLE
    if interval.lo is not None and interval.hi is not None:
        width = interval.hi - interval.lo
        candidates += [_rounded(interval.lo + width * part, width) for part in _PARTS]
        candidates += [
            _rounded(end + sign * width * near, width * near)
            for near in _NEAR
            for end, _, sign in ends
            if end is not None
        ]
    else:
        start = interval.lo if interval.lo is not None else interval.hi if interval.hi is not None else Fraction(0)
        signs = [s for s, end in ((1, interval.hi), (-1, interval.lo)) if end is None]
        candidates += [start + s * value for value in (*_PARTS, *_NEAR, *_FAR) for s in signs]
    for value in dict.fromkeys(candidates):
        point = Interval(value, value, False, False)
        if point.within(interval):
            yield value


def _short(value: Fraction) -> bool:
    return value.denominator < 10**6 and abs(value.numerator) < 10**9


def _rounded(value: Fraction, scale: Fraction) -> Fraction:
    """A shorter number near it, for ranges with ends such as pi."""
    return value if _short(value) else value.limit_denominator(max(8, int(16 / scale)))
