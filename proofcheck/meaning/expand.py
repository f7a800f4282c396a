"""From the typed tree to entries at fixed sizes: every array, binder, recurrence cell and definition written out.

A scalar is a grid of shape `()`. What is known when the sizes are is decided here: conditions, ranges, cases, indices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product as index_product
from math import prod

from proofcheck.claim import Claim, Definition
from proofcheck.language.complexity import COUNTS
from proofcheck.language.tree import Apply, At, Bind, Call, Cell, Derive, Index, Node, Num, Ref, Slice, Var
from proofcheck.language.types import Array, Dim, Kind, Opaque, Type, kind_of
from proofcheck.meaning import NoMeaning, TooLarge, arrays, chances, factors, layers
from proofcheck.meaning.arrays import entrywise, scalar
from proofcheck.meaning.binding import expand_bind
from proofcheck.meaning.calculus import expand_at, expand_derive
from proofcheck.meaning.cells import MAX_STEPS as COUNTING_STEPS
from proofcheck.meaning.cells import Dataflow
from proofcheck.meaning.graph import Entry, Graph, Grid
from proofcheck.meaning.jets import expand_call
from proofcheck.meaning.recurrences import Cells, body_of_cell
from proofcheck.meaning.scalars import apply_scalar, is_scalar_operator
from proofcheck.meaning.scope import Scope, World

RELATIONS = ("==", "!=", "<", "<=", ">", ">=")
MAX_STEPS = 2_000_000


class Expander:
    """One expansion of a claim at fixed sizes."""

    def __init__(
        self,
        claim: Claim,
        sizes: Mapping[str, int],
        graph: Graph,
        cell_limit: int,
        counting_limit: int = COUNTING_STEPS,
    ) -> None:
        self.claim = claim
        self.sizes = sizes
        self.graph = graph
        self.world = World()
        self.givens: dict[str, Grid] = {}
        self.steps = 0  # entries of all trees expanded so far: what it costs, also where everything folds to a number
        self._cells = Cells(cell_limit)
        self._counting_limit = counting_limit
        self._flows: dict[World, Dataflow] = {}

    def expand(self, node: Node, scope: Scope) -> Grid:
        """The grid of a tree. Errors: NoMeaning, TooLarge, IllFounded."""
        self._cells.nesting += 1
        try:
            grid = self._expanded(node, scope)
        except RecursionError:
            raise TooLarge("an expression nested too deeply") from None
        finally:
            self._cells.nesting -= 1
        self.steps += max(1, len(grid.entries))
        if self.steps > MAX_STEPS:
            raise TooLarge(f"more than {MAX_STEPS} steps")
        return grid

    def _expanded(self, node: Node, scope: Scope) -> Grid:
        match node:
            case Num(value=value):
                return scalar(self.graph.num(value))
            case Var(name=name):
                return self._variable(name, scope)
            case Apply():
                return self._applied(node, scope)
            case Index(base=base, at=items):
                return self.indexed(self.expand(base, scope), items, scope)
            case Bind():
                return expand_bind(self, node, scope)
            case Ref(name=name):
                return self._reference(name, scope.world)
            case Cell(name=name, at=at):
                return self._cells.value(self, scope.world, name, self._places(at, scope))
            case Call():
                return expand_call(self, node, scope)
            case Derive():
                return expand_derive(self, node, scope)
            case At():
                return expand_at(self, node, scope)
        raise NoMeaning(str(getattr(node, "function", getattr(node, "name", "?"))), "it stands for no value by itself")

    def whole(self, node: Node, scope: Scope) -> int:
        value = self.expand(node, scope).scalar.constant
        if isinstance(value, Fraction) and value.denominator == 1:
            return int(value)
        raise NoMeaning("index", "not a whole number that is known when the sizes are")

    def _places(self, nodes: Sequence[Node], scope: Scope) -> tuple[int, ...]:
        return tuple(self.whole(n, scope) for n in nodes)

    def shape(self, type_: Type, scope: Scope) -> tuple[int, ...]:
        """The shape of a type at these sizes."""
        return tuple(self._dimension(d, scope) for d in type_.shape) if isinstance(type_, Array) else ()

    def _dimension(self, dim: Dim, scope: Scope) -> int:
        total = Fraction(0)
        for monomial, coefficient in dim.terms:
            for atom, power in monomial:
                coefficient *= self._atom(atom, scope) ** power
            total += coefficient
        if total.denominator != 1 or total < 0:
            raise NoMeaning("dimension", f"`{dim}` is {total}")
        return int(total)

    def _atom(self, atom: str | Opaque, scope: Scope) -> int:
        if isinstance(atom, Opaque):
            if not isinstance(atom.node, Node):
                raise NoMeaning("dimension", atom.text)
            return self.whole(atom.node, scope)
        value = self._variable(atom, scope).scalar.constant
        if isinstance(value, Fraction) and value.denominator == 1:
            return int(value)
        raise NoMeaning("dimension", f"`{atom}` is not known when the sizes are")

    def _variable(self, name: str, scope: Scope) -> Grid:
        if name in scope.local:
            return scope.local[name]
        if name in scope.world.variables:
            return scope.world.variables[name]
        return self.given(name)

    def given(self, name: str) -> Grid:
        """The value of a given: a number for a size, else its variables."""
        if name not in self.givens:
            given = self.claim.given_named(name)
            if given is None:
                raise NoMeaning(name, "an unknown variable")
            if name in self.sizes:
                self.givens[name] = scalar(self.graph.num(self.sizes[name]))
            else:
                shape = self.shape(given.type, Scope(self.world))
                if prod(shape) > arrays.MAX_SIZE:
                    raise TooLarge(f"`{name}` of {' × '.join(map(str, shape))} entries")
                places = index_product(*(range(1, n + 1) for n in shape))
                self.givens[name] = Grid(shape, tuple(self.graph.var(name, at) for at in places))
        return self.givens[name]

    def _reference(self, name: str, world: World) -> Grid:
        if name in world.refs:
            return world.refs[name]
        if world.explicit and world.parent is not None:
            return self._reference(name, world.parent)
        if name not in world.known_refs:
            definition = self.claim.definition_named(name)
            if not isinstance(definition, Definition):
                raise NoMeaning(name, "an unknown definition")
            world.known_refs[name] = self.expand(definition.body, Scope(world))
        return world.known_refs[name]

    def body_of(self, node: Node, scope: Scope) -> tuple[Node, Scope]:
        """The defining body of a Ref or Cell, with the scope to read it in; of an Index its base is unfolded."""
        if isinstance(node, Ref):
            definition = self.claim.definition_named(node.name)
            if isinstance(definition, Definition):
                return definition.body, Scope(scope.world)
        if isinstance(node, Cell):
            return body_of_cell(self, scope.world, node.name, self._places(node.at, scope))
        return node, scope

    def _applied(self, node: Apply, scope: Scope) -> Grid:
        op = node.op
        if op in ("if", "and", "or", "=>"):
            return self._lazy(node, scope)
        if op in chances.READS_DISTRIBUTIONS:
            return chances.applied(self, node, scope)
        if op in COUNTS:
            return self._counted(node, scope)
        args = [self.expand(a, scope) for a in node.args]
        if op in RELATIONS:
            return scalar(self.compared(op, args[0], args[1]))
        options = {k: self.expand(v, scope) if isinstance(v, Node) else v for k, v in node.options}
        row = arrays.ROWS.get(op) or factors.ROWS.get(op) or layers.ROWS.get(op)
        if row is not None and not (op in ("max", "min") and len(args) == 1 and args[0].shape == ()):
            return row(self.graph, args, options)
        if not is_scalar_operator(op):
            raise NoMeaning(op)
        branched = kind_of(node.type) is Kind.COMPLEX
        return entrywise(op, lambda *items: apply_scalar(self.graph, op, *items, as_complex=branched), args)

    def _counted(self, node: Apply, scope: Scope) -> Grid:
        """A count of the dataflow: nothing of what is counted is expanded."""
        flow = self._flows.get(scope.world) or Dataflow(self, scope.world, self._counting_limit)
        self._flows[scope.world] = flow
        if node.op == "shape":
            return arrays.vector([self.graph.num(n) for n in flow.shape(node.args[0], scope)])
        before = flow.steps
        try:
            return scalar(self.graph.num(flow.count(node.op, node.args, scope)))
        finally:
            self.steps += flow.steps - before

    def compared(self, op: str, left: Grid, right: Grid) -> Entry:
        """A relation between scalars, or of every entry; arrays are unequal where some entry is."""
        g = self.graph
        if left.shape and right.shape and left.shape != right.shape:
            raise NoMeaning(op, "shapes differ")
        pairs = entrywise(op, lambda a, b: g.make(op, a, b), (left, right)).entries
        return g.any(pairs) if op == "!=" else g.all(pairs)

    def _lazy(self, node: Apply, scope: Scope) -> Grid:
        """Connectives and choices whose first part is decided when the sizes are read no further than needed."""
        g = self.graph
        test = self.expand(node.args[0], scope).scalar
        if node.op == "if":
            then, other = node.args[1:]
            if test.constant is not None:
                return self.expand(then if test.constant is True else other, scope)
            pieces = (self.expand(then, scope), self.expand(other, scope))
            return entrywise("if", lambda a, b: g.choose(test, a, b), pieces)
        if node.op == "=>":
            if test.constant is False:
                return scalar(g.true)
            return scalar(g.make("=>", test, self.expand(node.args[1], scope).scalar))
        parts = [test]
        for a in node.args[1:]:
            if parts[-1].constant is (node.op == "or"):
                break
            parts.append(self.expand(a, scope).scalar)
        return scalar(g.make(node.op, *parts))

    def indexed(self, base: Grid, at: Sequence[Node | Slice], scope: Scope) -> Grid:
        """`base[at]`, 1-based; undefined outside the shape."""
        axes: list[Sequence[int | Entry]] = []
        kept: list[int] = []
        for item, n in zip(at, base.shape, strict=False):
            if isinstance(item, Slice):
                low = 1 if item.lower is None else self.whole(item.lower, scope)
                high = n if item.upper is None else self.whole(item.upper, scope)
                axes.append(range(low, high + 1))
                kept.append(len(axes[-1]))
                continue
            place = self.expand(item, scope).scalar
            axes.append([place if place.constant is None else self.whole(item, scope)])
        for n in base.shape[len(at) :]:
            axes.append(range(1, n + 1))
            kept.append(n)
        return Grid(tuple(kept), tuple(self._entry(base, place) for place in index_product(*axes)))

    def _entry(self, base: Grid, at: tuple[int | Entry, ...]) -> Entry:
        """An entry; at a place that depends on the variables, a choice among all."""
        g = self.graph
        for axis, place in enumerate(at):
            if isinstance(place, Entry):
                found = g.undefined(f"an index outside 1..{base.shape[axis]}")
                for k in range(base.shape[axis], 0, -1):
                    chosen = self._entry(base, (*at[:axis], k, *at[axis + 1 :]))
                    found = g.choose(g.make("==", place, g.num(k)), chosen, found)
                return found
        fixed = [i for i in at if isinstance(i, int)]
        if all(1 <= i <= n for i, n in zip(fixed, base.shape, strict=True)):
            return base.at(*(i - 1 for i in fixed))
        shape = ", ".join(f"1..{n}" for n in base.shape)
        return g.undefined(f"the index `{', '.join(map(str, fixed))}` lies outside {shape}")
