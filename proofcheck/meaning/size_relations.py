"""Relations between sizes and counts, for every size: both sides as polynomials, compared over all admissible sizes.

Trusted: what `affirmed` affirms is true. An equation holds where the difference is the zero polynomial (after what the
region says of the sizes), an inequality where the difference has nonnegative coefficients in sizes measured from their
smallest values. As a guard against a slip in these rules, the claim is also worked out at a few small sizes by plain
enumeration, which must agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from proofcheck.claim import Claim, Link
from proofcheck.language.tree import Apply, Bind, Node, Range, bound_names, free_names, walk
from proofcheck.language.types import Array, Dim, Opaque, shape_of
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.casework import Uncounted, by_cases
from proofcheck.meaning.counting import Counter, is_count
from proofcheck.meaning.counts import ABOVE, EXACT
from proofcheck.meaning.entries import Limits, unroll
from proofcheck.meaning.finite import sizes_of
from proofcheck.meaning.interpolation import value_at
from proofcheck.meaning.regions import Linear, Region, substituted
from proofcheck.meaning.size_expressions import RELATIONS, Reading
from proofcheck.meaning.size_signs import joined, nonnegative, positive, vanishes
from proofcheck.meaning.sizes import Sizes, context
from proofcheck.meaning.summation import Stride, Term

MAX_RESIDUES = 36  # choices of residues that are gone through
TRIED = 16  # choices of small sizes at which enumeration must agree
WIDE, FEW = 6, 3  # how many values of each size are looked through where there are few sizes
UNBOUNDED = -3  # where a size without a lower bound starts
ENOUGH = 2
LIMITS = Limits(entries=60_000, cells=4_000)
_ROUNDINGS = frozenset({"floor", "ceil", "mod"})


@dataclass(frozen=True, slots=True)
class Value:
    """What is used of a count: that it is this polynomial (`==`), or at most that (`<=`)."""

    node: Node
    relation: str
    value: Dim


Part = tuple[Region, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A relation that holds for all sizes: in each part of them, what was used of its counts.

    `residues`: the sizes that were written in others for this, such as n = 2*n + 1 for the odd ones; then there are
    several of these for one relation.
    """

    parts: tuple[Part, ...]
    residues: tuple[tuple[str, Dim], ...] = ()


def affirmed(claim: Claim) -> list[Shown] | None:
    """How every link of a claim is seen to hold for all sizes, or None."""
    if not claim.links or not sizes_of(claim) or not _agrees(claim):
        return None
    try:
        found = _all_links(claim, {}, roundings=True)
    except Stride:
        return _by_residues(claim)
    return _by_residues(claim) if found is None and _rounds(claim) else found


def _rounds(claim: Claim) -> bool:
    """Whether a rounding stands in the links, or in a shape."""
    nodes = [part for link in claim.links for part in walk(link.node)]
    rounding = any(isinstance(n, Apply) and n.op in _ROUNDINGS for n in nodes)
    types = [n.type for n in nodes] + [g.type for g in claim.declared]
    return rounding or any(isinstance(a, Opaque) for t in types for d in shape_of(t) for a in d.atoms())


def _by_residues(claim: Claim) -> list[Shown] | None:
    """Each size that a rounding depends on written as period·m + residue, for every residue."""
    todo: list[dict[str, Dim]] = [{}]
    parts: list[Shown] = []
    while todo:
        sizes = todo.pop()
        try:
            found = _all_links(claim, sizes, roundings=False)
        except Stride as question:
            name, period = question.atom, question.period
            known = isinstance(name, str) and claim.given_named(name) is not None
            if not isinstance(name, str) or not known or len(todo) + len(parts) > MAX_RESIDUES:
                return None
            todo += [_refined(sizes, name, period, residue) for residue in range(period)]
            continue
        if found is None:
            return None
        parts += found
    return parts


def _refined(sizes: Sizes, name: str, period: int, residue: int) -> dict[str, Dim]:
    value = (Linear.name(name).scaled(period).plus(residue)).dim()
    kept = {n: substituted(d, {name: value}) for n, d in sizes.items()}
    return kept if name in kept else {**kept, name: value}


def _all_links(claim: Claim, sizes: Sizes, *, roundings: bool) -> list[Shown] | None:
    """Each link in turn. Errors: Stride where it takes the residue of a size."""
    region = context(claim, sizes)
    if region.empty:
        return [] if sizes else None
    judge = _Judge(claim, sizes, region, roundings)
    found = []
    for link in claim.links:
        try:
            found.append(Shown(tuple(judge.link(link)), tuple(sizes.items())))
        except (Uncounted, _Open):
            return None
    return found


class _Open(Exception):
    """A relation that these rules do not decide."""


class _Judge:
    """The links of one claim over one region of sizes. Errors of its methods: _Open, Uncounted, Stride."""

    def __init__(self, claim: Claim, sizes: Sizes, region: Region, roundings: bool) -> None:
        self.claim, self.region, self.roundings = claim, region, roundings
        self.sizes = sizes
        self.exact = Counter(claim, region, sizes)
        self.above = Counter(claim, region, sizes, ABOVE)

    def link(self, link: Link) -> Iterator[Part]:
        reading = Reading(
            claim=self.claim, region=self.region, values=self.sizes, counter=self.exact, roundings=self.roundings
        )
        yield from self.holds(link.node, reading)

    def holds(self, node: Node, reading: Reading) -> list[Part]:
        """The parts of a region, in each of which the relation holds."""
        match node:
            case Apply(op="and", args=args):
                return [part for a in args for part in self.holds(a, reading)]
            case Apply(op="=>", args=(test, then)):
                cases = by_cases(reading.region, lambda r: reading.within(r).truth(test))
                return [part for r, truth in cases if truth for part in self.holds(then, reading.within(r))]
            case Bind(op="forall", binders=binders) if all(isinstance(b, Range) for b in binders):
                return self._for_all(node, reading)
            case Apply(op=op, args=(left, right)) if op in RELATIONS and not isinstance(left.type, Array):
                return by_cases(reading.region, lambda r: self._relation(op, left, right, reading.within(r)))
        raise _Open

    def _for_all(self, node: Bind, reading: Reading) -> list[Part]:
        readings = [reading]
        for binder in node.binders:
            assert isinstance(binder, Range)
            found = []
            for before in readings:
                low, high = before.linear(binder.lower), before.linear(binder.upper)
                low, high = (low, high) if binder.step > 0 else (high, low)
                own = Linear.name(binder.name)
                inner = before.within(before.region.where((own - low, high - own)))
                found += _where(inner, binder.filter)
            readings = found
        return [part for inner in readings for part in self.holds(node.body, inner)]

    def _relation(self, op: str, left: Node, right: Node, reading: Reading) -> tuple[Value, ...]:
        """What was used of the counts in a relation that holds throughout a region. Errors: Undecided too."""
        if op in ("<", "<="):
            op, left, right = {"<": ">", "<=": ">="}[op], right, left
        larger = reading.number(left)
        if op in (">", ">=") and _counts(right):
            bound = self._bound(right, reading)
            if bound is not None and _sure(op, larger - bound, reading.region):
                return (*self._told(left, reading), *self._told(right, reading, ABOVE))
        if not _sure(op, larger - reading.number(right), reading.region):
            raise _Open
        return (*self._told(left, reading), *self._told(right, reading))

    def _told(self, side: Node, reading: Reading, relation: str = EXACT) -> tuple[Value, ...]:
        nodes = _counts(side)
        if relation == EXACT:
            return tuple(Value(n, EXACT, reading.number(n)) for n in nodes)
        return tuple(Value(n, relation, self.above(n, reading)) for n in nodes)

    def _bound(self, node: Node, reading: Reading) -> Dim | None:
        try:
            return self._above(node, reading)
        except Uncounted:
            return None

    def _above(self, node: Node, reading: Reading) -> Dim:
        """A bound from above of an expression that grows with each count in it."""
        if is_count(node):
            return self.above(node, reading)
        match node:
            case Apply(op="+", args=(a, b)):
                return self._above(a, reading) + self._above(b, reading)
            case Apply(op="*", args=(a, b)):
                factors = [self._above(f, reading) for f in (a, b)]
                if all(nonnegative(f, reading.region) for f in factors):
                    return factors[0] * factors[1]
        if any(is_count(n) for n in walk(node)):
            raise Uncounted("a count that a bound cannot stand for")
        return reading.number(node)


def _counts(node: Node) -> tuple[Node, ...]:
    """The counts in an expression, those for each value of a name that it binds left out."""
    bound = {name for n in walk(node) for name in bound_names(n)}
    return tuple(dict.fromkeys(n for n in walk(node) if is_count(n) and not bound & free_names(n)))


def _sure(op: str, gap: Dim, region: Region) -> bool:
    """Whether `gap op 0` throughout a region."""
    match op:
        case "==":
            return vanishes(gap, region)
        case "!=":
            return positive(gap, region) or positive(Dim(()) - gap, region)
        case ">":
            return positive(gap, region)
    return nonnegative(gap, region)


def _where(reading: Reading, test: Node | None) -> list[Reading]:
    if test is None:
        return [reading]
    cases = by_cases(reading.region, lambda r: reading.within(r).truth(test))
    return [reading.within(r) for r, truth in cases if truth]


def value_of(claim: Claim, side: Node) -> list[Term] | None:
    """The value of an expression in sizes and counts, as formulas for parts of the sizes; None where it has none."""
    region = context(claim, {})
    reading = Reading(claim=claim, region=region, values={}, counter=Counter(claim, region, {}))
    try:
        found = by_cases(region, lambda part: reading.within(part).number(side))
    except (Uncounted, Stride):
        return None
    return joined(region, [Term(part, value) for part, value in found])


# The guard: enumeration at small sizes


def _agrees(claim: Claim) -> bool:
    """Whether enumeration at small sizes finds the claim true wherever it decides it, and decides it at some."""
    decided = 0
    for sizes in _small(claim):
        try:
            found = unroll(claim, sizes, LIMITS)
        except (NoMeaning, TooLarge, IllFounded):
            continue
        if any(e.constant is False for e in (*found.domain, *found.assumptions)):
            continue
        truths = [link.constant for link in found.links]
        if False in truths:
            return False
        decided += all(t is True for t in truths)
    return decided >= ENOUGH


def _small(claim: Claim) -> Iterator[dict[str, int]]:
    """A few choices of small sizes that what is known of them admits, the smallest first."""
    names = [n for n in sizes_of(claim) if claim.given_named(n) is not None]
    region = context(claim, {})
    starts = [_least(region, name) for name in names]
    wide = WIDE if len(names) <= FEW else 3
    steps = sorted(product(range(wide), repeat=len(names)), key=lambda s: (sum(s), max(s, default=0), s))
    choices = ({n: low + extra for n, low, extra in zip(names, starts, step, strict=True)} for step in steps)
    yield from islice((sizes for sizes in choices if _inside(region, sizes)), TRIED)
    yield {name: low + 2 for name, low in zip(names, starts, strict=True)}


def _inside(region: Region, sizes: dict[str, int]) -> bool:
    """Whether sizes satisfy what a region says of them alone."""
    least = (f for f in region.least if all(a in sizes for a, _ in f.terms))
    zero = (f for f in region.zero if all(a in sizes for a, _ in f.terms))
    return all(value_at(f.dim(), sizes) >= 0 for f in least) and all(value_at(f.dim(), sizes) == 0 for f in zero)


def _least(region: Region, name: str) -> int:
    """The smallest value that the bounds of a size leave it, as far as they are numbers."""
    return max((-f.constant for f in region.least if f.terms == ((name, 1),)), default=UNBOUNDED)
