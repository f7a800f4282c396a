"""Proofs at fixed small sizes, for claims whose sizes are unbounded: how far a claim is proved, not that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Domain, Num
from proofcheck.language.types import INTEGER
from proofcheck.meaning.arguments import Argued, argue, unfold
from proofcheck.meaning.finite import Unbounded, sizes_of, values_of
from proofcheck.proof import counting

_SMALLEST = range(0, 13)
_REACH = 2  # values of each size
_CHOICES = 8


def partial(claim: Claim, sizes: dict[str, int]) -> tuple[Argued, ...] | None:
    """An argument for each link at these sizes, or None."""
    return argue(claim, sizes)


def partial_proofs(claim: Claim, seed: int = 0) -> tuple[str, ...]:
    """At which small sizes the claim is proved, as text: `proved for d = 1; d = 2`; nothing if it has no sizes.

    With it the formulas of the claim's counts, and how each is known.
    """
    names = sizes_of(claim)
    if not names or any(claim.given_named(name) is None for name in names):
        return ()
    return (*_small_sizes(claim, names), *counting.told(claim))


def _small_sizes(claim: Claim, names: tuple[str, ...]) -> tuple[str, ...]:
    reached, misses = [], 0
    for sizes in _small_choices(claim, names):
        unfolded = unfold(claim, sizes)
        if unfolded is not None and unfolded.setting.empty:
            continue
        if unfolded is not None and argue(claim, sizes) is not None:
            reached.append(", ".join(f"{name} = {value}" for name, value in sizes.items()))
        else:
            misses += 1
        if misses >= 2:
            break
    return (f"proved for {'; '.join(reached)}",) if reached else ()


def _small_choices(claim: Claim, names: tuple[str, ...]) -> Iterator[dict[str, int]]:
    """Choices of the smallest admissible sizes, the sum growing, each checked against the bounds."""
    found = []
    for values in product(*(_candidates(claim.given_named(name)) for name in names)):
        sizes = dict(zip(names, values, strict=True))
        if all(_admits(claim.given_named(name), sizes) for name in names):
            found.append(sizes)
    found.sort(key=lambda s: (sum(s.values()), tuple(s.values())))
    yield from found[:_CHOICES]


def _candidates(given: Given | None) -> list[int]:
    """The smallest values of a size, its bounds taken as far as they are numbers."""
    if given is None:
        return []
    lower = given.domain.lower
    start = int(lower.value) if isinstance(lower, Num) else 0
    trial = [n for n in range(start, start + len(_SMALLEST)) if _admits(given, {given.name: n})]
    return (trial or list(range(start, start + _REACH)))[:_REACH]


def _admits(given: Given | None, sizes: dict[str, int]) -> bool:
    """Whether a size lies in its domain; a bound that cannot be read admits it, for the unrolled domain to judge."""
    if given is None:
        return False
    value = Num(type=INTEGER, value=Fraction(sizes[given.name]))
    domain = given.domain
    boxed = replace(
        given,
        domain=Domain(
            lower=domain.lower if domain.lower is not None else value,
            lower_open=domain.lower_open,
            upper=domain.upper if domain.upper is not None else value,
            upper_open=domain.upper_open,
            members=domain.members,
            excluded=domain.excluded,
        ),
    )
    try:
        return sizes[given.name] in values_of(boxed, sizes)
    except Unbounded:
        return True
