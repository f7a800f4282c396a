"""Rules on sums and products over ranges: closed forms, telescoping, first and last terms, counts of points."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from proofcheck.claim import Link
from proofcheck.inference.context import Context, closed
from proofcheck.inference.depth.closed_forms import Reader
from proofcheck.inference.depth.everywhere import has_value
from proofcheck.inference.depth.quotients import Power, Unread, rational
from proofcheck.inference.matching import directed, put_in_types
from proofcheck.inference.table import Rule
from proofcheck.language.dims import is_integer, polynomial
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Bind, Call, Cell, Node, Range, Ref, Var, free_names, walk
from proofcheck.language.types import INTEGER, Array, Dim, Opaque, shape_of
from proofcheck.meaning.regions import Linear
from proofcheck.meaning.size_relations import affirmed
from proofcheck.meaning.size_signs import nonnegative, positive


def _summation(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """Both sides have one closed form, or the smaller side's is smaller in every size."""
    relation = directed(body)
    if relation is None or any(isinstance(side.type, Array) for side in relation[1:]):
        return False
    op, low, high = relation
    reader = Reader(context=context, premises=premises)
    if reader.equal(low, high):
        return op != "<"
    return op != "==" and _ordered(reader, low, high, strict=op == "<")


def _ordered(reader: Reader, low: Node, high: Node, *, strict: bool) -> bool:
    """low ≤ high by the sign of the difference, with powers of primes as whole numbers that are at least 1."""
    try:
        gap = reader.read(high) - reader.read(low)
    except Unread:
        return False
    region = reader.context.region
    named: dict[Opaque, str] = {}
    for atom in dict.fromkeys((*gap.over.atoms(), *gap.under.atoms())):
        if isinstance(atom, str):
            given = reader.context.declared(atom)
            if given is not None and not is_integer(given.type):
                return False
            continue
        power = atom.node
        if not isinstance(power, Power) or not isinstance(power.base, int) or power.base < 2:
            return False
        if not nonnegative(Dim(((power.exponent, Fraction(1)),)), region):
            return False
        named[atom] = f"#{len(named)}"
        region = region.where((Linear.name(named[atom]).plus(-1),))
    over, under = (_put(d, named) for d in (gap.over, gap.under))
    if not positive(under, region):
        return False
    return (positive if strict else nonnegative)(over, region)


def _put(dim: Dim, named: dict[Opaque, str]) -> Dim:
    total = Dim(())
    for monomial, c in dim.terms:
        term = Dim.of(c)
        for atom, power in monomial:
            own = Dim.of(named[atom] if isinstance(atom, Opaque) and atom in named else atom)
            for _ in range(power):
                term = term * own
        total = total + term
    return total


def _telescoping(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """Σ_{i=a}^b f(i) = F(b) where F(a − 1) = 0 and F(b) − F(b − 1) = f(b); for products F(a − 1) = 1 and quotients."""
    if not isinstance(body, Apply) or body.op != "==":
        return False
    return any(
        isinstance(side, Bind) and side.op in ("sum", "product") and _telescopes(context, premises, side, other)
        for side, other in (body.args, body.args[::-1])
    )


def _telescopes(context: Context, premises: tuple[Node, ...], repeated: Bind, value: Node) -> bool:
    if len(repeated.binders) != 1 or isinstance(repeated.type, Array):
        return False
    binder = repeated.binders[0]
    if not isinstance(binder, Range) or binder.step != 1 or binder.filter is not None:
        return False
    size = _size_of(binder.upper)
    if size is None or not Reader(context=context, premises=premises).spans(binder.lower, binder.upper):
        return False
    name, extra = size
    if name in free_names(binder.lower) or name in free_names(repeated.body) or _in_types(repeated, value, name):
        return False

    def closed_form(last: Node) -> Node:
        """F at an end of the range, written in the name that the end has in the conclusion."""
        return put_in_types(value, {name: Apply(type=INTEGER, op="-", args=(last, literal(extra)))})

    before = closed_form(_less(binder.lower))
    unit = literal(0 if repeated.op == "sum" else 1)
    if not has_value(context, before) or not Reader(context=context, premises=premises).equal(before, unit):
        return False
    last = Var(type=INTEGER, name=f"{binder.name}#")
    place = context.under((replace(binder, name=last.name),))
    term = put_in_types(repeated.body, {binder.name: last})
    op = "+" if repeated.op == "sum" else "*"
    after = Apply(type=value.type, op=op, args=(closed_form(_less(last)), term))
    if not all(has_value(place, t) for t in (after, closed_form(last))):
        return False
    return Reader(context=place, premises=premises).equal(closed_form(last), after)


def _less(node: Node) -> Node:
    return Apply(type=INTEGER, op="-", args=(node, literal(1)))


def _size_of(upper: Node) -> tuple[str, int] | None:
    """(n, c) of an upper end n + c."""
    dim = polynomial(upper) if is_integer(upper.type) else None
    names = [] if dim is None else [a for a in dim.atoms() if isinstance(a, str)]
    if dim is None or len(names) != 1:
        return None
    extra = rational(dim - Dim.of(names[0]))
    return None if extra is None or extra.denominator != 1 else (names[0], int(extra))


def _in_types(repeated: Node, value: Node, name: str) -> bool:
    """Whether a shape depends on the name: an array along it is another one at another size."""
    dims = [d for top in (repeated, value) for n in walk(top) for d in shape_of(n.type)]
    definitions = any(isinstance(n, (Ref, Cell, Call)) for top in (repeated, value) for n in walk(top))
    return definitions or any(a == name or isinstance(a, Opaque) for d in dims for a in d.atoms())


def _counting(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """Relations between sizes and counts, for every size, by exact summation."""
    formula = closed(context, body)
    claim = replace(context.claim, links=(Link(node=formula, text=""),))
    return affirmed(claim) is not None


RULES = (
    Rule(
        name="summation",
        check=_summation,
        statement="Σ i^p r^i over a range in closed form (Faulhaber, geometric), then equal quotients of polynomials",
    ),
    Rule(
        name="telescoping",
        check=_telescoping,
        statement="F(a − 1) = 0 and F(j) = F(j − 1) + f(j) for a ≤ j ≤ b give Σ_{j=a}^b f(j) = F(b); likewise ∏",
    ),
    Rule(name="exact counting", check=_counting, statement="sums over integer points as polynomials in the sizes"),
)
