"""Whether a term is nonnegative or positive wherever it has a value, read off its form and what is known."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from proofcheck.claim import Definition
from proofcheck.inference.context import Context, known, negation
from proofcheck.inference.matching import number, same
from proofcheck.language.dims import expression, is_integer
from proofcheck.language.dims import number as literal
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.tree import Apply, Bind, Index, Node, Range, Ref, Var
from proofcheck.language.types import BOOLEAN, INTEGER, Array, Kind, Scalar, kind_of, shape_of

ZERO = literal(0)
# Adjectives by which no entry is negative.
_NONNEGATIVE = frozenset(("probability", "one-hot", "stochastic", "doubly stochastic", "permutation"))


def nonnegative(context: Context, premises: Sequence[Node], term: Node) -> bool:
    """Whether a real scalar, or every entry of an array, is at least 0 wherever it has a value."""
    return _sign(context, tuple(premises), term, strict=False)


def positive(context: Context, premises: Sequence[Node], term: Node) -> bool:
    """Whether a real scalar, or every entry of an array, is above 0 wherever it has a value."""
    return _sign(context, tuple(premises), term, strict=True)


def _sign(context: Context, premises: tuple[Node, ...], term: Node, *, strict: bool) -> bool:
    if kind_of(term.type) not in (Kind.REAL, Kind.INTEGER):
        return False
    value = number(term)
    if value is not None:
        return value > 0 or (value == 0 and not strict)
    if _by_form(context, premises, term, strict):
        return True
    if _declared_so(context, term, strict):
        return True
    if isinstance(term.type, Array):
        return _entries(context, premises, term, strict)
    return known(context, premises, Apply(type=BOOLEAN, op="<" if strict else "<=", args=(ZERO, term)))


def _declared_so(context: Context, term: Node, strict: bool) -> bool:
    """By the number that bounds the domain of a variable from below."""
    name = term.name if isinstance(term, Var) else ""
    given = None if any(b.name == name for b in context.binders) else context.claim.given_named(name)
    lower = None if given is None or given.domain.lower is None else number(given.domain.lower)
    if given is None or lower is None or given.type != term.type:
        return False
    return lower > 0 or (lower == 0 and (not strict or given.domain.lower_open))


def _entries(context: Context, premises: tuple[Node, ...], term: Node, strict: bool) -> bool:
    """What is known of every entry of an array."""
    shape = shape_of(term.type)
    names = tuple(f"at{k}'" for k in range(1, len(shape) + 1))
    at = tuple(Var(type=INTEGER, name=name) for name in names)
    entry = Index(type=Scalar(kind_of(term.type)), base=term, at=at)
    ranges = (Range(name=name, lower=literal(1), upper=expression(n)) for name, n in zip(names, shape, strict=True))
    relation = Apply(type=BOOLEAN, op="<" if strict else "<=", args=(ZERO, entry))
    return known(context.under(ranges), premises, relation)


def _by_form(context: Context, premises: tuple[Node, ...], term: Node, strict: bool) -> bool:
    def sign(part: Node, strictly: bool = strict) -> bool:
        return _sign(context, premises, part, strict=strictly)

    match term:
        case Apply(op="+", args=(a, b)):
            return (sign(a) and sign(b, False)) or (sign(a, False) and sign(b))
        case Apply(op="*" | "/", args=(a, b)):
            if same(a, b) and not strict:
                return True
            return sign(a) and (sign(b) if term.op == "*" else sign(b, False))
        case Apply(op="**", args=(a, b)):
            exponent = number(b)
            if exponent is not None and exponent.denominator == 1 and exponent % 2 == 0 and not strict:
                return True
            whole = (exponent is not None and exponent.denominator == 1) or is_integer(b.type)
            return sign(a, True) or (sign(a, False) and not strict and (whole or exponent is not None))
        case Apply(op="dot", args=(a, b)) | Apply(op="@", args=(a, b)) if same(a, b) and not shape_of(term.type):
            return not strict
        case Apply(op="abs", args=(a,)) if strict:
            value = number(a)
            return sign(a) if value is None else value != 0
        case Apply(op="binomial", args=(a, b)):
            inside = Apply(type=BOOLEAN, op="<=", args=(b, a))
            return sign(a, False) and (not strict or (sign(b, False) and known(context, premises, inside)))
        case Apply(op="sqrt" | "cbrt", args=(a,)) if strict:
            return sign(a)
        case Apply(op="min" | "max", args=args) if len(args) > 1:
            signs = [sign(a) for a in args]
            return any(signs) if term.op == "max" else all(signs)
        case Apply(op="sum" | "mean" | "diag" | "diagonal" | "transpose" | "vec" | "trace", args=(a,)):
            return not strict and sign(a, False)
        case Bind(op="sum" | "product" | "array", body=body):
            inner = context.under(term.binders)
            if term.op == "sum" and strict:
                return False
            return _sign(inner, premises, body, strict=strict)
        case Apply(op="if", args=(test, then, other)):
            return _sign(context.under((), (test,)), premises, then, strict=strict) and _sign(
                context.under((), (negation(test),)), premises, other, strict=strict
            )
        case Ref(name=name):
            definition = context.claim.definition_named(name)
            return isinstance(definition, Definition) and sign(definition.body)
        case Var(name=name) | Index(base=Var(name=name)) if not strict:
            declared = context.declared(name)
            if declared is None:
                return False
            return not _NONNEGATIVE.isdisjoint(declared.properties) or _diagonal(
                term, ("positive semidefinite", "positive definite"), declared.properties
            )
        case Index(base=Var(name=name)):
            declared = context.declared(name)
            return declared is not None and _diagonal(term, ("positive definite",), declared.properties)
        case Apply(op="pi" | "e", args=()):
            return True
        case Apply(op="gamma", args=(a,)):
            return sign(a, True)
        case Apply(op="sinh" | "tanh" | "asinh" | "atan" | "erf", args=(a,)):
            return sign(a)
        case Apply(op="-", args=(Apply(op="**", args=(a, b)), c)) if is_integer(b.type):
            return _power_exceeds(context, premises, (number(a), b), number(c), strict)
        case Index(base=Apply() as base):
            return _by_form(context, premises, base, strict) or _of_row(base, strict)
    return isinstance(term, Apply) and _of_row(term, strict)


def _power_exceeds(
    context: Context,
    premises: tuple[Node, ...],
    power: tuple[Fraction | None, Node],
    least: Fraction | None,
    strict: bool,
) -> bool:
    """Whether q**n > c, or >= c, as q**n >= q for q >= 1 and n >= 1."""
    base, exponent = power
    if base is None or least is None or base < 1 or base < least or (strict and base == least):
        return False
    return known(context, premises, Apply(type=BOOLEAN, op="<=", args=(literal(1), exponent)))


def _diagonal(term: Node, adjectives: Sequence[str], properties: Sequence[str]) -> bool:
    """Whether it is an entry on the diagonal of a matrix with one of these adjectives."""
    match term:
        case Index(at=(Node() as i, Node() as j)):
            return same(i, j) and not set(adjectives).isdisjoint(properties)
    return False


def _of_row(term: Apply, strict: bool) -> bool:
    """By the range of the operator's row, such as `(0, 1)`."""
    row = VOCABULARY.get(term.op)
    if row is None or not row.range:
        return False
    if term.op == "kl" and any(isinstance(a.type, Array) for a in term.args):
        return False  # of vectors that are no probabilities it may be negative
    lower = row.range[1:].partition(",")[0].strip()
    try:
        value = Fraction(lower)
    except ValueError:
        return False
    return value > 0 or (value == 0 and (row.range[0] == "(" or not strict))
