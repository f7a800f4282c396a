"""Order: terms grow with their parts where they are monotone in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from proofcheck.inference.context import Context, known
from proofcheck.inference.matching import directed, number, same
from proofcheck.inference.rules_logic import alike, over_same_ranges
from proofcheck.inference.signs import nonnegative, positive
from proofcheck.inference.table import Rule
from proofcheck.language.dims import is_integer
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Bind, Node, Range, free_names
from proofcheck.language.types import BOOLEAN, INTEGER, Array

# Functions that grow with their argument wherever they have a value.
_INCREASING = frozenset(
    [
        "exp",
        "log",
        "log2",
        "sqrt",
        "cbrt",
        "atan",
        "asin",
        "sinh",
        "tanh",
        "asinh",
        "acosh",
        "atanh",
        "sigmoid",
        "softplus",
        "relu",
        "erf",
        "normal_cdf",
        "floor",
        "ceil",
    ]
)


def _monotone(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    goal = directed(body)
    if goal is None or goal[0] != "<=" or isinstance(goal[1].type, Array):
        return False
    return at_most(context, premises, goal[1], goal[2])


def at_most(context: Context, premises: Sequence[Node], a: Node, b: Node) -> bool:
    """Whether a ≤ b follows part by part, from what is known of parts that differ."""
    if same(a, b) or known(context, premises, Apply(type=BOOLEAN, op="<=", args=(a, b))):
        return True
    match a, b:
        case (Apply(op="+", args=(x, y)), Apply(op="+", args=(u, v))):
            return at_most(context, premises, x, u) and at_most(context, premises, y, v)
        case (Apply(op="-", args=(x, y)), Apply(op="-", args=(u, v))):
            return at_most(context, premises, x, u) and at_most(context, premises, v, y)
        case (Apply(op="neg", args=(x,)), Apply(op="neg", args=(u,))):
            return at_most(context, premises, u, x)
        case (Apply(op="*", args=(x, y)), Apply(op="*", args=(u, v))):
            return _product(context, premises, (x, y), (u, v))
        case (Apply(op="/", args=(x, y)), Apply(op="/", args=(u, v))):
            return _quotient(context, premises, (x, y), (u, v))
        case (Apply(op="**", args=(x, y)), Apply(op="**", args=(u, v))):
            return _power(context, premises, (x, y), (u, v))
        case (Apply(op="min" | "max", args=xs), Apply(args=us)) if a.op == b.op and len(xs) == len(us) > 1:
            return all(at_most(context, premises, x, u) for x, u in zip(xs, us, strict=True))
        case (Apply(op=op, args=(x,)), Apply(args=(u,))) if op in _INCREASING and b.op == op:
            return not isinstance(x.type, Array) and at_most(context, premises, x, u)
        case (Bind(), Bind()):
            return _bind(context, premises, a, b)
    return False


def _product(context: Context, premises: Sequence[Node], left: tuple[Node, Node], right: tuple[Node, Node]) -> bool:
    """0 ≤ x ≤ u and 0 ≤ y ≤ v give xy ≤ uv; with a common factor only that must be nonnegative."""
    (x, y), (u, v) = left, right
    if alike(context, premises, x, u):
        return nonnegative(context, premises, x) and at_most(context, premises, y, v)
    if alike(context, premises, y, v):
        return nonnegative(context, premises, y) and at_most(context, premises, x, u)
    if not (at_most(context, premises, x, u) and at_most(context, premises, y, v)):
        return False
    if not (nonnegative(context, premises, x) or nonnegative(context, premises, u)):
        return False
    if nonnegative(context, premises, y):  # xy ≤ uy ≤ uv
        return True
    return nonnegative(context, premises, x) and nonnegative(context, premises, v)  # xy ≤ xv ≤ uv


def _quotient(context: Context, premises: Sequence[Node], left: tuple[Node, Node], right: tuple[Node, Node]) -> bool:
    """x ≤ u and y ≥ v > 0 give x/y ≤ u/v where x ≥ 0, or where y = v."""
    (x, y), (u, v) = left, right
    if not at_most(context, premises, x, u) or not positive(context, premises, v):
        return False
    return same(y, v) or (nonnegative(context, premises, x) and at_most(context, premises, v, y))


def _power(context: Context, premises: Sequence[Node], left: tuple[Node, Node], right: tuple[Node, Node]) -> bool:
    """0 ≤ x ≤ u gives x^p ≤ u^p for p ≥ 0; 1 ≤ x gives x^p ≤ x^q for p ≤ q, and 0 ≤ x ≤ 1 for p ≥ q ≥ 0."""
    (x, p), (u, q) = left, right
    if same(p, q):
        odd = number(p)
        if odd is not None and odd.denominator == 1 and odd > 0 and odd % 2 and at_most(context, premises, x, u):
            return True
        return (
            nonnegative(context, premises, p) and nonnegative(context, premises, x) and at_most(context, premises, x, u)
        )
    if not same(x, u) or not (is_integer(p.type) and is_integer(q.type)):
        return False
    one = literal(1)
    above = known(context, premises, Apply(type=BOOLEAN, op="<=", args=(one, x)))
    if above and at_most(context, premises, p, q):
        return True
    below = nonnegative(context, premises, x) and known(context, premises, Apply(type=BOOLEAN, op="<=", args=(x, one)))
    return below and nonnegative(context, premises, q) and at_most(context, premises, q, p)


def _bind(context: Context, premises: Sequence[Node], a: Bind, b: Bind) -> bool:
    """Sums of smaller terms, and products of smaller terms that are at least 0, over the same ranges."""
    if a.op not in ("sum", "product", "max", "min") or isinstance(a.type, Array):
        return False
    bodies = over_same_ranges(a, b)
    if bodies is None:
        return False
    inner = context.under(a.binders)
    if a.op == "product" and not nonnegative(inner, premises, bodies[0]):
        return False
    return at_most(inner, premises, *bodies)


def _empty(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """Nothing to show: what is supposed of the integers is impossible."""
    return context.region.empty


def _nonnegative(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    goal = directed(body)
    if goal is None or number(goal[1]) != 0 or goal[0] == "==" or isinstance(goal[2].type, Array):
        return False
    return (positive if goal[0] == "<" else nonnegative)(context, premises, goal[2])


def _constant_product(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """product(c for j in a..b) = c^(b − a + 1), where the range is not turned round."""
    if not isinstance(body, Apply) or body.op != "==":
        return False
    for left, right in (body.args, body.args[::-1]):
        if isinstance(left, Bind) and left.op in ("product", "sum") and _repeated(context, left, right):
            return True
    return False


def _repeated(context: Context, repeated: Bind, value: Node) -> bool:
    binder, *others = repeated.binders
    if others or not isinstance(binder, Range) or binder.filter is not None or abs(binder.step) != 1:
        return False
    if binder.name in free_names(repeated.body):
        return False
    low, high = (binder.lower, binder.upper) if binder.step > 0 else (binder.upper, binder.lower)
    minus = Apply(type=INTEGER, op="-", args=(high, low))
    length = Apply(type=INTEGER, op="+", args=(minus, literal(1)))
    if not known(context, (), Apply(type=BOOLEAN, op="<=", args=(literal(0), length))):
        return False
    op = "**" if repeated.op == "product" else "*"
    wanted = Apply(type=repeated.type, op=op, args=(repeated.body, length))
    turned = replace(wanted, args=wanted.args[::-1])
    return same(wanted, value) or (op == "*" and same(turned, value))


RULES = (
    Rule(name="monotonicity", check=_monotone, statement="x ≤ u gives f(x) ≤ f(u) where f grows with x"),
    Rule(
        name="sign",
        check=_nonnegative,
        statement="squares, norms, and products of nonnegative terms are nonnegative",
    ),
    Rule(name="equal factors", check=_constant_product, statement="∏_{j=a}^b c = c^(b−a+1), Σ_{j=a}^b c = (b−a+1) c"),
    Rule(name="no case", check=_empty, statement="what is supposed of the integers is impossible"),
)
