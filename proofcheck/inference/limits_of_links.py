"""Points at which a step has no value though the claim has one: whether the claim follows there as a limit.

An equation, a `<=` or a closed predicate of continuous terms that holds but on a null set holds everywhere; a strict
relation, a rank or a sign need not. For such a claim no step may be partial where the claim is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from proofcheck.claim import Claim
from proofcheck.inference.context import Context, known
from proofcheck.inference.definedness import parts_in_place
from proofcheck.inference.matching import canonical, number, parts
from proofcheck.inference.null_sets import is_analytic, read
from proofcheck.inference.properties import has
from proofcheck.inference.signs import nonnegative, positive
from proofcheck.language.dims import is_integer
from proofcheck.language.dims import number as literal
from proofcheck.language.statement import Case, Recurrence
from proofcheck.language.tree import Apply, Bind, Call, Cell, Derive, Node, Range
from proofcheck.language.types import BOOLEAN, Array, Kind, kind_of

_STRICT = frozenset(("<", ">", "!="))
_CLOSED = frozenset(("==", "<=", ">="))
_CLOSED_PREDICATES = frozenset(("is_psd", "is_symmetric", "is_orthogonal"))
_JUMPING = frozenset(
    (
        *("sign", "step", "floor", "ceil", "mod", "rank", "pinv", "argmax", "argmin", "if", "gcd", "atan2", "gamma"),
        *("is_psd", "is_symmetric", "is_orthogonal", "is_singular", "and", "or", "not", "=>", "<=>", "!="),
        *("==", "<", "<=", ">", ">="),
    )
)
_POLES = frozenset(("tan", "sec", "csc", "cot", "coth", "csch", "corr", "layernorm", "rmsnorm", "batchnorm", "step"))


def is_closed(claim: Claim, context: Context, body: Node) -> bool:
    """Whether a link that holds on a dense part of the instances holds at all of them at which it has a meaning."""
    if any(_thin(a) for a in (*claim.assumptions, *context.hypotheses)):
        return False
    for part in parts(body):
        if not isinstance(part, Apply) or part.op not in _CLOSED | _CLOSED_PREDICATES:
            return False
        if not all(_is_continuous(claim, side) for side in part.args):
            return False
    return True


def _thin(fact: Node) -> bool:
    """Whether a condition leaves a null set of reals, or is none of plain relations."""
    for part in parts(fact):
        match part:
            case Apply(op="<" | "<=" | ">" | ">=" | "!="):
                continue
            case Apply(op="==", args=(a, b)) if is_integer(a.type) and is_integer(b.type):
                continue
            case Bind(op="forall", binders=binders, body=body) if all(isinstance(b, Range) for b in binders):
                if not _thin(body):
                    continue
        return True
    return False


def _is_continuous(claim: Claim, side: Node) -> bool:
    for part in read(claim, side, set()):
        if isinstance(part, Apply) and part.op in _JUMPING and not _is_about_sizes(part):
            return False
        if isinstance(part, Derive) and _has_kink(claim, part):
            return False
        if isinstance(part, Bind) and part.op not in ("sum", "product", "array", "matprod", "max", "min"):
            return False
    return True


def _has_kink(claim: Claim, part: Derive) -> bool:
    every = read(claim, part.body, set())
    return not all(isinstance(n, Call) or is_analytic(n) or _is_about_sizes(n) for n in every)


def _is_about_sizes(part: Node) -> bool:
    """Whether a condition, or what is chosen by one, turns on integers alone."""
    match part:
        case Apply(op="if", args=(test, _, _)):
            return _is_about_sizes(test)
        case Apply(op="and" | "or" | "not" | "=>" | "<=>", args=args):
            return all(map(_is_about_sizes, args))
        case Apply(op="true" | "false"):
            return True
        case Apply(op="==" | "!=" | "<" | "<=" | ">" | ">=" | "min" | "max" | "floor" | "ceil" | "mod", args=args):
            return all(is_integer(a.type) or number(a) is not None for a in args)
    return False


def kink_overlooked(context: Context, term: Node) -> bool:
    """Whether a strict relation is about a derivative that may exist at a kink, where no value is given to it.

    In `diff(abs(x)*x, x)` the kink of `abs` cancels at 0. By the mean value theorem a derivative there is a limit of
    its values nearby, which an equation or a `<=` survives, a strict relation may not.
    """
    every = list(parts_in_place(context, term))
    if not any(isinstance(part, Apply) and part.op in _STRICT for _, part in every):
        return False
    return any(isinstance(part, Derive) and _may_cancel(inner, part) for inner, part in every)


def _may_cancel(context: Context, derivative: Derive) -> bool:
    """Whether kinks inside may cancel: in a first derivative not where there is one, which is a term of its own."""
    every = read(context.claim, derivative.body, set())
    kinked = [part for part in every if not isinstance(part, Call) and not _is_smooth(context, part)]
    alone = len(kinked) == 1 and kinked[0] in _terms(derivative.body) and derivative.order == 1
    return bool(kinked) and not alone


def _is_smooth(context: Context, part: Node) -> bool:
    """Whether what a node does to its parts is smooth wherever they have values."""
    match part:
        case Apply(op="**", args=(base, exponent)):
            value = number(exponent)
            return (value is not None and value.denominator == 1) or _is_nonzero(context, base)
        case Apply(op="abs" | "sign" | "norm" | "sqrt" | "cbrt", args=(a, *_)) if _is_nonzero(context, a):
            return True
    return is_analytic(part) or _is_about_sizes(part)


def _terms(node: Node) -> Iterator[Node]:
    """The terms of a sum, without their signs and constant factors."""
    match node:
        case Apply(op="+" | "-" | "neg", args=args):
            for arg in args:
                yield from _terms(arg)
        case Apply(op="*" | "/", args=(a, b)) if number(b) is not None:
            yield from _terms(a)
        case Apply(op="*", args=(a, b)) if number(a) is not None:
            yield from _terms(b)
        case _:
            yield node


def strict_demands(context: Context, term: Node) -> frozenset[Node]:
    """The operations that are not seen to have a value at every instance."""
    return frozenset(canonical(part) for inner, part in parts_in_place(context, term) for _ in _unsure(inner, part))


def early_on_one_side(context: Context, term: Node) -> bool:
    """Whether one side of a relation alone has a term of a sequence that may come before the first with a value.

    Such a term may cancel, as in `F[n]*F[25 - n]**0 == F[n]`: the sides are then defined on different sets.
    """
    match term:
        case Apply(op="==" | "!=" | "<" | "<=" | ">" | ">=", args=(left, right)):
            return set(_early(context, left)) != set(_early(context, right))
    return any(True for _ in _early(context, term))


def _early(context: Context, term: Node) -> Iterator[Node]:
    """The terms of sequences of which it is not seen that they come at or after the first that is given."""
    for inner, part in parts_in_place(context, term):
        if isinstance(part, Cell) and len(part.at) == 1:
            defined = context.claim.definition_named(part.name)
            cases = defined.cases if isinstance(defined, Recurrence) else ()
            bases = [n for case in cases for n in map(number, _places(case)) if n is not None]
            first = Apply(type=BOOLEAN, op="<=", args=(literal(int(min(bases, default=0))), part.at[0]))
            if bases and not known(inner, (), first):
                yield canonical(part)


def _places(case: Case) -> list[Node]:
    return [place for place in case.pattern if not isinstance(place, str)]


def _unsure(context: Context, part: Node) -> Iterator[None]:
    match part:
        case Apply(op="/" | "mod", args=(_, divisor)):
            sure = _is_nonzero(context, divisor)
        case Apply(op="**", args=(base, exponent)):
            sure = _has_power(context, base, exponent)
        case Apply(op="log" | "log2", args=(a,)):
            sure = positive(context, (), a)
        case Apply(op="inv" | "logabsdet" | "condition", args=(a,)):
            sure = has(context, (), "invertible", a)
        case Apply(op=op):
            sure = op not in _POLES
        case Derive():
            sure = not _has_kink(context.claim, part)
        case _:
            sure = True
    if not sure:
        yield


def _has_power(context: Context, base: Node, exponent: Node) -> bool:
    value = number(exponent)
    if is_integer(exponent.type) or (value is not None and value.denominator == 1):
        return nonnegative(context, (), exponent) or _is_nonzero(context, base)
    return positive(context, (), base) or (value is not None and value > 0)


def _is_nonzero(context: Context, term: Node) -> bool:
    value = number(term)
    if value is not None:
        return value != 0
    match term:
        case Apply(op="*" | "/", args=args):
            return all(_is_nonzero(context, a) for a in args)
        case Apply(op="neg" | "abs" | "sqrt" | "norm" | "**", args=(a, *_)) if not isinstance(a.type, Array):
            return _is_nonzero(context, a)
    if kind_of(term.type) not in (Kind.REAL, Kind.INTEGER):
        return False
    if positive(context, (), term):
        return True
    relations = (Apply(type=BOOLEAN, op=op, args=(term, literal(0))) for op in ("!=", "<"))
    return any(known(context, (), r) for r in relations)
