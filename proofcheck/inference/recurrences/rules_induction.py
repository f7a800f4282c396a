"""TRUSTED: induction over an integer between two ends, and the first or last term of a sum or a product."""

from __future__ import annotations

from dataclasses import replace

from proofcheck.inference.context import Context, closed, known
from proofcheck.inference.matching import put_in_types, same
from proofcheck.inference.recurrences.unfolding import linear_index
from proofcheck.inference.table import Rule
from proofcheck.language.dims import expression, number, polynomial
from proofcheck.language.tree import Apply, Bind, Node, Num, Range, bound_names, free_names, rebuild, walk
from proofcheck.language.types import BOOLEAN, REAL, Dim, Kind, Scalar, array, shape_of

MOST_BASES = 13
Premises = tuple[Node, ...]


def statement_at(body: Node, name: str, value: Node) -> Node:
    """Q(value) of a statement Q(name)."""
    return put_in_types(body, {name: value})


def earlier(name: str, back: int) -> Node:
    """`name - back`."""
    return expression(Dim.of(name) - Dim.of(back))


def step_formula(outer: Context, binder: Range, body: Node, bases: int) -> Node:
    """`forall j in a+bases..b: Q(j-1) and … => Q(j)` in its place."""
    low = polynomial(binder.lower)
    assert low is not None
    later = replace(binder, lower=expression(low + Dim.of(bases)))
    before = tuple(statement_at(body, binder.name, earlier(binder.name, k)) for k in range(bases, 0, -1))
    supposed = before[0] if bases == 1 else Apply(type=BOOLEAN, op="and", args=before)
    step = Apply(type=BOOLEAN, op="=>", args=(supposed, body))
    return closed(outer, Bind(type=BOOLEAN, op="forall", binders=(later,), body=step))


def base_formulas(outer: Context, binder: Range, body: Node, bases: int) -> tuple[Node, ...]:
    """Q(a), Q(a+1), …, each as far as the range reaches."""
    low = polynomial(binder.lower)
    assert low is not None
    found = []
    for k in range(bases):
        place = expression(low + Dim.of(k))
        inside = Apply(type=BOOLEAN, op="<=", args=(place, binder.upper))
        formula = Apply(type=BOOLEAN, op="=>", args=(inside, statement_at(body, binder.name, place)))
        found.append(closed(outer, formula))
    return tuple(found)


def split(context: Context) -> tuple[Context, Range] | None:
    """The place around the last binder, if that runs upwards over integers and nothing that is supposed mentions it."""
    if not context.binders or not isinstance(binder := context.binders[-1], Range):
        return None
    if binder.step != 1 or binder.filter is not None or polynomial(binder.lower) is None:
        return None
    if any(binder.name in free_names(h) for h in context.hypotheses):
        return None
    return replace(context, binders=context.binders[:-1]), binder


def _induction(context: Context, premises: Premises, body: Node) -> bool:
    parts = split(context)
    if parts is None:
        return False
    outer, binder = parts
    if any(binder.name in bound_names(part) for part in walk(body)) or captures(body, binder.lower):
        return False
    place = Context(claim=context.claim)
    for bases in range(1, MOST_BASES):
        wanted = (*base_formulas(outer, binder, body, bases), step_formula(outer, binder, body, bases))
        if all(known(place, premises, formula) or _stated(premises, formula) for formula in wanted):
            return True
    return False


def _stated(premises: Premises, formula: Node) -> bool:
    """Whether a premise says the same, be it that powers are declared integers in one and reals in the other."""
    return any(same(of_reals(premise), of_reals(formula)) for premise in premises)


def of_reals(node: Node) -> Node:
    """A formula with `2**n` as a real number, and so what is made of it: `2**(j - 1)` is read so for any integer j."""
    node = rebuild(node, of_reals)
    match node:
        case Apply(op="**", args=(_, exponent)) if isinstance(node.type, Scalar) and not isinstance(exponent, Num):
            return replace(node, type=REAL)
        case Apply(op="+" | "-" | "*" | "neg", args=args) if isinstance(node.type, Scalar):
            return replace(node, type=REAL) if any(a.type == REAL for a in args) else node
        case Bind(op="sum" | "product", body=body) if isinstance(node.type, Scalar):
            return replace(node, type=body.type)
    return node


# Sums and products taken apart

_NEUTRAL = {"sum": ("+", 0), "product": ("*", 1), "matprod": ("@", 1)}


def peeled(context: Context, node: Node, *, last: bool) -> Node | None:
    """A sum or product over one range, certainly not empty, as that of the others and the last (or first) term."""
    match node:
        case Bind(op=op, binders=(Range(filter=None) as binder,)) if op in _NEUTRAL and abs(binder.step) == 1:
            pass
        case _:
            return None
    ends = [linear_index(context.claim, context.region, n) for n in (binder.lower, binder.upper)]
    low, high = (polynomial(n) for n in (binder.lower, binder.upper))
    if ends[0] is None or ends[1] is None or low is None or high is None:
        return None
    if not context.region.entails((ends[1] - ends[0]).scaled(binder.step)):
        return None
    step = Dim.of(binder.step)
    place = binder.upper if last else binder.lower
    if captures(node.body, place) or not _composable(node):
        return None
    if last:
        rest = replace(node, binders=(replace(binder, upper=expression(high - step)),))
    else:
        rest = replace(node, binders=(replace(binder, lower=expression(low + step)),))
    term = put_in_types(node.body, {binder.name: place})
    return Apply(type=node.type, op=_NEUTRAL[op][0], args=(rest, term) if last else (term, rest))


def _composable(node: Bind) -> bool:
    """Whether factors of a matrix product are square, so that any number of them has a product."""
    shape = shape_of(node.type)
    return node.op != "matprod" or (len(shape) == 2 and shape[0] == shape[1])


def captures(body: Node, value: Node) -> bool:
    """Whether a substitution in the body would put a name under what gives it another value."""
    names = free_names(value)
    return any(not names.isdisjoint(bound_names(part)) for part in walk(body))


def _one_term(context: Context, premises: Premises, body: Node) -> bool:
    if not isinstance(body, Apply) or body.op != "==":
        return False
    left, right = body.args
    found = (peeled(context, left, last=last) for last in (True, False))
    return any(f is not None and same(f, right) for f in found)


def empty_value(context: Context, node: Node) -> Node | None:
    """The value of a sum or product over a range that is certainly empty: 0, 1 or the identity."""
    match node:
        case Bind(op=op, binders=(Range() as binder,)) if op in _NEUTRAL:
            pass
        case _:
            return None
    ends = [linear_index(context.claim, context.region, n) for n in (binder.lower, binder.upper)]
    if ends[0] is None or ends[1] is None:
        return None
    if not context.region.entails((ends[0] - ends[1]).scaled(1 if binder.step > 0 else -1).plus(-1)):
        return None
    shape = shape_of(node.type)
    if not _composable(node):
        return None
    if not shape:
        return number(_NEUTRAL[op][1])
    if op == "matprod":
        return Apply(type=array(shape, Kind.INTEGER), op="eye", args=(expression(shape[0]),))
    name = "zeros" if op == "sum" else "ones"
    return Apply(type=array(shape, Kind.INTEGER), op=name, args=tuple(map(expression, shape)))


def _empty(context: Context, premises: Premises, body: Node) -> bool:
    if not isinstance(body, Apply) or body.op != "==":
        return False
    value = empty_value(context, body.args[0])
    right = body.args[1]
    if value is None:
        return False
    return same(value, right) or (isinstance(value, Num) and isinstance(right, Num) and value.value == right.value)


def shifted(node: Node, by: int) -> Node | None:
    """A sum or product with `i + by` for its index i, over the range moved the other way."""
    match node:
        case Bind(op=op, binders=(Range(filter=None) as binder,)) if op in _NEUTRAL and abs(binder.step) == 1:
            pass
        case _:
            return None
    low, high = (polynomial(n) for n in (binder.lower, binder.upper))
    if low is None or high is None:
        return None
    ends = (expression(low - Dim.of(by)), expression(high - Dim.of(by)))
    place = expression(Dim.of(binder.name) + Dim.of(by))
    moved = replace(binder, lower=ends[0], upper=ends[1])
    return replace(node, binders=(moved,), body=put_in_types(node.body, {binder.name: place}))


def _moved(context: Context, premises: Premises, body: Node) -> bool:
    match body:
        case Apply(op="==", args=(Bind(binders=(Range(lower=a),)) as left, Bind(binders=(Range(lower=b),)) as right)):
            first, second = polynomial(a), polynomial(b)
        case _:
            return False
    gap = None if first is None or second is None else (first - second).constant
    if gap is None or any(left.binders[0].name in bound_names(part) for part in walk(left.body)):
        return False
    found = shifted(left, gap)
    return found is not None and same(found, right)


RULES: tuple[Rule, ...] = (
    Rule(
        name="shift of the index", check=_moved, statement="Σ_{i=a}^b e(i) = Σ_{i=a-c}^{b-c} e(i+c); likewise products"
    ),
    Rule(
        name="induction",
        check=_induction,
        statement="Q(a), and Q(j-1) ⇒ Q(j) for j = a+1, …, b, give Q(j) for j = a, …, b",
    ),
    Rule(
        name="one term",
        check=_one_term,
        statement="Σ_{i=a}^b e(i) = Σ_{i=a}^{b-1} e(i) + e(b) for a ≤ b; likewise products, and the first term",
    ),
    Rule(
        name="no terms", check=_empty, statement="an empty sum is 0, an empty product 1, one of matrices the identity"
    ),
)
