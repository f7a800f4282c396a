"""Rules on n → ∞: closed forms by their ratios and degrees, comparison with them, and exact cycles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.inference.context import Context, known, opened
from proofcheck.inference.definedness import open_demands
from proofcheck.inference.depth.closed_forms import Reader
from proofcheck.inference.depth.depth import at_every_depth
from proofcheck.inference.depth.products_of_bounds import RULES as PRODUCTS
from proofcheck.inference.depth.quotients import Unread
from proofcheck.inference.depth.ranges_of_variables import at_least_zero
from proofcheck.inference.depth.rates import Growth
from proofcheck.inference.matching import directed, number, parts, put_in_types, same
from proofcheck.inference.signs import nonnegative
from proofcheck.inference.table import Rule
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Approach, Bind, Binder, Node, Over, Var
from proofcheck.language.types import BOOLEAN, INTEGER, Array, Kind, kind_of
from proofcheck.meaning.cycles import depends

TENDENCIES = ("vanishes", "bounded", "diverges")
_LARGE = 10**6  # from where on inequalities between sizes may be used


@dataclass(frozen=True, slots=True, kw_only=True)
class Tendency:
    """`vanishes(term, name)` and its kin, or the negation, in a place that is the same at every n."""

    op: str
    term: Node
    name: str
    negated: bool
    growth: Growth


def tendency(context: Context, premises: tuple[Node, ...], body: Node) -> Tendency | None:
    """What a conclusion says of n → ∞; None where it says nothing, or where n is tied to something."""
    negated = isinstance(body, Apply) and body.op == "not"
    inner = body.args[0] if isinstance(body, Apply) and negated else body
    if not isinstance(inner, Bind) or inner.op not in TENDENCIES:
        return None
    name, term = inner.binders[0].name, inner.body
    if isinstance(term.type, Array) or kind_of(term.type) not in (Kind.REAL, Kind.INTEGER):
        return None
    place = at_every_depth(context, name)
    if place is None or open_demands(context, term):
        return None
    size = Var(type=INTEGER, name=name)
    late = Apply(type=BOOLEAN, op="<=", args=(literal(_LARGE), size))
    growth = Growth(context=place.under((), (late,)), premises=premises, name=name)
    return Tendency(op=inner.op, term=term, name=name, negated=negated, growth=growth)


def closed_form(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    goal = tendency(context, premises, body)
    return goal is not None and _holds(goal.growth, goal.op, goal.negated, goal.term)


def _holds(growth: Growth, op: str, negated: bool, term: Node) -> bool:
    match op, negated:
        case "vanishes", False:
            return growth.vanishes(term)
        case ("bounded", False) | ("diverges", True):
            return growth.bounded(term)
        case ("diverges", False) | ("bounded", True):
            return growth.grows(term)
        case "vanishes", True:
            return growth.away_from_zero(term) or growth.grows(term)
    return False


def _comparison(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """|e| ≤ f and f → 0 or bounded; |e| ≥ f ≥ 0 and f → ∞ or away from 0; e == f."""
    goal = tendency(context, premises, body)
    if goal is None:
        return False
    above = (goal.op, goal.negated) in (("vanishes", False), ("bounded", False), ("diverges", True))
    bounds = _above(goal) if above else _below(goal)
    return any(_holds(goal.growth, goal.op, goal.negated, bound) for bound in bounds)


def _relations(goal: Tendency) -> Iterator[tuple[str, Node, Node]]:
    """The relations that hold at every large n, in the names of the conclusion's binders."""
    growth = goal.growth
    for premise in growth.premises:
        place, inner = opened(growth.context.claim, premise)
        values = renaming(place.binders, growth.context.binders)
        if values is None:
            continue
        if not all(known(growth.context, growth.premises, put_in_types(h, values)) for h in place.hypotheses):
            continue
        for part in parts(put_in_types(inner, values)):
            relation = directed(part)
            if relation is not None and known(growth.context, growth.premises, part):
                yield relation


def renaming(binders: Sequence[Binder], own: Sequence[Binder]) -> dict[str, Node] | None:
    """The names of a premise's binders as those of the conclusion's, one after the other."""
    if len(binders) > len(own):
        return None
    pairs = zip(binders, own, strict=False)
    return {b.name: Var(type=o.type if isinstance(o, Over) else INTEGER, name=o.name) for b, o in pairs}


def _magnitude(term: Node) -> Node:
    return term.args[0] if isinstance(term, Apply) and term.op == "abs" else term


def _is(goal: Tendency, term: Node) -> bool:
    """Whether a side is |e|."""
    if isinstance(term, Apply) and term.op == "abs" and same(term.args[0], _magnitude(goal.term)):
        return True
    own = same(term, goal.term)
    return own and nonnegative(goal.growth.context, goal.growth.premises, term)


def _above(goal: Tendency) -> Iterator[Node]:
    """Terms that are at least |e| at every large n."""
    growth = goal.growth
    for op, low, high in _relations(goal):
        if _is(goal, low) or (op == "==" and same(low, goal.term)):
            yield high
        elif same(low, goal.term):
            opposite = Apply(type=high.type, op="neg", args=(high,))
            if any(_at_least(growth, goal.term, bound) for bound in (literal(0), opposite)):
                yield high
        if op == "==" and (same(high, goal.term) or _is(goal, high)):
            yield low


def _at_least(growth: Growth, term: Node, low: Node) -> bool:
    relation = Apply(type=BOOLEAN, op="<=", args=(low, term))
    return known(growth.context, growth.premises, relation)


def _below(goal: Tendency) -> Iterator[Node]:
    """Nonnegative terms that are at most |e| at every large n, or terms of the same modulus."""
    growth = goal.growth
    for op, low, high in _relations(goal):
        equal, above, below = (
            op == "==",
            _is(goal, high) or same(high, goal.term),
            _is(goal, low) or same(low, goal.term),
        )
        if equal and (above or below):
            yield low if above else high
        elif above and at_least_zero(growth.context, growth.premises, low):
            yield low


def _limit(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """lim f = L where f − L vanishes; L is free of n."""
    if not isinstance(body, Apply) or body.op != "==":
        return False
    for taken, value in (body.args, body.args[::-1]):
        if isinstance(taken, Bind) and taken.op == "limit" and _limit_is(context, premises, taken, value):
            return True
    return False


def _limit_is(context: Context, premises: tuple[Node, ...], taken: Bind, value: Node) -> bool:
    approach = taken.binders[0]
    if not isinstance(approach, Approach) or approach.type != INTEGER or isinstance(taken.type, Array):
        return False
    if not (isinstance(approach.target, Apply) and approach.target.op == "oo") or number(value) is None:
        return False
    declared = context.claim.given_named(approach.name) is not None
    place = at_every_depth(context, approach.name) if declared else context
    if (
        place is None
        or open_demands(context.under(taken.binders), taken.body)
        or depends(value, approach.name, context.claim)
    ):
        return False
    late = Apply(type=BOOLEAN, op="<=", args=(literal(_LARGE), Var(type=INTEGER, name=approach.name)))
    growth = Growth(context=place.under((), (late,)), premises=premises, name=approach.name)
    try:
        form = Reader(context=growth.context, premises=premises).read(taken.body)
    except Unread:
        return False
    return form.constant == number(value) or growth.vanishes(
        Apply(type=taken.type, op="-", args=(taken.body, literal(Fraction(number(value) or 0))))
    )


RULES = (
    Rule(
        name="growth of a closed form",
        check=closed_form,
        statement="C·n^p·q^n → 0 for |q| < 1; it is bounded for |q| = 1, p ≤ 0; it diverges for |q| > 1, C ≠ 0",
    ),
    Rule(
        name="comparison",
        check=_comparison,
        statement="|e| ≤ f and f → 0 give e → 0; |e| ≤ C gives a bounded e; |e| ≥ f ≥ 0 and f → ∞ give |e| → ∞",
    ),
    *PRODUCTS,
    Rule(name="limit", check=_limit, statement="f − L → 0 gives lim f = L"),
)
