"""SymPy on explicit entries: every size is 2, or 3, arrays are symbols, both sides are simplified entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import sympy

from benchmarks.matrix.peers.sympy_givens import Array, Symbols, Values, choices, general, matrix, scalar_known, values
from benchmarks.matrix.peers.sympy_translation import Expansion, sizes
from benchmarks.outcome import PROVED, REFUTED, UNDECIDED, Answer, Inexpressible
from benchmarks.peer import Peer
from proofcheck.claim import Claim
from proofcheck.language.tree import Apply, Bind, Node
from proofcheck.language.types import INTEGER, Function

_ORDERED = {"<": "is_positive", "<=": "is_nonnegative", ">": "is_positive", ">=": "is_nonnegative"}


def vanishes(expression: Any) -> bool | None:
    """Whether SymPy finds an expression to be 0, or not to be; None where it cannot tell."""
    for step in (sympy.expand, sympy.cancel, sympy.simplify, lambda e: sympy.simplify(sympy.expand(e, func=True))):
        found = step(expression)
        if found == 0:
            return True
    told: bool | None = found.equals(0)
    return told


def _sign(expression: Any, fact: str) -> bool | None:
    """Whether SymPy knows the sign, after each of the forms that it may know it in."""
    for step in (lambda e: e, sympy.simplify, sympy.factor, lambda e: sympy.factor(sympy.expand(e))):
        found = getattr(step(expression), fact)
        if found is not None:
            return bool(found)
    return None


def _all(answers: Iterator[bool | None]) -> bool | None:
    worst: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        worst = None if answer is None else worst
    return worst


def holds(x: Expansion, node: Node) -> bool | None:
    """A relation at these entries."""
    match node:
        case Apply(op="and", args=args):
            return _all(holds(x, a) for a in args)
        case Bind(op="forall", binders=binders, body=body):
            return _all(holds(inner, body) for inner in x.ranges(binders))
        case Apply(op="==", args=args):
            left, right = map(x.of, args)
            return _all(vanishes(e) for e in np.asarray(left - right, dtype=object).reshape(-1))
        case Apply(op="<" | "<=" | ">" | ">=" as op, args=args):
            left, right = map(x.of, args if op[0] == "<" else args[::-1])
            return _all(_sign(e, _ORDERED[op]) for e in np.asarray(right - left, dtype=object).reshape(-1))
        case Apply(op="is_symmetric", args=(a,)):
            found = x.of(a)
            return _all(vanishes(e) for e in (found - found.T).reshape(-1))
        case Apply(op="is_orthogonal", args=(a,)):
            found = x.of(a)
            return _all(vanishes(e) for e in (found.T @ found - np.eye(len(found), dtype=int)).reshape(-1))
        case Apply(op="is_psd", args=(a,)):
            return _semidefinite(x.of(a))
    raise Inexpressible(f"`{getattr(node, 'op', '?')}` as a statement")


def _semidefinite(a: Array) -> bool | None:
    found: bool | None = matrix(a).applyfunc(sympy.simplify).is_positive_semidefinite
    return found


def _instances(claim: Claim, size: int, simpler: bool) -> Iterator[tuple[Expansion, bool]]:
    """Every choice of indices and parametrisations, with whether it is admissible throughout."""
    for integers in sizes(claim, size):
        symbols = Symbols()
        expansion = Expansion(claim=claim, symbols=symbols, integers=integers)
        arrays = [g for g in claim.given if g.type != INTEGER and not isinstance(g.type, Function)]
        make = general if simpler else values
        lists: list[Values] = [make(symbols, g.properties, expansion.shape(g.type), scalar_known(g)) for g in arrays]
        combined, exact = choices(lists)
        for case in combined:
            yield expansion.with_givens(dict(zip((g.name for g in arrays), case, strict=True))), exact


def _equalities_only(claim: Claim) -> bool:
    return all(
        isinstance(link.node, Apply | Bind) and getattr(link.node, "op", "") in ("==", "forall") for link in claim.links
    )


def answer(claim: Claim, size: int) -> Answer:
    exact = not claim.assumptions
    worst: bool | None = True
    for (x, admissible), link in product(_instances(claim, size, _equalities_only(claim)), claim.links):
        found = holds(x, link.node)
        exact = exact and admissible
        if found is False and exact:
            return Answer(outcome=REFUTED)
        worst = None if found is not True else worst
    return Answer(outcome=PROVED if worst else UNDECIDED, detail=f"at size {size}" if worst else "")


def peer(size: str) -> Peer:
    decide = partial(answer, size=int(size))
    return Peer(name=f"sympy-{size}", version=f"SymPy {sympy.__version__}", decide=decide)
