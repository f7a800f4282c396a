"""How cells of recurrences depend on each other and on variables, from the text of their cases alone.

A recurrence that only looks back has lags: `c[t]` reads `h[t-1]`, so it depends on no cell of h after t - 1. Where the
text does not settle it, everything may depend on everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from proofcheck.claim import Claim, Definition, Recurrence
from proofcheck.indexed.indices import Facts, at_least, equal_places
from proofcheck.language.dims import polynomial
from proofcheck.language.tree import Call, Cell, Node, Ref, Var, Whole, free_names, walk
from proofcheck.language.types import Dim

Lags = tuple[int | None, ...]  # per index the least lag; None where it is not known


@dataclass(frozen=True, slots=True)
class Reach:
    """Of each definition: the names that it reaches; of each recurrence the lags to each that it reaches."""

    names: dict[str, frozenset[str]]
    lags: dict[tuple[str, str], Lags]


@lru_cache(maxsize=32)
def reach_of(claim: Claim) -> Reach:
    direct = {d.name: _mentioned(d) for d in claim.definitions}
    names = {name: _closure(name, direct) for name in direct}
    return Reach(names, _lags(claim))


def _bodies(d: Definition | Recurrence) -> tuple[Node, ...]:
    return (d.body,) if isinstance(d, Definition) else tuple(case.body for case in d.cases)


def _mentioned(d: Definition | Recurrence) -> frozenset[str]:
    return frozenset().union(*map(free_names, _bodies(d))) if _bodies(d) else frozenset()


def _closure(name: str, direct: dict[str, frozenset[str]]) -> frozenset[str]:
    seen: set[str] = {name}
    stack = [name]
    while stack:
        for other in direct.get(stack.pop(), frozenset()):
            if other not in seen:
                seen.add(other)
                stack.append(other)
    return frozenset(seen)


def _lags(claim: Claim) -> dict[tuple[str, str], Lags]:
    found: dict[tuple[str, str], Lags] = {}
    for d in claim.definitions:
        if isinstance(d, Recurrence):
            for case in d.cases:
                for other, own in _steps(claim, case.pattern, case.body):
                    known = found.get((d.name, other))
                    found[d.name, other] = own if known is None else _least(known, own)
    if any(lag is not None and lag < 0 for own in found.values() for lag in own):
        found = {
            pair: tuple(None if lag is None or _leads_away(found, k) else lag for k, lag in enumerate(own))
            for pair, own in found.items()
        }
    names = {n for pair in found for n in pair}
    for middle in sorted(names):
        for a in sorted(names):
            for b in sorted(names):
                if (a, middle) in found and (middle, b) in found:
                    way = _sum(found[a, middle], found[middle, b])
                    known = found.get((a, b))
                    found[a, b] = way if known is None else _least(known, way)
    return found


def _leads_away(found: dict[tuple[str, str], Lags], k: int) -> bool:
    return any(len(own) > k and own[k] is not None and own[k] < 0 for own in found.values())  # type: ignore[operator]


def _least(a: Lags, b: Lags) -> Lags:
    if len(a) != len(b):
        return (None,) * len(a)
    return tuple(None if p is None or q is None else min(p, q) for p, q in zip(a, b, strict=True))


def _sum(a: Lags, b: Lags) -> Lags:
    if len(a) != len(b):
        return (None,) * len(b)
    return tuple(None if p is None or q is None else p + q for p, q in zip(a, b, strict=True))


def _steps(claim: Claim, pattern: tuple[str | Node, ...], body: Node) -> Iterator[tuple[str, Lags]]:
    """The recurrences that a case reads, with the lag of each index; of values of `let`, those that they read."""
    seen: set[str] = set()
    stack = [body]
    while stack:
        for n in walk(stack.pop()):
            if isinstance(n, Cell):
                yield n.name, tuple(_lag(pattern[k], n.at[k]) if k < len(pattern) else None for k in range(len(n.at)))
            elif isinstance(n, Whole):
                yield n.name, (None,)
            elif isinstance(n, Ref) and n.name not in seen:
                seen.add(n.name)
                d = claim.definition_named(n.name)
                if isinstance(d, Definition):
                    stack.append(d.body)


def _lag(own: str | Node, read: Node) -> int | None:
    if not isinstance(own, str):
        return None
    dim = polynomial(read)
    return None if dim is None else (Dim.of(own) - dim).constant


def independent(reach: Reach, facts: Facts, a: str, at: tuple[Dim, ...], b: str, where: tuple[Dim, ...]) -> bool:
    """Whether the cell `a[at]` surely does not depend on `b[where]`, and is not that cell itself."""
    if b not in reach.names.get(a, frozenset()):
        return True
    if a == b and not any(facts.impossible(equal_places(i, w)) for i, w in zip(at, where, strict=True)):
        return False
    lags = reach.lags.get((a, b))
    if lags is None:  # it is reached by values of `let` alone, or is the same recurrence and never read again
        return a == b and not any(pair[0] == a for pair in reach.lags)
    if len(lags) != len(at) or len(at) != len(where):
        return False
    return any(
        lag is not None and facts.certain(at_least(w, i - Dim.of(lag) + Dim.ONE))
        for lag, i, w in zip(lags, at, where, strict=True)
    )


__all__ = ["Call", "Reach", "Var", "independent", "reach_of"]
