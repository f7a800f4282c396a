"""Sums of sines and cosines of angles in arithmetic progression: 2 sin(α/2) cos(α k + β) telescopes; squares too."""

from __future__ import annotations

from proofcheck.errors import ClaimError
from proofcheck.inference.context import Context, closed
from proofcheck.inference.integers.folds import outermost
from proofcheck.inference.matching import put_in_types
from proofcheck.inference.replay import read
from proofcheck.language.dims import number as literal
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Bind, Node, Num, Range, Var, free_names
from proofcheck.language.types import BOOLEAN, INTEGER, REAL
from proofcheck.meaning import NoMeaning
from proofcheck.proof.derivation import Derivation
from proofcheck.proof.integer_induction import ANALYSIS, first_cases, general, variables
from proofcheck.proof.stronger_bounds import from_there_on

_LATEST = 2  # first integers that are looked at by themselves
Line = tuple[Node, Node]  # coefficient of the index, and the rest


def by_waves(derivation: Derivation, place: Context, body: Node) -> int | None:
    """The step that concludes a relation from closed forms of its sums of waves; it may fail at the first integers."""
    found = _closed(derivation, place, body)
    if found is not None or not _waves(body):
        return found
    for name in variables(place, body)[:1]:
        first = next((low for low, _ in first_cases(place, name)), None)
        if not isinstance(first, Num):
            continue
        for start in range(int(first.value) + 1, int(first.value) + _LATEST + 1):
            every, statement = general(derivation.claim, place, body, name, literal(start))
            later = _closed(derivation, every, statement)
            if later is not None:
                return from_there_on(derivation, place, body, name, (int(first.value), start), later)
    return None


def _waves(body: Node) -> list[Bind]:
    """The sums of waves in a relation."""
    sums = dict.fromkeys(f for side in getattr(body, "args", ()) for f in outermost(side) if f.op == "sum")
    return [f for f in sums if _telescoped(f.body, f.binders[0].name) is not None]


def _closed(derivation: Derivation, place: Context, body: Node) -> int | None:
    steps = [s for total in _waves(body) if (s := _step(derivation, place, total)) is not None]
    return derivation.conclude(place, ANALYSIS, body, steps) if steps else None


def _step(derivation: Derivation, place: Context, total: Bind) -> int | None:
    binder = total.binders[0]
    assert isinstance(binder, Range)
    claim = derivation.claim
    taken = {b.name for b in place.binders} | {g.name for g in claim.declared}
    index = next(n for n in ("k", "i", "l", "k_1", "k_2", "k_3", "k_4") if n not in taken)
    own = Var(type=INTEGER, name=index)
    term = put_in_types(total.body, {binder.name: own})
    found = _telescoped(term, index)
    if found is None:
        return None
    factor, primitive = found
    moved = Range(name=index, lower=binder.lower, upper=binder.upper)
    bare = Context(claim=claim, binders=place.binders)
    after = put_in_types(primitive, {index: _f("+", own, literal(1), type_=INTEGER)})
    ends = (
        put_in_types(primitive, {index: _f("+", binder.upper, literal(1), type_=INTEGER)}),
        put_in_types(primitive, {index: binder.lower}),
    )
    identity = _equation(_f("*", factor, term), _f("-", after, primitive))
    summed = _equation(_f("*", factor, Bind(type=REAL, op="sum", binders=(moved,), body=term)), _f("-", *ends))
    try:
        premise = derivation.add(ANALYSIS, read(claim, show(closed(bare.under((moved,)), identity))))
        if premise is None:
            return None
        return derivation.add("creative telescoping", read(claim, show(closed(bare, summed))), (premise,))
    except (ClaimError, NoMeaning):
        return None


def _telescoped(term: Node, index: str) -> tuple[Node, Node] | None:
    """c without the index, and G, where c f(k) = G(k + 1) - G(k)."""
    match term:
        case Apply(op="sin" | "cos" as wave, args=(angle,)):
            square = False
        case Apply(op="**", args=(Apply(op="sin" | "cos" as wave, args=(angle,)), Num(value=two))) if two == 2:
            square = True
        case _:
            return None
    line = linear(angle, index)
    if line is None or _is_zero(line[0]):
        return None
    slope = line[0]
    if square:  # 4 sin α cos² A = 2 sin α + 2 sin α cos 2A
        linear_part = _f("*", literal(2), _f("*", Var(type=INTEGER, name=index), _f("sin", slope)))
        moving = _f("sin", _f("-", _f("*", literal(2), angle), slope))
        return _f("*", literal(4), _f("sin", slope)), _f("+" if wave == "cos" else "-", linear_part, moving)
    half = _f("/", slope, literal(2))
    before = _f("-", angle, half)
    primitive = _f("sin", before) if wave == "cos" else _f("neg", _f("cos", before))
    return _f("*", literal(2), _f("sin", half)), primitive


def linear(node: Node, index: str) -> Line | None:
    """A term as a multiple of the index and a rest, both without it."""
    if index not in free_names(node):
        return literal(0), node
    match node:
        case Var():
            return literal(1), literal(0)
        case Apply(op="+" | "-" as op, args=(a, b)):
            left, right = linear(a, index), linear(b, index)
            return None if left is None or right is None else (_sum(op, left[0], right[0]), _sum(op, left[1], right[1]))
        case Apply(op="neg", args=(a,)):
            inner = linear(a, index)
            return None if inner is None else (_f("neg", inner[0]), _f("neg", inner[1]))
        case Apply(op="*", args=(a, b)):
            if index in free_names(a) and index in free_names(b):
                return None
            factor, moving = (b, a) if index in free_names(a) else (a, b)
            inner = linear(moving, index)
            return None if inner is None else (_product(factor, inner[0]), _product(factor, inner[1]))
        case Apply(op="/", args=(a, b)) if index not in free_names(b):
            inner = linear(a, index)
            return None if inner is None else (_f("/", inner[0], b), _f("/", inner[1], b))
    return None


def _sum(op: str, a: Node, b: Node) -> Node:
    if _is_zero(b):
        return a
    if _is_zero(a):
        return b if op == "+" else _f("neg", b)
    return _f(op, a, b)


def _product(a: Node, b: Node) -> Node:
    if _is_zero(b):
        return b
    return a if isinstance(b, Num) and b.value == 1 else _f("*", a, b)


def _is_zero(node: Node) -> bool:
    return isinstance(node, Num) and node.value == 0


def _f(op: str, *args: Node, type_: object = REAL) -> Node:
    return Apply(type=INTEGER if type_ is INTEGER else REAL, op=op, args=args)


def _equation(a: Node, b: Node) -> Node:
    return Apply(type=BOOLEAN, op="==", args=(a, b))
