"""Whether an array has an adjective of the language: declared so, known as a formula, or so by its form."""

from __future__ import annotations

from collections.abc import Sequence

from proofcheck.inference.context import Context, known
from proofcheck.inference.matching import number, same
from proofcheck.inference.signs import nonnegative, positive
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Node, Var
from proofcheck.language.types import BOOLEAN, REAL, Kind, kind_of, shape_of

_EUCLIDEAN = (("kind", "2"),)

# What each adjective brings with it.
_IMPLIES: dict[str, tuple[str, ...]] = {
    "positive definite": ("positive semidefinite", "symmetric", "invertible"),
    "positive semidefinite": ("symmetric",),
    "orthogonal": ("orthonormal columns", "invertible", "full rank"),
    "permutation": ("orthogonal", "doubly stochastic"),
    "doubly stochastic": ("stochastic",),
    "diagonal": ("symmetric", "lower triangular", "upper triangular"),
    "invertible": ("full rank",),
    "one-hot": ("unit", "probability"),
}
# Adjectives that a product of two such matrices has, and those that a transpose has.
_OF_PRODUCTS = frozenset(
    [
        "orthogonal",
        "invertible",
        "stochastic",
        "permutation",
        "diagonal",
        "doubly stochastic",
        "orthonormal columns",
        "lower triangular",
        "upper triangular",
    ]
)
_OF_TRANSPOSES = frozenset(
    [
        "symmetric",
        "skew",
        "orthogonal",
        "invertible",
        "permutation",
        "diagonal",
        "projection",
        "nilpotent",
        "positive definite",
        "positive semidefinite",
        "full rank",
        "rank one",
        "doubly stochastic",
    ]
)
_OF_INVERSES = frozenset(
    [
        "symmetric",
        "skew",
        "orthogonal",
        "invertible",
        "diagonal",
        "positive definite",
        "lower triangular",
        "upper triangular",
    ]
)
_OF_IDENTITY = frozenset(
    [
        "symmetric",
        "orthogonal",
        "orthonormal columns",
        "invertible",
        "full rank",
        "permutation",
        "diagonal",
        "positive definite",
        "positive semidefinite",
        "projection",
        "stochastic",
        "doubly stochastic",
        "lower triangular",
        "upper triangular",
    ]
)
_PREDICATES = {
    "symmetric": "is_symmetric",
    "positive semidefinite": "is_psd",
    "orthogonal": "is_orthogonal",
    "orthonormal columns": "is_orthogonal",
}
_DEPTH = 6


def has(context: Context, premises: Sequence[Node], adjective: str, array: Node, depth: int = _DEPTH) -> bool:
    """Whether a real array surely has an adjective."""
    if depth <= 0 or kind_of(array.type) not in (Kind.REAL, Kind.INTEGER):
        return False
    if adjective in declared(context, array) or _stated(context, premises, adjective, array):
        return True
    if _by_form(context, premises, adjective, array, depth - 1):
        return True
    stronger = (s for s, weaker in _IMPLIES.items() if adjective in weaker)
    return any(has(context, premises, s, array, depth - 1) for s in stronger)


def declared(context: Context, array: Node) -> frozenset[str]:
    """The adjectives of a variable's declaration, and what they imply."""
    if not isinstance(array, Var):
        return frozenset()
    given = context.declared(array.name)
    found = set(given.properties) if given is not None else set()
    square = len(set(shape_of(array.type))) == 1
    if "diagonal" in found and not square:
        found.discard("diagonal")
    while True:
        more = {w for s in found for w in _IMPLIES.get(s, ())} - found
        if not more:
            return frozenset(found)
        found |= more


def _stated(context: Context, premises: Sequence[Node], adjective: str, array: Node) -> bool:
    """Whether a formula that says so is known."""
    if adjective in _PREDICATES and len(shape_of(array.type)) == 2 and len(set(shape_of(array.type))) == 1:
        fact = Apply(type=BOOLEAN, op=_PREDICATES[adjective], args=(array,))
        if known(context, premises, fact):
            return True
        if adjective == "symmetric" and known(context, premises, Apply(type=BOOLEAN, op="is_psd", args=(array,))):
            return True
    if adjective == "unit":
        lengths = [Apply(type=REAL, op="norm", args=(array,), options=o) for o in ((), _EUCLIDEAN)]
        return any(known(context, premises, Apply(type=BOOLEAN, op="==", args=(n, literal(1)))) for n in lengths)
    if adjective == "invertible":
        det = Apply(type=REAL, op="det", args=(array,))
        return known(context, premises, Apply(type=BOOLEAN, op="!=", args=(det, literal(0))))
    if adjective == "symmetric" and len(set(shape_of(array.type))) == 1:
        other = Apply(type=array.type, op="transpose", args=(array,))
        return known(context, premises, Apply(type=BOOLEAN, op="==", args=(array, other)))
    return False


def _by_form(context: Context, premises: Sequence[Node], adjective: str, array: Node, depth: int) -> bool:
    def so(part: Node, what: str = adjective) -> bool:
        return has(context, premises, what, part, depth)

    match array:
        case Apply(op="eye"):
            return adjective in _OF_IDENTITY
        case Apply(op="transpose", args=(a,)) if adjective in _OF_TRANSPOSES:
            return so(a)
        case Apply(op="inv", args=(a,)) if adjective in _OF_INVERSES:
            return so(a)
        case Apply(op="@", args=(a, b)) if adjective in _OF_PRODUCTS and _square(a, b):
            return so(a) and so(b)
        case Apply(op="power", args=(a, k)) if adjective in (_OF_PRODUCTS | {"symmetric"}):
            exponent = number(k)
            whole = (exponent is not None and exponent >= 0) or nonnegative(context, premises, k)
            return whole and so(a)
        case Apply(op="diag", args=(v,)):
            return adjective in ("symmetric", "diagonal", "lower triangular", "upper triangular") or (
                adjective == "positive semidefinite" and nonnegative(context, premises, v)
            )
        case Apply(op="softmax", args=(v,)):
            return adjective == ("probability" if len(shape_of(v.type)) == 1 else "stochastic")
    if adjective == "positive definite" and _definite(context, premises, array, depth):
        return True
    return adjective == "symmetric" and symmetric(context, premises, array, depth)


def _definite(context: Context, premises: Sequence[Node], array: Node, depth: int) -> bool:
    """Whether a matrix is positive definite as a sum or a positive multiple."""

    def so(part: Node, what: str = "positive definite") -> bool:
        return has(context, premises, what, part, depth)

    match array:
        case Apply(op="+", args=(a, b)) if _square(a, b):
            weak = "positive semidefinite"
            return (so(a) and (so(b) or so(b, weak))) or (so(b) and so(a, weak))
        case Apply(op="*", args=(a, b)) if not shape_of(a.type) and _square(b):
            return positive(context, premises, a) and so(b)
        case Apply(op="*" | "/", args=(a, b)) if not shape_of(b.type) and _square(a):
            return positive(context, premises, b) and so(a)
    return False


def _square(*matrices: Node) -> bool:
    return all(len(shape_of(m.type)) == 2 and shape_of(m.type)[0] == shape_of(m.type)[1] for m in matrices)


def symmetric(context: Context, premises: Sequence[Node], array: Node, depth: int) -> bool:
    """Whether a matrix is its own transpose by its form."""

    def so(part: Node) -> bool:
        return has(context, premises, "symmetric", part, depth)

    match array:
        case Apply(op="+" | "-", args=(a, b)) if shape_of(a.type) == shape_of(b.type):
            return (so(a) and so(b)) or (array.op == "+" and _transposes(a, b))
        case Apply(op="*" | "/", args=(a, b)):
            return all(not shape_of(p.type) or so(p) for p in (a, b))
        case Apply(op="neg" | "expm", args=(a,)):
            return so(a)
        case Apply(op="kron", args=(a, b)) if _square(a, b):
            return so(a) and so(b)
        case Apply(op="outer", args=(a, b)):
            return same(a, b)
        case Apply(op="zeros", args=(m, n)) | Apply(op="ones", args=(m, n)):
            return same(m, n)
        case Apply(op="@", args=(Apply(op="@", args=(a, b)), c)):
            return (so(b) and _transposes(a, c)) or _gram(array)
        case Apply(op="@"):
            return _gram(array)
    return False


def _gram(array: Apply) -> bool:
    a, b = array.args
    return _transposes(a, b)


def _transposes(a: Node, b: Node) -> bool:
    return any(isinstance(x, Apply) and x.op == "transpose" and same(x.args[0], y) for x, y in ((a, b), (b, a)))
