"""TRUSTED: equations between sequences with linear recurrences with constant coefficients, by finitely many values.

The difference of the sides lies in a space of a known dimension d that is closed under the shift, so it is 0 for all
integers from a first one on if it is 0 at the first d; of several integers each is taken so, the others fixed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import prod

from proofcheck.claim import Claim, Given, Link, Policy
from proofcheck.inference.context import Context, domain_facts
from proofcheck.inference.integers.engine import settled
from proofcheck.inference.integers.linear_recurrences import NotLinear
from proofcheck.inference.integers.sequence_spaces import Spaces, dimension, put
from proofcheck.inference.matching import directed, parts
from proofcheck.language.dims import is_integer, polynomial
from proofcheck.language.statement import Definition, Recurrence
from proofcheck.language.tree import Apply, Domain, Node, free_names
from proofcheck.language.types import Array, Dim, Function
from proofcheck.prune import without_unused

_MOST = 150  # values at which both sides are compared
_VARIABLES = 3


def holds(context: Context, body: Node) -> bool:
    """Whether an equation holds for all of its integers."""
    if context.binders or context.hypotheses or not isinstance(body, Apply) or body.op != "==":
        return False
    claim = context.claim
    whole = [g for g in claim.declared if is_integer(g.type) and g.name in free_names(body)]
    if not 0 < len(whole) <= _VARIABLES or not _separate(claim, {g.name for g in claim.declared if is_integer(g.type)}):
        return False
    values = _corner(claim, whole)
    if values is None:
        return False
    left, right = body.args
    counts = []
    for given in whole:
        spaces = Spaces(context=context, variable=_natural(given.name), values=values)
        try:
            counts.append(dimension(spaces.of(left) | spaces.of(right)))
        except NotLinear:
            return False
    if prod(counts) > _MOST:
        return False
    free = _freed(claim, body, [g.name for g in whole])
    return all(settled(free, sizes) for sizes in _points(values, whole, counts))


def _natural(name: str) -> str:
    """The variable that runs from 0 on in the place of an integer."""
    return f"{name}'"


def _separate(claim: Claim, names: set[str]) -> bool:
    """Whether reals and definitions do not depend on the integers, and there is nothing else."""
    for given in claim.declared:
        if isinstance(given.type, (Array, Function)):
            return False
        mentioned = {n for fact in domain_facts(given) for n in free_names(fact)}
        if not is_integer(given.type) and not names.isdisjoint(mentioned):
            return False
    return all(names.isdisjoint(_mentioned(definition)) for definition in claim.definitions)


def _mentioned(definition: Definition | Recurrence) -> set[str]:
    """The names in a definition: its bodies, and the places and ranges of a recurrence."""
    if isinstance(definition, Definition):
        return set(free_names(definition.body))
    nodes = [case.body for case in definition.cases]
    nodes += [place for case in definition.cases for place in case.pattern if isinstance(place, Node)]
    nodes += [n for side in definition.box for n in (side.lower, side.upper, side.filter) if n is not None]
    return {name for node in nodes for name in free_names(node)}


def _corner(claim: Claim, whole: list[Given]) -> dict[str, Dim] | None:
    """The integers as polynomials in variables that run from 0 on, which reach all of their values and maybe more."""
    names = {g.name for g in whole}
    below: dict[str, list[Dim]] = {n: [] for n in names}
    for fact in _facts(claim):
        relation = directed(fact)
        if relation is None or relation[0] == "==":
            continue
        ends = [polynomial(end) if is_integer(end.type) else None for end in relation[1:]]
        if ends[0] is None or ends[1] is None:
            continue
        low, high = ends[0] + Dim.of(1 if relation[0] == "<" else 0), ends[1]
        for name in names:
            if high == Dim.of(name) and names.issuperset(low.atoms()) and _is_affine(low):
                below[name].append(low)
    values: dict[str, Dim] = {}
    for _ in whole:
        for given in whole:
            ready = [d for d in below[given.name] if given.name not in values and values.keys() >= {*d.atoms()}]
            waiting = [d for d in below[given.name] if d.constant is None and d not in ready]
            best = max(ready, key=lambda d: (d.constant is None, d.constant or 0), default=None)
            if best is not None and (best.constant is None or not waiting):
                values[given.name] = put(best, values) + Dim.of(_natural(given.name))
    if len(values) < len(whole):
        return None
    return values


def _is_affine(dim: Dim) -> bool:
    return all(c.denominator == 1 and sum(p for _, p in m) <= 1 for m, c in dim.terms)


def _facts(claim: Claim) -> Iterator[Node]:
    for given in claim.declared:
        yield from domain_facts(given)
    for assumption in claim.assumptions:
        yield from parts(assumption)


def _points(values: Mapping[str, Dim], whole: list[Given], counts: list[int]) -> Iterator[dict[str, int]]:
    for choice in product(*map(range, counts)):
        at = {_natural(g.name): Dim.of(c) for g, c in zip(whole, choice, strict=True)}
        sizes = {g.name: put(values[g.name], at).constant for g in whole}
        yield {name: value for name, value in sizes.items() if value is not None}


def _freed(claim: Claim, body: Node, names: list[str]) -> Claim:
    """The equation for any integers, with what is known of the reals."""
    given = tuple(replace(g, domain=Domain()) if is_integer(g.type) else g for g in claim.given)
    kept = tuple(a for a in claim.assumptions if free_names(a).isdisjoint(names))
    return without_unused(
        replace(
            claim,
            given=given,
            assumptions=kept,
            links=(Link(node=body, text=""),),
            policy=Policy(defined="both"),
        )
    )
