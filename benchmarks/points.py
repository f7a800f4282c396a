"""Points of a claim's domain at all scales: simple ones, ends of domains and what is near them, small and large ones.

Each coordinate is a closed expression, so that an irrational end is met exactly. Not every point satisfies the
assumptions; equations are solved for a variable where that is linear or a square.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Any

import mpmath

from benchmarks.evaluate import Point, value
from benchmarks.outcome import Inexpressible
from benchmarks.real_functions import Undefined
from benchmarks.trees import constant, num, op
from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Apply, Node, free_names, substitute
from proofcheck.language.types import INTEGER, REAL

_SIMPLE = (0, 1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2), 3, -3, Fraction(1, 3), 10, -10)
_IRRATIONAL = (
    *(op("/", op("pi"), k) for k in (1, 2, 3, 4, 6)),
    *(op("sqrt", k) for k in (2, 3, Fraction(1, 2))),
    *(op("log", k) for k in (2, 3, Fraction(1, 2))),
    op("e"),
)
_SHARES = tuple(Fraction(k, 12) for k in range(13))
_FAR = 6  # decades on each side of 1
_ROUGH = 30  # digits that are enough to see where an end lies


def _decimal(rng: random.Random, low: float, high: float) -> Fraction:
    """A short decimal of a size between these powers of ten."""
    return Fraction(f"{rng.uniform(1, 10):.3g}") * Fraction(10) ** round(rng.uniform(low, high))


def _infinite(node: Node | None) -> bool:
    match node:
        case None | Apply(op="oo") | Apply(op="neg", args=(Apply(op="oo"),)):
            return True
    return False


def _irrational(least: Node | None, most: Node | None) -> list[Node]:
    """The well-known constants between these ends."""
    low = -mpmath.inf if least is None else value(least, digits=_ROUGH)
    high = mpmath.inf if most is None else value(most, digits=_ROUGH)
    return [node for node in _IRRATIONAL if low < value(node, digits=_ROUGH) < high]


def _short(node: Node) -> Node:
    exact = constant(node)
    return node if exact is None else num(exact)


def _real(given: Given, chosen: dict[str, Node], rng: random.Random) -> Node:
    low, high = given.domain.lower, given.domain.upper
    least = None if low is None or _infinite(low) else substitute(low, chosen)
    most = None if high is None or _infinite(high) else substitute(high, chosen)
    if given.domain.members is not None:
        return substitute(rng.choice(given.domain.members), chosen)
    way = rng.random()
    if least is None and most is None:
        if way < 0.3:
            return num(rng.choice(_SIMPLE))
        if way < 0.4:
            return rng.choice(_IRRATIONAL)
        sign = rng.choice((-1, 1))
        return num(sign * _decimal(rng, -1, 1) if way < 0.7 else sign * _decimal(rng, -_FAR, _FAR))
    if least is not None and most is not None:
        width = value(op("-", most, least), digits=_ROUGH)
        if way < 0.08:
            return _short(rng.choice((least, most)))
        if way < 0.16 and (known := _irrational(least, most)):
            return rng.choice(known)
        if way < 0.3:
            step = Fraction(mpmath.nstr(width * mpmath.mpf(10) ** rng.uniform(-8, -0.5), 3))
            return _short(op("+", least, step) if rng.random() < 0.5 else op("-", most, step))
        share = Fraction(rng.randint(1, 11), 12) if way < 0.5 else Fraction(rng.randint(1, 9999), 10000)
        return _short(op("+", least, op("*", share, op("-", most, least))))
    sign = 1 if least is not None else -1
    end = least if least is not None else most
    assert end is not None
    if way < 0.1:
        return _short(end)
    if way < 0.2 and (known := _irrational(least, most)):
        return rng.choice(known)
    if way < 0.4:
        return _short(op("+", end, sign * abs(Fraction(rng.choice(_SIMPLE[1:])))))
    return _short(op("+", end, sign * (_decimal(rng, -1, 1) if way < 0.7 else _decimal(rng, -_FAR, _FAR))))


def _shared(claim: Claim, share: Fraction) -> Point:
    """The point at this share of every bounded domain; for other variables, away from their end by that."""
    chosen: dict[str, Node] = {}
    for k, given in enumerate(claim.given):
        low, high = given.domain.lower, given.domain.upper
        least = None if low is None or _infinite(low) else substitute(low, chosen)
        most = None if high is None or _infinite(high) else substitute(high, chosen)
        if given.type == INTEGER:
            chosen[given.name] = num(k + 1)
        elif least is not None and most is not None:
            chosen[given.name] = _short(op("+", least, op("*", share, op("-", most, least))))
        else:
            end = least or most or num(0)
            chosen[given.name] = _short(op("+" if most is None else "-", end, 12 * share))
    return chosen


def _whole(given: Given, chosen: dict[str, Node], rng: random.Random) -> Node:
    def at(end: Node | None, default: int) -> int:
        return default if end is None or _infinite(end) else int(value(substitute(end, chosen), digits=_ROUGH))

    if given.domain.members is not None:
        return substitute(rng.choice(given.domain.members), chosen)
    low = at(given.domain.lower, -6 if given.domain.upper is None else at(given.domain.upper, 6) - 12)
    high = at(given.domain.upper, low + 12)
    return num(rng.randint(low, min(high, low + (6 if rng.random() < 0.7 else 30))) if low <= high else low)


def _solved(equation: Apply, name: str, chosen: dict[str, Node], rng: random.Random) -> Node | None:
    """The variable's value that solves the equation, where it stands there linearly or as a square."""
    gap = substitute(op("-", *equation.args), {k: v for k, v in chosen.items() if k != name})

    def at(x: int) -> Node:
        return substitute(gap, {name: num(x)})

    zero, one, two, minus = (value(at(x), digits=_ROUGH) for x in (0, 1, 2, -1))
    if one == zero:
        return None
    if abs(two - 2 * one + zero) <= abs(one - zero) * mpmath.mpf(10) ** (8 - _ROUGH):
        return _short(op("/", op("neg", at(0)), op("-", at(1), at(0))))
    even = abs(minus - one) + abs(two - 4 * one + 3 * zero) <= abs(one - zero) * mpmath.mpf(10) ** (8 - _ROUGH)
    if even and -zero / (one - zero) >= 0:
        root = op("sqrt", op("/", op("neg", at(0)), op("-", at(1), at(0))))
        return root if rng.random() < 0.5 else op("neg", root)
    return None


def _solve(claim: Claim, chosen: dict[str, Node], rng: random.Random) -> None:
    """Make the equations among the assumptions hold, each by the last variable for which it can be solved."""
    taken: set[str] = set()
    for assumption in claim.assumptions:
        if not (isinstance(assumption, Apply) and assumption.op == "==" and len(assumption.args) == 2):
            continue
        names = [g.name for g in claim.given if g.name in free_names(assumption) and g.name not in taken]
        for name in reversed(names):
            found = _solved(assumption, name, chosen, rng)
            if found is not None:
                chosen[name] = found
                taken.add(name)
                break


def points(claim: Claim, seed: int = 0) -> Iterator[Point]:
    """Points without end; those that make no sense (an end of a domain without a value) are left out.

    Raises Inexpressible for variables that are no real or whole numbers.
    """
    if any(g.type not in (INTEGER, REAL) for g in claim.given):
        raise Inexpressible("a variable that is no number")
    rng = random.Random(seed)
    for simple in _SIMPLE:
        yield {g.name: num(round(simple) if g.type == INTEGER else simple) for g in claim.given}
    for share in _SHARES:
        with suppress(Undefined, OverflowError, ZeroDivisionError):
            chosen = dict(_shared(claim, share))
            _solve(claim, chosen, rng)
            yield chosen
    while True:
        chosen = {}
        try:
            for given in claim.given:
                chosen[given.name] = (_whole if given.type == INTEGER else _real)(given, chosen, rng)
            _solve(claim, chosen, rng)
        except (Undefined, OverflowError, ZeroDivisionError):
            continue
        yield chosen


def exact(values: dict[str, Any]) -> Point:
    """A point of floats or rationals."""
    return {name: num(Fraction(each)) for name, each in values.items()}
