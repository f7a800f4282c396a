"""TRUSTED: what is supposed, solved for a variable that stands for a term, and put into a goal.

Only sums, products by what is surely positive, and quotients are undone; the value is one wherever the fact has values.
A bound goes into an inequality that is monotone in the variable: g(s) >= g(u) for s >= u.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce

from proofcheck.inference.matching import canonical, directed, number
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Node, Var, free_names, substitute, walk
from proofcheck.language.types import BOOLEAN, REAL

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=")
Sign = Callable[[Node], bool]  # whether a term is surely positive


def eliminated(goal: Node, supposed: Sequence[Node], sign: Sign) -> tuple[Node, tuple[Node, ...]]:
    """The goal and the other facts, with the variables replaced of which the equations say what they are."""
    facts = list(supposed)
    for _ in range(len(facts)):
        found = next(((f, s) for f in facts if (s := _solved(f, sign)) is not None), None)
        if found is None:
            break
        equation, values = found
        goal = substitute(goal, dict(values))
        facts = [substitute(f, dict(values)) for f in facts if f is not equation]
    return goal, tuple(facts)


def multiplied(goal: Node, fact: Node) -> Node | None:
    """A relation that gives the goal with a multiple of an equation, whose factors divide those of the goal.

    Where c v + c' = 0, and g = m c, g v + g' is g' - m c'; c may be 0.
    """
    if not isinstance(goal, Apply) or not isinstance(fact, Apply) or goal.op not in _RELATIONS or fact.op != "==":
        return None
    wanted, given = (_apply("-", *e.args) for e in (goal, fact) if isinstance(e, Apply))
    names = [v.name for v in walk(given) if isinstance(v, Var) and v.name.startswith("#")]
    inside = [v.name for v in walk(wanted) if isinstance(v, Var)]
    for name in dict.fromkeys(n for n in names if names.count(n) == inside.count(n) == 1):
        left, right = _affine(wanted, name), _affine(given, name)
        factor = None if left is None or right is None else _quotient(left[0], right[0])
        if left is not None and right is not None and factor is not None:
            return Apply(type=BOOLEAN, op=goal.op, args=(left[1], _apply("*", factor, right[1])))
    return None


def _affine(node: Node, name: str) -> tuple[list[Node], Node] | None:
    """The factors of a variable that occurs once, and what is added to their product."""
    match node:
        case Var():
            return [], literal(0)
        case Apply(op="neg", args=(a,)):
            return _affine(_apply("*", literal(-1), a), name)
        case Apply(op="+" | "-" as op, args=(a, b)):
            first = name in free_names(a)
            found = _affine(a if first else b if op == "+" else _apply("neg", b), name)
            return None if found is None else (found[0], _apply(op, found[1], b) if first else _apply("+", a, found[1]))
        case Apply(op="*", args=(a, b)):
            inner, other = (a, b) if name in free_names(a) else (b, a)
            found = _affine(inner, name)
            return None if found is None else ([*found[0], *_factors(other)], _apply("*", found[1], other))
        case Apply(op="/", args=(a, b)) if name in free_names(a):
            return _affine(_apply("*", a, _apply("/", literal(1), b)), name)
    return None


def _factors(node: Node) -> list[Node]:
    match node:
        case Apply(op="*", args=(a, b)):
            return [*_factors(a), *_factors(b)]
    return [node]


def _quotient(over: Sequence[Node], under: Sequence[Node]) -> Node | None:
    """A product of factors by another one, whose factors but for numbers are among them."""
    left, value = list(map(canonical, over)), Fraction(1)
    for factor in under:
        plain, of = canonical(factor), number(factor)
        if of is not None:
            if of == 0:
                return None
            value /= of
        elif plain in left:
            left.remove(plain)
        else:
            return None
    start: Node = literal(value)
    return reduce(lambda a, b: _apply("*", a, b), left, start)


def _solved(fact: Node, sign: Sign) -> Mapping[str, Node] | None:
    if not isinstance(fact, Apply) or fact.op != "==":
        return None
    for side, other in (fact.args, fact.args[::-1]):
        names = [v.name for v in walk(side) if isinstance(v, Var) and v.name.startswith("#")]
        for name in dict.fromkeys(names):
            if names.count(name) == 1 and name not in free_names(other):
                value = _undone(side, name, other, sign)
                if value is not None:
                    return {name: value}
    return None


def _undone(side: Node, name: str, value: Node, sign: Sign) -> Node | None:
    """What the variable is where `side == value`."""
    while not isinstance(side, Var):
        match side:
            case Apply(op="neg", args=(a,)):
                side, value = a, _apply("neg", value)
            case Apply(op="+", args=(a, b)):
                inside, rest = (a, b) if name in free_names(a) else (b, a)
                side, value = inside, _apply("-", value, rest)
            case Apply(op="-", args=(a, b)):
                if name in free_names(a):
                    side, value = a, _apply("+", value, b)
                else:
                    side, value = b, _apply("-", a, value)
            case Apply(op="*", args=(a, b)):
                inside, rest = (a, b) if name in free_names(a) else (b, a)
                if not _nonzero(rest, sign):
                    return None
                side, value = inside, _apply("/", value, rest)
            case Apply(op="/", args=(a, b)) if name in free_names(a):
                side, value = a, _apply("*", value, b)
            case _:
                return None
    return value


def _nonzero(node: Node, sign: Sign) -> bool:
    value = number(node)
    if value is not None:
        return value != 0
    return sign(node) or sign(_apply("neg", node))


def _apply(op: str, *args: Node) -> Node:
    return Apply(type=REAL, op=op, args=args)


# bounds


def bounded(goal: Node, fact: Node, sign: Sign, natural: Sign) -> Node | None:
    """An inequality that gives the goal, by a bound of a variable that is supposed; without that variable.

    `natural`: whether a term is surely not negative. With such factors a side need not move strictly with the variable.
    """
    wanted, given = directed(goal), directed(fact)
    if wanted is None or given is None or wanted[0] == "==" or given[0] == "==":
        return None
    names = [v.name for side in given[1:] for v in walk(side) if isinstance(v, Var) and v.name.startswith("#")]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            continue
        bound = _bound(given, name, sign)
        if bound is None or name in free_names(bound[1]):
            continue
        found = _put(wanted, given[0] == "<", name, *bound, sign) or _put(wanted, False, name, *bound, natural)
        if found is not None:
            return found
    return None


def _bound(given: tuple[str, Node, Node], name: str, sign: Sign) -> tuple[bool, Node] | None:
    """Whether the variable is above something, and that."""
    _, low, high = given
    above = name in free_names(high)
    side, value = (high, low) if above else (low, high)
    while not isinstance(side, Var):
        match side:
            case Apply(op="neg", args=(a,)):
                side, value, above = a, _apply("neg", value), not above
            case Apply(op="+", args=(a, b)):
                inside, rest = (a, b) if name in free_names(a) else (b, a)
                side, value = inside, _apply("-", value, rest)
            case Apply(op="-", args=(a, b)):
                if name in free_names(a):
                    side, value = a, _apply("+", value, b)
                else:
                    side, value, above = b, _apply("-", a, value), not above
            case Apply(op="*", args=(a, b)):
                inside, rest = (a, b) if name in free_names(a) else (b, a)
                if not sign(rest):
                    return None
                side, value = inside, _apply("/", value, rest)
            case Apply(op="/", args=(a, b)) if name in free_names(a) and sign(b):
                side, value = a, _apply("*", value, b)
            case _:
                return None
    return above, value


def _put(wanted: tuple[str, Node, Node], strict: bool, name: str, above: bool, value: Node, sign: Sign) -> Node | None:
    """The goal with the bound for the variable, where its sides move the right way with it."""
    op, low, high = wanted
    moves = (_slope(low, name, sign), _slope(high, name, sign))
    right = 1 if above else -1  # the larger side must grow, the smaller one fall, as the variable leaves its bound
    if None in moves or moves[0] == right or moves[1] == -right or moves == (0, 0):
        return None
    low, high = (substitute(side, {name: value}) for side in (low, high))
    return Apply(type=BOOLEAN, op="<=" if strict else op, args=(low, high))


def _slope(node: Node, name: str, sign: Sign) -> int | None:
    """1 or -1 where a term strictly grows or falls with a variable, 0 without it; None where that is open."""
    if name not in free_names(node):
        return 0
    match node:
        case Var():
            return 1
        case Apply(op="neg", args=(a,)):
            inner = _slope(a, name, sign)
            return None if inner is None else -inner
        case Apply(op="+" | "-", args=(a, b)):
            first, second = _slope(a, name, sign), _slope(b, name, sign)
            if first is None or second is None:
                return None
            second = second if node.op == "+" else -second
            return first or second if first * second >= 0 else None
        case Apply(op="*", args=(a, b)) if name not in free_names(b) and sign(b):
            return _slope(a, name, sign)
        case Apply(op="*", args=(a, b)) if name not in free_names(a) and sign(a):
            return _slope(b, name, sign)
        case Apply(op="/", args=(a, b)) if name not in free_names(b) and sign(b):
            return _slope(a, name, sign)
    return None
