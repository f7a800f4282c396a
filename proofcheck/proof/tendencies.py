"""Limits over depth: a closed form as it stands, an exact cycle, or a bound whose closed form settles it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import Protocol

from proofcheck.inference.context import Context, opened
from proofcheck.inference.depth.depth import fixed
from proofcheck.inference.depth.points import type_of, without_at
from proofcheck.inference.depth.rules_tendencies import TENDENCIES, closed_form
from proofcheck.inference.matching import Values, directed
from proofcheck.inference.matching import number as number_of
from proofcheck.inference.recurrences.unfolding import body_of
from proofcheck.inference.signs import nonnegative
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Bind, Cell, Node, Num, Var, transform, walk
from proofcheck.language.types import INTEGER, REAL, Array
from proofcheck.proof.depths import bounded_by, relation
from proofcheck.proof.derivation import Derivation

_MOST = 12  # ratios that are tried
_CONSTANTS = (1, 2)
_RATIOS = (Fraction(1), Fraction(1, 2), Fraction(1, 4))


class Prover(Protocol):
    """Who proves the bounds."""

    derivation: Derivation

    def estimate(self, context: Context, body: Node) -> int | None: ...


def is_tendency(node: Node) -> bool:
    return isinstance(node, Bind) and node.op in TENDENCIES


def tendency(prover: Prover, context: Context, body: Node) -> int | None:
    """The step that concludes `vanishes(e, n)`, its kin or a negation of them; None where nothing is found."""
    derivation = prover.derivation
    for rule in ("growth of a closed form", "exact cycle"):
        number = derivation.conclude(context, rule, body)
        if number is not None:
            return number
    for number in _bounds(prover, context, body):
        found = derivation.conclude(context, "comparison", body, [number])
        if found is not None:
            return found
    return None


def _bounds(prover: Prover, context: Context, body: Node) -> Iterator[int]:
    """Steps that bound the modulus by a power or a constant that settles the same of the bound."""
    inner = body.args[0] if isinstance(body, Apply) else body
    assert isinstance(inner, Bind)
    if (inner.op in ("vanishes", "bounded")) == isinstance(body, Apply):
        return
    name, term = inner.binders[0].name, inner.body
    size = term if nonnegative(context, (), term) else Apply(type=REAL, op="abs", args=(term,))
    for ratio in islice(_ratios(context, name), _MOST):
        power = Apply(type=REAL, op="**", args=(ratio, Var(type=INTEGER, name=name)))
        if _settles(context, body, inner, power):
            number = _at_a_point(prover, context, size, ratio) or bounded_by(prover, context, size, ratio)
            if number is not None:
                yield number
    start = _at_base(context, name, size)
    for ratio in islice(_ratios(context, name), _MOST) if start is not None else ():
        assert start is not None
        power = Apply(type=REAL, op="**", args=(ratio, Var(type=INTEGER, name=name)))
        scaled = start if number_of(ratio) == 1 else Apply(type=REAL, op="*", args=(power, start))
        if _settles(context, body, inner, scaled):
            number = prover.estimate(context, relation("<=", size, scaled))
            if number is not None:
                yield number
    for constant in map(literal, _CONSTANTS):
        if _settles(context, body, inner, constant):
            number = prover.derivation.conclude(context, "real arithmetic", relation("<=", size, constant))
            if number is not None:
                yield number


def _at_a_point(prover: Prover, context: Context, size: Node, ratio: Node) -> int | None:
    """The bound of `at(e, x = a)`, from that of e where x = a is supposed."""
    settings: Values = {}
    plain = without_at(size, settings)
    if plain is None or not settings:
        return None
    points = [relation("==", Var(type=type_of(context, n), name=n), value) for n, value in settings.items()]
    number = bounded_by(prover, context.under((), points), plain, ratio)
    if number is None:
        return None
    _, found = opened(context.claim, prover.derivation.formulas[number])
    assert isinstance(found, Apply)
    at_point = relation("<=", size, found.args[1])
    return prover.derivation.conclude(context, "value at a point", at_point, [number])


def _at_base(context: Context, name: str, size: Node) -> Node | None:
    """The size with the first value of a recurrence for the one at the index that moves."""
    cells = [n for n in walk(size) if isinstance(n, Cell) and n.at == (Var(type=INTEGER, name=name),)]
    if len(cells) != 1:
        return None
    first = replace(cells[0], at=(literal(0),))
    value = body_of(context, first)
    return None if value is None else transform(size, lambda n: value if n == cells[0] else None)


def _settles(context: Context, body: Node, inner: Bind, bound: Node) -> bool:
    of_bound: Node = replace(inner, body=bound)
    return closed_form(context, (), replace(body, args=(of_bound,)) if isinstance(body, Apply) else of_bound)


def _ratios(context: Context, name: str) -> Iterator[Node]:
    """Numbers, and scalars that stand in the assumptions: alone, and times what functions contract by."""
    seen: list[Node] = []
    for found in (*_assumed(context, name), *map(literal, _RATIOS)):
        if found not in seen:
            seen.append(found)
            yield found


def _assumed(context: Context, name: str) -> Iterator[Node]:
    for fact in (*context.claim.assumptions, *context.hypotheses):
        _, inner = opened(context.claim, fact)
        relation = directed(inner)
        for side in () if relation is None else relation[1:]:
            if not isinstance(side.type, Array) and not isinstance(side, Num) and fixed(context, name, side):
                yield side
    for given in context.claim.given:
        if given.type == REAL:
            yield Var(type=REAL, name=given.name)
