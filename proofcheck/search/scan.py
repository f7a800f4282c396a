"""Claims about whole numbers alone: every small choice, one after the other, by the kernel's exact arithmetic.

A statement on integers fails at a single place more often than not (n = 40 of Euler's primes), so a plain scan is the
best search there is; so it is for counts of the dataflow (`steps(h) == d + W`), which depend on sizes alone. Bound by
how much is expanded, never by the clock.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from proofcheck import kernel
from proofcheck.claim import Claim, Given, Recurrence
from proofcheck.language.complexity import COUNTS
from proofcheck.language.tree import Apply, Bind, Num, walk
from proofcheck.language.types import INTEGER
from proofcheck.verdict import Instance

GROWTH = frozenset({"in_O", "in_Omega", "in_Theta", "in_o"})

_REACH = {1: 1200, 2: 40, 3: 11}  # how far from 0 each variable goes, by how many there are
_REACH_OF_MORE = 6  # of counts, which have more sizes
_CHOICES_OF_MORE = 5000
_ENTRIES = 60_000  # scalar entries expanded in all
_ENTRIES_OF_COUNTS = 30  # of counts, for each instance that may be tried
_FAR = 10**9  # numbers of the claim up to this are tried as values
_NEAR = 40
_SMALL = 12  # up to here every choice comes in its turn; beyond, the numbers of the claim have a share of their own
_BEYOND_SUMS = (200, 300, 500, 1000, 2000, 4000)
_BEYOND = (10**4, 10**5, 10**6, 10**9)
_MISSES = 400  # inadmissible choices in a row that end the scan


def scan(claim: Claim, known: Container[Instance] = ()) -> Iterator[tuple[Instance, kernel.Judgement]]:
    """Admissible instances with their judgements, nearest to 0 first, without those `known`; nothing for a claim with
    other variables."""
    names = [g.name for g in claim.given]
    far = _mentioned(claim)
    counted = counts(claim)
    axes = _axes(claim.given, far, counted=counted)
    if axes is None or any(g.type != INTEGER for g in claim.given):
        return
    most = max(_ENTRIES, _ENTRIES_OF_COUNTS * claim.policy.instances) if counted else _ENTRIES
    near, rest = _choices(axes, far)
    if len(names) not in _REACH:
        rest += _one_far(claim.given, axes, far)
    spent = misses = 0
    for choices, share in ((near, most // 2 if counted and rest else most), (rest, most)):
        for choice in choices:
            instance = Instance(values=tuple(zip(names, map(Fraction, choice), strict=True)))
            if instance in known:
                continue
            judgement = kernel.judge(claim, instance)
            spent += 20 + judgement.cost
            misses = 0 if judgement.admissible else misses + 1
            if judgement.admissible:
                yield instance, judgement
            if misses > _MISSES:
                return
            if spent > share:
                break
    yield from _beyond(claim, known)


def _beyond(claim: Claim, known: Container[Instance]) -> Iterator[tuple[Instance, kernel.Judgement]]:
    """A few numbers much farther out, for claims on one whole number: bounds that fail in the end."""
    if len(claim.given) != 1 or counts(claim):
        return
    parts = (part for link in claim.links for part in walk(link.node))
    long = bool(claim.definitions) or any(isinstance(part, Bind) for part in parts)
    for value in _BEYOND_SUMS if long else (*_BEYOND_SUMS, *_BEYOND):
        instance = Instance(values=((claim.given[0].name, Fraction(value)),))
        if _may_take(claim.given[0], value) and instance not in known:
            judgement = kernel.judge(claim, instance)
            if judgement.admissible:
                yield instance, judgement


def counts(claim: Claim) -> bool:
    """Whether a claim speaks of a count of the dataflow, and of nothing that has a value beside sizes."""
    ops = {part.op for link in claim.links for part in walk(link.node) if isinstance(part, Apply)}
    sizes = all(g.type == INTEGER for g in claim.given)
    return sizes and not ops.isdisjoint(COUNTS) and ops.isdisjoint(GROWTH)


def _axes(given: tuple[Given, ...], far: list[int], *, counted: bool) -> list[list[int]] | None:
    """The values of each variable that are tried; None where there are too many variables."""

    def axes(reach: int, more: Sequence[int] = ()) -> list[list[int]]:
        return [[v for v in sorted({*range(-reach, reach + 1), *more}) if _may_take(g, v)] for g in given]

    if len(given) in _REACH:
        return axes(_REACH[len(given)], far)
    found = (axes(reach) for reach in range(_REACH_OF_MORE, 1, -1))
    small = (a for a in found if prod(map(len, a)) <= _CHOICES_OF_MORE)
    return next(small, None) if counted and given else None


def _mentioned(claim: Claim) -> list[int]:
    """Whole numbers written in the claim or in what it reads, and their neighbours."""
    nodes = [link.node for link in claim.links]
    for definition in claim.definitions:
        cases = definition.cases if isinstance(definition, Recurrence) else (definition,)
        nodes += [case.body for case in cases]
    parts = (part for node in nodes for part in walk(node))
    written = dict.fromkeys(int(p.value) for p in parts if isinstance(p, Num) and p.value.denominator == 1)
    return [v for c in written if abs(c) <= _FAR for v in (c - 1, c, c + 1)][:24]


def _choices(axes: list[list[int]], far: list[int]) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Choices of values, ordered by the largest, positive and smaller ones first: near ones, and those beyond, where
    numbers of the claim come before the long tail and the other variables stay small."""
    named = set(far)
    near, rest = [], []
    for choice in product(*axes):
        sizes = list(map(abs, choice))
        size = max(sizes, default=0)
        if size <= _SMALL or (size <= _NEAR and size not in named):
            near.append((size, sum(v < 0 for v in choice), sum(sizes), choice))
        else:
            rest.append((named.isdisjoint(choice), sum(sizes) - size, size, sum(v < 0 for v in choice), choice))
    return [choice for *_, choice in sorted(near)], [choice for *_, choice in sorted(rest)]


def _one_far(given: tuple[Given, ...], axes: list[list[int]], far: list[int]) -> list[tuple[int, ...]]:
    """Choices in which one variable is a number of the claim that its axis lacks, the others as near to 0 as may be."""
    least = [min(axis, key=abs) for axis in axes if axis]
    return [
        (*least[:k], value, *least[k + 1 :])
        for value in sorted(far, key=abs)
        for k, (g, axis) in enumerate(zip(given, axes, strict=True))
        if len(least) == len(axes) and value not in axis and _may_take(g, value)
    ]


def _may_take(given: Given, value: int) -> bool:
    lower, upper = given.domain.lower, given.domain.upper
    above = not isinstance(lower, Num) or value >= lower.value
    return above and (not isinstance(upper, Num) or value <= upper.value)
