"""Constants and expansions tried at a few points, against the meaning that all else is judged with.

A safeguard and no proof: a disagreement is a defect, and then nothing is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from proofcheck.claim import Link
from proofcheck.language.tree import Apply, Node, Num
from proofcheck.language.types import BOOLEAN, INTEGER, REAL
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.ball import enclose, is_real_ball, precision
from proofcheck.meaning.entries import Limits, unroll
from proofcheck.meaning.expand import Expander
from proofcheck.meaning.graph import Graph
from proofcheck.meaning.growth_constants import Unsure
from proofcheck.meaning.growth_monomials import value_at
from proofcheck.meaning.growth_setting import Setting
from proofcheck.meaning.growth_sums import Sum
from proofcheck.meaning.hybrid import Evaluator, is_exact
from proofcheck.meaning.scope import Scope

_FURTHEST = 10**6
_LIMITS = Limits(entries=4_000, cells=400, counting=2_000)
_LADDER = (64, 128)
_FIRST, _SMALL = 3, 40  # t at which expansions are tried


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
    whole = {name: int(v) for name, v in where.fixed.items() if v.denominator == 1}
    sizes = {g.name: 1 for g in claim.given if g.type == INTEGER} | whole | point
    try:
        unrolled = unroll(claim, sizes, _LIMITS, holes=True)
        evaluator = Evaluator({(name, ()): value for name, value in where.fixed.items()})
        truths = [evaluator.truth(entry, _LADDER) for entry in unrolled.links]
    except (NoMeaning, TooLarge, IllFounded, OverflowError):
        return False
    count = len(where.conditions)
    return all(t is True for t in truths[:count]) and any(t is False for t in truths[count:])


def misread(where: Setting, path: Mapping[str, Sum], t: str, sides: Iterable[tuple[Node, Sum]]) -> bool:
    """Whether a side along a path certainly is not what its expansion says, at a small t for which that holds."""
    for side, f in sides:
        if f.after is None or f.after > _SMALL:
            continue
        for start in (max(f.after, _FIRST), max(f.after, _FIRST) + 1):
            try:
                point = {name: _whole(value, {t: start}) for name, value in path.items()}
                with precision(_LADDER[-1]):
                    apart = _value(where, side, point) - _enclosure(f, {t: start})
                    if apart > 0 or apart < 0:
                        return True
            except (NoMeaning, TooLarge, IllFounded, OverflowError, Unsure):
                break
    return False


def _whole(f: Sum, point: Mapping[str, int]) -> int:
    with precision(4 * _LADDER[-1]):
        found = _enclosure(f, point).unique_fmpz()
    if found is None or abs(int(found)) > _FURTHEST:
        raise TooLarge("a sample point")
    return int(found)


def _enclosure(f: Sum, point: Mapping[str, int]) -> Any:
    """What f lies in at a point, at the precision that is set."""
    total = arb(0)
    for m in f.monomials:
        low, high = f.loose.get(m, (Fraction(0), Fraction(0)))
        factor = _ball(low).union(_ball(high))
        total += (factor + f.exact[m].ball() if m in f.exact else factor) * value_at(m, point)
    return total


def _ball(value: Fraction) -> Any:
    return arb(fmpq(value.numerator, value.denominator))


def _value(where: Setting, side: Node, point: dict[str, int]) -> Any:
    """A ball around a side at whole sizes. Errors: NoMeaning where it has none."""
    claim = replace(where.claim, assumptions=(), links=())
    whole = {name: int(v) for name, v in where.fixed.items() if v.denominator == 1}
    x = Expander(claim, {**whole, **point}, Graph(_LIMITS.entries), _LIMITS.cells)
    entry = x.expand(side, Scope(x.world)).scalar
    (state,) = Evaluator({(name, ()): v for name, v in where.fixed.items()}).states([entry], _LADDER[-1])
    found = enclose(state) if is_exact(state) and not isinstance(state, bool) else state
    if not is_real_ball(found):
        raise NoMeaning("value", "at a sample point")
    return found
