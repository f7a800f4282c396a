"""Leave out of a claim what it does not use: fewer variables to draw, simpler witnesses, the same statement.

A given that no relation, assumption or used definition mentions cannot matter, except through being empty: a domain
that holds no value is kept, so that a vacuous claim stays vacuous.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from proofcheck.claim import Claim, Definition, Given, Recurrence
from proofcheck.language.tree import Approach, Bind, Domain, Node, Num, Var, free_names, walk
from proofcheck.language.types import Array, Dim, Function, Opaque, Type


def without_unused(claim: Claim) -> Claim:
    """The claim with only the givens and definitions that its links and assumptions reach."""
    used = set(_reached(claim))
    for given in claim.given:
        if given.name not in used and not _has_values(given, claim):
            used |= {given.name, *_given_names(given)}
    return replace(
        claim,
        given=tuple(g for g in claim.given if g.name in used),
        definitions=tuple(d for d in claim.definitions if d.name in used),
    )


def _reached(claim: Claim) -> frozenset[str]:
    nodes = [link.node for link in claim.links] + list(claim.assumptions)
    todo = list({name for node in nodes for name in _node_names(node)})
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
            todo.extend(_definition_names(definition))
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


def _definition_names(definition: Definition | Recurrence) -> Iterator[str]:
    if isinstance(definition, Definition):
        yield from _node_names(definition.body)
        return
    yield from _type_names(definition.type)
    for case in definition.cases:
        yield from _node_names(case.body)
        for item in case.pattern:
            if isinstance(item, Node):
                yield from _node_names(item)
    for side in definition.box:
        yield from (*_node_names(side.lower), *_node_names(side.upper))


def _has_values(given: Given, claim: Claim) -> bool:
    """Whether the domain certainly holds a value: no bound on one side, or bounds whose order is plain."""
    domain = given.domain
    if domain.members is not None:
        return len(domain.members) > len(domain.excluded)
    if domain.lower is None or domain.upper is None:
        return True
    lower, upper = _least(domain.lower, claim), _least(domain.upper, claim)
    if lower is None or upper is None or not isinstance(domain.lower, Num):
        return False
    room = 1 if domain.lower_open or domain.upper_open or domain.excluded else 0
    return upper - lower >= room + len(domain.excluded)


def _least(bound: Node, claim: Claim) -> Fraction | None:
    """The least value of a bound: a number, or a given with a number as its lower end."""
    if isinstance(bound, Num):
        return bound.value
    if isinstance(bound, Var):
        given = claim.given_named(bound.name)
        if given is not None and isinstance(given.domain.lower, Num):
            return given.domain.lower.value
    return None
