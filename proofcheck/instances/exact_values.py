"""What scalar entries are worth on an exact state: a value, or None where it is not known; never a guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from proofcheck.instances.evaluate import Shapes, layout, target
from proofcheck.instances.plan import State
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.exact import Exact, Inexact, Undefined, apply_exactly
from proofcheck.meaning.graph import Entry, reachable

Known = Exact | None  # None: not known


class NoValue(Exception):
    """An expression that is undefined at an exact state."""


def exactly(
    roots: Sequence[Entry], state: State, shapes: Shapes, known: dict[Entry, Known] | None = None
) -> list[Known]:
    """The roots' exact values at a batch of one; None where not known. Raises NoValue where a root is undefined."""
    values: dict[Entry, Known | NoValue] = dict(known or {})
    for entry in reachable(roots):
        if entry not in values:
            values[entry] = _exact(entry, values, state, shapes)
    found = []
    for root in roots:
        value = values[root]
        if isinstance(value, NoValue):
            raise value
        found.append(value)
    return found


def _exact(entry: Entry, values: Mapping[Entry, Known | NoValue], state: State, shapes: Shapes) -> Known | NoValue:
    if entry.op in ("num", "truth"):
        return entry.constant
    if entry.op == "var":
        found = target(entry, shapes)
        if found is None:
            return None
        leaf: Known = state[found[0]][0, found[1]]
        return bool(leaf) if isinstance(leaf, (bool, np.bool_)) else leaf
    if entry.op == "undefined":
        return NoValue(str(entry.data))
    args = [values[a] for a in entry.args]
    if entry.op in ("and", "or", "=>", "if"):
        return _connective(entry.op, args)
    undefined = next((a for a in args if isinstance(a, NoValue)), None)
    if undefined is not None:
        return undefined
    if entry.op == "restrict":
        return args[0] if None not in args[1:] else None
    exact = [a for a in args if a is not None and not isinstance(a, NoValue)]
    if len(exact) < len(args):
        return None
    try:
        return _of_matrix(entry, exact) if isinstance(entry.data, tuple) else apply_exactly(entry.op, exact)
    except (Inexact, NoMeaning):
        return None
    except Undefined as why:
        return NoValue(str(why))


def _of_matrix(entry: Entry, values: Sequence[Exact]) -> Known:
    from proofcheck.meaning.matrix_exact import FAMILIES

    family = FAMILIES.get(entry.op)
    if family is None:
        return None
    rows, columns, place = layout(entry)
    return family(rows, columns, values)[place]


def _connective(op: str, args: Sequence[Known | NoValue]) -> Known | NoValue:
    if op == "if":
        if isinstance(args[0], bool):
            return args[1 if args[0] else 2]
        return args[0]
    if op == "=>":
        op, args = "or", [not args[0] if isinstance(args[0], bool) else args[0], args[1]]
    decisive = op == "or"
    if any(a is decisive for a in args):
        return decisive
    undefined = next((a for a in args if isinstance(a, NoValue)), None)
    if undefined is not None:
        return undefined
    return None if None in args else not decisive
