"""Rules of logic and equality: what is given, chains, equals for equals, normal forms, facts of a few reals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from proofcheck.indexed.normal import equal
from proofcheck.inference.context import Context, applies, known, opened, with_own
from proofcheck.inference.matching import directed, match, put_in_types, same
from proofcheck.inference.scalar_facts import holds
from proofcheck.inference.table import Rule
from proofcheck.language.complexity import COUNTS
from proofcheck.language.dims import expression
from proofcheck.language.tree import Apply, Bind, Derive, Index, Node, Range, Slice, Var, children
from proofcheck.language.types import BOOLEAN, INTEGER, shape_of
from proofcheck.meaning.work import remembered

# How two relations compose in a chain; what is not here does not.
_CHAIN = {
    ("==", "=="): "==", ("==", "<="): "<=", ("<=", "=="): "<=", ("==", "<"): "<", ("<", "=="): "<",
    ("<=", "<="): "<=", ("<=", "<"): "<", ("<", "<="): "<", ("<", "<"): "<",
}  # fmt: skip
# Operators that see how a term is written, or how it grows, so that equal values are not enough.
_SEEING_FORMS = COUNTS | {"in_O", "in_Omega", "in_Theta", "in_o"}
_WEAKER = {"==": ("==", "<="), "<": ("<", "<="), "<=": ("<=",)}


def _given(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    return known(context, premises, body)


def _chain(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    goal = directed(body)
    if goal is None or not premises:
        return False
    op, start, end = goal
    return _walk(context, premises, 0, "==", start, op, end)


def _walk(context: Context, premises: Sequence[Node], k: int, so_far: str, at: Node, op: str, end: Node) -> bool:
    if k == len(premises):
        return op in _WEAKER[so_far] and same(at, end)
    for step, left, right, names, place in _directions(context, premises[k]):
        composed = _CHAIN.get((so_far, step))
        values = match(left, names, at)
        if composed is None or values is None:
            continue
        if len(values) < len(names) and k + 1 == len(premises):
            more = match(right, frozenset(names) - values.keys(), end)
            values = None if more is None else {**values, **more}
        values = None if values is None else with_own(context, names, values)
        if values is not None and len(values) < len(names):
            values = {**_namesakes(context, names), **values}
        if values is None or len(values) < len(names) or not applies(context, premises, place, values):
            continue
        if _walk(context, premises, k + 1, composed, put_in_types(right, values), op, end):
            return True
    return False


def _namesakes(context: Context, names: Iterable[str]) -> dict[str, Node]:
    """For bound names that a premise does not need, the integers of the same name around the conclusion."""
    around = {b.name for b in context.binders if isinstance(b, Range)}
    return {n: Var(type=INTEGER, name=n) for n in names if n in around}


def _directions(context: Context, premise: Node) -> list[tuple[str, Node, Node, frozenset[str], Context]]:
    place, body = opened(context.claim, premise)
    relation = directed(body)
    if relation is None:
        return []
    op, left, right = relation
    names = frozenset(b.name for b in place.binders)
    both = [(op, left, right, names, place)]
    return [*both, (op, right, left, names, place)] if op == "==" else both


def _conjunction(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    return isinstance(body, Apply) and body.op == "and" and all(known(context, premises, part) for part in body.args)


def _equals(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """Congruence: the sides differ only where a premise says that the differing parts are equal."""
    if not isinstance(body, Apply) or len(body.args) != 2:
        return False
    if body.op == "==" and alike(context, premises, *body.args):
        return True
    goal = directed(body)
    if goal is None:
        return False
    for premise in premises:  # a premise in which equals are put for equals, by the other premises
        place, inner = opened(context.claim, premise)
        given = directed(inner)
        fits = given is not None and given[0] in ("==", "<", "<=") and goal[0] in _WEAKER[given[0]]
        if not fits or place.binders or not all(known(context, premises, h) for h in place.hypotheses):
            continue
        assert given is not None
        if all(alike(context, premises, a, b) for a, b in zip(given[1:], goal[1:], strict=True)):
            return True
    return False


def alike(context: Context, premises: Sequence[Node], a: Node, b: Node) -> bool:
    """Whether two terms are the same, or equal by a premise, or so in each of their parts."""
    if same(a, b):
        return True
    if a.type == b.type or not isinstance(a, Bind):
        equation = Apply(type=BOOLEAN, op="==", args=(a, b))
        if known(context, premises, equation):
            return True
    if type(a) is not type(b) or isinstance(a, Derive):
        return False  # a derivative sees how its body depends on a variable, so equal values are not enough
    if isinstance(a, Apply) and a.op in _SEEING_FORMS:
        return False
    if isinstance(a, Bind) and isinstance(b, Bind):
        return _alike_binds(context, premises, a, b)
    mine, theirs = children(a), children(b)
    if len(mine) != len(theirs) or not _heads(a, b):
        return False
    return all(alike(context, premises, x, y) for x, y in zip(mine, theirs, strict=True))


def _heads(a: Node, b: Node) -> bool:
    """Whether two terms of one class agree in all but their parts."""
    match a, b:
        case (Apply(), Apply()):
            return a.op == b.op and _options(a) == _options(b)
        case (Index(), Index()):
            return [isinstance(i, Slice) for i in a.at] == [isinstance(i, Slice) for i in b.at]
    return False


def _options(node: Apply) -> list[tuple[str, str | None]]:
    """The options of an application; those that are terms are compared as parts."""
    return [(key, value if isinstance(value, str) else None) for key, value in node.options]


def _alike_binds(context: Context, premises: Sequence[Node], a: Bind, b: Bind) -> bool:
    """Sums, products and arrays over the same ranges, equal term by term."""
    bodies = over_same_ranges(a, b) if a.op in ("sum", "product", "matprod", "array", "max", "min") else None
    return bodies is not None and alike(context.under(a.binders), premises, *bodies)


def over_same_ranges(a: Bind, b: Bind) -> tuple[Node, Node] | None:
    """The bodies of two binders over the same ranges, in the bound names of the first; None for different ranges."""
    if a.op != b.op or len(a.binders) != len(b.binders) or not all(isinstance(x, Range) for x in a.binders):
        return None
    renaming: dict[str, Node] = {
        y.name: Var(type=INTEGER, name=x.name) for x, y in zip(a.binders, b.binders, strict=True) if x.name != y.name
    }
    shells = (replace(a, body=_UNIT, type=BOOLEAN), replace(b, body=_UNIT, type=BOOLEAN))
    if not same(*shells):
        return None
    return a.body, put_in_types(b.body, renaming)


_UNIT = Apply(type=BOOLEAN, op="true", args=())


def _normal(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    equation = as_equation(body)
    if equation is None:
        return False
    equations = [f for p in premises for f in _usable(context, p)]
    return _equal(context.under((), equations), *equation.args)


def as_equation(body: Node) -> Apply | None:
    """An equation, or the one that `is_symmetric` and `is_orthogonal` stand for."""
    match body:
        case Apply(op="=="):
            return body
        case Apply(op="is_symmetric", args=(a,)):
            return Apply(type=BOOLEAN, op="==", args=(Apply(type=a.type, op="transpose", args=(a,)), a))
        case Apply(op="is_orthogonal", args=(a,)):
            gram = Apply(type=a.type, op="@", args=(Apply(type=a.type, op="transpose", args=(a,)), a))
            return Apply(
                type=BOOLEAN,
                op="==",
                args=(gram, Apply(type=a.type, op="eye", args=(expression(shape_of(a.type)[0]),))),
            )
    return None


@remembered(512)
def _equal(context: Context, left: Node, right: Node) -> bool:
    """Remembered, since what a prover finds is soon replayed."""
    return equal(context, left, right)


def _usable(context: Context, premise: Node) -> list[Node]:
    """A premise as a fact of this place, if nothing is bound or supposed in it."""
    place, body = opened(context.claim, premise)
    if place.binders or not all(known(context, (), h) for h in place.hypotheses):
        return []
    return [body]


def _scalar(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    return holds(context, premises, body)


RULES = (
    Rule(name="given", check=_given, statement="an assumption, a declaration, an instance of a statement for all"),
    Rule(name="chain", check=_chain, statement="a ≤ b and b ≤ c give a ≤ c; likewise with = and <"),
    Rule(name="conjunction", check=_conjunction, statement="P and Q give P ∧ Q"),
    Rule(name="equals for equals", check=_equals, statement="a = b gives f(a) = f(b)"),
    Rule(name="index normal form", check=_normal, statement="both sides are the same sum of products of entries"),
    Rule(name="real arithmetic", check=_scalar, statement="it holds for all reals in the place of its terms"),
)
