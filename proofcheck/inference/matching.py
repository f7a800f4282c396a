"""Formulas compared: up to the names of bound variables and the form of integer polynomials, or against a pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from proofcheck.language.dims import expression, integer_valued, is_integer, polynomial, text
from proofcheck.language.dims import number as literal
from proofcheck.language.renaming import renamed
from proofcheck.language.tree import (
    Apply,
    Approach,
    At,
    Bind,
    Binder,
    Call,
    Cell,
    Derive,
    Index,
    Node,
    Num,
    Range,
    Ref,
    Slice,
    Var,
    Whole,
    bound_names,
    children,
    free_names,
    rebuild,
    substitute,
    walk,
)
from proofcheck.language.types import Array, Atom, Dim, Opaque, Type
from proofcheck.meaning import NoMeaning

_FLIPPED = {">=": "<=", ">": "<"}
Values = dict[str, Node]


def same(a: Node, b: Node) -> bool:
    """Whether two formulas say the same: equal up to bound names and places, `>=` for `<=`, `t-1+1` for `t`."""
    return a == b or canonical(a) == canonical(b)


@lru_cache(maxsize=4096)
def canonical(node: Node) -> Node:
    """The formula with bound names numbered in the order of binders, integers as polynomials, only `<` and `<=`."""
    return _plain(_numbered(node, [0]))


def _numbered(node: Node, count: list[int]) -> Node:
    if node.span is not None:  # opaque integers are known by their text
        node = replace(node, span=None)
    if isinstance(node, Apply) and node.op in _FLIPPED:  # first, so that the canonical formula of one is the same
        node = replace(node, op=_FLIPPED[node.op], args=node.args[::-1])
    for name in bound_names(node) if _renameable(node) else ():
        count[0] += 1
        node = _bound_as(node, name, f"#{count[0]}")
    return rebuild(node, lambda child: _numbered(child, count))


def _renameable(node: Node) -> bool:
    """Whether the names that a node binds may be others: `limit` and `at` bind a variable of the claim by its name,
    on which definitions inside may depend.
    """
    if isinstance(node, Bind) and not any(isinstance(b, Approach) for b in node.binders):
        return True
    return not any(isinstance(n, (Ref, Cell, Whole)) for n in walk(node))


def _bound_as(node: Node, old: str, new: str) -> Node:
    """Errors: NoMeaning where a definition in it may depend on the name."""
    if not _renameable(node):
        raise NoMeaning("bind", f"`{old}` has two meanings")
    if isinstance(node, At):
        return replace(node, name=new, body=renamed(node.body, old, new))
    assert isinstance(node, Bind)
    inside = rebuild(node, lambda child: renamed(child, old, new))
    assert isinstance(inside, Bind)
    binders = tuple(replace(b, name=new) if b.name == old else b for b in inside.binders)
    type_ = renamed(Var(type=node.type, name=""), old, new).type
    return replace(inside, binders=binders, type=type_)


def _plain(node: Node) -> Node:
    if isinstance(node, Num):
        return literal(node.value)
    if is_integer(node.type) and not isinstance(node, (Num, Var)):
        dim = polynomial(node)
        if dim is not None and integer_valued(dim):
            return _atoms_plain(expression(dim), node)
    node = rebuild(node, _plain)
    if isinstance(node, Apply) and node.op in _FLIPPED:
        return replace(node, op=_FLIPPED[node.op], args=node.args[::-1])
    return node


def _atoms_plain(node: Node, before: Node) -> Node:
    """The polynomial of an integer, its opaque parts made plain as well."""
    if node == before:
        return rebuild(node, _plain)
    return rebuild(node, lambda child: _atoms_plain(child, before) if isinstance(child, Apply) else child)


def number(node: Node) -> Fraction | None:
    """The value of a constant expression of + - * / and whole powers, else None."""
    match node:
        case Num(value=value):
            return value
        case Apply(op="neg", args=(a,)):
            inner = number(a)
            return None if inner is None else -inner
        case Apply(op="+" | "-" | "*" | "/" | "**" as op, args=(a, b)):
            left, right = number(a), number(b)
            return None if left is None or right is None else _computed(op, left, right)
    return None


def _computed(op: str, left: Fraction, right: Fraction) -> Fraction | None:
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right if right else None
    whole = right.denominator == 1 and abs(right) <= 64
    return left ** int(right) if whole and (left or right >= 0) else None


def match(pattern: Node, names: Iterable[str], node: Node) -> Values | None:
    """What to put for `names` in the pattern so that it says the same as the node; None where nothing was found."""
    open_ = frozenset(names)
    found: Values = {}
    if not _match(canonical(pattern), canonical(node), open_, found):
        return None
    try:
        return found if same(put_in_types(pattern, found), node) else None
    except NoMeaning:
        return None


def _match(p: Node, n: Node, names: frozenset[str], found: Values) -> bool:
    if isinstance(p, Var) and p.name in names:
        if p.name in found:
            return same(found[p.name], n)
        if any(isinstance(part, Var) and part.name.startswith("#") for part in walk(n)):
            return False
        found[p.name] = n
        return True
    if is_integer(p.type) and is_integer(n.type) and _solved(p, n, names, found):
        return True
    if type(p) is not type(n) or not _alike(p, n):
        return False
    mine, theirs = children(p), children(n)
    if len(mine) != len(theirs):
        return False
    # what fixes the names plainly first: integer polynomials may need them
    order = sorted(range(len(mine)), key=lambda k: is_integer(mine[k].type))
    return all(_match(mine[k], theirs[k], names, found) for k in order)


def _alike(p: Node, n: Node) -> bool:
    """Whether two nodes of one class agree in all but their parts."""
    match p, n:
        case (Num(value=a), Num(value=b)):
            return a == b
        case (Apply(), Apply()):
            plain = [(k, v if isinstance(v, str) else None) for k, v in p.options]
            return p.op == n.op and plain == [(k, v if isinstance(v, str) else None) for k, v in n.options]
        case (Bind(), Bind()):
            return p.op == n.op and [_binder(b) for b in p.binders] == [_binder(b) for b in n.binders]
        case (Derive(), Derive()):
            return (p.op, p.order, p.layout) == (n.op, n.order, n.layout)
        case (Index(), Index()):
            return [_item(i) for i in p.at] == [_item(i) for i in n.at]
        case (Call(), Call()):
            return p.function == n.function and (p.index is None) == (n.index is None)
        case (Var(), Var()) | (Ref(), Ref()) | (Cell(), Cell()) | (Whole(), Whole()) | (At(), At()):
            return bool(p.name == n.name)  # type: ignore[attr-defined]
    return False


def _binder(b: Binder) -> tuple[object, ...]:
    step = (b.step, b.filter is None) if isinstance(b, Range) else ()
    return (type(b), b.name, *step)


def _item(item: Node | Slice) -> object:
    return (item.lower is None, item.upper is None) if isinstance(item, Slice) else 0


def _solved(p: Node, n: Node, names: frozenset[str], found: Values) -> bool:
    """Whether two integers agree once a single open name, linear with coefficient ±1, is solved for."""
    left, right = polynomial(p), polynomial(n)
    if left is None or right is None:
        return False
    left = put(left, {name: d for name, v in found.items() if (d := polynomial(v)) is not None})
    open_ = [a for a in left.atoms() if isinstance(a, str) and a in names and a not in found]
    if not open_:  # an open name inside of an opaque part is found in there
        return left == right and not (free_names(p) & names) - found.keys()
    if len(open_) > 1:
        return False
    name = open_[0]
    terms = [(m, c) for m, c in left.terms if any(a == name for a, _ in m)]
    if len(terms) != 1 or terms[0][0] != ((name, 1),) or abs(terms[0][1]) != 1:
        return False
    rest = Dim(tuple(t for t in left.terms if t != terms[0]))
    value = (right - rest).scaled(terms[0][1])
    if not integer_valued(value) or any(isinstance(a, str) and a.startswith("#") for a in value.atoms()):
        return False
    found[name] = expression(value)
    return True


def put(dim: Dim, values: dict[str, Dim]) -> Dim:
    """The polynomial with polynomials for names."""
    if not values or not any(a in values for a in dim.atoms()):
        return dim
    total = Dim.of(0)
    for monomial, coefficient in dim.terms:
        term = Dim.of(coefficient)
        for atom, power in monomial:
            factor = values.get(atom, Dim.of(atom)) if isinstance(atom, str) else Dim.of(atom)
            for _ in range(power):
                term = term * factor
        total = total + term
    return total


def put_in_types(node: Node, values: Values) -> Node:
    """Substitution that captures nothing and reaches the shapes: with n for j, a `vector[j]` becomes a `vector[n]`.

    Errors: NoMeaning where a name would be captured by a binder that definitions inside know by that name.
    """
    taken = frozenset[str]().union(*map(free_names, values.values()))
    node = _apart(node, taken)
    dims = {name: d for name, v in values.items() if (d := polynomial(v)) is not None}

    def type_of(type_: Type) -> Type:
        if not isinstance(type_, Array):
            return type_
        return Array(tuple(_dim(d, dims, values) for d in type_.shape), type_.kind)

    def change(n: Node) -> Node:
        if isinstance(n, Var) and n.name in values:
            return values[n.name]
        n = rebuild(n, change)
        type_ = type_of(n.type)
        return n if type_ == n.type else replace(n, type=type_)

    return change(node)


def _apart(node: Node, taken: frozenset[str]) -> Node:
    """The tree with bound names that are taken bound under others."""
    for name in bound_names(node):
        if name in taken:
            node = _bound_as(node, name, f"{name}'")
    return rebuild(node, lambda child: _apart(child, taken))


def _dim(dim: Dim, dims: dict[str, Dim], values: Values) -> Dim:
    def atom(a: Atom) -> Atom:
        if isinstance(a, Opaque) and isinstance(a.node, Node):
            node = substitute(a.node, values)
            return a if node == a.node else Opaque(text(node), node)
        return a

    if any(isinstance(a, Opaque) for a in dim.atoms()):
        dim = Dim(tuple((tuple((atom(a), p) for a, p in m), c) for m, c in dim.terms))
    return put(dim, dims)


def parts(node: Node) -> Iterator[Node]:
    """The conjuncts of a formula."""
    if isinstance(node, Apply) and node.op == "and":
        for a in node.args:
            yield from parts(a)
    else:
        yield node


def directed(relation: Node) -> tuple[str, Node, Node] | None:
    """A relation as (`==`, `<` or `<=`, smaller side, larger side)."""
    if not isinstance(relation, Apply) or len(relation.args) != 2:
        return None
    a, b = relation.args
    match relation.op:
        case "==" | "<" | "<=":
            return relation.op, a, b
        case ">" | ">=":
            return relation.op.replace(">", "<"), b, a
    return None
