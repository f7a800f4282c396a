"""Binders written out: sums, products, extremes, quantifiers, arrays and matrix products over ranges; expectations.

An empty sum is 0, an empty product 1, an empty `forall` true, an empty `exists` false, an empty extreme undefined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from proofcheck.language.tree import Bind, Draw, Range
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.arrays import MAX_SIZE, identity, matrix_product, scalar
from proofcheck.meaning.chances import expand_expectation
from proofcheck.meaning.graph import Entry, Graph, Grid
from proofcheck.meaning.integrals import expand_continuum
from proofcheck.meaning.scope import Expands, Scope

MAX_TERMS = 20_000


def expand_bind(x: Expands, node: Bind, scope: Scope) -> Grid:
    """The grid of a binder. Errors: NoMeaning for one over a continuum."""
    if node.op in ("E", "Var", "Cov") and all(isinstance(b, Draw) for b in node.binders):
        return expand_expectation(x, node, scope)
    continuum = expand_continuum(x, node, scope)
    if continuum is not None:
        return continuum
    if not all(isinstance(b, Range) for b in node.binders):
        raise NoMeaning(node.op, "over a continuum")
    if node.op == "array":
        return _array(x, node, scope)
    if node.op == "matprod":
        return _matrix_product(x, node, scope)
    return _folded(x, node, scope)


def _steps(x: Expands, binder: Range, scope: Scope) -> range:
    low, high = x.whole(binder.lower, scope), x.whole(binder.upper, scope)
    steps = range(low, high + 1 if binder.step > 0 else high - 1, binder.step)
    if len(steps) > MAX_TERMS:
        raise TooLarge(f"a range of {len(steps)} values")
    return steps


def _scopes(x: Expands, node: Bind, scope: Scope, depth: int = 0) -> Iterator[tuple[Scope, Entry]]:
    """Every choice of the bound variables, with the condition under which it counts."""
    if depth == len(node.binders):
        yield scope, x.graph.true
        return
    binder = node.binders[depth]
    if not isinstance(binder, Range):
        raise NoMeaning(node.op, "over a continuum")
    for i in _steps(x, binder, scope):
        inner = scope.bind(binder.name, scalar(x.graph.num(Fraction(i))))
        test = x.graph.true if binder.filter is None else x.expand(binder.filter, inner).scalar
        if test.constant is False:
            continue
        for last, other in _scopes(x, node, inner, depth + 1):
            yield last, x.graph.all((test, other))


def _folded(x: Expands, node: Bind, scope: Scope) -> Grid:
    g = x.graph
    parts: list[Grid] = []
    tests: list[Entry] = []
    for inner, test in _scopes(x, node, scope):
        if len(parts) >= MAX_TERMS:
            raise TooLarge(f"more than {MAX_TERMS} terms")
        tests.append(test)
        parts.append(_guarded(x, node, x.expand(node.body, inner), test))
    if node.op in ("forall", "exists"):
        items = [p.scalar for p in parts]
        return scalar(g.all(items) if node.op == "forall" else g.any(items))
    if node.op in ("max", "min"):
        if not all(test.constant is True for test in tests):
            return scalar(_extreme_of_some(g, node.op, [p.scalar for p in parts], tests))
        items = [p.scalar for p in parts]
        return scalar(g.make(node.op, *items) if len(items) > 1 else items[0] if items else g.undefined("no terms"))
    if node.op not in ("sum", "product"):
        raise NoMeaning(node.op)
    shape = parts[0].shape if parts else x.shape(node.type, scope)
    start = g.zero if node.op == "sum" else g.one
    total = Grid(shape, (start,) * len(parts[0].entries)) if parts else _filled(shape, start)
    combine = g.add if node.op == "sum" else g.mul
    for p in parts:
        total = Grid(shape, tuple(combine(a, b) for a, b in zip(total.entries, p.entries, strict=True)))
    return total


def _filled(shape: tuple[int, ...], value: Entry) -> Grid:
    size = 1
    for n in shape:
        size *= n
    return Grid(shape, (value,) * size)


def _extreme_of_some(g: Graph, op: str, items: Sequence[Entry], tests: Sequence[Entry]) -> Entry:
    """The extreme of the items whose test holds; undefined where none does."""
    best, some = g.undefined("no terms"), g.false
    for item, test in zip(items, tests, strict=True):
        better = g.choose(some, g.make(op, best, item), item) if some.constant is not False else item
        best, some = g.choose(test, better, best), g.any((some, test))
    return best


def _guarded(x: Expands, node: Bind, body: Grid, test: Entry) -> Grid:
    """A term that counts only where its filter holds."""
    if test.constant is True:
        return body
    g = x.graph
    match node.op:
        case "sum":
            return Grid(body.shape, tuple(g.choose(test, e, g.zero) for e in body.entries))
        case "product":
            return Grid(body.shape, tuple(g.choose(test, e, g.one) for e in body.entries))
        case "forall":
            return scalar(g.make("=>", test, body.scalar))
        case "exists":
            return scalar(g.all((test, body.scalar)))
        case "max" | "min":
            return body
    raise NoMeaning(node.op, "with a filter that depends on the variables")


def _array(x: Expands, node: Bind, scope: Scope) -> Grid:
    ranges = []
    for binder in node.binders:
        if not isinstance(binder, Range) or binder.filter is not None:
            raise NoMeaning("array", "with a filter")
        ranges.append(len(_steps(x, binder, scope)))
    parts: list[Grid] = []
    for inner, _ in _scopes(x, node, scope):
        parts.append(x.expand(node.body, inner))
        if len(parts) * len(parts[0].entries) > MAX_SIZE:
            raise TooLarge(f"an array of more than {MAX_SIZE} entries")
    if not parts:
        return Grid(x.shape(node.type, scope), ())
    return Grid((*ranges, *parts[0].shape), tuple(e for p in parts for e in p.entries))


def _matrix_product(x: Expands, node: Bind, scope: Scope) -> Grid:
    """From left to right; of nothing the identity."""
    total: Grid | None = None
    for inner, test in _scopes(x, node, scope):
        if test.constant is not True:
            raise NoMeaning("matprod", "with a filter that depends on the variables")
        factor = x.expand(node.body, inner)
        total = factor if total is None else matrix_product(x.graph, total, factor)
    return identity(x.graph, x.shape(node.type, scope)[0]) if total is None else total
