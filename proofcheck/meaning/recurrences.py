"""Cells of recurrences: the first case that fits, each cell once in each world, chains of any length.

Expansion recurses through the tree but not through the chain: past a certain nesting a missing cell is asked for by
`Deeper`, settled on its own, and the expansion that needed it starts again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from fractions import Fraction

from proofcheck.claim import Case, Recurrence
from proofcheck.language.tree import Apply, Cell, Node, Num, Var, walk
from proofcheck.meaning import IllFounded, TooLarge
from proofcheck.meaning.graph import Grid
from proofcheck.meaning.scope import Expands, Scope, World

MAX_NESTING = 60
_AWAY = 64  # cells of a chain that leads away from every base case


class Deeper(Exception):
    """A cell that must be settled first."""

    def __init__(self, world: World, name: str, at: tuple[int, ...]) -> None:
        super().__init__(name, at)
        self.key = (world, name, at)


@dataclass(slots=True)
class Course:
    """Where the cells lie that are asked for: a chain that leads ever farther from every base case never ends.

    Such a chain may go through other recurrences as well. It is given up long before the cells run out; cells beyond
    the base cases that do get a value are fine.
    """

    ends: dict[tuple[Hashable, str], tuple[int, ...]] = field(default_factory=dict)
    beyond: dict[tuple[Hashable, str], list[int]] = field(default_factory=dict)

    def ask(self, world: Hashable, recurrence: Recurrence, at: tuple[int, ...], whole: Callable[[Node], int]) -> None:
        """Note a cell that is about to be computed. Errors: IllFounded."""
        key = (world, recurrence.name)
        if key not in self.ends:
            items = [item for case in recurrence.cases for item in case.pattern if not isinstance(item, str)]
            self.ends[key] = tuple(map(whole, items)) if len(at) == 1 else ()
        ends = self.ends[key]
        if not ends or min(ends) <= at[0] <= max(ends):
            return
        chain = self.beyond.setdefault(key, [])
        if not chain or (at[0] < chain[-1] if at[0] < min(ends) else at[0] > chain[-1]):
            chain.append(at[0])
        if len(chain) > _AWAY:
            raise IllFounded(f"`{cell_text(recurrence.name, at)}` leads ever farther from the base cases")

    def settle(self, world: Hashable, name: str) -> None:
        """Note that a cell has got its value."""
        self.beyond.pop((world, name), None)


@dataclass(slots=True)
class Cells:
    """The cells of one expansion. `nesting` counts the expansions that are under way."""

    limit: int
    nesting: int = 0
    settled: int = 0
    driven: bool = False
    active: set[tuple[World, str, tuple[int, ...]]] = field(default_factory=set)
    course: Course = field(default_factory=Course)

    def value(self, x: Expands, world: World, name: str, at: tuple[int, ...]) -> Grid:
        """The value of a cell in a world. Errors: IllFounded, TooLarge."""
        if (name, at) in world.cells:
            return world.cells[name, at]
        if world.explicit and world.parent is not None:
            return self.value(x, world.parent, name, at)
        if (name, at) not in world.known_cells:
            if not self.driven:
                self._drive(x, (world, name, at))
            elif self.nesting > MAX_NESTING:
                raise Deeper(world, name, at)
            else:
                self._settle(x, world, name, at)
        return world.known_cells[name, at]

    def _drive(self, x: Expands, first: tuple[World, str, tuple[int, ...]]) -> None:
        stack = [first]
        self.driven, nesting = True, self.nesting
        try:
            while stack:
                world, name, at = stack[-1]
                self.nesting = 0
                try:
                    if (name, at) not in world.known_cells:
                        self._settle(x, world, name, at)
                    stack.pop()
                except Deeper as need:
                    if need.key in stack:
                        raise IllFounded(f"`{cell_text(*need.key[1:])}` is defined by itself") from None
                    stack.append(need.key)
                    if len(stack) > self.limit:
                        raise TooLarge(f"more than {self.limit} cells") from None
        finally:
            self.driven, self.nesting = False, nesting

    def _settle(self, x: Expands, world: World, name: str, at: tuple[int, ...]) -> None:
        key = (world, name, at)
        if key in self.active:
            raise IllFounded(f"`{cell_text(name, at)}` is defined by itself")
        if self.settled >= self.limit:
            raise TooLarge(f"more than {self.limit} cells")
        recurrence = x.claim.definition_named(name)
        if isinstance(recurrence, Recurrence):
            if out_of_reach(recurrence, at):
                raise IllFounded(f"`{cell_text(name, at)}` reaches no base case of `{name}`")
            self.course.ask(world, recurrence, at, lambda node: x.whole(node, Scope(world)))
        self.active.add(key)
        try:
            body, scope = body_of_cell(x, world, name, at)
            world.known_cells[name, at] = x.expand(body, scope)
            self.settled += 1
            self.course.settle(world, name)
        finally:
            self.active.discard(key)


def out_of_reach(recurrence: Recurrence, at: tuple[int, ...]) -> bool:
    """Whether a cell over one index lies before every base case of a recurrence that only looks back, or after every
    one of a recurrence that only looks ahead: its chain never ends."""
    if len(at) != 1:
        return False
    bases = [item for case in recurrence.cases for item in case.pattern if not isinstance(item, str)]
    ends = [item.value for item in bases if isinstance(item, Num)]
    general = [case.body for case in recurrence.cases if isinstance(case.pattern[0], str)]
    own = [n for body in general for n in walk(body) if isinstance(n, Cell) and n.name == recurrence.name]
    if not own or not bases or len(ends) != len(bases):
        return False
    before = at[0] < min(ends) and all(_steps(cell, "-") for cell in own)
    after = at[0] > max(ends) and all(_steps(cell, "+") for cell in own)
    return before or after


def _steps(cell: Cell, way: str) -> bool:
    match cell.at:
        case (Apply(op=op, args=(Var(), Num(value=lag))),):
            return op == way and lag > 0
    return False


def cell_text(name: str, at: tuple[int, ...]) -> str:
    return f"{name}[{', '.join(map(str, at))}]"


def body_of_cell(x: Expands, world: World, name: str, at: tuple[int, ...]) -> tuple[Node, Scope]:
    """The body of the first case that fits, and the scope with its index names bound."""
    recurrence = x.claim.definition_named(name)
    if not isinstance(recurrence, Recurrence):
        raise IllFounded(f"`{name}` is no recurrence")
    for case in recurrence.cases:
        scope = _matched(x, case, Scope(world), at)
        if scope is not None and in_box(x, recurrence, case, at, scope):
            return case.body, scope
    raise IllFounded(f"no case of `{name}` covers `{cell_text(name, at)}`")


def in_box(x: Expands, recurrence: Recurrence, case: Case, at: tuple[int, ...], scope: Scope) -> bool:
    """Whether a cell lies in the index box of its case; only the case that declares the box has one."""
    if not recurrence.box or case.pattern != tuple(binder.name for binder in recurrence.box):
        return True
    ends = ((x.whole(binder.lower, scope), x.whole(binder.upper, scope)) for binder in recurrence.box)
    return all(low <= i <= high for i, (low, high) in zip(at, ends, strict=True))


def _matched(x: Expands, case: Case, scope: Scope, at: tuple[int, ...]) -> Scope | None:
    if len(case.pattern) != len(at):
        return None
    number: Callable[[int], Grid] = lambda i: Grid((), (x.graph.num(Fraction(i)),))  # noqa: E731
    for item, i in zip(case.pattern, at, strict=True):
        if isinstance(item, str):
            scope = scope.bind(item, number(i))
        elif x.whole(item, scope) != i:
            return None
    return scope
