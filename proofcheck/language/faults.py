"""Whether two dimensions that do not fit may really differ, or whether domains and assumptions force them equal.

A statement with shapes that do not fit is refuted without an instance, so this asks for one of sizes: small sizes
within the declared domains and the assumptions on sizes alone, at which the two dimensions differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import islice, product

from proofcheck.errors import ShapeError
from proofcheck.language.dims import is_integer, polynomial
from proofcheck.language.signature import DimensionMismatch
from proofcheck.language.statement import Given
from proofcheck.language.tree import Apply, Node, Num, Var, free_names, walk
from proofcheck.language.types import Dim, shape_of

MAX_TRIES = 20_000
WIDTH = 5  # sizes tried per name, from the lower bound of its domain

_COMPARE = {
    "==": Fraction.__eq__,
    "!=": Fraction.__ne__,
    "<": Fraction.__lt__,
    "<=": Fraction.__le__,
    ">": Fraction.__gt__,
    ">=": Fraction.__ge__,
}


def _may_tie(node: Node, names: set[str], givens: Sequence[Given]) -> bool:
    """Whether an assumption on arrays could force sizes to be equal: a rank, or an equation between matrices."""
    deep = any(
        isinstance(n, Apply) and (n.op == "rank" or (n.op == "==" and len(shape_of(n.args[0].type)) > 1))
        for n in walk(node)
    )
    used = free_names(node)
    shapes = {a for g in givens if g.name in used for d in shape_of(g.type) for a in d.atoms()}
    return deep and len(names & shapes) > 1


def _tall(givens: Sequence[Given]) -> list[Dim]:
    """What orthonormal columns need to be at least 0: rows minus columns."""
    found = [shape_of(g.type) for g in givens if "orthonormal columns" in g.properties]
    return [rows - columns for rows, columns in found]


def surely_differ(error: ShapeError, givens: Iterable[Given], assumptions: Sequence[Node]) -> bool:
    """Whether some admissible sizes break the equality that the shapes need."""
    if not isinstance(error, DimensionMismatch) or not error.condition:
        return True
    givens = tuple(givens)
    sizes = {g.name: g for g in givens if is_integer(g.type)}
    gap = error.left - error.right
    if any(_may_tie(a, {n for n in gap.atoms() if isinstance(n, str)}, givens) for a in assumptions):
        return False
    tall = _tall(givens)
    about = [a for a in assumptions if _names(a) and _names(a) <= sizes.keys()]
    wanted = {a for a in gap.atoms() if isinstance(a, str) and a in sizes}
    while True:
        more = {n for a in about if _names(a) & wanted for n in _names(a)} | _bound_names(wanted, sizes)
        if more <= wanted:
            break
        wanted |= more
    bound = [a for a in gap.atoms() if isinstance(a, str) and a not in sizes]
    names = [*sorted(wanted), *bound]
    ranges = [_values(sizes[n]) if n in sizes else range(1, 1 + WIDTH) for n in names]
    for values in islice(product(*ranges), MAX_TRIES):
        at = dict(zip(names, map(Fraction, values), strict=True))
        admissible = all(_holds(a, at) for a in about if _names(a) <= at.keys())
        admissible = admissible and all((_value(t, at) or 0) >= 0 for t in tall)
        if admissible and _value(gap, at) != 0 and all(_inside(sizes[n], at) for n in wanted):
            return True
    return False


def _names(node: Node) -> set[str]:
    return {n.name for n in walk(node) if isinstance(n, Var)}


def _bound_names(wanted: set[str], sizes: dict[str, Given]) -> set[str]:
    """The sizes that the domains of these sizes mention."""
    found: set[str] = set()
    for name in wanted:
        domain = sizes[name].domain
        for node in (domain.lower, domain.upper, *(domain.members or ()), *domain.excluded):
            if node is not None:
                found |= _names(node) & sizes.keys()
    return found


def _values(given: Given) -> Iterable[int]:
    members = given.domain.members
    if members is not None and all(isinstance(m, Num) for m in members):
        return [int(m.value) for m in members if isinstance(m, Num)]
    lower = given.domain.lower
    start = int(lower.value) if isinstance(lower, Num) else 1
    return range(start, start + WIDTH)


def _inside(given: Given, at: dict[str, Fraction]) -> bool:
    domain, own = given.domain, at[given.name]
    for node, op, strict in ((domain.lower, ">=", domain.lower_open), (domain.upper, "<=", domain.upper_open)):
        end = None if node is None else _number(node, at)
        if node is not None and (end is None or not _COMPARE[op[0] if strict else op](own, end)):
            return False
    members = None if domain.members is None else [_number(m, at) for m in domain.members]
    return (members is None or own in members) and all(own != _number(e, at) for e in domain.excluded)


def _holds(node: Node, at: dict[str, Fraction]) -> bool:
    """Whether an assumption on sizes holds; what cannot be computed does not."""
    match node:
        case Apply(op="and", args=args):
            return all(_holds(a, at) for a in args)
        case Apply(op="or", args=args):
            return any(_holds(a, at) for a in args)
        case Apply(op=op, args=(left, right)) if op in _COMPARE:
            a, b = _number(left, at), _number(right, at)
            return a is not None and b is not None and bool(_COMPARE[op](a, b))
    return False


def _number(node: Node, at: dict[str, Fraction]) -> Fraction | None:
    dim = polynomial(node)
    return None if dim is None else _value(dim, at)


def _value(dim: Dim, at: dict[str, Fraction]) -> Fraction | None:
    total = Fraction(0)
    for monomial, coefficient in dim.terms:
        for atom, power in monomial:
            if not isinstance(atom, str) or atom not in at:
                return None
            coefficient *= at[atom] ** power
        total += coefficient
    return total
