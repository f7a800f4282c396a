"""Simple instances of claims on scalars: small numbers in their domains, and closed solutions of an equation."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from proofcheck.analysis.constants import is_closed, sign_of
from proofcheck.analysis.equations import solutions
from proofcheck.analysis.prose import text
from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Num
from proofcheck.language.types import INTEGER, REAL
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.entries import unroll
from proofcheck.meaning.graph import Entry, Graph
from proofcheck.verdict import Closed, Instance, Value

_WHOLE = tuple(map(Fraction, (1, 2, 3, 0, -1, 4)))
_REAL = tuple(Fraction(*q) for q in ((1, 1), (1, 2), (2, 1), (1, 3), (0, 1), (-1, 2), (3, 2), (-1, 1), (1, 4), (3, 1)))
_CHOICES = 24


def simple_instances(claim: Claim) -> Iterator[Instance]:
    """A few instances that may be admissible; none where a given is no real or integer scalar."""
    if any(g.type not in (REAL, INTEGER) for g in claim.given):
        return
    values = [_values(given) for given in claim.given]
    for k in range(_CHOICES if claim.given else 1):
        picked = [each[(k * (i + 1) + k // len(each) * i) % len(each)] for i, each in enumerate(values)]
        yield Instance(values=tuple((g.name, value) for g, value in zip(claim.given, picked, strict=True)))
    yield from _solutions(claim)


def _values(given: Given) -> tuple[Fraction, ...]:
    """Numbers that may lie in the domain, simple ones first."""
    lower, upper = (end.value if isinstance(end, Num) else None for end in (given.domain.lower, given.domain.upper))
    if given.type == INTEGER:
        return _WHOLE if lower is None else (*(lower + k for k in range(1, 5)), lower)
    if lower is not None and upper is not None:
        return tuple(lower + (upper - lower) * part for part in map(Fraction, ("1/2", "1/4", "3/4", "1/3", "2/3")))
    if lower is not None:
        return tuple(lower + value for value in _REAL if value > 0)
    if upper is not None:
        return tuple(upper - value for value in _REAL if value > 0)
    return _REAL


def _solutions(claim: Claim) -> Iterator[Instance]:
    """Instances on one equation among the assumptions, with the variable that it gives as a closed number."""
    reals = [g for g in claim.given if g.type == REAL]
    if not claim.assumptions or len(reals) != len(claim.given) or len(reals) < 1:
        return
    try:
        expanded = unroll(claim, {})
        graph = expanded.graph
        equation = next((a for a in expanded.assumptions if a.op == "=="), None)
        if equation is None:
            return
        residual = graph.sub(*equation.args)
        for pivot in reversed(reals):
            for shift in range(6):
                others = {g.name: _chosen(g, i, shift) for i, g in enumerate(reals) if g is not pivot}
                for value in _solved(graph, residual, pivot.name, others):
                    chosen: dict[str, Value] = {**others, pivot.name: value}
                    yield Instance(values=tuple((g.name, chosen[g.name]) for g in claim.given))
    except (NoMeaning, TooLarge, IllFounded):
        return


def _chosen(given: Given, place: int, shift: int) -> Fraction:
    """Small numbers first, then others of the domain."""
    if shift < 3:
        return Fraction(1, 2 + place + shift)
    values = _values(given)
    return values[(place + shift) % len(values)]


def _solved(graph: Graph, residual: Entry, name: str, others: dict[str, Fraction]) -> Iterator[Value]:
    """The values of a variable at which a residual vanishes, where they can be written down."""
    put = {graph.var(other): graph.num(value) for other, value in others.items()}
    for value in solutions(graph, graph.substitute([residual], put)[0], graph.var(name)):
        if isinstance(value.constant, Fraction):
            yield value.constant
        elif is_closed(value) and sign_of(graph, value) is not None:
            yield Closed(text(value))
