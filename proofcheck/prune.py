"""Leave out of a claim what it does not use: fewer variables to draw, simpler witnesses, the same statement.

A given that no relation, assumption or used definition mentions cannot matter, except through being empty: a domain
that holds no value is kept, so that a vacuous claim stays vacuous.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from proofcheck.claim import Claim, Definition, Given, Recurrence
from proofcheck.language.complexity import COUNTS
from proofcheck.language.tree import Apply, Approach, Bind, Domain, Node, Num, Var, free_names, transform, walk
from proofcheck.language.types import INTEGER, Array, Dim, Function, Kind, Opaque, Scalar, Type

_OF_ZERO = frozenset(
    ("symmetric", "skew", "positive semidefinite", "diagonal", "lower triangular", "upper triangular", "nilpotent")
)
_OF_IDENTITY = _OF_ZERO - {"skew", "nilpotent"} | frozenset(
    ("positive definite", "orthogonal", "orthonormal columns", "full rank", "invertible", "permutation", "projection")
)

_SOME = Num(type=INTEGER, value=Fraction(0))


def without_unused(claim: Claim) -> Claim:
    """The claim with only the givens and definitions that its links and assumptions reach.

    Of what only counts of the dataflow reach (`parameters(h)`, `shape(A)`) the sizes stay variables; the others have no
    value that could matter, and become `counted`.
    """
    nodes = [link.node for link in claim.links] + list(claim.assumptions)
    used = _reached(claim, {name for node in nodes for name in _node_names(node)})
    valued = _valued(claim, nodes, used)
    kept = {g.name for g in claim.declared if g.name not in valued and not _has_values(g, claim, used)}
    used = _reached(claim, used | kept)
    valued = _valued(claim, nodes, used) | _reached(claim, kept, counts=False)
    return replace(
        claim,
        given=tuple(g for g in claim.declared if g.name in valued),
        counted=tuple(g for g in claim.declared if g.name in used - valued),
        definitions=tuple(d for d in claim.definitions if d.name in used),
    )


def names_reached(claim: Claim, node: Node) -> frozenset[str]:
    """The names that a tree mentions, through declarations and definitions."""
    return _reached(claim, _node_names(node))


def _valued(claim: Claim, nodes: Iterable[Node], used: frozenset[str]) -> frozenset[str]:
    """The names whose values matter: those that are reached otherwise than through a count, and every size."""
    sizes = {g.name for g in claim.declared if g.name in used and g.type == INTEGER}
    return _reached(claim, sizes | {n for node in nodes for n in _node_names(_uncounted(node))}, counts=False)


def _uncounted(node: Node) -> Node:
    """The tree with a number in the place of each count."""
    return transform(node, lambda n: _SOME if isinstance(n, Apply) and n.op in COUNTS else None)


def _reached(claim: Claim, names: Iterable[str], *, counts: bool = True) -> frozenset[str]:
    """The names, and all that their declarations and definitions mention, what they count left out without `counts`."""
    todo = list(names)
    used: set[str] = set()
    while todo:
        name = todo.pop()
        if name in used:
            continue
        used.add(name)
        given, definition = claim.given_named(name), claim.definition_named(name)
        if given is not None:
            todo.extend(_given_names(given))
        if definition is not None:
            todo.extend(_definition_names(definition, counts=counts))
    return frozenset(used)


def _node_names(node: Node) -> Iterator[str]:
    """Names that a tree mentions, those in the dimensions of its parts included."""
    yield from free_names(node)
    for part in walk(node):
        yield from _type_names(part.type)
        if isinstance(part, Bind):  # `vanishes(e, n)` binds the given `n` itself
            yield from (b.name for b in part.binders if isinstance(b, Approach))


def _type_names(type_: Type) -> Iterator[str]:
    if isinstance(type_, Array):
        yield from _dim_names(type_.shape)
    elif isinstance(type_, Function):
        for part in (*type_.parameters, type_.result):
            yield from _type_names(part)
        if type_.index is not None:
            yield from _dim_names((type_.index,))


def _dim_names(dims: Iterable[Dim]) -> Iterator[str]:
    for dim in dims:
        for atom in dim.atoms():
            if isinstance(atom, Opaque):
                if isinstance(atom.node, Node):
                    yield from free_names(atom.node)
            else:
                yield atom


def _domain_nodes(domain: Domain) -> Iterator[Node]:
    yield from (n for n in (domain.lower, domain.upper) if n is not None)
    yield from domain.members or ()
    yield from domain.excluded


def _given_names(given: Given) -> Iterator[str]:
    yield from _type_names(given.type)
    for node in _domain_nodes(given.domain):
        yield from _node_names(node)


def _definition_names(definition: Definition | Recurrence, *, counts: bool) -> Iterator[str]:
    if isinstance(definition, Definition):
        yield from _node_names(definition.body if counts else _uncounted(definition.body))
        return
    yield from _type_names(definition.type)
    for case in definition.cases:
        yield from _node_names(case.body if counts else _uncounted(case.body))
        for item in case.pattern:
            if isinstance(item, Node):
                yield from _node_names(item)
    for side in definition.box:
        yield from (*_node_names(side.lower), *_node_names(side.upper))


def _has_values(given: Given, claim: Claim, used: frozenset[str]) -> bool:
    """Whether the declaration certainly admits a value, at all sizes where its sizes are used elsewhere."""
    domain = given.domain
    if set(given.properties) - {"symmetric"}:  # a constant matrix is symmetric, whatever its domain
        free = domain.lower is None and domain.upper is None and domain.members is None and not domain.excluded
        return free and isinstance(given.type, Array) and _fits(frozenset(given.properties), given.type, claim, used)
    whole = isinstance(given.type, (Scalar, Array)) and given.type.kind is Kind.INTEGER
    if domain.members is not None:
        return domain.lower is None and domain.upper is None and _any_member(domain, whole)
    if domain.lower is None or domain.upper is None:
        return True
    lower, upper = _least(domain.lower, claim), _least(domain.upper, claim)
    if lower is None or upper is None or not isinstance(domain.lower, Num):
        return False
    if whole:
        first = floor(lower) + 1 if domain.lower_open else ceil(lower)
        last = ceil(upper) - 1 if domain.upper_open else floor(upper)
        return last - first >= len(domain.excluded)
    single = lower == upper and not (domain.lower_open or domain.upper_open or domain.excluded)
    return lower < upper or single


def _any_member(domain: Domain, whole: bool) -> bool:
    values = {m.value for m in domain.members or () if isinstance(m, Num)}
    if len(values) < len(domain.members or ()) and (whole or domain.excluded):
        return False
    kept = [v for v in values if not whole or v.denominator == 1]
    return len(kept) > len(domain.excluded) or (not whole and not domain.excluded and bool(domain.members))


def _fits(properties: frozenset[str], type_: Array, claim: Claim, used: frozenset[str]) -> bool:
    """Whether adjectives certainly go together: one alone, or with the identity or the zero matrix as an example."""
    shape = type_.shape
    if properties <= _OF_ZERO or (properties <= _OF_IDENTITY and len(set(shape)) == 1 < len(shape)):
        return True
    if len(properties) > 1 or not all(_positive(dim, claim) for dim in shape):
        return False
    # Columns can be orthonormal only where there are no more of them than rows: left to the search unless square.
    return properties != {"orthonormal columns"} or len(set(shape)) == 1


def _positive(dim: Dim, claim: Claim) -> bool:
    """Whether a dimension is plainly at least 1."""
    atoms = [claim.given_named(a) if isinstance(a, str) else None for a in dim.atoms()]
    lows = [a.domain.lower if a is not None else None for a in atoms]
    plain = all(isinstance(low, Num) and low.value >= 1 for low in lows)
    return plain and bool(dim.terms) and all(coefficient > 0 for _, coefficient in dim.terms)


def _least(bound: Node, claim: Claim) -> Fraction | None:
    """The least value of a bound: a number, or a given with a number as its lower end."""
    if isinstance(bound, Num):
        return bound.value
    if isinstance(bound, Var):
        given = claim.given_named(bound.name)
        if given is not None and isinstance(given.domain.lower, Num):
            return given.domain.lower.value
    return None
