"""TRUSTED: partial sums of known series: on which side of the value they lie, and how far from it.

With S = t(a) + … + t(b) and R = value − S: of terms that are not negative, R >= 0. Of the Taylor series of exp(−x),
log(1 + x), atan(x), sin(x), cos(x) at x >= 0, R has the sign of t(b + 1), and |R| <= |t(b + 1)|: by Lagrange's form of
R for the first two, by ∫ (−1)^m t^2m/(1 + t²) dt for the third, by integrating 1 − cos >= 0 again and again for the
others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from proofcheck.inference.context import Context, known, opened
from proofcheck.inference.integers.deciding import holds
from proofcheck.inference.integers.folds import binary
from proofcheck.inference.matching import number, same
from proofcheck.inference.recurrences.rules_induction import of_reals
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Bind, Node, Range, Var, free_names, walk
from proofcheck.language.types import BOOLEAN, INTEGER, REAL

ZERO, ONE = literal(0), literal(1)
Most = tuple[int, Callable[[Node, Node], Node]]  # for so many terms at least, what R is at most, by b and x


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Σ term(k, x) from k = first on is value(x), where the conditions hold.

    `alternating`: what R is, as said above, else the terms are not negative. `strict`: when R is not 0.
    """

    name: str
    first: int
    term: Callable[[Node, Node], Node]
    value: Callable[[Node], Node]
    conditions: Callable[[Node], Sequence[Node]]
    strict: Callable[[Node], Sequence[Node]]
    argument: bool = True
    alternating: bool = False
    terms: int = 0  # at least so many of them have to be there, and one more for a strict relation
    most: Most | None = None


def _f(op: str, *args: Node) -> Node:
    return Apply(type=REAL, op=op, args=args)


def _relation(op: str, a: Node, b: Node) -> Node:
    return Apply(type=BOOLEAN, op=op, args=(a, b))


def _power(x: Node, k: Node) -> Node:
    return _f("**", x, k)


def _factorial(k: Node) -> Node:
    return Apply(type=INTEGER, op="factorial", args=(k,))


def _next(k: Node) -> Node:
    return binary("+", k, ONE)


def _odd(k: Node) -> Node:
    return binary("+", binary("*", literal(2), k), ONE)


def _even(k: Node) -> Node:
    return binary("*", literal(2), k)


def _signed(k: Node, shift: int, term: Node) -> Node:
    return _f("*", Apply(type=INTEGER, op="**", args=(literal(-1), binary("+", k, literal(shift)))), term)


def _natural(x: Node) -> Sequence[Node]:
    return (_relation("<=", ZERO, x),)


def _positive(x: Node) -> Sequence[Node]:
    return (_relation("<", ZERO, x),)


def _below_one(x: Node) -> Sequence[Node]:
    return (_relation("<=", ZERO, x), _relation("<", x, ONE))


def _always(x: Node) -> Sequence[Node]:
    return ()


def _pi(power: int, over: int) -> Node:
    pi = _f("pi")
    return _f("/", pi if power == 1 else _power(pi, literal(power)), literal(over))


def _numbers(
    name: str,
    first: int,
    term: Callable[[Node], Node],
    value: Node,
    *,
    alternating: bool = False,
    most: Most | None = None,
) -> Series:
    return Series(
        name=name,
        first=first,
        term=lambda k, x: term(k),
        value=lambda x: value,
        conditions=_always,
        strict=_always,
        argument=False,
        alternating=alternating,
        most=most,
    )


def _taylor(
    name: str,
    first: int,
    term: Callable[[Node, Node], Node],
    value: Callable[[Node], Node],
    conditions: Callable[[Node], Sequence[Node]] = _natural,
    *,
    alternating: bool = False,
    terms: int = 0,
    most: Most | None = None,
) -> Series:
    return Series(
        name=name,
        first=first,
        term=term,
        value=value,
        conditions=conditions,
        strict=_positive,
        alternating=alternating,
        terms=terms,
        most=most,
    )


SERIES = (
    _numbers(
        "e",
        0,
        lambda k: _f("/", ONE, _factorial(k)),
        _f("e"),
        most=(2, lambda b, x: _f("/", ONE, binary("*", b, _factorial(b)))),
    ),
    _numbers("1/k²", 1, lambda k: _f("/", ONE, binary("**", k, literal(2))), _pi(2, 6)),
    _numbers("1/(2 k + 1)²", 0, lambda k: _f("/", ONE, binary("**", _odd(k), literal(2))), _pi(2, 8)),
    _numbers("1/k⁴", 1, lambda k: _f("/", ONE, binary("**", k, literal(4))), _pi(4, 90)),
    _numbers("log 2", 1, lambda k: _signed(k, 1, _f("/", ONE, k)), _f("log", literal(2)), alternating=True),
    _numbers("π/4", 0, lambda k: _signed(k, 0, _f("/", ONE, _odd(k))), _pi(1, 4), alternating=True),
    _taylor(
        "exp",
        0,
        lambda k, x: _f("/", _power(x, k), _factorial(k)),
        lambda x: _f("exp", x),
        most=(1, lambda b, x: _f("/", _f("*", _f("exp", x), _power(x, _next(b))), _factorial(_next(b)))),
    ),
    _taylor("cosh", 0, lambda k, x: _f("/", _power(x, _even(k)), _factorial(_even(k))), lambda x: _f("cosh", x)),
    _taylor("sinh", 0, lambda k, x: _f("/", _power(x, _odd(k)), _factorial(_odd(k))), lambda x: _f("sinh", x)),
    _taylor("-log(1 - x)", 1, lambda k, x: _f("/", _power(x, k), k), lambda x: _log(_f("-", ONE, x)), _below_one),
    _taylor("atanh", 0, lambda k, x: _f("/", _power(x, _odd(k)), _odd(k)), lambda x: _f("atanh", x), _below_one),
    _taylor("geometric", 0, lambda k, x: _power(x, k), lambda x: _f("/", ONE, _f("-", ONE, x)), _below_one),
    _taylor(
        "exp(-x)",
        0,
        lambda k, x: _signed(k, 0, _f("/", _power(x, k), _factorial(k))),
        lambda x: _f("exp", _f("neg", x)),
        alternating=True,
    ),
    _taylor(
        "log(1 + x)",
        1,
        lambda k, x: _signed(k, 1, _f("/", _power(x, k), k)),
        lambda x: _f("log", _f("+", ONE, x)),
        alternating=True,
    ),
    _taylor(
        "atan",
        0,
        lambda k, x: _signed(k, 0, _f("/", _power(x, _odd(k)), _odd(k))),
        lambda x: _f("atan", x),
        alternating=True,
    ),
    _taylor(
        "sin",
        0,
        lambda k, x: _signed(k, 0, _f("/", _power(x, _odd(k)), _factorial(_odd(k)))),
        lambda x: _f("sin", x),
        alternating=True,
        terms=1,
    ),
    _taylor(
        "cos",
        0,
        lambda k, x: _signed(k, 0, _f("/", _power(x, _even(k)), _factorial(_even(k)))),
        lambda x: _f("cos", x),
        alternating=True,
        terms=1,
    ),
)


def _log(x: Node) -> Node:
    return _f("neg", _f("log", x))


def conclusions(row: Series, binder: Range, total: Node, x: Node, *, strict: bool) -> Iterator[tuple[int | None, Node]]:
    """What is known of R = value - S where the conditions hold, and how many terms S has to have for it at least."""
    less = "<" if strict else "<="
    rest = _f("-", row.value(x), total)
    after = _next(binder.upper)
    if not row.alternating:
        yield None, _relation(less, ZERO, rest)
        if row.most is not None:
            yield row.most[0], _relation("<=", rest, row.most[1](binder.upper, x))
        return
    next_term = row.term(after, x)
    assert isinstance(next_term, Apply)
    sign, size = next_term.args
    terms = row.terms + (1 if strict and row.terms else 0)
    yield terms, _relation(less, ZERO, _f("*", sign, rest))
    yield terms, _relation(less, _f("*", sign, rest), size)


def partial_sum(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """From `forall k in a..b: t(k) == term(k, x)`."""
    equation = _premise(context, premises)
    if equation is None:
        return False
    binder, own, term = equation
    if any(binder.name in free_names(end) for end in (binder.lower, binder.upper)):
        return False
    total = Bind(type=own.type, op="sum", binders=(binder,), body=own)
    index = Var(type=INTEGER, name=binder.name)
    for row in SERIES:
        if number(binder.lower) != row.first:
            continue
        for x in _arguments(row, term, binder.name):
            if not _alike(row.term(index, x), term) or not all(_holds(context, c) for c in row.conditions(x)):
                continue
            for strict in (False, True):
                if strict and not all(_holds(context, c) for c in row.strict(x)):
                    continue
                found = conclusions(row, binder, total, x, strict=strict)
                if any(_alike(c, body) and _reaches(context, binder, terms) for terms, c in found):
                    return True
    return False


def _reaches(context: Context, binder: Range, terms: int | None) -> bool:
    """Whether a sum has so many terms at least."""
    if terms is None:
        return True
    return known(context, (), _relation("<=", binary("+", binder.lower, literal(terms - 1)), binder.upper))


def _premise(context: Context, premises: tuple[Node, ...]) -> tuple[Range, Node, Node] | None:
    """The range, and the two terms that are equal in it."""
    if len(premises) != 1:
        return None
    place, equation = opened(context.claim, premises[0])
    if not place.binders or place.binders[:-1] != context.binders or not isinstance(equation, Apply):
        return None
    binder = place.binders[-1]
    if not isinstance(binder, Range) or binder.step != 1 or binder.filter is not None or equation.op != "==":
        return None
    if any(binder.name in free_names(h) for h in (*context.hypotheses, *place.hypotheses)):
        return None
    if not all(known(context, (), h) for h in place.hypotheses):
        return None
    return binder, equation.args[0], equation.args[1]


def _arguments(row: Series, term: Node, index: str) -> Iterator[Node]:
    if not row.argument:
        yield ONE
        return
    yield from dict.fromkeys(part for part in walk(term) if index not in free_names(part) and part.type != BOOLEAN)


def _holds(context: Context, condition: Node) -> bool:
    return known(context, (), condition) or holds(context, (), condition)


def _alike(a: Node, b: Node) -> bool:
    return same(of_reals(a), of_reals(b))
