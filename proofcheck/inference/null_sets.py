"""Whether a term is 0 on a null set at most: an analytic function that is not 0 everywhere is.

That it is not 0 everywhere is left to evaluation; where that depends on a size, as of the determinant of `A.T @ A`, it
must be known. What is analytic in pieces only, such as `abs(x) + x`, or smooth only, may be 0 on an open set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from proofcheck.claim import Claim, Definition, Recurrence
from proofcheck.inference.context import Context, known
from proofcheck.inference.matching import number
from proofcheck.inference.properties import has
from proofcheck.inference.signs import nonnegative, positive
from proofcheck.language.dims import expression
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Bind, Call, Cell, Node, Ref, Var, bound_names, children, walk
from proofcheck.language.types import BOOLEAN, Kind, kind_of, shape_of

_ANALYTIC = frozenset(
    (
        *("+", "-", "*", "/", "**", "neg", "@", "dot", "outer", "kron", "cross", "transpose", "trace", "vec", "block"),
        *("stack", "flip", "pad", "diag", "diagonal", "tril", "triu", "zeros", "ones", "eye", "onehot", "sum", "mean"),
        *("cumsum", "det", "inv", "expm", "sqrtm", "chol", "pinv", "power", "var", "cov", "pi", "e", "undefined"),
        *("exp", "log", "log2", "sin", "cos", "tan", "sec", "csc", "cot", "atan", "asin", "acos", "sinh", "cosh"),
        *("tanh", "sech", "csch", "coth", "asinh", "acosh", "atanh", "erf", "erfc", "normal_cdf", "sigmoid"),
        *("softplus", "silu", "gelu", "softmax", "logsumexp", "log_softmax", "gamma", "loggamma", "size", "shape"),
        *("factorial", "binomial", "logabsdet", "attention", "conv1d", "conv2d"),
    )
)
_BINDERS = frozenset(("sum", "product", "array", "matprod", "integral"))
# 0 only where the argument is.
_SIZES = frozenset(("sqrt", "cbrt", "abs", "norm", "sigma_max", "max_abs", "std", "neg", "transpose", "diag", "vec"))
# Of a variable as it stands not 0 but on a null set, though analytic in pieces only.
_OF_VARIABLES = frozenset(
    ("max", "min", "sigma_max", "sigma_min", "lambda_max", "lambda_min", "spectral_radius", "eigenvalues", "sigma")
)
# A matrix or vector with one of these lies on no manifold on which analytic functions are told by one value.
_THIN = frozenset(("skew", "rank one", "permutation", "one-hot", "nilpotent", "projection", "orthogonal"))


def nonzero(context: Context, term: Node) -> bool:
    """Whether a term is 0 on a null set at most."""
    value = number(term)
    if value is not None:
        return value != 0
    if positive(context, (), term):
        return True
    return known(context, (), Apply(type=BOOLEAN, op="!=", args=(term, literal(0)))) or nonnull(context, term)


def nonnull(context: Context, term: Node) -> bool:
    """Whether a term of real variables is 0 on a null set at most, by its form."""
    match term:
        case Apply(op="*", args=(a, b)):
            return nonzero(context, a) and nonzero(context, b)
        case Apply(op="/", args=(a, _)):
            return nonzero(context, a)
        case Apply(op="**", args=(a, b)) if number(b) is not None:
            return nonzero(context, a)
        case Apply(op="+", args=(a, b)) if _both_nonnegative(context, a, b):
            return nonzero(context, a) or nonzero(context, b)
        case Apply(op=op, args=(Var() as a,)) if op in _OF_VARIABLES:
            return _generic(context, a)
        case Apply(op=op, args=(a, *_)) if op in _SIZES:
            return nonnull(context, a)
        case Apply(op="sum" | "mean" | "trace", args=(a,)) if nonnegative(context, (), a):
            return nonzero(context, a)
        case Apply(op="lambda_max", args=(a,)) if has(context, (), "positive semidefinite", a):
            return nonnull(context, a)
        case Apply(op="det" | "sigma_min" | "lambda_min", args=(a,)):
            return regular(context, a)
        case Bind(op="sum" | "array", body=body) if nonnegative(context.under(term.binders), (), body):
            return nonzero(context.under(term.binders), body)
    return _generic(context, term)


def regular(context: Context, matrix: Node) -> bool:
    """Whether a square matrix is singular on a null set at most, for every size."""
    return demanded_lengths(context, matrix) == ()


def demanded_lengths(context: Context, matrix: Node) -> tuple[Node, ...] | None:
    """What sizes must satisfy for a square matrix to be singular on a null set at most, as far as it is not known; None
    where that is not seen for any sizes.
    """
    if has(context, (), "invertible", matrix) or _is_shifted_identity(context, matrix):
        return ()
    if not nonnull(context, matrix):
        return None
    length = expression(shape_of(matrix.type)[0])
    asked = (Apply(type=BOOLEAN, op="<=", args=(length, inner)) for inner in _inner_lengths(matrix))
    return tuple(a for a in asked if not known(context, (), a))


def _is_shifted_identity(context: Context, matrix: Node) -> bool:
    """`c*eye(n) + M` for c > 0, where no eigenvalue of M is a negative number."""
    match matrix:
        case Apply(op="+" | "-" as op, args=(a, b)):
            pairs = ((a, b), (b, a)) if op == "+" else ((a, b),)
            words = ("skew", "nilpotent", *(("positive semidefinite", "projection") if op == "+" else ()))
            return any(_is_identity(context, one) and _is_one_of(context, words, other) for one, other in pairs)
    return False


def _is_identity(context: Context, term: Node) -> bool:
    match term:
        case Apply(op="eye"):
            return True
        case Apply(op="*", args=(c, Apply(op="eye"))):
            return positive(context, (), c)
    return False


def _is_one_of(context: Context, words: Sequence[str], term: Node) -> bool:
    match term:
        case Apply(op="*", args=(c, a)) if not shape_of(c.type) and positive(context, (), c):
            return _is_one_of(context, words, a)
        case Apply(op="/", args=(a, c)) if not shape_of(c.type) and positive(context, (), c):
            return _is_one_of(context, words, a)
    return any(has(context, (), word, term) for word in words)


def _inner_lengths(matrix: Node) -> Iterator[Node]:
    """Numbers that the rank of a product does not pass."""
    match matrix:
        case Apply(op="@", args=(a, b)):
            yield expression(shape_of(a.type)[-1])
            yield from _inner_lengths(a)
            yield from _inner_lengths(b)
        case Apply(op="outer"):
            yield literal(1)
        case Apply(op="neg" | "transpose", args=(a,)):
            yield from _inner_lengths(a)


def _both_nonnegative(context: Context, a: Node, b: Node) -> bool:
    return nonnegative(context, (), a) and nonnegative(context, (), b)


def _generic(context: Context, term: Node) -> bool:
    """Whether a term is analytic in real variables, of which there are some."""
    every = list(read(context.claim, term, set()))
    if kind_of(term.type) is not Kind.REAL or not all(_analytic(context, n) for n in every):
        return False
    bound = {name for n in every for name in bound_names(n)}
    leaves = [n for n in every if not children(n) and kind_of(n.type) is Kind.REAL]
    return any(isinstance(n, Var) and n.name not in bound and _moves(context, n.name) for n in leaves) or any(
        isinstance(n, Cell) for n in every
    )


def read(claim: Claim, term: Node, seen: set[str]) -> Iterator[Node]:
    """Every part of a term, and of the definitions that it reads."""
    for part in walk(term):
        yield part
        if isinstance(part, (Ref, Cell)) and part.name not in seen:
            seen.add(part.name)
            for body in _bodies(claim, part.name):
                yield from read(claim, body, seen)


def _bodies(claim: Claim, name: str) -> Sequence[Node]:
    match claim.definition_named(name):
        case Definition(body=body):
            return (body,)
        case Recurrence(cases=cases):
            return tuple(case.body for case in cases)
    return ()


def _analytic(context: Context, part: Node) -> bool:
    if isinstance(part, Apply) and part.op == "sqrt":
        return positive(context, (), part.args[0])
    return is_analytic(part)


def is_analytic(part: Node) -> bool:
    """Whether what a node does to its parts is analytic wherever it has a value."""
    if isinstance(part, Apply):
        return part.op in _ANALYTIC
    return not isinstance(part, Call) and (not isinstance(part, Bind) or part.op in _BINDERS)


def _moves(context: Context, name: str) -> bool:
    """Whether a variable takes its values in a connected set without further structure."""
    given = context.declared(name)
    return given is not None and given.domain.members is None and _THIN.isdisjoint(given.properties)
