"""Every choice of sizes of a claim whose sizes lie in finite sets: what an exhaustive proof goes through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor

from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Apply, Node, Num, Var, free_names
from proofcheck.language.types import Array, Kind, Scalar

LIMIT = 400

_STEPS = {"+": 1, "-": 1, "*": 1, "neg": 1}


def is_size(given: Given) -> bool:
    """Whether a given is an integer scalar, fixed to a number in each configuration."""
    return isinstance(given.type, Scalar) and given.type.kind is Kind.INTEGER


def sizes_of(claim: Claim) -> tuple[str, ...]:
    """Every name that stands for a size: integer givens, and the names in dimensions."""
    names = [g.name for g in claim.given if is_size(g)]
    for given in claim.given:
        if isinstance(given.type, Array):
            for dim in given.type.shape:
                names.extend(a for a in dim.atoms() if isinstance(a, str))
    return tuple(dict.fromkeys(names))


def every_choice(claim: Claim, limit: int = LIMIT) -> tuple[dict[str, int], ...] | None:
    """All assignments of the sizes, or None where one is unbounded or there are more than `limit`."""
    givens = {g.name: g for g in claim.given}
    names = sizes_of(claim)
    if any(name not in givens for name in names):
        return None
    ordered = _by_need([givens[name] for name in names])
    if ordered is None:
        return None
    found: list[dict[str, int]] = []
    try:
        for choice in _choices(ordered, {}):
            found.append(choice)
            if len(found) > limit:
                return None
    except Unbounded:
        return None
    return tuple(found)


class Unbounded(Exception):
    """A size without a finite domain that can be read off."""


def _by_need(givens: list[Given]) -> list[Given] | None:
    """The givens, each after those that its bounds mention; None for a cycle."""
    left, done, ordered = list(givens), set[str](), list[Given]()
    names = {g.name for g in givens}
    while left:
        ready = [g for g in left if _mentioned(g) & names <= done]
        if not ready:
            return None
        ordered.append(ready[0])
        done.add(ready[0].name)
        left.remove(ready[0])
    return ordered


def _mentioned(given: Given) -> set[str]:
    d = given.domain
    nodes = [n for n in (d.lower, d.upper, *(d.members or ()), *d.excluded) if n is not None]
    return {name for node in nodes for name in free_names(node)} - {given.name}


def _choices(givens: list[Given], fixed: dict[str, int]) -> Iterator[dict[str, int]]:
    if not givens:
        yield dict(fixed)
        return
    first, *rest = givens
    for value in values_of(first, fixed):
        yield from _choices(rest, {**fixed, first.name: value})


def values_of(given: Given, fixed: Mapping[str, int]) -> list[int]:
    """The integers in a domain, in order."""
    domain = given.domain
    excluded = {_value(n, fixed) for n in domain.excluded}
    if domain.members is not None:
        members = [_value(n, fixed) for n in domain.members]
        kept = [m for m in members if m.denominator == 1 and m not in excluded and _inside(given, m, fixed)]
        return sorted({int(m) for m in kept})
    if domain.lower is None or domain.upper is None:
        raise Unbounded
    low, high = _value(domain.lower, fixed), _value(domain.upper, fixed)
    first = floor(low) + 1 if domain.lower_open else ceil(low)
    last = ceil(high) - 1 if domain.upper_open else floor(high)
    if last - first > 10 * LIMIT:
        raise Unbounded
    return [n for n in range(first, last + 1) if n not in excluded]


def _inside(given: Given, value: Fraction, fixed: Mapping[str, int]) -> bool:
    domain = given.domain
    if domain.lower is not None:
        low = _value(domain.lower, fixed)
        if value < low or (domain.lower_open and value == low):
            return False
    if domain.upper is not None:
        high = _value(domain.upper, fixed)
        if value > high or (domain.upper_open and value == high):
            return False
    return True


def _value(node: Node, fixed: Mapping[str, int]) -> Fraction:
    """A bound made of numbers and sizes by + - *."""
    match node:
        case Num(value=value):
            return value
        case Var(name=name) if name in fixed:
            return Fraction(fixed[name])
        case Apply(op="neg", args=(a,)):
            return -_value(a, fixed)
        case Apply(op=op, args=(a, b)) if op in _STEPS:
            x, y = _value(a, fixed), _value(b, fixed)
            return x + y if op == "+" else x - y if op == "-" else x * y
    raise Unbounded
