"""TRUSTED: sums and products over ranges in one plain form, and as those over shorter ranges and single terms.

Every rewriting is an equation that holds wherever the term before it has a value, and then the term after it has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import reduce

from proofcheck.inference.context import Context
from proofcheck.inference.depth.everywhere import has_value
from proofcheck.inference.matching import canonical, number, put_in_types
from proofcheck.language.dims import expression, integer_valued, is_integer, polynomial
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Bind, Node, Num, Range, bound_names, free_names, rebuild
from proofcheck.language.types import INTEGER, REAL, Array, Dim, Kind, Opaque, kind_of
from proofcheck.meaning.regions import Linear, linear
from proofcheck.meaning.summation import antidifference, mentions

FOLDS = ("sum", "product")
MOST_TERMS = 40  # taken off a range
_LONGEST = 12  # constant range that is written out
_PARTS = 12  # of a summand
_ROUNDS = 6

Kindred = tuple[str, Node, Dim, Dim]  # what sums have in common that differ by whole numbers of terms


def binary(op: str, a: Node, b: Node) -> Node:
    whole = is_integer(a.type) and is_integer(b.type) and op != "/"
    return Apply(type=INTEGER if whole else REAL, op=op, args=(a, b))


def total(parts: Iterable[Node], op: str = "+") -> Node:
    found = list(parts)
    return reduce(lambda a, b: binary(op, a, b), found) if found else literal(0 if op == "+" else 1)


def split_constant(dim: Dim) -> tuple[Dim, Fraction]:
    """A polynomial without its constant, and that."""
    constant = next((c for m, c in dim.terms if m == ()), Fraction(0))
    return dim - Dim.of(constant), constant


def is_fold(node: Node) -> bool:
    """Whether it is a sum or product of real scalars over one range, upwards and without a filter."""
    match node:
        case Bind(op=op, binders=(Range(step=1, filter=None),)) if op in FOLDS:
            return not isinstance(node.type, Array) and kind_of(node.type) in (Kind.INTEGER, Kind.REAL)
    return False


def plain(context: Context, node: Node) -> Node:
    """A term with its sums and products in plain form, the innermost first."""
    if not isinstance(node, Bind):
        return rebuild(node, lambda child: plain(context, child)) if not _binds(node) else node
    if node.op not in FOLDS or not all(isinstance(b, Range) for b in node.binders) or isinstance(node.type, Array):
        return node
    if len(node.binders) > 1:
        first, *others = node.binders
        return plain(context, replace(node, binders=(first,), body=replace(node, binders=tuple(others))))
    binder = node.binders[0]
    assert isinstance(binder, Range)
    if binder.filter is not None or abs(binder.step) != 1:
        return node
    if binder.step < 0:
        binder = replace(binder, lower=binder.upper, upper=binder.lower, step=1)
    body = plain(context.under((binder,)), node.body)
    node = _moved(replace(node, binders=(binder,), body=body))
    return _summed(context, node) if node.op == "sum" else node


def _binds(node: Node) -> bool:
    return bool(bound_names(node))


def ends_of(node: Node) -> tuple[Dim, Dim] | None:
    """The ends of the range as polynomials."""
    assert isinstance(node, Bind)
    binder = node.binders[0]
    assert isinstance(binder, Range)
    low, high = polynomial(binder.lower), polynomial(binder.upper)
    if low is None or high is None or not (is_integer(binder.lower.type) and is_integer(binder.upper.type)):
        return None
    return low, high


def over(node: Bind, low: Dim, high: Dim, body: Node | None = None) -> Bind:
    binder = node.binders[0]
    assert isinstance(binder, Range)
    moved = replace(binder, lower=expression(low), upper=expression(high))
    return replace(node, binders=(moved,), body=node.body if body is None else body)


def at(node: Bind, place: Dim) -> Node:
    """The term of a sum or product at a place."""
    return put_in_types(node.body, {node.binders[0].name: expression(place)})


def _moved(node: Bind) -> Bind:
    """With `n + k` as the index where the body knows the index k only so, and `n - k` likewise."""
    name, ends = node.binders[0].name, ends_of(node)
    if ends is None:
        return node
    for sign, rest in sorted(_companions(node.body, name), key=lambda c: (-c[0], split_constant(c[1])[1], str(c[1]))):
        if sign > 0 and not rest.terms:
            return node
        own = Dim.of(name) - rest if sign > 0 else rest - Dim.of(name)
        body = canonical(put_in_types(node.body, {name: expression(own)}))
        gone = {a for a in rest.atoms() if isinstance(a, str)}
        if not gone.isdisjoint(free_names(body)):
            continue
        low, high = ends
        return over(node, low + rest, high + rest, body) if sign > 0 else over(node, rest - high, rest - low, body)
    return node


def _companions(body: Node, name: str) -> Iterator[tuple[int, Dim]]:
    """What is added to the index, or of what it is taken away, in the integers of the body."""
    found: dict[tuple[int, Dim], None] = {}
    for dim in _whole_parts(body):
        own = [(m, c) for m, c in dim.terms if any(a == name for a, _ in m)]
        if len(own) == 1 and own[0][0] == ((name, 1),) and abs(own[0][1]) == 1:
            rest = Dim(tuple(t for t in dim.terms if t[0] != own[0][0]))
            if integer_valued(rest) and all(isinstance(a, str) for a in rest.atoms()):
                found[(1 if own[0][1] > 0 else -1, rest)] = None
    yield from found


def _whole_parts(body: Node) -> Iterator[Dim]:
    """The largest integers in a body."""
    dim = polynomial(body) if is_integer(body.type) else None
    if dim is not None and not has_opaque(dim):
        yield dim
        return
    for child in _below(body):
        yield from _whole_parts(child)


# sums by parts


def _summed(context: Context, node: Bind) -> Node:
    """Σ (c f + g) = c Σ f + Σ g for c without the index; of powers of the index in closed form."""
    name, ends = node.binders[0].name, ends_of(node)
    parts = list(_parts(node.body, name))
    if ends is None or len(parts) > _PARTS or not all(has_value(context, c) for cs, _ in parts for c in cs):
        return node
    gap = linear(ends[1] - ends[0])
    spans = gap is not None and context.region.entails(gap.plus(1))
    found: list[Node] = []
    plain_: list[tuple[Fraction, Node]] = []
    for coefficients, term in parts:
        value = _closed(term, name, *ends) if spans else None
        multiple = number(total(coefficients, "*"))
        if value is not None:
            found.append(total((*coefficients, value), "*"))
        elif multiple is not None:
            plain_.append((multiple, term))
        else:
            found.append(total((*coefficients, replace(node, body=term)), "*"))
    if len(plain_) == 1:
        found.append(_times(plain_[0][0], replace(node, body=plain_[0][1])))
    elif plain_:
        found.append(replace(node, body=total(_times(c, t) for c, t in plain_)))
    return total(found)


def _times(multiple: Fraction, node: Node) -> Node:
    return node if multiple == 1 else binary("*", literal(multiple), node)


def _parts(body: Node, name: str) -> Iterator[tuple[tuple[Node, ...], Node]]:
    """A body as a sum of products of coefficients without the index, and a term."""
    match body:
        case Apply(op="+", args=(a, b)):
            yield from _parts(a, name)
            yield from _parts(b, name)
        case Apply(op="-", args=(a, b)):
            yield from _parts(a, name)
            yield from (((literal(-1), *cs), t) for cs, t in _parts(b, name))
        case Apply(op="neg", args=(a,)):
            yield from (((literal(-1), *cs), t) for cs, t in _parts(a, name))
        case Apply(op="*", args=(a, b)) if name not in free_names(a):
            yield from (((a, *cs), t) for cs, t in _parts(b, name))
        case Apply(op="*", args=(a, b)) if name not in free_names(b):
            yield from (((b, *cs), t) for cs, t in _parts(a, name))
        case Apply(op="/", args=(a, b)) if name not in free_names(b):
            inverse = Apply(type=REAL, op="/", args=(literal(1), b))
            yield from (((inverse, *cs), t) for cs, t in _parts(a, name))
        case Apply(op="/", args=(a, b)) if name not in free_names(a) and not isinstance(a, Num):
            yield (a,), Apply(type=REAL, op="/", args=(literal(1), b))
        case _:
            yield (), body


def _closed(term: Node, name: str, low: Dim, high: Dim) -> Node | None:
    """The sum of a polynomial in the index from low to high, where low - 1 <= high."""
    dim = polynomial(term) if is_integer(term.type) else None
    if dim is None or any(mentions(a, name) for a in dim.atoms()):
        return None
    primitive = antidifference(dim, name)

    def value(place: Dim) -> Dim:
        values = {name: expression(place)}
        found = polynomial(put_in_types(expression(primitive), values))
        assert found is not None
        return found

    return expression(value(high) - value(low - Dim.ONE))


# terms taken off


def opened(context: Context, formulas: tuple[Node, ...]) -> tuple[Node, ...]:
    """Formulas with the sums of one kind over the shortest of their ranges, and the terms that others have more."""
    now = tuple(plain(context, f) for f in formulas)
    for _ in range(_ROUNDS):
        bases = _bases(context, now)
        after = tuple(_shortened(context, f, bases) for f in now)
        if after == now:
            break
        now = after
    return now


def outermost(node: Node) -> Iterator[Bind]:
    """The sums and products of a formula that stand in no other one."""
    if is_fold(node):
        assert isinstance(node, Bind)
        yield node
    elif not _binds(node):
        for child in _below(node):
            yield from outermost(child)


def _below(node: Node) -> list[Node]:
    found: list[Node] = []
    rebuild(node, lambda child: found.append(child) or child)  # type: ignore[func-returns-value]
    return found


def _kindred(node: Bind, low: Dim, high: Dim) -> Kindred:
    shape = over(node, Dim.of(0), Dim.of(0))
    return node.op, as_reals(shape), split_constant(low)[0], split_constant(high)[0]


def as_reals(node: Node) -> Node:
    """The canonical term with whole powers of numbers as reals: `(-1)**(k - 1)` is declared an integer where k >= 1 is
    known, else a real. Not in exponents, where that matters.
    """
    return canonical(_of_reals(node))


def _of_reals(node: Node) -> Node:
    match node:
        case Apply(op="**", args=(base, exponent)) if is_integer(exponent.type) and number(exponent) is None:
            return replace(node, type=REAL if number(base) is not None else node.type, args=(_of_reals(base), exponent))
        case Apply(op="+" | "-" | "*" | "/" | "neg", args=args):
            inner = tuple(map(_of_reals, args))
            return replace(node, type=REAL if any(a.type == REAL for a in inner) else node.type, args=inner)
        case Bind(op="sum" | "product", body=body) if not isinstance(node.type, Array):
            inside = _of_reals(body)
            return replace(node, type=inside.type, body=inside)
    return node


def _bases(context: Context, formulas: tuple[Node, ...]) -> dict[Kindred, tuple[Dim, Dim]]:
    """For each kind the range from the last beginning to the first end, where it is not turned round."""
    found: dict[Kindred, tuple[Dim, Dim]] = {}
    for formula in formulas:
        for node in outermost(formula):
            ends = ends_of(node)
            if ends is None:
                continue
            key = _kindred(node, *ends)
            low, high = found.get(key, ends)
            low = max(low, ends[0], key=lambda d: split_constant(d)[1])
            found[key] = low, min(high, ends[1], key=lambda d: split_constant(d)[1])
    return {key: ends for key, ends in found.items() if _spans(context, *ends)}


def _spans(context: Context, low: Dim, high: Dim) -> bool:
    gap = linear(high - low)
    return gap is not None and context.region.entails(gap.plus(1))


def _shortened(context: Context, node: Node, bases: dict[Kindred, tuple[Dim, Dim]]) -> Node:
    if is_fold(node):
        assert isinstance(node, Bind)
        return _taken_off(context, node, bases)
    if _binds(node):
        return node
    return rebuild(node, lambda child: _shortened(context, child, bases))


def _taken_off(context: Context, node: Bind, bases: dict[Kindred, tuple[Dim, Dim]]) -> Node:
    ends = ends_of(node)
    if ends is None:
        return node
    op = "+" if node.op == "sum" else "*"
    length = linear(ends[1] - ends[0])
    if length is not None and context.region.entails(length.scaled(-1).plus(-1)):
        return literal(0 if op == "+" else 1)
    if length is not None and not length.terms and length.constant < _LONGEST:
        return total((at(node, ends[0] + Dim.of(i)) for i in range(length.constant + 1)), op)
    base = bases.get(_kindred(node, *ends))
    if base is None:
        return node
    before, after = (base[0] - ends[0]).constant, (ends[1] - base[1]).constant
    if before is None or after is None or before + after > MOST_TERMS:
        return node
    terms = [at(node, ends[0] + Dim.of(i)) for i in range(before)]
    terms += [at(node, base[1] + Dim.of(i + 1)) for i in range(after)]
    if context.region.fixes(_length(base)):
        return total(terms, op)
    return total((over(node, *base), *terms), op)


def _length(ends: tuple[Dim, Dim]) -> Linear:
    found = linear(ends[1] - ends[0] + Dim.ONE)
    assert found is not None
    return found


def has_opaque(dim: Dim) -> bool:
    return any(isinstance(a, Opaque) for a in dim.atoms())
