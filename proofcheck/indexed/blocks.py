"""Axes of a length that is a product, as those of `kron` and `vec`: places in them as a block and a place inside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from proofcheck.indexed.indices import Facts, within
from proofcheck.language.tree import Apply, Derive, Node
from proofcheck.language.types import Dim, shape_of
from proofcheck.meaning import NoMeaning


def quotient(dim: Dim, by: Dim) -> Dim | None:
    """The exact quotient by a monomial, if there is one."""
    if len(by.terms) != 1:
        return None
    monomial, c = by.terms[0]
    terms = []
    for own, value in dim.terms:
        powers = dict(own)
        for atom, p in monomial:
            powers[atom] = powers.get(atom, 0) - p
        if any(p < 0 for p in powers.values()):
            return None
        terms.append((tuple((a, p) for a, p in own if powers[a]), powers, value / c))
    total = Dim(())
    for own, powers, value in terms:
        part = Dim.ONE.scaled(value)
        for atom, _ in own:
            for _ in range(powers[atom]):
                part = part * Dim.of(atom)
        total = total + part
    return total


def split_place(facts: Facts, place: Dim, block: Dim) -> tuple[Dim, Dim]:
    """`high` and `low` with `place == (high - 1)*block + low` and low in 1..block. Errors: NoMeaning."""
    if block == Dim.ONE:
        return place, Dim.ONE
    high, low = Dim(()), Dim(())
    for term in place.terms:
        one = Dim((term,))
        part = quotient(one, block) if block.constant is None else _numeric(one, block)
        if part is None:
            low = low + one
        else:
            high = high + part
    for shift in (0, -1, 1):
        inside = low - block.scaled(Fraction(shift))
        if all(map(facts.certain, within(inside, Dim.ONE, block))):
            return high + Dim.of(shift + 1), inside
    raise NoMeaning("kron", "an index that does not fall into blocks at sight")


def levels(length: Dim, sizes: Iterable[Dim]) -> tuple[Dim, ...]:
    """How many blocks of each level there are, the outermost first; their product is the length."""
    found: list[Dim] = []
    inner = Dim.ONE
    for size in sorted(set(sizes), key=lambda d: (sum(p for m, _ in d.terms for _, p in m), str(d))):
        count = quotient(size, inner)
        if size != length and count is not None and quotient(length, size) is not None:
            found.append(count)
            inner = size
    last = quotient(length, inner)
    assert last is not None
    return (last, *reversed(found))


def joined_place(at: Sequence[Dim], lengths: Sequence[Dim]) -> Dim:
    """The place in an axis, from the places in its levels of blocks."""
    place = at[0]
    for own, length in zip(at[1:], lengths[1:], strict=True):
        place = (place - Dim.ONE) * length + own
    return place


def _numeric(one: Dim, block: Dim) -> Dim | None:
    found = one.scaled(Fraction(1, block.constant or 1))
    return found if all(c.denominator == 1 for _, c in found.terms) else None


def block_sizes(node: Node, axis: int) -> frozenset[Dim]:
    """The sizes of the blocks, and of blocks of blocks, that an axis of an expression is made of."""
    match node:
        case Apply(op="kron", args=(a, b)):
            inner = shape_of(b.type)[axis]
            return frozenset((inner, *block_sizes(b, axis), *(s * inner for s in block_sizes(a, axis))))
        case Apply(op="vec", args=(a,)) if len(shape_of(a.type)) == 2:
            rows = shape_of(a.type)[0]
            return frozenset((rows, *block_sizes(a, 0), *(s * rows for s in block_sizes(a, 1))))
        case Apply(op="transpose", args=(a,)):
            return block_sizes(a, len(shape_of(a.type)) - 1 - axis)
        case Apply(op="@", args=(a, b)):
            first = len(shape_of(a.type)) - 1
            return block_sizes(a, axis) if axis < first else block_sizes(b, axis - first + 1)
        case Apply(op="outer", args=(a, b)):
            first = len(shape_of(a.type))
            return block_sizes(a, axis) if axis < first else block_sizes(b, axis - first)
        case Apply(op="diag", args=(a,)):
            return block_sizes(a, 0)
        case Derive(body=body) if axis < len(shape_of(body.type)):
            return block_sizes(body, axis)
        case Apply(args=args):
            same = [a for a in args if len(shape_of(a.type)) == len(shape_of(node.type))]
            return frozenset(s for a in same if axis < len(shape_of(a.type)) for s in block_sizes(a, axis))
    return frozenset()
