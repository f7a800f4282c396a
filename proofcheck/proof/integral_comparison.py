"""Sums compared with integrals: t(k) <= G(k) - G(k - 1), or >=, adds up to a bound by the ends of the range.

G is an antiderivative, moved by half a term (for convex terms) or by a whole one, or k times the term at an end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from proofcheck.errors import ClaimError
from proofcheck.inference.context import Context, closed, opened
from proofcheck.inference.integers.folds import outermost, plain
from proofcheck.inference.matching import number, put_in_types
from proofcheck.inference.recurrences.rules_induction import base_formulas, step_formula
from proofcheck.inference.replay import read
from proofcheck.language.dims import expression, is_integer, polynomial
from proofcheck.language.dims import number as literal
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Bind, Node, Num, Range, Var, free_names, substitute
from proofcheck.language.types import BOOLEAN, INTEGER, REAL, Dim
from proofcheck.meaning import NoMeaning
from proofcheck.proof.derivation import Derivation
from proofcheck.proof.induction import unused
from proofcheck.proof.integer_induction import ANALYSIS

Primitives = Callable[[Bind, Range], Iterator[tuple[str, Node]]]
_SHIFTS = (("<=", Fraction(1, 2)), ("<=", Fraction(0)), (">=", Fraction(1)), (">=", Fraction(1, 2)))


def by_integrals(derivation: Derivation, place: Context, body: Node) -> int | None:
    """The step that concludes an inequality on one sum from a bound of that by an integral."""
    return _compared(derivation, place, body, _integrals)


def by_ends(derivation: Derivation, place: Context, body: Node) -> int | None:
    """The same by as many terms as there are, each the first or the last one."""
    return _compared(derivation, place, body, _ends)


def _compared(derivation: Derivation, place: Context, body: Node, primitives: Primitives) -> int | None:
    if not isinstance(body, Apply) or body.op in ("==", "!="):
        return None
    sums = [f for side in body.args for f in outermost(plain(place, side)) if f.op == "sum"]
    if len(dict.fromkeys(sums)) != 1:
        return None
    for statement in _statements(place, body, sums[0], primitives):
        try:
            found = _summed(derivation, place, *statement)
        except (ClaimError, NoMeaning):
            continue
        step = None if found is None else derivation.conclude(place, ANALYSIS, body, [found])
        if step is not None:
            return step
    return None


def _statements(place: Context, body: Node, total: Bind, primitives: Primitives) -> Iterator[tuple[Range, Node]]:
    """`Σ_{k=a}^j t(k) <= G(j) - G(a - 1)` for j from a - 1 to b."""
    binder = total.binders[0]
    assert isinstance(binder, Range)
    low = polynomial(binder.lower)
    if low is None:
        return
    index = unused(place, body)
    before = expression(low - Dim.ONE)
    own = Var(type=INTEGER, name=index)
    partial = Bind(
        type=total.type, op="sum", binders=(Range(name=binder.name, lower=binder.lower, upper=own),), body=total.body
    )
    for op, primitive in primitives(total, binder):
        ends = (substitute(primitive, {binder.name: end}) for end in (own, before))
        bound = Apply(type=REAL, op="-", args=tuple(ends))
        yield (
            Range(name=index, lower=before, upper=binder.upper),
            Apply(type=BOOLEAN, op=op, args=(partial, bound)),
        )


def _summed(derivation: Derivation, place: Context, binder: Range, statement: Node) -> int | None:
    """The statement at the upper end, by induction over the range."""
    claim = derivation.claim
    bare = Context(claim=claim, binders=place.binders)
    every, statement = opened(claim, read(claim, show(closed(bare.under((binder,)), statement))))
    last = every.binders[-1]
    assert isinstance(last, Range)
    premises = []
    for formula in (*base_formulas(bare, last, statement, 1), step_formula(bare, last, statement, 1)):
        context, case = opened(claim, read(claim, show(formula)))
        step = derivation.conclude(context, ANALYSIS, case)
        if step is None:
            return None
        premises.append(step)
    whole = derivation.conclude(every, "induction", statement, premises)
    if whole is None:
        return None
    return derivation.conclude(bare, "given", put_in_types(statement, {last.name: last.upper}), [whole])


def _integrals(total: Bind, binder: Range) -> Iterator[tuple[str, Node]]:
    """G with t(k) <= G(k) - G(k - 1), or >=, perhaps."""
    for op, shift in _SHIFTS:
        primitive = antiderivative(total.body, binder.name, shift)
        if primitive is not None:
            yield op, primitive


def _ends(total: Bind, binder: Range) -> Iterator[tuple[str, Node]]:
    """The same, k times the term at an end, unless that is a number."""
    if free_names(total.body) == {binder.name} and not free_names(binder.lower):
        return
    index = Var(type=INTEGER, name=binder.name)
    for op, end in (("<=", binder.lower), (">=", binder.upper), ("<=", binder.upper), (">=", binder.lower)):
        if number(put_in_types(total.body, {binder.name: end})) is None:
            yield op, Apply(type=REAL, op="*", args=(index, put_in_types(total.body, {binder.name: end})))


def antiderivative(term: Node, index: str, shift: Fraction) -> Node | None:
    """Of c L**p, with L a linear form of the index and p one of 1/2, -1/2, -1, -2, -3, or of c/(a + L**2).

    Taken at the index moved by so much; c and the coefficients of L may depend on other names.
    """
    moved = _plus(Var(type=INTEGER, name=index), literal(shift)) if shift else None
    match term:
        case Apply(op="*", args=(a, b)) if index not in free_names(a):
            return _times(a, antiderivative(b, index, shift))
        case Apply(op="*", args=(a, b)) if index not in free_names(b):
            return _times(b, antiderivative(a, index, shift))
        case Apply(op="/", args=(a, b)) if index not in free_names(b):
            return _over(antiderivative(a, index, shift), b)
        case Apply(op="/", args=(a, below)) if index not in free_names(a):
            found = _of_inverse(below, index)
            factor = a
        case Apply(op="sqrt", args=(line,)) if (slope := _slope(line, index)) is not None:
            factor = literal(Fraction(2, 3))
            found = _over(Apply(type=REAL, op="*", args=(line, term)), slope)
        case _:
            return None
    if found is None:
        return None
    return _times(factor, substitute(found, {index: moved}) if moved is not None else found)


def _of_inverse(below: Node, index: str) -> Node | None:
    """Of 1/sqrt(L), 1/L, 1/L**2, 1/L**3 and 1/(a + L**2)."""
    match below:
        case Apply(op="sqrt", args=(line,)) if (slope := _slope(line, index)) is not None:
            return _over(_times(literal(2), below), slope)
        case Apply(op="**", args=(line, exponent)) if number(exponent) in (2, 3):
            slope, rest = _slope(line, index), (number(exponent) or 0) - 1
            value = line if rest == 1 else Apply(type=REAL, op="**", args=(line, literal(rest)))
            return None if slope is None else _over(_over(literal(-1 / Fraction(rest)), slope), value)
        case Apply(op="+", args=(a, b)) if _slope(below, index) is None:
            square, free = (a, b) if index in free_names(a) else (b, a)
            match square:
                case Apply(op="**", args=(line, Num(value=two))) if two == 2 and index not in free_names(free):
                    slope, root = _slope(line, index), _root(free)
                    value = Apply(type=REAL, op="atan", args=(Apply(type=REAL, op="/", args=(line, root)),))
                    return None if slope is None else _over(_over(value, root), slope)
            return None
    slope = _slope(below, index)
    return None if slope is None else _over(Apply(type=REAL, op="log", args=(below,)), slope)


def _root(node: Node) -> Node:
    match node:
        case Num(value=value) if value == 1:
            return node
        case Apply(op="**", args=(base, Num(value=two))) if two == 2:
            return base
    return Apply(type=REAL, op="sqrt", args=(node,))


def _slope(line: Node, index: str) -> Node | None:
    """The coefficient of the index in a linear form of it."""
    dim = polynomial(line) if is_integer(line.type) else None
    if dim is not None:
        own = [(m, c) for m, c in dim.terms if any(a == index for a, _ in m)]
        return literal(own[0][1]) if len(own) == 1 and own[0][0] == ((index, 1),) and own[0][1] > 0 else None
    match line:
        case Apply(op="+", args=(a, b)):
            inner = a if index in free_names(a) else b
            return _slope(inner, index) if index not in free_names(b if inner is a else a) else None
        case Apply(op="/", args=(a, b)) if index not in free_names(b):
            return _over(_slope(a, index), b)
    return None


def _over(node: Node | None, below: Node) -> Node | None:
    if node is None or number(below) == 1:
        return node
    return Apply(type=REAL, op="/", args=(node, below))


def _plus(a: Node, b: Node) -> Node:
    return Apply(type=REAL, op="+", args=(a, b))


def _times(factor: Node, node: Node | None) -> Node | None:
    if node is None or number(factor) == 1:
        return node
    return Apply(type=REAL, op="*", args=(factor, node))
