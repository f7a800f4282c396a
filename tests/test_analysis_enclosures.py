"""Enclosures hold every value, of each function, over boxes of all kinds; and what they say of definedness is so."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import inf, pi
from random import Random

import pytest
from flint import arb

from proofcheck.analysis.enclosures.covering import excluded
from proofcheck.analysis.enclosures.functions import BINARY, UNARY
from proofcheck.analysis.enclosures.program import Box, Program
from proofcheck.analysis.enclosures.values import ANYTHING, add, divide, invert, multiply, of_fraction, power, square
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.boxes import NOTHING, evaluate
from proofcheck.meaning.graph import Entry, Graph

G = Graph()
X, Y = G.var("x"), G.var("y")
POWERS = ("2", "3", "4", "-1", "-2", "-3", "1/2", "1/3", "-1/2", "5/3")
ENTRIES: dict[str, Entry] = {
    **{op: G.make(op, X) for op in UNARY},
    **{op: G.make(op, X, Y) for op in BINARY},
    **{f"x**{e}": G.power(X, G.num(Fraction(e))) for e in POWERS},
    **{f"polygamma {n}": G.make("polygamma", G.num(n), X) for n in range(3)},
    "x*x": G.mul(X, X),
    "max of three": G.make("max", X, Y, G.num(1)),
    "choice": G.choose(G.make("<", X, Y), G.make("sqrt", X), G.power(Y, 2)),
    "nested": G.div(G.make("sin", G.mul(X, Y)), G.add(G.one, G.make("exp", G.neg(X)))),
}
ENDS = (0.0, 1.0, -1.0, 0.5, 2.0, pi / 2, pi, -pi / 2, 1.4616321449683623)


def _end(random: Random) -> float:
    kind = random.random()
    if kind < 0.25:
        return random.choice(ENDS)
    if kind < 0.85:
        return random.uniform(-4, 4)
    return random.uniform(-1, 1) * 10 ** random.uniform(-20, 10)


def _boxes(random: Random, count: int) -> Iterator[Box]:
    for _ in range(count):
        box = []
        for _ in range(2):
            low, high = sorted((_end(random), _end(random)))
            if random.random() < 0.2:
                high = min(high, low + 1e-6)
            box.append((-inf if random.random() < 0.08 else low, inf if random.random() < 0.08 else high))
        yield tuple(box)


def _inside(random: Random, side: tuple[float, float]) -> Fraction:
    low = max(side[0], min(side[1], 0.0) - 1000)
    high = min(side[1], max(low, 0.0) + 1000)
    return Fraction(min(max(random.choice((low, high, random.uniform(low, high))), low), high))


@pytest.mark.parametrize("name", ENTRIES)
def test_every_value_lies_in_its_enclosure(name: str) -> None:
    random, entry = Random(name), ENTRIES[name]
    program = Program([entry], [X, Y])
    for box in _boxes(random, 60):
        found = program.run(box)[0]
        for _ in range(4):
            x, y = (_inside(random, side) for side in box)
            with precision(128):
                value = evaluate([entry], {X: enclose(x), Y: enclose(y)})[0]
            if value is NOTHING:
                assert found is None or not found[2], (box, x, y)
            elif value is not None:
                assert found is not None, (box, x, y)
                assert not value < arb(found[0]), (box, x, y)
                assert not value > arb(found[1]), (box, x, y)


RELATIONS = {
    "x < y": ("<", ((0.0, 1.0), (2.0, 3.0)), 1),
    "x <= y at a common end": ("<=", ((0.0, 1.0), (1.0, 3.0)), 1),
    "x < y at a common end": ("<", ((0.0, 1.0), (1.0, 3.0)), 0),
    "x > y never": (">", ((0.0, 1.0), (1.0, 3.0)), -1),
    "x == y never": ("==", ((0.0, 1.0), (2.0, 3.0)), -1),
    "x == y of boxes": ("==", ((0.0, 1.0), (0.0, 1.0)), 0),
    "x == y of points": ("==", ((1.0, 1.0), (1.0, 1.0)), 1),
    "x != y": ("!=", ((0.0, 1.0), (2.0, 3.0)), 1),
}


@pytest.mark.parametrize(("op", "box", "truth"), RELATIONS.values(), ids=RELATIONS)
def test_relations_are_three_valued(op: str, box: Box, truth: int) -> None:
    assert Program([G.make(op, X, Y)], [X, Y]).run(box) == [(truth, True)]


def test_a_relation_speaks_of_the_points_at_which_its_sides_have_values() -> None:
    fact = G.make(">=", G.make("sqrt", X), G.zero)
    assert Program([fact], [X]).run(((-1.0, 1.0),)) == [(1, False)]
    assert Program([fact], [X]).run(((-2.0, -1.0),)) == [None]


def test_nothing_is_known_of_a_boolean_variable() -> None:
    flag = G.var("flag")
    facts = [
        G.make("and", flag, G.make(">", X, G.zero)),
        G.make("not", flag),
        G.make("==", G.make(">", X, G.zero), flag),
    ]
    chosen = G.choose(flag, X, G.neg(X))
    assert Program([*facts, chosen], [X]).run(((1.0, 2.0),)) == [(0, False)] * 3 + [(-2.0, 2.0, False)]
    assert not excluded(Program([flag], [X]).run(((1.0, 2.0),)))


EXACT = {
    "sums": (add((1.0, 2.0, True), (0.5, 0.5, True)), (1.5, 2.5, True)),
    "products with 0": (multiply((0.0, 0.0, True), (-inf, inf, True)), (0.0, 0.0, True)),
    "of an unbounded range": (multiply((0.0, inf, True), (1.0, inf, True)), (0.0, inf, True)),
    "one over a range up to infinity": (invert((1.0, inf, True))[0], 0.0),  # type: ignore[index]
    "one over 0": (invert((0.0, 0.0, True)), None),
    "over both signs": (divide((1.0, 1.0, True), (-1.0, 1.0, True)), ANYTHING),
    "a base of both signs": (power((-1.0, 1.0, True), (0.5, 0.5, True)), ANYTHING),
}


@pytest.mark.parametrize(("found", "expected"), EXACT.values(), ids=EXACT)
def test_special_cases(found: object, expected: object) -> None:
    assert found == expected


@pytest.mark.parametrize("tiny", [5e-324, 1e-200])
def test_what_is_too_small_for_a_float_is_rounded_outwards(tiny: float) -> None:
    low, high, _ = multiply((-tiny, tiny, True), (tiny, tiny, True))
    assert low < 0 < high
    assert square((tiny, tiny, True))[1] > 0
    assert add((1.0, 1.0, True), (tiny, tiny, True))[1] > 1


@pytest.mark.parametrize(
    "value", [Fraction(1, 3), Fraction(10**400), Fraction(-1, 10**400), Fraction(7, 8), -Fraction(10**400)]
)
def test_rationals_are_enclosed(value: Fraction) -> None:
    low, high, _ = of_fraction(value)
    assert low == -inf or Fraction(low) <= value
    assert high == inf or value <= Fraction(high)


def test_the_least_values_of_gamma_and_its_logarithm() -> None:
    least = Program([G.make("gamma", X), G.make("loggamma", X)], [X]).run(((1.0, 2.0),))
    at = arb("1.46163214496836234126")
    assert 0 < at.gamma() - arb(least[0][0]) < arb(1e-9)
    assert 0 < at.lgamma() - arb(least[1][0]) < arb(1e-9)
