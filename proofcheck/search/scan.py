"""Claims about whole numbers alone: every small choice, one after the other, by the kernel's exact arithmetic.

A statement on integers fails at a single place more often than not (n = 40 of Euler's primes), so a plain scan is the
best search there is. Bound by how much is expanded, never by the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from proofcheck import kernel
from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Num, walk
from proofcheck.language.types import INTEGER
from proofcheck.verdict import Instance

_REACH = {1: 1200, 2: 40, 3: 11}  # how far from 0 each variable goes, by how many there are
_ENTRIES = 60_000  # scalar entries expanded in all
_FAR = 10**9  # numbers of the claim up to this are tried as values
_NEAR = 40
_MISSES = 400  # inadmissible choices in a row that end the scan


def scan(claim: Claim) -> Iterator[tuple[Instance, kernel.Judgement]]:
    """Admissible instances with their judgements, nearest to 0 first; nothing for a claim with other variables."""
    names = [g.name for g in claim.given]
    reach = _REACH.get(len(names))
    if reach is None or any(g.type != INTEGER for g in claim.given):
        return
    spent = misses = 0
    for choice in _choices(claim.given, reach, _mentioned(claim)):
        instance = Instance(values=tuple(zip(names, map(Fraction, choice), strict=True)))
        judgement = kernel.judge(claim, instance)
        spent += 20 + judgement.cost
        misses = 0 if judgement.admissible else misses + 1
        if judgement.admissible:
            yield instance, judgement
        if spent > _ENTRIES or misses > _MISSES:
            return


def _mentioned(claim: Claim) -> list[int]:
    """Whole numbers written in the claim, and their neighbours."""
    parts = (part for link in claim.links for part in walk(link.node))
    written = dict.fromkeys(int(p.value) for p in parts if isinstance(p, Num) and p.value.denominator == 1)
    return [v for c in written if abs(c) <= _FAR for v in (c - 1, c, c + 1)][:24]


def _choices(given: tuple[Given, ...], reach: int, far: list[int]) -> list[tuple[int, ...]]:
    """Choices of values within the numbers that bound them, ordered by the largest, positive ones first."""
    axes = [[v for v in range(-reach, reach + 1) if _may_take(g, v)] for g in given]
    axes = [sorted({*axis, *(v for v in far if _may_take(g, v))}) for axis, g in zip(axes, given, strict=True)]
    named = set(far)

    def order(choice: tuple[int, ...]) -> tuple[bool, int, int, tuple[int, ...]]:
        size = max(map(abs, choice), default=0)
        late = size > _NEAR and not named.intersection(choice)  # numbers of the claim come before the long tail
        return late, size, sum(v < 0 for v in choice), choice

    return sorted(product(*axes), key=order)


def _may_take(given: Given, value: int) -> bool:
    lower, upper = given.domain.lower, given.domain.upper
    above = not isinstance(lower, Num) or value >= lower.value
    return above and (not isinstance(upper, Num) or value <= upper.value)
