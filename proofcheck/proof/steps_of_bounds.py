"""Inequalities over an integer by induction on it: what is supposed of the case before bounds the next one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from proofcheck.inference.context import Context
from proofcheck.inference.matching import directed
from proofcheck.inference.recurrences.rules_induction import empty_value, peeled
from proofcheck.language.dims import expression, is_integer, polynomial
from proofcheck.language.tree import Apply, Bind, Node, Range
from proofcheck.language.types import BOOLEAN, Dim, shape_of
from proofcheck.proof.chain import Found, stated, then
from proofcheck.proof.derivation import Derivation
from proofcheck.proof.induction import MOST_VARIABLES, Attempt, first_cases, variables
from proofcheck.proof.recurrences import rewritten

_CASES = 2  # first cases tried
_PASSES = 3

Relate = Callable[[Context, str, Node, Node], int | None]


def by_induction(derivation: Derivation, relate: Relate, context: Context, body: Apply) -> int | None:
    """The step that concludes an inequality of numbers, or None; `relate` proves one in the place of a case."""
    given = directed(body)
    if given is None or given[0] == "==" or any(shape_of(side.type) for side in body.args):
        return None
    op, low, high = given
    goal = Apply(type=BOOLEAN, op=op, args=(low, high))

    def meet(place: Context, left: Node, right: Node) -> int | None:
        found = relate(place, op, left, right)
        return _taken_apart(derivation, relate, place, (op, left, right)) if found is None else found

    for name in islice(variables(context, goal), MOST_VARIABLES):
        for first in first_cases(derivation.claim, context, name, goal)[:_CASES]:
            found = Attempt(derivation, context, goal, name, first, 1, meet).conclude()
            if found is not None:
                return found
    return None


def _taken_apart(derivation: Derivation, relate: Relate, place: Context, goal: tuple[str, Node, Node]) -> int | None:
    """A relation by one between sides of which a factor of each power, and the ends of sums, are taken off."""
    op, left, right = goal
    before, after = _opened(derivation, place, left), _opened(derivation, place, right)
    if before is None and after is None:
        return None
    middle = relate(place, op, left if before is None else before[1], right if after is None else after[1])
    if middle is None:
        return None
    numbers = [n for n in (before and before[0], middle, after and after[0]) if n is not None]
    return derivation.conclude(place, "chain", Apply(type=BOOLEAN, op=op, args=(left, right)), numbers)


def _opened(derivation: Derivation, place: Context, side: Node) -> Found | None:
    found: list[Found] = []
    now = side
    for _ in range(_PASSES):
        way = rewritten(derivation, place, now, _one_off)
        if way is None:
            break
        found.append(way)
        now = way[1]
    return then(derivation, place, side, *found) if found else None


def _one_off(derivation: Derivation, place: Context, node: Node) -> Found | None:
    """e^j as e^(j-1)·e, an empty sum as 0, a sum between numbers without its last term."""
    step = place.binders[-1].name if place.binders else ""
    match node:
        case Apply(op="**", args=(base, power)) if is_integer(power.type) and not shape_of(base.type):
            form = polynomial(power)
            late = form is not None and (form - Dim.of(step)).constant if step else None
            if form is None or late is None or late is False or late < 0:
                return None
            less = Apply(type=node.type, op="**", args=(base, expression(form - Dim.of(1))))
            return stated(derivation, place, "term by term", node, Apply(type=node.type, op="*", args=(less, base)))
        case Bind(op="sum" | "product", binders=(Range(),)) if not step:
            value = empty_value(place, node)
            if value is not None:
                return stated(derivation, place, "no terms", node, value)
            rest = peeled(place, node, last=True)
            return None if rest is None else stated(derivation, place, "one term", node, rest)
    return None
