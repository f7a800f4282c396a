"""A few exact instances of a claim, of small sizes and unlike each other, to hold a proof against."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice

import numpy as np

from proofcheck.claim import Claim
from proofcheck.instances.configurations import Configuration, configurations
from proofcheck.instances.families import Row
from proofcheck.instances.space import Space
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.verdict import Instance

_LOOKED_AT = 40  # configurations among which some are chosen
_CHOSEN = 5
_STRUCTURED, _RANDOM = 3, 3  # rows of each
_DRAWN = 12  # random rows, of which the first few that are instances are taken
_LARGEST = 4  # of a size, where there are smaller ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An instance; `generic`: its values are random, so that it lies on no null set that matters."""

    instance: Instance
    generic: bool


def trials(claim: Claim, seed: int = 0) -> Iterator[Trial]:
    """Instances of the claim at a few sizes, structured and random ones; the same for the same claim and seed."""
    for turn, configuration in enumerate(_chosen(list(islice(configurations(claim), _LOOKED_AT)))):
        try:
            space = Space(configuration.claim, configuration.sizes)
        except (TooLarge, IllFounded, NoMeaning):
            continue
        rng = np.random.Generator(np.random.PCG64([seed, turn, zlib.crc32(claim.text.encode())]))
        for row, generic in chain(((r, True) for r in _random(space, rng)), ((r, False) for r in _spread(space))):
            values = space.build_exact(row)
            if values is not None:
                sizes = tuple((name, Fraction(size)) for name, size in configuration.sizes.items())
                instance = Instance(values=sizes + tuple(values.items()), functions=configuration.functions)
                yield Trial(instance=instance, generic=generic)


def _chosen(every: Sequence[Configuration]) -> list[Configuration]:
    """A few configurations: no larger than need be, sizes unlike each other first, the smallest last."""

    def rank(item: tuple[int, Configuration]) -> tuple[int, int, int]:
        place, configuration = item
        sizes = list(configuration.sizes.values())
        large = sum(max(0, s - _LARGEST) for s in sizes)
        few = sum(s < 2 for s in sizes)
        return large, few - len(set(sizes)), place

    ranked = [c for _, c in sorted(enumerate(every), key=rank)]
    smallest = every[:1]
    return [*[c for c in ranked if c not in smallest][: _CHOSEN - 1], *smallest]


def _random(space: Space, rng: np.random.Generator) -> Iterator[Row]:
    """Random rows with small denominators that are instances."""
    if not space.dimension:
        return
    found = 0
    for row in space.parameters(rng, _DRAWN):
        candidate = next(iter(space.rounded([max(-4.0, min(4.0, float(x))) for x in row], (4,))), None)
        if candidate is not None and space.build_exact(candidate) is not None:
            yield candidate
            found += 1
        if found >= _RANDOM:
            return


def _spread(space: Space) -> list[Row]:
    """Structured rows from all over their list."""
    rows = space.structured()
    step = max(1, len(rows) // _STRUCTURED)
    return rows[::step][:_STRUCTURED]
