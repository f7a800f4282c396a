"""What names stand for while a tree is expanded: bound variables, and the values at which definitions are cut.

A derivative by `x[1]`, or `at(e, x = a)`, gives new values to names that definitions use, so it opens a *world* of its
own: definitions are expanded once in each world, and a name that a world does not override keeps its value.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from proofcheck.claim import Claim
from proofcheck.language.tree import Node, Slice
from proofcheck.language.types import Type
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.graph import Graph, Grid

CellKey = tuple[str, tuple[int, ...]]


@dataclass(slots=True, eq=False)
class World:
    """Overridden values of givens, definitions and cells, and what has been expanded under them.

    `explicit`: definitions that are not overridden keep the value of the parent world (partial derivatives).
    """

    parent: World | None = None
    variables: Mapping[str, Grid] = field(default_factory=dict)
    refs: Mapping[str, Grid] = field(default_factory=dict)
    cells: Mapping[CellKey, Grid] = field(default_factory=dict)
    explicit: bool = False
    known_refs: dict[str, Grid] = field(default_factory=dict)
    known_cells: dict[CellKey, Grid] = field(default_factory=dict)
    children: dict[Hashable, World] = field(default_factory=dict)

    def child(
        self,
        key: Hashable,
        *,
        variables: Mapping[str, Grid] | None = None,
        refs: Mapping[str, Grid] | None = None,
        cells: Mapping[CellKey, Grid] | None = None,
        explicit: bool = False,
    ) -> World:
        """The world that differs from this one by these values; the same object for the same key. Errors: NoMeaning."""
        if self.explicit:
            raise NoMeaning("partial", "of something that is derived or replaced inside it")
        if key not in self.children:
            self.children[key] = World(
                parent=self,
                variables={**self.variables, **(variables or {})},
                refs={**self.refs, **(refs or {})},
                cells={**self.cells, **(cells or {})},
                explicit=explicit,
            )
        return self.children[key]


@dataclass(frozen=True, slots=True)
class Scope:
    """Bound variables and the world."""

    world: World
    local: Mapping[str, Grid] = field(default_factory=dict)

    def bind(self, name: str, value: Grid) -> Scope:
        return replace(self, local={**self.local, name: value})

    def within(self, world: World) -> Scope:
        return replace(self, world=world)


class Expands(Protocol):
    """What the parts of expansion ask of each other."""

    graph: Graph
    claim: Claim
    sizes: Mapping[str, int]

    def expand(self, node: Node, scope: Scope) -> Grid: ...

    def whole(self, node: Node, scope: Scope) -> int:
        """The value of an integer expression that is known when the sizes are."""
        ...

    def shape(self, type_: Type, scope: Scope) -> tuple[int, ...]: ...

    def indexed(self, base: Grid, at: Sequence[Node | Slice], scope: Scope) -> Grid:
        """`base[at]`, 1-based; undefined outside the shape."""
        ...

    def body_of(self, node: Node, scope: Scope) -> tuple[Node, Scope]:
        """The defining body of a Ref or Cell, with the scope to read it in."""
        ...
