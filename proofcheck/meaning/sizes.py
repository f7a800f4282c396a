"""The sizes of a claim as a region: what their domains, the shapes and the assumptions on sizes alone say of them.

Everything here is true of each admissible instance, so what is proved over the region holds for the claim; what cannot
be read as a linear condition is left out, which only makes the region larger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import Array, Dim, Kind, Opaque, Scalar
from proofcheck.meaning.casework import Uncounted, Undecided
from proofcheck.meaning.regions import Linear, Region, linear
from proofcheck.meaning.size_expressions import Reading
from proofcheck.meaning.summation import Stride

Sizes = Mapping[str, Dim]  # sizes written in others, as n = 2*m + 1


def is_size(given: Given) -> bool:
    return given.type == Scalar(Kind.INTEGER)


def context(claim: Claim, sizes: Sizes) -> Region:
    """The region of the admissible sizes, or a larger one."""
    region = Region()
    for given in claim.declared:
        if is_size(given):
            region = region.where(_domain(given, Reading(claim=claim, region=region, values=sizes)))
    for given in claim.declared:
        if isinstance(given.type, Array):
            region = region.where(_lengths(given.type, Reading(claim=claim, region=region, values=sizes)))
    for assumption in claim.assumptions:
        reading = Reading(claim=claim, region=region, values=sizes)
        region = region.where(*conditions(assumption, reading))
    products = [a for a in region.atoms() if isinstance(a, Opaque) and isinstance(a.node, Dim)]
    return region.where(Linear.name(p).plus(-1) for p in products if _factors_positive(p, region))


def _factors_positive(product: Opaque, region: Region) -> bool:
    assert isinstance(product.node, Dim)
    return all(region.entails(Linear.name(a).plus(-1)) for a in product.node.atoms())


def _try(reading: Reading, node: Node) -> Linear | None:
    try:
        return reading.linear(node)
    except (Uncounted, Undecided, Stride):
        return None


def _domain(given: Given, reading: Reading) -> Iterator[Linear]:
    domain = given.domain
    own = linear(reading.values.get(given.name, Dim.of(given.name)))
    assert own is not None
    low, high = (None if n is None else _try(reading, n) for n in (domain.lower, domain.upper))
    if low is not None:
        yield (own - low).plus(-1 if domain.lower_open else 0)
    if high is not None:
        yield (high - own).plus(-1 if domain.upper_open else 0)
    members = [_try(reading, m) for m in domain.members or ()]
    values = [m.constant for m in members if m is not None and not m.terms]
    if values and len(values) == len(members):
        yield own.plus(-min(values))
        yield own.scaled(-1).plus(max(values))


def _lengths(type_: Array, reading: Reading) -> Iterator[Linear]:
    """No length is negative."""
    for dim in type_.shape:
        try:
            form = linear(reading.dimension(dim))
        except (Uncounted, Undecided, Stride):
            continue
        if form is not None and form.terms:
            yield form


def conditions(node: Node, reading: Reading) -> tuple[tuple[Linear, ...], tuple[Linear, ...]]:
    """What an assumption says, as forms that are at least 0 and forms that are 0."""
    if isinstance(node, Apply) and node.op == "and":
        parts = [conditions(a, reading) for a in node.args]
        return tuple(f for least, _ in parts for f in least), tuple(f for _, zero in parts for f in zero)
    if not isinstance(node, Apply) or node.op not in ("==", "<", "<=", ">", ">=") or len(node.args) != 2:
        return (), ()
    left, right = (_try(reading, a) for a in node.args)
    if left is None or right is None:
        return (), ()
    gap = left - right
    match node.op:
        case "==":
            return (), (gap,)
        case "<" | "<=":
            return (gap.scaled(-1).plus(-1 if node.op == "<" else 0),), ()
    return (gap.plus(-1 if node.op == ">" else 0),), ()
