"""Rules on existence: a witness, what is dual to it under a negation, and values at a point (`at`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

from proofcheck.claim import Given
from proofcheck.inference.context import Context, known, opened
from proofcheck.inference.depth.everywhere import has_value
from proofcheck.inference.depth.points import cycles, member, movable, static, type_of, without_at
from proofcheck.inference.depth.ranges_of_variables import follows
from proofcheck.inference.depth.rules_tendencies import renaming
from proofcheck.inference.matching import Values, match, put_in_types
from proofcheck.inference.table import Rule
from proofcheck.language.dims import is_integer
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import (
    Apply,
    Bind,
    Node,
    Over,
    Range,
    Var,
    rebuild,
)
from proofcheck.language.types import BOOLEAN, Array, Kind, Scalar, Type, shape_of

_KINDS = (Kind.INTEGER, Kind.REAL)
# Values that are tried where arithmetic has hidden the witness in what was shown of it.
_SIMPLE = tuple(map(Fraction, ("0", "1", "-1", "2", "-2", "1/2", "-1/2", "3", "-3", "1/4", "4", "5", "10")))
_FEW = 2
_NEGATED = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def _witness(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """P(w) gives ∃x P(x) for w in the domain of x."""
    if not isinstance(body, Bind) or body.op != "exists":
        return False
    names = [b.name for b in body.binders]
    for formula in _stated(context, premises):
        values = match(_of_reals(body.body), names, _of_reals(formula))
        if values is not None and len(values) == len(names) and _fits(context, premises, body, values):
            return True
    scalar = all(isinstance(b, Range) or (isinstance(b, Over) and isinstance(b.type, Scalar)) for b in body.binders)
    for chosen in product(_SIMPLE, repeat=len(names)) if scalar and len(names) <= _FEW else ():
        values = {name: literal(value) for name, value in zip(names, chosen, strict=True)}
        if known(context, premises, put_in_types(body.body, values)) and _fits(context, premises, body, values):
            return True
    return False


def _of_reals(node: Node) -> Node:
    """The formula with arrays of integers as arrays of reals: `zeros(n)` may stand for a real vector."""
    node = rebuild(node, _of_reals)
    type_ = node.type
    return replace(node, type=Array(shape_of(type_), Kind.REAL)) if _whole(type_) else node


def _whole(type_: Type) -> bool:
    return isinstance(type_, Array) and type_.kind is Kind.INTEGER


def _stated(context: Context, premises: Sequence[Node]) -> Iterator[Node]:
    """What premises say in this place."""
    for premise in premises:
        place, inner = opened(context.claim, premise)
        values = renaming(place.binders, context.binders)
        if values is None or not all(known(context, premises, put_in_types(h, values)) for h in place.hypotheses):
            continue
        inner = put_in_types(inner, values)
        if known(context, premises, inner):
            yield inner


def _fits(context: Context, premises: Sequence[Node], body: Bind, values: Values) -> bool:
    """Whether the values lie in the domains, and what is said of them has a value there."""
    if not all(has_value(context, v) for v in values.values()):
        return False
    if not has_value(context, put_in_types(body.body, values)):
        return False
    for binder in body.binders:
        value = values[binder.name]
        if isinstance(binder, Range):
            if not is_integer(value.type) or not _in_range(context, premises, binder, value, values):
                return False
        elif not isinstance(binder, Over) or not _in_domain(context, premises, binder, values):
            return False
    return True


def _in_range(context: Context, premises: Sequence[Node], binder: Range, value: Node, values: Values) -> bool:
    low, high = (binder.lower, binder.upper) if binder.step > 0 else (binder.upper, binder.lower)
    wanted = [relation("<=", low, value), relation("<=", value, high), *_test(binder.filter)]
    return abs(binder.step) == 1 and all(follows(context, premises, put_in_types(w, values)) for w in wanted)


def relation(op: str, left: Node, right: Node) -> Node:
    return Apply(type=BOOLEAN, op=op, args=(left, right))


def _test(test: Node | None) -> list[Node]:
    return [] if test is None else [test]


def _in_domain(context: Context, premises: Sequence[Node], binder: Over, values: Values) -> bool:
    value = values[binder.name]
    given = Given(name=binder.name, type=binder.type, domain=binder.domain, properties=binder.properties)
    tests = (put_in_types(t, values) for t in _test(binder.filter))
    return member(context, premises, given, value, values) and all(follows(context, premises, t) for t in tests)


def _dual(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """¬∃x P from ∀x ¬P, ¬∀x P from ∃x ¬P, ¬(a < b) from a ≥ b."""
    if not isinstance(body, Apply) or body.op != "not":
        return False
    return known(context, premises, negation(body.args[0]))


def negation(node: Node) -> Node:
    """What a negated formula says, the `not` moved inward."""
    match node:
        case Apply(op="not", args=(a,)):
            return a
        case Apply(op="and" | "or" as op, args=args):
            return Apply(type=BOOLEAN, op="or" if op == "and" else "and", args=tuple(map(negation, args)))
        case Apply(op="=>", args=(a, b)):
            return Apply(type=BOOLEAN, op="and", args=(a, negation(b)))
        case Apply(op=op, args=(a, b)) if op in _NEGATED and not (
            isinstance(a.type, Array) or isinstance(b.type, Array)
        ):
            return Apply(type=BOOLEAN, op=_NEGATED[op], args=(a, b))
        case Bind(op="forall" | "exists" as op, body=body):
            return replace(node, op="exists" if op == "forall" else "forall", body=negation(body))
    return Apply(type=BOOLEAN, op="not", args=(node,))


def _at_point(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """(x = a ⇒ P(e)) gives P(at(e, x = a)), where only e speaks of x."""
    settings: Values = {}
    plain = without_at(body, settings)
    if plain is None or not settings or not has_value(context, body) or not static(body, settings):
        return False
    if not movable(context, premises, body, settings):
        return False
    points = [relation("==", Var(type=type_of(context, n), name=n), value) for n, value in settings.items()]
    return known(context.under((), points), premises, plain)


def _equivalence(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """P ⇒ Q and Q ⇒ P give P ⇔ Q."""
    if not isinstance(body, Apply) or body.op != "<=>":
        return False
    a, b = body.args
    forth, back = Apply(type=BOOLEAN, op="=>", args=(a, b)), Apply(type=BOOLEAN, op="=>", args=(b, a))
    return known(context, premises, forth) and known(context, premises, back)


def _cases(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """One of the parts gives their disjunction."""
    if not isinstance(body, Apply) or body.op != "or":
        return False
    return any(known(context, premises, part) and has_value(context, body) for part in body.args)


RULES = (
    Rule(name="witness", check=_witness, statement="P(w) gives ∃x P(x)"),
    Rule(name="negation", check=_dual, statement="¬∃x P is ∀x ¬P, ¬∀x P is ∃x ¬P, ¬(a < b) is a ≥ b"),
    Rule(name="value at a point", check=_at_point, statement="(x = a ⇒ P(e)) gives P(e at x = a)"),
    Rule(
        name="exact cycle",
        check=cycles,
        statement="x_{t+p} = x_t for every t: the derivative gains one factor a round, so it is geometric",
    ),
    Rule(name="equivalence", check=_equivalence, statement="P ⇒ Q and Q ⇒ P give P ⇔ Q"),
    Rule(name="disjunction", check=_cases, statement="P gives P ∨ Q"),
)
