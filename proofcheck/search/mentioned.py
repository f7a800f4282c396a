"""Rows around the numbers that a claim itself mentions: `x != 7` fails at one of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from proofcheck.language.tree import Apply, Node, Num, walk
from proofcheck.search.trial import Row, Trial

_CONSTANTS = 8  # numbers of the claim that are tried as values
FEW = 4  # numbers an instance, up to which exact looks are cheap


def _written(node: Node) -> Iterator[Fraction]:
    """The number that a literal, or a quotient of literals, is."""
    match node:
        case Num(value=value):
            yield value
        case Apply(op="/", args=(Num(value=above), Num(value=below))) if below:
            yield above / below


def mentioned(trial: Trial) -> list[Row]:
    """Rows around the numbers that the claim itself mentions, for the few variables of a small space."""
    dimension = trial.space.dimension
    if not 1 <= dimension <= FEW:
        return []
    nodes = [*(link.node for link in trial.original.links), *trial.original.assumptions]
    written = dict.fromkeys(value for node in nodes for part in walk(node) for value in _written(part))
    near = dict.fromkeys(
        value
        for c in list(written)[:_CONSTANTS]
        if abs(c) > 2 or c.denominator > 2
        for value in (c, -c, c + 1, c - 1, 1 / c, 2 * c)
    )
    return [tuple(v if j == i else Fraction(1) for j in range(dimension)) for v in near for i in range(dimension)]
