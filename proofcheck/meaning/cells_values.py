"""What is known of a value in the dataflow, beside its shape: where it comes from, and how long its chain is.

Values come from numbers, from boundary constants (cells without variables), from arrays marked `parameter` (weights),
or from data. Where weights meet data there are connections; a weight times a boundary constant is a boundary constant
again, so that a border of zeros connects nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from proofcheck.meaning.cost import PRODUCTS, Role

_NOTHING, _DATA = Role(), Role(data=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A value: `known` is a plain number or array of numbers, `zero` one whose entries are all 0.

    `boundary`: made of boundary constants. `moved`: entries of other values, without arithmetic. `mixed`: weights and
    data side by side in one array. `chain`: the longest chain of cells and matrix products up to it.
    """

    role: Role = _NOTHING
    known: bool = False
    zero: bool = False
    boundary: bool = False
    moved: bool = False
    mixed: bool = False
    chain: int = 0

    @property
    def dead(self) -> bool:
        """Whether a product with it carries nothing: a boundary constant, or zeros."""
        return self.boundary or (self.known and self.zero)


def number(*, zero: bool = False) -> Part:
    return Part(known=True, zero=zero, moved=True)


def weight(role: Role) -> bool:
    return role.weight and not role.data


def multiplies(op: str) -> bool:
    """Whether one argument scales the other."""
    return op in PRODUCTS or op in ("*", "/")


def roles(op: str, args: Sequence[Part]) -> tuple[Role, ...]:
    """The roles in which arguments meet: beside a sum a boundary constant stands for the data it is the border of."""
    if multiplies(op):
        return tuple(_NOTHING if a.dead else a.role for a in args)
    return tuple(_DATA if a.boundary else a.role for a in args)


def meets(found: Sequence[Role]) -> bool:
    return any(a.meets(b) for k, a in enumerate(found) for b in found[:k])


def _union(found: Sequence[Role]) -> Role:
    return Role(weight=any(r.weight for r in found), data=any(r.data for r in found))


def applied(op: str, args: Sequence[Part]) -> Part:
    """The value of an operator that computes, its own chain left out."""
    chain = max((a.chain for a in args), default=0)
    if all(a.known for a in args):
        return Part(known=True, zero=op == "neg" and args[0].zero, chain=chain)
    met = roles(op, args)
    if meets(met):
        return Part(role=_DATA, chain=chain)
    live = [a for a in args if not a.known]
    dead = any(a.dead for a in args) if multiplies(op) else all(a.boundary for a in live)
    if dead and not any(a.role.data for a in args):
        zero = any(a.zero for a in args) if multiplies(op) else all(a.zero for a in args) and op in ("+", "-", "neg")
        return Part(boundary=True, zero=zero, chain=chain)
    return Part(role=_union(met), chain=chain, mixed=any(a.mixed for a in args))


def moved(args: Sequence[Part], op: str = "") -> Part:
    """The value of an operator that only moves entries (an array of them, a part, another order) or makes an array."""
    live = [a for a in args if not a.known]
    kinds = {a.role for a in live if not a.boundary}
    return Part(
        role=_union([a.role for a in live]),
        known=not live,
        zero=op == "zeros" or all(a.zero for a in args),
        boundary=bool(live) and all(a.boundary for a in live),
        moved=all(a.moved for a in args),
        mixed=any(a.mixed for a in args) or len(kinds) > 1,
        chain=max((a.chain for a in args), default=0),
    )


def either(then: Part, other: Part) -> Part:
    """A choice that depends on the data."""
    return replace(moved((then, other)), known=False, moved=False, role=_union((then.role, other.role, _DATA)))


def joined(terms: Sequence[Part]) -> tuple[Part, int]:
    """The value of a sum or product of terms, and how many weight terms meet others in it."""
    chain = max((t.chain for t in terms), default=0)
    if all(t.known for t in terms):
        return Part(known=True, zero=all(t.zero for t in terms), chain=chain), 0
    met = [_DATA if t.boundary else t.role for t in terms]
    weights = sum(map(weight, met))
    if weights and any(r.data for r in met):
        return Part(role=_DATA, chain=chain), weights
    if all(t.boundary or t.known for t in terms):
        return Part(boundary=True, zero=all(t.zero for t in terms), chain=chain), 0
    return Part(role=_union(met), chain=chain, mixed=any(t.mixed for t in terms)), 0


def longer(part: Part, steps: int) -> Part:
    return replace(part, chain=part.chain + steps) if steps else part
