"""The index normal form of expressions of a claim, and whether two of them are equal for every size.

`equal` answers yes only if both sides have the same value wherever both have one; whether they are defined on the same
set is another question, that of `definedness`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from proofcheck.claim import Claim, Definition
from proofcheck.indexed import signs
from proofcheck.indexed.algebra import Algebra, within_shape
from proofcheck.indexed.assumptions import adjectives, zeros_of
from proofcheck.indexed.blocks import joined_place
from proofcheck.indexed.cancellation import Rules, Setting, cancels
from proofcheck.indexed.function_rules import RULES
from proofcheck.indexed.functions import apply
from proofcheck.indexed.indices import Condition, Facts, equal_places, within
from proofcheck.indexed.linear import ATOM_SLOPES, NO_RULES, Linear, joined
from proofcheck.indexed.makers import MAKERS
from proofcheck.indexed.powers import raised
from proofcheck.indexed.printing import Printer
from proofcheck.indexed.properties import FREE, properties_of
from proofcheck.indexed.reading import Reader, Scope
from proofcheck.indexed.reading_arrays import ROWS as ARRAY_ROWS
from proofcheck.indexed.reading_binders import bind
from proofcheck.indexed.reading_calculus import at, call, cell, derive
from proofcheck.indexed.reading_layers import ROWS as LAYER_ROWS
from proofcheck.indexed.reading_linear import ROWS as LINEAR_ROWS
from proofcheck.indexed.reading_norms import ROWS as NORM_ROWS
from proofcheck.indexed.repeated import POWER
from proofcheck.indexed.terms import Abstract, Factor, TooMany
from proofcheck.indexed.vanishing import vanishes
from proofcheck.language.dims import integer_polynomial
from proofcheck.language.tree import (
    Apply,
    At,
    Bind,
    Binder,
    Call,
    Cell,
    Derive,
    Domain,
    Index,
    Node,
    Num,
    Over,
    Ref,
    Var,
)
from proofcheck.language.types import Array, Dim, Kind, Opaque, Scalar, kind_of, shape_of
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.regions import Region

ROWS = {**ARRAY_ROWS, **LAYER_ROWS, **NORM_ROWS, **LINEAR_ROWS}
NODES = {Bind: bind, Derive: derive, At: at, Call: call, Cell: cell}
UNFOLDINGS = (0, 1, 8)


class Place(Protocol):
    """Where an expression stands: what `inference.context.Context` knows."""

    @property
    def claim(self) -> Claim: ...
    @property
    def binders(self) -> tuple[Binder, ...]: ...
    @property
    def hypotheses(self) -> tuple[Node, ...]: ...
    @property
    def region(self) -> Region: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalForm:
    """An expression as a function of its indices; `reader` made it."""

    value: Abstract
    reader: Reader


def reader_of(place: Place, more: Rules = NO_RULES, invertible: frozenset[str] = frozenset()) -> Reader:
    """A fresh reading of expressions at this place, with further rules and invertible arrays."""
    sizes = frozenset(g.name for g in place.claim.declared if g.type == Scalar(Kind.INTEGER))
    declared = {g.name: g.domain for g in place.claim.declared if isinstance(g.type, (Scalar, Array))}
    declared |= {b.name: b.domain for b in place.binders if isinstance(b, Over)}
    positive = {name: _sign(domain) for name, domain in declared.items()}

    def sign(factor: Factor) -> int:
        known = factor.kind == "entry" and FREE not in factor.data
        return positive.get(factor.name, signs.ANY) if known else signs.ANY

    nonzero = frozenset(name for name, domain in declared.items() if _excludes_zero(domain))
    properties = _properties(place)
    linear = Linear.of(properties, invertible, nonzero)
    rules = joined(joined(RULES, linear.rules), more)
    makers = {**MAKERS, "entry": linear.entry, "atom": linear.atom, POWER: linear.powers.made}
    algebra = Algebra(facts_of(place), rules, makers, raised, apply, sizes, linear.signs(sign))
    reader = Reader(place.claim, algebra, ROWS, NODES)
    reader.atom_rules = ATOM_SLOPES
    reader.described = frozenset(properties)
    reader.invertible = lambda: linear.inverses.invertible
    return reader


def facts_of(place: Place) -> Facts:
    """The region, indices that are not equal, and the domains of indices that are data."""
    never = frozenset(
        equal_places(a, b)
        for fact in (*place.claim.assumptions, *place.hypotheses)
        if isinstance(fact, Apply) and fact.op == "!="
        for a, b in (tuple(map(integer_polynomial, fact.args)),)
        if a is not None and b is not None
    )

    def about(atom: Opaque) -> Iterator[Condition]:
        match atom.node:
            case Index(base=Var(name=name)) as node if (given := place.claim.given_named(name)) is not None:
                whole = len(node.at) == len(shape_of(given.type)) and kind_of(given.type) is Kind.INTEGER
                for bound, sign in ((given.domain.lower, 1), (given.domain.upper, -1)) if whole else ():
                    end = None if bound is None else integer_polynomial(bound)
                    if end is not None:
                        yield Condition((Dim.of(atom) - end).scaled(Fraction(sign))).lowest()
            case Apply(op="argmax" | "argmin", args=(array,)) if len(shape_of(array.type)) == 1:
                yield from within(Dim.of(atom), Dim.ONE, shape_of(array.type)[0])

    return Facts(place.region, never, about)


def _properties(place: Place) -> Mapping[str, frozenset[str]]:
    own = {b.name: frozenset(b.properties) for b in place.binders if isinstance(b, Over) and b.properties}
    found = {**properties_of(place.claim.declared), **own}
    shadowed = {b.name for b in place.binders}
    for name, words in adjectives((*place.claim.assumptions, *place.hypotheses)).items():
        if name not in shadowed or name in own:
            found[name] = found.get(name, frozenset()) | words
    return found


def _excludes_zero(domain: Domain) -> bool:
    known = [m.value for m in domain.members or () if isinstance(m, Num)]
    if domain.members is not None and len(known) == len(domain.members) and 0 not in known:
        return True
    if any(isinstance(e, Num) and e.value == 0 for e in domain.excluded):
        return True
    bounds = ((domain.lower, domain.lower_open, 1), (domain.upper, domain.upper_open, -1))
    return any(isinstance(b, Num) and (b.value * s > 0 or (b.value == 0 and is_open)) for b, is_open, s in bounds)


def _sign(domain: Domain) -> int:
    """What a domain says of the sign of a real variable, or of the entries of an array."""
    lower = domain.lower
    if isinstance(lower, Num) and lower.value >= 0:
        return signs.POSITIVE if lower.value > 0 or domain.lower_open else signs.NOT_NEGATIVE
    if domain.members and all(isinstance(m, Num) and m.value >= 0 for m in domain.members):
        return signs.NOT_NEGATIVE
    return signs.ANY


def normal(place: Place, node: Node, unfold: int = 0) -> NormalForm:
    """The normal form of an expression. Errors: NoMeaning, TooMany."""
    reader = reader_of(place)
    return NormalForm(value=reader.abstract(node, reader.kept(Scope(unfold=unfold))), reader=reader)


def printed(place: Place, form: NormalForm) -> Node | None:
    """The normal form as an expression of the language, if it has the words for it."""
    claim = place.claim
    types: dict[str, Node] = {g.name: Var(type=g.type, name=g.name) for g in claim.declared}
    types |= {b.name: Var(type=b.type, name=b.name) for b in place.binders if isinstance(b, Over)}
    for d in claim.definitions:
        types[d.name] = (
            Ref(type=d.body.type, name=d.name) if isinstance(d, Definition) else Cell(type=d.type, name=d.name, at=())
        )
    taken = {*types, *(b.name for b in place.binders)}
    with form.reader.x.given(within_shape(form.value.arguments, form.value.shape)):
        try:
            return Printer(form.reader.x, types, taken).array(form.value)
        except (NoMeaning, TooMany, RecursionError):
            return None


def equal(place: Place, left: Node, right: Node, unfoldings: Sequence[int] = UNFOLDINGS) -> bool:
    """Whether both sides have the same value wherever both have one, for every size.

    `unfoldings`: how deeply cells may be replaced by what defines them, one after another.
    """
    if not _comparable(left) or not _comparable(right):
        return False
    for unfold in unfoldings:
        reader = reader_of(place)
        try:
            if _equal(place, reader, left, right, unfold):
                return True
        except (NoMeaning, TooMany, RecursionError):
            pass
        if not reader.folded:
            return False
    return False


def _comparable(node: Node) -> bool:
    return isinstance(node.type, (Scalar, Array)) and kind_of(node.type) in (Kind.INTEGER, Kind.REAL)


def _equal(place: Place, reader: Reader, left: Node, right: Node, unfold: int) -> bool:
    scope = reader.kept(Scope(unfold=unfold))
    shape, other = reader.shape(left, scope), reader.shape(right, scope)
    if len(shape) != len(other) and shape and other:
        return False
    if shape and other and not reader.same(shape, other):
        return False
    x = reader.x
    names, lengths, at = _places(reader, shape or other, (left, right), scope)
    with x.given(within_shape(names, lengths)):
        parts = [reader.entry(n, at if shape_of(n.type) else (), scope) for n in (left, right)]
        form = x.sub(*parts)
        if vanishes(x, form, clear=not reader.guarded):
            return True
        zeros = zeros_of(reader, place.hypotheses, form)
    setting = Setting(
        algebra=lambda more, invertible: reader_of(place, more, invertible).x,
        zeros=zeros,
        invertible=reader.invertible(),
        clear=not reader.guarded,
    )
    return cancels(setting, x.abstract(names, lengths, form))


def _places(
    reader: Reader, shape: Sequence[Dim], nodes: Sequence[Node], scope: Scope
) -> tuple[list[str], list[Dim], tuple[Dim, ...]]:
    """Free indices for every axis; an axis of several blocks gets one for the block and one inside it."""
    names: list[str] = []
    lengths: list[Dim] = []
    at: list[Dim] = []
    for k, length in enumerate(shape):
        own = reader.blocks_of(length, [(n, k) for n in nodes if shape_of(n.type)], scope)
        fresh = [reader.x.fresh() for _ in own]
        names += fresh
        lengths += own
        at.append(joined_place(tuple(map(Dim.of, fresh)), own))
    return names, lengths, tuple(at)
