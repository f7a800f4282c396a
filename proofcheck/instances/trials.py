"""A few exact instances of a claim, of small sizes and unlike each other, to hold a proof against."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

import numpy as np

from proofcheck.claim import Claim
from proofcheck.instances.configurations import Configuration, planned
from proofcheck.instances.domains import Hint
from proofcheck.instances.functions import specialise
from proofcheck.instances.space import Space
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.verdict import Instance, Value

Values = dict[str, Value]

_LOOKED_AT = 40  # configurations among which some are chosen
_CHOSEN = 4
_STRUCTURED, _RANDOM = 3, 3  # rows of each
_DRAWN = 12  # random rows, of which the first few that are instances are taken
_PARTS, _UNIT = 24, 8  # random numbers are 1/8 to 23/8, or so many 24ths of the way between bounds
_LARGEST = 3  # of a size, where there are smaller ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An instance; `generic`: its values are random, so that it lies on no null set that matters."""

    instance: Instance
    generic: bool


def trials(claim: Claim, seed: int = 0) -> Iterator[Trial]:
    """Instances of the claim at a few sizes, generic and structured ones; the same for the same claim and seed."""
    found = []
    for turn, configuration in enumerate(_chosen(list(islice(planned(claim), _LOOKED_AT)))):
        try:
            space = Space(specialise(claim, configuration.functions), configuration.sizes)
        except (TooLarge, IllFounded, NoMeaning):
            continue
        rng = np.random.Generator(np.random.PCG64([seed, turn, zlib.crc32(claim.text.encode())]))
        generic, special = _random(space, rng), space.special(_STRUCTURED)
        found.append((configuration, generic, special))
        yield from _some(configuration, generic, special, 1)
    for each in found:
        yield from _some(*each, _STRUCTURED)


def _some(
    configuration: Configuration, generic: Iterator[Values], special: Iterator[Values], most: int
) -> Iterator[Trial]:
    """The next few rows of both kinds as instances."""
    sizes = tuple((name, Fraction(size)) for name, size in configuration.sizes.items())
    for rows, is_generic in ((generic, True), (special, False)):
        for values in islice(rows, most):
            instance = Instance(values=sizes + tuple(values.items()), functions=configuration.functions)
            yield Trial(instance=instance, generic=is_generic)


def _chosen(every: Sequence[Configuration]) -> list[Configuration]:
    """A few configurations: one with sizes unlike each other and no larger than need be, the smallest, and others."""

    def rank(item: tuple[int, Configuration]) -> tuple[int, int, int]:
        place, configuration = item
        sizes = list(configuration.sizes.values())
        large = sum(max(0, s - _LARGEST) for s in sizes)
        few = sum(s < 2 for s in sizes)
        return large, 2 * few - len(set(sizes)), place

    ranked = [c for _, c in sorted(enumerate(every), key=rank)]
    unlike = list({tuple(c.sizes.items()): c for c in reversed(ranked)}.values())[::-1]  # the first of each sizes
    smallest = every[:1]
    others = [c for c in (*unlike, *(r for r in ranked if r not in unlike)) if c not in smallest][: _CHOSEN - 1]
    return [*others[:1], *smallest, *others[1:]]


def _random(space: Space, rng: np.random.Generator) -> Iterator[Values]:
    """Instances of random rows with small denominators that are instances, no number of them 0 and few alike."""
    found = 0
    for _ in range(_DRAWN if space.dimension else 0):
        parts = rng.integers(1, _PARTS, size=(2, space.dimension)).tolist()
        row = tuple(_drawn(hint, part, sign % 2 == 0) for hint, part, sign in zip(space.hints, *parts, strict=True))
        values = space.build_exact(row)
        if values is not None:
            yield values
            found += 1
        if found >= _RANDOM:
            return


def _drawn(hint: Hint, part: int, negative: bool) -> Fraction:
    """A number inside the bounds, `part` of `_PARTS` on the way."""
    if hint.lower is not None and hint.upper is not None:
        value = hint.lower + (hint.upper - hint.lower) * Fraction(part, _PARTS)
        return Fraction(round(value)) if hint.integer else value
    step = Fraction(part, 1 if hint.integer else _UNIT)
    if hint.lower is not None:
        return hint.lower + step
    if hint.upper is not None:
        return hint.upper - step
    return -step if negative else step
