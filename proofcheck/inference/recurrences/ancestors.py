"""What a computation depends on, for every size: bounds on the indices of the cells that it reaches, as an invariant.

Bounds are guessed among the forms that stand in the question (indices, ends of ranges, base cases, give or take 1) and
kept as long as they hold where the computation starts and along every read (the largest inductive set of them). What is
left holds for every cell that is reached; cells that are reached may be fewer, never more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from proofcheck.claim import Claim, Recurrence
from proofcheck.inference.recurrences.reads import Read, Unclear, body_reads, own_names
from proofcheck.inference.recurrences.unfolding import Indices, apart, equal, linear_index
from proofcheck.meaning.regions import Linear, Region

MOST_FORMS = 40
MOST_ROUNDS = 40
Bound = tuple[int, int, Linear]  # axis; 1 for `index >= form`, -1 for `index <= form`; the form


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A variable, a value, or the cell `name[at]`."""

    name: str
    at: Indices = ()


@dataclass(slots=True, kw_only=True)
class Ancestors:
    """Every definition and variable that is reached from some reads, without going through `cut`.

    `context` is the region of the sizes and free indices. Errors of its making: Unclear.
    """

    claim: Claim
    context: Region
    start: Sequence[Read]
    cut: Node | None = None
    near: Sequence[Linear] = ()  # forms that the question mentions
    bounds: dict[str, list[Bound]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        forms = self._forms()
        todo: list[str] = []
        for read in self.start:
            self._reach(read, forms, todo)
        rounds = 0
        while todo:
            name = todo.pop(0)
            rounds += 1
            if rounds > MOST_ROUNDS * (1 + len(self.bounds)):
                raise Unclear("no bounds are kept")
            for read in body_reads(self.claim, name, self.region(name)):
                self._reach(read, forms, todo)

    def region(self, name: str) -> Region:
        """A region of `own_names` that holds every cell of this name that is reached."""
        definition = self.claim.definition_named(name)
        if not isinstance(definition, Recurrence):
            return self.context
        return self.context.where(_conditions(own_names(definition), self.bounds[name]))

    def names(self) -> tuple[str, ...]:
        return tuple(self.bounds)

    def misses(self, node: Node) -> bool:
        """Whether a variable, value or cell is certainly not reached."""
        if node.name not in self.bounds:
            return True
        definition = self.claim.definition_named(node.name)
        if not isinstance(definition, Recurrence):
            return False
        own = own_names(definition)
        region = self.region(node.name)
        return region.where(zero=[Linear.name(n) - a for n, a in zip(own, node.at, strict=True)]).empty

    def _forms(self) -> tuple[Linear, ...]:
        """Forms to try as bounds."""
        context = frozenset(self.context.atoms())
        found: dict[Linear, None] = dict.fromkeys(self.near)
        for read in self.start:
            for form in read.at:
                found.update(dict.fromkeys(_ends(form, read.region, context)))
        for definition in self.claim.definitions:
            if isinstance(definition, Recurrence):
                found.update(dict.fromkeys(self._limits(definition)))
        plain = [f for f in found if all(a in context for a, _ in f.terms)]
        every = dict.fromkeys(form.plus(step) for form in plain for step in (0, 1, -1))
        return tuple(every)[:MOST_FORMS]

    def _limits(self, recurrence: Recurrence) -> Iterator[Linear]:
        nodes = [item for case in recurrence.cases for item in case.pattern if not isinstance(item, str)]
        nodes += [end for b in recurrence.box for end in (b.lower, b.upper)]
        for node in nodes:
            form = linear_index(self.claim, self.context, node)
            if form is not None:
                yield form

    def _reach(self, read: Read, forms: Sequence[Linear], todo: list[str]) -> None:
        """Note a read: its target is reached, and bounds that do not hold of it are none."""
        for region in self._uncut(read):
            if region.empty:
                continue
            if read.name not in self.bounds:
                axes = [(k, sign, form) for k in range(len(read.at)) for sign in (1, -1) for form in forms]
                self.bounds[read.name] = [b for b in axes if _keeps(region, read.at, b)]
                changed = True
            else:
                old = self.bounds[read.name]
                self.bounds[read.name] = kept = [b for b in old if _keeps(region, read.at, b)]
                changed = len(kept) < len(old)
            if changed and read.name not in todo and self.claim.definition_named(read.name) is not None:
                todo.append(read.name)

    def _uncut(self, read: Read) -> list[Region]:
        """Where a read does not stop at the cut."""
        cut = self.cut
        if cut is None or read.name != cut.name:
            return [read.region]
        if equal(read.region, read.at, cut.at):
            return []
        if apart(read.region, read.at, cut.at):
            return [read.region]
        gaps = tuple(a - b for a, b in zip(read.at, cut.at, strict=True))
        return read.region.without(Region(zero=gaps))


def _keeps(region: Region, at: Indices, bound: Bound) -> bool:
    axis, sign, form = bound
    return region.entails((at[axis] - form).scaled(sign))


def _conditions(own: Sequence[str], bounds: Iterable[Bound]) -> Iterator[Linear]:
    for axis, sign, form in bounds:
        yield (Linear.name(own[axis]) - form).scaled(sign)


def _ends(form: Linear, region: Region, context: frozenset[object]) -> Iterator[Linear]:
    """The form with names that are not of the context at the ends of their ranges."""
    free = [a for a, _ in form.terms if a not in context]
    if not free:
        yield form
        return
    for condition in region.least:
        others = [(a, c) for a, c in condition.terms if a not in context]
        if len(others) == 1 and others[0][0] == free[0] and abs(others[0][1]) == 1:
            ((atom, c),) = others
            value = (condition - Linear(((atom, c),), 0)).scaled(-c)
            yield from _ends(form.put(atom, value), region, context)


def ancestors(
    claim: Claim, context: Region, start: Sequence[Read], cut: Node | None = None, near: Sequence[Linear] = ()
) -> Ancestors:
    """What the reads reach, each of them included, not through `cut`. Errors: Unclear."""
    return Ancestors(claim=claim, context=context, start=start, cut=cut, near=near)
