"""A pattern with typed variables against a term: what stands for each variable, the sizes in the types included.

Sizes are found from shapes; `F(t)` with a variable function F stands for any term in which the bound t may occur.
Nothing that is put for a variable may mention a name that is bound around its place, save through such a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from proofcheck.inference.matching import number, put, put_in_types, same
from proofcheck.language.dims import expression, is_integer, polynomial
from proofcheck.language.statement import Given
from proofcheck.language.tree import (
    Apply,
    Bind,
    Call,
    Derive,
    Index,
    Node,
    Num,
    Range,
    Slice,
    Var,
    children,
    free_names,
    rebuild,
    walk,
)
from proofcheck.language.types import INTEGER, Array, Atom, Dim, Kind, Scalar, Type

_REAL = (Kind.REAL, Kind.INTEGER)


@dataclass(slots=True)
class Binding:
    """What stands for the variables: nodes, sizes as polynomials, functions as a bound name and a body."""

    types: dict[str, Type]
    nodes: dict[str, Node] = field(default_factory=dict)
    sizes: dict[str, Dim] = field(default_factory=dict)
    functions: dict[str, tuple[str, Node]] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)  # names bound in the pattern, and in the term
    lengths: list[str] = field(default_factory=list)  # sizes that are the length of an axis
    delayed: list[tuple[Dim, Dim]] = field(default_factory=list)

    @classmethod
    def of(cls, variables: Iterable[Given]) -> Binding:
        return cls(types={g.name: g.type for g in variables})

    def copy(self) -> Binding:
        return Binding(
            types=self.types,
            nodes=dict(self.nodes),
            sizes=dict(self.sizes),
            functions=dict(self.functions),
            bound=dict(self.bound),
            lengths=list(self.lengths),
            delayed=list(self.delayed),
        )

    def settled(self) -> bool:
        """Whether the integers whose comparison had to wait agree."""
        return all(put(p, self.sizes) == d and not self._open(p) for p, d in self.delayed)

    def _open(self, dim: Dim) -> bool:
        return any(isinstance(a, str) and a in self.types and a not in self.sizes for a in dim.atoms())

    def value(self, name: str) -> Node | None:
        if name in self.sizes:
            return expression(self.sizes[name])
        return self.nodes.get(name)

    def dimensions(self) -> list[Dim]:
        """The lengths of the axes that were found."""
        return list(dict.fromkeys(self.sizes[n] for n in self.lengths))


def unify(pattern: Node, term: Node, binding: Binding) -> bool:
    """Whether the term is the pattern with what `binding` says, which is extended on the way."""
    if is_integer(pattern.type) and not _structural(pattern):
        return is_integer(term.type) and _integers(pattern, term, binding)
    match pattern:
        case Var(name=name) if name in binding.bound:
            return isinstance(term, Var) and term.name == binding.bound[name]
        case Var(name=name) if name in binding.types:
            return _put(name, pattern.type, term, binding)
        case Call(function=name, args=(Var(name=at),)) if name in binding.types and at in binding.bound:
            return _put_function(name, binding.bound[at], pattern.type, term, binding)
        case Num():
            return number(pattern) == number(term) and number(term) is not None
        case Bind():
            return isinstance(term, Bind) and _binds(pattern, term, binding)
        case Apply():
            if not isinstance(term, Apply) or pattern.op != term.op or not _options(pattern, term):
                return False
        case Index():
            whole = [isinstance(i, Slice) for i in pattern.at]
            if not isinstance(term, Index) or whole != [isinstance(i, Slice) for i in term.at]:
                return False
        case Derive():
            if not isinstance(term, Derive) or _kind(pattern) != _kind(term):
                return False
        case _:
            return False
    mine, theirs = children(pattern), children(term)
    return len(mine) == len(theirs) and all(unify(p, t, binding) for p, t in zip(mine, theirs, strict=True))


def _kind(node: Derive) -> tuple[str, int, str]:
    return node.op, node.order, node.layout


def _options(pattern: Apply, term: Apply) -> bool:
    """Options of a pattern are words; a Euclidean norm of a vector may be written with or without its kind."""
    if any(isinstance(v, Node) for _, v in (*pattern.options, *term.options)):
        return False
    return pattern.options == term.options


def _structural(pattern: Node) -> bool:
    """Whether an integer pattern has parts that are no arithmetic of sizes, as `rank(A)`."""
    match pattern:
        case Num() | Var():
            return False
        case Apply(op="+" | "-" | "*" | "neg", args=args):
            return any(_structural(a) for a in args)
    return True


def _integers(pattern: Node, term: Node, binding: Binding) -> bool:
    mine, theirs = polynomial(pattern), polynomial(term)
    if mine is None or theirs is None:
        return False
    if isinstance(pattern, Var) and pattern.name in binding.bound:
        return theirs == Dim.of(binding.bound[pattern.name])
    if isinstance(pattern, Var) and pattern.name in binding.types and pattern.name not in binding.sizes:
        return _put_size(pattern.name, theirs, binding)
    binding.delayed.append((_renamed(mine, binding), theirs))
    return True


def _renamed(dim: Dim, binding: Binding) -> Dim:
    return put(dim, {p: Dim.of(t) for p, t in binding.bound.items()})


def _put_size(name: str, dim: Dim, binding: Binding) -> bool:
    if name in binding.sizes:
        return binding.sizes[name] == dim
    if _mentions(dim, binding):
        return False
    binding.sizes[name] = dim
    return True


def _mentions(dim: Dim, binding: Binding) -> bool:
    """Whether a polynomial has a name that is bound around it in the term."""
    inside = set(binding.bound.values())

    def names(atom: Atom) -> frozenset[str]:
        if isinstance(atom, str):
            return frozenset({atom})
        return free_names(atom.node) if isinstance(atom.node, Node) else frozenset(atom.text)

    return any(not inside.isdisjoint(names(a)) for a in dim.atoms()) if inside else False


def _put(name: str, type_: Type, term: Node, binding: Binding) -> bool:
    if name in binding.nodes:
        return same(binding.nodes[name], term)
    if not inside_free(term, binding) or not _fits(type_, term.type, binding):
        return False
    binding.nodes[name] = term
    return True


def inside_free(term: Node, binding: Binding) -> bool:
    return not binding.bound or free_names(term).isdisjoint(binding.bound.values())


def _fits(wanted: Type, given: Type, binding: Binding) -> bool:
    """Whether a type is an instance of the pattern's; sizes are found on the way."""
    match wanted, given:
        case (Scalar(kind=Kind.REAL), Scalar(kind=kind)):
            return kind in _REAL
        case (Array(shape=shape), Array(shape=lengths, kind=kind)) if kind in _REAL and len(shape) == len(lengths):
            return all(_length(p, d, binding) for p, d in zip(shape, lengths, strict=True))
    return False


def _length(pattern: Dim, dim: Dim, binding: Binding) -> bool:
    names = pattern.atoms()
    if len(names) == 1 and pattern == Dim.of(names[0]) and isinstance(names[0], str):
        binding.lengths.append(names[0])
        return _put_size(names[0], dim, binding)
    binding.delayed.append((pattern, dim))
    return not _mentions(dim, binding)


def _put_function(name: str, at: str, type_: Type, term: Node, binding: Binding) -> bool:
    if name in binding.functions:
        own, body = binding.functions[name]
        return same(put_in_types(body, {own: Var(type=INTEGER, name=at)}), term)
    others = set(binding.bound.values()) - {at}
    if not others.isdisjoint(free_names(term)) or not _fits(type_, term.type, binding):
        return False
    binding.functions[name] = (at, term)
    return True


def _binds(pattern: Bind, term: Bind, binding: Binding) -> bool:
    if pattern.op != term.op or len(pattern.binders) != len(term.binders):
        return False
    before = dict(binding.bound)
    for p, t in zip(pattern.binders, term.binders, strict=True):
        if not isinstance(p, Range) or not isinstance(t, Range) or p.step != t.step:
            return False
        if not unify(p.lower, t.lower, binding) or not unify(p.upper, t.upper, binding):
            return False
        binding.bound[p.name] = t.name
        if (p.filter is None) != (t.filter is None):
            return False
        if p.filter is not None and t.filter is not None and not unify(p.filter, t.filter, binding):
            return False
    agree = unify(pattern.body, term.body, binding)
    binding.bound = before
    return agree


def instance(pattern: Node, binding: Binding, rename: Callable[[str], str] | None = None) -> Node:
    """The pattern with what stands for its variables; `rename` chooses the names that it binds.

    Without it they are names that no claim can have, so that nothing that is put for a function is captured.
    Errors: KeyError where nothing stands for a variable.
    """
    if any(isinstance(part, Bind) for part in walk(pattern)):
        pattern = _bound_anew(pattern, rename or "{}°".format)
    sizes = binding.sizes

    def change(node: Node) -> Node:
        match node:
            case Var(name=name) if name in binding.nodes:
                return binding.nodes[name]
            case Var(name=name) if name in sizes:
                return expression(sizes[name])
            case Var(name=name) if name in binding.types:
                raise KeyError(name)
            case Call(function=name, args=(at,)) if name in binding.types:
                own, body = binding.functions[name]
                return put_in_types(body, {own: change(at)})
            case Apply() if is_integer(node.type) and not _structural(node):
                dim = polynomial(node)
                if dim is not None and not _free(dim, binding):
                    return expression(put(dim, sizes))
        return _typed(rebuild(node, change), binding)

    return change(pattern)


def _free(dim: Dim, binding: Binding) -> bool:
    return any(isinstance(a, str) and a in binding.types and a not in binding.sizes for a in dim.atoms())


def _bound_anew(pattern: Node, rename: Callable[[str], str]) -> Node:
    """The pattern with other bound names, before anything is put for its variables."""
    pattern = rebuild(pattern, lambda child: _bound_anew(child, rename))
    if not isinstance(pattern, Bind):
        return pattern
    names = {b.name: rename(b.name) for b in pattern.binders}
    inside = put_in_types(pattern, {old: Var(type=INTEGER, name=new) for old, new in names.items()})
    assert isinstance(inside, Bind)
    return replace(inside, binders=tuple(replace(b, name=names.get(b.name, b.name)) for b in inside.binders))


def _typed(node: Node, binding: Binding) -> Node:
    """The node with the shape and kind that its parts give it."""
    if not isinstance(node.type, Array):
        return node
    shape = tuple(put(d, binding.sizes) for d in node.type.shape)
    return node if shape == node.type.shape else replace(node, type=Array(shape, node.type.kind))
