"""`vanishes`, `bounded` and `diverges` at one instance: what exact arithmetic can say for every depth at once."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from proofcheck.claim import Claim
from proofcheck.language.tree import Apply, Approach, Bind, Node, free_names
from proofcheck.language.types import BOOLEAN, INTEGER, shape_of
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.cycles import depends, growing_axes, is_shift, refute_limit
from proofcheck.meaning.expand import Expander
from proofcheck.meaning.germs import expander_at, limit_at
from proofcheck.meaning.graph import Grid
from proofcheck.meaning.hybrid import Evaluator
from proofcheck.meaning.scope import Scope
from proofcheck.verdict import Instance, Value

TENDENCIES = frozenset({"vanishes", "bounded", "diverges"})
_ENTRIES, _CELLS, _BITS = 60_000, 2_000, 64


def tendency(node: Node, claim: Claim, instance: Instance) -> tuple[bool | None, str]:
    """(truth, why) of a tendency, its negation or a limit at an instance whose functions are replaced; None: unknown.

    Only a truth that holds for the whole sequence is answered: by germs at infinity, or false by an exact cycle.
    """
    if isinstance(node, Apply) and node.op == "not":
        truth, why = tendency(node.args[0], claim, instance)
        return None if truth is None else not truth, why
    if isinstance(node, Apply) and node.op == "==":
        return _limit(node.args[0], node.args[1], claim, instance)
    if not isinstance(node, Bind) or node.op not in TENDENCIES:
        return None, ""
    if not _same_at_every_depth(node.binders[0].name, claim):
        return None, ""
    truth = limit_at(node, claim, instance)
    if truth is not None:
        return truth, "a rational function of the depth, compared by degrees"
    broken = refute_limit(node, claim, instance, Exactly(claim))
    return (None, "") if broken is None else (False, broken)


def _limit(taken: Node, value: Node, claim: Claim, instance: Instance) -> tuple[bool | None, str]:
    """`lim e = c` over integers: whether e − c vanishes; of an unbounded e, which has no limit, nothing is said."""
    match taken:
        case Bind(op="limit", binders=(Approach(name=name, type=type_, target=Apply(op="oo")),), body=body):
            pass
        case _:
            return None, ""
    if type_ != INTEGER or shape_of(body.type) or name in free_names(value) or depends(value, name, claim):
        return None, ""
    gap = Apply(type=taken.type, op="-", args=(body, value))
    if tendency(replace(taken, op="bounded", type=BOOLEAN), claim, instance)[0] is not True:
        return None, ""
    return tendency(replace(taken, op="vanishes", type=BOOLEAN, body=gap), claim, instance)


def _same_at_every_depth(depth: str, claim: Claim) -> bool:
    """Whether an instance that is admissible at one depth is so at all: nothing that is asked depends on the depth."""
    asked = list(claim.assumptions)
    for given in claim.given:
        if given.properties and growing_axes(given.type, depth):
            return False
        domain = given.domain
        asked += [b for b in (domain.lower, *(domain.members or ()), *domain.excluded) if b is not None]
        if domain.upper is not None and not is_shift(domain.upper, depth):  # `k in 1..n` only widens
            asked.append(domain.upper)
    return not any(depends(node, depth, claim) for node in asked)


class Exactly:
    """Exact values of expressions of one claim; one expansion an instance, so that cells are expanded once."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self._expanders: dict[Instance, Expander] = {}

    def __call__(self, instance: Instance, node: Node) -> Value | None:
        """The value, if it is rational in every entry and exactly known."""
        try:
            if instance not in self._expanders:
                self._expanders[instance] = expander_at(self.claim, instance, _ENTRIES, _CELLS)
            x = self._expanders[instance]
            grid = x.expand(node, Scope(x.world))
        except (NoMeaning, TooLarge, IllFounded):
            return None
        states = Evaluator({}).states(grid.entries, _BITS)
        if not all(isinstance(s, Fraction) for s in states):
            return None
        return _nested(grid, states)


def _nested(grid: Grid, states: list[Value]) -> Value:
    if not grid.shape:
        return states[0]
    size = len(states) // max(1, grid.shape[0])
    inner = grid.shape[1:]
    rows = [states[i * size : (i + 1) * size] for i in range(grid.shape[0])]
    return tuple(_nested(Grid(inner, grid.entries[:size]), row) for row in rows)
