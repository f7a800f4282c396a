"""Sums compared with integrals: t(k) <= G(k) - G(k - 1), or >=, adds up to a bound by the ends of the range.

G is an antiderivative of a power of a linear form, moved by half a term (for convex terms) or by a whole one.
"""

from __future__ import annotations

from collections.abc import Iterator
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
from proofcheck.language.tree import Apply, Bind, Node, Range, Var, substitute
from proofcheck.language.types import BOOLEAN, INTEGER, REAL, Dim
from proofcheck.meaning import NoMeaning
from proofcheck.proof.derivation import Derivation
from proofcheck.proof.induction import unused
from proofcheck.proof.integer_induction import ANALYSIS

_SHIFTS = (("<=", Fraction(1, 2)), ("<=", Fraction(0)), (">=", Fraction(1)), (">=", Fraction(1, 2)))


def by_integrals(derivation: Derivation, place: Context, body: Node) -> int | None:
    """The step that concludes an inequality on one sum from a bound of that by an integral."""
    if not isinstance(body, Apply) or body.op in ("==", "!="):
        return None
    sums = [f for side in body.args for f in outermost(plain(place, side)) if f.op == "sum"]
    if len(dict.fromkeys(sums)) != 1:
        return None
    for statement in _statements(place, body, sums[0]):
        try:
            found = _summed(derivation, place, *statement)
        except (ClaimError, NoMeaning):
            continue
        step = None if found is None else derivation.conclude(place, ANALYSIS, body, [found])
        if step is not None:
            return step
    return None


def _statements(place: Context, body: Node, total: Bind) -> Iterator[tuple[Range, Node]]:
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
    for op, shift in _SHIFTS:
        primitive = antiderivative(total.body, binder.name, shift)
        if primitive is None:
            return
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


def antiderivative(term: Node, index: str, shift: Fraction) -> Node | None:
    """Of c L**-p, with L a linear form of the index and p one of 1/2, 1, 2, 3, at the index moved by so much."""
    match term:
        case Apply(op="/", args=(a, below)) if number(a) is not None:
            factor = number(a)
        case _:
            return None
    match below:
        case Apply(op="sqrt", args=(line,)):
            power = Fraction(1, 2)
        case Apply(op="**", args=(line, exponent)) if number(exponent) in (2, 3):
            power = Fraction(number(exponent) or 0)
        case line:
            power = Fraction(1)
    slope = _slope(line, index)
    if slope is None or factor is None:
        return None
    moved = line if shift == 0 else Apply(type=REAL, op="+", args=(line, literal(slope * shift)))
    if power == 1:
        return _times(factor / slope, Apply(type=REAL, op="log", args=(moved,)))
    if power == Fraction(1, 2):
        return _times(2 * factor / slope, Apply(type=REAL, op="sqrt", args=(moved,)))
    rest = power - 1
    value = moved if rest == 1 else Apply(type=REAL, op="**", args=(moved, literal(rest)))
    inverse = Apply(type=REAL, op="/", args=(literal(1), value))
    return _times(-factor / (slope * rest), inverse)


def _slope(line: Node, index: str) -> Fraction | None:
    dim = polynomial(line) if is_integer(line.type) else None
    if dim is None:
        return None
    own = [(m, c) for m, c in dim.terms if any(a == index for a, _ in m)]
    return own[0][1] if len(own) == 1 and own[0][0] == ((index, 1),) and own[0][1] > 0 else None


def _times(factor: Fraction, node: Node) -> Node:
    return Apply(type=REAL, op="*", args=(literal(factor), node))
