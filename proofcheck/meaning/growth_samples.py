"""Derived constants tried at a few points, by the expansion that all else is judged with: a safeguard, no proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from proofcheck.claim import Link
from proofcheck.language.tree import Apply, Node, Num
from proofcheck.language.types import BOOLEAN, INTEGER, REAL
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.entries import Limits, unroll
from proofcheck.meaning.growth_setting import Setting
from proofcheck.meaning.hybrid import Evaluator

_FURTHEST = 10**6
_LIMITS = Limits(entries=4_000, cells=400, counting=2_000)
_LADDER = (64, 128)


def disagreement(where: Setting, left: Node, right: Node, constants: Mapping[str, str]) -> bool:
    """Whether `|left| <= C·right` or `left >= c·right` certainly fails at some point from N on."""
    if "N" not in constants or int(constants["N"]) > _FURTHEST:
        return False
    relations = []
    if "C" in constants:
        size = Apply(type=REAL, op="abs", args=(left,))
        relations.append(_relation("<=", size, _times(Fraction(constants["C"]), right)))
    if "c" in constants:
        relations.append(_relation(">=", left, _times(Fraction(constants["c"]), right)))
    return any(_fails(where, relations, point) for point in _points(where.growing, int(constants["N"])))


def _relation(op: str, a: Node, b: Node) -> Node:
    return Apply(type=BOOLEAN, op=op, args=(a, b))


def _times(factor: Fraction, node: Node) -> Node:
    return Apply(type=REAL, op="*", args=(Num(type=REAL, value=factor), node))


def _points(names: tuple[str, ...], start: int) -> Iterator[dict[str, int]]:
    for value in (start, start + 1, 2 * start + 3, 5 * start + 8):
        yield dict.fromkeys(names, value)
    if len(names) > 1:
        for name in names:
            yield {**dict.fromkeys(names, start), name: 4 * start + 7}
            yield {**dict.fromkeys(names, start), name: start * start + 30}


def _fails(where: Setting, relations: list[Node], point: dict[str, int]) -> bool:
    """Whether a relation is certainly false at a point that certainly meets the conditions."""
    nodes = [*where.conditions, *relations]
    links = tuple(Link(node=n, text="") for n in nodes)
    claim = replace(where.claim, assumptions=(), links=links)
    fixed = {n: int(v) for n, v in where.fixed.items() if v.denominator == 1}
    sizes = {g.name: 1 for g in claim.given if g.type == INTEGER} | fixed | point
    try:
        unrolled = unroll(claim, sizes, _LIMITS, holes=True)
        evaluator = Evaluator({(name, ()): value for name, value in where.fixed.items()})
        truths = [evaluator.truth(entry, _LADDER) for entry in unrolled.links]
    except (NoMeaning, TooLarge, IllFounded, OverflowError):
        return False
    count = len(where.conditions)
    return all(t is True for t in truths[:count]) and any(t is False for t in truths[count:])
