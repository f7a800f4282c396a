"""Derivatives and `at`: the graph is cut at what is derived by, derived symbolically, and put together again.

What is derived by becomes fresh variables in a world of its own; whatever depends on it, through definitions and
recurrences alike, is expanded again there. The fresh variables are then replaced by the values that they stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from proofcheck.language.tree import At, Cell, Derive, Index, Node, Num, Ref, Var, walk
from proofcheck.language.types import INTEGER
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.arrays import transposed
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Grid
from proofcheck.meaning.scope import Expands, Scope


@dataclass(frozen=True, slots=True)
class _Cut:
    """Fresh variables of the shape of what is derived by, their values, and the scope in which they stand for it."""

    leaves: Grid
    values: Grid
    scope: Scope


def expand_derive(x: Expands, node: Derive, scope: Scope) -> Grid:
    """`diff`: the shape of the body; `grad`: of what is derived by; `jacobian`, `hessian`: [out…, in…]."""
    moving = _moving(x, node.wrt, scope)
    if moving is not None:
        return _by_cases(x, node, scope, *moving)
    cut = _cut(x, node.wrt, scope, explicit=node.op == "partial")
    body = _explicit_body(x, node.body, cut.scope) if node.op == "partial" else x.expand(node.body, cut.scope)
    if node.op == "diff":
        found = list(body.entries)
        for _ in range(node.order):
            found = differentiate(x.graph, found, cut.leaves.scalar)
        return _rejoined(x, body.shape, found, cut)
    order = 2 if node.op == "hessian" else 1
    shape, found = body.shape, list(body.entries)
    for _ in range(order):
        columns = [differentiate(x.graph, found, leaf) for leaf in cut.leaves.entries]
        found = [column[i] for i in range(len(found)) for column in columns]
        shape = (*shape, *cut.leaves.shape)
    result = _rejoined(x, shape, found, cut)
    vectors = len(body.shape) == 1 and len(cut.leaves.shape) == 1
    return transposed(result) if vectors and node.layout == "denominator" and node.op == "jacobian" else result


def _moving(x: Expands, wrt: Node, scope: Scope) -> tuple[int, Entry, int] | None:
    """The first index of what is derived by that depends on the variables: its axis, the index, the axis' length."""
    if not isinstance(wrt, Index):
        return None
    for axis, item in enumerate(wrt.at):
        if isinstance(item, Node):
            place = x.expand(item, scope).scalar
            if place.constant is None:
                return axis, place, x.expand(wrt.base, scope).shape[axis]
    return None


def _by_cases(x: Expands, node: Derive, scope: Scope, axis: int, place: Entry, length: int) -> Grid:
    """The derivative by `x[place]`: the one by `x[k]` where `place == k`; the place is that before anything varies."""
    g, wrt = x.graph, node.wrt
    assert isinstance(wrt, Index)
    found: Grid | None = None
    for k in range(length, 0, -1):
        at = (*wrt.at[:axis], Num(type=INTEGER, value=Fraction(k)), *wrt.at[axis + 1 :])
        one = expand_derive(x, replace(node, wrt=replace(wrt, at=at)), scope)
        here, outside = g.make("==", place, g.num(k)), g.undefined(f"an index outside 1..{length}")
        rest = (outside,) * len(one.entries) if found is None else found.entries
        found = Grid(one.shape, tuple(g.choose(here, a, b) for a, b in zip(one.entries, rest, strict=True)))
    if found is None:
        raise NoMeaning(node.op, "by an entry outside the shape")
    return found


def _rejoined(x: Expands, shape: tuple[int, ...], found: Sequence[Entry], cut: _Cut) -> Grid:
    values = dict(zip(cut.leaves.entries, cut.values.entries, strict=True))
    return Grid(shape, tuple(x.graph.substitute(found, values)))


def _cut(x: Expands, wrt: Node, scope: Scope, explicit: bool) -> _Cut:
    base = wrt.base if isinstance(wrt, Index) else wrt
    values = x.expand(base, scope)
    places = _places(x, wrt, values, scope)
    chosen = tuple(int(str(p.data)) for p in places.entries if p.op == "num")

    def fresh() -> Grid:
        entries = list(values.entries)
        for p in chosen:
            entries[p] = x.graph.fresh(like=entries[p])
        return Grid(values.shape, tuple(entries))

    cut, inner = _overridden(x, base, scope, (chosen, explicit), fresh, explicit)
    if len(chosen) != len(places.entries):
        raise NoMeaning("diff", "by an entry outside the shape")
    leaves = Grid(places.shape, tuple(cut.entries[p] for p in chosen))
    return _Cut(leaves, Grid(places.shape, tuple(values.entries[p] for p in chosen)), inner)


def _places(x: Expands, wrt: Node, values: Grid, scope: Scope) -> Grid:
    """The flat places (0-based, as literals) that are derived by."""
    everywhere = Grid(values.shape, tuple(x.graph.num(k) for k in range(len(values.entries))))
    return x.indexed(everywhere, wrt.at, scope) if isinstance(wrt, Index) else everywhere


def _overridden(
    x: Expands, base: Node, scope: Scope, key: Hashable, fresh: Callable[[], Grid], explicit: bool
) -> tuple[Grid, Scope]:
    """The grid with fresh variables in it, and the scope where the base stands for it."""
    world = scope.world
    match base:
        case Var(name=name) if name in scope.local:
            inner = scope.within(world.child(("explicit",), explicit=True)) if explicit else scope
            grid = fresh()
            return grid, inner.bind(name, grid)
        case Var(name=name):
            child = world.children.get(("var", name, key)) or world.child(
                ("var", name, key), variables={name: fresh()}, explicit=explicit
            )
            return child.variables[name], scope.within(child)
        case Ref(name=name):
            child = world.children.get(("ref", name, key)) or world.child(
                ("ref", name, key), refs={name: fresh()}, explicit=explicit
            )
            return child.refs[name], scope.within(child)
        case Cell(name=name, at=at):
            cell = (name, tuple(x.whole(i, scope) for i in at))
            child = world.children.get(("cell", cell, key)) or world.child(
                ("cell", cell, key), cells={cell: fresh()}, explicit=explicit
            )
            return child.cells[cell], scope.within(child)
    raise NoMeaning("diff", "by something that is neither a variable nor a defined value")


def _explicit_body(x: Expands, node: Node, scope: Scope) -> Grid:
    """The defining body of what is derived, unfolded once; the world keeps every other definition fixed."""
    if isinstance(node, Index) and isinstance(node.base, (Ref, Cell)):
        return x.indexed(_explicit_body(x, node.base, scope), node.at, scope)
    body, inner = x.body_of(node, scope)
    return x.expand(body, inner)


def expand_at(x: Expands, node: At, scope: Scope) -> Grid:
    """The body with a variable replaced by a value, after every derivative in it is taken."""
    value = x.expand(node.value, scope)
    given = x.claim.given_named(node.name) is not None and node.name not in scope.local
    if given and node.name in x.sizes:
        world = scope.world.child(("at", node.name, value.entries), variables={node.name: value})
        return x.expand(node.body, scope.within(world))
    if not given and not _derives_by(node.body, node.name):
        return x.expand(node.body, scope.bind(node.name, value))
    if given:
        key = ("at", node.name, value.shape)
        world = scope.world.children.get(key) or scope.world.child(key, variables={node.name: _leaves(x, value)})
        leaves, inner = world.variables[node.name], scope.within(world)
    else:
        leaves = _leaves(x, value)
        inner = scope.bind(node.name, leaves)
    body = x.expand(node.body, inner)
    return _rejoined(x, body.shape, body.entries, _Cut(leaves, value, inner))


def _leaves(x: Expands, like: Grid) -> Grid:
    return replace(like, entries=tuple(x.graph.fresh(like=e) for e in like.entries))


def _derives_by(body: Node, name: str) -> bool:
    derived = (w for n in walk(body) if isinstance(n, Derive) for w in walk(n.wrt))
    return any(isinstance(w, Var) and w.name == name for w in derived)
