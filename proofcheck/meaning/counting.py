"""Counts of complexity as exact polynomials in the sizes, with how far each is known.

`counted(claim, node)` is the one entry: for `connections(h)`, `steps(h)`, `memory(h)`, … as a node of a claim it
answers the polynomial and where it holds, or None where no rule reaches; `bounded` answers a bound from above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from proofcheck.claim import Claim
from proofcheck.language.tree import Apply, Index, Node, Num, Var, Whole, free_names
from proofcheck.language.types import Dim, shape_of
from proofcheck.meaning.casework import Uncounted, by_cases
from proofcheck.meaning.count_samples import guessed
from proofcheck.meaning.counts import ABOVE, EXACT, WORK, Subject, size_of
from proofcheck.meaning.places import Places
from proofcheck.meaning.regions import Region
from proofcheck.meaning.size_expressions import COUNTS, Reading, settled
from proofcheck.meaning.size_signs import joined
from proofcheck.meaning.sizes import Sizes, context
from proofcheck.meaning.summation import Stride, Term
from proofcheck.meaning.work import remembered

SUMMATION, SCHEDULE, INTERPOLATION = "summation", "schedule", "interpolation"
MAX_PARTS = 24  # parts of the sizes that one count is worked out for


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A formula and where it holds: for the sizes at which every polynomial in `where` is at least 0 (empty: all)."""

    where: tuple[Dim, ...]
    value: Dim


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A count as a function of the sizes.

    `pieces` cover every admissible choice of sizes, and agree where two do (interpolated: those from the smallest sizes
    that fit). `value` is the formula for large sizes, the only
    one as soon as every size named in `valid_from` is at least that large (a size that is not named is bound by its
    domain alone); None where sizes must be compared with each other, as in `min(d, W + H)`. `relation`: what the
    value is of the count: `==` it, an upper bound `<=` (count <= value), or a lower bound `>=`. `rigorous`: true of
    every size; an interpolated one is a guess that was checked, and never proves.
    """

    pieces: tuple[Piece, ...]
    value: Dim | None
    valid_from: tuple[tuple[str, int], ...]
    how: str  # summation | schedule | interpolation
    rigorous: bool
    words: tuple[str, ...] = ()
    relation: str = "=="


def is_count(node: Node) -> bool:
    """Whether a node asks for a count, or for an entry of a shape."""
    entry = isinstance(node, Index) and isinstance(node.base, Apply) and node.base.op == "shape"
    return entry or (isinstance(node, Apply) and node.op in COUNTS)


def counted(claim: Claim, node: Node, *, guessing: bool = True) -> Counted | None:
    """The count that `node` asks for, exactly; an `Apply` of `size`, `parameters`, `connections`, `multiplications`,
    `operations`, `steps`, `memory` or `context`, or an entry `shape(e)[i]`. None where it is not known.

    Where no exact rule reaches, a polynomial through enumerated values, checked at others (`guessing`): not `rigorous`.
    """
    known = _formula(claim, node, EXACT)
    return _interpolated(claim, node) if known is None and guessing else known


@remembered(32)
def _interpolated(claim: Claim, node: Node) -> Counted | None:
    found = guessed(claim, node, context(claim, {}))
    if found is None:
        return None
    where = tuple(Dim.of(name) - Dim.of(low) for name, low in found.valid_from)
    said = f"by interpolation on {found.fitted} choices of sizes, checked on {found.checked} others"
    return Counted(
        pieces=(Piece(where=where, value=found.value),),
        value=found.value,
        valid_from=found.valid_from,
        how=INTERPOLATION,
        rigorous=False,
        words=(said,),
    )


def bounded(claim: Claim, node: Node, relation: str) -> Counted | None:
    """A rigorous bound of the count where `counted` has none: `relation` is `<=` (from above) or `>=` (from below)."""
    return _formula(claim, node, ABOVE) if relation == ABOVE else None


def _formula(claim: Claim, node: Node, relation: str) -> Counted | None:
    whole = context(claim, {})
    counter = Counter(claim, whole, {}, relation)
    reading = Reading(claim=claim, region=whole, values={})
    try:
        found = by_cases(whole, lambda region: counter(node, reading.within(region)), MAX_PARTS)
    except (Uncounted, Stride):
        return None
    pieces = joined(whole, [Term(region, value) for region, value in found])
    return assembled(whole, pieces, SCHEDULE if _is_steps(node) else SUMMATION, relation)


def _is_steps(node: Node) -> bool:
    return isinstance(node, Apply) and node.op == "steps"


def assembled(whole: Region, terms: Sequence[Term], how: str, relation: str) -> Counted:
    """A count from its formulas for the parts of the sizes."""
    pieces = tuple(Piece(where=tuple(_conditions(t.where, whole)), value=t.value) for t in terms)
    value, valid_from = None, {}
    for term in terms:
        lower = _lower_bounds(term.where, whole)
        if lower is not None:
            value, valid_from = term.value, lower
            break
    return Counted(
        pieces=pieces,
        value=value,
        valid_from=tuple(sorted(valid_from.items())),
        how=how,
        rigorous=True,
        words=(f"for every size, by {'a schedule' if how == SCHEDULE else 'summation'}",),
        relation=relation,
    )


def _conditions(region: Region, whole: Region) -> list[Dim]:
    own = [f for f in region.least if f not in whole.least]
    zero = [g for f in region.zero if f not in whole.zero for g in (f, f.scaled(-1))]
    return [f.dim() for f in (*own, *zero)]


def _lower_bounds(region: Region, whole: Region) -> dict[str, int] | None:
    """The conditions of a region as smallest values of single sizes; None where they say anything else."""
    found: dict[str, int] = {}
    if any(f not in whole.zero for f in region.zero):
        return None
    for form in (f for f in region.least if f not in whole.least):
        if len(form.terms) != 1 or form.terms[0][1] != 1 or not isinstance(form.terms[0][0], str):
            return None
        name = form.terms[0][0]
        found[name] = max(-form.constant, found.get(name, -form.constant))
    return found


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts nodes of a claim in regions of its sizes.

    `region`: all admissible sizes. `sizes`: those that are written in others.
    """

    claim: Claim
    region: Region
    sizes: Sizes
    relation: str = EXACT

    def __call__(self, node: Node, reading: Reading) -> Dim:
        """The value of a count in the region of a reading. Errors: Uncounted, Undecided, Stride."""
        if isinstance(node, Index):
            return self._entry(node, reading)
        assert isinstance(node, Apply)
        subject = node.args[0]
        if node.op == "size" and not isinstance(subject, Whole):
            return size_of(subject.type, reading)
        names = free_names(node) - {g.name for g in self.claim.declared} - {d.name for d in self.claim.definitions}
        everywhere = reading if names else replace(reading, region=self.region, values=self.sizes)
        return settled(self._terms(node, everywhere), reading.region)

    def _entry(self, node: Index, reading: Reading) -> Dim:
        """An entry of `shape(e)`."""
        assert isinstance(node.base, Apply)
        shape = shape_of(node.base.args[0].type)
        place = node.at[0] if len(node.at) == 1 else None
        if not isinstance(place, Num) or not 1 <= place.value <= len(shape) or place.value.denominator != 1:
            raise Uncounted("an entry of a shape")
        return reading.dimension(shape[int(place.value) - 1])

    def _terms(self, node: Apply, reading: Reading) -> tuple[Term, ...]:
        """The count at all sizes of a region, as guarded terms."""
        plain = replace(self.claim, id="", text="", links=(), section="", statement="", note="", tags=())
        found = _counted(plain, node, tuple(reading.values.items()), reading.region, self.relation)
        if isinstance(found, str):
            raise Uncounted(found)
        return found


@remembered(128)
def _counted(
    claim: Claim, node: Apply, values: tuple[tuple[str, Dim], ...], region: Region, relation: str
) -> tuple[Term, ...] | str:
    """A count over a region of sizes, or why there is none: remembered, since a claim asks for it again and again."""
    places = Places(claim, dict(values))
    try:
        parts = by_cases(region, lambda part: _in(node, places, part, relation), MAX_PARTS)
    except Uncounted as why:
        return str(why)
    return tuple(Term(part.meet(term.where), term.value) for part, terms in parts for term in terms)


def _in(node: Apply, places: Places, region: Region, relation: str) -> list[Term]:
    subject = Subject(places, node.args[0], region, relation)
    match node.op:
        case "memory" | "size":
            return subject.memory()
        case op if op in WORK:
            return subject.work(op)
        case "parameters":
            return [Term(region, subject.parameters())]
        case "steps":
            return [Term(region, subject.steps())]
        case "context":
            return _context(subject, node.args[1])
    raise Uncounted(f"`{node.op}`")


def _context(subject: Subject, of: Node) -> list[Term]:
    if isinstance(of, Whole):
        return subject.cells_of(of.name)
    given = subject.places.claim.given_named(of.name) if isinstance(of, Var) else None
    if given is None:
        raise Uncounted("the context of something that is no array")
    return subject.entries_of(given)
