"""What a growth relation should have said: the class that the left side is in, or the weaker relation that holds.

Each is decided like the claim itself, so it is shown as proved. Also what is known of a relation that stays open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from proofcheck.claim import Claim, Link
from proofcheck.kernel import Judgement
from proofcheck.language.show import GROWTH, show
from proofcheck.language.tree import Apply, Node
from proofcheck.meaning.growth_classes import growth_class
from proofcheck.meaning.growth_links import affirmed, relations
from proofcheck.verdict import Witness

_WEAKER = {"in_Theta": ("in_O", "in_Omega"), "in_o": ("in_O",), "in_O": (), "in_Omega": ()}


def regrowths(claim: Claim, witness: Witness) -> Iterator[tuple[str, str]]:
    """(repair, verdict) pairs for the growth relation that a witness breaks."""
    node = claim.links[witness.link].node
    if not isinstance(node, Apply) or node.op not in GROWTH:
        return
    values = dict(witness.instance.values)
    left, right = node.args
    found = growth_class(claim, left, values)
    strict = node.op == "in_o"
    if found is not None and found != right and not strict:
        yield from _held(claim, replace(node, args=(left, found)), node)
    for op in _WEAKER[node.op]:
        yield from _held(claim, replace(node, op=op), node)


def _held(claim: Claim, new: Apply, old: Apply) -> Iterator[tuple[str, str]]:
    if affirmed(replace(claim, links=(Link(node=new, text=show(new)),))) is not None:
        yield f"`{_class(new)}` instead of `{_class(old)}`", "proved"


def _class(node: Apply) -> str:
    right: Node = node.args[1]
    return f"in {GROWTH[node.op]}({show(right)})"


def left_open(claim: Claim, judgement: Judgement) -> str:
    """What the kernel says of the first growth relation that it could not decide."""
    pairs = zip(claim.links, judgement.links, strict=True)
    return next((r.left for link, r in pairs if r.truth is None and any(True for _ in relations(link.node))), "")
