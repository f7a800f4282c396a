"""Sizes that grow with what they measure: `norm(A @ x) == c`, `max_abs(A) <= 1`, met by scaling the variable.

That a size is homogeneous of degree 1 in a variable is seen in floats at a few points; the assumption is tested in the
end like every other, so a coincidence costs instances, never truth.
"""

from __future__ import annotations

from math import prod

import numpy as np

from proofcheck.instances.draft import Draft, Target
from proofcheck.instances.evaluate import floats
from proofcheck.instances.forms import leaves
from proofcheck.instances.norms import TURNED
from proofcheck.instances.plan import State
from proofcheck.instances.steps import Normalise
from proofcheck.instances.variables import Variable
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.graph import Entry

_CONES = frozenset(
    {"symmetric", "skew", "diagonal", "lower triangular", "upper triangular", "positive definite", "rank one"}
    | {"positive semidefinite", "nilpotent", "full rank", "invertible", "singular"}
)
_SIZES = ("sqrt", "abs", "max", "singular_value", "spectral_radius", "eigenvalue", "if", "restrict", "+")


def settle_homogeneous(draft: Draft) -> None:
    """Meet equations and upper bounds of sizes by scaling a variable that only the size depends on."""
    for equation in (True, False):
        for atom in [a for a in draft.atoms if (a.op == "==") is equation]:
            readings = ((atom.left, atom.right, atom.op), (atom.right, atom.left, TURNED[atom.op]))
            if any(_settle(draft, size, bound, op) for size, bound, op in readings):
                draft.done([atom])


def _settle(draft: Draft, size: Entry, bound: Entry, op: str) -> bool:
    if op not in ("==", "<=", "<") or size.op not in _SIZES or not _rough(size):
        return False
    here = draft.places((size,))
    beyond = draft.places((bound,))
    for variable in reversed(draft.variables):
        if variable.kind != "real" or not set(variable.properties) <= _CONES:
            continue
        for targets in _parts(variable):
            writes = frozenset(targets)
            reads = (here | beyond) - writes
            if not here & writes or beyond & writes or not draft.may_write(writes, reads):
                continue
            if _homogeneous(draft, size, targets):
                step = Normalise(targets=targets, size=size, bound=bound, op=op, shapes=draft.shapes)
                draft.write(writes, reads, step)
                return True
    return False


def _parts(variable: Variable) -> list[tuple[Target, ...]]:
    """What of a variable may be scaled: one item along the first axis (the last first), or all of it."""
    whole = tuple((variable.name, k) for k in range(prod(variable.shape)))
    if not variable.free or not variable.shape:
        return [whole]
    size = prod(variable.shape[1:])
    slices = [whole[i * size : (i + 1) * size] for i in reversed(range(variable.shape[0]))]
    return [*slices, whole] if len(slices) > 1 else [whole]


def _rough(size: Entry) -> bool:
    """Whether there is a root, an absolute value or a spectrum in it: linear equations are for others."""
    seen, stack = set(), [size]
    while stack:
        entry = stack.pop()
        if entry.op in ("sqrt", "abs", "max", "singular_value", "spectral_radius", "eigenvalue"):
            return True
        if entry not in seen:
            seen.add(entry)
            stack.extend(entry.args)
    return False


def _homogeneous(draft: Draft, size: Entry, targets: tuple[Target, ...]) -> bool:
    if any(draft.place(leaf) is None for leaf in leaves((size,))):
        return False
    rng = np.random.Generator(np.random.PCG64(1))
    state: State = {}
    for v in draft.variables:
        family = v.made.family
        state[v.name] = family.build(rng.standard_normal((4, len(family.hints)))).reshape(4, -1)
    name, places = targets[0][0], [flat for _, flat in targets]
    values = []
    with np.errstate(all="ignore"):
        for factor in (1.0, 2.0, 0.25):
            scaled = {**state, name: state[name].copy()}
            scaled[name][:, places] *= factor
            try:
                values.append(np.broadcast_to(floats((size,), scaled, draft.shapes)[0], (4,)) / factor)
            except NoMeaning:
                return False
    return all(np.allclose(values[0], v, rtol=1e-9, atol=0.0) for v in values) and bool((values[0] > 0).all())
