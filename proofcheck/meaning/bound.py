"""Bound variables and infinite ends in entries."""

from __future__ import annotations

from proofcheck.meaning.graph import BINDERS, Entry, reachable


def is_infinite(end: Entry) -> bool:
    """Whether an end is `oo` or its negative."""
    return end.op == "oo" or (end.op == "neg" and end.args[0].op == "oo")


def free_bound(entry: Entry) -> frozenset[Entry]:
    """The bound variables in an entry that nothing in it binds."""
    found: dict[Entry, frozenset[Entry]] = {}
    for e in reachable([entry]):
        if e.op == "bound":
            found[e] = frozenset((e,))
        elif e.op in BINDERS:
            heads = (found[a] for a in e.args[:-2])
            found[e] = frozenset[Entry]().union(*heads, found[e.args[-2]] - {e.args[-1]})
        else:
            found[e] = frozenset[Entry]().union(*(found[a] for a in e.args))
    return found[entry]
