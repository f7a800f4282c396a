"""TRUSTED: reverse-mode differentiation, the derivative by a value as the sum over everything that reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from proofcheck.claim import Recurrence
from proofcheck.inference.context import Context
from proofcheck.inference.matching import same
from proofcheck.inference.recurrences.ancestors import Node as Target
from proofcheck.inference.recurrences.certain_reads import every_one_used, surely_read
from proofcheck.inference.recurrences.dependence import direct_reads, is_defined_value, reached, target
from proofcheck.inference.recurrences.derivative_terms import (
    explicit,
    is_total,
    is_turned,
    simplified,
    terms,
    through,
    transposed,
)
from proofcheck.inference.recurrences.reads import Read, Unclear, bodies, body_reads, own_names
from proofcheck.inference.recurrences.rules_recurrences import derivative_on_left
from proofcheck.inference.table import Rule
from proofcheck.language.tree import Bind, Cell, Derive, Node, Range, Ref, walk
from proofcheck.meaning.regions import Linear, Region

Premises = tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A reader, or readers under ranges: the term of the sum that stands for them."""

    reader: Node
    binders: tuple[Range, ...] = ()


def explicit_term(derivative: Derive) -> Node:
    """What the expression itself reads of it."""
    found = explicit(derivative.body, derivative.wrt)
    return transposed(found) if is_turned(derivative) else found


def reader_term(derivative: Derive, family: Family) -> Node:
    """What the readers contribute: the derivative by a reader times the reader's explicit derivative, summed."""
    body = through(derivative, family.reader, explicit(family.reader, derivative.wrt))
    body = simplified(body)
    if not family.binders:
        return body
    return Bind(type=body.type, op="sum", binders=family.binders, body=body)


def _adjoint(context: Context, premises: Premises, body: Node) -> bool:
    parts = derivative_on_left(body)
    if parts is None:
        return False
    derivative, right = parts
    families: list[Family] = []
    with_own = False
    for term in terms(right):
        if not with_own and same(term, explicit_term(derivative)):
            with_own = True
            continue
        family = _family(derivative, term)
        if family is None:
            return False
        families.append(family)
    try:
        return covers(context, derivative, families, with_own=with_own)
    except Unclear:
        return False


def _family(derivative: Derive, term: Node) -> Family | None:
    """The readers that a summand stands for."""
    binders: tuple[Range, ...] = ()
    inner = term
    if isinstance(term, Bind) and term.op == "sum":
        found = tuple(b for b in term.binders if isinstance(b, Range) and b.filter is None and abs(b.step) == 1)
        if len(found) == len(term.binders) and _reader(derivative, term.body) is not None:
            binders, inner = found, term.body
    reader = _reader(derivative, inner)
    if reader is None:
        return None
    family = Family(reader=reader, binders=binders)
    return family if same(reader_term(derivative, family), term) else None


def _reader(derivative: Derive, term: Node) -> Node | None:
    for node in walk(term):
        if isinstance(node, Derive) and is_total(node) and same(node.body, derivative.body):
            return node.wrt if isinstance(node.wrt, (Cell, Ref)) else None
    return None


def covers(context: Context, derivative: Derive, families: Sequence[Family], *, with_own: bool) -> bool:
    """Whether each way on which the body depends on what is derived by goes first through one of the families, once;
    and every member is evaluated where the body is. Errors: Unclear.
    """
    body, wrt = derivative.body, derivative.wrt
    node = target(context, wrt)
    places = [_Place.of(context, family) for family in families]
    if is_defined_value(body):
        whole = target(context, body)
        if whole.name == node.name and not _apart(context.region, whole, node):
            return False
        if any(p.name == whole.name and not _outside(context.region, p, whole) for p in places):
            return False
    start = direct_reads(context, body)
    if not with_own and any(not _meeting(r, node).empty for r in start):
        return False
    if any(not p.is_disjoint(q) for k, p in enumerate(places) for q in places[:k]):
        return False
    found = reached(context, start, node, node)
    if not all(p.name in found.bounds and _is_used(context, p, start, found.region(p.name)) for p in places):
        return False
    for name in found.names():
        if context.claim.definition_named(name) is not None:
            for read in body_reads(context.claim, name, found.region(name)):
                region = _meeting(read, node)
                own = _own(context, name)
                if not region.empty and not any(p.name == name and p.holds(region, own) for p in places):
                    return False
    return True


def _own(context: Context, name: str) -> tuple[Linear, ...]:
    definition = context.claim.definition_named(name)
    return tuple(map(Linear.name, own_names(definition))) if isinstance(definition, Recurrence) else ()


def _meeting(read: Read, node: Target) -> Region:
    """Where a read is of this node."""
    if read.name != node.name:
        return Region(zero=(Linear.number(1),))
    return read.region.where(zero=[a - b for a, b in zip(read.at, node.at, strict=True)])


def _apart(region: Region, a: Target, b: Target) -> bool:
    return bool(a.at) and region.where(zero=[x - y for x, y in zip(a.at, b.at, strict=True)]).empty


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The members of a family: cells `name[at]` at the points of a region, each at one point."""

    context: Context  # under the family's ranges
    name: str
    at: tuple[Linear, ...]
    bound: tuple[str, ...]

    @classmethod
    def of(cls, outer: Context, family: Family) -> _Place:
        """Errors: Unclear where members may come twice."""
        context = outer.under(family.binders)
        found = target(context, family.reader)
        bound = tuple(b.name for b in family.binders)
        for name in bound:
            axes = [form for form in found.at if form.coefficient(name)]
            alone = [f for f in axes if abs(f.coefficient(name)) == 1 and sum(a in bound for a, _ in f.terms) == 1]
            if len(axes) != 1 or len(alone) != 1:
                raise Unclear("members of a sum that may be the same")
        return cls(context=context, name=found.name, at=found.at, bound=bound)

    def holds(self, region: Region, own: Sequence[Linear]) -> bool:
        """Whether the cell `own` is a member, all over a region."""
        members = self.context.region
        equations = [a - i for a, i in zip(self.at, own, strict=True)]
        for name in self.bound:
            equation = next(e for e in equations if abs(e.coefficient(name)) == 1)
            c = equation.coefficient(name)
            value = (equation - Linear(((name, c),), 0)).scaled(-c)
            equations = [e.put(name, value) for e in equations]
            members = members.put(name, value)
        return all(region.fixes(e) for e in equations) and (
            all(region.entails(f) for f in members.least) and all(region.fixes(f) for f in members.zero)
        )

    def lies_in(self, box: Region, own: Sequence[Linear]) -> bool:
        """Whether every member lies in a region of the recurrence's own index names."""
        for form, value in zip(own, self.at, strict=True):
            ((name, _),) = form.terms
            box = box.put(name, value)
        region = self.context.region
        return all(region.fixes(f) for f in box.zero) and all(region.entails(f) for f in box.least)

    def is_disjoint(self, other: _Place) -> bool:
        """Whether two families have no member in common."""
        if self.name != other.name:
            return True
        fresh = {name: f"{name}'" for name in other.bound}
        region, at = other.context.region, other.at
        for old, new in fresh.items():
            region = region.put(old, Linear.name(new))
            at = tuple(form.put(old, Linear.name(new)) for form in at)
        both = self.context.region.meet(region)
        return bool(at) and both.where(zero=[a - b for a, b in zip(self.at, at, strict=True)]).empty


def _outside(region: Region, place: _Place, node: Target) -> bool:
    both = place.context.region.meet(region)
    return bool(place.at) and both.where(zero=[a - b for a, b in zip(place.at, node.at, strict=True)]).empty


def _is_used(context: Context, place: _Place, start: Sequence[Read], box: Region) -> bool:
    """Whether every member is certainly evaluated where the body is: at once, or with all cells that may be reached."""
    here = place.context
    member = Target(name=place.name, at=place.at)
    if here.region.empty or surely_read(here.claim, here.region, start, member):
        return True
    own = _own(context, place.name)
    cases = [box, *(part for _, part, _ in bodies(context.claim, place.name, box))] if own else []
    return any(place.lies_in(c, own) and every_one_used(context.claim, start, place.name, c) for c in cases)


RULES: tuple[Rule, ...] = (
    Rule(
        name="adjoint",
        check=_adjoint,
        statement=(
            "diff(y, v) == partial(y, v) + diff(y, u)*partial(u, v) + … over all cells and values u that read v;"
            " for vectors grad(y, u) @ partial(u, v)"
        ),
    ),
)
