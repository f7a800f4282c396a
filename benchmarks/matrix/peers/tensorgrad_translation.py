"""From the typed tree to tensorgrad: an expression with a name for each of its axes becomes a tensor with these edges.

Names are given from the outside in, so no renaming stands between like terms. An index that is bound, or quantified, is
an edge of that name that the tensor carries along. Derivatives are taken by a plain variable, which is then replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from operator import mul

import tensorgrad.functions as F
from sympy import Symbol
from tensorgrad import Delta, Ones, Product, Sum, Tensor, Variable, Zero, function
from tensorgrad import Function as ApplyFunction

from benchmarks.matrix.peers.tensorgrad_axes import Edges, structures, unified
from benchmarks.matrix.peers.tensorgrad_operators import OPERATORS, Axes, constant
from benchmarks.matrix.peers.tensorgrad_variables import declared, plain
from benchmarks.outcome import Inexpressible
from proofcheck.claim import Claim, Definition, Given, Recurrence
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
    Range,
    Ref,
    Var,
    rebuild,
    substitute,
)
from proofcheck.language.types import INTEGER, Dim, Function, shape_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What names stand for here: variables that a derivative or `at` put in, and indices with their edges and sizes."""

    values: Mapping[str, Variable] = field(default_factory=dict)
    indices: Mapping[str, tuple[str, Symbol]] = field(default_factory=dict)
    replaced: Mapping[Node, Variable] = field(default_factory=dict)


class Translation:
    """One claim on its way to tensorgrad."""

    def __init__(self, claim: Claim, multiply: bool) -> None:
        self.claim = claim
        self.multiply = multiply  # whether squares are products, which expand, or powers, which combine
        self.edges = Edges()
        self._givens = {g.name: g for g in claim.given}
        self._definitions: dict[str, Definition | Recurrence] = {d.name: d for d in claim.definitions}
        self._variables: dict[str, Tensor] = {}

    def fresh(self, like: str = "e") -> str:
        return self.edges.fresh(like)

    def inner(self, node: Node) -> Axes:
        """Fresh names for the axes of an expression."""
        return tuple(map(self.edges.axis, structures(node, self.size)))

    def size(self, dim: Dim) -> Symbol:
        """A dimension as a symbol; sizes are opaque to the library, so `m*n` is a symbol of its own."""
        return Symbol(str(dim))

    def sides(self, left: Node, right: Node, quantified: tuple[Range, ...] = ()) -> tuple[Tensor, Tensor]:
        """Both sides over the same edges."""
        names = Names()
        for given in self.claim.given:
            if given.type == INTEGER and (size := self._whole_range(given)) is not None:
                names = self._with_index(names, given.name, given.name, size)
        for r in quantified:
            names = self._with_index(names, r.name, self.fresh("q"), self._length(r))
        first, second = structures(left, self.size), structures(right, self.size)
        axes = tuple(map(self.edges.axis, unified(first, second) if first and second else first or second))
        one, other = (self.of(side, axes if shape_of(side.type) else (), names) for side in (left, right))
        return one, other

    def _with_index(self, names: Names, name: str, edge: str, size: Symbol) -> Names:
        return replace(names, indices={**names.indices, name: (edge, size)})

    def _whole_range(self, given: Given) -> Symbol | None:
        """The size n of an integer that is declared `in 1..n`, which is then an index."""
        lower, upper = given.domain.lower, given.domain.upper
        if isinstance(lower, Num) and lower.value == 1 and isinstance(upper, Var):
            return Symbol(upper.name)
        return None

    def _length(self, r: Range) -> Symbol:
        """The length of a range that is a whole axis."""
        if isinstance(r.lower, Num) and r.lower.value == 1 and r.step == 1:
            if isinstance(r.upper, Var) and r.upper.name in self._givens:
                return Symbol(r.upper.name)
            if isinstance(r.upper, Num):
                return Symbol(str(r.upper.value))
        raise Inexpressible("a range that is no whole axis")

    def of(self, node: Node, axes: Axes, names: Names) -> Tensor:
        """The tensor whose edges are `axes`, one for each axis, and those of the indices that it depends on."""
        if node in names.replaced:
            return plain(names.replaced[node], self.edges.whole(*axes))
        match node:
            case Num(value=value):
                return constant(value)
            case Var(name=name):
                return self._variable(name, axes, names)
            case Ref(name=name):
                found = self._definitions[name]
                assert isinstance(found, Definition)
                return self.of(found.body, axes, names)
            case Cell():
                return self.of(self._cell(node), axes, names)
            case Index():
                return self._entry(node, axes, names)
            case Derive():
                return self._derivative(node, axes, names)
            case At(name=name, value=value, body=body):
                return self._at(name, value, body, axes, names)
            case Call():
                return self._call(node, axes, names)
            case Bind(op=op, binders=binders, body=body):
                return self._bound(op, binders, body, axes, names)
            case Apply(op=op):
                rule = OPERATORS.get(op)
                if rule is None:
                    raise Inexpressible(f"`{op}`")
                return rule(self, node, axes, names)
        raise Inexpressible(type(node).__name__)

    def _variable(self, name: str, axes: Axes, names: Names) -> Tensor:
        if name in names.values:
            return plain(names.values[name], self.edges.whole(*axes))
        if name in names.indices:
            raise Inexpressible("an index as a number")
        given = self._givens.get(name)
        if given is None:
            raise Inexpressible(f"`{name}`")
        if given.type == INTEGER:
            return Delta(Symbol(name))  # of order 0: the size itself
        if name not in self._variables:
            self._variables[name] = declared(given, self.size)
        edges = tuple(self._variables[name].edges)
        return self._variables[name].rename(**dict(zip(edges, self.edges.whole(*axes), strict=True)))

    def _cell(self, node: Cell) -> Node:
        """The body of a cell at known places."""
        found = self._definitions[node.name]
        assert isinstance(found, Recurrence)
        at = [a.value for a in node.at if isinstance(a, Num)]
        if len(at) < len(node.at):
            raise Inexpressible("a recurrence at a symbolic place")
        for case in found.cases:
            places = list(zip(case.pattern, at, strict=True))
            if all(isinstance(p, str) or (isinstance(p, Num) and p.value == v) for p, v in places):
                return folded(
                    substitute(case.body, {p: Num(value=v, type=INTEGER) for p, v in places if isinstance(p, str)})
                )
        raise Inexpressible("a recurrence without a case")

    def _entry(self, node: Index, axes: Axes, names: Names) -> Tensor:
        """`base[i, :]`: the axes of the base are the edges of the indices, a repeated one through a copy tensor."""
        rest = iter(axes)
        wanted: list[str] = []
        copies: list[Tensor] = []
        for item, dim in zip(node.at, shape_of(node.base.type), strict=False):
            if isinstance(item, Var) and item.name in names.indices:
                edge, size = names.indices[item.name]
                inner = self.fresh()
                copies.append(Delta(size, edge, inner))
                wanted.append(inner)
                if size != self.size(dim):
                    raise Inexpressible("an index over another axis")
            elif isinstance(item, Node):
                raise Inexpressible("an index that is no bound name")
            elif item.lower is None and item.upper is None:
                wanted.append(next(rest))
            else:
                raise Inexpressible("a part of an axis")
        wanted.extend(rest)
        found = self.of(node.base, tuple(wanted), names)
        for delta in copies:
            edge, inner = tuple(delta.edges)
            found = F.dot(found, delta, (inner, inner)) if edge in found.edges else found @ delta
        return found

    def _bound(self, op: str, binders: tuple[object, ...], body: Node, axes: Axes, names: Names) -> Tensor:
        if op not in ("sum", "array") or not all(isinstance(b, Range) for b in binders):
            raise Inexpressible(f"`{op}` over a range")
        ranges = [b for b in binders if isinstance(b, Range)]
        edges = list(axes[: len(ranges)]) if op == "array" else [self.fresh("s") for _ in ranges]
        for r, edge in zip(ranges, edges, strict=True):
            names = self._with_index(names, r.name, edge, self._length(r))
        inner = axes[len(ranges) :] if op == "array" else axes
        found = self.of(body, inner, names)
        for r in ranges:
            if r.filter is not None:
                found = found * self.of(r.filter, (), names)
        missing = {e: self._length(r) for r, e in zip(ranges, edges, strict=True) if e not in found.edges}
        found = found @ Ones(**missing) if missing else found
        return F.sum(found, edges) if op == "sum" else found

    def _cut(self, wrt: Node, names: Names) -> tuple[Variable, Tensor, Names]:
        """A plain variable for what is derived by, its value over the same edges, and the names that put it in."""
        edges = tuple(self.fresh("d") for _ in shape_of(wrt.type))
        shape = {e: self.size(d) for e, d in zip(edges, shape_of(wrt.type), strict=True)}
        variable = Variable(self.fresh("by"), **shape)
        value = self.of(wrt, edges, names)
        if isinstance(wrt, Var):
            names = replace(names, values={**names.values, wrt.name: variable})
        else:
            names = replace(names, replaced={**names.replaced, wrt: variable})
        return variable, value, names

    def _derivative(self, node: Derive, axes: Axes, names: Names) -> Tensor:
        if node.op == "partial":
            raise Inexpressible("`partial`")
        wrt, at = (node.wrt.base, node.wrt.at) if isinstance(node.wrt, Index) else (node.wrt, ())
        variable, value, inner = self._cut(wrt, names)
        outer, by = self._layout(node, axes, len(variable.edges))
        found = self.of(node.body, outer, inner)
        if at:
            return self._by_entry(node, at, found, variable, names).substitute(variable, value)
        edges = tuple(variable.edges)
        for group in by:
            found = found.grad(variable, dict(zip(edges, group, strict=True)))
        return found.full_simplify(expand=False).substitute(variable, value)

    def _layout(self, node: Derive, axes: Axes, rank: int) -> tuple[Axes, list[Axes]]:
        """The axes of the body, and for each derivative those of what is derived by."""
        body = len(shape_of(node.body.type))
        if node.op == "diff":
            return axes, [()] * node.order
        if node.op == "hessian":
            return (), [axes[:rank], axes[rank:]]
        if node.op == "jacobian" and node.layout == "denominator" and body == 1 and rank == 1:
            return axes[1:], [axes[:1]]
        return axes[:body], [axes[body:]]

    def _by_entry(self, node: Derive, at: object, found: Tensor, variable: Variable, names: Names) -> Tensor:
        """`diff(e, x[i])`: the derivative by the whole array, read at the index."""
        assert isinstance(at, tuple)
        if not all(isinstance(i, Var) and i.name in names.indices for i in at) or len(at) != len(variable.edges):
            raise Inexpressible("a derivative by an entry at a place that is no index")
        for _ in range(node.order):
            middle = {e: self.fresh() for e in variable.edges}
            found = found.grad(variable, middle).full_simplify(expand=False)
            for index, inner in zip(at, middle.values(), strict=True):
                edge, size = names.indices[index.name]
                delta = Delta(size, edge, inner)
                found = F.dot(found, delta, (inner, inner)) if edge in found.edges else found @ delta
        return found

    def _at(self, name: str, value: Node, body: Node, axes: Axes, names: Names) -> Tensor:
        """`body` with a variable replaced after its derivatives are taken; a scalar function goes entry by entry."""
        edges = tuple(self.fresh("d") for _ in shape_of(value.type))
        shape = {e: self.size(d) for e, d in zip(edges, shape_of(value.type), strict=True)}
        variable = Variable(self.fresh("at"), **shape)
        inner = replace(names, values={**names.values, name: variable})
        found = self.of(body, axes, inner).full_simplify(expand=False)
        by = self.of(value, edges, names)
        return found.substitute(variable, by) if by.edges == set(edges) else pointwise(found, variable, by)

    def _call(self, node: Call, axes: Axes, names: Names) -> Tensor:
        given = self._givens.get(node.function)
        if node.index is not None or given is None or not isinstance(given.type, Function):
            raise Inexpressible("a family of functions")
        shape = shape_of(given.type.result)
        made = tuple(f"r{k}" for k in range(len(shape)))
        inputs = []
        for argument in node.args:  # names of inputs and outputs belong to a function's identity: always the same
            edges = tuple(f"a{k}" for k in range(len(shape_of(argument.type))))
            inputs.append((self.of(argument, edges, names), *edges))
        found = function(node.function, {e: self.size(d) for e, d in zip(made, shape, strict=True)}, *inputs)
        return found.rename(**dict(zip(made, self.edges.whole(*axes), strict=True)))

    def zero(self, node: Node, axes: Axes) -> Tensor:
        sizes = {a: self.size(d) for a, d in zip(axes, shape_of(node.type), strict=True)}
        return Zero(_symmetries=None, **self.edges.missing(Product([]), sizes))


def folded(node: Node) -> Node:
    """The tree with arithmetic of whole numbers carried out, as in `h[3 - 1]`."""
    new = rebuild(node, folded)
    match new:
        case Apply(op="+" | "-" | "*" as op, args=(Num(value=a), Num(value=b))):
            value = {"+": a + b, "-": a - b, "*": a * b}[op]
            return Num(value=Fraction(value), type=new.type)
    return new


def pointwise(tensor: Tensor, variable: Variable, value: Tensor) -> Tensor:
    """A function of one number, at a number for each index: products become entrywise."""
    match tensor:
        case Sum():
            return Sum([pointwise(t, variable, value) for t in tensor.terms], tensor.weights)
        case Product() if not tensor.edges and all(not f.edges for f in tensor.factors):
            return reduce(mul, (pointwise(t, variable, value) for t in tensor.factors), Product([]))
        case ApplyFunction() if not tensor.edges:
            inputs = [pointwise(t, variable, value) for t in tensor.inputs]
            return ApplyFunction(tensor.signature, inputs, tensor.shape_out)
        case Variable() if tensor == variable:
            return value
    if not tensor.depends_on(variable):
        return tensor
    raise Inexpressible("a derivative at a value for each index")
