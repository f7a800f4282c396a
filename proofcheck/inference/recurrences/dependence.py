"""Dependence of one value on another: directly, through others, or not at all. What the rules of derivatives ask."""

from __future__ import annotations

from collections.abc import Sequence

from proofcheck.inference.context import Context
from proofcheck.inference.recurrences.ancestors import Ancestors, ancestors
from proofcheck.inference.recurrences.ancestors import Node as Target
from proofcheck.inference.recurrences.certain_reads import reads_at, surely_read
from proofcheck.inference.recurrences.reads import Read, Unclear, reads
from proofcheck.inference.recurrences.unfolding import apart, base_of, equal, indices_of
from proofcheck.language.tree import Cell, Node, Ref, Var
from proofcheck.meaning.regions import Linear, Region


def target(context: Context, node: Node) -> Target:
    """The variable, value or cell that a term is, or is a part of. Errors: Unclear."""
    node = base_of(node)
    if isinstance(node, Var) and context.claim.given_named(node.name) is not None:
        return Target(name=node.name)
    if isinstance(node, Ref):
        return Target(name=node.name)
    if isinstance(node, Cell):
        at = indices_of(context.claim, context.region, node)
        if at is not None:
            return Target(name=node.name, at=at)
    raise Unclear("neither a variable nor a value or cell with a plain index")


def is_defined_value(node: Node) -> bool:
    """Whether a term is a cell or value of `let`, or a part of one."""
    return isinstance(base_of(node), (Cell, Ref))


def direct_reads(context: Context, node: Node) -> tuple[Read, ...]:
    """What the body of a cell or value reads, or an expression does. Errors: Unclear."""
    if is_defined_value(node):
        return reads_at(context.claim, context.region, target(context, node))
    return reads(context.claim, node, context.region)


def without(found: Sequence[Read], node: Target) -> list[Read]:
    """The reads without those of one node."""
    kept: list[Read] = []
    for read in found:
        if read.name != node.name:
            kept.append(read)
        elif equal(read.region, read.at, node.at):
            continue
        elif apart(read.region, read.at, node.at):
            kept.append(read)
        else:
            gaps = tuple(a - b for a, b in zip(read.at, node.at, strict=True))
            parts = read.region.without(Region(zero=gaps))
            kept += [Read(name=read.name, at=read.at, region=part, sure=False) for part in parts]
    return kept


def reached(context: Context, start: Sequence[Read], by: Target, cut: Target | None = None) -> Ancestors:
    """What some reads reach, bounds sought near the indices of a node. Errors: Unclear."""
    near: list[Linear] = [*by.at, *(cut.at if cut is not None else ())]
    return ancestors(context.claim, context.region, start, cut=cut, near=near)


def independent(context: Context, body: Node, wrt: Node) -> bool:
    """Whether a value certainly does not depend on another. Errors: Unclear."""
    node = target(context, wrt)
    if is_defined_value(body) and not _differ(context, target(context, body), node):
        return False
    return reached(context, direct_reads(context, body), node).misses(node)


def only_explicit(context: Context, body: Node, wrt: Node) -> bool:
    """Whether a value depends on another by reading it itself, and through nothing else. Errors: Unclear."""
    node = target(context, wrt)
    if is_defined_value(body) and not _differ(context, target(context, body), node):
        return False
    return reached(context, without(direct_reads(context, body), node), node).misses(node)


def no_other_way(context: Context, body: Node, middle: Node, wrt: Node) -> bool:
    """Whether a value certainly depends on `wrt` through `middle` alone, if at all. Errors: Unclear."""
    node, cut = target(context, wrt), target(context, middle)
    if not _differ(context, node, cut):
        return False
    if is_defined_value(body) and not all(_differ(context, target(context, body), n) for n in (node, cut)):
        return False
    return reached(context, direct_reads(context, body), node, cut).misses(node)


def surely_uses(context: Context, body: Node, middle: Node) -> bool:
    """Whether a value certainly cannot be evaluated without another. Errors: Unclear."""
    start = direct_reads(context, body)
    return surely_read(context.claim, context.region, start, target(context, middle))


def _differ(context: Context, a: Target, b: Target) -> bool:
    return a.name != b.name or (bool(a.at) and apart(context.region, a.at, b.at))
