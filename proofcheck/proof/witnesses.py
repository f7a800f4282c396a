"""Witnesses for existence statements: simple values of each type, solutions of equations, variables in sight."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product

from proofcheck.inference.context import Context
from proofcheck.inference.matching import number, put_in_types, same
from proofcheck.language.dims import expression
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Bind, Binder, Node, Over, Range, Var, free_names, walk
from proofcheck.language.types import INTEGER, REAL, Array, Kind, Scalar, Type, kind_of

_NUMBERS = tuple(map(Fraction, ("0", "1", "-1", "1/2", "2", "-1/2", "-2", "3", "1/4", "10")))
_EACH = 14  # values tried for one variable
_MOST = 60

Values = dict[str, Node]


def candidates(context: Context, body: Bind) -> Iterator[Node]:
    """The statement for values of the bound names, simple ones first."""
    choices = [list(islice(_values(context, binder, body), _EACH)) for binder in body.binders]
    if not all(choices):
        return
    order = sorted(product(*(range(len(c)) for c in choices)), key=lambda at: (sum(at), at))
    for at in order[:_MOST]:
        values: Values = {}
        for binder, choice, k in zip(body.binders, choices, at, strict=True):
            values[binder.name] = put_in_types(choice[k], values)
        yield put_in_types(body.body, values)


def _values(context: Context, binder: Binder, body: Bind) -> Iterator[Node]:
    seen: list[Node] = []
    for value in _proposed(context, binder, body):
        if not any(same(value, s) for s in seen):
            seen.append(value)
            yield value


def _proposed(context: Context, binder: Binder, body: Bind) -> Iterator[Node]:
    bound = {b.name for b in body.binders}
    if isinstance(binder, Range):
        yield from (v for v in _solutions(binder.name, body.body) if not bound & free_names(v))
        yield binder.lower
        yield binder.upper
        yield from (literal(n) for n in _NUMBERS if n.denominator == 1)
        return
    if not isinstance(binder, Over):
        return
    solved = [v for v in _solutions(binder.name, body.body) if not bound & free_names(v)]
    yield from (v for v in solved if _like(v.type, binder.type))
    if isinstance(binder.type, Array):
        yield from _arrays(binder, binder.type)
    elif isinstance(binder.type, Scalar):
        yield from _scalars(binder, binder.type)
    yield from _in_sight(context, binder.type)


def _like(found: Type, wanted: Type) -> bool:
    if isinstance(wanted, Scalar):
        return isinstance(found, Scalar)
    return isinstance(found, Array) and isinstance(wanted, Array) and found.shape == wanted.shape


def _scalars(binder: Over, type_: Scalar) -> Iterator[Node]:
    if type_.kind not in (Kind.REAL, Kind.INTEGER):
        return
    domain = binder.domain
    ends = [end for end in (domain.lower, domain.upper) if end is not None]
    low, high = (None if e is None else number(e) for e in (domain.lower, domain.upper))

    def inside(value: Fraction) -> bool:
        above = low is None or value > low or (value == low and not domain.lower_open)
        below = high is None or value < high or (value == high and not domain.upper_open)
        return above and below and (type_.kind is Kind.REAL or value.denominator == 1)

    yield from domain.members or ()
    yield from (literal(v) for v in _NUMBERS if inside(v))
    if low is not None and high is not None:
        middle = (low + high) / 2
        yield from (literal(v) for v in (middle,) if inside(v))
    if low is not None and inside(low + 1):
        yield literal(low + 1)
    yield from ends
    for end in ends:
        yield Apply(type=end.type, op="+" if end is domain.lower else "-", args=(end, literal(1)))


def _arrays(binder: Over, type_: Array) -> Iterator[Node]:
    if type_.kind not in (Kind.REAL, Kind.INTEGER):
        return
    sizes = tuple(map(expression, type_.shape))
    plain = Array(type_.shape, Kind.REAL)
    square = len(type_.shape) == 2 and type_.shape[0] == type_.shape[1]
    zeros, ones = (Apply(type=plain, op=op, args=sizes) for op in ("zeros", "ones"))
    special = [Apply(type=plain, op="eye", args=sizes[:1])] if square else []
    yield from [*special, zeros, ones] if binder.properties else [zeros, *special, ones]
    for base in (*special, ones):
        for factor in (Fraction(1, 2), Fraction(2), Fraction(-1)):
            yield Apply(type=plain, op="*", args=(literal(factor), base))


def _in_sight(context: Context, type_: Type) -> Iterator[Node]:
    """Variables of the type, and simple functions of those that are scalars."""
    names: list[tuple[str, Type]] = [(g.name, g.type) for g in context.claim.given]
    names += [(b.name, b.type if isinstance(b, Over) else INTEGER) for b in context.binders]
    for name, own in names:
        if not _like(own, type_) or not isinstance(own, (Scalar, Array)) or kind_of(own) is Kind.COMPLEX:
            continue
        var = Var(type=own, name=name)
        yield var
        if isinstance(own, Scalar) and own.kind in (Kind.REAL, Kind.INTEGER):
            yield Apply(type=own, op="+", args=(var, literal(1)))
            yield Apply(type=own, op="neg", args=(var,))
            yield Apply(type=own, op="-", args=(var, literal(1)))


def _solutions(name: str, node: Node) -> Iterator[Node]:
    """What linear equations say of a name, and what inequalities leave it."""
    for part in walk(node):
        if not isinstance(part, Apply) or part.op not in ("==", "<", "<=", ">", ">=") or len(part.args) != 2:
            continue
        left, right = part.args
        for side, other in ((left, right), (right, left)):
            if isinstance(side, Var) and side.name == name and name not in free_names(other):
                yield from _near(part.op, other)
        found = _linear(name, left, right)
        if found is not None:
            yield found


def _near(op: str, other: Node) -> Iterator[Node]:
    if op in ("==", "<=", ">="):
        yield other
    elif isinstance(other.type, Scalar):
        yield from (Apply(type=other.type, op=sign, args=(other, literal(1))) for sign in ("+", "-"))


def _linear(name: str, left: Node, right: Node) -> Node | None:
    """x of a scalar equation a x + b = 0."""
    parts = [_affine(name, side) for side in (left, right)]
    if not isinstance(left.type, Scalar) or parts[0] is None or parts[1] is None:
        return None
    (a, b), (u, v) = parts[0], parts[1]
    slope, constant = _minus(a, u), _minus(v, b)
    if slope is None:
        return None
    values = [None if p is None else number(p) for p in (constant, slope)]
    if constant is None:
        return literal(0)
    if values[0] is not None and values[1]:
        return literal(values[0] / values[1])
    return constant if values[1] == 1 else Apply(type=REAL, op="/", args=(constant, slope))


Part = Node | None  # a term, None for 0


def _minus(a: Part, b: Part) -> Part:
    if b is None:
        return a
    if a is None:
        value = number(b)
        return Apply(type=REAL, op="neg", args=(b,)) if value is None else literal(-value)
    values = number(a), number(b)
    if values[0] is not None and values[1] is not None:
        return None if values[0] == values[1] else literal(values[0] - values[1])
    return Apply(type=REAL, op="-", args=(a, b))


def _plus(a: Part, b: Part) -> Part:
    if a is None or b is None:
        return b if a is None else a
    return Apply(type=REAL, op="+", args=(a, b))


def _affine(name: str, node: Node) -> tuple[Part, Part] | None:
    """(a, b) of a x + b, where the name stands in sums and in products with something free of it."""
    if name not in free_names(node):
        return None, None if number(node) == 0 else node
    match node:
        case Var():
            return literal(1), None
        case Apply(op="+" | "-" as op, args=(a, b)):
            left, right = _affine(name, a), _affine(name, b)
            if left is None or right is None:
                return None
            join = _plus if op == "+" else _minus
            return join(left[0], right[0]), join(left[1], right[1])
        case Apply(op="neg", args=(a,)):
            inner = _affine(name, a)
            return None if inner is None else (_minus(None, inner[0]), _minus(None, inner[1]))
        case Apply(op="*" | "/" as op, args=(a, b)):
            if op == "*" and name in free_names(b):
                a, b = b, a
            inner = None if name in free_names(b) else _affine(name, a)
            if inner is None:
                return None
            return _scaled(op, inner[0], b), _scaled(op, inner[1], b)
    return None


def _scaled(op: str, part: Part, by: Node) -> Part:
    if part is None:
        return None
    return by if op == "*" and number(part) == 1 else Apply(type=REAL, op=op, args=(part, by))
