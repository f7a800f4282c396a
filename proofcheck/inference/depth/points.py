"""TRUSTED: terms at a point: what `at(e, x = a)` is, and whether a value may be put for a variable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from proofcheck.claim import Claim, Given
from proofcheck.inference.context import Context, domain_facts
from proofcheck.inference.depth.depth import at_every_depth
from proofcheck.inference.depth.ranges_of_variables import follows
from proofcheck.inference.matching import Values, number, put_in_types, same
from proofcheck.inference.properties import has
from proofcheck.language.dims import is_integer
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import (
    Apply,
    Approach,
    At,
    Bind,
    Domain,
    Node,
    Var,
    bound_names,
    free_names,
    rebuild,
    walk,
)
from proofcheck.language.types import INTEGER, REAL, Array, Dim, Kind, Scalar, Type, kind_of, shape_of
from proofcheck.meaning.cycles import depends, growing_axes, refute_limit
from proofcheck.meaning.tendencies import TENDENCIES, Exactly
from proofcheck.verdict import Instance, Value

_KINDS = (Kind.INTEGER, Kind.REAL)
_DEPTH = 2  # at which an instance is written down; cycles continue it


def member(context: Context, premises: Sequence[Node], given: Given, value: Node, values: Values) -> bool:
    """Whether a term is an admissible value of a declared variable, as far as the declaration tells."""
    if not _of_type(put_in_types(Var(type=given.type, name="#"), values).type, value.type):
        return False
    if not all(has(context, premises, adjective, value) for adjective in given.properties):
        return False
    members = given.domain.members
    if members is not None and not any(same(put_in_types(m, values), _entry(value)) for m in members):
        return False
    plain = replace(given, domain=replace(given.domain, members=None)) if members is not None else given
    scalar = replace(plain, type=Scalar(kind_of(given.type))) if _entry(value) is not value else plain
    facts = (put_in_types(f, {**values, given.name: _entry(value)}) for f in domain_facts(scalar))
    return plain.domain == Domain() or all(follows(context, premises, f) for f in facts)


def _entry(value: Node) -> Node:
    """The one entry of a constant array, else the value."""
    if isinstance(value, Apply) and value.op in ("zeros", "ones"):
        return literal(0 if value.op == "zeros" else 1)
    return value


def _of_type(wanted: Type, found: Type) -> bool:
    if not isinstance(wanted, (Scalar, Array)) or not isinstance(found, (Scalar, Array)):
        return False
    kinds = kind_of(wanted) in _KINDS and kind_of(found) in _KINDS
    return kinds and shape_of(wanted) == shape_of(found) and (found.kind is wanted.kind or wanted.kind is Kind.REAL)


def static(body: Node, settings: Values) -> bool:
    """Whether the settings see nothing that the formula binds, and nothing in it goes to infinity."""
    bound = {name for n in walk(body) if isinstance(n, Bind) for name in bound_names(n)}
    moving = any(isinstance(b, Approach) for n in walk(body) if isinstance(n, Bind) for b in n.binders)
    return not moving and not any(bound & free_names(v) for v in settings.values())


def type_of(context: Context, name: str) -> Type:
    given = context.claim.given_named(name)
    return REAL if given is None else given.type


def without_at(node: Node, settings: Values) -> Node | None:
    """The formula with every `at(e, …)` read as e, all of them with the same settings; None where they differ."""
    failed = False

    def rule(part: Node) -> Node:
        nonlocal failed
        if not isinstance(part, At):
            return rebuild(part, rule)
        own: Values = {}
        inner: Node = part
        while isinstance(inner, At):
            failed |= inner.name in own
            own[inner.name] = inner.value
            inner = inner.body
        failed |= any(isinstance(n, At) for n in walk(inner)) or bool(settings and not _equal(settings, own))
        settings.update(own)
        return inner

    found = rule(node)
    return None if failed else found


def _equal(a: Values, b: Values) -> bool:
    return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)


def movable(context: Context, premises: Sequence[Node], body: Node, settings: Values) -> bool:
    """Whether an instance stays admissible, and the rest of the formula as it is, when the variables move there."""
    claim = context.claim
    if any(b.name in settings for b in context.binders):
        return False
    outside = [*context.hypotheses, *claim.assumptions, *settings.values(), _outside(body)]
    for name, value in settings.items():
        given = claim.given_named(name)
        if given is None or is_integer(given.type) or kind_of(given.type) is not Kind.REAL:
            return False
        if any(name in free_names(n) or depends(n, name, claim) for n in outside):
            return False
        if any(_bounds_mention(g, name) for g in claim.declared):
            return False
        if not member(context, premises, given, value, {}):
            return False
    return True


def _bounds_mention(given: Given, name: str) -> bool:
    domain = given.domain
    ends = (domain.lower, domain.upper, *(domain.members or ()), *domain.excluded)
    return any(e is not None and name in free_names(e) for e in ends)


def _outside(body: Node) -> Node:
    """The formula with a number in the place of every `at(…)`."""
    return literal(0) if isinstance(body, At) else rebuild(body, _outside)


def cycles(context: Context, premises: Sequence[Node], body: Node) -> bool:
    """Whether ¬vanishes(at(e, x = a), n), or its kin, is settled by an exact cycle of the recurrence at that point."""
    inner = body.args[0] if isinstance(body, Apply) and body.op == "not" else None
    if not isinstance(inner, Bind) or inner.op not in TENDENCIES or context.binders:
        return False
    name = inner.binders[0].name
    settings: Values = {}
    plain = without_at(inner, settings)
    if not isinstance(plain, Bind) or at_every_depth(context, name) is None:
        return False
    if settings and not movable(context, premises, inner.body, settings):
        return False
    instance = _instance(context.claim, settings, name)
    if instance is None:
        return False
    return refute_limit(plain, context.claim, instance, Exactly(context.claim)) is not None


def _instance(claim: Claim, settings: Values, name: str) -> Instance | None:
    """The point as an instance, if its values are numbers and no size besides n is open."""
    if any(g.type == INTEGER and g.name != name for g in claim.given):
        return None
    values: list[tuple[str, Value]] = [(name, literal(_DEPTH).value)]
    for own, value in settings.items():
        given = claim.given_named(own)
        found = None if given is None else _value(value, given, name)
        if found is None:
            return None
        values.append((own, found))
    return Instance(values=tuple(values))


def _value(value: Node, given: Given, name: str) -> Value | None:
    constant = number(_entry(value))
    shape = shape_of(given.type)
    if constant is None or (shape and (shape != (Dim.of(name),) or growing_axes(given.type, name) != [0])):
        return None
    return (constant,) * _DEPTH if shape else constant
