"""Stronger statements for inductions: of a bound `low <= high` with room `low + c φ(n) <= high`, where φ falls to 0.

The induction step of `Σ 1/k² < 2` fails, that of `Σ 1/k² + 1/n <= 2` succeeds. Which φ and c may do is seen in floats
at the first integers: there the gap `high - low` has to be at least c φ, and may fall no faster than c φ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isfinite

from proofcheck.inference.matching import directed
from proofcheck.language.dims import expression, number
from proofcheck.language.tree import Apply, Node, Var
from proofcheck.language.types import BOOLEAN, INTEGER, REAL, Dim
from proofcheck.meaning.work import spend
from proofcheck.proof.floats import NotFloat, value

_POINTS = 48  # integers at which the gap is seen
_LATEST = 8  # first cases by themselves
_ROOM = 1e-9
_MOST = 6  # statements tried

_HALF = Fraction(1, 2)
_POWERS = tuple(
    (power, shift)
    for power, shifts in (
        (Fraction(1), (Fraction(0), Fraction(1), _HALF, -_HALF, Fraction(1, 4))),
        (Fraction(2), (Fraction(0), Fraction(1), _HALF)),
        (_HALF, (Fraction(0), Fraction(1), _HALF)),
        (Fraction(3), (Fraction(0), Fraction(1), _HALF)),
    )
    for shift in shifts
)  # φ(n) = (n + shift)**-power


@dataclass(frozen=True, slots=True)
class Stronger:
    """A statement from which the bound follows, and the first integer at which it holds."""

    statement: Node
    first: int


def stronger(body: Node, name: str, first: int) -> Iterator[Stronger]:
    """Statements that an induction may give, the likeliest ones first."""
    order = directed(body)
    if order is None or order[0] == "==":
        return
    low, high = order[1:]
    try:
        seen = _values(low, high, name, first)
    except (NotFloat, ArithmeticError, ValueError):
        return
    found = [c for times in (False, True) for c in _candidates(seen, name, first, times)]
    for _, start, multiple, shape, times in sorted(found, key=lambda c: c[0])[:_MOST]:
        yield Stronger(_statement(low, high, multiple, shape, times), start)


def _values(low: Node, high: Node, name: str, first: int) -> list[tuple[float, float]]:
    found = []
    for n in range(first, first + _POINTS):
        spend(200)
        found.append((value(low, {name: n}), value(high, {name: n})))
        if not all(map(isfinite, found[-1])):
            raise NotFloat
    return found


def _statement(low: Node, high: Node, multiple: Fraction, shape: Node, times: bool) -> Node:
    extra = _apply("*", number(multiple), shape)
    left = _apply("*", low, _apply("+", number(1), extra)) if times else _apply("+", low, extra)
    return Apply(type=BOOLEAN, op="<=", args=(left, high))


def _candidates(
    seen: list[tuple[float, float]], name: str, first: int, times: bool
) -> Iterator[tuple[tuple[float, ...], int, Fraction, Node, bool]]:
    """Rank, first integer, c and φ."""
    if times and not all(low > 0 and high > 0 for low, high in seen):
        return
    gaps = [high / low - 1 if times else high - low for low, high in seen]
    if min(gaps) < -_ROOM:
        return
    for place, (least, shape, node) in enumerate(_shapes(name)):
        late = max(first, least)
        values = [shape(n) if n >= late else inf for n in range(first, first + _POINTS)]
        for start in range(late, min(late + _LATEST, first + _LATEST + 1)):
            at = start - first
            most = gaps[at] / values[at]
            need = _least(seen, gaps, values, at, times)
            if need is None or need > most * (1 + _ROOM) or most <= 0:
                continue
            multiple = _simplest(max(need, 0.0), most)
            if multiple is None or multiple <= 0:
                continue
            yield (at > 0, multiple.denominator, at, place, times), start, multiple, node, times
            break


def _least(
    seen: list[tuple[float, float]], gaps: list[float], values: list[float], at: int, times: bool
) -> float | None:
    """The least c for which the step holds at all integers seen from here on."""
    found = 0.0
    for i in range(at, _POINTS - 1):
        spend(1)
        if times:  # (1 + c φ') low'/high' <= (1 + c φ) low/high
            ratio = (1 + gaps[i]) / (1 + gaps[i + 1])
            drop, fall = ratio - 1, values[i] - ratio * values[i + 1]
        else:
            drop, fall = gaps[i] - gaps[i + 1], values[i] - values[i + 1]
        if drop <= 1e-14 * abs(seen[i][1]):
            continue
        if fall <= 0:
            return None
        found = max(found, drop / fall)
    return found


def _simplest(low: float, high: float) -> Fraction | None:
    """The fraction of least denominator between, a bit wider; None where that is large."""
    for denominator in range(1, 25):
        for times in range(int(low * denominator), int(high * denominator) + 2):
            if low * (1 - _ROOM) - _ROOM <= times / denominator <= high * (1 + _ROOM) + _ROOM and times > 0:
                return Fraction(times, denominator)
            if times > int(low * denominator) + 2:
                break
    return None


def _shapes(name: str) -> Iterator[tuple[int, Callable[[int], float], Node]]:
    """The least integer, the function and the term of what falls to 0."""
    n = Var(type=INTEGER, name=name)
    for power, shift in _POWERS:
        base = _plus(n, shift)
        below = base if power == 1 else _apply("sqrt", base) if power < 1 else _apply("**", base, number(power))
        yield 1 if shift <= 0 else 0, _power(shift, power), _apply("/", number(1), below)
    product = _apply("*", n, _plus(n, Fraction(1)))
    yield 1, lambda k: 1 / (k * (k + 1)), _apply("/", number(1), product)
    for q in (2, 3, 4):
        yield 0, _geometric(q), _apply("/", number(1), _apply("**", number(q), n))
    for over, least in ((0, 1), (1, 0)):
        factorial = Apply(type=INTEGER, op="factorial", args=(expression(Dim.of(name) + Dim.of(over)),))
        below = _apply("*", expression(Dim.of(name) + Dim.of(over)), factorial)
        yield least, _factorial(over), _apply("/", number(1), below)


def _power(shift: Fraction, power: Fraction) -> Callable[[int], float]:
    return lambda k: float(k + shift) ** -float(power)


def _geometric(base: int) -> Callable[[int], float]:
    return lambda k: float(base) ** -k


def _factorial(over: int) -> Callable[[int], float]:
    def at(k: int) -> float:
        product = float(k + over)
        for i in range(2, k + over + 1):
            product *= i
        return 1 / product

    return at


def _plus(n: Node, shift: Fraction) -> Node:
    return n if shift == 0 else _apply("+", n, number(shift)) if shift > 0 else _apply("-", n, number(-shift))


def _apply(op: str, *args: Node) -> Node:
    return Apply(type=REAL, op=op, args=args)
