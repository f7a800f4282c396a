"""What mutations work on: a claim with its definitions written out, its nodes, and its text when all is done."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import yaml

from proofcheck.claim import Claim, Given
from proofcheck.language.show import show, show_type
from proofcheck.language.tree import (
    Apply,
    At,
    Bind,
    Derive,
    Domain,
    Node,
    Var,
    bound_names,
    substitute,
    transform,
    walk,
)
from proofcheck.language.types import INTEGER, REAL

RELATIONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
INEQUALITIES = frozenset({"<", "<=", ">", ">="})
MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """`preserving`: what it makes of a true claim is true. `make` answers None where it does not apply."""

    name: str
    preserving: bool
    make: Callable[[Claim, random.Random], Claim | None]


def relation(claim: Claim, link: int) -> Apply | None:
    """The link, if it compares two numbers."""
    node = claim.links[link].node
    is_plain = isinstance(node, Apply) and node.op in RELATIONS and all(a.type in (INTEGER, REAL) for a in node.args)
    return node if is_plain and isinstance(node, Apply) else None


def with_link(claim: Claim, link: int, node: Node) -> Claim:
    links = list(claim.links)
    links[link] = replace(links[link], node=node, text=show(node))
    return replace(claim, links=tuple(links))


def any_link(claim: Claim, rng: random.Random) -> tuple[int, Apply] | None:
    found = [(k, node) for k in range(len(claim.links)) if (node := relation(claim, k)) is not None]
    return rng.choice(found) if found else None


def put(root: Node, target: Node, new: Node) -> Node:
    """The tree with this very node replaced."""
    return transform(root, lambda node: new if node is target else None)


def _within(root: Node) -> Iterator[Node]:
    """Nodes that stand for numbers in the relation; not what a derivative is taken by."""
    kept = {id(n.wrt) for n in walk(root) if isinstance(n, Derive)}
    for node in walk(root):
        if node is not root and id(node) not in kept and node.type in (INTEGER, REAL):
            yield node


def edited(
    claim: Claim, rng: random.Random, wanted: Callable[[Node], bool], change: Callable[[Node], Node | None]
) -> Claim | None:
    """The claim with one of the wanted nodes of a link changed."""
    chosen = any_link(claim, rng)
    if chosen is None:
        return None
    link, root = chosen
    found = [node for node in _within(root) if wanted(node)]
    if not found:
        return None
    target = rng.choice(found)
    new = change(target)
    return None if new is None else with_link(claim, link, put(root, target, new))


def taken(claim: Claim) -> set[str]:
    """Variables that a derivative or `at` names, for which nothing else can be put."""
    found: set[str] = set()
    for root in (*claim.assumptions, *(link.node for link in claim.links)):
        for node in walk(root):
            if isinstance(node, At | Bind):
                found |= set(bound_names(node))
            if isinstance(node, Derive):
                found |= {n.name for n in walk(node.wrt) if isinstance(n, Var)}
    return found


def everywhere(claim: Claim, values: dict[str, Node]) -> Claim:
    """The claim with expressions put for variables, in domains, assumptions and links; declarations stay."""

    def node(old: Node) -> Node:
        return substitute(old, values)

    def domain(old: Domain) -> Domain:
        return replace(
            old,
            lower=old.lower and node(old.lower),
            upper=old.upper and node(old.upper),
            members=None if old.members is None else tuple(map(node, old.members)),
            excluded=tuple(map(node, old.excluded)),
        )

    links = tuple(replace(link, node=node(link.node), text=show(node(link.node))) for link in claim.links)
    return replace(
        claim,
        given=tuple(replace(g, domain=domain(g.domain)) for g in claim.given),
        assumptions=tuple(map(node, claim.assumptions)),
        links=links,
    )


def with_given(claim: Claim, new: Given) -> Claim:
    return replace(claim, given=tuple(new if g.name == new.name else g for g in claim.given))


def written(claim: Claim) -> str:
    """The claim as a file of its own."""
    body: dict[str, object] = {"id": "it", "claim": [show(link.node) for link in claim.links]}
    if claim.given:
        body["given"] = {g.name: show_type(g.type, g.domain, g.properties) for g in claim.given}
    if claim.assumptions:
        body["assume"] = [show(a) for a in claim.assumptions]
    if claim.policy.defined != "same":
        body["defined"] = claim.policy.defined
    text: str = yaml.safe_dump({"proofcheck": 1, "claims": [body]}, sort_keys=False, allow_unicode=True, width=10_000)
    return text
