"""Where terms have values: what partial functions demand of their arguments, and which demands may fail widely.

Two sides with the same open demands are undefined at the same instances, up to null sets; a proof may pass through no
term with an open demand that its claim does not have. Zeros of an analytic function that is not 0 everywhere are a
null set; that it is not is seen where the kernel evaluates the steps. An arbitrary function is smooth, not analytic.
"""

from __future__ import annotations

from collections.abc import Iterator

from proofcheck.claim import Definition
from proofcheck.indexed.normal import equal
from proofcheck.inference.context import Context, known, negation
from proofcheck.inference.matching import canonical, number
from proofcheck.inference.null_sets import demanded_lengths, nonnull, nonzero
from proofcheck.inference.properties import has
from proofcheck.inference.signs import ZERO, nonnegative, positive
from proofcheck.language.dims import expression, is_integer
from proofcheck.language.dims import number as literal
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.tree import (
    Apply,
    Bind,
    Index,
    Node,
    Ref,
    Slice,
    children,
    free_names,
)
from proofcheck.language.types import BOOLEAN, Kind, kind_of, shape_of

# Undefined at zeros of an analytic function of their arguments only.
_NULL = frozenset(
    (
        *("tan", "sec", "csc", "cot", "coth", "csch", "corr"),
        *("layernorm", "rmsnorm", "batchnorm", "step", "atan2"),
    )
)
_PSD = "positive semidefinite"
_SINGULAR = frozenset(("inv", "logabsdet", "condition"))  # undefined of singular matrices
_POSITIVE = frozenset(("log", "log2", "gamma", "loggamma"))
_SYMMETRIC = frozenset(("lambda_max", "lambda_min"))
_SHORT_CUTS = frozenset(("and", "or", "=>"))  # what they leave out need have no value


def open_demands(context: Context, term: Node) -> frozenset[Node]:
    """The demands that are not seen to be met, up to null sets, wherever the parts of the term have values."""
    return frozenset(
        _closed(inner, context, demand)
        for inner, part in parts_in_place(context, term)
        for demand in _open(inner, part)
    )


def parts_in_place(context: Context, term: Node, refs: frozenset[str] = frozenset()) -> Iterator[tuple[Context, Node]]:
    """Every subexpression with its place, definitions read where they are used."""
    yield context, term
    if isinstance(term, Ref) and term.name not in refs:
        definition = context.claim.definition_named(term.name)
        if isinstance(definition, Definition):
            yield from parts_in_place(context, definition.body, refs | {term.name})
    inner = context.under(term.binders) if isinstance(term, Bind) else context
    match term:
        case Apply(op="if", args=(test, then, other)):
            yield from parts_in_place(context, test, refs)
            yield from parts_in_place(context.under((), (test,)), then, refs)
            yield from parts_in_place(context.under((), (negation(test),)), other, refs)
        case Apply(op=op) if op in _SHORT_CUTS:
            twice = Apply(type=BOOLEAN, op="not", args=(Apply(type=BOOLEAN, op="not", args=(term,)),))
            guarded = context.under((), (twice,))  # no fact that a part could use: a mark of where it stands
            for child in children(term):
                yield from parts_in_place(guarded, child, refs)
        case _:
            for child in children(term):
                yield from parts_in_place(inner, child, refs)


def _closed(inner: Context, outer: Context, demand: Node) -> Node:
    """A demand with the conditions and binders around it that it depends on, so that bound names do not matter."""
    for condition in reversed(inner.hypotheses[len(outer.hypotheses) :]):
        demand = Apply(type=BOOLEAN, op="=>", args=(condition, demand))
    free = free_names(demand)
    around = tuple(b for b in inner.binders[len(outer.binders) :] if b.name in free)
    if around:
        demand = Bind(type=BOOLEAN, op="forall", binders=around, body=demand)
    return canonical(demand)


def _open(context: Context, part: Node) -> Iterator[Node]:
    """The demands of one operation that are not seen to be met."""
    match part:
        case Apply(op="/" | "mod", args=(_, divisor)):
            yield from _zeros(context, divisor)
        case Apply(op="**", args=(base, exponent)):
            yield from _power(context, base, exponent)
        case Apply(op="sqrt", args=(a,)) if not nonnegative(context, (), a):
            yield _relation("<=", ZERO, a)
        case Apply(op=op, args=(a,)) if op in _SINGULAR:
            lengths = demanded_lengths(context, a)
            yield from (part,) if lengths is None else lengths
        case Apply(op="log" | "log2", args=(Apply(op="det", args=(a,)),)) if has(context, (), _PSD, a):
            lengths = demanded_lengths(context, a)
            yield from (part,) if lengths is None else lengths
        case Apply(op=op, args=(a,)) if op in _POSITIVE and not _almost_positive(context, a):
            yield _relation("<", ZERO, a)
        case Apply() if part.op not in ("sqrt", *_POSITIVE) and not _settled(context, part):
            yield part
        case Index(base=base, at=at):
            items = zip(at, shape_of(base.type), strict=False)
            if not all(isinstance(i, Slice) or _inside(context, i, expression(n)) for i, n in items):
                yield part


def _relation(op: str, left: Node, right: Node) -> Node:
    return Apply(type=BOOLEAN, op=op, args=(left, right))


def _zeros(context: Context, divisor: Node) -> Iterator[Node]:
    """The factors of a divisor that may be 0 on more than a null set."""
    match divisor:
        case Apply(op="*" | "/", args=args):
            for factor in args:
                yield from _zeros(context, factor)
        case Apply(op="neg", args=(a,)):
            yield from _zeros(context, a)
        case Apply(op="**", args=(base, _)):
            yield from _zeros(context, base)
        case _ if not nonzero(context, divisor):
            yield _relation("!=", divisor, ZERO)


def _power(context: Context, base: Node, exponent: Node) -> Iterator[Node]:
    value = number(exponent)
    integral = value.denominator == 1 if value is not None else is_integer(exponent.type)
    if integral:
        if not nonnegative(context, (), exponent):
            yield from _zeros(context, base)
    elif value is not None and value > 0:
        if not nonnegative(context, (), base):
            yield _relation("<=", ZERO, base)
    elif not _almost_positive(context, base):
        yield _relation("<", ZERO, base)


def _inside(context: Context, item: Node, length: Node) -> bool:
    return known(context, (), _relation("<=", literal(1), item)) and known(context, (), _relation("<=", item, length))


def _settled(context: Context, part: Apply) -> bool:
    op, args = part.op, part.args
    if kind_of(part.type) is Kind.COMPLEX:
        return False
    if op in ("asin", "acos", "atanh", "acosh"):
        least, most = {"acosh": (1, None)}.get(op, (-1, 1))
        above = known(context, (), _relation("<=", literal(least), args[0]))
        return above and (most is None or known(context, (), _relation("<=", args[0], literal(most))))
    if op in _NULL:
        return all(nonnull(context, a) for a in args)
    if op in _SYMMETRIC:
        transposed = Apply(type=args[0].type, op="transpose", args=args)
        return equal(context, args[0], transposed)
    if op in ("cross_entropy", "kl"):
        return positive(context, (), args[1])
    if op in ("entropy", "factorial"):
        return nonnegative(context, (), args[0])
    row = VOCABULARY.get(op)
    return row is not None and (not row.defined or op in ("argmax", "argmin"))


def _almost_positive(context: Context, term: Node) -> bool:
    if positive(context, (), term):
        return True
    if isinstance(term, Apply) and term.op == "det" and has(context, (), _PSD, term.args[0]):
        return nonnull(context, term)
    return nonnegative(context, (), term) and nonnull(context, term)


def same_demands(context: Context, left: Node, right: Node) -> bool:
    """Whether both sides are undefined at the same instances, up to null sets, as far as their forms tell."""
    return open_demands(context, left) == open_demands(context, right)
