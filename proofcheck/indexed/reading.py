"""From the typed tree to forms: the entry of an expression at symbolic indices, by what each operator means there.

The meanings are those of `meaning/expand.py` at fixed sizes. Whatever has no meaning here raises NoMeaning: a hole,
never a wrong value.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from proofcheck.claim import Claim, Definition
from proofcheck.indexed.algebra import Algebra, within_shape
from proofcheck.indexed.blocks import block_sizes, joined_place, levels, split_place
from proofcheck.indexed.conditions import Tests
from proofcheck.indexed.derivative import AtomRule
from proofcheck.indexed.functions import is_scalar_function
from proofcheck.indexed.indices import Condition, Facts, equal_places, names_in, put
from proofcheck.indexed.properties import FREE
from proofcheck.indexed.terms import Abstract, Factor, Form
from proofcheck.language.dims import integer_polynomial
from proofcheck.language.tree import (
    Apply,
    At,
    Bind,
    Call,
    Cell,
    Derive,
    Index,
    Node,
    Num,
    Ref,
    Slice,
    Var,
    transform,
    walk,
)
from proofcheck.language.types import Dim, Kind, Scalar, Shape, kind_of, shape_of
from proofcheck.meaning import NoMeaning

Place = tuple[Dim, ...]
Row = Callable[["Reader", Apply, Place, "Scope"], Form]
NodeRow = Callable[["Reader", Node, Place, "Scope"], Form]


_TOTAL = frozenset(
    (
        "+",
        "-",
        "*",
        "neg",
        "exp",
        "sin",
        "cos",
        "sinh",
        "cosh",
        "tanh",
        "sigmoid",
        "softplus",
        "silu",
        "erf",
        "erfc",
        "pi",
        "e",
    )
)


@dataclass(frozen=True, slots=True)
class Scope:
    """How names are read: `indices` are bound integers, `cuts` definitions that stand for themselves.

    `explicit`: every definition and cell stands for itself, as in a partial derivative. `unfold`: how often a cell is
    replaced by its case. `free`: variables of whose entries nothing is supposed, as they are derived by or replaced.
    """

    indices: Mapping[str, Dim] = field(default_factory=dict)
    cuts: frozenset[str] = frozenset()
    cells: tuple[tuple[str, tuple[Dim, ...]], ...] = ()
    explicit: bool = False
    unfold: int = 0
    free: frozenset[str] = frozenset()

    def binding(self, name: str, value: Dim) -> Scope:
        return replace(self, indices={**self.indices, name: value})


class Reader:
    """One reading of a claim's expressions."""

    def __init__(
        self, claim: Claim, algebra: Algebra, rows: Mapping[str, Row], nodes: Mapping[type[Node], NodeRow]
    ) -> None:
        self.claim = claim
        self.x = algebra
        self.conditional = 0  # how many conditions stand around what is read
        self.folded = False  # whether a cell was left that could have been unfolded
        self.guarded = False  # whether something that may be undefined was read under a condition
        self.tests = Tests(self)
        self._rows = rows
        self._nodes = nodes
        self.atom_rules: Mapping[str, AtomRule] = {}
        self.described: frozenset[str] = frozenset()  # variables of which adjectives are known
        self.invertible: Callable[[], frozenset[str]] = frozenset  # keys of the arrays whose inverses were read
        self._scopes: dict[Hashable, Scope] = {}
        self._read: dict[tuple[int, Place, int, bool], tuple[Node, Scope, Facts, Form]] = {}

    def entry(self, node: Node, place: Place, scope: Scope) -> Form:
        """The entry of an expression at this place. Errors: NoMeaning, TooMany."""
        key = (id(node), place, id(scope), self.conditional > 0)
        found = self._read.get(key)
        if found is not None and found[2] is self.x.facts:
            return found[3]
        form = self._entry(node, place, scope)
        self._read[key] = (node, scope, self.x.facts, form)
        return form

    def _entry(self, node: Node, place: Place, scope: Scope) -> Form:
        if kind_of(node.type) is Kind.COMPLEX:
            raise NoMeaning("complex", "no index normal form")
        match node:
            case Num(value=value):
                return self.x.number(value)
            case Var(name=name):
                return self._variable(node, name, place, scope)
            case Index(base=base, at=items):
                return self.entry(base, self.full_place(items, place, scope), scope)
            case Ref(name=name):
                return self._reference(name, place, scope)
            case Apply():
                row = self._rows.get(node.op)
                return self._entrywise(node, place, scope) if row is None else row(self, node, place, scope)
        self.guarded |= self.conditional > 0 and isinstance(node, Derive)
        found = self._nodes.get(type(node))
        if found is None:
            raise NoMeaning(type(node).__name__.lower(), "no index normal form")
        return found(self, node, place, scope)

    def _variable(self, node: Node, name: str, place: Place, scope: Scope) -> Form:
        if name in scope.indices:
            return self.x.size(scope.indices[name])
        if node.type == Scalar(Kind.INTEGER):
            return self.x.size(Dim.of(name))
        if kind_of(node.type) is Kind.BOOLEAN:
            raise NoMeaning(name, "a truth value")
        data = (FREE,) if name in scope.free else ()
        return self.x.made_form(Factor(kind="entry", name=name, at=place, data=data))

    def _reference(self, name: str, place: Place, scope: Scope) -> Form:
        if name in scope.cuts or scope.explicit:
            return self.x.factor(Factor(kind="entry", name=name, at=place))
        return self.entry(self.definition(name), place, scope)

    def definition(self, name: str) -> Node:
        found = self.claim.definition_named(name)
        if not isinstance(found, Definition):
            raise NoMeaning(name, "an unknown definition")
        return found.body

    def _entrywise(self, node: Apply, place: Place, scope: Scope) -> Form:
        """A scalar operator on each entry; scalars join every entry."""
        if not is_scalar_function(node.op) or any(len(shape_of(a.type)) not in (0, len(place)) for a in node.args):
            raise NoMeaning(node.op, "no index normal form")
        self.guarded |= self.conditional > 0 and node.op not in _TOTAL
        args = [self.entry(a, place if shape_of(a.type) else (), scope) for a in node.args]
        return self.x.function(node.op, *args)

    # What readers of operators ask for.

    def kept(self, scope: Scope) -> Scope:
        """One object for equal scopes, so that what was read in it is found again."""
        key = (tuple(scope.indices.items()), scope.cuts, scope.cells, scope.explicit, scope.unfold, scope.free)
        return self._scopes.setdefault(key, scope)

    def same(self, one: Sequence[Dim], other: Sequence[Dim]) -> bool:
        """Whether indices surely are equal."""
        return all(self.x.facts.certain(equal_places(a, b)) for a, b in zip(one, other, strict=True))

    def divided(self, by: Form) -> None:
        """Note a division: under a condition it says nothing of the divisor elsewhere."""
        self.guarded |= self.conditional > 0 and by.number is None

    def supposed(self, test: Node, holds: bool, scope: Scope) -> list[Condition]:
        """What a condition on integers says where it holds, or fails."""
        return self.tests.facts(test, holds, scope)

    def split(self, place: Dim, block: Dim) -> tuple[Dim, Dim]:
        """A place `(high - 1)*block + low` on an axis of several blocks, as `high` and `low`. Errors: NoMeaning."""
        return split_place(self.x.facts, place, block)

    def contraction(
        self, length: Dim, axes: Sequence[tuple[Node, int]], scope: Scope, body: Callable[[Dim], Form]
    ) -> Form:
        """The sum over an inner axis; one of several blocks is summed block by block."""
        lengths = self.blocks_of(length, axes, scope)
        return self.summed(lengths, lambda *at: body(joined_place(at, lengths)))

    def blocks_of(self, length: Dim, axes: Sequence[tuple[Node, int]], scope: Scope) -> tuple[Dim, ...]:
        """How axes of this length fall into blocks of blocks, from the operators inside: the number of each."""
        if len(length.terms) != 1 or sum(p for _, p in length.terms[0][0]) < 2:
            return (length,)
        sizes = {s for node, axis in axes for s in block_sizes(node, axis)}
        return levels(length, [put(size, scope.indices) for size in sizes if size.constant is None])

    def depends_on_reals(self, name: str) -> bool:
        """Whether a name in an index is no integer and no array of integers of `given`."""
        given = self.claim.given_named(name)
        if given is None:
            return self.claim.definition_named(name) is not None
        return kind_of(given.type) is not Kind.INTEGER

    def shape(self, node: Node, scope: Scope) -> Shape:
        return tuple(put(d, scope.indices) for d in shape_of(node.type))

    def scalar(self, node: Node, scope: Scope) -> Form:
        return self.entry(node, (), scope)

    def index(self, node: Node, scope: Scope) -> Dim:
        """An integer expression as an index. Errors: NoMeaning."""
        if any(isinstance(n, Ref) for n in walk(node)):
            node = transform(node, lambda n: self.definition(n.name) if isinstance(n, Ref) else None)
        found = integer_polynomial(node)
        if found is None:
            raise NoMeaning("index", "no integer polynomial")
        return put(found, scope.indices)

    def whole(self, node: Node | str | None, default: int, scope: Scope) -> Dim:
        """An option that is a whole number."""
        return self.index(node, scope) if isinstance(node, Node) else Dim.of(default)

    def full_place(self, items: Sequence[Node | Slice], place: Place, scope: Scope) -> Place:
        """The place in the base of `base[items]` for a place in the result."""
        rest = list(place)
        found: list[Dim] = []
        for item in items:
            if isinstance(item, Node):
                found.append(self.index(item, scope))
                continue
            own = rest.pop(0)
            if item.lower is not None:
                own = own + self.index(item.lower, scope) - Dim.ONE
            found.append(own)
        return (*found, *rest)

    @contextmanager
    def over(self, *lengths: Dim) -> Iterator[tuple[Dim, ...]]:
        """Fresh indices that are known to run through `1..length` inside of the block."""
        names = [self.x.fresh() for _ in lengths]
        with self.x.given(within_shape(names, lengths)):
            yield tuple(map(Dim.of, names))

    def summed(self, lengths: Sequence[Dim], body: Callable[..., Form]) -> Form:
        """The sum of `body(*indices)` over indices `1..length`."""
        sure = all(self.x.facts.certain_range(Dim.ONE, d) for d in lengths)
        self.conditional += not sure
        with self.over(*lengths) as at:
            total = body(*at)
        self.conditional -= not sure
        for index, length in zip(at, lengths, strict=True):
            (name,) = names_in(index)
            total = self.x.sum(total, name, Dim.ONE, length)
        return total

    def abstract(self, node: Node, scope: Scope) -> Abstract:
        """An array argument as a function of its indices."""
        shape = self.shape(node, scope)
        return self.function(shape, lambda *at: self.entry(node, at, scope))

    def function(self, shape: Shape, body: Callable[..., Form]) -> Abstract:
        with self.over(*shape) as at:
            form = body(*at)
        return self.x.abstract([n for d in at for n in names_in(d)], shape, form)

    def atom(self, op: str, args: Sequence[Abstract], place: Place = (), data: Sequence[str] = ()) -> Form:
        """An operator on arrays that is not taken apart: equal arguments, equal values."""
        self.guarded |= self.conditional > 0
        return self.x.made_form(Factor(kind="atom", name=op, at=place, args=tuple(args), data=tuple(data)))


__all__ = ["At", "Bind", "Call", "Cell", "Derive", "Place", "Reader", "Row", "Scope"]
