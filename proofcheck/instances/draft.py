"""A plan in the making: which entries are settled by which step, and in what order steps may run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

from proofcheck.instances.evaluate import Shapes, target
from proofcheck.instances.families import Patterned, Plain
from proofcheck.instances.forms import Atom, leaves
from proofcheck.instances.plan import Block, Plan, Step, Test
from proofcheck.instances.steps import Coordinate
from proofcheck.instances.variables import Variable
from proofcheck.meaning.graph import Entry, Graph

Target = tuple[str, int]


@dataclass(slots=True)
class Draft:
    """A plan in the making: who writes which entry, and what that reads."""

    variables: tuple[Variable, ...]
    shapes: Shapes
    atoms: list[Atom]
    blocks: list[Block] = field(default_factory=list)
    steps: list[tuple[frozenset[Target], frozenset[Target], Step]] = field(default_factory=list)
    taken: set[Target] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    reads: dict[Target, frozenset[Target]] = field(default_factory=dict)
    defined: dict[Entry, Entry] = field(default_factory=dict)  # leaves that a step sets, with what it sets them to

    def variable(self, name: str) -> Variable:
        return next(v for v in self.variables if v.name == name)

    def place(self, leaf: Entry) -> Target | None:
        return target(leaf, self.shapes)

    def places(self, roots: Sequence[Entry]) -> frozenset[Target]:
        """Where the variables under the roots stand."""
        return frozenset(p for p in map(self.place, leaves(roots)) if p is not None)

    def may_write(self, writes: frozenset[Target], reads: frozenset[Target]) -> bool:
        """Whether nobody writes these yet, and what is read does not depend on them."""
        if not writes or writes & self.taken or writes & reads:
            return False
        seen: set[Target] = set()
        stack = list(reads)
        while stack:
            place = stack.pop()
            if place in writes:
                return False
            if place not in seen:
                seen.add(place)
                stack.extend(self.reads.get(place, ()))
        return True

    def write(self, writes: frozenset[Target], reads: frozenset[Target], step: Step) -> None:
        self.steps.append((writes, reads, step))
        self.taken |= writes
        self.changed |= {name for name, _ in writes}
        for place in writes:
            self.reads[place] = reads

    def done(self, finished: Sequence[Atom]) -> None:
        gone = set(map(id, finished))
        self.atoms = [a for a in self.atoms if id(a) not in gone]

    def insert_definitions(self, graph: Graph) -> bool:
        """Write out leaves that are set, in the relations not met so far; False where nothing changes."""
        changed = False
        for k, atom in enumerate(self.atoms):
            known = {leaf: self.defined[leaf] for leaf in leaves(atom.sides) if leaf in self.defined}
            if known:
                left, right = graph.substitute(atom.sides, known)
                self.atoms[k] = Atom(op=atom.op, left=left, right=right, source=atom.source)
                changed = True
        return changed

    def coordinates(self, variable: Variable, among: dict[Target, Entry]) -> list[Coordinate]:
        """The free numbers of a variable that these leaves depend on; none where its entries are not free."""
        family = variable.made.family
        if variable.kind != "real" or any((variable.name, k) in self.taken for k in range(prod(variable.shape))):
            return []
        if isinstance(family, Plain) and variable.free and family.extent.members is None:
            places = [(t, leaf, 1) for t, leaf in among.items() if t[0] == variable.name]
            return [Coordinate(places=(p,)) for p in sorted(places, key=lambda p: p[0])]
        if not isinstance(family, Patterned) or family.extent.members is not None:
            return []
        found: dict[int, list[tuple[Target, Entry | None, int]]] = {}
        for i, row in enumerate(family.at):
            for j, cell in enumerate(row):
                if cell is not None:
                    place = (variable.name, i * family.shape[1] + j)
                    found.setdefault(cell[0], []).append((place, among.get(place), cell[1]))
        return [Coordinate(places=tuple(c)) for _, c in sorted(found.items()) if any(leaf for _, leaf, _ in c)]

    def plan(self, tests: Sequence[Test], unchecked: Sequence[int], possible: bool) -> Plan:
        return Plan(
            variables=self.variables,
            blocks=tuple(self.blocks),
            steps=tuple(self._ordered()),
            tests=tuple(tests),
            unchecked=tuple(unchecked),
            changed=frozenset(self.changed),
            possible=possible,
        )

    def _ordered(self) -> list[Step]:
        """Steps after the steps that write what they read; there are no cycles."""
        rest, written_later = list(self.steps), []
        while rest:
            for k, (_, reads, step) in enumerate(rest):
                if not any(reads & writes for j, (writes, _, _) in enumerate(rest) if j != k):
                    written_later.append(step)
                    del rest[k]
                    break
            else:
                raise AssertionError("steps that wait for each other")
        return written_later
