"""TRUSTED: growth relations inside a claim, each replaced by the truth that it has at an instance.

Growth is about all large sizes at once, so it has no entries to expand to; what is left after the replacement is an
ordinary claim. A relation that is not decided stays, and is a hole to every interpreter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import prod

from proofcheck.claim import Claim
from proofcheck.language.dims import number
from proofcheck.language.tree import Apply, Node, Num, children, transform
from proofcheck.language.types import BOOLEAN, INTEGER
from proofcheck.meaning import size_relations
from proofcheck.meaning.finite import Unbounded, values_of
from proofcheck.meaning.growth import RELATIONS, Decision, decide
from proofcheck.meaning.growth_setting import grows, reached
from proofcheck.meaning.judgement import LinkReading
from proofcheck.verdict import Value

__all__ = [
    "RELATIONS",
    "Decision",
    "Settled",
    "affirmed",
    "grown_names",
    "is_growth",
    "relations",
    "settle",
    "without_growth",
]


_CHOICES = 64  # of the sizes that are bounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A claim whose decided growth relations are truths, and the decisions on those of each link."""

    claim: Claim
    decisions: tuple[tuple[Decision, ...], ...]

    def undecided(self) -> Iterator[str]:
        """Why relations stayed open."""
        yield from dict.fromkeys(d.words for ds in self.decisions for d in ds if d.truth is None)


def is_growth(node: Node) -> bool:
    return isinstance(node, Apply) and node.op in RELATIONS


def relations(node: Node) -> Iterator[Node]:
    """Every growth relation in a tree, outermost ones first."""
    if is_growth(node):
        yield node
        return
    for child in children(node):
        yield from relations(child)


def settle(claim: Claim, values: Mapping[str, Value]) -> Settled:
    """The claim with every growth relation that is decided at these values replaced by its truth."""
    nodes = (*(link.node for link in claim.links), *claim.assumptions)
    if not any(True for node in nodes for _ in relations(node)):
        return Settled(claim=claim, decisions=((),) * len(claim.links))
    known = {name: value for name, value in values.items() if isinstance(value, Fraction)}
    bare = replace(claim, assumptions=tuple(a for a in claim.assumptions if not any(True for _ in relations(a))))
    found: dict[Node, Decision] = {}

    def rule(node: Node) -> Node | None:
        if not is_growth(node):
            return None
        if node not in found:
            found[node] = decide(bare, node, known)
        return _truth(found[node].truth, node)

    links = tuple(replace(link, node=transform(link.node, rule)) for link in claim.links)
    assumptions = tuple(transform(node, rule) for node in claim.assumptions)
    decisions = tuple(tuple(found[node] for node in relations(link.node)) for link in claim.links)
    return Settled(claim=replace(claim, links=links, assumptions=assumptions), decisions=decisions)


def _truth(value: bool | None, node: Node) -> Node:
    if value is None:
        return node
    zero = number(0)
    return Apply(type=BOOLEAN, op="==", args=(zero, zero if value else number(1)), span=node.span)


def grown_names(claim: Claim) -> frozenset[str]:
    """The sizes that occur in growth relations and nowhere else, so that no instance needs to vary them."""
    inside: set[str] = set()
    outside: set[str] = set()
    for node in (*(link.node for link in claim.links), *claim.assumptions):
        for part in relations(node):
            inside |= reached(claim, [part])
        outside |= reached(claim, [_without(node)])
    return frozenset(g.name for g in claim.given if g.name in inside - outside and grows(g, claim))


def _without(node: Node) -> Node:
    """The tree with its growth relations taken out."""
    return transform(node, lambda n: _truth(True, n) if is_growth(n) else None)


def without_growth(claim: Claim) -> Claim:
    """The claim with only the links in which no growth relation stands."""
    kept = tuple(link for link in claim.links if not any(True for _ in relations(link.node)))
    return replace(claim, links=kept)


def affirmed(claim: Claim) -> tuple[tuple[Decision, ...], ...] | None:
    """The decisions by which every link holds, for each link; None where one does not follow.

    A link without growth must follow from counting (it has no decisions). A size that is bounded is gone through value
    by value, so the constants of the decisions may differ.
    """
    grown = [any(True for _ in relations(link.node)) for link in claim.links]
    if not any(grown):
        return None
    if not all(grown) and size_relations.affirmed(without_growth(claim)) is None:
        return None
    found: list[list[Decision]] = [[] for _ in claim.links]
    tried = False
    for values in _bounded(claim):
        tried = True
        settled = settle(claim, values)
        for link, own, more, grows_ in zip(settled.claim.links, found, settled.decisions, grown, strict=True):
            if grows_ and not _holds(link.node):
                return None
            own.extend(d for d in more if d not in own)
    if not tried or not all(d.rigorous for decisions in found for d in decisions):
        return None
    return tuple(map(tuple, found))


def _bounded(claim: Claim) -> Iterator[dict[str, Value]]:
    """Every choice of the sizes that do not grow; only the empty one where there are too many."""
    names = [g for g in claim.given if g.type == INTEGER and not grows(g, claim)]
    try:
        choices = [values_of(g, {}) for g in names]
    except Unbounded:
        choices = []
    if len(choices) != len(names) or prod(map(len, choices)) > _CHOICES:
        yield {}
        return
    for values in product(*choices):
        yield {g.name: Fraction(v) for g, v in zip(names, values, strict=True)}


def _holds(node: Node) -> bool | None:
    """The truth of connectives over the truths put in; None for anything else."""
    match node:
        case Apply(op="==", args=(Num(value=a), Num(value=b))):
            return a == b
        case Apply(op="not", args=(a,)):
            inner = _holds(a)
            return None if inner is None else not inner
        case Apply(op="and" | "or" as op, args=args):
            parts = [_holds(a) for a in args]
            decisive = op == "or"
            return decisive if decisive in parts else None if None in parts else not decisive
        case Apply(op="=>", args=(a, b)):
            before, after = _holds(a), _holds(b)
            return True if before is False or after is True else None if None in (before, after) else False
        case Apply(op="<=>", args=(a, b)):
            left, right = _holds(a), _holds(b)
            return None if None in (left, right) else left is right
    return None


def in_words(reading: LinkReading, decisions: tuple[Decision, ...]) -> LinkReading:
    """The reading in the words of the growth relations of the link, if there are any."""
    if not decisions:
        return reading
    words = "; ".join(dict.fromkeys(d.words for d in decisions))
    path = decisions[0].path if len(decisions) == 1 and reading.truth is False else ()
    likely = reading.truth is None and len(decisions) == 1 and decisions[0].likely is True
    return replace(reading, left=words, right="", where="", path=path, likely=likely)
