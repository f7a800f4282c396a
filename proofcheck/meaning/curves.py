"""The body of a binder as a function of one variable, in a graph of its own, everything else being numbers or balls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from proofcheck.meaning.bound import free_bound
from proofcheck.meaning.graph import BINDERS, Entry, Graph, reachable
from proofcheck.meaning.jets import is_jet

Ball = Any
Value = Callable[[Entry], Any]  # of what does not depend on the variable: a Fraction, a ball, or None
Evaluate = Callable[[Sequence[Entry], Mapping[Entry, Any]], list[Any]]  # as `boxes.evaluate`
_FIXED = "\N{SECTION SIGN}\N{SECTION SIGN}"


@dataclass(frozen=True, slots=True)
class Curve:
    """`body` as a function of `leaf`; `fixed` has the balls of its other leaves."""

    graph: Graph
    body: Entry
    leaf: Entry
    fixed: Mapping[Entry, Ball]
    evaluate: Evaluate

    def at(self, ball: Ball, entries: Sequence[Entry] = ()) -> list[Any]:
        """The values of the entries, or of the body, over a ball of the variable."""
        return self.evaluate(entries or (self.body,), {**self.fixed, self.leaf: ball})

    def of(self, body: Entry) -> Curve:
        """Another function of the same variable."""
        return Curve(self.graph, body, self.leaf, self.fixed, self.evaluate)

    @property
    def steps(self) -> list[Entry]:
        """What depends on the variable, arguments first."""
        depends = {self.leaf}
        for e in reachable([self.body]):
            if any(a in depends for a in e.args):
                depends.add(e)
        return [e for e in reachable([self.body]) if e in depends and e is not self.leaf]


def curve(body: Entry, leaf: Entry, value: Value, evaluate: Evaluate) -> Curve | None:
    """The body as a function of its bound variable; None where something in it has no known value."""
    g = Graph()
    done: dict[Entry, Entry] = {leaf: g.var("x")}
    fixed: dict[Entry, Ball] = {}
    below = reachable([body])
    depends = {leaf}
    varied: set[Entry] = set()
    for e in below:
        if any(a in depends for a in e.args):
            depends.add(e)
        if e.op == "var" or any(a in varied for a in e.args):
            varied.add(e)
        if is_jet(e) and e in depends:
            return None
    inner = {e for e in below if e.op == "bound" and e is not leaf}
    for e in below:
        if e is leaf:
            continue
        if e not in depends and e in varied and not free_bound(e):
            known = value(e)
            if isinstance(known, Fraction):
                done[e] = g.num(known)
            elif known is not None and not isinstance(known, bool):
                done[e] = g.var(_FIXED, (len(fixed),))
                fixed[done[e]] = known
            elif isinstance(known, bool):
                done[e] = g.truth(known)
            continue
        if e in inner:
            done[e] = g.bound(int(str(e.data[1][0])))  # type: ignore[index]
            continue
        if e.op == "hole" or any(a not in done for a in e.args):
            continue
        args = [done[a] for a in e.args]
        done[e] = g.bind(e.op, *args) if e.op in BINDERS else g.make(e.op, *args, data=e.data)
    return Curve(g, done[body], done[leaf], fixed, evaluate) if body in done else None
