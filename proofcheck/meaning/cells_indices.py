"""Whole numbers and truth values that are known when the sizes are: indices, ranges, filters, conditions, shapes.

Plain arithmetic is done here; whatever else an index may hold is left to the expansion of the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from operator import add, eq, ge, gt, le, lt, mul, ne, neg, not_, sub

from proofcheck.claim import Definition, Given
from proofcheck.language.tree import (
    Apply,
    Binder,
    Call,
    Cell,
    Draw,
    Index,
    Node,
    Num,
    Over,
    Range,
    Ref,
    Slice,
    Var,
    children,
    walk,
)
from proofcheck.language.tree import Bind as Binding
from proofcheck.language.types import Array, Dim, Kind, Opaque, Scalar, Type
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.arrays import scalar
from proofcheck.meaning.graph import Grid
from proofcheck.meaning.scope import Expands, Scope

MAX_TERMS = 20_000

Plain = int | Fraction | bool


def _quotient(a: Fraction, b: Fraction) -> Fraction | None:
    return Fraction(a) / b if b else None


def _mod(a: Fraction, b: Fraction) -> Fraction | None:
    return a % b if b else None


_PLAIN: Mapping[str, Callable[..., Plain | None]] = {
    "+": add, "-": sub, "*": mul, "/": _quotient, "mod": _mod, "floor": floor, "ceil": ceil, "neg": neg, "not": not_,
    "==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge, "min": min, "max": max,
}  # fmt: skip
_UNARY = ("floor", "ceil", "neg", "not")


class Indices:
    """The integers of one expansion."""

    def __init__(self, x: Expands, limit: int) -> None:
        self.x = x
        self.steps = 0
        self._limit = limit
        self._givens = {g.name: g for g in x.claim.declared}
        self._static: dict[int, bool] = {}
        self._shapes: dict[int, tuple[int, ...]] = {}
        self._kept: list[object] = []  # what the keys above are the identities of

    def step(self) -> None:
        """Meter the walk. Errors: TooLarge."""
        self.steps += 1
        if self.steps > self._limit:
            raise TooLarge(f"a dataflow of more than {self._limit} steps")

    # Names

    def given(self, name: str) -> Given:
        if name not in self._givens:
            raise NoMeaning(name, "not known when the sizes are")
        return self._givens[name]

    def is_known(self, name: str, scope: Scope) -> bool:
        """Whether a variable is a size or a bound index."""
        if name in scope.local or name in scope.world.variables:
            grid = scope.local.get(name) or scope.world.variables[name]
            return grid.shape == () and grid.scalar.constant is not None
        return name in self.x.sizes

    def is_static(self, node: Node) -> bool:
        """Whether a tree mentions no variable but sizes and bound names: then it is known when they are."""
        found = self._static.get(id(node))
        if found is None:
            self._static[id(node)] = True  # a definition that reaches itself adds nothing
            self._kept.append(node)
            found = self._static[id(node)] = all(map(self._is_static_leaf, walk(node)))
        return found

    def _is_static_leaf(self, node: Node) -> bool:
        match node:
            case Var(name=name):
                given = self._givens.get(name)
                return given is None or given.type == Scalar(Kind.INTEGER)
            case Call():
                return False
            case Binding(binders=binders):
                return not any(isinstance(b, (Over, Draw)) for b in binders)
            case Ref(name=name) | Cell(name=name):
                definition = self.x.claim.definition_named(name)
                if definition is None:
                    return False
                if isinstance(definition, Definition):
                    return self.is_static(definition.body)
                return all(self.is_static(case.body) for case in definition.cases)
        return True

    # Values

    def plain(self, node: Node, scope: Scope) -> Plain | None:
        """The value of an expression in numbers and indices by plain arithmetic; None where it holds anything else."""
        match node:
            case Num(value=value):
                return value.numerator if value.denominator == 1 else value
            case Var(name=name):
                grid = scope.local.get(name) or scope.world.variables.get(name)
                return self.x.sizes.get(name) if grid is None else _constant(grid)
            case Apply(op="and" | "or" as op, args=args):
                for a in args:
                    truth = self.plain(a, scope)
                    if truth is None or truth is (op == "or"):
                        return truth
                return op == "and"
            case Apply(op=op, args=args) if op in _PLAIN:
                values = [self.plain(a, scope) for a in args]
                if None in values or (len(values) == 1) is not (op in _UNARY):
                    return None
                return _PLAIN[op](*values)
        return None

    def value(self, node: Node, scope: Scope) -> Plain | None:
        """The value of a scalar if it is a number or truth known when the sizes are."""
        found = self.plain(node, scope)
        if found is None and self.is_static(node) and not isinstance(node.type, Array):
            found = _constant(self.x.expand(node, scope))
        return found

    def whole(self, node: Node, scope: Scope) -> int:
        """Errors: NoMeaning where it is no whole number that is known when the sizes are."""
        value = self.exponent(node, scope)
        if value is None:
            raise NoMeaning("index", "not a whole number that is known when the sizes are")
        return value

    def exponent(self, node: Node, scope: Scope) -> int | None:
        """The whole number that a tree stands for, None where it is none or is not known."""
        value = self.value(node, scope)
        if value is None or isinstance(value, bool):
            return None
        return value if isinstance(value, int) else value.numerator if value.denominator == 1 else None

    def truth(self, node: Node, scope: Scope) -> bool | None:
        """The truth of a condition; None where it depends on the data."""
        value = self.value(node, scope)
        return value if isinstance(value, bool) else None

    def is_zero(self, node: Node, scope: Scope) -> bool:
        value = self.plain(node, scope)
        return value is not None and not isinstance(value, bool) and value == 0

    def shape(self, type_: Type, scope: Scope) -> tuple[int, ...]:
        """The shape of a type; remembered where only sizes count."""
        if not isinstance(type_, Array):
            return ()
        found = self._shapes.get(id(type_))
        if found is None:
            found = self.x.shape(type_, scope)
            if not scope.world.variables and not any(_local(dim, scope) for dim in type_.shape):
                self._kept.append(type_)
                self._shapes[id(type_)] = found
        return found

    def shape_of(self, node: Node, scope: Scope) -> tuple[int, ...]:
        """The shape of a value. Errors: IllFounded where it has none, a convolution of too short an input."""
        shape = self.shape(node.type, scope)
        self._check(node, scope)
        return shape

    def _check(self, node: Node, scope: Scope) -> None:
        """Convolutions at sight; those under binders are met when their terms are."""
        if isinstance(node, Apply) and node.op in ("conv1d", "conv2d") and 0 in self.shape(node.type, scope):
            raise IllFounded(f"`{node.op}` of an input shorter than the kernel")
        if isinstance(node, Ref):
            definition = self.x.claim.definition_named(node.name)
            if isinstance(definition, Definition):
                self._check(definition.body, Scope(scope.world))
        elif not isinstance(node, Binding) and not (isinstance(node, Apply) and node.op == "if"):
            for part in children(node):
                self._check(part, scope)

    def bind(self, scope: Scope, name: str, value: int) -> Scope:
        return scope.bind(name, scalar(self.x.graph.num(Fraction(value))))

    # Places in arrays

    def selection(self, node: Index, scope: Scope) -> tuple[frozenset[int] | None, ...]:
        """The places that an index takes along each axis (all, where the data choose one), None for a whole axis.

        Errors: IllFounded where one lies outside.
        """
        shape = self.shape(node.base.type, scope)
        found: list[frozenset[int] | None] = []
        for item, length in zip(node.at, shape, strict=False):
            places = self._places(item, length, scope)
            if places is not None and not all(1 <= i <= length for i in places):
                raise IllFounded(_outside(node, len(found), _far(places, length), shape))
            found.append(places)
        return tuple(found)

    def _places(self, item: Node | Slice, length: int, scope: Scope) -> frozenset[int] | None:
        ends = (item,) if isinstance(item, Node) else [e for e in (item.lower, item.upper) if e is not None]
        if not ends:
            return None
        if not all(map(self.is_static, ends)):
            return frozenset(range(1, length + 1))
        if isinstance(item, Node):
            return frozenset((self.whole(item, scope),))
        low = 1 if item.lower is None else self.whole(item.lower, scope)
        high = length if item.upper is None else self.whole(item.upper, scope)
        return frozenset(range(low, high + 1))


def _outside(node: Index, axis: int, place: int, shape: tuple[int, ...]) -> str:
    """What is wrong with an index, as far as it goes wrong."""
    name = f"`{node.base.name}`" if isinstance(node.base, Var) else "an array"
    sizes = " × ".join(map(str, shape))
    return f"{name} of {sizes} entries is read at {place} along axis {axis + 1}"


def _far(places: frozenset[int], length: int) -> int:
    return next(i for i in sorted(places) if not 1 <= i <= length)


def _constant(grid: Grid) -> Plain | None:
    """The number or truth that a scalar is, if it is known."""
    value = grid.scalar.constant if grid.shape == () else None
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return value if isinstance(value, (Fraction, bool)) else None


def _local(dim: Dim, scope: Scope) -> bool:
    """Whether a dimension may depend on bound names."""
    if not scope.local:
        return False
    return any(isinstance(atom, Opaque) or atom in scope.local for atom in dim.atoms())


def binder_choices(indices: Indices, binders: Sequence[Binder], scope: Scope) -> Iterator[Scope]:
    """Every choice of bound indices that the filters admit. Errors: NoMeaning, TooLarge."""
    if not binders:
        yield scope
        return
    binder, *rest = binders
    if not isinstance(binder, Range):
        raise NoMeaning(binder.name, "over a continuum")
    low, high = indices.whole(binder.lower, scope), indices.whole(binder.upper, scope)
    values = range(low, high + (1 if binder.step > 0 else -1), binder.step)
    if len(values) > MAX_TERMS:
        raise TooLarge(f"a range of {len(values)} values")
    for value in values:
        indices.step()
        inner = indices.bind(scope, binder.name, value)
        if binder.filter is not None:
            admitted = indices.truth(binder.filter, inner)
            if admitted is None:
                raise NoMeaning("if", "a filter that depends on the values")
            if not admitted:
                continue
        yield from binder_choices(indices, rest, inner)
