"""Assumptions that are adjectives in other words: `A.T @ A == eye(n)`, `A @ A == A`, `is_psd(A)`, `A == A.T`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from proofcheck.language.tree import Apply, Node, Num, Var

_PREDICATES = {
    "is_symmetric": "symmetric",
    "is_psd": "positive semidefinite",
    "is_orthogonal": "orthogonal",
    "is_singular": "singular",
}


def adjectives(node: Node) -> Iterator[tuple[str, str]]:
    """The variables, with an adjective, of which an assumption says just that."""
    match node:
        case Apply(op=op, args=(Var(name=name),)) if op in _PREDICATES:
            yield name, _PREDICATES[op]
        case Apply(op="==", args=(left, right)):
            for a, b in ((left, right), (right, left)):
                found = _equation(a, b)
                if found is not None:
                    yield found
                    return


def _equation(left: Node, right: Node) -> tuple[str, str] | None:
    match left, right:
        case Apply(op="@", args=(Apply(op="transpose", args=(Var(name=a),)), Var(name=b))), Apply(op="eye") if a == b:
            return a, "orthonormal columns"
        case Apply(op="@", args=(Var(name=a), Apply(op="transpose", args=(Var(name=b),)))), Apply(op="eye") if a == b:
            return a, "orthogonal"
        case Apply(op="@", args=(Var(name=a), Var(name=b))), Var(name=c) if a == b == c:
            return a, "projection"
        case Apply(op="power", args=(Var(name=a), Num(value=value))), Var(name=c) if a == c and value == 2:
            return a, "projection"
        case Apply(op="@", args=(Var(name=a), Var(name=b))), Apply(op="zeros") if a == b:
            return a, "nilpotent"
        case Apply(op="power", args=(Var(name=a), _)), Apply(op="zeros"):
            return a, "nilpotent"
        case Var(name=a), Apply(op="transpose", args=(Var(name=b),)) if a == b:
            return a, "symmetric"
        case Apply(op="transpose", args=(Var(name=a),)), Apply(op="neg", args=(Var(name=b),)) if a == b:
            return a, "skew"
        case Var(name=a), Apply(op="neg", args=(Apply(op="transpose", args=(Var(name=b),)),)) if a == b:
            return a, "skew"
        case Apply(op="det", args=(Var(name=a),)), Num(value=value) if value == 0:
            return a, "singular"
        case Apply(op="rank", args=(Var(name=a),)), Num(value=value) if value == Fraction(1):
            return a, "rank one"
    return None
