"""Where terms have values: the partial subexpressions of a term that may be undefined on more than a null set.

Two sides with the same open demands are undefined at the same instances, up to null sets; a proof may pass through no
term with an open demand that its claim does not have. Zeros of an analytic function that is not 0 everywhere are a
null set; that it is not is seen where the kernel evaluates the steps.
"""

from __future__ import annotations

from collections.abc import Iterator

from proofcheck.claim import Definition
from proofcheck.indexed.normal import equal
from proofcheck.inference.context import Context, known, negation
from proofcheck.inference.matching import canonical, number
from proofcheck.inference.properties import has
from proofcheck.inference.signs import nonnegative, positive
from proofcheck.language.dims import expression, is_integer
from proofcheck.language.dims import number as literal
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.tree import (
    Apply,
    Bind,
    Cell,
    Index,
    Node,
    Ref,
    Slice,
    bound_names,
    children,
    free_names,
    walk,
)
from proofcheck.language.types import BOOLEAN, Kind, kind_of, shape_of

_KINKED = frozenset(
    [
        "relu",
        "relu6",
        "clip",
        "step",
        "min",
        "max",
        "floor",
        "ceil",
        "mod",
        "sign",
        "if",
        "sort",
        "leaky_relu",
        "elu",
        "celu",
        "hardswish",
        "max_abs",
        "rank",
    ]
)
# Undefined at zeros of an analytic function only, or at its poles.
_NULL = frozenset(
    [
        "tan",
        "sec",
        "csc",
        "cot",
        "coth",
        "csch",
        "inv",
        "logabsdet",
        "condition",
        "corr",
        "layernorm",
        "rmsnorm",
        "batchnorm",
        "step",
        "atan2",
    ]
)
_POSITIVE = frozenset(["log", "log2", "gamma", "loggamma"])
_SYMMETRIC = frozenset(["lambda_max", "lambda_min"])


def open_demands(context: Context, term: Node) -> frozenset[Node]:
    """The partial subexpressions that are not seen to have a value wherever their parts have one, up to null sets."""
    return frozenset(
        _closed(inner, context, part) for inner, part in _parts(context, term) if not _settled(inner, part)
    )


def _parts(context: Context, term: Node, refs: frozenset[str] = frozenset()) -> Iterator[tuple[Context, Node]]:
    """Every subexpression with its place, definitions read where they are used."""
    yield context, term
    if isinstance(term, Ref) and term.name not in refs:
        definition = context.claim.definition_named(term.name)
        if isinstance(definition, Definition):
            yield from _parts(context, definition.body, refs | {term.name})
    inner = context
    if isinstance(term, Bind):
        inner = context.under(term.binders)
    if isinstance(term, Apply) and term.op == "if":
        test, then, other = term.args
        yield from _parts(context, test, refs)
        yield from _parts(context.under((), (test,)), then, refs)
        yield from _parts(context.under((), (negation(test),)), other, refs)
        return
    for child in children(term):
        yield from _parts(inner, child, refs)


def _closed(inner: Context, outer: Context, part: Node) -> Node:
    """A subexpression with the binders around it that it depends on, so that bound names do not matter."""
    own = inner.binders[len(outer.binders) :]
    free = free_names(part)
    around = tuple(b for b in own if b.name in free)
    if around:
        part = Bind(type=BOOLEAN, op="forall", binders=around, body=part)
    return canonical(part)


def _settled(context: Context, part: Node) -> bool:
    match part:
        case Apply():
            return _apply(context, part)
        case Index(base=base, at=at):
            items = zip(at, shape_of(base.type), strict=False)
            return all(isinstance(i, Slice) or _inside(context, i, expression(n)) for i, n in items)
    return True


def _inside(context: Context, item: Node, length: Node) -> bool:
    low = Apply(type=BOOLEAN, op="<=", args=(literal(1), item))
    high = Apply(type=BOOLEAN, op="<=", args=(item, length))
    return known(context, (), low) and known(context, (), high)


def _apply(context: Context, part: Apply) -> bool:
    op, args = part.op, part.args
    if kind_of(part.type) is Kind.COMPLEX:
        return False
    if op in ("/", "mod"):
        return _nonzero(context, args[1])
    if op == "**":
        return _power(context, args[0], args[1])
    if op == "sqrt":
        return nonnegative(context, (), args[0])
    if op in _POSITIVE:
        return _almost_positive(context, args[0])
    if op in ("asin", "acos", "atanh", "acosh"):
        bounds = {"acosh": (1, None)}.get(op, (-1, 1))
        return _between(context, args[0], *bounds)
    if op in _NULL:
        return all(_nonnull(a) for a in args)
    if op in _SYMMETRIC:
        return _symmetric(context, args[0])
    if op in ("cross_entropy", "kl"):
        return positive(context, (), args[1])
    if op == "entropy":
        return nonnegative(context, (), args[0])
    if op == "factorial":
        return nonnegative(context, (), args[0])
    row = VOCABULARY.get(op)
    return row is not None and (not row.defined or op in ("argmax", "argmin"))


def _between(context: Context, term: Node, low: int, high: int | None) -> bool:
    lower = Apply(type=BOOLEAN, op="<=", args=(literal(low), term))
    if not known(context, (), lower):
        return False
    return high is None or known(context, (), Apply(type=BOOLEAN, op="<=", args=(term, literal(high))))


def _power(context: Context, base: Node, exponent: Node) -> bool:
    value = number(exponent)
    integral = value.denominator == 1 if value is not None else is_integer(exponent.type)
    if integral:
        return nonnegative(context, (), exponent) or _nonzero(context, base)
    if value is not None and value > 0:
        return nonnegative(context, (), base)
    return _almost_positive(context, base)


def _nonzero(context: Context, term: Node) -> bool:
    """Whether a term is 0 on a null set at most (that it is not 0 everywhere is left to evaluation)."""
    value = number(term)
    if value is not None:
        return value != 0
    if positive(context, (), term):
        return True
    if known(context, (), Apply(type=BOOLEAN, op="!=", args=(term, literal(0)))):
        return True
    return _nonnull(term)


def _almost_positive(context: Context, term: Node) -> bool:
    if positive(context, (), term):
        return True
    if isinstance(term, Apply) and term.op == "det" and has(context, (), "positive semidefinite", term.args[0]):
        return _nonnull(term)
    return nonnegative(context, (), term) and _nonnull(term)


def _nonnull(term: Node) -> bool:
    """Whether a term is an analytic expression of real variables, so that it vanishes on a null set or everywhere."""
    every = list(walk(term))
    if any(isinstance(n, Apply) and n.op in _KINKED for n in every):
        return False
    if any(isinstance(n, Cell | Ref) for n in every):
        return True
    return kind_of(term.type) is Kind.REAL and _continuous(term)


def _continuous(term: Node) -> bool:
    """Whether some real variable stands in it, and not integers alone."""
    bound = {name for n in walk(term) for name in bound_names(n)}
    leaves = [n for n in walk(term) if not children(n) and not isinstance(n, Ref)]
    return any(kind_of(n.type) is Kind.REAL and getattr(n, "name", None) not in (None, *bound) for n in leaves)


def _symmetric(context: Context, matrix: Node) -> bool:
    transposed = Apply(type=matrix.type, op="transpose", args=(matrix,))
    return equal(context, matrix, transposed)


def same_demands(context: Context, left: Node, right: Node) -> bool:
    """Whether both sides are undefined at the same instances, up to null sets, as far as their forms tell."""
    return open_demands(context, left) == open_demands(context, right)
