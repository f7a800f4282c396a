"""Norms and extreme singular or eigenvalues by construction: a family of size 1, scaled or shifted to the size asked.

`norm(x) == c`, `x**2 + y**2 == 1`, `sigma_max(W) <= c`, `lambda_min(A) == c`, `spectral_radius(W) == c`, also of one
matrix of a tensor; every family is rational, so that the value is exact wherever `c` is rational.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod

from proofcheck.instances.domains import Extent, Hint
from proofcheck.instances.draft import Draft, Target
from proofcheck.instances.families import Family, Patterned, Plain, Scaled, Unit
from proofcheck.instances.forms import Atom, Norm, norm
from proofcheck.instances.matrices import Conjugated, Definite, SingularValues, Spectral
from proofcheck.instances.plan import Block, Step
from proofcheck.instances.steps import Scale, Shift
from proofcheck.meaning.graph import Entry

TURNED = {"==": "==", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_FACTORS = {
    "<=": Hint(lower=Fraction(0), upper=Fraction(1)),
    "<": Hint(lower=Fraction(0), upper=Fraction(1), upper_open=True),
    ">=": Hint(lower=Fraction(1)),
    ">": Hint(lower=Fraction(1), lower_open=True),
}
_UP_TO_ONE = Extent(lower=Fraction(-1), upper=Fraction(1))
_CHANCE = Extent(lower=Fraction(0), upper=Fraction(1))


def settle_norms(draft: Draft) -> None:
    """Meet what assumptions say of norms: equations first, then bounds."""
    for equation in (True, False):
        for atom in [a for a in draft.atoms if (a.op == "==") is equation]:
            if any(_settle(draft, atom, side, other, op) for side, other, op in _readings(atom)):
                draft.done([atom])


def _readings(atom: Atom) -> tuple[tuple[Entry, Entry, str], ...]:
    return (atom.left, atom.right, atom.op), (atom.right, atom.left, TURNED[atom.op])


def _settle(draft: Draft, atom: Atom, side: Entry, bound: Entry, op: str) -> bool:
    size = norm(side)
    if size is None or (size.kind == "square" and op == "==" and (len(size.leaves) == 1 or bound.op == "var")):
        return False
    if op in (">", ">=") and isinstance(bound.constant, Fraction) and bound.constant <= 0:
        return False  # nearly everything is so already, and nothing can be scaled to 0 and be more
    places = [draft.place(leaf) for leaf in size.leaves]
    writes = frozenset(p for p in places if p is not None)
    reads = draft.places((bound,))
    if None in places or not draft.may_write(writes, reads):
        return False
    targets = tuple(p for p in places if p is not None)
    family = _family(draft, size, targets, op)
    if family is None or not rebuild(draft, targets, family):
        return False
    step: Step = Scale(targets=targets, factor=bound, shapes=draft.shapes, root=size.kind == "square")
    if _shifts(draft, size, targets):
        diagonal = tuple(t for k, t in enumerate(targets) if k % (size.side[1] + 1) == 0)
        step = Shift(targets=diagonal, amount=bound, shapes=draft.shapes)
    draft.write(writes, reads, step)
    return True


def _properties(draft: Draft, targets: tuple[Target, ...]) -> frozenset[str]:
    return frozenset(p for name in {name for name, _ in targets} for p in draft.variable(name).properties)


def _shifts(draft: Draft, size: Norm, targets: tuple[Target, ...]) -> bool:
    """An extreme eigenvalue of a symmetric matrix that need not be definite is met by adding to the diagonal."""
    return size.kind.startswith("lambda") and _properties(draft, targets) == {"symmetric"}


def _family(draft: Draft, size: Norm, targets: tuple[Target, ...], op: str) -> Family | None:
    """The family of size 1 (of extreme eigenvalue 0 where it is shifted), its factor free where `op` is no equation."""
    properties = _properties(draft, targets)
    if any(draft.variable(name).kind != "real" for name, _ in targets):
        return None
    if size.kind in ("length", "square"):
        unit: Family | None = None if properties else Unit(shape=size.side)
    elif properties:
        unit = _with_properties(size, properties)
    else:
        unit = _plain(size)
    if unit is None or op == "==":
        return unit
    shifted = _shifts(draft, size, targets)
    if shifted or (size.kind.endswith("min") and op in ("<", "<=")):
        return None
    return Scaled(shape=size.side, inner=unit, factor=_FACTORS[op])


def _plain(size: Norm) -> Family | None:
    match size.kind:
        case "sigma_max":
            return SingularValues(shape=size.side)
        case "sigma_min":
            return SingularValues(shape=size.side, largest=False)
        case "radius":
            return Conjugated(shape=size.side, middle="radius", kept=frozenset())
    return None


def _with_properties(size: Norm, properties: frozenset[str]) -> Family | None:
    semidefinite = properties in ({"positive semidefinite"}, {"symmetric", "positive semidefinite"})
    definite = properties == {"positive definite"}
    kept = frozenset({"symmetric"})
    if properties == {"symmetric"} and size.kind in ("sigma_max", "radius"):
        return Spectral(shape=size.side, eigenvalue=_UP_TO_ONE, kept=kept, top="signed")
    if properties == {"symmetric"} and size.kind.startswith("lambda"):
        end = Extent(upper=Fraction(0)) if size.kind == "lambda_max" else Extent(lower=Fraction(0))
        return Spectral(shape=size.side, eigenvalue=end, kept=kept, top="zero")
    if (semidefinite or definite) and size.kind in ("sigma_max", "radius", "lambda_max"):
        extent = replace(_CHANCE, lower_open=definite)
        return Spectral(shape=size.side, eigenvalue=extent, kept=kept, top="one")
    if (semidefinite or definite) and size.kind in ("sigma_min", "lambda_min"):
        return Spectral(shape=size.side, eigenvalue=Extent(lower=Fraction(1)), kept=kept, top="one")
    return None


def rebuild(draft: Draft, targets: tuple[Target, ...], family: Family) -> bool:
    """Give the targets to a family of their own; what is left of their blocks stays plain. False where it cannot be."""
    inside = set(targets)
    blocks, touched = [], 0
    for block in draft.blocks:
        common = [t for t in block.targets if t in inside]
        if not common:
            blocks.append(block)
            continue
        rest = tuple(t for t in block.targets if t not in inside)
        whole = isinstance(block.family, (Plain, Patterned, Definite))
        if not whole or (rest and not isinstance(block.family, Plain)):
            return False
        touched += len(common)
        if rest and isinstance(block.family, Plain):
            blocks.append(Block(targets=rest, family=_part(block.family, rest)))
    if touched != len(inside):
        return False
    draft.blocks = [*blocks, Block(targets=targets, family=family)]
    return True


def _part(family: Plain, rest: tuple[Target, ...]) -> Plain:
    """The plain family of what is left of a block: still a row of matrices where whole matrices are left."""
    side = family.shape[-2:]
    if len(family.shape) > 2 and len(rest) % prod(side) == 0:
        return Plain(shape=(len(rest) // prod(side), *side), extent=family.extent)
    return Plain(shape=(len(rest),), extent=family.extent)
