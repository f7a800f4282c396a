"""Counts of complexity in a batched program: numbers as soon as the sizes are known, the same that the kernel reads."""

from __future__ import annotations

from fractions import Fraction

import torch

from proofcheck.language.tree import Apply, free_names
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.arrays import scalar
from proofcheck.meaning.batch_graph import Structural
from proofcheck.meaning.batch_lower import Lowered, Lowering, Scope
from proofcheck.meaning.expand import Expander
from proofcheck.meaning.graph import Graph
from proofcheck.meaning.scope import Scope as Names

_MAX_CELLS = 20_000


def counted(low: Lowering, node: Apply, scope: Scope) -> Lowered:
    """A count, or the vector of a shape. Errors: NoMeaning, TooLarge, IllFounded; Structural for an unknown index."""
    sizes = tuple((name, _whole(scope.world.bound[name])) for name in low.sizes)
    if sizes not in low.expanders:
        low.expanders[sizes] = Expander(low.claim, dict(sizes), Graph(), _MAX_CELLS)
    x = low.expanders[sizes]
    names = Names(x.world)
    for name in free_names(node):
        if name in scope.bound and low.claim.given_named(name) is None:
            names = names.bind(name, scalar(x.graph.num(_whole(scope.bound[name]))))
    found = [_number(e.constant) for e in x.expand(node, names).entries]
    if node.op != "shape":
        return found[0]
    return low.graph.constant(torch.tensor([float(n) for n in found], dtype=torch.float64))


def _whole(value: Lowered) -> int:
    if not isinstance(value, Fraction):
        raise Structural
    return int(value)


def _number(constant: object) -> Fraction:
    if not isinstance(constant, Fraction):
        raise NoMeaning("count", "no number")
    return constant
