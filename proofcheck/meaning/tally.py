"""The work of a body for all cells of a region at once: operations and connections, each where it is done.

The rows are those of `cost`; the rules of when a product connects and when arithmetic is free are those of
`cells_body`. What comes out is a list of amounts, each a polynomial in the indices over a region of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.language.complexity import COUNTS
from proofcheck.language.tree import Apply, Bind, Call, Node
from proofcheck.language.types import Dim, shape_of
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.casework import Uncounted, by_cases, holds
from proofcheck.meaning.cells_body import MOVES
from proofcheck.meaning.cells_values import Part, joined, meets, roles, weight
from proofcheck.meaning.cost import Application, Axis, Numbers, binder_cost, connections_of, cost_of
from proofcheck.meaning.occurrences import Occurrence, occurrences
from proofcheck.meaning.regions import Linear, Region
from proofcheck.meaning.roles import Folded, Roles, fold, free
from proofcheck.meaning.size_expressions import Reading, linear_form, settled
from proofcheck.meaning.summation import Term, total

_SETTINGS = ("stride", "padding", "dilation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """`value` scalars of work at each point of `where`, whose bound names are `names`."""

    value: Dim
    where: Region
    names: tuple[str, ...] = ()


def numbers(region: Region) -> Numbers[Dim]:
    """The arithmetic of cost rows in one region. It raises Undecided where the region holds both cases."""

    def joins(n: Dim) -> Dim:
        return n - Dim.ONE if holds(region, linear_form(n - Dim.ONE)) else Dim(())

    def raises(n: Dim) -> Dim:
        return n - Dim.ONE if holds(region, linear_form(n - Dim.ONE)) else Dim(()) - n

    def taps(axis: Axis[Dim]) -> Dim:
        return _inside(axis, region)

    return Numbers(of=Dim.of, joins=joins, raises=raises, taps=taps)


def _inside(axis: Axis[Dim], region: Region) -> Dim:
    """How many pairs of an output place and a tap read the input proper: counted tap by tap where these are few."""
    output, tap = Linear.name("output#"), Linear.name("tap#")
    stride, dilation = axis.stride.constant, axis.dilation.constant
    if stride is None or (dilation is None and axis.kernel.constant is None):
        raise Uncounted("a convolution with a stride that is no number")
    kernel, places = axis.kernel.constant, linear_form(axis.output)
    low, length = linear_form(axis.padding), linear_form(axis.length)
    if kernel is not None and kernel <= 64:
        taps: list[tuple[Linear, Region, tuple[str, ...]]] = [
            (linear_form(axis.dilation.scaled(Fraction(k))), region, ()) for k in range(kernel)
        ]
    else:
        taps = [(tap.scaled(dilation or 0), region.where((tap, linear_form(axis.kernel).plus(-1) - tap)), ("tap#",))]
    found: list[Term] = []
    for shift, where, names in taps:
        place = output.scaled(stride) + shift
        inside = where.where((output, places.plus(-1) - output, place - low, (low + length).plus(-1) - place))
        found += total(inside, Dim.ONE, (*names, "output#"))
    return settled(found, region)


def application(node: Apply, reading: Reading) -> Application[Dim]:
    """An operator with its shapes as polynomials. Errors: Uncounted, Undecided, Stride."""
    kind = node.option("kind")
    options: Mapping[str, Dim] = {
        name: reading.number(value) for name, value in node.options if name in _SETTINGS and isinstance(value, Node)
    }
    return Application(
        op=node.op,
        arguments=[_shape(a, reading) for a in node.args],
        result=_shape(node, reading),
        numbers=numbers(reading.region),
        exponent=_exponent(node, reading) if node.op in ("**", "power") else None,
        options=options,
        kind=kind if isinstance(kind, str) else "",
    )


def _shape(node: Node, reading: Reading) -> tuple[Dim, ...]:
    return tuple(reading.dimension(d) for d in shape_of(node.type))


def _exponent(node: Apply, reading: Reading) -> Dim | None:
    """The exponent where it is a whole number; None for any other number."""
    found = reading.number(node.args[1])
    if any(c.denominator != 1 for _, c in found.terms):
        if found.atoms():
            raise Uncounted("an exponent that is a fraction of a size")
        return None
    return found


def amounts(roles_: Roles, top: Occurrence, count: str) -> Iterator[Amount]:
    """The work that evaluating a body does itself: `operations`, `multiplications` or `connections`.

    Errors: Uncounted, Stride.
    """
    for occurrence in occurrences(top):
        node = occurrence.node
        if isinstance(node, Call):
            _check_call(roles_, occurrence, node, count)
        elif isinstance(node, Bind):
            yield from _folded(roles_, occurrence, node, count)
        elif isinstance(node, Apply) and node.op not in COUNTS and node.op not in MOVES and node.op != "if":
            yield from _applied(roles_, occurrence, node, count)


def _check_call(roles_: Roles, top: Occurrence, node: Call, count: str) -> None:
    if count != "connections":
        raise Uncounted("an arbitrary function has no cost")
    if any(part.role.weight for _, args in roles_.arguments(top, node) for part in args):
        raise Uncounted("an arbitrary function of parameters")


def _applied(roles_: Roles, top: Occurrence, node: Apply, count: str) -> Iterator[Amount]:
    cases = roles_.arguments(top, node)
    values = [(part, _own(node, args, top.reading, part, count)) for part, args in cases]
    found = [(region, value) for _, pieces in values for region, value in pieces]
    if len({value for _, value in found}) == 1:
        found = [(top.region, found[0][1])]
    yield from (Amount(value=value, where=region, names=top.names) for region, value in found if value.terms)


def _own(node: Apply, args: Sequence[Part], reading: Reading, region: Region, count: str) -> list[tuple[Region, Dim]]:
    """What one application costs or connects, in each part of a region where its arguments are of these kinds."""
    if free(node, args):
        return [(region, Dim(()))]
    if count == "connections":
        met = roles(node.op, args)
        if not meets(met):
            return [(region, Dim(()))]
        if any(a.mixed for a in args):
            raise Uncounted("an array of weights and data side by side")

    def value(part: Region) -> Dim:
        use = application(node, reading.within(part))
        try:
            if count == "connections":
                return connections_of(use, roles(node.op, args))
            cost = cost_of(use)
        except NoMeaning as hole:
            raise Uncounted(str(hole)) from None
        return cost.multiplications if count == "multiplications" else cost.multiplications + cost.additions

    return by_cases(region, value)


def _folded(roles_: Roles, top: Occurrence, node: Bind, count: str) -> Iterator[Amount]:
    """What joins the terms of a binder, T - 1 joints of T terms; or the weights among them that meet data."""
    if node.op == "array":
        return
    found = roles_.folded(top, node)
    for region, kinds in found.kinds:
        if count == "connections":
            yield from _weights(node, found, region, kinds, top)
        elif not fold(node, kinds).known or shape_of(node.type):
            yield from _joints(node, found, region, top, count)


def _joints(node: Bind, found: Folded, region: Region, top: Occurrence, count: str) -> Iterator[Amount]:
    cost = binder_cost(node.op, Dim.of(2), _shape(node, top.reading), numbers(region))
    joint = cost.multiplications if count == "multiplications" else cost.multiplications + cost.additions
    if not joint.terms:
        return
    nowhere = [region]
    for term in found.terms:
        yield Amount(value=joint, where=term.where.meet(region), names=term.names)
        nowhere = [r for left in nowhere for r in left.without(term.outer)]
    yield Amount(value=joint.scaled(Fraction(-1)), where=region, names=top.names)
    yield from (Amount(value=joint, where=left, names=top.names) for left in nowhere)


def _weights(node: Bind, found: Folded, region: Region, kinds: frozenset[Part], top: Occurrence) -> Iterator[Amount]:
    """Terms that are weights alone, beside terms of data or of its border."""
    _, weights = joined(tuple(kinds))
    if not weights:
        return
    if node.op == "matprod":
        raise Uncounted("a product of parameters and data together")
    size = Dim.ONE
    for n in _shape(node, top.reading):
        size = size * n
    for term in found.terms:
        if weight(term.part.role):
            yield Amount(value=size, where=term.where.meet(region), names=term.names)
